//! Instances: their class and arguments, then their state.

use super::collections::{OpenDict, OpenTuple};
use super::encoder::{Encoder, unrepresentable};
use crate::error::Error;
use crate::global::Class;
use crate::opcode::Opcode;
use crate::pickle::Pickle;
use crate::protocol::Protocol;

/// How an instance is made again from its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Construct {
    /// `C(*args)`: `__getinitargs__`, or a callable in `__reduce__`.
    Call,
    /// `C.__new__(C, *args)`: `__getnewargs__`.
    New,
    /// `C.__new__(C, *args, **kwargs)`: `__getnewargs_ex__`.
    NewEx,
}

/// The open arguments of an instance; close them with [`Encoder::end_args`], or go on to
/// [`Encoder::begin_keywords`].
#[must_use = "open arguments must be closed with `end_args`"]
pub struct OpenArgs {
    tuple: OpenTuple,
    construct: Construct,
    identity: Option<usize>,
}

/// The open keyword arguments of an instance; close them with [`Encoder::end_keywords`].
#[must_use = "open keyword arguments must be closed with `end_keywords`"]
pub struct OpenKeywords {
    dict: OpenDict,
    identity: Option<usize>,
}

impl Encoder<'_> {
    /// Opens an instance of `class`: its `args` positional arguments follow.
    ///
    /// Then comes [`end_args`](Encoder::end_args); with [`Construct::NewEx`],
    /// [`begin_keywords`](Encoder::begin_keywords). Protocols 0 and 1 have no NEWOBJ, and those
    /// before 4 no NEWOBJ_EX: there the same is said by calls of `copyreg._reconstructor`,
    /// `copyreg.__newobj__` and `functools.partial`, as by CPython.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unrepresentable`](crate::ErrorKind::Unrepresentable) if the class's name has no
    /// form in the protocol; [`ErrorKind::Limit`](crate::ErrorKind::Limit) if nested too deep; if
    /// the writer fails.
    pub fn begin_object(
        &mut self,
        class: &'static Class,
        construct: Construct,
        args: usize,
    ) -> Result<OpenArgs, Error> {
        let identity = self.begin_identity();
        let tuple = match construct {
            Construct::New if self.protocol < Protocol::V2 && args == 0 => {
                self.global("copyreg", "_reconstructor")?;
                let tuple = self.begin_tuple(3)?;
                self.class(class)?;
                self.global("builtins", "object")?;
                self.none()?;
                tuple
            }
            Construct::New if self.protocol < Protocol::V2 => {
                self.global("copyreg", "__newobj__")?;
                let tuple = self.begin_tuple(args + 1)?;
                self.class(class)?;
                tuple
            }
            Construct::NewEx if self.protocol < Protocol::V4 => self.begin_partial(class, args)?,
            _ => {
                self.class(class)?;
                self.begin_tuple(args)?
            }
        };
        Ok(OpenArgs { tuple, construct, identity })
    }

    /// Opens an instance of a `class` that is derived from `list` or `dict`, whose items are added
    /// by [`append_items`](Encoder::append_items) or [`set_entries`](Encoder::set_entries) behind
    /// [`end_args`](Encoder::end_args). It has no arguments.
    ///
    /// As [`begin_object`](Encoder::begin_object) with [`Construct::New`], but protocols 0 and 1
    /// call `copyreg.__newobj__`: `copyreg._reconstructor` makes instances by `object.__new__`,
    /// which such a class refuses.
    ///
    /// # Errors
    ///
    /// As [`begin_object`](Encoder::begin_object).
    pub fn begin_container(&mut self, class: &'static Class) -> Result<OpenArgs, Error> {
        if self.protocol >= Protocol::V2 {
            return self.begin_object(class, Construct::New, 0);
        }
        let identity = self.begin_identity();
        self.global("copyreg", "__newobj__")?;
        let tuple = self.begin_tuple(1)?;
        self.class(class)?;
        Ok(OpenArgs { tuple, construct: Construct::New, identity })
    }

    /// `functools.partial(C.__new__)`, whose state (function, args, keywords, dict) is being built.
    fn begin_partial(&mut self, class: &'static Class, args: usize) -> Result<OpenTuple, Error> {
        let new = alloc::format!("{}.__new__", class.name());
        self.global("functools", "partial")?;
        let function = self.begin_tuple(1)?;
        self.global(&class.module(), &new)?;
        self.end_tuple(function)?;
        self.reduce()?;
        // Closed by `end_keywords`, which knows that it is there.
        let _state = self.begin_tuple(4)?;
        self.global(&class.module(), &new)?;
        let tuple = self.begin_tuple(args + 1)?;
        self.class(class)?;
        Ok(tuple)
    }

    /// Closes the arguments of an instance that takes no keyword arguments.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    pub fn end_args(&mut self, args: OpenArgs) -> Result<(), Error> {
        if args.construct == Construct::NewEx {
            let keywords = self.begin_keywords(args, 0)?;
            return self.end_keywords(keywords);
        }
        self.end_tuple(args.tuple)?;
        if args.construct == Construct::New && self.protocol >= Protocol::V2 {
            self.op(Opcode::NewObj);
        } else {
            self.reduce()?;
        }
        self.end_identity(args.identity)
    }

    /// Closes the positional arguments and opens `len` keyword arguments, each an
    /// [`attribute`](Encoder::attribute) name and a value, which follow.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unrepresentable`](crate::ErrorKind::Unrepresentable) if the instance was not opened with
    /// [`Construct::NewEx`]; if the writer fails.
    pub fn begin_keywords(&mut self, args: OpenArgs, len: usize) -> Result<OpenKeywords, Error> {
        if args.construct != Construct::NewEx {
            return Err(unrepresentable("keyword arguments need `Construct::NewEx`"));
        }
        self.end_tuple(args.tuple)?;
        let dict = self.begin_dict(len)?;
        Ok(OpenKeywords { dict, identity: args.identity })
    }

    /// Closes the keyword arguments.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    pub fn end_keywords(&mut self, keywords: OpenKeywords) -> Result<(), Error> {
        self.end_dict(keywords.dict)?;
        if self.protocol >= Protocol::V4 {
            self.op(Opcode::NewObjEx);
            return self.end_identity(keywords.identity);
        }
        self.none()?;
        self.end_tuple(OpenTuple { len: 4 })?;
        self.build()?;
        let args = self.begin_tuple(0)?;
        self.end_tuple(args)?;
        self.reduce()?;
        self.end_identity(keywords.identity)
    }

    /// Calls the function with the arguments, both written last.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    #[inline]
    pub fn reduce(&mut self) -> Result<(), Error> {
        self.op(Opcode::Reduce);
        Ok(())
    }

    /// Gives the state that was written last to the instance before it: `__setstate__`, or the
    /// update of its `__dict__`.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    #[inline]
    pub fn build(&mut self) -> Result<(), Error> {
        self.op(Opcode::Build);
        Ok(())
    }

    /// Writes the state and gives it to the instance before it, unless the state is `None`, which
    /// Python takes for no state.
    ///
    /// # Errors
    ///
    /// What the state gives; if the writer fails.
    pub fn state<S: Pickle + ?Sized>(&mut self, state: &S) -> Result<(), Error> {
        // Whatever ends a frame here would otherwise do so behind `start`.
        self.begin()?;
        let start = self.out.len();
        state.pickle(self)?;
        if self.out.as_slice().get(start..) == Some(&[Opcode::None.byte()]) {
            self.out.truncate(start);
            return Ok(());
        }
        self.build()
    }
}
