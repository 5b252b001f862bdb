//! The constant facts about a service.

use super::context::Lowering;
use super::{docs, endpoint_rules, names};
use crate::diagnostic::Diagnostic;
use crate::knowledge::discovery::endpoint_operation;
use crate::model::{ApiKey, Auth};
use crate::plan::{self, Given};
use crate::protocol::Protocol;

/// The client context parameters that the runtime has settings for.
const SETTINGS: &[&str] = &[
    "Accelerate",
    "DisableMultiRegionAccessPoints",
    "DisableS3ExpressSessionAuth",
    "ForcePathStyle",
    "UseArnRegion",
];

/// The feature of signature version 4A, as in the official crates.
const SIGV4A: &str = "sigv4a";

impl Lowering<'_> {
    pub(super) fn service(&mut self) -> plan::Service {
        let endpoint_params = self.endpoint_params();
        let client_context_params = self.client_context_params(&endpoint_params);
        let settings = self.settings();
        let endpoint_operation = self.endpoint_operation();
        let service = &self.model.service;
        let xml = matches!(self.protocol, Protocol::RestXml | Protocol::AwsQuery | Protocol::Ec2Query);
        let xml_namespace = service.xml_namespace.as_ref().filter(|_| xml);
        plan::Service {
            of_aws: service.of_aws,
            title: self.title.clone(),
            id: service.id.clone(),
            name: service.id.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase(),
            signing_name: service.signing_name.clone(),
            operation_auth: self.operation_auth(),
            endpoint_params,
            client_context_params,
            endpoint_rules: endpoint_rules::text(&self.model.endpoint_rules),
            protocol: names::fixed(match self.protocol {
                Protocol::RpcV2Cbor => "rpc_v2_cbor",
                Protocol::AwsJson1_0 => "aws_json_1_0",
                Protocol::AwsJson1_1 => "aws_json_1_1",
                Protocol::RestJson1 => "rest_json_1",
                Protocol::RestXml => "rest_xml",
                Protocol::AwsQuery => "aws_query",
                Protocol::Ec2Query => "ec2_query",
            }),
            shape_name: service.target_prefix.clone().unwrap_or_else(|| service.id.replace(' ', "")),
            api_version: service.api_version.clone(),
            xml_namespace: xml_namespace.map_or_else(String::new, |xml| xml.uri.clone()),
            query_compatible: service.query_compatible && self.protocol != Protocol::AwsQuery,
            extended_request_id: self.extended_request_id(),
            signs_plain_path: service.signs_plain_path,
            customization: self.customized.and_then(|row| row.constant).map(names::fixed),
            auth_token: self.customized.and_then(|row| row.auth_token).map(names::fixed),
            auth: self.auth(&service.auth),
            default_features: if self.model.auth().contains(&Auth::SignatureV4a) {
                vec![SIGV4A]
            } else {
                vec![]
            },
            endpoint_operation,
            settings,
            given: self.given(),
            config_modules: self.config_modules(),
            runtime_features: self.runtime_features(),
        }
    }

    /// The operations whose authentication differs from that of the service, by their authentication.
    fn operation_auth(&self) -> Vec<(Vec<plan::Auth>, Vec<String>)> {
        let mut groups: Vec<(&[Auth], Vec<String>)> = Vec::new();
        for operation in self.model.operations.values() {
            let Some(auth) = operation.auth.as_ref().filter(|auth| **auth != self.model.service.auth) else {
                continue;
            };
            match groups.iter_mut().find(|(known, _)| known == auth) {
                Some((_, names)) => names.push(operation.name.clone()),
                None => groups.push((auth, vec![operation.name.clone()])),
            }
        }
        groups.into_iter().map(|(auth, names)| (self.auth(auth), names)).collect()
    }

    fn auth(&self, auth: &[Auth]) -> Vec<plan::Auth> {
        let auth = auth.iter().map(|auth| match (auth, &self.model.service.api_key) {
            (Auth::ApiKey, Some(ApiKey::Header(name, scheme))) => {
                plan::Auth::ApiKeyInHeader(name.clone(), scheme.clone().unwrap_or_default())
            }
            (Auth::ApiKey, Some(ApiKey::Query(name))) => plan::Auth::ApiKeyInQuery(name.clone()),
            (named, _) => plan::Auth::Named(names::fixed(&format!("{named:?}"))),
        });
        auth.collect()
    }

    /// The modules of the runtime's configuration with the types that authentication schemes need.
    fn config_modules(&self) -> Vec<plan::Ident> {
        let auth = self.model.auth();
        let modules =
            [(Auth::ApiKey, "api_key"), (Auth::Basic, "basic"), (Auth::BearerToken, "bearer")].into_iter();
        modules.filter(|(needs, _)| auth.contains(needs)).map(|(_, module)| names::fixed(module)).collect()
    }

    /// The parts of the runtime that are left out of crates which do not need them.
    fn runtime_features(&self) -> Vec<&'static str> {
        let mut features = match self.protocol {
            Protocol::RpcV2Cbor => vec!["cbor"],
            Protocol::AwsJson1_0 | Protocol::AwsJson1_1 | Protocol::RestJson1 => vec![],
            Protocol::RestXml => vec!["xml"],
            Protocol::AwsQuery | Protocol::Ec2Query => vec!["query"],
        };
        if self.model.shapes.values().any(|shape| shape.traits.event_stream) {
            features.push("event-stream");
        }
        let mut operations = self.model.operations.values();
        if operations.clone().any(|operation| operation.checksum.is_some()) {
            features.push("checksums");
        }
        if operations.any(|operation| !operation.compression.is_empty()) {
            features.push("compression");
        }
        if self.model.auth().contains(&Auth::SignatureV2) {
            features.push("signature-v2");
        }
        if endpoint_operation(self.model).is_some() {
            features.push("endpoint-discovery");
        }
        features.extend(self.customized.into_iter().flat_map(|row| row.features));
        features
    }

    fn endpoint_operation(&mut self) -> Option<(plan::Ident, Option<String>)> {
        let module = self.names.operation_module(&endpoint_operation(self.model)?.name);
        let feature = self.feature(&module);
        Some((module, feature))
    }

    /// The settings of a client whose service is not AWS's; clients of AWS take them from their environment.
    fn given(&self) -> Vec<Given> {
        if self.model.service.of_aws {
            return vec![];
        }
        let auth = self.model.auth();
        let signed = auth.iter().any(|auth| auth.is_signature());
        let mut parameters = self.model.endpoint_rules.parameters.iter();
        let in_region =
            signed || parameters.any(|parameter| parameter.built_in.as_deref() == Some("AWS::Region"));
        let all = [
            (Given::ApiKey, auth.contains(&Auth::ApiKey)),
            (Given::BasicAuthLogin, auth.contains(&Auth::Basic)),
            (Given::BearerToken, auth.contains(&Auth::BearerToken)),
            (Given::Credentials, signed),
            (Given::Region, in_region),
        ];
        all.into_iter().filter(|(_, wanted)| *wanted).map(|(given, _)| given).collect()
    }

    /// The settings of clients that only some services have, as traits of the runtime.
    fn settings(&mut self) -> Vec<plan::Ident> {
        let params = &self.model.service.client_context_params;
        let operations = self.model.operations.values();
        let auth = self.model.auth();
        let mut settings = Vec::new();
        if self.model.service.of_aws {
            settings.push(names::fixed("OfAws"));
        }
        let given = self.given();
        for (needs, setting) in [(Given::Region, "HasRegion"), (Given::Credentials, "HasCredentials")] {
            if given.contains(&needs) {
                settings.push(names::fixed(setting));
            }
        }
        if operations.clone().any(|operation| operation.checksum.is_some()) {
            settings.push(names::fixed("HasChecksums"));
        }
        if operations.clone().any(|operation| !operation.compression.is_empty()) {
            settings.push(names::fixed("HasRequestCompression"));
        }
        let members =
            operations.flat_map(|operation| &operation.input).map(|input| self.model.members(&input.target));
        if members.flatten().any(|member| member.traits.idempotency_token) {
            settings.push(names::fixed("HasIdempotencyTokens"));
        }
        settings
            .extend(self.customized.into_iter().flat_map(|row| row.settings).map(|name| names::fixed(name)));
        if auth.contains(&Auth::ApiKey) {
            settings.push(names::fixed("HasApiKey"));
        }
        if auth.contains(&Auth::Basic) {
            settings.push(names::fixed("HasBasicAuth"));
        }
        if auth.contains(&Auth::BearerToken) {
            settings.push(names::fixed("HasBearerToken"));
        }
        if auth.contains(&Auth::SignatureV4a) {
            settings.push(names::fixed("HasSigningRegionSet"));
        }
        if self.has_account_id_endpoint_mode() {
            settings.push(names::fixed("HasAccountIdEndpointMode"));
        }
        let known = params.iter().filter(|(name, _)| SETTINGS.contains(&name.as_str()));
        settings.extend(known.map(|(name, _)| names::fixed(&format!("Has{name}"))));
        settings
    }

    /// The endpoint parameters that are client context parameters without a setting in the runtime.
    fn client_context_params(&mut self, endpoint_params: &[plan::EndpointParam]) -> Vec<plan::ContextParam> {
        let mut params = Vec::new();
        for (name, span) in &self.model.service.client_context_params {
            if SETTINGS.contains(&name.as_str()) {
                continue;
            }
            let mut of_rules = self.model.endpoint_rules.parameters.iter().zip(endpoint_params);
            match of_rules.find(|(parameter, _)| parameter.name == *name && parameter.built_in.is_none()) {
                Some((_, param)) => {
                    params.push(plan::ContextParam { wire_name: name.clone(), param: param.clone() });
                }
                None => {
                    self.diagnostics.report(
                        Diagnostic::warning(format!("no endpoint depends on the setting `{name}`"))
                            .at(*span, "left out")
                            .help("give the endpoint rules a parameter of this name"),
                    );
                }
            }
        }
        params
    }

    pub(super) fn crate_docs(&self) -> String {
        let service = &self.model.service;
        let mut docs = self.docs(service.documentation.as_deref());
        if docs.is_empty() {
            docs = docs::plain(&self.title);
            if !service.api_version.is_empty() {
                docs.push_str(&format!(", API version {}", docs::plain(&service.api_version)));
            }
            docs.push('.');
        }
        docs
    }
}
