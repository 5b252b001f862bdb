//! Bodies in XML, parsed by roxmltree.

use crate::form::{Text, text_reader};
use roxmltree::Node;
use smithwright_runtime::types::{Schema, SerdeError, ShapeDeserializer};

/// The elements that make up a value: one, or several for a flattened list or map.
pub(crate) struct Xml<'a, 'i> {
    nodes: Vec<Node<'a, 'i>>,
    attribute: Option<String>,
}

impl<'a, 'i> Xml<'a, 'i> {
    pub(crate) fn new(node: Node<'a, 'i>) -> Self {
        Self { nodes: vec![node], attribute: None }
    }
}

fn name<'s>(schema: &'s Schema<'_>) -> &'s str {
    schema.xml_name().map(|name| name.value()).or(schema.member_name()).unwrap_or_default()
}

impl Text for Xml<'_, '_> {
    fn text(&self) -> Result<String, SerdeError> {
        match (&self.attribute, &self.nodes[..]) {
            (Some(text), _) => Ok(text.clone()),
            (None, [node]) if !node.has_children() || node.children().all(|child| child.is_text()) => {
                Ok(node.text().unwrap_or_default().to_owned())
            }
            _ => Err(SerdeError::invalid_input("no text")),
        }
    }
}

impl ShapeDeserializer for Xml<'_, '_> {
    fn read_struct(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let [node] = &self.nodes[..] else { return Err(SerdeError::invalid_input("several elements")) };
        for member in schema.members() {
            if member.xml_attribute() {
                if let Some(text) = node.attribute(name(member)) {
                    consumer(member, &mut Xml { nodes: vec![], attribute: Some(text.to_owned()) })?;
                }
                continue;
            }
            let found = node.children().filter(|child| child.tag_name().name() == name(member));
            let nodes: Vec<_> = found.filter(Node::is_element).collect();
            if !nodes.is_empty() {
                consumer(member, &mut Xml { nodes, attribute: None })?;
            }
        }
        Ok(())
    }

    fn read_list(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(&mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let items = if schema.xml_flattened() {
            self.nodes.clone()
        } else {
            self.nodes.iter().flat_map(Node::children).filter(Node::is_element).collect()
        };
        let item_name =
            schema.member().and_then(|item| item.xml_name()).map_or("member", |name| name.value());
        for item in items {
            if !schema.xml_flattened() && item.tag_name().name() != item_name {
                return Err(SerdeError::invalid_input(format!("not an item: {item:?}")));
            }
            consumer(&mut Xml::new(item))?;
        }
        Ok(())
    }

    fn read_map(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let entries: Vec<_> = if schema.xml_flattened() {
            self.nodes.clone()
        } else {
            self.nodes.iter().flat_map(Node::children).filter(|child| child.has_tag_name("entry")).collect()
        };
        let part = |schema: Option<&Schema<'_>>, default: &str| {
            schema
                .and_then(|schema| schema.xml_name())
                .map_or(default.to_owned(), |name| name.value().to_owned())
        };
        let (key, value) = (part(schema.key(), "key"), part(schema.member(), "value"));
        for entry in entries {
            let child = |name: &str| entry.children().find(|child| child.has_tag_name(name));
            let (Some(key), Some(value)) = (child(&key), child(&value)) else {
                return Err(SerdeError::invalid_input(format!("not an entry: {entry:?}")));
            };
            consumer(key.text().unwrap_or_default().to_owned(), &mut Xml::new(value))?;
        }
        Ok(())
    }

    text_reader!();
}
