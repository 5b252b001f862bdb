//! `smithwright history`: the changes of a service from one version of botocore to the next.

use super::diff::{self, Compared};
use super::form::Form;
use super::sides::Place;
use super::workspace::{self, Outcome};
use super::{archive, botocore, folder};
use crate::diagnostic::{Diagnostic, Diagnostics, Reported};
use crate::lower::Options;
use std::path::PathBuf;

/// The arguments.
#[derive(Clone, Debug)]
pub struct Task {
    /// The service, as botocore calls it; `SERVICE@VERSION` for a version of its API that is not the newest.
    pub service: String,
    /// The oldest version of botocore.
    pub from: String,
    /// The newest one.
    pub to: String,
    /// The maximum number of versions; each is a download of about 15 MB.
    pub limit: usize,
    /// The output format.
    pub form: Form,
    /// One line per version.
    pub stat: bool,
    /// The folder for packages; the user's cache folder by default.
    pub cache: Option<PathBuf>,
}

/// Fetches the versions, compares each with the previous one, and returns the report, the newest first.
///
/// # Errors
///
/// [`Reported`] if there is no such version or service, there are too many versions, or one cannot be fetched.
pub fn run(task: &Task, diagnostics: &mut Diagnostics) -> Result<Outcome, Reported> {
    let mut failed = |problem: String, help: &str| {
        Err(diagnostics.report(Diagnostic::error(problem).help(help.to_owned())))
    };
    let service = task.service.split('@').next().unwrap_or_default();
    if service.is_empty()
        || !service.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    {
        return failed(
            format!("`{}` is no service of botocore", task.service.escape_debug()),
            "services are called as the AWS CLI calls them, such as `sqs`",
        );
    }
    let cache = match task.cache.clone().map_or_else(botocore::user_cache, Ok) {
        Ok(cache) => cache,
        Err(problem) => return failed(problem, "name a folder with `--cache DIR`"),
    };
    let versions = match botocore::versions(&task.from, &task.to) {
        Ok(versions) => versions,
        Err(problem) => return failed(problem, "write versions such as `1.44.5`"),
    };
    if versions.len() < 2 || versions.len() > task.limit {
        let (count, limit) = (versions.len(), task.limit);
        let (from, to) = (task.from.escape_debug(), task.to.escape_debug());
        return failed(
            format!("there are {count} versions from {from} to {to}, where 2 to {limit} are expected"),
            "name others, or allow more with `--limit N`: each version is fetched",
        );
    }
    let work = |version: &String| botocore::of_service(&cache, version, service);
    // Packages are fetched one after the other, since the network is the limit.
    let fetched = workspace::in_parallel(&versions, Clone::clone, Some(1), work);
    let mut found = Vec::new();
    for files in fetched {
        match files {
            Ok(files) => found.push(files),
            Err(problem) => return failed(problem, "run the command again: what was fetched is kept"),
        }
    }
    if found.iter().all(|files| files.is_empty()) {
        return failed(
            format!("botocore has no service `{}`", service.escape_debug()),
            "services are called as the AWS CLI calls them, such as `sqs`",
        );
    }
    let mut pairs: Vec<_> = versions.windows(2).zip(found.windows(2)).collect();
    pairs.retain(|(_, files)| files[0] != files[1]);
    pairs.reverse();
    let work =
        |(versions, files): &(&[String], &[archive::Files])| compare(&task.service, service, versions, files);
    let compared = workspace::in_parallel(&pairs, |(versions, _)| versions[1].clone(), None, work);
    let mut outcome = Outcome { success: true, ..Outcome::default() };
    let mut all = Vec::new();
    for result in compared {
        match result {
            Ok(compared) => all.extend((!compared.changes.is_empty()).then_some(compared)),
            Err(problem) => {
                outcome.success = false;
                outcome.problems.push_str(&problem);
                outcome.problems.push('\n');
            }
        }
    }
    outcome.report = diff::printed(task.form, task.stat, &all.iter().collect::<Vec<_>>());
    Ok(outcome)
}

/// The changes of a service from one version to the next, from the files of both.
fn compare(
    wanted: &str,
    service: &str,
    versions: &[String],
    files: &[archive::Files],
) -> Result<Compared, String> {
    let mut folders = Vec::new();
    let mut places = Vec::new();
    for (version, files) in versions.iter().zip(files) {
        let below: archive::Files =
            files.iter().map(|(path, bytes)| (PathBuf::from(service).join(path), bytes.clone())).collect();
        let folder = archive::aside(&below)?;
        let models = folder::list(folder.path(), folder::Layout::Botocore, &mut Diagnostics::default());
        let model = models.unwrap_or_default().into_iter().find(|model| model.name() == wanted);
        places.push(model.map(|model| {
            let below = model.path.strip_prefix(folder.path()).unwrap_or(&model.path).display();
            Place { name: format!("botocore-{version}/{below}"), path: model.path.clone() }
        }));
        folders.push(folder);
    }
    let [old, new] = [0, 1].map(|side| places.get(side).and_then(Option::as_ref));
    let mut compared = diff::compare(wanted, old, new, &Options::new(workspace::runtime_dependency()))?;
    compared.name = format!("{wanted} in botocore {}", versions.last().map_or("", String::as_str));
    Ok(compared)
}
