//! Asks Amazon Cognito Sync for the state of the last bulk publish of an identity pool.
//!
//! Without arguments it starts a server on loopback, and shows the request that was sent and the typed output. With
//! `--region` or `--endpoint-url` it calls the service there, with the credentials of the environment or profile.

use aws_sdk_cognitosync::Client;
use aws_sdk_cognitosync::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_cognitosync::error::DisplayErrorContext;
use aws_smithy_http_client::tls;
use clap::Parser;
use smithwright_tests::{Response, Server};
use std::error::Error;

#[derive(Parser)]
struct Arguments {
    /// The identity pool.
    #[arg(default_value = "us-east-1:23EC4050-6AEA-7089-A2DD-08002EXAMPLE")]
    identity_pool_id: String,
    /// The region to call.
    #[arg(long)]
    region: Option<String>,
    /// The endpoint to call.
    #[arg(long)]
    endpoint_url: Option<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { identity_pool_id, region, endpoint_url } = Arguments::parse();
    let example = r#"{
        "IdentityPoolId": "us-east-1:23EC4050-6AEA-7089-A2DD-08002EXAMPLE",
        "BulkPublishStartTime": 1761998400, "BulkPublishStatus": "IN_PROGRESS"
    }"#;
    let alone = region.is_none() && endpoint_url.is_none();
    let server = alone.then(|| Server::start(vec![Response::json(200, example)])).transpose()?;

    // The same HTTPS client (rustls with ring) for credentials providers.
    let https = aws_smithy_http_client::Builder::new()
        .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
        .build_https();
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(https);
    if let Some(server) = &server {
        let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "example");
        loader = loader.endpoint_url(server.url()).region(Region::new("us-east-1"));
        loader = loader.credentials_provider(credentials);
    }
    if let Some(region) = region {
        loader = loader.region(Region::new(region));
    }
    if let Some(url) = endpoint_url {
        loader = loader.endpoint_url(url);
    }
    let client = Client::new(&loader.load().await);

    let result = client.get_bulk_publish_details().identity_pool_id(identity_pool_id).send().await;

    for request in server.iter().flat_map(Server::requests) {
        println!("{} {} HTTP/1.1", request.method, request.target);
        for (name, value) in &request.headers {
            println!("{name}: {value}");
        }
        println!("\n{}", request.body);
    }
    match result {
        Ok(output) => {
            println!(
                "status:  {}",
                output.bulk_publish_status().map_or("not known", |status| status.as_str())
            );
            println!("started: {:?}", output.bulk_publish_start_time().map(ToString::to_string));
            println!("ended:   {:?}", output.bulk_publish_complete_time().map(ToString::to_string));
            Ok(())
        }
        Err(error) => Err(DisplayErrorContext(error).to_string().into()),
    }
}
