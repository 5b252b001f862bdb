//! Smithy's tests of IDL loaders: models that must be rejected, and models that equal the JSON AST beside them.

use super::programs;
use crate::plumbing::files::below;
use crate::plumbing::json::ordered;
use clap::Args;
use serde_json::{Map, Value};
use smithwright_codegen::diagnostic::{Diagnostics, Severity, Source, SourceId};
use smithwright_codegen::lower::Options;
use smithwright_codegen::plan::Dependency;
use smithwright_codegen::{Files, Request, loader};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder with the folders `valid` and `invalid`.
    folder: PathBuf,
    /// A folder of models as JSON AST, which are printed as IDL and read again.
    #[arg(long, value_name = "DIR")]
    models: Option<PathBuf>,
}

/// Our message for a string that is not terminated names its beginning. Smithy names the last line of the file.
const ENDLESS: &str = "the string is not terminated";

/// Numbers outside the range of every type, which this program cannot compare.
const HUGE: &[&str] = &["1.7976931348623157E+309", "2e+308", "2E+308"];

pub(super) fn run(arguments: &Arguments) -> Result<bool, String> {
    let (mut equal, mut different) = (0, 0);
    for path in below(&arguments.folder.join("valid"), "smithy")? {
        let Ok(expected) = fs::read_to_string(path.with_extension("json")) else { continue };
        let expected = HUGE.iter().fold(expected, |text, huge| text.replace(huge, "1"));
        let expected: Value =
            serde_json::from_str(&expected).map_err(|error| format!("{}: {error}", path.display()))?;
        match load(&path)? {
            Ok(ours) if both(&ours) == both(&expected) => equal += 1,
            Ok(ours) => {
                different += 1;
                println!("{}", path.display());
                let text = |value: &Value| format!("{:#}\n", both(value));
                let (ours, theirs) = (text(&ours), text(&expected));
                println!(
                    "{}",
                    similar::TextDiff::from_lines(&theirs, &ours).unified_diff().header("theirs", "ours")
                );
            }
            Err(problems) => {
                different += 1;
                println!("{}\n    {problems:?}", path.display());
            }
        }
    }
    let (mut refused, mut endless, mut wrong) = (0, 0, 0);
    for path in below(&arguments.folder.join("invalid"), "smithy")? {
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let line = text.split("Syntax error at line ").nth(1).filter(|_| text.starts_with("// Syntax error"));
        let line: Option<usize> = line.and_then(|rest| rest.split(',').next()?.trim().parse().ok());
        match load(&path)? {
            Ok(_) => {
                wrong += 1;
                println!("{}: accepted", path.display());
            }
            Err(problems) if line.is_none_or(|line| problems.iter().any(|(at, _)| *at == line)) => {
                refused += 1;
            }
            Err(problems) if problems.iter().any(|(_, problem)| problem == ENDLESS) => endless += 1,
            Err(problems) => {
                wrong += 1;
                println!("{}: line {line:?}, ours {problems:?}", path.display());
            }
        }
    }
    println!("valid: {equal} equal, {different} different");
    println!(
        "invalid: {refused} refused at their line, {endless} without the end of a string, {wrong} otherwise"
    );
    let printed = arguments.models.as_deref().map_or(Ok(true), printed)?;
    Ok(different == 0 && wrong == 0 && equal > 0 && refused > 0 && printed)
}

/// Whether each model of a folder, printed as IDL, is the same AST when it is read again, and the same crate; also
/// prints the times of reading both forms.
fn printed(folder: &Path) -> Result<bool, String> {
    let (mut same, mut different) = (0, Vec::new());
    let (mut of_ast, mut of_idl) = (Duration::ZERO, Duration::ZERO);
    for path in below(folder, "json")? {
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let model = vec![(Source { name: "model.json".to_owned(), text }, SourceId(0))];
        let mut diagnostics = Diagnostics::default();
        let read = |model: &[(Source, SourceId)], diagnostics: &mut Diagnostics| {
            let sources: Vec<_> = model.iter().map(|(source, id)| (source, *id)).collect();
            loader::json_ast(&sources, diagnostics).map_err(|_| programs::problems(diagnostics))
        };
        let start = Instant::now();
        let ast = read(&model, &mut diagnostics)?;
        of_ast += start.elapsed();
        let files =
            loader::idl_files(&ast, &mut diagnostics).map_err(|_| programs::problems(&diagnostics))?;
        let files = files.into_iter().zip(0..);
        let files: Vec<_> = files
            .map(|((name, text), id)| (Source { name: format!("{name}.smithy"), text }, SourceId(id)))
            .collect();
        let start = Instant::now();
        let again = read(&files, &mut diagnostics)?;
        of_idl += start.elapsed();
        let crates = [crate_of(&model)?, crate_of(&files)?];
        if again == ast && crates[0] == crates[1] {
            same += 1;
        } else {
            different.push(path.display().to_string());
        }
    }
    println!("printed as IDL: {same} the same, different: {different:?}");
    let (of_ast, of_idl) = (of_ast.as_secs_f64(), of_idl.as_secs_f64());
    println!("read in {of_ast:.2} s as JSON AST, in {of_idl:.2} s as IDL: {:.2} times", of_idl / of_ast);
    Ok(different.is_empty() && same > 0)
}

