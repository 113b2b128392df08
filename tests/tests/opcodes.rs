//! Every opcode does what CPython's unpickler does with it. The expected values were taken from
//! CPython 3.13's `pickle.loads`, of which `agrees_with_cpython` reminds where there is one.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use pickle_core::{
    Class, Construct, Decoder, Encoder, Encoding, Error, ErrorKind, Global, Opcode, Pickle,
    Unpickle, Unpickler, Value, from_slice,
};
use pickle_tests::python;

/// Programs that together use every opcode, and the Python expression of what they leave.
const PROGRAMS: &[(&[u8], &str)] = &[
    (b"N.", "None"),
    (b"\x88.", "True"),
    (b"\x89.", "False"),
    (b"I01\n.", "True"),
    (b"I00\n.", "False"),
    (b"I-7\n.", "-7"),
    (b"I123456789012345678901234567890\n.", "123456789012345678901234567890"),
    (b"L-7L\n.", "-7"),
    (b"L7\n.", "7"),
    (b"J\xff\xff\xff\xff.", "-1"),
    (b"K\xff.", "255"),
    (b"M\xff\xff.", "65535"),
    (b"\x8a\x00.", "0"),
    (b"\x8a\x01\xff.", "-1"),
    (b"\x8a\x03\x00\x00\x01.", "65536"),
    (b"\x8b\x09\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01.", "2**64"),
    (b"F-1.5e3\n.", "-1500.0"),
    (b"Finf\n.", "float('inf')"),
    (b"G\x3f\xf8\x00\x00\x00\x00\x00\x00.", "1.5"),
    (b"Vcaf\xe9 \\u20ac \\U0001f600 \\x\n.", "u'caf\\xe9 \\u20ac \\U0001f600 \\\\x'"),
    (b"\x8c\x03\xe2\x82\xac.", "u'\\u20ac'"),
    (b"X\x01\x00\x00\x00a.", "u'a'"),
    (b"\x8d\x01\x00\x00\x00\x00\x00\x00\x00a.", "u'a'"),
    (b"S'it\\'s\\n\\x41'\n.", "'it\\'s\\nA'"),
    (b"S\"a\"\n.", "'a'"),
    (b"T\x01\x00\x00\x00a.", "'a'"),
    (b"U\x01a.", "'a'"),
    (b"C\x02\x00\xff.", "b'\\x00\\xff'"),
    (b"B\x01\x00\x00\x00a.", "b'a'"),
    (b"\x8e\x01\x00\x00\x00\x00\x00\x00\x00a.", "b'a'"),
    (b"\x96\x01\x00\x00\x00\x00\x00\x00\x00a.", "bytearray(b'a')"),
    (b"].", "[]"),
    (b"(K\x01K\x02l.", "[1, 2]"),
    (b"]K\x01a(K\x02K\x03e.", "[1, 2, 3]"),
    (b").", "()"),
    (b"(K\x01K\x02K\x03K\x04t.", "(1, 2, 3, 4)"),
    (b"K\x01\x85.", "(1,)"),
    (b"K\x01K\x02\x86.", "(1, 2)"),
    (b"K\x01K\x02K\x03\x87.", "(1, 2, 3)"),
    (b"}.", "{}"),
    (b"(K\x01K\x02K\x03K\x04d.", "{1: 2, 3: 4}"),
    (b"}K\x01K\x02s(K\x03K\x04K\x01K\x05u.", "{1: 5, 3: 4}"),
    (b"\x8f(K\x01K\x02\x90.", "{1, 2}"),
    (b"(K\x01K\x02\x91.", "frozenset([1, 2])"),
    (b"K\x010K\x02.", "2"),
    (b"K\x02(0.", "2"),
    (b"K\x02(K\x01K\x011.", "2"),
    (b"K\x012\x86.", "(1, 1)"),
    (b"K\x05p3\n0g3\n.", "5"),
    (b"K\x05q\x030h\x03.", "5"),
    (b"K\x05r\x00\x01\x00\x000j\x00\x01\x00\x00.", "5"),
    (b"\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00K\x05\x940h\x00.", "5"),
    (b"c__builtin__\nset\n(]K\x01atR.", "{1}"),
    (b"\x80\x03cbuiltins\nfrozenset\n]K\x01a\x85R.", "frozenset([1])"),
    (b"\x80\x04\x8c\x08builtins\x8c\x05bytes\x93)R.", "b''"),
    (b"c_codecs\nencode\n(V\xe9\nVlatin1\ntR.", "b'\\xe9'"),
    (b"\x80\x03cfractions\nFraction\nK\x03K\x04\x86\x81.", "__import__('fractions').Fraction(3, 4)"),
    (
        b"\x80\x04\x8c\x08datetime\x8c\x09timedelta\x93K\x01\x85}\x8c\x05hoursK\x02s\x92.",
        "__import__('datetime').timedelta(1, hours=2)",
    ),
    (b"(cdatetime\ntimedelta\nK\x01o.", "__import__('datetime').timedelta(1)"),
    (b"(K\x01idatetime\ntimedelta\n.", "__import__('datetime').timedelta(1)"),
    (
        b"\x80\x03cfunctools\npartial\ncbuiltins\nint\n\x85R(cbuiltins\nint\n)}X\x04\0\0\0baseK\x02sNtb(X\x02\0\0\x0011tR.",
        "3",
    ),
];

