//! The names of elements and attributes.

use crate::types::Schema;

/// The name of a member in XML.
pub(super) fn wire_name<'s>(schema: &'s Schema<'_>) -> Option<&'s str> {
    schema.xml_name().map(|name| name.value()).or(schema.member_name())
}

/// The name of an element or attribute for a value.
pub(super) fn name_of<'s>(schema: &'s Schema<'_>) -> &'s str {
    wire_name(schema).unwrap_or_else(|| schema.shape_id().shape_name())
}

/// The name in XML of an element of a list, or of a key or value of a map.
pub(super) fn part_name<'s>(schema: Option<&'s Schema<'_>>, default: &'s str) -> &'s str {
    schema.and_then(|schema| schema.xml_name()).map_or(default, |name| name.value())
}
