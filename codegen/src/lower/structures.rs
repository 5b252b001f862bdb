//! Structures: members → fields, with presence, types, documentation and schema lines.

use super::context::{Lowering, deprecated};
use super::docs::{code, plain, summary};
use super::names::{self, Scope};
use crate::diagnostic::Diagnostic;
use crate::knowledge::defaults::{self, Held};
use crate::knowledge::nullability::{self, Container, Nullability};
use crate::knowledge::sensitivity;
use crate::model::{DefaultValue, HttpBinding, Member, Model, Reference, Shape, ShapeId, ShapeKind};
use crate::plan;
use crate::protocol::{WireTrait, WireType};

impl Lowering<'_> {
    /// A structure inside others.
    pub(super) fn nested(&mut self, shape: &Shape) -> plan::Structure {
        let name = self.names.type_name(shape.id.name(), "");
        let fallback = format!("The structure {} of {}.", code(shape.id.name()), plain(&self.title));
        self.structure(shape, shape.id.name(), name, plan::Role::Type, &fallback)
    }

    /// An error.
    pub(super) fn error(&mut self, shape: &Shape) -> plan::Error {
        let structure = self.error_structure(shape);
        match &structure.fields[..] {
            [field]
                if field.name.as_str() == "message"
                    && field.ty == plan::Type::String
                    && field.presence != plan::Presence::Defaulted
                    && !field.sensitive
                    && structure.role == (plan::Role::Error { retry: None }) =>
            {
                plan::Error::Plain(plan::PlainError {
                    required: field.presence == plan::Presence::Required,
                    schema: field.schema.clone(),
                    name: structure.name,
                    builder: structure.builder,
                    docs: structure.docs,
                    deprecated: structure.deprecated,
                })
            }
            _ => plan::Error::Structure(structure),
        }
    }

    fn error_structure(&mut self, shape: &Shape) -> plan::Structure {
        let name = self.names.type_name(shape.id.name(), "");
        let fallback = format!("The error {} of {}.", code(shape.id.name()), plain(&self.title));
        let role = plan::Role::Error { retry: retry(shape) };
        self.structure(shape, shape.id.name(), name, role, &fallback)
    }

    /// The input or output of an operation. `owner` is the name of the structure in the manifest.
    pub(super) fn operation_io(
        &mut self,
        shape: &Shape,
        operation: &str,
        role: plan::Role,
    ) -> plan::Structure {
        let (suffix, what) = match role {
            plan::Role::Input => ("Input", "Input"),
            plan::Role::Output { .. } | plan::Role::Error { .. } | plan::Role::Type | plan::Role::Plain => {
                ("Output", "Output")
            }
        };
        let name = self.names.type_name(operation, suffix);
        let fallback = format!("{what} of the {} operation.", code(operation));
        let owner = format!("{operation}{suffix}");
        self.structure(shape, &owner, name, role, &fallback)
    }

    /// A union.
    pub(super) fn union(&mut self, shape: &Shape, members: &[Member]) -> plan::Union {
        let owner = shape.id.name();
        let name = self.names.type_name(owner, "");
        let mut scope = Scope::default();
        let mut variants = Vec::new();
        let is_error = |member: &&Member| self.model.shape(&member.target.target).traits.error.is_some();
        let events: Vec<&Member> =
            members.iter().filter(|member| !shape.traits.event_stream || !is_error(member)).collect();
        let errors: Vec<&Member> =
            members.iter().filter(|member| shape.traits.event_stream && is_error(member)).collect();
        for member in events {
            let variant = self.names.variant(owner, &member.name, None);
            let key = format!("{owner}${}", member.name);
            scope.take(&variant, &key, member.span, self.diagnostics);
            let mut ty = self.type_of(&member.target.target);
            if self.is_boxed(shape, member) {
                ty = plan::Type::Boxed(Box::new(ty));
            }
            let mut schema = self.protocol.member(self.model, member);
            let unit = member.target.target == ShapeId::unit();
            if unit {
                schema.target = WireType::Simple("Unit");
            }
            if sensitivity::of_member(self.model, shape, member) {
                schema.traits.push(WireTrait::flag("sensitive"));
            }
            variants.push(plan::UnionVariant {
                as_method: names::as_method(&variant),
                is_method: names::is_method(&variant),
                name: variant,
                docs: self.member_docs(owner, member),
                ty: (!unit).then_some(ty),
                schema: schema.to_string(),
            });
        }
        let mut docs = self.docs(shape.traits.documentation.as_deref());
        if docs.is_empty() {
            docs = format!("The union {} of {}.", code(owner), plain(&self.title));
        }
        plan::Union {
            feature: None,
            module: names::type_module(&name),
            name,
            docs,
            deprecated: deprecated(shape.traits.deprecated.as_ref()),
            variants,
            event_error: shape.traits.event_stream.then(|| plan::EventError {
                name: self.names.type_name(owner, "Error"),
                variants: self.event_errors(&errors),
            }),
        }
    }

    /// The errors in place of events. A message names the member, not the shape (Smithy, "Amazon Event
    /// Stream", `:exception-type`).
    fn event_errors(&mut self, members: &[&Member]) -> Vec<plan::ErrorVariant> {
        let targets: Vec<Reference> = members.iter().map(|member| member.target.clone()).collect();
        let mut variants = self.error_variants(&targets);
        for variant in &mut variants {
            variant.codes = members
                .iter()
                .filter(|member| self.names.type_name(member.target.target.name(), "") == variant.name)
                .map(|member| member.name.clone())
                .collect();
        }
        variants
    }

    fn structure(
        &mut self,
        shape: &Shape,
        owner: &str,
        name: plan::Ident,
        role: plan::Role,
        fallback: &str,
    ) -> plan::Structure {
        let members = self.model.members(&shape.id);
        let container = match role {
            plan::Role::Input => Container::Input,
            plan::Role::Type | plan::Role::Output { .. } | plan::Role::Error { .. } | plan::Role::Plain => {
                Container::Other
            }
        };
        let mut scope = Scope::default();
        let mut fields = Vec::new();
        for member in members {
            let field = self.field(shape, owner, container, member);
            let key = format!("{owner}${}", member.name);
            let taken = ["", "set_", "get_"];
            for prefix in taken {
                let method = names::fixed(&format!("{prefix}{}", field.name.stem()));
                scope.take(&method, &key, member.span, self.diagnostics);
            }
            fields.push(field);
        }
        let has = |presence| fields.iter().any(|field: &plan::Field| field.presence == presence);
        let builder_kind = match (has(plan::Presence::Required), has(plan::Presence::Defaulted)) {
            (true, _) => plan::BuilderKind::Fallible,
            (false, true) => plan::BuilderKind::Defaulting,
            (false, false) => plan::BuilderKind::Generic,
        };
        let mut docs = self.docs(shape.traits.documentation.as_deref());
        if docs.is_empty() {
            docs = fallback.to_owned();
        }
        plan::Structure {
            feature: None,
            module: names::type_module(&name),
            builder: names::fixed(&format!("{}Builder", name.stem())),
            name,
            builder_kind,
            docs,
            deprecated: deprecated(shape.traits.deprecated.as_ref()),
            fields,
            traits: self.document_traits(shape, &role),
            role,
        }
    }

    /// The traits of a structure that is a document: the root name of an input, or the required root name of an output.
    fn document_traits(&self, shape: &Shape, role: &plan::Role) -> String {
        let document = match role {
            plan::Role::Input => self.protocol.document(shape),
            plan::Role::Output { .. } => self.protocol.root(self.model, shape).into_iter().collect(),
            plan::Role::Type | plan::Role::Error { .. } | plan::Role::Plain => vec![],
        };
        let mut traits: String = document.iter().map(|wire_trait| format!(" {wire_trait}")).collect();
        if shape.traits.xml_unwrapped_output {
            traits.push_str(" @s3UnwrappedXmlOutput");
        }
        traits
    }

    pub(super) fn is_boxed(&self, shape: &Shape, member: &Member) -> bool {
        self.boxed.contains(&(shape.id.clone(), member.name.clone()))
    }

    fn field(&mut self, shape: &Shape, owner: &str, container: Container, member: &Member) -> plan::Field {
        let presence = match nullability::of_member(self.model, container, member) {
            Nullability::Required => plan::Presence::Required,
            Nullability::Defaulted => plan::Presence::Defaulted,
            Nullability::Optional => plan::Presence::Optional,
        };
        let mut ty = self.type_of(&member.target.target);
        if self.is_boxed(shape, member) {
            ty = plan::Type::Boxed(Box::new(ty));
        }
        let streaming = member.traits.streaming || self.model.shape(&member.target.target).traits.streaming;
        if streaming && ty == plan::Type::Blob {
            ty = plan::Type::ByteStream;
        }
        let target = self.model.shape(&member.target.target);
        if target.traits.event_stream {
            let (events, error) = (target.id.name(), self.names.type_name(target.id.name(), "Error"));
            let events = self.names.type_name(events, "");
            ty = match container {
                Container::Input => plan::Type::EventSender { events, error },
                Container::Other => plan::Type::EventReceiver { events, error },
            };
        }
        let mut schema = self.protocol.member(self.model, member);
        let sensitive = sensitivity::of_member(self.model, shape, member);
        if sensitive {
            schema.traits.push(WireTrait::flag("sensitive"));
        }
        // A required member is sent even if its value is the default of the service.
        let held = defaults::of_member(self.model, member).filter(|_| presence == plan::Presence::Defaulted);
        let argument = held.as_ref().and_then(default_text);
        if ty != plan::Type::ByteStream && held.is_some() && (!member.traits.required || argument.is_some()) {
            schema.traits.push(WireTrait { name: "default", argument });
        }
        self.check_default(container, member, presence);
        if member.traits.idempotency_token && container == Container::Input {
            schema.traits.push(WireTrait::flag("idempotencyToken"));
        }
        let optional = presence == plan::Presence::Optional;
        // Without a parameter of its query, a request could mean something else: another upload, or everything.
        let asked = container != Container::Input || schema.traits.iter().any(|it| it.name == "httpQuery");
        let default = held.and_then(|held| self.default_value(&member.target.target, held));
        if member.traits.required && (optional && asked || default.is_some()) {
            schema.traits.push(WireTrait::flag("required"));
        }
        let kind = match (container, &shape.traits.error) {
            (Container::Input, _) => names::Owner::Input,
            (Container::Other, Some(_)) => names::Owner::Error,
            (Container::Other, None) => names::Owner::Other,
        };
        let name = self.names.field(owner, &member.name, kind);
        let (set, get) = self.names.accessors(&name, owner, &member.name, kind);
        plan::Field {
            name,
            set,
            get,
            docs: self.member_docs(owner, member),
            deprecated: deprecated(member.traits.deprecated.as_ref()),
            ty,
            presence,
            default,
            sensitive,
            schema: schema.to_string(),
        }
    }

    /// Warns about a default that the member's type cannot hold.
    fn check_default(&mut self, container: Container, member: &Member, presence: plan::Presence) {
        let Some(default) = &member.traits.default else { return };
        if container == Container::Input
            || member.traits.client_optional
            || presence == plan::Presence::Defaulted
        {
            return;
        }
        let place = if let DefaultValue::Other(place) = default { *place } else { member.span };
        self.diagnostics.report(
            Diagnostic::warning(format!("the default of member `{}` is not supported", member.name))
                .at(place, "not a value of the member's type")
                .help("see the section on the `default` trait in the specification of Smithy"),
        );
    }

    fn default_value(&mut self, target: &ShapeId, held: Held<'_>) -> Option<plan::DefaultValue> {
        Some(match held {
            Held::Zero => return None,
            Held::True => plan::DefaultValue::True,
            Held::Integer(number) => plan::DefaultValue::Integer(number),
            Held::Float(number) => plan::DefaultValue::Float(number),
            Held::Text(text) => plan::DefaultValue::Text(text.to_owned()),
            Held::Node(node) => plan::DefaultValue::Node(node),
            Held::EnumValue(text) => {
                let ShapeKind::Enum { values } = &self.model.shape(target).kind else { return None };
                let value = values.iter().find(|value| value.value == text)?;
                plan::DefaultValue::Variant(self.names.variant(target.name(), text, value.name.as_deref()))
            }
        })
    }

    /// The documentation of a member: the model's, or else facts of the model; and its place on the wire, unless that follows from
    /// its name.
    fn member_docs(&mut self, owner: &str, member: &Member) -> String {
        let target = self.model.shape(&member.target.target);
        let mut docs = self.docs(member.traits.documentation.as_deref());
        if docs.is_empty() {
            docs = summary(&self.docs(target.traits.documentation.as_deref()));
        }
        if docs.is_empty() {
            docs = format!("The member {} of {}.", code(&member.name), code(owner));
            let constraints = constraints(self.model, member);
            if !constraints.is_empty() {
                docs.push_str(&format!(" {constraints}."));
            }
        }
        match place(member) {
            Some(place) => format!("{docs}\n\nOn the wire: {place}."),
            None => docs,
        }
    }
}

