//! The project of a program: the same for both crates, except for its name and the patch.

use super::place::{RUSTFLAGS, root_of, target};
use crate::plumbing::official::{self, Service};
use crate::plumbing::services;
use crate::plumbing::{cargo, files};
use std::fs;
use std::path::{Path, PathBuf};

/// The services that `aws-config` calls.
const UNDER_AWS_CONFIG: &[&str] = &["sso", "sso-oidc", "sts"];

/// The programs that call with the HTTP client that the crate makes itself. Others have no such client, and no TLS.
const WITH_DEFAULT_CLIENT: &[&str] = &["dynamodb"];

/// The programs that use TLS, or their own resolver of names.
const WITH_TLS: &[&str] = &["servers/s3", "transcribe-streaming"];

/// A program that was built.
pub(super) struct Built {
    /// The folder of its project.
    pub(super) project: PathBuf,
    pub(super) program: PathBuf,
}

/// Builds the program of a service, against the official crate or ours. `path` is its path below
/// `tests/judges/dropin/`, without `.rs`; additional dependencies are in a `.toml` beside it.
///
/// # Errors
///
/// Text for the user: what cannot be written, generated or built.
pub(super) fn build(service: &Service, path: &str, ours: bool) -> Result<Built, String> {
    let dropin = crate::plumbing::root().join("tests/judges/dropin");
    let side = if ours { "ours" } else { "official" };
    let name = format!("{}-{side}", path.replace('/', "-"));
    let project = root_of().join(path).join(side);
    fs::create_dir_all(&project).map_err(|error| format!("{}: {error}", project.display()))?;
    let manifest = manifest(service, &dropin, path, &name, ours)?;
    files::write(&project.join("Cargo.toml"), &manifest)?;
    official::lock(&project)?;
    let what = format!("building the program {path} against the crate that is {side}");
    cargo::step(cargo::command("build", &project, &target()).env("RUSTFLAGS", RUSTFLAGS), &what)?;
    let lock = project.join("Cargo.lock");
    let locked = fs::read_to_string(&lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    if locked.contains("[[patch.unused]]") {
        return Err(format!("our crate for {} has another version than the official one", service.name));
    }
    Ok(Built { program: target().join("debug").join(name), project })
}

fn manifest(service: &Service, dropin: &Path, path: &str, name: &str, ours: bool) -> Result<String, String> {
    let template = dropin.join("Cargo.toml.template");
    let mut manifest =
        fs::read_to_string(&template).map_err(|error| format!("{}: {error}", template.display()))?;
    let source = dropin.join(format!("{path}.rs"));
    let default_client = WITH_DEFAULT_CLIENT.contains(&path);
    let features = if default_client { ", \"default-https-client\"" } else { "" };
    let tls = if WITH_TLS.contains(&path) { ", \"rustls-ring\"" } else { "" };
    for (key, value) in [
        ("{program}", name.to_owned()),
        ("{default}", if ours { "\"ours\"" } else { "" }.to_owned()),
        ("{source}", source.display().to_string()),
        ("{package}", service.package.clone()),
        ("{version}", service.version.clone()),
        ("{features}", features.to_owned()),
        ("{tls}", tls.to_owned()),
    ] {
        manifest = manifest.replace(key, &value);
    }
    manifest.push_str(&fs::read_to_string(dropin.join(format!("{path}.toml"))).unwrap_or_default());
    if ours {
        // The one line.
        manifest.push_str("\n[patch.crates-io]\n");
        let patch = |service: &Service| {
            format!("{} = {{ path = {:?} }}\n", service.package, service.generated.display().to_string())
        };
        manifest.push_str(&patch(service));
        // And one for each crate that `aws-config` depends on, which asks for them without default features.
        for name in UNDER_AWS_CONFIG.iter().filter(|name| **name != service.name) {
            manifest.push_str(&patch(&services::with_official(name, None)?));
        }
    }
    Ok(manifest)
}
