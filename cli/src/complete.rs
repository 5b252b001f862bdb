//! Completion: the possible values of the last word of a command, from the model.

use crate::failure::Failure;
use crate::models::{self, Models};
use crate::names::{self, kebab};
use crate::options;
use smithwright_codegen::model::{Model, Shape, ShapeKind};

/// The word that requests completions; scripts of shells pass it with the words so far.
pub const ASK: &str = "__complete";

/// The script that makes a shell complete commands.
///
/// # Errors
///
/// [`Failure`]: there is none for this shell.
pub fn script(shell: Option<&str>) -> Result<&'static str, Failure> {
    match shell {
        Some("bash") => Ok("_smithwright_call() {\n    \
             COMPREPLY=()\n    \
             while IFS= read -r word; do COMPREPLY+=(\"$word\"); done < <(\n        \
             smithwright-call __complete \"${COMP_WORDS[@]:1:$COMP_CWORD}\" 2>/dev/null)\n\
             }\n\
             complete -o default -F _smithwright_call smithwright-call\n"),
        Some("zsh") => Ok("#compdef smithwright-call\n\
             _smithwright_call() {\n    \
             local -a candidates\n    \
             candidates=(${(f)\"$(smithwright-call __complete ${words[2,$CURRENT]} 2>/dev/null)\"})\n    \
             if (( $#candidates )); then compadd -- $candidates; else _files; fi\n\
             }\n\
             compdef _smithwright_call smithwright-call\n"),
        Some("fish") => Ok("function __smithwright_call\n    \
             smithwright-call __complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null\n\
             end\n\
             complete -c smithwright-call -a '(__smithwright_call)'\n"),
        _ => Err(Failure::usage("completion for which shell? bash, zsh or fish")),
    }
}

/// The possible values of the last of these words.
///
/// # Errors
///
/// [`Failure`]: models cannot be read, or there is no such service.
pub fn candidates(words: &[String]) -> Result<Vec<String>, Failure> {
    let (last, before) = words.split_last().map_or(("", &[][..]), |(last, before)| (last.as_str(), before));
    let all = match before {
        [] => {
            let mut all = Models::of_user()?.services()?;
            all.extend(["help", "completion", "docs"].map(str::to_owned));
            all
        }
        [word] if word == "completion" => ["bash", "zsh", "fish"].map(str::to_owned).into(),
        [word] if word == "docs" => Models::of_user()?.services()?,
        [service] => {
            let loaded = Models::of_user()?.load(service, None)?;
            let operations = loaded.model.operations.values();
            let mut all: Vec<_> = operations.map(|operation| names::operation(&operation.name)).collect();
            all.extend(["help", "wait"].map(str::to_owned));
            all
        }
        [service, wait] if wait == "wait" => {
            let loaded = Models::of_user()?.load(service, None)?;
            let operations = loaded.model.operations.values();
            operations.flat_map(|operation| &operation.waiters).map(|waiter| kebab(&waiter.name)).collect()
        }
        [service, operation, rest @ ..] => {
            let loaded = Models::of_user()?.load(service, Some(operation))?;
            of_operation(models::without_alias(service), &loaded.model, operation, rest)
        }
    };
    Ok(all.into_iter().filter(|candidate| candidate.starts_with(last)).collect())
}

/// Options, or values of the option before.
fn of_operation(service: &str, model: &Model, operation: &str, rest: &[String]) -> Vec<String> {
    let mut operations = model.operations.values();
    let Some(operation) = operations.find(|known| models::is_named(&known.name, operation)) else {
        return vec![];
    };
    let members = options::of_operation(service, model, operation);
    let option = rest.iter().rev().find_map(|word| word.strip_prefix("--"));
    if rest.last().is_some_and(|word| word == "--output") {
        return ["json", "yaml", "text", "table", "off"].map(str::to_owned).into();
    }
    let member = members.iter().find(|member| Some(member.name.as_str()) == option);
    let values = member.map(|member| values(model, member.shape)).unwrap_or_default();
    let mut all = values;
    let names = members.iter().flat_map(|member| {
        let opposite = member.is_flag().then(|| member.opposite.clone());
        std::iter::once(member.name.clone()).chain(opposite)
    });
    all.extend(names.map(|name| format!("--{name}")));
    all.extend(options::VALUES.iter().map(|(name, ..)| format!("--{name}")));
    all.extend(options::FLAGS.iter().map(|(name, _)| format!("--{name}")));
    if operation.pagination.as_ref().is_some_and(|pages| !pages.parts.is_empty()) {
        all.extend(options::PAGES.iter().map(|(name, ..)| format!("--{name}")));
    }
    all.extend(["--generate-cli-skeleton".to_owned(), "help".to_owned()]);
    all
}

/// The values of an enum, or of a list of them.
fn values(model: &Model, shape: &Shape) -> Vec<String> {
    match &shape.kind {
        ShapeKind::Enum { values } => values.iter().map(|value| value.value.clone()).collect(),
        ShapeKind::List { member } => values(model, model.shape(&member.target.target)),
        ShapeKind::Map { .. }
        | ShapeKind::Structure { .. }
        | ShapeKind::Union { .. }
        | ShapeKind::Simple(_) => vec![],
    }
}
