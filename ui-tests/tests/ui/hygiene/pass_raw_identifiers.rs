#![allow(non_camel_case_types)]

mod r#mod {
    use pickle_core::Pickle;

    #[derive(Debug, PartialEq, Pickle)]
    pub struct r#struct {
        pub r#type: String,
        #[pickle(init_arg)]
        pub r#fn: u32,
        #[pickle(init_arg = "in")]
        pub r#in: u32,
        #[pickle(skip, default = r#match)]
        pub r#ref: u32,
    }

    fn r#match() -> u32 {
        7
    }

    #[derive(Debug, PartialEq, Pickle)]
    pub enum r#enum {
        r#const { r#let: u8 },
        r#static(u8),
        r#while,
    }

    #[derive(Debug, PartialEq, Pickle)]
    pub enum Members {
        r#await,
        r#dyn,
    }

    #[derive(Debug, PartialEq, Pickle)]
    pub struct Generic<'r#loop, r#T> {
        pub r#for: r#T,
        pub r#if: &'r#loop str,
    }
}

use r#mod::*;

fn main() {
    let value = (
        r#struct { r#type: "a".into(), r#fn: 1, r#in: 2, r#ref: 7 },
        vec![r#enum::r#const { r#let: 1 }, r#enum::r#static(2), r#enum::r#while],
        vec![Members::r#await, Members::r#dyn],
        Generic { r#for: 1, r#if: "x" },
    );
    let pickle = pickle_core::to_vec(&value).unwrap();
    let read: (r#struct, Vec<r#enum>, Vec<Members>, Generic<u8>) = pickle_core::from_slice(&pickle).unwrap();
    assert_eq!(read, value);
    let text = String::from_utf8_lossy(&pickle);
    assert!(text.contains("type") && text.contains("mod") && text.contains("struct"));
    assert!(!text.contains("r#"), "{text}");
}
