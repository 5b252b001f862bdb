//! Random models: valid ones, with names that Rust, its standard library and generated code also use.

use super::values;
use fastrand::Rng;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Words that names consist of. `Into` and `Unhandled` are missing: calls of a method `into` do not compile without its type, and
/// an error `Unhandled` is rejected.
const WORDS: &str = "
    Abstract Any Arc ARN As AsStr Async Await Become Blob Bool Box Break Build Builder Builders ByteStream Char
    Client Clone Code Config Const Context Core Cow Crate Customize DateTime Debug Default Deref Display Do
    Document Drop Dyn Else Endpoint Enum Eq Err Error ErrorKind ErrorMetadata Event EventReceiver Extern False
    Field Final Fluent Fmt Fn FooBar From Future Gen GetFoo Hash HashMap Header Http HTTPCode I32 Id If Impl In
    Infinity Inner Input IntoIter IPv6 Item Items Iterator Kind Let Loop Macro Match Member Message Meta Mod Move
    Mut Nan New Next None OAuth2 Ok Operation Option Ord Output Override Page Paginator Params PartialEq Plugin
    Presigned Primitives Priv Pub Raw Rc Ref Region Result Return S3 Schema SdkError Self Send Service SetFoo Some
    Source Static Std Str Stream String Struct Super Sync Token Trait True Try Type Typeof Types U8 Union Unit
    Unknown Unsafe Unwrap Use Value Variant Vec Virtual VPCId Waiter Where While With Y2K Yield";

const PROTOCOLS: &[&str] = &[
    "aws.protocols#awsJson1_0",
    "aws.protocols#awsQuery",
    "aws.protocols#ec2Query",
    "aws.protocols#restJson1",
    "aws.protocols#restXml",
    "smithy.protocols#rpcv2Cbor",
];

/// Texts of documentation that need care.
const DOCS: &[&str] = &[
    "a *b* `c` [x] </b>",
    "<p>Foo & bar <code>x</code> <a href=\"x\">y</a></p>",
    "# H\n- a\n- b\n\n```\ncode\n```",
    "ends with \\",
    "*/ /* \" r#\"",
    "[`Foo`](x) [Client]",
    "\tcode\u{202e}",
];

/// A model of one service, as JSON AST.
pub(super) fn random(random: &mut Rng) -> Value {
    let protocol = PROTOCOLS[random.usize(..PROTOCOLS.len())];
    let mut model = Model {
        random,
        words: WORDS.split_whitespace().collect(),
        shapes: Map::new(),
        taken: BTreeSet::new(),
        targets: vec![],
        errors: vec![],
        operations: vec![],
        rest: protocol.contains("rest"),
        maps: !protocol.ends_with("ec2Query"),
        documents: protocol.contains("Json"),
        streams: !protocol.ends_with("Query"),
    };
    for name in [
        "BigDecimal",
        "BigInteger",
        "Blob",
        "Boolean",
        "Byte",
        "Double",
        "Float",
        "Integer",
        "Long",
        "Short",
        "String",
        "Timestamp",
    ] {
        model.targets.push(format!("smithy.api#{name}"));
    }
    if model.documents {
        model.targets.push("smithy.api#Document".to_owned());
    }
    (0..4).for_each(|_| model.simple());
    (0..12).for_each(|_| model.aggregate());
    (0..3).for_each(|_| model.error());
    (0..3).for_each(|_| model.plain_operation());
    model.paginated();
    model.waited();
    model.streamed();
    model.service(protocol);
    values::add_examples(model.random, &mut model.shapes, &model.operations);
    json!({ "smithy": "2.0", "shapes": model.shapes })
}

struct Model<'a> {
    random: &'a mut Rng,
    words: Vec<&'static str>,
    shapes: Map<String, Value>,
    /// Names of shapes without case.
    taken: BTreeSet<String>,
    /// What members of any kind can target.
    targets: Vec<String>,
    errors: Vec<String>,
    operations: Vec<String>,
    rest: bool,
    maps: bool,
    documents: bool,
    streams: bool,
}

/// A name without what case and `_` make of it.
fn key(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', "")
}

