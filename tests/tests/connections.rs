//! Connections of clients without an HTTP client of their own: the runtimes that they belong to, and their targets.

use smithwright_kitchen_sink::config::retry::RetryConfig;
use smithwright_kitchen_sink::config::{BehaviorVersion, Config, Credentials, Region};
use smithwright_kitchen_sink::error::DisplayErrorContext;
use smithwright_kitchen_sink::{Client, config};
use smithwright_tests::{Response, Server};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// Starts a server that keeps connections open, as real ones do; returns its URL. It ends with the program.
fn keeping_server() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port on loopback");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || while serve(&stream).is_some() {});
        }
    });
    url
}

/// Answers a request; `None` once the client has gone.
fn serve(mut stream: &TcpStream) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok()?;
        }
        if line == "\r\n" {
            break;
        }
    }
    reader.read_exact(&mut vec![0; length]).ok()?;
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").ok()
}

fn client(url: &str, change: impl FnOnce(config::Builder) -> config::Builder) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "test"))
        .retry_config(RetryConfig::disabled())
        .endpoint_url(url);
    Client::from_conf(change(config).build())
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// A call, which must not take long.
async fn call(client: &Client) -> Result<(), String> {
    let call = tokio::time::timeout(Duration::from_secs(10), client.knock().send());
    let result = call.await.map_err(|_| "it waits for ever".to_owned())?;
    result.map(drop).map_err(|error| DisplayErrorContext(&error).to_string())
}

/// A connection is driven by the runtime that made it: another runtime that took it would wait for ever.
#[test]
fn a_client_of_another_runtime_has_connections_of_its_own() {
    let url = keeping_server();
    let (first, second) = (runtime(), runtime());
    assert_eq!(first.block_on(async { call(&client(&url, |config| config)).await }), Ok(()));
    // The first one exists, but is not polled.
    assert_eq!(second.block_on(async { call(&client(&url, |config| config)).await }), Ok(()));
    drop(first);
}

/// As in tests, each with its own runtime.
#[test]
fn calls_of_many_runtimes_one_after_the_other_succeed() {
    let url = keeping_server();
    for _ in 0..80 {
        runtime().block_on(async {
            let client = client(&url, |config| config);
            for _ in 0..5 {
                assert_eq!(call(&client).await, Ok(()));
            }
        });
    }
}

/// The variable that marks the child process of a test.
const CHILD: &str = "SMITHWRIGHT_TEST_CHILD";

/// The environment of a process is read, so that this test runs itself with another one.
#[test]
fn proxies_of_the_environment_are_used() {
    if std::env::var_os(CHILD).is_some() {
        let client = client("http://127.0.0.1:1", |config| config);
        assert_eq!(runtime().block_on(call(&client)), Ok(()));
        return;
    }
    let run = |names: &[(&str, &str)]| {
        let server = Server::start(vec![Response::json(200, "{}")]).expect("a port on loopback");
        let mut child = Command::new(std::env::current_exe().expect("this program"));
        child.args(["--exact", "proxies_of_the_environment_are_used"]).env(CHILD, "1");
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
            child.env_remove(name).env_remove(name.to_lowercase());
        }
        child.envs(names.iter().map(|(name, value)| (*name, value.replace("PROXY", &server.url()))));
        let success = child.output().expect("runs").status.success();
        (success, server.requests().len())
    };
    assert_eq!(run(&[("HTTP_PROXY", "PROXY")]), (true, 1));
    assert_eq!(run(&[("http_proxy", "PROXY")]), (true, 1));
    assert_eq!(run(&[("ALL_PROXY", "PROXY")]), (true, 1));
    assert_eq!(run(&[("HTTP_PROXY", "PROXY"), ("NO_PROXY", "127.0.0.1")]), (false, 0));
    assert_eq!(run(&[("HTTPS_PROXY", "PROXY")]), (false, 0));
}

/// A region is part of host names, so a crafted one could send signed requests to another host.
#[test]
fn a_region_that_is_no_label_of_a_host_name_sends_nothing() {
    let server = Server::start(vec![Response::json(200, "{}")]).expect("a port on loopback");
    for region in ["x@127.0.0.1:1/?", "evil.example/", "", "a b", "us-east-1#"] {
        let client = client(&server.url(), |config| config.region(Region::new(region)));
        let error = runtime().block_on(call(&client)).expect_err(region);
        assert!(error.contains("invalid value for field: `region` - must be a valid host label"), "{error}");
    }
    assert_eq!(server.requests().len(), 0);
}
