//! The JSON protocols.
//!
//! The published codec is slower than that of the official crates, in both directions. Ours also reads numbers of
//! seconds as decimals, without conversion to a double.

mod grammar;
mod plain;
mod read;
mod write;

use super::published::delegate;
use super::reading::MARK;
use crate::types::{HttpRequest, HttpResponse, Schema, SerdeError, ShapeDeserializer};
use aws_smithy_json::protocol::aws_rest_json_1::AwsRestJsonProtocol;
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_schema::codec::Codec;
use aws_smithy_schema::http_protocol::{HttpBindingProtocol, HttpRpcProtocol};
use aws_smithy_schema::protocol::{ClientProtocolInner, ServiceShapeName};
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_schema::{ShapeId, shape_id};
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;
use aws_smithy_types::error::metadata::Builder;
use grammar::JsonDeserializer;
use write::JsonSerializer;

/// JSON documents.
#[derive(Debug)]
pub(super) struct JsonCodec {
    /// Whether members have the names of `jsonName`.
    json_names: bool,
}

impl Codec for JsonCodec {
    type Serializer = JsonSerializer;
    type Deserializer<'a> = JsonDeserializer<'a>;

    fn create_serializer(&self) -> JsonSerializer {
        JsonSerializer::new(self.json_names)
    }

    fn create_deserializer<'a>(&self, input: &'a [u8]) -> JsonDeserializer<'a> {
        JsonDeserializer::new(input, self.json_names)
    }
}

/// A protocol whose bodies are JSON.
#[derive(Debug)]
pub(super) struct Json<P> {
    bindings: P,
    /// Whether the header `X-Amz-Target` names the operation.
    target: bool,
    /// Finds the code of an error response.
    errors: AwsRestJsonProtocol,
}

/// `aws.protocols#restJson1`.
pub(super) fn rest_json() -> Json<HttpBindingProtocol<JsonCodec>> {
    let id = shape_id!("aws.protocols", "restJson1");
    let bindings = HttpBindingProtocol::new(id, JsonCodec { json_names: true }, "application/json");
    Json { bindings, target: false, errors: AwsRestJsonProtocol::new() }
}

/// `aws.protocols#awsJson1_0` and `awsJson1_1`.
pub(super) fn aws_json(id: ShapeId<'static>, content_type: &'static str) -> Json<HttpRpcProtocol<JsonCodec>> {
    let bindings = HttpRpcProtocol::new(id, JsonCodec { json_names: false }, content_type);
    Json { bindings, target: true, errors: AwsRestJsonProtocol::new() }
}

