//! The service of a JSON AST: its names, protocols and authentication schemes.

use super::fields::{Fields, Reader};
use super::json::Entry;
use super::smithy_mixins::Definition;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Span;
use crate::model::{ApiKey, Auth, Feature, Service, is_token};

/// The traits of protocols, and the names of the protocols.
const PROTOCOLS: &[(&str, &str)] = &[
    ("smithy.protocols#rpcv2Cbor", "smithy-rpc-v2-cbor"),
    ("aws.protocols#awsJson1_0", "json-1.0"),
    ("aws.protocols#awsJson1_1", "json-1.1"),
    ("aws.protocols#restJson1", "rest-json"),
    ("aws.protocols#restXml", "rest-xml"),
    ("aws.protocols#awsQuery", "query"),
    ("aws.protocols#ec2Query", "ec2"),
];

impl Reader<'_> {
    pub(super) fn ast_service(
        &mut self,
        definition: &Definition<'_>,
        fields: &mut Fields<'_>,
        mut traits: Fields<'_>,
    ) -> Option<Service> {
        let (_, name) = self.shape_id(&definition.id, definition.key_span)?;
        // The version is optional (Smithy, "Service").
        let api_version = self.string(fields, "version").unwrap_or_default();
        fields.take("resources");
        let mut protocols = Vec::new();
        for (trait_, name) in PROTOCOLS {
            protocols.extend(traits.take(trait_).map(|entry| ((*name).to_owned(), entry.key_span)));
        }
        let query_compatible = traits.take("aws.protocols#awsQueryCompatible").is_some();
        let names = traits.take("aws.api#service");
        let of_aws = names.is_some();
        let mut names = match names {
            Some(entry) => self.fields("`aws.api#service`", entry.value)?,
            None => Fields { span: definition.key_span, entries: vec![] },
        };
        let id = self.string(&mut names, "sdkId").unwrap_or_else(|| name.clone());
        let lower = id.to_lowercase().replace(' ', "-");
        let arn_namespace = self.string(&mut names, "arnNamespace").unwrap_or_else(|| lower.clone());
        let endpoint_prefix = self.string(&mut names, "endpointPrefix").unwrap_or(arn_namespace);
        let uid = self.string(&mut names, "docId");
        let api_key = traits.take("httpApiKeyAuth").and_then(|entry| self.api_key(&entry));
        let (signing_name, auth, features) = self.ast_auth(&mut traits, api_key.is_some());
        let client_context_params =
            traits.take("smithy.rules#clientContextParams").map_or_else(Vec::new, |entry| {
                self.entries(&entry)
                    .into_iter()
                    .map(|entry| (entry.key.to_string(), entry.key_span))
                    .collect()
            });
        let named = protocols.iter().any(|(name, _)| name.starts_with("json") || name.contains("cbor"));
        let service = Service {
            full_name: self.string(&mut traits, "title").unwrap_or_else(|| id.clone()),
            of_aws,
            api_key,
            id,
            uid: uid
                .or_else(|| (of_aws && !api_version.is_empty()).then(|| format!("{lower}-{api_version}"))),
            api_version,
            signs_plain_path: signing_name.as_deref() == Some("s3"),
            signing_name: signing_name.unwrap_or_else(|| endpoint_prefix.clone()),
            endpoint_prefix,
            protocols,
            target_prefix: named.then_some(name),
            xml_namespace: self.xml_namespace(&mut traits),
            query_compatible,
            auth,
            client_context_params,
            documentation: self.string(&mut traits, "documentation"),
            deprecated: self.ast_deprecated(&mut traits),
            features,
            span: definition.key_span,
        };
        self.finish_traits(traits);
        Some(service)
    }

    /// The name that requests are signed for, and the authentication schemes.
    fn ast_auth(
        &mut self,
        traits: &mut Fields<'_>,
        takes_api_key: bool,
    ) -> (Option<String>, Vec<Auth>, Vec<(Feature, Span)>) {
        let mut signing_name = None;
        let (mut known, mut others) = (Vec::new(), Vec::new());
        if let Some(entry) = traits.take("aws.auth#sigv4") {
            known.push(Auth::SignatureV4);
            signing_name = self.within(Some(entry), |this, sigv4| this.string(sigv4, "name")).flatten();
        }
        if let Some(entry) = traits.take("aws.auth#sigv4a") {
            known.push(Auth::SignatureV4a);
            let name = self.within(Some(entry), |this, sigv4a| this.string(sigv4a, "name")).flatten();
            signing_name = signing_name.or(name);
        }
        // The other schemes are in the order of their names (Smithy, "`auth` trait").
        if takes_api_key {
            known.push(Auth::ApiKey);
        }
        if traits.take("httpBasicAuth").is_some() {
            known.push(Auth::Basic);
        }
        if traits.take("httpBearerAuth").is_some() {
            known.push(Auth::BearerToken);
        }
        others.extend(traits.take("httpDigestAuth").map(|entry| (Feature::SpecialAuth, entry.key_span)));
        if let Some(entry) = traits.take("auth") {
            let (order, _) = self.listed_auth(&entry);
            let place = |auth: &Auth| order.iter().position(|listed| listed == auth);
            known.retain(|auth| place(auth).is_some());
            known.sort_by_key(place);
        }
        // One supported scheme is enough. A service without schemes is not authenticated.
        others.retain(|_| known.is_empty());
        if known.is_empty() {
            known.push(Auth::NoAuth);
        }
        (signing_name, known, others)
    }

    /// Smithy's `httpApiKeyAuth`.
    fn api_key(&mut self, entry: &Entry<'_>) -> Option<ApiKey> {
        let mut fields = self.fields("`httpApiKeyAuth`", entry.value)?;
        let name = self.required_string(&mut fields, "name");
        let place = self.required(&mut fields, "in");
        let scheme = fields.take("scheme");
        let span = scheme.as_ref().map(|entry| entry.key_span);
        let scheme = scheme.and_then(|entry| self.string_value("scheme", entry.value));
        self.finish(fields);
        let (name, place) = (name?, place?);
        match (self.string_value("in", place.value)?.as_str(), span) {
            ("header", _) if !is_token(&name) => {
                let error =
                    Diagnostic::error(format!("`{}` is not the name of a header", name.escape_debug()));
                self.diagnostics.report(error.at(entry.value.span(), "cannot be sent"));
                None
            }
            ("header", _) => Some(ApiKey::Header(name, scheme)),
            ("query", None) => Some(ApiKey::Query(name)),
            ("query", Some(span)) => {
                let error = Diagnostic::error("an API key in the query has no scheme");
                self.diagnostics.report(error.at(span, "must not be there"));
                None
            }
            _ => {
                let error = Diagnostic::error("an API key is sent in a header or in the query");
                self.diagnostics.report(error.at(place.value.span(), "must be `\"header\"` or `\"query\"`"));
                None
            }
        }
    }
}
