//! A program for `aws-sdk-s3`, written by its documented API: `cargo xtask dropin s3` runs it against the official crate
//! and against ours, and compares what it sends and prints.

use aws_sdk_s3::client::Waiters;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::{
    BehaviorVersion, Credentials, Region, RequestChecksumCalculation, ResponseChecksumValidation,
};
use aws_sdk_s3::error::{BoxError, ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::copy_object::CopyObjectOutput;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::operation::{RequestId, RequestIdExt};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::error::NoSuchKey;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart, Delete, ObjectIdentifier, StorageClass};
use aws_sdk_s3::{Client, Config};
use std::time::{Duration, SystemTime};

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "program"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(std::env::var("DROPIN_URL")?)
        .force_path_style(true)
        .retry_config(RetryConfig::disabled())
        .build();
    let client = Client::from_conf(config);
    objects(&client).await?;
    documents(&client).await?;
    errors(&client).await;
    signatures(&client).await?;
    broken(&client).await;
    directory_buckets(&client).await?;
    several_calls(&client).await?;
    presigned(&client).await?;
    built();
    Ok(())
}

/// Objects with streaming bodies.
async fn objects(client: &Client) -> Result<(), BoxError> {
    let output = client
        .put_object()
        .bucket("bucket")
        .key("a b/c+d%\u{e9}")
        .body(ByteStream::from_static(b"hello"))
        .storage_class(StorageClass::StandardIa)
        .metadata("owner", "me")
        .send()
        .await?;
    println!("{output:?}");
    println!("{:?} {:?}", output.request_id(), output.extended_request_id());

    let result = client.get_object().bucket("bucket").key("k").range("bytes=0-4").send().await;
    println!("{:?} {:?}", result.request_id(), result.extended_request_id());
    let output = result?;
    println!("{:?} {:?} {:?}", output.content_length(), output.metadata(), output.last_modified());
    println!("{:?} {:?}", output.storage_class(), output.expires_string());
    println!("{:?}", output.body.collect().await?.into_bytes());

    let output = client.head_object().bucket("bucket").key("k").send().await?;
    println!("{output:?}");
    Ok(())
}

/// Requests and responses in XML.
async fn documents(client: &Client) -> Result<(), BoxError> {
    let output = client.list_objects_v2().bucket("bucket").prefix("a/").max_keys(2).send().await?;
    println!("{output:?}");
    for object in output.contents() {
        println!("{:?} {:?}", object.key(), object.size());
    }
    let objects = ["x", "y"].map(|key| ObjectIdentifier::builder().key(key).build());
    let delete = objects.into_iter().try_fold(Delete::builder(), |delete, object| {
        Ok::<_, aws_sdk_s3::error::BuildError>(delete.objects(object?))
    })?;
    let output = client.delete_objects().bucket("bucket").delete(delete.quiet(true).build()?).send().await?;
    println!("{output:?}");
    let part = CompletedPart::builder().part_number(1).e_tag("\"tag\"").build();
    let upload = CompletedMultipartUpload::builder().parts(part).build();
    let complete = client.complete_multipart_upload().bucket("bucket").key("k").upload_id("u");
    let output = complete.multipart_upload(upload).send().await?;
    println!("{output:?} {:?}", output.extended_request_id());
    let output = client.get_bucket_location().bucket("bucket").send().await?;
    println!("{output:?}");
    Ok(())
}

async fn errors(client: &Client) {
    let result = client.get_object().bucket("bucket").key("k").send().await;
    println!("{:?} {:?}", result.request_id(), result.extended_request_id());
    let Err(error) = result else { return };
    println!("{:?}", error.extended_request_id());
    let error = error.into_service_error();
    println!("{error} {:?} {:?} {:?}", error.code(), error.request_id(), error.extended_request_id());
    if let GetObjectError::NoSuchKey(error) = error {
        println!("{error} {:?} {:?}", error.request_id(), error.extended_request_id());
    }
    let result = client.head_object().bucket("bucket").key("k").send().await;
    if let Err(SdkError::ServiceError(context)) = &result {
        let error = context.err();
        println!("{} {:?} {:?}", error.is_not_found(), error.code(), error.extended_request_id());
    }
    let result = client.delete_bucket().bucket("bucket").send().await;
    if let Err(error) = result.map_err(aws_sdk_s3::Error::from) {
        println!("{error} {:?} {:?}", error.code(), error.extended_request_id());
    }
}

/// What S3 signs in its own way: unescaped paths, bodies and their checksums, tokens.
async fn signatures(client: &Client) -> Result<(), BoxError> {
    for key in ["a b", "a//b", "a/../b", "a/./b", "\u{e9}/\u{65e5}", "a%2Fb:c", "~a(b)*'!", "/", "a/"] {
        client.delete_object().bucket("bucket").key(key).version_id("1 /+=").send().await?;
    }
    let put = || client.put_object().bucket("bucket").key("k");
    put().metadata("wide", "a   b").metadata("empty", "").send().await?;
    put().body(ByteStream::from_static(b"\xff\xfe")).send().await?;
    let token = Credentials::new("AKIDEXAMPLE", "secret", Some("token+/=".to_owned()), None, "program");
    let with_token = Config::builder().credentials_provider(token);
    put().body(ByteStream::from_static(b"hello")).customize().config_override(with_token).send().await?;
    Ok(())
}

/// Errors with status 200, such as a connection that breaks after the white space that S3 sends to keep it alive.
async fn broken(client: &Client) {
    let copy = client.copy_object().bucket("bucket").key("k").copy_source("bucket/a").send().await;
    println!("{:?}", copy.map_err(|error| error.to_string()));
    let list = client.list_objects_v2().bucket("bucket").send().await;
    println!("{:?}", list.map_err(|error| error.to_string()));
    let complete = client.complete_multipart_upload().bucket("bucket").key("k").upload_id("u").send().await;
    println!("{:?}", complete.map_err(|error| error.to_string()));
}

