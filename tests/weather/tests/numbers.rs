//! Numbers of any size, in every protocol that a service of one's own may have.

use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::{BigDecimal, BigInteger};
use std::sync::{Arc, Mutex, PoisonError};

/// More digits than a double has.
const LONG: &str = "-12345678901234567890.000000000012345678901234567890";
const WHOLE: &str = "123456789012345678901234567890";

/// A request: its URI, a header, its body.
type Sent = Arc<Mutex<Option<(String, Option<String>, Vec<u8>)>>>;

fn decimal(text: &str) -> BigDecimal {
    text.parse().expect("a number")
}

fn integer(text: &str) -> BigInteger {
    text.parse().expect("an integer")
}

macro_rules! protocol {
    ($protocol:ident $path:literal) => {
        mod $protocol {
            include!(concat!(env!("OUT_DIR"), "/", $path, "/mod.rs"));

            use super::{LONG, Sent, WHOLE, decimal, integer};

            /// What is sent, and the output of this response.
            pub(super) async fn measure(
                response: impl Into<Vec<u8>>,
            ) -> (Sent, Result<operation::measure::MeasureOutput, String>) {
                let sent = Sent::default();
                let http_client = super::connection(sent.clone(), response.into());
                let config = Config::builder().endpoint_url("http://survey.invalid").http_client(http_client);
                let measured = types::Measured::builder()
                    .distance(decimal(LONG))
                    .atoms(integer(WHOLE))
                    .parallaxes(decimal("+00.50"))
                    .parallaxes(decimal("5."))
                    .parallaxes(decimal("-.25E+3"))
                    .counts("a", integer("-007"))
                    .amount(types::Amount::Scale(decimal("1e-7")));
                let call = Client::from_conf(config.build())
                    .measure()
                    .star(integer(WHOLE))
                    .precision(decimal("0.10"))
                    .epoch(integer("-1"))
                    .measured(measured.build())
                    .send();
                let output = call.await.map_err(|error| error::DisplayErrorContext(error).to_string());
                (sent, output)
            }
        }
    };
}

/// The output of a response with all numbers.
macro_rules! check {
    ($protocol:ident, $output:expr) => {
        let output = $output.expect("an output");
        let measured = output.measured().expect("what was measured");
        assert_eq!(measured.distance().map(AsRef::as_ref), Some(LONG));
        assert_eq!(measured.atoms(), Some(&integer(WHOLE)));
        assert_eq!(measured.parallaxes(), [decimal("0.5"), decimal("-12")]);
        assert_eq!(measured.counts().and_then(|counts| counts.get("a")), Some(&integer("-7")));
        assert_eq!(measured.amount(), Some(&$protocol::types::Amount::Base(integer(WHOLE))));
        // Left out, so they are the defaults of the model.
        assert_eq!(measured.weight().as_ref(), "12345678901234567890.5");
        assert_eq!(*measured.moons(), integer("0"));
    };
}

protocol!(cbor "smithy_rpc_v2_cbor");
protocol!(json_1_0 "json_1_0");
protocol!(query "query");
protocol!(rest_json "rest_json");
protocol!(rest_xml "rest_xml");

fn connection(sent: Sent, response: Vec<u8>) -> rest_json::config::SharedHttpClient {
    infallible_client_fn(move |request: http::Request<SdkBody>| {
        let header = request.headers().get("x-precision").and_then(|value| value.to_str().ok());
        let body = request.body().bytes().unwrap_or_default().to_vec();
        let all = (request.uri().to_string(), header.map(str::to_owned), body);
        *sent.lock().unwrap_or_else(PoisonError::into_inner) = Some(all);
        http::Response::builder()
            .status(200)
            .header("smithy-protocol", "rpc-v2-cbor")
            .body(SdkBody::from(response.clone()))
            .expect("a response")
    })
}

