//! Any value, in every protocol: an independent reader reads what is sent as the same value, and so does our client for
//! a response with the same bytes.

mod form;
mod json;
mod random;
mod strict;
mod xml;

use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_types::body::SdkBody;
use random::Random;
use smithwright_runtime::config::retry::RetryConfig;
use smithwright_runtime::config::{BehaviorVersion, Builder, Credentials, HttpClient, Region};
use smithwright_runtime::expanded::read_members;
use smithwright_runtime::settings::OfAws;
use smithwright_runtime::types::{HttpResponse, SdkError, ShapeDeserializer};
use smithwright_runtime::{Handle, Operation, Structure};
use std::sync::{Arc, Mutex, PoisonError};

/// The number of values per protocol.
const VALUES: u64 = 300;

/// A value that depends on `seed` only.
fn value<T: Structure>(seed: u64) -> T {
    let mut value = T::empty();
    read_members(&mut value, &mut Random::new(seed)).expect("random values fit");
    value
}

/// Sends `input`, responds with the result of `answer` for the body, and returns the body and the output.
fn echo<I: Operation<Service: OfAws>>(
    input: I,
    answer: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static,
) -> (Vec<u8>, I::Output) {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let seen = sent.clone();
    let client = infallible_client_fn(move |request: http::Request<SdkBody>| {
        assert_eq!(request.method(), http::Method::POST);
        let body = request.body().bytes().unwrap_or_default().to_vec();
        let response = http::Response::new(SdkBody::from(answer(&body)));
        *seen.lock().unwrap_or_else(PoisonError::into_inner) = body;
        response
    });
    let output = call(input, client).expect("an output");
    let body = sent.lock().unwrap_or_else(PoisonError::into_inner).clone();
    (body, output)
}

/// Calls the operation through `client`.
fn call<I: Operation<Service: OfAws>>(
    input: I,
    client: impl HttpClient + 'static,
) -> Result<I::Output, Box<SdkError<I::Error, HttpResponse>>> {
    let config = Builder::<I::Service>::new()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url("https://protocols.invalid")
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "test"))
        .http_client(client)
        .retry_config(RetryConfig::disabled())
        .build();
    let handle = Arc::new(Handle::new(config));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(smithwright_runtime::send(&handle, Ok(input), None)).map_err(Box::new)
}

/// Fails if two values differ, and shows which of their members do.
fn same<T: Structure + PartialEq>(left: &T, right: &T, seed: u64, body: &[u8]) {
    if left != right {
        for (index, member) in left.shape().members().iter().enumerate() {
            let [mut left, mut right] =
                [left, right].map(|value| format!("{:?}", value.field(index)).into_bytes());
            let (ours, meant) =
                (String::from_utf8_lossy(&left).into_owned(), String::from_utf8_lossy(&right).into_owned());
            // The entries of a map have no order.
            left.sort_unstable();
            right.sort_unstable();
            if left != right {
                eprintln!("{}\n  ours:  {ours}\n  meant: {meant}", member.field);
            }
        }
        panic!("value {seed} differs: {}", String::from_utf8_lossy(body));
    }
}

/// The value that a reader finds in a body.
fn read<T: Structure>(mut reader: impl ShapeDeserializer) -> T {
    let mut value = T::empty();
    read_members(&mut value, &mut reader).expect("the body can be read");
    value
}

macro_rules! round_trips {
    ($($name:ident: $service:ident, $reader:expr;)*) => {$(
        #[test]
        fn $name() {
            use $service::operation::echo::{EchoInput, EchoOutput};
            for seed in 0..VALUES {
                let (body, output) = echo(value::<EchoInput>(seed), <[u8]>::to_vec);
                let read: EchoInput = read($reader(&body).expect("a document"));
                same(&read, &value(seed), seed, &body);
                same::<EchoOutput>(&output, &value(seed), seed, &body);
            }
        }
    )*};
}

round_trips! {
    rest_json: smithwright_protocols_rest_json, |body| json::Json::parse(body, true);
    aws_json: smithwright_protocols_json, |body| json::Json::parse(body, false);
    rpc_v2_cbor: smithwright_protocols_cbor, json::Json::parse_cbor;
}

