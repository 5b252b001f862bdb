//! The event stream of a response, as a member of an output.

use super::frames::{Frames, Problem};
use super::read::MessageDeserializer;
use crate::error::{ErrorResponse, OperationError};
use crate::shape::{Events, Stream, Structure, Value, passes_by_codecs};
use crate::types::{
    BoxError, ConnectorError, CreateUnhandledError, ErrorMetadata, HttpResponse, Message, RawMessage,
    SdkBody, SdkError, SerdeError,
};
use crate::wire::is_rpc;
use aws_smithy_async::future::BoxFuture;
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_types::config_bag::ConfigBag;
use std::fmt;
use std::marker::PhantomData;

/// The event stream of a response: each event is read from the connection when it is requested.
pub struct EventReceiver<T, E> {
    /// `None` when the stream has ended, or failed.
    source: Option<Source>,
    types: PhantomData<fn() -> (T, E)>,
}

/// The source of events.
pub(super) struct Source {
    frames: Frames,
    protocol: SharedClientProtocol,
    /// A message that was read ahead.
    ahead: Option<Message>,
    /// Whether messages must not be printed.
    secret: bool,
}

impl<T, E> fmt::Debug for EventReceiver<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EventReceiver").finish_non_exhaustive()
    }
}

impl<T: Structure, E: OperationError> EventReceiver<T, E> {
    /// Waits for the next event; `None` after the last.
    ///
    /// # Errors
    ///
    /// [`SdkError`]: the service sent an error instead of an event, the connection was lost, or a message is not a
    /// valid event. No event follows an error.
    pub async fn recv(&mut self) -> Result<Option<T>, SdkError<E, RawMessage>> {
        receive(&mut self.source, T::empty, E::read).await
    }
}

/// Waits for the next event of a source, if it has not ended. `empty` creates an event with no member set, `error`
/// reads the error that a code names.
pub(super) async fn receive<T: Structure, E: CreateUnhandledError>(
    of: &mut Option<Source>,
    empty: impl FnOnce() -> T,
    error: impl FnOnce(Option<&str>, ErrorResponse<'_>) -> E,
) -> Result<Option<T>, SdkError<E, RawMessage>> {
    // Dropping the future before it is ready loses nothing: the frames keep what it has read.
    let Some(source) = of else { return Ok(None) };
    let message = match source.ahead.take() {
        Some(message) => Ok(Some(message)),
        None => source.frames.next().await,
    };
    let received = match message {
        Ok(Some(message)) => source.read(message, empty(), error).map(Some),
        Ok(None) => Ok(None),
        Err(Problem::Transport(error)) => Err(SdkError::dispatch_failure(ConnectorError::io(error))),
        Err(problem) => Err(SdkError::response_error(problem, RawMessage::Invalid(None))),
    };
    if !matches!(received, Ok(Some(_))) {
        *of = None;
    }
    received
}

/// The text of a header of a message.
fn header<'a>(message: &'a Message, name: &str) -> Option<&'a str> {
    let header = message.headers().iter().find(|header| header.name().as_str() == name)?;
    header.value().as_string().ok().map(|text| text.as_str())
}

impl Source {
    pub(super) fn new(body: SdkBody, protocol: SharedClientProtocol, secret: bool) -> Self {
        Self { frames: Frames::new(body), protocol, ahead: None, secret }
    }

    /// The event or error of a message.
    fn read<T: Structure, E: CreateUnhandledError>(
        &self,
        message: Message,
        mut event: T,
        error: impl FnOnce(Option<&str>, ErrorResponse<'_>) -> E,
    ) -> Result<T, SdkError<E, RawMessage>> {
        let kind = header(&message, ":message-type").unwrap_or_default();
        let result = match kind {
            "event" => match header(&message, ":event-type") {
                Some(name) => self.event(&mut event, &message, name).map(|()| event).map_err(Ok),
                None => Err(Ok(SerdeError::invalid_input("a message has no `:event-type`"))),
            },
            "exception" => Err(Err(self.exception(&message, error))),
            "error" => Err(Err(unmodelled(&message))),
            _ => Err(Ok(SerdeError::invalid_input("a message has no `:message-type` that is known"))),
        };
        result.map_err(|problem| {
            let raw = if self.secret { RawMessage::Invalid(None) } else { RawMessage::Decoded(message) };
            match problem {
                Ok(error) => SdkError::response_error(error, raw),
                Err(error) => SdkError::service_error(error, raw),
            }
        })
    }

    fn event(&self, event: &mut dyn Structure, message: &Message, name: &str) -> Result<(), SerdeError> {
        let members = event.shape().schema().members();
        let known = members.iter().position(|member| member.member_name() == Some(name));
        if let Some((index, field)) = known.and_then(|index| Some((index, event.field_mut(index)?))) {
            field.read(members[index], &mut MessageDeserializer { message, protocol: &self.protocol })?;
        }
        Ok(())
    }

    /// The error that the model describes.
    fn exception<E>(&self, message: &Message, error: impl FnOnce(Option<&str>, ErrorResponse<'_>) -> E) -> E {
        let name = header(message, ":exception-type").unwrap_or_default();
        // The protocol finds the message of an error. The status has no meaning.
        let body = SdkBody::from(message.payload().clone());
        let response = HttpResponse::new(http::StatusCode::BAD_REQUEST.into(), body);
        let metadata = self.protocol.parse_error_metadata(&response, &ConfigBag::base());
        let metadata = metadata.unwrap_or_else(|_| ErrorMetadata::builder()).code(name).build();
        let mut deserializer = MessageDeserializer { message, protocol: &self.protocol };
        error(Some(name), ErrorResponse::new(metadata, &mut deserializer))
    }
}

/// Reads the first message of a source, if the protocol has one for the other members of the output, and if it is that
/// message.
pub(super) async fn initial(
    source: Option<&mut Source>,
) -> Result<Option<(Message, SharedClientProtocol)>, BoxError> {
    let Some(source) = source.filter(|source| is_rpc(&source.protocol)) else { return Ok(None) };
    let message = source.frames.next().await?;
    let initial = message.filter(|message| {
        let initial = header(message, ":event-type") == Some("initial-response");
        if !initial {
            source.ahead = Some(message.clone());
        }
        initial
    });
    Ok(initial.map(|message| (message, source.protocol.clone())))
}

/// The error of a message that the model does not describe (Smithy, "Unmodeled errors").
fn unmodelled<E: CreateUnhandledError>(message: &Message) -> E {
    let mut metadata = ErrorMetadata::builder();
    if let Some(code) = header(message, ":error-code") {
        metadata = metadata.code(code);
    }
    if let Some(text) = header(message, ":error-message") {
        metadata = metadata.message(text);
    }
    let metadata = metadata.build();
    E::create_unhandled_error(metadata.clone().into(), Some(metadata))
}

impl<T: Structure, E: OperationError> Value for EventReceiver<T, E> {
    fn empty() -> Self {
        Self { source: None, types: PhantomData }
    }

    passes_by_codecs!();

    fn stream(&mut self) -> Option<Stream<'_>> {
        Some(Stream::Events(self))
    }
}

impl<T: Structure, E: OperationError> Events for EventReceiver<T, E> {
    fn receive(&mut self, body: SdkBody, protocol: SharedClientProtocol, secret: bool) {
        self.source = Some(Source::new(body, protocol, secret));
    }

    fn initial(&mut self) -> BoxFuture<'_, Option<(Message, SharedClientProtocol)>, BoxError> {
        Box::pin(initial(self.source.as_mut()))
    }
}
