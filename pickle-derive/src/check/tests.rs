//! Each rule, broken and kept. How the messages look at their tokens is tested in `ui-tests`.

use syn::{DeriveInput, parse_quote};

use crate::attr::Input;
use crate::faults::Faults;

/// What is wrong with a type, without the help.
fn faults(syntax: &DeriveInput) -> Vec<String> {
    let mut faults = Faults::default();
    let input = Input::new(syntax, &mut faults);
    if let Some(input) = &input {
        let is_read = faults.count() == 0;
        super::check_fields(input, &mut faults);
        if is_read {
            super::check_type(input, &mut faults);
        }
    }
    let all = faults.messages();
    for message in &all {
        let (wrong, help) =
            message.split_once("\nhelp: ").unwrap_or_else(|| panic!("no help: {message}"));
        assert!(!wrong.ends_with('.') && !help.ends_with('.'), "{message}");
    }
    all.iter().map(|message| message.lines().next().unwrap_or_default().to_owned()).collect()
}

/// Asserts what is wrong with a type, by the beginnings of the messages.
macro_rules! assert_faults {
    ([$($expected:literal),* $(,)?] $($item:tt)*) => {
        let found = faults(&parse_quote!($($item)*));
        let expected: &[&str] = &[$($expected),*];
        assert!(
            found.len() == expected.len()
                && found.iter().zip(expected).all(|(found, expected)| found.starts_with(expected)),
            "{found:#?}",
        );
    };
}

