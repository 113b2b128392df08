//! Classes and attributes where they are named for the first time.

use pickle_core::{Pickle, Protocol};

use crate::{agree, dump, served};

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "first")]
struct One {
    x: i64,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "first")]
struct Two {
    x: i64,
    y: i64,
}

/// A list of two instances with these attributes, in the opcodes that stand by themselves. What
/// `kept` has a bit for is memoized, and referred to in the second instance.
fn instances(class: &str, names: &[&str], kept: u32) -> Vec<Vec<u8>> {
    let text = |text: &str| [&[0x8c, u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
    let (module, class) = (text("first"), text(class));
    let mut opcodes = vec![b"](".to_vec()];
    let (mut memo, mut known) = (0, Vec::new());
    for is_second in [false, true] {
        let mut number = 0;
        let mut object = |opcodes: &mut Vec<Vec<u8>>, object: &[&[u8]]| {
            let is_kept = kept >> number & 1 == 1;
            let is_named = object[0][0] == 0x8c;
            number += 1;
            if is_second && is_kept && is_named {
                opcodes.push(vec![b'h', known[number - 1]]);
                return;
            }
            opcodes.extend(object.iter().map(|opcode| opcode.to_vec()));
            known.push(memo);
            if is_kept {
                opcodes.push(vec![0x94]);
                memo += 1;
            }
        };
        // The class, whose own names are not kept.
        object(&mut opcodes, &[&module, &class, b"\x93"]);
        object(&mut opcodes, &[b")"]);
        object(&mut opcodes, &[b"\x81"]);
        object(&mut opcodes, &[b"}"]);
        if names.len() > 1 {
            opcodes.push(b"(".to_vec());
        }
        for name in names {
            object(&mut opcodes, &[&text(name)]);
            opcodes.push(b"K\x07".to_vec());
        }
        opcodes.push(if names.len() > 1 { b"u".to_vec() } else { b"s".to_vec() });
        opcodes.push(b"b".to_vec());
    }
    opcodes.push(b"e.".to_vec());
    opcodes
}

/// The pickle of protocol 4, with a FRAME before the opcode of that number.
fn framed(opcodes: &[Vec<u8>], place: usize) -> Vec<u8> {
    let (outside, inside) = (opcodes[..place].concat(), opcodes[place..].concat());
    let frame = [&[0x95], &(inside.len() as u64).to_le_bytes()[..]].concat();
    [&b"\x80\x04"[..], &outside, &frame, &inside].concat()
}

#[test]
fn whatever_is_memoized_and_wherever_a_frame_begins_the_class_is_known() {
    for kept in 0..1 << 5 {
        let opcodes = instances("One", &["x"], kept);
        for place in 0..opcodes.len() {
            let read: Vec<One> = served(&framed(&opcodes, place));
            assert_eq!(read, [One { x: 7 }, One { x: 7 }]);
        }
    }
    for kept in 0..1 << 6 {
        let opcodes = instances("Two", &["x", "y"], kept);
        for place in 0..opcodes.len() {
            let read: Vec<Two> = served(&framed(&opcodes, place));
            assert_eq!(read, [Two { x: 7, y: 7 }, Two { x: 7, y: 7 }]);
        }
    }
}

#[test]
fn a_frame_that_is_longer_than_the_pickle_is_left_to_the_machine() {
    for len in [0_u64, 2, 3, u64::MAX] {
        let pickle = [&b"\x80\x04\x95"[..], &len.to_le_bytes(), b"K\x07."].concat();
        let is_there = len <= 3;
        assert_eq!(agree::<i64>(&pickle), (is_there.then_some(7), is_there), "{len}");
    }
    assert_eq!(agree::<i64>(b"\x80\x04\x95\x03\0\0"), (None, false));
    assert_eq!(agree::<i64>(b"\x80\x06K\x07."), (None, false));
    assert_eq!(agree::<i64>(b"\x80"), (None, false));
}

/// Classes of the user's with the names of functions and classes that say how instances are made.
macro_rules! named_like {
    ($($test:ident: $module:literal $name:literal;)*) => {$(
        #[test]
        fn $test() {
            #[derive(Pickle, Debug, PartialEq)]
            #[pickle(module = $module, name = $name)]
            struct Named {
                x: i64,
            }

            #[derive(Pickle, Debug, PartialEq)]
            #[pickle(module = $module, name = $name)]
            struct Called(#[pickle(init_arg)] i64, #[pickle(init_arg)] i64);

            for protocol in Protocol::ALL {
                let named = dump(protocol, &vec![Named { x: 1 }, Named { x: 2 }]);
                agree::<Vec<Named>>(&named);
                agree::<Vec<Called>>(&named);
                agree::<Named>(&dump(protocol, &Named { x: 1 }));
                agree::<Called>(&dump(protocol, &Called(1, 2)));
                agree::<Vec<One>>(&dump(protocol, &vec![One { x: 1 }]));
            }
        }
    )*};
}

named_like! {
    a_class_may_be_called_partial: "functools" "partial";
    a_class_may_be_called_reconstructor: "copyreg" "_reconstructor";
    a_class_may_be_called_newobj: "copyreg" "__newobj__";
    a_class_may_be_called_getattr: "builtins" "getattr";
    a_class_may_be_called_set: "builtins" "set";
    a_class_may_be_called_deque: "collections" "deque";
}
