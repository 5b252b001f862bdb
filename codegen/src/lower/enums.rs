//! Enums.

use super::context::{Lowering, deprecated};
use super::docs;
use super::names::{self, Scope};
use crate::model::{EnumValue, Shape};
use crate::plan;

impl Lowering<'_> {
    pub(super) fn enumeration(&mut self, shape: &Shape, values: &[EnumValue]) -> plan::Enum {
        let name = self.names.type_name(shape.id.name(), "");
        let mut scope = Scope::default();
        let mut variants = Vec::new();
        for value in values {
            let variant = self.names.variant(shape.id.name(), &value.value, value.name.as_deref());
            let key = format!("{}${}", shape.id.name(), value.value);
            scope.take(&variant, &key, value.span, self.diagnostics);
            let docs = if value.value.is_empty() {
                "The empty value.".to_owned()
            } else {
                format!("The value {}.", docs::code(&value.value))
            };
            variants.push(plan::Variant { name: variant, value: value.value.clone(), docs });
        }
        variants.sort_by(|a, b| a.name.cmp(&b.name));
        let mut docs = self.docs(shape.traits.documentation.as_deref());
        if docs.is_empty() {
            docs = format!("One of the values of {}.", docs::code(shape.id.name()));
        }
        plan::Enum {
            feature: None,
            module: names::type_module(&name),
            name,
            docs,
            deprecated: deprecated(shape.traits.deprecated.as_ref()),
            variants,
        }
    }
}
