//! Responses of `smithwright-protocols-json`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    smithwright_fuzz::compare::<smithwright_protocols_json::operation::echo::EchoInput>(
        data,
        smithwright_fuzz::Format::Json,
    );
});
