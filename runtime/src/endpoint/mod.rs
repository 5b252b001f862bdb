//! Endpoints: the rules of a service, their parameters, and their evaluation.
//!
//! A generated crate carries its rules as text ([`RuleSet`]), and the types that callers name through the
//! [`endpoint!`](crate::endpoint!) macro. The rest is here: one interpreter for all services.

mod decode;
mod functions;
mod interpret;
mod line;
mod params;
pub mod partition;
mod rules;
mod value;

pub(crate) use functions::is_valid_host_label;
pub use params::InvalidParams;
pub use rules::{DefaultValue, Parameter, ParameterKind, RuleSet, Rules};
pub use value::{Value, Values};

pub use aws_smithy_runtime_api::client::endpoint::{EndpointFuture, EndpointResolverParams};

use aws_credential_types::attributes::AccountId;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::endpoint::{ResolveEndpoint, SharedEndpointResolver};
use aws_smithy_runtime_api::client::identity::Identity;
use std::fmt;

/// What the endpoints of a service depend on; implemented by [`endpoint!`](crate::endpoint!).
#[doc(hidden)]
pub trait ServiceEndpoint {
    /// The rules of the service.
    fn rules() -> &'static RuleSet;
    /// Values in the form that resolvers of the service take.
    fn params(values: Values) -> EndpointResolverParams;
    /// The resolver that follows the rules.
    fn default_resolver() -> SharedEndpointResolver;
}

/// A service whose endpoints a resolver of type `R` can resolve.
///
/// It links the configuration, which is one type for all services, to the trait of resolvers, which each crate
/// has of its own.
#[doc(hidden)]
pub trait ResolvesWith<R> {
    /// The resolver in the form that a client takes.
    fn shared(resolver: R) -> SharedEndpointResolver;
}

/// A resolver for the parameters of one service, in the form of clients.
pub struct Untyped<R> {
    resolver: R,
    resolve: for<'a> fn(&'a R, &'a EndpointResolverParams) -> EndpointFuture<'a>,
    params: ParamsOf,
}

/// The rules of a service, and access to the values of its parameters.
type ParamsOf = (&'static RuleSet, fn(&mut EndpointResolverParams) -> Option<&mut Values>);

impl<R> Untyped<R> {
    /// A resolver that calls `resolve`.
    pub fn new(
        resolver: R,
        resolve: for<'a> fn(&'a R, &'a EndpointResolverParams) -> EndpointFuture<'a>,
        params: ParamsOf,
    ) -> Self {
        Self { resolver, resolve, params }
    }
}

impl<R: fmt::Debug> fmt::Debug for Untyped<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.resolver.fmt(formatter)
    }
}

impl<R: fmt::Debug + Send + Sync> ResolveEndpoint for Untyped<R> {
    fn resolve_endpoint<'a>(&'a self, params: &'a EndpointResolverParams) -> EndpointFuture<'a> {
        (self.resolve)(&self.resolver, params)
    }

    /// Sets the account of the credentials, which are known by now, and takes the credentials out of the parameters.
    fn finalize_params(&self, params: &mut EndpointResolverParams) -> Result<(), BoxError> {
        let identity = params.get_property_mut::<Identity>();
        let identity = identity.map(|identity| std::mem::replace(identity, Identity::new((), None)));
        let account_id = identity.as_ref().and_then(|identity| identity.property::<AccountId>());
        let (rules, values) = self.params;
        if let (Some(account_id), Some(index)) = (account_id, rules.rules().built_in("AWS::Auth::AccountId"))
            && let Some(values) = values(params)
        {
            values.set(index, Some(Value::text(account_id.as_str().to_owned())));
        }
        Ok(())
    }
}

/// The result for parameters of another service.
pub fn other_params<'a>() -> EndpointFuture<'a> {
    EndpointFuture::ready(Err("the endpoint parameters are those of another service".into()))
}

/// The endpoint that the rules return for these values.
pub fn resolve<'a>(rules: &RuleSet, values: &Values) -> EndpointFuture<'a> {
    EndpointFuture::ready(rules.resolve(values).map_err(BoxError::from))
}

/// A resolver that follows rules; its parameters are [`Values`].
#[cfg(feature = "dynamic")]
pub(crate) fn follow(rules: &'static RuleSet) -> SharedEndpointResolver {
    let resolver: Untyped<&'static RuleSet> = Untyped::new(
        rules,
        |rules, params| match params.get::<Values>() {
            Some(values) => resolve(rules, values),
            None => other_params(),
        },
        (rules, |params| params.get_mut::<Values>()),
    );
    SharedEndpointResolver::new(resolver)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = r#"Region: String @builtIn(AWS::Region)
UseFIPS: Boolean @builtIn(AWS::UseFIPS) @required @default(false)
Names: StringArray @default(["a","b"])
Bucket: String
keep arn PartitionResult

