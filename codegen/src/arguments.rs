//! The words of the command line.

use clap::{Args, Parser, Subcommand};
use smithwright_codegen::cli::botocore;
use smithwright_codegen::cli::form::Form;
use smithwright_codegen::diff::Weight;
use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Parser)]
#[command(version, about = "Generates Rust client crates from service models")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Generate the crate of one model, or the crates of services in a folder of models.
    Generate(Box<Generate>),
    /// Find the operations that a program calls, and disable the others in its dependencies.
    Trim {
        /// The `Cargo.toml` of the program or its workspace; by default the one in the current directory.
        #[arg(long, value_name = "FILE")]
        manifest_path: Option<PathBuf>,
        /// Write the operations to this `smithwright.toml` instead of writing features to `Cargo.toml`.
        #[arg(long, value_name = "FILE")]
        manifest: Option<PathBuf>,
        /// Show what would change, and write nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// List which `aws-sdk-*` crates of a program are generated, and explain why Cargo does not use a patch.
    Doctor {
        /// The `Cargo.toml` of the program or its workspace; by default the one in the current directory.
        #[arg(long, value_name = "FILE")]
        manifest_path: Option<PathBuf>,
    },
    /// Call an operation of a service: `smithwright call SERVICE OPERATION [options]`.
    #[command(disable_help_flag = true)]
    Call {
        /// The service, the operation and options; `smithwright call help` lists them.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<OsString>,
    },
    /// Print the documentation of a service: `smithwright docs SERVICE [--format markdown|html]`.
    #[command(disable_help_flag = true)]
    Docs {
        /// The service and options; `smithwright call help` lists them.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<OsString>,
    },
    /// Compare two versions of models, and explain what the changes mean for users of the crates.
    Diff {
        /// The old version: a model, a folder of models, a version of botocore (which is fetched), or `REVISION:PATH` of a Git repository.
        old: String,
        /// The new version, in the same forms.
        new: String,
        /// Compare only these services of the folders.
        #[arg(long, value_name = "NAME", value_delimiter = ',')]
        service: Vec<String>,
        /// The output format: text, markdown, json, or github for annotations.
        #[arg(long, value_name = "FORM", default_value = "text", value_parser = Form::named)]
        format: Form,
        /// Print one line per service.
        #[arg(long)]
        stat: bool,
        /// Fail if a change has this weight or a higher one: documentation, wire, addition, breaking.
        #[arg(long, value_name = "WEIGHT", value_parser = weight)]
        fail_on: Option<Weight>,
    },
    /// List the changes of a service from each version of botocore to the next, the newest first.
    History {
        /// The service, by its name in the AWS CLI; `SERVICE@VERSION` selects an older version of its API.
        service: String,
        /// The oldest version of botocore.
        #[arg(long, value_name = "VERSION")]
        from: String,
        /// The newest version of botocore.
        #[arg(long, value_name = "VERSION", default_value = botocore::VERSION)]
        to: String,
        /// The maximum number of versions; each is a download of about 15 MB, which is cached.
        #[arg(long, value_name = "N", default_value_t = 60)]
        limit: usize,
        /// The output format: text, markdown, json, or github for annotations.
        #[arg(long, value_name = "FORM", default_value = "text", value_parser = Form::named)]
        format: Form,
        /// Print one line per version.
        #[arg(long)]
        stat: bool,
        /// The folder for downloaded packages; by default the cache folder of the user.
        #[arg(long, value_name = "DIR")]
        cache: Option<PathBuf>,
    },
    /// Generate the crates of a manifest, or check that they are up to date.
    Codegen {
        /// The services; by default all services of the manifest.
        services: Vec<String>,
        /// The manifest.
        #[arg(long, value_name = "FILE", default_value = "smithwright.toml")]
        manifest: PathBuf,
        /// List the files that are not up to date, write nothing, and fail if there are any.
        #[arg(long)]
        check: bool,
        /// The output format of `--check`: text, markdown, json, or github for annotations and a job summary.
        #[arg(long, value_name = "FORM", default_value = "text", value_parser = Form::named, requires = "check")]
        format: Form,
        /// The number of services to generate in parallel; by default the number of processors.
        #[arg(long, value_name = "N")]
        jobs: Option<usize>,
    },
    /// Update models, crates, versions and changelog to what is published upstream.
    Update {
        /// The services of the manifest; by default all that are published upstream.
        services: Vec<String>,
        /// The manifest.
        #[arg(long, value_name = "FILE", default_value = "smithwright.toml")]
        manifest: PathBuf,
        /// A folder of botocore's models, a version of botocore, or `newest`; versions are fetched.
        #[arg(long, value_name = "DIR|VERSION", default_value = botocore::VERSION)]
        botocore: String,
        /// A folder of AWS's Smithy models as JSON AST, for services whose models have this format.
        #[arg(long, value_name = "DIR", conflicts_with = "botocore")]
        smithy: Option<PathBuf>,
        /// List what is newer upstream, write nothing, and fail if there is anything.
        #[arg(long)]
        check: bool,
        /// Keep the documentation and examples of the local models, and take none from upstream.
        #[arg(long)]
        own_documentation: bool,
        /// The output format: text, markdown, json, or github for annotations.
        #[arg(long, value_name = "FORM", default_value = "text", value_parser = Form::named)]
        format: Form,
    },
    /// Print the files of a Smithy model as one JSON AST.
    Ast {
        /// IDL and JSON AST files, and folders of them.
        #[arg(required = true, value_name = "FILE|DIR")]
        models: Vec<PathBuf>,
        /// Write IDL to this folder instead, one file per namespace.
        #[arg(long, value_name = "DIR")]
        idl: Option<PathBuf>,
    },
    /// Report what is wrong with a model, and generate nothing.
    Validate {
        /// IDL and JSON AST files, and folders of them; or one file in AWS API JSON.
        #[arg(required = true, value_name = "FILE|DIR")]
        models: Vec<PathBuf>,
        /// Validate only the service with this id.
        #[arg(long, value_name = "ID")]
        service: Option<String>,
    },
    /// Create a crate for a Smithy model: a build script that generates the client, and a program that calls the service.
    Init {
        /// The directory of the crate; its name becomes the name of the package.
        directory: PathBuf,
        /// The model, which is copied: a file, or a folder with the files of one model; by default a small example.
        #[arg(long, value_name = "FILE|DIR")]
        model: Option<PathBuf>,
        /// The id of the service, if the model has several.
        #[arg(long, value_name = "ID")]
        service: Option<String>,
        /// The checkout of Smithwright to depend on, instead of published versions.
        #[arg(long, value_name = "DIR")]
        smithwright_path: Option<PathBuf>,
    },
    /// Manage models.
    #[command(subcommand)]
    Models(Models),
}

