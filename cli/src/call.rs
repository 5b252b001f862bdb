//! Calls: configuration and credentials, requests, responses, and errors.

use crate::events;
use crate::failure::Failure;
use crate::identity;
use crate::options::expanded;
use crate::outfile;
use crate::output::{Format, escaped};
use crate::service::Service;
use crate::values;
use aws_config::profile::parser;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_smithy_http_client::tls::{self, rustls_provider::CryptoMode};
use aws_smithy_types::byte_stream::ByteStream;
use aws_types::os_shim_internal::{Env, Fs};
use clap::ArgMatches;
use serde_json::Value;
use smithwright_codegen::model::Operation;
use smithwright_codegen::plan;
use smithwright_runtime::dynamic::{self, Client, Datum, Identities, Record, RecordReceiver};
use smithwright_runtime::types::{ProvideErrorMetadata, SdkError, WaiterError};
use std::borrow::Cow;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// The options of all calls.
#[derive(Debug)]
pub struct Settings {
    region: Option<String>,
    profile: Option<String>,
    endpoint_url: Option<String>,
    signed: bool,
    connect_timeout: Duration,
    read_timeout: Duration,
}

impl Settings {
    /// Reads the options of a command.
    ///
    /// # Errors
    ///
    /// [`Failure`]: an option has an invalid value, or requests something that is rejected.
    pub fn of(matches: &ArgMatches) -> Result<Self, Failure> {
        let text = |name: &str| matches.get_one::<String>(name).cloned();
        if matches.get_flag("no-verify-ssl") {
            return Err(Failure::usage(
                "--no-verify-ssl: certificates are always checked; for a server of your own, name the certificate of its \
                 authority in the variable SSL_CERT_FILE, or call it by http://",
            ));
        }
        let seconds = |name: &str| match text(name) {
            None => Ok(Duration::from_secs(60)),
            Some(text) => text.parse().map(Duration::from_secs).map_err(|_| {
                Failure::usage(format!("--{name}: expected whole seconds, found `{}`", text.escape_debug()))
            }),
        };
        if let Some(url) = text("endpoint-url").filter(|url| !url.contains("://")) {
            let url = url.escape_debug();
            return Err(Failure::usage(format!(
                "--endpoint-url: `{url}` does not start with https:// or http://"
            )));
        }
        Ok(Self {
            region: text("region"),
            profile: text("profile"),
            endpoint_url: text("endpoint-url"),
            signed: !matches.get_flag("no-sign-request"),
            connect_timeout: seconds("cli-connect-timeout")?,
            read_timeout: seconds("cli-read-timeout")?,
        })
    }

    async fn config(&self) -> SdkConfig {
        let https = aws_smithy_http_client::Builder::new()
            .tls_provider(tls::Provider::Rustls(CryptoMode::Ring))
            .build_https();
        let mut timeouts = TimeoutConfig::builder();
        if !self.connect_timeout.is_zero() {
            timeouts = timeouts.connect_timeout(self.connect_timeout);
        }
        if !self.read_timeout.is_zero() {
            timeouts = timeouts.read_timeout(self.read_timeout);
        }
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(https)
            .timeout_config(timeouts.build());
        if let Some(region) = &self.region {
            loader = loader.region(Region::new(region.clone()));
        }
        if let Some(profile) = &self.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(url) = &self.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        if !self.signed {
            loader = loader.no_credentials();
        }
        loader.load().await
    }

    /// The name of the format of outputs that the environment or the profile has, as the AWS CLI reads it. Errors in
    /// the files are reported when they are needed.
    async fn output(&self) -> Option<String> {
        if let Some(name) = std::env::var("AWS_DEFAULT_OUTPUT").ok().filter(|name| !name.is_empty()) {
            return Some(name);
        }
        let (files, profile) = (EnvConfigFiles::default(), self.profile.clone().map(Cow::from));
        let profiles = parser::load(&Fs::real(), &Env::real(), &files, profile).await.ok()?;
        profiles.get("output").map(str::to_owned)
    }
}

