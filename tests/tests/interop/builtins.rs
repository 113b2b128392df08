//! `None`, numbers, text, bytes and containers.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use num_bigint::{BigInt, BigUint};
use pickle_core::{Encoding, Int, Pickle};

use crate::forms::{Bits, ByteArray, FrozenSet, List, NotANumber};
use crate::table::{Row, row};

pub fn rows() -> Vec<Row> {
    let mut rows = scalars();
    rows.extend(ints());
    rows.extend(floats());
    rows.extend(texts());
    rows.extend(bytes());
    rows.extend(python_2());
    rows.extend(lists_and_tuples());
    rows.extend(dicts_and_sets());
    rows
}

fn scalars() -> Vec<Row> {
    vec![
        row("none", || ()),
        row("none", || None::<String>),
        row("true", || true),
        row("false", || false),
        row("true", || Some(true)),
    ]
}

fn ints() -> Vec<Row> {
    let power = |exponent: u32| BigInt::from(1) << exponent;
    let mut rows = vec![
        row("int_0", || 0_u8),
        row("int_1", || 1_i8),
        row("int_minus_1", || -1_i8),
        row("int_255", || u8::MAX),
        row("int_256", || 256_i16),
        row("int_minus_256", || -256_i16),
        row("int_65535", || u16::MAX),
        row("int_65536", || 65_536_u32),
        row("int_2p31_minus_1", || i32::MAX),
        row("int_minus_2p31", || i32::MIN),
        row("int_2p31", || 1_u32 << 31),
        row("int_minus_2p31_minus_1", || i64::from(i32::MIN) - 1),
        row("int_2p32", || 1_u64 << 32),
        row("int_2p63_minus_1", || i64::MAX),
        row("int_2p63_minus_1", || u64::MAX / 2),
        row("int_minus_2p63", || i64::MIN),
        row("int_2p63", || 1_u64 << 63),
        row("int_2p64_minus_1", || u64::MAX),
        row("int_2p64", || 1_i128 << 64),
        row("int_2p127_minus_1", || i128::MAX),
        row("int_minus_2p127", || i128::MIN),
        row("int_2p128_minus_1", || u128::MAX),
        row("int_2p128", || BigUint::from(1_u8) << 128),
    ];
    // Every size is an `i128` or a `BigInt` too.
    let narrow: [(&str, i128); 12] = [
        ("int_0", 0),
        ("int_minus_1", -1),
        ("int_255", 255),
        ("int_256", 256),
        ("int_minus_256", -256),
        ("int_65536", 65536),
        ("int_minus_2p31", -(1 << 31)),
        ("int_2p31", 1 << 31),
        ("int_minus_2p63", -(1 << 63)),
        ("int_2p63", 1 << 63),
        ("int_2p64_minus_1", (1 << 64) - 1),
        ("int_minus_2p127", i128::MIN),
    ];
    for (case, int) in narrow {
        rows.push(row(case, move || int));
        rows.push(row(case, move || Int::from(int)));
        rows.push(row(case, move || BigInt::from(int)));
    }
    let hundred_digits = || "1".to_owned() + &"0".repeat(100);
    let wide = [
        ("int_2p128", power(128)),
        ("int_10p100", hundred_digits().parse().expect("digits")),
        ("int_minus_10p100", format!("-{}", hundred_digits()).parse().expect("digits")),
        ("int_2p2100", power(2100)),
    ];
    for (case, int) in wide {
        let own = Int::from_le_bytes(&int.to_signed_bytes_le());
        rows.push(row(case, move || int.clone()));
        rows.push(row(case, move || own.clone()));
    }
    rows
}

fn floats() -> Vec<Row> {
    let floats = [
        ("float_0", 0.0),
        ("float_minus_0", -0.0),
        ("float_1_5", 1.5),
        ("float_0_1", 0.1),
        ("float_1e16", 1e16),
        ("float_1e_5", 1e-5),
        ("float_inf", f64::INFINITY),
        ("float_minus_inf", f64::NEG_INFINITY),
        ("float_min_subnormal", 5e-324),
        ("float_min_normal", f64::MIN_POSITIVE),
        ("float_max", f64::MAX),
    ];
    let mut rows: Vec<Row> =
        floats.into_iter().map(|(case, float)| row(case, move || Bits(float))).collect();
    rows.push(row("float_nan", || NotANumber(f64::NAN)));
    rows.push(
        row("float_nan_payload", || Bits(f64::from_bits(0x7ff8_0000_0000_0123)))
            .unwritten("protocol 0 has one NaN only", |place| place.protocol == 0),
    );
    rows.push(row("float_1_5", || 1.5_f32));
    rows.push(row("float_minus_inf", || f32::NEG_INFINITY));
    rows.push(row("int_256", || 256.0_f64).read_only("an int is taken for a float, not given"));
    rows
}

