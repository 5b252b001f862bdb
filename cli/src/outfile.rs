//! The file for the body of a response.

use crate::failure::Failure;
use aws_smithy_types::byte_stream::ByteStream;
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{Error, Write};
use std::path::Path;

/// Creates the file, and replaces an existing one.
///
/// # Errors
///
/// [`Failure`] that names it.
pub fn create(path: &Path) -> Result<File, Failure> {
    File::create(path).map_err(|error| unwritten(path, &error))
}

/// The error of a file that cannot be written.
pub fn unwritten(path: &Path, error: &Error) -> Failure {
    Failure::other(format!("cannot write `{}`: {error}", path.display()))
}

/// Removes an incomplete file.
///
/// # Errors
///
/// The reason why it is incomplete.
pub fn kept_if_whole(path: &Path, written: Result<(), Failure>) -> Result<(), Failure> {
    if written.is_err() && path.is_file() {
        // The first error is reported; a failure to remove the file would hide it.
        let _ = std::fs::remove_file(path);
    }
    written
}

/// Writes a body to a file, with a progress bar on a terminal.
///
/// # Errors
///
/// [`Failure`]: the body ended early, or the file cannot be written.
pub async fn write(mut body: ByteStream, path: &Path) -> Result<(), Failure> {
    let (mut file, failed) = (create(path)?, |error| unwritten(path, &error));
    // The bar is drawn on standard error, and only if that is a terminal.
    let bar = match body.size_hint() {
        (_, Some(length)) => {
            ProgressBar::new(length).with_style(style("{bar:40} {bytes}/{total_bytes} {eta}"))
        }
        (_, None) => ProgressBar::no_length().with_style(style("{spinner} {bytes}")),
    };
    let written = async {
        while let Some(bytes) = body.next().await {
            let bytes = bytes.map_err(|error| Failure::other(format!("the body broke off: {error}")))?;
            file.write_all(&bytes).map_err(failed)?;
            bar.inc(bytes.len() as u64);
        }
        file.flush().map_err(failed)
    };
    let written = written.await;
    bar.finish_and_clear();
    kept_if_whole(path, written)
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
