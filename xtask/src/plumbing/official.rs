//! The official crates, fetched by cargo.

use smithwright_codegen::diagnostic::{Diagnostics, SourceId};
use smithwright_codegen::io::input;
use smithwright_codegen::loader::manifest;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

/// The versions of official crates, by botocore's names of the services.
const VERSIONS: &[(&str, &str)] = &[
    ("apigateway", "1.125.0"),
    ("apigatewaymanagementapi", "1.120.0"),
    ("athena", "1.128.0"),
    ("bedrock", "1.166.0"),
    ("bedrock-agent", "1.156.0"),
    ("bedrock-agent-runtime", "1.151.0"),
    ("bedrock-agentcore", "1.83.0"),
    ("bedrock-agentcore-control", "1.97.0"),
    ("bedrock-data-automation", "1.76.0"),
    ("bedrock-runtime", "1.153.0"),
    ("cloudfront", "1.141.0"),
    ("cloudfront-keyvaluestore", "1.118.0"),
    ("cloudwatch", "1.140.0"),
    ("codecatalyst", "1.120.0"),
    ("cognito-identity", "1.121.0"),
    ("cognito-idp", "1.144.0"),
    ("cognito-sync", "1.120.0"),
    ("config", "1.131.0"),
    ("connect", "1.220.0"),
    ("cur", "1.121.0"),
    ("dax", "1.121.0"),
    ("discovery", "1.122.0"),
    ("dms", "1.133.0"),
    ("ds", "1.125.0"),
    ("ds-data", "1.77.0"),
    ("dynamodb", "1.136.0"),
    ("dynamodbstreams", "1.122.0"),
    ("ec2", "1.274.0"),
    ("ecr", "1.138.0"),
    ("ecs", "1.157.0"),
    ("eks", "1.160.0"),
    ("es", "1.127.0"),
    ("events", "1.127.0"),
    ("firehose", "1.128.0"),
    ("glacier", "1.121.0"),
    ("glue", "1.184.0"),
    ("greengrass", "1.120.0"),
    ("iam", "1.133.0"),
    ("iot", "1.135.0"),
    ("iot-data", "1.120.0"),
    ("kinesis", "1.130.0"),
    ("kms", "1.129.0"),
    ("lambda", "1.156.0"),
    ("lex-models", "1.121.0"),
    ("lex-runtime", "1.119.0"),
    ("lexv2-runtime", "1.120.0"),
    ("logs", "1.162.0"),
    ("machinelearning", "1.120.0"),
    ("marketplace-entitlement", "1.126.0"),
    ("mediastore", "1.119.0"),
    ("omics", "1.137.0"),
    ("opensearch", "1.157.0"),
    ("opensearchserverless", "1.129.0"),
    ("pinpoint", "1.121.0"),
    ("polly", "1.127.0"),
    ("proton", "1.119.0"),
    ("qbusiness", "1.136.0"),
    ("quicksight", "1.166.0"),
    ("rds", "1.159.0"),
    ("redshift", "1.128.0"),
    ("resourcegroupstaggingapi", "1.119.0"),
    ("route53", "1.132.0"),
    ("route53domains", "1.125.0"),
    ("s3", "1.157.0"),
    ("s3control", "1.138.0"),
    ("s3outposts", "1.120.0"),
    ("s3tables", "1.76.0"),
    ("s3vectors", "1.47.0"),
    ("sagemaker-runtime", "1.123.0"),
    ("secretsmanager", "1.125.0"),
    ("servicediscovery", "1.120.0"),
    ("sns", "1.121.0"),
    ("sqs", "1.119.0"),
    ("ssm", "1.133.0"),
    ("sso", "1.119.0"),
    ("sso-oidc", "1.121.0"),
    ("sts", "1.124.0"),
    ("swf", "1.121.0"),
    ("timestream-query", "1.124.0"),
    ("timestream-write", "1.121.0"),
    ("transcribe-streaming", "1.126.0"),
    ("transfer", "1.140.0"),
    ("wafv2", "1.139.0"),
    ("workspaces", "1.144.0"),
    ("xray", "1.121.0"),
];

/// The version of the official crate of a service, if it is in the table.
pub(crate) fn version(name: &str) -> Option<&'static str> {
    VERSIONS.iter().find(|(known, _)| *known == name).map(|(_, version)| *version)
}

