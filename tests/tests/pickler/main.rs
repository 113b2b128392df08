//! What a pickler writes: CPython's bytes where both have nothing to memoize, whole frames, and a
//! memo that lasts.

mod dict_fields;
mod forms;
mod small_objects;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::rc::Rc;

use pickle_core::{
    Class, Construct, Encoder, Error, ErrorKind, Global, Limits, Memory, Pickle, Pickler, Protocol,
    Unpickler, from_slice,
};
use pickle_tests::{hex, python};

use small_objects::Place;

/// What pickles a value, and its Python expression.
type Case = (Box<dyn Fn(Protocol) -> Vec<u8>>, &'static str);

/// CPython writes them without a memo in fast mode.
fn values() -> Vec<Case> {
    fn case<T: Pickle + 'static>(value: T, expression: &'static str) -> Case {
        (Box::new(move |protocol| dump(protocol, &value)), expression)
    }
    let ints = |count: i64| (0..count).map(|int| int * 7919 % 100_003).collect::<Vec<i64>>();
    vec![
        case((), "None"),
        case(true, "True"),
        case(
            vec![0_i64, 255, 256, 65535, 65536, -1, i64::from(i32::MIN), i64::from(i32::MAX)],
            "[0, 255, 256, 65535, 65536, -1, -2**31, 2**31-1]",
        ),
        case(vec![1_i64 << 31, i64::MAX, i64::MIN], "[2**31, 2**63-1, -2**63]"),
        case((i128::MIN, u128::MAX), "(-2**127, 2**128-1)"),
        case(
            vec![0.0, -0.0, 1.5, 1e16, 1e-5, f64::INFINITY, f64::MIN_POSITIVE],
            "[0.0, -0.0, 1.5, 1e16, 1e-5, float('inf'), 2.2250738585072014e-308]",
        ),
        case(
            vec!["", "a", "caf\u{e9}", "\u{20ac}", "\u{1f600}", "\0\n\r\x1a\\"],
            "['', 'a', 'caf\\xe9', '\\u20ac', '\\U0001f600', '\\0\\n\\r\\x1a\\\\']",
        ),
        case("x".repeat(255), "'x' * 255"),
        case("x".repeat(256), "'x' * 256"),
        case(
            ([0_i64; 0], (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)),
            "((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4))",
        ),
        case((Vec::<i64>::new(), vec![1], vec![1, 2]), "([], [1], [1, 2])"),
        case(
            (ints(1000), ints(1001), ints(2500)),
            "([i * 7919 % 100003 for i in range(1000)], [i * 7919 % 100003 for i in range(1001)], [i * 7919 % 100003 for i in range(2500)])",
        ),
        case(
            (
                BTreeMap::<i64, i64>::new(),
                BTreeMap::from([(1, 2)]),
                BTreeMap::from([(1, 2), (3, 4)]),
            ),
            "({}, {1: 2}, {1: 2, 3: 4})",
        ),
        // Several frames.
        case(ints(60_000), "[i * 7919 % 100003 for i in range(60000)]"),
        case(
            vec![ints(3), ints(30_000), ints(2), ints(30_000)],
            "[[i * 7919 % 100003 for i in range(n)] for n in (3, 30000, 2, 30000)]",
        ),
        // Strings that stand outside of frames, and some just below that size.
        case(
            vec![
                "a".repeat(3),
                "b".repeat(65_535),
                "c".repeat(65_536),
                "d".repeat(200_000),
                "e".to_owned(),
            ],
            "['a' * 3, 'b' * 65535, 'c' * 65536, 'd' * 200000, 'e']",
        ),
        case("c".repeat(65_536), "'c' * 65536"),
        case(("c".repeat(65_536), "c".repeat(65_536)), "('c' * 65536, 'c' * 65536)"),
    ]
}

