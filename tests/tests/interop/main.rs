//! Every case of the zoo as a value of Rust, in both directions.
//!
//! A [row](table::Row) of the table says which value a case is. From that follow all tests: what
//! each Python pickles is read as that value, and what Rust writes is the object of the case to
//! each Python; without any Python, the fixtures are read, written and read again. What cannot be
//! done is said in the row, and has to fail. Whether there is a type for it or not, each case is
//! read as a [`Value`](pickle_core::Value) and written back.

mod borrowed;
mod builtins;
mod construction;
mod enums;
mod errors;
mod fixtures;
mod forms;
mod frames;
mod instances;
mod library;
mod live;
mod references;
mod subclasses;
mod table;
mod values;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use table::{Place, Row};

/// The whole table.
fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let parts = [
            builtins::rows(),
            instances::rows(),
            construction::rows(),
            enums::rows(),
            subclasses::rows(),
            library::rows(),
            references::rows(),
        ];
        parts.into_iter().flatten().collect()
    })
}

fn rows_of(case: &str) -> impl Iterator<Item = &'static Row> {
    rows().iter().filter(move |row| row.case == case)
}

const GLOBAL: &str = "a class or function by itself is a value for Python only";
const CONSTANT: &str = "a constant of Python that Rust has nothing like";
const SHARED: &str = "that parts are one and the same is for the issue on object graphs";

/// The cases that are read as `Value` only.
const UNTYPED: &[(&str, &str)] = &[
    ("str_lone_surrogate", "a string of Rust's cannot hold it: see the errors"),
    ("global_class", GLOBAL),
    ("global_function", GLOBAL),
    ("global_builtin_type", GLOBAL),
    ("global_builtin_function", GLOBAL),
    ("global_nested", GLOBAL),
    ("global_exception", GLOBAL),
    ("global_moved", GLOBAL),
    ("type_of_none", CONSTANT),
    ("ellipsis", CONSTANT),
    ("not_implemented", CONSTANT),
    ("shared_list", SHARED),
    ("shared_dict", SHARED),
    ("shared_instance", SHARED),
    ("shared_tuple", SHARED),
    ("shared_str", SHARED),
    ("shared_bytes", SHARED),
    ("shared_bytearray", SHARED),
    ("shared_deep", SHARED),
    ("shared_300", SHARED),
    ("recursive_list", SHARED),
    ("recursive_dict", SHARED),
    ("recursive_instance", SHARED),
    ("recursive_ring", SHARED),
    ("recursive_tuple", SHARED),
    ("recursive_tuple_instance", SHARED),
    ("recursive_set", SHARED),
    ("recursive_list_sub", SHARED),
];

/// The names of all cases, from the table in the zoo's documentation, which a test of the harness
/// holds against the zoo.
fn cases() -> BTreeSet<&'static str> {
    let readme = include_str!("../../python/README.md");
    let (_, table) = readme.split_once("\n## Cases\n").expect("the README has the cases");
    let name = |line: &'static str| line.strip_prefix("| `")?.split_once('`').map(|(name, _)| name);
    let cases: BTreeSet<_> = table.lines().filter_map(name).collect();
    assert!(cases.len() > 200, "{cases:?}");
    cases
}

#[test]
fn every_case_has_a_row_or_a_reason() {
    let typed: BTreeSet<_> = rows().iter().map(|row| row.case).collect();
    let untyped: BTreeSet<_> = UNTYPED.iter().map(|(case, _)| *case).collect();
    let both: Vec<_> = typed.intersection(&untyped).collect();
    assert!(both.is_empty(), "typed and untyped: {both:?}");
    let listed: BTreeSet<_> = typed.union(&untyped).copied().collect();
    let forgotten: Vec<_> = cases().difference(&listed).copied().collect();
    assert!(forgotten.is_empty(), "neither in the table nor in `UNTYPED`: {forgotten:?}");
    let unknown: Vec<_> = listed.difference(&cases()).copied().collect();
    assert!(unknown.is_empty(), "not in the zoo: {unknown:?}");
}
