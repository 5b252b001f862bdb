//! Waiters of the kitchen sink: when they end, and how.

use aws_smithy_async::test_util::instant_time_and_sleep;
use smithwright_kitchen_sink::client::Waiters;
use smithwright_kitchen_sink::config::timeout::TimeoutConfig;
use smithwright_kitchen_sink::config::{Config, StalledStreamProtectionConfig, retry::RetryConfig};
use smithwright_kitchen_sink::error::{DisplayErrorContext, ProvideErrorMetadata};
use smithwright_kitchen_sink::waiters::tool_exists::{ToolExistsFluentBuilder, WaitUntilToolExistsError};
use smithwright_kitchen_sink::waiters::tool_sharp::ToolSharpFinalPoll;
use smithwright_kitchen_sink::{Client, types::ToolState};
use smithwright_tests::{Response, Server};
use std::time::{Duration, SystemTime};

/// Sleeps take no time, but clocks go on.
fn start(responses: Vec<Response>) -> (Server, Client) {
    let server = Server::start(responses).expect("a free port on loopback");
    let (time, sleep) = instant_time_and_sleep(SystemTime::UNIX_EPOCH);
    let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url());
    let config = config
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .time_source(time)
        .sleep_impl(sleep);
    (server, Client::from_conf(config.build()))
}

fn tool(text: &str) -> Response {
    Response::json(200, format!(r#"{{"Tool": {text}}}"#))
}

fn missing() -> Response {
    Response::json(404, r#"{"message": "gone"}"#).with_header("x-amzn-errortype", "ToolMissing")
}

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn it_goes_on_while_an_error_asks_for_that() {
    let (server, client) = start(vec![missing(), missing(), tool(r#"{"Name": "saw"}"#)]);
    let builder: ToolExistsFluentBuilder = client.wait_until_tool_exists().name("saw");
    assert_eq!(builder.as_input().get_name().as_deref(), Some("saw"));
    let poll = builder.wait(HOUR).await.expect("the tool");
    assert_eq!(poll.into_result().expect("an output").tool().and_then(|tool| tool.name()), Some("saw"));
    let targets: Vec<_> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/tools/saw"; 3]);
}

#[tokio::test]
async fn a_value_of_the_output_ends_it_either_way() {
    let new = || tool(r#"{"State": "NEW", "Parts": [{"Broken": false}]}"#);
    let (server, client) = start(vec![new(), new(), tool(r#"{"State": "SHARP"}"#)]);
    let poll: ToolSharpFinalPoll = client.wait_until_tool_sharp().name("a").wait(HOUR).await.expect("sharp");
    let output = poll.into_result().expect("an output");
    assert_eq!(output.tool().and_then(|tool| tool.state()), Some(&ToolState::Sharp));
    assert_eq!(server.requests().len(), 3);

    let (server, client) = start(vec![new(), tool(r#"{"Parts": [{"Name": "blade", "Broken": true}]}"#)]);
    let error = client.wait_until_tool_sharp().name("a").wait(HOUR).await.expect_err("it is broken");
    assert!(matches!(
        error,
        smithwright_kitchen_sink::waiters::tool_sharp::WaitUntilToolSharpError::FailureState(_)
    ));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn an_error_can_be_what_ends_it() {
    let (_server, client) = start(vec![missing()]);
    let error = client.wait_until_tool_sharp().name("a").wait(HOUR).await.expect_err("it is gone");
    assert_eq!(error.code(), Some("ToolMissing"));
    let text = DisplayErrorContext(&error).to_string();
    assert!(text.starts_with("waiting failed"), "{text}");

    // An error that no acceptor matches.
    let (_server, client) = start(vec![Response::json(400, "{}").with_header("x-amzn-errortype", "Other")]);
    let error = client.wait_until_tool_exists().name("a").wait(HOUR).await.expect_err("another error");
    assert!(matches!(error, WaitUntilToolExistsError::OperationFailed(_)), "{error:?}");
}

#[tokio::test]
async fn all_or_any_elements_of_a_list_may_count() {
    let parts = |names: &[&str]| {
        let parts: Vec<_> = names.iter().map(|name| format!(r#"{{"Name": "{name}"}}"#)).collect();
        tool(&format!(r#"{{"Parts": [{}]}}"#, parts.join(",")))
    };
    let responses = vec![
        Response::json(500, "{}"),
        tool("{}"),
        parts(&[]),
        parts(&["ready", "raw"]),
        parts(&["ready", "ready"]),
    ];
    let (server, client) = start(responses);
    client.wait_until_parts_ready().name("a").wait(HOUR).await.expect("ready");
    assert_eq!(server.requests().len(), 5);

    let (_server, client) = start(vec![parts(&["ready", "a b's"])]);
    let error = client.wait_until_parts_ready().name("a").wait(HOUR).await.expect_err("one of them");
    assert_eq!(error.to_string(), "waiting failed");

    let (server, client) =
        start(vec![Response::json(200, r#"{"Tools": [{}]}"#), Response::json(200, r#"{"Tools": []}"#)]);
    client.wait_until_no_tools().wait(HOUR).await.expect("none");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn it_ends_when_the_time_is_over() {
    let (server, client) = start(vec![missing()]);
    let waiting = client.wait_until_tool_exists().name("a").wait(Duration::from_secs(30));
    match waiting.await.expect_err("it never comes") {
        WaitUntilToolExistsError::ExceededMaxWait(end) => {
            assert_eq!(end.max_wait(), Duration::from_secs(30));
            assert!((2..=12).contains(&end.poll_count()), "{end:?}");
            assert_eq!(server.requests().len(), end.poll_count() as usize);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_user_agent_says_that_a_waiter_calls() {
    let (server, client) = start(vec![tool("{}")]);
    client.wait_until_tool_exists().name("a").wait(HOUR).await.expect("the tool");
    let requests = server.requests();
    let agent =
        requests.first().and_then(|request| request.header("x-amz-user-agent")).expect("a user agent");
    let features = agent.split(' ').find_map(|part| part.strip_prefix("m/")).expect("features");
    assert!(features.split(',').any(|feature| feature == "B"), "{agent}");
}
