//! The values that endpoint rules work with.

use super::partition::Partition;
use std::borrow::Cow;
use std::sync::Arc;

/// A value, of a parameter or in between.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// True or false.
    Boolean(bool),
    /// A position in a text.
    Integer(i64),
    /// A text.
    String(Cow<'a, str>),
    /// Texts.
    StringArray(Cow<'a, [String]>),
    /// What `aws.partition` gives.
    Partition(&'static Partition),
    /// What `parseURL` and `aws.parseArn` give: attributes by name.
    Record(Arc<[(&'static str, Value<'a>)]>),
}

impl<'a> Value<'a> {
    pub(crate) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::String(text.into())
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Boolean(boolean) = self { Some(*boolean) } else { None }
    }

    /// The texts, if it is several.
    pub fn as_strings(&self) -> Option<&[String]> {
        if let Self::StringArray(texts) = self { Some(texts) } else { None }
    }

    /// The same value, which borrows from this one.
    pub(super) fn borrowed(&'a self) -> Value<'a> {
        match self {
            Self::String(text) => Self::String(Cow::Borrowed(text)),
            Self::StringArray(texts) => Self::StringArray(Cow::Borrowed(texts)),
            Self::Boolean(_) | Self::Integer(_) | Self::Partition(_) | Self::Record(_) => self.clone(),
        }
    }
}

impl From<bool> for Value<'_> {
    fn from(boolean: bool) -> Self {
        Self::Boolean(boolean)
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::String(text.into())
    }
}

impl From<Vec<String>> for Value<'_> {
    fn from(texts: Vec<String>) -> Self {
        Self::StringArray(texts.into())
    }
}

/// What rules see of a partition under this name.
pub(super) fn attribute<'a>(partition: &Partition, name: &str) -> Option<Value<'a>> {
    Some(match name {
        "name" => Value::text(partition.name),
        "dnsSuffix" => Value::text(partition.dns_suffix),
        "dualStackDnsSuffix" => Value::text(partition.dual_stack_dns_suffix),
        "implicitGlobalRegion" => Value::text(partition.implicit_global_region),
        "supportsDualStack" => Value::Boolean(partition.supports_dual_stack),
        "supportsFIPS" => Value::Boolean(partition.supports_fips),
        _ => return None,
    })
}
