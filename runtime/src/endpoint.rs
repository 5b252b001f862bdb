//! Endpoints: the one that is configured, or the standard one of a region.
//!
//! A service's own endpoint rules are not evaluated yet: a region or option that the standard form does not
//! cover is an error that asks for `endpoint_url`, never a guess.

use crate::client::ServiceInfo;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::endpoint::{EndpointFuture, EndpointResolverParams, ResolveEndpoint};
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;
use aws_types::endpoint_config::{EndpointUrl, UseDualStack, UseFips};
use aws_types::region::Region;

/// What an endpoint depends on.
#[derive(Clone, Debug, Default)]
struct Params {
    region: Option<String>,
    endpoint: Option<String>,
    use_fips: bool,
    use_dual_stack: bool,
}

/// Partitions whose standard endpoints follow one form: prefix of the region, DNS suffix, and the suffix of
/// endpoints that also answer on IPv6 (botocore, `partitions.json`).
const PARTITIONS: &[(&str, &str, &str)] = &[
    ("cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
    ("us-gov-", "amazonaws.com", "api.aws"),
    ("af-", "amazonaws.com", "api.aws"),
    ("ap-", "amazonaws.com", "api.aws"),
    ("ca-", "amazonaws.com", "api.aws"),
    ("eu-", "amazonaws.com", "api.aws"),
    ("il-", "amazonaws.com", "api.aws"),
    ("me-", "amazonaws.com", "api.aws"),
    ("mx-", "amazonaws.com", "api.aws"),
    ("sa-", "amazonaws.com", "api.aws"),
    ("us-", "amazonaws.com", "api.aws"),
];

/// Regions of partitions that are cut off from the others, with suffixes of their own.
const ISOLATED: &[&str] = &["us-iso", "eu-iso", "eusc-"];

/// Resolves the configured endpoint, or the standard one of the region.
#[derive(Debug)]
pub(crate) struct StandardEndpointResolver {
    service: &'static ServiceInfo,
}

impl StandardEndpointResolver {
    pub(crate) fn new(service: &'static ServiceInfo) -> Self {
        Self { service }
    }

    fn url(&self, params: &Params) -> Result<String, String> {
        if let Some(endpoint) = &params.endpoint {
            if params.use_fips {
                return Err("Invalid Configuration: FIPS and custom endpoint are not supported".into());
            }
            if params.use_dual_stack {
                let text = "Invalid Configuration: Dualstack and custom endpoint are not supported";
                return Err(text.into());
            }
            return Ok(endpoint.clone());
        }
        let region = params.region.as_deref().ok_or("Invalid Configuration: Missing Region")?;
        let partition = PARTITIONS.iter().find(|(prefix, ..)| region.starts_with(prefix));
        let isolated = ISOLATED.iter().any(|prefix| region.starts_with(prefix));
        let valid = region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let (Some((_, suffix, dual_stack_suffix)), false, true) = (partition, isolated, valid) else {
            return Err(format!("no standard endpoint is known for region `{region}`: set `endpoint_url`"));
        };
        let fips = if params.use_fips { "-fips" } else { "" };
        let suffix = if params.use_dual_stack { dual_stack_suffix } else { suffix };
        Ok(format!("https://{}{fips}.{region}.{suffix}", self.service.endpoint_prefix))
    }
}

impl ResolveEndpoint for StandardEndpointResolver {
    fn resolve_endpoint<'a>(&'a self, params: &'a EndpointResolverParams) -> EndpointFuture<'a> {
        let url = match params.get::<Params>() {
            Some(params) => self.url(params),
            None => Err("endpoint parameters are missing".into()),
        };
        EndpointFuture::ready(url.map(|url| Endpoint::builder().url(url).build()).map_err(BoxError::from))
    }
}

/// Collects what the endpoint of a call depends on.
#[derive(Debug)]
pub(crate) struct EndpointParamsInterceptor;

#[dyn_dispatch_hint]
impl Intercept for EndpointParamsInterceptor {
    fn name(&self) -> &'static str {
        "EndpointParamsInterceptor"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let params = Params {
            region: config.load::<Region>().map(|region| region.as_ref().to_owned()),
            endpoint: config.load::<EndpointUrl>().map(|url| url.0.clone()),
            use_fips: config.load::<UseFips>().is_some_and(|fips| fips.0),
            use_dual_stack: config.load::<UseDualStack>().is_some_and(|dual_stack| dual_stack.0),
        };
        config.interceptor_state().store_put(EndpointResolverParams::new(params));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static SERVICE: ServiceInfo = ServiceInfo {
        id: "Test",
        name: "test",
        package: "test",
        version: "1",
        signing_name: "test",
        endpoint_prefix: "test",
        protocol: crate::client::rest_json_1,
    };

    fn url(region: &str, endpoint: &str, use_fips: bool, use_dual_stack: bool) -> Result<String, String> {
        let set = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let params = Params { region: set(region), endpoint: set(endpoint), use_fips, use_dual_stack };
        StandardEndpointResolver::new(&SERVICE).url(&params)
    }

    #[test]
    fn standard_endpoints_follow_region_and_options() {
        for (region, fips, dual_stack, expected) in [
            ("us-east-1", false, false, "https://test.us-east-1.amazonaws.com"),
            ("eu-west-1", false, true, "https://test.eu-west-1.api.aws"),
            ("us-gov-west-1", true, false, "https://test-fips.us-gov-west-1.amazonaws.com"),
            ("cn-north-1", false, false, "https://test.cn-north-1.amazonaws.com.cn"),
            ("us-west-2", true, true, "https://test-fips.us-west-2.api.aws"),
        ] {
            assert_eq!(url(region, "", fips, dual_stack).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn a_configured_endpoint_wins_and_excludes_the_options() {
        assert_eq!(url("", "http://localhost:1", false, false).as_deref(), Ok("http://localhost:1"));
        assert!(url("us-east-1", "http://localhost:1", true, false).is_err());
        assert!(url("us-east-1", "http://localhost:1", false, true).is_err());
    }

    #[test]
    fn an_unknown_region_is_an_error_that_says_what_to_do() {
        for region in ["us-iso-east-1", "eu-isoe-west-1", "moon-1", "us-east-1.evil.example"] {
            let error = url(region, "", false, false).expect_err(region);
            assert!(error.contains("endpoint_url"), "{error}");
        }
        assert!(url("", "", false, false).expect_err("no region").contains("Missing Region"));
    }
}
