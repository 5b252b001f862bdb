//! The plan of a crate → a program that uses every public item of it.
//!
//! Signatures are written in full, as in the official crates, so that another type is an error of the compiler.

use smithwright_codegen::plan::{
    BuilderKind, Crate, Enum, Error, ErrorVariant, Field, Operation, OperationErrorKind, PlainError,
    Presence, Role, Structure, Type, Union,
};
use std::fmt::Write as _;

/// The head of the program: a value of any type, and the common methods of structures.
const HEAD: &str = "\
#![allow(deprecated, unreachable_code, unused_variables, unused_mut, clippy::all)]
use aws_sdk_judged as sdk;
use sdk::client::Waiters as _;

fn any<T>() -> T {
    loop {}
}
fn is<T>(_: T) {}
fn copies<T: Clone + PartialEq + std::fmt::Debug>(_: &T) {}
fn prints<T: std::fmt::Debug>(_: &T) {}

fn main() {}
";

/// Settings that only some services have, as traits of the runtime, and a call that such a service allows.
const SETTINGS: &[(&str, &str)] = &[
    ("HasAccountIdEndpointMode", "account_id_endpoint_mode(any())"),
    ("HasBearerToken", "bearer_token(any())"),
    ("HasChecksums", "request_checksum_calculation(any())"),
    ("HasIdempotencyTokens", "idempotency_token_provider(any::<&'static str>())"),
    ("HasRequestCompression", "disable_request_compression(any::<bool>())"),
    ("OfAws", "use_fips(any::<bool>())"),
    // It is behind a feature that is off.
    ("HasSigningRegionSet", "clone()"),
];

/// The program.
///
/// # Errors
///
/// Text that names a setting without a line here.
pub(super) fn of(plan: &Crate) -> Result<String, String> {
    let mut program = Program { text: HEAD.to_owned(), count: 0 };
    if plan.operations.iter().all(|operation| operation.waiters.is_empty()) {
        program.text = program.text.replace("use sdk::client::Waiters as _;\n", "");
    }
    plan.operations.iter().for_each(|operation| program.operation(plan, operation));
    plan.structures.iter().for_each(|of| program.structure("sdk::types", of));
    for error in &plan.errors {
        match error {
            Error::Structure(of) => program.structure("sdk::types::error", of),
            Error::Plain(of) => program.plain(of),
        }
    }
    plan.enums.iter().for_each(|of| program.enumeration(of));
    plan.unions.iter().for_each(|of| program.union(of));
    program.settings(plan)?;
    Ok(program.text)
}

struct Program {
    text: String,
    count: usize,
}

impl Program {
    /// A function with these parameters and statements.
    fn function(&mut self, keyword: &str, parameters: &str, statements: &[String]) {
        self.count += 1;
        // Writing to a `String` cannot fail.
        let _ = writeln!(self.text, "\npub {keyword} f{}({parameters}) {{", self.count);
        for statement in statements {
            let _ = writeln!(self.text, "    {statement}");
        }
        self.text.push_str("}\n");
    }

    fn structure(&mut self, module: &str, of: &Structure) {
        let path = format!("{module}::{}", of.name);
        let mut lines: Vec<String> = of.fields.iter().flat_map(reads).collect();
        let stream = |field: &Field| {
            matches!(field.ty, Type::ByteStream | Type::EventReceiver { .. } | Type::EventSender { .. })
        };
        lines.push(if of.fields.iter().any(stream) {
            "prints(value);".to_owned()
        } else {
            "copies(value);".to_owned()
        });
        self.function("fn", &format!("value: &{path}"), &lines);
        let mut lines = vec![format!("let builder: {module}::builders::{} = {path}::builder();", of.builder)];
        lines.extend(of.fields.iter().flat_map(writes));
        let fails = of.builder_kind == BuilderKind::Fallible || of.role == Role::Input;
        lines.push(if fails {
            format!("is::<Result<{path}, sdk::error::BuildError>>(builder.build());")
        } else {
            format!("is::<{path}>(builder.build());")
        });
        self.function("fn", "", &lines);
    }

    fn plain(&mut self, of: &PlainError) {
        let path = format!("sdk::types::error::{}", of.name);
        let (held, given, built) = if of.required {
            ("String", "&str", format!("Result<{path}, sdk::error::BuildError>"))
        } else {
            ("Option<String>", "Option<&str>", path.clone())
        };
        let lines = [
            format!("is::<&{held}>(&value.message);"),
            format!("is::<{given}>(value.message());"),
            format!("let builder: sdk::types::error::builders::{} = {path}::builder();", of.builder),
            "let builder = builder.message(any::<String>()).set_message(any::<Option<String>>());".to_owned(),
            "is::<&Option<String>>(builder.get_message());".to_owned(),
            format!("is::<{built}>(builder.build());"),
            "copies(value);".to_owned(),
        ];
        self.function("fn", &format!("value: &{path}"), &lines);
    }

