//! The wire: protocols and their codecs, URIs, bodies.

mod buffer;
#[cfg(feature = "cbor")]
mod cbor;
#[cfg(feature = "query")]
mod ec2_form;
mod json;
mod payload;
pub mod protocol;
mod published;
#[cfg(feature = "query")]
mod query;
mod reading;
mod response;
#[cfg(feature = "xml")]
mod rest_xml;
mod uri;
#[cfg(feature = "xml")]
mod xml;

pub(crate) use payload::complete as complete_payload;
pub(crate) use protocol::is_rpc;
pub(crate) use response::{combined, is_page};
pub(crate) use uri::{expand, host_label};
#[cfg(feature = "xml")]
pub(crate) use xml::root_is;
