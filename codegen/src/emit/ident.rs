//! Identifiers as tokens.

use crate::plan::Ident;
use proc_macro2::TokenStream;
use quote::{ToTokens, TokenStreamExt};

impl ToTokens for Ident {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let span = proc_macro2::Span::call_site();
        tokens.append(match self.as_str().strip_prefix("r#") {
            Some(raw) => proc_macro2::Ident::new_raw(raw, span),
            None => proc_macro2::Ident::new(self.as_str(), span),
        });
    }
}
