//! Objects of AWS API JSON, read key by key: each key once, with its required type; keys that remain are unknown. Names
//! and references to shapes are read here too; the meaning of everything else is in `api_json`.

use super::json::{Entry, Node};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{Reference, ShapeId, XmlNamespace};
use std::collections::{BTreeMap, BTreeSet};

/// Keys that tell a client nothing that other keys do not.
const READ_PAST: &[&str] = &[
    "box",
    "checksumFormat",
    "event",
    "examples",
    "globalEndpoint",
    "hostLabel",
    "idempotent",
    "protocol",
    "protocolSettings",
    "readonly",
    "resultWrapper",
    "ripServiceName",
    "serviceAbbreviation",
    "synthetic",
    "version",
    "wrapper",
    "xmlOrder",
];

/// Reads objects and reports errors in them.
pub(super) struct Reader<'d> {
    pub(super) diagnostics: &'d mut Diagnostics,
    pub(super) format: Format,
    pub(super) namespace: String,
    /// The lists and maps that are `flattened` wherever they are used.
    pub(super) flattened: BTreeSet<String>,
    /// Whether requests of the protocol carry the name of their operation.
    pub(super) named_on_the_wire: bool,
}

impl<'d> Reader<'d> {
    pub(super) fn new(diagnostics: &'d mut Diagnostics, format: Format) -> Self {
        let (namespace, flattened, named_on_the_wire) = Default::default();
        Self { diagnostics, format, namespace, flattened, named_on_the_wire }
    }
}

/// What a text is called in diagnostics.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Format {
    ApiJson,
    JsonAst,
    EndpointRules,
}

/// The entries of an object that have not been read yet.
pub(super) struct Fields<'a> {
    pub(super) span: Span,
    pub(super) entries: Vec<Entry<'a>>,
}

impl<'a> Fields<'a> {
    pub(super) fn take(&mut self, key: &str) -> Option<Entry<'a>> {
        let index = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(index))
    }
}

