//! Folders of models as others publish them: AWS's own Smithy models
//! (`models/SERVICE/service/VERSION/SERVICE-VERSION.json`), botocore's `data/SERVICE/VERSION/service-2.json.gz`, and the
//! `apis/` folder of the AWS SDK for JavaScript (`SERVICE-VERSION.normal.json`).

use crate::Request;
use crate::cli::workspace::Job;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported};
use crate::io::input::reason;
use std::path::{Path, PathBuf};

/// How a folder names its models.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Layout {
    /// `SERVICE/VERSION/service-2.json.gz`.
    Botocore,
    /// `SERVICE-VERSION.normal.json`.
    AwsSdkJs,
    /// `SERVICE/service/VERSION/SERVICE-VERSION.json`, or `SERVICE.json`.
    Smithy,
}

/// A model of a folder.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Found {
    /// The name of the service in the folder.
    pub service: String,
    /// The version of its API, a date; empty if the folder has none.
    pub version: String,
    /// The model.
    pub path: PathBuf,
    /// Whether there is no newer version.
    pub newest: bool,
}

impl Found {
    /// The service, with the version unless it is the newest: `s3`, `cloudfront@2014-05-31`.
    pub fn name(&self) -> String {
        if self.newest { self.service.clone() } else { format!("{}@{}", self.service, self.version) }
    }

    /// A directory for the crate.
    pub fn directory(&self) -> String {
        self.name().replace('@', "-")
    }

    /// The crate of the model, in a directory of `out`.
    pub fn job(&self, out: &Path, mut request: Request) -> Job {
        let directory = self.directory();
        // The files of a folder have the same name for all services.
        request.options.origin = format!("{} {}", self.service, self.version).trim_end().to_owned();
        let out = out.join(&directory);
        Job { name: self.name(), out_name: directory, ..Job::of_model(&self.path, &out, request) }
    }
}

/// The models of a folder, by service and version.
///
/// # Errors
///
/// [`Reported`] if the folder cannot be read, or contains no model in this layout.
pub fn list(folder: &Path, layout: Layout, diagnostics: &mut Diagnostics) -> Result<Vec<Found>, Reported> {
    // The package or the repository, or the folder in it.
    let inside: &[&str] = match layout {
        Layout::Botocore => &["botocore/data", "data"],
        Layout::Smithy => &["models"],
        Layout::AwsSdkJs => &[],
    };
    let mut inside = inside.iter().map(|inside| folder.join(inside));
    let folder = inside.find(|inside| inside.is_dir()).unwrap_or_else(|| folder.to_owned());
    let name = folder.display();
    let entries = |directory: &Path| -> std::io::Result<Vec<(String, PathBuf)>> {
        let entry = |entry: std::io::Result<std::fs::DirEntry>| {
            entry.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        };
        std::fs::read_dir(directory)?.map(entry).collect()
    };
    let mut found = Vec::new();
    let mut add = |service: &str, version: &str, path: PathBuf| {
        found.push(Found { service: service.to_owned(), version: version.to_owned(), path, newest: false });
    };
    let mut read = || -> std::io::Result<()> {
        for (file, path) in entries(&folder)? {
            match layout {
                Layout::AwsSdkJs => {
                    let Some(stem) = file.strip_suffix(".normal.json") else { continue };
                    if let Some((service, version)) = split_version(stem) {
                        add(service, version, path);
                    }
                }
                Layout::Botocore if path.is_dir() => {
                    for (version, path) in entries(&path)? {
                        let models = ["service-2.json.gz", "service-2.json"].map(|model| path.join(model));
                        if let Some(model) = models.into_iter().find(|model| model.is_file()) {
                            add(&file, &version, model);
                        }
                    }
                }
                Layout::Botocore => {}
                Layout::Smithy if path.is_dir() => {
                    let versions = path.join("service");
                    if !versions.is_dir() {
                        continue;
                    }
                    for (version, path) in entries(&versions)? {
                        let models =
                            ["json", "json.gz"].map(|end| path.join(format!("{file}-{version}.{end}")));
                        if let Some(model) = models.into_iter().find(|model| model.is_file()) {
                            add(&file, &version, model);
                        }
                    }
                }
                Layout::Smithy => {
                    let stem = file.strip_suffix(".gz").unwrap_or(&file).strip_suffix(".json");
                    if let Some(stem) = stem.filter(|stem| !stem.is_empty()) {
                        let (service, version) = split_version(stem).unwrap_or((stem, ""));
                        add(service, version, path);
                    }
                }
            }
        }
        Ok(())
    };
    if let Err(error) = read() {
        return Err(diagnostics.report(
            Diagnostic::error(format!("cannot read `{name}`: {}", reason(&error)))
                .help("name a folder of models that you may read"),
        ));
    }
    if found.is_empty() {
        let expected = match layout {
            Layout::Botocore => "`SERVICE/VERSION/service-2.json` or `….json.gz`",
            Layout::AwsSdkJs => "`SERVICE-VERSION.normal.json`",
            Layout::Smithy => "`SERVICE/service/VERSION/SERVICE-VERSION.json` or `SERVICE.json`",
        };
        return Err(diagnostics.report(
            Diagnostic::error(format!("`{name}` contains no models"))
                .note(format!("models have the names {expected} there"))
                .help("name the folder that holds the models of all services"),
        ));
    }
    found.sort();
    let services: Vec<_> = found.iter().map(|model| model.service.clone()).collect();
    for (index, model) in found.iter_mut().enumerate() {
        model.newest = services.get(index + 1) != Some(&model.service);
    }
    Ok(found)
}

