//! Protocols: AWS's published ones, and what they lack.

use crate::client::ServiceInfo;
use crate::types::{HttpResponse, Schema, SerdeError};
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_schema::{ShapeType, shape_id};

/// A byte-order mark, which is no part of a document (RFC 8259, 8.1; XML 1.0, 4.3.3).
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The part of a protocol that stays with the published one, which is a field.
#[cfg(any(feature = "cbor", feature = "xml"))]
macro_rules! to_inner {
    ($inner:tt) => {
        type Request = HttpRequest;
        type Response = HttpResponse;

        fn protocol_id(&self) -> &ShapeId<'static> {
            self.$inner.protocol_id()
        }

        fn serialize_request(
            &self,
            input: &dyn SerializableStruct,
            schema: &Schema<'_>,
            endpoint: &str,
            config: &ConfigBag,
        ) -> Result<HttpRequest, SerdeError> {
            self.$inner.serialize_request(input, schema, endpoint, config)
        }

        fn payload_codec(&self) -> Option<&dyn aws_smithy_schema::codec::DynCodec> {
            self.$inner.payload_codec()
        }

        fn update_endpoint(
            &self,
            request: &mut HttpRequest,
            endpoint: &Endpoint,
            config: &ConfigBag,
        ) -> Result<(), SerdeError> {
            self.$inner.update_endpoint(request, endpoint, config)
        }
    };
}
#[cfg(feature = "cbor")]
mod cbor;
mod json;
#[cfg(feature = "query")]
mod query;
#[cfg(feature = "xml")]
mod rest_xml;
#[cfg(feature = "xml")]
mod xml;

/// Smithy's `aws.protocols#awsJson1_0`.
pub fn aws_json_1_0() -> SharedClientProtocol {
    SharedClientProtocol::new(json::aws_json(
        shape_id!("aws.protocols", "awsJson1_0"),
        "application/x-amz-json-1.0",
    ))
}

/// Smithy's `aws.protocols#awsJson1_1`.
pub fn aws_json_1_1() -> SharedClientProtocol {
    SharedClientProtocol::new(json::aws_json(
        shape_id!("aws.protocols", "awsJson1_1"),
        "application/x-amz-json-1.1",
    ))
}

/// Smithy's `aws.protocols#restJson1`.
pub fn rest_json_1() -> SharedClientProtocol {
    SharedClientProtocol::new(json::rest_json())
}

/// Smithy's `aws.protocols#restXml`.
#[cfg(feature = "xml")]
pub fn rest_xml() -> SharedClientProtocol {
    SharedClientProtocol::new(rest_xml::RestXml::default())
}

/// Smithy's `aws.protocols#awsQuery`.
#[cfg(feature = "query")]
pub fn aws_query() -> SharedClientProtocol {
    SharedClientProtocol::new(query::AwsQuery::default())
}

/// Smithy's `aws.protocols#ec2Query`.
#[cfg(feature = "query")]
pub fn ec2_query() -> SharedClientProtocol {
    SharedClientProtocol::new(query::Ec2Query::default())
}

/// Smithy's `smithy.protocols#rpcv2Cbor`.
#[cfg(feature = "cbor")]
pub fn rpc_v2_cbor() -> SharedClientProtocol {
    SharedClientProtocol::new(cbor::RpcV2Cbor::new())
}

/// A number as text, which must be one that the type can hold: a number that is too large is not infinite.
fn number(text: &str) -> Result<f64, SerdeError> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err(too_large(text)),
        Err(error) => Err(SerdeError::invalid_input(format!("{error}: `{text}`"))),
    }
}

/// How deep values that are read may be nested.
const MAX_DEPTH: usize = 128;

fn too_deep() -> SerdeError {
    SerdeError::invalid_input(format!("values are nested beyond the depth of {MAX_DEPTH}"))
}

/// The same number in half as many bits.
fn single(value: f64) -> Result<f32, SerdeError> {
    let single = value as f32;
    if single.is_infinite() && value.is_finite() { Err(too_large(&value.to_string())) } else { Ok(single) }
}

fn too_large(number: &str) -> SerdeError {
    SerdeError::invalid_input(format!("a number is too large: {number:.40}"))
}

/// Whether a response is a page for browsers, as those of proxies and captive portals, where the service sends none: in the
/// place of what a schema describes. Outputs without members would take it for a success.
pub(crate) fn is_page(response: &HttpResponse, output: &Schema<'_>) -> bool {
    let any_content = |member: &&Schema<'_>| {
        member.http_payload().is_some() && matches!(member.shape_type(), ShapeType::Blob | ShapeType::String)
    };
    if output.members().iter().any(|member| any_content(&&**member)) {
        return false;
    }
    let body = response.body().bytes().unwrap_or_default();
    let body = body.strip_prefix(MARK).unwrap_or(body).trim_ascii_start();
    let starts_with =
        |text: &str| body.get(..text.len()).is_some_and(|start| start.eq_ignore_ascii_case(text.as_bytes()));
    starts_with("<!doctype html") || starts_with("<html")
}

/// Whether a response of a service whose status says success is an error all the same: S3 answers some long requests
/// before it knows how they end, and tells in the body.
pub(crate) fn is_error(response: &HttpResponse, service: &ServiceInfo) -> bool {
    #[cfg(feature = "xml")]
    if service.signs_plain_path {
        return response.body().bytes().is_some_and(|body| xml::root_is(body, "Error"));
    }
    let _ = (response, service);
    false
}
