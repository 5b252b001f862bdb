//! Crates of services that are not in `smithwright.toml`, generated from botocore's models under `target/`.

use super::official::{self, Service};
use crate::plumbing::botocore;
use flate2::read::GzDecoder;
use rayon::prelude::*;
use smithwright_codegen::Request;
use smithwright_codegen::cli::batch;
use smithwright_codegen::cli::workspace::Job;
use smithwright_codegen::diagnostic::Diagnostics;
use smithwright_codegen::io::{input, render};
use smithwright_codegen::lower::{Options, official_package};
use smithwright_codegen::plan::Crate;
use smithwright_codegen::plan::Dependency;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Whether a crate has the endpoint rules of its service, or uses any configured endpoint.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Endpoints {
    OfTheService,
    Anywhere,
}

/// The newest model of a service.
///
/// # Errors
///
/// Text for the user: that there is none.
pub(crate) fn model(name: &str) -> Result<PathBuf, String> {
    let directory = botocore::models()?.join(name);
    let unknown = |_| format!("botocore has no service `{name}`");
    let entries = fs::read_dir(&directory).map_err(unknown)?;
    let versions: BTreeSet<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    let version = versions.iter().rfind(|path| path.is_dir());
    version.map(|path| path.join("service-2.json.gz")).ok_or_else(|| format!("`{name}` has no model"))
}

/// Use all services of botocore.
///
/// # Errors
///
/// Text for the user: what cannot be fetched or read.
pub(crate) fn all() -> Result<Vec<String>, String> {
    let models = botocore::models()?;
    let entries = fs::read_dir(&models).map_err(|error| format!("{}: {error}", models.display()))?;
    let folders = entries.filter_map(Result::ok).filter(|entry| entry.path().is_dir());
    let names = folders.filter_map(|folder| folder.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| model(name).is_ok_and(|path| path.exists())).collect();
    names.sort();
    Ok(names)
}

/// A service that has an official crate: of `smithwright.toml`, or generated under `target/`, divided as [`generate`] says.
///
/// # Errors
///
/// As [`generate`]; also if no version of the official crate is known.
pub(crate) fn with_official(name: &str, family: Option<usize>) -> Result<Service, String> {
    if let Ok(mut found) = official::services(&[name.to_owned()])
        && let Some(service) = found.pop()
    {
        return Ok(service);
    }
    let version = official::version(name).ok_or_else(|| {
        format!(
            "the version of the official crate of `{name}` is not known: add it to `xtask/src/plumbing/official.rs`"
        )
    })?;
    let (service, _) = generate(name, Endpoints::OfTheService, family)?;
    official::lock(&service.generated)?;
    Ok(Service { version: version.to_owned(), ..service })
}

/// A service that has an official crate, generated from the Smithy model in a folder: `alone`, or beside botocore's.
///
/// # Errors
///
/// As [`with_official`]; also if the folder has no model of the service.
pub(crate) fn with_smithy(name: &str, folder: &Path, alone: bool) -> Result<Service, String> {
    let work = crate::plumbing::root().join("target/services-smithy");
    let Ok(api) = model(name) else {
        // A service that botocore does not have.
        let ast = folder.join(format!("{name}.json"));
        return of_smithy(name, ast, work.join(name).join("alone"));
    };
    let missing = || format!("{} has no model of `{name}`", folder.display());
    if alone {
        let ast = smithy_model(&api, folder)?.ok_or_else(missing)?;
        return of_smithy(name, ast, work.join(name).join("alone"));
    }
    let model = beside(name, &api, folder, &work)?.ok_or_else(missing)?;
    of_smithy(name, model, work.join(name).join("beside"))
}

/// The Smithy model that a folder has of a model's service.
fn smithy_model(api: &Path, folder: &Path) -> Result<Option<PathBuf>, String> {
    let id = json(api)?["metadata"]["serviceId"].clone();
    Ok(smithy_models(folder)?.into_iter().find(|path| smithy_id(path).is_ok_and(|found| found == id)))
}

/// Copies a model and the Smithy model of its service into one folder, with the files beside them; `None` if the folder
/// has no Smithy model of it.
fn beside(name: &str, api: &Path, folder: &Path, work: &Path) -> Result<Option<PathBuf>, String> {
    let Some(ast) = smithy_model(api, folder)? else { return Ok(None) };
    let beside = work.join("models").join(name);
    let copy = |from: &Path, to: PathBuf| {
        fs::copy(from, to).map_err(|error| format!("{}: {error}", from.display())).map(drop)
    };
    fs::create_dir_all(&beside).map_err(|error| format!("{}: {error}", beside.display()))?;
    copy(api, beside.join("service-2.json.gz"))?;
    copy(&ast, beside.join("smithy.json"))?;
    for more in input::all_beside(api) {
        copy(&more, beside.join(more.file_name().unwrap_or_default()))?;
    }
    Ok(Some(beside.join("service-2.json.gz")))
}

fn of_smithy(name: &str, model: PathBuf, generated: PathBuf) -> Result<Service, String> {
    let (service, _) = make(name, model, Endpoints::OfTheService, Some(1), generated, of_official(name))?;
    official::lock(&service.generated)?;
    Ok(service)
}

