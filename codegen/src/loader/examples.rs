//! Examples of calls: Smithy's `examples` trait, and `*.examples.json` and `examples-1.json` beside AWS API JSON.

use super::fields::{Fields, Reader};
use super::json::{Entry, Node};
use super::operations::read_beside;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source, SourceId};
use crate::model::{Example, Fragment, ShapeId, Value, ValueKind};

/// The maximum nesting depth of the values of examples. Those of AWS stay below ten.
const MAX_DEPTH: usize = 64;

/// Adds examples to the operations of a model in API JSON.
///
/// # Errors
///
/// [`Reported`] if the text is not JSON or a key has a value of the wrong type. All of them are reported.
pub fn add_examples(
    fragment: &mut Fragment,
    source: &Source,
    id: SourceId,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    read_beside(source, id, diagnostics, "examples", |reader, entry| {
        let elements = reader.elements(entry);
        let examples = elements.into_iter().filter_map(|node| reader.example_beside(node)).collect();
        let what = ("for these examples", "the examples");
        if let Some(operation) = reader.operation_beside(fragment, &entry.key, entry.key_span, what) {
            operation.examples = examples;
        }
    })
}

impl Reader<'_> {
    /// The value of the `examples` trait.
    pub(super) fn examples(&mut self, entry: Option<Entry<'_>>) -> Vec<Example> {
        let elements = entry.map_or_else(Vec::new, |entry| self.elements(&entry));
        elements.into_iter().filter_map(|node| self.example(node)).collect()
    }

    fn example(&mut self, node: Node<'_>) -> Option<Example> {
        let mut fields = self.fields("an example", node)?;
        let title = self.required_string(&mut fields, "title");
        let error = self.within(fields.take("error"), |this, error| {
            let id = this.required(error, "shapeId")?;
            let text = this.string_value("shapeId", id.value)?;
            let (namespace, name) = this.shape_id(&text, id.value.span())?;
            Some((ShapeId::new(namespace, name), this.value(error, "content")?))
        });
        let example = Example {
            title: title?,
            documentation: self.string(&mut fields, "documentation"),
            input: self.value(&mut fields, "input"),
            output: self.value(&mut fields, "output"),
            error: error.flatten(),
            allows_constraint_errors: self.boolean(&mut fields, "allowConstraintErrors"),
            is_trait: true,
            span: node.span(),
        };
        self.finish(fields);
        Some(example)
    }

    fn example_beside(&mut self, node: Node<'_>) -> Option<Example> {
        let mut fields = self.fields("an example", node)?;
        let title = self.required_string(&mut fields, "title");
        for key in ["comments", "id"] {
            fields.take(key);
        }
        let example = Example {
            title: title?,
            documentation: self.string(&mut fields, "description"),
            input: self.value(&mut fields, "input"),
            output: self.value(&mut fields, "output"),
            error: None,
            allows_constraint_errors: false,
            is_trait: false,
            span: node.span(),
        };
        self.finish(fields);
        Some(example)
    }

    fn value(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<Value> {
        let node = fields.take(key)?.value;
        let read = value(node, MAX_DEPTH);
        if read.is_none() {
            self.diagnostics.report(
                Diagnostic::error(format!("`{key}` is nested more than {MAX_DEPTH} levels deep"))
                    .at(node.span(), "in this value")
                    .help("write a shorter example"),
            );
        }
        read
    }
}

/// A value; `None` if it is nested deeper than `depth`.
fn value(node: Node<'_>, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    let kind = if let Some(entries) = node.object() {
        let entries =
            entries.into_iter().map(|entry| Some((entry.key.into_owned(), value(entry.value, depth)?)));
        ValueKind::Object(entries.collect::<Option<_>>()?)
    } else if let Some(elements) = node.array() {
        ValueKind::Array(elements.into_iter().map(|node| value(node, depth)).collect::<Option<_>>()?)
    } else if let Some(text) = node.string() {
        ValueKind::String(text)
    } else if let Some(boolean) = node.boolean() {
        ValueKind::Boolean(boolean)
    } else if node.raw() == "null" {
        ValueKind::Null
    } else {
        ValueKind::Number(node.raw().to_owned())
    };
    Some(Value { kind, span: node.span() })
}
