//! `aws.protocols#awsQuery`: a form as request, XML as response.

use super::binding::Binding;
use super::xml;

pub(super) const BINDING: Binding =
    Binding { member: xml::member, element: xml::element, document: |_| vec![] };
