//! What attributes ask of the types of fields.

use core::borrow::Borrow;

/// What `#[pickle(buffer)]` takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a buffer",
    label = "holds no bytes that could be lent",
    note = "`buffer` takes `Vec<u8>`, `Box<[u8]>`, `Rc<[u8]>`, `Arc<[u8]>`, `Cow<[u8]>`, `&[u8]` and `[u8; N]`; `buffer, bytes` takes every type that is `AsRef<[u8]>` and `From<Vec<u8>>`"
)]
pub trait BufferField {
    /// The bytes.
    fn as_buffer(&self) -> &[u8];
}

#[diagnostic::do_not_recommend]
impl<T: Borrow<[u8]> + ?Sized> BufferField for T {
    #[inline]
    fn as_buffer(&self) -> &[u8] {
        self.borrow()
    }
}

/// What `#[pickle(default)]` and `#[pickle(skip)]` take.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no default",
    label = "the trait `Default` is not implemented for `{Self}`",
    note = "derive or implement `Default`, or name a function that makes the value: `default = path`"
)]
pub trait DefaultField: Sized {
    /// The value.
    fn default_value() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Default> DefaultField for T {
    #[inline]
    fn default_value() -> T {
        T::default()
    }
}