/// The options and the operation of a call.
#[derive(Debug)]
pub struct Connection<'a> {
    /// The options.
    pub settings: Settings,
    /// The operation.
    pub operation: &'a Operation,
    /// The operation that returns the endpoint, if the service requires a discovered one.
    pub discovery: Option<&'a Operation>,
}

/// What a call sends.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// The input, as JSON.
    pub input: &'a Value,
    /// The file that is the body, or whose lines are events.
    pub body: Option<&'a str>,
}

impl Connection<'_> {
    /// Runs calls to their end, or until they are interrupted.
    ///
    /// # Errors
    ///
    /// [`Failure`] of the calls or of their configuration; code 130 if they are interrupted.
    pub fn run<T>(
        &self,
        plan: &plan::Crate,
        calls: impl AsyncFnOnce(Session<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::other(format!("cannot start: {error}")))?;
        let service = Service::new(plan).map_err(Failure::usage)?;
        let named = |operation: &Operation| {
            let found = service.operation(&operation.name);
            found.ok_or_else(|| Failure::other(format!("`{}` is not in its own plan", operation.name)))
        };
        let operation = named(self.operation)?;
        let discovery = self.discovery.map(named).transpose()?;
        runtime.block_on(async {
            let calls = async {
                let config = self.settings.config().await;
                let in_region = plan.service.of_aws || plan.service.given.contains(&plan::Given::Region);
                if config.region().is_none() && in_region {
                    return Err(Failure::configuration(
                        "which region? name it with --region, in the variable AWS_REGION, or in a profile",
                    ));
                }
                let identities = if self.settings.signed {
                    identity::of_environment(plan, &self.operation.name)?
                } else {
                    Identities::default()
                };
                let client = |config: &SdkConfig| {
                    let client = if self.settings.signed {
                        service.client(config, identities.clone())
                    } else {
                        service.unsigned_client(config)
                    };
                    client.map_err(|error| Failure::configuration(error.to_string()))
                };
                let settings = &self.settings;
                let output = settings.output().await;
                let mut session = Session { client: client(&config)?, operation, settings, output };
                // A configured endpoint is called without discovery.
                if let Some(discovery) = discovery.filter(|_| config.endpoint_url().is_none()) {
                    session.operation = discovery;
                    let url = session.endpoint().await?;
                    session.client = client(&config.into_builder().endpoint_url(url).build())?;
                    session.operation = operation;
                }
                calls(session).await
            };
            tokio::select! {
                result = calls => result,
                _ = tokio::signal::ctrl_c() => Err(Failure { text: String::new(), code: 130 }),
            }
        })
    }
}

/// A client, and the operation that it calls.
#[derive(Debug)]
pub struct Session<'a> {
    client: Client,
    operation: &'static dynamic::Operation,
    settings: &'a Settings,
    /// The name of the format of outputs, if the environment or the profile has one.
    output: Option<String>,
}