/// A default other than zero, in a schema line.
fn default_text(held: &Held<'_>) -> Option<String> {
    match held {
        Held::Zero => None,
        Held::True => Some("true".to_owned()),
        Held::Integer(number) => Some(number.to_string()),
        Held::Float(number) => Some(number.to_string()),
        Held::Text(text) | Held::EnumValue(text) => Some((*text).to_owned()),
        Held::Node(node) => Some(node.clone()),
    }
}

/// The kind of retry that an error allows: a variant of `ErrorKind`.
pub(super) fn retry(shape: &Shape) -> Option<plan::Ident> {
    let error = shape.traits.error.as_ref()?;
    Some(names::fixed(match (error.retryable?, error.server_fault) {
        (true, _) => "ThrottlingError",
        (false, true) => "ServerError",
        (false, false) => "ClientError",
    }))
}

/// Where a member travels, unless it is in the document body under its own name.
fn place(member: &Member) -> Option<String> {
    Some(match (&member.traits.http, &member.traits.json_name) {
        (Some(HttpBinding::Label), _) => format!("the label {} of the URI", code(&member.name)),
        (Some(HttpBinding::Query(name)), _) => format!("the query parameter {}", code(name)),
        (Some(HttpBinding::QueryParams), _) => "query parameters".to_owned(),
        (Some(HttpBinding::Header(name)), _) => format!("the header {}", code(name)),
        (Some(HttpBinding::PrefixHeaders(prefix)), _) => {
            if prefix.is_empty() {
                "headers".to_owned()
            } else {
                format!("headers that start with {}", code(prefix))
            }
        }
        (Some(HttpBinding::Payload), _) => "the body".to_owned(),
        (Some(HttpBinding::ResponseCode), _) => "the status code of the response".to_owned(),
        (None, Some(name)) => code(name),
        (None, None) => return None,
    })
}

