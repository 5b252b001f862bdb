//! Options: the names of members on the command line, and their values.

use crate::failure::Failure;
use crate::names::{self, kebab};
use crate::shorthand;
use crate::values::{base64, holds_json};
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value};
use smithwright_codegen::model::{HttpBinding, Member, Model, Operation, Shape, ShapeId, ShapeKind, Simple};

/// Options of all operations that have a value, with the name of the value and their help.
pub const VALUES: &[(&str, &str, &str)] = &[
    ("region", "NAME", "The region to call"),
    ("profile", "NAME", "The profile of the configuration files"),
    ("endpoint-url", "URL", "The endpoint to use instead of the one of the service"),
    (
        "cli-protocol",
        "NAME",
        "The protocol to use, if the service has several, such as json or smithy-rpc-v2-cbor",
    ),
    ("output", "FORMAT", "The output format: json, yaml, text, table or off"),
    ("query", "EXPRESSION", "A JMESPath expression that selects what is printed of the output"),
    ("color", "WHEN", "Whether tables have colors: on, off or auto"),
    ("cli-connect-timeout", "SECONDS", "The timeout of connecting in seconds: 60 by default, 0 for none"),
    ("cli-read-timeout", "SECONDS", "The timeout of reading in seconds: 60 by default, 0 for none"),
    ("cli-max-wait", "SECONDS", "The maximum time that `wait` takes in seconds: 1200 by default"),
    ("cli-input-json", "JSON", "The input as JSON, or file://NAME; other options override it"),
    ("cli-input-yaml", "YAML", "The input as YAML, or file://NAME; other options override it"),
];

/// Options that all operations have and that take no value.
pub const FLAGS: &[(&str, &str)] = &[
    ("no-sign-request", "Send the request without a signature"),
    ("no-paginate", "Request one page, even if there are more"),
    ("no-verify-ssl", "Not supported: certificates are always checked"),
    ("debug", "Print debug logs"),
];

/// Options of operations that return their results in pages.
pub const PAGES: &[(&str, &str, &str)] = &[
    ("starting-token", "TOKEN", "Where to start: the `NextToken` of an output before"),
    ("page-size", "NUMBER", "How many items to ask for in one call"),
    ("max-items", "NUMBER", "How many items to print at most"),
];

/// Options whose names in the AWS CLI differ from their members, most of them since options of all operations have
/// these names: service, operation or `*`, name of the member, name of the option. A name that begins with `no-` is
/// that of an opposite.
const RENAMED: &str = include_str!("options.tsv");

/// The name of an option in place of `name`.
fn renamed(service: &str, operation: &str, name: String) -> String {
    let rows =
        RENAMED.lines().filter_map(|line| <[&str; 4]>::try_from(line.split('\t').collect::<Vec<_>>()).ok());
    let fits =
        |row: &[&str; 4]| row[0] == service && (row[1] == "*" || row[1] == operation) && row[2] == name;
    rows.into_iter().find(fits).map_or(name.clone(), |row| row[3].to_owned())
}

/// An option for a member of an input.
#[derive(Clone, Debug)]
pub struct MemberOption<'a> {
    /// The name, without `--`.
    pub name: String,
    /// The name of the opposite, if it is a flag.
    pub opposite: String,
    /// The member.
    pub member: &'a Member,
    /// Its target.
    pub shape: &'a Shape,
}

impl MemberOption<'_> {
    /// Whether it is a flag, which has an opposite.
    pub fn is_flag(&self) -> bool {
        matches!(self.shape.kind, ShapeKind::Simple(Simple::Boolean))
    }

    /// Whether the member is a streaming body: its value is the name of a file.
    pub fn is_body(&self) -> bool {
        self.member.traits.streaming || self.shape.traits.streaming || self.is_events()
    }

    /// Whether the member is an event stream: its value is the name of a file with one event per line.
    pub fn is_events(&self) -> bool {
        self.shape.traits.event_stream
    }

    /// The placeholder of the value in help, as in the AWS CLI.
    pub fn value_name(&self) -> &'static str {
        match &self.shape.kind {
            _ if self.is_events() => "events",
            ShapeKind::Simple(simple) => simple.name(),
            ShapeKind::Enum { .. } => "string",
            ShapeKind::List { .. } => "list",
            ShapeKind::Map { .. } => "map",
            ShapeKind::Structure { .. } | ShapeKind::Union { .. } => "structure",
        }
    }
}

