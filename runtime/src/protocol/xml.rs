//! Finding one's way in XML documents before a codec reads them.

use aws_smithy_types::error::metadata::{Builder, ErrorMetadata};
use aws_smithy_xml::codec::find_depth2_element_slice_by;
use aws_smithy_xml::decode::{Document, try_data};

/// Whether the root of a document is called `name`.
pub(super) fn root_is(body: &[u8], name: &str) -> bool {
    let Ok(mut document) = Document::try_from(body) else { return false };
    document.root_element().is_ok_and(|root| root.start_el().matches(name))
}

/// The root of a document if it is called `name`, or else the first of its children that is.
pub(super) fn element<'a>(body: &'a [u8], name: &str) -> Option<&'a [u8]> {
    find_depth2_element_slice_by(body, |found| found == name)
}

/// Code and message of an error element.
#[cfg(feature = "query")]
pub(super) fn code_and_message(error: &[u8]) -> Builder {
    let mut metadata = ErrorMetadata::builder();
    let Ok(mut document) = Document::try_from(error) else { return metadata };
    let Ok(mut root) = document.root_element() else { return metadata };
    while let Some(mut child) = root.next_tag() {
        let name = child.start_el().local().to_owned();
        let Ok(text) = try_data(&mut child) else { continue };
        metadata = match name.as_str() {
            "Code" => metadata.code(text),
            "Message" | "message" => metadata.message(text),
            _ => metadata,
        };
    }
    metadata
}