#[test]
fn rest_xml() {
    use smithwright_protocols_rest_xml::operation::echo::{EchoInput, EchoOutput};
    for seed in 0..VALUES {
        let (body, output) = echo(value::<EchoInput>(seed), <[u8]>::to_vec);
        let text = std::str::from_utf8(&body).expect("text");
        let document = roxmltree::Document::parse(text).expect("XML");
        let read: EchoInput = read(xml::Xml::new(document.root_element()));
        same(&read, &value(seed), seed, &body);
        same::<EchoOutput>(&output, &value(seed), seed, &body);
    }
}

#[test]
fn aws_query() {
    use smithwright_protocols_query::operation::echo::{EchoInput, EchoOutput};
    for seed in 0..VALUES {
        // Responses of this protocol are XML, in an envelope.
        let (document, _) =
            echo(value::<smithwright_protocols_rest_xml::operation::echo::EchoInput>(seed), <[u8]>::to_vec);
        let document = String::from_utf8(document).expect("text");
        let (_, members) = document.split_once('>').expect("a root");
        let (members, _) = members.rsplit_once("</").unwrap_or_default();
        let answer = format!("<EchoResponse><EchoResult>{members}</EchoResult></EchoResponse>");
        let (body, output) = echo(value::<EchoInput>(seed), move |_| answer.clone().into_bytes());
        let read: EchoInput = read(form::Form::parse(&body, form::Dialect::Aws));
        same(&read, &value(seed), seed, &body);
        same::<EchoOutput>(&output, &value(seed), seed, document.as_bytes());
    }
}

#[test]
fn ec2_query() {
    use smithwright_protocols_ec2::operation::echo::EchoInput;
    for seed in 0..VALUES {
        let (body, _) = echo(value::<EchoInput>(seed), |_| b"<EchoResponse/>".to_vec());
        let read: EchoInput = read(form::Form::parse(&body, form::Dialect::Ec2));
        same(&read, &value(seed), seed, &body);
    }
}

/// The error of a call whose response is `body`.
fn refused<I: Operation<Service: OfAws>>(body: Vec<u8>) -> String {
    let client = infallible_client_fn(move |_| http::Response::new(SdkBody::from(body.clone())));
    let result = call::<I>(I::empty(), client);
    format!("{:?}", result.err())
}