    fn enumeration(&mut self, of: &Enum) {
        let path = format!("sdk::types::{}", of.name);
        let mut lines: Vec<String> =
            of.variants.iter().map(|variant| format!("is::<{path}>({path}::{});", variant.name)).collect();
        lines.push(format!("is::<&str>({path}::from(\"\").as_str());"));
        self.function("fn", "", &lines);
    }

    fn union(&mut self, of: &Union) {
        let path = format!("sdk::types::{}", of.name);
        let mut lines = Vec::new();
        for variant in &of.variants {
            let holds = variant.ty.as_ref().map_or_else(String::new, |ty| format!("(any::<{}>())", rust(ty)));
            lines.push(format!("is::<{path}>({path}::{}{holds});", variant.name));
            lines.push(format!("is::<bool>(value.{}());", variant.is_method));
            lines.push(format!("let _ = value.{}();", variant.as_method));
        }
        self.function("fn", &format!("value: &{path}"), &lines);
        if let Some(error) = &of.event_error {
            self.errors(&format!("sdk::types::error::{}", error.name), &error.variants);
        }
    }

    fn errors(&mut self, path: &str, variants: &[ErrorVariant]) {
        let mut lines = Vec::new();
        for ErrorVariant { name, is_method, .. } in variants {
            lines.push(format!("is::<bool>(error.{is_method}());"));
            lines.push(format!(
                "if let {path}::{name}(inner) = error {{ is::<&sdk::types::error::{name}>(inner); }}"
            ));
        }
        lines.push("is::<&dyn std::error::Error>(error);".to_owned());
        self.function("fn", &format!("error: &{path}"), &lines);
    }

    fn operation(&mut self, plan: &Crate, of: &Operation) {
        let module = format!("sdk::operation::{}", of.module);
        self.structure(&module, &of.input);
        self.structure(&module, &of.output);
        let error = format!("{module}::{}", of.error.name);
        let variants = match &of.error.kind {
            OperationErrorKind::Own(variants) => {
                let imports: Vec<_> = variants
                    .iter()
                    .map(|variant| format!("#[expect(unused_imports)] use {error}::{};", variant.name))
                    .collect();
                self.function("fn", "", &imports);
                variants.as_slice()
            }
            OperationErrorKind::Shared(name) => {
                let set = plan.error_sets.iter().find(|set| set.name == *name);
                set.map_or(&[][..], |set| set.variants.as_slice())
            }
        };
        self.errors(&error, variants);
        let method = format!("client.{}()", of.module);
        let mut lines = vec![format!("let builder: {module}::builders::{} = {method};", of.fluent_builder)];
        lines.extend(of.input.fields.iter().flat_map(writes));
        lines.push(format!(
            "is::<Result<{module}::{}, sdk::error::SdkError<{error}>>>(builder.send().await);",
            of.output.name
        ));
        if of.presignable {
            lines.push(format!("let _ = {method}.presigned(any()).await;"));
        }
        if let Some(pages) = &of.paginator {
            lines
                .push(format!("let pages: {module}::paginator::{} = {method}.into_paginator();", pages.name));
            if let Some((_, ty)) = &pages.page_size {
                lines.push(format!("let pages = pages.page_size(any::<{}>());", rust(ty)));
            }
            lines.push("let pages = pages.stop_on_duplicate_token(true);".to_owned());
            if let Some((_, ty)) = &pages.items {
                let item = match ty {
                    Type::Map { key, value, sparse } => {
                        format!("({}, {})", rust(key), element(value, *sparse))
                    }
                    Type::List { element: of, sparse } => element(of, *sparse),
                    other => rust(other),
                };
                lines.push("let mut items = pages.items().send();".to_owned());
                lines.push(format!(
                    "is::<Option<Result<{item}, sdk::error::SdkError<{error}>>>>(items.next().await);"
                ));
            } else {
                lines.push("let _ = pages.send().next().await;".to_owned());
            }
        }
        for waiter in &of.waiters {
            lines.push(format!("let builder = client.{}();", waiter.method));
            lines.extend(of.input.fields.iter().flat_map(sets));
            lines.push("let _ = builder.wait(any()).await;".to_owned());
        }
        self.function("async fn", "client: &sdk::Client", &lines);
    }

