//! `smithwright call`: runs the separate program that calls services.

use crate::diagnostic::{Diagnostic, Diagnostics, Reported};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};

/// The program.
const PROGRAM: &str = "smithwright-call";

/// Runs the program with these arguments; returns its exit code.
///
/// # Errors
///
/// [`Reported`] if it is missing, or cannot be started.
pub fn run(words: &[OsString], diagnostics: &mut Diagnostics) -> Result<ExitCode, Reported> {
    let mut command = Command::new(beside_this().unwrap_or_else(|| PROGRAM.into()));
    let started = command.args(words).status();
    started.map(code).map_err(|error| {
        diagnostics.report(
            Diagnostic::error(format!("cannot run `{PROGRAM}`: {error}"))
                .help("install the package `smithwright-cli`; its program must be beside `smithwright` or on the search path"),
        )
    })
}

/// The program, if it is beside this one.
fn beside_this() -> Option<PathBuf> {
    let program =
        std::env::current_exe().ok()?.with_file_name(format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX));
    program.is_file().then_some(program)
}

/// The exit code of a program; 130 if a signal ended it.
fn code(status: ExitStatus) -> ExitCode {
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(130).into()
}
