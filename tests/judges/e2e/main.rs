//! Programs of users with our crates, against a server on loopback: create, write, read back, list, delete, and errors
//! by their types. `cargo xtask e2e` builds and runs it.

mod s3;
mod services;

use smithwright_runtime::config::{BehaviorVersion, Builder, Credentials, Region};
use smithwright_runtime::presigning::PresignedRequest;
use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

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

/// Sends a presigned request to the server without one of our clients, and returns the text of the response.
///
/// # Errors
///
/// What the connection reports, and a status that is not 2xx.
pub fn fetch(
    endpoint: &str,
    request: PresignedRequest,
    body: &str,
) -> Result<String, Box<dyn Error + Send + Sync>> {
    let (host, target) =
        request.uri().strip_prefix("http://").and_then(|rest| rest.split_once('/')).ok_or("a URL")?;
    let headers: String = request.headers().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let mut connection = TcpStream::connect(endpoint.trim_start_matches("http://"))?;
    connection.set_read_timeout(Some(Duration::from_secs(10)))?;
    let length = match body.is_empty() {
        true => String::new(),
        false => format!("content-length: {}\r\n", body.len()),
    };
    write!(
        connection,
        "{} /{target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}{length}\r\n{body}",
        request.method()
    )?;
    let mut response = String::new();
    connection.read_to_string(&mut response)?;
    match response.starts_with("HTTP/1.1 2") {
        true => Ok(response),
        false => Err(response.into()),
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