    fn settings(&mut self, plan: &Crate) -> Result<(), String> {
        let mut lines = Vec::new();
        for name in &plan.service.settings {
            let row = SETTINGS.iter().find(|(known, _)| *known == name.as_str());
            let (_, call) = row.ok_or_else(|| format!("no program is known for the setting {name}"))?;
            lines.push(format!("let _ = sdk::config::Config::builder().{call};"));
        }
        lines.push("let params = sdk::config::endpoint::Params::builder();".to_owned());
        for param in &plan.service.endpoint_params {
            let ty = match param.kind.as_str() {
                "Boolean" => "bool",
                "String" => "String",
                other => return Err(format!("no type is known for parameters of the kind {other}")),
            };
            lines.push(format!(
                "let params = params.{}(any::<{ty}>()).{}(any::<Option<{ty}>>());",
                param.name, param.setter
            ));
        }
        lines.push("let _ = params.build();".to_owned());
        self.function("fn", "", &lines);
        Ok(())
    }
}

/// The statements that read a field, directly and through its accessor.
fn reads(field: &Field) -> Vec<String> {
    let Field { name, ty, presence, .. } = field;
    let optional = *presence == Presence::Optional;
    let held = if optional { format!("Option<{}>", rust(ty)) } else { rust(ty) };
    let given = match ty {
        Type::String => "&str".to_owned(),
        Type::Boxed(inner) => format!("&{}", rust(inner)),
        Type::List { element: of, sparse } => format!("&[{}]", element(of, *sparse)),
        Type::Bool | Type::F32 | Type::F64 | Type::I16 | Type::I32 | Type::I64 | Type::I8 => rust(ty),
        other => format!("&{}", rust(other)),
    };
    // The accessor of a list returns an empty slice for `None`.
    let is_list = matches!(ty, Type::List { .. });
    let given = if optional && !is_list { format!("Option<{given}>") } else { given };
    vec![format!("is::<&{held}>(&value.{name});"), format!("is::<{given}>(value.{name}());")]
}

/// The statement that sets a field of a builder.
fn sets(field: &Field) -> Vec<String> {
    let Field { name, set, ty, .. } = field;
    let argument = match ty {
        Type::List { element: of, sparse } => format!("any::<{}>()", element(of, *sparse)),
        Type::Map { key, value, sparse } => {
            format!("any::<{}>(), any::<{}>()", rust(key), element(value, *sparse))
        }
        Type::Boxed(inner) => format!("any::<{}>()", rust(inner)),
        other => format!("any::<{}>()", rust(other)),
    };
    vec![
        format!("let builder = builder.{name}({argument});"),
        format!("let builder = builder.{set}(any::<Option<{}>>());", rust(ty)),
    ]
}

/// The statements that set a field of a builder, and read it.
fn writes(field: &Field) -> Vec<String> {
    let mut lines = sets(field);
    lines.push(format!("is::<&Option<{}>>(builder.{}());", rust(&field.ty), field.get));
    lines
}

/// A type as a program writes it.
fn rust(ty: &Type) -> String {
    match ty {
        Type::BigDecimal => "sdk::primitives::BigDecimal".to_owned(),
        Type::BigInteger => "sdk::primitives::BigInteger".to_owned(),
        Type::Blob => "sdk::primitives::Blob".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::ByteStream => "sdk::primitives::ByteStream".to_owned(),
        Type::DateTime => "sdk::primitives::DateTime".to_owned(),
        Type::Document => "sdk::primitives::Document".to_owned(),
        Type::F32 => "f32".to_owned(),
        Type::F64 => "f64".to_owned(),
        Type::I16 => "i16".to_owned(),
        Type::I32 => "i32".to_owned(),
        Type::I64 => "i64".to_owned(),
        Type::I8 => "i8".to_owned(),
        Type::String => "String".to_owned(),
        Type::Enum(name) | Type::Structure { name, error: false } => format!("sdk::types::{name}"),
        Type::Structure { name, error: true } => format!("sdk::types::error::{name}"),
        Type::EventReceiver { events, error } => events_of("EventReceiver", events, error),
        Type::EventSender { events, error } => events_of("EventStreamSender", events, error),
        Type::Boxed(inner) => format!("Box<{}>", rust(inner)),
        Type::List { element: of, sparse } => format!("Vec<{}>", element(of, *sparse)),
        Type::Map { key, value, sparse } => {
            format!("std::collections::HashMap<{}, {}>", rust(key), element(value, *sparse))
        }
    }
}

fn events_of(what: &str, events: &impl std::fmt::Display, error: &impl std::fmt::Display) -> String {
    format!("sdk::primitives::event_stream::{what}<sdk::types::{events}, sdk::types::error::{error}>")
}

fn element(ty: &Type, sparse: bool) -> String {
    if sparse { format!("Option<{}>", rust(ty)) } else { rust(ty) }
}
