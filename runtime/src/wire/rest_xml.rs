//! `aws.protocols#restXml`, with documents of our codec, and errors whether or not they are wrapped.
//!
//! Models in AWS API JSON do not say whether a service wraps its errors (Smithy, `noErrorWrapping`), so the response
//! itself decides.

use super::published::delegate;
use super::xml::write::XmlSerializer;
use super::xml::{self, XmlDeserializer};
use crate::types::{HttpRequest, HttpResponse, Schema, SerdeError, ShapeDeserializer};
use aws_smithy_schema::codec::Codec;
use aws_smithy_schema::http_protocol::{
    HttpBindingProtocol, http_error_deserializer, http_output_deserializer,
};
use aws_smithy_schema::protocol::{ClientProtocolInner, ServiceXmlNamespace};
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_schema::{ShapeId, ShapeType, shape_id};
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;
use aws_smithy_types::error::metadata::Builder;
use aws_smithy_xml::protocol::aws_rest_xml::AwsRestXmlProtocol;

/// XML documents.
#[derive(Debug)]
struct XmlCodec;

impl Codec for XmlCodec {
    type Serializer = XmlSerializer;
    type Deserializer<'a> = XmlDeserializer<'a>;

    fn create_serializer(&self) -> XmlSerializer {
        XmlSerializer::new(None, None)
    }

    fn create_deserializer<'a>(&self, input: &'a [u8]) -> XmlDeserializer<'a> {
        XmlDeserializer::new(input)
    }
}

#[derive(Debug)]
pub(super) struct RestXml {
    bindings: HttpBindingProtocol<XmlCodec>,
    /// They find the codes of error responses.
    wrapped: AwsRestXmlProtocol,
    unwrapped: AwsRestXmlProtocol,
}

impl Default for RestXml {
    fn default() -> Self {
        let id = shape_id!("aws.protocols", "restXml");
        Self {
            bindings: HttpBindingProtocol::new(id, XmlCodec, "application/xml"),
            wrapped: AwsRestXmlProtocol::new(),
            unwrapped: AwsRestXmlProtocol::new().with_no_error_wrapping(true),
        }
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

impl ClientProtocolInner for RestXml {
    delegate!(bindings, codec);

    fn serialize_request(
        &self,
        input: &dyn SerializableStruct,
        schema: &Schema<'_>,
        endpoint: &str,
        config: &ConfigBag,
    ) -> Result<HttpRequest, SerdeError> {
        // The name of a payload is that of its member, and its schema here that of the structure.
        let is_structure =
            |member: &Schema<'_>| matches!(member.shape_type(), ShapeType::Structure | ShapeType::Union);
        let payload =
            schema.members().iter().find(|member| member.http_payload().is_some() && is_structure(member));
        let root = payload.and_then(|member| member.xml_name()).map(|name| name.value().to_owned());
        let namespace = config.load::<ServiceXmlNamespace>();
        let namespace = namespace.map(|of| (of.uri().to_owned(), of.prefix().map(str::to_owned)));
        let body = XmlSerializer::new(root, namespace);
        self.bindings.serialize_request_with_body(body, input, schema, endpoint, config)
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
