//! What is read from a reader is what is read from a slice, errors included, and no byte more is
//! asked of it than the pickles have.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io::{self, Read};
use std::rc::Rc;

use pickle_core::{
    Error, ErrorKind, Pickle, Pickler, Protocol, UnpickleOwned, Unpickler, Value, from_reader,
    from_slice,
};
use pickle_tests::fixtures;
use proptest::prelude::*;

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "readers")]
struct Song {
    title: String,
    seconds: u32,
    cover: Vec<u8>,
    ratings: BTreeMap<String, Option<f64>>,
}

fn song() -> Song {
    Song {
        title: "Für Elise".into(),
        seconds: 178,
        cover: vec![0x95; 300],
        ratings: [("ann".into(), Some(4.5)), ("bob".into(), None)].into(),
    }
}

fn dump<T: Pickle + ?Sized>(protocol: Protocol, value: &T) -> Vec<u8> {
    let mut pickler = Pickler::in_memory().protocol(protocol);
    pickler.dump(value).expect("the value can be pickled");
    pickler.into_vec()
}

/// Gives at most `most` bytes at a time, is interrupted before each, and fails behind the last if
/// it `breaks`. No one may ask for more than there is, unless it does.
struct Trickle<'a> {
    rest: &'a [u8],
    most: usize,
    is_exact: bool,
    breaks: bool,
    is_interrupted: bool,
    reads: usize,
}

