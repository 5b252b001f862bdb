//! The costs of a small call without the network: time and allocations, alone, in parallel, and for the first of a
//! process.
//!
//! Both sides go through their whole client, with a connection that answers at once. Without arguments, prints one line per
//! figure: name, unit, official, ours. `first SIDE CALL` prints the microseconds of a client and its first call, which only a
//! new process can measure.

use allocation_counter::AllocationInfo;
use aws_credential_types::Credentials;
use aws_smithy_http_client::test_util::{NeverClient, infallible_client_fn};
use aws_smithy_types::body::SdkBody;
use std::cell::LazyCell;
use std::hint::black_box;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// The number of calls while allocations are counted.
const CALLS: u64 = 100;
/// The number of parallel calls.
const AT_A_TIME: u64 = 64;
/// The number of waiting calls while their memory is measured.
const IN_FLIGHT: usize = 10_000;
const CLONES: usize = 1_000;
/// The sides are measured in turns, so that a machine that slows down slows both.
const ROUNDS: usize = 7;
const ROUND: Duration = Duration::from_millis(200);

/// A call of one side.
struct Call {
    name: &'static str,
    /// Creates a client, calls once, and drops both.
    first: Box<dyn Fn(&Runtime)>,
    /// Calls once.
    once: Box<dyn Fn(&Runtime)>,
    /// Calls [`AT_A_TIME`] times, each in a task.
    many: Box<dyn Fn(&Runtime)>,
}

/// The calls of one side, and the memory of its clients.
macro_rules! side {
    ($side:ident: $cognito:ident $dynamodb:ident $s3:ident $sqs:ident) => {
        mod $side {
            use super::*;

            macro_rules! config {
                ($service:ident, $http:expr) => {
                    $service::Config::builder()
                        .behavior_version($service::config::BehaviorVersion::latest())
                        .region($service::config::Region::new("us-east-1"))
                        .credentials_provider(Credentials::new("AKID", "secret", None, None, "bench"))
                        .retry_config($service::config::retry::RetryConfig::disabled())
                        .http_client($http)
                        .build()
                };
            }

            /// A call whose output is complete after `$read`.
            macro_rules! call {
                ($name:literal, $service:ident, $kind:literal, $response:literal, |$client:ident| $call:expr, |$output:ident| $read:expr) => {{
                    fn client() -> $service::Client {
                        let http = infallible_client_fn(|request: http::Request<SdkBody>| {
                            black_box(request.body().bytes());
                            http::Response::builder()
                                .header("content-type", $kind)
                                .header("x-amzn-requestid", "7a62c49f-347e-4fc4-9331-6e8e7a96aa73")
                                .body(SdkBody::from($response))
                                .expect("a response")
                        });
                        $service::Client::from_conf(config!($service, http))
                    }
                    async fn once($client: &$service::Client) {
                        let $output = $call.send().await.expect("an output");
                        black_box($read);
                    }
                    let (alone, among) = (LazyCell::new(client), LazyCell::new(client));
                    Call {
                        name: $name,
                        first: Box::new(|runtime| runtime.block_on(once(&client()))),
                        once: Box::new(move |runtime| runtime.block_on(once(&alone))),
                        many: Box::new(move |runtime| {
                            runtime.block_on(async {
                                let task = |_| {
                                    let client = among.clone();
                                    tokio::spawn(async move { once(&client).await })
                                };
                                let tasks: Vec<_> = (0..AT_A_TIME).map(task).collect();
                                for task in tasks {
                                    task.await.expect("a call");
                                }
                            });
                        }),
                    }
                }};
            }

            pub fn calls() -> Vec<Call> {
                use $dynamodb::types::AttributeValue;
                vec![
                    call!(
                        "dynamodb GetItem",
                        $dynamodb,
                        "application/x-amz-json-1.0",
                        r#"{"Item":{"id":{"S":"1"},"count":{"N":"7"}}}"#,
                        |client| client
                            .get_item()
                            .table_name("table")
                            .key("id", AttributeValue::S("1".to_owned())),
                        |output| output.item().expect("an item").len()
                    ),
                    call!(
                        "sqs SendMessage",
                        $sqs,
                        "application/x-amz-json-1.0",
                        r#"{"MessageId":"1","MD5OfMessageBody":"5d41402abc4b2a76b9719d911017c592"}"#,
                        |client| client
                            .send_message()
                            .queue_url("https://sqs.us-east-1.amazonaws.com/123456789012/queue")
                            .message_body("hello"),
                        |output| output.message_id().expect("an id").len()
                    ),
                    call!(
                        "s3 GetObject",
                        $s3,
                        "text/plain",
                        "hello",
                        |client| client.get_object().bucket("bucket").key("folder/key"),
                        |output| output.body.collect().await.expect("a body").into_bytes().len()
                    ),
                    call!(
                        "cognito-sync GetBulkPublishDetails",
                        $cognito,
                        "application/json",
                        r#"{"BulkPublishStatus":"SUCCEEDED","IdentityPoolId":"p","BulkPublishStartTime":1.7E9}"#,
                        |client| client.get_bulk_publish_details().identity_pool_id("p"),
                        |output| output.identity_pool_id().expect("an id").len()
                    ),
                ]
            }

            /// The bytes of a client, of its clones, and of each call that waits for a response.
            pub fn memory(runtime: &Runtime) -> [f64; 3] {
                use $dynamodb::types::AttributeValue;
                let make = || $dynamodb::Client::from_conf(config!($dynamodb, NeverClient::new()));
                let mut client = None;
                let of_client = allocation_counter::measure(|| client = Some(make()));
                let client = client.expect("a client");
                let mut clones = Vec::with_capacity(CLONES);
                let of_clones =
                    allocation_counter::measure(|| clones.extend((0..CLONES).map(|_| client.clone())));
                let call = |client: &$dynamodb::Client| {
                    let call =
                        client.get_item().table_name("table").key("id", AttributeValue::S("1".to_owned()));
                    tokio::spawn(async move { drop(call.send().await) })
                };
                runtime.block_on(async {
                    let first = call(&client);
                    settled().await;
                    first.abort();
                });
                let mut tasks = Vec::with_capacity(IN_FLIGHT);
                let of_calls = allocation_counter::measure(|| {
                    runtime.block_on(async {
                        tasks.extend((0..IN_FLIGHT).map(|_| call(&client)));
                        settled().await;
                    });
                });
                assert!(tasks.iter().all(|task| !task.is_finished()), "a call that waits has ended");
                tasks.iter().for_each(|task| task.abort());
                let bytes = |info: AllocationInfo| info.bytes_current as f64;
                [bytes(of_client), bytes(of_clones), bytes(of_calls) / IN_FLIGHT as f64]
            }
        }
    };
}

