//! Services for the runtime, from the plan of their crate: the facts of generated code, at run time.

use aws_types::SdkConfig;
use smithwright_codegen::plan;
use smithwright_runtime::dynamic::{Client, ErrorType, EventTypes, Identities, Kind, Operation, RecordType};
use smithwright_runtime::endpoint::RuleSet;
use smithwright_runtime::types::{BoxError, ErrorKind};
use smithwright_runtime::{
    ApiKey, Auth, Checksum, Customization, Info, ServiceInfo, Source, Step, protocol, services,
};
use std::collections::BTreeMap;

/// A service that can be called. Its parts live as long as the program, so create it once.
#[derive(Debug)]
pub struct Service {
    info: &'static ServiceInfo,
    rules: &'static RuleSet,
    operations: BTreeMap<String, &'static Operation>,
}

impl Service {
    /// The service of a plan, with the operations that are in it.
    ///
    /// # Errors
    ///
    /// Text that names the part of the service that this version of the runtime does not know.
    pub fn new(plan: &plan::Crate) -> Result<Self, String> {
        let info: &'static ServiceInfo = Box::leak(Box::new(service_info(plan)?));
        let rules = RuleSet::leaked(&plan.service.endpoint_rules)?;
        let types = Types::new(plan)?;
        let mut operations = BTreeMap::new();
        for operation in &plan.operations {
            operations.insert(operation.wire_name.clone(), types.operation(operation, info)?);
        }
        Ok(Self { info, rules, operations })
    }

    /// A client of the service.
    ///
    /// # Errors
    ///
    /// If the configuration lacks a setting, or contradicts itself.
    pub fn client(&self, config: &SdkConfig, identities: Identities) -> Result<Client, BoxError> {
        Client::new(self.info, self.rules, config, identities)
    }

    /// A client of the service whose calls have no signature.
    ///
    /// # Errors
    ///
    /// As [`client`](Self::client).
    pub fn unsigned_client(&self, config: &SdkConfig) -> Result<Client, BoxError> {
        Client::unsigned(self.info, self.rules, config)
    }

    /// The operation with this name in the model; `None` if there is none.
    pub fn operation(&self, name: &str) -> Option<&'static Operation> {
        self.operations.get(name).copied()
    }
}

fn leaked(text: &str) -> &'static str {
    text.to_owned().leak()
}

fn leaked_all<T>(values: impl IntoIterator<Item = T>) -> &'static [T] {
    values.into_iter().collect::<Vec<_>>().leak()
}

fn service_info(plan: &plan::Crate) -> Result<ServiceInfo, String> {
    let service = &plan.service;
    let auth = |ways: &[plan::Auth]| -> Result<&'static [Auth], String> {
        Ok(ways.iter().map(auth).collect::<Result<Vec<_>, _>>()?.leak())
    };
    let mut operation_auth: Vec<(&'static [&'static str], _)> = Vec::new();
    for (names, operations) in &service.operation_auth {
        operation_auth.push((leaked_all(operations.iter().map(|name| leaked(name))), auth(names)?));
    }
    Ok(ServiceInfo {
        id: leaked(&service.id),
        name: leaked(&service.name),
        of_aws: service.of_aws,
        package: leaked(&plan.package),
        version: leaked(&plan.version),
        signing_name: leaked(&service.signing_name),
        protocol: match service.protocol.as_str() {
            "aws_json_1_0" => protocol::aws_json_1_0,
            "aws_json_1_1" => protocol::aws_json_1_1,
            "aws_query" => protocol::aws_query,
            "ec2_query" => protocol::ec2_query,
            "rest_json_1" => protocol::rest_json_1,
            "rest_xml" => protocol::rest_xml,
            "rpc_v2_cbor" => protocol::rpc_v2_cbor,
            other => return Err(unknown("protocol", other)),
        },
        shape_name: leaked(&service.shape_name),
        api_version: leaked(&service.api_version),
        xml_namespace: leaked(&service.xml_namespace),
        query_compatible: service.query_compatible,
        signs_plain_path: service.signs_plain_path,
        auth: auth(&service.auth)?,
        operation_auth: operation_auth.leak(),
        customization: match service.customization.as_ref().map(plan::Ident::as_str) {
            None => Customization::NONE,
            Some("API_GATEWAY") => services::API_GATEWAY,
            Some("DYNAMODB") => services::DYNAMODB,
            Some("GLACIER") => services::GLACIER,
            Some("LAMBDA") => services::LAMBDA,
            Some("ROUTE_53") => services::ROUTE_53,
            Some("S3") => services::S3,
            Some("S3_CONTROL") => services::S3_CONTROL,
            Some("SFN") => services::SFN,
            Some("SQS") => services::SQS,
            Some("STS") => services::STS,
            Some("SWF") => services::SWF,
            Some(other) => return Err(unknown("customization", other)),
        },
    })
}