/// Opcodes whose meaning is up to the reader: hooks, registries, buffers.
const WITH_HELP: &[Opcode] = &[
    Opcode::PersId,
    Opcode::BinPersId,
    Opcode::Ext1,
    Opcode::Ext2,
    Opcode::Ext4,
    Opcode::NextBuffer,
    Opcode::ReadonlyBuffer,
];

/// Reads one object and tells nothing of it.
struct Anything;

impl<'de> Unpickle<'de> for Anything {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Anything, Error> {
        decoder.skip()?;
        Ok(Anything)
    }
}

/// The opcodes of a program, found by their arguments' layout alone.
fn opcodes_of(program: &[u8]) -> HashSet<Opcode> {
    use pickle_core::opcode::Layout;
    let mut found = HashSet::new();
    let mut rest = program;
    while let Some((&byte, behind)) = rest.split_first() {
        let opcode = Opcode::from_byte(byte).expect("the programs have valid opcodes");
        found.insert(opcode);
        rest = match opcode.argument().layout() {
            Layout::Fixed(len) => &behind[len..],
            Layout::Prefixed { width, .. } => {
                let len =
                    behind[..width].iter().rev().fold(0, |len, &byte| len << 8 | usize::from(byte));
                &behind[width + len..]
            }
            Layout::Lines(lines) => {
                let mut rest = behind;
                for _ in 0..lines {
                    let end = rest.iter().position(|&byte| byte == b'\n').expect("a line");
                    rest = &rest[end + 1..];
                }
                rest
            }
        };
    }
    found
}

#[test]
fn the_programs_use_all_68_opcodes() {
    let mut used: HashSet<Opcode> = WITH_HELP.iter().copied().collect();
    for (program, _) in PROGRAMS {
        used.extend(opcodes_of(program));
    }
    let missing: Vec<Opcode> =
        Opcode::ALL.into_iter().filter(|opcode| !used.contains(opcode)).collect();
    // BUILD and the others of instances occur in the programs above.
    assert_eq!(missing, [], "opcodes that no program uses");
}

#[test]
fn every_program_loads() {
    for (program, expression) in PROGRAMS {
        if let Err(error) = from_slice::<Anything>(program) {
            panic!("{expression}: {error}");
        }
    }
}

#[test]
fn agrees_with_cpython() {
    let pickles: Vec<(&[u8], &str)> = PROGRAMS.to_vec();
    for python in python::interpreters().iter().filter(|python| python.highest_protocol() >= 5) {
        for outcome in python.eval(&pickles) {
            assert!(!outcome.failed(), "{}: {outcome:?}", python.path.display());
        }
    }
}

fn load<T: Unpickle<'static>>(program: &'static [u8]) -> T {
    from_slice(program).unwrap_or_else(|error| panic!("{}: {error}", program.escape_ascii()))
}

