//! How uploads are divided into chunks, and what protects them on their way to servers that know no newer checksums.

use super::builder::Builder;
use aws_smithy_types::config_bag::{Storable, StoreReplace};

/// How many bytes a chunk of `aws-chunked` encoding has; `None` if all are in one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChunkSize(pub(crate) Option<usize>);

impl Storable for ChunkSize {
    type Storer = StoreReplace<Self>;
}

/// Whether requests that need a checksum have the MD5 of their body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ContentMd5(pub(crate) bool);

impl Storable for ContentMd5 {
    type Storer = StoreReplace<Self>;
}

/// A service whose uploads may be in `aws-chunked` encoding.
pub trait HasAwsChunkedEncoding {}

impl<S: HasAwsChunkedEncoding> Builder<S> {
    /// Sets the size of the chunks of uploads in bytes: at least 8,192; 65,536 by default. `None` sends one chunk.
    pub fn aws_chunked_encoding_chunk_size(mut self, size: Option<usize>) -> Self {
        self.set_aws_chunked_encoding_chunk_size(Some(size));
        self
    }

    /// Sets the size of the chunks of uploads in bytes, or unsets it with `None`: at least 8,192; 65,536 by default. `Some(None)`
    /// sends one chunk.
    pub fn set_aws_chunked_encoding_chunk_size(&mut self, size: Option<Option<usize>>) -> &mut Self {
        self.settings.layer.store_or_unset(size.map(ChunkSize));
        self
    }

    /// Sets whether requests that need a checksum, such as those that delete several objects, have the header `Content-MD5` in
    /// the place of a newer checksum, which some S3-compatible servers require. An algorithm or a checksum of the input has
    /// priority. Official crates do not have this setting.
    pub fn content_md5(mut self, content_md5: bool) -> Self {
        self.set_content_md5(Some(content_md5));
        self
    }

    /// Sets or unsets whether requests that need a checksum have the header `Content-MD5`.
    pub fn set_content_md5(&mut self, content_md5: Option<bool>) -> &mut Self {
        self.settings.layer.store_or_unset(content_md5.map(ContentMd5));
        self
    }
}