/// The options for the members of the input of an operation, in their order. `service` is the name of the service in botocore.
pub fn of_operation<'a>(service: &str, model: &'a Model, operation: &'a Operation) -> Vec<MemberOption<'a>> {
    let of = names::operation(&operation.name);
    let input = operation.input.as_ref().map(|input| model.members(&input.target)).unwrap_or_default();
    let option = |member: &'a Member| {
        let name = kebab(&member.name);
        MemberOption {
            opposite: renamed(service, &of, format!("no-{name}")),
            name: renamed(service, &of, name),
            member,
            shape: model.shape(&member.target.target),
        }
    };
    input.iter().map(option).collect()
}

/// Whether the response of an operation is an event stream.
pub fn receives_events(model: &Model, operation: &Operation) -> bool {
    let members = operation.output.as_ref().map(|output| model.members(&output.target)).unwrap_or_default();
    members.iter().any(|member| model.shape(&member.target.target).traits.event_stream)
}

/// The member of the output of an operation that is its body: a streaming one, or bytes.
pub fn output_body(model: &Model, operation: &Operation) -> Option<String> {
    let output = operation.output.as_ref()?;
    let mut members = model.members(&output.target).iter();
    let body = members.find(|member| {
        let shape = model.shape(&member.target.target);
        let bytes = matches!(shape.kind, ShapeKind::Simple(Simple::Blob));
        let payload = member.traits.http == Some(HttpBinding::Payload);
        member.traits.streaming || shape.traits.streaming || payload && bytes
    })?;
    Some(body.name.clone())
}

/// Options that all operations have, for the parser.
pub fn globals(command: Command) -> Command {
    let values =
        VALUES.iter().map(|(name, value, help)| Arg::new(*name).long(*name).value_name(*value).help(*help));
    let flags =
        FLAGS.iter().map(|(name, help)| Arg::new(*name).long(*name).action(ArgAction::SetTrue).help(*help));
    let skeleton = Arg::new("generate-cli-skeleton")
        .long("generate-cli-skeleton")
        .num_args(0..=1)
        .default_missing_value("input")
        .value_name("KIND")
        .value_parser(["input", "yaml-input", "output"])
        .help("Print an input (or, with `output`, an output) to fill in, and send nothing");
    command.args(values).args(flags).arg(skeleton)
}

