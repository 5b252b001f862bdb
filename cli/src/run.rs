//! From the words of a command to what it does.

use crate::call::{Connection, Settings};
use crate::failure::Failure;
use crate::models::{self, Loaded, Models};
use crate::names::{self, kebab, nearest};
use crate::options::{self, MemberOption};
use crate::output::{self, Format};
use crate::pages::{self, Wanted};
use crate::query::Query;
use crate::skeleton::{self, Texts};
use crate::{check, complete, help};
use clap::ArgMatches;
use clap::error::ErrorKind;
use serde_json::Value;
use smithwright_codegen::model::{Operation, Pagination, Waiter};
use std::path::Path;
use std::time::Duration;
use tracing_subscriber::util::SubscriberInitExt;

/// Does what the words of a command say.
///
/// # Errors
///
/// [`Failure`]: a text for standard error, and the exit code.
pub fn run(words: &[String]) -> Result<(), Failure> {
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [complete::ASK, ..] => {
            // A shell shows candidates, not problems.
            let found = complete::candidates(&words[1..]).unwrap_or_default();
            return output::print(&found.iter().map(|word| format!("{word}\n")).collect::<String>());
        }
        ["completion", shell @ ..] => return output::print(complete::script(shell.first().copied())?),
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

/// The operation that comes next; any may be waited for.
fn operation<'a>(mut names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names.next().filter(|name| *name != "wait")
}

/// The words of a command.
#[derive(Default)]
struct Words {
    /// The file of a model, if one is named before anything else.
    model: Option<String>,
    /// The service, unless a model is named, and the operation; or `wait` and what for.
    names: Vec<String>,
    /// All other words.
    rest: Vec<String>,
}

impl Words {
    fn of(words: &[String]) -> Self {
        let takes_value = |word: &str| {
            word.strip_prefix("--")
                .is_some_and(|name| options::VALUES.iter().any(|(known, ..)| *known == name))
        };
        let mut of = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let operation = if of.model.is_some() { 0 } else { 1 };
            let waits = of.names.get(operation).is_some_and(|name| name == "wait");
            let wanted = operation + if waits { 2 } else { 1 };
            if of.names.is_empty() && word == "--model" {
                of.model = words.next().cloned();
            } else if let Some(file) = word.strip_prefix("--model=").filter(|_| of.names.is_empty()) {
                of.model = Some(file.to_owned());
            } else if of.names.len() < wanted && !word.starts_with('-') {
                of.names.push(word.clone());
            } else {
                of.rest.push(word.clone());
                if of.names.len() < wanted && takes_value(word) {
                    of.rest.extend(words.next().cloned());
                }
            }
        }
        of
    }

    fn has(&self, word: &str) -> bool {
        self.rest.iter().any(|other| other == word)
    }
}

fn find<'a>(loaded: &'a Loaded, service: &str, name: &str) -> Result<&'a Operation, Failure> {
    let mut operations = loaded.model.operations.values();
    if let Some(operation) = operations.find(|operation| models::is_named(&operation.name, name)) {
        return Ok(operation);
    }
    let names: Vec<String> = loaded.model.operations.keys().map(|name| names::operation(name)).collect();
    let name_shown = name.escape_debug();
    Err(Failure::usage(match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => format!("there is no operation `{name_shown}`; did you mean `{near}`?"),
        None => {
            format!("there is no operation `{name_shown}`; `{} help` lists them", help::command(service))
        }
    }))
}

/// The waiter with this name, and its operation.
fn find_waiter<'a>(
    loaded: &'a Loaded,
    service: &str,
    name: Option<&str>,
) -> Result<(&'a Operation, &'a Waiter), Failure> {
    let operations = loaded.model.operations.values();
    let all =
        operations.flat_map(|operation| operation.waiters.iter().map(move |waiter| (operation, waiter)));
    let all: Vec<_> = all.collect();
    if let Some(found) = all.iter().find(|(_, waiter)| name.is_some_and(|name| kebab(&waiter.name) == name)) {
        return Ok(*found);
    }
    let names: Vec<String> = all.iter().map(|(_, waiter)| kebab(&waiter.name)).collect();
    let known = if names.is_empty() {
        format!("nothing can be waited for in `{}`", help::command(service))
    } else {
        format!("there are {}", names.join(", "))
    };
    Err(Failure::usage(match name {
        Some(name) => format!("there is no waiter `{}`; {known}", name.escape_debug()),
        None => format!("wait for what? {known}"),
    }))
}

/// A call of an operation.
struct Call<'a> {
    service: &'a str,
    loaded: &'a Loaded,
    operation: &'a Operation,
    /// What is waited for, if the operation is called for that.
    waiter: Option<&'a Waiter>,
}

