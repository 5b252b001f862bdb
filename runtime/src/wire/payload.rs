//! Members that are the whole body (Smithy, `httpPayload`), where the published protocols are incomplete: a document, a
//! structure that is not set, the media type of text and bytes.

use crate::shape::Structure;
use crate::types::{HttpRequest, SdkBody, SerdeError};
use aws_smithy_schema::ShapeType;
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_schema::serde::ShapeSerializer;

/// Completes the request for an input with a payload.
///
/// # Errors
///
/// What the codec reports.
pub(crate) fn complete(
    input: &dyn Structure,
    request: &mut HttpRequest,
    protocol: &SharedClientProtocol,
) -> Result<(), SerdeError> {
    let members = input.shape().schema().members();
    let Some(index) = members.iter().position(|member| member.http_payload().is_some()) else {
        return Ok(());
    };
    let (member, empty) = (members[index], request.body().bytes().is_none_or(<[u8]>::is_empty));
    let json = protocol.protocol_id().shape_name() == "restJson1";
    match member.shape_type() {
        ShapeType::Document if json => {
            let Some(codec) = protocol.payload_codec() else { return Ok(()) };
            let mut serializer = codec.create_serializer();
            if let Some(field) = input.field(index) {
                field.write(&aws_smithy_schema::prelude::DOCUMENT, as_serializer(&mut *serializer))?;
            }
            let body = serializer.finish_boxed();
            if !body.is_empty() {
                replace(request, body, "application/json");
            }
        }
        // A structure that is not set is an empty one (Smithy, restJson1, "Content-Type").
        ShapeType::Structure if json && empty => replace(request, b"{}".to_vec(), "application/json"),
        ShapeType::Blob if !empty => default_type(request, "application/octet-stream"),
        ShapeType::String if !empty => default_type(request, "text/plain"),
        _ => {}
    }
    Ok(())
}

fn as_serializer(
    serializer: &mut dyn aws_smithy_schema::codec::PayloadSerializer,
) -> &mut dyn ShapeSerializer {
    serializer
}

fn replace(request: &mut HttpRequest, body: Vec<u8>, media_type: &'static str) {
    request.headers_mut().insert("content-length", body.len().to_string());
    *request.body_mut() = SdkBody::from(body);
    default_type(request, media_type);
}

fn default_type(request: &mut HttpRequest, media_type: &'static str) {
    if request.headers().get("content-type").is_none() {
        request.headers_mut().insert("content-type", media_type);
    }
}
