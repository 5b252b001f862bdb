//! Responses of `smithwright-protocols-query`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = smithwright_fuzz::answer::<smithwright_protocols_query::operation::echo::EchoInput>(data);
});