/// Values whose types pickle as such from protocol 3 or 5 on.
fn byte_values() -> Vec<(Vec<Vec<u8>>, &'static str)> {
    vec![
        (
            vec![vec![], vec![0, 255], vec![7; 255], vec![7; 256]],
            "[b'', b'\\0\\xff', b'\\7' * 255, b'\\7' * 256]",
        ),
        (
            vec![vec![7; 65_535], vec![7; 65_536], vec![1]],
            "[b'\\7' * 65535, b'\\7' * 65536, b'\\1']",
        ),
    ]
}

fn dump<T: Pickle + ?Sized>(protocol: Protocol, value: &T) -> Vec<u8> {
    let mut pickler = Pickler::in_memory().protocol(protocol);
    pickler.dump(value).expect("the value can be pickled");
    pickler.into_vec()
}

#[test]
fn bytes_are_those_of_cpython_without_a_memo() {
    let script = "import io, pickle, sys\n\
        for line in sys.stdin:\n\
        \x20   protocol, expression = line.rstrip('\\n').split('\\t')\n\
        \x20   out = io.BytesIO()\n\
        \x20   pickler = pickle.Pickler(out, int(protocol))\n\
        \x20   pickler.fast = True\n\
        \x20   pickler.dump(eval(expression))\n\
        \x20   print(out.getvalue().hex())\n";
    let mut ours = Vec::new();
    let mut questions = String::new();
    for protocol in Protocol::ALL {
        for (dump, expression) in values() {
            writeln!(questions, "{}\t{expression}", protocol.number()).unwrap();
            ours.push((protocol, expression, dump(protocol)));
        }
        for (value, expression) in byte_values() {
            if protocol >= Protocol::V3 {
                writeln!(questions, "{}\t{expression}", protocol.number()).unwrap();
                ours.push((protocol, expression, dump(protocol, &value)));
            }
        }
    }
    for python in python::interpreters().iter().filter(|python| python.highest_protocol() >= 5) {
        let answers = python.run_script(script, questions.as_bytes()).expect("the script runs");
        for ((protocol, expression, ours), theirs) in ours.iter().zip(answers.lines()) {
            if hex::encode(ours) != theirs {
                let theirs = hex::decode(theirs).expect("hex");
                panic!(
                    "{expression} in {protocol}, {}:\nours:\n{:.3000}\ntheirs:\n{:.3000}",
                    python.path.display(),
                    python.disassemble(ours),
                    python.disassemble(&theirs),
                );
            }
        }
    }
}

#[test]
fn a_writer_gets_the_same_bytes_as_memory() {
    for protocol in Protocol::ALL {
        let value =
            ("a".repeat(100_000), (0..50_000).collect::<Vec<i64>>(), vec![1_u8; 70_000], "z");
        let mut written = Vec::new();
        Pickler::new(&mut written).protocol(protocol).dump(&value).unwrap();
        assert_eq!(written, dump(protocol, &value), "{protocol}");
    }
}

/// Notes how the bytes come.
#[derive(Default)]
struct Pieces(Vec<usize>);

impl io::Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.push(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writer_gets_frames_as_they_are_done_and_large_strings_whole() {
    let mut pickler = Pickler::new(Pieces::default());
    pickler.dump(&((0..100_000).collect::<Vec<i64>>(), vec![7_u8; 1 << 20])).unwrap();
    let pieces = pickler.into_inner().0;
    assert!(pieces.iter().all(|&len| len == 1 << 20 || len < 66_000), "{pieces:?}");
    assert_eq!(pieces.iter().filter(|&&len| len == 1 << 20).count(), 1, "{pieces:?}");
}

struct Broken;

impl io::Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is full"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_failing_writer_is_an_error() {
    let error = pickle_core::to_writer(Broken, "text").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert_eq!(error.to_string(), "the disk is full");
    assert_eq!(error.operation(), Some(pickle_core::Operation::Pickling));
}

static THING: Class = Class::new("geo", "Thing").names(&["name", "size"]);
static NESTED: Class = Class::new("geo", "Outer.Thing").names(&["name"]);

