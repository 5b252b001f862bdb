//! Responses of `smithwright-protocols-rest-xml`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = smithwright_fuzz::answer::<smithwright_protocols_rest_xml::operation::echo::EchoInput>(data);
});