impl Call<'_> {
    fn run(&self, words: &Words) -> Result<(), Failure> {
        let (model, operation) = (&self.loaded.model, self.operation);
        let members = options::of_operation(self.service, model, operation);
        let pagination = operation.pagination.as_ref().filter(|pages| !pages.parts.is_empty());
        let matches = self.matches(words, &members, pagination)?;
        let outfile = matches.get_one::<String>("outfile");
        if matches.get_flag("help") || outfile.is_some_and(|word| word == "help") {
            return help::page(&help::operation(self.service, model, operation));
        }
        // Not all operations have all options.
        let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten().map(String::as_str);
        let query = text("query").map(Query::new).transpose()?;
        let format = text("output").map(Format::named).transpose()?;
        let skeleton = text("generate-cli-skeleton");
        if let Some(kind @ ("input" | "yaml-input")) = skeleton {
            let input = operation.input.as_ref();
            let value = input.map(|input| skeleton::of_shape(model, &input.target, Texts::Empty));
            let value = value.unwrap_or_else(|| Value::Object(serde_json::Map::new()));
            let text = if kind == "input" { output::json(&value) + "\n" } else { crate::yaml::print(&value) };
            return output::print(&text);
        }
        let (input, body) = options::input(model, &members, &matches)?;
        self.check(&input, body.is_some())?;
        let settings = Settings::of(&matches)?;
        if matches.get_flag("debug") {
            // What is said is said by AWS's crates and the runtime, none of which names secrets at this level.
            let subscriber = tracing_subscriber::fmt()
                .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
                .with_writer(std::io::stderr)
                .with_ansi(false);
            // Whoever runs this within a program of theirs may have one.
            let _ = subscriber.finish().try_init();
        }
        let color = match text("color").unwrap_or("auto") {
            "on" => true,
            "off" => false,
            "auto" => output::is_terminal(),
            _ => return Err(Failure::usage("--color: on, off or auto")),
        };
        let print = |value: Value, format: Format| {
            let value = query.as_ref().map_or(Ok(value.clone()), |query| query.search(&value))?;
            output::print(&output::rendered(&value, format, &operation.name, color))
        };
        if skeleton.is_some() {
            let of = operation.output.as_ref();
            let value = of.map(|of| skeleton::of_shape(model, &of.target, Texts::Names)).unwrap_or_default();
            return print(value, format.unwrap_or(Format::Json));
        }
        if operation.requires_discovery().is_some() && text("endpoint-url").is_none() {
            return Err(Failure::usage(format!(
                "`{}` is called at an endpoint that another operation gives, which is not asked for yet: name it with \
                 --endpoint-url",
                operation.name
            )));
        }
        let connection = Connection { settings, operation };
        let streamed = options::output_body(model, operation).filter(|_| self.waiter.is_none());
        let outfile = match (&streamed, outfile) {
            (Some(_), None) => {
                return Err(Failure::usage("which file is the body written to? name it as the last word"));
            }
            (None, Some(word)) => {
                let word = word.escape_debug();
                return Err(Failure::usage(format!("`{word}` belongs to no option")));
            }
            (_, outfile) => outfile.map(Path::new),
        };
        let size = pagination.and_then(|pages| pages.page_size.as_ref());
        let size = members.iter().find(|option| Some(&option.member.name) == size);
        // Some services take the number as a text.
        let takes_text = size.is_some_and(|option| option.value_name() == "string");
        let wanted = Wanted {
            starting_token: pagination.and(text("starting-token")).map(str::to_owned),
            page_size: pagination
                .map_or(Ok(None), |_| number("page-size", text("page-size")))?
                .map(|size| if takes_text { size.to_string().into() } else { size.into() }),
            max_items: pagination
                .map_or(Ok(None), |_| number("max-items", text("max-items")))?
                .map(|number| usize::try_from(number).unwrap_or(0)),
        };
        let plan = self.loaded.plan(&[&operation.name], text("cli-protocol"))?;
        if let Some(waiter) = self.waiter {
            let longest = number("cli-max-wait", text("cli-max-wait"))?.unwrap_or(1200);
            let planned = plan.operations.iter().flat_map(|operation| &operation.waiters);
            let planned =
                planned.into_iter().find(|planned| kebab(planned.name.as_str()) == kebab(&waiter.name));
            let Some(planned) = planned else {
                let text = format!("`{}` compares what cannot be compared here", kebab(&waiter.name));
                return Err(Failure::usage(text));
            };
            let longest = Duration::from_secs(longest.unsigned_abs());
            return connection.run(&plan, async |session| session.wait(&input, planned, longest).await);
        }
        let body = body.as_deref();
        connection.run(&plan, async |session| {
            let format = format.map_or_else(|| session.format(), Ok)?;
            let call = async |input: Value| session.call(&input, body, outfile, streamed.as_deref()).await;
            // Who asks for a certain page, or says how large it is, gets that page.
            let manual = |pages: &Pagination| {
                let set = |name: &String| input.get(name).is_some();
                set(&pages.input_token) || pages.page_size.as_ref().is_some_and(set)
            };
            let paged = pagination.filter(|pages| !matches.get_flag("no-paginate") && !manual(pages));
            match paged {
                // As the AWS CLI has it, text comes page by page.
                Some(pagination) if format == Format::Text => {
                    let visit = |page: pages::Page| print(page.output(pagination), format);
                    let more = pages::each(pagination, &wanted, input.clone(), call, visit).await?;
                    more.map_or(Ok(()), |token| output::print(&format!("NEXTTOKEN\t{token}\n")))
                }
                Some(pagination) => {
                    print(pages::all(pagination, &wanted, input.clone(), call).await?, format)
                }
                None => print(call(input.clone()).await?, format),
            }
        })
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
            // The usage that the parser knows is not that of the program.
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

    /// Whether the input is what the model says; all that is wrong with it is reported, by options.
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
            eprintln!("warning: {}", by_option(warning));
        }
        let problems: Vec<String> = found.errors.into_iter().filter(given).map(by_option).collect();
        if problems.is_empty() { Ok(()) } else { Err(Failure::usage(problems.join("\n"))) }
    }
}

fn number(option: &str, text: Option<&str>) -> Result<Option<i64>, Failure> {
    let parse = |text: &str| text.parse::<i64>().ok().filter(|number| *number >= 0);
    let refused = |text: &str| {
        Failure::usage(format!("--{option}: expected a number, found `{}`", text.escape_debug()))
    };
    text.map(|text| parse(text).ok_or_else(|| refused(text))).transpose()
}
