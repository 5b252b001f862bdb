//! The traits of a JSON AST. Those of Smithy's own namespace are read without it.

use super::fields::{Fields, Reader};
use super::json::Node;
use crate::diagnostic::{Diagnostic, Span};
use crate::model::{
    DefaultValue, Deprecated, ErrorTrait, EventBinding, HttpBinding, MemberTraits, ShapeTraits,
    TimestampFormat,
};
use std::borrow::Cow;

/// Traits that are read in their valid places; elsewhere they have no effect. `smithy.api#` is left out.
const READ: &[&str] = &[
    "auth",
    "aws.api#clientDiscoveredEndpoint",
    "aws.api#clientEndpointDiscovery",
    "aws.api#service",
    "aws.auth#sigv4",
    "aws.auth#sigv4a",
    "aws.auth#unsignedPayload",
    "aws.protocols#awsJson1_0",
    "aws.protocols#awsJson1_1",
    "aws.protocols#awsQuery",
    "aws.protocols#awsQueryCompatible",
    "aws.protocols#awsQueryError",
    "aws.protocols#ec2Query",
    "aws.protocols#ec2QueryName",
    "aws.protocols#httpChecksum",
    "aws.protocols#restJson1",
    "aws.protocols#restXml",
    "clientOptional",
    "default",
    "deprecated",
    "documentation",
    "endpoint",
    "enum",
    "enumValue",
    "error",
    "eventHeader",
    "eventPayload",
    "examples",
    "http",
    "httpBearerAuth",
    "httpChecksumRequired",
    "httpError",
    "httpHeader",
    "httpLabel",
    "httpPayload",
    "httpPrefixHeaders",
    "httpQuery",
    "httpQueryParams",
    "httpResponseCode",
    "idempotencyToken",
    "jsonName",
    "length",
    "mediaType",
    "mixin",
    "optionalAuth",
    "paginated",
    "pattern",
    "range",
    "requestCompression",
    "required",
    "requiresLength",
    "retryable",
    "sensitive",
    "smithy.protocols#rpcv2Cbor",
    "smithy.rules#clientContextParams",
    "smithy.rules#contextParam",
    "smithy.rules#endpointBdd",
    "smithy.rules#endpointRuleSet",
    "smithy.rules#operationContextParams",
    "smithy.rules#staticContextParams",
    "smithy.waiters#waitable",
    "sparse",
    "streaming",
    "timestampFormat",
    "title",
    "trait",
    "xmlAttribute",
    "xmlFlattened",
    "xmlName",
    "xmlNamespace",
];

/// Traits, and namespaces of traits, that change nothing in a client, and why. Unsupported authentication schemes have
/// their own diagnostics.
const WITHOUT_EFFECT: &[(&str, &str)] = &[
    ("addedDefault", "`default` says it"),
    ("authDefinition", "for traits"),
    ("aws.api#arn", "about resources"),
    ("aws.api#arnReference", "about resources"),
    ("aws.api#clientEndpointDiscoveryId", "a client has one discovered endpoint, as the official ones have"),
    ("aws.api#controlPlane", "for people"),
    ("aws.api#data", "for people"),
    ("aws.api#dataPlane", "for people"),
    ("aws.api#tagEnabled", "about resources"),
    ("aws.api#taggable", "about resources"),
    ("aws.apigateway#*", "for servers"),
    ("aws.auth#cognitoUserPools", "for API Gateway"),
    ("aws.cloudformation#*", "about resources"),
    ("aws.cloudtrail#*", "for servers"),
    ("aws.customizations#s3UnwrappedXmlOutput", "of one operation of S3, in `transform/aws/s3.rs`"),
    ("aws.endpoints#*", "for those who write endpoint rules"),
    ("aws.iam#*", "for policies"),
    ("box", "upgraded to the absence of `default`"),
    ("cors", "for servers"),
    ("externalDocumentation", "documentation"),
    ("hostLabel", "labels of `endpoint` are found by their names"),
    ("idRef", "for traits"),
    ("idempotent", "nothing is retried because of it"),
    ("input", "for people"),
    ("internal", "for people"),
    ("nestedProperties", "about resources"),
    ("noReplace", "about resources"),
    ("notProperty", "about resources"),
    ("output", "for people"),
    ("private", "for those who write models"),
    ("property", "about resources"),
    ("protocolDefinition", "for traits"),
    ("readonly", "nothing is retried because of it"),
    ("recommended", "for people"),
    ("references", "about resources"),
    ("resourceIdentifier", "about resources"),
    ("since", "for people"),
    ("smithy.openapi#*", "for OpenAPI"),
    ("smithy.rules#bdd", "the name that `endpointBdd` had"),
    ("smithy.rules#endpointTests", "tests"),
    ("smithy.test#*", "tests"),
    ("suppress", "for those who write models"),
    ("tags", "for people"),
    ("traitValidators", "for traits"),
    ("uniqueItems", "the server checks it"),
    ("unitType", "for the prelude"),
    ("unstable", "for people"),
];

