//! The costs of clients: time and memory of many, the first call, the futures of calls.

use super::program;

/// Its operations are called without an input.
const SERVICE: &str = "dynamodb";

pub(super) fn run() -> Result<(), String> {
    program::sides("clients", SERVICE, &[], "clients of {service}, release build, a server on loopback")
}
