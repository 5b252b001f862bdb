//! A weather service on loopback that knows two cities.

use std::io::{BufRead, BufReader, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// What the key must be.
pub const KEY: &str = "an API key";

/// Starts the server, which ends with the process, and gives its URL.
///
/// # Errors
///
/// It cannot listen.
pub fn start() -> Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let url = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            // Whoever hangs up gets no answer.
            let _ = answer(&connection);
        }
    });
    Ok(url)
}

/// Answers one request, and ends the connection.
fn answer(mut connection: &TcpStream) -> Result<()> {
    connection.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut reader = BufReader::new(connection);
    let (mut request, mut known) = (String::new(), false);
    reader.read_line(&mut request)?;
    // No client of ours sends as many headers.
    for _ in 0..100 {
        let mut header = String::new();
        if reader.read_line(&mut header)? == 0 || header == "\r\n" {
            break;
        }
        known |= header.split_once(':').is_some_and(|(name, value)| {
            name.eq_ignore_ascii_case("x-weather-key") && value.trim_ascii() == KEY
        });
    }
    let path = request.split(' ').nth(1).unwrap_or_default();
    let (status, headers, body) = match (known || path == "/time", path) {
        (false, _) => (403, "x-amzn-errortype: Forbidden\r\n", "{\"message\":\"who are you?\"}"),
        (true, "/time") => (200, "", "{\"time\":1796000000}"),
        (true, "/cities?pageSize=1") => {
            (200, "", r#"{"items":[{"cityId":"Basel","name":"Basel"}],"nextToken":"2 of 2"}"#)
        }
        (true, "/cities?nextToken=2%20of%202&pageSize=1") => {
            (200, "", r#"{"items":[{"cityId":"Graz","name":"Graz"}]}"#)
        }
        (true, "/cities/Basel") => {
            (200, "", r#"{"name":"Basel","coordinates":{"latitude":47.5,"longitude":7.6}}"#)
        }
        (true, "/cities/Graz") => {
            (200, "", r#"{"name":"Graz","coordinates":{"latitude":47.1,"longitude":15.4}}"#)
        }
        (true, "/cities/Basel/forecast") => (200, "", r#"{"sky":"clear","precipitation":{"none":{}}}"#),
        (true, "/cities/Graz/forecast") => {
            (200, "", r#"{"chanceOfRain":0.75,"sky":"cloudy","precipitation":{"rain":2.5}}"#)
        }
        (true, _) => {
            let error = r#"{"cityId":"unknown","message":"there is no such city"}"#;
            (404, "x-amzn-errortype: NoSuchCity\r\n", error)
        }
    };
    write!(
        connection,
        "HTTP/1.1 {status} \r\ncontent-type: application/json\r\ncontent-length: {}\r\n{headers}connection: close\r\n\r\n{body}",
        body.len()
    )
}