impl Session<'_> {
    /// The output format of the environment or the profile, or JSON.
    ///
    /// # Errors
    ///
    /// [`Failure`]: there is no such format.
    pub fn format(&self) -> Result<Format, Failure> {
        self.output.as_deref().map_or(Ok(Format::Json), Format::named)
    }

    /// Calls the operation. Returns its output, without the body that is written to a file.
    ///
    /// # Errors
    ///
    /// [`Failure`] of the call, with its place.
    pub async fn call(&self, sent: Sent<'_>, received: Option<(&str, &Path)>) -> Result<Value, Failure> {
        let mut output = self.send(sent).await?;
        if let Some((name, path)) = received
            && let Some(body) = output.take(name)
        {
            match body {
                Datum::Stream(stream) => outfile::write(stream, path).await?,
                Datum::Blob(blob) => outfile::write(ByteStream::from(blob.into_inner()), path).await?,
                _ => {}
            }
        }
        Ok(Value::Object(values::object(&output)))
    }

    /// Calls the operation, and passes to `visit` the members of its output that are not events, if there are any, and
    /// then each event when it arrives. The bytes of events are written to the file, if one is named.
    ///
    /// # Errors
    ///
    /// [`Failure`]: as of [`call`](Self::call), or for an error instead of an event.
    pub async fn events(
        &self,
        sent: Sent<'_>,
        outfile: Option<&Path>,
        visit: impl Fn(Value) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut output = self.send(sent).await?;
        let members = values::object(&output);
        if outfile.is_none() && !members.is_empty() {
            visit(Value::Object(members))?;
        }
        let kinds = self.operation.output().kinds().iter();
        let index = kinds.clone().position(|kind| matches!(kind, dynamic::Kind::ReceivedEvents(_)));
        let name = index.and_then(|index| Some(self.operation.output().shape().members().get(index)?.field));
        let Some(mut events) = name.and_then(|name| output.take(name)).and_then(RecordReceiver::of) else {
            return Ok(());
        };
        let Some(path) = outfile else {
            while let Some(event) = events.recv().await.map_err(|error| self.failure(error))? {
                visit(Value::Object(values::object(&event)))?;
            }
            return Ok(());
        };
        let (mut file, failed) = (outfile::create(path)?, |error| outfile::unwritten(path, &error));
        let written = async {
            while let Some(event) = events.recv().await.map_err(|error| self.failure(error))? {
                events::write_payload(&event, &mut file).map_err(failed)?;
            }
            file.flush().map_err(failed)
        };
        outfile::kept_if_whole(path, written.await)
    }

    async fn send(&self, sent: Sent<'_>) -> Result<Record, Failure> {
        let mut record = values::record(self.operation.input(), sent.input).map_err(Failure::usage)?;
        if let Some(name) = sent.body {
            for (index, kind) in self.operation.input().kinds().iter().enumerate() {
                match kind {
                    dynamic::Kind::Stream => {
                        let stream = ByteStream::from_path(expanded(name)).await;
                        let stream = stream.map_err(|error| {
                            Failure::usage(format!("cannot read `{name}`: {}", chain(&error)))
                        })?;
                        record.set(index, Datum::Stream(stream));
                    }
                    dynamic::Kind::SentEvents(of) => record.set(index, events::of_file(name, of)?),
                    _ => {}
                }
            }
        }
        self.client.send(self.operation, record).await.map_err(|error| self.failure(error))
    }

    /// The endpoint that the operation returns (Smithy, `clientDiscoveredEndpoint`).
    async fn endpoint(&self) -> Result<String, Failure> {
        let output = self.call(Sent { input: &Value::Null, body: None }, None).await?;
        address(&output).map(|address| format!("https://{address}")).ok_or_else(|| {
            Failure::other("the service gives no endpoint for this operation; name one with --endpoint-url")
        })
    }

    /// Calls the operation until the waiter succeeds.
    ///
    /// # Errors
    ///
    /// [`Failure`]: the waiter failed, timed out, or a call failed.
    pub async fn wait(&self, input: &Value, waiter: &plan::Waiter, longest: Duration) -> Result<(), Failure> {
        // The input was checked before.
        values::record(self.operation.input(), input).map_err(Failure::usage)?;
        let of = self.operation.input();
        let input = || values::record(of, input).unwrap_or_else(|_| Record::new(of));
        let acceptors: Vec<&str> = waiter.acceptors.iter().map(String::as_str).collect();
        let waited = self.client.wait(self.operation, input, &acceptors, waiter.delays, longest).await;
        waited.map_err(|error| {
            let reason = match &error {
                WaiterError::ExceededMaxWait(_) => format!("it did not come within {} s", longest.as_secs()),
                WaiterError::FailureState(_) => "it will not come any more".to_owned(),
                WaiterError::OperationFailed(failed) => match failed.error() {
                    SdkError::ServiceError(service) => {
                        let error = service.err();
                        let (code, message) =
                            (error.code().unwrap_or_default(), error.message().unwrap_or_default());
                        format!("an error occurred ({}): {}", escaped(code), escaped(message))
                    }
                    other => escaped(&chain(other)),
                },
                other => escaped(&chain(other)),
            };
            Failure::other(format!("waiter {} failed: {reason}", waiter.name))
        })
    }

    /// The message of a failed call, as in the AWS CLI.
    fn failure<R: std::fmt::Debug>(&self, error: SdkError<smithwright_runtime::Failure, R>) -> Failure {
        let name = self.operation.info().name;
        let context = escaped(&chain(&error));
        match &error {
            SdkError::ServiceError(service) => {
                let error = service.err();
                let Some(code) = error.code() else {
                    return Failure::other(format!("the response to {name} cannot be read: {context}"));
                };
                let message = error.message().unwrap_or("Unknown");
                let mut text = format!(
                    "An error occurred ({}) when calling the {name} operation: {}",
                    escaped(code),
                    escaped(message)
                );
                let details: Option<&dyn std::any::Any> = error.details().map(|details| details as _);
                if let Some(details) = details.and_then(|details| details.downcast_ref::<Record>()) {
                    let members = values::object(details);
                    let is_message = |name: &str| {
                        name.eq_ignore_ascii_case("message") || name.eq_ignore_ascii_case("code")
                    };
                    let more: Vec<_> = members.iter().filter(|(name, _)| !is_message(name)).collect();
                    if !more.is_empty() {
                        text.push_str("\n\nAdditional error details:");
                    }
                    for (name, value) in more {
                        let value = value.as_str().map_or_else(|| value.to_string(), escaped);
                        text.push_str(&format!("\n{name}: {value}"));
                    }
                }
                Failure::service(text)
            }
            SdkError::DispatchFailure(_) if context.to_lowercase().contains("credentials") => {
                Failure::configuration(format!(
                    "there are no credentials: {context}\nset AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile with \
                 --profile, or send the request without a signature (--no-sign-request)"
                ))
            }
            SdkError::DispatchFailure(_) => {
                let place = self.settings.endpoint_url.as_deref().unwrap_or("the service");
                Failure::other(format!("cannot reach {place}: {context}"))
            }
            SdkError::TimeoutError(_) => Failure::other(format!("{name} took too long: {context}")),
            SdkError::ConstructionFailure(_) => Failure::usage(format!("{name} cannot be called: {context}")),
            _ => Failure::other(format!("the response to {name} cannot be read: {context}")),
        }
    }
}

