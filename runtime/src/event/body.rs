//! Events → bytes of a body: each a signed message, and an empty one at the end.

use crate::types::{BoxError, Message, SignMessage};
use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_schema::protocol::SharedClientProtocol;
use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body, Frame};
use std::pin::Pin;
use std::task::{Context, Poll};

/// The events of a caller.
pub(super) type Given<I> = Pin<Box<dyn Stream<Item = I> + Send + Sync>>;

/// A body of events. It requests an event when the previous one has been sent.
pub(super) struct EventBody<I> {
    pub(super) events: Given<I>,
    /// Converts an event to its message.
    pub(super) message: fn(I, &SharedClientProtocol) -> Result<Message, BoxError>,
    pub(super) messages: Messages,
}

/// What makes messages.
pub(super) struct Messages {
    pub(super) protocol: SharedClientProtocol,
    /// The message before the first event.
    pub(super) first: Option<Message>,
    pub(super) signer: Box<dyn SignMessage + Send + Sync>,
    pub(super) ended: bool,
}

impl Messages {
    fn frame(&mut self, message: Message) -> Result<Frame<Bytes>, BoxError> {
        let message = self.signer.sign(message)?;
        framed(&message)
    }

    /// The message that ends the events, once, if there is one.
    fn end(&mut self) -> Option<Result<Frame<Bytes>, BoxError>> {
        if std::mem::replace(&mut self.ended, true) {
            return None;
        }
        self.signer.sign_empty().map(|message| framed(&message?))
    }
}

fn framed(message: &Message) -> Result<Frame<Bytes>, BoxError> {
    let mut bytes = Vec::new();
    write_message_to(message, &mut bytes)?;
    Ok(Frame::data(bytes.into()))
}

impl<I> Body for EventBody<I> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Self { events, message, messages } = &mut *self;
        if messages.ended {
            return Poll::Ready(None);
        }
        if let Some(first) = messages.first.take() {
            return Poll::Ready(Some(messages.frame(first)));
        }
        events.as_mut().poll_next(context).map(|event| {
            let Some(event) = event else { return messages.end() };
            let message = message(event, &messages.protocol);
            // Nothing follows an event that could not be sent.
            let frame = message.and_then(|message| messages.frame(message));
            messages.ended |= frame.is_err();
            Some(frame)
        })
    }
}
