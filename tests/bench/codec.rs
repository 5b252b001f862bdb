//! Decode and encode throughput of our crates and the official ones, on the same bytes in the same process.
//!
//! Both go through their whole client, with a connection that answers at once; pages are large, so that the rest of
//! a call does not matter. The floor is the time of a general parser that only reads the bytes.

mod pages;

use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_types::body::SdkBody;
use std::fmt::Debug;
use std::hint::black_box;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// How many times, and how long each time, the sides of a case are measured in turns: what the allocator has to do
/// depends on what came before.
const TURNS: usize = 10;
const TIME: Duration = Duration::from_millis(150);

/// The calls of one family of crates.
macro_rules! calls {
    (
        $family:ident: $cloudwatch:ident $cognito:ident $dynamodb:ident $ec2:ident $iam:ident $identity:ident $s3:ident
        $sns:ident
    ) => {
        mod $family {
            use super::*;

            macro_rules! client {
                ($service:ident, $body:expr, $kind:expr) => {{
                    let body: &'static [u8] = $body.leak();
                    let kind: &'static str = $kind;
                    let http = infallible_client_fn(move |request: http::Request<SdkBody>| {
                        black_box(request.body().bytes());
                        http::Response::builder()
                            .header("content-type", kind)
                            .body(SdkBody::from(body))
                            .expect("a response")
                    });
                    let config = $service::Config::builder()
                        .behavior_version($service::config::BehaviorVersion::latest())
                        .region($service::config::Region::new("us-east-1"))
                        .credentials_provider(aws_credential_types::Credentials::new(
                            "AKID", "secret", None, None, "bench",
                        ))
                        .retry_config($service::config::retry::RetryConfig::disabled())
                        .http_client(http);
                    $service::Client::from_conf(config.build())
                }};
            }

            pub fn decode_rest_json(runtime: &Runtime, page: &[u8]) -> impl FnMut() -> Duration {
                let client = client!($cognito, page.to_vec(), "application/json");
                move || {
                    let call = client.list_records().identity_pool_id("p").identity_id("i").dataset_name("d");
                    let (time, output) = timed(runtime, || call.send());
                    assert_eq!(black_box(output).records().len(), 1000);
                    time
                }
            }

            pub fn decode_json(runtime: &Runtime, page: &[u8]) -> impl FnMut() -> Duration {
                let client = client!($dynamodb, page.to_vec(), "application/x-amz-json-1.0");
                move || {
                    let call = client.scan().table_name("t");
                    let (time, output) = timed(runtime, || call.send());
                    assert_eq!(black_box(output).items().len(), 1000);
                    time
                }
            }

            pub fn decode_identities(runtime: &Runtime, page: &[u8]) -> impl FnMut() -> Duration {
                let client = client!($identity, page.to_vec(), "application/x-amz-json-1.1");
                move || {
                    let call = client.list_identities().identity_pool_id("p").max_results(60);
                    let (time, output) = timed(runtime, || call.send());
                    assert_eq!(black_box(output).identities().len(), 1000);
                    time
                }
            }

            pub fn decode_cbor(runtime: &Runtime, page: &[u8]) -> impl FnMut() -> Duration {
                let client = client!($cloudwatch, page.to_vec(), "application/cbor");
                move || {
                    let call = client.list_metrics();
                    let (time, output) = timed(runtime, || call.send());
                    assert_eq!(black_box(output).metrics().len(), 1000);
                    time
                }
            }

            pub fn decode_rest_xml(runtime: &Runtime, page: &[u8]) -> impl FnMut() -> Duration {
                let client = client!($s3, page.to_vec(), "application/xml");
                move || {
                    let call = client.list_objects_v2().bucket("b");
                    let (time, output) = timed(runtime, || call.send());
                    assert_eq!(black_box(output).contents().len(), 1000);
                    time
                }
            }

            pub fn decode_query(runtime: &Runtime, page: &[u8]) -> impl FnMut() -> Duration {
                let client = client!($iam, page.to_vec(), "text/xml");
                move || {
                    let call = client.list_users();
                    let (time, output) = timed(runtime, || call.send());
                    assert_eq!(black_box(output).users().len(), 1000);
                    time
                }
            }

            #[cfg(feature = "ec2")]
            pub fn decode_ec2(runtime: &Runtime, page: &[u8]) -> impl FnMut() -> Duration {
                let client = client!($ec2, page.to_vec(), "text/xml");
                move || {
                    let call = client.describe_instances();
                    let (time, output) = timed(runtime, || call.send());
                    assert_eq!(black_box(output).reservations().len(), 200);
                    time
                }
            }

            pub fn encode_rest_json(runtime: &Runtime) -> impl FnMut() -> Duration {
                use $cognito::types::{Operation, RecordPatch};
                let client = client!($cognito, b"{}".to_vec(), "application/json");
                let patches: Vec<RecordPatch> = (0..1000)
                    .map(|n| {
                        let patch = RecordPatch::builder().op(Operation::Replace).key(format!("key-{n}"));
                        let patch = patch.value("a value with \"quotes\" and é").sync_count(n);
                        patch.build().expect("all that is required")
                    })
                    .collect();
                move || {
                    let call =
                        client.update_records().identity_pool_id("p").identity_id("i").dataset_name("d");
                    let call = call.sync_session_token("s").set_record_patches(Some(patches.clone()));
                    timed(runtime, || call.send()).0
                }
            }

            pub fn encode_json(runtime: &Runtime) -> impl FnMut() -> Duration {
                use $dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
                let client = client!($dynamodb, b"{}".to_vec(), "application/x-amz-json-1.0");
                let writes: Vec<WriteRequest> = (0..1000)
                    .map(|n| {
                        let put = PutRequest::builder()
                            .item("id", AttributeValue::S(format!("id-{n}")))
                            .item("count", AttributeValue::N(n.to_string()))
                            .item("tags", AttributeValue::L(vec![AttributeValue::S("a".to_owned()); 3]));
                        WriteRequest::builder().put_request(put.build().expect("an item")).build()
                    })
                    .collect();
                move || {
                    let call = client.batch_write_item().request_items("t", writes.clone());
                    timed(runtime, || call.send()).0
                }
            }

            pub fn encode_rules(runtime: &Runtime) -> impl FnMut() -> Duration {
                use $identity::types::RulesConfigurationType;
                use $identity::types::{MappingRule, MappingRuleMatchType, RoleMapping, RoleMappingType};
                let client = client!($identity, b"{}".to_vec(), "application/x-amz-json-1.1");
                let rules: Vec<MappingRule> = (0..1000)
                    .map(|n| {
                        let rule = MappingRule::builder().claim(format!("claim-{n}")).value("a \"value\"");
                        let rule = rule
                            .match_type(MappingRuleMatchType::StartsWith)
                            .role_arn("arn:aws:iam::1:role/r");
                        rule.build().expect("all that is required")
                    })
                    .collect();
                move || {
                    let rules = RulesConfigurationType::builder().set_rules(Some(rules.clone()));
                    let mapping = RoleMapping::builder()
                        .r#type(RoleMappingType::Rules)
                        .rules_configuration(rules.build().expect("rules"));
                    let call = client.set_identity_pool_roles().identity_pool_id("p");
                    let call = call.role_mappings("provider", mapping.build().expect("a type"));
                    timed(runtime, || call.send()).0
                }
            }

            pub fn encode_cbor(runtime: &Runtime) -> impl FnMut() -> Duration {
                use $cloudwatch::types::{Dimension, MetricDatum, StandardUnit};
                let client = client!($cloudwatch, vec![0xa0], "application/cbor");
                let data: Vec<MetricDatum> = (0..1000)
                    .map(|n| {
                        let dimension = Dimension::builder().name("host").value(format!("host-{n}")).build();
                        let datum = MetricDatum::builder().metric_name("latency").value(f64::from(n) * 1.5);
                        datum.unit(StandardUnit::Milliseconds).dimensions(dimension).build()
                    })
                    .collect();
                move || {
                    let call = client.put_metric_data().namespace("n").set_metric_data(Some(data.clone()));
                    // Both sides have the same compressor, which is slower than any codec.
                    let plain = $cloudwatch::config::Builder::new().disable_request_compression(true);
                    let call = call.customize().config_override(plain);
                    timed(runtime, || call.send()).0
                }
            }

            pub fn encode_rest_xml(runtime: &Runtime) -> impl FnMut() -> Duration {
                use $s3::types::{Delete, ObjectIdentifier};
                let client = client!($s3, b"<DeleteResult/>".to_vec(), "application/xml");
                let objects: Vec<ObjectIdentifier> = (0..1000)
                    .map(|n| {
                        let object = ObjectIdentifier::builder().key(format!("folder/key & <{n}>"));
                        object.version_id("v").build().expect("a key")
                    })
                    .collect();
                move || {
                    let delete =
                        Delete::builder().set_objects(Some(objects.clone())).build().expect("objects");
                    let call = client.delete_objects().bucket("b").delete(delete);
                    timed(runtime, || call.send()).0
                }
            }

            pub fn encode_query(runtime: &Runtime) -> impl FnMut() -> Duration {
                use $sns::types::{MessageAttributeValue, PublishBatchRequestEntry};
                let empty = b"<PublishBatchResponse><PublishBatchResult/></PublishBatchResponse>".to_vec();
                let client = client!($sns, empty, "text/xml");
                let entries: Vec<PublishBatchRequestEntry> = (0..1000)
                    .map(|n| {
                        let value = MessageAttributeValue::builder().data_type("String").string_value("v");
                        let entry =
                            PublishBatchRequestEntry::builder().id(n.to_string()).message("hello & co");
                        let entry = entry.message_attributes("k", value.build().expect("a type"));
                        entry.build().expect("all that is required")
                    })
                    .collect();
                move || {
                    let call = client.publish_batch().topic_arn("arn:aws:sns:us-east-1:1:t");
                    let call = call.set_publish_batch_request_entries(Some(entries.clone()));
                    timed(runtime, || call.send()).0
                }
            }

            #[cfg(feature = "ec2")]
            pub fn encode_ec2(runtime: &Runtime) -> impl FnMut() -> Duration {
                use $ec2::types::Tag;
                let client = client!($ec2, b"<CreateTagsResponse/>".to_vec(), "text/xml");
                let tags: Vec<Tag> = (0..1000)
                    .map(|n| Tag::builder().key(format!("key-{n}")).value("a value & co").build())
                    .collect();
                move || {
                    let call = client.create_tags().resources("i-1").set_tags(Some(tags.clone()));
                    timed(runtime, || call.send()).0
                }
            }
        }
    };
}

