//! Paginators: one type for all operations that return their results in pages.

use super::handle::{Handle, send};
use crate::call::of_paginator;
use crate::config::Settings;
use crate::service::{Operation, PagesOfItems, Paginated, SizedPages};
use crate::types::{FnStream, HttpResponse, PaginationStream, SdkError, TryFlatMap};
use std::fmt;
use std::sync::Arc;

/// The result of a request for the operation `I`.
type Page<I> = Result<<I as Operation>::Output, SdkError<<I as Operation>::Error, HttpResponse>>;

/// An item of a page, or an error.
type Item<I> = Result<
    <<I as PagesOfItems>::Items as IntoIterator>::Item,
    SdkError<<I as Operation>::Error, HttpResponse>,
>;

/// Requests the pages of the results of an operation, one after the other.
pub struct Paginator<I: Operation> {
    handle: Arc<Handle<I::Service>>,
    input: I,
    stop_on_duplicate_token: bool,
}

impl<I: Operation> fmt::Debug for Paginator<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Paginator").field("input", &self.input).finish_non_exhaustive()
    }
}

impl<I: Paginated> Paginator<I> {
    /// Creates a paginator that starts with the page of `input`.
    #[doc(hidden)]
    pub fn new(handle: Arc<Handle<I::Service>>, input: I) -> Self {
        Self { handle, input, stop_on_duplicate_token: true }
    }

    /// Sets whether to stop when a page returns the token of its own request, as a service does that has a bug, or
    /// nothing new; `true` by default.
    pub fn stop_on_duplicate_token(mut self, stop_on_duplicate_token: bool) -> Self {
        self.stop_on_duplicate_token = stop_on_duplicate_token;
        self
    }

    /// Returns the pages as a stream. Polling the stream requests the next page; an error ends the stream.
    pub fn send(self) -> PaginationStream<Page<I>> {
        let Self { handle, mut input, stop_on_duplicate_token } = self;
        PaginationStream::new(FnStream::new(move |pages| {
            Box::pin(async move {
                loop {
                    let page =
                        send(&handle, Ok(input.clone()), Some(Settings::with_plugin(of_paginator()))).await;
                    let last = match &page {
                        Ok(output) => !advance(&mut input, output, stop_on_duplicate_token),
                        Err(_) => true,
                    };
                    if pages.send(page).await.is_err() || last {
                        return;
                    }
                }
            })
        }))
    }
}

/// Makes an input ask for the page after an output; `false` if there is none.
fn advance<I: Paginated>(input: &mut I, output: &I::Output, stop_on_duplicate_token: bool) -> bool {
    if !I::has_next(output) {
        return false;
    }
    let next = I::next(output);
    let asked = input.token();
    if stop_on_duplicate_token && next == asked.as_ref() {
        return false;
    }
    *asked = next.cloned();
    true
}

impl<I: SizedPages> Paginator<I> {
    /// Sets the maximum number of items per page.
    pub fn page_size(mut self, size: I::Size) -> Self {
        *self.input.page_size() = Some(size);
        self
    }
}

impl<I: PagesOfItems> Paginator<I> {
    /// Returns the items of all pages, one by one.
    pub fn items(self) -> PaginatorItems<I> {
        PaginatorItems(self)
    }
}

/// The items of all pages of an operation, one by one.
#[derive(Debug)]
pub struct PaginatorItems<I: Operation>(Paginator<I>);

impl<I: PagesOfItems> PaginatorItems<I> {
    /// Returns the items as a stream. Polling the stream requests the next page when it is needed; an error ends the stream.
    pub fn send(self) -> PaginationStream<Item<I>> {
        TryFlatMap::new(self.0.send()).flat_map(|page| I::items(page).into_iter().flatten())
    }
}
