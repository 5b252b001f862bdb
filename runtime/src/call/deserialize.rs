//! Response → output or error.

use super::descriptor::Descriptor;
use super::observe;
use crate::error::{ErrorResponse, with_response};
use crate::service::ServiceInfo;
use crate::shape::{Stream, Structure, read_members};
use crate::types::{ByteStream, ErrorMetadata, HttpResponse, RequestId, SdkBody, SerdeError};
use crate::wire::{combined, is_page};
use aws_smithy_runtime_api::client::interceptors::context::{Error, Output};
use aws_smithy_runtime_api::client::orchestrator::OrchestratorError;
use aws_smithy_runtime_api::client::ser_de::DeserializeResponse;
use aws_smithy_schema::codec::http_string::HttpStringDeserializer;
use aws_smithy_schema::prelude::STRING;
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::metadata::Builder;

impl DeserializeResponse for Descriptor {
    fn deserialize_streaming_with_config(
        &self,
        response: &mut HttpResponse,
        config: &ConfigBag,
    ) -> Option<Result<Output, OrchestratorError<Error>>> {
        if !response.status().is_success() {
            return None;
        }
        let index = self.types.output_schema().members().iter().position(|member| member.streaming())?;
        // The other members are in headers. A body that is already in memory would be read as if it held them.
        let body = std::mem::replace(response.body_mut(), SdkBody::taken());
        let protocol = self.protocol(config);
        Some(self.read_output(response, &protocol, config).map(|mut output| {
            let structure = self.types.output_mut(&mut output);
            match structure.and_then(|structure| structure.field_mut(index)?.stream()) {
                Some(Stream::Bytes(stream)) => *stream = ByteStream::new(body),
                #[cfg(feature = "event-stream")]
                Some(Stream::Events(events)) => events.receive(body, protocol, self.info.sensitive_output),
                None => {}
            }
            output
        }))
    }

    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        config: &ConfigBag,
    ) -> Result<Output, OrchestratorError<Error>> {
        let protocol = self.protocol(config);
        observe::response(self, response);
        if response.status().is_success() && !(self.service.customization.is_error)(response) {
            return self.read_output(response, &protocol, config);
        }
        let unreadable = |error| self.unreadable(error, response);
        let metadata = protocol.parse_error_metadata(response, config).map_err(unreadable)?;
        let mut metadata = with_request_ids(metadata, response, self.service).build();
        if metadata.code().is_none() {
            let described = with_response(metadata.into_builder(), response, self.is_secret());
            metadata = described.build();
        }
        let combined = combined(response);
        let read = combined.as_ref().unwrap_or(response);
        let mut deserializer = protocol.deserialize_error_response(read, config).map_err(unreadable)?;
        let code = if self.service.query_compatible {
            code_of_body(response, &protocol, config).or(metadata.code().map(str::to_owned))
        } else {
            metadata.code().map(str::to_owned)
        };
        let error = self.types.read_error(code.as_deref(), ErrorResponse::new(metadata, &mut *deserializer));
        Err(OrchestratorError::operation(error))
    }
}

impl Descriptor {
    /// A response that cannot be read is the operation's `Unhandled`, as in the official crates.
    fn unreadable(&self, error: SerdeError, response: &HttpResponse) -> OrchestratorError<Error> {
        let metadata = with_request_ids(ErrorMetadata::builder(), response, self.service);
        let metadata = with_response(metadata, response, self.is_secret());
        OrchestratorError::operation(self.types.unhandled(error.into(), Some(metadata.build())))
    }

    /// Whether the response may contain secrets: its own, or those of the request.
    fn is_secret(&self) -> bool {
        self.info.sensitive_output || self.info.sensitive_errors || self.info.sensitive_input
    }

    fn read_output(
        &self,
        response: &HttpResponse,
        protocol: &SharedClientProtocol,
        config: &ConfigBag,
    ) -> Result<Output, OrchestratorError<Error>> {
        let unreadable = |error| self.unreadable(error, response);
        if is_page(response, self.types.output_schema()) {
            let problem = "the response is an HTML page: something between client and service made it";
            return Err(unreadable(SerdeError::invalid_input(problem)));
        }
        let combined = combined(response);
        let read = combined.as_ref().unwrap_or(response);
        let mut deserializer =
            protocol.deserialize_response(read, self.types.output_schema(), config).map_err(unreadable)?;
        let mut output = self.types.empty_output();
        let structure = self.types.output_mut(&mut output);
        let structure =
            structure.ok_or_else(|| OrchestratorError::other("the output is of another operation"))?;
        read_members(structure, &mut *deserializer).map_err(unreadable)?;
        set_request_ids(structure, response, self.service).map_err(unreadable)?;
        Ok(output)
    }
}

