//! `smithy.protocols#rpcv2Cbor`: a CBOR document, whose names are those of the members.

use super::binding::Binding;

pub(super) const BINDING: Binding =
    Binding { member: |_, _| vec![], element: |_| vec![], document: |_| vec![] };
