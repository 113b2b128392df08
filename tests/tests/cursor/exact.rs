//! What looks alike is told apart, and nothing is accepted that the machine refuses.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Debug;
use std::rc::{Rc, Weak};
use std::time::Instant;

use pickle_core::{Class, Encoding, Error, Limits, Pickle, Protocol, UnpickleOwned, Unpickler};

use crate::shapes::{Color, Point, Size, Slots};
use crate::{agree, dump, served};

#[test]
fn calls_of_bytearray_within_each_other_do_not_exhaust_the_stack() {
    let calls = 300_000;
    let mut pickle = b"\x80\x02".to_vec();
    pickle.extend(b"c__builtin__\nbytearray\n".repeat(calls));
    pickle.extend(b"C\x01a");
    pickle.extend(b"\x85R".repeat(calls));
    pickle.push(b'.');
    assert_eq!(agree::<Vec<u8>>(&pickle), (None, false));
    let one_of_another = b"\x80\x05cbuiltins\nbytearray\n\x96\x01\0\0\0\0\0\0\0a\x85R.";
    assert_eq!(agree::<Vec<u8>>(one_of_another), (None, false));
    let one = b"\x80\x02c__builtin__\nbytearray\nC\x01a\x85R.";
    assert_eq!(agree::<Vec<u8>>(one), (Some(b"a".to_vec()), true));
}

#[derive(Pickle, Debug, PartialEq, Clone, Default)]
#[pickle(module = "shapes", default)]
struct Dot {
    x: i64,
}

const DOT: &[u8] = b"\x8c\x06shapes\x8c\x03Dot\x93"; // its class

#[test]
fn what_begins_at_one_place_is_told_apart_when_it_is_met_again() {
    type Lists = (Vec<i64>, Vec<i64>);

    // A tuple, and its first item.
    let lists = b"\x80\x04]]\x86\x94h\0\x86.";
    let (read, _) = agree::<(Lists, Vec<Vec<i64>>)>(lists);
    assert_eq!(read, Some(((vec![], vec![]), vec![vec![], vec![]])));
    let list = b"\x80\x02(]q\0K\x01aX\x01\0\0\0a\x86q\x01h\0l.";
    assert_eq!(agree::<Vec<(Vec<i64>, String)>>(list).0, None);
    let dots = [b"\x80\x04", DOT, b")\x81\x94", DOT, b")\x81\x86\x94h\0\x86."].concat();
    assert_eq!(agree::<((Dot, Dot), Vec<Dot>)>(&dots).0, None);
    assert_eq!(agree::<((Dot, Dot), (Dot, Dot))>(&dots).0, None);
    let bytes = b"\x80\x04C\x01a\x94C\x01b\x86\x94h\0\x86.";
    assert_eq!(agree::<((Vec<u8>, Vec<u8>), Vec<Vec<u8>>)>(bytes).0, None);
    assert_eq!(agree::<((Vec<u8>, Vec<u8>), (Vec<u8>, Vec<u8>))>(bytes).0, None);
    let empty = b"\x80\x04)\x94)\x86\x94h\0\x86.";
    assert_eq!(
        agree::<(Vec<Vec<i64>>, Vec<Vec<i64>>)>(empty).0,
        Some((vec![vec![], vec![]], vec![]))
    );
    let text = b"\x80\x04\x8c\x01aK\x01\x86\x94h\0\x86.";
    assert_eq!(agree::<((String, i64), String)>(text), (None, false));
    assert!(agree::<((String, i64), (String, i64))>(text).1);
    // A tuple, and one that is its first item.
    for (inner, outer) in [(&b""[..], &b"q\0"[..]), (b"q\0", b"q\x01"), (b"\x94", b"\x94")] {
        for get in 0..2 {
            let met = [b"h", &[get][..], b"\x86."].concat();
            let nested = [b"\x80\x04K\x01K\x02\x86", inner, b"K\x03\x86", outer, &met].concat();
            agree::<(((i64, i64), i64), (i64, i64))>(&nested);
            agree::<(((i64, i64), i64), ((i64, i64), i64))>(&nested);
            agree::<(((i64, i64), i64), Vec<i64>)>(&nested);
            let marked = [b"\x80\x04(K\x01K\x02t", inner, b"K\x03\x86", outer, &met].concat();
            agree::<((Vec<i64>, i64), Vec<i64>)>(&marked);
            agree::<((Vec<i64>, i64), (i64, i64))>(&marked);
        }
    }
    // An instance, its class, and the module of that.
    let dot = |met: &[u8]| [b"\x80\x04", DOT, b"\x94)\x81\x94", met, b"\x86."].concat();
    assert_eq!(agree::<(Dot, String)>(&dot(b"h\0")), (None, false));
    assert_eq!(agree::<(Dot, String)>(&dot(b"h\x01")), (None, false));
    assert!(agree::<(Dot, Dot)>(&dot(b"h\x01")).1);
    // The arguments of a call, and the first of them.
    let encode = b"\x80\x02c_codecs\nencode\nX\x01\0\0\0aX\x06\0\0\0latin1\x86q\0Rh\0\x86.";
    assert_eq!(agree::<(Vec<u8>, String)>(encode), (None, false));
}