#[test]
fn scalars_have_their_values() {
    assert_eq!(load::<Option<u8>>(b"N."), None);
    assert!(load::<bool>(b"I01\n."));
    assert!(!load::<bool>(b"\x89."));
    assert_eq!(load::<i8>(b"I-7\n."), -7);
    assert_eq!(
        load::<i128>(b"I123456789012345678901234567890\n."),
        123_456_789_012_345_678_901_234_567_890
    );
    assert_eq!(load::<i8>(b"L-7L\n."), -7);
    assert_eq!(load::<i8>(b"J\xff\xff\xff\xff."), -1);
    assert_eq!(load::<u16>(b"M\xff\xff."), 65535);
    assert_eq!(load::<i8>(b"\x8a\x00."), 0);
    assert_eq!(load::<i8>(b"\x8a\x01\xff."), -1);
    assert_eq!(load::<u128>(b"\x8b\x09\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01."), 1 << 64);
    assert_eq!(load::<f64>(b"F-1.5e3\n.").to_bits(), (-1500.0_f64).to_bits());
    assert_eq!(load::<f64>(b"G\x3f\xf8\0\0\0\0\0\0.").to_bits(), 1.5_f64.to_bits());
    assert_eq!(load::<String>(b"Vcaf\xe9 \\u20ac \\U0001f600 \\x\n."), "café € 😀 \\x");
    assert_eq!(load::<&str>(b"\x8c\x03\xe2\x82\xac."), "€");
    assert_eq!(load::<&str>(b"S'abc'\n."), "abc");
    assert_eq!(load::<String>(b"S'it\\'s\\n\\x41'\n."), "it's\nA");
    assert_eq!(load::<&[u8]>(b"C\x02\x00\xff."), b"\x00\xff");
    assert_eq!(load::<Vec<u8>>(b"c_codecs\nencode\n(V\xe9\nVlatin1\ntR."), b"\xe9");
}

#[test]
fn containers_have_their_items() {
    assert_eq!(load::<Vec<u8>>(b"]K\x01a(K\x02K\x03e."), [1, 2, 3]);
    assert_eq!(load::<(u8, u8, u8, u8)>(b"(K\x01K\x02K\x03K\x04t."), (1, 2, 3, 4));
    assert_eq!(
        load::<BTreeMap<u8, u8>>(b"}K\x01K\x02s(K\x03K\x04K\x01K\x05u."),
        [(1, 5), (3, 4)].into()
    );
    assert_eq!(load::<BTreeSet<u8>>(b"c__builtin__\nset\n(]K\x01atR."), [1].into());
    assert_eq!(load::<BTreeSet<u8>>(b"\x8f(K\x01K\x02\x90."), [1, 2].into());
    assert_eq!(load::<(u8, u8)>(b"K\x012\x86."), (1, 1));
}

#[test]
fn the_memo_is_read_by_any_index() {
    assert_eq!(load::<u8>(b"K\x05p4294967295\n0g4294967295\n."), 5);
    assert_eq!(load::<u8>(b"K\x05q\x030h\x03."), 5);
    assert_eq!(load::<(u8, u8)>(b"K\x01q\x00K\x02q\x0000h\x00h\x00\x86."), (2, 2));
}

static THING: Class = Class::new("geo", "Thing").names(&["x", "y"]);

/// An instance of `geo.Thing`: init args `a` (any number of ints), keyword or attribute `x`, `y`.
#[derive(Debug, PartialEq, Default)]
struct Thing {
    args: Vec<u8>,
    x: Option<u8>,
    y: Option<u8>,
}

impl<'de> Unpickle<'de> for Thing {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Thing, Error> {
        let mut object = decoder.begin_object(&THING)?;
        let mut thing = Thing::default();
        while decoder.next_arg(&mut object)? {
            thing.args.push(u8::unpickle(decoder)?);
        }
        while let Some(index) = decoder.next_keyword(&mut object)? {
            thing.set(index, u8::unpickle(decoder)?);
        }
        decoder.end_args(&mut object)?;
        while let Some(index) = decoder.next_attribute(&mut object, 0)? {
            thing.set(index, u8::unpickle(decoder)?);
        }
        decoder.end_object(&mut object)?;
        Ok(thing)
    }
}

impl Thing {
    fn set(&mut self, index: usize, value: u8) {
        match index {
            0 => self.x = Some(value),
            1 => self.y = Some(value),
            _ => panic!("no such name"),
        }
    }
}

