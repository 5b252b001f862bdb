//! What is the same in the drivers of all services: JSON in the form of `oracle.py` to a call, and back.
//!
//! A driver reads a line `{operation, input}` and writes the request of that call, or reads `{operation, response}` and
//! writes the output or error. `cargo xtask oracle` generates the rest of it: the table of operations.

use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_schema::Schema;
use aws_smithy_schema::codec::http_string::HttpStringDeserializer;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeDeserializer, ShapeSerializer};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document, Number, base64};
use serde_json::{Map, Value, json};
use smithwright_runtime::config::{BehaviorVersion, Builder, Credentials, Region};
use smithwright_runtime::expanded::read_members;
use smithwright_runtime::{Handle, Operation, Segment, Structure};
use std::error::Error as _;
use std::io::{BufRead, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Gives an error of the service as JSON: its shape and its members.
pub type ErrorReader = fn(&(dyn std::error::Error + 'static)) -> Option<(&'static str, Value)>;

/// Answers every line of standard input with a line on standard output.
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
    let mut input = I::empty();
    let response = record.get("response");
    let filled = match (response, record.get("input")) {
        (None, Some(value)) => read_members(&mut input, &mut Reader(value)),
        // An input is needed to get as far as the response.
        _ => fill_labels(&mut input, I::INFO.http.host_prefix),
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
    let config = Builder::<I::Service>::new()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(record.get("endpoint").and_then(Value::as_str).unwrap_or("https://oracle.invalid"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "oracle"))
        .http_client(client)
        // Calls that need a token, which nobody has here, are made without.
        .allow_no_auth()
        .retry_config(smithwright_runtime::config::retry::RetryConfig::disabled())
        .build();
    let handle = Arc::new(Handle::new(config));
    let result = runtime.block_on(smithwright_runtime::send(&handle, input, None));
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
            Some(error) => {
                let modelled = error.source().and_then(errors);
                let (shape, fields) =
                    modelled.map_or((None, Value::Null), |(shape, fields)| (Some(shape), fields));
                let (code, message) = (error.code(), error.message());
                json!({"error": {"code": code, "message": message, "shape": shape, "fields": fields, "debug": format!("{error:?}")}})
            }
            None => json!({"driver_error": format!("{error:?}")}),
        },
    }
}

