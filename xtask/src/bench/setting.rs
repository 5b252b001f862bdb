//! The settings of measurements.

use std::process::Command as Process;

/// The operations, by their features, that are measured alone: those that the applications call.
pub(super) const OPERATIONS: &[(&str, &[&str])] = &[
    ("cognito-sync", &["list-datasets", "list-records", "update-records"]),
    ("dynamodb", &["get-item", "put-item", "query"]),
    ("ec2", &["create-tags", "describe-instances", "describe-vpcs"]),
    ("greengrass", &["create-group", "get-group", "list-groups"]),
    ("pinpoint", &["get-app", "get-campaigns", "send-messages"]),
    ("s3", &["get-object", "list-objects-v2", "put-object"]),
];

/// The median of some figures; NaN if there are none.
pub(super) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The machine and compiler of the figures.
pub(super) fn machine() -> String {
    let version = Process::new("rustc").arg("--version").output();
    let version =
        version.map_or_else(|_| String::new(), |output| String::from_utf8_lossy(&output.stdout).into_owned());
    let version = version.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("{version}, {cores} cores")
}
