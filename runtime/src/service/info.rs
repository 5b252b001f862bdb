//! The facts about a service in generated code.

use super::customization::Customization;
use super::scheme::Auth;
use crate::endpoint::ServiceEndpoint;
use aws_smithy_schema::protocol::SharedClientProtocol;
use std::fmt;

/// The constant facts about a service; there is one such constant per generated crate.
#[derive(Debug)]
pub struct ServiceInfo {
    /// The service id of the model, for example `Cognito Sync`.
    pub id: &'static str,
    /// The service id in lower case without spaces, as the user agent and retry partitions use it.
    pub name: &'static str,
    /// Whether it is AWS's, whose requests have headers about the client, the attempts and the caller.
    pub of_aws: bool,
    /// The package, for example `aws-sdk-cognitosync`.
    pub package: &'static str,
    /// The version of the package.
    pub version: &'static str,
    /// The name that requests are signed for.
    pub signing_name: &'static str,
    /// The protocol of the service.
    pub protocol: fn() -> SharedClientProtocol,
    /// The name of the service in requests of the JSON and CBOR protocols.
    pub shape_name: &'static str,
    /// The version of the API, for example `2014-06-30`.
    pub api_version: &'static str,
    /// The namespace of XML documents; empty if there is none.
    pub xml_namespace: &'static str,
    /// Whether requests ask for the error codes of the Query protocol (Smithy, `awsQueryCompatible`).
    pub query_compatible: bool,
    /// Whether paths are signed as they are sent, and the digest of the body is sent too, as S3 has it.
    pub signs_plain_path: bool,
    /// How calls are authenticated, the preferred way first.
    pub auth: &'static [Auth],
    /// Operations with other authentication schemes, by name.
    pub operation_auth: &'static [(&'static [&'static str], &'static [Auth])],
    /// The customization of the service.
    pub customization: Customization,
}

impl ServiceInfo {
    /// How an operation is authenticated, the preferred way first.
    pub(crate) fn auth_of(&self, operation: &str) -> &'static [Auth] {
        let mut others = self.operation_auth.iter();
        others.find(|(names, _)| names.contains(&operation)).map_or(self.auth, |(_, auth)| auth)
    }

    /// The ways to authenticate that the service or an operation lists.
    pub(crate) fn all_auth(&self) -> impl Iterator<Item = Auth> {
        let others = self.operation_auth.iter().flat_map(|(_, auth)| auth.iter());
        self.auth.iter().chain(others).copied()
    }
}

/// A service: the marker type that keeps the configuration types of different crates apart.
#[doc(hidden)]
pub trait Service: ServiceEndpoint + fmt::Debug + Send + Sync + 'static {
    /// The facts of the service.
    const INFO: ServiceInfo;
}
