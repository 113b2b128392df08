//! The first byte chooses a type; both sources make the same of the pickles behind it.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use pickle_core::Registry;
use pickle_fuzz::graphs::registry;
use pickle_fuzz::mutator::mutate;
use pickle_fuzz::subjects::subject;

static REGISTRY: LazyLock<Registry> = LazyLock::new(registry);

fuzz_target!(|input: &[u8]| {
    if let Some((&number, pickles)) = input.split_first() {
        (subject(number).read)(pickles, &REGISTRY);
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    // One time in eight, another type is to make something of the same pickle.
    let [choice, number, ..] = seed.to_le_bytes();
    match data.split_first_mut() {
        Some((subject, _)) if size > 0 && choice.is_multiple_of(8) => {
            *subject = number;
            size
        }
        Some((_, pickle)) if size > 0 && max_size > 0 => {
            1 + mutate(pickle, size - 1, max_size - 1, seed)
        }
        _ => mutate(data, size, max_size, seed),
    }
});
