//! Calls in documentation, laid out as rustfmt does.

use crate::plan::{Call, Document, Example, Ident, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The maximum width of a line, and of a chain of calls on one line.
const WIDTH: usize = 90;
const CHAIN: usize = 60;

/// Names of the language: a type with such a name is written with its path.
const TAKEN: &[&str] = &["Box", "None", "Ok", "Some", "String", "Vec"];

/// The code of an example.
#[derive(Clone, Debug)]
pub struct Code {
    /// The lines that import types.
    pub imports: String,
    /// The setters of the fluent builder, each on lines of its own that are indented once.
    pub calls: String,
}

/// The code of an example that uses the crate or module at `root`.
pub fn code(root: &str, example: &Example) -> Code {
    let mut paths = Paths { root, modules: BTreeMap::new() };
    example.calls.iter().for_each(|call| paths.of_call(call));
    let calls = example.calls.iter().map(|call| format!("    {}\n", paths.call(call, 4))).collect();
    Code { imports: paths.imports(), calls }
}

/// The names that an example uses, each with the modules that have it.
struct Paths<'a> {
    root: &'a str,
    modules: BTreeMap<String, BTreeSet<&'static str>>,
}

const TYPES: &str = "types";
const ERRORS: &str = "types::error";
const PRIMITIVES: &str = "primitives";

