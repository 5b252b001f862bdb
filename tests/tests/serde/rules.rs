//! The form of each kind of value, and invalid values.

use serde_json::{Value, json};
use smithwright_kitchen_sink::operation::fetch::FetchOutput;
use smithwright_kitchen_sink::operation::put_thing::{PutThingInput, PutThingOutput};
use smithwright_kitchen_sink::primitives::{Blob, ByteStream, DateTime, Document, EpochSeconds};
use smithwright_kitchen_sink::types::error::Broken;
use smithwright_kitchen_sink::types::{Choice, Color, Loose, Riddle, Sound, Tree, Vault};
use smithwright_kitchen_sink::{Client, Config};
use smithwright_runtime::expanded::{Deserialize, Serialize};
use smithwright_tests::{Response, Server};
use std::collections::HashMap;

fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("a value has a JSON form")
}

fn read<T: for<'de> Deserialize<'de>>(json: Value) -> T {
    serde_json::from_value(json).expect("a value")
}

/// The error of a text that is not a `T`.
fn refused<T: for<'de> Deserialize<'de>>(text: &str) -> String {
    match serde_json::from_str::<T>(text) {
        Ok(_) => panic!("{text} is read"),
        Err(error) => error.to_string(),
    }
}

fn thing() -> smithwright_kitchen_sink::operation::put_thing::builders::PutThingInputBuilder {
    PutThingInput::builder().thing_id("a").path("b")
}

#[test]
fn members_have_the_names_of_the_model() {
    let tree = Tree::builder().name("n").build().expect("a name is set");
    let input = thing().wire("t").color(Color::DarkBlue).extra("k", "v").tree(tree).body_secret("s");
    let expected = json!({
        "thingId": "a", "Path": "b", "wire": "t", "color": Color::DarkBlue.as_str(), "extra": { "k": "v" },
        // Defaults and sensitive values are written.
        "tree": { "name": "n", "count": 0 }, "bodySecret": "s",
    });
    assert_eq!(json(&input.build().expect("an input")), expected);
    let union = json!({ "renamed": "r" });
    assert_eq!(json(&Choice::Renamed("r".into())), union);
    assert_eq!(read::<Choice>(union), Choice::Renamed("r".into()));
}

#[test]
fn timestamps_are_text_or_numbers() {
    let at = |nanos| {
        thing().iso_time(DateTime::from_secs_and_nanos(1_700_000_000, nanos)).build().expect("an input")
    };
    assert_eq!(json(&at(0))["isoTime"], "2023-11-14T22:13:20Z");
    assert_eq!(json(&at(123_456_789))["isoTime"], "2023-11-14T22:13:20.123456789Z");
    assert_eq!(json(&EpochSeconds(&at(0)))["isoTime"], 1_700_000_000);
    assert_eq!(json(&EpochSeconds(&at(500_000_000)))["isoTime"], 1_700_000_000.5);
    for value in [json!("2023-11-14T23:13:20+01:00"), json!(1_700_000_000), json!(1.7e9)] {
        let input: PutThingInput = read(json!({ "thingId": "a", "Path": "b", "isoTime": value }));
        assert_eq!(input, at(0));
    }
    let late = thing().iso_time(DateTime::from_secs(i64::MAX)).build().expect("an input");
    assert!(serde_json::to_string(&late).is_err());
    assert_eq!(json(&EpochSeconds(&late))["isoTime"], i64::MAX);
}

