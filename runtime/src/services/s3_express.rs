//! Sessions of directory buckets (S3 Express One Zone): requests are signed with credentials that `CreateSession` gives for
//! one bucket, in the same way but for the header of their token.

use crate::service::{CallWithin, Info, Resource, S3_EXPRESS, Sessions, Source, Within};
use crate::shape::Structure;
use crate::types::{BoxError, DateTime};
use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;
use aws_runtime::auth::SigV4SessionTokenNameOverride;
use aws_runtime::auth::sigv4::{self, SigV4Signer};
use aws_smithy_runtime::expiring_cache::ExpiringCache;
use aws_smithy_runtime_api::client::auth::{AuthScheme, AuthSchemeId, SharedAuthScheme, Sign};
use aws_smithy_runtime_api::client::identity::{
    Identity, IdentityCacheLocation, IdentityFuture, ResolveCachedIdentity, ResolveIdentity,
    SharedIdentityResolver,
};
use aws_smithy_runtime_api::client::runtime_components::{GetIdentityResolver, RuntimeComponents};
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

pub(super) const SESSIONS: Sessions = Sessions {
    resource: "Bucket",
    add: |caller, layer, components| {
        layer.store_put(SigV4SessionTokenNameOverride::new(|settings, config| {
            Ok(match (is_express(config), settings.expires_in) {
                (false, _) => settings.session_token_name_override,
                (true, None) => Some("x-amz-s3session-token"),
                // In the query of presigned requests.
                (true, Some(_)) => Some("X-Amz-S3session-Token"),
            })
        }));
        components.push_auth_scheme(SharedAuthScheme::new(Express::default()));
        components.set_identity_resolver(S3_EXPRESS, SharedIdentityResolver::new(Cache::new(caller)));
    },
};

/// Whether a request is to be signed with a session.
pub(crate) fn is_express(config: &ConfigBag) -> bool {
    let endpoint = config.load::<Endpoint>();
    endpoint.is_some_and(|endpoint| {
        endpoint.auth_schemes().iter().any(|scheme| scheme.name() == S3_EXPRESS.inner())
    })
}

#[derive(Debug, Default)]
struct Express {
    signer: SigV4Signer,
}

impl AuthScheme for Express {
    fn scheme_id(&self) -> AuthSchemeId {
        S3_EXPRESS
    }

    fn identity_resolver(&self, resolvers: &dyn GetIdentityResolver) -> Option<SharedIdentityResolver> {
        resolvers.identity_resolver(S3_EXPRESS)
    }

    fn signer(&self) -> &dyn Sign {
        &self.signer
    }
}

/// How many sessions are kept.
const CAPACITY: usize = 100;

/// How long before its end a session is no longer used.
const BUFFER: Duration = Duration::from_secs(10);

/// The key of a session: the bucket, the id of the credentials, and a hash of all of them.
type Key = (String, String, u64);

/// A session, or the place for one that is being created.
type Place = ExpiringCache<Identity, BoxError>;

/// Sessions, each with the number of the last request that used it.
#[derive(Default)]
struct Kept {
    calls: u64,
    sessions: HashMap<Key, (u64, Place)>,
}

/// The sessions of a client. A session is valid for all calls to the bucket with the same credentials; calls wait for
/// it while it is created.
struct Cache {
    caller: Arc<dyn CallWithin>,
    kept: Mutex<Kept>,
    hasher: RandomState,
}

impl fmt::Debug for Cache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Cache").finish_non_exhaustive()
    }
}

impl Cache {
    fn new(caller: Arc<dyn CallWithin>) -> Self {
        Self { caller, kept: Mutex::default(), hasher: RandomState::new() }
    }

    /// The place of a session; it replaces the least recently used one if there are too many.
    fn session(&self, key: Key) -> Place {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Kept { calls, sessions } = &mut *kept;
        *calls += 1;
        if sessions.len() >= CAPACITY && !sessions.contains_key(&key) {
            let oldest = sessions.iter().min_by_key(|(_, (last, _))| *last).map(|(key, _)| key.clone());
            oldest.and_then(|key| sessions.remove(&key));
        }
        let (last, session) = sessions.entry(key).or_insert_with(|| (0, ExpiringCache::new(BUFFER)));
        *last = *calls;
        session.clone()
    }

    async fn resolve(
        &self,
        components: &RuntimeComponents,
        config: &ConfigBag,
    ) -> Result<Identity, BoxError> {
        let Resource(bucket) = config.load::<Resource>().ok_or("a session needs a bucket")?;
        let resolver = components.identity_resolver(sigv4::SCHEME_ID).ok_or("a session needs credentials")?;
        let identity =
            components.identity_cache().resolve_cached_identity(resolver, components, config).await?;
        let credentials = identity.data::<Credentials>().ok_or("a session needs credentials of AWS")?;
        let (id, secret) = (credentials.access_key_id(), credentials.secret_access_key());
        let hash = self.hasher.hash_one((id, secret, credentials.session_token()));
        let session = self.session((bucket.clone(), id.to_owned(), hash));
        let now = components.time_source().map_or_else(SystemTime::now, |time| time.now());
        match session.yield_or_clear_if_expired(now).await {
            Some(identity) => Ok(identity),
            None => session.get_or_load(|| self.create(bucket, components, config)).await,
        }
    }

