//! Runs a command.

use crate::call::{Connection, Sent, Settings};
use crate::failure::Failure;
use crate::models::{self, Loaded, Models};
use crate::names::{self, kebab};
use crate::options::{self, MemberOption};
use crate::output::{self, Format};
use crate::pages::{self, Wanted};
use crate::printer::Printer;
use crate::skeleton::{self, Texts};
use crate::words::{Words, find, find_waiter};
use crate::{check, complete, docs, help};
use clap::error::ErrorKind;
use clap::{Arg, ArgMatches, Command};
use serde_json::{Value, json};
use smithwright_codegen::model::{Operation, Pagination, Waiter};
use smithwright_codegen::plan;
use std::path::Path;
use std::time::Duration;
use tracing_subscriber::util::SubscriberInitExt;

/// Runs the command of these words.
///
/// # Errors
///
/// [`Failure`]: a text for standard error, and the exit code.
pub fn run(words: &[String]) -> Result<(), Failure> {
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [complete::ASK, ..] => {
            // A shell shows candidates, and no errors.
            let found = complete::candidates(&words[1..]).unwrap_or_default();
            return output::print(&found.iter().map(|word| format!("{word}\n")).collect::<String>());
        }
        ["completion", shell @ ..] => return output::print(complete::script(shell.first().copied())?),
        ["docs", words @ ..] => return docs(words),
        _ => {}
    }
    let command = Words::of(words);
    if command.names.is_empty() && command.has("--version") {
        return output::print(concat!("smithwright-call ", env!("CARGO_PKG_VERSION"), "\n"));
    }
    let models = || Models::of_user();
    let mut names = command.names.iter().map(String::as_str);
    let loaded = match &command.model {
        Some(file) => {
            let loaded = models::load_file(&options::expanded(file), operation(names.clone()))?;
            Some((String::new(), loaded))
        }
        None => match names.next() {
            None | Some("help") => None,
            Some(service) => {
                let loaded = models()?.load(service, operation(names.clone()))?;
                Some((models::without_alias(service).to_owned(), loaded))
            }
        },
    };
    let Some((service, loaded)) = loaded else {
        return if command.has("--help") || !command.names.is_empty() {
            help::page(&help::services(&models()?.services()?))
        } else {
            Err(Failure::usage(help::USAGE))
        };
    };
    match names.next() {
        None if command.has("--help") => help::page(&help::service(&service, &loaded.model)),
        Some("help") => help::page(&help::service(&service, &loaded.model)),
        None => Err(Failure::usage(format!(
            "{}\nWhich operation? `{} help` lists them.",
            help::USAGE,
            help::command(&service)
        ))),
        Some("wait") => {
            let (operation, waiter) = find_waiter(&loaded, &service, names.next())?;
            Call { service: &service, loaded: &loaded, operation, waiter: Some(waiter) }.run(&command)
        }
        Some(name) => {
            let operation = find(&loaded, &service, name)?;
            Call { service: &service, loaded: &loaded, operation, waiter: None }.run(&command)
        }
    }
}

/// Prints the documentation of a service, or of the service in a file.
fn docs(words: &[&str]) -> Result<(), Failure> {
    let command = Command::new("docs").no_binary_name(true).disable_help_flag(true).args([
        Arg::new("service").required_unless_present("model"),
        Arg::new("model").long("model").conflicts_with("service"),
        Arg::new("format").long("format").default_value("markdown"),
    ]);
    let matches = command.try_get_matches_from(words).map_err(|_| {
        Failure::usage(
            "usage: smithwright docs SERVICE [--format markdown|html]\n       \
                        smithwright docs --model FILE [--format markdown|html]",
        )
    })?;
    let form = docs::Form::named(text(&matches, "format").unwrap_or_default())?;
    let (name, loaded) = match (text(&matches, "service"), text(&matches, "model")) {
        (Some(service), _) => (models::without_alias(service), Models::of_user()?.load(service, None)?),
        (None, file) => ("", models::load_file(&options::expanded(file.unwrap_or_default()), None)?),
    };
    output::print(&docs::service(name, &loaded.model, form))
}

/// The operation of the next word, and the waiter for it.
fn operation<'a>(mut names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names.next().filter(|name| *name != "wait")
}

/// A call of an operation.
struct Call<'a> {
    service: &'a str,
    loaded: &'a Loaded,
    operation: &'a Operation,
    /// The waiter, if the operation is called for one.
    waiter: Option<&'a Waiter>,
}

