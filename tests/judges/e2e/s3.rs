//! S3: objects, listings, streaming bodies with checksums, errors.

use crate::{Outcome, check, config, fetch, step};
use aws_sdk_s3::Client;
use aws_sdk_s3::client::Waiters;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, Delete, ObjectIdentifier};
use std::time::Duration;

fn client(endpoint: &str) -> Client {
    Client::from_conf(config(endpoint).force_path_style(true).build())
}

pub async fn objects(endpoint: &str) -> Outcome {
    let s3 = client(endpoint);
    s3.create_bucket().bucket("objects").send().await?;
    step("created the bucket `objects`");
    let hard = "folder/hard key: ü+%20 &?#.txt";
    let put = s3
        .put_object()
        .bucket("objects")
        .key(hard)
        .content_type("text/plain")
        .metadata("colour", "red")
        .body(ByteStream::from_static(b"hello"))
        .send()
        .await?;
    step(format!("put `{hard}`: {}", put.e_tag().unwrap_or_default()));
    for number in 0..12 {
        let body = ByteStream::from(vec![b'x'; number]);
        s3.put_object().bucket("objects").key(format!("many/{number:02}")).body(body).send().await?;
    }
    let got = s3.get_object().bucket("objects").key(hard).send().await?;
    check("the type of the object", got.content_type() == Some("text/plain"))?;
    let colour = got.metadata().and_then(|metadata| metadata.get("colour")).map(String::as_str);
    check("the metadata of the object", colour == Some("red"))?;
    check("the body of the object", got.body.collect().await?.into_bytes() == "hello")?;
    step("got it back with its metadata");
    let head = s3.head_object().bucket("objects").key("many/07").send().await?;
    check("the length of `many/07`", head.content_length() == Some(7))?;
    let mut pages =
        s3.list_objects_v2().bucket("objects").prefix("many/").into_paginator().page_size(5).send();
    let mut keys = Vec::new();
    while let Some(page) = pages.next().await {
        keys.extend(page?.contents().iter().filter_map(|object| object.key()).map(str::to_owned));
    }
    check("the list of keys", keys.len() == 12 && keys[0] == "many/00")?;
    step("listed 12 objects in pages of 5");
    let minute = || PresigningConfig::expires_in(Duration::from_secs(60));
    let got = fetch(endpoint, s3.get_object().bucket("objects").key(hard).presigned(minute()?).await?, "")?;
    check("what a presigned request gets", got.ends_with("\r\n\r\nhello"))?;
    fetch(
        endpoint,
        s3.put_object().bucket("objects").key("presigned").presigned(minute()?).await?,
        "by itself",
    )?;
    let put = s3.get_object().bucket("objects").key("presigned").send().await?;
    check("what a presigned request puts", put.body.collect().await?.into_bytes() == "by itself")?;
    let delete = fetch(
        endpoint,
        s3.delete_object().bucket("objects").key("presigned").presigned(minute()?).await?,
        "",
    )?;
    check("a presigned deletion", delete.starts_with("HTTP/1.1 204"))?;
    step("got, put and deleted objects by presigned requests, over a plain connection");
    s3.wait_until_object_not_exists()
        .bucket("objects")
        .key("presigned")
        .wait(Duration::from_secs(30))
        .await?;
    s3.wait_until_object_exists().bucket("objects").key(hard).wait(Duration::from_secs(30)).await?;
    step("waited for an object to be there, and for another one not to be");
    let objects: Result<Vec<_>, _> =
        keys.into_iter().map(|key| ObjectIdentifier::builder().key(key).build()).collect();
    let delete = Delete::builder().set_objects(Some(objects?)).build()?;
    let deleted = s3.delete_objects().bucket("objects").delete(delete).send().await?;
    check("what is deleted", deleted.deleted().len() == 12 && deleted.errors().is_empty())?;
    s3.delete_object().bucket("objects").key(hard).send().await?;
    s3.delete_bucket().bucket("objects").send().await?;
    let buckets = s3.list_buckets().send().await?;
    check("no bucket is left", buckets.buckets().is_empty())?;
    step("deleted all objects and the bucket");
    Ok(())
}

/// 64 MiB out of a file and back, in pieces, with a checksum that the client sends after the body and the server keeps.
pub async fn streams(endpoint: &str) -> Outcome {
    const SIZE: usize = 64 << 20;
    let s3 = client(endpoint);
    s3.create_bucket().bucket("streams").send().await?;
    let bytes: Vec<u8> =
        (0..SIZE as u64).map(|n| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8).collect();
    let path = std::env::temp_dir().join(format!("smithwright-e2e-{}", std::process::id()));
    tokio::fs::write(&path, &bytes).await?;
    let body = ByteStream::from_path(&path).await;
    let sent = match body {
        Ok(body) => {
            let call = s3.put_object().bucket("streams").key("large").body(body);
            call.checksum_algorithm(ChecksumAlgorithm::Crc32).send().await
        }
        Err(error) => {
            tokio::fs::remove_file(&path).await?;
            return Err(error.into());
        }
    };
    tokio::fs::remove_file(&path).await?;
    let sent = sent?;
    step(format!("streamed 64 MiB out of a file; crc32 {}", sent.checksum_crc32().unwrap_or("(none)")));
    let mut got = s3.get_object().bucket("streams").key("large").send().await?;
    step(format!("the answer has crc32 {}", got.checksum_crc32().unwrap_or("(none)")));
    let (mut read, mut pieces) = (0, 0);
    while let Some(piece) = got.body.try_next().await? {
        check("a piece of the body", bytes.get(read..read + piece.len()) == Some(&piece[..]))?;
        read += piece.len();
        pieces += 1;
    }
    check("the whole body", read == SIZE)?;
    step(format!("streamed it back in {pieces} pieces, equal"));
    s3.delete_object().bucket("streams").key("large").send().await?;
    s3.delete_bucket().bucket("streams").send().await?;
    Ok(())
}

pub async fn errors(endpoint: &str) -> Outcome {
    let s3 = client(endpoint);
    let error = s3.get_object().bucket("nowhere").key("k").send().await.err().ok_or("a bucket")?;
    let code = error.as_service_error().and_then(|error| error.meta().code()).unwrap_or_default().to_owned();
    check("the code of a missing bucket", code == "NoSuchBucket")?;
    s3.create_bucket().bucket("empty").send().await?;
    let error = s3.get_object().bucket("empty").key("k").send().await.err().ok_or("an object")?;
    check("the type of a missing key", matches!(error.into_service_error(), GetObjectError::NoSuchKey(_)))?;
    let error = s3.head_object().bucket("empty").key("k").send().await.err().ok_or("an object")?;
    check("a missing key of HEAD", error.into_service_error().is_not_found())?;
    let error = s3.list_objects_v2().bucket("nowhere").send().await.err().ok_or("a bucket")?;
    check("the type of a missing bucket", error.into_service_error().is_no_such_bucket())?;
    s3.delete_bucket().bucket("empty").send().await?;
    step("NoSuchBucket, NoSuchKey and NotFound are typed");
    Ok(())
}