/// Whether this is a trait that the generator knows; `smithy.api#` is left out.
pub(super) fn is_known_trait(name: &str) -> bool {
    READ.contains(&name) || WITHOUT_EFFECT.iter().any(|(known, _)| *known == name)
}

/// Whether a trait changes nothing in a client.
fn without_effect(id: &str) -> bool {
    WITHOUT_EFFECT.iter().any(|(row, _)| match row.strip_suffix('*') {
        Some(namespace) => id.starts_with(namespace),
        None => *row == id,
    })
}

impl Reader<'_> {
    /// The traits of a shape or member.
    pub(super) fn traits<'a>(&mut self, fields: &mut Fields<'a>) -> Fields<'a> {
        let span = fields.span;
        let traits = fields.take("traits").and_then(|entry| self.fields("`traits`", entry.value));
        let mut traits = traits.unwrap_or(Fields { span, entries: vec![] });
        for entry in &mut traits.entries {
            if let Some(name) = entry.key.strip_prefix("smithy.api#") {
                entry.key = Cow::Owned(name.to_owned());
            }
        }
        traits
    }

    /// Warns about traits of Smithy and AWS that were not read, unless they have no effect.
    pub(super) fn finish_traits(&mut self, traits: Fields<'_>) {
        for entry in traits.entries {
            let id = &*entry.key;
            // Traits of other namespaces are data (Smithy, "Traits").
            let official = !id.contains('#') || id.starts_with("smithy.") || id.starts_with("aws.");
            if !official || without_effect(id) {
                continue;
            }
            let (text, label) = if READ.contains(&id) {
                (format!("the trait `{id}` has no effect here"), "not where it is read")
            } else {
                (format!("unknown trait `{}`", id.escape_debug()), "not known to this version")
            };
            self.diagnostics.report(
                Diagnostic::warning(text)
                    .at(entry.key_span, label)
                    .help("it has no effect; report it if it should have one"),
            );
        }
    }

    pub(super) fn ast_shape_traits(&mut self, mut traits: Fields<'_>, union: bool) -> ShapeTraits {
        let bounds = traits.take("length").or_else(|| traits.take("range"));
        let bounds =
            self.within(bounds, |this, bounds| (this.number(bounds, "min"), this.number(bounds, "max")));
        let bounds = bounds.unwrap_or_default();
        // Members that target the shape must repeat it (Smithy, "`default` trait").
        traits.take("default");
        let streaming = traits.take("streaming").is_some();
        let read = ShapeTraits {
            documentation: self.string(&mut traits, "documentation"),
            sensitive: traits.take("sensitive").is_some(),
            sparse: traits.take("sparse").is_some(),
            timestamp_format: self.ast_timestamp_format(&mut traits),
            xml_name: self.string(&mut traits, "xmlName"),
            xml_namespace: self.xml_namespace(&mut traits),
            xml_unwrapped_output: false,
            xml_any_root: false,
            streaming: streaming && !union,
            requires_length: traits.take("requiresLength").is_some(),
            event_stream: streaming && union,
            error: self.ast_error(&mut traits),
            bounds,
            pattern: self.string(&mut traits, "pattern"),
            media_type: self.string(&mut traits, "mediaType"),
            deprecated: self.ast_deprecated(&mut traits),
        };
        self.finish_traits(traits);
        read
    }

    pub(super) fn ast_member_traits(&mut self, mut traits: Fields<'_>) -> MemberTraits {
        let default = traits.take("default").and_then(|entry| default_value(entry.value));
        let mut read = MemberTraits {
            documentation: self.string(&mut traits, "documentation"),
            required: traits.take("required").is_some(),
            client_optional: traits.take("clientOptional").is_some(),
            default,
            http: self.http_binding(&mut traits),
            json_name: self.string(&mut traits, "jsonName"),
            xml_name: self.string(&mut traits, "xmlName"),
            ec2_query_name: self.string(&mut traits, "aws.protocols#ec2QueryName"),
            xml_namespace: self.xml_namespace(&mut traits),
            xml_attribute: traits.take("xmlAttribute").is_some(),
            xml_flattened: traits.take("xmlFlattened").is_some(),
            idempotency_token: traits.take("idempotencyToken").is_some(),
            event: {
                let header = traits.take("eventHeader").map(|_| EventBinding::Header);
                traits.take("eventPayload").map(|_| EventBinding::Payload).or(header)
            },
            timestamp_format: self.ast_timestamp_format(&mut traits),
            deprecated: self.ast_deprecated(&mut traits),
            ..MemberTraits::default()
        };
        read.context_param = self.context_param(traits.take("smithy.rules#contextParam"));
        for past in ["length", "range", "pattern", "sensitive", "enumValue"] {
            traits.take(past);
        }
        self.finish_traits(traits);
        read
    }

    fn http_binding(&mut self, traits: &mut Fields<'_>) -> Option<HttpBinding> {
        for (key, binding) in [
            ("httpLabel", HttpBinding::Label),
            ("httpQueryParams", HttpBinding::QueryParams),
            ("httpPayload", HttpBinding::Payload),
            ("httpResponseCode", HttpBinding::ResponseCode),
        ] {
            if traits.take(key).is_some() {
                return Some(binding);
            }
        }
        if let Some(name) = self.string(traits, "httpQuery") {
            return Some(HttpBinding::Query(name));
        }
        if let Some(name) = self.string(traits, "httpHeader") {
            return Some(HttpBinding::Header(name));
        }
        self.string(traits, "httpPrefixHeaders").map(HttpBinding::PrefixHeaders)
    }

    fn ast_error(&mut self, traits: &mut Fields<'_>) -> Option<ErrorTrait> {
        let fault = self.string(traits, "error");
        let status = self.number(traits, "httpError");
        let (mut code, mut query_status) = (None, None);
        self.within(traits.take("aws.protocols#awsQueryError"), |this, query| {
            code = this.string(query, "code");
            query_status = this.number(query, "httpResponseCode");
        });
        let retryable = self.flag(traits.take("retryable"), "throttling");
        let status_code = status.or(query_status).map(|code| code as u16);
        Some(ErrorTrait { server_fault: fault? == "server", status_code, code, retryable })
    }

    pub(super) fn ast_deprecated(&mut self, traits: &mut Fields<'_>) -> Option<Deprecated> {
        self.within(traits.take("deprecated"), |this, deprecated| Deprecated {
            message: this.string(deprecated, "message"),
            since: this.string(deprecated, "since"),
        })
    }

    fn ast_timestamp_format(&mut self, traits: &mut Fields<'_>) -> Option<TimestampFormat> {
        let entry = traits.take("timestampFormat")?;
        let text = self.string_value("timestampFormat", entry.value)?;
        let formats = [TimestampFormat::DateTime, TimestampFormat::EpochSeconds, TimestampFormat::HttpDate];
        let known = formats.into_iter().find(|format| format.name() == text);
        if known.is_none() {
            self.unknown_format(&text, entry.value.span());
        }
        known
    }

    fn unknown_format(&mut self, text: &str, span: Span) {
        self.diagnostics.report(
            Diagnostic::error(format!("unknown timestamp format `{}`", text.escape_debug()))
                .at(span, "no such format")
                .help("the formats are `date-time`, `http-date` and `epoch-seconds`"),
        );
    }
}

/// The value of a `default`; `null` removes the default of the target.
fn default_value(node: Node<'_>) -> Option<DefaultValue> {
    Some(match (node.boolean(), node.number(), node.string()) {
        (Some(true), ..) => DefaultValue::True,
        (Some(false), ..) => DefaultValue::False,
        (_, Some(_), _) => DefaultValue::Number(node.raw().to_owned()),
        (.., Some(text)) => DefaultValue::Text(text),
        (None, None, None) if node.raw() == "null" => return None,
        (None, None, None) if node.array().is_some_and(|all| all.is_empty()) => DefaultValue::EmptyList,
        (None, None, None) if node.object().is_some_and(|all| all.is_empty()) => DefaultValue::EmptyMap,
        (None, None, None) => DefaultValue::Other(node.span()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trait_has_one_row() {
        let rows: Vec<&str> = WITHOUT_EFFECT.iter().map(|(row, _)| *row).collect();
        assert!(READ.is_sorted() && rows.is_sorted());
        assert!(READ.iter().all(|id| !without_effect(id)), "read and without effect");
    }
}
