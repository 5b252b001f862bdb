//! The types of a service through serde: each in JSON, CBOR, MessagePack and YAML, and back.

#[path = "../protocols/random.rs"]
mod random;
mod rules;

use random::Random;
use serde_json::Value;
use smithwright_kitchen_sink::operation as op;
use smithwright_kitchen_sink::types::error::{Broken, Busy, Hush, Plain, TooLoud, ToolMissing, Whisper};
use smithwright_kitchen_sink::types::{
    self, Choice, Inner, Loose, Pause, Riddle, Sound, Tool, ToolPart, Tree, Vault, WholeThing, Word,
};
use smithwright_runtime::Structure;
use smithwright_runtime::expanded::{Deserialize, Serialize, read_members};

/// The number of values per type.
const VALUES: u64 = 60;

/// A value that depends on `seed` only.
fn random<T: Structure>(seed: u64) -> T {
    let mut value = T::empty();
    read_members(&mut value, &mut Random::new(seed)).expect("random values fit");
    value
}

/// Writes and reads a value in each format. Values are compared as JSON, since streaming bodies are never equal.
fn round_trips<T: Structure + Serialize + for<'de> Deserialize<'de>>() {
    for seed in 0..VALUES {
        let value: T = random(seed);
        let json = serde_json::to_value(&value).expect("a value has a JSON form");
        check(&json, &serde_json::from_value::<T>(json.clone()).expect("JSON in memory is read"));

        let text = serde_json::to_string(&value).expect("a value has a JSON text");
        check(&json, &serde_json::from_str::<T>(&text).expect("JSON is read"));

        let mut bytes = Vec::new();
        ciborium::into_writer(&value, &mut bytes).expect("a value has a CBOR form");
        check(&json, &ciborium::from_reader::<T, _>(bytes.as_slice()).expect("CBOR is read"));

        let bytes = rmp_serde::to_vec(&value).expect("a value has a form in MessagePack");
        check(&json, &rmp_serde::from_slice::<T>(&bytes).expect("MessagePack is read"));

        let text = serde_yaml_ng::to_string(&value).expect("a value has a YAML text");
        check(&json, &serde_yaml_ng::from_str::<T>(&text).unwrap_or_else(|error| panic!("{error}: {text}")));
    }
}

fn check<T: Serialize>(json: &Value, read: &T) {
    assert_eq!(json, &serde_json::to_value(read).expect("what was read is written again"));
}

macro_rules! all {
    ($($name:ident: $type:ty,)*) => {$(
        #[test]
        fn $name() {
            round_trips::<$type>();
        }
    )*};
}

all! {
    broken: Broken,
    busy: Busy,
    choice: Choice,
    choose_input: op::choose::ChooseInput,
    choose_output: op::choose::ChooseOutput,
    converse_output: op::converse::ConverseOutput,
    fetch_output: op::fetch::FetchOutput,
    hush: Hush,
    inner: Inner,
    knock_output: op::knock::KnockOutput,
    loose: Loose,
    named_option: types::Option,
    named_result: types::Result,
    pause: Pause,
    plain: Plain,
    put_blob_input: op::put_blob::PutBlobInput,
    put_document_output: op::put_document::PutDocumentOutput,
    put_thing_input: op::put_thing::PutThingInput,
    put_thing_output: op::put_thing::PutThingOutput,
    riddle: Riddle,
    scan_tools_output: op::scan_tools::ScanToolsOutput,
    sound: Sound,
    store_input: op::store::StoreInput,
    too_loud: TooLoud,
    tool: Tool,
    tool_missing: ToolMissing,
    tool_part: ToolPart,
    tree: Tree,
    vault: Vault,
    whisper: Whisper,
    whole_thing: WholeThing,
    word: Word,
}

/// The value that was read equals the one that was written, not only its JSON.
#[test]
fn values_are_equal() {
    for seed in 0..VALUES {
        let value: op::put_thing::PutThingInput = random(seed);
        let read = serde_json::from_str(&serde_json::to_string(&value).expect("JSON")).expect("JSON");
        assert_eq!(value, read);
        let value: op::choose::ChooseOutput = random(seed);
        let mut bytes = Vec::new();
        ciborium::into_writer(&value, &mut bytes).expect("CBOR");
        let read: op::choose::ChooseOutput = ciborium::from_reader(bytes.as_slice()).expect("CBOR");
        // The request id is not part of the serialized value.
        assert_eq!(format!("{value:?}").len(), format!("{read:?}").len());
    }
}