/// The services in the table.
pub(crate) fn names() -> Vec<String> {
    VERSIONS.iter().map(|(name, _)| (*name).to_owned()).collect()
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
/// Text for the user: an unknown name.
pub(crate) fn services(names: &[String]) -> Result<Vec<Service>, String> {
    let root = crate::plumbing::root();
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

/// A project that depends only on the official crate; returns its folder.
///
/// # Errors
///
/// Text for the user: what cannot be written.
pub(crate) fn project(directory: &Path, service: &Service) -> Result<PathBuf, String> {
    let directory = directory.join(&service.name);
    probe(&directory, &format!("{} = \"={}\"\n", service.package, service.version))?;
    lock(&directory)?;
    Ok(directory)
}

/// Writes a project that consists of dependencies; returns its manifest.
fn probe(directory: &Path, dependencies: &str) -> Result<PathBuf, String> {
    let manifest = format!(
        "[package]\nname = \"probe\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         {dependencies}\n[workspace]\n"
    );
    let path = directory.join("Cargo.toml");
    super::files::write(&path, &manifest)?;
    super::files::write(&directory.join("src/lib.rs"), "")?;
    Ok(path)
}

/// Copies the lock file of the workspace to a project without one, so that both have the same dependencies.
///
/// # Errors
///
/// Text for the user: what cannot be written.
pub(crate) fn lock(project: &Path) -> Result<(), String> {
    let (from, to) = (crate::plumbing::root().join("Cargo.lock"), project.join("Cargo.lock"));
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
    let manifest = project(&crate::plumbing::root().join("target/official"), service)?.join("Cargo.toml");
    let packages = packages(&manifest, &format!("{} {}", service.package, service.version))?;
    folder(&packages, &service.package)
}

/// The sources of the official crates of services, in their order: of the versions in the table, or the newest.
///
/// # Errors
///
/// Text for the user: what cannot be written or fetched.
pub(crate) fn sources(services: &[(&str, &Service)]) -> Result<Vec<PathBuf>, String> {
    // Two names of a service may be one package.
    let dependencies: BTreeSet<String> = services
        .iter()
        .map(|(name, service)| {
            let version = version(name).map_or_else(|| "1".to_owned(), |version| format!("={version}"));
            format!("{} = \"{version}\"\n", service.package)
        })
        .collect();
    let directory = crate::plumbing::root().join("target/official/names");
    let path = probe(&directory, &String::from_iter(dependencies))?;
    lock(&directory)?;
    let packages = packages(&path, "the official crates")?;
    services.iter().map(|(_, service)| folder(&packages, &service.package)).collect()
}

/// The source of a published package, of a library or of programs only.
///
/// # Errors
///
/// Text for the user: that it cannot be fetched.
pub(crate) fn published(name: &str, version: &str) -> Result<PathBuf, String> {
    let directory = crate::plumbing::root().join("target/official/published").join(name);
    let path = probe(&directory, &format!("{name} = \"={version}\"\n"))?;
    let packages = packages(&path, &format!("{name} {version}"))?;
    if let Ok(folder) = folder(&packages, name) {
        return Ok(folder);
    }
    // Cargo ignores a dependency without a library, after fetching it.
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let sources = home.map(|home| home.join("registry/src")).unwrap_or_default();
    let registries = fs::read_dir(&sources).map_err(|error| format!("{}: {error}", sources.display()))?;
    let folders = registries.filter_map(Result::ok);
    let mut folders = folders.map(|registry| registry.path().join(format!("{name}-{version}")));
    folders.find(|folder| folder.is_dir()).ok_or_else(|| format!("there is no {name} {version}"))
}

/// The official crates that a package is built with, and their versions; `features` are the arguments of Cargo for its
/// features.
///
/// # Errors
///
/// Text for the user: what cannot be resolved.
pub(crate) fn used(manifest: &Path, features: &[String]) -> Result<BTreeMap<String, String>, String> {
    let metadata = metadata(manifest, &manifest.display().to_string(), features)?;
    let nodes = metadata["resolve"]["nodes"].as_array().into_iter().flatten();
    let ids: BTreeSet<&str> = nodes.filter_map(|node| node["id"].as_str()).collect();
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let used = packages.filter(|package| package["id"].as_str().is_some_and(|id| ids.contains(id)));
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let named = used.map(|package| (text(&package["name"]), text(&package["version"])));
    Ok(named.filter(|(name, _)| name.starts_with("aws-sdk-")).collect())
}

/// Cargo's metadata of the packages that a manifest depends on; it fetches missing ones.
fn packages(manifest: &Path, what: &str) -> Result<Vec<serde_json::Value>, String> {
    match metadata(manifest, what, &[])?["packages"].take() {
        serde_json::Value::Array(packages) => Ok(packages),
        _ => Err(format!("cannot fetch {what}: cargo knows of no packages")),
    }
}

/// Cargo's metadata of a project.
fn metadata(manifest: &Path, what: &str, features: &[String]) -> Result<serde_json::Value, String> {
    let output = Process::new("cargo")
        .args(["metadata", "--quiet", "--format-version", "1"])
        .args(features)
        .arg("--manifest-path")
        .arg(manifest)
        // Some dependencies of the official crates require a newer compiler than packages that use them.
        .env("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "allow")
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    serde_json::from_slice(&output.stdout).map_err(|_| format!("cannot fetch {what}: cargo says above why"))
}

/// The folder of a package.
fn folder(packages: &[serde_json::Value], package: &str) -> Result<PathBuf, String> {
    let mut found = packages.iter().filter(|found| found["name"] == *package);
    let manifest = found.find_map(|found| found["manifest_path"].as_str());
    let manifest = manifest.ok_or_else(|| format!("there is no {package}"))?;
    Ok(Path::new(manifest).parent().unwrap_or(Path::new("")).to_owned())
}