/// The services of official packages, by package; packages with other names are left out.
///
/// # Errors
///
/// Text for the user: a model that cannot be read.
pub(crate) fn of_packages<'a>(
    packages: impl Iterator<Item = &'a String>,
) -> Result<BTreeMap<String, String>, String> {
    let wanted: BTreeSet<&String> = packages.collect();
    let found = all()?.into_par_iter().map(|name| {
        let id = json(&model(&name)?)?["metadata"]["serviceId"].as_str().map(official_package);
        Ok(id.filter(|package| wanted.contains(package)).map(|package| (package, name)))
    });
    Ok(found.collect::<Result<Vec<_>, String>>()?.into_iter().flatten().collect())
}

/// A service whose official crate has a version, generated in this version under `target/` from botocore's model, with
/// the Smithy model beside it if the folder has one.
///
/// # Errors
///
/// As [`generate`].
pub(crate) fn in_version(name: &str, version: &str, smithy: Option<&Path>) -> Result<Service, String> {
    let api = model(name)?;
    let target = crate::plumbing::root().join("target/services-in-version");
    let path = match smithy {
        Some(folder) => beside(name, &api, folder, &target)?.unwrap_or(api),
        None => api,
    };
    let (service, _) = make(name, path, Endpoints::OfTheService, None, target.join(name), version)?;
    official::lock(&service.generated)?;
    Ok(service)
}

/// The Smithy models of a folder.
///
/// # Errors
///
/// Text for the user: that it cannot be read, or has none.
pub(crate) fn smithy_models(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    if paths.is_empty() { Err(format!("{} has no Smithy model", folder.display())) } else { Ok(paths) }
}

/// The service id that a Smithy model has.
fn smithy_id(path: &Path) -> Result<serde_json::Value, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let model: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut shapes = model["shapes"].as_object().into_iter().flat_map(|shapes| shapes.values());
    let service = shapes.find(|shape| shape["type"] == "service");
    Ok(service.map_or_else(Default::default, |service| service["traits"]["aws.api#service"]["sdkId"].clone()))
}

/// A service that has an official crate, generated from botocore's model under `target/`.
///
/// # Errors
///
/// As [`generate`].
pub(crate) fn to_compare(name: &str) -> Result<Service, String> {
    generate(name, Endpoints::OfTheService, Some(1)).map(|(service, _)| service)
}

/// A model of botocore as JSON.
///
/// # Errors
///
/// Text for the user: what cannot be read.
pub(crate) fn json(model: &Path) -> Result<serde_json::Value, String> {
    let problem = |error: &dyn std::fmt::Display| format!("{}: {error}", model.display());
    let file = fs::File::open(model).map_err(|error| problem(&error))?;
    serde_json::from_reader(std::io::BufReader::new(GzDecoder::new(file))).map_err(|error| problem(&error))
}

/// The crate of a service that is a family by default; `None` if it is one crate.
///
/// # Errors
///
/// As [`generate`].
pub(crate) fn family(name: &str) -> Result<Option<PathBuf>, String> {
    let (service, plan) = generate(name, Endpoints::OfTheService, None)?;
    Ok(plan.family.map(|_| service.generated))
}

/// Generates the crate of a service, divided into `family` parts, or by its size.
///
/// # Errors
///
/// Text for the user: what cannot be read, generated or written.
pub(crate) fn generate(
    name: &str,
    endpoints: Endpoints,
    family: Option<usize>,
) -> Result<(Service, Crate), String> {
    let variant = match (endpoints, family) {
        (Endpoints::Anywhere, _) => "services-anywhere",
        (Endpoints::OfTheService, Some(1)) => "services-undivided",
        (Endpoints::OfTheService, _) => "services",
    };
    let generated = crate::plumbing::root().join("target").join(variant).join(name);
    make(name, model(name)?, endpoints, family, generated, of_official(name))
}

/// The version of the official crate, so that ours can replace it.
fn of_official(name: &str) -> &'static str {
    official::version(name).unwrap_or("1.0.0")
}

fn make(
    name: &str,
    path: PathBuf,
    endpoints: Endpoints,
    family: Option<usize>,
    generated: PathBuf,
    version: &str,
) -> Result<(Service, Crate), String> {
    let request = Request::new(Options {
        version: Some(version.to_owned()),
        origin: format!("{name}/service-2.json"),
        family,
        ..Options::new(runtime())
    });
    let mut job = Job { name: name.to_owned(), ..Job::of_model(&path, &generated, request) };
    if let Endpoints::Anywhere = endpoints {
        job.endpoint_rules = None;
    }
    let plan = made(&mut job)?;
    let service = Service {
        name: name.to_owned(),
        package: plan.package.clone(),
        version: plan.version.clone(),
        generated,
    };
    Ok((service, plan))
}

/// The dependency on the runtime of crates under `target/`.
pub(crate) fn runtime() -> Dependency {
    Dependency::path(&crate::plumbing::root().join("runtime"))
}

/// Generates a crate. Returns its plan.
///
/// # Errors
///
/// Text for the user: what cannot be read, generated or written.
pub(crate) fn made(job: &mut Job) -> Result<Crate, String> {
    let (mut sources, mut diagnostics) = (Vec::new(), Diagnostics::default());
    let made = batch::make(job, &mut sources, &mut diagnostics);
    let failed = |_| {
        let problems = render::render(&diagnostics, &sources, false);
        format!("`{}` cannot be generated:\n{problems}", job.name)
    };
    Ok(made.map_err(failed)?.plan)
}
