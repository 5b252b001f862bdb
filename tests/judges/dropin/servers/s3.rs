//! A program for `aws-sdk-s3` that calls servers other than S3: `cargo xtask dropin servers` runs it once for each of them,
//! against the official crate and against ours, and compares what it sends and prints.

use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::{
    BehaviorVersion, Credentials, Region, RequestChecksumCalculation, ResponseChecksumValidation,
};
use aws_sdk_s3::error::{BoxError, DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::{ByteStream, SdkBody};
use aws_sdk_s3::types::{
    AccessControlPolicy, CompletedMultipartUpload, CompletedPart, Delete, EncodingType, Grant, Grantee,
    ObjectIdentifier, Owner, Permission, Type,
};
use aws_sdk_s3::{Client, Config};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use http_body_util::BodyExt;
use std::fmt::Debug;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::time::{Duration, SystemTime};

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let (row, url) = (std::env::var("DROPIN_ROW")?, std::env::var("DROPIN_URL")?);
    let config = config(&url, std::env::var("DROPIN_CHECKSUMS")? == "when required");
    let client = Client::from_conf(config.clone().build());
    match row.as_str() {
        "no-checksum-headers" => uploads(&client).await,
        "no-trailers" => streamed(&client).await,
        "one-checksum" => two_checksums(&client).await,
        "parts-of-one-length" => parts(&client).await?,
        "no-content-type-without-a-body" => content_types(&client).await,
        "accept-encoding-rewritten" => reads(&client).await,
        "content-md5-wanted" => deletes(&client).await?,
        "unsupported-headers" => {
            uploads(&client).await;
            reads(&client).await;
            said("create", client.create_multipart_upload().bucket("bucket").key("key").send().await);
        }
        "no-wildcard-dns" => addresses(config, &url).await,
        "keys-encoded" => lists(&client).await,
        "members-missing" => missing(&client).await?,
        "no-location" => {
            for name in ["empty", "nil", "eu", "other"] {
                said(name, client.get_bucket_location().bucket(name).send().await);
            }
        }
        "copy-source" => copies(&client).await,
        "grantees" => grants(&client).await?,
        "errors-in-json" => errors(&client).await,
        "no-length" => lengthless(&client).await,
        "presigned-upload" => presigned(&client).await?,
        _ => return Err(format!("the program does not know the row `{row}`").into()),
    }
    Ok(())
}

fn config(url: &str, when_required: bool) -> aws_sdk_s3::config::Builder {
    let (calculation, validation) = if when_required {
        (RequestChecksumCalculation::WhenRequired, ResponseChecksumValidation::WhenRequired)
    } else {
        (RequestChecksumCalculation::WhenSupported, ResponseChecksumValidation::WhenSupported)
    };
    let builder = Config::builder();
    #[cfg(feature = "ours")]
    let builder = match std::env::var("DROPIN_SETTING").as_deref() {
        Ok("content_md5") => builder.content_md5(true),
        _ => builder,
    };
    builder
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "program"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .request_checksum_calculation(calculation)
        .response_checksum_validation(validation)
        .endpoint_url(url)
}

/// Prints an output, or the parts of an error that programs use.
fn said<O: Debug, E: ProvideErrorMetadata>(what: &str, result: Result<O, SdkError<E>>) -> Option<O> {
    match result {
        Ok(output) => {
            // Models that are newer than the official crate have one more member of this name.
            println!("{what}: {}", format!("{output:?}").replace(", version_id: None", ""));
            Some(output)
        }
        Err(error) => {
            let status = error.raw_response().map(|response| response.status().as_u16());
            let kind = match error {
                SdkError::ConstructionFailure(_) => "no request",
                SdkError::DispatchFailure(_) => "no response",
                SdkError::ResponseError(_) => "no answer",
                SdkError::ServiceError(_) => "refused",
                _ => "no call",
            };
            println!("{what}: {kind}, {:?} {:?}, status {status:?}", error.code(), error.message());
            None
        }
    }
}

async fn uploads(client: &Client) {
    let put = client.put_object().bucket("bucket").key("key").body(ByteStream::from_static(b"hello"));
    said("put", put.send().await);
    let part = client.upload_part().bucket("bucket").key("key").upload_id("u").part_number(1);
    said("part", part.body(ByteStream::from_static(b"hello")).send().await);
}

/// Bodies that are not in memory.
async fn streamed(client: &Client) {
    let body = || {
        ByteStream::new(SdkBody::retryable(|| {
            SdkBody::from_body_1_x(http_body_util::Full::new(bytes::Bytes::from_static(b"hello")))
        }))
    };
    let put = client.put_object().bucket("bucket").key("key").content_length(5);
    said("put", put.body(body()).send().await);
    let part = client.upload_part().bucket("bucket").key("key").upload_id("u").part_number(1);
    said("part", part.content_length(5).body(body()).send().await);
    let unsigned = client.put_object().bucket("bucket").key("key").content_length(5).body(body());
    said("unsigned", unsigned.customize().disable_payload_signing().send().await);
}