/// A response that is nested too deep is an error and does not end the program, in known members and in skipped ones.
#[test]
fn answers_that_are_nested_too_deep_are_refused() {
    const DEPTH: usize = 100_000;
    let json = |open: &str, close: &str| {
        [
            br#"{"Flag":true,"#.to_vec(),
            open.repeat(DEPTH).into_bytes(),
            b"1".to_vec(),
            close.repeat(DEPTH).into_bytes(),
            b"}".to_vec(),
        ]
        .concat()
    };
    let xml = |name: &str| {
        let (open, close) = (format!("<{name}>").repeat(DEPTH), format!("</{name}>").repeat(DEPTH));
        format!("<EchoResponse><EchoResult>{open}{close}</EchoResult></EchoResponse>").into_bytes()
    };
    let cbor = |key: &str| {
        let key = [&[0xa1, 0x60 + key.len() as u8], key.as_bytes()].concat();
        [key.repeat(DEPTH), vec![0xf6]].concat()
    };
    use smithwright_protocols_cbor::operation::echo::EchoInput as Cbor;
    use smithwright_protocols_ec2::operation::echo::EchoInput as Ec2;
    use smithwright_protocols_json::operation::echo::EchoInput as Json;
    use smithwright_protocols_query::operation::echo::EchoInput as Query;
    use smithwright_protocols_rest_json::operation::echo::EchoInput as RestJson;
    use smithwright_protocols_rest_xml::operation::echo::EchoInput as RestXml;
    for error in [
        refused::<Cbor>(cbor("Inner")),
        refused::<Json>(json(r#""Inner":{"#, "}")),
        refused::<RestJson>(json(r#""Inner":{"#, "}")),
        refused::<Query>(xml("Inner")),
    ] {
        assert!(error.contains("Unhandled"), "{error}");
    }
    let below = |name: &str| format!("<{name}>").repeat(DEPTH) + &format!("</{name}>").repeat(DEPTH);
    let rest_xml = |name: &str| format!("<Everything>{}</Everything>", below(name)).into_bytes();
    let ec2 = |name: &str| format!("<EchoResponse>{}</EchoResponse>", below(name)).into_bytes();
    assert!(refused::<RestXml>(rest_xml("Inner")).contains("depth"));
    assert!(refused::<Ec2>(ec2("InnerPlain")).contains("depth"));
    // Unknown members are rejected or skipped, depending on the codec.
    refused::<Cbor>(cbor("Other"));
    refused::<Json>(json(r#""Other":{"#, "}"));
    refused::<RestJson>(json(r#""Other":{"#, "}"));
    assert_eq!(refused::<RestXml>(rest_xml("Other")), "None");
}

/// The error of a response in every protocol, or `None`.
fn outcomes(body: &[u8]) -> [(&'static str, String); 6] {
    use smithwright_protocols_cbor::operation::echo::EchoInput as Cbor;
    use smithwright_protocols_ec2::operation::echo::EchoInput as Ec2;
    use smithwright_protocols_json::operation::echo::EchoInput as Json;
    use smithwright_protocols_query::operation::echo::EchoInput as Query;
    use smithwright_protocols_rest_json::operation::echo::EchoInput as RestJson;
    use smithwright_protocols_rest_xml::operation::echo::EchoInput as RestXml;
    [
        ("cbor", refused::<Cbor>(body.to_vec())),
        ("json", refused::<Json>(body.to_vec())),
        ("rest-json", refused::<RestJson>(body.to_vec())),
        ("rest-xml", refused::<RestXml>(body.to_vec())),
        ("query", refused::<Query>(body.to_vec())),
        ("ec2", refused::<Ec2>(body.to_vec())),
    ]
}

/// A page of a proxy or a captive portal is not a response without members.
#[test]
fn a_page_for_browsers_is_refused() {
    for page in
        ["<!DOCTYPE html><html><body>Log in</body></html>", "\u{feff}\n <!doctype HTML><p>Log in", "<html/>"]
    {
        for (protocol, outcome) in outcomes(page.as_bytes()) {
            assert!(outcome.contains("HTML page"), "{protocol}, {page}: {outcome}");
        }
    }
}

/// The document of another operation, or of none.
#[test]
fn a_root_that_is_not_the_expected_one_is_refused() {
    for body in [
        "<ListAllMyBucketsResult><Text>a</Text></ListAllMyBucketsResult>",
        "<Error><Text>a</Text></Error>",
        "",
        " ",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\n",
        "<EchoResult><Text>a</Text></EchoResult>",
    ] {
        for (protocol, outcome) in &outcomes(body.as_bytes())[3..] {
            assert!(outcome.contains("Unhandled"), "{protocol}, {body:?}: {outcome}");
        }
    }
    let outcomes = outcomes(b"<EchoResponse><ResponseMetadata/></EchoResponse>");
    assert!(outcomes[4].1.contains("no element `EchoResult`"), "{outcomes:?}");
    assert_eq!(outcomes[5].1, "None");
    let outcomes = self::outcomes(b"[]");
    for (protocol, outcome) in outcomes {
        assert!(outcome.contains("Unhandled"), "{protocol}: {outcome}");
    }
}

/// Some servers send a byte-order mark before the body.
#[test]
fn a_byte_order_mark_is_passed_over() {
    let with_mark = |text: &str| outcomes(format!("\u{feff}{text}").as_bytes());
    let json = with_mark(r#"{"Text":"a","text":"a"}"#);
    assert_eq!((&*json[1].1, &*json[2].1), ("None", "None"));
    assert_eq!(with_mark("<Everything><Text>a</Text></Everything>")[3].1, "None");
    assert_eq!(with_mark("<EchoResponse><EchoResult/></EchoResponse>")[4].1, "None");
    assert_eq!(with_mark("<EchoResponse/>")[5].1, "None");
}