/// The host, and the port if there is one, of the first endpoint in an output. Requests go there, so anything else is rejected.
fn address(output: &Value) -> Option<&str> {
    let address = output.get("Endpoints")?.get(0)?.get("Address")?.as_str()?;
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':');
    Some(address).filter(|address| !address.is_empty() && address.chars().all(is_host))
}

/// An error and its causes, without repetitions.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = String::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let said = cause.to_string();
        if !text.contains(&said) {
            text.push_str(if text.is_empty() { "" } else { ": " });
            text.push_str(&said);
        }
        next = cause.source();
    }
    if text.is_empty() { error.to_string() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_address_is_that_of_a_host() {
        let output = |address: Value| json!({"Endpoints": [{"Address": address, "CachePeriodInMinutes": 1}]});
        for host in ["ingest-cell1.timestream.us-east-1.amazonaws.com", "localhost:8000"] {
            assert_eq!(address(&output(host.into())), Some(host));
        }
        for other in ["", "host/path", "user@host", "host?query", "host#part", "h ost"] {
            assert_eq!(address(&output(other.into())), None, "{other}");
        }
        for other in
            [output(1.into()), json!({"Endpoints": []}), json!({"Endpoints": {}}), json!({}), Value::Null]
        {
            assert_eq!(address(&other), None, "{other}");
        }
    }
}