impl<'a> Trickle<'a> {
    fn new(rest: &'a [u8], most: usize) -> Trickle<'a> {
        Trickle { rest, most, is_exact: false, breaks: false, is_interrupted: false, reads: 0 }
    }

    fn exact(rest: &'a [u8], most: usize) -> Trickle<'a> {
        Trickle { is_exact: true, ..Trickle::new(rest, most) }
    }

    fn breaking(rest: &'a [u8], most: usize) -> Trickle<'a> {
        Trickle { breaks: true, ..Trickle::new(rest, most) }
    }
}

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        assert!(
            !self.is_exact || buffer.len() <= self.rest.len(),
            "more is asked for than is there"
        );
        self.is_interrupted = !self.is_interrupted;
        if self.is_interrupted {
            return Err(io::ErrorKind::Interrupted.into());
        }
        if self.breaks && self.rest.is_empty() {
            return Err(io::Error::other("the line is dead"));
        }
        self.reads += 1;
        let len = buffer.len().min(self.most).min(self.rest.len());
        let (now, later) = self.rest.split_at(len);
        buffer[..len].copy_from_slice(now);
        self.rest = later;
        Ok(len)
    }
}

/// What tells one error from another.
fn fault<T>(result: &Result<T, Error>) -> Option<(ErrorKind, Option<u64>, String)> {
    let error = result.as_ref().err()?;
    Some((error.kind(), error.offset(), error.to_string()))
}

/// The same value or the same error, however it is read.
fn agree<T: UnpickleOwned + PartialEq + Debug>(pickle: &[u8]) -> Result<T, Error> {
    let expected = from_slice::<T>(pickle);
    for most in [1, 7, usize::MAX] {
        let alone = from_reader::<T>(Trickle::new(pickle, most));
        let first = Unpickler::from_reader(Trickle::new(pickle, most)).load::<T>();
        for read in [alone, first] {
            assert_eq!(fault(&read), fault(&expected), "{}", pickle.escape_ascii());
            assert_eq!(read.ok().as_ref(), expected.as_ref().ok());
        }
    }
    expected
}

#[test]
fn readers_are_asked_for_no_byte_more() {
    for protocol in Protocol::ALL {
        let one = dump(protocol, &song());
        let mut slice = Unpickler::new(&one);
        assert_eq!(slice.load::<Song>().unwrap(), song());
        let pickles = [&one[..], &one, &dump(protocol, &[0_u8; 0][..])].concat();
        for most in [1, 2, 100, usize::MAX] {
            let mut reader = Trickle::exact(&pickles, most);
            assert_eq!(from_reader::<Song>(&mut reader).unwrap(), song());
            assert_eq!(reader.rest.len(), pickles.len() - one.len(), "{protocol}");
            let mut unpickler = Unpickler::from_reader(reader);
            assert_eq!(unpickler.load::<Song>().unwrap(), song());
            assert_eq!(unpickler.is_by_cursor(), slice.is_by_cursor(), "{protocol}");
            assert_eq!(unpickler.load::<Vec<u8>>().unwrap(), []);
            assert!(unpickler.into_inner().rest.is_empty());
        }
    }
}

#[test]
fn frames_are_read_at_once() {
    let songs = vec![song(); 5_000];
    let pickle = dump(Protocol::V4, &songs);
    let frames = pickle.len() / (64 << 10) + 1;
    let mut reader = Trickle::exact(&pickle, usize::MAX);
    assert_eq!(from_reader::<Vec<Song>>(&mut reader).unwrap(), songs);
    // The protocol, and FRAME, its length and the frame itself.
    assert!(reader.reads <= 2 + 3 * frames, "{} reads of {frames} frames", reader.reads);
}

#[test]
fn a_frame_may_reach_into_the_next_pickle() {
    let mut frame = vec![0x80, 4, 0x95, 4, 0, 0, 0, 0, 0, 0, 0];
    frame.extend_from_slice(b"N.\x80\x04K\x07.");
    for most in [1, usize::MAX] {
        let mut unpickler = Unpickler::from_reader(Trickle::new(&frame, most));
        unpickler.load::<()>().unwrap();
        assert_eq!(unpickler.load::<u8>().unwrap(), 7);
        let error = unpickler.load::<u8>().unwrap_err();
        assert_eq!(error.offset(), Some(frame.len() as u64));
    }
}

#[test]
fn later_pickles_refer_to_earlier_ones() {
    for protocol in Protocol::ALL {
        let shared = Rc::new(song());
        let mut pickler = Pickler::in_memory().protocol(protocol);
        pickler.dump(&17).unwrap();
        pickler.dump(&song()).unwrap();
        for _ in 0..3 {
            pickler.dump(&shared).unwrap();
        }
        let bytes = pickler.into_vec();

        let mut unpickler = Unpickler::from_reader(Trickle::exact(&bytes, 5));
        assert_eq!(unpickler.load::<u8>().unwrap(), 17);
        assert_eq!(unpickler.load::<Song>().unwrap(), song());
        let first: Rc<Song> = unpickler.load().unwrap();
        let second: Rc<Song> = unpickler.load().unwrap();
        assert!(Rc::ptr_eq(&first, &second));
        assert_eq!(unpickler.load::<Song>().unwrap(), song());
        assert!(unpickler.into_inner().rest.is_empty());

        // The first of them, too, may have been read in one pass or not.
        let mut pickler = Pickler::in_memory().protocol(protocol);
        pickler.dump(&shared).unwrap();
        pickler.dump(&shared).unwrap();
        let bytes = pickler.into_vec();
        let mut unpickler = Unpickler::from_reader(&bytes[..]);
        let (first, second): (Rc<Song>, Rc<Song>) =
            (unpickler.load().unwrap(), unpickler.load().unwrap());
        assert!(Rc::ptr_eq(&first, &second));
    }
}

#[test]
fn offsets_count_from_the_beginning_of_the_reader() {
    for protocol in Protocol::ALL {
        let mut pickler = Pickler::in_memory().protocol(protocol);
        pickler.dump(&song()).unwrap();
        pickler.dump(&song()).unwrap();
        let bytes = pickler.into_vec();

        let mut slice = Unpickler::new(&bytes);
        let mut reader = Unpickler::from_reader(&bytes[..]);
        for _ in 0..2 {
            let of_slice = fault(&slice.load::<u8>());
            assert!(of_slice.is_some());
            assert_eq!(fault(&reader.load::<u8>()), of_slice);
        }
        assert_eq!(fault(&reader.load::<Value>()), fault(&slice.load::<Value>()));
    }
}

#[test]
fn nothing_is_taken_for_a_pickle_behind_one_that_was_not_read_to_its_end() {
    // No list to append to; no opcode.
    for (pickles, kind) in [
        (&b"K\x01K\x02aN.I7\n."[..], ErrorKind::Stack),
        (b"I1\n\xffI2\n.I3\n.", ErrorKind::UnknownOpcode),
    ] {
        let mut slice = Unpickler::new(pickles);
        let mut reader = Unpickler::from_reader(pickles);
        let first = fault(&slice.load::<Value>()).unwrap();
        assert_eq!(first.0, kind);
        assert_eq!(fault(&reader.load::<Value>()), Some(first));
        for _ in 0..3 {
            let (kind_now, _, message) = fault(&slice.load::<u8>()).unwrap();
            assert_eq!(kind_now, kind);
            assert!(
                message.contains("an earlier pickle could not be read to its end"),
                "{message}"
            );
            assert_eq!(fault(&reader.load::<u8>()).unwrap().2, message);
        }
    }
}

#[test]
fn loads_go_on_behind_what_has_another_type() {
    let pickles = b"]I1\na.K\x02.".as_slice();
    let mut slice = Unpickler::new(pickles);
    let mut reader = Unpickler::from_reader(pickles);
    assert_eq!(fault(&slice.load::<String>()).unwrap().0, ErrorKind::WrongType);
    assert_eq!(fault(&reader.load::<String>()).unwrap().0, ErrorKind::WrongType);
    assert_eq!((slice.load::<u8>().unwrap(), reader.load::<u8>().unwrap()), (2, 2));
}

#[test]
fn an_end_between_pickles_is_told_from_one_within() {
    for protocol in Protocol::ALL {
        let one = dump(protocol, &song());
        let two = [one.clone(), one.clone()].concat();
        for len in 0..=two.len() {
            let cut = &two[..len];
            let mut slice = Unpickler::new(cut);
            for most in [1, usize::MAX] {
                let mut reader = Unpickler::from_reader(Trickle::new(cut, most));
                for _ in 0..len / one.len() {
                    assert_eq!(reader.load_next::<Song>().unwrap(), Some(song()));
                }
                let end = reader.load_next::<Song>();
                if len.is_multiple_of(one.len()) {
                    assert_eq!(end.unwrap(), None);
                } else {
                    assert_eq!(fault(&end).unwrap().0, ErrorKind::Truncated);
                }
            }
            for _ in 0..len / one.len() {
                assert_eq!(slice.load_next::<Song>().unwrap(), Some(song()));
            }
            assert_eq!(slice.load_next::<Song>().is_ok(), len.is_multiple_of(one.len()));
        }
    }
}

#[test]
fn a_reader_that_fails_is_not_at_its_end() {
    let one = dump(Protocol::V4, &song());
    let mut reader = Unpickler::from_reader(Trickle::breaking(&one, usize::MAX));
    assert_eq!(reader.load_next::<Song>().unwrap(), Some(song()));
    assert_eq!(fault(&reader.load_next::<Song>()).unwrap().0, ErrorKind::Io);
}

/// A socket that has nothing yet, between two pickles or within one.
#[test]
fn a_reader_may_be_asked_again_only_between_pickles() {
    /// Gives a byte at a time, and fails where there is none.
    struct Hesitating(Vec<Option<u8>>);

    impl Read for Hesitating {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() {
                return Ok(0);
            }
            into[0] = self.0.remove(0).ok_or(io::ErrorKind::WouldBlock)?;
            Ok(1)
        }
    }

