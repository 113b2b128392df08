//! No input makes the library panic, overflow the stack, run for long, or allocate much more than
//! the input's size warrants.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use pickle_core::{
    Decoder, Error, ErrorKind, Int, Limits, Pickle, Unpickle, UnpickleOwned, Unpickler, Value,
    from_reader, from_slice, to_vec,
};
use pickle_tests::fixtures;
use proptest::prelude::*;

/// A list of lists of lists.
#[derive(Debug)]
struct Tree(#[expect(dead_code, reason = "only its shape matters")] Vec<Tree>);

impl<'de> Unpickle<'de> for Tree {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Tree, Error> {
        Vec::unpickle(decoder).map(Tree)
    }
}

fn kind<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind())
}

/// `depth` lists, each of which holds the one before it twice, by GET.
fn doubling(depth: u8) -> Vec<u8> {
    let mut pickle = b"]q\0".to_vec();
    for level in 1..=depth {
        let below = level - 1;
        pickle.extend_from_slice(&[b'0', b']', b'q', level, b'(', b'h', below, b'h', below, b'e']);
    }
    pickle.push(b'.');
    pickle
}

#[test]
fn repeated_parts_have_a_budget() {
    let error = from_slice::<Tree>(&doubling(100)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert!(error.message().contains("Limits::repeats"), "{error}");
    assert_eq!(kind(from_slice::<Tree>(&doubling(10))), None);
    let tight = Limits { repeats: 100, ..Limits::default() };
    assert_eq!(
        kind(Unpickler::new(&doubling(10)).limits(tight).load::<Tree>()),
        Some(ErrorKind::Limit)
    );
}

#[test]
fn long_strings_that_are_repeated_have_a_budget() {
    let mut pickle = b"\x80\x04X\x00\x00\x10\x00".to_vec(); // 1 MiB
    pickle.extend(std::iter::repeat_n(b'a', 1 << 20));
    pickle.extend_from_slice(b"\x940](");
    pickle.extend(std::iter::repeat_n(*b"h\0", 1 << 16).flatten());
    pickle.extend_from_slice(b"e.");
    assert_eq!(kind(from_slice::<Vec<String>>(&pickle)), Some(ErrorKind::Limit));
}

/// An instance that keeps all attributes.
#[derive(Pickle, Debug)]
#[pickle(module = "m")]
struct Bag {
    #[pickle(dict)]
    all: BTreeMap<String, u8>,
}

/// A list that begins with `first` as entry 0 of the memo, which `again` refers to 20,000 times.
fn repeated(first: &[u8], again: &[u8]) -> Vec<u8> {
    [b"\x80\x04](", first, &again.repeat(20_000), b"e."].concat()
}

/// Whether it takes more than 100,000 repeats.
fn is_repeated_too_often<T: UnpickleOwned>(pickle: &[u8]) -> bool {
    let limits = Limits { repeats: 100_000, ..Limits::default() };
    kind(Unpickler::new(pickle).limits(limits).load::<T>()) == Some(ErrorKind::Limit)
}

#[test]
fn repeated_numbers_have_a_budget() {
    let list = [b"](", &b"K\x01".repeat(10_000)[..], b"e\x94"].concat();
    let pickle = repeated(&list, b"h\0");
    assert!(is_repeated_too_often::<Vec<Vec<u64>>>(&pickle));
    assert!(is_repeated_too_often::<Vec<Vec<u8>>>(&pickle));
    let int = [b"\x8b", &10_000_u32.to_le_bytes()[..], &[0x11; 10_000], b"\x94"].concat();
    let pickle = repeated(&int, b"h\0");
    assert!(is_repeated_too_often::<Vec<Int>>(&pickle));
}

#[test]
fn repeated_attributes_have_a_budget() {
    let state: Vec<u8> = (0..10_000)
        .flat_map(|name| [b"\x8c\x04", format!("{name:04}").as_bytes(), b"K\x01"].concat())
        .collect();
    // The state of the first instance is that of all others, alone or as a half.
    let first = [b"cm\nBag\n)\x81}\x94(", &state[..], b"ub"].concat();
    for again in
        [&b"cm\nBag\n)\x81h\0b"[..], b"cm\nBag\n)\x81h\0N\x86b", b"cm\nBag\n)\x81Nh\0\x86b"]
    {
        let pickle = repeated(&first, again);
        assert!(is_repeated_too_often::<Vec<Bag>>(&pickle));
    }
    // So is the name of the only attribute.
    let name = [b"X", &100_000_u32.to_le_bytes()[..], &b"a".repeat(100_000), b"\x94"].concat();
    let first = [b"cm\nBag\n)\x81}", &name[..], b"K\x01sb"].concat();
    let pickle = repeated(&first, b"cm\nBag\n)\x81}h\0K\x01sb");
    assert!(is_repeated_too_often::<Vec<Bag>>(&pickle));
}

#[test]
fn what_stands_behind_a_repeated_part_is_looked_at_once() {
    let start = Instant::now();
    let frames = b"\x95\0\0\0\0\0\0\0\0".repeat(100_000);
    let puts: Vec<u8> =
        (1..100_000_u32).flat_map(|at| [b"r", &at.to_le_bytes()[..]].concat()).collect();
    for (part, behind) in [(&b"Nq\0"[..], &frames), (b"]q\0", &frames), (b"Nq\0", &puts)] {
        let pickle = repeated(&[part, behind].concat(), b"h\0h\0h\0h\0h\0");
        let read: Vec<Value> = from_slice(&pickle).unwrap();
        assert_eq!(read.len(), 100_001);
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn copies_made_by_calls_have_a_budget() {
    // A list of 100,000 items, of which 10,000 sets are asked for.
    let mut pickle = b"\x80\x03](".to_vec();
    pickle.extend(std::iter::repeat_n(*b"K\x01", 100_000).flatten());
    pickle.extend_from_slice(b"eq\x000cbuiltins\nset\nq\x010](");
    pickle.extend(std::iter::repeat_n(*b"h\x01h\0\x85R", 10_000).flatten());
    pickle.extend_from_slice(b"e.");
    assert_eq!(kind(from_slice::<Vec<BTreeSet<u8>>>(&pickle)), Some(ErrorKind::Limit));
}

#[test]
fn a_key_of_nested_tuples_is_gone_through_once() {
    // 60 levels, each of which holds the one before it twice.
    let mut pickle = b"})".to_vec();
    for level in 0..60 {
        pickle.extend_from_slice(&[b'q', level, b'h', level, b'\x86']);
    }
    pickle.extend_from_slice(b"Ns.");
    from_slice::<Value>(&pickle).unwrap();
}

#[test]
fn long_keys_are_compared_once() {
    // Two str of 1 MiB that differ in their last byte, as the keys of 20,000 dicts, and again and
    // again as those of one.
    let text = |last: u8| {
        let mut pickle = b"X\x00\x00\x10\x00".to_vec();
        pickle.extend(std::iter::repeat_n(b'x', (1 << 20) - 1));
        pickle.push(last);
        pickle
    };
    let texts = [&b"\x80\x04"[..], &text(b'a'), b"\x940", &text(b'b'), b"\x940"].concat();
    let start = Instant::now();
    let entries = b"h\0Nh\x01N".repeat(20_000);
    for end in [
        [&b"]("[..], &b"}(h\0Nh\x01Nu".repeat(20_000), b"e."].concat(),
        [&b"}("[..], &entries, b"u."].concat(),
        [&b"]("[..], &entries, b"e."].concat(),
    ] {
        let value: Value = from_slice(&[&texts[..], &end].concat()).unwrap();
        assert_eq!(value, value.clone());
    }
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn nesting_is_limited_for_types_and_free_for_values() {
    let depth = 1_000_000;
    let mut pickle = vec![b']'; depth];
    pickle.extend(std::iter::repeat_n(b'a', depth - 1));
    pickle.push(b'.');
    assert_eq!(kind(from_slice::<Tree>(&pickle)), Some(ErrorKind::Limit));
    let value: Value = from_slice(&pickle).unwrap();
    drop(value);

    let mut pickle = b")".to_vec();
    pickle.extend(std::iter::repeat_n(b'\x85', depth));
    pickle.push(b'.');
    assert_eq!(kind(from_slice::<Tree>(&pickle)), Some(ErrorKind::Limit));
    from_slice::<Value>(&pickle).unwrap();
}

#[test]
fn a_message_is_short_however_long_the_path_is() {
    let mut nested = vec![b']'; 100];
    nested.extend(b"K\x07");
    nested.extend([b'a'; 100]);
    nested.push(b'.');
    let error = from_slice::<Tree>(&nested).unwrap_err();
    let steps = "[0]".repeat(8);
    assert_eq!(
        error.to_string(),
        format!("{steps}..{steps}: expected list, found int, at byte 100 (BININT1)"),
    );
    assert_eq!(error.path(), "[0]".repeat(100));

    let key = "\u{e9}".repeat(1000);
    let pickle = to_vec(&BTreeMap::from([(&*key, "x")])).unwrap();
    let error = from_slice::<BTreeMap<String, u8>>(&pickle).unwrap_err();
    let shown = format!("[\"{}..]: expected int, found str", "\u{e9}".repeat(63));
    assert!(error.to_string().starts_with(&shown), "{error}");
    assert_eq!(error.path(), format!("[\"{key}\"]"));
}

/// A type of 8 KiB, whose values take more of the stack than most.
#[derive(Pickle)]
#[pickle(as_tuple)]
struct Huge([[u64; 32]; 32], Option<Box<Huge>>);

#[test]
fn large_types_count_for_more_levels() {
    let nested = |depth| {
        let mut huge = Huge([[7; 32]; 32], None);
        for _ in 1..depth {
            huge = Huge([[7; 32]; 32], Some(Box::new(huge)));
        }
        pickle_core::to_vec(&huge).unwrap()
    };
    // A test's thread has 2 MiB, which some 60 of them take in a program that is not optimized.
    assert_eq!(kind(from_slice::<Huge>(&nested(20))), None);
    assert_eq!(kind(from_slice::<Huge>(&nested(60))), Some(ErrorKind::Limit));
    assert_eq!(kind(from_reader::<Huge>(&nested(60)[..])), Some(ErrorKind::Limit));
}

#[test]
fn an_object_that_contains_itself_is_an_error_where_the_type_cannot() {
    let error = from_slice::<Tree>(b"]q\0(h\0h\0e.").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Recursive);
    let error = error.to_string();
    assert!(error.starts_with("[0]: the object contains itself: "), "{error}");
    assert!(error.ends_with(", at byte 0 (EMPTY_LIST)"), "{error}");
}

#[test]
fn a_length_costs_nothing_before_its_bytes_are_there() {
    for opcode in [b'\x8d', b'\x8e', b'\x96'] {
        for len in [u64::MAX, i64::MAX as u64, 1 << 40] {
            let mut pickle = vec![opcode];
            pickle.extend_from_slice(&len.to_le_bytes());
            pickle.extend_from_slice(b"abc.");
            assert_eq!(kind(from_slice::<Value>(&pickle)), Some(ErrorKind::Truncated));
            assert_eq!(kind(from_reader::<Value>(&pickle[..])), Some(ErrorKind::Truncated));
        }
    }
    let frame = b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7fN.";
    assert_eq!(kind(from_slice::<Value>(frame)), Some(ErrorKind::Truncated));
    assert_eq!(kind(from_reader::<Value>(&frame[..])), Some(ErrorKind::Truncated));
}

#[test]
fn a_high_memo_index_costs_one_entry() {
    let start = Instant::now();
    let pickle = b"Nr\xff\xff\xff\xffp18446744073709551615\n0j\xff\xff\xff\xff.";
    assert_eq!(kind(from_slice::<Value>(pickle)), None);
    assert!(start.elapsed() < Duration::from_secs(1));
}

#[test]
fn ints_of_many_digits_are_limited() {
    let pickle = |digits| [b"L", "7".repeat(digits).as_bytes(), b"L\n."].concat();
    assert_eq!(kind(from_slice::<Value>(&pickle(4300))), None);
    assert_eq!(kind(from_slice::<Value>(&pickle(4301))), Some(ErrorKind::Limit));
    let raised = Limits { int_digits: 5000, ..Limits::default() };
    assert_eq!(kind(Unpickler::new(&pickle(5000)).limits(raised).load::<Value>()), None);
}

/// Reads the input as about every type there is.
fn read_as_everything(input: &[u8]) {
    fn read<T: UnpickleOwned>(input: &[u8]) {
        let from_slice = from_slice::<T>(input).map(|_| ()).map_err(|error| error.to_string());
        let from_reader = from_reader::<T>(input).map(|_| ()).map_err(|error| error.to_string());
        assert_eq!(from_slice, from_reader);
    }
    read::<Tree>(input);
    read::<bool>(input);
    read::<Option<i128>>(input);
    read::<f32>(input);
    read::<String>(input);
    read::<Vec<u8>>(input);
    read::<(i64, Vec<String>)>(input);
    read::<BTreeMap<String, Option<f64>>>(input);
    read::<BTreeSet<u64>>(input);
    read::<Duration>(input);
    read::<std::time::SystemTime>(input);
    read::<std::net::IpAddr>(input);
    if let Ok(value) = from_slice::<Value>(input) {
        let rewritten = pickle_core::to_vec(&value);
        if let Ok(rewritten) = rewritten {
            let again = from_slice::<Value>(&rewritten);
            assert!(again.is_ok(), "{value:?} is rewritten as what cannot be read: {again:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_read_or_refused(input in prop::collection::vec(any::<u8>(), 0..200)) {
        read_as_everything(&input);
    }

    #[test]
    fn random_opcodes_are_read_or_refused(
        input in prop::collection::vec(
            prop::sample::select(&b"()]}NKKMGU0122aabcdehijlopqqrrsttu\x81\x82\x85\x86\x87\x88\x89\x8a\x8c\x8f\x90\x91\x93\x94..\0\x01\x02\n"[..]),
            0..100,
        )
    ) {
        read_as_everything(&input);
    }

    #[test]
    fn mutated_fixtures_are_read_or_refused(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<bool>(),
    ) {
        let pickles: Vec<&Vec<u8>> =
            fixtures::fixtures().iter().flat_map(|fixture| fixture.pickles.iter().map(|(_, pickle)| pickle)).collect();
        let mut pickle = (*which.get(&pickles)).clone();
        let at = at.index(pickle.len());
        if cut {
            pickle.truncate(at);
        } else {
            pickle[at] = byte;
        }
        read_as_everything(&pickle);
    }
}
