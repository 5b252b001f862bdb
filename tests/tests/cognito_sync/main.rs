//! The Cognito Sync crate, end to end: its whole client stack against a server on loopback.

mod api;
mod chosen_protocol;
mod errors;
mod failures;
mod requests;
mod responses;
mod snapshots;

use aws_sdk_cognitosync::Client;
use aws_sdk_cognitosync::config::{BehaviorVersion, Config, Credentials, Region, retry::RetryConfig};
use smithwright_tests::{Response, Server};

/// An identity pool whose name has every character that a URI escapes.
const POOL: &str = "us-east-1:a/b c%d+é";
/// The same, in a label.
const POOL_LABEL: &str = "us-east-1%3Aa%2Fb%20c%25d%2B%C3%A9";

fn server(responses: Vec<Response>) -> Server {
    Server::start(responses).expect("a free port on loopback")
}

fn config(server: &Server) -> aws_sdk_cognitosync::config::Builder {
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "test"))
        .endpoint_url(server.url())
        .retry_config(RetryConfig::disabled())
}

fn client(server: &Server) -> Client {
    Client::from_conf(config(server).build())
}
