//! The service of a JSON AST: its names, protocols and ways to authenticate.

use super::fields::{Fields, Reader};
use super::smithy_mixins::Definition;
use crate::diagnostic::Span;
use crate::model::{Auth, Feature, Service};

/// The traits that say which protocols a service speaks, and the names of these.
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
        // It may have none (Smithy, "Service").
        let api_version = self.string(fields, "version").unwrap_or_default();
        fields.take("resources");
        let mut protocols = Vec::new();
        for (trait_, name) in PROTOCOLS {
            protocols.extend(traits.take(trait_).map(|entry| ((*name).to_owned(), entry.key_span)));
        }
        let query_compatible = traits.take("aws.protocols#awsQueryCompatible").is_some();
        let mut of_aws = match traits.take("aws.api#service") {
            Some(entry) => self.fields("`aws.api#service`", entry.value)?,
            None => Fields { span: definition.key_span, entries: vec![] },
        };
        let id = self.string(&mut of_aws, "sdkId").unwrap_or_else(|| name.clone());
        let lower = id.to_lowercase().replace(' ', "-");
        let arn_namespace = self.string(&mut of_aws, "arnNamespace").unwrap_or_else(|| lower.clone());
        let endpoint_prefix = self.string(&mut of_aws, "endpointPrefix").unwrap_or(arn_namespace);
        let uid = self.string(&mut of_aws, "docId");
        let (signing_name, auth, features) = self.ast_auth(&mut traits, definition.key_span);
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
            id,
            uid: uid.or_else(|| (!api_version.is_empty()).then(|| format!("{lower}-{api_version}"))),
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

    /// The name that requests are signed for, and the ways to authenticate.
    fn ast_auth(
        &mut self,
        traits: &mut Fields<'_>,
        span: Span,
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
        if traits.take("httpBearerAuth").is_some() {
            known.push(Auth::BearerToken);
        }
        for other in ["httpApiKeyAuth", "httpBasicAuth", "httpDigestAuth"] {
            others.extend(traits.take(other).map(|entry| (Feature::SpecialAuth, entry.key_span)));
        }
        if let Some(entry) = traits.take("auth") {
            let (order, _) = self.listed_auth(&entry);
            let place = |auth: &Auth| order.iter().position(|listed| listed == auth);
            known.retain(|auth| place(auth).is_some());
            known.sort_by_key(place);
        }
        if known.is_empty() && others.is_empty() {
            others.push((Feature::SpecialAuth, span));
        }
        // One that is supported is enough.
        others.retain(|_| known.is_empty());
        (signing_name, known, others)
    }
}
