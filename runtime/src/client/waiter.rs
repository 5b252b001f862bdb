//! Waiters: one path for all operations that can be waited for.

use super::handle::{Handle, send};
use crate::call::of_waiter;
use crate::config::Settings;
use crate::service::{Operation, Waiter, judge};
use crate::shape::{Structure, tree};
use crate::types::{FinalPoll, HttpResponse, ProvideErrorMetadata, SdkError, WaiterError};
use aws_smithy_runtime::client::waiters::{WaiterOrchestrator, attach_waiter_tracing_span};
use std::sync::Arc;
use std::time::Duration;

/// Calls an operation until what the waiter `W` waits for is there, for at most about `max_wait`.
///
/// # Errors
///
/// [`WaiterError`]: it will not come, did not come in time, or a call failed.
pub async fn wait<I: Operation + Clone, W: Waiter<I>>(
    handle: Arc<Handle<I::Service>>,
    input: I,
    max_wait: Duration,
) -> Result<FinalPoll<I::Output, SdkError<I::Error, HttpResponse>>, WaiterError<I::Output, I::Error>> {
    let (sleep, time_source) = handle.time();
    let Some(sleep) = sleep else {
        let problem = "there is no sleep implementation: set one in the configuration of the client, or turn on the \
                       feature `rt-tokio`";
        return Err(WaiterError::construction_failure(problem));
    };
    let asked = tree(&input).map_err(WaiterError::construction_failure)?;
    let (min, max) = W::DELAYS;
    let acceptor = move |outcome: Result<&I::Output, &I::Error>| {
        let outcome = outcome.map(|output| output as &dyn Structure).map_err(|error| error.code());
        judge(W::ACCEPTORS, &asked, outcome)
    };
    let operation = move || send(&handle, Ok(input.clone()), Some(Settings::with_plugin(of_waiter())));
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
