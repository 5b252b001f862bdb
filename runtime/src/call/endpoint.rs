//! Endpoint parameters: settings, members of the input, constants of the operation.

use super::descriptor::Descriptor;
use crate::config::{client_context, context_param, has_context_params};
use crate::endpoint::{EndpointResolverParams, Parameter, ParameterKind, RuleSet, Value, Values};
use crate::service::{Resource, Source};
use crate::shape::{Structure, texts};
use aws_runtime::sdk_feature::AwsSdkFeature;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use aws_types::endpoint_config::{AccountIdEndpointMode, EndpointUrl, UseDualStack, UseFips};
use aws_types::region::Region;

/// The endpoint rules of a service, and values in the form of its resolvers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EndpointRules {
    pub(crate) rules: &'static RuleSet,
    pub(crate) params: fn(Values) -> EndpointResolverParams,
}

impl Storable for EndpointRules {
    type Storer = StoreReplace<Self>;
}

/// Collects the endpoint parameters of a request.
#[derive(Debug)]
pub(super) struct EndpointParamsInterceptor(pub(super) Descriptor);

#[dyn_dispatch_hint]
impl Intercept for EndpointParamsInterceptor {
    fn name(&self) -> &'static str {
        "EndpointParamsInterceptor"
    }

    fn read_before_execution(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let operation = &self.0;
        let Some(&EndpointRules { rules, params }) = config.load::<EndpointRules>() else {
            return Err("there are no endpoint rules".into());
        };
        let rules = rules.rules();
        let mut values = Values::with_capacity(rules.parameters().len());
        // Few services have them, and each look-up walks through all layers.
        let context_params = has_context_params(config);
        for (index, parameter) in rules.parameters().iter().enumerate() {
            let source = operation.info.endpoint_params.iter().find(|(name, _)| *name == parameter.name);
            let value = match source {
                Some((_, Source::Boolean(value))) => Some(Value::Boolean(*value)),
                Some((_, Source::String(value))) => Some(Value::text(*value)),
                Some((_, Source::Strings(values))) => {
                    let values = values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
                    Some(Value::StringArray(values.into()))
                }
                Some((_, Source::Path(path))) => match operation.types.input(context.input()) {
                    Some(input) => at_path(texts(input, path)?, parameter.kind),
                    None => None,
                },
                Some((_, Source::Member(name))) => match operation.types.input(context.input()) {
                    Some(input) => member(input, name, parameter.kind)?,
                    None => None,
                },
                None if parameter.built_in.as_deref() == Some("AWS::Auth::AccountIdEndpointMode") => {
                    let mode = config.load::<AccountIdEndpointMode>().cloned().unwrap_or_default();
                    config.interceptor_state().store_append(match mode {
                        AccountIdEndpointMode::Disabled => AwsSdkFeature::AccountIdModeDisabled,
                        AccountIdEndpointMode::Required => AwsSdkFeature::AccountIdModeRequired,
                        _ => AwsSdkFeature::AccountIdModePreferred,
                    });
                    Some(Value::text(mode.to_string()))
                }
                None => setting(parameter, config, context_params),
            };
            let sessions = operation.service.customization.sessions;
            if let (Some(sessions), Some(Value::String(resource))) = (sessions, &value)
                && sessions.resource == parameter.name
            {
                config.interceptor_state().store_put(Resource(resource.clone().into_owned()));
            }
            values.set(index, value);
        }
        values.fill(rules);
        values.check_region(rules)?;
        config.interceptor_state().store_put(params(values));
        Ok(())
    }
}

/// The setting that is bound to a parameter.
fn setting(parameter: &Parameter, config: &ConfigBag, context_params: bool) -> Option<Value<'static>> {
    let name = &parameter.name;
    match parameter.built_in.as_deref().unwrap_or_default() {
        "AWS::Region" => config.load::<Region>().map(|region| Value::text(region.as_ref().to_owned())),
        "AWS::UseDualStack" => config.load::<UseDualStack>().map(|dual_stack| Value::Boolean(dual_stack.0)),
        "AWS::UseFIPS" => config.load::<UseFips>().map(|fips| Value::Boolean(fips.0)),
        "SDK::Endpoint" => config.load::<EndpointUrl>().map(|url| Value::text(url.0.clone())),
        _ => client_context(name, config)
            .map(Value::Boolean)
            .or_else(|| context_params.then(|| context_param(name, config)).flatten()),
    }
}

/// The value of a parameter that is bound to a path, from the values at that path.
fn at_path(texts: Vec<String>, kind: ParameterKind) -> Option<Value<'static>> {
    let first = texts.first()?;
    Some(match kind {
        ParameterKind::Boolean => Value::Boolean(first == "true"),
        ParameterKind::String => Value::text(first.clone()),
        ParameterKind::StringArray => Value::StringArray(texts.into()),
    })
}

/// The value of the member that is bound to a parameter.
fn member(
    input: &dyn Structure,
    name: &str,
    kind: ParameterKind,
) -> Result<Option<Value<'static>>, BoxError> {
    let members = input.shape().schema().members();
    let Some(index) = members.iter().position(|schema| schema.member_name() == Some(name)) else {
        return Ok(None);
    };
    let Some(field) = input.field(index) else { return Ok(None) };
    let text = field.label(members[index])?;
    Ok(match kind {
        ParameterKind::Boolean => text.map(|text| Value::Boolean(text == "true")),
        ParameterKind::String => text.map(Value::text),
        ParameterKind::StringArray => None,
    })
}
