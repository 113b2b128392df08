//! Generated values are dumped in every protocol and with every option, and read again.

#![no_main]

use libfuzzer_sys::arbitrary::{Arbitrary, Unstructured};
use libfuzzer_sys::fuzz_target;
use pickle_fuzz::graphs::registry;
use pickle_fuzz::round_trip::Options;
use pickle_fuzz::subjects::subject;

fuzz_target!(|input: &[u8]| {
    let mut u = Unstructured::new(input);
    // What is too short for a value is passed over.
    let _ = u.arbitrary().and_then(|number| {
        let options = Options::arbitrary(&mut u)?;
        (subject(number).round_trip)(&mut u, options, &registry())
    });
});
