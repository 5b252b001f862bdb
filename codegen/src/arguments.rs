//! The words of the command line.

use clap::{Args, Parser, Subcommand};
use smithwright_codegen::cli::botocore;
use smithwright_codegen::cli::form::Form;
use smithwright_codegen::diff::Weight;
use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Parser)]
#[command(version, about = "Turns service models into Rust client crates")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Generate the crate of one model, or those of services of a folder of models.
    Generate(Box<Generate>),
    /// Find out which operations a program calls, and leave the others out of what it depends on.
    Trim {
        /// The `Cargo.toml` of the program or of its workspace; that of the current directory if not given.
        #[arg(long, value_name = "FILE")]
        manifest_path: Option<PathBuf>,
        /// Write the operations into this `smithwright.toml`, instead of features into `Cargo.toml`.
        #[arg(long, value_name = "FILE")]
        manifest: Option<PathBuf>,
        /// Write nothing; only show what would change.
        #[arg(long)]
        dry_run: bool,
    },
    /// Say which `aws-sdk-*` of a program are generated ones, and why Cargo did not take a patch.
    Doctor {
        /// The `Cargo.toml` of the program or of its workspace; that of the current directory if not given.
        #[arg(long, value_name = "FILE")]
        manifest_path: Option<PathBuf>,
    },
    /// Call an operation of a service: `smithwright call SERVICE OPERATION [options]`.
    #[command(disable_help_flag = true)]
    Call {
        /// The words of the call; `smithwright call help` says which.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<OsString>,
    },
    /// Print the documentation of a service: `smithwright docs SERVICE [--format markdown|html]`.
    #[command(disable_help_flag = true)]
    Docs {
        /// The service and options; `smithwright call help` says which.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<OsString>,
    },
    /// Say what changed from one version of models to another, and what that means to who uses the crates.
    Diff {
        /// A model, a folder of models, a version of botocore, which is fetched, or `REVISION:PATH` of a Git repository.
        old: String,
        /// The same, of which it is said what changed.
        new: String,
        /// Only these services of folders.
        #[arg(long, value_name = "NAME", value_delimiter = ',')]
        service: Vec<String>,
        /// The form of what is printed.
        #[arg(long, value_name = "FORM", default_value = "text", value_parser = Form::named)]
        format: Form,
        /// Print one line for each service.
        #[arg(long)]
        stat: bool,
        /// Fail if there are changes of this weight or a graver one: documentation, wire, addition, breaking.
        #[arg(long, value_name = "WEIGHT", value_parser = weight)]
        fail_on: Option<Weight>,
    },
    /// Say what changed of a service from each version of botocore to the next, the newest first.
    History {
        /// The service, as the AWS CLI calls it; `SERVICE@VERSION` for a version of its API that is not the newest.
        service: String,
        /// The oldest version of botocore.
        #[arg(long, value_name = "VERSION")]
        from: String,
        /// The newest version of botocore.
        #[arg(long, value_name = "VERSION", default_value = botocore::VERSION)]
        to: String,
        /// How many versions there may be: each is fetched and kept, some 15 MB.
        #[arg(long, value_name = "N", default_value_t = 60)]
        limit: usize,
        /// The form of what is printed.
        #[arg(long, value_name = "FORM", default_value = "text", value_parser = Form::named)]
        format: Form,
        /// Print one line for each version.
        #[arg(long)]
        stat: bool,
        /// Where packages are kept, instead of in the user's cache folder.
        #[arg(long, value_name = "DIR")]
        cache: Option<PathBuf>,
    },
    /// Generate the crates of a manifest, or check that they are up to date.
    Codegen {
        /// The services; all of the manifest if none is named.
        services: Vec<String>,
        /// The manifest.
        #[arg(long, value_name = "FILE", default_value = "smithwright.toml")]
        manifest: PathBuf,
        /// Write nothing; list what is not up to date, and fail if anything is.
        #[arg(long)]
        check: bool,
        /// The form of what `--check` prints: text, markdown, json, or github for annotations and a summary of the job.
        #[arg(long, value_name = "FORM", default_value = "text", value_parser = Form::named, requires = "check")]
        format: Form,
        /// How many services to generate at a time; as many as there are processors if not given.
        #[arg(long, value_name = "N")]
        jobs: Option<usize>,
    },
    /// Take over what is new in models that others publish: models, crates, versions, changelog.
    Update {
        /// The services of the manifest; all that are published if none is named.
        services: Vec<String>,
        /// The manifest.
        #[arg(long, value_name = "FILE", default_value = "smithwright.toml")]
        manifest: PathBuf,
        /// A folder of botocore's models, or a version of botocore or `newest`, which is fetched.
        #[arg(long, value_name = "DIR|VERSION", default_value = botocore::VERSION)]
        botocore: String,
        /// A folder of AWS's Smithy models as JSON AST, for services whose models are such.
        #[arg(long, value_name = "DIR", conflicts_with = "botocore")]
        smithy: Option<PathBuf>,
        /// Write nothing; fail if something is newer upstream, and say what.
        #[arg(long)]
        check: bool,
        /// Keep the documentation that the models have here, and take none from upstream.
        #[arg(long)]
        own_documentation: bool,
        /// The form of what is printed.
        #[arg(long, value_name = "FORM", default_value = "text", value_parser = Form::named)]
        format: Form,
    },
    /// Print the JSON AST that the files of a Smithy model stand for together.
    Ast {
        /// Files in IDL and JSON AST, and folders of such.
        #[arg(required = true, value_name = "FILE|DIR")]
        models: Vec<PathBuf>,
        /// Write IDL into this folder instead, a file for each namespace.
        #[arg(long, value_name = "DIR")]
        idl: Option<PathBuf>,
    },
    /// Say what is wrong with a model, and generate nothing.
    Validate {
        /// Files in IDL and JSON AST, and folders of such; or one file in AWS API JSON.
        #[arg(required = true, value_name = "FILE|DIR")]
        models: Vec<PathBuf>,
        /// Only the service with this id.
        #[arg(long, value_name = "ID")]
        service: Option<String>,
    },
    /// Make a new crate around a Smithy model: a build script that generates the client, and a program that calls it.
    Init {
        /// The directory of the crate, which is called after it.
        directory: PathBuf,
        /// The model, which is copied: a file, or a folder of the files of one. A small one to begin with if not given.
        #[arg(long, value_name = "FILE|DIR")]
        model: Option<PathBuf>,
        /// The service, if the model has several.
        #[arg(long, value_name = "ID")]
        service: Option<String>,
        /// Where the crates of Smithwright are, if Cargo does not find them by version.
        #[arg(long, value_name = "DIR")]
        smithwright_path: Option<PathBuf>,
    },
    /// Look after models.
    #[command(subcommand)]
    Models(Models),
}