/// The files of the crate of a model.
fn crate_of(model: &[(Source, SourceId)]) -> Result<Files, String> {
    let Some(((source, _), more)) = model.split_first() else { return Err("no model".to_owned()) };
    let mut request =
        Request::new(Options { origin: "model".to_owned(), ..Options::new(Dependency::version("1")) });
    request.beside.more = more.to_vec();
    let mut diagnostics = Diagnostics::default();
    smithwright_codegen::generate(source, &request, &mut diagnostics)
        .map_err(|_| programs::problems(&diagnostics))
}

/// The JSON AST of a file, or the lines and messages of errors.
fn load(path: &Path) -> Result<Result<Value, Vec<(usize, String)>>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let text = HUGE.iter().fold(text, |text, huge| text.replace(huge, "1"));
    let source = Source { name: path.display().to_string(), text };
    let mut diagnostics = Diagnostics::default();
    match loader::json_ast(&[(&source, SourceId(0))], &mut diagnostics) {
        Ok(text) => Ok(serde_json::from_str(&text).map_err(|error| vec![(0, error.to_string())])),
        Err(_) => {
            let errors = diagnostics.list().iter().filter(|it| it.severity == Severity::Error);
            let place = |error: &smithwright_codegen::diagnostic::Diagnostic| {
                let at = error.labels.first().map_or(0, |(span, _)| span.range().start);
                (source.text[..at].matches('\n').count() + 1, error.message.clone())
            };
            Ok(Err(errors.map(place).collect()))
        }
    }
}

/// Metadata and shapes of a model. Missing metadata and an empty object are the same.
fn both(model: &Value) -> Value {
    let metadata = model.get("metadata").cloned().unwrap_or_else(|| Value::Object(Map::new()));
    serde_json::json!({ "metadata": ordered(metadata), "shapes": shapes(model) })
}

/// The shapes of a model, in one form where Smithy allows two: empty lists, missing inputs, enum values that equal
/// their names, and traits of members from mixins, which are at the members or applied to them.
fn shapes(model: &Value) -> Value {
    let mut shapes: Map<String, Value> = Map::new();
    let all = model["shapes"].as_object().cloned().unwrap_or_default();
    let (applied, defined): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(_, shape)| shape["type"] == "apply");
    for (id, mut shape) in defined {
        let mixed = shape.get("mixins").is_some();
        if let Some(shape) = shape.as_object_mut() {
            for part in ["member", "key", "value"] {
                if let Some(member) = shape.remove(part) {
                    let members = shape.entry("members").or_insert_with(|| Value::Object(Map::new()));
                    members[part] = member;
                }
            }
            shape.retain(|key, value| match key.as_str() {
                "input" | "output" => value["target"] != "smithy.api#Unit",
                _ => *value != Value::Array(vec![]) && *value != Value::Object(Map::new()),
            });
        }
        let prefix = format!("{id}$");
        for (target, value) in &applied {
            let Some(member) = target.strip_prefix(&prefix) else { continue };
            let members = shape
                .as_object_mut()
                .map(|shape| shape.entry("members").or_insert_with(|| Value::Object(Map::new())));
            let Some(members) = members else { continue };
            members[member]["traits"] = value["traits"].clone();
        }
        let of_enum = shape["type"] == "enum";
        for (name, member) in shape.get_mut("members").and_then(Value::as_object_mut).into_iter().flatten() {
            let Some(Value::Object(traits)) = member.get_mut("traits") else { continue };
            traits.retain(|id, value| !(of_enum && id == "smithy.api#enumValue" && value == name));
            if traits.is_empty()
                && let Some(member) = member.as_object_mut()
            {
                member.remove("traits");
            }
        }
        if mixed && let Some(Value::Object(members)) = shape.get_mut("members") {
            for member in members.values_mut().filter_map(Value::as_object_mut) {
                member.remove("target");
            }
            members.retain(|_, member| *member != Value::Object(Map::new()));
        }
        if shape["members"] == Value::Object(Map::new())
            && let Some(shape) = shape.as_object_mut()
        {
            shape.remove("members");
        }
        shapes.insert(id, shape);
    }
    ordered(Value::Object(shapes))
}