/// A body without a known length.
async fn lengthless(client: &Client) {
    let body = http_body_util::Full::new(bytes::Bytes::from_static(b"hello")).map_frame(|frame| frame);
    let body = ByteStream::from_body_1_x(body);
    said("put", client.put_object().bucket("bucket").key("key").body(body).send().await);
}

async fn two_checksums(client: &Client) {
    let put = || client.put_object().bucket("bucket").key("key").body(ByteStream::from_static(b"hello"));
    said("md5", put().content_md5("XUFAKrxLKna5cZ2REBfFkg==").send().await);
    said("crc32", put().checksum_crc32("NhCmhg==").send().await);
    said("none", put().send().await);
}

async fn parts(client: &Client) -> Result<(), BoxError> {
    let created = client.create_multipart_upload().bucket("bucket").key("key").send().await;
    let id = said("create", created).and_then(|output| output.upload_id).unwrap_or_default();
    let mut parts = CompletedMultipartUpload::builder();
    for (number, body) in [(1, "four"), (2, "fives"), (3, "six")] {
        let part = client.upload_part().bucket("bucket").key("key").upload_id(&id).part_number(number);
        let part = said("part", part.body(body.as_bytes().to_vec().into()).send().await);
        let tag = part.and_then(|part| part.e_tag);
        parts = parts.parts(CompletedPart::builder().part_number(number).set_e_tag(tag).build());
    }
    let complete = client.complete_multipart_upload().bucket("bucket").key("key").upload_id(id);
    said("complete", complete.multipart_upload(parts.build()).send().await);
    Ok(())
}

async fn content_types(client: &Client) {
    let put = || client.put_object().bucket("bucket").key("key");
    said("put", put().send().await);
    said("put, empty", put().body(ByteStream::from_static(b"")).send().await);
    said("put, typed", put().content_type("text/plain").send().await);
    let create = || client.create_multipart_upload().bucket("bucket").key("key");
    said("create", create().send().await);
    said("create, typed", create().content_type("text/plain").send().await);
    let copy = client.copy_object().bucket("bucket").key("key").copy_source("bucket/other");
    said("copy, typed", copy.content_type("text/plain").send().await);
    said("delete", client.delete_object().bucket("bucket").key("key").send().await);
    said("get", client.get_object().bucket("bucket").key("key").send().await);
    said("abort", client.abort_multipart_upload().bucket("b").key("k").upload_id("u").send().await);
    said("create bucket", client.create_bucket().bucket("bucket").send().await);
}

async fn reads(client: &Client) {
    let get = said("get", client.get_object().bucket("bucket").key("key").send().await);
    if let Some(output) = get {
        let bytes = output.body.collect().await.map(|bytes| bytes.into_bytes());
        println!("get: {:?}", bytes.map_err(|error| DisplayErrorContext(error).to_string()));
    }
    said("head", client.head_object().bucket("bucket").key("key").send().await);
    said("list", client.list_objects_v2().bucket("bucket").send().await);
}

async fn deletes(client: &Client) -> Result<(), BoxError> {
    let object = ObjectIdentifier::builder().key("a").build()?;
    let delete = Delete::builder().objects(object).quiet(true).build()?;
    said("delete", client.delete_objects().bucket("bucket").delete(delete).send().await);
    Ok(())
}

/// A network that resolves one name and no name below it.
#[derive(Clone, Debug)]
struct OneName;

impl ResolveDns for OneName {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        DnsFuture::ready(match name {
            "localhost" => Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]),
            _ => Err(ResolveDnsError::new(format!("no address for {name}"))),
        })
    }
}

async fn addresses(config: aws_sdk_s3::config::Builder, url: &str) {
    let named = url.replace("127.0.0.1", "localhost");
    let http = || {
        aws_smithy_http_client::Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .build_with_resolver(OneName)
    };
    let config = config.http_client(http()).endpoint_url(named);
    for path_style in [false, true] {
        let client = Client::from_conf(config.clone().force_path_style(path_style).build());
        said(&format!("path style {path_style}"), client.head_bucket().bucket("bucket").send().await);
    }
}

async fn lists(client: &Client) {
    let list = client.list_objects_v2().bucket("bucket").encoding_type(EncodingType::Url);
    said("list", list.prefix("a b+c/").start_after("a b+c/d").send().await);
    said("list, not asked", client.list_objects_v2().bucket("bucket").send().await);
    let list = client.list_objects().bucket("bucket").encoding_type(EncodingType::Url).marker("a b+c");
    said("list 1", list.send().await);
    let versions = client.list_object_versions().bucket("bucket").encoding_type(EncodingType::Url);
    said("versions", versions.send().await);
    let uploads = client.list_multipart_uploads().bucket("bucket").encoding_type(EncodingType::Url);
    said("uploads", uploads.send().await);
}