impl Reader<'_> {
    pub(super) fn fields<'a>(&mut self, owner: &str, node: Node<'a>) -> Option<Fields<'a>> {
        let Some(all) = node.object() else {
            self.wrong_type(owner, node, "an object");
            return None;
        };
        let mut known = BTreeMap::new();
        let mut entries = Vec::with_capacity(all.len());
        for entry in all {
            match known.get(&entry.key) {
                Some(earlier) => self.duplicate(owner, &entry, *earlier),
                None => {
                    known.insert(entry.key.clone(), entry.key_span);
                    entries.push(entry);
                }
            }
        }
        Some(Fields { span: node.span(), entries })
    }

    /// Lets `read` read the object in an entry, if there is one, and warns about keys that it did not read.
    pub(super) fn within<'a, T>(
        &mut self,
        entry: Option<Entry<'a>>,
        read: impl FnOnce(&mut Self, &mut Fields<'a>) -> T,
    ) -> Option<T> {
        let entry = entry?;
        let mut fields = self.fields(&format!("`{}`", entry.key), entry.value)?;
        let read = read(self, &mut fields);
        self.finish(fields);
        Some(read)
    }

    /// The boolean `key` of the object in an entry; `None` if there is no object.
    pub(super) fn flag(&mut self, entry: Option<Entry<'_>>, key: &str) -> Option<bool> {
        self.within(entry, |this, fields| this.boolean(fields, key))
    }

    /// Smithy's `contextParam` trait: the name of an endpoint parameter, and its place.
    pub(super) fn context_param(&mut self, entry: Option<Entry<'_>>) -> Option<(String, Span)> {
        let span = entry.as_ref()?.value.span();
        let name = self.within(entry, |this, param| this.required_string(param, "name"));
        name.flatten().map(|name| (name, span))
    }

    /// The entries of an object whose keys are names; two of the same name are left to `assemble`.
    pub(super) fn entries<'a>(&mut self, entry: &Entry<'a>) -> Vec<Entry<'a>> {
        entry.value.object().unwrap_or_else(|| {
            self.wrong_type(&format!("`{}`", entry.key), entry.value, "an object");
            vec![]
        })
    }

    pub(super) fn elements<'a>(&mut self, entry: &Entry<'a>) -> Vec<Node<'a>> {
        entry.value.array().unwrap_or_else(|| {
            self.wrong_type(&format!("`{}`", entry.key), entry.value, "an array");
            vec![]
        })
    }

    pub(super) fn duplicate(&mut self, owner: &str, entry: &Entry<'_>, earlier: Span) {
        self.diagnostics.report(
            Diagnostic::error(format!("{owner} has the key `{}` twice", entry.key))
                .at(entry.key_span, "again here")
                .at(earlier, "first here")
                .help("remove one of them"),
        );
    }

    pub(super) fn required<'a>(&mut self, fields: &mut Fields<'a>, key: &str) -> Option<Entry<'a>> {
        let found = fields.take(key);
        if found.is_none() {
            let span = Span { end: fields.span.start + 1, ..fields.span };
            let question = match self.format {
                Format::ApiJson => "; is this an AWS API model?",
                Format::JsonAst => "; is this a JSON AST as `smithy ast` writes it?",
                Format::EndpointRules => "; is this an endpoint rule set?",
            };
            self.diagnostics.report(
                Diagnostic::error(format!("the key `{key}` is missing"))
                    .at(span, "in this object")
                    .help(format!("add `\"{key}\"`{question}")),
            );
        }
        found
    }

    pub(super) fn required_string(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<String> {
        let entry = self.required(fields, key)?;
        self.string_value(key, entry.value)
    }

    pub(super) fn string(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<String> {
        let entry = fields.take(key)?;
        self.string_value(key, entry.value)
    }

    pub(super) fn string_value(&mut self, key: &str, node: Node<'_>) -> Option<String> {
        let string = node.string();
        if string.is_none() {
            self.wrong_type(&format!("`{key}`"), node, "a string");
        }
        string
    }

    pub(super) fn number(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<f64> {
        let entry = fields.take(key)?;
        let number = entry.value.number();
        if number.is_none() {
            self.wrong_type(&format!("`{key}`"), entry.value, "a number");
        }
        number
    }

    pub(super) fn boolean(&mut self, fields: &mut Fields<'_>, key: &str) -> bool {
        fields.take(key).is_some_and(|entry| self.boolean_value(&entry))
    }

    pub(super) fn boolean_value(&mut self, entry: &Entry<'_>) -> bool {
        let boolean = entry.value.boolean();
        if boolean.is_none() {
            self.wrong_type(&format!("`{}`", entry.key), entry.value, "a boolean");
        }
        boolean.unwrap_or_default()
    }

    /// A namespace: an object with `uri` and `prefix`, or the URI alone.
    pub(super) fn xml_namespace(&mut self, fields: &mut Fields<'_>) -> Option<XmlNamespace> {
        let entry = fields.take("xmlNamespace")?;
        if let Some(uri) = entry.value.string() {
            return Some(XmlNamespace { uri, prefix: None });
        }
        let mut namespace = self.fields("`xmlNamespace`", entry.value)?;
        let uri = self.required_string(&mut namespace, "uri");
        let prefix = self.string(&mut namespace, "prefix");
        self.finish(namespace);
        Some(XmlNamespace { uri: uri?, prefix })
    }

    pub(super) fn wrong_type(&mut self, owner: &str, node: Node<'_>, expected: &str) {
        self.diagnostics.report(
            Diagnostic::error(format!("{owner} must be {expected}, but is {}", node.kind()))
                .at(node.span(), format!("must be {expected}"))
                .help(format!("write {expected} here")),
        );
    }

    /// Warns about keys that were not read.
    pub(super) fn finish(&mut self, fields: Fields<'_>) {
        for entry in fields.entries {
            if !READ_PAST.contains(&&*entry.key) {
                self.diagnostics.report(
                    Diagnostic::warning(format!("unknown key `{}`", entry.key.escape_debug()))
                        .at(entry.key_span, "not known to this version")
                        .help("it has no effect; remove it, or report it if it should have one"),
                );
            }
        }
    }

    pub(super) fn reference(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<Reference> {
        let entry = fields.take(key)?;
        self.reference_value(&format!("`{key}`"), entry.value)
    }

    pub(super) fn reference_value(&mut self, owner: &str, node: Node<'_>) -> Option<Reference> {
        let mut fields = self.fields(owner, node)?;
        let reference = self.reference_fields(owner, &mut fields);
        // In some models, this repeats the trait of the shape; a name and namespace are those of the document, which
        // only an input has.
        for key in ["documentation", "error", "exception", "fault", "locationName", "xmlNamespace"] {
            fields.take(key);
        }
        self.finish(fields);
        reference
    }

    pub(super) fn reference_fields(&mut self, owner: &str, fields: &mut Fields<'_>) -> Option<Reference> {
        let Some(entry) = fields.take("shape") else {
            self.diagnostics.report(
                Diagnostic::error(format!("{owner} does not name a shape"))
                    .at(fields.span, "`shape` is missing")
                    .help("add `\"shape\": \"…\"`"),
            );
            return None;
        };
        let name = self.string_value("shape", entry.value)?;
        let target = ShapeId::new(self.namespace.clone(), name);
        Some(Reference { target, span: entry.value.span() })
    }

    /// The name of a shape, member or operation, which must be an identifier (Smithy, "Shape ID ABNF").
    pub(super) fn identifier(&mut self, key: &str, span: Span) -> Option<String> {
        let mut bytes = key.bytes();
        let first = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        if first && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Some(key.to_owned());
        }
        self.diagnostics.report(
            Diagnostic::error(format!("`{}` is not an identifier", key.escape_debug()))
                .at(span, "letters, digits and `_`, not starting with a digit")
                .help(match self.format {
                    Format::ApiJson => "rename it; the name on the wire can stay, as `locationName`",
                    Format::JsonAst | Format::EndpointRules => {
                        "rename it; the name on the wire can stay, as `jsonName` or `xmlName`"
                    }
                }),
        );
        None
    }
}
