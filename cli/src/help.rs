//! Help: pages for services and operations, from the model.

use crate::examples;
use crate::failure::Failure;
use crate::names::{self, kebab};
use crate::options::{self, MemberOption};
use crate::output;
use crate::syntax;
use smithwright_codegen::model::{Model, Operation, Shape, ShapeId, ShapeKind};
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// The name of the program in usage texts.
pub const USAGE: &str = "usage: smithwright call SERVICE OPERATION [options]\n       \
                         smithwright call --model FILE[@SERVICE] OPERATION [options]\n       \
                         smithwright call help\n       \
                         smithwright call SERVICE help\n       \
                         smithwright call SERVICE OPERATION help\n       \
                         smithwright call SERVICE wait WAITER [options]\n       \
                         smithwright call completion bash|zsh|fish\n       \
                         smithwright docs SERVICE [--format markdown|html]";

/// The command of a service in usage texts.
pub fn command(service: &str) -> String {
    if service.is_empty() {
        "smithwright call --model FILE".to_owned()
    } else {
        format!("smithwright call {service}")
    }
}

/// Shows a page: through a pager on a terminal, plainly elsewhere.
///
/// # Errors
///
/// [`Failure`]: it cannot be written.
pub fn page(text: &str) -> Result<(), Failure> {
    let lines = text.lines().count();
    let height = terminal_size::terminal_size().map_or(0, |(_, height)| usize::from(height.0));
    if !output::is_terminal() || lines < height {
        return output::print(text);
    }
    let pager = std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
    let pager = pager.unwrap_or_else(|| "less -FR".to_owned());
    let mut words = pager.split_whitespace();
    let child = words.next().map(|program| Command::new(program).args(words).stdin(Stdio::piped()).spawn());
    match child {
        Some(Ok(mut child)) => {
            if let Some(mut input) = child.stdin.take() {
                // Leaving the pager early is not an error.
                let _ = input.write_all(text.as_bytes());
            }
            child.wait().map(|_| ()).map_err(|error| Failure::other(format!("cannot run `{pager}`: {error}")))
        }
        _ => output::print(text),
    }
}

/// The page with all services.
pub fn services(names: &[String]) -> String {
    let mut page = Page::new(true);
    page.title("smithwright call");
    page.paragraph("Calls any service from a shell, straight from its model.", 0);
    page.heading("Synopsis");
    for line in USAGE.trim_start_matches("usage: ").lines() {
        page.line(line.trim_start(), 1);
    }
    page.heading("Global options");
    page.globals();
    page.heading("Services");
    for name in names {
        page.line(name, 1);
    }
    page.text
}

/// The page of a service: its description, and its operations.
pub fn service(name: &str, model: &Model) -> String {
    let mut page = Page::new(model.service.of_aws);
    let title = if name.is_empty() { kebab(&model.service.id.replace(' ', "")) } else { name.to_owned() };
    page.title(&title);
    page.heading("Description");
    page.documentation(model.service.documentation.as_deref().unwrap_or(&model.service.full_name), 0);
    page.heading("Operations");
    for operation in model.operations.values() {
        page.line(&names::operation(&operation.name), 1);
    }
    let waiters: Vec<_> = model.operations.values().flat_map(|operation| &operation.waiters).collect();
    if !waiters.is_empty() {
        page.heading("Waiters");
        for waiter in waiters {
            page.line(&format!("wait {}", kebab(&waiter.name)), 1);
        }
    }
    page.text
}

