//! A dependency in a manifest.

use std::fmt;
use std::path::Path;
use toml::{Table, Value};

/// A dependency of Cargo: `version`, `path`, `git` and other keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Dependency(Table);

impl From<Table> for Dependency {
    fn from(table: Table) -> Self {
        Self(table)
    }
}

impl Dependency {
    /// A version of a package.
    pub fn version(version: &str) -> Self {
        Self::of("version", version)
    }

    /// The crate in a folder, which may be relative to that of the manifest.
    pub fn path(path: &Path) -> Self {
        Self::of("path", &path.display().to_string())
    }

    fn of(key: &str, value: &str) -> Self {
        Self(Table::from_iter([(key.to_owned(), Value::String(value.to_owned()))]))
    }

    /// The same, for the manifest of a crate in a folder below.
    pub fn one_level_down(&self) -> Self {
        let mut table = self.0.clone();
        if let Some(Value::String(path)) = table.get_mut("path")
            && Path::new(path).is_relative()
        {
            path.insert_str(0, "../");
        }
        Self(table)
    }

    /// The same, with additional features.
    pub fn with_features(&self, features: &[&str]) -> Self {
        let mut table = self.0.clone();
        if !features.is_empty()
            && let Value::Array(named) = table.entry("features").or_insert_with(|| Value::Array(Vec::new()))
        {
            named.extend(features.iter().map(|feature| Value::String((*feature).to_owned())));
        }
        Self(table)
    }
}

/// An inline table, with the features last.
impl fmt::Display for Dependency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut entries: Vec<_> = self.0.iter().collect();
        entries.sort_by_key(|(key, _)| *key == "features");
        let entry = |(key, value): (&String, &Value)| {
            let alone = Value::Table(Table::from_iter([(key.clone(), value.clone())])).to_string();
            let inside = alone.strip_prefix("{ ").and_then(|text| text.strip_suffix(" }"));
            inside.unwrap_or_default().to_owned()
        };
        let entries: Vec<_> = entries.into_iter().map(entry).collect();
        write!(formatter, "{{ {} }}", entries.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_toml() {
        let path = Dependency::path(Path::new("a \u{200b}\"\\b"));
        let read: Table = toml::from_str(&format!("x = {path}")).expect("TOML");
        assert_eq!(read["x"]["path"].as_str(), Some("a \u{200b}\"\\b"));
        let relative = Dependency::path(Path::new("../runtime"));
        assert_eq!(relative.one_level_down().to_string(), r#"{ path = "../../runtime" }"#);
        let absolute = Dependency::path(Path::new("/runtime"));
        assert_eq!(absolute.one_level_down(), absolute);
        let version =
            Dependency::version("1").with_features(&[]).with_features(&["a", "b"]).with_features(&["c"]);
        assert_eq!(version.to_string(), r#"{ version = "1", features = ["a", "b", "c"] }"#);
    }
}