#[test]
fn an_instance_is_read_however_it_was_pickled() {
    let thing = |args: &[u8], x, y| Thing { args: args.to_vec(), x, y };
    let programs: &[(&[u8], Thing)] = &[
        (b"cgeo\nThing\n(K\x01tR.", thing(&[1], None, None)),
        (b"cgeo\nThing\n(K\x01tR}U\x01xK\x02sb.", thing(&[1], Some(2), None)),
        (b"\x80\x02cgeo\nThing\nK\x01\x85\x81N}X\x01\0\0\0xK\x02s\x86b.", thing(&[1], Some(2), None)),
        (b"\x80\x02cgeo\nThing\n)\x81}U\x01yK\x03s}U\x01xK\x02s\x86b.", thing(&[], Some(2), Some(3))),
        (b"\x80\x04\x8c\x03geo\x8c\x05Thing\x93K\x01\x85}\x8c\x01xK\x02s\x92.", thing(&[1], Some(2), None)),
        (b"(K\x01K\x02igeo\nThing\n}S'x'\nK\x03sb.", thing(&[1, 2], Some(3), None)),
        (b"(cgeo\nThing\nK\x01o.", thing(&[1], None, None)),
        (b"ccopy_reg\n_reconstructor\n(cgeo\nThing\nc__builtin__\nobject\nNtR}Vx\nI4\nsb.", thing(&[], Some(4), None)),
        (b"ccopy_reg\n__newobj__\n(cgeo\nThing\nK\x01tR.", thing(&[1], None, None)),
        (b"\x80\x03ccopyreg\n__newobj_ex__\ncgeo\nThing\nK\x01\x85}X\x01\0\0\0xK\x02s\x87R.", thing(&[1], Some(2), None)),
        (
            b"\x80\x03cfunctools\npartial\ncbuiltins\ngetattr\ncgeo\nThing\nX\x07\0\0\0__new__\x86Rq\0\x85R\
              (h\0cgeo\nThing\nK\x01\x86}X\x01\0\0\0xK\x02sNtb)R.",
            thing(&[1], Some(2), None),
        ),
        // BUILD twice: the later state overrides the earlier one.
        (b"cgeo\nThing\n)R}U\x01xK\x02sb}U\x01xK\x03sb.", thing(&[], Some(3), None)),
        // The class itself.
        (b"cgeo\nThing\n.", thing(&[], None, None)),
    ];
    for (program, expected) in programs {
        match from_slice::<Thing>(program) {
            Ok(found) => assert_eq!(found, *expected, "{}", program.escape_ascii()),
            Err(error) => panic!("{}: {error}", program.escape_ascii()),
        }
    }
}

#[test]
fn only_the_named_class_is_accepted() {
    let error = from_slice::<Thing>(b"cos\nsystem\n(Vrm -rf /\ntR.").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongClass);
    assert_eq!(
        error.to_string(),
        "expected an instance of geo.Thing, found an instance of os.system, at byte 23 (REDUCE)"
    );
}

#[test]
fn a_class_of_the_same_name_may_be_an_alias() {
    let error = from_slice::<Thing>(b"c__main__\nThing\n)R.").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongClass);
    assert_eq!(
        error.to_string(),
        "expected an instance of geo.Thing, found an instance of __main__.Thing; if that is the \
         same class, from another module, say so: `#[pickle(alias = \"__main__.Thing\")]`, \
         at byte 17 (REDUCE)"
    );
}

#[test]
fn extension_codes_stand_for_globals() {
    let programs: [(&[u8], u32); 3] = [
        (b"\x80\x02\x82\x80)\x81.", 0x80),
        (b"\x80\x02\x83\x34\x12)\x81.", 0x1234),
        (b"\x80\x02\x84\x45\x23\x01\0)\x81.", 0x12345),
    ];
    for (program, code) in programs {
        let error = from_slice::<Thing>(program).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Extension);
        let mut unpickler =
            Unpickler::new(program).extension(code, Global::new("geo", "Thing")).unwrap();
        assert_eq!(unpickler.load::<Thing>().unwrap(), Thing::default());
    }
}

#[test]
fn extension_codes_are_those_of_copyreg() {
    for code in [0, 0x8000_0000] {
        let error = Unpickler::new(b"").extension(code, Global::new("geo", "Thing")).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Extension);
    }
}

#[test]
fn buffers_are_taken_in_order_and_borrowed() {
    let first = [1; 10];
    let second = [2; 10];
    let program = b"\x80\x05\x97\x97\x98\x86.";
    let mut unpickler = Unpickler::new(program).buffers([&first[..], &second[..]]);
    let (a, b) = unpickler.load::<(&[u8], &[u8])>().unwrap();
    assert!(std::ptr::eq(a, &raw const first[..]) && std::ptr::eq(b, &raw const second[..]));

    let error = from_slice::<(&[u8], &[u8])>(program).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Buffer);
    assert_eq!(error.offset(), Some(2));
}

