//! Documentation of a whole service: the help pages as one document.

use crate::failure::Failure;
use crate::names::{self, kebab};
use crate::options::{self, MemberOption};
use crate::{examples, help, syntax};
use pulldown_cmark::{Event, Options, Parser, html};
use smithwright_codegen::lower::documentation as markdown;
use smithwright_codegen::model::{Model, Operation, Shape, ShapeId, ShapeKind};
use std::fmt::Write as _;

/// The form of the documentation of a service.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Form {
    /// Markdown.
    Markdown,
    /// A page of HTML.
    Html,
}

impl Form {
    /// The form with this name.
    ///
    /// # Errors
    ///
    /// [`Failure`] that lists the names.
    pub fn named(name: &str) -> Result<Self, Failure> {
        match name {
            "markdown" => Ok(Self::Markdown),
            "html" => Ok(Self::Html),
            _ => {
                let name = name.escape_debug();
                Err(Failure::usage(format!("--format: there is no form `{name}`; there are markdown, html")))
            }
        }
    }
}

/// The documentation of a service. `name` is the name of the service on the command line.
pub fn service(name: &str, model: &Model, form: Form) -> String {
    let mut document = Document { text: String::new(), model };
    document.service(name);
    match form {
        Form::Markdown => document.text,
        Form::Html => page(&model.service.full_name, &document.text),
    }
}