/// The page of an operation.
pub fn operation(service: &str, model: &Model, operation: &Operation) -> String {
    let mut page = Page::new(model.service.of_aws);
    let name = names::operation(&operation.name);
    let members = options::of_operation(service, model, operation);
    page.title(&name);
    page.heading("Description");
    page.documentation(operation.documentation.as_deref().unwrap_or("No documentation."), 0);
    if let Some(deprecated) = &operation.deprecated {
        let why = deprecated.message.as_deref().unwrap_or("it should no longer be used");
        page.paragraph(&format!("Deprecated: {why}"), 0);
    }
    if let Some(uid) = &model.service.uid {
        let link = format!("https://docs.aws.amazon.com/goto/WebAPI/{uid}/{}", operation.name);
        page.paragraph(&format!("See also the API reference: {link}"), 0);
    }
    if operation.pagination.as_ref().is_some_and(|pages| !pages.parts.is_empty()) {
        page.paragraph(
            "Results come in pages, and all of them are requested. `--no-paginate` requests one.",
            0,
        );
    }
    if options::receives_events(model, operation) {
        page.paragraph("Events are printed as they arrive, each as a line of JSON. Their bytes are written to <outfile> if it is given.", 0);
    }
    page.heading("Synopsis");
    page.line(&format!("{} {name}", command(service)), 1);
    for option in &members {
        page.line(&syntax::synopsis(option), 1);
    }
    let paginated = operation.pagination.as_ref().is_some_and(|pages| !pages.parts.is_empty());
    if paginated {
        for (name, value, _) in options::PAGES {
            page.line(&format!("[--{name} <{}>]", value.to_lowercase()), 1);
        }
    }
    page.line("[--cli-input-json <value>] [--cli-input-yaml <value>]", 1);
    page.line("[--generate-cli-skeleton <value>]", 1);
    if let Some(member) = options::output_body(model, operation) {
        page.line("<outfile>", 1);
        page.paragraph(&format!("`{member}` of the output is written to <outfile>."), 1);
    }
    page.heading("Options");
    for option in &members {
        page.option(model, option);
    }
    if paginated {
        for (name, value, help) in options::PAGES {
            page.line(&format!("--{name} ({})", value.to_lowercase()), 1);
            page.paragraph(help, 2);
        }
    }
    page.heading("Global options");
    page.globals();
    page.heading("Output");
    let output = operation.output.as_ref().map(|output| &output.target);
    match output.filter(|output| !model.members(output).is_empty()) {
        Some(output) => page.members(model, output, 1, &mut Vec::new()),
        None => page.line("None.", 1),
    }
    page.heading("Errors");
    if operation.errors.is_empty() {
        page.line("None that the model describes.", 1);
    }
    for error in &operation.errors {
        let shape = model.shape(&error.target);
        page.line(shape.id.name(), 1);
        page.documentation(shape.traits.documentation.as_deref().unwrap_or_default(), 2);
    }
    page.heading("Examples");
    page.examples(service, model, operation, &members);
    page.text
}

/// The text of a page.
struct Page {
    text: String,
    width: usize,
    /// Whether documentation is that of a service of AWS.
    of_aws: bool,
}

impl Page {
    fn new(of_aws: bool) -> Self {
        Self { text: String::new(), width: output::width().clamp(40, 120), of_aws }
    }

    fn title(&mut self, title: &str) {
        self.line(title, 0);
        self.line(&"=".repeat(title.chars().count()), 0);
    }

    fn heading(&mut self, heading: &str) {
        let _ = write!(self.text, "\n{heading}\n{}\n\n", "-".repeat(heading.chars().count()));
    }

    fn line(&mut self, line: &str, level: usize) {
        let _ = writeln!(self.text, "{}{line}", "    ".repeat(level));
    }

    fn paragraph(&mut self, text: &str, level: usize) {
        let indent = "    ".repeat(level);
        let options = textwrap::Options::new(self.width.max(indent.len() + 30))
            .initial_indent(&indent)
            .subsequent_indent(&indent)
            .break_words(false)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        let _ = write!(self.text, "{}\n\n", textwrap::fill(&output::escaped(text), options));
    }

    /// Documentation of a model, which is HTML or Markdown.
    fn documentation(&mut self, text: &str, level: usize) {
        let text = smithwright_codegen::lower::documentation(text, self.of_aws);
        let mut paragraph = String::new();
        for line in text.lines().chain(std::iter::once("")) {
            let line = line.trim();
            let item = line.starts_with("- ");
            if (line.is_empty() || item) && !paragraph.is_empty() {
                self.paragraph(&unescaped(&std::mem::take(&mut paragraph)), level);
            }
            if !line.is_empty() {
                paragraph.push_str(if paragraph.is_empty() { "" } else { " " });
                paragraph.push_str(line);
            }
        }
    }

    fn globals(&mut self) {
        for (name, value, help) in options::VALUES {
            self.line(&format!("--{name} <{}>", value.to_lowercase()), 1);
            self.paragraph(help, 2);
        }
        for (name, help) in options::FLAGS {
            self.line(&format!("--{name}"), 1);
            self.paragraph(help, 2);
        }
    }