impl<P> ClientProtocolInner for Json<P>
where
    P: ClientProtocolInner<Request = HttpRequest, Response = HttpResponse>,
{
    delegate!(bindings, codec);

    fn serialize_request(
        &self,
        input: &dyn SerializableStruct,
        schema: &Schema<'_>,
        endpoint: &str,
        config: &ConfigBag,
    ) -> Result<HttpRequest, SerdeError> {
        let mut request = self.bindings.serialize_request(input, schema, endpoint, config)?;
        if self.target
            && let (Some(service), Some(operation)) =
                (config.load::<ServiceShapeName>(), config.load::<Metadata>())
        {
            let target = format!("{}.{}", service.as_str(), operation.name());
            request.headers_mut().insert("x-amz-target", target);
        }
        Ok(request)
    }

    fn deserialize_response<'a>(
        &self,
        response: &'a HttpResponse,
        schema: &Schema<'_>,
        config: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        self.bindings.deserialize_response(response, schema, config)
    }

    fn deserialize_error_response<'a>(
        &self,
        response: &'a HttpResponse,
        config: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        self.bindings.deserialize_error_response(response, config)
    }

    fn parse_error_metadata(
        &self,
        response: &HttpResponse,
        config: &ConfigBag,
    ) -> Result<Builder, SerdeError> {
        // The published reader refuses a byte-order mark.
        let Some(body) = response.body().bytes().and_then(|body| body.strip_prefix(MARK)) else {
            return self.errors.parse_error_metadata(response, config);
        };
        let mut bare = HttpResponse::new(response.status(), body.to_vec().into());
        for (name, value) in response.headers() {
            bare.headers_mut().append(name.to_owned(), value.to_owned());
        }
        self.errors.parse_error_metadata(&bare, config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;
    use crate::expanded::read_members;
    use crate::shape::{Members, Structure};
    use aws_smithy_schema::codec::FinishSerializer;
    use aws_smithy_schema::serde::ShapeSerializer;

    #[derive(Clone, PartialEq)]
    struct Bed {
        raised: bool,
        width: i32,
        name: String,
        slope: f32,
        extra: i64,
    }

    crate::structure! {
        Bed {
            0 raised = "raised: Boolean @default(true)",
            1 width = "width: Integer @default(8) @required",
            2 name = "name: String @default(a \\)bed)",
            3 slope = "slope: Float @default(-2.5)",
            4 extra = "extra: Long @default",
        }
    }

    #[derive(PartialEq)]
    enum Cover {
        None,
        Thickness(i32),
        Unknown,
    }

    crate::union! {
        Cover {
            0 Thickness = "thickness: Integer",
        } {
            1 None = "none: Unit",
        }
    }

    fn try_read<T: Structure>(body: &str) -> Result<T, SerdeError> {
        let codec = JsonCodec { json_names: false };
        let mut value = T::empty();
        read_members(&mut value, &mut Codec::create_deserializer(&codec, body.as_bytes()))?;
        Ok(value)
    }

    fn read(body: &str) -> Bed {
        try_read(body).expect("a bed")
    }

    fn written(value: &dyn Structure) -> String {
        let mut serializer = Codec::create_serializer(&JsonCodec { json_names: false });
        serializer.write_struct(value.shape().schema(), &Members(value)).expect("a value");
        String::from_utf8(serializer.finish()).expect("text")
    }

    #[test]
    fn a_variant_without_data_is_an_empty_structure() {
        for (value, text, debug) in [
            (Cover::None, r#"{"none":{}}"#, "None"),
            (Cover::Thickness(3), r#"{"thickness":3}"#, "Thickness(3)"),
        ] {
            assert_eq!(written(&value), text);
            assert_eq!(format!("{value:?}"), debug);
            assert_eq!(try_read::<Cover>(text).expect("a value"), value);
        }
        assert_eq!(try_read::<Cover>(r#"{"none": {"newer": 1}}"#).expect("a value"), Cover::None);
        assert_eq!(try_read::<Cover>(r#"{"newer": {}}"#).expect("a value"), Cover::Unknown);
        for wrong in [r#"{"none": 5}"#, r#"{"none": null}"#, r#"{"none": {}, "thickness": 1}"#, "{}"] {
            assert!(try_read::<Cover>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_a_response_leaves_out_holds_its_default() {
        let unset = Bed { raised: true, width: 8, name: "a )bed".to_owned(), slope: -2.5, extra: 0 };
        assert_eq!(read("{}"), unset);
        assert_eq!(read(r#"{"raised": null, "name": null}"#), unset);
        assert_eq!(<Bed as Value>::empty(), unset);
        assert_eq!(
            read(r#"{"raised": false, "width": 0, "name": "", "slope": 1, "extra": 2}"#),
            Bed { raised: false, width: 0, name: String::new(), slope: 1.0, extra: 2 }
        );
    }

    #[test]
    fn numbers_and_booleans_that_are_the_default_are_not_sent_unless_they_are_required() {
        let unset = read("{}");
        assert_eq!(written(&unset), r#"{"width":8,"name":"a )bed"}"#);
        let set = Bed { raised: false, slope: 0.0, extra: 1, ..unset };
        assert_eq!(written(&set), r#"{"raised":false,"width":8,"name":"a )bed","slope":0.0,"extra":1}"#);
    }
}
