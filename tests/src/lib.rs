//! A small HTTP server on loopback that records requests and sends prepared responses.

pub mod signature;

/// The code of pages of the guide.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../docs/getting-started.md")]
    struct GettingStarted;
    #[doc = include_str!("../../docs/own-services.md")]
    struct OwnServices;
    #[doc = include_str!("../../README.md")]
    struct Readme;
    #[doc = include_str!("../../docs/serde.md")]
    struct Serde;
    #[doc = include_str!("../../docs/testing.md")]
    struct Testing;
}

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// A received request.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: String,
    /// Path and query, with their escapes.
    pub target: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
    /// The bytes of the body.
    pub raw_body: Vec<u8>,
}

impl Request {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}

/// A response.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Headers besides `content-length`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The number of bytes that the response announces and does not send.
    pub missing: usize,
}

impl Response {
    /// A response with this status and JSON body, and the request id `request-1`.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let headers =
            vec![header("content-type", "application/json"), header("x-amzn-requestid", "request-1")];
        Self { status, headers, body: body.into().into_bytes(), missing: 0 }
    }

    /// Adds a header.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// A running server. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct State {
    requests: Vec<Request>,
    stopped: bool,
}

impl Server {
    /// Starts a server that sends `responses` in turn, and then the last one again.
    ///
    /// # Errors
    ///
    /// What binding a port of the loopback interface reports.
    pub fn start(mut responses: Vec<Response>) -> std::io::Result<Self> {
        Self::answering(move |_| match responses.len() {
            0 => Response::json(200, "{}"),
            1 => responses[0].clone(),
            _ => responses.remove(0),
        })
    }

    /// Starts a server that sends the response of `answer` to each request.
    ///
    /// # Errors
    ///
    /// What binding a port of the loopback interface reports.
    pub fn answering(mut answer: impl FnMut(&Request) -> Response + Send + 'static) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if lock(&shared).stopped {
                    break;
                }
                if let Ok(stream) = stream {
                    // Tests include clients that close the connection early.
                    let _ = serve(stream, &shared, &mut answer);
                }
            }
        });
        Ok(Self { address, state, thread: Some(thread) })
    }

    /// The URL of the server.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.state).requests.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        lock(&self.state).stopped = true;
        // Wakes the thread that waits for a connection.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn lock(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A body in chunks (RFC 9112, section 7.1).
fn chunks(reader: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let length = usize::from_str_radix(line.trim_end(), 16).map_err(std::io::Error::other)?;
        let mut chunk = vec![0; length + 2];
        reader.read_exact(&mut chunk)?;
        body.extend_from_slice(&chunk[..length]);
        if length == 0 {
            return Ok(body);
        }
    }
}

/// Responds to one request and closes the connection.
fn serve(
    stream: TcpStream,
    state: &Mutex<State>,
    answer: &mut impl FnMut(&Request) -> Response,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split(' ');
    let method = words.next().unwrap_or_default().to_owned();
    let target = words.next().unwrap_or_default().to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line == "\r\n" {
            break;
        }
        if let Some((name, value)) = line.trim_end().split_once(':') {
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
    }
    let mut request = Request { method, target, headers, body: String::new(), raw_body: vec![] };
    let body = if request.header("transfer-encoding") == Some("chunked") {
        chunks(&mut reader)?
    } else {
        let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        body
    };
    request.body = String::from_utf8_lossy(&body).into_owned();
    request.raw_body = body;
    let response = answer(&request);
    lock(state).requests.push(request);
    let mut stream = reader.into_inner();
    let length = response.body.len() + response.missing;
    write!(
        stream,
        "HTTP/1.1 {} Status\r\nconnection: close\r\ncontent-length: {length}\r\n",
        response.status
    )?;
    for (name, value) in &response.headers {
        write!(stream, "{name}: {value}\r\n")?;
    }
    stream.write_all(b"\r\n")?;
    stream.write_all(&response.body)?;
    stream.flush()
}
