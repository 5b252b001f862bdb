//! What our protocols leave to the published ones.

/// The parts of a protocol that stay with the published one, which is a field; with `codec`, its codec of documents too.
macro_rules! delegate {
    ($inner:tt, codec) => {
        delegate!($inner);

        fn payload_codec(&self) -> Option<&dyn aws_smithy_schema::codec::DynCodec> {
            self.$inner.payload_codec()
        }
    };
    ($inner:tt) => {
        type Request = HttpRequest;
        type Response = HttpResponse;

        fn protocol_id(&self) -> &ShapeId<'static> {
            self.$inner.protocol_id()
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

pub(super) use delegate;
