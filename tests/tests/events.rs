//! Event streams: restJson in the kitchen sink, and the protocols JSON and CBOR, which have initial messages for the
//! other members.

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_types::DateTime;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message, RawMessage};
use bytes::Bytes;
use http_body::Frame;
use smithwright_kitchen_sink::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use smithwright_kitchen_sink::operation::converse::{ConverseInput, ConverseOutput};
use smithwright_kitchen_sink::primitives::Blob;
use smithwright_kitchen_sink::primitives::event_stream::EventStreamSender;
use smithwright_kitchen_sink::types::error::{TooLoud, WordsInError, WordsOutError};
use smithwright_kitchen_sink::types::{Line, Pause, Sound, Tool, WholeThing, Word, WordsIn, WordsOut};
use smithwright_kitchen_sink::{Client, Config};
use smithwright_tests::signature::{self, TEST_SECRET};
use smithwright_tests::{Response, Server};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

/// Items of a list, as a stream.
struct Items<T>(std::vec::IntoIter<T>);

impl<T: Unpin> futures_core::Stream for Items<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<T>> {
        Poll::Ready(self.0.next())
    }
}

fn sender<T, E>(
    events: Vec<Result<T, E>>,
) -> smithwright_kitchen_sink::primitives::event_stream::EventStreamSender<T, E>
where
    T: Unpin + Send + Sync + 'static,
    E: Unpin + Send + Sync + 'static,
{
    EventStreamSender::from(Items(events.into_iter()))
}

fn text(name: &'static str, value: &str) -> Header {
    Header::new(name, HeaderValue::String(value.to_owned().into()))
}

fn event(name: &str, more: Vec<Header>, payload: &[u8]) -> Message {
    let headers = [vec![text(":message-type", "event"), text(":event-type", name)], more].concat();
    Message::new_from_parts(headers, Bytes::copy_from_slice(payload))
}

fn bytes(messages: &[Message]) -> Vec<u8> {
    let mut bytes = Vec::new();
    messages.iter().for_each(|message| write_message_to(message, &mut bytes).expect("a message"));
    bytes
}

fn header<'a>(message: &'a Message, name: &str) -> Option<&'a HeaderValue> {
    message.headers().iter().find(|header| header.name().as_str() == name).map(Header::value)
}

async fn answered(body: Vec<u8>) -> (Server, ConverseOutput) {
    let mut response = Response::json(200, "").with_header("x-mood", "calm");
    response.body = body;
    let server = Server::start(vec![response]).expect("a free port on loopback");
    let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url()).build();
    let call = Client::from_conf(config).converse().topic("a/b").tone("soft").words(sender(vec![]));
    let output = call.send().await.expect("an answer");
    (server, output)
}

#[tokio::test]
async fn events_are_sent_as_signed_messages() {
    let server = Server::start(vec![Response::json(200, "")]).expect("a free port on loopback");
    let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url()).build();
    let word = Word::builder().text("hé").loud(true).speed(3).voice("v").at(DateTime::from_secs(5)).build();
    let tool = Tool::builder().name("saw").build();
    let events: Vec<Result<WordsIn, WordsInError>> = vec![
        Ok(WordsIn::Word(word)),
        Ok(WordsIn::Sound(Sound::builder().bytes(Blob::new([0, 1, 255])).kind("k").build())),
        Ok(WordsIn::Thing(WholeThing::builder().tool(tool).build())),
        Ok(WordsIn::Pause(Pause::builder().build())),
    ];
    let call = Client::from_conf(config).converse().topic("a/b").tone("soft").words(sender(events));
    call.send().await.expect("an answer");
    let request = server.requests().remove(0);
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/converse/a%2Fb"));
    assert_eq!(request.header("content-type"), Some("application/vnd.amazon.eventstream"));
    assert_eq!((request.header("x-tone"), request.header("content-length")), (Some("soft"), None));
    let messages = signature::check_events(&request, TEST_SECRET).expect("signed messages");
    let [word, sound, thing, pause] = &messages[..] else { panic!("{messages:?}") };
    let string =
        |message, name| header(message, name).and_then(|value| value.as_string().ok()).map(|it| it.as_str());
    for (message, name, media_type) in [
        (word, "Word", "application/json"),
        (sound, "Sound", "application/octet-stream"),
        (thing, "Thing", "application/json"),
        (pause, "Pause", "application/json"),
    ] {
        assert_eq!(string(message, ":message-type"), Some("event"));
        assert_eq!(string(message, ":event-type"), Some(name));
        assert_eq!(string(message, ":content-type"), Some(media_type));
    }
    assert_eq!(&word.payload()[..], "{\"Text\":\"hé\"}".as_bytes());
    assert_eq!(header(word, "Loud"), Some(&HeaderValue::Bool(true)));
    assert_eq!(header(word, "Speed"), Some(&HeaderValue::Int32(3)));
    assert_eq!(header(word, "At"), Some(&HeaderValue::Timestamp(DateTime::from_secs(5))));
    assert_eq!(string(word, "Voice"), Some("v"));
    assert_eq!((&sound.payload()[..], string(sound, "Kind")), (&[0, 1, 255][..], Some("k")));
    assert_eq!(&thing.payload()[..], br#"{"Name":"saw"}"#);
    assert_eq!(&pause.payload()[..], b"{}");
}

