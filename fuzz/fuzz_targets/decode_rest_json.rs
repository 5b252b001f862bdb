//! Responses of `smithwright-protocols-rest-json`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    smithwright_fuzz::compare::<smithwright_protocols_rest_json::operation::echo::EchoInput>(
        data,
        smithwright_fuzz::Format::RestJson,
    );
});