/// The constraints on a value, as a sentence without its full stop.
fn constraints(model: &Model, member: &Member) -> String {
    let target = model.shape(&member.target.target);
    let mut parts = Vec::new();
    if member.traits.required {
        parts.push("required".to_owned());
    }
    let unit = match &target.kind {
        ShapeKind::List { .. } => " elements",
        ShapeKind::Map { .. } => " pairs",
        ShapeKind::Simple(crate::model::Simple::Blob) => " bytes",
        ShapeKind::Simple(crate::model::Simple::String) | ShapeKind::Enum { .. } => " characters",
        ShapeKind::Simple(_) | ShapeKind::Structure { .. } | ShapeKind::Union { .. } => "",
    };
    let amount = |number: f64| {
        if number == 1.0 {
            format!("{number}{}", unit.trim_end_matches('s'))
        } else {
            format!("{number}{unit}")
        }
    };
    parts.extend(target.traits.bounds.0.map(|min| format!("at least {}", amount(min))));
    parts.extend(target.traits.bounds.1.map(|max| format!("at most {}", amount(max))));
    if let Some(pattern) = &target.traits.pattern {
        parts.push(format!("matches {}", code(pattern)));
    }
    let text = parts.join(", ");
    text[..1.min(text.len())].to_uppercase() + text.get(1..).unwrap_or_default()
}
