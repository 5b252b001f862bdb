//! Operations: input, output, error enum, URI and documentation.

use super::context::{Lowering, deprecated};
use super::docs::{code, plain, summary};
use super::names::{self, Scope};
use super::structures::retry;
use crate::knowledge::sensitivity;
use crate::model::{
    Auth, EndpointSource, HttpBinding, HttpChecksum, Member, Operation, ParameterValue, Reference, Shape,
    ShapeId, path::PathStep,
};
use crate::plan;
use crate::protocol::Protocol;

/// The minimum number of operations with the same errors that share an enum.
const MANY: usize = 16;

impl Lowering<'_> {
    pub(super) fn operations(&mut self) -> Vec<plan::Operation> {
        let (mut modules, mut waiters) = (Scope::default(), Scope::default());
        let mut operations = Vec::new();
        for operation in self.model.operations.values() {
            let lowered = self.operation(operation);
            modules.take(&lowered.module, &operation.name, operation.span, self.diagnostics);
            for (waiter, lowered) in operation.waiters.iter().zip(&lowered.waiters) {
                waiters.take(&lowered.module, &waiter.name, waiter.span, self.diagnostics);
            }
            operations.push(lowered);
        }
        operations.sort_by(|a, b| a.module.cmp(&b.module));
        operations
    }

    fn operation(&mut self, operation: &Operation) -> plan::Operation {
        let name = operation.name.as_str();
        let input = self.model.shape(target(operation.input.as_ref()));
        let output = self.model.shape(target(operation.output.as_ref()));
        let extended_request_id = self.extended_request_id();
        let input = self.operation_io(input, name, plan::Role::Input);
        let output = self.operation_io(output, name, plan::Role::Output { extended_request_id });
        let error = self.names.operation_type(name, "Error");
        let variants = self.error_variants(&self.errors(operation));
        let mut docs = self.docs(operation.documentation.as_deref());
        if docs.is_empty() {
            docs = format!("The operation {} of {}.", code(&operation.name), plain(&self.title));
        }
        let error_docs = self.error_docs(operation, &error, &variants);
        let examples = self.examples(operation, target(operation.input.as_ref()));
        let module = self.names.operation_module(name);
        plan::Operation {
            wire_name: operation.name.clone(),
            name: self.names.operation_type(name, ""),
            feature: self.feature(&module),
            module,
            docs,
            error_docs,
            deprecated: deprecated(operation.deprecated.as_ref()),
            method: operation.method.clone(),
            uri: operation.uri.to_string(),
            host_prefix: operation.host_prefix.as_ref().map(|prefix| prefix.to_string()).unwrap_or_default(),
            endpoint_params: operation
                .endpoint_params
                .iter()
                .map(|(name, source, _)| (name.clone(), endpoint_source(source)))
                .collect(),
            unsigned_payload: operation.unsigned_payload,
            optional_payload_signing: self
                .customized
                .is_some_and(|row| row.optional_payload_signing.contains(&operation.name.as_str())),
            sends_events: self.has_events(operation.input.as_ref()),
            receives_events: self.has_events(operation.output.as_ref()),
            presignable: self.presignable(operation),
            presigned_in_query: self.presigned_in_query(operation),
            no_input: operation.no_input && self.protocol == Protocol::RpcV2Cbor,
            requires_length: self.requires_length(operation),
            checksum: operation.checksum.as_ref().map(|checksum| self.checksum(operation, checksum)),
            sensitive_input: sensitivity::of_shapes(self.model, &operation.input),
            sensitive_output: sensitivity::of_shapes(self.model, &operation.output),
            sensitive_errors: sensitivity::of_shapes(self.model, &operation.errors),
            compressed: operation.compression.iter().any(|encoding| encoding == "gzip"),
            input,
            output,
            error: plan::OperationError { name: error, kind: plan::OperationErrorKind::Own(variants) },
            fluent_builder: self.names.operation_type(name, "FluentBuilder"),
            paginator: self.paginator(operation),
            waiters: self.waiters(operation),
            examples,
        }
    }

    fn has_events(&self, structure: Option<&Reference>) -> bool {
        let mut members = self.model.members(target(structure)).iter();
        members.any(|member| self.model.shape(&member.target.target).traits.event_stream)
    }

    /// Whether a request can be signed before its body is known: the signature does not include the body, or there is none, or it
    /// moves into the query (botocore's `generate_presigned_url`).
    fn presignable(&self, operation: &Operation) -> bool {
        let auth = operation.auth.as_ref().unwrap_or(&self.model.service.auth);
        let signed = auth.iter().any(|auth| matches!(auth, Auth::SignatureV4 | Auth::SignatureV4a));
        let unsigned_body = operation.unsigned_payload || self.model.service.signs_plain_path;
        let in_body = |member: &Member| matches!(member.traits.http, None | Some(HttpBinding::Payload));
        let body = || self.model.members(target(operation.input.as_ref())).iter().any(in_body);
        signed
            && !self.has_events(operation.input.as_ref())
            && match self.protocol {
                Protocol::AwsQuery | Protocol::Ec2Query => true,
                Protocol::RestJson1 | Protocol::RestXml => {
                    unsigned_body || self.presigned_in_query(operation) || !body()
                }
                Protocol::AwsJson1_0 | Protocol::AwsJson1_1 | Protocol::RpcV2Cbor => false,
            }
    }

    fn presigned_in_query(&self, operation: &Operation) -> bool {
        self.customized.is_some_and(|row| row.presigned_in_query == Some(operation.name.as_str()))
    }

    fn requires_length(&self, operation: &Operation) -> bool {
        let input = self.model.members(target(operation.input.as_ref()));
        input.iter().any(|member| self.model.shape(&member.target.target).traits.requires_length)
    }

    fn checksum(&self, operation: &Operation, checksum: &HttpChecksum) -> plan::Checksum {
        let input = self.model.members(target(operation.input.as_ref()));
        let header = |name: &String| {
            let member = input.iter().find(|member| member.name == *name)?;
            match &member.traits.http {
                Some(HttpBinding::Header(header)) => Some(header.to_lowercase()),
                _ => None,
            }
        };
        plan::Checksum {
            algorithm_header: checksum.request_algorithm_member.as_ref().and_then(header),
            algorithm_member: checksum.request_algorithm_member.clone(),
            required: checksum.request_required,
            mode_member: checksum.validation_mode_member.clone(),
            response_algorithms: checksum.response_algorithms.clone(),
        }
    }

    /// The errors of an operation, and those in place of events, as in the official crates: before the first event, the response
    /// itself may be one of them.
    fn errors(&self, operation: &Operation) -> Vec<Reference> {
        let structures = operation.input.iter().chain(&operation.output);
        let members = structures.flat_map(|structure| self.model.members(&structure.target));
        let streams = members.map(|member| self.model.shape(&member.target.target));
        let events = streams.filter(|shape| shape.traits.event_stream).flat_map(|shape| shape.kind.members());
        let errors = events.map(|member| &member.target);
        let errors = errors.filter(|target| self.model.shape(&target.target).traits.error.is_some());
        operation.errors.iter().chain(errors).cloned().collect()
    }

    pub(super) fn error_variants(&mut self, errors: &[Reference]) -> Vec<plan::ErrorVariant> {
        let mut variants: Vec<plan::ErrorVariant> = Vec::new();
        for reference in errors {
            let shape = self.model.shape(&reference.target);
            let name = self.names.type_name(shape.id.name(), "");
            if variants.iter().any(|variant| variant.name == name) {
                continue;
            }
            let mut docs = summary(&self.docs(shape.traits.documentation.as_deref()));
            if docs.is_empty() {
                docs = format!("The error {}.", code(shape.id.name()));
            }
            variants.push(plan::ErrorVariant {
                is_method: names::is_method(&name),
                name,
                codes: error_codes(shape),
                docs,
                retry: retry(shape),
            });
        }
        variants.sort_by(|a, b| a.name.cmp(&b.name));
        // The code of a response selects an error by its code first, then by its name.
        let first: Vec<String> =
            variants.iter().filter_map(|variant| variant.codes.first().cloned()).collect();
        for variant in &mut variants {
            let own = variant.codes.first().cloned();
            variant.codes.retain(|code| Some(code) == own.as_ref() || !first.contains(code));
        }
        variants
    }

    /// The errors of an operation, and where to read more.
    fn error_docs(
        &mut self,
        operation: &Operation,
        error: &plan::Ident,
        variants: &[plan::ErrorVariant],
    ) -> String {
        let mut docs = "# Errors\n\n".to_owned();
        for variant in variants {
            let name = &variant.name;
            docs.push_str(&format!("- [`{name}`](crate::types::error::{name}): {}\n", variant.docs));
        }
        docs.push_str(&format!(
            "- [`Unhandled`]({error}::Unhandled): an error that the model does not describe."
        ));
        if let Some(uid) = &self.model.service.uid {
            let safe = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
            if safe(uid) && safe(&operation.name) {
                docs.push_str(&format!(
                    "\n\nSee the [AWS API Documentation](https://docs.aws.amazon.com/goto/WebAPI/{uid}/{}).",
                    operation.name
                ));
            }
        }
        docs
    }
}