isSet(Bucket)
    arn = aws.parseArn(Bucket) and stringEquals(arn#service, "s3")
        endpoint "https://{arn#resourceId[0]}.{{x}}" {"properties":{"authSchemes":[{"name":"sigv4","signingRegion":"{arn#region}"}],"n":1},"headers":{"x-names":["{Names#[1]}","c"]}}
    error "`{Bucket}` is no ARN"
isSet(Region)
    PartitionResult = aws.partition(Region)
        booleanEquals(UseFIPS, true) and booleanEquals(PartitionResult#supportsFIPS, true)
            endpoint "https://x-fips.{Region}.{PartitionResult#dnsSuffix}"
        not(booleanEquals(UseFIPS, true))
            endpoint "https://x.{Region}.{PartitionResult#dnsSuffix}"
otherwise
    error "no \"region\""
"#;

    fn resolve(set: &[(usize, Value<'static>)]) -> Result<aws_smithy_types::endpoint::Endpoint, String> {
        static SET: RuleSet = RuleSet::new(RULES);
        let mut values = Values::default();
        for (index, value) in set {
            values.set(*index, Some(value.clone()));
        }
        values.fill(SET.rules());
        SET.rules().resolve(&values).map_err(|error| error.to_string())
    }

    #[test]
    fn the_first_rule_that_holds_gives_the_endpoint() {
        let url = |set: &[_]| resolve(set).map(|endpoint| endpoint.url().to_owned());
        let region = || (0, Value::text("cn-north-1"));
        assert_eq!(url(&[region()]), Ok("https://x.cn-north-1.amazonaws.com.cn".to_owned()));
        let fips = url(&[region(), (1, Value::Boolean(true))]);
        assert_eq!(fips, Ok("https://x-fips.cn-north-1.amazonaws.com.cn".to_owned()));
        assert_eq!(url(&[]), Err("no \"region\"".to_owned()));
        assert_eq!(url(&[(3, Value::text("b"))]), Err("`b` is no ARN".to_owned()));
        assert_eq!(
            url(&[(3, Value::text("arn:aws:sqs:r:1:b"))]),
            Err("`arn:aws:sqs:r:1:b` is no ARN".into())
        );
    }

    #[test]
    fn what_was_resolved_last_is_given_to_the_same_values_only() {
        static SET: RuleSet = RuleSet::new("Name: String\n\nisSet(Name)\n    endpoint \"https://{Name}\"\n");
        let resolve = |name: Option<&'static str>| {
            let mut values = Values::default();
            values.set(0, name.map(Value::text));
            let endpoint = SET.resolve(&values);
            endpoint.map(|endpoint| endpoint.url().to_owned()).map_err(|error| error.to_string())
        };
        for _ in 0..2 {
            assert_eq!(resolve(Some("a")).as_deref(), Ok("https://a"));
            assert_eq!(resolve(Some("a")).as_deref(), Ok("https://a"));
            assert_eq!(resolve(Some("b")).as_deref(), Ok("https://b"));
            assert_eq!(resolve(None), Err("No endpoint rule matched".to_owned()));
        }
        assert_eq!(format!("{SET:?}"), "RuleSet { .. }");
    }

    #[test]
    fn a_line_that_is_malformed_is_an_error_once_it_is_reached() {
        static SET: RuleSet =
            RuleSet::new("Name: String\n\nisSet(Name)\n    endpoint \"https://x\"\nunknown(Name)\n");
        let resolve = |name: Option<&'static str>| {
            let mut values = Values::default();
            values.set(0, name.map(Value::text));
            SET.resolve(&values).map(drop).map_err(|error| error.to_string())
        };
        assert_eq!(resolve(Some("a")), Ok(()));
        assert_eq!(resolve(None), Err("the endpoint rules are malformed: `unknown(Name)`".to_owned()));
    }

    #[test]
    fn a_value_does_not_lead_out_of_the_host_name() {
        static SET: RuleSet = RuleSet::new(
            "Endpoint: String\nName: String\nkeep url\n\nurl = parseURL(Endpoint)\n    \
             endpoint \"{url#scheme}://{Name}.{url#authority}{url#path}/{Name}\"\notherwise\n    endpoint \"{Name}\"\n",
        );
        let resolve = |endpoint: Option<&'static str>, name: &'static str| {
            let mut values = Values::default();
            values.set(0, endpoint.map(Value::text));
            values.set(1, Some(Value::text(name)));
            let endpoint = SET.rules().resolve(&values);
            endpoint.map(|endpoint| endpoint.url().to_owned()).map_err(|error| error.to_string())
        };
        let url = Some("http://localhost:8000/a/b");
        assert_eq!(resolve(url, "x-1").as_deref(), Ok("http://x-1.localhost:8000/a/b/x-1"));
        assert_eq!(resolve(None, "https://a/b?c").as_deref(), Ok("https://a/b?c"));
        for name in ["a@b:1/?", "evil.example/", "a b", "us-east-1#", "a\\b", "a\n"] {
            assert_eq!(resolve(url, name), Err(format!("`{name}` cannot be part of a host name")));
        }
        // The text before an `@` is not part of a host, so such a URL is not parsed.
        assert_eq!(resolve(Some("http://user:password@localhost/"), "x").as_deref(), Ok("x"));
    }

    #[test]
    fn an_endpoint_has_headers_properties_and_auth_schemes() {
        let endpoint = resolve(&[(3, Value::text("arn:aws:s3:mars:1:b/c"))]).expect("an endpoint");
        assert_eq!(endpoint.url(), "https://b.{x}");
        let headers: Vec<_> =
            endpoint.headers().map(|(name, values)| (name, values.collect::<Vec<_>>())).collect();
        assert_eq!(headers, [("x-names", vec!["b", "c"])]);
        assert_eq!(endpoint.properties().get("n"), Some(&1u64.into()));
        let [scheme] = endpoint.auth_schemes() else { panic!("one scheme: {endpoint:?}") };
        assert_eq!((scheme.name(), scheme.get("signingRegion")), ("sigv4", Some(&"mars".into())));
    }

    #[test]
    fn missing_and_invalid_parameters_are_named() {
        static SET: RuleSet = RuleSet::new("Region: String @builtIn(AWS::Region)\nA: String @required\n");
        let fields = &["region", "a"];
        let error = Values::default().complete(&SET, fields).expect_err("`A` is missing");
        assert_eq!(error.to_string(), "a required field was missing: `a`");
        let mut values = Values::default();
        values.set(0, Some(Value::text("a/b")));
        let error = values.complete(&SET, fields).expect_err("no label of a host name");
        assert_eq!(error.to_string(), "invalid value for field: `region` - must be a valid host label");
    }
}
