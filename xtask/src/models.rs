//! `cargo xtask models`.

use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Compare the models with those of a pinned botocore package.
    Verify,
}

pub(crate) fn run(_: &Command) -> bool {
    false
}