calls!(
    ours: ours_cloudwatch ours_cognitosync ours_dynamodb ours_ec2 ours_iam ours_cognitoidentity ours_s3 ours_sns
);
calls!(
    official: official_cloudwatch official_cognitosync official_dynamodb official_ec2 official_iam
    official_cognitoidentity official_s3 official_sns
);

/// The fastest of many runs, in microseconds.
fn measure(mut run: impl FnMut() -> Duration) -> f64 {
    run();
    let (start, mut best) = (Instant::now(), Duration::MAX);
    while start.elapsed() < TIME {
        best = best.min(run());
    }
    best.as_secs_f64() * 1e6
}

/// The output of a call, and the time of the call alone: not that to build its input and to drop its output.
fn timed<F, T, E: Debug>(runtime: &Runtime, send: impl FnOnce() -> F) -> (Duration, T)
where
    F: Future<Output = Result<T, E>>,
{
    let start = Instant::now();
    let output = runtime.block_on(send());
    let time = start.elapsed();
    (time, output.expect("an output"))
}

fn row(
    name: &str,
    bytes: usize,
    mut ours: impl FnMut() -> Duration,
    mut official: impl FnMut() -> Duration,
    floor: Option<f64>,
) {
    let (mut best_official, mut best_ours) = (f64::MAX, f64::MAX);
    for _ in 0..TURNS {
        best_official = best_official.min(measure(&mut official));
        best_ours = best_ours.min(measure(&mut ours));
    }
    let name = if bytes == 0 { name.to_owned() } else { format!("{name}, {} KB", bytes / 1000) };
    // `cargo xtask bench codec` makes a table of these lines.
    println!(
        "{name}\t{best_official:.0}\t{best_ours:.0}\t{}",
        floor.map_or(String::new(), |floor| format!("{floor:.0}"))
    );
}

