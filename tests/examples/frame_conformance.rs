//! Judges the reader of messages of event streams: `cargo xtask conformance frames` runs it.
//!
//! Reads lines of JSON: the bytes of a message, and its contents, or `null` if it is malformed; `true` if only its
//! well-formedness is known. Each is the body of a response, whole and byte by byte. Prints every difference and a
//! summary.

use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_types::base64;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::event_stream::{HeaderValue, Message, RawMessage};
use bytes::Bytes;
use http_body::Frame;
use serde_json::{Map, Value, json};
use smithwright_kitchen_sink::primitives::event_stream::EventStreamSender;
use smithwright_kitchen_sink::types::WordsIn;
use smithwright_kitchen_sink::types::error::WordsInError;
use smithwright_kitchen_sink::{Client, Config};
use std::io::BufRead;
use std::pin::Pin;
use std::process::ExitCode;
use std::task::{Context, Poll};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let (mut read, mut refused, mut different) = (0, 0, 0);
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|error| error.to_string())?;
        let case: Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        let bytes = base64::decode(case["bytes"].as_str().unwrap_or_default());
        let bytes = bytes.map_err(|error| error.to_string())?;
        // Long messages are split into pieces of this size.
        for piece in [bytes.len().max(1), 1 + bytes.len() / 4096] {
            let ours = runtime.block_on(received(&bytes, piece))?;
            let (equal, count) = match (&case["holds"], &ours) {
                (Value::Null, Err(_)) => (true, &mut refused),
                (Value::Bool(true), Ok(_)) => (true, &mut read),
                (theirs, Ok(ours)) => (theirs == ours, &mut read),
                (_, Err(_)) => (false, &mut read),
            };
            if equal {
                *count += 1;
            } else {
                different += 1;
                println!("{}\n    ours   {ours:?}\n    theirs {}", case["id"], case["holds"]);
            }
        }
    }
    println!("{read} read, {refused} refused, {different} differ");
    Ok(different == 0 && read > 0 && refused > 0)
}

/// A body in pieces.
struct Pieces(Vec<u8>, usize);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let length = self.1.min(self.0.len());
        let piece: Bytes = self.0.drain(..length).collect();
        Poll::Ready((length > 0).then_some(Ok(Frame::data(piece))))
    }
}

/// The contents of the message that a client reads, or the error.
async fn received(bytes: &[u8], piece: usize) -> Result<Result<Value, String>, String> {
    let bytes = bytes.to_vec();
    let http_client = infallible_client_fn(move |_| {
        http::Response::new(SdkBody::from_body_1_x(Pieces(bytes.clone(), piece)))
    });
    let config = Config::builder().with_test_defaults_v2().http_client(http_client).build();
    let events = EventStreamSender::<WordsIn, WordsInError>::from(Nothing);
    let call = Client::from_conf(config).converse().topic("t").words(events).send();
    let mut output = call.await.map_err(|error| format!("{error:?}"))?;
    Ok(match output.answers.recv().await {
        // The error of a well-formed message that is not an event of this service contains the message.
        Err(error) => match error.raw_response() {
            Some(RawMessage::Decoded(message)) => Ok(held(message)),
            Some(_) | None => Err(format!("{error:?}")),
        },
        Ok(event) => return Err(format!("an event of no message: {event:?}")),
    })
}

/// No events.
struct Nothing;

impl futures_core::Stream for Nothing {
    type Item = Result<WordsIn, WordsInError>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}

/// Headers and payload as JSON.
fn held(message: &Message) -> Value {
    let bytes = |bytes: &[u8]| json!({ "bytes": base64::encode(bytes) });
    let headers = message.headers().iter().map(|header| {
        let value = match header.value() {
            HeaderValue::Bool(value) => (*value).into(),
            HeaderValue::Byte(value) => (*value).into(),
            HeaderValue::Int16(value) => (*value).into(),
            HeaderValue::Int32(value) => (*value).into(),
            HeaderValue::Int64(value) => (*value).into(),
            HeaderValue::ByteArray(value) => bytes(value),
            HeaderValue::String(value) => value.as_str().into(),
            HeaderValue::Timestamp(value) => value.to_millis().unwrap_or_default().into(),
            HeaderValue::Uuid(value) => bytes(&value.to_be_bytes()),
            _ => Value::Null,
        };
        (header.name().as_str().to_owned(), value)
    });
    json!({"headers": headers.collect::<Map<_, _>>(), "payload": base64::encode(message.payload())})
}
