//! The protocols by their names: AWS's published ones, and additions to them.

#[cfg(feature = "cbor")]
use super::cbor;
use super::json;
#[cfg(feature = "query")]
use super::query;
#[cfg(feature = "xml")]
use super::rest_xml;
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_schema::shape_id;

/// Whether a protocol puts all members into the body, whatever its HTTP traits. An unknown protocol heeds these traits.
pub(crate) fn is_rpc(protocol: &SharedClientProtocol) -> bool {
    let known = ["awsJson1_0", "awsJson1_1", "awsQuery", "ec2Query", "rpcv2Cbor"];
    known.contains(&protocol.protocol_id().shape_name())
}

/// Smithy's `aws.protocols#awsJson1_0`.
pub fn aws_json_1_0() -> SharedClientProtocol {
    SharedClientProtocol::new(json::aws_json(
        shape_id!("aws.protocols", "awsJson1_0"),
        "application/x-amz-json-1.0",
    ))
}

/// Smithy's `aws.protocols#awsJson1_1`.
pub fn aws_json_1_1() -> SharedClientProtocol {
    SharedClientProtocol::new(json::aws_json(
        shape_id!("aws.protocols", "awsJson1_1"),
        "application/x-amz-json-1.1",
    ))
}

/// Smithy's `aws.protocols#restJson1`.
pub fn rest_json_1() -> SharedClientProtocol {
    SharedClientProtocol::new(json::rest_json())
}

/// Smithy's `aws.protocols#restXml`.
#[cfg(feature = "xml")]
pub fn rest_xml() -> SharedClientProtocol {
    SharedClientProtocol::new(rest_xml::RestXml::default())
}

/// Smithy's `aws.protocols#awsQuery`.
#[cfg(feature = "query")]
pub fn aws_query() -> SharedClientProtocol {
    SharedClientProtocol::new(query::AwsQuery::default())
}

/// Smithy's `aws.protocols#ec2Query`.
#[cfg(feature = "query")]
pub fn ec2_query() -> SharedClientProtocol {
    SharedClientProtocol::new(query::Ec2Query::default())
}

/// Smithy's `smithy.protocols#rpcv2Cbor`.
#[cfg(feature = "cbor")]
pub fn rpc_v2_cbor() -> SharedClientProtocol {
    SharedClientProtocol::new(cbor::RpcV2Cbor::new())
}
