//! Known causes of differences, each recognized by the item or by the difference.

use super::compare::{Finding, Kind};
use smithwright_codegen::transform::matches;

/// A cause, and the items that it explains, as patterns of what is printed before the colon.
const BY_ITEM: &[(&str, &[&str])] = &[
    (
        "schemas, which official crates begin to have",
        &[
            "*::deserialize",
            "*::SCHEMA",
            "*::INPUT_SCHEMA",
            "*::OUTPUT_SCHEMA",
            "*::PRESIGNED_INPUT_SCHEMA",
            "*Client::registry",
            "*Client::error_registry",
            "*::impl SerializableStruct",
        ],
    ),
    ("kinds of errors for retries, which API JSON does not carry", &["*retryable_error_kind"]),
    (
        "types that are others in the Smithy model",
        &["*part_number_marker*", "*AnalyticsFilter*", "*MetricsFilter*", "*max_items*", "*max_results*"],
    ),
    ("settings of the client", &["* Config::*", "* config::*", "* feature *"]),
];

const FUTURES: &str = "a named future instead of an `async fn`";
const DEPRECATION: &str = "marks of deprecation on fields and variants";
const PRESENCE: &str = "members that always have a value, which API JSON does not say";
const ENUM_VALUES: &str = "names of the values of enums, which API JSON has not";
const OTHERS: &str = "others";

/// Whether differences have this cause.
pub(super) fn known(cause: &str) -> bool {
    let by_detail = [FUTURES, DEPRECATION, PRESENCE, ENUM_VALUES];
    by_detail.contains(&cause) || BY_ITEM.iter().any(|(known, _)| *known == cause)
}

/// The known cause of an item's difference; `key` is what is printed before the colon.
pub(super) fn by_item(key: &str) -> Option<&'static str> {
    let known = |(_, patterns): &&(_, &[&str])| patterns.iter().any(|pattern| matches(pattern, key));
    BY_ITEM.iter().find(known).map(|(cause, _)| *cause)
}

/// The cause of a difference.
pub(super) fn of(finding: &Finding) -> &'static str {
    let key = format!("{} {}", finding.kind.name(), finding.path);
    if let Some(cause) = by_item(&key) {
        return cause;
    }
    let (official, ours) = finding.detail.split_once("ours").unwrap_or((&finding.detail, ""));
    let optional = |text: &str| text.matches("Option<").count();
    match finding.kind {
        Kind::Different if official.contains("async fn(") && ours.contains("-> SendFuture<") => FUTURES,
        Kind::Different if official.contains("#[deprecated]") && !ours.contains("#[deprecated]") => {
            DEPRECATION
        }
        Kind::Different if optional(official) != optional(ours) => PRESENCE,
        Kind::Different if official.contains("Result<") != ours.contains("Result<") => PRESENCE,
        Kind::Missing if matches("*types::*::.*", &key) => ENUM_VALUES,
        Kind::Missing | Kind::Different | Kind::Extra => OTHERS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_recognised() {
        let of = |kind, path: &str, detail: &str| {
            of(&Finding { kind, path: path.to_owned(), detail: detail.to_owned() })
        };
        assert_eq!(of(Kind::Missing, "config::Builder::behavior", ""), "settings of the client");
        let optional = of(Kind::Different, "types::A::.b", "official i64\n        ours     Option<i64>");
        assert!(optional.starts_with("members that always"), "{optional}");
        let marked = of(Kind::Different, "types::A::.b", "official #[deprecated] i64\n        ours     i64");
        assert!(marked.starts_with("marks"), "{marked}");
        let future = of(
            Kind::Different,
            "a::send",
            "official async fn(A) -> B\n        ours     fn(A) -> SendFuture<B>",
        );
        assert_eq!(future, FUTURES);
        assert!(of(Kind::Missing, "types::Checksum::.Etag", "").starts_with("names of the values"));
        assert_eq!(of(Kind::Missing, "operation::a::B", ""), OTHERS);
        assert!(known(DEPRECATION) && known(BY_ITEM[0].0));
        assert!(!known(OTHERS) && !known(""));
    }
}
