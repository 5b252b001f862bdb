//! Small calls without the network: time, allocations, memory, and the first call of a process.

use super::program::{self, number};
use super::setting::{machine, median};
use super::table::{Row, Table, columns};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The services that the program calls.
const CALLED: &[&str] = &["cognito-sync", "dynamodb", "s3", "sqs"];
/// The calls that are measured as the first of a process, as the program calls them.
const FIRST: &[&str] = &["dynamodb GetItem", "s3 GetObject"];
/// The number of processes per side; the median counts.
const PROCESSES: usize = 15;

pub(super) fn run() -> Result<(), String> {
    let binary = program::build("call", CALLED, &BTreeMap::new(), &[])?;
    let mut rows = Vec::new();
    for line in program::lines(&binary, &[])? {
        let [name, unit, values @ ..] = &line[..] else { return Err(format!("{line:?} is no figure")) };
        let values = values.iter().map(|cell| number(cell)).collect::<Result<_, _>>()?;
        rows.push(Row { name: name.clone(), unit: program::known_unit(unit), values });
    }
    for call in FIRST {
        let (mut official, mut ours) = (vec![], vec![]);
        for _ in 0..PROCESSES {
            official.push(first(&binary, "official", call)?);
            ours.push(first(&binary, "ours", call)?);
        }
        let values = [median(official), median(ours)];
        let name = format!("{call}, a client and the first call of a process");
        rows.push(Row { name, unit: "µs", values: values.to_vec() });
    }
    let title = format!(
        "small calls without the network, release build; median of seven, of {PROCESSES} processes for the first call; {}",
        machine()
    );
    Table { name: "call".to_owned(), title, columns: columns(["official", "ours"]), rows }.show()
}

/// The microseconds that a new process takes for a client and its first call.
fn first(binary: &PathBuf, side: &str, call: &str) -> Result<f64, String> {
    let lines = program::lines(binary, &["first", side, call])?;
    lines.first().and_then(|line| line.first()).map_or(Err("no figure".to_owned()), |cell| number(cell))
}
