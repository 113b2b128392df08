//! All pointers, all forms of traits, in fields and in registries.

use std::rc::{Rc, Weak};
use std::sync::Arc;

use pickle_core::{Pickle, Registry, polymorphic};

mod shapes {
    /// In a module of its own, with nothing in scope.
    pub trait Shape: pickle_core::Pickle {}
    pickle_core::polymorphic!(dyn Shape);
    pickle_core::polymorphic!(dyn Shape + Send + Sync);
}

use shapes::Shape;

trait Handler<K, V>: Pickle {
    fn handle(&self, key: K) -> V;
}

polymorphic!(<K, V> dyn Handler<K, V>);

trait Sorted<T: Ord>: Pickle {}

polymorphic!(<T> dyn Sorted<T> where T: Ord);

trait Named {}

polymorphic!(dyn crate::Named);

#[derive(Pickle)]
struct Circle {
    radius: f64,
}

impl Shape for Circle {}
impl Named for Circle {}
impl Handler<u8, String> for Circle {
    fn handle(&self, key: u8) -> String {
        key.to_string()
    }
}

#[derive(Pickle)]
struct Drawing {
    first: Box<dyn Shape>,
    shared: Vec<Rc<dyn Shape>>,
    sent: Arc<dyn Shape + Send + Sync>,
    last: Weak<dyn Shape>,
    handler: Option<Box<dyn Handler<u8, String>>>,
    sorted: Option<Rc<dyn Sorted<u8>>>,
}

fn main() -> Result<(), pickle_core::Error> {
    let mut registry = Registry::new();
    registry
        .register::<dyn Shape, Circle>()?
        .register::<dyn Shape + Send + Sync, Circle>()?
        .register::<dyn Named, Circle>()?
        .register::<dyn Handler<u8, String>, Circle>()?;
    let shared: Rc<dyn Shape> = Rc::new(Circle { radius: 1.0 });
    let drawing = Drawing {
        first: Box::new(Circle { radius: 2.0 }),
        last: Rc::downgrade(&shared),
        shared: vec![shared],
        sent: Arc::new(Circle { radius: 3.0 }),
        handler: Some(Box::new(Circle { radius: 4.0 })),
        sorted: None,
    };
    let pickle = pickle_core::to_vec(&drawing)?;
    let read: Drawing = pickle_core::Unpickler::new(&pickle).registry(&registry).load()?;
    assert!(Rc::ptr_eq(&read.shared[0], &read.last.upgrade().unwrap()));
    Ok(())
}
