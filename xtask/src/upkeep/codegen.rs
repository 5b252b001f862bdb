//! `cargo xtask codegen`.

use clap::{Args, ValueEnum};
use smithwright_codegen::cli::form::Form;
use smithwright_codegen::cli::workspace::{self, Action, Task};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The services; by default all services of the manifest.
    services: Vec<String>,
    /// List the files that are not up to date, write nothing, and fail if there are any.
    #[arg(long, conflicts_with = "dump")]
    check: bool,
    /// The output format of `--check`: text, markdown, json, or github for annotations and a job summary.
    #[arg(long, value_name = "FORM", default_value = "text", value_parser = Form::named, requires = "check")]
    format: Form,
    /// Print a stage instead of writing.
    #[arg(long, value_enum, requires = "services")]
    dump: Option<Dump>,
    /// The number of services to generate in parallel.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Dump {
    Model,
    Plan,
}

pub(crate) fn run(arguments: &Arguments) -> bool {
    let action = match (arguments.dump, arguments.check) {
        (Some(Dump::Model), _) => Action::DumpModel,
        (Some(Dump::Plan), _) => Action::DumpPlan,
        (None, true) => Action::Check,
        (None, false) => Action::Write,
    };
    let task = Task {
        manifest: crate::plumbing::root().join("smithwright.toml"),
        services: arguments.services.clone(),
        action,
        jobs: arguments.jobs,
        command: "cargo xtask codegen".to_owned(),
        form: arguments.format,
    };
    let outcome = workspace::run(&task);
    eprint!("{}", outcome.problems);
    print!("{}", outcome.report);
    outcome.success
}