#[test]
fn the_encoding_decides_what_a_python_2_str_is() {
    let pickle = b"U\x03caf."; // ASCII
    assert_eq!(load::<&str>(pickle), "caf");
    let pickle = b"T\x04\0\0\0caf\xe9.";
    let text = |encoding| Unpickler::new(pickle).encoding(encoding).load::<String>();
    assert_eq!(text(Encoding::Latin1).unwrap(), "café");
    assert_eq!(text(Encoding::Ascii).unwrap_err().kind(), ErrorKind::Encoding);
    assert_eq!(text(Encoding::Utf8).unwrap_err().kind(), ErrorKind::Encoding);
    assert_eq!(text(Encoding::Bytes).unwrap_err().kind(), ErrorKind::WrongType);
    for encoding in [Encoding::Latin1, Encoding::Ascii, Encoding::Utf8, Encoding::Bytes] {
        let bytes: Vec<u8> = Unpickler::new(pickle).encoding(encoding).load().unwrap();
        assert_eq!(bytes, b"caf\xe9");
    }
}

/// A pickle, and the kind, the byte and a part of the message of what is wrong with it.
type Fault = (&'static [u8], ErrorKind, u64, &'static str);

const FAULTS: &[Fault] = &[
    (b"", ErrorKind::Truncated, 0, "before its STOP"),
    (b"N", ErrorKind::Truncated, 1, "before its STOP"),
    (b"\x80", ErrorKind::Truncated, 0, "1 bytes are announced, 0 are left"),
    (b"\x80\x06N.", ErrorKind::Malformed, 0, "protocol 6 is not known"),
    (
        b"\x80\x04\x95\x09\0\0\0\0\0\0\0N.",
        ErrorKind::Truncated,
        2,
        "9 bytes are announced, 2 are left",
    ),
    (b"\xffN.", ErrorKind::UnknownOpcode, 0, "0xff is not an opcode"),
    (b".", ErrorKind::Stack, 0, "takes more from the stack"),
    (b"K\x010.", ErrorKind::Stack, 3, "takes more from the stack"),
    (b"K\x01e.", ErrorKind::Stack, 2, "no MARK"),
    (b"]K\x01(a.", ErrorKind::Stack, 4, "takes more from the stack"),
    (b"h\x07.", ErrorKind::Memo, 0, "no entry 7"),
    (b"g-1\n.", ErrorKind::Malformed, 0, "`-1` is not a memo index"),
    (b"K\x01K\x02a.", ErrorKind::Stack, 4, "cannot append to int"),
    (b"NK\x01K\x02s.", ErrorKind::Stack, 5, "cannot set items of None"),
    (b"](K\x01\x90.", ErrorKind::Stack, 4, "cannot add items to list"),
    (b"]Nb.", ErrorKind::Stack, 2, "cannot set the state of list"),
    (b"N)R.", ErrorKind::Stack, 2, "cannot call None"),
    (b"cgeo\nThing\nNR.", ErrorKind::Stack, 12, "the arguments must be a tuple, not None"),
    (
        b"cgeo\nThing\n)N\x92.",
        ErrorKind::Stack,
        13,
        "the keyword arguments must be a dict, not None",
    ),
    (b"NN\x93.", ErrorKind::Stack, 2, "STACK_GLOBAL takes two str"),
    (b"(K\x01d.", ErrorKind::Stack, 3, "last key has no value"),
    (b"}]Ns.", ErrorKind::Unhashable, 3, "list is unhashable"),
    (b"\x8f(}\x90.", ErrorKind::Unhashable, 3, "dict is unhashable"),
    (b"IX\n.", ErrorKind::Malformed, 0, "invalid int"),
    (b"I12", ErrorKind::Truncated, 0, "within a line of text"),
    (b"T\xff\xff\xff\xff.", ErrorKind::Malformed, 0, "a negative length: -1"),
    (b"\x8b\xff\xff\xff\xff.", ErrorKind::Malformed, 0, "a negative length: -1"),
    (b"X\x01\0\0\0\xff.", ErrorKind::Malformed, 0, "not UTF-8 at its byte 0"),
    (b"X\x04\0\0\0a\xed\xa0\x80.", ErrorKind::LoneSurrogate, 0, "lone surrogate U+D800"),
    (b"V\\ud83d\\ude00\n.", ErrorKind::LoneSurrogate, 0, "surrogate"),
    (
        b"\x8e\xff\xff\xff\xff\xff\xff\xff\xff.",
        ErrorKind::Truncated,
        0,
        "are announced, 1 are left",
    ),
    (b"S'a\n.", ErrorKind::Malformed, 0, "quote"),
    (b"P\xe9\n.", ErrorKind::Malformed, 0, "must be ASCII"),
    (b"\x82\0.", ErrorKind::Extension, 0, "code 0 is not registered"),
    (b"\x97.", ErrorKind::Buffer, 0, "more out-of-band buffers"),
];

