//! What the tests of the workspace share: real Pythons to talk to, and fixtures
//! that stand in for them where there are none.
//!
//! The other side of the conversation is in `tests/python`: `zoo.py` with the
//! classes and objects, `produce.py`, which pickles them, and `check.py`, which
//! unpickles and compares.

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct ExamplesOfTheReadme;

pub mod fixtures;
pub mod hex;
pub mod opcodes;
pub mod parallel;
pub mod python;
