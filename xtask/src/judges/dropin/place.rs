//! The place and the settings of builds of programs and tests.

use std::path::PathBuf;

/// Where programs are built.
pub(super) fn root_of() -> PathBuf {
    crate::plumbing::root().join("target/dropin")
}

/// The build output that all programs and tests share, which also depends on the flags.
pub(super) fn target() -> PathBuf {
    root_of().join("target")
}

/// Code of other projects may have warnings.
pub(super) const RUSTFLAGS: &str = "--cap-lints=allow";
