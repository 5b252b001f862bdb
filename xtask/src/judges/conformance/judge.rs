//! Compares the statements of a case with the results of our client.

use super::body;
use super::suites::{Case, Kind, Suite};
use aws_smithy_types::DateTime;
use aws_smithy_types::base64;
use aws_smithy_types::date_time::Format;
use serde_json::{Map, Value, json};

/// Something that differs.
#[derive(Debug)]
pub(super) struct Difference {
    pub(super) what: String,
    pub(super) ours: String,
    pub(super) theirs: String,
}

impl Difference {
    pub(super) fn new(what: &str, ours: impl ToString, theirs: impl ToString) -> Self {
        Self { what: what.to_owned(), ours: ours.to_string(), theirs: theirs.to_string() }
    }

    pub(super) fn json(&self) -> Value {
        json!({"what": self.what, "ours": self.ours, "theirs": self.theirs})
    }
}

/// The protocol that a suite is generated with.
pub(super) fn protocol(suite: &Suite) -> &str {
    let metadata = &suite.model["metadata"];
    let listed = metadata["protocols"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let listed: Vec<_> = listed.collect();
    let order = ["smithy-rpc-v2-cbor", "json", "rest-json", "rest-xml", "query", "ec2"];
    let chosen = order.iter().find(|protocol| listed.contains(protocol));
    chosen.copied().or_else(|| metadata["protocol"].as_str()).unwrap_or_default()
}

/// Whether the output of a case has an event stream.
pub(super) fn has_events(suite: &Suite, case: &Case) -> bool {
    let shapes = &suite.model["shapes"];
    let output = suite.model["operations"][&case.operation]["output"]["shape"].as_str().unwrap_or_default();
    let mut members = shapes[output]["members"].as_object().into_iter().flat_map(|members| members.values());
    members.any(|member| shapes[member["shape"].as_str().unwrap_or_default()]["eventstream"] == true)
}

/// All differences in a case.
pub(super) fn differences(suite: &Suite, case: &Case, answer: &Value) -> Vec<Difference> {
    if let Some(problem) = answer.get("driver_error") {
        // Our union has an unknown variant, and botocore names it.
        let unknown = problem.as_str().is_some_and(|problem| problem.contains("unknown variant"));
        if unknown && case.data["result"].to_string().contains("SDK_UNKNOWN_MEMBER") {
            return vec![];
        }
        return vec![Difference::new("the call", problem, "a request or answer")];
    }
    let mut differences = Vec::new();
    match case.kind() {
        Kind::Input => input(suite, case, &answer["request"], &mut differences),
        Kind::Output if case.data.get("error").is_some() => error(suite, case, answer, &mut differences),
        Kind::Output => {
            let shape = suite.model["operations"][&case.operation]["output"]["shape"].as_str();
            let expected = shape
                .map_or(json!({}), |shape| canonical(&to_driver(&suite.model, shape, &case.data["result"])));
            let mut ours = canonical(&answer["output"]);
            if let Some(shape) = shape {
                without_stand_ins(&suite.model, shape, &mut ours, &expected);
            }
            if answer.get("output").is_none() || ours != expected {
                differences.push(Difference::new(
                    "the output",
                    answer.get("output").unwrap_or(answer),
                    expected,
                ));
            }
        }
    }
    differences
}

fn input(suite: &Suite, case: &Case, ours: &Value, differences: &mut Vec<Difference>) {
    let theirs = &case.data["serialized"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut compare = |what: &str, ours: String, theirs: String| {
        let ours = if theirs.contains(TOKEN) { tokens(ours) } else { ours };
        if ours != theirs {
            differences.push(Difference::new(what, ours, theirs));
        }
    };
    if let Some(method) = theirs["method"].as_str() {
        compare("the method", text(&ours["method"]), method.to_owned());
    }
    if let Some(uri) = theirs["uri"].as_str() {
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        compare("the path", text(&ours["path"]), path.to_owned());
        let pairs = |query: &str| {
            let mut pairs: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).map(parameter).collect();
            pairs.sort();
            pairs.join("&")
        };
        compare("the query", pairs(&text(&ours["query"])), pairs(query));
    }
    if let Some(host) = theirs["host"].as_str() {
        compare("the host", text(&ours["host"]), host.split('/').next().unwrap_or(host).to_owned());
    }
    let header = |name: &str| ours["headers"].get(name.to_lowercase()).and_then(Value::as_str);
    for (name, value) in theirs["headers"].as_object().into_iter().flatten() {
        let value = value.as_str().unwrap_or_default();
        // botocore adds the character set; the media type is what counts.
        let media_type = |value: &str| value.split(';').next().unwrap_or(value).to_owned();
        let content_type = name.eq_ignore_ascii_case("content-type");
        let ours = header(name).unwrap_or("(none)");
        if content_type {
            compare(name, media_type(ours), media_type(value))
        } else {
            compare(name, ours.to_owned(), value.to_owned())
        }
    }
    for name in theirs["requireHeaders"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let there = header(name).map_or("(none)", |_| "(some)");
        compare(name, there.to_owned(), "(some)".to_owned());
    }
    for name in theirs["forbidHeaders"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        compare(name, header(name).unwrap_or("(none)").to_owned(), "(none)".to_owned());
    }
    if let Some(body) = theirs["body"].as_str() {
        let sent = base64::decode(text(&ours["body_b64"])).unwrap_or_default();
        let shapes = suite.model["shapes"].as_object();
        let maps = shapes.is_some_and(|shapes| shapes.values().any(|shape| shape["type"] == "map"));
        let form =
            body::MediaType::of(protocol(suite), body, header("content-type").unwrap_or_default(), maps);
        compare("the body", form.ours(&sent), form.theirs(body));
    }
}

/// The idempotency token of the cases; ours are random.
const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

/// The text with that token instead of random ones.
pub(super) fn tokens(text: String) -> String {
    let mut out = text.clone();
    for (at, _) in text.match_indices("-4") {
        let Some(token) = at.checked_sub(13).and_then(|start| text.get(start..start + 36)) else { continue };
        let uuid = token.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
        if uuid {
            out = out.replace(token, TOKEN);
        }
    }
    out
}

/// A parameter of a query in one form, whatever its escapes.
pub(super) fn parameter(pair: &str) -> String {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    format!("{}={}", body::unescape(name), body::unescape(value))
}

fn error(suite: &Suite, case: &Case, answer: &Value, differences: &mut Vec<Difference>) {
    let Some(ours) = answer.get("error") else {
        differences.push(Difference::new("the error", answer, "an error"));
        return;
    };
    for (what, mine, theirs) in
        [("the code", &ours["code"], "errorCode"), ("the message", &ours["message"], "errorMessage")]
    {
        let Some(theirs) = case.data.get(theirs).and_then(Value::as_str) else { continue };
        let mine = mine.as_str().unwrap_or_default();
        if mine != theirs {
            differences.push(Difference::new(what, mine, theirs));
        }
    }
    let shape = ours["shape"].as_str();
    let theirs = case.data["error"].as_object().filter(|members| !members.is_empty());
    if let Some(theirs) = theirs {
        // Our shape has its Rust name; the case has no name.
        let shapes = suite.model["operations"][&case.operation]["errors"].as_array().into_iter().flatten();
        let names: Vec<_> = shapes.filter_map(|error| error["shape"].as_str()).collect();
        let named = names.iter().find(|name| Some(name.to_lowercase()) == shape.map(str::to_lowercase));
        let shape = named.or(names.first()).copied().unwrap_or_default();
        let expected = to_driver(&suite.model, shape, &Value::Object(theirs.clone()));
        let (expected, ours) = (canonical(&expected), canonical(&ours["fields"]));
        let without = |value: &Value| {
            let mut value = value.clone();
            // Every error has a message in Rust, whether the model says so or not.
            if let Some(members) = value.as_object_mut() {
                members.retain(|name, _| !name.eq_ignore_ascii_case("message"));
            }
            value
        };
        if without(&ours) != without(&expected) {
            differences.push(Difference::new("the error", ours, expected));
        }
    }
}

/// A value in botocore's form → in that of the driver: blobs in base64, timestamps in seconds, JSON in strings as text.
pub(super) fn to_driver(model: &Value, shape: &str, value: &Value) -> Value {
    let shape = &model["shapes"][shape];
    if value.is_null() || shape["document"].as_bool() == Some(true) {
        return value.clone();
    }
    match (shape["type"].as_str().unwrap_or_default(), value) {
        ("structure", Value::Object(members)) => {
            // A member that is `null` is not set.
            let members = members.iter().filter(|(_, value)| !value.is_null());
            let members = members.filter_map(|(name, value)| {
                let member = shape["members"].get(name)?;
                let value = match (member["jsonvalue"].as_bool(), value) {
                    (Some(true), Value::String(_)) | (None | Some(false), _) => {
                        to_driver(model, member["shape"].as_str()?, value)
                    }
                    (Some(true), value) => value.to_string().into(),
                };
                Some((name.clone(), value))
            });
            Value::Object(members.collect())
        }
        // An event stream: each event is an object of one member.
        ("structure", Value::Array(events)) => {
            let members = &shape["members"];
            let event = |event: &Value| {
                let entries = event.as_object().into_iter().flatten().map(|(name, value)| {
                    let target = members[name]["shape"].as_str().unwrap_or_default();
                    (name.clone(), to_driver(model, target, value))
                });
                Value::Object(entries.collect())
            };
            events.iter().map(event).collect()
        }
        ("list", Value::Array(values)) => {
            let element = shape["member"]["shape"].as_str().unwrap_or_default();
            values.iter().map(|value| to_driver(model, element, value)).collect()
        }
        ("map", Value::Object(entries)) => {
            let element = shape["value"]["shape"].as_str().unwrap_or_default();
            let entries = entries.iter().map(|(key, value)| (key.clone(), to_driver(model, element, value)));
            Value::Object(entries.collect())
        }
        ("blob", Value::String(text)) => base64::encode(text).into(),
        ("float", Value::Number(number)) => f64::from(number.as_f64().unwrap_or_default() as f32).into(),
        ("timestamp", Value::String(text)) => timestamp(text).unwrap_or_else(|| value.clone()),
        // A recording has numbers and booleans as botocore reads them.
        _ => value.clone(),
    }
}

/// The seconds of a timestamp in any format.
fn timestamp(text: &str) -> Option<Value> {
    let formats = [Format::DateTimeWithOffset, Format::HttpDate, Format::EpochSeconds];
    let read = formats.iter().find_map(|format| DateTime::from_str(text, *format).ok())?;
    Some(read.as_secs_f64().into())
}

/// Removes stand-ins for required members that a response leaves out (Smithy, "Client error correction").
fn without_stand_ins(model: &Value, shape: &str, ours: &mut Value, theirs: &Value) {
    let shape = &model["shapes"][shape];
    let target = |member: &Value| member["shape"].as_str().unwrap_or_default().to_owned();
    match (ours, theirs) {
        (Value::Object(ours), theirs) if shape["type"] == "structure" => {
            let required = shape["required"].as_array().cloned().unwrap_or_default();
            ours.retain(|name, value| {
                let member = &shape["members"][name];
                without_stand_ins(model, &target(member), value, &theirs[name]);
                let left_out = theirs.get(name).is_none() && required.iter().any(|known| known == name);
                !(left_out && is_zero(value))
            });
        }
        (Value::Object(ours), theirs) if shape["type"] == "map" => {
            for (key, value) in ours {
                without_stand_ins(model, &target(&shape["value"]), value, &theirs[key]);
            }
        }
        (Value::Array(ours), theirs) => {
            for (index, value) in ours.iter_mut().enumerate() {
                without_stand_ins(model, &target(&shape["member"]), value, &theirs[index]);
            }
        }
        _ => {}
    }
}

/// Removes stand-ins for members that a response leaves out and `required` lists, by their paths.
pub(super) fn without_zeros(ours: &mut Value, theirs: &Value, required: &dyn Fn(&[&str]) -> bool) {
    match ours {
        Value::Object(members) => members.retain(|name, value| {
            without_zeros(value, &theirs[name], &|path| required(&[&[name.as_str()], path].concat()));
            !(theirs.get(name).is_none() && is_zero(value) && required(&[name]))
        }),
        Value::Array(values) => {
            for (index, value) in values.iter_mut().enumerate() {
                without_zeros(value, &theirs[index], &|path| required(&[&[""], path].concat()));
            }
        }
        _ => {}
    }
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty() || text == "no value was set",
        Value::Array(values) => values.is_empty(),
        Value::Object(members) => members.is_empty(),
    }
}

/// A value in one form: without unset members, and with one kind of number.
pub(super) fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter().filter(|(_, value)| !value.is_null());
            let mut members: Vec<_> = members.map(|(name, value)| (name.clone(), canonical(value))).collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(members.into_iter().collect::<Map<_, _>>())
        }
        Value::Array(values) => values
            .iter()
            .map(|value| match value {
                Value::Null => Value::Null,
                value => canonical(value),
            })
            .collect(),
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 9e15 => {
                (float as i64).into()
            }
            _ => value.clone(),
        },
        // JSON in a string is compared by value.
        Value::String(text) if text.starts_with(['{', '[']) => match serde_json::from_str::<Value>(text) {
            Ok(inner) => canonical(&inner),
            Err(_) => value.clone(),
        },
        other => other.clone(),
    }
}
