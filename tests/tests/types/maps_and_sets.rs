//! Maps and sets.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use pickle_core::ErrorKind::{OutOfRange, WrongType};

use crate::{converts, reads, refuses, round_trips};

#[test]
fn maps() {
    for len in [0, 1, 2, 1000, 1001] {
        let map: BTreeMap<u16, String> = (0..len).map(|key| (key, key.to_string())).collect();
        converts(&map, &map.clone().into_iter().collect::<HashMap<_, _>>());
        converts(&map.clone().into_iter().collect::<HashMap<_, _>>(), &map);
        round_trips([map]);
    }
    round_trips([BTreeMap::from([(("a".to_owned(), Some(1)), BTreeMap::from([('x', 1)]))])]);
    let inputs: &[&[u8]] = &[
        b"(dp0\nVa\nI1\ns.",                                            // dict
        b"(Va\nI1\nd.",                                                 // dict at once
        b"(dVa\nI0\nsVa\nI1\ns.",                                       // the last one counts
        b"ccollections\nOrderedDict\n((lp0\n(lp1\nVa\naI1\naatR.",      // of Python 2
        b"ccollections\nOrderedDict\n(tRVa\nI1\ns.",                    // OrderedDict
        b"ccollections\ndefaultdict\n(c__builtin__\nint\ntRVa\nI1\ns.", // defaultdict(int)
        b"ccollections\nCounter\n((dVa\nI1\nstR.",                      // Counter
    ];
    for input in inputs {
        reads(input, BTreeMap::from([("a".to_owned(), 1)]));
        reads(input, HashMap::from([('a', 1)]));
    }
    refuses::<BTreeMap<u8, u8>>(b"(l.", WrongType, "expected dict, found list, at byte 1 (LIST)");
    refuses::<BTreeMap<String, u8>>(
        b"(dVa\nI1\nsVb\nI-1\ns.",
        OutOfRange,
        "[\"b\"]: the int -1 does not fit u8, at byte 12 (INT)",
    );
    refuses::<HashMap<u8, u8>>(
        b"(dVa\nI1\ns.",
        WrongType,
        "[\"a\"]: expected int, found str, at byte 2 (UNICODE)",
    );
}

#[test]
fn sets() {
    for len in [0, 1, 2, 1000, 1001] {
        let set: BTreeSet<u16> = (0..len).collect();
        converts(&set, &set.iter().copied().collect::<HashSet<_>>());
        converts(&set.iter().copied().collect::<HashSet<_>>(), &set);
        round_trips([set]);
    }
    let inputs: &[&[u8]] = &[
        b"c__builtin__\nset\n((lp0\nI1\naI2\natR.",       // set
        b"c__builtin__\nfrozenset\n((lp0\nI1\naI2\natR.", // frozenset
        b"\x80\x04\x8f(K\x01K\x02\x90.",                  // EMPTY_SET .. ADDITEMS
        b"\x80\x04(K\x01K\x02\x91.",                      // FROZENSET
        b"c__builtin__\nset\n((lp0\nI1\naI2\naI1\natR.",  // an item twice
    ];
    for input in inputs {
        reads(input, BTreeSet::from([1, 2]));
        reads(input, HashSet::from([1, 2]));
    }
    refuses::<BTreeSet<u8>>(b"(l.", WrongType, "expected set, found list, at byte 1 (LIST)");
    refuses::<HashSet<u8>>(
        b"\x80\x04\x8f(K\x01M\x00\x01\x90.",
        OutOfRange,
        "[1]: the int 256 does not fit u8, at byte 6 (BININT2)",
    );
}
