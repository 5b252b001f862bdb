//! What single services do differently from what their models say: one file per service.
//!
//! The floors know none of these files: what generated code names of them is data for
//! [`ServiceInfo`](crate::ServiceInfo).

mod s3;

pub use s3::{RequestIdExt, S3, S3_CONTROL};