/// Reads by both sources, which must agree on what is read and on which parts are one; whether they
/// are, and whether the cursor served it.
fn agree_on_sharing<T: UnpickleOwned + PartialEq + Debug>(
    pickle: &[u8],
    are_one: impl Fn(&T) -> bool,
) -> (Option<bool>, bool) {
    let mut unpickler = Unpickler::new(pickle);
    let first = unpickler.load::<T>().ok();
    let second = Unpickler::new(pickle).by_machine().load::<T>().ok();
    assert_eq!(first, second, "{}", pickle.escape_ascii());
    let (first, second) = (first.as_ref().map(&are_one), second.as_ref().map(&are_one));
    assert_eq!(first, second, "{}", pickle.escape_ascii());
    (first, unpickler.is_by_cursor())
}

#[expect(clippy::ptr_arg, reason = "it is what was read")]
fn are_one<T>(pointers: &Vec<Rc<T>>) -> bool {
    Rc::ptr_eq(&pointers[0], &pointers[1])
}

#[test]
fn a_pointer_is_to_its_object_and_not_to_what_that_begins_with() {
    let twice = |first: &[u8], then: &[u8]| [b"\x80\x04](", first, then, b"e."].concat();
    let dot = |then| twice(&[DOT, b"\x94)\x81\x94}\x8c\x01xK\x01sb"].concat(), then);
    assert_eq!(agree_on_sharing(&dot(b"h\x01"), are_one::<Dot>), (Some(true), true));
    // Its class stands for an instance too.
    assert_eq!(agree_on_sharing(&dot(b"h\0"), are_one::<Dot>), (Some(false), false));
    assert_eq!(agree_on_sharing(&dot(b"h\0)\x81"), are_one::<Dot>), (Some(false), true));
    let module = twice(b"\x8c\x06shapes\x94\x8c\x03Dot\x93)\x81", b"h\0");
    assert_eq!(agree_on_sharing(&module, are_one::<Dot>), (None, false));
    let again = twice(b"\x8c\x06shapes\x94\x8c\x03Dot\x93)\x81", b"h\0\x8c\x03Dot\x93)\x81");
    assert_eq!(agree_on_sharing(&again, are_one::<Dot>), (Some(false), true));

    let text = twice(b"\x8c\x01a\x94K\x01\x86\x94", b"h\0");
    assert_eq!(agree_on_sharing(&text, are_one::<(String, i64)>), (None, false));
    let tuple = twice(b"\x8c\x01a\x94K\x01\x86\x94", b"h\x01");
    assert_eq!(agree_on_sharing(&tuple, are_one::<(String, i64)>), (Some(true), false));
    let tuples = twice(b"\x8c\x01a\x94K\x01\x86\x94", b"h\0K\x02\x86");
    assert_eq!(agree_on_sharing(&tuples, are_one::<(String, i64)>), (Some(false), true));
    let nested = twice(b"K\x01K\x02\x86\x94K\x03\x86", b"h\0");
    assert_eq!(agree_on_sharing(&nested, are_one::<((i64, i64), i64)>), (None, false));
    // A tuple that is read as a list, and its first item.
    let dots = twice(&[DOT, b")\x81\x94", DOT, b")\x81\x86\x94"].concat(), b"h\0");
    assert_eq!(agree_on_sharing(&dots, are_one::<Vec<Dot>>).0, None);
    let dots = twice(&[DOT, b")\x81\x94", DOT, b")\x81\x86\x94"].concat(), b"h\x01");
    assert_eq!(agree_on_sharing(&dots, are_one::<Vec<Dot>>).0, Some(true));
    let bytes = twice(b"C\x01a\x94C\x01b\x86", b"h\0");
    assert_eq!(agree_on_sharing(&bytes, are_one::<Vec<Vec<u8>>>).0, None);
    let texts = twice(b"\x8c\x01a\x94\x8c\x01b\x86", b"h\0");
    assert_eq!(agree_on_sharing(&texts, are_one::<Vec<String>>).0, None);
    let member = twice(b"cshapes\nColor.Red\n\x94", b"h\0");
    assert_eq!(agree_on_sharing(&member, are_one::<Color>), (Some(true), true));
}

