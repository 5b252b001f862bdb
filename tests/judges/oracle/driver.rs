//! The common part of the drivers of all services: JSON in the form of `oracle.py` to a call, and back.
//!
//! A driver reads a line `{operation, input}` and writes the request of that call, or reads `{operation, response}` and
//! writes the output or error. `cargo xtask oracle` generates the rest of it: the table of operations.

pub mod values;

use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_schema::codec::http_string::HttpStringDeserializer;
use aws_smithy_schema::serde::SerdeError;
use aws_smithy_types::base64;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde_json::{Map, Value, json};
use smithwright_runtime::config::{BehaviorVersion, Builder, Credentials, Region, SharedHttpClient};
use smithwright_runtime::expanded::{Settings, read_members};
use smithwright_runtime::presigning::PresigningConfig;
use smithwright_runtime::settings::{HasAccelerate, HasForcePathStyle, OfAws};
use smithwright_runtime::{Handle, Operation, Presignable, Stream, Structure};
use std::io::{BufRead, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};
use values::{Reader, Writer};

/// Returns an error of the service as JSON: its shape and its members.
pub type ErrorReader = fn(&(dyn std::error::Error + 'static)) -> Option<(&'static str, Value)>;

/// Writes a line to standard output for every line of standard input.
pub fn run(call: fn(&tokio::runtime::Runtime, &Value) -> Option<Value>) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let record: Value = serde_json::from_str(&line?)?;
        let answer = call(&runtime, &record).unwrap_or_else(|| json!({"driver_error": "no such operation"}));
        writeln!(output, "{answer}")?;
    }
    output.flush()
}

/// Makes the call that a record describes.
pub fn call<I: Operation>(runtime: &tokio::runtime::Runtime, record: &Value, errors: ErrorReader) -> Value {
    let response = record.get("response");
    let mut input = I::empty();
    let filled = match (response, record.get("input")) {
        (None, Some(value)) => read_members(&mut input, &mut Reader(value)),
        // Without a valid input, the call would not reach the response.
        _ => fill_labels(&mut input, I::INFO.host_prefix),
    };
    if let Err(error) = filled {
        return json!({"driver_error": error.to_string()});
    }
    if let Some((name, stream)) = stream(&mut input)
        && let Some(text) = record.get("input").and_then(|input| input.get(name)?.as_str())
    {
        *stream = ByteStream::from(base64::decode(text).unwrap_or_default());
    }
    let seen = Arc::new(Mutex::new(None));
    let root = I::Output::empty().shape().schema().xml_name().map(|name| name.value());
    let (request, answer) = (seen.clone(), response.cloned().map(|answer| with_root(answer, root)));
    let client = infallible_client_fn(move |request: http::Request<SdkBody>| {
        *seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(described(&request));
        respond(answer.as_ref())
    });
    let handle = handle::<I>(record, client);
    let result = runtime.block_on(smithwright_runtime::send(&handle, Ok(input), None));
    if response.is_none() {
        let request = request.lock().unwrap_or_else(PoisonError::into_inner).take();
        return match (request, result) {
            (Some(request), _) => json!({ "request": request }),
            (None, result) => json!({"driver_error": result.err().map(|error| format!("{error:?}"))}),
        };
    }
    match result {
        Ok(mut output) => match write(&output) {
            Ok(mut written) => {
                if let Some((name, stream)) = stream(&mut output) {
                    let body = runtime.block_on(std::mem::take(stream).collect());
                    let body =
                        body.map(|body| base64::encode(body.into_bytes())).map_err(|error| error.to_string());
                    written[name] = body.unwrap_or_else(|error| error).into();
                }
                json!({ "output": written })
            }
            Err(error) => json!({"driver_error": error.to_string()}),
        },
        Err(error) => match error.as_service_error() {
            Some(error) => json!({ "error": service_error(error, errors) }),
            None => json!({"driver_error": format!("{error:?}")}),
        },
    }
}

