//! The results of cases, the exceptions, and the report.

use super::judge::Difference;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Instant;

/// The result of a case.
pub(super) enum Ending {
    Passed,
    /// Excepted by a row of the list.
    Excepted(String),
    Failed(Vec<Difference>),
}

/// The cases that need not pass: their ids and the reasons.
pub(super) fn exceptions(file: &str) -> Result<BTreeMap<String, String>, String> {
    let path = crate::plumbing::root().join("tests/judges/conformance").join(file);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let table: toml::Table = text.parse().map_err(|error| format!("{}: {error}", path.display()))?;
    let rows = table.get("exception").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let rows = rows.iter().map(|row| {
        let text = |key: &str| row.get(key).and_then(toml::Value::as_str).filter(|text| !text.is_empty());
        match (text("case"), text("right"), text("reason")) {
            (Some(case), Some(right), Some(reason)) => Ok((case.to_owned(), format!("{right}: {reason}"))),
            _ => Err(format!("{}: a row has no `case`, `right` or `reason`: {row}", path.display())),
        }
    });
    rows.collect()
}

/// Prints every failure and the table, and writes the report.
pub(super) fn report(
    endings: &BTreeMap<String, (&str, Ending)>,
    start: Instant,
    file: &str,
) -> Result<bool, String> {
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut cases = Vec::new();
    for (id, (group, ending)) in endings {
        let count = counts.entry(group).or_default();
        cases.push(match ending {
            Ending::Passed => {
                count[0] += 1;
                json!({"case": id, "group": group, "ending": "passed"})
            }
            Ending::Excepted(reason) => {
                count[1] += 1;
                println!("{id}\n    excepted; right is {reason}");
                json!({"case": id, "group": group, "ending": "excepted", "reason": reason})
            }
            Ending::Failed(differences) => {
                count[2] += 1;
                println!("{id}");
                for difference in differences {
                    println!(
                        "    {}\n        ours  {}\n        theirs {}",
                        difference.what, difference.ours, difference.theirs
                    );
                }
                let differences: Vec<_> = differences.iter().map(Difference::json).collect();
                json!({"case": id, "group": group, "ending": "failed", "differences": differences})
            }
        });
    }
    println!("\n{:<36} {:>6} {:>10} {:>8} {:>7}", "", "passed", "applicable", "excepted", "failed");
    let mut total = [0; 3];
    for (group, count) in &counts {
        let [passed, excepted, failed] = count;
        println!("{group:<36} {passed:>6} {:>10} {excepted:>8} {failed:>7}", passed + failed);
        (0..3).for_each(|index| total[index] += count[index]);
    }
    let [passed, excepted, failed] = total;
    println!("{:<36} {passed:>6} {:>10} {excepted:>8} {failed:>7}", "all", passed + failed);
    println!("{:.0} s", start.elapsed().as_secs_f64());
    let path = crate::plumbing::root().join("target/conformance").join(file);
    let report = json!({"passed": passed, "excepted": excepted, "failed": failed, "cases": cases});
    std::fs::write(&path, format!("{report:#}\n")).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("{}", path.display());
    Ok(failed == 0 && passed > 0)
}