#[test]
fn pointers_within_what_is_met_again_are_the_same() {
    let pickle = [b"\x80\x04](]\x94(", DOT, b")\x81eh\0e."].concat();
    let is_one = |lists: &Vec<Vec<Rc<Dot>>>| Rc::ptr_eq(&lists[0][0], &lists[1][0]);
    assert_eq!(agree_on_sharing(&pickle, is_one), (Some(true), false));
}

#[test]
fn a_weak_pointer_read_alone_lasts_as_long_as_the_unpickler() {
    let pickle = [b"\x80\x04", DOT, b")\x81\x94."].concat();
    let mut unpickler = Unpickler::new(&pickle);
    let weak: Weak<Dot> = unpickler.load().unwrap();
    assert!(unpickler.is_by_cursor());
    assert_eq!(weak.upgrade().as_deref(), Some(&Dot { x: 0 }));
    assert!(unpickler.load::<Weak<Dot>>().is_err());
    assert_eq!(weak.upgrade().as_deref(), Some(&Dot { x: 0 }), "nothing was left to load");
    drop(unpickler);
    assert_eq!(weak.upgrade(), None);
}

#[test]
fn the_second_dict_of_a_slots_state_ends_in_a_tuple() {
    let state = b")\x81}(\x8c\x01aK\x01u}(\x8c\x01b\x8c\x01cu";
    let slots = |end: &[u8]| [b"\x80\x04cshapes\nSlots\n", &state[..], end, b"."].concat();
    assert_eq!(agree::<Slots>(&slots(b"b")), (None, false));
    assert_eq!(agree::<Slots>(&slots(b"\x86b")), (Some(Slots { a: 1, b: "c".into() }), true));
}

#[test]
fn memoize_counts_entries_and_not_indices() {
    let pickle = |index| [b"\x80\x04\x8c\x01aq\x01\x8c\x01b\x94h", &[index][..], b"\x87."].concat();
    for index in 0..3 {
        agree::<(String, String, String)>(&pickle(index));
    }
    let python2 = b"\x80\x02U\x01aq\x01U\x01bq\x02h\x01\x87.";
    assert!(agree::<(String, String, String)>(python2).1);
}

#[test]
fn the_value_of_a_member_is_one_object() {
    #[derive(Pickle, Debug, PartialEq)]
    #[pickle(module = "shapes")]
    enum Tone {
        #[pickle(value = "dark")]
        Dark,
    }

    let int = b"\x8a\x11\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01";
    let tone = |int: &[u8]| [b"\x80\x04cshapes\nTone\n", int, b"\x8c\x04dark\x85R."].concat();
    assert_eq!(agree::<Tone>(&tone(int)), (None, false));
    assert_eq!(agree::<Tone>(&tone(b"")), (Some(Tone::Dark), true));
}

#[test]
fn the_argument_of_a_set_is_no_set() {
    let pickle = b"\x80\x02c__builtin__\nset\n(K\x01tq\0\x85Rh\0\x86.";
    assert_eq!(agree::<(HashSet<i64>, HashSet<i64>)>(pickle), (None, false));
    for argument in [&b"(K\x01l"[..], b"]K\x01a", b"()l", b")"] {
        let pickle = [b"\x80\x02c__builtin__\nset\n", argument, b"q\0\x85Rh\0\x86."].concat();
        assert_eq!(agree::<(HashSet<i64>, HashSet<i64>)>(&pickle), (None, false));
    }
}

#[test]
fn the_str_of_python_2_is_text_where_the_machine_takes_it_for_text() {
    for encoding in [Encoding::Ascii, Encoding::Latin1, Encoding::Utf8, Encoding::Bytes] {
        let global = b"\x80\x04U\x06shapesU\x03Dot\x93)\x81.";
        agree_under(&Limits::default(), encoding, global, |dot: &Dot| dot.x);
        let encode = b"\x80\x02c_codecs\nencode\nU\x01aX\x06\0\0\0latin1\x86R.";
        agree_under(&Limits::default(), encoding, encode, Vec::<u8>::len);
    }
}

