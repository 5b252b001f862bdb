//! Customizations of single services: one file per service.
//!
//! The floors know none of these files: what generated code names of them is data for
//! [`ServiceInfo`](crate::ServiceInfo).

mod api_gateway;
#[cfg(feature = "auth-token")]
mod database;
#[cfg(feature = "auth-token")]
pub mod dsql;
mod dynamodb;
#[cfg(feature = "glacier")]
mod glacier;
mod lambda;
#[cfg(feature = "auth-token")]
pub mod rds;
mod route53;
mod s3;
mod s3_express;
mod sfn;
mod sqs;
mod sts;
mod swf;
mod uri;

pub use api_gateway::API_GATEWAY;
pub use dynamodb::DYNAMODB;
#[cfg(feature = "glacier")]
pub use glacier::GLACIER;
pub use lambda::LAMBDA;
pub use route53::ROUTE_53;
pub use s3::{RequestIdExt, S3, S3_CONTROL};
pub use sfn::SFN;
pub use sqs::SQS;
pub use sts::STS;
pub use swf::SWF;
