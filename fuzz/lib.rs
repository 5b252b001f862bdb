//! Code that the fuzz targets share: a call whose response is the fuzzer's input.

#[path = "../tests/tests/protocols/json.rs"]
mod json;

use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_types::body::SdkBody;
use smithwright_runtime::config::{BehaviorVersion, Builder, Credentials, Region, retry::RetryConfig};
use smithwright_runtime::expanded::read_members;
use smithwright_runtime::settings::OfAws;
use smithwright_runtime::{Handle, Operation, Structure};
use std::sync::Arc;

thread_local! {
    static RUNTIME: tokio::runtime::Runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime without threads needs nothing that could be missing");
}

/// The format of a body for which there is an independent decoder.
#[derive(Clone, Copy, Debug)]
pub enum Format {
    Cbor,
    Json,
    RestJson,
}

/// As [`answer`]; an output is also compared with the result of another decoder for the body.
pub fn compare<I: Operation<Service: OfAws>>(data: &[u8], format: Format) {
    let Some(output) = answer::<I>(data) else { return };
    let body = data.get(1..).unwrap_or_default();
    // Without a body there are no members. A byte-order mark and `null` are skipped.
    let blank = body.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    if blank || body.starts_with(b"\xef\xbb\xbf") || body.trim_ascii() == b"null" {
        return;
    }
    let (reader, well_formed) = match format {
        Format::Cbor => (json::Json::parse_cbor(body), None),
        Format::Json => (json::Json::parse(body, false), Some(is_json(body))),
        Format::RestJson => (json::Json::parse(body, true), Some(is_json(body))),
    };
    assert_ne!(well_formed, Some(false), "what is no JSON was read");
    let Some(mut reader) = reader else { return };
    let mut other = <I::Output as Structure>::empty();
    // The other decoder rejects unknown members, and reads times to the millisecond.
    if read_members(&mut other, &mut reader).is_ok() && !format!("{other:?}").contains("DateTime") {
        let [ours, other] = [sorted(&output), sorted(&other)];
        assert_eq!(ours, other, "two decoders read different values");
    }
}

fn is_json(body: &[u8]) -> bool {
    let mut document = serde_json::Deserializer::from_slice(body);
    // It limits the depth, where ours has no limit for unknown members.
    match serde::de::Deserialize::deserialize(&mut document)
        .and_then(|_: serde::de::IgnoredAny| document.end())
    {
        Ok(()) => true,
        Err(error) => error.to_string().contains("recursion limit"),
    }
}

/// The `Debug` output of a value with its characters sorted: maps have no order, and ids are those of the response.
fn sorted(value: &dyn std::fmt::Debug) -> String {
    let mut letters: Vec<char> = format!("{value:?}").replace("Some(\"1\")", "None").chars().collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

/// Calls an operation with this response: the first byte chooses the status, the rest is the body. The result is
/// printed, so that every value that was read is visited.
pub fn answer<I: Operation<Service: OfAws>>(data: &[u8]) -> Option<I::Output> {
    let (first, body) = data.split_first()?;
    let status = [200, 204, 400, 404, 429, 500, 503, 200][usize::from(first % 8)];
    let body = body.to_vec();
    let client = infallible_client_fn(move |_: http::Request<SdkBody>| {
        let builder = http::Response::builder().status(status).header("x-amzn-requestid", "1");
        builder.body(SdkBody::from(body.clone())).unwrap_or_else(|_| http::Response::new(SdkBody::empty()))
    });
    let config = Builder::<I::Service>::new()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url("https://fuzz.invalid")
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "fuzz"))
        .http_client(client)
        .retry_config(RetryConfig::disabled())
        .build();
    let handle = Arc::new(Handle::new(config));
    RUNTIME.with(|runtime| {
        let call = smithwright_runtime::send(&handle, Ok(<I as Structure>::empty()), None);
        let result = runtime.block_on(call);
        let _ = format!("{result:?}");
        result.ok()
    })
}

/// The result of a future.
pub fn wait<F: Future>(future: F) -> F::Output {
    RUNTIME.with(|runtime| runtime.block_on(future))
}
