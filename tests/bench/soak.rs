//! A client under many calls and a server that fails in every way: `cargo xtask bench soak` builds this against the official
//! crate and against ours. Takes the number of calls; prints a line per figure: name, unit, value.

use sdk::config::retry::RetryConfig;
use sdk::config::{BehaviorVersion, Config, Credentials, Region};
use sdk::error::SdkError;
use sdk::{Client, config};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

type Error = Box<dyn std::error::Error + Send + Sync>;

const AT_A_TIME: usize = 64;
/// A call takes this long only if it hangs.
const LONGEST: Duration = Duration::from_secs(600);
/// The number of names in a good response.
const NAMES: usize = 20;

fn main() -> Result<(), Error> {
    let calls: usize = std::env::args().nth(1).ok_or("the number of calls is missing")?.parse()?;
    let url = server()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
        let (sockets_before, tasks_before) = (sockets()?, tasks());
        tokio::time::timeout(LONGEST, soak(&url, calls)).await.map_err(|_| "the calls hang")??;
        // Connections are closed by tasks of their own.
        tokio::time::sleep(Duration::from_millis(500)).await;
        println!("sockets left\t\t{}", sockets()?.saturating_sub(sockets_before));
        println!("tasks left\t\t{}", tasks().saturating_sub(tasks_before));
        Ok(())
    })
}

async fn soak(url: &str, calls: usize) -> Result<(), Error> {
    let client = Client::from_conf(config(url));
    // Memory and sockets of the first call do not count.
    client.list_tables().send().await.ok();
    let before = memory()?;
    let done = Arc::new(AtomicUsize::new(0));
    let marks = Arc::new(Mutex::new(BTreeMap::new()));
    let start = Instant::now();
    let tasks = (0..AT_A_TIME).map(|_| {
        let (client, done, marks) = (client.clone(), done.clone(), marks.clone());
        tokio::spawn(async move {
            let (mut latencies, mut outcomes) = (Vec::new(), BTreeMap::new());
            loop {
                let number = done.fetch_add(1, Ordering::Relaxed);
                if number >= calls {
                    return Ok::<_, Error>((latencies, outcomes));
                }
                if number * 4 % calls < 4 {
                    marks.lock().map_err(|_| "a task panicked")?.insert(number * 4 / calls, memory()?);
                }
                let start = Instant::now();
                let outcome = outcome(&client).await?;
                latencies.push(start.elapsed());
                *outcomes.entry(outcome).or_insert(0_usize) += 1;
            }
        })
    });
    let tasks: Vec<_> = tasks.collect();
    let (mut latencies, mut outcomes) = (Vec::new(), BTreeMap::new());
    for task in tasks {
        let (of_task, outcomes_of_task) = task.await??;
        latencies.extend(of_task);
        for (outcome, count) in outcomes_of_task {
            *outcomes.entry(outcome).or_insert(0) += count;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let after = memory()?;
    latencies.sort_unstable();
    let at = |part: usize| latencies[(latencies.len() - 1) * part / 100].as_secs_f64() * 1e6;
    println!("all calls\ts\t{seconds}");
    println!("latency at 50%\tµs\t{}", at(50));
    println!("latency at 99%\tµs\t{}", at(99));
    for (quarter, memory) in marks.lock().map_err(|_| "a task panicked")?.iter().filter(|(at, _)| **at > 0) {
        println!("memory after {} of the calls\tMB\t{}", ["", "¼", "½", "¾"][*quarter], memory - before);
    }
    println!("memory after all calls\tMB\t{}", after - before);
    for outcome in ["output", "service error", "response error", "dispatch failure"] {
        println!("{outcome}\t\t{}", outcomes.remove(outcome).unwrap_or_default());
    }
    match outcomes.first_key_value() {
        Some((other, count)) => Err(format!("{count} calls ended in another way: {other}").into()),
        None => Ok(()),
    }
}

/// The result of a call. An output that the server did not send is an error of this program.
async fn outcome(client: &Client) -> Result<&'static str, Error> {
    Ok(match client.list_tables().send().await {
        Ok(output) if output.table_names().len() == NAMES => "output",
        Ok(output) => return Err(format!("no server sent this: {output:?}").into()),
        Err(SdkError::ServiceError(_)) => "service error",
        Err(SdkError::ResponseError(_)) => "response error",
        Err(SdkError::DispatchFailure(_)) => "dispatch failure",
        Err(SdkError::TimeoutError(_)) => "timeout",
        Err(_) => "another error",
    })
}

fn config(url: &str) -> Config {
    let retries = RetryConfig::standard().with_max_attempts(3).with_initial_backoff(Duration::from_millis(1));
    config::Builder::new()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "bench"))
        .retry_config(retries)
        .endpoint_url(url)
        .build()
}

