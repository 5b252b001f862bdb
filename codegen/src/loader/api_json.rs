//! AWS API JSON (`*.normal.json`, `service-2.json`) → fragment, in Smithy's terms.
//!
//! The format is that of botocore's models. Its keys for the wire (`location`, `locationName`, `payload`, …) become
//! Smithy's traits here, so that no later stage knows that the format exists. An unknown key is a warning; keys that
//! only matter to other protocols are listed and skipped.

use super::fields::{Fields, Format, Reader};
use super::json::{Entry, Node};
use super::positions;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Span};
use crate::model::{
    Auth, Deprecated, EnumValue, ErrorTrait, EventBinding, Feature, Fragment, HttpBinding, Member,
    MemberTraits, Operation, Service, Shape, ShapeId, ShapeKind, ShapeTraits, Simple, TimestampFormat, Words,
};
use std::collections::{BTreeMap, BTreeSet};

/// The words of the format in helps of diagnostics.
const WORDS: Words = Words {
    error: "exception",
    make_error: "add `\"exception\": true` to the shape",
    make_required: "add `\"{}\"` to `required` of the input",
    bind_label: "add a member with `\"location\": \"uri\"` and `\"locationName\": \"{}\"`",
    free_label: "add the label to `requestUri`, or remove the `location` of the member",
};

/// Reads a model.
///
/// # Errors
///
/// [`Reported`] if a key has a value of the wrong type. All of them are reported.
pub(super) fn load(root: Node<'_>, diagnostics: &mut Diagnostics) -> Result<Fragment, Reported> {
    let mut reader = Reader::new(diagnostics, Format::ApiJson);
    let fragment = reader.model(root);
    let fragment = reader.diagnostics.checked(fragment)?;
    fragment.ok_or_else(|| diagnostics.report(Diagnostic::error("the model is empty")))
}

