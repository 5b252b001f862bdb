//! Events whose types are known only at run time.

use super::body::{EventBody, Given, Messages};
use super::receive::{Source, initial, receive};
use super::write;
use crate::error::{ErrorResponse, ErrorType, Failure};
use crate::shape::{Datum, Events, Receiver, Record, RecordType};
use crate::types::{BoxError, Message, RawMessage, SdkBody, SdkError, SignMessage};
use aws_smithy_async::future::BoxFuture;
use aws_smithy_schema::protocol::SharedClientProtocol;
use futures_core::Stream;
use std::any::Any;
use std::fmt;

/// The types of the events of a response: the union, and the errors in place of events.
#[derive(Debug)]
pub struct EventTypes {
    events: &'static RecordType,
    errors: Vec<ErrorType>,
}

impl EventTypes {
    /// Types that live as long as the program.
    pub fn leaked(events: &'static RecordType, errors: Vec<ErrorType>) -> &'static Self {
        Box::leak(Box::new(Self { events, errors }))
    }
}

impl Receiver for EventTypes {
    fn receiver(&'static self) -> Box<dyn Events> {
        Box::new(RecordReceiver { of: self, source: None })
    }
}

/// The event stream of a response: each event is read from the connection when it is requested.
pub struct RecordReceiver {
    of: &'static EventTypes,
    /// `None` when the stream has ended, or failed.
    source: Option<Source>,
}

impl RecordReceiver {
    /// The receiver in a member of an output; `None` if the member is something else.
    pub fn of(member: Datum) -> Option<Self> {
        let Datum::Events(events) = member else { return None };
        let events: Box<dyn Any> = events;
        events.downcast().ok().map(|events| *events)
    }

    /// Waits for the next event; `None` after the last. An event that the model does not describe has no member.
    ///
    /// # Errors
    ///
    /// [`SdkError`]: the service sent an error instead of an event, the connection was lost, or a message is not a
    /// valid event. No event follows an error.
    pub async fn recv(&mut self) -> Result<Option<Record>, SdkError<Failure, RawMessage>> {
        let of = self.of;
        let error =
            |code: Option<&str>, response: ErrorResponse<'_>| Failure::read(&of.errors, code, response);
        receive(&mut self.source, || Record::new(of.events), error).await
    }
}

impl fmt::Debug for RecordReceiver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RecordReceiver").finish_non_exhaustive()
    }
}

impl Events for RecordReceiver {
    fn receive(&mut self, body: SdkBody, protocol: SharedClientProtocol, secret: bool) {
        self.source = Some(Source::new(body, protocol, secret));
    }

    fn initial(&mut self) -> BoxFuture<'_, Option<(Message, SharedClientProtocol)>, BoxError> {
        Box::pin(initial(self.source.as_mut()))
    }
}

/// Events that go with a request.
struct RecordSender(Option<Given<Result<Record, BoxError>>>);

impl fmt::Debug for RecordSender {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RecordSender").finish_non_exhaustive()
    }
}

impl Events for RecordSender {
    fn send(
        &mut self,
        protocol: SharedClientProtocol,
        first: Option<Message>,
        signer: Box<dyn SignMessage + Send + Sync>,
    ) -> Option<SdkBody> {
        let messages = Messages { protocol, first, signer, ended: false };
        let message = |event: Result<Record, BoxError>, protocol: &SharedClientProtocol| {
            Ok(write::event(&event?, protocol)?)
        };
        Some(SdkBody::from_body_1_x(EventBody { events: self.0.take()?, message, messages }))
    }
}

impl Datum {
    /// Events that go with a request, each of the type of the member's union. An error ends the request.
    pub fn events(events: impl Stream<Item = Result<Record, BoxError>> + Send + Sync + 'static) -> Self {
        Self::Events(Box::new(RecordSender(Some(Box::pin(events)))))
    }
}
