//! `aws.protocols#awsQuery` and `aws.protocols#ec2Query`: forms as requests, XML as responses.

use super::rest_xml::RestXml;
use super::xml;
use crate::ec2_query::Ec2QuerySerializer;
use crate::types::{HttpRequest, HttpResponse, Schema, SdkBody, SerdeError, ShapeDeserializer};
use aws_smithy_query::protocol::AwsQueryProtocol;
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_schema::codec::Codec;
use aws_smithy_schema::protocol::{ClientProtocolInner, ServiceVersion, apply_http_endpoint};
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_schema::{ShapeId, shape_id};
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;
use aws_smithy_types::error::metadata::Builder;
use aws_smithy_xml::codec::{XmlCodec, XmlCodecSettings};

/// Reads an XML document.
fn document(body: &[u8]) -> Box<dyn ShapeDeserializer + '_> {
    let format = aws_smithy_types::date_time::Format::DateTime;
    let codec = XmlCodec::new(XmlCodecSettings::builder().default_timestamp_format(format).build());
    Box::new(codec.create_deserializer(body))
}

/// What stands for an answer without a body: an operation may have nothing to say.
const EMPTY: &[u8] = b"<Empty/>";

fn body(response: &HttpResponse) -> &[u8] {
    response.body().bytes().unwrap_or_default()
}

/// The published protocol, with errors: they are those of `restXml`.
#[derive(Debug, Default)]
pub(super) struct AwsQuery {
    inner: AwsQueryProtocol,
    errors: RestXml,
}

impl ClientProtocolInner for AwsQuery {
    type Request = HttpRequest;
    type Response = HttpResponse;

    fn protocol_id(&self) -> &ShapeId<'static> {
        self.inner.protocol_id()
    }

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
        match body(response).is_empty() {
            true => Ok(document(EMPTY)),
            false => self.inner.deserialize_response(response, schema, config),
        }
    }

    fn parse_error_metadata(
        &self,
        response: &HttpResponse,
        config: &ConfigBag,
    ) -> Result<Builder, SerdeError> {
        self.errors.for_error(response).parse_error_metadata(response, config)
    }

    fn deserialize_error_response<'a>(
        &self,
        response: &'a HttpResponse,
        _: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        let body = body(response);
        Ok(document(xml::element(body, "Error").unwrap_or(body)))
    }

    fn update_endpoint(
        &self,
        request: &mut HttpRequest,
        endpoint: &Endpoint,
        config: &ConfigBag,
    ) -> Result<(), SerdeError> {
        self.inner.update_endpoint(request, endpoint, config)
    }
}

static EC2_QUERY: ShapeId<'static> = shape_id!("aws.protocols", "ec2Query");

#[derive(Debug, Default)]
pub(super) struct Ec2Query(());

/// What stands in `<Response><Errors><Error>`; also where services leave out a level.
fn ec2_error(body: &[u8]) -> &[u8] {
    let errors = xml::element(body, "Errors").unwrap_or(body);
    xml::element(errors, "Error").unwrap_or(errors)
}

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
        _: &Schema<'_>,
        _: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        let body = body(response);
        Ok(document(if body.is_empty() { EMPTY } else { body }))
    }

    fn parse_error_metadata(&self, response: &HttpResponse, _: &ConfigBag) -> Result<Builder, SerdeError> {
        Ok(xml::code_and_message(ec2_error(body(response))))
    }

    fn deserialize_error_response<'a>(
        &self,
        response: &'a HttpResponse,
        _: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        Ok(document(ec2_error(body(response))))
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
