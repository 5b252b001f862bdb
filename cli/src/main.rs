//! `smithwright-call`: calls any service from a shell.

use smithwright_cli::output;
use std::process::ExitCode;

/// Reading a model allocates many small objects; this allocator is faster for them than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let words: Vec<String> =
        std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    match smithwright_cli::run::run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.text.is_empty() {
                output::say(&failure.text);
            }
            ExitCode::from(failure.code)
        }
    }
}
