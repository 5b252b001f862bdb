//! Smithy's JSON AST (Smithy, "JSON AST") → fragment, with the endpoint rules that a service has as a trait.
//!
//! The format of AWS's own models. The service is read in `smithy_service`, traits in `smithy_traits`; shapes of the prelude are made as they are used.

use super::fields::{Fields, Format, Reader};
use super::json::{Entry, Node};
use super::smithy_mixins::{Definition, MemberDefinition, Shapes};
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Span};
use crate::model::{
    EndpointRules, EnumValue, Fragment, HttpBinding, Member, Operation, Reference, Service, Shape, ShapeId,
    ShapeKind, ShapeTraits, Simple, Words,
};
use std::collections::{BTreeMap, BTreeSet};

/// The words of the format in helps of diagnostics.
const WORDS: Words = Words {
    error: "smithy.api#error",
    make_error: "give the shape the trait `smithy.api#error`",
    make_required: "give the member `{}` of the input the trait `smithy.api#required`",
    bind_label: "add a member `{}` with the trait `smithy.api#httpLabel`",
    free_label: "add the label to the `uri` of the trait `smithy.api#http`, or remove `smithy.api#httpLabel` from the member",
};

/// Whether a text is a JSON AST: an object with the key `smithy`.
pub(super) fn is_ast(root: Node<'_>) -> bool {
    root.object().is_some_and(|entries| entries.iter().any(|entry| entry.key == "smithy"))
}

/// Reads a model, of the service with this id if it has several; also returns the endpoint rules, if it has some.
///
/// # Errors
///
/// [`Reported`] if a key has a value of the wrong type, or the model has something that this loader does not know. All
/// of it is reported.
pub(super) fn load(
    root: Node<'_>,
    service: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Result<(Fragment, Option<EndpointRules>), Reported> {
    let mut reader = Reader::new(diagnostics, Format::JsonAst);
    let fragment = reader.ast(root, service);
    let fragment = reader.diagnostics.checked(fragment)?;
    fragment.ok_or_else(|| diagnostics.report(Diagnostic::error("the model is empty")))
}

/// The ids of the services of a model.
pub(super) fn services(root: Node<'_>, diagnostics: &mut Diagnostics) -> Result<Vec<String>, Reported> {
    let mut reader = Reader::new(diagnostics, Format::JsonAst);
    let mut ids = Vec::new();
    if let Some((entry, _)) = shapes_of(&mut reader, root) {
        let shapes = reader.shapes(&entry);
        let services = shapes.0.values().filter(|shape| shape.type_name == "service" && !shape.is_mixin());
        ids.extend(services.map(|shape| shape.id.to_string()));
    }
    diagnostics.checked(ids)
}

/// Whether a JSON AST is one of Smithy 1.0.
pub(super) fn is_first_version(root: Node<'_>) -> bool {
    let version = root.field("smithy").and_then(|version| version.string());
    version.is_some_and(|text| matches!(&*text, "1" | "1.0"))
}

/// The entry `shapes` of a model, and its other entries.
pub(super) fn shapes_of<'a>(reader: &mut Reader<'_>, root: Node<'a>) -> Option<(Entry<'a>, Fields<'a>)> {
    let mut fields = reader.fields("the model", root)?;
    let version = reader.required(&mut fields, "smithy")?;
    let text = reader.string_value("smithy", version.value)?;
    if !text.starts_with('2') && !is_first_version(root) {
        reader.diagnostics.report(
            Diagnostic::error(format!("version `{}` of Smithy is not supported", text.escape_debug()))
                .at(version.value.span(), "must be `1.0` or `2.0`"),
        );
        return None;
    }
    fields.take("metadata");
    let shapes = fields.take("shapes");
    Some((shapes?, fields))
}