/// Reads by both sources under the limits, which must agree; whether the cursor served it.
fn agree_under<T: UnpickleOwned, S: PartialEq + Debug>(
    limits: &Limits,
    encoding: Encoding,
    pickle: &[u8],
    shown: impl Fn(&T) -> S,
) -> bool {
    let mut unpickler = Unpickler::new(pickle).limits(*limits).encoding(encoding);
    let mut machine = Unpickler::new(pickle).limits(*limits).encoding(encoding).by_machine();
    let (first, second) = (unpickler.load::<T>(), machine.load::<T>());
    let result = |read: Result<T, Error>| read.as_ref().map(&shown).map_err(Error::to_string);
    assert_eq!(result(first), result(second), "{}", pickle.escape_ascii());
    unpickler.is_by_cursor()
}

#[test]
fn both_refuse_what_exceeds_the_limits() {
    let none = Limits { repeats: 0, ..Limits::default() };
    let long = "a".repeat(255);
    let strs =
        [b"\x80\x04](\x8c\xff", long.as_bytes(), b"\x94", &b"h\0".repeat(500), b"e."].concat();
    assert!(!agree_under(&none, Encoding::Ascii, &strs, Vec::<String>::len));
    let latin1 = [b"\x80\x02](V", &b"\xe9".repeat(640)[..], b"\nq\0", &b"h\0".repeat(500), b"e."];
    assert!(!agree_under(&none, Encoding::Ascii, &latin1.concat(), Vec::<String>::len));
    for repeats in 0..4 {
        let limits = Limits { repeats, ..Limits::default() };
        let encode = b"\x80\x02c_codecs\nencode\nX\x20\0\0\0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaX\x06\0\0\0latin1\x86R.";
        agree_under(&limits, Encoding::Ascii, encode, Vec::<u8>::len);
        let array = b"\x80\x02c__builtin__\nbytearray\nC\x20aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\x85R.";
        agree_under(&limits, Encoding::Ascii, array, Vec::<u8>::len);
        let set = b"\x80\x02c__builtin__\nset\n](K\x01K\x02K\x03K\x04K\x05K\x06K\x07K\x08e\x85R.";
        agree_under(&limits, Encoding::Ascii, set, HashSet::<u8>::len);
        let class = b"\x80\x04\x8c\x06shapes\x8c\x0bLongNamedOf\x93)\x81.";
        agree_under(&limits, Encoding::Ascii, class, |_: &LongNamed| ());
    }
}

#[derive(Pickle)]
#[pickle(module = "shapes", name = "LongNamedOf")]
struct LongNamed;

#[test]
fn what_is_met_again_as_another_type_is_read_to_its_end() {
    // A list that contains itself, behind what is no number.
    assert_eq!(agree::<Vec<Vec<i64>>>(b"(lq\0]ah\0a."), (None, false));
    // States of two short batches, and of a single attribute and a batch.
    for first in [&b"(\x8c\x01xK\x01\x8c\x01yK\x02u"[..], b"\x8c\x01xK\x01s"] {
        let state = [b"}\x94", first, b"(\x8c\x01yK\x03ub"].concat();
        let pickle = [b"\x80\x04cshapes\nPoint\n)\x81", &state[..], b"h\0\x86."].concat();
        let (read, _) = agree::<(Point, BTreeMap<String, i64>)>(&pickle);
        let entries = BTreeMap::from([("x".into(), 1), ("y".into(), 3)]);
        assert_eq!(read, Some((Point { x: 1, y: 3.0 }, entries)));
    }
    // What was stepped over first: a list in two batches, and an instance with two states.
    let list = b"]\x94(K\x01K\x02e(K\x03e";
    let dot = [DOT, b")\x81\x94}\x8c\x01xK\x01sb}\x8c\x01xK\x02sb"].concat();
    for skipped in [&list[..], &dot] {
        let holder = [b"\x80\x04", DOT, b")\x81}(\x8c\x07skipped", skipped, b"ubh\0\x86."];
        agree::<(Dot, Vec<i64>)>(&holder.concat());
        agree::<(Dot, Dot)>(&holder.concat());
    }
}