struct Thing(&'static Class);

impl Pickle for Thing {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let args = encoder.begin_object(self.0, Construct::New, 0)?;
        encoder.end_args(args)?;
        let state = encoder.begin_dict(1)?;
        encoder.attribute(self.0, 0)?;
        encoder.int(7)?;
        encoder.end_dict(state)?;
        encoder.build()
    }
}

#[test]
fn classes_and_attributes_cost_two_bytes_after_their_first_use() {
    let one = dump(Protocol::V4, &[Thing(&THING)][..]).len();
    let two = dump(Protocol::V4, &[Thing(&THING), Thing(&THING)][..]).len();
    let three = dump(Protocol::V4, &[Thing(&THING), Thing(&THING), Thing(&THING)][..]).len();
    assert_eq!(two - one, three - two + 1, "the second brings MARK; APPENDS replaces APPEND");
    // BINGET, EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, BINGET, BININT1, SETITEM, BUILD
    assert_eq!(three - two, 2 + 1 + 1 + 1 + 2 + 2 + 1 + 1);
}

#[test]
fn two_classes_share_the_names_they_have_in_common() {
    let pickle = dump(Protocol::V4, &[Thing(&THING), Thing(&NESTED)][..]);
    let name = b"\x8c\x04name";
    assert_eq!(pickle.windows(name.len()).filter(|window| window == name).count(), 1);
}

#[test]
fn a_string_of_one_character_is_referred_to_from_its_third_occurrence_on() {
    let letters = ["a", "a", "a", "b", "a", "aa", "aa", "aa"];
    let body = b"](\x8c\x01a\x8c\x01a\x94h\0\x8c\x01bh\0\x8c\x02aa\x8c\x02aa\x8c\x02aae.";
    let pickle = dump(Protocol::V4, &letters[..]);
    assert_eq!(pickle[11..], body[..]);
    assert_eq!(from_slice::<Vec<&str>>(&pickle).unwrap(), letters);
    let chars = ['a', 'a', 'a'];
    let binary = b"\x80\x02X\x01\0\0\0aX\x01\0\0\0aq\0h\0\x87.";
    assert_eq!(dump(Protocol::V2, &chars), binary);
    assert_eq!(from_slice::<[char; 3]>(binary).unwrap(), chars);
    assert_eq!(dump(Protocol::V0, &chars), b"(Va\nVa\nVa\nt.");
}

#[test]
fn a_string_of_one_character_is_not_referred_to_where_that_is_longer() {
    static NAMES: [&str; 300] = {
        let mut names = [""; 300];
        let mut index = 0;
        while index < 300 {
            // Of two and more characters.
            let (first, len) = (index % 10, 2 + index / 10);
            names[index] = LONG.split_at(first).1.split_at(len).0;
            index += 1;
        }
        names
    };
    const LONG: &str = "0123456789012345678901234567890123456789012345678901234567890123456789";
    static WIDE: Class = Class::new("geo", "Wide").names(&NAMES);
    struct Wide;
    impl Pickle for Wide {
        fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
            let wide = encoder.begin_instance(&WIDE, NAMES.len())?;
            for index in 0..NAMES.len() {
                encoder.attribute_of(&wide, index)?;
                encoder.none()?;
            }
            encoder.end_instance(wide)
        }
    }
    let last = dump(Protocol::V4, &(Wide, ("a", "a", "a")));
    assert!(last.ends_with(b"\x8c\x01a\x8c\x01a\x8c\x01a\x87\x86."));
    let first = dump(Protocol::V4, &(("a", "a", "a"), Wide, "a"));
    assert!(first.ends_with(b"h\0\x87."));
}

#[test]
fn equal_shared_strings_of_one_character_stay_apart() {
    let (one, other): (Rc<str>, Rc<str>) = ("a".into(), "a".into());
    let pickle = dump(Protocol::V4, &("a", "a", one.clone(), other.clone(), one, "a"));
    let (_, _, one, other, again, _): (&str, &str, Rc<str>, Rc<str>, Rc<str>, &str) =
        from_slice(&pickle).unwrap();
    assert!(!Rc::ptr_eq(&one, &other));
    assert!(Rc::ptr_eq(&one, &again));
}

