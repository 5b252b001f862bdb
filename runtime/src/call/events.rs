//! Requests and responses with event streams.

use super::descriptor::Descriptor;
use crate::event::{MessageDeserializer, initial_request};
use crate::shape::{Events, Stream, Structure, read_members};
use crate::types::{BoxError, HttpRequest, HttpResponse, Message, SdkBody, SdkError};
use crate::wire::is_rpc;
use aws_smithy_eventstream::frame::DeferredSigner;
use aws_smithy_runtime_api::client::interceptors::context::{Error, Output};
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_types::config_bag::ConfigBag;

/// The media type of an event stream.
const MEDIA_TYPE: &str = "application/vnd.amazon.eventstream";

/// Makes an event stream the body of a request. Members that are not in headers or the URI are in the first message
/// (Smithy, "Initial messages").
pub(super) fn send(
    events: &mut dyn Events,
    protocol: SharedClientProtocol,
    request: &mut HttpRequest,
    config: &mut ConfigBag,
) -> Result<(), BoxError> {
    let first = is_rpc(&protocol).then(|| {
        let document = request.body().bytes().unwrap_or_default().to_vec();
        initial_request(&protocol, document)
    });
    let (signer, sender) = DeferredSigner::new();
    config.interceptor_state().store_put(sender);
    *request.body_mut() = events.send(protocol, first, Box::new(signer)).ok_or("events that are received")?;
    let headers = request.headers_mut();
    headers.insert("content-type", MEDIA_TYPE);
    headers.remove("content-length");
    Ok(())
}

/// Waits for the members of an output that are in the first message, in protocols that have one.
pub(super) async fn complete(
    operation: &'static Descriptor,
    mut output: Output,
) -> Result<Output, SdkError<Error, HttpResponse>> {
    // The response itself is no longer available.
    let failed = |error: BoxError| {
        SdkError::response_error(error, HttpResponse::new(http::StatusCode::OK.into(), SdkBody::empty()))
    };
    let Some(structure) = operation.types.output_mut(&mut output) else { return Ok(output) };
    if let Some((message, protocol)) = initial(structure).await.map_err(failed)? {
        read_members(structure, &mut MessageDeserializer { message: &message, protocol: &protocol })
            .map_err(|error| failed(error.into()))?;
    }
    Ok(output)
}

async fn initial(output: &mut dyn Structure) -> Result<Option<(Message, SharedClientProtocol)>, BoxError> {
    let members = output.shape().schema().members();
    let Some(index) = members.iter().position(|member| member.streaming()) else { return Ok(None) };
    match output.field_mut(index).and_then(|field| field.stream()) {
        Some(Stream::Events(events)) => events.initial().await,
        Some(Stream::Bytes(_)) | None => Ok(None),
    }
}