/// Lets operations share an error enum if many have the same errors. Returns the enums and the operations that share them.
///
/// A shared enum is behind an alias, through which no variant can be imported. A few operations therefore do not share one,
/// unless it has no variants to import.
pub(super) fn share_errors(operations: &mut [plan::Operation]) -> Vec<(plan::ErrorSet, Vec<String>)> {
    let mut same: Vec<(Vec<plan::ErrorVariant>, Vec<usize>)> = Vec::new();
    for (index, operation) in operations.iter().enumerate() {
        let plan::OperationErrorKind::Own(variants) = &operation.error.kind else { continue };
        match same.iter_mut().find(|(known, _)| known == variants) {
            Some((_, indexes)) => indexes.push(index),
            None => same.push((variants.clone(), vec![index])),
        }
    }
    same.retain(|(variants, indexes)| indexes.len() >= if variants.is_empty() { 2 } else { MANY });
    let sets = same.into_iter().enumerate().map(|(number, (variants, indexes))| {
        let name = names::fixed(&format!("ErrorSet{}", number + 1));
        for index in &indexes {
            operations[*index].error.kind = plan::OperationErrorKind::Shared(name.clone());
        }
        let mut shared_by: Vec<_> =
            indexes.iter().map(|index| operations[*index].wire_name.clone()).collect();
        shared_by.sort();
        (plan::ErrorSet { name, feature: None, variants }, shared_by)
    });
    sets.collect()
}

