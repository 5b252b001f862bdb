//! `aws.protocols#restXml`: the published protocol, with responses read by our reader, and errors whether or not they are
//! wrapped.
//!
//! Models in AWS API JSON do not say whether a service wraps its errors (Smithy, `noErrorWrapping`), so the response
//! itself decides.

use super::published::to_inner;
use super::xml::{self, XmlDeserializer};
use crate::types::{HttpRequest, HttpResponse, Schema, SerdeError, ShapeDeserializer};
use aws_smithy_schema::ShapeId;
use aws_smithy_schema::codec::{Codec, DynCodec, PayloadSerializer};
use aws_smithy_schema::http_protocol::{http_error_deserializer, http_output_deserializer};
use aws_smithy_schema::protocol::ClientProtocolInner;
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;
use aws_smithy_types::error::metadata::Builder;
use aws_smithy_xml::codec::XmlCodec;
use aws_smithy_xml::protocol::aws_rest_xml::AwsRestXmlProtocol;

#[derive(Debug)]
pub(super) struct RestXml {
    wrapped: AwsRestXmlProtocol,
    unwrapped: AwsRestXmlProtocol,
}

impl Default for RestXml {
    fn default() -> Self {
        let unwrapped = AwsRestXmlProtocol::new().with_no_error_wrapping(true);
        Self { wrapped: AwsRestXmlProtocol::new(), unwrapped }
    }
}

impl RestXml {
    /// The protocol for an error, wrapped or not.
    fn for_error(&self, response: &HttpResponse) -> &AwsRestXmlProtocol {
        if response.body().bytes().is_some_and(|body| xml::root_is(body, "Error")) {
            &self.unwrapped
        } else {
            &self.wrapped
        }
    }
}

/// Documents without a request or response, such as those in events.
impl DynCodec for RestXml {
    fn create_deserializer<'a>(&self, input: &'a [u8]) -> Box<dyn ShapeDeserializer + 'a> {
        Box::new(XmlDeserializer::new(input))
    }

    fn create_serializer(&self) -> Box<dyn PayloadSerializer + '_> {
        Box::new(Codec::create_serializer(&XmlCodec::default()))
    }
}

impl ClientProtocolInner for RestXml {
    to_inner!(wrapped);

    fn payload_codec(&self) -> Option<&dyn DynCodec> {
        Some(self)
    }

    fn deserialize_response<'a>(
        &self,
        response: &'a HttpResponse,
        schema: &Schema<'_>,
        config: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        let body = response.body().bytes().unwrap_or_default();
        let payload = schema.members().iter().find(|member| member.http_payload().is_some());
        let root = match payload {
            // An empty payload is one that is not set.
            Some(_) if body.is_empty() => None,
            Some(payload) => payload.xml_name(),
            None => schema.xml_name(),
        };
        let document = match root {
            Some(root) => XmlDeserializer::with_root(body, root.value())?,
            None => XmlDeserializer::new(body),
        };
        Ok(http_output_deserializer(document, response, schema, config))
    }

    fn parse_error_metadata(
        &self,
        response: &HttpResponse,
        config: &ConfigBag,
    ) -> Result<Builder, SerdeError> {
        let metadata = self.for_error(response).parse_error_metadata(response, config)?;
        // A response to HEAD has no body with details.
        let bare = response.body().bytes().is_none_or(<[u8]>::is_empty);
        Ok(if bare && response.status().as_u16() == 404 { metadata.code("NotFound") } else { metadata })
    }

    fn deserialize_error_response<'a>(
        &self,
        response: &'a HttpResponse,
        config: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        let body = response.body().bytes().unwrap_or_default();
        let error = if xml::root_is(body, "Error") {
            XmlDeserializer::new(body)
        } else {
            XmlDeserializer::new(body).enter(|name| name == "Error")
        };
        Ok(http_error_deserializer(error, response, config))
    }
}
