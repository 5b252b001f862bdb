//! How uploads are divided into chunks.

use super::builder::Builder;
use aws_smithy_types::config_bag::{Storable, StoreReplace};

/// How many bytes a chunk of `aws-chunked` encoding has; `None` if all are in one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChunkSize(pub(crate) Option<usize>);

impl Storable for ChunkSize {
    type Storer = StoreReplace<Self>;
}

/// A service whose uploads may be in `aws-chunked` encoding.
pub trait HasAwsChunkedEncoding {}

impl<S: HasAwsChunkedEncoding> Builder<S> {
    /// Sets how many bytes a chunk of an upload has: 8,192 at least, 65,536 if it is not set. With `None` all are in one chunk.
    pub fn aws_chunked_encoding_chunk_size(mut self, size: Option<usize>) -> Self {
        self.set_aws_chunked_encoding_chunk_size(Some(size));
        self
    }

    /// Sets or unsets how many bytes a chunk of an upload has: 8,192 at least, 65,536 if it is not set. With `Some(None)` all are
    /// in one chunk.
    pub fn set_aws_chunked_encoding_chunk_size(&mut self, size: Option<Option<usize>>) -> &mut Self {
        self.settings.layer.store_or_unset(size.map(ChunkSize));
        self
    }
}