impl<'a> Call<'a> {
    fn run(&self, words: &Words) -> Result<(), Failure> {
        let (model, operation) = (&self.loaded.model, self.operation);
        let members = options::of_operation(self.service, model, operation);
        let matches = self.matches(words, &members, self.pagination())?;
        let outfile = matches.get_one::<String>("outfile");
        if matches.get_flag("help") || outfile.is_some_and(|word| word == "help") {
            return help::page(&help::operation(self.service, model, operation));
        }
        let printer = Printer::of(&matches, &operation.name)?;
        let skeleton = text(&matches, "generate-cli-skeleton");
        if let Some(kind @ ("input" | "yaml-input")) = skeleton {
            let input = operation.input.as_ref();
            let value = input.map(|input| skeleton::of_shape(model, &input.target, Texts::Empty));
            let value = value.unwrap_or_else(|| Value::Object(serde_json::Map::new()));
            let text = if kind == "input" { output::json(&value) + "\n" } else { crate::yaml::print(&value) };
            return output::print(&text);
        }
        let (mut input, body) = options::input(model, &members, &matches)?;
        // A waiter sends one request at a time.
        let paged = self.paged(&members, &matches, &mut input)?.filter(|_| self.waiter.is_none());
        if let Some((pagination, wanted)) = &paged {
            input = pages::first(pagination, wanted, input)?;
        }
        self.check(&input, body.is_some())?;
        if let Some(events) = members.iter().find(|option| option.is_events() && body.is_none()) {
            return Err(Failure::usage(format!(
                "--{}: events go with the request: name a file that has one in each line as JSON, or - for standard input",
                events.name
            )));
        }
        let settings = Settings::of(&matches)?;
        if matches.get_flag("debug") {
            log();
        }
        if skeleton.is_some() {
            let of = operation.output.as_ref();
            let value = of.map(|of| skeleton::of_shape(model, &of.target, Texts::Names)).unwrap_or_default();
            return printer.print(value, Format::Json);
        }
        let discovery = operation.requires_discovery().filter(|_| text(&matches, "endpoint-url").is_none());
        let mut operations = model.operations.values();
        let discovery = discovery.and_then(|_| operations.find(|operation| operation.gives_endpoints));
        let connection = Connection { settings, operation, discovery };
        if let Some(waiter) = self.waiter {
            return self.wait(waiter, &connection, &matches, &input);
        }
        let body = body.as_deref();
        let sent = Sent { input: &input, body };
        let plan = self.plan(&connection, &matches)?;
        let outfile = outfile.map(Path::new);
        if options::receives_events(model, operation) {
            return connection.run(&plan, async |session| {
                let format = printer.format.map_or_else(|| session.format(), Ok)?;
                session.events(sent, outfile, |event| printer.print_line(event, format)).await
            });
        }
        let received = match (options::output_body(model, operation), outfile) {
            (Some(member), Some(path)) => Some((member, path)),
            (None, None) => None,
            (Some(_), None) => {
                return Err(Failure::usage("which file is the body written to? name it as the last word"));
            }
            (None, Some(word)) => {
                let word = word.display().to_string();
                return Err(Failure::usage(format!("`{}` belongs to no option", word.escape_debug())));
            }
        };
        let received = received.as_ref().map(|(member, path)| (member.as_str(), *path));
        connection.run(&plan, async |session| {
            let format = printer.format.map_or_else(|| session.format(), Ok)?;
            let call = async |input: Value| session.call(Sent { input: &input, body }, received).await;
            match &paged {
                // As in the AWS CLI, text is printed page by page.
                Some((pagination, wanted)) if format == Format::Text => {
                    let visit = |page: pages::Page| printer.print(page.output(pagination), format);
                    let more = pages::each(pagination, wanted, input.clone(), call, visit).await?;
                    // As in the AWS CLI, the query also applies to the token.
                    let token = more.map(|token| json!({"NextToken": {"NextToken": token}}));
                    token.map_or(Ok(()), |token| printer.print(token, format))
                }
                Some((pagination, wanted)) => {
                    printer.print(pages::all(pagination, wanted, input.clone(), call).await?, format)
                }
                None => printer.print(call(input.clone()).await?, format),
            }
        })
    }