/// Directory buckets, whose requests are signed with a session: one per bucket and credentials.
async fn directory_buckets(client: &Client) -> Result<(), BoxError> {
    let (first, second) = ("first--use1-az4--x-s3", "second--use1-az4--x-s3");
    let list = |bucket: &str| client.list_objects_v2().bucket(bucket);
    println!("{:?}", list(first).send().await?.key_count());
    client.put_object().bucket(first).key("k").body(ByteStream::from_static(b"hello")).send().await?;
    client.delete_object().bucket(first).key("k").send().await?;
    let object = ObjectIdentifier::builder().key("x").build()?;
    let delete = Delete::builder().objects(object).build()?;
    client.delete_objects().bucket(first).delete(delete).send().await?;
    list("ordinary").send().await?;
    list(second).send().await?;
    let other = Credentials::new("AKIDOTHER", "secret", Some("token".to_owned()), None, "program");
    let other = Config::builder().credentials_provider(other);
    list(first).customize().config_override(other).send().await?;
    let without = Config::builder().disable_s3_express_session_auth(true);
    list(first).customize().config_override(without).send().await?;
    let own = Credentials::new("AKIDOWN", "secret", Some("own".to_owned()), None, "program");
    let own = Config::builder().express_credentials_provider(own);
    list(first).customize().config_override(own).send().await?;
    // Requests that are retried.
    let refused = "third--use1-az4--x-s3";
    println!("{}", list(refused).send().await.is_err());
    println!("{:?}", list(refused).send().await?.key_count());
    Ok(())
}

/// Pages, and waiting.
async fn several_calls(client: &Client) -> Result<(), BoxError> {
    let paginator = client.list_objects_v2().bucket("bucket").prefix("a/").into_paginator().page_size(1);
    let mut pages = paginator.send();
    while let Some(page) = pages.next().await {
        println!("{:?}", page?.contents());
    }
    let parts = client.list_parts().bucket("bucket").key("k").upload_id("u").into_paginator().items().send();
    println!("{:?}", parts.try_collect().await?);
    let here =
        client.wait_until_object_exists().bucket("bucket").key("k").wait(Duration::from_secs(60)).await?;
    println!("{:?}", here.as_result().map(|output| output.e_tag()));
    let gone = client.wait_until_bucket_not_exists().bucket("bucket").wait(Duration::from_secs(60)).await?;
    println!("{}", gone.as_result().is_err_and(|error| error.to_string() == "service error"));
    let never = client.wait_until_bucket_exists().bucket("bucket").wait(Duration::from_secs(1)).await;
    println!("{:?}", never.map_err(|error| error.to_string()).map(|_| "a bucket"));
    Ok(())
}

/// Presigned requests.
async fn presigned(client: &Client) -> Result<(), BoxError> {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_234_567_890);
    let config =
        || PresigningConfig::builder().start_time(start).expires_in(Duration::from_secs(900)).build();
    let elsewhere = || Config::builder().endpoint_url("https://things.invalid:8443");
    let get = client
        .get_object()
        .bucket("bucket")
        .key("a b/\u{e9}")
        .range("bytes=0-4")
        .response_content_type("a/b");
    let put = client.put_object().bucket("bucket").key("k").content_type("text/plain").content_length(5);
    let part = client.upload_part().bucket("bucket").key("k").part_number(1).upload_id("u");
    let delete = client.delete_object().bucket("bucket").key("k");
    let token = Credentials::new("AKIDEXAMPLE", "secret", Some("token+/=".to_owned()), None, "program");
    let with_token = elsewhere().credentials_provider(token);
    for request in [
        get.customize().config_override(elsewhere()).presigned(config()?).await?,
        put.customize().config_override(elsewhere()).presigned(config()?).await?,
        part.customize().config_override(elsewhere()).presigned(config()?).await?,
        delete.customize().config_override(with_token).presigned(config()?).await?,
    ] {
        println!("{} {}", request.method(), request.uri());
        let mut headers: Vec<_> = request.headers().collect();
        headers.sort_unstable();
        println!("{headers:?} {:?}", request.make_http_1x_request("body"));
    }
    let long = PresigningConfig::expires_in(Duration::from_secs(604_801));
    println!("{}", long.is_err());
    Ok(())
}

fn built() {
    let output = CopyObjectOutput::builder().version_id("v").build();
    println!("{output:?} {:?}", output.extended_request_id());
    let error = NoSuchKey::builder().message("m").build();
    println!("{error} {:?}", error.extended_request_id());
}

/// The code of the guide, which is compiled and not called.
#[expect(dead_code, reason = "it has no server")]
async fn guide(client: Client) -> Result<(), BoxError> {
    let mut pages = client.list_objects_v2().bucket("photos").into_paginator().send();
    while let Some(page) = pages.next().await {
        println!("{} objects", page?.contents().len());
    }
    client.wait_until_object_exists().bucket("photos").key("a.png").wait(Duration::from_secs(60)).await?;
    let hour = PresigningConfig::expires_in(Duration::from_secs(3600))?;
    let url = client.get_object().bucket("photos").key("a.png").presigned(hour).await?;
    println!("{}", url.uri());

    let shared = aws_config::load_defaults(BehaviorVersion::latest()).await;
    let config = aws_sdk_s3::config::Builder::from(&shared)
        .endpoint_url("https://storage.example.com")
        .region(Region::new("auto"))
        .force_path_style(true)
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
        .build();
    let client = aws_sdk_s3::Client::from_conf(config);
    drop(client);
    Ok(())
}
