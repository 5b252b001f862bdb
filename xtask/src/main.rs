//! The commands of the workspace. They are thin: the work is done by the engine.

mod bench;
mod judges;
mod plumbing;
mod upkeep;

use clap::{Parser, Subcommand};
use judges::{changelog, cli, compat, conformance, corpus, dropin, e2e, fuzz, oracle, random, semver};
use std::process::ExitCode;
use upkeep::{codegen, models, tidy};

/// Most of the time of a run goes into token trees; with this allocator, a run takes a sixth less time than with the
/// system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "The workspace's own commands")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate the crates of `smithwright.toml`, or check that they are up to date.
    Codegen(codegen::Arguments),
    /// Run benchmarks against the official crates.
    #[command(subcommand)]
    Bench(bench::Command),
    /// Compare the output of `smithwright diff` for releases of botocore with their changelogs.
    Changelog(changelog::Arguments),
    /// Run command lines through `smithwright-call` and the AWS CLI, and compare what they send and print.
    CliCompare(cli::Arguments),
    /// Compare the public API of generated crates with that of the official ones.
    Compat(compat::Arguments),
    /// Run conformance suites of botocore and Smithy.
    Conformance(conformance::Arguments),
    /// Generate all services of botocore, and measure it.
    Corpus(corpus::Arguments),
    /// Run programs written for the official crates with the official crates and with ours.
    Dropin(dropin::Arguments),
    /// Run programs and shell commands against moto on loopback.
    E2e,
    /// Fuzz the readers of responses, models and endpoint rules.
    Fuzz(fuzz::Arguments),
    /// Manage models.
    #[command(subcommand)]
    Models(models::Command),
    /// Compare random requests and responses with botocore and an independent server.
    Oracle(oracle::Arguments),
    /// Generate crates of random models with hostile names, and compile them, their documentation and its examples.
    Random(random::Arguments),
    /// Compare the output of `smithwright diff` with the crates generated from the models.
    Semver(semver::Arguments),
    /// Check the rules of ARCHITECTURE.md that the compiler does not check.
    Tidy,
}

fn main() -> ExitCode {
    let success = match Arguments::parse().command {
        Command::Codegen(arguments) => codegen::run(&arguments),
        Command::Bench(command) => bench::run(&command),
        Command::Changelog(arguments) => changelog::run(&arguments),
        Command::CliCompare(arguments) => cli::run(&arguments),
        Command::Compat(arguments) => compat::run(&arguments),
        Command::Conformance(arguments) => conformance::run(&arguments),
        Command::Corpus(arguments) => corpus::run(&arguments),
        Command::Dropin(arguments) => dropin::run(&arguments),
        Command::E2e => e2e::run(),
        Command::Fuzz(arguments) => fuzz::run(&arguments),
        Command::Models(command) => models::run(&command),
        Command::Oracle(arguments) => oracle::run(&arguments),
        Command::Random(arguments) => random::run(&arguments),
        Command::Semver(arguments) => semver::run(&arguments),
        Command::Tidy => tidy::run(),
    };
    if success { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::{Command, CommandFactory as _};
    use std::collections::BTreeSet;

    /// The commands that have none below them, with their words and options.
    fn leaves(command: &Command, words: &str, found: &mut Vec<(String, BTreeSet<String>)>) {
        let below: Vec<_> =
            command.get_subcommands().filter(|command| command.get_name() != "help").collect();
        if below.is_empty() || command.get_arguments().next().is_some() {
            let options = command.get_arguments().filter_map(|argument| argument.get_long());
            found.push((words.to_owned(), options.map(|name| format!("--{name}")).collect()));
        }
        for command in below {
            leaves(command, &format!("{words}{} ", command.get_name()), found);
        }
    }

    #[test]
    fn every_command_is_explained_with_options_that_it_has() {
        let page = include_str!("../../docs/commands.md");
        let mut found = Vec::new();
        leaves(&Arguments::command(), "", &mut found);
        let rows: Vec<&str> =
            page.lines().filter_map(|line| line.strip_prefix("| `")?.split("` |").next()).collect();
        for (words, options) in &found {
            let is_of = |row: &&&str| {
                let row = row.split_once("xtask ").map_or("", |(_, row)| row.trim_start_matches("-- "));
                // Those of a command below have a longer name.
                let longest = found.iter().filter(|(other, _)| format!("{row} ").starts_with(other));
                longest.max_by_key(|(other, _)| other.len()).is_some_and(|(other, _)| other == words)
            };
            let rows: Vec<_> = rows.iter().filter(is_of).collect();
            assert!(!rows.is_empty(), "`cargo xtask {words}` is not explained");
            for row in rows {
                let named =
                    row.split([' ', '[', ']', '`']).filter(|word| word.starts_with("--") && word.len() > 2);
                for option in named.filter(|option| !["--release", "--package"].contains(option)) {
                    assert!(options.contains(option), "`{words}` has no `{option}`");
                }
            }
        }
    }
}