fn main() {
    let only = std::env::args().nth(1).unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    macro_rules! decode {
        ($name:literal, $call:ident, $page:expr, $floor:ident) => {
            if $name.contains(&only) {
                let page = $page;
                let floor = measure(|| {
                    let start = Instant::now();
                    pages::$floor(&page);
                    start.elapsed()
                });
                row(
                    $name,
                    page.len(),
                    ours::$call(&runtime, &page),
                    official::$call(&runtime, &page),
                    Some(floor),
                );
            }
        };
    }
    decode!("decode rest-json, 1000 records", decode_rest_json, pages::records(), json);
    decode!("decode json, dynamodb page of 1000 items", decode_json, pages::items(), json);
    decode!("decode json, 1000 identities", decode_identities, pages::identities(), json);
    decode!("decode cbor, 1000 metrics", decode_cbor, pages::metrics(), cbor);
    decode!("decode rest-xml, s3 ListObjectsV2 of 1000", decode_rest_xml, pages::objects(), xml);
    decode!("decode query, 1000 users", decode_query, pages::users(), xml);
    #[cfg(feature = "ec2")]
    decode!("decode ec2, DescribeInstances of 200", decode_ec2, pages::instances(), xml);
    macro_rules! encode {
        ($name:literal, $call:ident) => {
            if $name.contains(&only) {
                row($name, 0, ours::$call(&runtime), official::$call(&runtime), None);
            }
        };
    }
    encode!("encode rest-json, 1000 patches", encode_rest_json);
    encode!("encode json, 1000 puts", encode_json);
    encode!("encode json, 1000 rules", encode_rules);
    encode!("encode cbor, 1000 data", encode_cbor);
    encode!("encode rest-xml, 1000 keys", encode_rest_xml);
    encode!("encode query, 1000 messages", encode_query);
    #[cfg(feature = "ec2")]
    encode!("encode ec2, 1000 tags", encode_ec2);
}