impl Paths<'_> {
    fn of_call(&mut self, call: &Call) {
        call.arguments.iter().for_each(|value| self.of_value(value));
    }

    fn add(&mut self, module: &'static str, name: &str) {
        self.modules.entry(name.to_owned()).or_default().insert(module);
    }

    fn of_value(&mut self, value: &Value) {
        match value {
            Value::Literal(_) | Value::Text { .. } | Value::Number(_) | Value::None => {}
            Value::Blob(_) => self.add(PRIMITIVES, "Blob"),
            Value::ByteStream(_) => self.add(PRIMITIVES, "ByteStream"),
            Value::Seconds(_) => self.add(PRIMITIVES, "DateTime"),
            Value::Time { .. } => {
                self.add(PRIMITIVES, "DateTime");
                self.add(PRIMITIVES, "DateTimeFormat");
            }
            Value::Document(_) => self.add(PRIMITIVES, "Document"),
            Value::Variant(ty, _) | Value::Unnamed(ty, _) => self.add(TYPES, ty.as_str()),
            Value::Union(ty, _, held) => {
                self.add(TYPES, ty.as_str());
                held.iter().for_each(|value| self.of_value(value));
            }
            Value::Structure { ty, error, calls, .. } => {
                self.add(module(*error), ty.as_str());
                calls.iter().for_each(|call| self.of_call(call));
            }
            Value::Boxed(value) | Value::Some(value) => self.of_value(value),
            Value::List(values) => values.iter().for_each(|value| self.of_value(value)),
            Value::Map(entries) => entries.iter().for_each(|(key, value)| {
                self.of_value(key);
                self.of_value(value);
            }),
        }
    }

    fn is_imported(&self, name: &str) -> bool {
        !TAKEN.contains(&name) && self.modules.get(name).is_some_and(|modules| modules.len() == 1)
    }

    fn name(&self, module: &str, name: &str) -> String {
        if self.is_imported(name) { name.to_owned() } else { format!("{}::{module}::{name}", self.root) }
    }

    fn imports(&self) -> String {
        let mut lines = String::new();
        for module in [PRIMITIVES, TYPES, ERRORS] {
            let is_of = |modules: &BTreeSet<&str>| modules.contains(module);
            let names =
                self.modules.iter().filter(|(name, modules)| is_of(modules) && self.is_imported(name));
            let names: Vec<&str> = names.map(|(name, _)| name.as_str()).collect();
            let root = self.root;
            match names.as_slice() {
                [] => {}
                [name] => lines.push_str(&format!("use {root}::{module}::{name};\n")),
                names => {
                    let line = format!("use {root}::{module}::{{{}}};\n", names.join(", "));
                    if line.len() <= WIDTH {
                        lines.push_str(&line);
                    } else {
                        lines.push_str(&format!("use {root}::{module}::{{\n"));
                        lines.push_str(&filled(names));
                        lines.push_str("};\n");
                    }
                }
            }
        }
        lines
    }

    /// `.setter(arguments)`, the lines after the first one indented by `indent`.
    fn call(&self, call: &Call, indent: usize) -> String {
        let setter = &call.setter;
        let inline: Vec<_> = call.arguments.iter().map(|value| self.inline(value)).collect();
        let line = format!(".{setter}({})", inline.join(", "));
        let fits = call.arguments.iter().zip(&inline).all(|(value, text)| fits(value, text));
        if fits && indent + line.len() <= WIDTH {
            return line;
        }
        match call.arguments.as_slice() {
            [value] if is_wrapper(value) => format!(".{setter}({})", self.broken(value, indent)),
            values => format!(".{setter}(\n{}{})", self.lines(values.iter(), indent), spaces(indent)),
        }
    }

    /// Values, each on lines of its own with a comma after it.
    fn lines<'v>(&self, values: impl Iterator<Item = &'v Value>, indent: usize) -> String {
        let inner = indent + 4;
        values.map(|value| format!("{}{},\n", spaces(inner), self.value(value, inner))).collect()
    }

    /// A value, the lines after the first one indented by `indent`.
    fn value(&self, value: &Value, indent: usize) -> String {
        let inline = self.inline(value);
        let is_short = fits(value, &inline) && indent + inline.len() < WIDTH;
        if is_short { inline } else { self.broken(value, indent) }
    }

    /// A value on several lines, if it has parts.
    fn broken(&self, value: &Value, indent: usize) -> String {
        let end = spaces(indent);
        let wrapped = |open: String, value: &Value| {
            if is_wrapper(value) {
                format!("{open}({})", self.broken(value, indent))
            } else {
                format!("{open}(\n{}{end})", self.lines(std::iter::once(value), indent))
            }
        };
        match value {
            Value::Structure { ty, error, fallible, calls } => {
                let inner = indent + 4;
                let mut text = format!("{}::builder()\n", self.name(module(*error), ty.as_str()));
                for call in calls {
                    text.push_str(&format!("{}{}\n", spaces(inner), self.call(call, inner)));
                }
                let try_it = if *fallible { "?" } else { "" };
                text + &format!("{}.build(){try_it}", spaces(inner))
            }
            Value::Union(ty, variant, Some(held)) => {
                wrapped(format!("{}::{variant}", self.name(TYPES, ty.as_str())), held)
            }
            Value::Some(value) => wrapped("Some".to_owned(), value),
            Value::Boxed(value) => wrapped("Box::new".to_owned(), value),
            Value::List(values) => format!("vec![\n{}{end}]", self.lines(values.iter(), indent)),
            Value::Map(entries) => {
                let inner = indent + 4;
                let mut text = "std::collections::HashMap::from([\n".to_owned();
                for (key, value) in entries {
                    let (key, value) = (self.inline(key), self.value(value, inner));
                    text.push_str(&format!("{}({key}, {value}),\n", spaces(inner)));
                }
                text + &end + "])"
            }
            Value::Document(document) => self.document(document, Some(indent)),
            Value::Literal(_)
            | Value::Text { .. }
            | Value::Blob(_)
            | Value::ByteStream(_)
            | Value::Number(_)
            | Value::Seconds(_)
            | Value::Time { .. }
            | Value::Variant(..)
            | Value::Unnamed(..)
            | Value::Union(_, _, None)
            | Value::None => self.inline(value),
        }
    }

    /// A value on one line.
    fn inline(&self, value: &Value) -> String {
        let primitive = |name: &str| self.name(PRIMITIVES, name);
        let of_types = |ty: &Ident| self.name(TYPES, ty.as_str());
        match value {
            Value::Literal(text) => text.clone(),
            Value::Text { text, owned: false } => format!("{text:?}"),
            Value::Text { text, owned: true } => format!("{text:?}.to_owned()"),
            Value::Blob(text) => format!("{}::new({text:?})", primitive("Blob")),
            Value::ByteStream(text)
                if text.chars().all(|c| c == '\n' || c == ' ' || c.is_ascii_graphic()) =>
            {
                format!("{}::from_static(b{text:?})", primitive("ByteStream"))
            }
            Value::ByteStream(text) => {
                format!("{}::from_static({text:?}.as_bytes())", primitive("ByteStream"))
            }
            Value::Number(text) => format!("{text:?}.parse()?"),
            Value::Seconds(number) => {
                let from = if number.parse::<i64>().is_ok() { "from_secs" } else { "from_secs_f64" };
                format!("{}::{from}({number})", primitive("DateTime"))
            }
            Value::Time { text, http_date } => {
                let format = if *http_date { "HttpDate" } else { "DateTime" };
                let (ty, formats) = (primitive("DateTime"), primitive("DateTimeFormat"));
                format!("{ty}::from_str({text:?}, {formats}::{format})?")
            }
            Value::Document(document) => self.document(document, None),
            Value::Variant(ty, variant) | Value::Union(ty, variant, None) => {
                format!("{}::{variant}", of_types(ty))
            }
            Value::Unnamed(ty, text) => format!("{}::from({text:?})", of_types(ty)),
            Value::Union(ty, variant, Some(held)) => {
                format!("{}::{variant}({})", of_types(ty), self.inline(held))
            }
            Value::Structure { ty, error, fallible, calls } => {
                let call = |call: &Call| format!(".{}({})", call.setter, self.inlines(&call.arguments));
                let calls: String = calls.iter().map(call).collect();
                let try_it = if *fallible { "?" } else { "" };
                format!("{}::builder(){calls}.build(){try_it}", self.name(module(*error), ty.as_str()))
            }
            Value::Boxed(value) => format!("Box::new({})", self.inline(value)),
            Value::Some(value) => format!("Some({})", self.inline(value)),
            Value::List(values) => format!("vec![{}]", self.inlines(values)),
            Value::Map(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| format!("({}, {})", self.inline(key), self.inline(value)));
                format!("std::collections::HashMap::from([{}])", entries.collect::<Vec<_>>().join(", "))
            }
            Value::None => "None".to_owned(),
        }
    }

    /// Values on one line, with commas between them.
    fn inlines(&self, values: &[Value]) -> String {
        values.iter().map(|value| self.inline(value)).collect::<Vec<_>>().join(", ")
    }

    /// A document: on one line, or on several, those after the first one indented by `indent`.
    fn document(&self, document: &Document, indent: Option<usize>) -> String {
        let ty = self.name(PRIMITIVES, "Document");
        let inner = indent.map(|indent| indent + 4);
        let part = |before: String, value: &Document| {
            let line = format!("{before}{}", self.document(value, None));
            match inner.filter(|inner| inner + line.len() >= WIDTH) {
                Some(inner) => format!("{before}{}", self.document(value, Some(inner))),
                None => line,
            }
        };
        let joined = |parts: Vec<String>| match indent.zip(inner).filter(|_| !parts.is_empty()) {
            None => parts.join(", "),
            Some((indent, inner)) => {
                let lines: String = parts.iter().map(|part| format!("{}{part},\n", spaces(inner))).collect();
                format!("\n{lines}{}", spaces(indent))
            }
        };
        match document {
            Document::Null => format!("{ty}::Null"),
            Document::Literal(text) => format!("{ty}::from({text})"),
            Document::Text(text) => format!("{ty}::from({text:?})"),
            Document::List(values) => {
                let parts = values.iter().map(|value| part(String::new(), value)).collect();
                format!("{ty}::from(vec![{}])", joined(parts))
            }
            Document::Map(entries) => {
                let parts =
                    entries.iter().map(|(key, value)| part(format!("({key:?}.to_owned(), "), value) + ")");
                format!("{ty}::from(std::collections::HashMap::from([{}]))", joined(parts.collect()))
            }
        }
    }
}

fn module(error: bool) -> &'static str {
    if error { ERRORS } else { TYPES }
}

/// Whether a value that fits on a line stays there: long chains are broken.
fn fits(value: &Value, inline: &str) -> bool {
    !matches!(value, Value::Structure { .. }) || inline.len() <= CHAIN
}

/// Whether what follows an opening bracket stays on its line.
fn is_wrapper(value: &Value) -> bool {
    matches!(
        value,
        Value::Union(_, _, Some(_))
            | Value::Some(_)
            | Value::Boxed(_)
            | Value::List(_)
            | Value::Map(_)
            | Value::Document(_)
    )
}

fn spaces(count: usize) -> String {
    " ".repeat(count)
}

/// Names on as few lines as they need.
fn filled(names: &[&str]) -> String {
    let mut lines = String::new();
    let mut line = String::new();
    for name in names {
        if !line.is_empty() && 4 + line.len() + 2 + name.len() >= WIDTH {
            lines.push_str(&format!("    {line}\n"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&format!("{name},"));
    }
    lines + &format!("    {line}\n")
}
