//! Subclasses of Python's builtins, with an attribute beside what they have from those.

use std::collections::BTreeMap;

use pickle_core::{Pickle, from_slice};

use crate::table::{Row, row};

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct ListSub {
    #[pickle(listitems)]
    items: Vec<i64>,
    note: String,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", name = "ListSub")]
struct BareListSub {
    #[pickle(listitems)]
    items: Vec<i64>,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct DictSub {
    note: String,
    #[pickle(dictitems)]
    entries: BTreeMap<String, i64>,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", name = "DictSub")]
struct BareDictSub {
    #[pickle(dictitems)]
    entries: BTreeMap<String, i64>,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct SetSub {
    #[pickle(init_arg)]
    items: Vec<i64>,
    note: String,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct FrozensetSub {
    #[pickle(init_arg)]
    items: Vec<i64>,
    note: String,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", newargs)]
struct TupleSub {
    #[pickle(init_arg)]
    items: [i64; 3],
    note: String,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", newargs)]
struct StrSub {
    #[pickle(init_arg)]
    text: String,
    note: String,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", newargs)]
struct IntSub {
    #[pickle(init_arg)]
    int: i64,
    note: String,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", newargs)]
struct FloatSub {
    #[pickle(init_arg)]
    float: f64,
    note: String,
}

pub fn rows() -> Vec<Row> {
    fn note() -> String {
        "extra".to_owned()
    }
    vec![
        row("list_sub", || ListSub { items: vec![1, 2, 3], note: note() }),
        row("dict_sub", || DictSub {
            note: note(),
            entries: BTreeMap::from([("a".into(), 1), ("b".into(), 2)]),
        }),
        row("set_sub", || SetSub { items: vec![1, 2, 3], note: note() }),
        row("frozenset_sub", || FrozensetSub { items: vec![1, 2, 3], note: note() }),
        row("tuple_sub", || TupleSub { items: [1, 2, 3], note: note() }),
        row("str_sub", || StrSub { text: "text".into(), note: note() }),
        row("int_sub", || IntSub { int: 5, note: note() }),
        row("float_sub", || FloatSub { float: 2.5, note: note() }),
        row("list_sub_bare", || BareListSub { items: vec![1, 2, 3] }),
        row("dict_sub_bare", || BareDictSub { entries: BTreeMap::from([("a".into(), 1)]) }),
    ]
}

#[test]
fn an_error_says_which_item_or_entry_it_is() {
    let list = b"\x80\x02czoo\nListSub\n)\x81(K\x01Ne.";
    let error = from_slice::<BareListSub>(list).unwrap_err().to_string();
    assert!(error.starts_with("zoo.ListSub.items[1]: expected int, found None, "), "{error}");
    let dict = b"\x80\x02czoo\nDictSub\n)\x81(U\x01aK\x01U\x01bNu.";
    let error = from_slice::<BareDictSub>(dict).unwrap_err().to_string();
    assert!(error.starts_with("zoo.DictSub.entries[\"b\"]: expected int, found None, "), "{error}");
}
