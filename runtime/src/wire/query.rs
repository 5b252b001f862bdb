//! `aws.protocols#awsQuery` and `aws.protocols#ec2Query`: forms as requests, XML as responses.

use super::ec2_form::Ec2QuerySerializer;
use super::published::delegate;
use super::xml::{self, XmlDeserializer};
use crate::shape::Shape;
use crate::types::{HttpRequest, HttpResponse, Schema, SdkBody, SerdeError, ShapeDeserializer};
use aws_smithy_query::protocol::AwsQueryProtocol;
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_schema::protocol::{ClientProtocolInner, ServiceVersion, apply_http_endpoint};
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_schema::{ShapeId, shape_id};
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;
use aws_smithy_types::error::metadata::{Builder, ErrorMetadata};

fn body(response: &HttpResponse) -> &[u8] {
    response.body().bytes().unwrap_or_default()
}

/// The name of the operation, and that of the root of its responses; `None` if its output has no members, since the
/// response is not read then.
fn root<'a>(schema: &Schema<'_>, config: &'a ConfigBag) -> Option<(&'a str, String)> {
    let operation = config.load::<Metadata>().map(Metadata::name).unwrap_or_default();
    (!schema.members().is_empty()).then(|| (operation, format!("{operation}Response")))
}

/// The published protocol, with errors: they are those of `restXml`.
#[derive(Debug, Default)]
pub(super) struct AwsQuery {
    inner: AwsQueryProtocol,
}

impl ClientProtocolInner for AwsQuery {
    delegate!(inner);

    fn serialize_request(
        &self,
        input: &dyn SerializableStruct,
        schema: &Schema<'_>,
        endpoint: &str,
        config: &ConfigBag,
    ) -> Result<HttpRequest, SerdeError> {
        self.inner.serialize_request(input, schema, endpoint, config)
    }

    fn deserialize_response<'a>(
        &self,
        response: &'a HttpResponse,
        schema: &Schema<'_>,
        config: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        Ok(Box::new(match root(schema, config) {
            None => XmlDeserializer::new(b""),
            Some((operation, root)) => XmlDeserializer::with_root(body(response), &root)?
                .must_enter(&format!("{operation}Result"))?,
        }))
    }

    fn parse_error_metadata(&self, response: &HttpResponse, _: &ConfigBag) -> Result<Builder, SerdeError> {
        code_and_message(error_of(body(response)))
    }

    fn deserialize_error_response<'a>(
        &self,
        response: &'a HttpResponse,
        _: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        Ok(Box::new(error_of(body(response))))
    }
}

static EC2_QUERY: ShapeId<'static> = shape_id!("aws.protocols", "ec2Query");

#[derive(Debug, Default)]
pub(super) struct Ec2Query(());

impl ClientProtocolInner for Ec2Query {
    type Request = HttpRequest;
    type Response = HttpResponse;

    fn protocol_id(&self) -> &ShapeId<'static> {
        &EC2_QUERY
    }

    fn serialize_request(
        &self,
        input: &dyn SerializableStruct,
        _: &Schema<'_>,
        _: &str,
        config: &ConfigBag,
    ) -> Result<HttpRequest, SerdeError> {
        let action = config.load::<Metadata>().map(Metadata::name).unwrap_or_default();
        let version = config.load::<ServiceVersion>().map(ServiceVersion::as_str).unwrap_or_default();
        let body = Ec2QuerySerializer::write(action, version, input)?;
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_uri("/").map_err(|error| SerdeError::write_failed(error.to_string()))?;
        let length = request.body().content_length();
        let headers = request.headers_mut();
        headers.insert("content-type", "application/x-www-form-urlencoded");
        if let Some(length) = length {
            headers.insert("content-length", length.to_string());
        }
        Ok(request)
    }

    fn deserialize_response<'a>(
        &self,
        response: &'a HttpResponse,
        schema: &Schema<'_>,
        config: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        Ok(Box::new(match root(schema, config) {
            None => XmlDeserializer::new(b""),
            Some((_, root)) => XmlDeserializer::with_root(body(response), &root)?,
        }))
    }

    fn parse_error_metadata(&self, response: &HttpResponse, _: &ConfigBag) -> Result<Builder, SerdeError> {
        code_and_message(error_of(body(response)))
    }

    fn deserialize_error_response<'a>(
        &self,
        response: &'a HttpResponse,
        _: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        Ok(Box::new(error_of(body(response))))
    }

    fn update_endpoint(
        &self,
        request: &mut HttpRequest,
        endpoint: &Endpoint,
        config: &ConfigBag,
    ) -> Result<(), SerdeError> {
        apply_http_endpoint(request, endpoint, config)
    }
}

/// The element `Error` of a response: the root, in it, or in `Errors`, as EC2 has it.
fn error_of(body: &[u8]) -> XmlDeserializer<'_> {
    if xml::root_is(body, "Error") {
        XmlDeserializer::new(body)
    } else {
        XmlDeserializer::new(body).enter(|name| name == "Errors").enter(|name| name == "Error")
    }
}

/// The code and the message of an error, under the names that services use.
static ERROR: Shape = Shape::structure(
    "Error\ncode Code: String\nmessage Message: String\nlower Lower: String @xmlName(message)\n",
);

/// Code and message of an error element.
fn code_and_message(mut error: XmlDeserializer<'_>) -> Result<Builder, SerdeError> {
    let mut metadata = ErrorMetadata::builder();
    error.read_struct(ERROR.schema(), &mut |member, deserializer| {
        let text = deserializer.read_string(member)?;
        let before = std::mem::take(&mut metadata);
        metadata = match member.member_index() {
            Some(0) => before.code(text),
            _ => before.message(text),
        };
        Ok(())
    })?;
    Ok(metadata)
}