#[derive(Subcommand)]
pub(crate) enum Models {
    /// Bring in a package of botocore, and print where its models are: those of all services.
    Fetch {
        /// The version.
        #[arg(long, value_name = "VERSION", default_value = botocore::VERSION)]
        botocore: String,
        /// What the package's wheel must have; known for the default version.
        #[arg(long, value_name = "HEX")]
        sha256: Option<String>,
        /// Where packages are kept, instead of in the user's cache folder.
        #[arg(long, value_name = "DIR")]
        cache: Option<PathBuf>,
    },
}

#[derive(Args)]
pub(crate) struct Generate {
    /// Services of a folder of models: `s3`, or `cloudfront@2014-05-31` for a version that is not the newest.
    #[arg(value_name = "SERVICE", conflicts_with = "model")]
    pub(crate) services: Vec<String>,
    /// All services of a folder of models, each in its newest version.
    #[arg(long, conflicts_with_all = ["services", "model"])]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) from: From,
    /// The directory of the crate: new, empty, or generated before. With a folder of models, where the directories of
    /// the crates are.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// The endpoint rules of the service; those that stand beside the model if not given.
    #[arg(long, value_name = "FILE", requires = "model")]
    pub(crate) endpoint_rules: Option<PathBuf>,
    /// The package; if not given, `aws-sdk-` and the service id for services of AWS, and the name of the service for others.
    #[arg(long, value_name = "NAME", requires = "model")]
    pub(crate) crate_name: Option<String>,
    /// The version of the package; if not given, `1.999.0` for services of AWS, which
    /// dependencies on `1` and on any `1.N` take, and `0.1.0` for others.
    #[arg(long, value_name = "VERSION")]
    pub(crate) crate_version: Option<String>,
    /// Where the crate finds `smithwright-runtime`, instead of by version.
    #[arg(long, value_name = "DIR")]
    pub(crate) runtime_path: Option<PathBuf>,
    /// The id of the service, if the model has several: `example.weather#Weather`.
    #[arg(long, value_name = "ID", requires = "model")]
    pub(crate) service: Option<String>,
    /// The protocol, if the service speaks several: `rest-json`, `json-1.0`, …
    #[arg(long, value_name = "NAME", requires = "model")]
    pub(crate) protocol: Option<String>,
    /// Only these operations, and what they reach: `--operations GetObject,Put*`.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) operations: Vec<String>,
    /// Into how many parts crates are divided, each a crate of its own behind the one that is named; 1 for one crate. If
    /// not given, as many as the size of the service asks for: small ones are one crate, the largest have 8 parts.
    #[arg(long, value_name = "N")]
    pub(crate) family: Option<usize>,
    /// Types without a client: structures, unions, enums, errors and builders, for servers and for programs that share them.
    #[arg(long, conflicts_with = "family")]
    pub(crate) types_only: bool,
    /// A manifest whose service with the same model file gives name, version, renames and customisations.
    #[arg(long, value_name = "FILE", requires = "model")]
    pub(crate) manifest: Option<PathBuf>,
    /// How many services to generate at a time; as many as there are processors if not given.
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<usize>,
}

/// Where models come from.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(crate) struct From {
    /// The model: Smithy's IDL or JSON AST, or AWS API JSON, plain or `.gz`; or a folder of the IDL and AST files of one model.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// A folder of AWS's Smithy models as JSON AST: the repository of all of them, or one that holds a file per service.
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
