//! What may be loaded: the hook that sees every global, and no globals at all.

use std::cell::RefCell;
use std::collections::BTreeSet;

use pickle_core::{
    Error, ErrorKind, Global, Pickle, Pickler, Protocol, Registry, Unpickler, Value, polymorphic,
    to_vec,
};
use pickle_tests::{hex, python};

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "geo")]
struct World {
    country: String,
}

/// The globals that the hook sees, in order.
fn seen(pickle: &[u8]) -> Vec<String> {
    let seen = RefCell::new(Vec::new());
    let hook = |global: Global| {
        seen.borrow_mut().push(global.to_string());
        Ok::<_, Error>(global)
    };
    Unpickler::new(pickle)
        .extension(0x70, Global::new("geo", "Extended"))
        .unwrap()
        .find_class(hook)
        .load::<Value>()
        .unwrap();
    seen.into_inner()
}

#[test]
fn the_hook_sees_every_global_before_it_is_used() {
    let cases: [(&[u8], &[&str]); 9] = [
        (b"cgeo\nWorld\n.", &["geo.World"]),
        (b"\x80\x04\x8c\x03geo\x8c\x05World\x93.", &["geo.World"]),
        (b"\x80\x04\x8c\x03geo\x8c\x0bOuter.Inner\x93.", &["geo.Outer.Inner"]),
        (b"(igeo\nWorld\n.", &["geo.World"]),
        (b"\x82\x70.", &["geo.Extended"]),
        // The names are those of Python 3.
        (b"\x80\x02c__builtin__\nset\n]\x85R.", &["builtins.set"]),
        (b"\x80\x03c__builtin__\nset\n]\x85R.", &["__builtin__.set"]),
        // A nested class, before protocol 4.
        (
            b"c__builtin__\ngetattr\n(cgeo\nOuter\nS'Inner'\ntR.",
            &["builtins.getattr", "geo.Outer", "geo.Outer.Inner"],
        ),
        // Named twice, seen twice; what the memo gives was seen.
        (b"cgeo\nA\nq\0cgeo\nA\nh\0\x87.", &["geo.A", "geo.A"]),
    ];
    for (pickle, expected) in cases {
        assert_eq!(seen(pickle), expected, "{}", pickle.escape_ascii());
    }
}

#[test]
fn the_hook_sees_what_values_are_clothed_in() {
    let value = (BTreeSet::from([1]), b"x".to_vec());
    for (protocol, expected) in [
        (Protocol::V2, &["builtins.set", "_codecs.encode"][..]),
        (Protocol::V3, &["builtins.set"]),
        (Protocol::V4, &[]),
    ] {
        let mut pickler = Pickler::in_memory().protocol(protocol);
        pickler.dump(&value).unwrap();
        let pickle = pickler.into_vec();
        assert_eq!(seen(&pickle), expected);
        let loaded = Unpickler::new(&pickle).no_globals().load::<Value>();
        assert_eq!(loaded.is_ok(), expected.is_empty(), "{protocol}");
    }
    let mut pickler = Pickler::in_memory().protocol(Protocol::V1);
    pickler.dump(&World { country: "Peru".into() }).unwrap();
    let expected = ["copyreg._reconstructor", "geo.World", "builtins.object"];
    assert_eq!(seen(&pickler.into_vec()), expected);
}

#[test]
fn a_refusal_is_an_error_at_the_byte() {
    let load = |pickle: &[u8], refused: &str| {
        Unpickler::new(pickle)
            .extension(0x70, Global::new("geo", "Extended"))
            .unwrap()
            .find_class(|global| match global.to_string() {
                name if name == refused => Err(format!("global '{global}' is forbidden")),
                _ => Ok(global),
            })
            .load::<Value>()
            .unwrap_err()
    };
    for (pickle, refused, place) in [
        (&b"]cgeo\nWorld\na."[..], "geo.World", "at byte 1 (GLOBAL)"),
        (b"\x80\x04\x8c\x03geo\x8c\x05World\x93.", "geo.World", "at byte 14 (STACK_GLOBAL)"),
        (b"(igeo\nWorld\n.", "geo.World", "at byte 1 (INST)"),
        (b"\x82\x70.", "geo.Extended", "at byte 0 (EXT1)"),
        (
            b"c__builtin__\ngetattr\n(cgeo\nOuter\nS'Inner'\ntR.",
            "geo.Outer.Inner",
            "at byte 43 (REDUCE)",
        ),
    ] {
        let error = load(pickle, refused);
        assert_eq!(error.kind(), ErrorKind::Forbidden);
        assert_eq!(error.to_string(), format!("global '{refused}' is forbidden, {place}"));
        assert!(std::error::Error::source(&error).is_some());
    }
    // The crate's own error stays what it is.
    let error = Unpickler::new(b"cgeo\nWorld\n.")
        .find_class(|_| Err::<Global, _>(Error::new(ErrorKind::WrongClass, "no worlds")))
        .load::<Value>()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongClass);
}

#[test]
fn what_is_dropped_is_seen_all_the_same() {
    let pickle = b"cos\nsystem\n(S'rm'\ntR0N.";
    assert_eq!(pickle_core::from_slice::<Option<u8>>(pickle).unwrap(), None);
    let error = Unpickler::new(pickle).no_globals().load::<Option<u8>>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert!(error.to_string().starts_with("the pickle names os.system"), "{error}");
}

