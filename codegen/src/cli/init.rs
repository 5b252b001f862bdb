//! `smithwright init`: a new crate around a model, whose build script generates the client.

use crate::cli::{artifacts, assembled};
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source};
use crate::emit::example::code;
use crate::io::input;
use crate::loader;
use crate::lower::{self, Options};
use crate::plan::{self, Dependency, Given};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The arguments.
#[derive(Clone, Debug)]
pub struct Task {
    /// The directory of the crate.
    pub directory: PathBuf,
    /// The model, if there is one.
    pub model: Option<PathBuf>,
    /// The id of the service, if the model has several.
    pub service: Option<String>,
    /// The folder of Smithwright's crates, if Cargo does not find them by version.
    pub path: Option<PathBuf>,
}

/// A model to begin with.
const MODEL: &str = r#"$version: "2.0"

namespace example.hello

use aws.protocols#restJson1

/// Greets people.
@restJson1
service Hello {
    operations: [Greet]
}

/// Greets somebody.
@readonly
@http(method: "GET", uri: "/greetings/{name}")
operation Greet {
    input := {
        /// Who is greeted.
        @required
        @httpLabel
        name: String
    }
    output := {
        greeting: String
    }
    errors: [Unknown]
}

/// There is nobody of this name.
@error("client")
@httpError(404)
structure Unknown {
    message: String
}
"#;

/// Writes the crate, and returns the next steps.
///
/// # Errors
///
/// [`Reported`] if the directory is not empty, the model is not valid, or a file cannot be read or written.
pub fn run(
    task: &Task,
    sources: &mut Vec<Source>,
    diagnostics: &mut Diagnostics,
) -> Result<String, Reported> {
    let shown = task.directory.display().to_string();
    if std::fs::read_dir(&task.directory).is_ok_and(|mut entries| entries.next().is_some()) {
        let error = Diagnostic::error(format!("`{shown}` already contains files"));
        return Err(diagnostics.report(error.help("name a directory that is new or empty")));
    }
    let name = task.directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let package: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    let library = lower::library(&package);
    if !package.starts_with(|c: char| c.is_ascii_alphabetic()) || library.stem() != package.replace('-', "_")
    {
        let error = Diagnostic::error(format!("`{}` is not a valid name for a crate", name.escape_debug()));
        return Err(diagnostics.report(
            error.help("name a directory that starts with a letter, and not `crate`, `self` or `super`"),
        ));
    }
    let mut files = model_files(task, sources, diagnostics)?;
    let (service, plan) = chosen(task, sources, diagnostics)?;
    let module = &plan.library;
    files.insert("Cargo.toml".to_owned(), manifest(&package, &plan, task.path.as_deref()));
    files.insert("build.rs".to_owned(), build_script(&service));
    files.insert(
        "src/lib.rs".to_owned(),
        format!(
            "//! A client for {}.\n\n/// The client, which `build.rs` generates of the files in `model/`.\npub mod {module} {{\n    \
             include!(concat!(env!(\"OUT_DIR\"), \"/{}/mod.rs\"));\n}}\n",
            plan.service.title,
            module.stem()
        ),
    );
    files.insert(".gitignore".to_owned(), "/target\n".to_owned());
    let example = plan.operations.first().map(|operation| {
        let text = example(&library, &plan, operation);
        files.insert(format!("examples/{}.rs", operation.module.stem()), text);
        operation.module.stem().to_owned()
    });
    for (path, text) in &files {
        if let Err(error) = artifacts::write(&task.directory.join(path), text) {
            let path = task.directory.join(path);
            let problem = format!("cannot write `{}`: {}", path.display(), input::reason(&error));
            let error = Diagnostic::error(problem);
            return Err(diagnostics.report(
                error.help("free disk space or fix the permissions, remove what is there, and try again"),
            ));
        }
    }
    let call = example.map(|example| format!("cargo run --example {example} -- http://127.0.0.1:8080\n"));
    Ok(format!(
        "{shown}: {} files, with a client for {service} in `{library}::{module}`\n\nTo build it and to call a server:\n\ncd {shown}\ncargo build\n{}",
        files.len(),
        call.unwrap_or_default()
    ))
}

/// The files of the model, by their paths in the crate.
fn model_files(
    task: &Task,
    sources: &mut Vec<Source>,
    diagnostics: &mut Diagnostics,
) -> Result<BTreeMap<String, String>, Reported> {
    let Some(path) = &task.model else {
        sources.push(Source { name: "model/main.smithy".to_owned(), text: MODEL.to_owned() });
        return Ok(BTreeMap::from([("model/main.smithy".to_owned(), MODEL.to_owned())]));
    };
    assembled::read(std::slice::from_ref(path), sources, diagnostics)?;
    if !input::numbered(sources).into_iter().all(|(source, id)| loader::is_smithy(source, id)) {
        let error = Diagnostic::error(format!("`{}` is not a Smithy model", path.display()));
        return Err(diagnostics.report(error.help("generate a crate with `smithwright generate --model`")));
    }
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
    let mut files = BTreeMap::new();
    for source in sources.iter() {
        let own = Path::new(&source.name);
        let below = own.strip_prefix(folder).unwrap_or(own.file_name().map_or(own, Path::new));
        // A projection is not a file.
        let is_file = below.extension().is_some_and(|extension| extension == "smithy" || extension == "json");
        let below = if is_file { below } else { Path::new("model.json") };
        let copy = format!("model/{}", below.display());
        if files.insert(copy.clone(), source.text.clone()).is_some() {
            let error = Diagnostic::error(format!("two files of the model would be `{copy}`"));
            return Err(diagnostics.report(error.help("rename one of them, or put both into one folder")));
        }
    }
    Ok(files)
}

