//! A client under many calls, whose server fails in every way: speed, memory, and leftover sockets and tasks.

use super::program;

/// Its operations are called without an input.
const SERVICE: &str = "dynamodb";

pub(super) fn run(calls: usize) -> Result<(), String> {
    let title = format!(
        "{calls} calls of {{service}}, 64 at a time; a server on loopback throttles, fails, resets, sends garbage, too little and slowly"
    );
    program::sides("soak", SERVICE, &[&calls.to_string()], &title)
}