fn texts() -> Vec<Row> {
    let texts = [
        ("str_empty", String::new()),
        ("str_ascii", "hello".to_owned()),
        ("str_latin1", "café".to_owned()),
        ("str_bmp", "你好 €".to_owned()),
        ("str_astral", "😀 smile".to_owned()),
        ("str_nul", "a\0b".to_owned()),
        ("str_newlines", "line\nline\r\n\ttab\x1a".to_owned()),
        ("str_backslashes", r"C:\new\u0041 \".to_owned()),
        ("str_255", "x".repeat(255)),
        ("str_256", "x".repeat(256)),
        ("str_255_utf8", "é".repeat(127) + "x"),
        ("str_256_utf8", "é".repeat(128)),
        ("str_70000", "0123456789".repeat(7000)),
    ];
    let mut rows = Vec::new();
    for (case, text) in texts {
        let boxed: Box<str> = text.clone().into();
        rows.push(row(case, move || text.clone()));
        rows.push(row(case, move || boxed.clone()));
    }
    rows
}

fn bytes() -> Vec<Row> {
    let all: Vec<u8> = (0..=255).collect();
    let many = b"0123456789".repeat(7000);
    let bytes = [
        ("bytes_empty", Vec::new()),
        ("bytes_ascii", b"hello".to_vec()),
        ("bytes_all", all.clone()),
        ("bytes_255", vec![b'x'; 255]),
        ("bytes_256", vec![0xff; 256]),
        ("bytes_70000", many.clone()),
    ];
    let arrays = [
        ("bytearray_empty", Vec::new()),
        ("bytearray_ascii", b"hello".to_vec()),
        ("bytearray_all", all),
        ("bytearray_70000", many),
    ];
    let mut rows = Vec::new();
    for (case, bytes) in bytes {
        rows.push(row(case, move || bytes.clone()));
    }
    rows.push(row("bytes_ascii", || *b"hello"));
    for (case, bytes) in arrays {
        let read = bytes.clone();
        rows.push(row(case, move || ByteArray(bytes.clone())));
        rows.push(row(case, move || read.clone()).read_only("a Vec<u8> is written as bytes"));
    }
    rows
}

fn python_2() -> Vec<Row> {
    const NO_STR: &str = "String is written as unicode, which is another type in Python 2";
    let quotes = "'single' \"double\" back\\slash\n\r\t";
    let strs = [
        ("py2_str_empty", Vec::new()),
        ("py2_str_ascii", b"hello".to_vec()),
        ("py2_str_latin1", b"caf\xe9".to_vec()),
        ("py2_str_utf8", "café".as_bytes().to_vec()),
        ("py2_str_all", (0..=255).collect::<Vec<u8>>()),
        ("py2_str_quotes", quotes.as_bytes().to_vec()),
        ("py2_str_255", vec![b'x'; 255]),
        ("py2_str_256", vec![b'x'; 256]),
    ];
    let mut rows = Vec::new();
    for (case, bytes) in strs {
        for encoding in [Encoding::Ascii, Encoding::Latin1, Encoding::Utf8, Encoding::Bytes] {
            let bytes = bytes.clone();
            rows.push(row(case, move || bytes.clone()).encoding(encoding));
        }
    }
    let text = |case, text: &str, encoding| {
        let text = text.to_owned();
        row(case, move || text.clone()).encoding(encoding).read_only(NO_STR)
    };
    for encoding in [Encoding::Ascii, Encoding::Latin1, Encoding::Utf8] {
        rows.push(text("py2_str_empty", "", encoding));
        rows.push(text("py2_str_ascii", "hello", encoding));
        rows.push(text("py2_str_quotes", quotes, encoding));
        rows.push(text("py2_str_256", &"x".repeat(256), encoding));
    }
    rows.push(text("py2_str_latin1", "café", Encoding::Latin1));
    rows.push(text("py2_str_utf8", "café", Encoding::Utf8));
    rows.push(text("py2_str_utf8", "cafÃ©", Encoding::Latin1));
    let all: String = (0..=255_u8).map(char::from).collect();
    rows.push(text("py2_str_all", &all, Encoding::Latin1));
    for encoding in [Encoding::Ascii, Encoding::Utf8, Encoding::Bytes] {
        let not_text = "not text in this encoding";
        rows.push(text("py2_str_latin1", "café", encoding).unread(not_text, |_| true));
    }

    rows.push(row("py2_long_small", || vec![5_i64, -5, 0]));
    rows.push(row("py2_mixed", || {
        let table = BTreeMap::from([(b"key".to_vec(), "value".to_owned())]);
        List((b"bytes".to_vec(), "text".to_owned(), table))
    }));
    rows.push(
        row("py2_mixed", || {
            let table = HashMap::from([("key".to_owned(), "value".to_owned())]);
            List(("bytes".to_owned(), "text".to_owned(), table))
        })
        .read_only(NO_STR),
    );
    rows
}

/// A list of itself.
#[derive(Pickle, Debug, PartialEq)]
struct Nest(Vec<Nest>);

fn lists_and_tuples() -> Vec<Row> {
    fn numbers(count: u16) -> Vec<u16> {
        (0..count).map(|number| number % 200).collect()
    }

    vec![
        row("list_empty", Vec::<String>::new),
        row("list_1", || vec![1_i64]),
        row("list_1", || VecDeque::from([1_i64])),
        row("list_mixed", || {
            List((1_i64, 2.5, "three".to_owned(), None::<bool>, true, vec![4_i64], (5_i64,)))
        }),
        row("list_nested_100", || (0..100).fold(Nest(Vec::new()), |inner, _| Nest(vec![inner]))),
        row("list_of_tuples", || vec![(1, 'a'), (2, 'b'), (3, 'c')]),
        row("list_999", || numbers(999)),
        row("list_1000", || numbers(1000)),
        row("list_1001", || numbers(1001)),
        row("list_2001", || numbers(2001)),
        row("list_of_2001_str", || {
            (0..2001).map(|number| format!("item {number}")).collect::<Vec<_>>()
        }),
        row("tuple_0", || [0_i64; 0]),
        row("tuple_1", || (1_i64,)),
        row("tuple_1", || vec![1_i64]).read_only("a Vec is written as a list"),
        row("tuple_2", || (1_i64, 'b')),
        row("tuple_3", || (1_i64, 'b', 2.5)),
        row("tuple_4", || (1_i64, 'b', 2.5, ())),
        row("tuple_nested", || ([1_i64, 2], ((3_i64,), [0_i64; 0]), vec![[4_i64, 5]])),
    ]
}

fn dicts_and_sets() -> Vec<Row> {
    vec![
        row("dict_empty", BTreeMap::<String, i64>::new),
        row("dict_1", || BTreeMap::from([("a".to_owned(), 1)])),
        row("dict_1", || HashMap::from([('a', 1)])),
        row("dict_str", || HashMap::from([('a', 1), ('b', 2), ('c', 3)])),
        row("dict_int", || {
            let entries = [(1_i64, "one"), (-1, "minus one"), (1 << 40, "large")];
            BTreeMap::from(entries.map(|(key, value)| (key, value.to_owned())))
        }),
        row("dict_tuple_keys", || BTreeMap::from([([1, 2], 'a'), ([3, 4], 'b')])),
        row("dict_nested", || {
            BTreeMap::from([(
                'a',
                HashMap::from([('b', BTreeMap::from([('c', Vec::<i64>::new())]))]),
            )])
        }),
        row("dict_2001", || (0..2001_u16).map(|i| (i, i % 200)).collect::<BTreeMap<_, _>>()),
        row("dict_2001", || (0..2001_u16).map(|i| (i, i % 200)).collect::<HashMap<_, _>>()),
        row("set_empty", BTreeSet::<i64>::new),
        row("set_ints", || BTreeSet::from([1, 2, 3])),
        row("set_strs", || HashSet::from(["a".to_owned(), "b".to_owned()])),
        row("set_2001", || (0..2001).collect::<BTreeSet<i64>>()),
        row("set_2001", || (0..2001).collect::<HashSet<i64>>()),
        row("frozenset_empty", || FrozenSet(BTreeSet::<i64>::new())),
        row("frozenset_ints", || FrozenSet(BTreeSet::from([1, 2, 3]))),
        row("frozenset_ints", || HashSet::from([1, 2, 3]))
            .read_only("a HashSet is written as a set"),
        row("frozenset_nested", || {
            FrozenSet(BTreeSet::from([
                FrozenSet(BTreeSet::from([1])),
                FrozenSet(BTreeSet::from([2, 3])),
            ]))
        }),
    ]
}
