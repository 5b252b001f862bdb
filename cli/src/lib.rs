//! Calls any service from a shell, straight from its model.
//!
//! A command goes through these modules:
//!
//! 1. [`run`](mod@run), [`words`]: which service and operation the words of a command name,
//! 2. [`models`]: the model, from where the user has models; read by the generator,
//! 3. [`options`], [`shorthand`], [`yaml`]: words → an input as JSON,
//! 4. [`check`]: whether the input is valid in the model,
//! 5. [`service`]: the plan of the generator → operations of the runtime,
//! 6. [`values`]: JSON → records of the runtime, and back,
//! 7. [`call`]: configuration, credentials, the call, its errors; [`identity`]: keys, passwords and tokens; [`pages`]: all pages of it; [`events`]: those that go and come
//!    with it, as lines,
//! 8. [`query`], [`output`], [`printer`], [`outfile`]: what is printed, and written to files.
//!
//! [`help`], [`docs`], [`skeleton`] and [`complete`] describe the valid words, [`syntax`] describes how values are
//! written, and [`examples`] shows calls of the model.
//!
//! [`service`] and [`values`] are of use to other programs that call services without generated code.

pub mod call;
pub mod check;
pub mod complete;
pub mod docs;
pub mod events;
pub mod examples;
pub mod failure;
pub mod help;
pub mod identity;
pub mod models;
pub mod names;
pub mod options;
pub mod outfile;
pub mod output;
pub mod pages;
pub mod printer;
pub mod query;
pub mod run;
pub mod service;
pub mod shorthand;
pub mod skeleton;
pub mod syntax;
pub mod values;
pub mod words;
pub mod yaml;