#[test]
fn malformed_input_is_an_error_at_its_byte() {
    for &(pickle, kind, offset, message) in FAULTS {
        let shown = pickle.escape_ascii();
        match from_slice::<Anything>(pickle) {
            Ok(_) => panic!("{shown} loads"),
            Err(error) => {
                assert_eq!(error.kind(), kind, "{shown}: {error}");
                assert_eq!(error.offset(), Some(offset), "{shown}: {error}");
                assert!(error.message().contains(message), "{shown}: {error}");
            }
        }
        let reader = pickle_core::from_reader::<Anything>(pickle);
        assert_eq!(
            reader.err().map(|error| error.kind()),
            from_slice::<Anything>(pickle).err().map(|error| error.kind())
        );
    }
}

/// Writes itself with [`Construct::NewEx`].
struct WithKeywords;

impl Pickle for WithKeywords {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let args = encoder.begin_object(&THING, Construct::NewEx, 1)?;
        encoder.int(1)?;
        let keywords = encoder.begin_keywords(args, 1)?;
        encoder.attribute(&THING, 0)?;
        encoder.int(2)?;
        encoder.end_keywords(keywords)
    }
}

#[test]
fn keyword_arguments_go_round_in_every_protocol() {
    for protocol in pickle_core::Protocol::ALL {
        let mut pickler = pickle_core::Pickler::in_memory().protocol(protocol);
        pickler.dump(&WithKeywords).unwrap();
        let thing: Thing = from_slice(&pickler.into_vec()).unwrap();
        assert_eq!(thing, Thing { args: vec![1], x: Some(2), y: None });
    }
}

#[test]
fn what_takes_nothing_does_nothing_whatever_it_is_done_to() {
    // As CPython's C unpickler has it; the one in Python asks for an `append`.
    for pickle in [b"K\x01(e.", b"K\x01(u.", b"K\x01(\x90."] {
        assert_eq!(from_slice::<u8>(pickle).unwrap(), 1);
    }
    for pickle in [b"(e.", b"(u.", b"(\x90."] {
        assert_eq!(from_slice::<u8>(pickle).unwrap_err().kind(), ErrorKind::Stack);
    }
}

#[test]
fn a_tuple_of_what_is_unhashable_is_unhashable() {
    for pickle in [
        &b"}]\x85Ns."[..],
        b"}(]\x85\x85Nu.",
        b"(]\x85Nd.",
        b"\x8f(}K\x01\x86\x90.",
        b"(\x96\0\0\0\0\0\0\0\0\x85\x91.",
        b"cbuiltins\nset\n]]\x85a\x85R.",
    ] {
        let error = from_slice::<Value>(pickle).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unhashable, "{}: {error}", pickle.escape_ascii());
    }
    // What an instance does with keys and items is its class's business.
    for pickle in [&b"cm\nC\n)R]Ns."[..], b"cm\nC\n)R(]N\x90.", b"cm\nC\n)R(]\x85Nu."] {
        from_slice::<Value>(pickle).unwrap();
    }
}

#[test]
fn stack_global_takes_the_str_of_python_2() {
    let value: Value = from_slice(b"U\x01mU\x01C\x93.").unwrap();
    assert_eq!(value.to_string(), "m.C");
    let mut unpickler = Unpickler::new(b"U\x01mU\x01C\x93.").encoding(Encoding::Bytes);
    assert_eq!(unpickler.load::<Value>().unwrap_err().kind(), ErrorKind::Stack);
}