#[tokio::test]
async fn an_error_of_the_caller_is_a_message() {
    let hoarse = TooLoud::builder().message("no more").level(2).build();
    for (error, expected) in [
        (WordsInError::TooLoud(hoarse), Some(("hoarse", r#"{"message":"no more","Level":2}"#))),
        // An unmodelled error may contain data that must not be sent to the service.
        (WordsInError::unhandled("secret"), None),
    ] {
        let server = Server::start(vec![Response::json(200, "")]).expect("a free port on loopback");
        let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url()).build();
        let events = vec![Ok(WordsIn::Pause(Pause::builder().build())), Err(error)];
        Client::from_conf(config)
            .converse()
            .topic("a")
            .words(sender(events))
            .send()
            .await
            .expect("an answer");
        let messages = signature::check_events(&server.requests()[0], TEST_SECRET).expect("signed messages");
        let [_, message] = &messages[..] else { panic!("{messages:?}") };
        let string =
            |name| header(message, name).and_then(|value| value.as_string().ok()).map(|it| it.as_str());
        assert_eq!(string(":message-type"), Some("exception"));
        assert_eq!(string(":exception-type"), expected.map(|(name, _)| name));
        assert_eq!(string(":content-type"), expected.map(|_| "application/json"));
        assert_eq!(
            message.payload().escape_ascii().to_string().replace('\\', ""),
            expected.map_or("", |(_, payload)| payload)
        );
    }
}

#[tokio::test]
async fn events_are_received_one_by_one() {
    let word = vec![
        Header::new("Loud", HeaderValue::Bool(false)),
        Header::new("Speed", HeaderValue::Int32(-1)),
        Header::new("At", HeaderValue::Timestamp(DateTime::from_millis(1500))),
        text("Voice", "v"),
        text("Newer", "x"),
    ];
    let body = bytes(&[
        event("Word", word, "{\"Text\": \"hé\"}".as_bytes()),
        event("Sound", vec![], &[7]),
        event("Thing", vec![], br#"{"Name": "saw", "Newer": [1]}"#),
        event("Line", vec![], "plain é".as_bytes()),
        event("Pause", vec![], b""),
        event("Later", vec![], b"?"),
    ]);
    let (_server, mut output) = answered(body).await;
    assert_eq!(output.mood(), Some("calm"));
    let mut next = async || output.answers.recv().await.expect("an event");
    let word = Word::builder().text("hé").loud(false).speed(-1).at(DateTime::from_millis(1500)).voice("v");
    assert_eq!(next().await, Some(WordsOut::Word(word.build())));
    assert_eq!(next().await, Some(WordsOut::Sound(Sound::builder().bytes(Blob::new([7])).build())));
    let tool = Tool::builder().name("saw").build();
    assert_eq!(next().await, Some(WordsOut::Thing(WholeThing::builder().tool(tool).build())));
    assert_eq!(next().await, Some(WordsOut::Line(Line::builder().text("plain é").build())));
    assert_eq!(next().await, Some(WordsOut::Pause(Pause::builder().build())));
    assert!(next().await.is_some_and(|event| event.is_unknown()));
    assert_eq!(next().await, None);
    assert_eq!(next().await, None);
}

fn failure(kind: &str, headers: Vec<Header>, payload: &[u8]) -> Message {
    Message::new_from_parts(
        [vec![text(":message-type", kind)], headers].concat(),
        Bytes::copy_from_slice(payload),
    )
}

#[tokio::test]
async fn an_error_ends_the_stream() {
    let modelled = failure(
        "exception",
        vec![text(":exception-type", "shouting")],
        br#"{"message": "hush", "Level": 11}"#,
    );
    let (_server, mut output) =
        answered(bytes(&[event("Pause", vec![], b"{}"), modelled, event("Pause", vec![], b"")])).await;
    output.answers.recv().await.expect("an event").expect("an event");
    match output.answers.recv().await.expect_err("too loud") {
        SdkError::ServiceError(context) => match context.err() {
            WordsOutError::TooLoud(error) => {
                assert_eq!((error.message(), error.level()), (Some("hush"), Some(11)))
            }
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
    assert!(matches!(output.answers.recv().await, Ok(None)));

    let unknown = failure("exception", vec![text(":exception-type", "Newer\r\n")], br#"{"message": "why"}"#);
    let (_server, mut output) = answered(bytes(&[unknown])).await;
    let error = output.answers.recv().await.expect_err("an error").into_service_error();
    assert_eq!((error.code(), error.message()), (Some("Newer\r\n"), Some("why")));

    let unmodelled = failure("error", vec![text(":error-code", "500"), text(":error-message", "oh")], b"");
    let (_server, mut output) = answered(bytes(&[unmodelled])).await;
    let error = output.answers.recv().await.expect_err("an error").into_service_error();
    assert_eq!((error.code(), error.message()), (Some("500"), Some("oh")));
    assert!(matches!(error, WordsOutError::Unhandled(_)));
}

#[tokio::test]
async fn what_is_no_event_is_an_error_and_never_an_empty_result() {
    let whole = bytes(&[event("Line", vec![], b"a line")]);
    let mut broken = whole.clone();
    *broken.last_mut().expect("bytes") ^= 1;
    // The first four bytes are the length of the message.
    let mut huge = whole.clone();
    huge[..4].copy_from_slice(&u32::MAX.to_be_bytes());
    let wrong = |headers: Vec<Header>, payload: &[u8]| {
        bytes(&[Message::new_from_parts(headers, Bytes::copy_from_slice(payload))])
    };
    for (body, expected) in [
        (whole[..whole.len() - 1].to_vec(), "ends in the middle of a message"),
        (whole[..3].to_vec(), "ends in the middle of a message"),
        (broken, "is malformed"),
        (huge, "is longer than"),
        (b"HTTP/1.1 502 Bad Gateway".to_vec(), "is longer than"),
        (wrong(vec![], b""), "no `:message-type`"),
        (wrong(vec![text(":message-type", "event")], b""), "no `:event-type`"),
        (bytes(&[event("Word", vec![], b"{")]), ""),
        (bytes(&[event("Word", vec![Header::new("Loud", HeaderValue::Byte(1))], b"{}")]), "another type"),
        (bytes(&[event("Line", vec![], &[0xff])]), "not UTF-8"),
    ] {
        let (_server, mut output) = answered(body).await;
        let error = output.answers.recv().await.expect_err(expected);
        assert!(matches!(error, SdkError::ResponseError(_)), "{error:?}");
        let text = DisplayErrorContext(&error).to_string();
        assert!(text.contains(expected), "{text}");
        assert!(matches!(output.answers.recv().await, Ok(None)));
    }
    let (_server, mut output) = answered(vec![]).await;
    assert!(matches!(output.answers.recv().await, Ok(None)));
}

#[tokio::test]
async fn a_connection_that_breaks_off_is_no_end() {
    let whole = bytes(&[event("Line", vec![], b"a line")]);
    let mut response = Response::json(200, "");
    response.body = whole;
    response.missing = 10;
    let server = Server::start(vec![response]).expect("a free port on loopback");
    let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url()).build();
    let call = Client::from_conf(config).converse().topic("a").words(sender(vec![]));
    let mut output = call.send().await.expect("an answer");
    output.answers.recv().await.expect("an event").expect("an event");
    let error = output.answers.recv().await.expect_err("it broke off");
    assert!(matches!(error, SdkError::DispatchFailure(_)), "{error:?}");
}

#[tokio::test]
async fn a_call_without_events_is_an_error_that_names_the_member() {
    let config = Config::builder().with_test_defaults_v2().endpoint_url("http://127.0.0.1:1").build();
    let error = Client::from_conf(config).converse().topic("a").send().await.expect_err("no events");
    assert!(matches!(error, SdkError::ConstructionFailure(_)), "{error:?}");
    assert!(DisplayErrorContext(&error).to_string().contains("words"), "{}", DisplayErrorContext(&error));
    let error = ConverseInput::builder().topic("a").build().expect_err("no events");
    assert!(error.to_string().contains("words was not specified"), "{error}");
}

/// Frames, and the number of them that were polled.
struct Slow(Vec<Vec<u8>>, Arc<Mutex<usize>>);

impl http_body::Body for Slow {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        *self.1.lock().expect("no panic") += 1;
        let next = (!self.0.is_empty()).then(|| self.0.remove(0));
        Poll::Ready(next.map(|bytes| Ok(Frame::data(bytes.into()))))
    }
}

#[tokio::test]
async fn no_more_is_read_than_is_asked_for_and_messages_may_be_in_pieces() {
    let whole = bytes(&[event("Line", vec![], b"one"), event("Line", vec![], b"two")]);
    let polled = Arc::new(Mutex::new(0));
    let (pieces, count) = (whole.chunks(7).map(<[u8]>::to_vec).collect::<Vec<_>>(), polled.clone());
    let pieces = Mutex::new(Some(pieces));
    let http = infallible_client_fn(move |_| {
        let pieces = pieces.lock().expect("no panic").take().unwrap_or_default();
        http::Response::new(SdkBody::from_body_1_x(Slow(pieces, count.clone())))
    });
    let config =
        Config::builder().with_test_defaults_v2().endpoint_url("https://sink.invalid").http_client(http);
    let call = Client::from_conf(config.build()).converse().topic("a").words(sender(vec![]));
    let mut output = call.send().await.expect("an answer");
    assert_eq!(*polled.lock().expect("no panic"), 0);
    let half = whole.len() / 2;
    output.answers.recv().await.expect("an event").expect("an event");
    assert_eq!(*polled.lock().expect("no panic"), half.div_ceil(7));
    assert_eq!(
        output.answers.recv().await.expect("an event"),
        Some(WordsOut::Line(Line::builder().text("two").build()))
    );
}

#[tokio::test]
async fn a_raw_message_is_given_with_an_error_unless_it_may_hold_secrets() {
    let (_server, mut output) = answered(bytes(&[event("Word", vec![], b"[]")])).await;
    match output.answers.recv().await.expect_err("no structure") {
        SdkError::ResponseError(context) => assert!(matches!(context.raw(), RawMessage::Decoded(_))),
        other => panic!("{other:?}"),
    }
}

macro_rules! first_messages {
    ($name:ident, $library:ident, $media_type:literal, $document:expr, $read:expr) => {
        #[tokio::test]
        async fn $name() {
            use $library::types::{ChatIn, ChatOut, ChatWord};
            let (document, read): (fn(&str, &str) -> Vec<u8>, fn(&[u8]) -> serde_json::Value) = ($document, $read);
            for initial in [true, false] {
                let mut answer = vec![event(
                    "Word",
                    vec![Header::new("Count", HeaderValue::Int32(2))],
                    &document("Text", "hello"),
                )];
                if initial {
                    answer.insert(0, event("initial-response", vec![], &document("Mood", "calm")));
                }
                let mut response = Response::json(200, "");
                response.body = bytes(&answer);
                let server = Server::start(vec![response]).expect("a free port on loopback");
                let config = $library::Config::builder().region($library::config::Region::new("mars-1"));
                let config = config
                    .behavior_version($library::config::BehaviorVersion::latest())
                    .credentials_provider($library::config::Credentials::new("id", "secret", None, None, "test"))
                    .http_client(aws_smithy_http_client::Builder::new().build_http())
                    .endpoint_url(server.url());
                let word = ChatWord::builder().text("hi").count(1).build();
                let call = $library::Client::from_conf(config.build()).chat().topic("tea");
                let mut output = call.words(sender(vec![Ok(ChatIn::Word(word))])).send().await.expect("an answer");
                assert_eq!(output.mood(), initial.then_some("calm"));
                let word = ChatWord::builder().text("hello").count(2).build();
                assert_eq!(output.answers.recv().await.expect("an event"), Some(ChatOut::Word(word)));
                assert!(matches!(output.answers.recv().await, Ok(None)));
                let messages =
                    signature::check_events(&server.requests()[0], "secret").expect("signed messages");
                let [first, second] = &messages[..] else { panic!("{messages:?}") };
                let string = |value: Option<&HeaderValue>| value.and_then(|it| it.as_string().ok()).map(|it| it.as_str().to_owned());
                assert_eq!(string(header(first, ":event-type")).as_deref(), Some("initial-request"));
                assert_eq!(string(header(first, ":content-type")).as_deref(), Some($media_type));
                assert_eq!(read(first.payload()), serde_json::json!({"Topic": "tea"}));
                assert_eq!(read(second.payload()), serde_json::json!({"Text": "hi"}));
                assert_eq!(header(second, "Count"), Some(&HeaderValue::Int32(1)));
            }
        }
    };
}

first_messages! {
    the_other_members_are_the_first_message_in_json, smithwright_protocols_json, "application/json",
    |name, value| format!("{{\"{name}\": \"{value}\"}}").into_bytes(),
    |payload| serde_json::from_slice(payload).expect("JSON")
}

first_messages! {
    the_other_members_are_the_first_message_in_cbor, smithwright_protocols_cbor, "application/cbor",
    |name, value| {
        let mut bytes = Vec::new();
        let map = std::collections::BTreeMap::from([(name, value)]);
        let map = ciborium::Value::Map(map.into_iter().map(|(k, v)| (k.into(), v.into())).collect());
        ciborium::into_writer(&map, &mut bytes).expect("CBOR");
        bytes
    },
    |payload| {
        let value: ciborium::Value = ciborium::from_reader(payload).expect("CBOR");
        let pairs = value.into_map().expect("a map").into_iter();
        let text = |value: ciborium::Value| value.into_text().expect("a text");
        serde_json::Value::Object(pairs.map(|(name, value)| (text(name), text(value).into())).collect())
    }
}
