//! The runtime under another name only: the derive must not say `::pickle_core`.

mod facade {
    pub mod runtime {
        pub use ::pickle_core::*;
    }
}

mod user {
    /// In the way of a path that does not begin at the root.
    #[allow(dead_code)]
    mod pickle_core {}

    use super::facade::runtime::Pickle;

    #[derive(Debug, PartialEq, Pickle)]
    #[pickle(crate = crate::facade::runtime)]
    pub struct Point {
        pub x: f64,
    }

    #[derive(Debug, PartialEq, Pickle)]
    #[pickle(crate = super::facade::runtime, as_tuple)]
    pub enum Shape<T> {
        Circle(T),
    }

    #[derive(Debug, PartialEq, Pickle)]
    pub struct Usual(pub u8, pub u8);
}

fn main() {
    let value = (user::Point { x: 1.0 }, user::Shape::Circle(1.0), user::Usual(1, 2));
    let pickle = pickle_core::to_vec(&value).unwrap();
    let read: (user::Point, user::Shape<f64>, user::Usual) = pickle_core::from_slice(&pickle).unwrap();
    assert_eq!(read, value);
}