/// The parser for the options of an operation. `paginated` adds the options for pagination.
pub fn command(options: &[MemberOption<'_>], paginated: bool) -> Command {
    let mut command = globals(Command::new("call").no_binary_name(true).disable_help_flag(true))
        .arg(Arg::new("help").long("help").action(ArgAction::SetTrue))
        .arg(Arg::new("outfile").value_name("OUTFILE").help("Where a body that is streamed is written"));
    if paginated {
        command = command.args(
            PAGES
                .iter()
                .map(|(name, value, help)| Arg::new(*name).long(*name).value_name(*value).help(*help)),
        );
    }
    for option in options {
        let name = option.name.clone();
        // The name belongs to an option of all operations or of pagination.
        let is_taken = |name: &str| command.get_arguments().any(|arg| arg.get_long() == Some(name));
        if is_taken(&name) {
            continue;
        }
        let has_opposite = option.is_flag() && !is_taken(&option.opposite);
        let id = format!("member {}", option.member.name);
        let arg = Arg::new(id.clone()).long(name.clone());
        command = command.arg(if option.is_flag() {
            arg.action(ArgAction::SetTrue)
        } else if matches!(option.shape.kind, ShapeKind::List { .. }) {
            arg.num_args(0..).allow_negative_numbers(true).action(ArgAction::Set)
        } else {
            arg.allow_negative_numbers(true)
        });
        if has_opposite {
            let opposite = Arg::new(format!("no {id}")).long(option.opposite.clone());
            command = command.arg(opposite.action(ArgAction::SetTrue).conflicts_with(&id));
        }
    }
    command
}

/// The input from options, on top of `--cli-input-json` or `--cli-input-yaml`, and the file of its body, if there is
/// one. All values that cannot be read are reported.
///
/// # Errors
///
/// [`Failure`] that names the options.
pub fn input(
    model: &Model,
    options: &[MemberOption<'_>],
    matches: &ArgMatches,
) -> Result<(Value, Option<String>), Failure> {
    let mut problems = Vec::new();
    let mut object = match whole(matches) {
        Ok(object) => object,
        Err(problem) => return Err(Failure::usage(problem)),
    };
    let mut body = None;
    for option in options {
        let id = format!("member {}", option.member.name);
        let given = |id: &str| matches.try_get_many::<String>(id).ok().flatten();
        let value = if option.is_flag() {
            let set = |id: &str| matches.try_get_one::<bool>(id).ok().flatten() == Some(&true);
            match (set(&id), set(&format!("no {id}"))) {
                (true, _) => Ok(Some(Value::Bool(true))),
                (_, true) => Ok(Some(Value::Bool(false))),
                _ => Ok(None),
            }
        } else if option.is_body() {
            body = given(&id).and_then(|mut words| words.next()).cloned().or(body);
            Ok(None)
        } else {
            match given(&id) {
                Some(words) => {
                    of_words(model, option, &words.map(String::as_str).collect::<Vec<_>>()).map(Some)
                }
                None => Ok(None),
            }
        };
        match value {
            Ok(Some(value)) => {
                object.insert(option.member.name.clone(), value);
            }
            Ok(None) => {}
            Err(problem) => problems.push(format!("--{}: {problem}", option.name)),
        }
    }
    if problems.is_empty() {
        Ok((Value::Object(object), body))
    } else {
        Err(Failure::usage(problems.join("\n")))
    }
}

/// The input as a whole.
fn whole(matches: &ArgMatches) -> Result<Map<String, Value>, String> {
    let given = |name: &str| matches.get_one::<String>(name).map(|text| text_of(text));
    let (option, value) = match (given("cli-input-json"), given("cli-input-yaml")) {
        (Some(_), Some(_)) => {
            return Err("--cli-input-json and --cli-input-yaml: only one of them".to_owned());
        }
        (Some(text), None) => ("--cli-input-json", json(&text?)),
        (None, Some(text)) => ("--cli-input-yaml", crate::yaml::parse(&text?)),
        (None, None) => return Ok(Map::new()),
    };
    match value.map_err(|problem| format!("{option}: {problem}"))? {
        Value::Object(object) => Ok(object),
        _ => Err(format!("{option}: expected an object")),
    }
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("this is no JSON: {error}"))
}

/// The text of a value: the contents of a file, if it is `file://NAME`.
fn text_of(value: &str) -> Result<String, String> {
    match value.strip_prefix("file://") {
        Some(name) => {
            std::fs::read_to_string(expanded(name)).map_err(|error| format!("cannot read `{name}`: {error}"))
        }
        None => Ok(value.to_owned()),
    }
}

/// A path, with the user's home folder for `~`.
pub fn expanded(name: &str) -> std::path::PathBuf {
    match (name.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => std::path::Path::new(&home).join(rest),
        _ => name.into(),
    }
}

/// The value of a member from the words after its option.
fn of_words(model: &Model, option: &MemberOption<'_>, words: &[&str]) -> Result<Value, String> {
    match (&option.shape.kind, words) {
        (ShapeKind::List { member }, words) => {
            if let [word] = words
                && text_of(word)?.trim_start().starts_with('[')
            {
                return json(&text_of(word)?);
            }
            let element = model.shape(&member.target.target);
            let read = |word: &&str| of_text(model, element, word);
            words.iter().map(read).collect()
        }
        (_, [word]) if holds_json(option.member) => json(&text_of(word)?),
        (_, [word]) => of_text(model, option.shape, word),
        (_, _) => Err("expected a value".to_owned()),
    }
}

/// The value of a shape from a text.
fn of_text(model: &Model, shape: &Shape, word: &str) -> Result<Value, String> {
    if matches!(shape.kind, ShapeKind::Simple(Simple::Blob))
        && let Some(name) = word.strip_prefix("fileb://")
    {
        let bytes =
            std::fs::read(expanded(name)).map_err(|error| format!("cannot read `{name}`: {error}"))?;
        return Ok(base64(&bytes).into());
    }
    let text = text_of(word)?;
    match &shape.kind {
        ShapeKind::Simple(Simple::Document) => json(&text),
        ShapeKind::Simple(_) | ShapeKind::Enum { .. } => scalar(shape, &text),
        ShapeKind::List { .. } if text.trim_start().starts_with('[') => json(&text),
        ShapeKind::List { .. }
        | ShapeKind::Map { .. }
        | ShapeKind::Structure { .. }
        | ShapeKind::Union { .. } => {
            if text.trim_start().starts_with('{') {
                return json(&text);
            }
            let value = shorthand::parse(&text, &|name| text_of(name))?;
            typed(model, &shape.id, value)
        }
    }
}

/// A value in shorthand syntax, whose texts are converted to the types of the model.
fn typed(model: &Model, id: &ShapeId, value: Value) -> Result<Value, String> {
    let shape = model.shape(id);
    match (&shape.kind, value) {
        (ShapeKind::Structure { members } | ShapeKind::Union { members }, Value::Object(object)) => {
            let entry =
                |(name, value): (String, Value)| match members.iter().find(|member| member.name == name) {
                    Some(member) => Ok((name, typed(model, &member.target.target, value)?)),
                    // The check of the whole input reports it.
                    None => Ok((name, value)),
                };
            Ok(Value::Object(object.into_iter().map(entry).collect::<Result<_, String>>()?))
        }
        (ShapeKind::Map { value: of, .. }, Value::Object(object)) => {
            let entry = |(key, value)| Ok((key, typed(model, &of.target.target, value)?));
            Ok(Value::Object(object.into_iter().map(entry).collect::<Result<_, String>>()?))
        }
        (ShapeKind::List { member }, Value::Array(values)) => {
            values.into_iter().map(|value| typed(model, &member.target.target, value)).collect()
        }
        // A list of one element needs no brackets.
        (ShapeKind::List { member }, value) => {
            Ok(Value::Array(vec![typed(model, &member.target.target, value)?]))
        }
        (ShapeKind::Simple(_) | ShapeKind::Enum { .. }, Value::String(text)) => scalar(shape, &text),
        (_, value) => Ok(value),
    }
}

/// The scalar of a text.
fn scalar(shape: &Shape, text: &str) -> Result<Value, String> {
    match shape.kind {
        ShapeKind::Simple(Simple::Byte | Simple::Short | Simple::Integer | Simple::Long) => {
            let number = text.trim().parse::<i64>();
            number
                .map(Value::from)
                .map_err(|_| format!("expected an integer, found `{}`", text.escape_debug()))
        }
        ShapeKind::Simple(Simple::Float | Simple::Double) => match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number.into()),
            Ok(_) => Ok(text.into()),
            Err(_) => Err(format!("expected a number, found `{}`", text.escape_debug())),
        },
        ShapeKind::Simple(Simple::Boolean) => match text.to_ascii_lowercase().as_str() {
            "true" => Ok(true.into()),
            "false" => Ok(false.into()),
            _ => Err(format!("expected true or false, found `{}`", text.escape_debug())),
        },
        _ => Ok(text.into()),
    }
}
