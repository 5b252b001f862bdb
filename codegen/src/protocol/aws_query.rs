//! `aws.protocols#awsQuery`: a form as request, XML as response.

use super::{Binding, xml};

pub(super) const BINDING: Binding =
    Binding { member: xml::member, element: xml::element, document: |_| vec![] };