impl Model<'_> {
    fn chance(&mut self, percent: u32) -> bool {
        self.random.u32(..100) < percent
    }

    fn word(&mut self) -> &'static str {
        self.random.choice(&self.words).copied().unwrap_or_default()
    }

    fn target(&mut self) -> String {
        self.targets[self.random.usize(..self.targets.len())].clone()
    }

    /// A target that headers, labels and queries can have.
    fn simple_target(&mut self) -> String {
        const KINDS: &[&str] =
            &["Boolean", "Byte", "Double", "Float", "Integer", "Long", "Short", "String", "Timestamp"];
        format!("smithy.api#{}", KINDS[self.random.usize(..KINDS.len())])
    }

    /// The id of a new shape.
    fn id(&mut self, suffix: &str) -> String {
        loop {
            let mut name = self.word().to_owned();
            if self.chance(30) {
                name.push_str(self.word());
            }
            name.push_str(suffix);
            if self.taken.insert(key(&name)) {
                return format!("example.random#{name}");
            }
        }
    }

    /// The name of a new member.
    fn member(&mut self, taken: &mut BTreeSet<String>) -> String {
        loop {
            let word = self.word();
            let mut name = match self.random.u32(..4) {
                0 => word.to_owned(),
                1 => word.to_ascii_lowercase(),
                2 => word.to_ascii_uppercase(),
                _ => word[..1].to_ascii_lowercase() + &word[1..],
            };
            if self.chance(20) {
                name.push_str(self.word());
            }
            if taken.insert(key(&name)) {
                return name;
            }
        }
    }

    /// The traits that every shape and member can have.
    fn traits(&mut self) -> Value {
        let mut traits = json!({});
        if self.chance(20) {
            traits["smithy.api#documentation"] = json!(DOCS[self.random.usize(..DOCS.len())]);
        }
        if self.chance(8) {
            traits["smithy.api#deprecated"] = json!({ "message": "old \"x\"", "since": "1.0" });
        }
        traits
    }

    fn add(&mut self, id: &str, shape: Value) {
        self.shapes.insert(id.to_owned(), shape);
    }

    /// An enum, or a simple shape with traits.
    fn simple(&mut self) {
        let id = self.id("");
        let mut traits = self.traits();
        if self.chance(15) {
            traits["smithy.api#sensitive"] = json!({});
        }
        let kind = ["blob", "boolean", "double", "enum", "enum", "intEnum", "string", "timestamp"]
            [self.random.usize(..8)];
        let mut shape = json!({ "type": kind, "traits": traits });
        if kind.ends_with("num") {
            let (mut members, mut taken) = (json!({}), BTreeSet::new());
            for index in 0..self.random.i32(1..7) {
                let text = ["", "a b", "\"q\"", "é", "A-", "\\"][self.random.usize(..6)];
                let value =
                    if kind == "enum" { json!(format!("{text}{index}")) } else { json!(index * 7 - 3) };
                members[self.member(&mut taken)] =
                    json!({ "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": value } });
            }
            shape["members"] = members;
        }
        self.add(&id, shape);
        self.targets.push(id);
    }

    /// A list, map, structure or union; structures can contain themselves.
    fn aggregate(&mut self) {
        let id = self.id("");
        let mut traits = self.traits();
        let kind = self.random.u32(..6);
        let shape = match kind {
            0 => {
                if self.chance(25) {
                    traits["smithy.api#sparse"] = json!({});
                }
                json!({ "type": "list", "member": { "target": self.target() }, "traits": traits })
            }
            1 if self.maps => {
                if self.chance(25) {
                    traits["smithy.api#sparse"] = json!({});
                }
                let value = json!({ "target": self.target() });
                json!({ "type": "map", "key": { "target": "smithy.api#String" }, "value": value, "traits": traits })
            }
            2 => json!({ "type": "union", "members": self.members(1, false), "traits": traits }),
            _ => {
                if self.chance(10) {
                    traits["smithy.api#sensitive"] = json!({});
                }
                let mut members = self.members(0, true);
                if self.chance(20) {
                    members["Again"] = json!({ "target": id });
                }
                json!({ "type": "structure", "members": members, "traits": traits })
            }
        };
        self.add(&id, shape);
        self.targets.push(id);
    }

    fn members(&mut self, least: usize, structure: bool) -> Value {
        let (mut members, mut taken) = (json!({}), BTreeSet::from(["again".to_owned()]));
        for _ in 0..self.random.usize(least..8) {
            let (target, mut traits) = (self.target(), self.traits());
            if structure && self.chance(20) {
                traits["smithy.api#required"] = json!({});
            } else if structure && self.chance(20) {
                let default = match target.as_str() {
                    "smithy.api#Boolean" => json!(self.random.bool()),
                    "smithy.api#String" => json!("a\"b\\é"),
                    "smithy.api#Double" | "smithy.api#Float" => json!(1.5),
                    "smithy.api#Byte" | "smithy.api#Integer" | "smithy.api#Long" | "smithy.api#Short" => {
                        json!(-5)
                    }
                    _ => Value::Null,
                };
                if !default.is_null() {
                    traits["smithy.api#default"] = default;
                }
            }
            members[self.member(&mut taken)] = json!({ "target": target, "traits": traits });
        }
        members
    }

    fn error(&mut self) {
        let suffix = ["", "Error", "Exception"][self.random.usize(..3)];
        let id = self.id(suffix);
        let mut members = if self.chance(60) { self.members(0, true) } else { json!({}) };
        let is_message = |name: &String| name.eq_ignore_ascii_case("message");
        if self.chance(60) && !members.as_object().is_some_and(|members| members.keys().any(is_message)) {
            members["message"] = json!({ "target": "smithy.api#String" });
        }
        let mut traits = self.traits();
        traits["smithy.api#error"] = json!("client");
        if self.chance(30) {
            traits["smithy.api#retryable"] = json!({ "throttling": self.random.bool() });
        }
        self.add(&id, json!({ "type": "structure", "members": members, "traits": traits }));
        self.errors.push(id);
    }

    /// An operation with these members of its input and output.
    fn operation(&mut self, input: Value, output: Value, uri: &str) -> String {
        let id = self.id("");
        let mut operation = json!({ "type": "operation", "traits": self.traits() });
        for (role, suffix, members) in [("input", "Input", input), ("output", "Output", output)] {
            let structure = self.id(suffix);
            self.add(&structure, json!({ "type": "structure", "members": members }));
            operation[role] = json!({ "target": structure });
        }
        if self.rest {
            let uri = format!("/{}{uri}", self.operations.len());
            operation["traits"]["smithy.api#http"] = json!({ "method": "POST", "uri": uri, "code": 200 });
        }
        let errors = self.errors.iter().filter(|_| self.random.bool());
        operation["errors"] = errors.map(|id| json!({ "target": id })).collect();
        self.add(&id, operation);
        self.operations.push(id.clone());
        id
    }

    /// An operation with bindings of every kind, as far as the protocol has them.
    fn plain_operation(&mut self) {
        let (mut uri, mut both) = (String::new(), [json!({}), json!({})]);
        for (index, members) in both.iter_mut().enumerate() {
            let mut taken = BTreeSet::new();
            for _ in 0..self.random.usize(..7) {
                let name = self.member(&mut taken);
                let mut member = json!({ "target": self.target(), "traits": self.traits() });
                let mut bind = |target: String, binding: &str, value: Value| {
                    member["target"] = json!(target);
                    member["traits"][binding] = value;
                };
                match self.random.u32(..8) {
                    0 if self.rest && index == 0 => {
                        bind(self.simple_target(), "smithy.api#httpLabel", json!({}));
                        member["traits"]["smithy.api#required"] = json!({});
                        uri.push_str(&format!("/{{{name}}}"));
                    }
                    1 if self.rest && index == 0 => {
                        bind(self.simple_target(), "smithy.api#httpQuery", json!(name))
                    }
                    2 if self.rest => {
                        bind(self.simple_target(), "smithy.api#httpHeader", json!(format!("X-{name}")))
                    }
                    3 => member["traits"]["smithy.api#required"] = json!({}),
                    _ => {}
                }
                members[name] = member;
            }
        }
        let [input, output] = both;
        self.operation(input, output, &uri);
    }

    /// A new list of these.
    fn list(&mut self, target: &str) -> String {
        let id = self.id("List");
        self.add(&id, json!({ "type": "list", "member": { "target": target } }));
        id
    }

    fn paginated(&mut self) {
        let mut taken = BTreeSet::new();
        let [token, size, next, items, wrapper] = std::array::from_fn(|_| self.member(&mut taken));
        let item = self.target();
        let list = self.list(&item);
        let mut output = json!({ &next: { "target": "smithy.api#String" }, &items: { "target": list } });
        let mut path = String::new();
        if self.chance(30) {
            let id = self.id("");
            self.add(&id, json!({ "type": "structure", "members": output }));
            output = json!({ &wrapper: { "target": id } });
            path = wrapper + ".";
        }
        let input =
            json!({ &token: { "target": "smithy.api#String" }, &size: { "target": "smithy.api#Integer" } });
        let id = self.operation(input, output, "");
        self.shapes[&id]["traits"]["smithy.api#paginated"] = json!({
            "inputToken": token,
            "outputToken": path.clone() + &next,
            "items": path + &items,
            "pageSize": size,
        });
    }

    fn waited(&mut self) {
        let mut taken = BTreeSet::new();
        let [text, flag, list] = std::array::from_fn(|_| self.member(&mut taken));
        let texts = self.list("smithy.api#String");
        let output = json!({
            &text: { "target": "smithy.api#String" },
            &flag: { "target": "smithy.api#Boolean" },
            &list: { "target": texts },
        });
        let name = self.id("").rsplit('#').next().unwrap_or_default().to_owned();
        let matches = |state: &str, path: String, expected: &str, comparator: &str| {
            let output = json!({ "path": path, "expected": expected, "comparator": comparator });
            json!({ "state": state, "matcher": { "output": output } })
        };
        let id = self.operation(json!({}), output, "");
        self.shapes[&id]["traits"]["smithy.waiters#waitable"] = json!({ name: { "acceptors": [
            matches("success", text, "A", "stringEquals"),
            matches("failure", flag, "true", "booleanEquals"),
            matches("retry", format!("{list}[]"), "x", "anyStringEquals"),
            matches("retry", format!("length({list}[?@ == 'a']) > `0`"), "true", "booleanEquals"),
            { "state": "retry", "matcher": { "errorType": "NotFound" } },
        ] } });
    }

    /// An operation with streams of events, and one with a body that is a stream.
    fn streamed(&mut self) {
        if !self.streams {
            return;
        }
        let stream = self.id("");
        let (mut members, mut taken) = (json!({}), BTreeSet::new());
        for _ in 0..3 {
            let event = self.id("");
            let fields = self.members(0, false);
            self.add(&event, json!({ "type": "structure", "members": fields }));
            members[self.member(&mut taken)] = json!({ "target": event });
        }
        if let Some(error) = self.errors.first() {
            let target = json!({ "target": error });
            members[self.member(&mut taken)] = target;
        }
        self.add(
            &stream,
            json!({ "type": "union", "members": members, "traits": { "smithy.api#streaming": {} } }),
        );
        let traits = if self.rest { json!({ "smithy.api#httpPayload": {} }) } else { json!({}) };
        self.same_member_in_both(&stream, &traits);
        if self.rest {
            let body = self.id("");
            self.add(&body, json!({ "type": "blob", "traits": { "smithy.api#streaming": {} } }));
            let traits = json!({ "smithy.api#httpPayload": {}, "smithy.api#required": {} });
            self.same_member_in_both(&body, &traits);
        }
    }

    /// An operation whose input and output have one member each, with this target.
    fn same_member_in_both(&mut self, target: &str, traits: &Value) {
        let [input, output] = std::array::from_fn(
            |_| json!({ self.member(&mut BTreeSet::new()): { "target": target, "traits": traits } }),
        );
        self.operation(input, output, "");
    }

    fn service(&mut self, protocol: &str) {
        let id = self.id("Service");
        let mut traits = self.traits();
        traits[protocol] = json!({});
        traits["smithy.api#xmlNamespace"] = json!({ "uri": "https://random.example/" });
        if self.chance(50) {
            traits["aws.api#service"] = json!({ "sdkId": "Random", "arnNamespace": "random" });
            traits["aws.auth#sigv4"] = json!({ "name": "random" });
        }
        let mut taken = BTreeSet::new();
        let settings: Map<String, Value> = (0..self.random.usize(..4))
            .map(|_| (self.member(&mut taken), json!({ "type": "string" })))
            .collect();
        let endpoint =
            json!({ "type": "endpoint", "conditions": [], "endpoint": { "url": "https://random.example" } });
        traits["smithy.rules#endpointRuleSet"] =
            json!({ "version": "1.0", "parameters": settings, "rules": [endpoint] });
        let documented = settings
            .keys()
            .map(|name| (name.clone(), json!({ "type": "string", "documentation": "A *setting*" })));
        traits["smithy.rules#clientContextParams"] = documented.collect::<Map<_, _>>().into();
        let operations: Vec<_> = self.operations.iter().map(|id| json!({ "target": id })).collect();
        self.add(
            &id,
            json!({ "type": "service", "version": "1", "operations": operations, "traits": traits }),
        );
    }
}