    let whole = b"I1\n.".map(Some);
    let between = [&whole[..], &[None], &whole].concat();
    let mut reader = Unpickler::from_reader(Hesitating(between));
    assert_eq!(reader.load::<u8>().unwrap(), 1);
    assert_eq!(reader.load::<u8>().unwrap_err().kind(), ErrorKind::Io);
    assert_eq!(reader.load::<u8>().unwrap(), 1);
    let within = [&whole[..1], &[None], &whole[1..], &whole].concat();
    let mut reader = Unpickler::from_reader(Hesitating(within));
    for _ in 0..3 {
        assert_eq!(reader.load::<u8>().unwrap_err().kind(), ErrorKind::Io);
    }
}

#[test]
fn what_went_wrong_first_is_what_is_told() {
    for protocol in Protocol::ALL {
        let good = dump(protocol, &song());
        let mut bad = good.clone();
        bad[good.len() / 2] ^= 0x55;
        for pickle in [good, bad] {
            for len in 0..pickle.len() {
                let cut = &pickle[..len];
                let (kind, offset, message) = fault(&from_slice::<Song>(cut)).unwrap();
                for most in [1, usize::MAX] {
                    let broken = Trickle::breaking(cut, most);
                    let alone = fault(&from_reader::<Song>(broken)).unwrap();
                    let broken = Trickle::breaking(cut, most);
                    let first = fault(&Unpickler::from_reader(broken).load::<Song>()).unwrap();
                    assert_eq!(alone, first);
                    if kind == ErrorKind::Truncated {
                        assert_eq!((first.0, first.1), (ErrorKind::Io, offset));
                        assert!(first.2.contains("the line is dead"), "{}", first.2);
                    } else {
                        assert_eq!(first, (kind, offset, message.clone()));
                    }
                }
            }
        }
    }
}

#[test]
fn all_fixtures_are_read_as_from_a_slice() {
    for fixture in fixtures::fixtures() {
        for (_, pickle) in &fixture.pickles {
            let error = fault(&agree::<Value>(pickle));
            assert_eq!(error, fault(&from_slice::<Value>(pickle)));
            let _ = agree::<Vec<i64>>(pickle);
            let _ = agree::<BTreeMap<String, i64>>(pickle);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn damaged_pickles_have_the_same_errors(
        protocol in 0..6_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..4),
    ) {
        let mut pickle = dump(Protocol::ALL[protocol], &vec![song(), song()]);
        for (at, byte, how) in changes {
            let at = at.index(pickle.len().max(1));
            match how {
                0 if at < pickle.len() => pickle[at] = byte,
                1 => pickle.insert(at, byte),
                2 => pickle.truncate(at),
                _ if at < pickle.len() => drop(pickle.remove(at)),
                _ => {}
            }
        }
        let _ = agree::<Vec<Song>>(&pickle);
        let _ = agree::<Value>(&pickle);
    }

    #[test]
    fn random_opcodes_have_the_same_errors(
        pickle in prop::collection::vec(
            prop::sample::select(&b"()]}NKKMGU0122aabcdehijlopqqrrsttuIVX\x80\x81\x82\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8f\x90\x91\x93\x94\x95..\0\0\0\x01\x02\n\n"[..]),
            0..60,
        )
    ) {
        let _ = agree::<Value>(&pickle);
        let _ = agree::<Vec<(u8, String)>>(&pickle);
    }
}
