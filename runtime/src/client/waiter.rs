//! Waiters: one path for all operations that can be waited for.

use super::handle::{Handle, send};
use crate::call::of_waiter;
use crate::config::Settings;
use crate::service::{Operation, Waiter, judge};
use crate::shape::{Structure, tree};
use crate::types::{
    CreateUnhandledError, FinalPoll, HttpResponse, ProvideErrorMetadata, SdkError, WaiterError,
};
use aws_smithy_async::rt::sleep::SharedAsyncSleep;
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime::client::waiters::{AcceptorState, WaiterOrchestrator, attach_waiter_tracing_span};
use std::sync::Arc;
use std::time::Duration;

/// Calls an operation until the waiter `W` succeeds, for at most about `max_wait`.
///
/// # Errors
///
/// [`WaiterError`]: the waiter failed, timed out, or a request failed.
pub async fn wait<I: Operation + Clone, W: Waiter<I>>(
    handle: Arc<Handle<I::Service>>,
    input: I,
    max_wait: Duration,
) -> Result<FinalPoll<I::Output, SdkError<I::Error, HttpResponse>>, WaiterError<I::Output, I::Error>> {
    let time = handle.time();
    let asked = tree(&input).map_err(WaiterError::construction_failure)?;
    let acceptor = move |outcome: Result<&I::Output, &I::Error>| {
        let outcome = outcome.map(|output| output as &dyn Structure).map_err(|error| error.code());
        judge(W::ACCEPTORS, &asked, outcome)
    };
    let operation = move || send(&handle, Ok(input.clone()), Some(Settings::with_plugin(of_waiter())));
    poll(time, (W::DELAYS, max_wait), acceptor, operation).await
}

/// Repeats `operation` until `acceptor` ends the wait. `delays` are the shortest and the longest delay in seconds, and the
/// maximum time.
///
/// # Errors
///
/// As [`wait`].
pub(super) async fn poll<O, E, F>(
    (sleep, time_source): (Option<SharedAsyncSleep>, SharedTimeSource),
    ((min, max), max_wait): ((u64, u64), Duration),
    acceptor: impl Fn(Result<&O, &E>) -> AcceptorState + Send + Sync,
    operation: impl Fn() -> F + Send + Sync,
) -> Result<FinalPoll<O, SdkError<E, HttpResponse>>, WaiterError<O, E>>
where
    E: std::error::Error + CreateUnhandledError + Send + Sync + 'static,
    F: Future<Output = Result<O, SdkError<E, HttpResponse>>> + Send,
{
    let Some(sleep) = sleep else {
        let problem = "there is no sleep implementation: set one in the configuration of the client, or turn on the \
                       feature `rt-tokio`";
        return Err(WaiterError::construction_failure(problem));
    };
    let orchestrator = WaiterOrchestrator::builder()
        .min_delay(Duration::from_secs(min))
        .max_delay(Duration::from_secs(max))
        .max_wait(max_wait)
        .time_source(time_source)
        .sleep_impl(sleep)
        .acceptor(acceptor)
        .operation(operation)
        .build();
    attach_waiter_tracing_span(orchestrator.orchestrate()).await
}
