//! Amazon S3 Glacier, which requires its version in a header, an account in each path, and two hashes of each upload.

use super::uri;
use crate::service::Customization;
use aws_runtime::auth::PayloadSigningOverride;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextMut, BeforeTransmitInterceptorContextMut,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, SharedInterceptor, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::LoadedRequestBody;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use sha2::{Digest, Sha256};

/// What Amazon S3 Glacier does differently.
pub const GLACIER: Customization = Customization {
    headers: &[("x-amz-glacier-version", "2012-06-01")],
    // The account of the credentials.
    prepare: |input| {
        uri::change(input, |member, text| {
            (member.eq_ignore_ascii_case("accountId") && text.is_empty()).then(|| "-".to_owned())
        })
    },
    components: |components, _, operation| match operation {
        "UploadArchive" | "UploadMultipartPart" => {
            components.with_interceptor(SharedInterceptor::permanent(HashesInterceptor))
        }
        _ => components,
    },
    ..Customization::NONE
};

/// Adds the hash of the body, which is signed, and its tree hash, unless the input has it.
#[derive(Debug)]
struct HashesInterceptor;

#[dyn_dispatch_hint]
impl Intercept for HashesInterceptor {
    fn name(&self) -> &'static str {
        "HashesInterceptor"
    }

    fn modify_before_serialization(
        &self,
        _: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        config.interceptor_state().store_put(LoadedRequestBody::Requested);
        Ok(())
    }

    fn modify_before_retry_loop(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(LoadedRequestBody::Loaded(body)) = config.load::<LoadedRequestBody>() else {
            return Err("the body is not in memory, so that it has no hash".into());
        };
        let (hash, tree) = (hexadecimal(&Sha256::digest(body)), hexadecimal(&tree_hash(body)));
        let headers = context.request_mut().headers_mut();
        for (name, value) in [("x-amz-content-sha256", &hash), ("x-amz-sha256-tree-hash", &tree)] {
            if headers.get(name).is_none() {
                headers.insert(name, value.clone());
            }
        }
        config.interceptor_state().store_put(PayloadSigningOverride::Precomputed(hash));
        Ok(())
    }
}

/// The size of the leaves of the tree.
const LEAF: usize = 1024 * 1024;

/// The hash of a tree whose leaves are the hashes of a megabyte each, and whose other nodes are the hashes of two nodes
/// below; a node without a sibling moves up unchanged (Amazon S3 Glacier, "Computing Checksums").
fn tree_hash(body: &[u8]) -> [u8; 32] {
    let mut row: Vec<[u8; 32]> = body.chunks(LEAF).map(|leaf| Sha256::digest(leaf).into()).collect();
    while row.len() > 1 {
        let nodes = row.chunks(2).map(|pair| match pair {
            [left, right] => Sha256::digest([*left, *right].concat()).into(),
            rest => rest[0],
        });
        row = nodes.collect();
    }
    row.first().copied().unwrap_or_else(|| Sha256::digest([]).into())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_hash_is_that_of_botocore() {
        // `botocore.utils.calculate_tree_hash` of as many bytes `a`.
        for (length, hash) in TREE_HASHES {
            assert_eq!(hexadecimal(&tree_hash(&vec![b'a'; *length])), *hash, "{length}");
        }
    }

    const TREE_HASHES: &[(usize, &str)] = &[
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
        (1048576, "9bc1b2a288b26af7257a36277ae3816a7d4f16e89c1e7e77d0a5c48bad62b360"),
        (1048577, "8dd49bbc6297567fac3852c2deddcdbc57358bc403c10d4f6dc64b143ad9b27b"),
        (2097152, "560c2c9333c719cb00cfdffee3ba293db17f58743cdd1f7e4055373ae6300afa"),
        (3145728, "70239f4f2ead7561f69d48b956b547edef52a1280a93c262c0b582190be7db17"),
        (5242887, "b858f8d4da2746113616921f1046c2a930c7a1964323214ca3e088f695624094"),
    ];
}