fn endpoint_source(source: &EndpointSource) -> plan::EndpointSource {
    match source {
        EndpointSource::Static(ParameterValue::Boolean(value)) => plan::EndpointSource::Boolean(*value),
        EndpointSource::Static(ParameterValue::String(value)) => plan::EndpointSource::String(value.clone()),
        EndpointSource::Static(ParameterValue::StringArray(values)) => {
            plan::EndpointSource::Strings(values.clone())
        }
        EndpointSource::Path(steps) => plan::EndpointSource::Path(path(steps)),
        EndpointSource::Member(name) => plan::EndpointSource::Member(name.clone()),
    }
}

fn path(steps: &[PathStep]) -> Vec<plan::PathStep> {
    let step = |step: &PathStep| match step {
        PathStep::Member(name) => plan::PathStep::Member(name.clone()),
        PathStep::Each => plan::PathStep::Each,
        PathStep::Keys => plan::PathStep::Keys,
        PathStep::Any(paths) => plan::PathStep::Any(paths.iter().map(|steps| path(steps)).collect()),
    };
    steps.iter().map(step).collect()
}

fn target(reference: Option<&Reference>) -> &ShapeId {
    &reference.expect("invariant: a transform gives every operation an input and an output").target
}

/// The codes of an error on the wire: the one of the Query protocol, if it has one, and its name.
fn error_codes(shape: &Shape) -> Vec<String> {
    let code = shape.traits.error.as_ref().and_then(|error| error.code.clone());
    let name = shape.id.name().to_owned();
    code.into_iter().filter(|code| *code != name).chain([name.clone()]).collect()
}
