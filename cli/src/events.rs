//! Events as lines of JSON: those of a file go with a request, those of a response are values like outputs.

use crate::failure::Failure;
use crate::options::expanded;
use crate::values;
use serde_json::Value;
use smithwright_runtime::dynamic::{Datum, Record, RecordType};
use smithwright_runtime::types::BoxError;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// The number of lines that are read ahead.
const AHEAD: usize = 16;

/// The maximum length of a line: an event has at most 16 MB, which are more in base64.
const MAX_LINE: u64 = 32 << 20;

/// The events of a file, one per line, of the type of a union. `-` is standard input, whose lines are sent as they arrive.
///
/// # Errors
///
/// [`Failure`]: the file cannot be read. An error in a line is an error of the stream.
pub fn of_file(name: &str, of: &'static RecordType) -> Result<Datum, Failure> {
    let input: Box<dyn Read + Send> = if name == "-" {
        Box::new(std::io::stdin())
    } else {
        let file = File::open(expanded(name));
        Box::new(file.map_err(|error| Failure::usage(format!("cannot read `{name}`: {error}")))?)
    };
    let (sender, lines) = mpsc::channel(AHEAD);
    // The thread is not joined: a program that is done does not wait for more input.
    std::thread::spawn(move || {
        let mut input = BufReader::new(input);
        for number in 1_usize.. {
            let event = line(&mut input).and_then(|line| match line {
                Some(line) if line.trim().is_empty() => Ok(Line::Empty),
                Some(line) => event(of, &line).map(|event| Line::Event(Box::new(event))),
                None => Ok(Line::End),
            });
            let sent = match event {
                Ok(Line::Event(event)) => sender.blocking_send(Ok(*event)),
                Ok(Line::Empty) => continue,
                Ok(Line::End) => return,
                Err(problem) => sender.blocking_send(Err(format!("line {number}: {problem}").into())),
            };
            if sent.is_err() {
                return;
            }
        }
    });
    Ok(Datum::events(Lines(lines)))
}

enum Line {
    Event(Box<Record>),
    Empty,
    End,
}

/// The next line; `None` after the last.
fn line(input: &mut impl BufRead) -> Result<Option<String>, String> {
    let mut line = Vec::new();
    let read = input.take(MAX_LINE).read_until(b'\n', &mut line);
    match read.map_err(|error| error.to_string())? {
        0 => Ok(None),
        _ if line.len() as u64 == MAX_LINE => Err(format!("it is longer than {MAX_LINE} bytes")),
        _ => String::from_utf8(line).map(Some).map_err(|_| "it is not UTF-8".to_owned()),
    }
}

fn event(of: &'static RecordType, line: &str) -> Result<Record, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| format!("this is no JSON: {error}"))?;
    match value.as_object() {
        Some(object) if object.len() == 1 => values::record(of, &value),
        _ => Err("expected an object with one member, the kind of event".to_owned()),
    }
}

/// Events from a thread.
struct Lines(mpsc::Receiver<Result<Record, BoxError>>);

impl futures_core::Stream for Lines {
    type Item = Result<Record, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

/// Writes the bytes of an event, if it has some: those of the member of its structure that is its payload.
///
/// # Errors
///
/// What the file reports.
pub fn write_payload(event: &Record, file: &mut File) -> std::io::Result<()> {
    let members = event.members().filter_map(|(_, datum)| match datum {
        Datum::Structure(event) => Some(event),
        _ => None,
    });
    for (_, datum) in members.flat_map(Record::members) {
        if let Datum::Blob(bytes) = datum {
            file.write_all(bytes.as_ref())?;
        }
    }
    Ok(())
}
