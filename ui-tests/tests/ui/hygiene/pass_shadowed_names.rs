//! Everything that the generated code may need is something else here.
#![allow(dead_code, non_camel_case_types, non_upper_case_globals, non_snake_case, unused_macros)]

use ::pickle_core::Pickle as Derive;

type String = ::std::string::String;

#[rustfmt::skip]
macro_rules! unimplemented { () => {}; }
#[rustfmt::skip]
macro_rules! unreachable { () => {}; }
#[rustfmt::skip]
macro_rules! matches { () => {}; }
#[rustfmt::skip]
macro_rules! module_path { () => {}; }

mod user {
    pub struct Result;
    pub struct Option;
    pub struct Error;
    pub struct Vec;
    pub struct Box;
    pub struct Default;
    pub struct Self_;
    pub struct Class;
    pub struct Encoder;
    pub trait Decoder {}
    pub trait Pickle {}
    pub trait Unpickle {}
    pub trait From {}
    pub trait Into {}
    pub trait Fallible {
        fn into_result(self);
    }
    pub fn Ok() {}
    pub fn Err() {}
    pub fn Some() {}
    pub const None: u8 = 0;
    pub const SHADOWED: u8 = 1;
    pub const VALUE: u8 = 1;
    pub static FIRST: u8 = 1;
    pub mod core {}
    pub mod std {}
    pub mod alloc {}
    pub mod pickle_core {}
    pub mod _pickle {}
    pub type str = ();
    pub type usize = ();
    pub type i128 = ();
    pub type bool = ();
}

#[allow(unused_imports)]
use user::*;

impl<T> Fallible for T {
    fn into_result(self) {}
}

/// Methods that would be found before those of traits.
trait Everything: Sized {
    fn unwrap_or_else(self) {}
    fn map_err(self) {}
    fn pickle(&self) {}
    fn unpickle(&self) {}
    fn clone(&self) {}
    fn begin_object(&mut self) {}
}

impl<T> Everything for T {}

#[derive(Derive)]
struct Shadowed {
    #[pickle(init_arg)]
    value: i32,
    #[pickle(default)]
    state: i32,
    #[pickle(skip)]
    object: i32,
    #[pickle(rename = "e")]
    encoder: ::core::option::Option<i32>,
    decoder: String,
    args: i32,
    error: (),
    index: i32,
    class: i32,
    keywords: i32,
    items: i32,
    item: i32,
    key: i32,
    count: i32,
    field_value: i32,
    variant: i32,
    #[pickle(dict)]
    dict: ::std::collections::BTreeMap<String, i32>,
}

#[derive(Derive)]
#[pickle(getstate = Pair::getstate, setstate = Pair::setstate, init = Pair::new)]
struct Pair {
    #[pickle(init_arg)]
    a: i32,
    #[pickle(init_arg = "b")]
    b: i32,
}

impl Pair {
    fn new(a: i32, b: i32) -> ::core::result::Result<Pair, ::std::fmt::Error> {
        ::core::result::Result::Ok(Pair { a, b })
    }
    fn getstate(&self) -> i32 {
        self.a
    }
    fn setstate(&mut self, state: i32) {
        self.a = state;
    }
}

#[derive(Derive)]
enum Kind {
    First { value: i32, tag: i32 },
    Second(i32, #[pickle(skip)] i32),
    Ok,
    Err,
    Some,
    None,
}

#[derive(Derive)]
#[pickle(as_tuple)]
enum Tagged {
    First(i32),
    Second { tag: i32, items: i32, index: i32 },
}

#[derive(Derive)]
enum Members {
    First,
    Ok,
    None,
    Members,
    members,
}

#[derive(Derive)]
#[pickle(as_tuple)]
struct Tuple(i32, #[pickle(skip)] i32, i32);

fn main() {}