/// Any service that is signed in a region.
#[derive(Debug)]
enum Signed {}

impl OfAws for Signed {}
impl HasAccelerate for Signed {}
impl HasForcePathStyle for Signed {}

/// The configuration of every client, whether its service is AWS's or not, with the settings of a record.
fn settings<S>(token: Option<String>, client: &Value) -> Builder<S> {
    let is = |name: &str| client[name].as_bool();
    let region = client["region"].as_str().unwrap_or("us-east-1").to_owned();
    let mut builder = Builder::<Signed>::new()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", token, None, "oracle"));
    builder.set_use_dual_stack(is("dual_stack"));
    builder.set_accelerate(is("accelerate"));
    builder.set_force_path_style(is("path_style"));
    let settings: Settings = builder.into();
    settings.into()
}

/// A client that calls with `client`.
pub fn handle<I: Operation>(record: &Value, client: SharedHttpClient) -> Arc<Handle<I::Service>> {
    let mut config = settings::<I::Service>(None, &record["client"]);
    // If the record describes the client, the rules resolve the endpoint.
    if record.get("client").is_none() {
        let endpoint = record.get("endpoint").and_then(Value::as_str);
        config = config.endpoint_url(endpoint.unwrap_or("https://oracle.invalid"));
    }
    let config = config
        .http_client(client)
        // Calls that require a token are made without one here.
        .allow_no_auth()
        .retry_config(smithwright_runtime::config::retry::RetryConfig::disabled())
        .build();
    Arc::new(Handle::new(config))
}

/// An error of the service as JSON.
pub fn service_error(error: &(impl std::error::Error + ProvideErrorMetadata), errors: ErrorReader) -> Value {
    let modelled = error.source().and_then(errors);
    let (shape, fields) = modelled.map_or((None, Value::Null), |(shape, fields)| (Some(shape), fields));
    let (code, message) = (error.code(), error.message());
    json!({"code": code, "message": message, "shape": shape, "fields": fields, "debug": format!("{error:?}")})
}

/// Signs the request of the call that a record describes.
pub fn presign<I: Presignable>(runtime: &tokio::runtime::Runtime, record: &Value) -> Value {
    let mut input = I::empty();
    let refused = |problem: String| json!({"driver_error": problem});
    if let Some(Err(error)) = record.get("input").map(|value| read_members(&mut input, &mut Reader(value))) {
        return refused(error.to_string());
    }
    let how = &record["presign"];
    let seconds = |key: &str| Duration::from_secs(how[key].as_u64().unwrap_or_default());
    let config = PresigningConfig::builder().start_time(SystemTime::UNIX_EPOCH + seconds("start"));
    let token = how["token"].as_str().map(str::to_owned);
    let client = settings::<I::Service>(token, &Value::Null)
        .endpoint_url(record["endpoint"].as_str().unwrap_or_default())
        .http_client(infallible_client_fn(|_| http::Response::new(SdkBody::empty())));
    let handle = Handle::new(client.build());
    let Ok(config) = config.expires_in(seconds("expires")).build() else {
        return refused("too long".to_owned());
    };
    match runtime.block_on(smithwright_runtime::expanded::presign(&handle, Ok(input), None, config)) {
        Ok(request) => {
            let headers: Vec<_> = request.headers().collect();
            json!({"method": request.method(), "uri": request.uri(), "headers": headers})
        }
        Err(error) => refused(format!("{error:?}")),
    }
}

/// The member of a structure that is a streaming body, if it is set.
fn stream(structure: &mut dyn Structure) -> Option<(&'static str, &mut ByteStream)> {
    let members = structure.shape().schema().members();
    let index = members.iter().position(|member| member.streaming())?;
    match structure.field_mut(index)?.stream()? {
        Stream::Bytes(stream) => Some((members[index].member_name()?, stream)),
        // Without the feature for events there are only bytes.
        #[allow(unreachable_patterns)]
        _ => None,
    }
}

