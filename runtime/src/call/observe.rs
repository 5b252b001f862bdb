//! Spans and events of a request, with the names and targets of the official crates.
//!
//! Official crates have the macros of `tracing` in the code of each operation. This code is the same for all operations, so it
//! creates the callsites of an operation when the operation is first called with a subscriber.

use super::descriptor::Descriptor;
use crate::types::{HttpResponse, RequestId};
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, OnceLock, PoisonError, RwLock};
use tracing::callsite::{self, Callsite, Identifier};
use tracing::field::{FieldSet, Value};
use tracing::metadata::Kind;
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Span};

/// A callsite: a place that creates spans or events.
struct Site {
    /// Whether a subscriber may be interested.
    wanted: AtomicBool,
    metadata: OnceLock<Metadata<'static>>,
}

impl Callsite for Site {
    fn set_interest(&self, interest: Interest) {
        self.wanted.store(!interest.is_never(), Ordering::Relaxed);
    }

    fn metadata(&self) -> &Metadata<'_> {
        self.metadata.get().expect("invariant: a site is registered once it has its metadata")
    }
}

impl Site {
    /// Creates a callsite, which lives as long as the program.
    fn new(
        (name, target): (&'static str, String),
        level: Level,
        fields: &'static [&'static str],
        kind: Kind,
    ) -> &'static Self {
        let target = target.leak();
        let site: &'static Self =
            Box::leak(Box::new(Self { wanted: AtomicBool::new(true), metadata: OnceLock::new() }));
        site.metadata.get_or_init(|| {
            let fields = FieldSet::new(fields, Identifier(site));
            Metadata::new(name, target, level, None, None, Some(target), fields, kind)
        });
        callsite::register(site);
        site
    }
}

/// The key of a callsite: a package, one of its operations or modules, and what the callsite creates.
type Key = (&'static str, &'static str, &'static str);

/// The metadata of a callsite, if a subscriber is interested. The callsite is created on first use: there is a handful per
/// operation that is called.
fn enabled(
    key: Key,
    level: Level,
    make: impl FnOnce() -> &'static Site,
) -> Option<&'static Metadata<'static>> {
    static SITES: LazyLock<RwLock<HashMap<Key, &'static Site>>> = LazyLock::new(RwLock::default);
    if level > tracing::level_filters::LevelFilter::current() {
        return None;
    }
    let known = SITES.read().unwrap_or_else(PoisonError::into_inner).get(&key).copied();
    let site = known.unwrap_or_else(|| {
        // Registering asks subscribers, which may themselves make calls, so no lock is held. If two threads create a
        // callsite at the same time, one of the two stays unused.
        let made = make();
        SITES.write().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert(made)
    });
    let metadata = site.metadata.get().filter(|_| site.wanted.load(Ordering::Relaxed))?;
    tracing::dispatcher::get_default(|dispatch| dispatch.enabled(metadata)).then_some(metadata)
}

/// The module of an operation in the crate of its service.
fn module_of(operation: &Descriptor) -> String {
    // The type is `<crate>::operation::<module>::<input>`; in a family, it is not the crate that users name.
    let module = operation.types.type_name().rsplit("::").nth(1).unwrap_or_default();
    format!("{}::operation::{module}", operation.service.package.replace('-', "_"))
}

/// The span of a request. Its id connects the log lines of one request; it is not sent.
pub(super) fn span(operation: &Descriptor) -> Span {
    const FIELDS: &[&str] = &["rpc.service", "rpc.method", "sdk_invocation_id", "rpc.system"];
    let key = (operation.service.package, operation.info.name, "call");
    let metadata = enabled(key, Level::DEBUG, || {
        let name = format!("{}.{}", operation.service.id, operation.info.name).leak();
        Site::new((name, module_of(operation)), Level::DEBUG, FIELDS, Kind::SPAN)
    });
    let Some(metadata) = metadata else { return Span::none() };
    let id = fastrand::u32(1_000_000..10_000_000);
    let values: [&dyn Value; 4] = [&operation.service.id, &operation.info.name, &id, &"aws-api"];
    Span::new(metadata, &metadata.fields().value_set_all(&values.map(Some)))
}

/// Logs the id of a request with its response.
pub(super) fn response(operation: &Descriptor, response: &HttpResponse) {
    let key = (operation.service.package, operation.info.name, "response");
    let make = || Site::new(("event", module_of(operation)), Level::DEBUG, &["request_id"], Kind::EVENT);
    if let Some(metadata) = enabled(key, Level::DEBUG, make) {
        let request_id: &dyn Value = &tracing::field::debug(response.request_id());
        Event::dispatch(metadata, &metadata.fields().value_set_all(&[Some(request_id)]));
    }
}

/// Logs an event as if it came from this module of a service's package.
pub(crate) fn say(package: &'static str, level: Level, module: &'static str, text: fmt::Arguments<'_>) {
    let make = || {
        let target = format!("{}::{module}", package.replace('-', "_"));
        Site::new(("event", target), level, &["message"], Kind::EVENT)
    };
    if let Some(metadata) = enabled((package, module, level.as_str()), level, make) {
        Event::dispatch(metadata, &metadata.fields().value_set_all(&[Some(&text as &dyn Value)]));
    }
}