/// The service, by its id, and the plan of its client.
fn chosen(
    task: &Task,
    sources: &[Source],
    diagnostics: &mut Diagnostics,
) -> Result<(String, plan::Crate), Reported> {
    let mut ids = loader::services(&input::numbered(sources), diagnostics)?;
    ids.retain(|id| task.service.as_ref().is_none_or(|service| service == id));
    let [id] = &ids[..] else {
        let problem = format!("the model has {} services that could be meant", ids.len());
        let help = if ids.is_empty() {
            "name one that is there with `--service`".to_owned()
        } else {
            format!("name one with `--service`: {}", ids.join(", "))
        };
        return Err(diagnostics.report(Diagnostic::error(problem).help(help)));
    };
    let options = Options {
        module: true,
        family: Some(1),
        ..Options::new(Dependency::version(env!("CARGO_PKG_VERSION")))
    };
    let plan = assembled::plan(Some(id), sources, options, diagnostics)?;
    Ok((id.clone(), plan))
}

fn manifest(package: &str, plan: &plan::Crate, path: Option<&Path>) -> String {
    let dependency = |folder: &str, rest: &[&str], features: &[&str]| {
        let found = match path {
            Some(path) => {
                let path = std::path::absolute(path.join(folder)).unwrap_or_else(|_| path.join(folder));
                format!("path = {}", toml_edit::Value::from(path.display().to_string()))
            }
            None => format!("version = \"{}\"", env!("CARGO_PKG_VERSION")),
        };
        let features: Vec<_> = features.iter().map(|feature| format!("\"{feature}\"")).collect();
        let rest: String = rest.iter().map(|part| format!(", {part}")).collect();
        format!("{{ {found}{rest}, features = [{}] }}", features.join(", "))
    };
    let mut features = vec!["default-https-client", "rt-tokio"];
    features.extend(&plan.service.runtime_features);
    format!(
        "[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\n# With the features that the service needs.\nsmithwright-runtime = {}\n\n\
         [build-dependencies]\nsmithwright-codegen = {}\n\n\
         [dev-dependencies]\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n",
        dependency("runtime", &[], &features),
        dependency("codegen", &["default-features = false"], &["build"]),
    )
}

fn build_script(service: &str) -> String {
    format!(
        "//! Generates the client of the files in `model/`.\n\n\
         use smithwright_codegen::build::{{Config, Error}};\n\n\
         fn main() -> Result<(), Error> {{\n    \
         Config::new().model(\"model\").service({service:?}).compile()\n}}\n"
    )
}

/// The text of a program that makes one call.
fn example(library: &plan::Ident, plan: &plan::Crate, operation: &plan::Operation) -> String {
    let module = &plan.library;
    let settings = plan.service.given.iter().map(|given| {
        let secret = |name: &str| format!("std::env::var(\"{name}\").unwrap_or_default()");
        let arguments = match given {
            Given::ApiKey => format!("{}, None", secret("API_KEY")),
            Given::BearerToken => format!("{}, None", secret("TOKEN")),
            Given::BasicAuthLogin => format!("{}, {}, None", secret("USER"), secret("PASSWORD")),
            Given::Credentials => {
                let [id, key] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map(secret);
                format!("{id}, {key}, None, None, \"environment\"")
            }
            Given::Region => "\"us-east-1\"".to_owned(),
        };
        format!(
            "        .{}({library}::{module}::config::{}::new({arguments}))\n",
            given.method(),
            given.ty()
        )
    });
    let settings: String = settings.collect();
    let code = operation.examples.first().map(|example| code(&format!("{library}::{module}"), example));
    let (imports, calls) = code.map_or_else(Default::default, |code| (code.imports, code.calls));
    let calls: String = calls.lines().map(|line| format!("\n    {line}")).collect();
    let name = &operation.module;
    format!(
        "//! Calls `{}`: the endpoint is the first argument.\n\n\
         {imports}use {library}::{module}::{{Client, Config}};\n\n\
         #[tokio::main(flavor = \"current_thread\")]\n\
         async fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    \
         let endpoint = std::env::args().nth(1).unwrap_or_else(|| \"http://127.0.0.1:8080\".to_owned());\n    \
         let config = Config::builder()\n        .endpoint_url(endpoint)\n{settings}        .build();\n    \
         let output = Client::from_conf(config)\n        .{name}(){calls}\n        .send()\n        .await?;\n    \
         println!(\"{{output:?}}\");\n    Ok(())\n}}\n",
        operation.wire_name
    )
}
