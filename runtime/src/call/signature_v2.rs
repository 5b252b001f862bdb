//! Signature version 2, as SimpleDB and Import/Export require it: additional parameters in the form that is the body.
//!
//! It signs the method, the host, the path and the sorted parameters (AWS, "Signature Version 2 signing process"). No
//! published crate has it.

use crate::service::SIGNATURE_V2;
use aws_credential_types::Credentials;
use aws_runtime::auth::sigv4;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::{AuthScheme, AuthSchemeEndpointConfig, AuthSchemeId, Sign};
use aws_smithy_runtime_api::client::identity::{Identity, SharedIdentityResolver};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::{GetIdentityResolver, RuntimeComponents};
use aws_smithy_schema::http_protocol::percent_encode;
use aws_smithy_types::base64;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::date_time::{DateTime, Format};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

#[derive(Debug)]
pub(super) struct SignatureV2;

impl AuthScheme for SignatureV2 {
    fn scheme_id(&self) -> AuthSchemeId {
        SIGNATURE_V2
    }

    /// The credentials are the same as for version 4.
    fn identity_resolver(&self, resolvers: &dyn GetIdentityResolver) -> Option<SharedIdentityResolver> {
        resolvers.identity_resolver(sigv4::SCHEME_ID)
    }

    fn signer(&self) -> &dyn Sign {
        self
    }
}

impl Sign for SignatureV2 {
    fn sign_http_request(
        &self,
        request: &mut HttpRequest,
        identity: &Identity,
        _: AuthSchemeEndpointConfig<'_>,
        components: &RuntimeComponents,
        _: &ConfigBag,
    ) -> Result<(), BoxError> {
        let credentials = identity.data::<Credentials>().ok_or("no credentials to sign with")?;
        let now = components.time_source().unwrap_or_default().now();
        let body = request.body().bytes().ok_or("a body that is streamed cannot be signed")?;
        let form =
            signed(request.method(), request.uri(), std::str::from_utf8(body)?, credentials, now.into())?;
        request.headers_mut().insert("content-length", form.len().to_string());
        *request.body_mut() = SdkBody::from(form);
        Ok(())
    }
}

/// A form with its signature.
fn signed(
    method: &str,
    uri: &str,
    form: &str,
    credentials: &Credentials,
    now: DateTime,
) -> Result<String, BoxError> {
    let (_, rest) = uri.split_once("://").ok_or("the endpoint has no scheme")?;
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let path = path.split('?').next().filter(|path| !path.is_empty()).unwrap_or("/");
    let now = DateTime::from_secs(now.secs()).fmt(Format::DateTime)?;
    let added = [
        ("AWSAccessKeyId", Some(credentials.access_key_id())),
        ("SignatureVersion", Some("2")),
        ("SignatureMethod", Some("HmacSHA256")),
        ("Timestamp", Some(now.as_str())),
        ("SecurityToken", credentials.session_token()),
    ];
    let added = added.into_iter().filter_map(|(key, value)| Some((key, percent_encode(value?))));
    let mut parameters: Vec<(&str, String)> = form
        .split('&')
        .filter_map(|parameter| parameter.split_once('='))
        .map(|(key, value)| (key, value.to_owned()))
        .chain(added)
        .collect();
    parameters.sort();
    let form: Vec<String> = parameters.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
    let form = form.join("&");
    let text = format!("{method}\n{}\n{path}\n{form}", host.to_lowercase());
    let mut mac = Hmac::<Sha256>::new_from_slice(credentials.secret_access_key().as_bytes())?;
    mac.update(text.as_bytes());
    let signature = base64::encode(mac.finalize().into_bytes());
    Ok(format!("{form}&Signature={}", percent_encode(&signature)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_signed_as_botocore_signs_it() {
        let form = "Action=Select&Version=2009-04-15&SelectExpression=select%20%2A%20from%20%60a~b%60\
                    &Item.10.Name=z&Item.2.Name=y";
        let credentials =
            Credentials::new("AKIDEXAMPLE", "a+secret", Some("to/ken".to_owned()), None, "test");
        let now = DateTime::from_secs_and_nanos(1_317_655_170, 5);
        let signed = signed("POST", "https://SDB.amazonaws.com/", form, &credentials, now).expect("a form");
        assert_eq!(
            signed,
            "AWSAccessKeyId=AKIDEXAMPLE&Action=Select&Item.10.Name=z&Item.2.Name=y&SecurityToken=to%2Fken\
             &SelectExpression=select%20%2A%20from%20%60a~b%60&SignatureMethod=HmacSHA256&SignatureVersion=2\
             &Timestamp=2011-10-03T15%3A19%3A30Z&Version=2009-04-15\
             &Signature=6rmPrgdVas0PuikyVJCII7z3xsWmuTAcGy%2B4C1hI5CA%3D"
        );
    }
}
