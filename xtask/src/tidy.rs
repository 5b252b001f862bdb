//! `cargo xtask tidy`.

pub(crate) fn run() -> bool {
    false
}