/// The metadata of a response with the ids of its request, where `Debug`, `request_id()` and the like find them.
fn with_request_ids(mut metadata: Builder, response: &HttpResponse, service: &ServiceInfo) -> Builder {
    if let Some(id) = response.request_id() {
        metadata = metadata.custom("aws_request_id", id);
    }
    for id in service.customization.ids {
        if let Some(value) = response.headers().get(id.header) {
            metadata = metadata.custom(id.metadata, value);
        }
    }
    metadata
}

/// Sets the ids of the request in an output that has fields for them.
fn set_request_ids(
    output: &mut dyn Structure,
    response: &HttpResponse,
    service: &ServiceInfo,
) -> Result<(), SerdeError> {
    for (index, name) in output.shape().extras() {
        let id = match service.customization.ids.iter().find(|id| id.field == name) {
            Some(id) => response.headers().get(id.header),
            None => response.request_id(),
        };
        if let (Some(id), Some(field)) = (id, output.field_mut(index)) {
            field.read(&STRING, &mut HttpStringDeserializer::new(id))?;
        }
    }
    Ok(())
}

/// The error code in the body. A service with codes of the Query protocol sends that code in a header, which the
/// protocol prefers; models in API JSON do not list it.
fn code_of_body(
    response: &HttpResponse,
    protocol: &SharedClientProtocol,
    config: &ConfigBag,
) -> Option<String> {
    let body = SdkBody::from(response.body().bytes()?.to_owned());
    let bare = HttpResponse::new(response.status(), body);
    let metadata = protocol.parse_error_metadata(&bare, config).ok()?.build();
    metadata.code().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::{Customization, Id};

    #[derive(Clone, PartialEq)]
    struct Output {
        key: Option<String>,
        _extended_request_id: Option<String>,
        _request_id: Option<String>,
    }

    crate::structure! {
        Output { 0 key = "Key: String", } 1 _extended_request_id 2 _request_id
    }

    fn service(ids: &'static [Id]) -> ServiceInfo {
        ServiceInfo {
            id: "S3",
            name: "s3",
            of_aws: true,
            package: "aws-sdk-s3",
            version: "1.0.0",
            signing_name: "s3",
            protocol: crate::wire::protocol::rest_json_1,
            shape_name: "AmazonS3",
            api_version: "2006-03-01",
            xml_namespace: "",
            query_compatible: false,
            signs_plain_path: true,
            auth: &[],
            operation_auth: &[],
            customization: Customization { ids, ..Customization::NONE },
        }
    }

    const IDS: &[Id] = crate::services::S3.ids;

    fn response() -> HttpResponse {
        let mut response = HttpResponse::new(200.try_into().expect("a status"), SdkBody::empty());
        response.headers_mut().insert("x-amz-request-id", "first");
        response.headers_mut().insert("x-amz-id-2", "second");
        response
    }

    #[test]
    fn an_output_has_both_ids() {
        use crate::services::RequestIdExt;
        let mut output: Output = Structure::empty();
        set_request_ids(&mut output, &response(), &service(IDS)).expect("room for both");
        assert_eq!((output.request_id(), output.extended_request_id()), (Some("first"), Some("second")));
        let debug =
            "Output { key: None, _extended_request_id: Some(\"second\"), _request_id: Some(\"first\") }";
        assert_eq!(format!("{output:?}"), debug);
    }

    #[test]
    fn only_errors_of_services_that_have_them_have_other_ids() {
        use crate::services::RequestIdExt;
        for (ids, id) in [(IDS, Some("second")), (&[], None)] {
            let metadata = with_request_ids(ErrorMetadata::builder(), &response(), &service(ids)).build();
            assert_eq!((metadata.request_id(), metadata.extended_request_id()), (Some("first"), id));
        }
    }
}
