//! Smithy's `httpChecksum` trait: requests carry a checksum of their body, and responses are checked against theirs.
//!
//! The rules are those of the trait and of AWS's guide on data integrity protections: settings of the input have priority, then
//! `request_checksum_calculation` and `response_checksum_validation` of the configuration. A body in memory has its checksum in
//! a header; a streaming body has it in a trailer, in `aws-chunked` encoding.

use super::descriptor::Descriptor;
use super::observe;
use super::presign::Presigned;
use crate::config::{ChunkSize, ContentMd5};
use crate::service::{Checksum, ServiceInfo};
use crate::shape::Structure;
use aws_runtime::auth::PayloadSigningOverride;
use aws_runtime::content_encoding::{AwsChunkedBody, AwsChunkedBodyOptions, DeferredSigner};
use aws_smithy_checksums::ChecksumAlgorithm;
use aws_smithy_checksums::body::{ChecksumCache, calculate, validate};
use aws_smithy_checksums::http::{CHECKSUM_ALGORITHMS_IN_PRIORITY_ORDER, HttpChecksum};
use aws_smithy_runtime::client::sdk_feature::SmithySdkFeature as Feature;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextMut, BeforeSerializationInterceptorContextMut,
    BeforeTransmitInterceptorContextMut,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, SharedInterceptor, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_schema::codec::http_string::HttpStringDeserializer;
use aws_smithy_types::base64;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::checksum_config::{RequestChecksumCalculation, ResponseChecksumValidation};
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use md5::Digest;
use tracing::Level;

/// Adds checksums to the operations that have them.
pub(super) fn add(components: RuntimeComponentsBuilder, operation: Descriptor) -> RuntimeComponentsBuilder {
    match operation.info.checksum {
        Some(checksum) => components
            .with_interceptor(SharedInterceptor::permanent(ChecksumInterceptor { operation, checksum })),
        None => components,
    }
}

#[derive(Debug)]
struct ChecksumInterceptor {
    operation: Descriptor,
    checksum: Checksum,
}

/// The decisions about a request. Both are unset until there is a checksum.
#[derive(Clone, Debug, Default)]
struct Decision {
    /// The algorithm of the request.
    request: Option<ChecksumAlgorithm>,
    /// Whether the response is validated.
    response: bool,
    /// The checksum, so that a retry does not compute it again.
    cache: ChecksumCache,
}

impl Storable for Decision {
    type Storer = StoreReplace<Self>;
}

/// The text of a member of an input.
fn member(input: &dyn Structure, name: &str) -> Option<String> {
    let (index, schema) = position(input, name)?;
    input.field(index)?.label(schema).ok().flatten()
}

/// Whether a member of the input holds a checksum.
fn has_checksum(input: &dyn Structure) -> bool {
    input.shape().schema().members().iter().enumerate().any(|(index, member)| {
        let header = member.http_header().map(|header| header.value().to_lowercase());
        let checksum = header.is_some_and(|header| {
            // These headers describe checksums and hold none.
            let about = ["x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type"];
            header.starts_with("x-amz-checksum-") && !about.contains(&header.as_str())
        });
        checksum && input.field(index).is_some_and(|field| matches!(field.label(member), Ok(Some(_))))
    })
}

fn position(
    input: &dyn Structure,
    name: &str,
) -> Option<(usize, &'static aws_smithy_schema::Schema<'static>)> {
    let members = input.shape().schema().members();
    let index = members.iter().position(|schema| schema.member_name() == Some(name))?;
    Some((index, *members.get(index)?))
}

