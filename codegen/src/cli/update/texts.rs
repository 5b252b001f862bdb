//! Texts that an update changes: versions, the manifest, the changelog.

use crate::diff::{self, Advice, Change};
use toml_edit::{DocumentMut, Item};

/// The version that comes after another one (Semantic Versioning 2.0.0). Before 1.0, the second part marks breaking
/// changes, as in Cargo.
///
/// # Errors
///
/// Text for the user, if the version is not three numbers.
pub(super) fn next(version: &str, advice: Advice) -> Result<String, String> {
    let parts: Result<Vec<u64>, _> = version.split('.').map(str::parse).collect();
    let Ok([major, minor, patch]) = parts.as_deref() else {
        return Err(format!("its version `{}` is not three numbers", version.escape_debug()));
    };
    let (major, minor, patch) = (*major, *minor, *patch);
    Ok(match (advice, major) {
        (Advice::None, _) => version.to_owned(),
        (Advice::Major, 1..) => format!("{}.0.0", major.saturating_add(1)),
        (Advice::Minor, 1..) | (Advice::Major, 0) => format!("{major}.{}.0", minor.saturating_add(1)),
        (Advice::Patch, _) | (Advice::Minor, 0) => format!("{major}.{minor}.{}", patch.saturating_add(1)),
    })
}

/// The manifest with another version of a service.
pub(super) fn with_version(manifest: &str, service: &str, version: &str) -> Option<String> {
    let mut document: DocumentMut = manifest.parse().ok()?;
    let item: &mut Item = document.get_mut("service")?.get_mut(service)?.get_mut("version")?;
    let decor = item.as_value()?.decor().clone();
    *item = toml_edit::value(version);
    *item.as_value_mut()?.decor_mut() = decor;
    Some(document.to_string())
}

/// The entry of a version of a crate in a changelog.
pub(super) fn entry(package: &str, version: &str, changes: &[Change]) -> String {
    format!("## {package} {version}\n{}\n", diff::entries(changes))
}

/// A changelog with new entries before the existing ones and below its introduction.
pub(super) fn with_entries(changelog: &str, entries: &str) -> String {
    if changelog.trim().is_empty() {
        return format!("# Changelog\n\n{}\n", entries.trim_end());
    }
    let first = if changelog.starts_with("## ") { Some(0) } else { changelog.find("\n## ").map(|at| at + 1) };
    match first {
        Some(at) => format!("{}{entries}{}", &changelog[..at], &changelog[at..]),
        None => format!("{}\n\n{}\n", changelog.trim_end(), entries.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_version_is_that_of_the_advice() {
        for (version, advice, expected) in [
            ("1.120.3", Advice::None, "1.120.3"),
            ("1.120.3", Advice::Patch, "1.120.4"),
            ("1.120.3", Advice::Minor, "1.121.0"),
            ("1.120.3", Advice::Major, "2.0.0"),
            ("0.1.3", Advice::Patch, "0.1.4"),
            ("0.1.3", Advice::Minor, "0.1.4"),
            ("0.1.3", Advice::Major, "0.2.0"),
        ] {
            assert_eq!(next(version, advice).as_deref(), Ok(expected));
        }
        assert!(next("1.2", Advice::Minor).is_err());
        assert!(next("1.2.3-rc", Advice::Minor).is_err());
    }

    #[test]
    fn only_the_version_of_the_service_changes() {
        let manifest =
            "# Ours.\n[service.a]\nversion = \"1.0.0\" # first\n\n[service.\"b.c\"]\nversion = \"1.0.0\"\n";
        let a = with_version(manifest, "a", "1.1.0").expect("a service");
        assert_eq!(a, manifest.replacen("1.0.0", "1.1.0", 1));
        let b = with_version(&a, "b.c", "2.0.0").expect("a service");
        assert_eq!(b, a.replace("\"1.0.0\"", "\"2.0.0\""));
        assert_eq!(with_version(manifest, "c", "1.1.0"), None);
    }

    #[test]
    fn entries_come_before_older_ones() {
        let entries = "## b 1.1.0\n\n- New.\n\n";
        assert_eq!(with_entries("", entries), "# Changelog\n\n## b 1.1.0\n\n- New.\n");
        assert_eq!(
            with_entries("# Changelog\n\nWords.\n\n## a 1.0.0\n\n- Old.\n", entries),
            "# Changelog\n\nWords.\n\n## b 1.1.0\n\n- New.\n\n## a 1.0.0\n\n- Old.\n"
        );
        assert_eq!(with_entries("# Changes\n", entries), "# Changes\n\n## b 1.1.0\n\n- New.\n");
        assert_eq!(with_entries("## a\n", entries), "## b 1.1.0\n\n- New.\n\n## a\n");
    }
}
