//! Drivers: programs that make any call of some crates from records of JSON. What they share is `tests/judges/oracle/driver.rs`.

use smithwright_codegen::plan::{Crate, Error, Ident, Presence, Type};
use std::fmt::Write as _;
use std::fs;

/// The manifest of a driver; each crate that it calls is a package and its folder.
///
/// # Errors
///
/// Text for the user: a template that cannot be read.
pub(crate) fn manifest<'a>(
    program: &str,
    crates: impl Iterator<Item = (&'a str, String)>,
) -> Result<String, String> {
    let template = crate::plumbing::root().join("tests/judges/oracle/Cargo.toml.template");
    let manifest =
        fs::read_to_string(&template).map_err(|error| format!("{}: {error}", template.display()))?;
    let dependencies: Vec<_> = crates
        .map(|(package, path)| {
            format!("{package} = {{ path = {path:?}, default-features = false, features = [\"rt-tokio\"] }}")
        })
        .collect();
    Ok(manifest
        .replace("{program}", program)
        .replace("{dependencies}", &dependencies.join("\n"))
        .replace("{runtime}", &crate::plumbing::root().join("runtime").display().to_string()))
}

/// The source of a driver. A record names its crate under `key`; `code` returns the name of an error in the output of
/// the driver.
pub(crate) fn source<'a>(
    key: &str,
    crates: impl Iterator<Item = (&'a str, &'a Crate)>,
    code: impl for<'p> Fn(&'p Crate, &'p Ident) -> &'p str,
) -> String {
    let (mut operations, mut presigned, mut errors) = (String::new(), String::new(), String::new());
    let mut events = false;
    for (name, plan) in crates {
        let library = &plan.library;
        for operation in plan.operations.iter().filter(|it| it.sends_events || it.receives_events) {
            let module = format!("{library}::operation::{}", operation.module);
            let sender =
                operation.input.fields.iter().find(|field| matches!(field.ty, Type::EventSender { .. }));
            let fill = sender.map(|field| {
                let events = "events::sender(record)";
                let value = match field.presence {
                    Presence::Optional => format!("Some({events})"),
                    Presence::Required | Presence::Defaulted => events.to_owned(),
                };
                format!("input.{} = {value}", field.name)
            });
            let receiver =
                operation.output.fields.iter().find(|field| matches!(field.ty, Type::EventReceiver { .. }));
            let drain = receiver.map_or("vec![]".to_owned(), |field| {
                format!("events::received(&mut output.{}, error).await", field.name)
            });
            let _ = writeln!(
                operations,
                "        ({name:?}, {:?}) => events::call::<{module}::{}>(runtime, record, error, |{}| {{ {} }}, \
                 async |{}| {drain}),",
                operation.wire_name,
                operation.input.name,
                if fill.is_some() { "input" } else { "_" },
                fill.unwrap_or_default(),
                if receiver.is_some() { "output" } else { "_" },
            );
            events = true;
        }
        for operation in plan.operations.iter().filter(|it| !(it.sends_events || it.receives_events)) {
            // Writing to a `String` cannot fail.
            let _ = writeln!(
                operations,
                "        ({name:?}, {:?}) => driver::call::<{library}::operation::{}::{}>(runtime, record, error),",
                operation.wire_name, operation.module, operation.input.name
            );
        }
        for operation in plan.operations.iter().filter(|operation| operation.presignable) {
            let _ = writeln!(
                presigned,
                "        ({name:?}, {:?}) => driver::presign::<{library}::operation::{}::{}>(runtime, record),",
                operation.wire_name, operation.module, operation.input.name
            );
        }
        for error in &plan.errors {
            let error = match error {
                Error::Plain(error) => &error.name,
                Error::Structure(error) => &error.name,
            };
            let _ = writeln!(
                errors,
                "    if let Some(error) = error.downcast_ref::<{library}::types::error::{error}>() {{\n        \
                 return Some(({:?}, driver::write(error).ok()?));\n    }}",
                code(plan, error)
            );
        }
    }
    let folder = crate::plumbing::root().join("tests/judges/oracle");
    let events = if events {
        format!(
            "#[allow(dead_code, reason = \"not every program needs all of it\")]\n#[path = {:?}]\nmod events;\n",
            folder.join("events.rs")
        )
    } else {
        String::new()
    };
    format!(
        "//! A driver of `cargo xtask`.\n\n#[allow(dead_code, reason = \"not every program needs all of it\")]\n#[path = {:?}]\nmod driver;\n{events}\n\
         fn main() -> std::io::Result<()> {{\n    driver::run(call)\n}}\n\n\
         fn call(runtime: &tokio::runtime::Runtime, record: &serde_json::Value) -> Option<serde_json::Value> {{\n    \
         if record.get(\"presign\").is_some() {{\n        return presign(runtime, record);\n    }}\n    \
         Some(match (record.get({key:?})?.as_str()?, record.get(\"operation\")?.as_str()?) {{\n{operations}        \
         _ => return None,\n    }})\n}}\n\n\
         fn presign(runtime: &tokio::runtime::Runtime, record: &serde_json::Value) -> Option<serde_json::Value> {{\n    \
         let _ = runtime;\n    \
         Some(match (record.get({key:?})?.as_str()?, record.get(\"operation\")?.as_str()?) {{\n{presigned}        \
         _ => return None,\n    }})\n}}\n\n\
         fn error(error: &(dyn std::error::Error + 'static)) -> Option<(&'static str, serde_json::Value)> {{\n{errors}    \
         let _ = error;\n    None\n}}\n",
        folder.join("driver.rs")
    )
}
