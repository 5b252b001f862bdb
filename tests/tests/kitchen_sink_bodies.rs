//! Bodies: streaming in both directions, with checksums, compressed.

use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_types::body::SdkBody;
use smithwright_kitchen_sink::config::{
    Config, RequestChecksumCalculation, ResponseChecksumValidation, retry::RetryConfig,
};
use smithwright_kitchen_sink::error::DisplayErrorContext;
use smithwright_kitchen_sink::operation::store::StoreInput;
use smithwright_kitchen_sink::primitives::ByteStream;
use smithwright_kitchen_sink::types::{Algorithm, Mode};
use smithwright_kitchen_sink::{Client, config};
use smithwright_tests::{Response, Server, signature};
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::{Arc, Mutex};

/// A request on the connection.
#[derive(Clone, Debug, Default)]
struct Seen {
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

fn client(
    answer: fn() -> http::Response<SdkBody>,
    change: impl FnOnce(config::Builder) -> config::Builder,
) -> (Client, Arc<Mutex<Seen>>) {
    let seen = Arc::new(Mutex::new(Seen::default()));
    let record = seen.clone();
    let http = infallible_client_fn(move |request: http::Request<SdkBody>| {
        let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let body = request.body().bytes().unwrap_or_default().to_vec();
        *record.lock().expect("no panic before") = Seen { headers, body };
        answer()
    });
    let config = Config::builder().with_test_defaults_v2().endpoint_url("https://sink.invalid");
    let config = change(config.http_client(http).retry_config(RetryConfig::disabled())).build();
    (Client::from_conf(config), seen)
}

fn nothing() -> http::Response<SdkBody> {
    http::Response::new(SdkBody::from("{}"))
}

fn answer(headers: &[(&str, &str)], body: &'static str) -> http::Response<SdkBody> {
    let mut builder = http::Response::builder();
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(SdkBody::from(body)).expect("a response")
}

fn header(seen: &Arc<Mutex<Seen>>, name: &str) -> Option<String> {
    seen.lock().expect("no panic before").headers.get(name).cloned()
}

#[tokio::test]
async fn a_body_in_memory_has_its_checksum_in_a_header() {
    let (client, seen) = client(nothing, |config| config);
    let call = || client.store().body(ByteStream::from_static(b"hello"));
    call().send().await.expect("an answer");
    assert_eq!(header(&seen, "x-amz-sdk-checksum-algorithm").as_deref(), Some("CRC32"));
    assert_eq!(header(&seen, "x-amz-checksum-crc32").as_deref(), Some("NhCmhg=="));
    assert_eq!(header(&seen, "content-type").as_deref(), Some("application/octet-stream"));
    assert_eq!(header(&seen, "content-length").as_deref(), Some("5"));
    for (algorithm, name, sum) in [
        (Algorithm::Crc32C, "crc32c", "mnG7TA=="),
        (Algorithm::Sha1, "sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00="),
        (Algorithm::Sha256, "sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="),
    ] {
        call().algorithm(algorithm).send().await.expect("an answer");
        assert_eq!(header(&seen, &format!("x-amz-checksum-{name}")).as_deref(), Some(sum));
        assert_eq!(header(&seen, "x-amz-checksum-crc32"), None);
    }
    call().algorithm(Algorithm::Crc64Nvme).send().await.expect("an answer");
    assert!(header(&seen, "x-amz-checksum-crc64nvme").is_some());
}

/// A checksum with an unsupported algorithm is sent if users set it; otherwise none is sent.
#[tokio::test]
async fn a_checksum_of_an_algorithm_that_is_not_computed_is_sent_if_it_is_given() {
    let (client, seen) = client(nothing, |config| config);
    let call = || client.store().algorithm(Algorithm::Sha512).body(ByteStream::from_static(b"hello"));
    call().sha512("given").send().await.expect("an answer");
    assert_eq!(header(&seen, "x-amz-checksum-sha512").as_deref(), Some("given"));
    assert_eq!(header(&seen, "x-amz-sdk-checksum-algorithm").as_deref(), Some("SHA512"));
    assert_eq!(header(&seen, "x-amz-checksum-crc32"), None);
    let error = call().send().await.expect_err("nobody can compute it");
    assert!(DisplayErrorContext(&error).to_string().contains("sha512"), "{error:?}");
}

#[tokio::test]
async fn a_checksum_that_is_given_is_sent_as_it_is() {
    let (client, seen) = client(nothing, |config| config);
    client.store().sha256("given").body(ByteStream::from_static(b"hello")).send().await.expect("an answer");
    assert_eq!(header(&seen, "x-amz-checksum-sha256").as_deref(), Some("given"));
    assert_eq!(header(&seen, "x-amz-checksum-crc32"), None);
}

#[tokio::test]
async fn checksums_can_be_left_to_those_who_ask() {
    let when_required = RequestChecksumCalculation::WhenRequired;
    let (client, seen) = client(nothing, |config| config.request_checksum_calculation(when_required));
    client.store().body(ByteStream::from_static(b"hello")).send().await.expect("an answer");
    assert_eq!(header(&seen, "x-amz-checksum-crc32"), None);
    client.store().algorithm(Algorithm::Crc32).send().await.expect("an answer");
    assert_eq!(header(&seen, "x-amz-checksum-crc32").as_deref(), Some("AAAAAA=="));
}

/// A body in `aws-chunked` encoding without its frames, and its trailer.
fn unchunked(body: &str) -> (String, BTreeMap<String, String>) {
    let (mut data, mut rest) = (String::new(), body);
    loop {
        let (line, after) = rest.split_once("\r\n").expect("the size of a chunk");
        let (size, signature) = line.split_once(";chunk-signature=").expect("a signature");
        assert_eq!(signature.len(), 64, "{line}");
        let size = usize::from_str_radix(size, 16).expect("a size");
        if size == 0 {
            let trailer = after.lines().filter_map(|line| line.split_once(':'));
            let trailer = trailer.map(|(name, value)| (name.to_owned(), value.to_owned()));
            return (data, trailer.collect());
        }
        data.push_str(&after[..size]);
        rest = after[size..].strip_prefix("\r\n").expect("the end of a chunk");
    }
}

#[tokio::test]
async fn a_streamed_body_has_its_checksum_in_a_signed_trailer() {
    let server = Server::start(vec![Response::json(500, "{}"), Response::json(200, "{}")]).expect("a port");
    let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url());
    let client = Client::from_conf(config.build());
    let file = tempfile::NamedTempFile::new().expect("a file");
    let text = "0123456789abcdef".repeat(10_000);
    std::fs::write(file.path(), &text).expect("a file");
    let body = ByteStream::from_path(file.path()).await.expect("a file");
    client.store().body(body).send().await.expect("an answer after the first attempt failed");
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        let header = |name: &str| request.header(name).map(str::to_owned);
        assert_eq!(header("content-encoding").as_deref(), Some("aws-chunked"));
        assert_eq!(header("x-amz-decoded-content-length").as_deref(), Some("160000"));
        assert_eq!(header("x-amz-trailer").as_deref(), Some("x-amz-checksum-crc32"));
        let signed = header("x-amz-content-sha256");
        assert_eq!(signed.as_deref(), Some("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"));
        let (data, trailer) = unchunked(&request.body);
        assert!(data == text, "the body is whole");
        assert_eq!(trailer.get("x-amz-checksum-crc32").map(String::as_str), Some("YNhcyw=="));
        assert!(trailer.contains_key("x-amz-trailer-signature"));
        assert_eq!(signature::check_chunks(&request, signature::TEST_SECRET), Ok(()));
    }
}

