//! Operations that are known only at run time: their errors, and the types of their inputs and outputs.

use super::descriptor::{Codes, Descriptor, Types, retry_classifiers};
use crate::error::{ErrorResponse, ErrorType, Failure};
use crate::service::{Info, ServiceInfo};
use crate::shape::{Record, RecordType, Structure};
use crate::types::{BoxError, CreateUnhandledError, ErrorMetadata, Schema};
use aws_smithy_runtime_api::client::interceptors::context::{Error, Input, Output};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;

/// An operation that is known only at run time.
#[derive(Debug)]
pub struct Operation {
    descriptor: Descriptor,
    types: &'static RecordTypes,
}

/// The types of an operation.
#[derive(Debug)]
struct RecordTypes {
    input: &'static RecordType,
    output: &'static RecordType,
    errors: Vec<ErrorType>,
}

impl Operation {
    /// An operation of a service, with the types of its input, output and errors. It lives as long as the program.
    pub fn leaked(
        info: &'static Info,
        service: &'static ServiceInfo,
        input: &'static RecordType,
        output: &'static RecordType,
        errors: Vec<ErrorType>,
    ) -> &'static Self {
        let types = &*Box::leak(Box::new(RecordTypes { input, output, errors }));
        Box::leak(Box::new(Self { descriptor: Descriptor { info, service, types }, types }))
    }

    pub(crate) fn descriptor(&'static self) -> &'static Descriptor {
        &self.descriptor
    }

    /// The facts of the model.
    pub fn info(&self) -> &'static Info {
        self.descriptor.info
    }

    /// The type of the input.
    pub fn input(&self) -> &'static RecordType {
        self.types.input
    }

    /// The type of the output.
    pub fn output(&self) -> &'static RecordType {
        self.types.output
    }
}

impl Types for RecordTypes {
    fn type_name(&self) -> &'static str {
        std::any::type_name::<Record>()
    }

    fn input<'a>(&self, input: &'a Input) -> Option<&'a dyn Structure> {
        input.downcast_ref::<Record>().map(|input| input as &dyn Structure)
    }

    fn input_mut<'a>(&self, input: &'a mut Input) -> Option<&'a mut dyn Structure> {
        input.downcast_mut::<Record>().map(|input| input as &mut dyn Structure)
    }

    fn empty_output(&self) -> Output {
        Output::erase(Record::new(self.output))
    }

    fn output_schema(&self) -> &'static Schema<'static> {
        self.output.shape().schema()
    }

    fn output_mut<'a>(&self, output: &'a mut Output) -> Option<&'a mut dyn Structure> {
        output.downcast_mut::<Record>().map(|output| output as &mut dyn Structure)
    }

    fn read_error(&self, code: Option<&str>, response: ErrorResponse<'_>) -> Error {
        Error::erase(Failure::read(&self.errors, code, response))
    }

    fn unhandled(&self, source: BoxError, meta: Option<ErrorMetadata>) -> Error {
        Error::erase(Failure::create_unhandled_error(source, meta))
    }

    fn add_retry_classifiers(
        &self,
        components: RuntimeComponentsBuilder,
        transient: Codes,
    ) -> RuntimeComponentsBuilder {
        retry_classifiers::<Failure>(components, transient)
    }
}
