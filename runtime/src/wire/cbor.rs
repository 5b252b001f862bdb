//! `smithy.protocols#rpcv2Cbor`: requests of the published protocol, and a reader of our own.
//!
//! The published reader treats truncated input as complete, and trusts the lengths that input declares: ten bytes
//! exhaust the memory. Input that was checked to be well-formed has as many items as it declares. The published reader
//! also refuses what Smithy requires readers to accept: numbers in any encoding that can represent them, `undefined`,
//! and tags without a meaning.

mod read;
#[cfg(test)]
mod read_tests;
mod well_formed;

use super::published::to_inner;
use crate::types::{HttpRequest, HttpResponse, Schema, SerdeError, ShapeDeserializer};
use aws_smithy_cbor::codec::CborCodec;
use aws_smithy_cbor::protocol::RpcV2CborProtocol;
use aws_smithy_schema::ShapeId;
use aws_smithy_schema::codec::{Codec, DynCodec, PayloadSerializer};
use aws_smithy_schema::protocol::ClientProtocolInner;
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;
use aws_smithy_types::error::metadata::Builder;
use read::CborDeserializer;
use well_formed::well_formed;

/// The header with the code of the Query protocol.
const QUERY_ERROR: &str = "x-amzn-query-error";

#[derive(Debug)]
pub(super) struct RpcV2Cbor(RpcV2CborProtocol);

impl RpcV2Cbor {
    pub(super) fn new() -> Self {
        Self(RpcV2CborProtocol::new())
    }
}

/// Documents without a request or response, such as those in events.
impl DynCodec for RpcV2Cbor {
    fn create_deserializer<'a>(&self, input: &'a [u8]) -> Box<dyn ShapeDeserializer + 'a> {
        // Malformed input is read as empty input, which is an error wherever a value is expected.
        let end = &[0xff];
        Box::new(CborDeserializer::new(if well_formed(input).is_ok() { input } else { end }))
    }

    fn create_serializer(&self) -> Box<dyn PayloadSerializer + '_> {
        Box::new(Codec::create_serializer(&CborCodec::default()))
    }
}

impl ClientProtocolInner for RpcV2Cbor {
    to_inner!(0, codec);

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
        let metadata = self.0.parse_error_metadata(&header, config)?.build();
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