fn unknown(what: &str, name: &str) -> String {
    format!("the {what} `{name}` is not known here")
}

fn auth(auth: &plan::Auth) -> Result<Auth, String> {
    let name = match auth {
        plan::Auth::ApiKeyInHeader(name, scheme) => {
            return Ok(Auth::ApiKey(ApiKey::Header(leaked(name), leaked(scheme))));
        }
        plan::Auth::ApiKeyInQuery(name) => return Ok(Auth::ApiKey(ApiKey::Query(leaked(name)))),
        plan::Auth::Named(name) => name,
    };
    Ok(match name.as_str() {
        "Basic" => Auth::Basic,
        "BearerToken" => Auth::BearerToken,
        "NoAuth" => Auth::NoAuth,
        "SignatureV2" => Auth::SignatureV2,
        "SignatureV4" => Auth::SignatureV4,
        "SignatureV4a" => Auth::SignatureV4a,
        other => return Err(unknown("authentication", other)),
    })
}

/// The types of a service by their names: those of values, and those of errors, which may have the same name.
struct Types {
    values: BTreeMap<String, &'static RecordType>,
    errors: BTreeMap<String, &'static RecordType>,
    /// The variants that operations share.
    sets: BTreeMap<String, Vec<plan::ErrorVariant>>,
    /// The errors in place of events, by the unions of the events.
    events: BTreeMap<String, Vec<plan::ErrorVariant>>,
}

impl Types {
    fn new(plan: &plan::Crate) -> Result<Self, String> {
        let slots = |names: &mut dyn Iterator<Item = &plan::Ident>| -> BTreeMap<String, &'static RecordType> {
            names.map(|name| (name.as_str().to_owned(), RecordType::leaked())).collect()
        };
        let names = plan.structures.iter().map(|item| &item.name);
        let mut names = names.chain(plan.unions.iter().map(|item| &item.name));
        let sets = plan.error_sets.iter().map(|set| (set.name.as_str().to_owned(), set.variants.clone()));
        let events = plan.unions.iter().filter_map(|union| {
            Some((union.name.as_str().to_owned(), union.event_error.as_ref()?.variants.clone()))
        });
        let types = Self {
            values: slots(&mut names),
            errors: slots(&mut plan.errors.iter().map(plan::Error::name)),
            sets: sets.collect(),
            events: events.collect(),
        };
        for structure in &plan.structures {
            let members = types.members(&structure.fields)?;
            types.value(&structure.name)?.define(
                structure.name.as_str(),
                false,
                &structure.traits,
                members,
            )?;
        }
        for union in &plan.unions {
            let mut members = Vec::new();
            for variant in &union.variants {
                let kind = match &variant.ty {
                    Some(ty) => types.kind(ty)?,
                    None => Kind::Structure(RecordType::unit()),
                };
                members.push((variant.schema.clone(), kind));
            }
            types.value(&union.name)?.define(union.name.as_str(), true, "", members)?;
        }
        for error in &plan.errors {
            let of = types.error(error.name())?;
            match error {
                plan::Error::Plain(error) => {
                    of.define(error.name.as_str(), false, "", vec![(error.schema.clone(), Kind::String)])?;
                }
                plan::Error::Structure(error) => {
                    let members = types.members(&error.fields)?;
                    of.define(error.name.as_str(), false, &error.traits, members)?;
                }
            }
        }
        Ok(types)
    }

    fn value(&self, name: &plan::Ident) -> Result<&'static RecordType, String> {
        self.values.get(name.as_str()).copied().ok_or_else(|| unknown("type", name.as_str()))
    }

    fn error(&self, name: &plan::Ident) -> Result<&'static RecordType, String> {
        self.errors.get(name.as_str()).copied().ok_or_else(|| unknown("error", name.as_str()))
    }

    fn members(&self, fields: &[plan::Field]) -> Result<Vec<(String, Kind)>, String> {
        fields.iter().map(|field| Ok((field.schema.clone(), self.kind(&field.ty)?))).collect()
    }

    fn kind(&self, ty: &plan::Type) -> Result<Kind, String> {
        use plan::Type;
        Ok(match ty {
            Type::BigDecimal => Kind::BigDecimal,
            Type::BigInteger => Kind::BigInteger,
            Type::Blob => Kind::Blob,
            Type::Bool => Kind::Boolean,
            Type::ByteStream => Kind::Stream,
            Type::DateTime => Kind::Timestamp,
            Type::Document => Kind::Document,
            Type::F32 => Kind::Float,
            Type::F64 => Kind::Double,
            Type::I16 => Kind::Short,
            Type::I32 => Kind::Integer,
            Type::I64 => Kind::Long,
            Type::I8 => Kind::Byte,
            Type::String | Type::Enum(_) => Kind::String,
            Type::Structure { name, error: false } => Kind::Structure(self.value(name)?),
            Type::Structure { name, error: true } => Kind::Structure(self.error(name)?),
            Type::EventReceiver { events, .. } => {
                let errors = self.events.get(events.as_str()).map(|errors| self.error_types(errors));
                let errors = errors.ok_or_else(|| unknown("stream of events", events.as_str()))??;
                Kind::ReceivedEvents(EventTypes::leaked(self.value(events)?, errors))
            }
            Type::EventSender { events, .. } => Kind::SentEvents(self.value(events)?),
            Type::Boxed(ty) => self.kind(ty)?,
            Type::List { element, sparse } => {
                Kind::List { element: Box::new(self.kind(element)?), sparse: *sparse }
            }
            Type::Map { value, sparse, .. } => {
                Kind::Map { value: Box::new(self.kind(value)?), sparse: *sparse }
            }
        })
    }

    fn error_types(&self, variants: &[plan::ErrorVariant]) -> Result<Vec<ErrorType>, String> {
        let errors = variants.iter().map(|variant| {
            Ok(ErrorType {
                codes: variant.codes.clone(),
                members: self.error(&variant.name)?,
                retry: variant.retry.as_ref().map(retry).transpose()?,
            })
        });
        errors.collect()
    }

    fn operation(
        &self,
        operation: &plan::Operation,
        service: &'static ServiceInfo,
    ) -> Result<&'static Operation, String> {
        let structure = |structure: &plan::Structure| -> Result<&'static RecordType, String> {
            let of = RecordType::leaked();
            let members = self.members(&structure.fields)?;
            of.define(structure.name.as_str(), false, &structure.traits, members)?;
            Ok(of)
        };
        let variants = match &operation.error.kind {
            plan::OperationErrorKind::Own(variants) => variants,
            plan::OperationErrorKind::Shared(set) => {
                self.sets.get(set.as_str()).ok_or_else(|| unknown("set of errors", set.as_str()))?
            }
        };
        let errors = self.error_types(variants)?;
        let info = Box::leak(Box::new(info(operation)));
        let (input, output) = (structure(&operation.input)?, structure(&operation.output)?);
        Ok(Operation::leaked(info, service, input, output, errors))
    }
}