#[test]
fn a_global_can_be_replaced() {
    let moved = |global: Global| match (&*global.module, &*global.name) {
        ("planets", "Earth") => Ok(Global::new("geo", "World")),
        _ => Err("unknown"),
    };
    let pickle = b"cplanets\nEarth\n)\x81}U\x07countryU\x04Perusb.";
    let expected = World { country: "Peru".into() };
    let world: World = Unpickler::new(pickle).find_class(moved).load().unwrap();
    assert_eq!(world, expected);
    let value: Value = Unpickler::new(pickle).find_class(moved).load().unwrap();
    assert_eq!(value.to_string(), "geo.World(country='Peru')");
    assert!(Unpickler::new(b"cgeo\nWorld\n.").find_class(moved).load::<Value>().is_err());

    // What it is replaced by counts: this is no call of `set` any more.
    let other = |_: Global| Ok::<_, Error>(Global::new("geo", "Bag"));
    let value: Value =
        Unpickler::new(b"c__builtin__\nset\n((I1\nltR.").find_class(other).load().unwrap();
    assert_eq!(value.to_string(), "geo.Bag([1])");
}

trait Place: Pickle {}
polymorphic!(dyn Place);
impl Place for World {}

#[test]
fn typed_loads_and_the_registry_are_seen_too() {
    let mut registry = Registry::new();
    registry.register::<dyn Place, World>().unwrap();
    let pickle = to_vec(&World { country: "Peru".into() }).unwrap();
    let unpickler = || Unpickler::new(&pickle).registry(&registry);
    assert!(unpickler().load::<Box<dyn Place>>().is_ok());
    let error = unpickler().no_globals().load::<Box<dyn Place>>().err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    let error = unpickler().no_globals().load::<World>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
}

/// The example of Python's documentation, there and here.
#[test]
fn restricted_unpickler() {
    const SAFE_BUILTINS: [&str; 5] = ["range", "complex", "set", "frozenset", "slice"];
    const SCRIPT: &str = "
import binascii, io, sys
if sys.version_info[0] == 2:
    raise SystemExit('Python 2 has another find_class')
import builtins, pickle
safe_builtins = {'range', 'complex', 'set', 'frozenset', 'slice'}
class RestrictedUnpickler(pickle.Unpickler):
    def find_class(self, module, name):
        # Only allow safe classes from builtins.
        if module == 'builtins' and name in safe_builtins:
            return getattr(builtins, name)
        # Forbid everything else.
        raise pickle.UnpicklingError(\"global '%s.%s' is forbidden\" % (module, name))
for line in sys.stdin:
    data = binascii.unhexlify(line.strip().encode('ascii'))
    try:
        RestrictedUnpickler(io.BytesIO(data)).load()
        print('ok')
    except pickle.UnpicklingError as error:
        print(error)
";
    let restricted_loads = |pickle: &[u8]| {
        Unpickler::new(pickle)
            .find_class(|global| {
                if global.module == "builtins" && SAFE_BUILTINS.contains(&&*global.name) {
                    Ok(global)
                } else {
                    Err(format!("global '{global}' is forbidden"))
                }
            })
            .load::<Value>()
    };
    let pickles: [&[u8]; 9] = [
        b"\x80\x04]\x94(K\x01K\x02\x8c\x08builtins\x94\x8c\x05range\x94\x93\x94K\0K\x0fK\x01\x87R\x94e.",
        b"cos\nsystem\n(S'echo hello world'\ntR.",
        b"cbuiltins\neval\n(S'getattr(__import__(\"os\"), \"system\")(\"echo hello world\")'\ntR.",
        b"cbuiltins\nset\n((I1\nI2\nltR.",
        b"cbuiltins\ncompile\n(S'1'\ntR.",
        b"cbuiltins\ngetattr\n(cbuiltins\nset\nS'add'\ntR.",
        b"\x80\x04\x8c\x08builtins\x8c\x07set.add\x93.",
        b"(icollections\nOrderedDict\n.",
        b"\x80\x02c_codecs\nencode\nX\x01\0\0\0xX\x06\0\0\0latin1\x86R.",
    ];
    let verdicts: Vec<String> = pickles
        .iter()
        .map(|pickle| match restricted_loads(pickle) {
            Ok(_) => "ok".into(),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Forbidden);
                error.message().to_owned()
            }
        })
        .collect();
    assert_eq!(verdicts.iter().filter(|verdict| *verdict == "ok").count(), 2);
    assert_eq!(verdicts[1], "global 'os.system' is forbidden");
    assert_eq!(verdicts[2], "global 'builtins.eval' is forbidden");

    // By the names of Python 2 as well, which an override of CPython's sees as they are.
    assert!(restricted_loads(b"c__builtin__\nset\n((I1\nI2\nltR.").is_ok());
    assert!(restricted_loads(b"c__builtin__\neval\n(S'1'\ntR.").is_err());

    let input: String = pickles.iter().map(|pickle| hex::encode(pickle) + "\n").collect();
    for python in python::interpreters().iter().filter(|python| python.version.0 == 3) {
        let answer = python.run_script(SCRIPT, input.as_bytes()).unwrap();
        assert_eq!(answer.lines().collect::<Vec<_>>(), verdicts, "{python}");
    }
}
