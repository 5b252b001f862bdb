//! The part of a driver for events: `events` of a record are sent with the request, and events of the response are in
//! the output. An event is an object of one member.

use super::driver::values::Reader;
use super::driver::{ErrorReader, described, handle, respond, service_error, write};
use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_types::base64;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::error::metadata::ErrorMetadata;
use serde_json::{Map, Value, json};
use smithwright_runtime::expanded::{ErrorResponse, read_members};
use smithwright_runtime::types::{EventStreamSender, SdkError};
use smithwright_runtime::{EventReceiver, Operation, OperationError, Structure};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

/// The events of a record.
struct Given<T>(std::vec::IntoIter<T>);

impl<T: Unpin> futures_core::Stream for Given<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<T>> {
        Poll::Ready(self.0.next())
    }
}

/// The events of a record as the stream of a request.
pub fn sender<T, E>(record: &Value) -> EventStreamSender<T, E>
where
    T: Structure + Unpin + Send + Sync + 'static,
    E: OperationError + Unpin,
{
    let events = record["events"].as_array().into_iter().flatten().filter_map(Value::as_object);
    let events = events.flatten().map(|(name, value)| {
        let mut event = T::empty();
        let members = event.shape().schema().members();
        if members.iter().any(|member| member.member_name() == Some(name)) {
            let whole = Value::Object(Map::from_iter([(name.clone(), value.clone())]));
            return read_members(&mut event, &mut Reader(&whole))
                .map(|()| event)
                .map_err(|error| E::create_unhandled_error(error.into(), None));
        }
        let metadata = ErrorMetadata::builder().code(name).build();
        Err(E::read(Some(name), ErrorResponse::new(metadata, &mut Reader(value))))
    });
    EventStreamSender::from(Given(events.collect::<Vec<_>>().into_iter()))
}

/// Makes the call that a record describes, and returns its request and the result of the response.
pub fn call<I: Operation>(
    runtime: &tokio::runtime::Runtime,
    record: &Value,
    errors: ErrorReader,
    fill: impl FnOnce(&mut I),
    drain: impl AsyncFnOnce(&mut I::Output) -> Vec<Value>,
) -> Value {
    let mut input = I::empty();
    if let Some(Err(error)) = record.get("input").map(|value| read_members(&mut input, &mut Reader(value))) {
        return json!({"driver_error": error.to_string()});
    }
    fill(&mut input);
    let seen = Arc::new(Mutex::new(None));
    let (request, response) = (seen.clone(), record.get("response").cloned());
    let client = infallible_client_fn(move |request: http::Request<SdkBody>| {
        *seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
        respond(response.as_ref())
    });
    let handle = handle::<I>(record, client);
    runtime.block_on(async {
        let result = smithwright_runtime::send(&handle, Ok(input), None).await;
        let mut answer = Map::new();
        let request = request.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut request) = request {
            let mut seen = described(&request);
            let body = std::mem::replace(request.body_mut(), SdkBody::empty());
            seen["body_b64"] = match ByteStream::new(body).collect().await {
                Ok(body) => base64::encode(body.into_bytes()).into(),
                Err(error) => error.to_string().into(),
            };
            answer.insert("request".to_owned(), seen);
        }
        match result {
            Ok(mut output) => {
                let members = output.shape().schema().members();
                let stream = members.iter().find(|member| member.streaming());
                let stream = stream.and_then(|member| member.member_name());
                let mut written = write(&output).unwrap_or_else(|error| error.to_string().into());
                if let Some(stream) = stream {
                    written[stream] = drain(&mut output).await.into();
                }
                answer.insert("output".to_owned(), written);
            }
            Err(error) => {
                let error = failure(&error, errors);
                answer.insert("error".to_owned(), error);
            }
        }
        answer.into()
    })
}

/// The error in place of an output or event.
fn failure<E: OperationError, R: std::fmt::Debug>(error: &SdkError<E, R>, errors: ErrorReader) -> Value {
    match error.as_service_error() {
        Some(error) => service_error(error, errors),
        None => json!({"debug": format!("{error:?}")}),
    }
}

/// The stream of a response: events, and an error at the end if there is one.
pub async fn received<T: Structure, E: OperationError>(
    receiver: &mut EventReceiver<T, E>,
    errors: ErrorReader,
) -> Vec<Value> {
    let mut events = Vec::new();
    loop {
        match receiver.recv().await {
            Ok(Some(event)) => events.push(write(&event).unwrap_or_else(|error| error.to_string().into())),
            Ok(None) => return events,
            Err(error) => {
                let error = failure(&error, errors);
                events.push(json!({ "error": error }));
                return events;
            }
        }
    }
}
