//! The sources of models.

use crate::failure::Failure;
use crate::names::{self, nearest};
use smithwright_codegen::cli::botocore;
use smithwright_codegen::cli::folder::{self, Found};
use smithwright_codegen::cli::workspace::{self, Job};
use smithwright_codegen::diagnostic::{Diagnostics, Reported, Source, SourceId};
use smithwright_codegen::io::render;
use smithwright_codegen::knowledge::closure;
use smithwright_codegen::loader;
use smithwright_codegen::lower::Options;
use smithwright_codegen::model::Model;
use smithwright_codegen::{Request, plan};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The variable of the environment that names folders of models, as `PATH` names folders of programs.
pub const VARIABLE: &str = "SMITHWRIGHT_MODELS";

/// The models that are part of this program.
struct Embedded {
    service: &'static str,
    file: &'static str,
    model: &'static str,
    rules: &'static str,
    /// The files beside the model: their kinds and texts.
    beside: &'static [(&'static str, &'static str)],
}

macro_rules! embedded {
    ($($service:literal $stem:literal [$($kind:literal)*])*) => {
        const EMBEDDED: &[Embedded] = &[$(Embedded {
            service: $service,
            file: concat!($stem, ".normal.json"),
            model: include_str!(concat!("../../models/", $stem, ".normal.json")),
            rules: include_str!(concat!("../../models/", $stem, ".endpoint-rule-set.json")),
            beside: &[$(($kind, include_str!(concat!("../../models/", $stem, ".", $kind, ".json")))),*],
        },)*];
    };
}

embedded! {
    "cognito-sync" "cognito-sync-2014-06-30" ["examples" "paginators"]
    "greengrass" "greengrass-2017-06-07" ["paginators"]
    "pinpoint" "pinpoint-2016-12-01" []
}

/// The names in the AWS CLI of services whose folder in botocore has another name.
const ALIASES: &[(&str, &str)] = &[("s3api", "s3"), ("deploy", "codedeploy"), ("configservice", "config")];

/// The name of a service in botocore.
pub fn without_alias(service: &str) -> &str {
    ALIASES.iter().find(|(alias, _)| *alias == service).map_or(service, |(_, name)| *name)
}

/// The available models.
#[derive(Debug)]
pub struct Models {
    folders: Vec<PathBuf>,
    fetched: Option<PathBuf>,
}

/// A model, with the request for the plan of its operations.
#[derive(Debug)]
pub struct Loaded {
    /// The shape graph.
    pub model: Model,
    request: Request,
    sources: Vec<Source>,
}

/// A model before it is read.
enum Place {
    Embedded(&'static Embedded),
    /// A file or folder, and the service if one is named.
    File(PathBuf, Option<String>),
    Found(Found),
}

impl Models {
    /// The models of the folders that the environment and the configuration file name, those that are part of this
    /// program, and those of the newest package from `smithwright models fetch`.
    ///
    /// # Errors
    ///
    /// A configuration file that cannot be read.
    pub fn of_user() -> Result<Self, Failure> {
        let mut folders: Vec<PathBuf> = std::env::var_os(VARIABLE)
            .map(|paths| std::env::split_paths(&paths).filter(|path| !path.as_os_str().is_empty()).collect())
            .unwrap_or_default();
        folders.extend(configured()?);
        Ok(Self { folders, fetched: fetched() })
    }

    /// Only the models that are part of this program.
    pub fn embedded() -> Self {
        Self { folders: vec![], fetched: None }
    }

    /// Reads the model of a service: `s3`, or `cloudfront@2014-05-31` for a version that is not the newest. Of a large
    /// model only what the operation needs is read, if it is known; then `model` has no other operations.
    ///
    /// # Errors
    ///
    /// [`Failure`]: there is no such service, or its model is not valid.
    pub fn load(&self, service: &str, operation: Option<&str>) -> Result<Loaded, Failure> {
        let wanted = without_alias(service);
        let mut known = Vec::new();
        for places in self.places() {
            for place in places? {
                let name = match &place {
                    Place::Embedded(embedded) => embedded.service.to_owned(),
                    Place::Found(found) => found.name(),
                    Place::File(..) => continue,
                };
                if name == wanted {
                    return load(place, operation);
                }
                known.push(name);
            }
        }
        let text = match nearest(wanted, known.iter().map(String::as_str)) {
            Some(near) => format!("there is no service `{}`; did you mean `{near}`?", service.escape_debug()),
            None => format!(
                "there is no service `{}` among {} known ones; `smithwright models fetch` brings the models of all services of \
                 AWS, `{VARIABLE}` names folders of models, and `--model` names one",
                service.escape_debug(),
                known.len()
            ),
        };
        Err(Failure::usage(text))
    }

