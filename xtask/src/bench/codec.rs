//! Decode and encode throughput of each protocol.

use super::program;
use super::setting::machine;
use super::table::{Row, Table, columns};
use std::collections::BTreeMap;

/// The services that the program calls.
const CALLED: &[&str] =
    &["cloudwatch", "cognito-identity", "cognito-sync", "dynamodb", "ec2", "iam", "s3", "sns"];

pub(super) fn run(only: &str, without_ec2: bool, versions: &[String]) -> Result<(), String> {
    let split = |text: &String| {
        let (service, version) = text.split_once('=').ok_or(format!("`{text}` is not SERVICE=VERSION"))?;
        if !CALLED.contains(&service) {
            return Err(format!("the program does not call `{service}`, but {}", CALLED.join(", ")));
        }
        Ok((service.to_owned(), version.to_owned()))
    };
    let versions = versions.iter().map(split).collect::<Result<BTreeMap<_, _>, _>>()?;
    let called: Vec<_> = CALLED.iter().copied().filter(|name| !(without_ec2 && *name == "ec2")).collect();
    let features: &[&str] = if without_ec2 { &[] } else { &["ec2"] };
    let binary = program::build("codec", &called, &versions, features)?;
    let rows = program::lines(&binary, &[only])?.into_iter().map(|line| {
        let mut cells = line.into_iter();
        let name = cells.next().unwrap_or_default();
        Row { name, unit: "µs", values: cells.map(|cell| cell.parse().unwrap_or(f64::NAN)).collect() }
    });
    let rows = rows.collect();
    let title = format!(
        "a call without the network; floor: a value of serde_json or ciborium, events of quick-xml; {}",
        machine()
    );
    let table =
        Table { name: "codec".to_owned(), title, columns: columns(["official", "ours", "floor"]), rows };
    table.show()
}
