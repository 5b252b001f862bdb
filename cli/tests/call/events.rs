//! Events of requests and responses as lines.

use super::{Folder, call_words, text};
use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use smithwright_tests::{Response, Server, signature};
use std::process::Output;

const TALK: &str = r#"$version: "2"
namespace example.talk
use aws.api#service
use aws.auth#sigv4
use aws.protocols#restJson1

@service(sdkId: "Talk")
@sigv4(name: "talk")
@restJson1
service Talk { version: "2026-01-01", operations: [Converse, Listen] }

@http(method: "POST", uri: "/talks/{talk}")
operation Converse {
    input := { @required @httpLabel talk: String, @httpPayload said: Said }
    output := { @httpHeader("x-language") language: String, @httpPayload heard: Heard }
}

@http(method: "GET", uri: "/talks/{talk}")
operation Listen {
    input := { @required @httpLabel talk: String }
    output := { @httpPayload heard: Heard }
}

@streaming
union Said { word: Word }

@streaming
union Heard { word: Word, laughter: Laughter, hungUp: HungUp }

structure Word { @eventHeader speaker: String, @eventPayload sound: Blob }
structure Laughter { loudness: Integer }

@error("client")
structure HungUp { message: String, by: String }
"#;

fn message(kind: &str, name: &str, headers: &[(&str, &str)], payload: &str) -> Vec<u8> {
    let message_type = if kind == "event" { ":event-type" } else { ":exception-type" };
    let mut message = Message::new(payload.to_owned().into_bytes());
    for (name, value) in [&[(":message-type", kind), (message_type, name)], headers].concat() {
        message =
            message.add_header(Header::new(name.to_owned(), HeaderValue::String(value.to_owned().into())));
    }
    let mut bytes = Vec::new();
    write_message_to(&message, &mut bytes).expect("a message");
    bytes
}

fn answer(messages: &[Vec<u8>]) -> Server {
    let mut response = Response::json(200, "").with_header("x-language", "de");
    response.headers[0].1 = "application/vnd.amazon.eventstream".to_owned();
    response.body = messages.concat();
    Server::start(vec![response]).expect("a server")
}

fn talk(folder: &Folder, server: &Server, words: &str) -> Output {
    let model = folder.file("talk.smithy", TALK);
    let words = format!("--model {model} {words}");
    call_words(server, &words.split(' ').map(str::to_owned).collect::<Vec<_>>())
}

fn word() -> Vec<u8> {
    message("event", "word", &[("speaker", "me")], "hi")
}

#[test]
fn lines_go_as_events_and_events_come_as_lines() {
    let folder = Folder::new("events");
    let laughter = message("event", "laughter", &[], r#"{"loudness": 3}"#);
    let server = answer(&[word(), laughter, message("event", "silence", &[], "")]);
    let said = "{\"word\": {\"speaker\": \"a\", \"sound\": \"aGk=\"}}\n\n{\"word\": {\"sound\": \"\"}}";
    let said = folder.file("said.jsonl", said);
    let output = talk(&folder, &server, &format!("converse --talk t --said {said}"));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let expected = "{\"language\":\"de\"}\n{\"word\":{\"speaker\":\"me\",\"sound\":\"aGk=\"}}\n\
                    {\"laughter\":{\"loudness\":3}}\n{}\n";
    assert_eq!(text(&output.stdout), expected);
    let request = &server.requests()[0];
    let sent = signature::check_events(request, "top-secret").expect("signed messages");
    let payloads: Vec<_> = sent.iter().map(|message| message.payload().to_vec()).collect();
    assert_eq!(payloads, [b"hi".to_vec(), vec![]]);
    let names: Vec<_> = sent[0].headers().iter().map(|header| header.name().as_str()).collect();
    assert_eq!(names, [":message-type", ":event-type", ":content-type", "speaker"]);
}

#[test]
fn events_are_printed_as_outputs_are() {
    let folder = Folder::new("events-printed");
    let server = answer(&[word(), word()]);
    for (words, expected) in [
        ("--query word.speaker", "\"me\"\n\"me\"\n"),
        ("--query word.speaker --output text", "me\nme\n"),
        ("--output yaml --query word", "---\nspeaker: me\nsound: aGk=\n---\nspeaker: me\nsound: aGk=\n"),
        ("--output off", ""),
    ] {
        let output = talk(&folder, &server, &format!("listen --talk t {words}"));
        assert_eq!(text(&output.stdout), expected, "{words}: {}", text(&output.stderr));
    }
    let file = folder.0.join("sounds");
    let output = talk(&folder, &server, &format!("listen --talk t {}", file.display()));
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(0), ""));
    assert_eq!(std::fs::read_to_string(file).expect("a file"), "hihi");
}

#[test]
fn what_comes_in_the_place_of_an_event_is_an_error() {
    let folder = Folder::new("events-errors");
    let hung_up = message("exception", "hungUp", &[], r#"{"message": "bye", "by": "them"}"#);
    let server = answer(&[word(), hung_up]);
    let output = talk(&folder, &server, "listen --talk t --query word.speaker");
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(254), "\"me\"\n"));
    let said = text(&output.stderr);
    assert!(
        said.starts_with("An error occurred (hungUp) when calling the Listen operation: bye\n"),
        "{said}"
    );
    assert!(said.contains("\nby: them\n"), "{said}");
    let mut broken = word();
    broken.truncate(20);
    let output = talk(&folder, &answer(&[word(), broken]), "listen --talk t --query word.speaker");
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(255), "\"me\"\n"));
    assert!(text(&output.stderr).contains("ends in the middle of a message"), "{}", text(&output.stderr));
    let mut broken = word();
    broken.truncate(20);
    let file = folder.0.join("sounds");
    let words = format!("listen --talk t {}", file.display());
    assert_eq!(talk(&folder, &answer(&[word(), broken]), &words).status.code(), Some(255));
    assert!(!file.exists());
}

#[test]
fn a_line_that_is_no_event_breaks_the_request_off() {
    let folder = Folder::new("events-lines");
    for (lines, expected) in [
        ("{\"word\": {}}\n{\"word\": ", "line 2: this is no JSON"),
        ("[]", "line 1: expected an object with one member"),
        ("{\"words\": {}}", "line 1: `words` does not take this value"),
    ] {
        let server = answer(&[word()]);
        let said = folder.file("said.jsonl", lines);
        let output = talk(&folder, &server, &format!("converse --talk t --said {said}"));
        assert!(text(&output.stderr).contains(expected), "{expected}: {}", text(&output.stderr));
        assert_ne!(output.status.code(), Some(0));
    }
    let server = answer(&[word()]);
    let output = talk(&folder, &server, "converse --talk t");
    assert_eq!(output.status.code(), Some(252));
    assert!(text(&output.stderr).contains("--said"), "{}", text(&output.stderr));
    assert!(server.requests().is_empty());
}