#[tokio::test]
async fn a_response_is_streamed_and_checked() {
    let right = || answer(&[("x-amz-checksum-crc32", "NhCmhg=="), ("content-type", "text/x")], "hello");
    let (client, seen) = client(right, |config| config);
    let output = client.fetch().send().await.expect("an answer");
    assert_eq!(header(&seen, "x-amz-checksum-mode").as_deref(), Some("ENABLED"));
    assert_eq!(output.kind(), Some("text/x"));
    assert_eq!(output.body.collect().await.expect("a body that fits").into_bytes(), "hello");
}

#[tokio::test]
async fn a_response_that_does_not_fit_its_checksum_fails_where_it_is_read() {
    let wrong = || answer(&[("x-amz-checksum-crc32", "NhCmhg==")], "hellO");
    let (checking, _) = client(wrong, |config| config);
    let output = checking.fetch().send().await.expect("an answer");
    let error = output.body.collect().await.expect_err("another body");
    assert!(DisplayErrorContext(&error).to_string().contains("checksum mismatch"), "{error:?}");
    // Unless validation is off.
    let when_required = ResponseChecksumValidation::WhenRequired;
    let (trusting, seen) = client(wrong, |config| config.response_checksum_validation(when_required));
    let output = trusting.fetch().send().await.expect("an answer");
    assert_eq!(header(&seen, "x-amz-checksum-mode"), None);
    assert_eq!(output.body.collect().await.expect("a body").into_bytes(), "hellO");
    let output = trusting.fetch().mode(Mode::Enabled).send().await.expect("an answer");
    output.body.collect().await.expect_err("another body");
}

