use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(getstate = Cell::<T>::getstate)]
struct Cell<T: Copy + Default> {
    value: T,
}

impl<T: Copy + Default> Cell<T> {
    fn getstate(&self) -> T {
        self.value
    }
}

fn main() {}
