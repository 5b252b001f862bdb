//! Paginators of the kitchen sink: how they request pages, and when they stop.

use smithwright_kitchen_sink::config::{Config, retry::RetryConfig};
use smithwright_kitchen_sink::operation::list_tools::paginator::ListToolsPaginator;
use smithwright_kitchen_sink::{Client, operation::scan_tools::paginator::ScanToolsPaginatorItems};
use smithwright_tests::{Response, Server};
use std::collections::HashMap;

fn start(bodies: &[&str]) -> (Server, Client) {
    let server = Server::start(bodies.iter().map(|body| Response::json(200, *body)).collect());
    let server = server.expect("a free port on loopback");
    let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url());
    (server, Client::from_conf(config.retry_config(RetryConfig::disabled()).build()))
}

fn targets(server: &Server) -> Vec<String> {
    server.requests().into_iter().map(|request| request.target).collect()
}

#[tokio::test]
async fn each_page_is_asked_for_with_the_token_of_the_one_before() {
    let (server, client) = start(&[
        r#"{"Page": {"Next": "a b", "Tools": {"1": {"Name": "saw"}}}}"#,
        r#"{"Page": {"Next": "c"}}"#,
        r#"{"Page": {"Next": "", "Tools": {"2": {"Name": "axe"}}}}"#,
    ]);
    let paginator: ListToolsPaginator = client.list_tools().into_paginator().page_size(7);
    let items: HashMap<_, _> =
        paginator.items().send().try_collect().await.expect("items").into_iter().collect();
    let name = |key: &str| items.get(key).and_then(|tool| tool.name());
    assert_eq!((items.len(), name("1"), name("2")), (2, Some("saw"), Some("axe")));
    assert_eq!(targets(&server), ["/tools?max=7", "/tools?next=a%20b&max=7", "/tools?next=c&max=7"]);
}

#[tokio::test]
async fn nothing_is_sent_before_the_first_page_is_asked_for_and_none_after_the_stream_is_dropped() {
    let (server, client) = start(&[r#"{"Page": {"Next": "a"}}"#, r#"{"Page": {"Next": "b"}}"#]);
    let mut pages = client.list_tools().into_paginator().send();
    assert_eq!(server.requests().len(), 0);
    pages.next().await.expect("a page").expect("an output");
    drop(pages);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_token_that_comes_back_ends_the_pages_unless_that_is_turned_off() {
    let same = r#"{"Page": {"Next": "a"}}"#;
    let (server, client) = start(&[same]);
    let pages = client.list_tools().into_paginator().send().collect::<Vec<_>>().await;
    assert!(pages.len() == 2 && pages.iter().all(Result::is_ok), "{pages:?}");
    assert_eq!(targets(&server), ["/tools", "/tools?next=a"]);

    let (server, client) = start(&[same, same, same, r#"{"Page": {}}"#]);
    let paginator = client.list_tools().into_paginator().stop_on_duplicate_token(false);
    assert_eq!(paginator.send().collect::<Vec<_>>().await.len(), 4);
    assert_eq!(targets(&server)[1..], ["/tools?next=a", "/tools?next=a", "/tools?next=a"]);
}

#[tokio::test]
async fn a_token_may_be_a_map_and_an_empty_one_is_none() {
    let (server, client) = start(&[
        r#"{"Tools": [{"Name": "saw"}, {"Name": "axe"}], "LastKey": {"name": "axe"}}"#,
        r#"{"Tools": [], "LastKey": {}}"#,
    ]);
    let items: ScanToolsPaginatorItems = client.scan_tools().limit(2).into_paginator().items();
    let tools = items.send().try_collect().await.expect("items");
    assert_eq!(tools.iter().filter_map(|tool| tool.name()).collect::<Vec<_>>(), ["saw", "axe"]);
    let bodies: Vec<_> = server.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(bodies, [r#"{"Limit":2}"#, r#"{"StartKey":{"name":"axe"},"Limit":2}"#]);
}

#[tokio::test]
async fn an_error_is_the_last_of_the_pages() {
    let responses =
        vec![Response::json(200, r#"{"Page": {"Next": "a"}}"#), Response::json(500, r#"{"message": "no"}"#)];
    let server = Server::start(responses).expect("a free port on loopback");
    let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url());
    let client = Client::from_conf(config.retry_config(RetryConfig::disabled()).build());
    let pages = client.list_tools().into_paginator().send().collect::<Vec<_>>().await;
    assert!(matches!(&pages[..], [Ok(_), Err(_)]), "{pages:?}");
    assert_eq!(server.requests().len(), 2);
}

/// The features of a request in its user agent (`m/`), as AWS's crates name them by letters.
fn features(server: &Server) -> Vec<String> {
    let of = |text: &str| {
        let features = text.split(' ').find_map(|part| part.strip_prefix("m/"));
        features.unwrap_or_default().split(',').map(str::to_owned).collect()
    };
    let mut requests = server.requests().into_iter();
    requests.next().and_then(|request| request.header("x-amz-user-agent").map(of)).expect("a user agent")
}

#[tokio::test]
async fn the_user_agent_says_that_a_paginator_calls() {
    for (paginated, expected) in [(true, true), (false, false)] {
        let (server, client) = start(&["{}"]);
        if paginated {
            client.list_tools().into_paginator().send().next().await.expect("a page").expect("an output");
        } else {
            client.list_tools().send().await.expect("an output");
        }
        assert_eq!(features(&server).contains(&"C".to_owned()), expected, "{:?}", features(&server));
    }
}
