//! The folder of this workspace.

use std::path::PathBuf;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    // Cargo sets the checkout at run time: two checkouts with one target folder share this program.
    let running = std::env::var_os("CARGO_MANIFEST_DIR");
    let manifest = running.map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().map(PathBuf::from).unwrap_or(manifest)
}