#[test]
fn a_character_that_a_failed_dump_memoized_is_written_again() {
    let mut pickler = Pickler::in_memory();
    pickler.dump(&("a", "a", "a", Failing)).unwrap_err();
    pickler.dump(&("a", "a", "a")).unwrap();
    assert_eq!(pickler.into_vec(), dump(Protocol::V4, &("a", "a", "a")));
}

#[test]
fn a_nested_class_is_got_from_its_outer_class_before_protocol_4() {
    assert_eq!(
        dump(Protocol::V0, &Thing(&NESTED)),
        b"ccopy_reg\n_reconstructor\np0\n(c__builtin__\ngetattr\np1\n(cgeo\nOuter\np2\nVThing\np3\ntRp4\n\
          c__builtin__\nobject\np5\nNtR(Vname\nI7\ndb."
    );
}

#[test]
fn names_must_fit_the_protocol() {
    static CAFE: Class = Class::new("caf\u{e9}", "Thing").names(&["name"]);
    static LINES: Class = Class::new("geo", "A\nB").names(&["name"]);
    for (class, protocol, fits) in [
        (&CAFE, Protocol::V2, false),
        (&CAFE, Protocol::V3, true),
        (&LINES, Protocol::V3, false),
        (&LINES, Protocol::V4, true),
    ] {
        let result = Pickler::in_memory().protocol(protocol).dump(&Thing(class));
        assert_eq!(
            result.err().map(|error| error.kind()),
            (!fits).then_some(ErrorKind::Unrepresentable)
        );
    }
}

#[test]
fn the_memo_lasts_from_dump_to_dump_until_it_is_cleared() {
    let mut pickler = Pickler::in_memory();
    pickler.dump(&[Thing(&THING)]).unwrap();
    let first = pickler.take();
    pickler.dump(&Thing(&THING)).unwrap();
    let second = pickler.take();
    assert_eq!(second, b"\x80\x04\x95\x0c\0\0\0\0\0\0\0h\x01)\x81}h\x02K\x07sb.");
    pickler.clear_memo();
    pickler.dump(&[Thing(&THING)]).unwrap();
    assert_eq!(pickler.take(), first);
}

/// Fails behind an instance.
struct Failing;

impl Pickle for Failing {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let tuple = encoder.begin_tuple(2)?;
        Thing(&THING).pickle(encoder)?;
        Err::<(), _>(Error::custom("no"))?;
        encoder.end_tuple(tuple)
    }
}

/// Checks that `"before"` is all that was dumped, whatever was tried behind it.
fn assert_only_before(mut pickler: Pickler<'_, Memory>) {
    pickler.dump(&Thing(&THING)).unwrap();
    let mut alone = Pickler::in_memory();
    alone.dump("before").unwrap();
    alone.dump(&Thing(&THING)).unwrap();
    assert_eq!(pickler.into_vec(), alone.into_vec());
}

#[test]
fn a_dump_that_fails_leaves_nothing_behind() {
    let mut pickler = Pickler::in_memory();
    pickler.dump("before").unwrap();
    let error = pickler.dump(&Failing).unwrap_err();
    assert_eq!((error.kind(), error.to_string()), (ErrorKind::Custom, "no".into()));
    assert_only_before(pickler);
}

#[test]
fn a_dump_that_panics_leaves_nothing_behind() {
    struct Panicking;
    impl Pickle for Panicking {
        fn pickle(&self, _: &mut Encoder<'_>) -> Result<(), Error> {
            panic!("in the middle of a dump");
        }
    }
    let mut pickler = Pickler::in_memory();
    pickler.dump("before").unwrap();
    let failing = std::panic::AssertUnwindSafe(|| pickler.dump(&(Thing(&THING), Panicking)));
    std::panic::catch_unwind(failing).unwrap_err();
    assert_only_before(pickler);
}

