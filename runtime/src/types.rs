//! The items of AWS's crates that generated code and the macros of this crate name.

pub use aws_smithy_async::future::pagination_stream::fn_stream::FnStream;
pub use aws_smithy_async::future::pagination_stream::{PaginationStream, TryFlatMap};
#[cfg(feature = "event-stream")]
pub use aws_smithy_http::event_stream::EventStreamSender;
pub use aws_smithy_runtime_api::box_error::BoxError;
pub use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
pub use aws_smithy_runtime_api::client::result::{ConnectorError, CreateUnhandledError, SdkError};
pub use aws_smithy_runtime_api::client::waiters::FinalPoll;
pub use aws_smithy_runtime_api::client::waiters::error::WaiterError;
pub use aws_smithy_schema::Schema;
pub use aws_smithy_schema::serde::{SerdeError, ShapeDeserializer, ShapeSerializer};
pub use aws_smithy_types::body::SdkBody;
pub use aws_smithy_types::byte_stream::error::Error as ByteStreamError;
pub use aws_smithy_types::byte_stream::{AggregatedBytes, ByteStream};
#[cfg(feature = "rt-tokio")]
pub use aws_smithy_types::byte_stream::{FsBuilder, Length};
pub use aws_smithy_types::date_time::Format as DateTimeFormat;
pub use aws_smithy_types::error::display::DisplayErrorContext;
pub use aws_smithy_types::error::metadata::{ErrorMetadata, ProvideErrorMetadata};
pub use aws_smithy_types::error::operation::BuildError;
#[cfg(feature = "event-stream")]
pub use aws_smithy_types::event_stream::{Header, HeaderValue, Message, RawMessage, SignMessage};
pub use aws_smithy_types::retry::{ErrorKind, ProvideErrorKind};
#[cfg(feature = "event-stream")]
pub use aws_smithy_types::str_bytes::StrBytes;
pub use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document};
pub use aws_types::SdkConfig;
pub use aws_types::request_id::RequestId;