side!(official: official_cognitosync official_dynamodb official_s3 official_sqs);
side!(ours: ours_cognitosync ours_dynamodb ours_s3 ours_sqs);

/// Lets every task go on until it waits for a response.
async fn settled() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

/// The median of the microseconds that each side takes for one of `calls`.
fn time(sides: [&dyn Fn(); 2], calls: u64) -> [f64; 2] {
    sides.iter().for_each(|run| run());
    let mut samples = [vec![], vec![]];
    for _ in 0..ROUNDS {
        for (run, samples) in sides.iter().zip(&mut samples) {
            let (start, mut runs) = (Instant::now(), 0);
            while start.elapsed() < ROUND {
                run();
                runs += 1;
            }
            samples.push(start.elapsed().as_secs_f64() * 1e6 / f64::from(runs) / calls as f64);
        }
    }
    samples.map(|mut samples| {
        samples.sort_by(f64::total_cmp);
        samples[samples.len() / 2]
    })
}

fn print(name: &str, unit: &str, [official, ours]: [f64; 2]) {
    println!("{name}\t{unit}\t{official}\t{ours}");
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, side, name] = &arguments[..]
        && first == "first"
    {
        let calls = if side == "ours" { ours::calls() } else { official::calls() };
        let call = calls.iter().find(|call| call.name == name).expect("a call of that name");
        let start = Instant::now();
        (call.first)(&runtime);
        println!("{}", start.elapsed().as_secs_f64() * 1e6);
        return;
    }
    for (official, ours) in official::calls().iter().zip(&ours::calls()) {
        let name = official.name;
        let once = [&|| (official.once)(&runtime), &|| (ours.once)(&runtime)] as [&dyn Fn(); 2];
        print(&format!("{name}, time"), "µs", time(once, 1));
        let counts = once.map(|run| {
            allocation_counter::measure(|| {
                for _ in 0..CALLS {
                    run();
                }
            })
        });
        print(&format!("{name}, allocations"), "", counts.map(|info| (info.count_total / CALLS) as f64));
        print(&format!("{name}, allocated"), "bytes", counts.map(|info| (info.bytes_total / CALLS) as f64));
        let many = [&|| (official.many)(&runtime), &|| (ours.many)(&runtime)] as [&dyn Fn(); 2];
        print(&format!("{name}, {AT_A_TIME} at a time, time of each"), "µs", time(many, AT_A_TIME));
    }
    let [official, ours] = [official::memory(&runtime), ours::memory(&runtime)];
    let names = ["memory of a client", "memory of 1,000 clones", "memory of each of 10,000 calls in flight"];
    for (name, figures) in names.iter().zip(official.into_iter().zip(ours)) {
        print(name, "bytes", figures.into());
    }
}