    async fn create(
        &self,
        bucket: &str,
        components: &RuntimeComponents,
        config: &ConfigBag,
    ) -> Result<(Identity, SystemTime), BoxError> {
        let input = CreateSession { bucket: Some(bucket.to_owned()) };
        let output = self.caller.call(&CREATE_SESSION, Box::new(input), components, config).await?;
        let output: Box<dyn std::any::Any> = output;
        let session = output.downcast::<Session>().map_err(|_| "the output is of another operation")?;
        let Some(SessionCredentials {
            id: Some(id),
            secret: Some(secret),
            token: Some(token),
            expires: Some(expires),
        }) = session.credentials
        else {
            return Err("the service gives a session without credentials".into());
        };
        let expires = SystemTime::try_from(expires)?;
        let mut credentials = Credentials::new(id, secret, Some(token), Some(expires), "s3express");
        credentials
            .get_property_mut_or_default::<Vec<AwsCredentialFeature>>()
            .push(AwsCredentialFeature::S3ExpressBucket);
        Ok((Identity::from(credentials), expires))
    }
}

impl ResolveIdentity for Cache {
    fn resolve_identity<'a>(
        &'a self,
        components: &'a RuntimeComponents,
        config: &'a ConfigBag,
    ) -> IdentityFuture<'a> {
        IdentityFuture::new(self.resolve(components, config))
    }

    fn cache_location(&self) -> IdentityCacheLocation {
        IdentityCacheLocation::IdentityResolver
    }
}

static CREATE_SESSION: Within = Within {
    info: &Info {
        endpoint_params: &[
            ("DisableS3ExpressSessionAuth", Source::Boolean(true)),
            ("Bucket", Source::Member("Bucket")),
        ],
        sensitive_output: true,
        ..Info::new("CreateSession", "GET", "/?session")
    },
    empty_output: || Box::new(Session::empty()),
    output_schema: || Session::empty().shape().schema(),
};

struct CreateSession {
    bucket: Option<String>,
}

crate::structure! {
    CreateSession {
        0 bucket = "Bucket: String @httpLabel",
    }
}

struct Session {
    credentials: Option<SessionCredentials>,
}

crate::structure! {
    Session: " @xmlName(CreateSessionResult)" {
        0 credentials = "Credentials: Structure @xmlName(Credentials)",
    }
}

struct SessionCredentials {
    id: Option<String>,
    secret: Option<String>,
    token: Option<String>,
    expires: Option<DateTime>,
}

crate::structure! {
    SessionCredentials {
        0 id = "AccessKeyId: String",
        1 secret = "SecretAccessKey: String @sensitive",
        2 token = "SessionToken: String @sensitive",
        3 expires = "Expiration: Timestamp",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_smithy_async::future::BoxFuture;

    #[derive(Debug)]
    struct Nobody;

    impl CallWithin for Nobody {
        fn call<'a>(
            &'a self,
            _: &'static Within,
            _: Box<dyn Structure>,
            _: &'a RuntimeComponents,
            _: &'a ConfigBag,
        ) -> BoxFuture<'a, Box<dyn Structure>, BoxError> {
            Box::pin(async { Err("no server".into()) })
        }
    }

    #[test]
    fn the_session_asked_for_longest_ago_makes_room() {
        let cache = Cache::new(Arc::new(Nobody));
        let key = |number: usize| (format!("bucket-{number}"), "id".to_owned(), 0);
        let kept = || {
            let guard = cache.kept.lock().expect("no panic");
            let mut kept: Vec<_> = guard.sessions.keys().map(|(bucket, ..)| bucket.clone()).collect();
            kept.sort();
            kept
        };
        for number in 0..CAPACITY {
            cache.session(key(number));
        }
        cache.session(key(0));
        cache.session(key(CAPACITY));
        let kept = kept();
        assert_eq!(kept.len(), CAPACITY);
        let has = |number: usize| kept.contains(&format!("bucket-{number}"));
        assert!(has(0) && !has(1) && has(2) && has(CAPACITY));
    }

    #[test]
    fn secrets_of_sessions_are_not_printed() {
        let token = || Some("hush".to_owned());
        let session = Session {
            credentials: Some(SessionCredentials {
                id: token(),
                secret: token(),
                token: token(),
                expires: None,
            }),
        };
        let text = format!("{session:?} {:?}", Cache::new(Arc::new(Nobody)));
        assert_eq!(text.matches("hush").count(), 1, "{text}");
    }
}
