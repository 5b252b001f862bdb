//! What clients cost: time and memory of many, the first call, the futures of calls.

use super::setting::machine;
use super::table::{Row, Table, columns};
use crate::plumbing::cargo;
use crate::plumbing::files;
use crate::plumbing::{official, services};
use std::process::Stdio;

/// Its operations are called without an input.
const SERVICE: &str = "dynamodb";

pub(super) fn run() -> Result<(), String> {
    let service = services::with_official(SERVICE, None)?;
    let (package, version, path) =
        (&service.package, &service.version, service.generated.display().to_string());
    let mut rows: Vec<Row> = Vec::new();
    for (side, place) in
        [("official", format!("version = \"={version}\"")), ("ours", format!("path = {path:?}"))]
    {
        let main = crate::plumbing::root().join("tests/bench/clients.rs").display().to_string();
        let manifest = format!(
            "[package]\nname = \"clients-{side}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[[bin]]\n\
             name = \"clients-{side}\"\npath = {main:?}\n\n[dependencies]\n\
             sdk = {{ package = {package:?}, {place} }}\n\
             tokio = {{ version = \"1\", features = [\"rt\", \"time\", \"net\"] }}\n\n[workspace]\n"
        );
        let directory = crate::plumbing::root().join("target/bench/clients").join(side);
        files::write(&directory.join("Cargo.toml"), &manifest)?;
        official::lock(&directory)?;
        let target = crate::plumbing::root().join("target/bench/clients/target");
        let mut cargo = cargo::command("run", &directory, &target);
        let output = cargo
            .arg("--release")
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        if !output.status.success() {
            return Err(format!("the program fails with the crate that is {side}"));
        }
        for (index, line) in String::from_utf8_lossy(&output.stdout).lines().enumerate() {
            let cells: Vec<&str> = line.split('\t').collect();
            let [name, unit, value] = cells[..] else { return Err(format!("`{line}` is no figure")) };
            let value = value.parse().map_err(|_| format!("`{value}` is no number"))?;
            let unit =
                ["ms", "µs", "MB", "bytes"].into_iter().find(|known| *known == unit).unwrap_or_default();
            match rows.get_mut(index) {
                Some(row) => row.values.push(value),
                None => rows.push(Row { name: name.to_owned(), unit, values: vec![value] }),
            }
        }
    }
    let title = format!("clients of {package} {version}, release build, a server on loopback; {}", machine());
    Table { name: "clients".to_owned(), title, columns: columns(["official", "ours"]), rows }.show()
}
