use pickle_core::{Class, Error, PickleSuite};

struct Counter(u64);
struct CounterSuite;

impl PickleSuite<Counter> for CounterSuite {
    type InitArgs = ();
    type State = CounterSuite;

    fn class() -> &'static Class {
        static COUNTER: Class = Class::new("counters", "Counter");
        &COUNTER
    }
    fn getinitargs(_: &Counter) -> Result<(), Error> {
        Ok(())
    }
    fn init((): ()) -> Result<Counter, Error> {
        Ok(Counter(0))
    }
}

fn main() {}
