//! What the fuzz targets share: a call that is answered with whatever the fuzzer makes up.

use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_types::body::SdkBody;
use smithwright_runtime::config::{BehaviorVersion, Builder, Credentials, Region, retry::RetryConfig};
use smithwright_runtime::{Handle, Operation, Structure};
use std::sync::Arc;

thread_local! {
    static RUNTIME: tokio::runtime::Runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime without threads needs nothing that could be missing");
}

/// Makes a call of an operation and answers it: the first byte chooses the status, the rest is the body. What comes
/// out does not matter, as long as it does; it is printed, so that every value that was read is looked at.
pub fn answer<I: Operation>(data: &[u8]) {
    let Some((first, body)) = data.split_first() else { return };
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
        let call = smithwright_runtime::send::send(&handle, <I as Structure>::empty(), None);
        let _ = format!("{:?}", runtime.block_on(call));
    });
}
