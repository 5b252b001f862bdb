//! The text equals what prettyplease prints for the whole file, except for empty lines and tables.

use super::format;
use proc_macro2::TokenStream;

/// Formats items with names of all widths, each twice, so that the second fills in the form of the first.
fn check(source: &str) {
    for width in 1..=70 {
        for letter in ["a", "b"] {
            let name = letter.repeat(width);
            let source = source.replace("NAME", &name);
            let file = syn::parse_file(&source).expect("the source is Rust");
            let tokens: TokenStream = source.parse().expect("the source is Rust");
            assert_eq!(lines(&format(tokens)), lines(&prettyplease::unparse(&file)), "{source}");
        }
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.is_empty()).collect()
}

#[test]
fn methods() {
    check(
        r#"impl crate::client::TypeBuilder<Dataset> {
            /// Sets `NAME`, with a "quote" and a \ in it.
            #[deprecated(note = "NAME é")]
            #[inline]
            pub fn NAME(mut self, input: Option<crate::types::NAME>) -> Result<Self, crate::Error> {
                self.value.NAME = Some(input.into()); self
            }
            pub async fn r#type<T>(&self, NAME: T) -> &'static str where T: Into<String> + Send {
                match NAME.into().as_str() {
                    "NAME" if self.NAME.is_some_and(|NAME| matches!(NAME, Some(1..=2))) => "NAME",
                    "other" => { self.send(vec![NAME, "NAME"]).await?; format!("{NAME} of {}", self.NAME) }
                    _ => unreachable!("NAME"),
                }
            }
            const NAME: u8 = 1;
        }"#,
    );
}

#[test]
fn fields_and_variants() {
    check(
        r##"#[derive(Clone, NAME)] pub struct Dataset<NAME> {
            /// The name.
            ///
            #[cfg(feature = "NAME")]
            pub NAME: Option<std::collections::HashMap<String, Vec<crate::types::NAME>>>,
            pub(crate) union: fn(NAME, u8) -> Box<dyn NAME>, default: (NAME, NAME)
        }
        pub struct Unit; pub struct Tuple(NAME, #[doc = "raw"] pub NAME);
        pub enum NAME { /// One.
            One(NAME), #[non_exhaustive] Two { NAME: NAME, other: NAME }, Three = 3 }
        impl NAME {} enum Empty {}"##,
    );
}

#[test]
fn modules_and_values() {
    check(
        r##"//! A file of NAME.
        #![forbid(unsafe_code)] #![warn(missing_docs, NAME)]
        pub mod NAME; pub(crate) mod other; use super::{NAME, other::*};
        /// Builders.
        pub mod builders {
            use super::NAME;
            pub type NAMEFluentBuilder = crate::client::Builder<NAME, crate::client::Fluent<NAME>>;
            impl<H: smithwright_runtime::Holder<NAME>> crate::client::Builder<NAME, H> {
                pub fn NAME(&self) -> &Option<NAME> { &self.holder.input().NAME }
            }
            mod inner { const fn NAME() -> NAME { NAME { NAME } } }
        }
        mod attributed { #![allow(NAME)] fn NAME() {} }
        static NAME: &[NAME] = &[NAME { NAME: r"NAME", other: 'é' }, NAME];
        const _: NAME = { use NAME::NAME; NAME::new("NAME", &[NAME::Literal("v1"), NAME::Label(0)]) };
        pub trait NAME<'NAME>: Send { type NAME; fn NAME(&'NAME self) -> Self::NAME { loop {} } }"##,
    );
}

#[test]
fn tables_have_a_row_a_line() {
    let tokens = r#"/// What it is.
        #[cfg(feature = "a")]
        runtime::structure! { Dataset: A + B { 0 r#type = "Type: String", 1 name = "Name: List<String>", } 2 meta }
        use a::b; mod c; mod d { use a::b; }"#;
    let expected = r#"/// What it is.
#[cfg(feature = "a")]
runtime::structure! {
    Dataset: A + B {
        0 r#type = "Type: String",
        1 name = "Name: List<String>",
    } 2 meta
}

use a::b;
mod c;

mod d {
    use a::b;
}
"#;
    assert_eq!(format(tokens.parse().expect("Rust")), expected);
}