impl Reader<'_> {
    fn model(&mut self, root: Node<'_>) -> Option<Fragment> {
        let mut fields = self.fields("the model", root)?;
        let metadata = self.required(&mut fields, "metadata");
        let documentation = self.string(&mut fields, "documentation");
        let mut service = self.service(metadata?, documentation)?;
        self.named_on_the_wire = service.protocols.iter().any(|(name, _)| !name.starts_with("rest"));
        service.deprecated = self.deprecated(&mut fields);
        let mut label_names = BTreeMap::new();
        let shapes = self.required(&mut fields, "shapes");
        let mut shapes = shapes.map_or_else(Vec::new, |entry| {
            let entries = self.entries(&entry);
            entries.iter().filter_map(|entry| self.shape(entry, &mut label_names)).collect()
        });
        positions::query_maps(&mut shapes);
        positions::xml(&mut shapes, &self.flattened);
        let operations = self.required(&mut fields, "operations");
        let operations = operations.map_or_else(Vec::new, |entry| {
            let entries = self.entries(&entry);
            entries.iter().filter_map(|entry| self.operation(entry, &label_names)).collect()
        });
        let mut operations: Vec<Operation> = operations;
        unit(&mut shapes, &mut operations);
        positions::rename_clashes(&mut shapes, &mut operations);
        if let Some(entry) = fields.take("clientContextParams") {
            let names = self.entries(&entry).into_iter().map(|entry| (entry.key.to_string(), entry.key_span));
            service.client_context_params = names.collect();
        }
        self.finish(fields);
        service.span = root.span();
        Some(Fragment { service, operations, shapes, words: &WORDS })
    }

    fn service(&mut self, metadata: Entry<'_>, documentation: Option<String>) -> Option<Service> {
        let mut fields = self.fields("`metadata`", metadata.value)?;
        let id = self.required_string(&mut fields, "serviceId");
        let api_version = self.required_string(&mut fields, "apiVersion");
        let endpoint_prefix = self.required_string(&mut fields, "endpointPrefix");
        let full_name = self.string(&mut fields, "serviceFullName");
        let signing_name = self.string(&mut fields, "signingName");
        let uid = self.string(&mut fields, "uid");
        let target_prefix = self.string(&mut fields, "targetPrefix");
        let xml_namespace = self.xml_namespace(&mut fields);
        let query_compatible = fields.take("awsQueryCompatible").is_some();
        let json = match fields.take("jsonVersion") {
            Some(entry) => self.json_version(&entry),
            None => "json-1.0",
        };
        let mut protocols = Vec::new();
        match fields.take("protocols") {
            Some(entry) => {
                for node in self.elements(&entry) {
                    protocols.extend(self.string_value("protocols", node).map(|p| (p, node.span())));
                }
            }
            None => {
                if let Some(entry) = self.required(&mut fields, "protocol") {
                    let span = entry.value.span();
                    protocols.extend(self.string_value("protocol", entry.value).map(|p| (p, span)));
                }
            }
        }
        for (protocol, _) in &mut protocols {
            if protocol == "json" {
                json.clone_into(protocol);
            }
        }
        let mut features = Vec::new();
        let mut signs_plain_path = false;
        let mut auth = vec![Auth::SignatureV4];
        if let Some(entry) = fields.take("signatureVersion") {
            match self.string_value("signatureVersion", entry.value).as_deref() {
                Some("v4") | None => {}
                Some("s3" | "s3v4") => signs_plain_path = true,
                Some("v2") => auth = vec![Auth::SignatureV2],
                Some("bearer") => auth = vec![Auth::BearerToken],
                Some(_) => features.push((Feature::SpecialAuth, entry.value.span())),
            }
        }
        if let Some(entry) = fields.take("auth") {
            let (listed, special) = self.listed_auth(&entry);
            features.extend(special);
            auth = listed;
        }
        self.finish(fields);
        let id = id?;
        self.namespace = format!(
            "com.amazonaws.{}",
            id.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
        );
        let endpoint_prefix = endpoint_prefix?;
        Some(Service {
            of_aws: true,
            api_key: None,
            full_name: full_name.unwrap_or_else(|| id.clone()),
            id,
            api_version: api_version?,
            deprecated: None,
            signing_name: signing_name.unwrap_or_else(|| endpoint_prefix.clone()),
            endpoint_prefix,
            uid,
            protocols,
            target_prefix,
            xml_namespace,
            query_compatible,
            signs_plain_path,
            auth,
            client_context_params: vec![],
            documentation,
            features,
            span: metadata.key_span,
        })
    }

    /// The protocol `json` of a version.
    fn json_version(&mut self, entry: &Entry<'_>) -> &'static str {
        match self.string_value("jsonVersion", entry.value).as_deref() {
            Some("1.1") => "json-1.1",
            Some("1.0") | None => "json-1.0",
            Some(other) => {
                self.diagnostics.report(
                    Diagnostic::error(format!("unknown version `{}` of JSON", other.escape_debug()))
                        .at(entry.value.span(), "no such version")
                        .help("the versions are `1.0` and `1.1`"),
                );
                "json-1.0"
            }
        }
    }

    /// Reads a shape. `label_names` collects, by structure, the member of each URI label.
    fn shape(
        &mut self,
        entry: &Entry<'_>,
        label_names: &mut BTreeMap<String, BTreeMap<String, String>>,
    ) -> Option<Shape> {
        let name = self.identifier(&entry.key, entry.key_span)?;
        let mut fields = self.fields(&format!("shape `{name}`"), entry.value)?;
        let type_entry = self.required(&mut fields, "type")?;
        let type_name = self.string_value("type", type_entry.value)?;
        let traits = self.shape_traits(&mut fields);
        let simple = |simple: Simple| ShapeKind::Simple(simple);
        let kind = match type_name.as_str() {
            "structure" => self.structure(&name, &mut fields, &traits, label_names),
            "list" => {
                let member = Box::new(self.element(&mut fields, "member")?);
                ShapeKind::List { member }
            }
            "map" => {
                let key = self.element(&mut fields, "key");
                let value = self.element(&mut fields, "value");
                ShapeKind::Map { key: Box::new(key?), value: Box::new(value?) }
            }
            "string" => match fields.take("enum") {
                Some(entry) => ShapeKind::Enum { values: self.enum_values(&entry) },
                None => simple(Simple::String),
            },
            "blob" => simple(Simple::Blob),
            "boolean" => simple(Simple::Boolean),
            "character" => simple(Simple::String),
            "double" => simple(Simple::Double),
            "float" => simple(Simple::Float),
            "integer" => simple(Simple::Integer),
            "long" => simple(Simple::Long),
            "timestamp" => simple(Simple::Timestamp),
            other => {
                self.diagnostics.report(
                    Diagnostic::error(format!("unknown type `{other}` of shape `{name}`"))
                        .at(type_entry.value.span(), "no such type")
                        .help(
                            "the types are `structure`, `list`, `map`, `string`, `blob`, `boolean`, `integer`, \
                             `long`, `float`, `double` and `timestamp`",
                        ),
                );
                return None;
            }
        };
        if self.boolean(&mut fields, "flattened") {
            self.flattened.insert(name.clone());
        }
        self.finish(fields);
        let id = ShapeId::new(self.namespace.clone(), name);
        Some(Shape { id, kind, traits, span: entry.key_span })
    }

    fn shape_traits(&mut self, fields: &mut Fields<'_>) -> ShapeTraits {
        let documentation = self.string(fields, "documentation");
        let min = self.number(fields, "min");
        let max = self.number(fields, "max");
        let pattern = self.string(fields, "pattern");
        let timestamp_format = self.timestamp_format(fields);
        let deprecated = self.deprecated(fields);
        let sensitive = self.boolean(fields, "sensitive");
        let sparse = self.boolean(fields, "sparse");
        let xml_name = self.string(fields, "locationName");
        let xml_namespace = self.xml_namespace(fields);
        let streaming = self.boolean(fields, "streaming");
        let requires_length = self.boolean(fields, "requiresLength");
        let event_stream = self.boolean(fields, "eventstream");
        ShapeTraits {
            documentation,
            sensitive,
            sparse,
            media_type: None,
            timestamp_format,
            error: self.error_trait(fields),
            bounds: (min, max),
            pattern,
            deprecated,
            xml_name,
            xml_namespace,
            xml_unwrapped_output: false,
            xml_any_root: false,
            streaming,
            requires_length,
            event_stream,
        }
    }

    fn error_trait(&mut self, fields: &mut Fields<'_>) -> Option<ErrorTrait> {
        let exception = self.boolean(fields, "exception");
        let mut server_fault = self.boolean(fields, "fault");
        let (mut status_code, mut query_code) = (None, None);
        let error = fields.take("error");
        let is_error = exception || error.is_some();
        self.within(error, |this, error| {
            if let Some(code) = this.number(error, "httpStatusCode") {
                status_code = Some(code as u16);
                server_fault |= code >= 500.0;
            }
            server_fault |= this.boolean(error, "fault");
            this.boolean(error, "senderFault");
            query_code = this.string(error, "code");
        });
        let retryable = self.flag(fields.take("retryable"), "throttling");
        is_error.then_some(ErrorTrait { server_fault, status_code, code: query_code, retryable })
    }

    fn structure(
        &mut self,
        name: &str,
        fields: &mut Fields<'_>,
        traits: &ShapeTraits,
        label_names: &mut BTreeMap<String, BTreeMap<String, String>>,
    ) -> ShapeKind {
        let mut required: Vec<(String, Span)> = Vec::new();
        if let Some(entry) = fields.take("required") {
            for node in self.elements(&entry) {
                required.extend(self.string_value("required", node).map(|name| (name, node.span())));
            }
        }
        let must_be_set: BTreeSet<&str> = required.iter().map(|(name, _)| name.as_str()).collect();
        let payload = fields.take("payload").and_then(|entry| {
            self.string_value("payload", entry.value).map(|name| (name, entry.value.span()))
        });
        let union = fields.take("union");
        let document = self.boolean(fields, "document");
        let mut members: Vec<Member> = Vec::new();
        let mut known: BTreeMap<String, Span> = BTreeMap::new();
        if let Some(entry) = fields.take("members") {
            for entry in self.entries(&entry) {
                let Some((mut member, label)) = self.member(&entry) else { continue };
                if let Some(earlier) = known.get(&member.name) {
                    self.duplicate(&format!("structure `{name}`"), &entry, *earlier);
                    continue;
                }
                known.insert(member.name.clone(), member.span);
                member.traits.required = must_be_set.contains(member.name.as_str());
                if payload.as_ref().is_some_and(|(name, _)| *name == member.name) {
                    member.traits.http = Some(HttpBinding::Payload);
                }
                if let Some(label) = label {
                    let labels = label_names.entry(name.to_owned()).or_default();
                    labels.insert(label, member.name.clone());
                }
                members.push(member);
            }
        }
        for (member, span) in required.iter().chain(&payload) {
            if !known.contains_key(member) {
                self.diagnostics.report(
                    Diagnostic::error(format!("structure `{name}` has no member `{member}`"))
                        .at(*span, "no such member")
                        .help("remove the name, or add the member"),
                );
            }
        }
        match union {
            Some(_) => ShapeKind::Union { members },
            None if traits.event_stream => ShapeKind::Union { members },
            None if document => ShapeKind::Simple(Simple::Document),
            None => ShapeKind::Structure { members },
        }
    }

    fn event_binding(&mut self, fields: &mut Fields<'_>) -> Option<EventBinding> {
        let (header, payload) = (self.boolean(fields, "eventheader"), self.boolean(fields, "eventpayload"));
        payload.then_some(EventBinding::Payload).or(header.then_some(EventBinding::Header))
    }

    /// A member, and the URI label that it is bound to.
    fn member(&mut self, entry: &Entry<'_>) -> Option<(Member, Option<String>)> {
        let name = self.identifier(&entry.key, entry.key_span)?;
        let mut fields = self.fields(&format!("member `{name}`"), entry.value)?;
        let target = self.reference_fields(&format!("member `{name}`"), &mut fields);
        let mut traits = MemberTraits {
            documentation: self.string(&mut fields, "documentation"),
            timestamp_format: self.timestamp_format(&mut fields),
            deprecated: self.deprecated(&mut fields),
            ec2_query_name: self.string(&mut fields, "queryName"),
            xml_namespace: self.xml_namespace(&mut fields),
            xml_attribute: self.boolean(&mut fields, "xmlAttribute"),
            xml_flattened: self.boolean(&mut fields, "flattened"),
            idempotency_token: self.boolean(&mut fields, "idempotencyToken"),
            streaming: self.boolean(&mut fields, "streaming"),
            event: self.event_binding(&mut fields),
            ..MemberTraits::default()
        };
        // In a header it is encoded as Smithy specifies for strings with a media type.
        if self.boolean(&mut fields, "jsonvalue") {
            traits.media_type = Some("application/json".to_owned());
        }
        traits.context_param = self.context_param(fields.take("contextParam"));
        let location_name = self.string(&mut fields, "locationName");
        let wire_name = location_name.clone().unwrap_or_else(|| name.clone());
        let mut label = None;
        match fields.take("location") {
            Some(entry) => {
                traits.http = match self.string_value("location", entry.value).as_deref() {
                    None => None,
                    Some("uri") => {
                        label = Some(wire_name);
                        Some(HttpBinding::Label)
                    }
                    // For maps, see `query_maps`.
                    Some("querystring") => Some(HttpBinding::Query(wire_name)),
                    Some("header") => Some(HttpBinding::Header(wire_name)),
                    Some("headers") => Some(HttpBinding::PrefixHeaders(location_name.unwrap_or_default())),
                    Some("statusCode") => Some(HttpBinding::ResponseCode),
                    Some(other) => {
                        self.diagnostics.report(
                            Diagnostic::error(format!("unknown location `{other}` of member `{name}`"))
                                .at(entry.value.span(), "no such location")
                                .help(
                                    "the locations are `uri`, `querystring`, `header`, `headers` and \
                                     `statusCode`",
                                ),
                        );
                        None
                    }
                };
            }
            None => {
                traits.json_name = location_name.filter(|location| *location != name);
                traits.xml_name.clone_from(&traits.json_name);
            }
        }
        // In the few models that have it, this repeats the target.
        fields.take("enum");
        self.finish(fields);
        let span = entry.key_span;
        Some((Member { name, target: target?, traits, span }, label))
    }

    /// The element of a list, or the key or value of a map.
    fn element(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<Member> {
        let entry = self.required(fields, key)?;
        let mut fields = self.fields(&format!("`{key}`"), entry.value)?;
        let target = self.reference_fields(&format!("`{key}`"), &mut fields);
        let traits = MemberTraits {
            documentation: self.string(&mut fields, "documentation"),
            timestamp_format: self.timestamp_format(&mut fields),
            xml_name: self.string(&mut fields, "locationName"),
            xml_namespace: self.xml_namespace(&mut fields),
            ..MemberTraits::default()
        };
        // JSON in a string of a document is a string.
        fields.take("jsonvalue");
        self.finish(fields);
        Some(Member { name: key.to_owned(), target: target?, traits, span: entry.key_span })
    }

    fn enum_values(&mut self, entry: &Entry<'_>) -> Vec<EnumValue> {
        let mut values: Vec<EnumValue> = Vec::new();
        let mut known: BTreeMap<String, Span> = BTreeMap::new();
        for node in self.elements(entry) {
            let Some(value) = self.string_value("enum", node) else { continue };
            let span = node.span();
            match known.get(&value) {
                Some(earlier) => {
                    self.diagnostics.report(
                        Diagnostic::warning(format!("value `{value}` is listed twice"))
                            .at(span, "listed again here")
                            .at(*earlier, "first listed here"),
                    );
                }
                None => {
                    known.insert(value.clone(), span);
                    values.push(EnumValue { name: None, value, span });
                }
            }
        }
        values
    }

    fn timestamp_format(&mut self, fields: &mut Fields<'_>) -> Option<TimestampFormat> {
        let entry = fields.take("timestampFormat")?;
        match self.string_value("timestampFormat", entry.value)?.as_str() {
            "iso8601" => Some(TimestampFormat::DateTime),
            "rfc822" => Some(TimestampFormat::HttpDate),
            "unixTimestamp" => Some(TimestampFormat::EpochSeconds),
            other => {
                self.diagnostics.report(
                    Diagnostic::error(format!("unknown timestamp format `{other}`"))
                        .at(entry.value.span(), "no such format")
                        .help("the formats are `iso8601`, `rfc822` and `unixTimestamp`"),
                );
                None
            }
        }
    }

    pub(super) fn deprecated(&mut self, fields: &mut Fields<'_>) -> Option<Deprecated> {
        let deprecated = self.boolean(fields, "deprecated");
        let message = self.string(fields, "deprecatedMessage");
        let since = self.string(fields, "deprecatedSince");
        deprecated.then_some(Deprecated { message, since })
    }
}

/// A structure called `Unit` without members is the one of Smithy's prelude, for which the format has no other name.
fn unit(shapes: &mut [Shape], operations: &mut [Operation]) {
    let is_unit = |shape: &Shape| {
        shape.id.name() == "Unit"
            && matches!(&shape.kind, ShapeKind::Structure { members } if members.is_empty())
    };
    let Some(id) = shapes.iter().find(|shape| is_unit(shape)).map(|shape| shape.id.clone()) else { return };
    for shape in shapes {
        if shape.id == id {
            shape.id = ShapeId::unit();
        }
        for member in shape.kind.members_mut().into_iter().filter(|member| member.target.target == id) {
            member.target.target = ShapeId::unit();
        }
    }
    let references =
        operations.iter_mut().flat_map(|operation| operation.input.iter_mut().chain(&mut operation.output));
    for reference in references.filter(|reference| reference.target == id) {
        reference.target = ShapeId::unit();
    }
}