#[dyn_dispatch_hint]
impl Intercept for ChecksumInterceptor {
    fn name(&self) -> &'static str {
        "ChecksumInterceptor"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // Whoever sends a presigned request chooses the body and its checksum.
        if config.load::<Presigned>().is_some() {
            return Ok(());
        }
        let Some(input) = self.operation.types.input_mut(context.input_mut()) else { return Ok(()) };
        let Checksum { algorithm_member, mode_member, response_algorithms, .. } = self.checksum;
        let named = member(input, algorithm_member);
        let request = match named.map(|name| name.to_lowercase().parse::<ChecksumAlgorithm>()).transpose() {
            // If the input already has the checksum, its algorithm need not be known.
            Err(_) if has_checksum(input) => None,
            known => known?,
        };
        let mut response = false;
        if !response_algorithms.is_empty() {
            let validation = config.load::<ResponseChecksumValidation>();
            let required = matches!(validation, Some(ResponseChecksumValidation::WhenRequired));
            config.interceptor_state().store_append(if required {
                Feature::FlexibleChecksumsResWhenRequired
            } else {
                Feature::FlexibleChecksumsResWhenSupported
            });
            response = !required || member(input, mode_member).as_deref() == Some("ENABLED");
            if let Some((index, schema)) = position(input, mode_member)
                && response
                && let Some(field) = input.field_mut(index)
            {
                field.read(schema, &mut HttpStringDeserializer::new("ENABLED"))?;
            }
        }
        config.interceptor_state().store_put(Decision { request, response, cache: ChecksumCache::new() });
        Ok(())
    }

    fn modify_before_retry_loop(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if config.load::<Presigned>().is_some() {
            return Ok(());
        }
        let mut decision = config.load::<Decision>().cloned().unwrap_or_default();
        let Checksum { algorithm_member, algorithm_header, required, .. } = self.checksum;
        let request = context.request_mut();
        let given = request.headers().iter().any(|(name, _)| name.starts_with("x-amz-checksum-"));
        // Smithy, `httpChecksumRequired` without `httpChecksum`: the MD5 of the body.
        let md5_alone = algorithm_member.is_empty();
        let chosen = given || decision.request.is_some();
        let md5_instead = !chosen && config.load::<ContentMd5>().is_some_and(|setting| setting.0);
        if md5_alone || given || required && md5_instead {
            if required && (md5_alone || md5_instead) && request.headers().get("content-md5").is_none() {
                md5(request);
            }
            decision.request = None;
        } else {
            let calculation = config.load::<RequestChecksumCalculation>();
            let when_required = matches!(calculation, Some(RequestChecksumCalculation::WhenRequired));
            let default = (required || !when_required).then(ChecksumAlgorithm::default);
            config.interceptor_state().store_append(if when_required {
                Feature::FlexibleChecksumsReqWhenRequired
            } else {
                Feature::FlexibleChecksumsReqWhenSupported
            });
            decision.request = decision.request.or(default);
        }
        if let Some(algorithm) = decision.request {
            if !algorithm_header.is_empty() && request.headers().get(algorithm_header).is_none() {
                let name = algorithm.as_str().to_uppercase();
                request.headers_mut().try_insert(algorithm_header, name)?;
            }
            config.interceptor_state().store_append(match algorithm {
                ChecksumAlgorithm::Crc32c => Feature::FlexibleChecksumsReqCrc32c,
                ChecksumAlgorithm::Crc64Nvme => Feature::FlexibleChecksumsReqCrc64,
                ChecksumAlgorithm::Sha1 => Feature::FlexibleChecksumsReqSha1,
                ChecksumAlgorithm::Sha256 => Feature::FlexibleChecksumsReqSha256,
                _ => Feature::FlexibleChecksumsReqCrc32,
            });
        }
        config.interceptor_state().store_put(decision);
        Ok(())
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let algorithm = config.load::<Decision>().and_then(|decision| decision.request);
        let Some(algorithm) = algorithm else { return Ok(()) };
        let mut checksum = algorithm.into_impl();
        let request = context.request_mut();
        if let Some(body) = request.body().bytes() {
            checksum.update(body);
            let (name, value) = (checksum.header_name(), checksum.header_value());
            request.headers_mut().try_insert(name, value.to_str()?.to_owned())?;
            return Ok(());
        }
        chunk(request, &*checksum, config)
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let decision = config.load::<Decision>().cloned().unwrap_or_default();
        let request = context.request_mut();
        let Some(algorithm) = decision.request.filter(|_| request.body().bytes().is_none()) else {
            return Ok(());
        };
        let options = config.load::<AwsChunkedBodyOptions>().cloned().unwrap_or_default();
        let signer = config
            .get_mut_from_interceptor_state::<DeferredSigner>()
            .map(|signer| std::mem::replace(signer, DeferredSigner::empty()));
        let body = std::mem::replace(request.body_mut(), SdkBody::taken());
        *request.body_mut() = body.map(move |body| {
            let checked = calculate::ChecksumBody::new(body, algorithm.into_impl());
            let checked = SdkBody::from_body_1_x(checked.with_cache(decision.cache.clone()));
            let chunked = AwsChunkedBody::new(checked, options.clone());
            SdkBody::from_body_1_x(match &signer {
                Some(signer) => chunked.with_signer(signer.clone()),
                None => chunked,
            })
        });
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if config.load::<Decision>().is_some_and(|decision| decision.response) {
            check(context.response_mut(), self.checksum.response_algorithms, self.operation.service);
        }
        Ok(())
    }
}

/// Adds the MD5 of the body to a request.
fn md5(request: &mut HttpRequest) {
    // The published crate computes a different checksum under this name.
    if let Some(body) = request.body().bytes() {
        let digest = md5::Md5::digest(body);
        request.headers_mut().insert("content-md5", base64::encode(digest));
    }
}

