//! The costs of clients: `cargo xtask bench clients` builds this against the official crate and against ours. Prints a
//! line per figure: name, unit, value.

use sdk::config::retry::RetryConfig;
use sdk::config::{BehaviorVersion, Config, Credentials, Region};
use sdk::{Client, config};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Instant;

const CLIENTS: u32 = 1_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = server()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let start = Instant::now();
        let client = Client::from_conf(config(&url));
        client.list_tables().send().await?;
        println!("a client and its first call\tms\t{}", start.elapsed().as_secs_f64() * 1e3);
        let start = Instant::now();
        for _ in 0..CLIENTS {
            client.list_tables().send().await?;
        }
        println!("a later call\tµs\t{}", start.elapsed().as_secs_f64() * 1e6 / f64::from(CLIENTS));
        let call = client.list_tables().send();
        println!("future of `send()`\tbytes\t{}", size_of_val(&call));
        call.await?;
        let call = client.list_tables().customize().send();
        println!("future of `customize().send()`\tbytes\t{}", size_of_val(&call));
        call.await?;
        let (before, start) = (memory()?, Instant::now());
        let clients: Vec<Client> = (0..CLIENTS).map(|_| Client::from_conf(config(&url))).collect();
        println!("1,000 clients\tms\t{}", start.elapsed().as_secs_f64() * 1e3);
        println!("memory of 1,000 clients\tMB\t{}", memory()? - before);
        let start = Instant::now();
        for client in &clients {
            client.list_tables().send().await?;
        }
        println!("a call of each\tms\t{}", start.elapsed().as_secs_f64() * 1e3);
        println!("memory after it\tMB\t{}", memory()? - before);
        Ok::<_, Box<dyn std::error::Error>>(())
    })
}

fn config(url: &str) -> Config {
    config::Builder::new()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "bench"))
        .retry_config(RetryConfig::disabled())
        .endpoint_url(url)
        .build()
}

/// The memory of this process, in megabytes.
fn memory() -> Result<f64, Box<dyn std::error::Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}

/// Starts a server that keeps connections open; returns its URL. It ends with the program.
fn server() -> std::io::Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let url = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = stream.set_nodelay(true);
            // Its stack is memory of this process too.
            let thread = std::thread::Builder::new().stack_size(64 << 10);
            let _ = thread.spawn(move || while answer(&stream).is_ok() {});
        }
    });
    Ok(url)
}

/// Answers a request whose body is `{}`.
fn answer(mut stream: &TcpStream) -> std::io::Result<()> {
    let (mut request, mut part) = (Vec::new(), [0; 4096]);
    while !request.ends_with(b"\r\n\r\n{}") {
        match stream.read(&mut part)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            read => request.extend_from_slice(&part[..read]),
        }
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
}
