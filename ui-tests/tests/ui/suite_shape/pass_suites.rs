use pickle_core::{Class, Error, NoState, Pickle, PickleSuite, StatePair};

#[derive(Debug, PartialEq, Pickle)]
#[pickle(suite = CounterSuite)]
struct Counter {
    start: u64,
    count: u64,
}

struct CounterSuite;

impl PickleSuite<Counter> for CounterSuite {
    type InitArgs = (u64,);
    type State = CounterSuite;

    fn class() -> &'static Class {
        static COUNTER: Class = Class::new("counters", "Counter");
        &COUNTER
    }
    fn getinitargs(counter: &Counter) -> Result<(u64,), Error> {
        Ok((counter.start,))
    }
    fn init((start,): (u64,)) -> Result<Counter, Error> {
        Ok(Counter { start, count: 0 })
    }
}

impl StatePair<Counter> for CounterSuite {
    type State = u64;

    fn getstate(counter: &Counter) -> Result<Option<u64>, Error> {
        Ok(Some(counter.count))
    }
    fn setstate(counter: &mut Counter, count: u64) -> Result<(), Error> {
        counter.count = count;
        Ok(())
    }
}

/// A suite for every holder.
#[derive(Debug, PartialEq, Pickle)]
#[pickle(suite = HolderSuite::<T>, bound = "T: Clone + pickle_core::Pickle + pickle_core::UnpickleOwned")]
struct Holder<T> {
    value: T,
}

struct HolderSuite<T>(std::marker::PhantomData<T>);

impl<T> PickleSuite<Holder<T>> for HolderSuite<T>
where
    T: Clone + pickle_core::Pickle + pickle_core::UnpickleOwned,
{
    type InitArgs = (T,);
    type State = NoState;

    fn class() -> &'static Class {
        static HOLDER: Class = Class::new("holders", "Holder");
        &HOLDER
    }
    fn getinitargs(holder: &Holder<T>) -> Result<(T,), Error> {
        Ok((holder.value.clone(),))
    }
    fn init((value,): (T,)) -> Result<Holder<T>, Error> {
        Ok(Holder { value })
    }
}

fn main() {
    let value = (Counter { start: 1, count: 2 }, Holder { value: 3 });
    let pickle = pickle_core::to_vec(&value).unwrap();
    assert_eq!(pickle_core::from_slice::<(Counter, Holder<u8>)>(&pickle).unwrap(), value);
}