/// The URI, the header and the body that was sent.
fn taken(sent: &Sent) -> (String, Option<String>, String) {
    let (uri, header, body) = sent.lock().unwrap_or_else(PoisonError::into_inner).take().expect("a request");
    (uri, header, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn json_has_them_as_numbers() {
    let measured = r#"{"distance":-12345678901234567890.000000000012345678901234567890,"atoms":123456789012345678901234567890,"parallaxes":[0.50,5,-0.25E+3],"counts":{"a":-7},"amount":{"scale":1e-7},"weight":12345678901234567890.5,"moons":0}"#;
    let response = r#"{"measured":{"distance":-12345678901234567890.000000000012345678901234567890,"atoms":123456789012345678901234567890,"parallaxes":[0.5,-12],"counts":{"a":-7},"amount":{"base":123456789012345678901234567890}}}"#;
    let (sent, output) = rest_json::measure(response).await;
    check!(rest_json, output);
    let (uri, header, body) = taken(&sent);
    assert_eq!(uri, format!("http://survey.invalid/stars/{WHOLE}?epoch=-1"));
    assert_eq!(header.as_deref(), Some("0.10"));
    assert_eq!(body, format!(r#"{{"measured":{measured}}}"#));

    let (sent, output) = json_1_0::measure(response).await;
    check!(json_1_0, output);
    let (_, _, body) = taken(&sent);
    assert_eq!(body, format!(r#"{{"star":{WHOLE},"precision":0.10,"epoch":-1,"measured":{measured}}}"#));
}

#[tokio::test]
async fn xml_and_forms_have_them_as_texts() {
    let response = format!(
        "<measured><distance>{LONG}</distance><atoms>{WHOLE}</atoms><parallaxes><member>0.5</member><member>-12</member></parallaxes>\
         <counts><entry><key>a</key><value>-7</value></entry></counts><amount><base>{WHOLE}</base></amount></measured>"
    );
    let (sent, output) = rest_xml::measure(format!("<MeasureOutput>{response}</MeasureOutput>")).await;
    check!(rest_xml, output);
    let (uri, header, body) = taken(&sent);
    assert_eq!(uri, format!("http://survey.invalid/stars/{WHOLE}?epoch=-1"));
    assert_eq!(header.as_deref(), Some("0.10"));
    assert!(body.contains(&format!("<distance>{LONG}</distance><atoms>{WHOLE}</atoms>")), "{body}");
    assert!(body.contains("<amount><scale>1e-7</scale></amount>"), "{body}");

    let response = format!("<MeasureResponse><MeasureResult>{response}</MeasureResult></MeasureResponse>");
    let (sent, output) = query::measure(response).await;
    check!(query, output);
    let (_, _, body) = taken(&sent);
    assert!(body.contains(&format!("star={WHOLE}&precision=0.10&epoch=-1")), "{body}");
    assert!(body.contains(&format!("measured.distance={LONG}&measured.atoms={WHOLE}")), "{body}");
}

#[tokio::test]
async fn cbor_has_them_with_all_digits() {
    // {"measured": {"distance": 4([-1, 2(h'010000000000000000')])}}
    let mut response = b"\xa1\x68measured\xa1\x68distance\xc4\x82\x20\xc2\x49".to_vec();
    response.extend([1, 0, 0, 0, 0, 0, 0, 0, 0]);
    let (sent, output) = cbor::measure(response).await;
    let output = output.expect("an output");
    let distance = output.measured().and_then(|measured| measured.distance());
    assert_eq!(distance, Some(&decimal("1844674407370955161.6")));

    // The request has the same member, and what a response has no use for.
    let body = sent.lock().unwrap_or_else(PoisonError::into_inner).take().expect("a request").2;
    let (_, output) = cbor::measure(body).await;
    let output = output.expect("an output");
    let measured = output.measured().expect("what was measured");
    assert_eq!(measured.distance(), Some(&decimal(LONG)));
    assert_eq!(measured.atoms(), Some(&integer(WHOLE)));
    assert_eq!(measured.parallaxes(), [decimal("0.5"), decimal("5"), decimal("-250")]);
    assert_eq!(measured.amount(), Some(&cbor::types::Amount::Scale(decimal("0.0000001"))));
}

#[tokio::test]
async fn what_is_no_number_is_an_error() {
    for body in [
        r#"{"measured":{"atoms":1.5}}"#,
        r#"{"measured":{"atoms":"x"}}"#,
        r#"{"measured":{"distance":true}}"#,
    ] {
        let (_, output) = rest_json::measure(body).await;
        assert!(output.is_err(), "{body}: {output:?}");
    }
    let (_, output) =
        rest_xml::measure("<MeasureOutput><measured><atoms>1.5</atoms></measured></MeasureOutput>").await;
    assert!(output.is_err(), "{output:?}");
}