/// The members of a structure as JSON.
pub fn write(value: &dyn Structure) -> Result<Value, SerdeError> {
    let mut members = Map::new();
    for (index, member) in value.shape().schema().members().iter().enumerate() {
        let mut writer = Writer::default();
        if let Some(field) = value.field(index) {
            field.write(member, &mut writer)?;
        }
        // By its name even if it is the payload, whose schema has none.
        if let Some(value) = writer.done {
            members.insert(member.member_name().unwrap_or_default().to_owned(), value);
        }
    }
    Ok(Value::Object(members))
}

/// Sets the members of an input without which no request can be built.
fn fill_labels(input: &mut dyn Structure, host: &str) -> Result<(), SerdeError> {
    for (index, member) in input.shape().schema().members().iter().enumerate() {
        let in_host = member.member_name().is_some_and(|name| host.contains(&format!("{{{name}}}")));
        if (in_host || member.http_label().is_some() || member.http_query().is_some())
            && let Some(field) = input.field_mut(index)
        {
            let texts = ["1", "true", "2020-01-01T00:00:00Z", "Wed, 01 Jan 2020 00:00:00 GMT"];
            let mut read = |text| field.read(member, &mut HttpStringDeserializer::new(text)).is_ok();
            if !texts.into_iter().any(&mut read) {
                return Err(SerdeError::invalid_input(format!("no value for {:?}", member.member_name())));
            }
        }
    }
    Ok(())
}

/// The independent server names the root of a document after botocore's shape; S3 has its own names, which other judges
/// check.
fn with_root(mut answer: Value, root: Option<&str>) -> Value {
    let body = base64::decode(answer["body_b64"].as_str().unwrap_or_default()).unwrap_or_default();
    let Ok(text) = String::from_utf8(body) else { return answer };
    let start = text.find("?>").map_or(0, |end| end + "?>".len());
    let name =
        text[start..].trim_start().strip_prefix('<').and_then(|rest| rest.split([' ', '>', '/']).next());
    if let (Some(root), Some(name)) = (root, name.filter(|name| name.ends_with("Output"))) {
        let body = text[start..].replacen(&format!("<{name}"), &format!("<{root}"), 1);
        let body = body.replace(&format!("</{name}>"), &format!("</{root}>"));
        let body = format!("{}{body}", &text[..start]);
        for (header, value) in answer["headers"].as_object_mut().into_iter().flatten() {
            if header.eq_ignore_ascii_case("content-length") {
                *value = body.len().to_string().into();
            }
        }
        answer["body_b64"] = base64::encode(body).into();
    }
    answer
}

/// A request as JSON, without a body that is still streamed.
pub fn described(request: &http::Request<SdkBody>) -> Value {
    let uri = request.uri();
    let headers = request.headers().keys().map(|name| {
        let lines =
            request.headers().get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
        (name.to_string(), Value::from(lines.collect::<Vec<_>>().join(", ")))
    });
    json!({
        "method": request.method().as_str(),
        "host": uri.host(),
        "path": uri.path(),
        "query": uri.query().unwrap_or_default(),
        "headers": headers.collect::<Map<_, _>>(),
        "body_b64": base64::encode(request.body().bytes().unwrap_or_default()),
    })
}

/// The response in a record.
pub fn respond(response: Option<&Value>) -> http::Response<SdkBody> {
    let empty = json!({"status": 200, "headers": {}, "body_b64": ""});
    let response = response.unwrap_or(&empty);
    let status = response["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(500);
    let body = base64::decode(response["body_b64"].as_str().unwrap_or_default()).unwrap_or_default();
    let mut builder = http::Response::builder().status(status);
    for (name, value) in response["headers"].as_object().into_iter().flatten() {
        builder = builder.header(name, value.as_str().unwrap_or_default());
    }
    builder.body(SdkBody::from(body)).unwrap_or_else(|_| http::Response::new(SdkBody::empty()))
}