/// The member of a structure that is a body to be streamed, if it is set.
fn stream(structure: &mut dyn Structure) -> Option<(&'static str, &mut ByteStream)> {
    let members = structure.shape().schema().members();
    let index = members.iter().position(|member| member.streaming())?;
    Some((members[index].member_name()?, structure.field_mut(index)?.stream()?))
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

/// Gives an input all that a request cannot be made without.
fn fill_labels(input: &mut dyn Structure, host: &[Segment]) -> Result<(), SerdeError> {
    for (index, member) in input.shape().schema().members().iter().enumerate() {
        let in_host = host.iter().any(|part| match part {
            Segment::Label(name) | Segment::GreedyLabel(name) => member.member_name() == Some(name),
            Segment::Literal(_) => false,
        });
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

/// The independent server calls the root of a document as botocore calls the shape; S3 has names of its own, which other
/// judges look at.
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

fn described(request: &http::Request<SdkBody>) -> Value {
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

fn respond(response: Option<&Value>) -> http::Response<SdkBody> {
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

/// Reads JSON in the form of `oracle.py`, whose keys are the names of members.
struct Reader<'a>(&'a Value);

impl Reader<'_> {
    fn wrong(&self, expected: &str) -> SerdeError {
        SerdeError::invalid_input(format!("{} is not {expected}", self.0))
    }

    fn integer(&self) -> Result<i64, SerdeError> {
        self.0.as_i64().ok_or_else(|| self.wrong("an integer"))
    }

    fn number(&self) -> Result<f64, SerdeError> {
        match self.0 {
            Value::String(text) => text.parse().map_err(|_| self.wrong("a number")),
            value => value.as_f64().ok_or_else(|| self.wrong("a number")),
        }
    }
}

impl ShapeDeserializer for Reader<'_> {
    fn read_struct(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let entries = self.0.as_object().ok_or_else(|| self.wrong("an object"))?;
        for (name, value) in entries {
            let member = schema.members().iter().find(|member| member.member_name() == Some(name));
            let member = member.ok_or_else(|| SerdeError::invalid_input(format!("no member `{name}`")))?;
            consumer(member, &mut Reader(value))?;
        }
        Ok(())
    }

    fn read_list(
        &mut self,
        _: &Schema<'_>,
        consumer: &mut dyn FnMut(&mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let values = self.0.as_array().ok_or_else(|| self.wrong("an array"))?;
        values.iter().try_for_each(|value| consumer(&mut Reader(value)))
    }

    fn read_map(
        &mut self,
        _: &Schema<'_>,
        consumer: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let entries = self.0.as_object().ok_or_else(|| self.wrong("an object"))?;
        entries.iter().try_for_each(|(key, value)| consumer(key.clone(), &mut Reader(value)))
    }

    fn read_boolean(&mut self, _: &Schema<'_>) -> Result<bool, SerdeError> {
        self.0.as_bool().ok_or_else(|| self.wrong("a boolean"))
    }

    fn read_byte(&mut self, _: &Schema<'_>) -> Result<i8, SerdeError> {
        self.integer()?.try_into().map_err(|_| self.wrong("a byte"))
    }

    fn read_short(&mut self, _: &Schema<'_>) -> Result<i16, SerdeError> {
        self.integer()?.try_into().map_err(|_| self.wrong("a short"))
    }

    fn read_integer(&mut self, _: &Schema<'_>) -> Result<i32, SerdeError> {
        self.integer()?.try_into().map_err(|_| self.wrong("an integer"))
    }

    fn read_long(&mut self, _: &Schema<'_>) -> Result<i64, SerdeError> {
        self.integer()
    }

    fn read_float(&mut self, _: &Schema<'_>) -> Result<f32, SerdeError> {
        Ok(self.number()? as f32)
    }

    fn read_double(&mut self, _: &Schema<'_>) -> Result<f64, SerdeError> {
        self.number()
    }

    fn read_big_integer(&mut self, _: &Schema<'_>) -> Result<BigInteger, SerdeError> {
        self.0.to_string().parse().map_err(|_| self.wrong("an integer"))
    }

    fn read_big_decimal(&mut self, _: &Schema<'_>) -> Result<BigDecimal, SerdeError> {
        self.0.to_string().parse().map_err(|_| self.wrong("a number"))
    }

    fn read_string(&mut self, _: &Schema<'_>) -> Result<String, SerdeError> {
        self.0.as_str().map(str::to_owned).ok_or_else(|| self.wrong("a string"))
    }

    fn read_blob(&mut self, schema: &Schema<'_>) -> Result<Blob, SerdeError> {
        base64::decode(self.read_string(schema)?).map(Blob::new).map_err(|_| self.wrong("base64"))
    }

    fn read_timestamp(&mut self, _: &Schema<'_>) -> Result<DateTime, SerdeError> {
        DateTime::from_str(&self.number()?.to_string(), Format::EpochSeconds)
            .map_err(|_| self.wrong("a timestamp"))
    }

    fn read_document(&mut self, _: &Schema<'_>) -> Result<Document, SerdeError> {
        Ok(document(self.0))
    }

    fn is_null(&self) -> bool {
        self.0.is_null()
    }

    fn container_size(&self) -> Option<usize> {
        None
    }
}

fn document(value: &Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(value) => Document::Bool(*value),
        Value::String(text) => Document::String(text.clone()),
        Value::Array(values) => Document::Array(values.iter().map(document).collect()),
        Value::Object(entries) => {
            Document::Object(entries.iter().map(|(key, value)| (key.clone(), document(value))).collect())
        }
        Value::Number(number) => Document::Number(match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => Number::PosInt(number),
            (None, Some(number)) => Number::NegInt(number),
            (None, None) => Number::Float(number.as_f64().unwrap_or_default()),
        }),
    }
}

/// Writes JSON in the form of `oracle.py`.
#[derive(Default)]
struct Writer {
    done: Option<Value>,
    /// The structures, maps and lists that are being written, with the names of the values in them.
    open: Vec<Vec<(String, Value)>>,
    /// The key of a map that waits for its value.
    key: Option<String>,
    /// Whether the innermost container is a map.
    maps: Vec<bool>,
}

impl Writer {
    fn put(&mut self, schema: &Schema<'_>, value: Value) -> Result<(), SerdeError> {
        let in_map = self.maps.last() == Some(&true);
        let name = match in_map {
            true => self.key.take(),
            false => schema.member_name().map(str::to_owned),
        };
        match self.open.last_mut() {
            Some(entries) => entries.push((name.unwrap_or_default(), value)),
            None => self.done = Some(value),
        }
        Ok(())
    }

    fn container(
        &mut self,
        schema: &Schema<'_>,
        map: bool,
        write: impl FnOnce(&mut Self) -> Result<(), SerdeError>,
        make: fn(Vec<(String, Value)>) -> Value,
    ) -> Result<(), SerdeError> {
        let key = self.key.take();
        self.open.push(Vec::new());
        self.maps.push(map);
        let written = write(self);
        let entries = self.open.pop().unwrap_or_default();
        self.maps.pop();
        self.key = key;
        written?;
        self.put(schema, make(entries))
    }

    fn structure(&mut self, schema: &Schema<'_>, value: &dyn SerializableStruct) -> Result<(), SerdeError> {
        let make = |entries: Vec<(String, Value)>| Value::Object(entries.into_iter().collect());
        self.container(schema, false, |writer| value.serialize_members(writer), make)
    }
}

impl ShapeSerializer for Writer {
    fn write_struct(
        &mut self,
        schema: &Schema<'_>,
        value: &dyn SerializableStruct,
    ) -> Result<(), SerdeError> {
        self.structure(schema, value)
    }

    fn write_list(
        &mut self,
        schema: &Schema<'_>,
        write: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let make = |entries: Vec<(String, Value)>| entries.into_iter().map(|(_, value)| value).collect();
        self.container(schema, false, |writer| write(writer), make)
    }

    fn write_map(
        &mut self,
        schema: &Schema<'_>,
        write: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let make = |entries: Vec<(String, Value)>| Value::Object(entries.into_iter().collect());
        self.container(schema, true, |writer| write(writer), make)
    }

    fn write_boolean(&mut self, schema: &Schema<'_>, value: bool) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_byte(&mut self, schema: &Schema<'_>, value: i8) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_short(&mut self, schema: &Schema<'_>, value: i16) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_integer(&mut self, schema: &Schema<'_>, value: i32) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_long(&mut self, schema: &Schema<'_>, value: i64) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_float(&mut self, schema: &Schema<'_>, value: f32) -> Result<(), SerdeError> {
        self.write_double(schema, value.into())
    }

    fn write_double(&mut self, schema: &Schema<'_>, value: f64) -> Result<(), SerdeError> {
        let value = match value.is_finite() {
            true => value.into(),
            false => value.to_string().replace("inf", "Infinity").into(),
        };
        self.put(schema, value)
    }

    fn write_big_integer(&mut self, schema: &Schema<'_>, value: &BigInteger) -> Result<(), SerdeError> {
        self.put(schema, value.as_ref().into())
    }

    fn write_big_decimal(&mut self, schema: &Schema<'_>, value: &BigDecimal) -> Result<(), SerdeError> {
        self.put(schema, value.as_ref().into())
    }

    fn write_string(&mut self, schema: &Schema<'_>, value: &str) -> Result<(), SerdeError> {
        if self.maps.last() == Some(&true) && self.key.is_none() {
            self.key = Some(value.to_owned());
            return Ok(());
        }
        self.put(schema, value.into())
    }

    fn write_blob(&mut self, schema: &Schema<'_>, value: Blob) -> Result<(), SerdeError> {
        self.put(schema, base64::encode(value).into())
    }

    fn write_timestamp(&mut self, schema: &Schema<'_>, value: &DateTime) -> Result<(), SerdeError> {
        self.put(schema, value.as_secs_f64().into())
    }

    fn write_document(&mut self, schema: &Schema<'_>, value: &Document) -> Result<(), SerdeError> {
        self.put(schema, from_document(value))
    }

    fn write_null(&mut self, schema: &Schema<'_>) -> Result<(), SerdeError> {
        self.put(schema, Value::Null)
    }
}

fn from_document(value: &Document) -> Value {
    match value {
        Document::Null => Value::Null,
        Document::Bool(value) => (*value).into(),
        Document::String(text) => text.as_str().into(),
        Document::Number(Number::PosInt(number)) => (*number).into(),
        Document::Number(Number::NegInt(number)) => (*number).into(),
        Document::Number(Number::Float(number)) => (*number).into(),
        Document::Array(values) => values.iter().map(from_document).collect(),
        Document::Object(entries) => {
            Value::Object(entries.iter().map(|(key, value)| (key.clone(), from_document(value))).collect())
        }
    }
}