#[tokio::test]
async fn a_checksum_of_checksums_is_not_compared() {
    let (client, _) = client(|| answer(&[("x-amz-checksum-crc32", "NhCmhg==-2")], "x"), |config| config);
    let output = client.fetch().send().await.expect("an answer");
    assert_eq!(output.body.collect().await.expect("a body").into_bytes(), "x");
}

#[tokio::test]
async fn md5_is_sent_where_it_is_required() {
    let (client, seen) = client(nothing, |config| config);
    client.sum().text("x").send().await.expect("an answer");
    assert_eq!(seen.lock().expect("no panic before").body, br#"{"Text":"x"}"#);
    assert_eq!(header(&seen, "content-md5").as_deref(), Some("HbcQF7/Bg00zQCkYSxEGPA=="));
}

#[tokio::test]
async fn a_long_request_is_compressed() {
    let text = "a text that repeats itself; ".repeat(1000);
    let (compressing, seen) = client(nothing, |config| config);
    compressing.squeeze().text(&text).send().await.expect("an answer");
    assert_eq!(header(&seen, "content-encoding").as_deref(), Some("gzip"));
    let body = seen.lock().expect("no panic before").body.clone();
    assert_eq!(header(&seen, "content-length"), Some(body.len().to_string()));
    let mut plain = String::new();
    flate2::read::GzDecoder::new(&*body).read_to_string(&mut plain).expect("gzip");
    assert_eq!(plain, format!("{{\"Text\":\"{text}\"}}"));
    compressing.squeeze().text("short").send().await.expect("an answer");
    assert_eq!(header(&seen, "content-encoding"), None);
    let (plain, seen) = client(nothing, |config| config.disable_request_compression(true));
    plain.squeeze().text(&text).send().await.expect("an answer");
    assert_eq!(header(&seen, "content-encoding"), None);
    let (small, seen) = client(nothing, |config| config.request_min_compression_size_bytes(1));
    small.squeeze().text("short").send().await.expect("an answer");
    assert_eq!(header(&seen, "content-encoding").as_deref(), Some("gzip"));
}

/// A body without a known length.
struct Endless;

impl http_body::Body for Endless {
    type Data = bytes::Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<bytes::Bytes>, std::io::Error>>> {
        std::task::Poll::Ready(None)
    }
}

#[tokio::test]
async fn a_length_that_must_be_known_is_asked_for_before_anything_is_sent() {
    let (client, seen) = client(nothing, |config| config);
    let endless = || ByteStream::new(SdkBody::from_body_1_x(Endless));
    let error = client.measure().body(endless()).send().await.expect_err("no length");
    let text = DisplayErrorContext(&error).to_string();
    assert!(text.contains("the length of the body must be known"), "{text}");
    let error = client.store().body(endless()).send().await.expect_err("no length");
    let text = DisplayErrorContext(&error).to_string();
    assert!(text.contains("the length of a streamed body must be known"), "{text}");
    assert!(seen.lock().expect("no panic before").headers.is_empty());
    client.measure().body(ByteStream::from_static(b"x")).send().await.expect("an answer");
    assert_eq!(header(&seen, "content-length").as_deref(), Some("1"));
}

#[tokio::test]
async fn a_built_input_always_has_a_body() {
    let unset = StoreInput::builder();
    assert!(unset.get_body().is_none());
    let bytes = unset.build().expect("an input").body.collect().await.expect("bytes").into_bytes();
    assert!(bytes.is_empty());
    let set = StoreInput::builder().body(ByteStream::from_static(b"hello"));
    assert!(set.get_body().is_some());
    let bytes = set.build().expect("an input").body.collect().await.expect("bytes").into_bytes();
    assert_eq!(bytes, "hello");
    let taken_back = StoreInput::builder().body(ByteStream::from_static(b"hello")).set_body(None);
    assert_eq!(taken_back.build().expect("an input").body().size_hint().1, Some(0));
}

#[tokio::test]
async fn a_protocol_without_http_traits_has_no_body_that_is_streamed() {
    let protocol = aws_smithy_json::protocol::aws_json_rpc::AwsJsonRpcProtocol::aws_json_1_1();
    let (client, seen) = client(nothing, |config| config.protocol(protocol));
    let error = client.store().body(ByteStream::from_static(b"x")).send().await;
    let text = DisplayErrorContext(error.expect_err("no request")).to_string();
    assert!(text.contains("aws.protocols#awsJson1_1 has no bodies that are streamed"), "{text}");
    assert!(seen.lock().expect("no panic before").headers.is_empty(), "a request was sent");
}
