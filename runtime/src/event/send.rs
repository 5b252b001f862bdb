//! Events that go with a request, as a member of an input.

use super::body::{EventBody, Messages};
use super::write;
use crate::error::EventError;
use crate::shape::{Events, Stream, Structure, Value, passes_by_codecs};
use crate::types::{EventStreamSender, Message, SdkBody, SignMessage};
use aws_smithy_schema::protocol::SharedClientProtocol;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

/// No events.
struct Nothing<T>(PhantomData<fn() -> T>);

impl<T> futures_core::Stream for Nothing<T> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<T>> {
        Poll::Ready(None)
    }
}

impl<T: Structure, E: EventError> Value for EventStreamSender<T, E> {
    fn empty() -> Self {
        Self::from(Nothing(PhantomData))
    }

    passes_by_codecs!();

    fn stream(&mut self) -> Option<Stream<'_>> {
        Some(Stream::Events(self))
    }
}

impl<T: Structure, E: EventError> Events for EventStreamSender<T, E> {
    fn send(
        &mut self,
        protocol: SharedClientProtocol,
        first: Option<Message>,
        signer: Box<dyn SignMessage + Send + Sync>,
    ) -> Option<SdkBody> {
        let events = std::mem::replace(self, Value::empty()).into_inner();
        let messages = Messages { protocol, first, signer, ended: false };
        let message = |event: Result<T, E>, protocol: &SharedClientProtocol| {
            Ok(match event {
                Ok(event) => write::event(&event, protocol),
                Err(error) => write::error(error.sent(), protocol),
            }?)
        };
        Some(SdkBody::from_body_1_x(EventBody { events, message, messages }))
    }
}
