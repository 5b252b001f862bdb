//! A value of the wrong type or a malformed document is an error, and never becomes a similar value.

use super::{call, refused};
use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_types::body::SdkBody;
use smithwright_protocols_cbor::operation::echo::EchoInput as Cbor;
use smithwright_protocols_ec2::operation::echo::EchoInput as Ec2;
use smithwright_protocols_json::operation::echo::EchoInput as Json;
use smithwright_protocols_query::operation::echo::EchoInput as Query;
use smithwright_protocols_rest_json::operation::echo::EchoInput as RestJson;
use smithwright_protocols_rest_xml::operation::echo::EchoInput as RestXml;
use smithwright_runtime::settings::OfAws;
use smithwright_runtime::types::ProvideErrorMetadata;
use smithwright_runtime::{Operation, Structure};

/// The results of two JSON protocols for a document.
fn json(document: &str) -> String {
    let outcome = refused::<Json>(document.as_bytes().to_vec());
    let rest = refused::<RestJson>(document.as_bytes().to_vec());
    assert_eq!(outcome == "None", rest == "None", "{document}: {outcome}, {rest}");
    outcome
}

/// As in the official crates, which accept exactly one variant (`{"__type": …}` and nulls aside).
#[test]
fn a_union_has_one_variant() {
    for (choice, problem) in [
        (r#"{"Text":"a"}"#, ""),
        (r#"{"Text":null,"Number":1}"#, ""),
        (r#"{"__type":"x","Number":1,"Names":null}"#, ""),
        (r#"{"Future":[1]}"#, ""),
        ("null", ""),
        ("{}", "no variant"),
        (r#"{"Text":null}"#, "no variant"),
        (r#"{"Future": null}"#, "no variant"),
        (r#"{"Text":"a","Number":1}"#, "more than one"),
        (r#"{"Text":"a","Text":"b"}"#, "more than one"),
        (r#"{"Text":"a","Future":1}"#, "more than one"),
        (r#"{"Future":1,"Text":"a"}"#, "more than one"),
    ] {
        let outcome = json(&format!(r#"{{"Choice":{choice}}}"#));
        match problem {
            "" => assert_eq!(outcome, "None", "{choice}"),
            problem => assert!(outcome.contains(problem), "{choice}: {outcome}"),
        }
    }
    for (choice, problem) in [
        ("<Text>a</Text>", ""),
        ("<Names><member>a</member><member>b</member></Names>", ""),
        ("<Future><a>1</a></Future>", ""),
        ("", "no variant"),
        ("<Text>a</Text><Number>1</Number>", "more than one"),
        ("<Text>a</Text><Future/>", "more than one"),
    ] {
        let everything = format!("<Choice>{choice}</Choice>");
        let xml = refused::<RestXml>(format!("<Everything>{everything}</Everything>").into_bytes());
        let answer = format!("<EchoResponse><EchoResult>{everything}</EchoResult></EchoResponse>");
        for outcome in [xml, refused::<Query>(answer.into_bytes())] {
            match problem {
                "" => assert_eq!(outcome, "None", "{choice}"),
                problem => assert!(outcome.contains(problem), "{choice}: {outcome}"),
            }
        }
    }
    for (choice, problem) in [
        (&b"\xa1\x64Text\x61a"[..], ""),
        (b"\xa2\x64Text\xf6\x66Number\x01", ""),
        (b"\xa1\x66Future\x01", ""),
        (b"\xa0", "no variant"),
        (b"\xa2\x64Text\x61a\x66Number\x01", "more than one"),
        (b"\xa2\x64Text\x61a\x66Future\x01", "more than one"),
    ] {
        let outcome = refused::<Cbor>([b"\xa1\x66Choice", choice].concat());
        match problem {
            "" => assert_eq!(outcome, "None", "{choice:x?}"),
            problem => assert!(outcome.contains(problem), "{choice:x?}: {outcome}"),
        }
    }
}

#[test]
fn a_number_beyond_its_type_is_not_infinite() {
    let nines = "9".repeat(2_000_000);
    let member = |name: &str, number: &str| refused::<Json>(format!(r#"{{"{name}":{number}}}"#).into_bytes());
    let element = |name: &str, number: &str| {
        let body = format!("<Everything><{name}>{number}</{name}></Everything>");
        refused::<RestXml>(body.into_bytes())
    };
    for (name, number) in
        [("Precise", "1e400"), ("Precise", "-1e400"), ("Precise", &nines), ("Ratio", "1e39")]
    {
        for outcome in [member(name, number), element(name, number)] {
            assert!(outcome.contains("a number is too large"), "{name}: {outcome:.300}");
            assert!(outcome.len() < 2_000, "{name}");
        }
    }
    for (name, number) in [("Precise", "1.7976931348623157e308"), ("Precise", "1e-400"), ("Ratio", "3.4e38")]
    {
        assert_eq!([member(name, number), element(name, number)], ["None", "None"], "{name}");
    }
    for number in ["\"NaN\"", "\"Infinity\"", "\"-Infinity\""] {
        assert_eq!(member("Precise", number), "None");
    }
    for number in ["1.5", "9223372036854775808", "1e400"] {
        assert!(member("Number", number).contains("Unhandled"), "{number}");
    }
}

/// RFC 8259: texts inside and outside its grammar, in an unknown member and in one that is read.
#[test]
fn json_is_read_by_its_grammar() {
    let words = [
        "true",
        "false",
        "null",
        "0",
        "-0",
        "10",
        "-1.5",
        "0.25",
        "1E5",
        "1e+05",
        "1.5e-3",
        "\"\"",
        r#""\u00e9\n\"\/""#,
        r#""\ud83d\ude00""#,
        "[]",
        "[ 1 , [ ] , { } ]",
        "{}",
        r#"{"a":{"b":[null]},"a":1}"#,
    ];
    for value in words {
        assert_eq!(json(&format!("\r\n\t {{ \"Other\" : {value} }} \n")), "None", "{value}");
    }
    let values = [
        "",
        "truefalse",
        "true false",
        "tru",
        "nul",
        "True",
        "nullx",
        "01",
        "-01",
        "00",
        "1.",
        ".5",
        "-",
        "+1",
        "1e",
        "1e+",
        "1-+e",
        "1.e5",
        "0x10",
        "1_000",
        "NaN",
        "Infinity",
        "'a'",
        "\"a",
        "\"\t\"",
        r#""\x""#,
        r#""\u12""#,
        r#""\ud800""#,
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        "{a:1}",
        r#"{"a" 1}"#,
        "{1:1}",
        r#"{"a":1]"#,
        r#"{"a":1 "b":2}"#,
        "1 2",
        "/**/1",
        "1//",
    ];
    for value in values {
        for name in ["Other", "Text", "Number", "Names", "Inner"] {
            let outcome = json(&format!(r#"{{"{name}":{value}}}"#));
            assert!(outcome.contains("Unhandled"), "{name}: {value}: {outcome}");
        }
    }
    for document in [
        r#"{#Text":"a"}"#,
        r#"{"Text":"a"}}"#,
        r#"{"Text":"a"} {}"#,
        "{\"Text\":\"a\"}\0",
        "{\"Text\":\"\u{1}\"}",
    ] {
        assert!(json(document).contains("Unhandled"), "{document}");
    }
    assert!(refused::<Json>(b"{\"Other\":\"\xff\"}".to_vec()).contains("not UTF-8"));
    assert!(refused::<Json>(b"{\"Text\":\"\xed\xa0\x80\"}".to_vec()).contains("not UTF-8"));
}

/// RFC 8259, section 7: characters beyond 16 bits are two escapes, up to the last one.
#[test]
fn escapes_of_two_halves_are_one_character() {
    for (text, expected) in [
        (r"\ud800\udc00", Some("\u{10000}")),
        (r"\ud83d\ude00", Some("\u{1f600}")),
        (r"\udbff\udfff", Some("\u{10ffff}")),
        (r"\ud7ff\ue000", Some("\u{d7ff}\u{e000}")),
        (r"\udbff", None),
        (r"\udfff", None),
        (r"\udc00\ud800", None),
        (r"\ud800\u0041", None),
        (r"\ud800\udbff", None),
        (r"\ud800\ue000", None),
        (r"\ud800n", None),
    ] {
        let body = format!(r#"{{"Text":"{text}"}}"#).into_bytes();
        let client = infallible_client_fn(move |_| http::Response::new(SdkBody::from(body.clone())));
        let output = call::<Json>(Json::empty(), client).ok();
        assert_eq!(output.as_ref().and_then(|output| output.text()), expected, "{text}");
    }
}

/// Unknown members are skipped at any depth, and take no stack.
#[test]
fn unknown_members_may_be_of_any_depth() {
    const DEPTH: usize = 1_000_000;
    let nested =
        |open: &str, close: &str| format!(r#"{{"Other":{}1{}}}"#, open.repeat(DEPTH), close.repeat(DEPTH));
    for document in [nested("[", "]"), nested(r#"{"a":"#, "}"), nested("[0,", ",0]")] {
        assert_eq!(json(&document), "None");
        assert!(json(&document[..document.len() - 2]).contains("Unhandled"));
    }
    let below = "<a>".repeat(DEPTH) + &"</a>".repeat(DEPTH);
    assert_eq!(refused::<RestXml>(format!("<Everything>{below}</Everything>").into_bytes()), "None");
    let cbor = |open: &[u8], close: &[u8]| {
        [b"\xa1\x65Other", &*open.repeat(DEPTH), b"\x01", &*close.repeat(DEPTH)].concat()
    };
    for body in [cbor(b"\x81", b""), cbor(b"\xa1\x61a", b""), cbor(b"\x82\x00", b""), cbor(b"\x82", b"\x00")]
    {
        assert_eq!(refused::<Cbor>(body), "None");
    }
    for body in [cbor(b"\x9f", b"\xff"), cbor(b"\xc1", b"")] {
        assert_eq!(refused::<Cbor>(body), "None");
    }
}

/// Writing also has a depth limit, which every protocol reaches before the stack ends.
#[test]
fn values_that_are_nested_too_deep_are_not_sent() {
    macro_rules! outcome {
        ($service:ident, $levels:expr, $inner:ident $set:ident) => {{
            use $service::operation::echo::EchoInput;
            use $service::types::$inner;
            let inner = (1..$levels)
                .fold($inner::builder().text("a").build(), |inner, _| $inner::builder().$set(inner).build());
            sent(EchoInput::builder().$set(inner).build().expect("an input"))
        }};
    }
    for (levels, limit) in [(100, ""), (511, ""), (512, "512 levels"), (2_000, "512 levels")] {
        for outcome in [
            outcome!(smithwright_protocols_cbor, levels, Inner inner),
            outcome!(smithwright_protocols_ec2, levels, InnerPlain inner_plain),
            outcome!(smithwright_protocols_json, levels, Inner inner),
            outcome!(smithwright_protocols_query, levels, Inner inner),
            outcome!(smithwright_protocols_rest_json, levels, Inner inner),
            outcome!(smithwright_protocols_rest_xml, levels, Inner inner),
        ] {
            match limit {
                "" => assert!(outcome.starts_with("sent "), "{levels}: {outcome:.300}"),
                limit => assert!(outcome.contains(limit), "{levels}: {outcome:.300}"),
            }
        }
    }
}

/// The number of bytes that a call sends, or its error.
fn sent<I: smithwright_runtime::Operation<Service: OfAws>>(input: I) -> String {
    let length = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let seen = length.clone();
    let client = aws_smithy_http_client::test_util::infallible_client_fn(
        move |request: http::Request<aws_smithy_types::body::SdkBody>| {
            seen.store(
                request.body().bytes().unwrap_or_default().len(),
                std::sync::atomic::Ordering::Relaxed,
            );
            http::Response::new(aws_smithy_types::body::SdkBody::empty())
        },
    );
    let result = super::call(input, client);
    match length.load(std::sync::atomic::Ordering::Relaxed) {
        0 => format!("{:?}", result.err()),
        length => format!("sent {length}"),
    }
}

/// Elements of a list that is not flattened have the name of its member; elements with other names are skipped.
#[test]
fn another_element_is_no_element_of_a_list() {
    let body = "<Everything><Names><member>a</member><other>b</other><member>c</member></Names>\
                <RenamedNames><item>d</item><member>e</member><entry>f</entry></RenamedNames></Everything>";
    let client = aws_smithy_http_client::test_util::infallible_client_fn(move |_| {
        http::Response::new(aws_smithy_types::body::SdkBody::from(body))
    });
    let output = super::call::<RestXml>(smithwright_runtime::Structure::empty(), client).expect("an output");
    assert_eq!(output.names(), ["a", "c"]);
    assert_eq!(output.renamed_names().len(), 1, "{output:?}");
}

/// A service with codes of the Query protocol has them in the body, or in one of two headers.
#[test]
fn codes_of_the_query_protocol_are_known_wherever_they_stand() {
    let code = "Protocols.Failure";
    let json = |headers: &[(&'static str, &str)], body: &str| failure::<Json>(headers, body.as_bytes());
    let in_header = [("x-amzn-query-error", format!("{code};Sender"))];
    let [(name, value)] = &in_header;
    for body in ["", "{}", r#"{"__type":"Failure"}"#, r#"{"__type":"com.example#Failure","message":"m"}"#] {
        assert_eq!(json(&[(*name, value)], body), Some(code.to_owned()), "{body}");
    }
    assert_eq!(json(&[], r#"{"__type":"Protocols.Failure"}"#), Some(code.to_owned()));
    assert_eq!(json(&[], r#"{"__type":"com.example#Failure"}"#), Some("Failure".to_owned()));
    assert_eq!(json(&[("x-amzn-errortype", code)], ""), Some(code.to_owned()));
    assert_eq!(json(&[("x-amzn-errortype", code)], "{}"), Some(code.to_owned()));
    assert_eq!(json(&[("x-amzn-errortype", "Other")], "{}"), None);
    assert_eq!(json(&[], ""), None);
    // `{"__type": "Failure"}`, with a message that is not defined.
    let body = b"\xa2\x66__type\x67Failure\x67message\xf7";
    let cbor = |headers: &[(&'static str, &str)], body: &[u8]| failure::<Cbor>(headers, body);
    assert_eq!(cbor(&[(*name, value)], body), Some(code.to_owned()));
    assert_eq!(cbor(&[(*name, value)], b""), Some(code.to_owned()));
    assert_eq!(cbor(&[], body), Some("Failure".to_owned()));
    assert_eq!(cbor(&[], b"\xbf\xc6\x66__type\x7f\x67Failure\xff\xff"), Some("Failure".to_owned()));
    assert_eq!(cbor(&[], b"\xa1\x66__type\x71com.example#Other"), None);
}

/// Errors in XML, wrapped or not; without a body the status determines the error.
#[test]
fn codes_in_xml_are_known() {
    let code = "Protocols.Failure";
    let inner = format!("<Code>{code}</Code><message>m</message>");
    let wrapped = format!("<?xml version=\"1.0\"?>\n<ErrorResponse><Error>{inner}</Error></ErrorResponse>");
    let bare = format!("<Error>{inner}</Error>");
    for body in [&wrapped, &bare] {
        assert_eq!(failure::<RestXml>(&[], body.as_bytes()), Some(code.to_owned()), "{body}");
        assert_eq!(failure::<Query>(&[], body.as_bytes()), Some(code.to_owned()), "{body}");
    }
    let ec2 = format!("<Response><Errors><Error>{inner}</Error></Errors><RequestID>r</RequestID></Response>");
    assert_eq!(error::<Ec2>(&[], ec2.as_bytes()).code(), Some(code));
    assert_eq!(error::<Ec2>(&[], b"").code(), None);
    for body in ["", "<Error>", "<Error><Code>Other</Code></Error>", "<html/>"] {
        assert_eq!(failure::<RestXml>(&[], body.as_bytes()), None, "{body}");
        assert_eq!(failure::<Query>(&[], body.as_bytes()), None, "{body}");
    }
}

/// The code of the modelled error of a call whose response has status 400; `None` for another error.
fn failure<I: Operation<Service: OfAws, Error: Failure + std::error::Error + ProvideErrorMetadata>>(
    headers: &[(&'static str, &str)],
    body: &[u8],
) -> Option<String> {
    let error = error::<I>(headers, body);
    let code = error.code().map(str::to_owned);
    code.filter(|_| error.is_failure())
}

/// The error of a call whose response has status 400.
fn error<I: Operation<Service: OfAws, Error: std::error::Error + 'static>>(
    headers: &[(&'static str, &str)],
    body: &[u8],
) -> I::Error {
    let mut response = http::Response::new(SdkBody::from(body.to_vec()));
    *response.status_mut() = http::StatusCode::BAD_REQUEST;
    for (name, value) in headers {
        response.headers_mut().insert(*name, value.parse().expect("a header"));
    }
    let response = std::sync::Mutex::new(Some(response));
    let client = infallible_client_fn(move |_| {
        let response = response.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        response.expect("one request")
    });
    call::<I>(I::empty(), client).expect_err("an error").into_service_error()
}

/// An operation's error that may be `Failure`.
trait Failure {
    fn is_failure(&self) -> bool;
}

macro_rules! may_fail {
    ($($service:ident)*) => {$(
        impl Failure for $service::operation::echo::EchoError {
            fn is_failure(&self) -> bool {
                self.is_failure()
            }
        }
    )*};
}

may_fail! {
    smithwright_protocols_cbor
    smithwright_protocols_json
    smithwright_protocols_query
    smithwright_protocols_rest_xml
}

/// W3C, XML 1.0: well-formed and malformed texts, in an unknown element and in one that is read.
#[test]
fn xml_is_read_by_its_grammar() {
    let document = |inner: &str| format!("<Everything>{inner}</Everything>").into_bytes();
    for inner in [
        "<Text>a</Text>",
        "<Text>&lt;&gt;&amp;&quot;&apos;&#233;&#xE9;&#x1F600;</Text>",
        "<Text><![CDATA[<a>&b;]]></Text>",
        "<Text>a<!-- b -->c<?pi d?></Text>",
        "<Text a='1' b=\"2>\"/>",
        "<Text>]] ></Text>",
        "<Other><a><b c='&amp;'/></a>text<a/></Other>",
        "<Other xmlns:x='urn:x' x:nil='true'/>",
    ] {
        assert_eq!(refused::<RestXml>(document(inner)), "None", "{inner}");
    }
    for inner in [
        "<Text>a",
        "<Text>a</Txet>",
        "<Text>a</Text",
        "<Text",
        "</Text>",
        "<Text>&unknown;</Text>",
        "<Text>&#xD800;</Text>",
        "<Text>&#x110000;</Text>",
        "<Text>&#0;</Text>",
        "<Text>a & b</Text>",
        "<Text>a &amp b</Text>",
        "<Text><![CDATA[a</Text>",
        "<Text><!-- a</Text>",
        "<Text>a\u{0}</Text>",
        "<Text>a\u{1}</Text>",
        "<Text>a<b/></Text>",
    ] {
        let outcome = refused::<RestXml>(document(inner));
        assert!(outcome.contains("Unhandled"), "{inner}: {outcome}");
    }
    for body in [
        "<Everything><Text>a</Text></Everything><Everything/>",
        "<Everything/>text",
        "<Everything/>&amp;",
        "<Everything/><![CDATA[]]>",
        "text<Everything/>",
        "<Everything>",
        "<Everything></everything>",
        "<Everything/><",
    ] {
        let outcome = refused::<RestXml>(body.as_bytes().to_vec());
        assert!(outcome.contains("Unhandled"), "{body}: {outcome}");
    }
    let outcome = refused::<RestXml>(b"<Everything><Text>\xff</Text></Everything>".to_vec());
    assert!(outcome.contains("Unhandled"), "{outcome}");
    let outcome = refused::<RestXml>(b"<Everything><Other>\xff</Other></Everything>".to_vec());
    assert!(outcome.contains("Unhandled"), "{outcome}");
    for body in [
        "<?xml version='1.0'?><!-- a --><Everything/><!-- b --><?pi c?>\n",
        "<?xml version='1.0'?>\n\n <Everything\n/>\n",
    ] {
        assert_eq!(refused::<RestXml>(body.as_bytes().to_vec()), "None", "{body}");
    }
}
