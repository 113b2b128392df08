use pickle_core::Pickle;
use std::error;
use std::fmt;
use std::io;

#[derive(Debug, PartialEq, Pickle)]
#[pickle(init = World::new, getstate = World::getstate, setstate = World::setstate)]
struct World {
    #[pickle(init_arg)]
    country: String,
    #[pickle(init_arg)]
    age: u32,
    secret: Option<u32>,
}

impl World {
    fn new(country: impl Into<String>, age: u32) -> io::Result<Self> {
        Ok(World { country: country.into(), age, secret: None })
    }
    fn getstate(&self) -> Result<Option<u32>, Box<dyn error::Error + Send + Sync>> {
        Ok(self.secret)
    }
    fn setstate(self: &mut Self, secret: Option<u32>) -> Result<(), fmt::Error> {
        self.secret = secret;
        Ok(())
    }
}

/// With functions that are generic, unsafe-free, const and outside of the type.
#[derive(Debug, PartialEq, Pickle)]
#[pickle(init = Cell::<T>::new, getinitargs = getinitargs)]
struct Cell<T: Clone> {
    value: T,
}

impl<T: Clone> Cell<T> {
    const fn new(value: T) -> Self {
        Cell { value }
    }
}

fn getinitargs<T: Clone>(cell: &Cell<T>) -> (T,) {
    (cell.value.clone(),)
}

/// Init args that may fail.
#[derive(Debug, PartialEq, Pickle)]
#[pickle(init = Path::new, getinitargs = Path::getinitargs)]
struct Path {
    name: String,
}

impl Path {
    fn new(name: String) -> Result<Path, pickle_core::Error> {
        Ok(Path { name })
    }
    fn getinitargs(&self) -> Result<(String,), String> {
        Ok((self.name.clone(),))
    }
}

fn main() {
    let world = World { country: "Wales".into(), age: 3, secret: Some(42) };
    let value = (world, Cell { value: 1 }, Path { name: "p".into() });
    let pickle = pickle_core::to_vec(&value).unwrap();
    assert_eq!(pickle_core::from_slice::<(World, Cell<u8>, Path)>(&pickle).unwrap(), value);
}
