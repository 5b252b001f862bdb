//! Responses of `smithwright-protocols-ec2`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = smithwright_fuzz::answer::<smithwright_protocols_ec2::operation::echo::EchoInput>(data);
});
