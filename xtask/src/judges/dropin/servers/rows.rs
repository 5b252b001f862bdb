//! Differences of S3-compatible servers from S3: one row each, as their users report them.

use super::super::sent::SECRET;
use smithwright_tests::{Request, Response, signature};

/// A server.
pub(super) struct Row {
    /// The name that the program takes.
    pub(super) name: &'static str,
    pub(super) answer: fn(&Request) -> Response,
    /// A setting that only our crate has, with which the server rejects nothing.
    pub(super) setting: Option<&'static str>,
}

const fn row(name: &'static str, answer: fn(&Request) -> Response) -> Row {
    Row { name, answer, setting: None }
}

pub(super) const ROWS: &[Row] = &[
    row("no-checksum-headers", |request| {
        let checksum = request.headers.iter().any(|(name, _)| is_checksum(name));
        if checksum { refuse(501, "NotImplemented") } else { accept(request) }
    }),
    row("no-trailers", |request| match request.header("x-amz-content-sha256") {
        Some(hash) if hash.starts_with("STREAMING-") => refuse(400, "XAmzContentSHA256Mismatch"),
        _ => accept(request),
    }),
    row("one-checksum", |request| {
        let is = |name: &String| is_checksum(name) || name == "content-md5" || name == "x-amz-trailer";
        let count = request.headers.iter().filter(|(name, _)| is(name)).count();
        if count > 1 { refuse(400, "InvalidRequest") } else { accept(request) }
    }),
    row("parts-of-one-length", |request| {
        let id = "<InitiateMultipartUploadResult><Bucket>bucket</Bucket><Key>key</Key><UploadId>u</UploadId>\
                  </InitiateMultipartUploadResult>";
        match request.method.as_str() {
            "PUT" => plain(200, "").with_header("etag", &format!("\"{}\"", request.raw_body.len())),
            _ if request.target.contains("uploads") => xml(200, id),
            // The second part is longer than the first.
            _ => refuse(400, "InvalidPart"),
        }
    }),
    row("no-content-type-without-a-body", |request| {
        signed_without(request, |seen| {
            if seen.raw_body.is_empty() {
                seen.headers.retain(|(name, _)| name != "content-type");
            }
        })
    }),
    row("accept-encoding-rewritten", |request| {
        signed_without(request, |seen| {
            seen.headers.retain(|(name, _)| name != "accept-encoding");
            seen.headers.push(("accept-encoding".to_owned(), "gzip".to_owned()));
        })
    }),
    Row {
        setting: Some("content_md5"),
        ..row("content-md5-wanted", |request| match request.header("content-md5") {
            Some(_) if request.headers.iter().any(|(name, _)| is_checksum(name)) => {
                refuse(400, "InvalidRequest")
            }
            Some(_) => xml(200, "<DeleteResult/>"),
            None => refuse(400, "MissingContentMD5"),
        })
    },
    row("unsupported-headers", |request| {
        let unsupported = |name: &str| {
            let known = ["x-amz-sdk-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-algorithm"];
            known.contains(&name)
        };
        match request.headers.iter().find(|(name, _)| unsupported(name)) {
            Some((name, _)) => {
                let document =
                    format!("<Code>InvalidArgument</Code><Message>Unsupported header {name}</Message>");
                xml(400, &format!("<Error>{document}</Error>"))
            }
            None => accept(request),
        }
    }),
    row("no-wildcard-dns", accept),
    row("keys-encoded", |request| {
        let contents = "<Contents><Key>a%20b%2Bc/%C3%A9</Key><Size>1</Size></Contents>\
                        <CommonPrefixes><Prefix>a+b%2Bc/</Prefix></CommonPrefixes>";
        let head = "<Name>bucket</Name><Prefix>a%20b%2Bc/</Prefix><Delimiter>%2F</Delimiter>\
                    <EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>";
        match request.target.as_str() {
            target if target.contains("versions") => xml(
                200,
                &format!(
                    "<ListVersionsResult>{head}<KeyMarker>a%20b</KeyMarker><NextKeyMarker>a%20c</NextKeyMarker>\
                     <Version><Key>a%20b</Key></Version><DeleteMarker><Key>a%2Bb</Key></DeleteMarker>\
                     </ListVersionsResult>"
                ),
            ),
            target if target.contains("uploads") => xml(
                200,
                &format!(
                    "<ListMultipartUploadsResult>{head}<KeyMarker>a%20b</KeyMarker>\
                     <Upload><Key>a%20b</Key></Upload></ListMultipartUploadsResult>"
                ),
            ),
            _ => xml(
                200,
                &format!(
                    "<ListBucketResult>{head}<StartAfter>a%20b%2Bc/d</StartAfter><Marker>a%20b%2Bc</Marker>\
                     <NextMarker>a%20b%2Bd</NextMarker>{contents}</ListBucketResult>"
                ),
            ),
        }
    }),
    row("members-missing", |request| match (request.method.as_str(), request.target.as_str()) {
        ("PUT", target) if !target.contains("x-id=CopyObject") => plain(200, ""),
        ("GET", "/key" | "/bucket/key?x-id=GetObject") => plain(200, "hello"),
        ("HEAD", _) => plain(200, ""),
        (_, target) if target.contains("acl") => xml(200, "<AccessControlPolicy/>"),
        (_, target) if target.contains("tagging") => xml(200, "<Tagging/>"),
        (_, target) if target.contains("list-type") => {
            xml(200, "<ListBucketResult><Contents><Key>k</Key></Contents></ListBucketResult>")
        }
        (_, target) if target.contains("x-id=ListBuckets") => {
            xml(200, "<ListAllMyBucketsResult><Buckets><Bucket/></Buckets></ListAllMyBucketsResult>")
        }
        (_, target) if target.contains("x-id=CopyObject") => xml(200, "<CopyObjectResult/>"),
        // A document with only a root, which has another name.
        _ => xml(200, "<Result/>"),
    }),
    row("no-location", |request| {
        let location = |content: &str| {
            let xmlns = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
            xml(200, &format!("<LocationConstraint {xmlns}{content}"))
        };
        match request.target.split(['/', '?']).nth(1) {
            Some("empty") => location("/>"),
            Some("nil") => {
                location(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>")
            }
            Some("eu") => location(">EU</LocationConstraint>"),
            _ => location(">garage</LocationConstraint>"),
        }
    }),
    row("copy-source", |request| {
        copied(request).with_header(
            "x-amz-copy-source-version-id",
            request.header("x-amz-copy-source").unwrap_or("none"),
        )
    }),
    row("grantees", |request| {
        let xsi = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
        let grant = |attributes: &str, content: &str| {
            format!("<Grant><Grantee {attributes}>{content}</Grantee><Permission>READ</Permission></Grant>")
        };
        let grants = [
            grant(&format!("{xsi} xsi:type=\"CanonicalUser\""), "<ID>i</ID><DisplayName>n</DisplayName>"),
            grant(&format!("{xsi} xsi:type=\"Group\""), "<URI>http://group</URI>"),
            // Some servers have neither the name space nor the prefix, or no type at all.
            grant("type=\"CanonicalUser\"", "<ID>i</ID>"),
            grant("", "<ID>i</ID>"),
        ];
        match request.method.as_str() {
            "PUT" => accept(request),
            _ => xml(
                200,
                &format!(
                    "<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList>{}</AccessControlList>\
                     </AccessControlPolicy>",
                    grants.concat()
                ),
            ),
        }
    }),
    row("errors-in-json", |request| {
        let said = |kind: &str| request.target.contains(kind);
        let json = r#"{"code":"AccessDenied","message":"no"}"#;
        match () {
            () if said("json-as-xml") => xml(403, json),
            () if said("json") => Response::json(403, json),
            () if said("html") => {
                let response = plain(502, "<html><body><h1>502 Bad Gateway</h1></body></html>");
                response.with_header("content-type", "text/html")
            }
            () if said("empty") => plain(404, ""),
            () if said("half") => xml(404, "<Error><Code>NoSuchKey</Code><Mess"),
            () => plain(404, "no such key"),
        }
    }),
    row("no-length", |request| match request.header("transfer-encoding") {
        Some(_) => refuse(501, "NotImplemented"),
        None => accept(request),
    }),
    row("presigned-upload", |request| {
        // The body was not known when it was signed.
        if request.target.to_lowercase().contains("x-amz-checksum-") && !request.raw_body.is_empty() {
            refuse(400, "BadDigest")
        } else {
            accept(request)
        }
    }),
];

fn is_checksum(name: &str) -> bool {
    name.starts_with("x-amz-checksum-crc") || name.starts_with("x-amz-checksum-sha")
}

/// Accepts every request, with a short response.
fn accept(request: &Request) -> Response {
    let response = match (request.method.as_str(), request.target.contains("uploads")) {
        ("GET", _) if request.target.contains("list-type") => xml(200, "<ListBucketResult/>"),
        ("GET", _) => plain(200, "hello"),
        ("POST", true) => {
            xml(200, "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>")
        }
        ("PUT", _) if request.header("x-amz-copy-source").is_some() => copied(request),
        _ => plain(200, ""),
    };
    response.with_header("etag", "\"e\"")
}

fn copied(request: &Request) -> Response {
    let root = if request.target.contains("partNumber") { "CopyPartResult" } else { "CopyObjectResult" };
    xml(200, &format!("<{root}><ETag>\"e\"</ETag></{root}>"))
}

/// Verifies the signature of the request after a proxy has changed it.
fn signed_without(request: &Request, change: impl FnOnce(&mut Request)) -> Response {
    let mut seen = request.clone();
    change(&mut seen);
    match signature::check(&seen, SECRET) {
        Ok(()) => accept(request),
        Err(_) => refuse(403, "SignatureDoesNotMatch"),
    }
}

fn refuse(status: u16, code: &str) -> Response {
    xml(status, &format!("<Error><Code>{code}</Code><Message>not here</Message></Error>"))
}

fn xml(status: u16, document: &str) -> Response {
    plain(status, document).with_header("content-type", "application/xml")
}

fn plain(status: u16, body: &str) -> Response {
    let id = ("x-amz-request-id".to_owned(), "REQUEST".to_owned());
    Response { status, headers: vec![id], body: body.as_bytes().to_vec(), missing: 0 }
}
