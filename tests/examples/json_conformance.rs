//! Judges the reader of JSON: `cargo xtask conformance json` runs it.
//!
//! Reads cases from standard input, a line of JSON per case: `name` and `input`, a text. Prints a line per case: its
//! name, and whether the text is read as the value of an unknown member, and as a document.

use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};
use smithwright_kitchen_sink::config::{Config, retry::RetryConfig};
use smithwright_kitchen_sink::{Client, error::DisplayErrorContext};
use std::io::BufRead;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let body = Arc::new(Mutex::new(String::new()));
    let answer = body.clone();
    let http = infallible_client_fn(move |_| {
        let body = answer.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut response = http::Response::new(SdkBody::from(body));
        response.headers_mut().insert("x-id", http::HeaderValue::from_static("a"));
        response
    });
    let config = Config::builder().with_test_defaults_v2().endpoint_url("https://sink.invalid");
    let client = Client::from_conf(config.http_client(http).retry_config(RetryConfig::disabled()).build());
    let read = |text: &str| {
        text.clone_into(&mut body.lock().unwrap_or_else(PoisonError::into_inner));
        let result = runtime.block_on(client.put_thing().thing_id("a").path("b").send());
        result.map_err(|error| DisplayErrorContext(&error).to_string())
    };
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|error| error.to_string())?;
        let case: Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        let input = case["input"].as_str().unwrap_or_default();
        let skipped = read(&format!(r#"{{"Nothing":{input}}}"#)).err();
        let document = read(&format!(r#"{{"document":{input}}}"#));
        // A missing document was not read.
        let document = match document {
            Ok(output) if output.document().is_some() || input.trim() == "null" => None,
            Ok(_) => Some("nothing is read".to_owned()),
            Err(problem) => Some(problem),
        };
        println!("{}", json!({ "name": case["name"], "skipped": skipped, "document": document }));
    }
    Ok(())
}