/// Values without a type in serde are maps of one member: times of TOML, and numbers of `serde_json` where a program
/// has turned on its feature `arbitrary_precision`.
#[test]
fn what_formats_tell_in_private_is_read() {
    let text =
        "thingId = \"a\"\nPath = \"b\"\nisoTime = 2023-11-14T22:13:20Z\ntimes = [1970-01-01T00:00:01Z]\n";
    let input: PutThingInput = toml::from_str(text).expect("TOML");
    assert_eq!(input.iso_time(), Some(&DateTime::from_secs(1_700_000_000)));
    assert_eq!(input.times(), [DateTime::from_secs(1)]);
    let written = toml::to_string(&input).expect("TOML");
    assert_eq!(toml::from_str::<PutThingInput>(&written).expect("TOML"), input);

    let number = |text: &str| json!({ "$serde_json::private::Number": text });
    let text = json!({
        "thingId": "a", "Path": "b", "long": number("-9223372036854775808"), "double": number("1e-3"),
        "document": [number("1"), number("2.5")],
    });
    let input: PutThingInput = read(text);
    assert_eq!((input.long(), input.double()), (Some(i64::MIN), Some(0.001)));
    assert_eq!(json(&input)["document"], json!([1, 2.5]));
    let error = refused::<Vault>(r#"{"count": {"$serde_json::private::Number": "many"}}"#);
    assert!(error.starts_with("a number that is none"), "{error}");
}

#[test]
fn blobs_are_base64_for_people_and_bytes_for_programs() {
    let sound = Sound::builder().bytes(Blob::new(*b"\xff\x00a")).build();
    assert_eq!(json(&sound), json!({ "Bytes": "/wBh" }));
    let value = ciborium::Value::serialized(&sound).expect("CBOR");
    let member = ("Bytes".into(), ciborium::Value::Bytes(b"\xff\x00a".to_vec()));
    assert_eq!(value, ciborium::Value::Map(vec![member]));
    assert_eq!(
        refused::<Sound>(r#"{"Bytes": "?"}"#),
        "type mismatch: `Bytes`: expected base64, found a string at line 1 column 14"
    );
}

#[test]
fn numbers_that_are_not_finite_are_text_for_people() {
    for (number, text) in [(f64::NAN, "NaN"), (f64::INFINITY, "Infinity"), (f64::NEG_INFINITY, "-Infinity")] {
        let input = thing().float(number as f32).double(number).build().expect("an input");
        let written = json(&input);
        assert_eq!((&written["float"], &written["double"]), (&json!(text), &json!(text)));
        let back: PutThingInput = read(written);
        assert_eq!(back.double.map(f64::to_bits), Some(number.to_bits()));
        let mut bytes = Vec::new();
        ciborium::into_writer(&input, &mut bytes).expect("CBOR");
        let back: PutThingInput = ciborium::from_reader(bytes.as_slice()).expect("CBOR");
        assert_eq!(back.float.map(f32::to_bits), Some((number as f32).to_bits()));
    }
    let error = refused::<PutThingInput>(r#"{"thingId": "a", "Path": "b", "double": "much"}"#);
    assert!(error.starts_with("type mismatch: `double`: expected a number, found a string"), "{error}");
}

#[test]
fn documents_are_themselves() {
    let text = json!({ "a": [null, true, 1, -1, 1.5, "x", { "b": {} }], "u": u64::MAX, "i": i64::MIN });
    let output: PutThingOutput = read(json!({ "id": "i", "document": text }));
    let document = output.document().expect("a document");
    let members = document.as_object().expect("an object");
    assert_eq!(members["i"], Document::from(i64::MIN));
    assert_eq!(json(&output)["document"], text);
    let output: PutThingOutput = read(json!({ "id": "i", "document": null }));
    assert_eq!(output.document(), Some(&Document::Null));
}

#[test]
fn sparse_values_keep_their_nulls_and_dense_ones_do_not() {
    let text = json!({ "thingId": "a", "Path": "b", "sparse": ["x", null], "sparseMap": { "k": null } });
    let input: PutThingInput = read(text.clone());
    assert_eq!(input.sparse(), [Some("x".to_owned()), None]);
    assert_eq!(json(&input), text);
    let input: PutThingInput =
        read(json!({ "thingId": "a", "Path": "b", "tags": ["x", null], "wire": null }));
    assert_eq!((input.tags(), input.wire()), (["x".to_owned()].as_slice(), None));
}

#[test]
fn what_is_not_known_is_ignored_or_kept() {
    let loose: Loose = read(json!({ "name": "n", "later": { "deep": [1] }, "color": "beige" }));
    let known = Loose::builder().name("n").color(Color::from("beige")).build();
    assert_eq!(loose, known);
    assert_eq!(json(&loose), json!({ "name": "n", "color": "beige" }));
    assert_eq!(read::<Color>(json!("beige")), Color::from("beige"));
    assert_eq!(json(&Color::from("beige")), "beige");
    let later: Choice = read(json!({ "later": [1] }));
    assert!(later.is_unknown());
    assert_eq!(json(&later), json!({}));
    assert!(read::<Choice>(json!({})).is_unknown());
}

#[test]
fn what_a_type_always_has_must_be_there() {
    assert_eq!(refused::<Tree>("{}"), "missing required member: `name` of `Tree`");
    let error = refused::<Broken>(r#"{"message": "m", "detail": {"name": "n", "left": {"count": 1}}}"#);
    assert_eq!(error, "missing required member: `name` of `Tree` at line 1 column 62");
    // An unset member gets its default, and an optional one may be missing even if responses should have it.
    assert_eq!(read::<Tree>(json!({ "name": "n" })).count(), 0);
    assert_eq!(read::<Loose>(json!({})), Loose::builder().build());
    let two = refused::<Choice>(r#"{"text": "a", "number": 1}"#);
    assert!(two.starts_with("invalid input: the union `Choice` has more than one variant"), "{two}");
    let twice = refused::<Tree>(r#"{"name": "a", "name": "b"}"#);
    assert!(twice.starts_with("invalid input: the member `name` comes twice"), "{twice}");
}

#[test]
fn errors_say_what_was_expected_and_where_but_not_the_value() {
    for (text, message) in [
        (r#"{"code": ["hunter2"]}"#, "`code`: expected a string, found a list"),
        (r#"{"code": 1234567}"#, "`code`: expected a string, found an integer"),
        (r#"{"notes": "hunter2"}"#, "`notes`: expected a list, found a string"),
        (r#"{"count": "hunter2"}"#, "`count`: expected an integer, found a string"),
        (
            r#"{"count": 99999999999999999999}"#,
            "`count`: expected an integer, found a number with a fraction",
        ),
        (r#"["hunter2"]"#, "expected a structure, found a list"),
        ("null", "expected a structure, found null"),
    ] {
        let error = refused::<Vault>(text);
        assert!(error.starts_with(&format!("type mismatch: {message}")), "{text}: {error}");
        assert!(!error.contains("hunter2") && !error.contains("1234567"), "{error}");
    }
    let error = refused::<Riddle>(r#"{"number": 3000000000}"#);
    assert!(error.starts_with("type mismatch: `number`: expected an integer of fewer bits"), "{error}");
    let error = refused::<Color>("[]");
    assert!(error.starts_with("type mismatch: expected a string, found a list"), "{error}");
    let error = refused::<Vault>(r#"{"code": "a""#);
    assert!(error.starts_with("EOF while parsing an object"), "{error}");
}

#[test]
fn bodies_that_are_streamed_are_left_out() {
    let output = FetchOutput::builder().kind("k").body(ByteStream::from_static(b"body")).build();
    assert_eq!(json(&output), json!({ "Kind": "k" }));
    let read: FetchOutput = read(json!({ "Kind": "k", "Body": "ignored" }));
    assert_eq!(read.kind(), Some("k"));
}

#[test]
fn keys_of_maps_may_be_enums() {
    let colors = [Color::Red, Color::from("beige")].map(|color| (color, vec![vec!["x".to_owned()]]));
    let input = thing().set_color_map(Some(HashMap::from(colors))).build().expect("an input");
    let written = json(&input);
    assert_eq!(written["colorMap"]["beige"], json!([["x"]]));
    assert_eq!(read::<PutThingInput>(written), input);
}

/// Values nested `levels` deep, in a format without a limit of its own.
fn nested(levels: usize) -> Value {
    (1..levels).fold(json!({ "name": "n" }), |inner, _| json!({ "name": "n", "left": inner }))
}

/// Runs on a stack as small as those of Tokio's threads.
fn on_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(work).expect("a thread");
    thread.join().expect("the stack is large enough");
}

#[test]
fn values_are_nested_only_so_deep() {
    on_small_stack(|| {
        let deepest: Tree = read(nested(128));
        assert_eq!(json(&deepest)["left"]["left"]["name"], "n");
        let error = serde_json::from_value::<Tree>(nested(129)).expect_err("too deep").to_string();
        assert!(error.contains("nested more than"), "{error}");
        let list =
            (1..64).fold(json!({ "name": "n" }), |inner, _| json!({ "name": "n", "children": [inner] }));
        let list = json(&read::<Tree>(list));
        assert!(serde_json::from_value::<Tree>(json!({ "name": "n", "children": [list] })).is_err());
        let document = (0..128).fold(json!(0), |inner, _| json!([inner]));
        let error = serde_json::from_value::<PutThingOutput>(json!({ "id": "i", "document": document }));
        assert!(error.expect_err("too deep").to_string().contains("nested more than"));
        let document = (0..128).fold(Document::Null, |inner, _| Document::Array(vec![inner]));
        let output = PutThingOutput::builder().id("i").document(document).build().expect("an output");
        assert!(
            serde_json::to_value(&output).expect_err("too deep").to_string().contains("nested more than")
        );
    });
}

/// Serializing a value does not change how it is sent to a service.
#[tokio::test]
async fn requests_are_what_they_were() {
    let server = Server::start(vec![Response::json(201, "{}")]).expect("a free port on loopback");
    let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url()).build();
    let tree = Tree::builder().name("n").build().expect("a name is set");
    assert_eq!(json(&tree), json!({ "name": "n", "count": 0 }));
    let client = Client::from_conf(config);
    client.put_thing().thing_id("a").path("b").tree(tree).send().await.expect("an output");
    let body: Value = serde_json::from_str(&server.requests()[0].body).expect("JSON");
    // The default of `count` is not sent.
    assert_eq!(body["tree"], json!({ "name": "n" }));
    let later: Choice = read(json!({ "later": 1 }));
    json(&later);
    let error = client.choose().choice(later).send().await.expect_err("nothing is known of it");
    assert!(format!("{error:?}").contains("cannot write the unknown variant of `Choice`"), "{error:?}");
}