#[test]
fn a_pickler_may_go_on_in_another_protocol() {
    let place = || Place { x: 1.0, y: 2.0 };
    for first in Protocol::ALL {
        for second in Protocol::ALL {
            let mut pickler = Pickler::in_memory().protocol(first);
            pickler.dump(&[place(), place()]).unwrap();
            let mut bytes = pickler.take();
            let mut pickler = pickler.protocol(second);
            pickler.dump(&[place(), place()]).unwrap();
            let behind = pickler.into_vec();
            assert!(second > Protocol::V0 || behind.is_ascii(), "{first}, {second}");
            let has_new_object = behind.contains(&b'\x81');
            assert_eq!(has_new_object, second >= Protocol::V2, "{first}, {second}");
            bytes.extend(behind);
            let mut unpickler = Unpickler::new(&bytes);
            for _ in 0..2 {
                let [one, other]: [Place; 2] = unpickler.load().unwrap();
                assert_eq!([(one.x, one.y), (other.x, other.y)], [(1.0, 2.0); 2]);
            }
        }
    }
}

#[test]
fn extension_codes_replace_class_names() {
    let pickler = || Pickler::in_memory().extension(0x1234, Global::new("geo", "Thing")).unwrap();
    let mut with = pickler();
    with.dump(&Thing(&THING)).unwrap();
    assert_eq!(
        with.into_vec(),
        b"\x80\x04\x95\x12\0\0\0\0\0\0\0\x83\x34\x12)\x81}\x8c\x04name\x94K\x07sb."
    );
    let mut old = pickler().protocol(Protocol::V1);
    old.dump(&Thing(&THING)).unwrap();
    assert_eq!(old.into_vec(), dump(Protocol::V1, &Thing(&THING)), "protocol 1 has no EXT opcodes");
    let error = pickler().extension(0x1234, Global::new("geo", "Other")).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Extension);
}

/// A list that holds a list, and so on.
struct Nested(usize);

impl Pickle for Nested {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        if self.0 == 1 { encoder.list([0; 0]) } else { encoder.list([Nested(self.0 - 1)]) }
    }
}

#[test]
fn depth_is_limited_in_both_directions() {
    struct Depth(usize);
    impl<'de> pickle_core::Unpickle<'de> for Depth {
        fn unpickle<D: pickle_core::Decoder<'de>>(decoder: &mut D) -> Result<Depth, Error> {
            let inner: Vec<Depth> = Vec::unpickle(decoder)?;
            Ok(Depth(1 + inner.first().map_or(0, |depth| depth.0)))
        }
    }

    let at_limit = Limits::default().depth;
    let pickle = dump(Protocol::V4, &Nested(at_limit));
    assert_eq!(from_slice::<Depth>(&pickle).unwrap().0, at_limit);

    let error = Pickler::in_memory().dump(&Nested(at_limit + 1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);

    let deeper = Limits { depth: at_limit + 1, ..Limits::default() };
    let mut pickler = Pickler::in_memory().limits(deeper);
    pickler.dump(&Nested(at_limit + 1)).unwrap();
    let pickle = pickler.into_vec();
    let error = from_slice::<Depth>(&pickle).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert_eq!(Unpickler::new(&pickle).limits(deeper).load::<Depth>().unwrap().0, at_limit + 1);
}

#[test]
fn an_error_names_the_place_in_the_value() {
    #[derive(Pickle)]
    #[pickle(module = "geo")]
    struct World {
        rivers: BTreeMap<String, Vec<Option<std::time::Duration>>>,
    }
    let finer = Some(std::time::Duration::from_nanos(1));
    let world = World { rivers: [("Nile".to_owned(), vec![None, finer])].into() };
    let error = pickle_core::to_vec(&world).unwrap_err();
    assert_eq!(error.path(), "geo.World.rivers['Nile'][1]");
    assert_eq!(error.kind(), ErrorKind::Unrepresentable);
}