/// The models of a folder, in any of the layouts.
///
/// # Errors
///
/// As [`list`] of the last layout.
pub fn list_any(folder: &Path, diagnostics: &mut Diagnostics) -> Result<Vec<Found>, Reported> {
    for layout in [Layout::Botocore, Layout::AwsSdkJs] {
        if let Ok(found) = list(folder, layout, &mut Diagnostics::default()) {
            return Ok(found);
        }
    }
    list(folder, Layout::Smithy, diagnostics)
}

/// `cognito-sync-2014-06-30` → `cognito-sync`, `2014-06-30`.
pub fn split_version(stem: &str) -> Option<(&str, &str)> {
    let (service, version) = stem.split_at_checked(stem.len().checked_sub(11)?)?;
    let version = version.strip_prefix('-')?;
    let date = version.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    (date && !service.is_empty()).then_some((service, version))
}

/// The requested models: `SERVICE` is the newest version, `SERVICE@VERSION` a specific one. All newest versions if `names` is
/// empty.
///
/// # Errors
///
/// [`Reported`] if a name does not exist. All such names are reported.
pub fn select(
    found: Vec<Found>,
    names: &[String],
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Found>, Reported> {
    if names.is_empty() {
        return Ok(found.into_iter().filter(|model| model.newest).collect());
    }
    let mut selected: Vec<Found> = Vec::new();
    for name in names {
        let (service, version) = match name.split_once('@') {
            Some((service, version)) => (service, Some(version)),
            None => (name.as_str(), None),
        };
        let of_service = || found.iter().filter(|model| model.service == service);
        let fits = |model: &&Found| version.map_or(model.newest, |version| model.version == version);
        match of_service().find(fits) {
            Some(model) => selected.push(model.clone()),
            None => {
                let versions: Vec<_> = of_service().map(|model| model.version.as_str()).collect();
                let note = if versions.is_empty() {
                    let letter = |model: &&Found| {
                        model.service.starts_with(&service[..service.floor_char_boundary(1)])
                    };
                    let near: Vec<_> =
                        found.iter().filter(|model| model.newest).filter(letter).map(Found::name).collect();
                    format!("services with the same first letter: {}", near.join(", "))
                } else {
                    format!("its versions are {}", versions.join(", "))
                };
                diagnostics.report(
                    Diagnostic::error(format!("there is no model of `{}`", name.escape_debug()))
                        .note(note)
                        .help("write `SERVICE`, or `SERVICE@VERSION` for an older version of the API"),
                );
            }
        }
    }
    selected.sort();
    selected.dedup();
    diagnostics.checked(selected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_dates_at_the_end() {
        assert_eq!(split_version("cognito-sync-2014-06-30"), Some(("cognito-sync", "2014-06-30")));
        for name in ["", "-2014-06-30", "s3", "cognito-sync-2014-6-30", "sync2014-06-30", "é2014-06-30"] {
            assert_eq!(split_version(name), None, "{name}");
        }
    }

    #[test]
    fn a_service_is_its_newest_version() {
        let model = |service: &str, version: &str, newest| Found {
            service: service.to_owned(),
            version: version.to_owned(),
            path: PathBuf::new(),
            newest,
        };
        let found = vec![
            model("a", "2014-01-01", false),
            model("a", "2015-01-01", true),
            model("b", "2014-01-01", true),
        ];
        let names = |names: &[&str]| -> Result<Vec<String>, Reported> {
            let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
            let selected = select(found.clone(), &names, &mut Diagnostics::default())?;
            Ok(selected.iter().map(Found::directory).collect())
        };
        assert_eq!(names(&[]).expect("all"), ["a", "b"]);
        assert_eq!(names(&["b", "a@2014-01-01", "b"]).expect("both"), ["a-2014-01-01", "b"]);
        for unknown in ["c", "a@2016-01-01", "", "é"] {
            assert!(names(&[unknown]).is_err(), "{unknown}");
        }
    }
}
