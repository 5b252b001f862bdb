//! Measures the first use of schemas: those of `UpdateRecords`, with the structures inside it.
//!
//! Run it with `--release`. A second pass over the same schemas is the peer.

use aws_sdk_cognitosync::operation::update_records::{UpdateRecordsInput, UpdateRecordsOutput};
use aws_sdk_cognitosync::types::{Record, RecordPatch};
use smithwright_runtime::Structure;
use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() {
    let structures: [&dyn Structure; 4] = [
        &UpdateRecordsInput::empty(),
        &UpdateRecordsOutput::empty(),
        &RecordPatch::empty(),
        &Record::empty(),
    ];
    let pass = || -> Duration {
        let start = Instant::now();
        for structure in structures {
            black_box(structure.shape().schema());
        }
        start.elapsed()
    };
    let members: usize = structures.iter().map(|structure| structure.shape().members().len()).sum();
    let (first, second) = (pass(), pass());
    println!("4 schemas, {members} members: first use {first:?}, then {second:?}");
}