    /// The names of all services.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub fn services(&self) -> Result<Vec<String>, Failure> {
        let mut names: Vec<String> = Vec::new();
        for places in self.places() {
            for place in places? {
                match place {
                    Place::Embedded(embedded) => names.push(embedded.service.to_owned()),
                    Place::Found(found) if found.newest => names.push(found.service),
                    Place::Found(_) | Place::File(..) => {}
                }
            }
        }
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// The models of the places in order: a folder is not read if an earlier one has the service.
    fn places(&self) -> impl Iterator<Item = Result<Vec<Place>, Failure>> {
        let found = |folder: &PathBuf| Ok(list(folder)?.into_iter().map(Place::Found).collect::<Vec<_>>());
        let embedded = std::iter::once_with(|| Ok(EMBEDDED.iter().map(Place::Embedded).collect()));
        self.folders.iter().map(found).chain(embedded).chain(self.fetched.iter().map(found))
    }
}

/// Reads the model in a file, or in a folder of the files of one model; what follows `@` is the id of a service, if the model
/// has several.
///
/// # Errors
///
/// As [`Models::load`].
pub fn load_file(path: &Path, operation: Option<&str>) -> Result<Loaded, Failure> {
    let text = path.to_string_lossy();
    // What follows `@` without `#` is the projection of a `smithy-build.json`.
    let named = |(_, id): &(&str, &str)| id.contains('#') && !path.exists();
    let place = match text.rsplit_once('@').filter(named) {
        Some((path, service)) => Place::File(path.into(), Some(service.to_owned())),
        None => Place::File(path.to_owned(), None),
    };
    load(place, operation)
}

impl Loaded {
    /// The plan of some operations, by their names in the model, in a protocol or in that of generated crates.
    ///
    /// # Errors
    ///
    /// [`Failure`]: the service needs an unsupported feature.
    pub fn plan(&self, operations: &[&str], protocol: Option<&str>) -> Result<plan::Crate, Failure> {
        let mut request = self.request.clone();
        if let Some(name) = protocol {
            let names = || self.model.service.protocols.iter().map(|(name, _)| name.as_str());
            // `json` means either version.
            let fits = |known: &&str| {
                *known == name || known.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'))
            };
            let Some(chosen) = names().find(fits) else {
                let (name, names) = (name.escape_debug(), names().collect::<Vec<_>>().join(", "));
                return Err(Failure::usage(format!(
                    "--protocol: the service does not speak `{name}`, but {names}"
                )));
            };
            request.protocol = Some((chosen.to_owned(), None));
        }
        let mut model = self.model.clone();
        model.operations.retain(|name, _| operations.contains(&name.as_str()));
        let reached = closure::of_service(&model);
        model.shapes.retain(|id, _| reached.contains(id));
        let mut diagnostics = Diagnostics::default();
        let plan = smithwright_codegen::plan_of(&model, &request, &mut diagnostics);
        plan.map_err(|_| rendered(&diagnostics, &self.sources))
    }
}

fn rendered(diagnostics: &Diagnostics, sources: &[Source]) -> Failure {
    Failure::usage(render::render(diagnostics, sources, workspace::color()))
}

fn load(place: Place, operation: Option<&str>) -> Result<Loaded, Failure> {
    let mut diagnostics = Diagnostics::default();
    let mut sources = Vec::new();
    match read(place, operation, &mut sources, &mut diagnostics) {
        Ok((model, request)) => Ok(Loaded { model, request, sources }),
        Err(_) => Err(rendered(&diagnostics, &sources)),
    }
}

fn read(
    place: Place,
    operation: Option<&str>,
    sources: &mut Vec<Source>,
    diagnostics: &mut Diagnostics,
) -> Result<(Model, Request), Reported> {
    let mut request = Request::new(Options {
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        family: Some(1),
        ..Options::new(workspace::runtime_dependency())
    });
    let source = match place {
        Place::Embedded(embedded) => {
            let mut source = |name: &str, text: &str| {
                let source = Source { name: name.to_owned(), text: text.to_owned() };
                sources.push(source.clone());
                (source, SourceId(u16::try_from(sources.len() - 1).unwrap_or(u16::MAX)))
            };
            let (model, _) = source(embedded.file, embedded.model);
            request.beside.endpoint_rules = Some(source("endpoint rules", embedded.rules));
            let mut beside = |kind: &str| {
                let (_, text) = embedded.beside.iter().find(|(found, _)| *found == kind)?;
                Some(source(kind, text))
            };
            request.beside.paginators = beside("paginators");
            request.beside.examples = beside("examples");
            model
        }
        Place::Found(found) => {
            let mut job = found.job(Path::new(""), request);
            let source = job.read(sources, diagnostics)?;
            request = job.request;
            source
        }
        Place::File(model, service) => {
            request.service = service;
            let mut job = Job::of_model(&model, Path::new(""), request);
            let source = job.read(sources, diagnostics)?;
            request = job.request;
            source
        }
    };
    if let Some((model, request)) = operation.and_then(|operation| narrowed(&source, &request, operation)) {
        return Ok((model, request));
    }
    let model = smithwright_codegen::model(&source, &request, diagnostics)?;
    Ok((model, request))
}

/// The part of a model that an operation needs. `None` if there is no such operation, or the model has an error: then
/// the whole model is read, so that messages refer to its text.
fn narrowed(source: &Source, request: &Request, operation: &str) -> Option<(Model, Request)> {
    if request.beside.ast.is_some() {
        return None;
    }
    let keep = |name: &str| is_named(name, operation);
    let model = loader::narrowed_model(source, &keep)?;
    let mut request = request.clone();
    let beside = &mut request.beside;
    let beside = [&mut beside.paginators, &mut beside.waiters, &mut beside.examples];
    for (source, _) in beside.into_iter().flatten() {
        *source = loader::narrowed_beside(source, &keep)?;
    }
    let model = smithwright_codegen::model(&model, &request, &mut Diagnostics::default()).ok()?;
    Some((model, request))
}

/// Whether a word names an operation, as in the model or as on the command line.
pub fn is_named(operation: &str, word: &str) -> bool {
    operation == word || names::operation(operation) == word
}

/// The models of a folder, in any of the layouts.
fn list(folder: &Path) -> Result<Vec<Found>, Failure> {
    let mut diagnostics = Diagnostics::default();
    folder::list_any(folder, &mut diagnostics).map_err(|_| {
        let text = render::render(&diagnostics, &[], workspace::color());
        Failure::configuration(text)
    })
}

/// The newest package of models in the user's cache.
fn fetched() -> Option<PathBuf> {
    let entries = std::fs::read_dir(botocore::user_cache().ok()?).ok()?;
    let packages = entries.filter_map(|entry| {
        let entry = entry.ok()?;
        let name = entry.file_name().into_string().ok()?;
        let version = name.strip_prefix("botocore-")?.strip_suffix("-models")?;
        let version = version.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u32>>>()?;
        Some((version, entry.path()))
    });
    packages.max().map(|(_, path)| path)
}

/// The folders that the configuration file names: `models = ["DIR"]` in `smithwright/call.toml` of the user's configuration
/// folder.
fn configured() -> Result<Vec<PathBuf>, Failure> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = absolute("XDG_CONFIG_HOME")
        .or_else(|| absolute("APPDATA"))
        .or_else(|| absolute("HOME").map(|home| home.join(".config")));
    let Some(path) = folder.map(|folder| folder.join("smithwright/call.toml")) else { return Ok(vec![]) };
    let failed = |problem: &str| Failure::configuration(format!("{}: {problem}", path.display()));
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
        Err(error) => return Err(failed(&error.to_string())),
    };
    let table: BTreeMap<String, Vec<PathBuf>> =
        toml::from_str(&text).map_err(|error| failed(&error.to_string()))?;
    match table.keys().find(|key| *key != "models") {
        Some(key) => Err(failed(&format!("there is no key `{key}`; there is `models`"))),
        None => Ok(table.into_values().flatten().collect()),
    }
}
