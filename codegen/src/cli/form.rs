//! Output formats.

/// An output format.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Form {
    /// For people.
    #[default]
    Text,
    /// For changelogs, pull requests and summaries.
    Markdown,
    /// For programs.
    Json,
    /// Annotations of GitHub's workflows.
    Github,
}

impl Form {
    /// The form with this name.
    ///
    /// # Errors
    ///
    /// Text that lists the names.
    pub fn named(name: &str) -> Result<Self, String> {
        match name {
            "text" => Ok(Self::Text),
            "markdown" => Ok(Self::Markdown),
            "json" => Ok(Self::Json),
            "github" => Ok(Self::Github),
            _ => Err("there are text, markdown, json and github".to_owned()),
        }
    }
}
