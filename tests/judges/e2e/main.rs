//! What a user would write with our crates, against a server on loopback: create, write, read back, list, delete, and
//! errors by their types. `cargo xtask e2e` builds and runs it.

mod s3;
mod services;

use smithwright_runtime::config::{BehaviorVersion, Builder, Credentials, Region};
use std::error::Error;

/// The result of a flow.
pub type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

/// The configuration of a client of the server.
pub fn config<S: smithwright_runtime::Service>(endpoint: &str) -> Builder<S> {
    Builder::new()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "e2e"))
        .endpoint_url(endpoint)
}

/// Prints a step of a flow.
pub fn step(text: impl AsRef<str>) {
    println!("    {}", text.as_ref());
}

/// Fails with `what` unless it holds.
pub fn check(what: &str, holds: bool) -> Outcome {
    match holds {
        true => Ok(()),
        false => Err(format!("{what} does not hold").into()),
    }
}

#[tokio::main]
async fn main() -> Outcome {
    let endpoint = std::env::args().nth(1).ok_or("give the endpoint")?;
    let endpoint = endpoint.as_str();
    println!("s3");
    s3::objects(endpoint).await?;
    s3::streams(endpoint).await?;
    s3::errors(endpoint).await?;
    println!("sqs");
    services::sqs(endpoint).await?;
    println!("dynamodb");
    services::dynamodb(endpoint).await?;
    println!("ec2");
    services::ec2(endpoint).await?;
    println!("sts");
    services::sts(endpoint).await?;
    println!("iam");
    services::iam(endpoint).await?;
    println!("pinpoint");
    services::pinpoint(endpoint).await?;
    println!("greengrass");
    services::greengrass(endpoint).await?;
    Ok(())
}
