//! No secret is printed: not in a log, at any level, nor in an error or a value; neither those of inputs, outputs and
//! errors, nor credentials.

use aws_smithy_schema::codec::http_string::HttpStringDeserializer;
use aws_smithy_schema::prelude::STRING;
use smithwright_kitchen_sink::config::retry::RetryConfig;
use smithwright_kitchen_sink::error::ProvideErrorMetadata;
use smithwright_kitchen_sink::operation::choose::{ChooseInput, ChooseOutput};
use smithwright_kitchen_sink::types::{Riddle, Vault};
use smithwright_kitchen_sink::{Client, Config};
use smithwright_runtime::config::{BehaviorVersion, Builder, Credentials, Region};
use smithwright_runtime::settings::OfAws;
use smithwright_runtime::types::DisplayErrorContext;
use smithwright_runtime::{Handle, Operation};
use smithwright_tests::{Response, Server};
use std::fmt::Debug;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use tracing_subscriber::fmt::MakeWriter;

/// The beginning of every secret of this test.
const MARK: &str = "SECRET";

/// All that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn answer(status: u16, body: Vec<u8>) -> Response {
    Response { body, ..Response::json(status, "") }
}

/// Sends a request with a secret for each response, and searches everything that can be read afterwards for secrets.
fn check<I: Operation<Service: OfAws>>(answers: Vec<Response>)
where
    I::Output: Debug,
{
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    let count = answers.len();
    let server = Server::start(answers).expect("a port on loopback");
    let config = Builder::<I::Service>::new()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(server.url())
        .credentials_provider(Credentials::new(
            "AKIDEXAMPLE",
            "SECRET-KEY",
            Some("SECRET-TOKEN".to_owned()),
            None,
            "test",
        ))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    let handle = Arc::new(Handle::new(config));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    tracing::subscriber::with_default(subscriber, || {
        for _ in 0..count {
            let mut input = I::empty();
            let secret = input.shape().members().iter().position(|member| member.field == "secret");
            let field = secret.and_then(|index| input.field_mut(index)).expect("a secret");
            field.read(&STRING, &mut HttpStringDeserializer::new("SECRET-INPUT")).expect("text");
            assert!(!format!("{input:?}").contains(MARK));
            match runtime.block_on(smithwright_runtime::send(&handle, Ok(input), None)) {
                Ok(output) => assert!(!format!("{output:?}").contains(MARK), "{output:?}"),
                Err(error) => {
                    let text = format!("{error:?} {error} {}", DisplayErrorContext(&error));
                    assert!(!text.contains(MARK), "{text}");
                }
            }
        }
    });
    let service = I::INFO.name;
    let sent = server.requests();
    assert_eq!(sent.len(), count, "{service}");
    assert!(sent.iter().all(|request| request.body.contains("SECRET-INPUT")), "the body arrives");
    assert!(sent.iter().all(|request| request.header("x-amz-security-token") == Some("SECRET-TOKEN")));
    let text = log.text();
    assert!(
        text.contains("transmitting request") && text.contains("read HTTP response body"),
        "all is logged"
    );
    for line in text.lines() {
        assert!(!line.contains(MARK), "{line}");
        // Nor as the bytes that they are.
        assert!(!line.contains("83, 69, 67, 82, 69, 84"), "{line}");
    }
}

/// An output, a modelled error, an error without a model, and a body that cannot be read.
fn answers(output: &str, error: impl Fn(&str) -> String) -> Vec<Response> {
    let text = |status, text: &str| answer(status, text.as_bytes().to_vec());
    vec![
        text(200, output),
        text(400, &error("Failure")),
        text(400, &error("Unheard")),
        text(400, "SECRET-PAGE"),
        text(200, "SECRET-PAGE"),
    ]
}