    fn option(&mut self, model: &Model, option: &MemberOption<'_>) {
        let name = &option.name;
        let mut kind = option.value_name().to_owned();
        if option.is_events() {
            "events: the name of a file with one in each line as JSON, or -".clone_into(&mut kind);
        } else if option.is_body() {
            "streamed blob: the name of a file".clone_into(&mut kind);
        }
        let required = if option.member.traits.required { " [required]" } else { "" };
        if option.is_flag() {
            self.line(&format!("--{name} | --{} ({kind}){required}", option.opposite), 1);
        } else {
            self.line(&format!("--{name} ({kind}){required}"), 1);
        }
        let documentation = option.member.traits.documentation.as_deref();
        let documentation = documentation.or(option.shape.traits.documentation.as_deref());
        self.documentation(documentation.unwrap_or_default(), 2);
        self.constraints(option.shape, 2);
        if matches!(option.shape.kind, ShapeKind::Simple(_) | ShapeKind::Enum { .. }) {
            return;
        }
        self.inside(model, option.shape, 2, &mut Vec::new());
        let element = match &option.shape.kind {
            ShapeKind::List { member } => model.shape(&member.target.target),
            _ => option.shape,
        };
        let scalars = matches!(element.kind, ShapeKind::Simple(_) | ShapeKind::Enum { .. });
        let shorthand = if scalars {
            Some("\"string\" \"string\" ...".to_owned())
        } else {
            syntax::shorthand(model, element, &mut Vec::new())
        };
        if let Some(shorthand) = shorthand.filter(|shorthand| !shorthand.is_empty() && !option.is_events()) {
            self.line(if scalars { "Syntax:" } else { "Shorthand syntax:" }, 2);
            self.line("", 0);
            let more =
                if scalars || !matches!(option.shape.kind, ShapeKind::List { .. }) { "" } else { " ..." };
            self.line(&format!("{shorthand}{more}"), 3);
            self.line("", 0);
        }
        self.line("JSON syntax:", 2);
        self.line("", 0);
        let syntax = syntax::json(model, option.shape, 0, &mut Vec::new());
        for line in syntax.lines() {
            self.line(line, 3);
        }
        self.line("", 0);
    }

    fn constraints(&mut self, shape: &Shape, level: usize) {
        let constraints = syntax::constraints(shape);
        if !constraints.is_empty() {
            let text = constraints.iter().map(|text| format!("- {text}")).collect::<Vec<_>>();
            text.iter().for_each(|line| self.line(line, level));
            self.line("", 0);
        }
    }

    /// The members or elements of a structure, list or map.
    fn inside(&mut self, model: &Model, shape: &Shape, level: usize, above: &mut Vec<ShapeId>) {
        if above.contains(&shape.id) {
            self.line(&format!("(the same members as in {} above)", shape.id.name()), level);
            return;
        }
        match &shape.kind {
            ShapeKind::Structure { .. } | ShapeKind::Union { .. } => {
                self.members(model, &shape.id, level, above)
            }
            ShapeKind::List { member } => {
                above.push(shape.id.clone());
                self.inside(model, model.shape(&member.target.target), level, above);
                above.pop();
            }
            ShapeKind::Map { value, .. } => {
                above.push(shape.id.clone());
                self.inside(model, model.shape(&value.target.target), level, above);
                above.pop();
            }
            ShapeKind::Simple(_) | ShapeKind::Enum { .. } => {}
        }
    }

    fn members(&mut self, model: &Model, id: &ShapeId, level: usize, above: &mut Vec<ShapeId>) {
        above.push(id.clone());
        let shape = model.shape(id);
        for member in shape.kind.members() {
            let target = model.shape(&member.target.target);
            let option = MemberOption { name: String::new(), opposite: String::new(), member, shape: target };
            let required = if member.traits.required { " [required]" } else { "" };
            self.line(&format!("{} -> ({}){required}", member.name, option.value_name()), level);
            let documentation =
                member.traits.documentation.as_deref().or(target.traits.documentation.as_deref());
            self.documentation(documentation.unwrap_or_default(), level + 1);
            self.constraints(target, level + 1);
            self.inside(model, target, level + 1, above);
        }
        above.pop();
    }

    fn examples(
        &mut self,
        service: &str,
        model: &Model,
        operation: &Operation,
        members: &[MemberOption<'_>],
    ) {
        let name = names::operation(&operation.name);
        for example in &operation.examples {
            let words = examples::words(&command(service), model, operation, members, example);
            self.paragraph(&example.title, 1);
            self.documentation(example.documentation.as_deref().unwrap_or_default(), 1);
            self.line(&output::escaped(&words.join(" \\\n            ")), 2);
            self.line("", 0);
            if let Some(json) = examples::output(example) {
                self.line("Output:", 1);
                self.line("", 0);
                json.lines().for_each(|line| self.line(&output::escaped(line), 2));
                self.line("", 0);
            }
            if let Some((error, _)) = &example.error {
                self.paragraph(&format!("It fails with {}.", error.name()), 1);
            }
        }
        if operation.examples.is_empty() {
            let words = syntax::example(&command(service), model, operation, members);
            self.line("A call with what is required:", 1);
            self.line("", 0);
            self.line(&words.join(" \\\n            "), 2);
            self.line("", 0);
        }
        self.line("An input to fill in, and a call with it:", 1);
        self.line("", 0);
        self.line(&format!("{} {name} --generate-cli-skeleton > input.json", command(service)), 2);
        self.line(&format!("{} {name} --cli-input-json file://input.json", command(service)), 2);
    }
}

/// Markdown without its escapes.
fn unescaped(markdown: &str) -> String {
    let mut text = String::new();
    let mut characters = markdown.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.peek().is_some_and(char::is_ascii_punctuation) => {
                text.extend(characters.next())
            }
            other => text.push(other),
        }
    }
    text.replace("**", "")
}