/// The minimum size of a chunk that S3 accepts, except for the last one.
const MIN_CHUNK: usize = 8192;

/// Announces a body in `aws-chunked` encoding, with the checksum in its trailer. Chunks are signed one by one unless TLS
/// protects them.
fn chunk(
    request: &mut HttpRequest,
    checksum: &dyn HttpChecksum,
    config: &mut ConfigBag,
) -> Result<(), BoxError> {
    let length = request.headers().get("content-length").and_then(|length| length.parse::<u64>().ok());
    let length = length.or(request.body().content_length()).ok_or(
        "the length of a streamed body must be known, since its checksum follows it: set it on the input \
         (`content_length`), upload the body in parts, or let requests have no checksum \
         (`request_checksum_calculation(WhenRequired)`)",
    )?;
    let signed = request.uri().starts_with("http:");
    let mut options = AwsChunkedBodyOptions::default()
        .with_stream_length(length)
        .with_trailer_len(HttpChecksum::size(checksum))
        .signed_chunked_encoding(signed);
    if signed {
        // The name of the header, a colon, and a signature in hexadecimal digits.
        options = options.with_trailer_len("x-amz-trailer-signature".len() as u64 + 1 + 64);
    }
    if let Some(ChunkSize(size)) = config.load::<ChunkSize>() {
        let whole = usize::try_from(length).unwrap_or(usize::MAX).max(MIN_CHUNK);
        options = options.with_chunk_size(size.unwrap_or(whole));
    }
    if options.chunk_size() < MIN_CHUNK {
        let size = options.chunk_size();
        // As in the official crate.
        return Err(format!("Chunk size must be at least {MIN_CHUNK} bytes, but {size} was provided.").into());
    }
    let headers = request.headers_mut();
    headers.insert("x-amz-trailer", checksum.header_name());
    headers.insert("x-amz-decoded-content-length", length.to_string());
    headers.insert("content-length", options.encoded_length().to_string());
    headers.remove("transfer-encoding");
    headers.append("content-encoding", "aws-chunked");
    let state = config.interceptor_state();
    state.store_put(options);
    if signed {
        let (signer, sender) = DeferredSigner::new();
        state.store_put(signer);
        state.store_put(sender);
        state.store_put(PayloadSigningOverride::StreamingSignedPayloadTrailer);
    } else {
        state.store_put(PayloadSigningOverride::StreamingUnsignedPayloadTrailer);
    }
    Ok(())
}

/// Validates the body of a response while it is read, if the response has a checksum of a known algorithm.
fn check(response: &mut HttpResponse, algorithms: &[&str], service: &ServiceInfo) {
    let say = |level, text| observe::say(service.package, level, "http_response_checksum", text);
    let known = CHECKSUM_ALGORITHMS_IN_PRIORITY_ORDER
        .iter()
        .filter(|known| algorithms.iter().any(|name| name.eq_ignore_ascii_case(known)));
    for algorithm in known.filter_map(|name| name.parse::<ChecksumAlgorithm>().ok()) {
        let Some(text) = response.headers().get(algorithm.into_impl().header_name()) else { continue };
        // The texts of both lines are those of the official crates: programs look for them in logs.
        if is_of_parts(text) {
            let text = format_args!(
                "This checksum is a part-level checksum which can't be validated by the Rust SDK. Disable \
                 checksum validation for this request to fix this warning."
            );
            say(Level::WARN, text);
            return;
        }
        let Ok(expected) = base64::decode(text) else {
            let text = format_args!(
                "Checksum received from server could not be base64 decoded. No checksum validation will be \
                 performed."
            );
            say(Level::ERROR, text);
            return;
        };
        let body = std::mem::replace(response.body_mut(), SdkBody::taken());
        *response.body_mut() = body.map(move |body| {
            let expected = expected.clone().into();
            SdkBody::from_body_1_x(validate::ChecksumBody::new(body, algorithm.into_impl(), expected))
        });
        return;
    }
}

/// Whether a checksum is that of the checksums of parts, which does not validate the whole: the number of parts follows a
/// `-`.
fn is_of_parts(checksum: &str) -> bool {
    checksum.rsplit_once('-').is_some_and(|(of_parts, count)| {
        !of_parts.contains('-') && !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::is_of_parts;

    #[test]
    fn a_checksum_of_parts_ends_in_their_number() {
        for text in ["abcd-1", "abcd==-10000", "C9A5A6878D97B48CC965C1E41859F034-14"] {
            assert!(is_of_parts(text), "{text}");
        }
        for text in ["", "abcd", "1234==", "abcd-", "abcd==--11", "abcd-AA", "abcd-+1", "14-abcd"] {
            assert!(!is_of_parts(text), "{text}");
        }
    }
}
