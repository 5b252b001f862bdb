//! Event streams of `smithwright-kitchen-sink`: raw bytes, and headers and payloads in valid frames, since a fuzzer
//! does not guess checksums.
#![no_main]

use smithwright_kitchen_sink::operation::converse::ConverseInput;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let mut body = vec![0];
    match first % 2 {
        0 => body.extend(rest),
        _ => frames(rest, &mut body),
    }
    if let Some(mut output) = smithwright_fuzz::answer::<ConverseInput>(&body) {
        // A stream ends with its first error; a message has at least sixteen bytes.
        for _ in 0..body.len() {
            match smithwright_fuzz::wait(output.answers.recv()) {
                Ok(Some(event)) => drop(format!("{event:?}")),
                Ok(None) => return,
                Err(error) => return drop(format!("{error:?}")),
            }
        }
        panic!("a stream does not end");
    }
});

/// Splits bytes into messages: the lengths of headers and payload, then both, and so on.
fn frames(mut data: &[u8], body: &mut Vec<u8>) {
    while let [headers, payload, rest @ ..] = data {
        let headers_length = usize::from(*headers).min(rest.len());
        let length = (headers_length + usize::from(*payload)).min(rest.len());
        let (content, more) = rest.split_at(length);
        let start = body.len();
        for number in [length + 16, headers_length] {
            body.extend(u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes());
        }
        body.extend(crc32fast::hash(&body[start..]).to_be_bytes());
        body.extend(content);
        body.extend(crc32fast::hash(&body[start..]).to_be_bytes());
        data = more;
    }
}
