//! Instances of the usual kind: without arguments, and with attributes.

use super::collections::OpenDict;
use super::encoder::Encoder;
use super::identity::Identity;
use super::object::Construct;
use super::room::{Estimate, HEADER};
use crate::error::Error;
use crate::global::Class;
use crate::opcode::Opcode;
use crate::pickle::Pickle;
use crate::protocol::Protocol;

/// The place of names where nothing is written in a hurry: before protocol 2, which has other
/// opcodes, and with a dispatch table, in which each object is looked up.
const NOWHERE: usize = usize::MAX / 2;

/// An open instance; close it with [`Encoder::end_instance`].
#[must_use = "an open instance must be closed with `end_instance`"]
pub struct OpenInstance {
    pub(crate) class: &'static Class,
    /// Where the memo has the class's names; or [`NOWHERE`].
    pub(super) names: usize,
    len: usize,
}

/// Instances that have attributes and nothing else.
impl Encoder<'_> {
    /// Opens an instance of `class` that is made without arguments, by `C.__new__(C)`, and has
    /// `len` attributes, each a name by [`attribute_of`](Encoder::attribute_of) and a value, which
    /// follow.
    ///
    /// The same is written by [`begin_object`](Encoder::begin_object) and a dict as its state;
    /// but here the class is looked up once, and what usually stands before the attributes is
    /// written at once.
    ///
    /// ```
    /// use pickle_core::{Class, Encoder, Error, Pickle};
    ///
    /// static POINT: Class = Class::new("geo", "Point").names(&["x", "y"]);
    ///
    /// struct Point { x: i32, y: i32 }
    ///
    /// impl Pickle for Point {
    ///     fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
    ///         let point = encoder.begin_instance(&POINT, 2)?;
    ///         encoder.attribute_of(&point, 0)?;
    ///         self.x.pickle(encoder)?;
    ///         encoder.attribute_of(&point, 1)?;
    ///         self.y.pickle(encoder)?;
    ///         encoder.end_instance(point)
    ///     }
    /// }
    ///
    /// let points = pickle_core::to_vec(&[Point { x: 1, y: 2 }, Point { x: 3, y: 4 }])?;
    /// let points: pickle_core::Value = pickle_core::from_slice(&points)?;
    /// assert_eq!(points.to_string(), "(geo.Point(x=1, y=2), geo.Point(x=3, y=4))");
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`begin_object`](Encoder::begin_object).
    #[inline]
    pub fn begin_instance(
        &mut self,
        class: &'static Class,
        len: usize,
    ) -> Result<OpenInstance, Error> {
        let is_shared = matches!(self.identity, Identity::Next(_));
        let names = match self.memo.instance(class) {
            Some((header, names))
                if len > 0
                    && !is_shared
                    && self.together(Some(Estimate::bytes(HEADER)), |room, _| {
                        room.header(header.bytes(), len)
                    }) =>
            {
                self.descend()?;
                names
            }
            _ => self.begin_unusual_instance(class, len)?,
        };
        Ok(OpenInstance { class, names: if self.is_plain { names } else { NOWHERE }, len })
    }

    /// Gives where the class's names are.
    #[cold]
    #[inline(never)]
    fn begin_unusual_instance(
        &mut self,
        class: &'static Class,
        len: usize,
    ) -> Result<usize, Error> {
        if self.protocol < Protocol::V2 || len == 0 || matches!(self.identity, Identity::Next(_)) {
            let args = self.begin_object(class, Construct::New, 0)?;
            self.end_args(args)?;
            // What is closed in the end is this dict, and more.
            let OpenDict { .. } = self.begin_dict(len)?;
        } else {
            self.class(class)?;
            self.begin_attributes(len)?;
        }
        Ok(self.memo.known_names(class).unwrap_or(NOWHERE))
    }

    /// What stands behind the class, before the attributes: from protocol 2 on.
    fn begin_attributes(&mut self, len: usize) -> Result<(), Error> {
        if !self.together(Some(Estimate::bytes(4)), |room, _| room.new_and_dict(len)) {
            let args = self.begin_tuple(0)?;
            self.end_tuple(args)?;
            self.op(Opcode::NewObj);
            let OpenDict { .. } = self.begin_dict(len)?;
            return Ok(());
        }
        self.descend()
    }

    /// Writes the name of the attribute at `index` of the [`names`](Class::names) of the
    /// instance's class: as [`attribute`](Encoder::attribute), but quicker.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    #[inline]
    pub fn attribute_of(&mut self, instance: &OpenInstance, index: usize) -> Result<(), Error> {
        debug_assert!(index < instance.class.attribute_count());
        match self.memo.name(instance.names, index) {
            Some(get) => self.small(get.bytes()),
            None => self.attribute(instance.class, index),
        }
    }

    /// An attribute, as two objects; errors name it.
    #[cold]
    #[inline(never)]
    pub(crate) fn attribute_apart<T: Pickle + ?Sized>(
        &mut self,
        instance: &OpenInstance,
        index: usize,
        value: &T,
    ) -> Result<(), Error> {
        self.attribute_of(instance, index)?;
        let class = instance.class;
        value.pickle(self).map_err(|error| error.in_attribute(class, class.attribute(index)))
    }

    /// Closes an instance.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    #[inline]
    #[expect(clippy::needless_pass_by_value, reason = "what is closed cannot be closed again")]
    pub fn end_instance(&mut self, instance: OpenInstance) -> Result<(), Error> {
        let closed = [Opcode::SetItems.byte(), Opcode::Build.byte()];
        if instance.len > 1 && self.protocol >= Protocol::V1 && self.out.put_ops(closed) {
            self.ascend();
            return Ok(());
        }
        self.end_unusual_instance(instance.len)
    }

    #[cold]
    #[inline(never)]
    fn end_unusual_instance(&mut self, len: usize) -> Result<(), Error> {
        self.end_dict(OpenDict { len })?;
        self.build()
    }
}
