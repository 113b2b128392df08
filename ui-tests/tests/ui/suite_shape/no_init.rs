use pickle_core::{Class, Error, NoState, PickleSuite};

struct Counter(u64);
struct CounterSuite;

impl PickleSuite<Counter> for CounterSuite {
    type InitArgs = (u64,);
    type State = NoState;

    fn class() -> &'static Class {
        static COUNTER: Class = Class::new("counters", "Counter");
        &COUNTER
    }
    fn getinitargs(counter: &Counter) -> Result<(u64,), Error> {
        Ok((counter.0,))
    }
}

fn main() {}