/// The memory of this process, in megabytes.
fn memory() -> Result<f64, Error> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}

/// The number of open sockets of this process.
fn sockets() -> Result<usize, Error> {
    let is_socket = |entry: std::fs::DirEntry| {
        let target = std::fs::read_link(entry.path()).ok();
        target.is_some_and(|target| target.to_string_lossy().starts_with("socket:"))
    };
    Ok(std::fs::read_dir("/proc/self/fd")?.flatten().map(is_socket).filter(|is| *is).count())
}

/// Starts a server that sends each of its kinds of responses in turn; returns its URL. It ends with the program.
fn server() -> std::io::Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let url = format!("http://{}", listener.local_addr()?);
    let number = Arc::new(AtomicUsize::new(0));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = stream.set_nodelay(true);
            let number = number.clone();
            let thread = std::thread::Builder::new().stack_size(64 << 10);
            let _ = thread
                .spawn(move || while answer(&stream, number.fetch_add(1, Ordering::Relaxed)).is_ok() {});
        }
    });
    Ok(url)
}

/// Responds to a request whose body is `{}`, in one of 32 ways, most of which are good.
fn answer(mut stream: &TcpStream, number: usize) -> std::io::Result<()> {
    let (mut request, mut part) = (Vec::new(), [0; 4096]);
    while !request.ends_with(b"\r\n\r\n{}") {
        match stream.read(&mut part)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            read => request.extend_from_slice(&part[..read]),
        }
    }
    let names: Vec<_> = (0..NAMES).map(|name| format!("\"table-{name}\"")).collect();
    let good = format!("{{\"TableNames\":[{}]}}", names.join(","));
    let response = |status: &str, body: &str| {
        format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
    };
    let closed = || Err(std::io::ErrorKind::ConnectionReset.into());
    match number % 32 {
        0 => stream.write_all(&response("400 Bad Request", r#"{"__type":"x#ThrottlingException"}"#)),
        1 => {
            stream.write_all(&response("500 Internal Server Error", r#"{"__type":"x#InternalServerError"}"#))
        }
        2 => stream.write_all(&response("503 Service Unavailable", "<html>busy</html>")),
        3 => stream.write_all(&response("200 OK", "%%% garbage %%%")),
        4 => stream.write_all(&response("200 OK", "<!doctype html><html>sign in</html>")),
        5 => stream.write_all(&response("200 OK", r#"{"TableNames":["a",17]}"#)),
        // An end before the response, one within its head, one within its body, and no HTTP.
        6 => closed(),
        7 => stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-le").and_then(|()| closed()),
        8 => {
            let whole = response("200 OK", &good);
            stream.write_all(&whole[..whole.len() / 2]).and_then(|()| closed())
        }
        9 => stream.write_all(b"\x16\x03\x01\x02\x00 no HTTP\r\n\r\n").and_then(|()| closed()),
        10 => response("200 OK", &good).chunks(40).try_for_each(|part| {
            std::thread::sleep(Duration::from_micros(500));
            stream.write_all(part)
        }),
        _ => stream.write_all(&response("200 OK", &good)),
    }
}
