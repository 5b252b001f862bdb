//! Bodies that bypass the codecs.

use crate::types::ByteStream;
#[cfg(feature = "event-stream")]
use crate::types::{BoxError, Message, SdkBody, SignMessage};
#[cfg(feature = "event-stream")]
use aws_smithy_async::future::BoxFuture;
#[cfg(feature = "event-stream")]
use aws_smithy_schema::protocol::SharedClientProtocol;

/// A value that is a body: codecs neither write nor read it.
macro_rules! passes_by_codecs {
    () => {
        fn write(
            &self,
            _: &$crate::types::Schema<'_>,
            _: &mut dyn $crate::types::ShapeSerializer,
        ) -> Result<(), $crate::types::SerdeError> {
            Ok(())
        }

        fn read(
            _: &$crate::types::Schema<'_>,
            deserializer: &mut dyn $crate::types::ShapeDeserializer,
        ) -> Result<Self, $crate::types::SerdeError> {
            deserializer.skip_value()?;
            Ok(Self::empty())
        }
    };
}

pub(crate) use passes_by_codecs;

/// A member that is a body.
#[derive(Debug)]
pub enum Stream<'a> {
    /// Bytes.
    Bytes(&'a mut ByteStream),
    /// Events.
    #[cfg(feature = "event-stream")]
    Events(&'a mut dyn Events),
}

/// A member that is a stream of events, seen without its types.
#[cfg(feature = "event-stream")]
pub trait Events: std::any::Any + std::fmt::Debug + Send + Sync {
    /// Takes the events as a body of signed messages in the format of the protocol, after an initial message if there
    /// is one. `None` if these are received events.
    fn send(
        &mut self,
        protocol: SharedClientProtocol,
        first: Option<Message>,
        signer: Box<dyn SignMessage + Send + Sync>,
    ) -> Option<SdkBody> {
        let _ = (protocol, first, signer);
        None
    }

    /// Sets the body whose events are received. `secret` says whether they must not be printed.
    fn receive(&mut self, body: SdkBody, protocol: SharedClientProtocol, secret: bool) {
        let _ = (body, protocol, secret);
    }

    /// Waits for the first message if the protocol has one with the other members of the output (Smithy, "Initial
    /// messages"); returns it if it is that message, with the protocol.
    fn initial(&mut self) -> BoxFuture<'_, Option<(Message, SharedClientProtocol)>, BoxError> {
        Box::pin(async { Ok(None) })
    }
}
