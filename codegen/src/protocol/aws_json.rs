//! `aws.protocols#awsJson1_0` and `awsJson1_1`: a JSON document, whose names are those of the members; `jsonName` and
//! HTTP bindings have no effect.

use super::binding::Binding;

pub(super) const BINDING: Binding =
    Binding { member: |_, _| vec![], element: |_| vec![], document: |_| vec![] };
