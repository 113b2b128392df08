//! Text from bytes. The one place of this crate with unsafe code.
//!
//! Almost all text in pickles is short and ASCII: names, words, numbers. `from_utf8` goes over its
//! bytes one by one up to an aligned address; to look at eight at a time wherever they stand takes
//! a fifth of that, which is a fifth of the time to read what is made of such strings.
#![expect(unsafe_code, reason = "measured to pay more than 10 %; see the benchmark `log`")]

const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// The bytes as text, if they are UTF-8.
#[inline]
pub(super) fn text(bytes: &[u8]) -> Option<&str> {
    if is_ascii(bytes) {
        // SAFETY: all ASCII is UTF-8, and `is_ascii` has looked at each byte.
        Some(unsafe { core::str::from_utf8_unchecked(bytes) })
    } else {
        core::str::from_utf8(bytes).ok()
    }
}

/// Whether no byte has its highest bit set.
#[inline]
fn is_ascii(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    let high_bits = words.iter().fold(0, |bits, word| bits | u64::from_ne_bytes(*word));
    // The last eight bytes, some of them again, rather than the rest one by one.
    let last = match bytes.last_chunk::<8>() {
        Some(word) => u64::from_ne_bytes(*word),
        None => rest.iter().fold(0, |bits, &byte| bits << 8 | u64::from(byte)),
    };
    (high_bits | last) & HIGH_BITS == 0
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::text;

    #[test]
    fn text_is_what_the_standard_library_takes_for_it() {
        for len in 0..40 {
            for place in 0..=len {
                for inserted in ["", "\u{7f}", "\u{80}", "\u{7ff}", "\u{ffff}", "\u{10ffff}"] {
                    let mut bytes: Vec<u8> = (0..len).collect();
                    bytes.splice(usize::from(place)..usize::from(place), inserted.bytes());
                    assert_eq!(text(&bytes), core::str::from_utf8(&bytes).ok());
                    for cut in 0..bytes.len() {
                        assert_eq!(text(&bytes[cut..]), core::str::from_utf8(&bytes[cut..]).ok());
                    }
                }
                let mut bytes: Vec<u8> = (0..len).collect();
                bytes.insert(usize::from(place), 0xff);
                assert_eq!(text(&bytes), None);
            }
        }
    }
}
