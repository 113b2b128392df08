//! Values that contain themselves.

use pickle_core::{ErrorKind, Kind, Protocol};

use crate::{goes_round, read, written};

/// Cycles, as Python's picklers write them or by hand, and how they are shown.
const CYCLES: &[(&[u8], &str)] = &[
    (b"]q\0h\0a.", "[[...]]"),
    (b"}q\0K\x01h\0s.", "{1: {...}}"),
    (b"cm\nC\n)\x81q\0}S'me'\nh\0sb.", "m.C(me=m.C(...))"),
    // t = ([t],), by hand and by Python.
    (b"]q\0\x85q\x01h\0h\x01a0.", "([(...)],)"),
    (b"]q\0h\0\x85q\x01a0h\x01.", "([(...)],)"),
    (b"(]q\0(h\0tq\x01a1h\x01.", "([(...)],)"),
    (b"((lp0\n(g0\ntp1\na00g1\n.", "([(...)],)"),
    // The same from the list.
    (b"]q\0h\0\x85a.", "[([...],)]"),
    // An instance that is in its own arguments, by way of a list.
    (b"cm\nC\n]q\0\x85Rq\x01h\0h\x01a0.", "m.C([m.C(...)])"),
    (b"cm\nC\n]q\0\x85\x81q\x01h\0h\x01a0.", "m.C([m.C(...)])"),
    (b"cm\nC\n]q\0\x85}\x92q\x01h\0h\x01a0.", "m.C([m.C(...)])"),
    (b"(cm\nC\n]q\0oq\x01h\0h\x01a0.", "m.C([m.C(...)])"),
    // A frozenset and a dict's key that hold an instance which knows them.
    (b"(cm\nC\n)\x81q\0\x91q\x01h\0}S'f'\nh\x01sb0.", "frozenset({m.C(f=frozenset({...}))})"),
    (b"}cm\nC\n)\x81q\0\x85q\x01K\x01sh\0}S'k'\nh\x01sb0.", "{(m.C(k=(...)),): 1}"),
    // A persistent id that leads back to its object.
    (b"]q\0\x85Qq\x01h\0h\x01a0.", "<persistent id ([<persistent id ...>],)>"),
    // Two tuples between two lists, twice.
    (b"]q\0]q\x01h\0h\x01\x86q\x02\x85q\x03h\0h\x02ah\x01h\x03a00.", "(([(...)], [(...)]),)"),
];

#[test]
fn cycles_go_round() {
    for (pickle, shown) in CYCLES {
        let value = read(pickle);
        assert_eq!(value.to_string(), *shown);
        assert_eq!(value.clone(), value);
        assert_eq!(value.root().to_value(), value);
        if value.kind() == Kind::PersistentId {
            // It is no text, so protocol 0 has no form for it.
            let pickle = written(&value, Protocol::V1).expect("it can be written");
            assert_eq!(read(&pickle), value);
        } else {
            goes_round(&value);
        }
    }
}

#[test]
fn a_set_in_a_cycle_of_sets_and_arguments_needs_protocol_4() {
    // s = {C(s)}
    let value = read(b"\x8fq\0(cm\nC\nh\0\x85R\x90.");
    assert_eq!(value.to_string(), "{m.C({...})}");
    for protocol in Protocol::ALL {
        match written(&value, protocol) {
            Ok(pickle) => assert_eq!(read(&pickle), value),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Unrepresentable);
                assert!(protocol < Protocol::V4);
            }
        }
    }
}

#[test]
fn many_cycles_through_one_tuple_take_linear_space() {
    const COUNT: usize = 20_000;
    // t = ([t], [t], ..): CPython writes it in quadratic space.
    let mut pickle = b"(".to_vec();
    pickle.extend(b"]\x94".repeat(COUNT));
    pickle.extend_from_slice(b"t\x94");
    let get = |index: usize| {
        let index = u32::try_from(index).expect("small");
        [&b"j"[..], &index.to_le_bytes()].concat()
    };
    for index in 0..COUNT {
        pickle.extend([get(index), get(COUNT), b"a0".to_vec()].concat());
    }
    pickle.push(b'.');
    let value = read(&pickle);
    assert_eq!(value.len(), COUNT);
    let again = written(&value, Protocol::V4).expect("it can be written");
    assert!(again.len() < 20 * pickle.len(), "{}", again.len());
    assert_eq!(read(&again), value);
}

#[test]
fn random_graphs_go_round() {
    for seed in 0..3000 {
        let mut numbers = Numbers(seed);
        let pickle = random_pickle(&mut numbers);
        let value = read(&pickle);
        assert_eq!(value.root().to_value(), value);
        for protocol in Protocol::ALL {
            let again = written(&value, protocol)
                .unwrap_or_else(|error| panic!("seed {seed}, {protocol:?}: {error}, {value}"));
            let again = read(&again);
            assert_eq!(again, value, "seed {seed}, {protocol:?}");
            let shown = (again.to_string(), value.to_string());
            assert_eq!(shown.0.len(), shown.1.len(), "seed {seed}: {shown:?}");
        }
    }
}

/// A program of protocol 4 that makes objects of each other, and then puts them into each other.
fn random_pickle(numbers: &mut Numbers) -> Vec<u8> {
    let mut out = Vec::new();
    let mut made: Vec<u8> = Vec::new();
    let count = 2 + numbers.below(12);
    let get = |out: &mut Vec<u8>, index: usize| {
        out.extend([b'h', u8::try_from(index).expect("few")]);
    };
    out.push(b'(');
    for _ in 0..count {
        let some = made.len().min(numbers.below(4));
        let kind = b"ltoOxfpn"[numbers.below(8)];
        match kind {
            b'l' => out.push(b']'),
            b'x' => out.push(b'}'),
            b'n' => out.extend(b"X\x02\0\0\0ab"),
            b'o' | b'O' | b'p' => {
                out.extend(b"cm\nC\n(");
                for _ in 0..some {
                    get(&mut out, numbers.below(made.len()));
                }
                out.push(b't');
                out.extend(match kind {
                    b'o' => &b"R"[..],
                    b'O' => b"\x81",
                    _ => b"}X\x01\0\0\0kK\x01s\x92",
                });
            }
            _ => {
                out.push(b'(');
                for _ in 0..some {
                    get(&mut out, numbers.below(made.len()));
                }
                out.push(b't');
            }
        }
        out.push(0x94);
        made.push(kind);
    }
    for _ in 0..numbers.below(12) {
        let (index, part) = (numbers.below(count), numbers.below(count));
        match made[index] {
            b'l' => {
                get(&mut out, index);
                get(&mut out, part);
                out.push(b'a');
            }
            b'x' => {
                get(&mut out, index);
                out.extend([b'K', u8::try_from(numbers.below(5)).expect("few")]);
                get(&mut out, part);
                out.push(b's');
            }
            b'o' | b'O' | b'p' => {
                get(&mut out, index);
                get(&mut out, part);
                out.push(b"ba"[numbers.below(2)]);
            }
            _ => {}
        }
    }
    out.push(b'1');
    get(&mut out, numbers.below(count));
    out.push(b'.');
    out
}

/// Numbers that look random.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }
}
