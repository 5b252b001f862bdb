//! Input → request.

use super::descriptor::Descriptor;
#[cfg(feature = "event-stream")]
use super::events;
use super::presign::{self, Presigned};
use crate::endpoint::is_valid_host_label;
use crate::service::Info;
use crate::shape::{Members, Stream, Structure};
use crate::types::{BoxError, BuildError, HttpRequest, SdkBody};
use crate::wire::{complete_payload, expand, host_label, is_rpc};
use aws_smithy_runtime_api::client::endpoint::EndpointPrefix;
use aws_smithy_runtime_api::client::endpoint::error::InvalidEndpointError;
use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_runtime_api::client::ser_de::SerializeRequest;
use aws_smithy_schema::ShapeType;
use aws_smithy_types::config_bag::ConfigBag;

impl SerializeRequest for Descriptor {
    fn serialize_input(&self, mut input: Input, config: &mut ConfigBag) -> Result<HttpRequest, BoxError> {
        let input = self.types.input_mut(&mut input).ok_or("the input is of another operation")?;
        (self.service.customization.prepare)(input).map_err(BuildError::other)?;
        let uri = expand(self.info.uri, input)?;
        if let Some(prefix) = host_prefix(self.info.host_prefix, input)? {
            config.interceptor_state().store_put(EndpointPrefix::new(prefix)?);
        }
        let schema = input.shape().schema();
        let protocol = self.protocol(config);
        let mut request =
            protocol.serialize_request(&Members(input), schema, &uri, config).map_err(BuildError::other)?;
        let rpc = is_rpc(&protocol);
        if !rpc {
            complete_payload(input, &mut request, &protocol).map_err(BuildError::other)?;
        }
        // The published serializer of EC2 leaves the method to its caller.
        request.set_method(if rpc { "POST" } else { self.info.method })?;
        // Smithy, rpcv2Cbor, "Requests": without an input there is no body.
        if self.info.no_input && protocol.protocol_id().shape_name() == "rpcv2Cbor" {
            *request.body_mut() = SdkBody::empty();
            request.headers_mut().remove("content-type");
            request.headers_mut().remove("content-length");
        }
        if self.service.query_compatible {
            request.headers_mut().insert("x-amzn-query-mode", "true");
        }
        let streams = stream_index(input).is_some();
        match input_stream(input)? {
            Some(Stream::Bytes(_)) | None if streams && rpc => {
                let id = protocol.protocol_id();
                let text = format!("the protocol {} has no bodies that are streamed", id.as_str());
                return Err(text.into());
            }
            Some(Stream::Bytes(body)) => {
                stream(self.info, std::mem::take(body).into_inner(), &mut request)?;
            }
            #[cfg(feature = "event-stream")]
            Some(Stream::Events(events)) => events::send(events, protocol.clone(), &mut request, config)?,
            None if streams => stream(self.info, SdkBody::empty(), &mut request)?,
            None => {}
        }
        if config.load::<Presigned>().is_some() {
            presign::prepare(self, input, protocol.protocol_id().shape_name(), &mut request)?;
        }
        Ok(request)
    }
}

/// The prefix of the host name for an input (Smithy, `endpoint`), if there is one.
///
/// # Errors
///
/// [`InvalidEndpointError`] that names a label, if it is unset, empty or no label of a host name (RFC 1123: up to 63
/// letters, digits and `-`).
fn host_prefix(template: &'static str, input: &dyn Structure) -> Result<Option<String>, BoxError> {
    let mut prefix = String::new();
    let mut rest = template;
    while let Some((text, (member, after))) =
        rest.split_once('{').and_then(|(text, label)| Some((text, label.split_once('}')?)))
    {
        let (field, value) = host_label(input, member)?;
        if !is_valid_host_label(&value, false) {
            // As in the official crates.
            let text = format!(
                "`{field}` forms part of the endpoint host and so must match `[a-zA-Z0-9-]{{1,63}}`, but was `{value}`"
            );
            return Err(InvalidEndpointError::failed_to_construct_uri(text).into());
        }
        prefix.push_str(text);
        prefix.push_str(&value);
        rest = after;
    }
    prefix.push_str(rest);
    Ok((!prefix.is_empty()).then_some(prefix))
}

/// The member of an input that is a body, if it is set.
///
/// # Errors
///
/// [`BuildError`] that names the member, if it is an event stream, which is required.
fn input_stream(input: &mut dyn Structure) -> Result<Option<Stream<'_>>, BoxError> {
    let Some(index) = stream_index(input) else { return Ok(None) };
    let shape = input.shape();
    let events =
        shape.schema().members().get(index).is_some_and(|member| member.shape_type() == ShapeType::Union);
    let field = shape.members().get(index).map_or("", |member| member.field);
    match input.field_mut(index).and_then(|field| field.stream()) {
        None if events => Err(BuildError::missing_field(field, "events go with the request").into()),
        stream => Ok(stream),
    }
}

/// The member of a structure that is a streaming body.
fn stream_index(structure: &dyn Structure) -> Option<usize> {
    structure.shape().schema().members().iter().position(|member| member.streaming())
}

/// Sets the body of a request, and its headers unless the input has set them.
fn stream(info: &Info, body: SdkBody, request: &mut HttpRequest) -> Result<(), BoxError> {
    let length = body.content_length();
    if info.requires_length && length.is_none() {
        return Err(
            "the length of the body must be known: give it with `ByteStream::read_from().length(…)`, \
                    or send bytes"
                .into(),
        );
    }
    let headers = request.headers_mut();
    if headers.get("content-type").is_none() {
        headers.insert("content-type", "application/octet-stream");
    }
    if let Some(length) = length
        && headers.get("content-length").is_none()
    {
        headers.insert("content-length", length.to_string());
    }
    *request.body_mut() = body;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, PartialEq)]
    struct Input {
        key: Option<String>,
    }

    crate::structure! {
        Input { 0 key = "Key: String @httpLabel", }
    }

    #[test]
    fn a_label_of_the_host_name_that_is_unset_or_none_is_named_by_its_field() {
        let prefix = |key: Option<&str>| {
            host_prefix("{Key}-a", &Input { key: key.map(str::to_owned) })
                .map_err(|error| aws_smithy_types::error::display::DisplayErrorContext(&*error).to_string())
        };
        assert_eq!(prefix(Some(&"k".repeat(63))), Ok(Some("k".repeat(63) + "-a")));
        for key in
            [None, Some(""), Some(&*"k".repeat(64)), Some("a.b"), Some("a_b"), Some("a@b:1/?"), Some("-a")]
        {
            let error = prefix(key).expect_err("no label");
            assert!(error.contains("`key` forms part of the endpoint host"), "{error}");
        }
    }
}