    fn pagination(&self) -> Option<&'a Pagination> {
        self.operation.pagination.as_ref().filter(|pages| !pages.parts.is_empty())
    }

    /// The plan of the operation.
    fn plan(&self, connection: &Connection<'_>, matches: &ArgMatches) -> Result<plan::Crate, Failure> {
        let operations = std::iter::once(self.operation).chain(connection.discovery);
        let operations: Vec<_> = operations.map(|operation| operation.name.as_str()).collect();
        self.loaded.plan(&operations, text(matches, "cli-protocol"))
    }

    /// The options for pagination; `None` if one page is requested, or there are none.
    fn paged(
        &self,
        members: &[MemberOption<'_>],
        matches: &ArgMatches,
        input: &mut Value,
    ) -> Result<Option<(&'a Pagination, Wanted)>, Failure> {
        let Some(pagination) = self.pagination() else { return Ok(None) };
        let once = matches.get_flag("no-paginate");
        let size = members.iter().find(|option| Some(&option.member.name) == pagination.page_size.as_ref());
        // Some services take the number as a text.
        let takes_text = size.is_some_and(|option| option.value_name() == "string");
        let page_size = number("page-size", text(matches, "page-size"))?
            .map(|size| if takes_text { size.to_string().into() } else { Value::from(size) });
        let max_items = number("max-items", text(matches, "max-items"))?;
        // As in the AWS CLI, an option with the name of the member is that member.
        let own_size = size.filter(|size| size.name == "page-size" && page_size.is_some());
        if let (Some(size), Some(value)) = (own_size, &page_size) {
            input.as_object_mut().map(|input| input.insert(size.member.name.clone(), value.clone()));
        }
        let several = ["starting-token", "max-items"].into_iter().find(|name| text(matches, name).is_some());
        if let (Some(several), true) = (several, once || own_size.is_some()) {
            let one = if once { "no-paginate" } else { "page-size" };
            return Err(Failure::usage(format!("--{several}: goes through pages, and --{one} asks for one")));
        }
        // A request for a specific page, or with a page size, returns one page.
        let set = |name: &String| input.get(name).is_some();
        let manual = pagination.tokens.iter().any(|token| set(&token.input))
            || pagination.page_size.as_ref().is_some_and(set);
        let wanted = Wanted {
            starting_token: text(matches, "starting-token").map(str::to_owned),
            page_size,
            max_items: max_items.map(|number| usize::try_from(number).unwrap_or(0)),
        };
        Ok((!once && !manual).then_some((pagination, wanted)))
    }

    fn wait(
        &self,
        waiter: &Waiter,
        connection: &Connection<'_>,
        matches: &ArgMatches,
        input: &Value,
    ) -> Result<(), Failure> {
        let longest = number("cli-max-wait", text(matches, "cli-max-wait"))?.unwrap_or(1200);
        let plan = self.plan(connection, matches)?;
        let mut planned = plan.operations.iter().flat_map(|operation| &operation.waiters);
        let name = kebab(&waiter.name);
        let Some(planned) = planned.find(|planned| kebab(planned.name.as_str()) == name) else {
            return Err(Failure::usage(format!("`{name}` compares what cannot be compared here")));
        };
        let longest = Duration::from_secs(longest.unsigned_abs());
        connection.run(&plan, async |session| session.wait(input, planned, longest).await)
    }

    fn matches(
        &self,
        words: &Words,
        members: &[MemberOption<'_>],
        pagination: Option<&Pagination>,
    ) -> Result<ArgMatches, Failure> {
        let command = options::command(members, pagination.is_some()).infer_long_args(true);
        command.try_get_matches_from(&words.rest).map_err(|error| {
            let text = error.to_string();
            // The parser's own usage text is not that of the program.
            let text = text.split("\n\nUsage:").next().unwrap_or(&text);
            let text = text.strip_prefix("error: ").unwrap_or(text).trim_end();
            match error.kind() {
                ErrorKind::UnknownArgument => Failure::usage(format!(
                    "{text}\n\n`{} {} help` lists the options",
                    help::command(self.service),
                    names::operation(&self.operation.name)
                )),
                _ => Failure::usage(text),
            }
        })
    }

    /// Whether the input is valid in the model; all errors are reported, by options.
    fn check(&self, input: &Value, body: bool) -> Result<(), Failure> {
        let (model, operation) = (&self.loaded.model, self.operation);
        let Some(of) = &operation.input else { return Ok(()) };
        let members = options::of_operation(self.service, model, operation);
        let body_name =
            members.iter().find(|option| option.is_body()).map(|option| option.member.name.as_str());
        let found = check::problems(model, &of.target, input);
        let given = |problem: &String| {
            let is_body = body_name.is_some_and(|name| problem.split([':', '.', '[']).next() == Some(name));
            !(body && is_body)
        };
        let by_option = |problem: String| {
            let member = problem.split([':', '.', '[']).next().unwrap_or_default();
            let option = members.iter().find(|option| option.member.name == member);
            let (place, text) = problem.split_once(": ").unwrap_or(("", &problem));
            match option {
                Some(option) if place == member => format!("--{}: {text}", option.name),
                Some(option) => format!("--{}: {problem}", option.name),
                None => problem,
            }
        };
        for warning in found.warnings {
            output::say(&format!("warning: {}", by_option(warning)));
        }
        let problems: Vec<String> = found.errors.into_iter().filter(given).map(by_option).collect();
        if problems.is_empty() { Ok(()) } else { Err(Failure::usage(problems.join("\n"))) }
    }
}

/// The value of an option, if the operation has it.
fn text<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.try_get_one::<String>(name).ok().flatten().map(String::as_str)
}

/// Logs to standard error. The messages are those of AWS's crates and the runtime, which contain no secrets at this level.
fn log() {
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_writer(std::io::stderr)
        .with_ansi(false);
    // A program that contains this library may have a subscriber.
    let _ = subscriber.finish().try_init();
}

fn number(option: &str, text: Option<&str>) -> Result<Option<i64>, Failure> {
    let parse = |text: &str| text.parse::<i64>().ok().filter(|number| *number >= 0);
    let refused = |text: &str| {
        Failure::usage(format!("--{option}: expected a number, found `{}`", text.escape_debug()))
    };
    text.map(|text| parse(text).ok_or_else(|| refused(text))).transpose()
}
