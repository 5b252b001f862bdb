//! Python environments of judges, under `target/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

/// Installs the packages of a list into an environment, once; returns its `bin` directory.
///
/// # Errors
///
/// Text for the user: what cannot be read or installed.
pub(crate) fn environment(environment: &Path, requirements: &Path) -> Result<PathBuf, String> {
    let wanted =
        fs::read_to_string(requirements).map_err(|error| format!("{}: {error}", requirements.display()))?;
    let bin = environment.join("bin");
    let installed = environment.join("installed.txt");
    if fs::read_to_string(&installed).ok().as_ref() != Some(&wanted) {
        let mut venv = Process::new("python3");
        venv.args(["-I", "-m", "venv", "--clear"]).arg(environment).stdin(Stdio::null());
        if !venv.status().is_ok_and(|status| status.success()) {
            return Err("cannot make an environment with `python3 -m venv`".to_owned());
        }
        let mut pip = Process::new(bin.join("python"));
        // The list is complete: nothing else is installed.
        pip.args(["-I", "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"]);
        if !pip.arg("--requirement").arg(requirements).status().is_ok_and(|status| status.success()) {
            return Err(format!(
                "cannot install what `{}` lists: this machine seems to be offline",
                requirements.display()
            ));
        }
        fs::write(&installed, wanted).map_err(|error| format!("{}: {error}", installed.display()))?;
    }
    Ok(bin)
}

/// Installs the AWS CLI into `target/`, once; returns its `bin` directory, and the folder of its models.
///
/// # Errors
///
/// Text for the user: what cannot be read or installed.
pub(crate) fn aws_cli() -> Result<(PathBuf, PathBuf), String> {
    let root = crate::plumbing::root();
    let directory = root.join("target/cli/python");
    let bin = environment(&directory, &root.join("tests/judges/cli/requirements.txt"))?;
    let library = directory.join("lib");
    let entries = fs::read_dir(&library).map_err(|error| format!("{}: {error}", library.display()))?;
    let mut places = entries.filter_map(|entry| Some(entry.ok()?.path().join("site-packages/awscli")));
    let models = places.find(|place| place.join("botocore/data").is_dir());
    let models =
        models.ok_or_else(|| format!("{}: there are no models of the AWS CLI", library.display()))?;
    Ok((bin, models))
}
