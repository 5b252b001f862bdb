//! The values of endpoint rules.

use super::partition::Partition;
use std::borrow::Cow;
use std::sync::Arc;

/// The value of a parameter, or an intermediate one.
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
    /// The result of `aws.partition`.
    Partition(&'static Partition),
    /// The result of `parseURL` and `aws.parseArn`: attributes by name.
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

/// The values of endpoint parameters, in the order of the rule set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values(Vec<Option<Value<'static>>>);

impl Values {
    /// No values, for as many parameters.
    pub(crate) fn with_capacity(parameters: usize) -> Self {
        Self(Vec::with_capacity(parameters))
    }

    pub(super) fn get(&self, index: usize) -> Option<&Value<'static>> {
        self.0.get(index)?.as_ref()
    }

    /// Sets the value of a parameter.
    pub fn set(&mut self, index: usize, value: Option<Value<'static>>) {
        if self.0.len() <= index {
            self.0.resize(index + 1, None);
        }
        self.0[index] = value;
    }

    /// The value of a parameter that is text.
    pub fn string(&self, index: usize) -> Option<&str> {
        self.get(index)?.as_str()
    }

    /// The value of a parameter that is true or false.
    pub fn boolean(&self, index: usize) -> Option<bool> {
        self.get(index)?.as_bool()
    }

    /// The value of a parameter that is several texts.
    pub fn string_array(&self, index: usize) -> Option<&[String]> {
        self.get(index)?.as_strings()
    }
}

/// The attribute of a partition with this name.
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