#[derive(Subcommand)]
pub(crate) enum Models {
    /// Fetch a package of botocore, which has the models of all services, and print the path of the models.
    Fetch {
        /// The version.
        #[arg(long, value_name = "VERSION", default_value = botocore::VERSION)]
        botocore: String,
        /// The expected SHA-256 of the package's wheel; known for the default version.
        #[arg(long, value_name = "HEX")]
        sha256: Option<String>,
        /// The folder for downloaded packages; by default the cache folder of the user.
        #[arg(long, value_name = "DIR")]
        cache: Option<PathBuf>,
    },
}

#[derive(Args)]
pub(crate) struct Generate {
    /// The services of a folder of models: `s3`, or `cloudfront@2014-05-31` for an older version of the API.
    #[arg(value_name = "SERVICE", conflicts_with = "model")]
    pub(crate) services: Vec<String>,
    /// Generate all services of a folder of models, each in its newest version.
    #[arg(long, conflicts_with_all = ["services", "model"])]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) from: From,
    /// The directory of the crate: new, empty, or generated before. With a folder of models, the directory that contains
    /// the directories of the crates.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// The endpoint rules of the service; by default the ones beside the model.
    #[arg(long, value_name = "FILE", requires = "model")]
    pub(crate) endpoint_rules: Option<PathBuf>,
    /// The name of the package; by default `aws-sdk-` and the service id for services of AWS, and the name of the service for others.
    #[arg(long, value_name = "NAME", requires = "model")]
    pub(crate) crate_name: Option<String>,
    /// The version of the package; by default `1.999.0` for services of AWS, which
    /// satisfies dependencies on `1` and on any `1.N`, and `0.1.0` for others.
    #[arg(long, value_name = "VERSION")]
    pub(crate) crate_version: Option<String>,
    /// The path of `smithwright-runtime`, instead of a published version.
    #[arg(long, value_name = "DIR")]
    pub(crate) runtime_path: Option<PathBuf>,
    /// The id of the service, if the model has several: `example.weather#Weather`.
    #[arg(long, value_name = "ID", requires = "model")]
    pub(crate) service: Option<String>,
    /// The protocol, if the service supports several: `rest-json`, `json-1.0`, …
    #[arg(long, value_name = "NAME", requires = "model")]
    pub(crate) protocol: Option<String>,
    /// Generate only these operations and the types that they reach: `--operations GetObject,Put*`.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) operations: Vec<String>,
    /// The number of parts that each crate is divided into, which are crates behind the named one; 1 is one crate. By default
    /// the size of the service decides: small services are one crate, the largest have 8 parts.
    #[arg(long, value_name = "N")]
    pub(crate) family: Option<usize>,
    /// Generate types without a client: structures, unions, enums, errors and builders, for servers and programs that share types.
    #[arg(long, conflicts_with = "family")]
    pub(crate) types_only: bool,
    /// A manifest; its service with the same model file provides name, version, renames and customizations.
    #[arg(long, value_name = "FILE", requires = "model")]
    pub(crate) manifest: Option<PathBuf>,
    /// The number of services to generate in parallel; by default the number of processors.
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<usize>,
}

/// The source of the models.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(crate) struct From {
    /// The model: Smithy IDL, JSON AST or AWS API JSON, plain or `.gz`; or a folder with the IDL and AST files of one model.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// A folder of AWS's Smithy models as JSON AST: the repository `aws/api-models-aws`, or a folder with one file per service.
    #[arg(long, value_name = "DIR")]
    pub(crate) smithy: Option<PathBuf>,
    /// A folder of botocore's models, or a version of botocore, which is fetched.
    #[arg(long, value_name = "DIR|VERSION")]
    pub(crate) botocore: Option<String>,
    /// The `apis` folder of the AWS SDK for JavaScript.
    #[arg(long, value_name = "DIR")]
    pub(crate) aws_sdk_js: Option<PathBuf>,
}

/// The weight of changes with this name.
fn weight(name: &str) -> Result<Weight, String> {
    let all = [Weight::Documentation, Weight::Wire, Weight::Addition, Weight::Breaking];
    let found = all.into_iter().find(|weight| weight.name() == name);
    found.ok_or_else(|| "there are documentation, wire, addition and breaking".to_owned())
}