#[test]
fn a_pointer_to_what_python_cannot_hash_is_no_item_of_a_set() {
    type Lists = (Rc<Vec<i64>>, BTreeSet<Rc<Vec<i64>>>);
    type Texts = (Rc<str>, BTreeSet<Rc<str>>);

    let first = |(list, set): &Lists| set.first().is_some_and(|item| Rc::ptr_eq(list, item));
    let lists = b"\x80\x04]\x94\x8f(h\0\x90\x86.";
    assert_eq!(agree_on_sharing::<Lists>(lists, first), (None, false));
    let first = |(text, set): &Texts| set.first().is_some_and(|item| Rc::ptr_eq(text, item));
    let texts = b"\x80\x04\x8c\x01a\x94\x8f(h\0\x90\x86.";
    assert_eq!(agree_on_sharing::<Texts>(texts, first), (Some(true), true));
}

#[test]
fn a_type_that_expects_names_beyond_its_class_gets_its_own_names_only() {
    static COUNTED: Class = Class::new("shapes", "Counted").names(&["a"]);

    /// How many attributes there were, and which.
    #[derive(Debug, PartialEq)]
    struct Counted(Vec<usize>, Option<Box<Dot>>);

    impl<'de> pickle_core::Unpickle<'de> for Counted {
        fn unpickle<D: pickle_core::Decoder<'de>>(decoder: &mut D) -> Result<Counted, Error> {
            let mut object = decoder.begin_object(&COUNTED)?;
            decoder.end_args(&mut object)?;
            let mut counted = Counted(Vec::new(), None);
            while let Some(index) = decoder.next_attribute(&mut object, counted.0.len())? {
                assert!(decoder.attribute_name(&object).len() == 1);
                if counted.0.is_empty() {
                    counted.1 = Some(decoder.attribute(&COUNTED, "a")?);
                } else {
                    decoder.skip()?;
                }
                counted.0.push(index);
            }
            decoder.end_object(&mut object)?;
            Ok(counted)
        }
    }

    // The only name that is known is that of another class's attribute.
    let dot = [DOT, b")\x81}(\x8c\x01x\x94K\x01ub"].concat();
    let others = b"h\0K\x01".repeat(20);
    let pickle = [b"\x80\x04cshapes\nCounted\n)\x81}(\x8c\x01a", &dot[..], &others, b"ub."];
    let (read, _) = agree::<Counted>(&pickle.concat());
    let indices = [&[0][..], &[pickle_core::UNKNOWN; 20]].concat();
    assert_eq!(read, Some(Counted(indices, Some(Box::new(Dot { x: 1 })))));
}

#[test]
fn looking_ahead_over_a_long_line_again_and_again_is_given_up() {
    // Behind each of the lists, it takes a look at the line to know that they are empty.
    let line = "a".repeat(1 << 20);
    let pickle = [b"(", &b"(l".repeat(2000)[..], b"S'", line.as_bytes(), b"'\nt."].concat();
    let time = |load: &dyn Fn() -> bool| {
        let start = Instant::now();
        assert!(!load(), "a str is no list");
        start.elapsed()
    };
    let by_machine = time(&|| {
        let mut unpickler = Unpickler::new(&pickle).by_machine();
        unpickler.load::<Vec<Vec<i64>>>().is_ok()
    });
    let by_both = time(&|| Unpickler::new(&pickle).load::<Vec<Vec<i64>>>().is_ok());
    // Some 400 times as long in a build that is not optimized; 6,000 times if it looked at the line
    // for each list.
    assert!(by_both < 2000 * by_machine, "{by_both:?}, of which the machine takes {by_machine:?}");
}

#[test]
fn empty_batches_do_not_exhaust_the_stack() {
    let batches = b"(e".repeat(300_000);
    let pickle = [b"\x80\x04]", &batches[..], b"(K\x01e."].concat();
    assert_eq!(agree::<Vec<i64>>(&pickle).0, Some(vec![1]));
}

#[test]
fn bytes_of_an_argument_are_not_taken_for_opcodes() {
    // Each opcode is among the ints' bytes, right behind the opcode of the int.
    let sizes: Vec<Size> = (0..700).map(|it| Size(it, 700 - it)).collect();
    for protocol in Protocol::ALL {
        for size in &sizes {
            assert_eq!(served::<Size>(&dump(protocol, size)), *size);
        }
        assert_eq!(served::<Vec<Size>>(&dump(protocol, &sizes)), sizes);
    }
}