#[test]
fn no_secret_is_in_a_log() {
    let json = |code: &str| format!(r#"{{"__type":"{code}","message":"m","Secret":"SECRET-ERROR"}}"#);
    let output = r#"{"Secret":"SECRET-OUTPUT"}"#;
    check::<smithwright_protocols_json::operation::echo::EchoInput>(answers(output, json));
    check::<smithwright_protocols_rest_json::operation::echo::EchoInput>(answers(output, json));
    let xml = |code: &str| {
        format!(
            "<ErrorResponse><Error><Code>{code}</Code><Message>m</Message><Secret>SECRET-ERROR</Secret></Error>\
             </ErrorResponse>"
        )
    };
    let output = "<Everything><Secret>SECRET-OUTPUT</Secret></Everything>";
    check::<smithwright_protocols_rest_xml::operation::echo::EchoInput>(answers(output, xml));
    let output = "<EchoResponse><EchoResult><Secret>SECRET-OUTPUT</Secret></EchoResult></EchoResponse>";
    check::<smithwright_protocols_query::operation::echo::EchoInput>(answers(output, xml));
    let ec2 = |code: &str| {
        format!(
            "<Response><Errors><Error><Code>{code}</Code><Message>m</Message><Secret>SECRET-ERROR</Secret></Error>\
             </Errors></Response>"
        )
    };
    let output = "<EchoResponse><secret>SECRET-OUTPUT</secret></EchoResponse>";
    check::<smithwright_protocols_ec2::operation::echo::EchoInput>(answers(output, ec2));
    let cbor = |entries: &[(&str, &str)]| {
        let text = |text: &str| ciborium::Value::Text(text.to_owned());
        let map = entries.iter().map(|(key, value)| (text(key), text(value))).collect();
        let mut bytes = Vec::new();
        ciborium::into_writer(&ciborium::Value::Map(map), &mut bytes).expect("CBOR");
        bytes
    };
    let answers = [
        answer(200, cbor(&[("Secret", "SECRET-OUTPUT")])),
        answer(400, cbor(&[("__type", "Failure"), ("Secret", "SECRET-ERROR")])),
        answer(400, cbor(&[("__type", "Unheard"), ("Secret", "SECRET-ERROR")])),
        answer(200, b"SECRET-PAGE".to_vec()),
    ];
    let answers = answers.map(|answer| answer.with_header("smithy-protocol", "rpc-v2-cbor")).to_vec();
    check::<smithwright_protocols_cbor::operation::echo::EchoInput>(answers);
}

/// The trait `sensitive` of a structure, a union, an element or a key applies to everything in them.
#[test]
fn what_is_part_of_a_sensitive_whole_is_not_printed() {
    let vault = Vault::builder().code("secret-1").notes("secret-1").count(77_123).build();
    let riddle = Riddle::Answer("secret-1".to_owned());
    let input = ChooseInput::builder()
        .vault(vault.clone())
        .riddle(riddle.clone())
        .secrets("secret-1")
        .secret_map("key", vec!["secret-1".to_owned()])
        .secret_keys("secret-1", "value");
    let output = ChooseOutput::builder()
        .vault(vault.clone())
        .riddle(riddle.clone())
        .secrets("secret-1")
        .secret_map("key", vec!["secret-1".to_owned()])
        .secret_keys("secret-1", "value");
    for text in [
        format!("{vault:?}"),
        format!("{:?}", Vault::builder().code("secret-1").count(77_123)),
        format!("{riddle:?} {:?}", Riddle::Number(77_123)),
        format!("{input:?}"),
        format!("{:?}", input.clone().build()),
        format!("{output:?}"),
        format!("{:?}", output.clone().build()),
    ] {
        assert!(!text.contains("secret-1") && !text.contains("77123"), "{text}");
        assert!(text.contains("Redacted"), "{text}");
    }
}

/// The message of an error may be sensitive. Programs can ask for it; nothing prints it.
#[test]
fn a_message_that_is_sensitive_is_not_printed() {
    for code in ["Whisper", "Hush"] {
        let body = format!(r#"{{"message":"SECRET-{code}","Message":"SECRET-{code}","count":1}}"#);
        let response = Response::json(400, body).with_header("x-amzn-errortype", code);
        let server =
            Server::start(vec![response.with_header("x-amzn-requestid", "REQUEST")]).expect("a port");
        let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url());
        let client = Client::from_conf(config.retry_config(RetryConfig::disabled()).build());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let error = runtime.block_on(client.choose().send()).expect_err("an error");
        let message = format!("SECRET-{code}");
        assert_eq!(error.message(), Some(message.as_str()));
        let text = format!("{error:?} {error} {}", DisplayErrorContext(&error));
        assert!(!text.contains(MARK), "{text}");
        let error = error.into_service_error();
        let text = format!("{error:?} {error} {}", DisplayErrorContext(&error));
        assert!(!text.contains(MARK) && text.contains("Redacted") && text.contains(code), "{text}");
        assert!(text.contains("request-1") || text.contains("REQUEST"), "{text}");
    }
}