#[test]
fn the_pair_is_complete() {
    assert_faults!(["`getstate` without `setstate`"] #[pickle(getstate = f)] struct S { x: u8 });
    assert_faults!(["`setstate` without `getstate`"] #[pickle(setstate = f)] struct S { x: u8 });
    assert_faults!([] #[pickle(getstate = f, setstate = g)] struct S { x: u8 });
}

#[test]
fn the_pair_is_the_state() {
    assert_faults!(
        ["`state` beside", "`rename` beside", "`persistent_id` beside"]
        #[pickle(getstate = f, setstate = g)]
        struct S {
            #[pickle(init_arg)] a: u8,
            #[pickle(state)] b: u8,
            #[pickle(rename = "z")] c: u8,
            #[pickle(persistent_id)] d: u8,
            #[pickle(skip)] e: u8,
            #[pickle(default = h)] f: u8,
        }
    );
    assert_faults!(
        ["`default` beside", "`slots` has no effect", "`deny_unknown` has no effect"]
        #[pickle(init = i, getstate = f, setstate = g, slots, deny_unknown)]
        struct S { #[pickle(default = h)] f: u8 }
    );
}

#[test]
fn the_pair_manages_the_dict() {
    assert_faults!(
        ["incomplete pickle support"]
        #[pickle(getstate = f, setstate = g)] struct S { #[pickle(dict)] d: D }
    );
    assert_faults!(
        []
        #[pickle(getstate = f, setstate = g, getstate_manages_dict)]
        struct S { #[pickle(dict)] d: D }
    );
    assert_faults!(
        ["`getstate_manages_dict` without `getstate` and `setstate`"]
        #[pickle(getstate_manages_dict)] struct S { #[pickle(dict)] d: D }
    );
    assert_faults!(
        ["`getstate_manages_dict` without a `dict` field"]
        #[pickle(getstate = f, setstate = g, getstate_manages_dict)] struct S { d: D }
    );
}

#[test]
fn a_field_has_one_role() {
    assert_faults!(["`x` is `init_arg` already"] struct S { #[pickle(init_arg, skip)] x: u8 });
    assert_faults!(["`x` is `init_arg` already"] struct S { #[pickle(persistent_id, init_arg)] x: u8 });
    assert_faults!(["`x` is `state` already"] struct S { #[pickle(state)] #[pickle(skip)] x: u8 });
    assert_faults!([] struct S { #[pickle(state, dict)] x: D, #[pickle(state, persistent_id)] y: u8 });
}

#[test]
fn a_role_has_its_attributes() {
    assert_faults!(
        ["`rename` has no effect", "`with` has no effect", "`alias` has no effect", "`bytes` has no effect", "`with` contradicts", "`default` says nothing"]
        struct S {
            #[pickle(skip, rename = "y", with = A, alias = "z")] x: u8,
            #[pickle(skip, bytes)] y: u8,
            #[pickle(persistent_id, with = A)] z: u8,
            #[pickle(skip, default)] w: u8,
        }
    );
    assert_faults!([] struct S { #[pickle(skip, default = f)] x: u8 });
    assert_faults!(["`rename` has no effect"] struct S { #[pickle(init_arg, rename = "y")] x: u8 });
    assert_faults!(["`rename` contradicts"] struct S { #[pickle(init_arg = "k", rename = "y")] x: u8 });
    assert_faults!(["`default` has no effect beside `dict`"] struct S { #[pickle(dict, default)] x: D });
    assert_faults!(["`bytes` contradicts `with`"] struct S { #[pickle(bytes, with = A)] x: u8 });
}

#[test]
fn init_args_have_a_constructor() {
    assert_faults!(["`getinitargs` without `init`"] #[pickle(getinitargs = f)] struct S { x: u8 });
    assert_faults!(
        ["`init_arg` contradicts `getinitargs`"]
        #[pickle(init = g, getinitargs = f)] struct S { #[pickle(init_arg)] x: u8 }
    );
    assert_faults!(["`newargs` without init args"] #[pickle(newargs)] struct S { x: u8 });
    assert_faults!(["`newargs` without init args"] #[pickle(newargs)] struct S;);
    assert_faults!([] #[pickle(newargs)] struct S(u8););
    assert_faults!([] #[pickle(init = f)] struct S { x: u8 });
    assert_faults!(
        ["positional init arg `y` behind"]
        struct S { #[pickle(init_arg = "x")] x: u8, z: u8, #[pickle(init_arg)] y: u8 }
    );
    assert_faults!(
        ["positional init arg `1` behind"] struct S(#[pickle(init_arg = "x")] u8, u8);
    );
}

#[test]
fn a_type_has_one_form() {
    assert_faults!(["`as_tuple` contradicts"] #[pickle(as_dict, as_tuple)] struct S { x: u8 });
    assert_faults!(["`as_tuple` has no effect"] #[pickle(suite = A, as_tuple)] struct S { x: u8 });
    assert_faults!(
        ["`module` has no effect", "`skip` has no effect"]
        #[pickle(suite = A, module = "m")] struct S { #[pickle(skip)] x: u8 }
    );
    assert_faults!([] #[pickle(suite = A<u8>, bound = "", crate = crate)] struct S { x: u8 });
}

#[test]
fn class_attributes_need_a_class() {
    assert_faults!(
        ["`init` needs a class", "`slots` needs a class", "`init_arg` needs a class"]
        #[pickle(as_dict, init = f, slots)] struct S { #[pickle(init_arg)] x: u8 }
    );
    assert_faults!(["`name` needs a class"] #[pickle(transparent, name = "n")] struct S { x: u8 });
    assert_faults!(["`module` needs a class"] #[pickle(as_tuple, module = "n")] enum E { A });
    assert_faults!(["`dict` has no effect"] #[pickle(as_tuple)] struct S { #[pickle(dict)] x: D });
    assert_faults!(["`as_dict` needs fields with names"] #[pickle(as_dict)] struct S(u8););
    assert_faults!([] #[pickle(as_dict, deny_unknown)] struct S { #[pickle(persistent_id)] x: u8 });
}

#[test]
fn transparent_is_one_field() {
    assert_faults!(["`transparent` needs exactly one field"] #[pickle(transparent)] struct S { x: u8, y: u8 });
    assert_faults!(["`transparent` needs a field"] #[pickle(transparent)] struct S { #[pickle(skip)] y: u8 });
    assert_faults!([] #[pickle(transparent)] struct S { x: u8, #[pickle(skip)] y: u8 });
}

#[test]
fn collecting_fields_are_alone() {
    assert_faults!(["a second `dict` field"] struct S { #[pickle(dict)] x: D, #[pickle(dict)] y: D });
    assert_faults!(["a second `listitems`"] struct S { #[pickle(listitems)] x: D, #[pickle(listitems)] y: D });
    assert_faults!(["`deny_unknown` has no effect"] #[pickle(deny_unknown)] struct S { #[pickle(dict)] x: D });
}

#[test]
fn tuple_fields_are_arguments() {
    assert_faults!(
        ["`state` needs a field with a name", "`dict` needs", "`rename` has no effect"]
        struct S(#[pickle(state)] u8, #[pickle(dict)] D, #[pickle(rename = "x")] u8);
    );
    assert_faults!([] struct S(#[pickle(skip)] u8, #[pickle(persistent_id)] D, #[pickle(default)] u8););
}

#[test]
fn names_differ() {
    assert_faults!(
        ["a second attribute with the name `x`", "a second attribute with the name `y`"]
        struct S { #[pickle(alias = "y")] x: u8, #[pickle(rename = "x")] a: u8, y: u8 }
    );
    assert_faults!(["a second attribute"] #[pickle(rename_all = "lowercase")] struct S { #[pickle(rename = "y")] x: u8, y: u8 });
    assert_faults!(["a second variant"] enum E { #[pickle(rename = "B")] A, B });
    assert_faults!(["a second variant"] enum E { #[pickle(name = "E")] A(u8), #[pickle(name = "E")] B });
    assert_faults!([] enum E { #[pickle(module = "a", name = "E")] A(u8), #[pickle(module = "b", name = "E")] B });
    assert_faults!(["a second member with the value `1`"] enum E { #[pickle(value = 1)] A, #[pickle(value = 1)] B });
    assert_faults!(["a second member with the value `1`"] enum E { A = 1, B = 2, #[pickle(value = 1)] C });
    assert_faults!(["a second member with the value `\"a\"`"] enum E { #[pickle(value = "a")] A, #[pickle(value = "a")] B });
    assert_faults!([] enum E { #[pickle(value = 1)] A, #[pickle(value = "1")] B, C });
    assert_faults!(["alias `Old` names no module"] #[pickle(alias = "Old")] struct S;);
    assert_faults!(["`module` is empty"] #[pickle(module = "")] struct S;);
    assert_faults!(["`rename_all` has no effect"] #[pickle(rename_all = "lowercase")] struct S(u8, u8););
}

#[test]
fn enums_take_the_attributes_of_enums() {
    assert_faults!(["`init` does not go on an enum"] #[pickle(init = f)] enum E { A(u8) });
    assert_faults!(["`getstate` does not go on an enum"] #[pickle(getstate = f)] enum E { A(u8) });
    assert_faults!(["`as_dict` does not go on an enum"] #[pickle(as_dict)] enum E { A { x: u8 } });
    assert_faults!(["`value` has no effect"] enum E { #[pickle(value = 1)] A(u8) });
    assert_faults!(["`module` needs a class"] enum E { #[pickle(module = "m")] A });
    assert_faults!(["`rename_all_fields` is for enums"] #[pickle(rename_all_fields = "lowercase")] struct S { x: u8 });
    assert_faults!([] #[pickle(suite = A)] enum E { A });
    assert_faults!([] enum E { A = -1, #[pickle(value = "x", alias = "y")] B });
}

#[test]
fn one_fault_is_one_message() {
    assert_faults!(["`getstate` needs a class"] #[pickle(as_dict, getstate = f)] struct S { x: u8 });
    assert_faults!(["`getinitargs` does not go on an enum"] #[pickle(getinitargs = f)] enum E { A(u8) });
    assert_faults!(["`rename_all` has no effect"] #[pickle(as_tuple)] enum E { #[pickle(rename_all = "lowercase")] A(u8) });
    assert_faults!(["`default` has no effect"] #[pickle(default)] struct S(u8););
    assert_faults!(["a second variant with the name `E.A`"] enum E { A(u8), #[pickle(name = "E.A")] B });
    assert_faults!([] #[pickle(getstate = f, setstate = g)] struct S(#[pickle(with = A)] u8););
}

#[test]
fn attributes_are_read() {
    assert_faults!(["a union cannot be pickled"] union U { x: u8, y: i8 });
    assert_faults!(["duplicate attribute `name`"] #[pickle(name = "a")] #[pickle(name = "b")] struct S;);
    assert_faults!(["unknown attribute `initt`"] #[pickle(initt = f)] struct S;);
    assert_faults!(["`init` takes the path of a function"] #[pickle(init = "f")] struct S;);
    assert_faults!(["`init` takes the path of a function"] #[pickle(init = |x| x)] struct S;);
    assert_faults!(["`newargs` takes no value"] #[pickle(newargs = true)] struct S(u8););
    assert_faults!(["`name` takes a string"] #[pickle(name = a)] struct S;);
    assert_faults!(["`rename_all` takes the name of a rule"] #[pickle(rename_all = "up")] struct S;);
    assert_faults!(["an attribute begins with its name"] #[pickle("x")] struct S;);
    assert_faults!(["attributes stand in parentheses"] #[pickle = "x"] struct S;);
    // A fault of one part does not hide those of another field, and does not cause others.
    assert_faults!(
        ["unknown attribute `setstat`", "`x` is `init_arg` already"]
        #[pickle(getstate = f, setstat = g)] struct S { #[pickle(init_arg, skip)] x: u8 }
    );
}

#[test]
fn a_version_is_kept_in_the_state() {
    assert_faults!([] #[pickle(version = 1)] struct S { x: u8 });
    assert_faults!([] #[pickle(version = 2, upgrade = f)] struct S;);
    assert_faults!([] #[pickle(as_dict, version = 2, upgrade = f)] struct S { x: u8 });
    assert_faults!([] #[pickle(version = 2, upgrade = f)] enum S { A(u8), B });
    assert_faults!([] #[pickle(version = 2, upgrade = f)] struct S(u8););
    assert_faults!(["`upgrade` without `version`"] #[pickle(upgrade = f)] struct S { x: u8 });
    assert_faults!(["`version = 0`"] #[pickle(version = 0)] struct S { x: u8 });
    assert_faults!(["`version` takes an integer"] #[pickle(version = "1")] struct S { x: u8 });
    assert_faults!(["`version` takes an integer"] #[pickle(version = -1)] struct S { x: u8 });
    assert_faults!(
        ["`version` contradicts `getstate`"]
        #[pickle(version = 1, getstate = f, setstate = g)] struct S { x: u8 }
    );
    assert_faults!(
        ["`version` needs a class", "`upgrade` needs a class"]
        #[pickle(as_tuple, version = 1, upgrade = f)] struct S { x: u8 }
    );
    assert_faults!(["`version` needs a class"] #[pickle(transparent, version = 1)] struct S { x: u8 });
    assert_faults!(["`version` needs a class"] #[pickle(as_tuple, version = 1)] enum S { A(u8) });
    assert_faults!(["`version` has no effect"] #[pickle(version = 1)] enum S { A });
    assert_faults!(["`version` has no effect"] #[pickle(suite = T, version = 1)] struct S { x: u8 });
    assert_faults!(
        ["a second attribute with the name `__version__`"]
        #[pickle(version = 1)] struct S { #[pickle(rename = "__version__")] x: u8 }
    );
    assert_faults!(
        ["`x` borrows from the input"]
        #[pickle(version = 1, upgrade = f)]
        struct S<'a> { x: &'a str, y: Cow<'a, str>, #[pickle(skip)] z: &'a str }
    );
    assert_faults!([] #[pickle(version = 1)] struct S<'a> { x: &'a str });
}

#[test]
fn a_buffer_is_bytes() {
    assert_faults!([] struct S { #[pickle(buffer)] x: B, #[pickle(buffer, bytes, rename = "z")] y: B });
    assert_faults!([] struct S(#[pickle(buffer)] B, u8););
    assert_faults!(
        ["`buffer` contradicts `with`", "`buffer` contradicts `persistent_id`"]
        struct S { #[pickle(buffer, with = A)] x: B, #[pickle(persistent_id, buffer)] y: B }
    );
    assert_faults!(
        ["`buffer` has no effect on a field that is skipped", "`buffer` has no effect beside `dict`"]
        struct S { #[pickle(buffer, skip)] x: B, #[pickle(dict, buffer)] y: D }
    );
    assert_faults!(
        ["`buffer` beside `getstate` and `setstate`"]
        #[pickle(getstate = f, setstate = g)] struct S { #[pickle(buffer)] x: B }
    );
}
