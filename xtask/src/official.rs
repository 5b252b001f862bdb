//! The official crates, fetched by cargo.

use smithwright_codegen::cli::input;
use smithwright_codegen::diagnostic::{Diagnostics, SourceId};
use smithwright_codegen::loader::manifest;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

/// The versions of official crates of services that are not in `smithwright.toml`.
const VERSIONS: &[(&str, &str)] = &[
    ("bedrock-runtime", "1.153.0"),
    ("cloudwatch", "1.140.0"),
    ("dynamodb", "1.136.0"),
    ("ec2", "1.274.0"),
    ("iam", "1.133.0"),
    ("kms", "1.129.0"),
    ("lambda", "1.156.0"),
    ("logs", "1.162.0"),
    ("route53", "1.132.0"),
    ("s3", "1.157.0"),
    ("sns", "1.121.0"),
    ("sqs", "1.119.0"),
    ("sso", "1.119.0"),
    ("sso-oidc", "1.121.0"),
    ("sts", "1.124.0"),
    ("timestream-query", "1.124.0"),
    ("wafv2", "1.139.0"),
];

/// The version of the official crate of a service that is not in `smithwright.toml`.
pub(crate) fn version(name: &str) -> Option<&'static str> {
    VERSIONS.iter().find(|(known, _)| *known == name).map(|(_, version)| *version)
}

/// A service that has an official crate.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    /// Its name in `smithwright.toml`.
    pub(crate) name: String,
    /// The package, ours and theirs.
    pub(crate) package: String,
    /// Its version.
    pub(crate) version: String,
    /// The directory of our crate.
    pub(crate) generated: PathBuf,
}

/// The services of AWS in `smithwright.toml`: those that are named, or all.
///
/// # Errors
///
/// Text for the user: a name that is not there.
pub(crate) fn services(names: &[String]) -> Result<Vec<Service>, String> {
    let root = crate::root();
    let mut diagnostics = Diagnostics::default();
    let manifest = input::read(&root.join("smithwright.toml"), "smithwright.toml", None, &mut diagnostics)
        .and_then(|source| manifest::load(&source, SourceId(0), &mut diagnostics))
        .map_err(|_| "`smithwright.toml` is not valid: run `cargo xtask codegen`".to_owned())?;
    let of_aws = manifest.services.into_iter().filter(|entry| entry.model.starts_with("models/"));
    let services: Vec<_> = of_aws
        .map(|entry| Service {
            generated: root.join(&entry.out),
            name: entry.name,
            package: entry.package,
            version: entry.version,
        })
        .collect();
    for name in names {
        if !services.iter().any(|service| service.name == *name) {
            let known: Vec<_> = services.iter().map(|service| service.name.as_str()).collect();
            return Err(format!("there is no service `{name}` of AWS; there are {}", known.join(", ")));
        }
    }
    let wanted = |service: &Service| names.is_empty() || names.contains(&service.name);
    Ok(services.into_iter().filter(wanted).collect())
}

/// A project that depends on the official crate and nothing else; gives its manifest.
///
/// # Errors
///
/// Text for the user: what cannot be written.
pub(crate) fn project(directory: &Path, service: &Service) -> Result<PathBuf, String> {
    let directory = directory.join(&service.name);
    fs::create_dir_all(directory.join("src")).map_err(|error| error.to_string())?;
    let manifest = format!(
        "[package]\nname = \"probe\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         {} = \"={}\"\n\n[workspace]\n",
        service.package, service.version
    );
    let path = directory.join("Cargo.toml");
    // Left alone if it is right: the lock file beside it stays valid.
    if fs::read_to_string(&path).ok().as_ref() != Some(&manifest) {
        fs::write(&path, manifest).map_err(|error| error.to_string())?;
    }
    fs::write(directory.join("src/lib.rs"), "").map_err(|error| error.to_string())?;
    lock(&directory)?;
    Ok(path)
}

/// Gives a project that has none the lock file of the workspace to start from, so that both have the same dependencies.
///
/// # Errors
///
/// Text for the user: what cannot be written.
pub(crate) fn lock(project: &Path) -> Result<(), String> {
    let (from, to) = (crate::root().join("Cargo.lock"), project.join("Cargo.lock"));
    if !to.exists() {
        fs::copy(&from, &to).map_err(|error| format!("{}: {error}", to.display()))?;
    }
    Ok(())
}

/// The source of the official crate.
///
/// # Errors
///
/// Text for the user: that it cannot be fetched.
pub(crate) fn source(service: &Service) -> Result<PathBuf, String> {
    let manifest = project(&crate::root().join("target/official"), service)?;
    let output = Process::new("cargo")
        .args(["metadata", "--format-version", "1", "--manifest-path"])
        .arg(&manifest)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    let Service { package, version, .. } = service;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
        .map_err(|_| format!("cannot fetch {package} {version}: this machine seems to be offline"))?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let found =
        packages.filter(|found| found["name"] == **package).find_map(|found| found["manifest_path"].as_str());
    let manifest = found.ok_or_else(|| format!("there is no {package} {version}"))?;
    Ok(Path::new(manifest).parent().unwrap_or(Path::new("")).to_owned())
}