impl Reader<'_> {
    fn ast(&mut self, root: Node<'_>, name: Option<&str>) -> Option<(Fragment, Option<EndpointRules>)> {
        let (entry, fields) = shapes_of(self, root)?;
        let shapes = self.shapes(&entry);
        self.finish(fields);
        let is_service = |shape: &&Definition<'_>| shape.type_name == "service" && !shape.is_mixin();
        let services: Vec<&Definition<'_>> = shapes.0.values().filter(is_service).collect();
        let chosen = |shape: &&&Definition<'_>| name.is_none_or(|name| shape.id == name);
        let chosen: Vec<&&Definition<'_>> = services.iter().filter(chosen).collect();
        let [service] = chosen[..] else {
            let count = format!("the model has {} services", services.len());
            let message = match name {
                Some(name) => format!("{count}, and none is `{}`", name.escape_debug()),
                None => count,
            };
            let mut diagnostic = Diagnostic::error(message)
                .help("a crate has one service: select it with `--service NAMESPACE#NAME`");
            for service in services {
                diagnostic = diagnostic.at(service.key_span, "a service");
            }
            self.diagnostics.report(diagnostic);
            return None;
        };
        self.model_of(service, &shapes)
    }

    fn model_of(
        &mut self,
        definition: &Definition<'_>,
        shapes: &Shapes<'_>,
    ) -> Option<(Fragment, Option<EndpointRules>)> {
        let (mut fields, mut traits) = (definition.fields(), definition.traits());
        let diagram = traits.take("smithy.rules#endpointBdd");
        let rules = match (traits.take("smithy.rules#endpointRuleSet"), diagram) {
            (Some(entry), _) => self.endpoint_rules(entry.value),
            (None, Some(entry)) => self.endpoint_diagram(entry.value),
            (None, None) => {
                self.check_endpoint_traits(&traits);
                None
            }
        };
        let endpoint_operation =
            self.within(traits.take("aws.api#clientEndpointDiscovery"), |this, discovery| {
                // The operations list the error as well.
                discovery.take("error");
                this.required_string(discovery, "operation")
            });
        let endpoint_operation = endpoint_operation.flatten();
        let renames = self.renames(&mut fields);
        let operations = self.operations_of(&mut fields, shapes);
        let common = self.references(&mut fields, "errors");
        let pagination = self.pagination_defaults(traits.take("paginated"));
        let service = self.ast_service(definition, &mut fields, traits)?;
        let rest = service.is_rest();
        let mut read = Vec::new();
        for shape in shapes.0.values() {
            if !shape.is_mixin() && !matches!(shape.type_name.as_str(), "service" | "operation" | "resource")
            {
                read.extend(self.ast_shape(shape));
            }
        }
        // Protocols that are not REST have all members in the body (Smithy, awsJson1.0, "Supported traits", and the
        // like).
        for shape in read.iter_mut().filter(|_| !rest) {
            shape.kind.members_mut().into_iter().for_each(|member| member.traits.http = None);
        }
        let mut operations: Vec<Operation> = operations
            .into_iter()
            .filter_map(|id| {
                let definition = shapes.get(&id, "operation")?;
                let operation = self.ast_operation(definition, &common, &service, &pagination)?;
                Some(Operation { gives_endpoints: endpoint_operation.as_ref() == Some(&id), ..operation })
            })
            .collect();
        // Error codes of the Query protocol only matter in this protocol, or with `awsQueryCompatible`.
        let query = |(name, _): &(String, Span)| matches!(name.as_str(), "query" | "ec2");
        if !service.query_compatible && !service.protocols.iter().any(query) {
            for error in read.iter_mut().filter_map(|shape| shape.traits.error.as_mut()) {
                error.code = None;
            }
        }
        self.prelude(&mut read);
        finish_shapes(&mut read, &mut operations, &service, &renames);
        Some((Fragment { service, operations, shapes: read, words: &WORDS }, rules))
    }

    /// Warns about traits that only have an effect through endpoint rules.
    fn check_endpoint_traits(&mut self, traits: &Fields<'_>) {
        let standard = "aws.endpoints#standardRegionalEndpoints";
        let others = |entry: &&Entry<'_>| entry.key.starts_with("aws.endpoints#") && entry.key != standard;
        for entry in traits.entries.iter().filter(others) {
            self.diagnostics.report(
                Diagnostic::warning(format!("`{}` needs endpoint rules, which the model lacks", entry.key))
                    .at(entry.key_span, "has no effect")
                    .note("the crate has standard regional endpoints unless there are rules beside the model")
                    .help("give the rules with `--endpoint-rules FILE`"),
            );
        }
    }

    fn renames(&mut self, fields: &mut Fields<'_>) -> BTreeMap<String, String> {
        let entries = fields.take("rename").map_or_else(Vec::new, |entry| self.entries(&entry));
        entries.into_iter().filter_map(|entry| Some((entry.key.to_string(), entry.value.string()?))).collect()
    }

    fn ast_shape(&mut self, definition: &Definition<'_>) -> Option<Shape> {
        let Definition { id, type_name, key_span, .. } = definition;
        let (namespace, name) = self.shape_id(id, *key_span)?;
        let fields = definition.fields();
        let mut traits = definition.traits();
        // The definition of a trait is not part of the service.
        traits.take("trait").is_none().then_some(())?;
        let values = traits.take("enum");
        let kind = match type_name.as_str() {
            "structure" => ShapeKind::Structure { members: self.ast_members(definition) },
            "union" => ShapeKind::Union { members: self.ast_members(definition) },
            "list" | "set" => ShapeKind::List { member: Box::new(self.ast_part(definition, "member")?) },
            "map" => {
                let (key, value) = (self.ast_part(definition, "key"), self.ast_part(definition, "value"));
                ShapeKind::Map { key: Box::new(key?), value: Box::new(value?) }
            }
            "enum" => ShapeKind::Enum { values: self.ast_enum(definition) },
            "string" if values.is_some() => {
                ShapeKind::Enum { values: values.map_or_else(Vec::new, |entry| self.enum_trait(&entry)) }
            }
            other => match simple(other) {
                // The values of an `intEnum` are integers.
                Some(simple) => ShapeKind::Simple(simple),
                None => {
                    self.diagnostics.report(
                        Diagnostic::error(format!("unknown type `{}` of shape `{id}`", other.escape_debug()))
                            .at(*key_span, "of this type")
                            .help("give the shape a type of Smithy, or remove it"),
                    );
                    return None;
                }
            },
        };
        let union = matches!(kind, ShapeKind::Union { .. });
        let traits = self.ast_shape_traits(traits, union);
        self.finish(fields);
        Some(Shape { id: ShapeId::new(namespace, name), kind, traits, span: *key_span })
    }

    fn ast_members(&mut self, definition: &Definition<'_>) -> Vec<Member> {
        definition.members.iter().filter_map(|member| self.ast_member(member)).collect()
    }

    /// The element of a list, or the key or value of a map.
    fn ast_part(&mut self, definition: &Definition<'_>, key: &str) -> Option<Member> {
        match definition.members.iter().find(|member| member.name == key) {
            Some(member) => self.ast_member(member),
            None => {
                self.required(&mut definition.fields(), key);
                None
            }
        }
    }

    fn ast_member(&mut self, definition: &MemberDefinition<'_>) -> Option<Member> {
        let span = definition.key_span;
        let name = self.identifier(&definition.name, span)?;
        let mut fields = definition.fields();
        let target = self.target(&mut fields);
        self.finish(fields);
        let traits = self.ast_member_traits(definition.traits());
        Some(Member { name, target: target?, traits, span })
    }

    fn ast_enum(&mut self, definition: &Definition<'_>) -> Vec<EnumValue> {
        let mut values = Vec::new();
        for member in &definition.members {
            let name = member.name.to_string();
            let value = self.string(&mut member.traits(), "enumValue").unwrap_or_else(|| name.clone());
            values.push(EnumValue { name: Some(name), value, span: member.key_span });
        }
        values
    }

    /// The trait `enum` of version 1, in which enums are no shapes.
    fn enum_trait(&mut self, entry: &Entry<'_>) -> Vec<EnumValue> {
        let mut values = Vec::new();
        for node in self.elements(entry) {
            let Some(mut fields) = self.fields("a value of `enum`", node) else { continue };
            let name = self.string(&mut fields, "name");
            let value = self.required_string(&mut fields, "value");
            values.extend(value.map(|value| EnumValue { name, value, span: node.span() }));
        }
        values
    }

    /// Adds the shapes of the prelude that members target.
    fn prelude(&mut self, shapes: &mut Vec<Shape>) {
        let mut used: BTreeMap<String, Span> = BTreeMap::new();
        // Some models contain shapes of the prelude.
        let defined: BTreeSet<ShapeId> = shapes.iter().map(|shape| shape.id.clone()).collect();
        for member in shapes.iter().flat_map(|shape| shape.kind.members()) {
            let target = &member.target.target;
            if target.in_prelude() && !defined.contains(target) {
                used.entry(target.name().to_owned()).or_insert(member.target.span);
            }
        }
        for (name, span) in used {
            let traits = ShapeTraits::default();
            let kind = match name.strip_prefix("Primitive") {
                _ if name == "Unit" => Some(ShapeKind::Structure { members: vec![] }),
                Some(stem) => simple(&lower_first(stem)).map(ShapeKind::Simple),
                None => simple(&lower_first(&name)).map(ShapeKind::Simple),
            };
            // A shape that does not exist is reported when references are resolved.
            shapes.extend(kind.map(|kind| Shape { id: ShapeId::of_prelude(name), kind, traits, span }));
        }
    }

    pub(super) fn references(&mut self, fields: &mut Fields<'_>, key: &str) -> Vec<Reference> {
        let mut nodes = Vec::new();
        // Several entries are possible, since mixins add to lists.
        while let Some(entry) = fields.take(key) {
            nodes.extend(self.elements(&entry));
        }
        nodes.into_iter().filter_map(|node| self.ast_reference(node)).collect()
    }

    pub(super) fn ast_reference(&mut self, node: Node<'_>) -> Option<Reference> {
        let mut fields = self.fields("a reference", node)?;
        self.target(&mut fields)
    }

    pub(super) fn target(&mut self, fields: &mut Fields<'_>) -> Option<Reference> {
        let entry = self.required(fields, "target")?;
        let text = self.string_value("target", entry.value)?;
        let (namespace, name) = self.shape_id(&text, entry.value.span())?;
        Some(Reference { target: ShapeId::new(namespace, name), span: entry.value.span() })
    }

    pub(super) fn shape_id(&mut self, id: &str, span: Span) -> Option<(String, String)> {
        let Some((namespace, name)) = id.split_once('#') else {
            self.diagnostics.report(
                Diagnostic::error(format!("`{}` is not the id of a shape", id.escape_debug()))
                    .at(span, "must be `namespace#Name`"),
            );
            return None;
        };
        Some((namespace.to_owned(), self.identifier(name, span)?))
    }
}