async fn missing(client: &Client) -> Result<(), BoxError> {
    said("put", client.put_object().bucket("bucket").key("key").send().await);
    said("list", client.list_objects_v2().bucket("bucket").send().await);
    said("list 1", client.list_objects().bucket("bucket").send().await);
    said("buckets", client.list_buckets().send().await);
    said("acl", client.get_object_acl().bucket("bucket").key("key").send().await);
    said("uploads", client.list_multipart_uploads().bucket("bucket").send().await);
    said("parts", client.list_parts().bucket("bucket").key("key").upload_id("u").send().await);
    said("create", client.create_multipart_upload().bucket("bucket").key("key").send().await);
    let complete = client.complete_multipart_upload().bucket("bucket").key("key").upload_id("u");
    said("complete", complete.send().await);
    said("copy", client.copy_object().bucket("bucket").key("key").copy_source("b/k").send().await);
    said("tags", client.get_object_tagging().bucket("bucket").key("key").send().await);
    said("head", client.head_object().bucket("bucket").key("key").send().await);
    let get = said("get", client.get_object().bucket("bucket").key("key").send().await);
    if let Some(output) = get {
        println!("get: {:?}", output.body.collect().await?.into_bytes());
    }
    deletes(client).await
}

async fn copies(client: &Client) {
    for source in
        ["bucket/a b+c", "bucket/a%20b%2Bc", "/bucket/a%20b%2Bc?versionId=1", "bucket/\u{e9}", "bucket/a\nb"]
    {
        let copy = client.copy_object().bucket("bucket").key("key").copy_source(source);
        said(&format!("{source:?}"), copy.send().await);
        let part = client.upload_part_copy().bucket("bucket").key("key").upload_id("u").part_number(1);
        said(&format!("part of {source:?}"), part.copy_source(source).send().await);
    }
}

async fn grants(client: &Client) -> Result<(), BoxError> {
    let grantees = [
        Grantee::builder().r#type(Type::CanonicalUser).id("i").display_name("n").build()?,
        Grantee::builder().r#type(Type::Group).uri("http://group").build()?,
        Grantee::builder().r#type(Type::AmazonCustomerByEmail).email_address("a@b").build()?,
    ];
    let grants =
        grantees.map(|grantee| Grant::builder().grantee(grantee).permission(Permission::FullControl).build());
    let policy = AccessControlPolicy::builder()
        .owner(Owner::builder().id("o").build())
        .set_grants(Some(grants.to_vec()))
        .build();
    said("put", client.put_bucket_acl().bucket("bucket").access_control_policy(policy).send().await);
    let output = client.get_bucket_acl().bucket("bucket").send().await?;
    // API JSON and official crates have the members of a grantee in different orders.
    for grantee in output.grants().iter().filter_map(|grant| grant.grantee()) {
        let (kind, id, name, uri) = (grantee.r#type(), grantee.id(), grantee.display_name(), grantee.uri());
        println!("get: {kind:?} {id:?} {name:?} {uri:?}");
    }
    Ok(())
}

async fn errors(client: &Client) {
    for key in ["json", "json-as-xml", "html", "empty", "text", "half"] {
        said(key, client.get_object().bucket("bucket").key(key).send().await);
        said(key, client.head_object().bucket("bucket").key(key).send().await);
        said(key, client.list_objects_v2().bucket("bucket").prefix(key).send().await);
    }
}

async fn presigned(client: &Client) -> Result<(), BoxError> {
    let presigning = PresigningConfig::builder()
        .start_time(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000))
        .expires_in(Duration::from_secs(60))
        .build()?;
    let requests = [
        ("put", client.put_object().bucket("bucket").key("key").presigned(presigning.clone()).await?),
        (
            "part",
            client
                .upload_part()
                .bucket("bucket")
                .key("key")
                .upload_id("u")
                .part_number(1)
                .presigned(presigning.clone())
                .await?,
        ),
        ("get", client.get_object().bucket("bucket").key("key").presigned(presigning).await?),
    ];
    for (name, request) in requests {
        println!("{name}: {} {:?}", request.method(), request.headers().collect::<Vec<_>>());
        println!("{name}: {}", send(request.method(), request.uri())?);
    }
    Ok(())
}

/// Sends a request as a program without any SDK would, with a body unless it is a GET; returns the first line of the
/// response.
fn send(method: &str, uri: &str) -> Result<String, BoxError> {
    let rest = uri.strip_prefix("http://").ok_or("no HTTP")?;
    let (host, path) = rest.split_once('/').ok_or("no path")?;
    let body = if method == "GET" { "" } else { "hello" };
    let length = body.len();
    let mut stream = TcpStream::connect(host)?;
    let head = format!("{method} /{path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {length}\r\n\r\n{body}");
    stream.write_all(head.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.lines().next().unwrap_or_default().to_owned())
}