/// Markdown as a page of HTML. HTML in it is shown as text, because a model may contain anything.
fn page(title: &str, markdown: &str) -> String {
    let events = Parser::new_ext(markdown, Options::ENABLE_HEADING_ATTRIBUTES).map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        other => other,
    });
    let mut body = String::new();
    html::push_html(&mut body, events);
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>\n\
         body {{ max-width: 60em; margin: auto; padding: 1em; font-family: sans-serif; line-height: 1.5; }}\n\
         pre {{ background: #f4f4f4; padding: .7em; overflow-x: auto; }}\n</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

struct Document<'a> {
    text: String,
    model: &'a Model,
}

impl<'a> Document<'a> {
    fn service(&mut self, name: &str) {
        let model = self.model;
        self.block(&format!("# {}", model.service.full_name));
        self.documentation(model.service.documentation.as_deref(), "");
        self.block("## Operations");
        for operation in model.operations.values() {
            self.line(&format!("- [{0}](#{1})", operation.name, names::operation(&operation.name)));
        }
        self.line("");
        let waiters = || {
            let operations = model.operations.values();
            operations.flat_map(|operation| operation.waiters.iter().map(move |waiter| (operation, waiter)))
        };
        for operation in model.operations.values() {
            self.operation(name, operation);
        }
        if waiters().next().is_some() {
            self.block("## Waiters");
        }
        for (operation, waiter) in waiters() {
            let command = help::command(name);
            self.line(&format!("- `{command} wait {}` calls {}", kebab(&waiter.name), operation.name));
        }
    }

    fn operation(&mut self, service: &str, operation: &'a Operation) {
        let (model, name) = (self.model, names::operation(&operation.name));
        let options = options::of_operation(service, model, operation);
        self.block(&format!("## {} {{#{name}}}", operation.name));
        self.documentation(operation.documentation.as_deref(), "");
        if let Some(deprecated) = &operation.deprecated {
            let why = deprecated.message.as_deref().unwrap_or("it should no longer be used");
            self.block(&format!("**Deprecated**: {}", markdown(why, model.service.of_aws)));
        }
        if let Some(uid) = &model.service.uid {
            let link = format!("https://docs.aws.amazon.com/goto/WebAPI/{uid}/{}", operation.name);
            self.block(&format!("See also: [API reference]({link})"));
        }
        self.block("### Request syntax");
        let mut words: Vec<_> = std::iter::once(format!("{} {name}", help::command(service)))
            .chain(options.iter().map(syntax::synopsis))
            .collect();
        words.extend(options::output_body(model, operation).map(|_| "<outfile>".to_owned()));
        self.code(&words.join(" \\\n    "));
        let input = operation.input.as_ref().map(|input| model.shape(&input.target));
        if let Some(input) = input.filter(|input| !input.kind.members().is_empty()) {
            self.block("The same as JSON, for `--cli-input-json`:");
            self.code(&syntax::json(model, input, 0, &mut Vec::new()));
        }
        if !options.is_empty() {
            self.block("### Parameters");
        }
        for option in &options {
            self.member(option, "", &mut Vec::new());
        }
        self.block("### Response syntax");
        let output = operation.output.as_ref().map(|output| model.shape(&output.target));
        match output.filter(|output| !output.kind.members().is_empty()) {
            Some(output) => {
                self.code(&syntax::json(model, output, 0, &mut Vec::new()));
                self.block("### Response structure");
                self.members(output, "", &mut Vec::new());
            }
            None => self.block("None."),
        }
        if !operation.examples.is_empty() {
            self.block("### Examples");
        }
        for example in &operation.examples {
            self.documentation(Some(&example.title), "");
            self.documentation(example.documentation.as_deref(), "");
            let command = help::command(service);
            self.code(&examples::words(&command, model, operation, &options, example).join(" \\\n    "));
            if let Some(output) = examples::output(example) {
                self.block("Output:");
                self.code(&output);
            }
            if let Some((error, _)) = &example.error {
                self.block(&format!("It fails with `{}`.", error.name()));
            }
        }
        self.block("### Errors");
        if operation.errors.is_empty() {
            self.block("None that the model describes.");
        }
        for error in &operation.errors {
            let shape = model.shape(&error.target);
            let traits = shape.traits.error.as_ref();
            let code = traits.and_then(|error| error.code.as_deref()).unwrap_or(shape.id.name());
            let status = traits.and_then(|error| error.status_code);
            let status = status.map_or_else(String::new, |status| format!(" (HTTP status {status})"));
            self.block(&format!("- `{code}`{status}"));
            self.documentation(shape.traits.documentation.as_deref(), "  ");
        }
    }

    /// A member as an item of a list, and its members below.
    fn member(&mut self, option: &MemberOption<'a>, indent: &str, above: &mut Vec<ShapeId>) {
        let name = match option.name.as_str() {
            "" => format!("**{}**", option.member.name),
            name if option.is_flag() => format!("`--{name}` | `--{}`", option.opposite),
            name => format!("`--{name}`"),
        };
        let required = if option.member.traits.required { " **[required]**" } else { "" };
        self.block(&format!("{indent}- {name} ({}){required}", option.value_name()));
        let inner = format!("{indent}  ");
        let documentation = option.member.traits.documentation.as_deref();
        self.documentation(documentation.or(option.shape.traits.documentation.as_deref()), &inner);
        let constraints = syntax::constraints(option.shape);
        for constraint in &constraints {
            let (what, value) = constraint.split_once(": ").unwrap_or(("", constraint));
            // The values of an enum, each by itself.
            let values: Vec<_> = match &option.shape.kind {
                ShapeKind::Enum { .. } => value.split(", ").map(code).collect(),
                _ => vec![code(value)],
            };
            self.line(&format!("{inner}- {what}: {}", values.join(", ")));
        }
        if !constraints.is_empty() {
            self.line("");
        }
        self.inside(option.shape, &inner, above);
    }

    /// The members or elements of a structure, list or map.
    fn inside(&mut self, shape: &'a Shape, indent: &str, above: &mut Vec<ShapeId>) {
        if above.contains(&shape.id) {
            self.block(&format!("{indent}The same members as in {} above.", shape.id.name()));
            return;
        }
        let element = match &shape.kind {
            ShapeKind::Structure { .. } | ShapeKind::Union { .. } => {
                return self.members(shape, indent, above);
            }
            ShapeKind::List { member } => member,
            ShapeKind::Map { value, .. } => value,
            ShapeKind::Simple(_) | ShapeKind::Enum { .. } => return,
        };
        above.push(shape.id.clone());
        self.inside(self.model.shape(&element.target.target), indent, above);
        above.pop();
    }

    fn members(&mut self, shape: &'a Shape, indent: &str, above: &mut Vec<ShapeId>) {
        above.push(shape.id.clone());
        for member in shape.kind.members() {
            let shape = self.model.shape(&member.target.target);
            let option = MemberOption { name: String::new(), opposite: String::new(), member, shape };
            self.member(&option, indent, above);
        }
        above.pop();
    }

    /// Documentation of a model, which is HTML or Markdown.
    fn documentation(&mut self, documentation: Option<&str>, indent: &str) {
        for line in markdown(documentation.unwrap_or_default(), self.model.service.of_aws).lines() {
            // A heading in the documentation must not become one of this document.
            let line = if line.starts_with('#') { format!("\\{line}") } else { line.to_owned() };
            self.line(if line.is_empty() { line } else { format!("{indent}{line}") }.as_str());
        }
        self.line("");
    }

    fn code(&mut self, text: &str) {
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        self.block(&format!("{fence}text\n{text}\n{fence}"));
    }

    fn block(&mut self, text: &str) {
        self.line(text);
        self.line("");
    }

    fn line(&mut self, line: &str) {
        // Writing to a `String` cannot fail. There is at most one empty line in a row.
        if !(line.is_empty() && self.text.ends_with("\n\n")) {
            let _ = writeln!(self.text, "{line}");
        }
    }
}

/// A text as inline code, whatever it contains.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 { format!("`{text}`") } else { format!("{fence} {text} {fence}") }
}
