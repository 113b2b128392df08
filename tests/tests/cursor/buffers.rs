//! Out-of-band buffers are served, and used up as by the machine.

use std::borrow::Cow;

use pickle_core::{Band, Pickle, Pickler, Protocol, Unpickler};
use proptest::prelude::*;

use crate::counted::calls;
use crate::damage::damage;
use crate::pythons::pickles;

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
struct Frame<'a> {
    number: u32,
    #[pickle(buffer)]
    data: Cow<'a, [u8]>,
    #[pickle(buffer)]
    mask: Vec<u8>,
}

/// Copies its data.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "shapes", name = "Frame")]
struct Owned {
    number: u32,
    #[pickle(buffer)]
    data: Vec<u8>,
    #[pickle(buffer)]
    mask: Vec<u8>,
}

/// Knows nothing of the data.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "shapes", name = "Frame")]
struct Number {
    number: u32,
}

fn frame(number: u32) -> Frame<'static> {
    Frame { number, data: Cow::Owned(vec![7; number as usize]), mask: vec![8, 9] }
}

/// The pickle, and the buffers beside it.
fn dump_with_buffers(value: &impl Pickle) -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut buffers = Vec::new();
    let mut pickler =
        Pickler::in_memory().protocol(Protocol::V5).buffer_callback(|data: &[u8]| {
            buffers.push(data.to_vec());
            Ok::<_, String>(Band::Out)
        });
    pickler.dump(value).unwrap();
    let pickle = pickler.into_vec();
    (pickle, buffers)
}

/// Reads what a pickle holds, and then what others behind it do, by both sources, which must agree
/// on what is left of the buffers; whether the cursor served the first.
fn agree_on_buffers(pickle: &[u8], buffers: &[Vec<u8>]) -> (bool, bool) {
    let slices = || buffers.iter().map(Vec::as_slice);
    let all = [pickle, b"\x80\x05]\x97a.", b"\x80\x05]\x97a."].concat();
    let mut by_cursor = false;
    let mut load = |by_machine: bool, input: &[u8]| {
        let unpickler = Unpickler::new(input).buffers(slices());
        let mut unpickler = if by_machine { unpickler.by_machine() } else { unpickler };
        let first = unpickler.load::<Vec<Frame<'_>>>().map_err(|error| error.to_string());
        let first = first.map(|frames| format!("{frames:?}"));
        by_cursor |= unpickler.is_by_cursor();
        let rest =
            [(); 2].map(|()| unpickler.load::<Vec<Vec<u8>>>().map_err(|error| error.to_string()));
        (first, rest)
    };
    let (read, expected) = (load(false, pickle), load(true, pickle));
    assert_eq!(read, expected, "{}", pickle.escape_ascii());
    let (read, expected) = (load(false, &all), load(true, &all));
    assert_eq!(read, expected, "{}", pickle.escape_ascii());
    // The buffers of a reader are owned, and others by that where they are read-only.
    let load = |by_machine: bool| {
        let reader = Unpickler::from_reader(&all[..]).buffers(buffers.iter().cloned());
        let mut reader = if by_machine { reader.by_machine() } else { reader };
        let first = reader.load::<Vec<Owned>>().map_err(|error| error.to_string());
        let rest =
            [(); 2].map(|()| reader.load::<Vec<Vec<u8>>>().map_err(|error| error.to_string()));
        (first, rest)
    };
    assert_eq!(load(false), load(true), "from a reader: {}", pickle.escape_ascii());
    calls();
    (expected.0.is_ok(), by_cursor)
}

#[test]
fn buffers_are_served_without_a_copy() {
    let frames: Vec<_> = (1..5).map(frame).collect();
    let (pickle, buffers) = dump_with_buffers(&frames);
    assert_eq!(agree_on_buffers(&pickle, &buffers), (true, true));
    let mut unpickler = Unpickler::new(&pickle).buffers(buffers.iter().map(Vec::as_slice));
    let read: Vec<Frame<'_>> = unpickler.load().unwrap();
    assert!(unpickler.is_by_cursor());
    assert_eq!(read, frames);
    let is_that =
        |data: &Cow<'_, [u8]>, buffer: &[u8]| data.as_ptr_range() == buffer.as_ptr_range();
    assert!(is_that(&read[0].data, &buffers[0]) && is_that(&read[1].data, &buffers[2]));
}

#[test]
fn buffers_that_are_stepped_over_are_used_up() {
    let (pickle, buffers) = dump_with_buffers(&vec![frame(1), frame(2)]);
    let mut unpickler = Unpickler::new(&pickle).buffers(buffers.iter().map(Vec::as_slice));
    assert_eq!(unpickler.load::<Vec<Number>>().unwrap(), [1, 2].map(|number| Number { number }));
    assert!(unpickler.is_by_cursor());
}

#[test]
fn cpythons_buffers_are_served() {
    let script = "
class Frame(object):
    def __init__(self, number): self.number = number
share()
frames = [Frame(i) for i in (1, 2, 3)]
for frame in frames:
    frame.data = pickle.PickleBuffer(b'data' * frame.number)
    frame.mask = pickle.PickleBuffer(bytearray(b'mask'))
for dumps in (pickle.dumps, pickle._dumps):
    data = dumps(frames, 5, buffer_callback=lambda buffer: None)
    for data in (data, pickletools.optimize(data)):
        print(binascii.hexlify(data).decode())
";
    let buffers: Vec<Vec<u8>> =
        (1..4).flat_map(|n| [b"data".repeat(n), b"mask".to_vec()]).collect();
    for pickle in pickles(|version| version >= (3, 8, 0), script) {
        assert_eq!(agree_on_buffers(&pickle, &buffers), (true, true), "{}", pickle.escape_ascii());
        // One is left over, one is missing.
        let more = [&buffers[..], &[vec![1]]].concat();
        assert_eq!(agree_on_buffers(&pickle, &more), (true, true));
        assert_eq!(agree_on_buffers(&pickle, &buffers[1..]), (false, false));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn buffers_are_used_up_alike_whatever_is_damaged(
        at in any::<prop::sample::Index>(),
        byte in prop::sample::select(&b"()]}NK.012abehqstu\x81\x85\x8c\x8f\x94\x97\x98\0\x01"[..]),
        how in 0..4_u8,
        count in 0..9_usize,
    ) {
        let (mut pickle, mut buffers) = dump_with_buffers(&vec![frame(1), frame(2), frame(3)]);
        damage(&mut pickle, at, byte, how);
        buffers.resize(count, vec![1, 2]);
        agree_on_buffers(&pickle, &buffers);
    }
}
