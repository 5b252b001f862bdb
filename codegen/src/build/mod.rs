//! Clients in build scripts: a model becomes a module in `OUT_DIR`, which one `include!` brings into a crate.
//!
//! ```no_run
//! # fn main() -> Result<(), smithwright_codegen::build::Error> {
//! // build.rs
//! smithwright_codegen::build::Config::new().model("model").service("example.weather#Weather").compile()
//! # }
//! ```
//!
//! The crate has `smithwright-runtime` among its dependencies, and this in its sources:
//!
//! ```text
//! pub mod weather {
//!     include!(concat!(env!("OUT_DIR"), "/weather/mod.rs"));
//! }
//! ```

use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Severity, Source};
use crate::io::{input, render};
use crate::lower::Options;
use crate::plan::Dependency;
use crate::{Files, Request};
use std::path::{Path, PathBuf};
use std::{env, fmt, fs};

/// The settings of a build script: what is generated, and where.
#[derive(Clone, Debug, Default)]
pub struct Config {
    models: Vec<PathBuf>,
    service: Option<String>,
    operations: Vec<String>,
    module: Option<String>,
    protocol: Option<String>,
    out_dir: Option<PathBuf>,
    types_only: bool,
}

impl Config {
    /// Creates the settings with nothing set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a model: a file, or a folder of the files of one. Smithy models, in IDL or as JSON AST, may be spread over several.
    pub fn model(mut self, path: impl Into<PathBuf>) -> Self {
        self.models.push(path.into());
        self
    }

    /// Sets the service by its id, such as `example.weather#Weather`. It need not be set if the model has only one.
    pub fn service(mut self, id: impl Into<String>) -> Self {
        self.service = Some(id.into());
        self
    }

    /// Sets the operations, by name or with `*` for a part of it; all if none is set.
    pub fn operations(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.operations = names.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the name of the folder in `OUT_DIR`, which is that of the service in lower case if it is not set.
    pub fn module(mut self, name: impl Into<String>) -> Self {
        self.module = Some(name.into());
        self
    }

    /// Sets the protocol, such as `rest-json`, if it is not the first one of the service in the official order.
    pub fn protocol(mut self, name: impl Into<String>) -> Self {
        self.protocol = Some(name.into());
        self
    }

    /// Sets the folder to write into; `OUT_DIR` if it is not set.
    pub fn out_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(path.into());
        self
    }

    /// Generates the types of the service and no client: structures, unions, enums, errors and builders, for servers and for
    /// programs that share them. The service need not have a protocol.
    pub fn types_only(mut self) -> Self {
        self.types_only = true;
        self
    }

    /// Writes the module, and tells Cargo when to run again. Warnings become warnings of Cargo.
    ///
    /// # Errors
    ///
    /// [`Error`] with the errors in the model and their places, or the file that cannot be read or written.
    pub fn compile(self) -> Result<(), Error> {
        let (mut sources, mut diagnostics) = (Vec::new(), Diagnostics::default());
        let result = self.generate(&mut sources, &mut diagnostics);
        let named = self.models.iter().map(|path| path.display().to_string());
        for path in named.chain(sources.iter().map(|source| source.name.clone())) {
            // A projection is not a file, so Cargo watches its folder.
            let path = match path.rsplit_once('@').filter(|_| !Path::new(&path).exists()) {
                Some((file, _)) => {
                    Path::new(file).parent().unwrap_or(Path::new("")).join(".").display().to_string()
                }
                None => path,
            };
            println!("cargo::rerun-if-changed={path}");
        }
        match result {
            Ok(()) => {
                let warnings = diagnostics.list().iter().filter(|it| it.severity == Severity::Warning);
                for warning in warnings {
                    println!("cargo::warning={}", one_line(warning, &sources));
                }
                Ok(())
            }
            Err(_) => Err(Error { text: render::render(&diagnostics, &sources, false) }),
        }
    }

    fn generate(&self, sources: &mut Vec<Source>, diagnostics: &mut Diagnostics) -> Result<(), Reported> {
        let out = self.out_dir.clone().or_else(|| env::var_os("OUT_DIR").map(PathBuf::from));
        let Some(out) = out else {
            let problem = Diagnostic::error("`OUT_DIR` is not set: this is not a build script");
            return Err(diagnostics.report(problem.help("call `Config::out_dir`")));
        };
        let Some((first, others)) = self.models.split_first() else {
            let problem = Diagnostic::error("there is no model");
            return Err(diagnostics.report(problem.help("call `Config::model` with a file or folder")));
        };
        let mut request = Request::new(Options {
            origin: first.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            module: true,
            types_only: self.types_only,
            // The user writes `Cargo.toml` here, so the crate is not divided.
            family: Some(1),
            ..Options::new(Dependency::version(env!("CARGO_PKG_VERSION")))
        });
        request.service.clone_from(&self.service);
        request.protocol = self.protocol.clone().map(|name| (name, None));
        request.operations = self.operations.iter().map(|name| (name.clone(), None)).collect();
        let name = first.display().to_string();
        let rules = input::endpoint_rules(first);
        let files = input::Files {
            model: first,
            model_name: &name,
            named_at: None,
            endpoint_rules: rules.as_deref(),
        };
        let model = files.read(&mut request, sources, diagnostics)?;
        for path in others {
            let name = path.display().to_string();
            let (source, more) = input::model(path, &name, None, input::next_id(sources), diagnostics)?;
            for source in std::iter::once(source).chain(more) {
                request.beside.more.push((source.clone(), input::next_id(sources)));
                sources.push(source);
            }
        }
        let plan = crate::plan(&model, &request, diagnostics)?;
        let module = self.module.clone().unwrap_or_else(|| plan.library.stem().to_owned());
        if !is_module(&module) {
            let problem = format!("`{}` is not the name of a module", module.escape_debug());
            return Err(
                diagnostics.report(Diagnostic::error(problem).help("call `Config::module` with another one"))
            );
        }
        write(&out.join(module), &crate::module_of(&plan)).map_err(|(path, error)| {
            let problem = format!("cannot write `{}`: {}", path.display(), input::reason(&error));
            diagnostics.report(
                Diagnostic::error(problem).help("free disk space or fix the permissions, and build again"),
            )
        })
    }
}

/// Whether this can be the name of a folder and of a module.
fn is_module(name: &str) -> bool {
    let first = |c: char| c.is_ascii_alphabetic() || c == '_';
    name.starts_with(first) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Writes the files of a folder, and removes others.
fn write(folder: &Path, files: &Files) -> Result<(), (PathBuf, std::io::Error)> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| (folder.to_owned(), error))?;
    }
    for (path, text) in files {
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).and_then(|()| fs::write(&path, text)).map_err(|error| (path, error))?;
    }
    Ok(())
}

/// A diagnostic in the form that Cargo shows.
fn one_line(diagnostic: &Diagnostic, sources: &[Source]) -> String {
    let place = diagnostic.labels.first().and_then(|(span, _)| {
        let source = sources.get(usize::from(span.source.0))?;
        Some(format!("{}:{}: ", source.name, input::line_of(source, *span)))
    });
    let notes = diagnostic.notes.iter().chain(&diagnostic.helps).map(|note| format!("; {note}"));
    format!("{}{}{}", place.unwrap_or_default(), diagnostic.message, notes.collect::<String>())
}

/// The error of a module that could not be generated. `Display` and `Debug` print the whole text: the errors and their places.
pub struct Error {
    text: String,
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Cargo prints the error of a build script in this form, after `Error: `.
        write!(formatter, "the model was not generated\n\n{}", self.text)
    }
}

impl std::error::Error for Error {}