fn retry(kind: &plan::Ident) -> Result<ErrorKind, String> {
    Ok(match kind.as_str() {
        "TransientError" => ErrorKind::TransientError,
        "ThrottlingError" => ErrorKind::ThrottlingError,
        "ServerError" => ErrorKind::ServerError,
        "ClientError" => ErrorKind::ClientError,
        other => return Err(unknown("kind of retry", other)),
    })
}

fn info(operation: &plan::Operation) -> Info {
    let params =
        operation.endpoint_params.iter().map(|(name, source)| (leaked(name), endpoint_source(source)));
    Info {
        host_prefix: leaked(&operation.host_prefix),
        endpoint_params: leaked_all(params),
        unsigned_payload: operation.unsigned_payload,
        no_input: operation.no_input,
        requires_length: operation.requires_length,
        compressed: operation.compressed,
        sensitive_input: operation.sensitive_input,
        sensitive_output: operation.sensitive_output,
        sensitive_errors: operation.sensitive_errors,
        sends_events: operation.sends_events,
        receives_events: operation.receives_events,
        presigned_in_query: operation.presigned_in_query,
        checksum: operation.checksum.as_ref().map(checksum),
        ..Info::new(leaked(&operation.wire_name), leaked(&operation.method), leaked(&operation.uri))
    }
}

fn checksum(checksum: &plan::Checksum) -> Checksum {
    let text = |text: &Option<String>| leaked(text.as_deref().unwrap_or_default());
    Checksum {
        algorithm_member: text(&checksum.algorithm_member),
        algorithm_header: text(&checksum.algorithm_header),
        required: checksum.required,
        mode_member: text(&checksum.mode_member),
        response_algorithms: leaked_all(checksum.response_algorithms.iter().map(|name| leaked(name))),
    }
}

fn endpoint_source(source: &plan::EndpointSource) -> Source {
    match source {
        plan::EndpointSource::Boolean(value) => Source::Boolean(*value),
        plan::EndpointSource::String(value) => Source::String(leaked(value)),
        plan::EndpointSource::Strings(values) => {
            Source::Strings(leaked_all(values.iter().map(|value| leaked(value))))
        }
        plan::EndpointSource::Member(member) => Source::Member(leaked(member)),
        plan::EndpointSource::Path(steps) => Source::Path(path(steps)),
    }
}

fn path(steps: &[plan::PathStep]) -> &'static [Step] {
    leaked_all(steps.iter().map(|step| match step {
        plan::PathStep::Member(name) => Step::Member(leaked(name)),
        plan::PathStep::Each => Step::Each,
        plan::PathStep::Keys => Step::Keys,
        plan::PathStep::Any(paths) => Step::Any(leaked_all(paths.iter().map(|steps| path(steps)))),
    }))
}
