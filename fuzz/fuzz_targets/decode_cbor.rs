//! Responses of `smithwright-protocols-cbor`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    smithwright_fuzz::compare::<smithwright_protocols_cbor::operation::echo::EchoInput>(
        data,
        smithwright_fuzz::Format::Cbor,
    );
});
