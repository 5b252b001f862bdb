//! `smithy.protocols#rpcv2Cbor`, with a codec of our own.
//!
//! The published reader treats truncated input as complete, and trusts the lengths that input declares: ten bytes
//! exhaust the memory. Input that was checked to be well-formed has as many items as it declares. The published reader
//! also refuses what Smithy requires readers to accept: numbers in any encoding that can represent them, `undefined`,
//! and tags without a meaning. The published writer was slower than the official crates, which write each type by code of
//! its own.

mod read;
#[cfg(test)]
mod read_tests;
mod well_formed;
mod write;

use super::published::delegate;
use crate::types::{HttpRequest, HttpResponse, Schema, SerdeError, ShapeDeserializer};
use aws_smithy_cbor::protocol::RpcV2CborProtocol;
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_schema::codec::Codec;
use aws_smithy_schema::http_protocol::HttpRpcProtocol;
use aws_smithy_schema::protocol::{ClientProtocolInner, ServiceShapeName};
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_schema::{ShapeId, shape_id};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;
use aws_smithy_types::error::metadata::Builder;
use read::CborDeserializer;
use well_formed::well_formed;
use write::CborSerializer;

/// The header with the code of the Query protocol.
const QUERY_ERROR: &str = "x-amzn-query-error";

/// CBOR documents.
#[derive(Debug)]
struct CborCodec;

impl Codec for CborCodec {
    type Serializer = CborSerializer;
    type Deserializer<'a> = CborDeserializer<'a>;

    fn create_serializer(&self) -> CborSerializer {
        CborSerializer::default()
    }

    fn create_deserializer<'a>(&self, input: &'a [u8]) -> CborDeserializer<'a> {
        // Malformed input is read as empty input, which is an error wherever a value is expected.
        let end = &[0xff];
        CborDeserializer::new(if well_formed(input).is_ok() { input } else { end })
    }
}

#[derive(Debug)]
pub(super) struct RpcV2Cbor {
    bindings: HttpRpcProtocol<CborCodec>,
    /// Finds the code of an error in a header.
    errors: RpcV2CborProtocol,
}

impl RpcV2Cbor {
    pub(super) fn new() -> Self {
        let id = shape_id!("smithy.protocols", "rpcv2Cbor");
        Self {
            bindings: HttpRpcProtocol::new(id, CborCodec, "application/cbor"),
            errors: RpcV2CborProtocol::new(),
        }
    }
}

impl ClientProtocolInner for RpcV2Cbor {
    delegate!(bindings, codec);

    fn serialize_request(
        &self,
        input: &dyn SerializableStruct,
        schema: &Schema<'_>,
        endpoint: &str,
        config: &ConfigBag,
    ) -> Result<HttpRequest, SerdeError> {
        let names = config.load::<ServiceShapeName>().zip(config.load::<Metadata>());
        let path = names.map(|(service, operation)| {
            format!("/service/{}/operation/{}", service.as_str(), operation.name())
        });
        let path = path.as_deref().unwrap_or(endpoint);
        let mut request = self.bindings.serialize_request(input, schema, path, config)?;
        request.headers_mut().insert("smithy-protocol", "rpc-v2-cbor");
        request.headers_mut().insert("accept", "application/cbor");
        Ok(request)
    }

    fn deserialize_response<'a>(
        &self,
        response: &'a HttpResponse,
        _: &Schema<'_>,
        _: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        Ok(Box::new(CborDeserializer::new(checked(response)?)))
    }

    fn deserialize_error_response<'a>(
        &self,
        response: &'a HttpResponse,
        _: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        Ok(Box::new(CborDeserializer::new(checked(response)?)))
    }

    fn parse_error_metadata(
        &self,
        response: &HttpResponse,
        config: &ConfigBag,
    ) -> Result<Builder, SerdeError> {
        let body = checked(response)?;
        let (mut code, mut message) = (None, None);
        if !body.is_empty() {
            CborDeserializer::new(body).entries(|key, value| {
                let read = match key {
                    "__type" => &mut code,
                    "message" | "Message" | "errorMessage" => &mut message,
                    _ => return Ok(()),
                };
                if !value.is_null() {
                    *read = Some(value.string()?);
                }
                Ok(())
            })?;
        }
        // A service with codes of the Query protocol has them in a header, which has priority.
        let mut header = HttpResponse::new(response.status(), SdkBody::empty());
        if let Some(value) = response.headers().get(QUERY_ERROR) {
            let inserted = header.headers_mut().try_insert(QUERY_ERROR, value.to_owned());
            inserted.map_err(|error| SerdeError::custom(error.to_string()))?;
        }
        let metadata = self.errors.parse_error_metadata(&header, config)?.build();
        let code = code.filter(|_| metadata.code().is_none());
        let mut metadata = metadata.into_builder();
        if let Some(code) = code {
            // `namespace#Name:uri`.
            let code = code.split(':').next().unwrap_or_default();
            metadata = metadata.code(code.rsplit('#').next().unwrap_or_default());
        }
        Ok(match message {
            Some(message) => metadata.message(message),
            None => metadata,
        })
    }
}

/// The bytes of a body, which are well-formed; an empty body has no members.
fn checked(response: &HttpResponse) -> Result<&[u8], SerdeError> {
    let body = response.body().bytes().unwrap_or_default();
    if !body.is_empty() {
        well_formed(body).map_err(|problem| SerdeError::invalid_input(format!("invalid CBOR: {problem}")))?;
    }
    Ok(body)
}
