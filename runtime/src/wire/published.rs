//! What our protocols leave to the published ones.

/// The part of a protocol that stays with the published one, which is a field; with `codec`, the
/// protocol itself is the codec of documents.
macro_rules! to_inner {
    ($inner:tt, codec) => {
        to_inner!($inner);

        fn payload_codec(&self) -> Option<&dyn aws_smithy_schema::codec::DynCodec> {
            Some(self)
        }
    };
    ($inner:tt) => {
        type Request = HttpRequest;
        type Response = HttpResponse;

        fn protocol_id(&self) -> &ShapeId<'static> {
            self.$inner.protocol_id()
        }

        fn serialize_request(
            &self,
            input: &dyn SerializableStruct,
            schema: &Schema<'_>,
            endpoint: &str,
            config: &ConfigBag,
        ) -> Result<HttpRequest, SerdeError> {
            self.$inner.serialize_request(input, schema, endpoint, config)
        }

        fn update_endpoint(
            &self,
            request: &mut HttpRequest,
            endpoint: &Endpoint,
            config: &ConfigBag,
        ) -> Result<(), SerdeError> {
            self.$inner.update_endpoint(request, endpoint, config)
        }
    };
}

pub(super) use to_inner;