/// The simple type that Smithy calls so.
fn simple(name: &str) -> Option<Simple> {
    Some(match name {
        "bigDecimal" => Simple::BigDecimal,
        "bigInteger" => Simple::BigInteger,
        "blob" => Simple::Blob,
        "boolean" => Simple::Boolean,
        "byte" => Simple::Byte,
        "document" => Simple::Document,
        "double" => Simple::Double,
        "float" => Simple::Float,
        "integer" | "intEnum" => Simple::Integer,
        "long" => Simple::Long,
        "short" => Simple::Short,
        "string" => Simple::String,
        "timestamp" => Simple::Timestamp,
        _ => return None,
    })
}

fn lower_first(name: &str) -> String {
    let mut characters = name.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + characters.as_str())
}

/// Moves traits that Smithy has on a shape and [`Model`](crate::model::Model) on the members that target it, and sets
/// the names of documents.
fn finish_shapes(
    shapes: &mut [Shape],
    operations: &mut [Operation],
    service: &Service,
    renames: &BTreeMap<String, String>,
) {
    let media_types: BTreeMap<ShapeId, String> = shapes
        .iter()
        .filter_map(|shape| Some((shape.id.clone(), shape.traits.media_type.clone()?)))
        .collect();
    let structures: BTreeMap<ShapeId, Option<String>> = shapes
        .iter()
        .filter(|shape| matches!(shape.kind, ShapeKind::Structure { .. } | ShapeKind::Union { .. }))
        .map(|shape| (shape.id.clone(), shape.traits.xml_name.clone()))
        .collect();
    let rename = |id: &mut ShapeId| {
        if let Some(name) = renames.get(&id.to_string()) {
            *id = id.renamed(name.clone());
        }
    };
    for shape in shapes {
        rename(&mut shape.id);
        for member in shape.kind.members_mut() {
            let target = &member.target.target;
            if member.traits.media_type.is_none() {
                member.traits.media_type = media_types.get(target).cloned();
            }
            if member.traits.http == Some(HttpBinding::Payload)
                && let Some(name) = structures.get(target)
                && service.xml_namespace.is_some()
            {
                let name = name.clone().unwrap_or_else(|| target.name().to_owned());
                member.traits.xml_name.get_or_insert(name);
                member.traits.xml_namespace =
                    member.traits.xml_namespace.take().or(service.xml_namespace.clone());
            }
            rename(&mut member.target.target);
        }
    }
    for operation in operations {
        if let Some(input) = &operation.input {
            let name = structures.get(&input.target).cloned().flatten();
            let name = name.unwrap_or_else(|| input.target.name().to_owned());
            operation.input_document = (Some(name), service.xml_namespace.clone());
        }
        let references = operation.input.iter_mut().chain(&mut operation.output).chain(&mut operation.errors);
        references.for_each(|reference| rename(&mut reference.target));
    }
}
