//! Bytes of a body → messages.

use crate::types::{BoxError, Message, SdkBody};
use aws_smithy_eventstream::error::Error as FrameError;
use aws_smithy_eventstream::frame::{DecodedFrame, MessageFrameDecoder};
use bytes::BytesMut;
use http_body::Body;
use std::collections::BTreeSet;
use std::fmt;
use std::pin::Pin;

/// The maximum length of a message: 16 MB of payload, 128 kB of headers (Smithy, "Amazon event stream"), and their
/// frame.
const MAX_LENGTH: u32 = (16 << 20) + (128 << 10) + 16;

/// The bytes before the headers of a message: its length first.
const PRELUDE: usize = 12;

/// The messages of a body.
pub(super) struct Frames {
    body: SdkBody,
    buffer: BytesMut,
    decoder: MessageFrameDecoder,
    /// Whether the decoder has taken the prelude of a message.
    within: bool,
    ended: bool,
}

/// Why no further message can be read.
#[derive(Debug)]
pub(super) enum Problem {
    Transport(BoxError),
    Frame(FrameError),
    TooLong(u32),
    Truncated,
    /// Two headers of a message have the same name.
    Repeated,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(_) => formatter.write_str("the stream of events broke off"),
            Self::Frame(_) => formatter.write_str("a message of the stream of events is malformed"),
            Self::TooLong(length) => {
                write!(
                    formatter,
                    "a message of {length} bytes is longer than the {MAX_LENGTH} that one may have"
                )
            }
            Self::Repeated => formatter.write_str("a message of the stream of events has a header twice"),
            Self::Truncated => formatter.write_str("the stream of events ends in the middle of a message"),
        }
    }
}

impl std::error::Error for Problem {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => Some(&**error),
            Self::Frame(error) => Some(error),
            Self::TooLong(_) | Self::Truncated | Self::Repeated => None,
        }
    }
}

impl Frames {
    pub(super) fn new(body: SdkBody) -> Self {
        let (buffer, decoder) = (BytesMut::new(), MessageFrameDecoder::new());
        Self { body, buffer, decoder, within: false, ended: false }
    }

    /// The next message; `None` after the last. No more is read than the message needs.
    pub(super) async fn next(&mut self) -> Result<Option<Message>, Problem> {
        loop {
            if !self.within && self.buffer.len() >= PRELUDE {
                let length = self.buffer.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes));
                if length > MAX_LENGTH {
                    return Err(Problem::TooLong(length));
                }
                self.within = true;
            }
            if let DecodedFrame::Complete(message) =
                self.decoder.decode_frame(&mut self.buffer).map_err(Problem::Frame)?
            {
                self.within = false;
                let mut names = BTreeSet::new();
                let once = message.headers().iter().all(|header| names.insert(header.name().as_str()));
                return if once { Ok(Some(message)) } else { Err(Problem::Repeated) };
            }
            if self.ended {
                let clean = !self.within && self.buffer.is_empty();
                return if clean { Ok(None) } else { Err(Problem::Truncated) };
            }
            let body = &mut self.body;
            match std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        self.buffer.extend_from_slice(&data);
                    }
                }
                Some(Err(error)) => return Err(Problem::Transport(error)),
                None => self.ended = true,
            }
        }
    }
}
