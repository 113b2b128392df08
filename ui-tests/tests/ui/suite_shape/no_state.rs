use pickle_core::{Class, Error, PickleSuite};

struct Counter(u64);
struct CounterSuite;

impl PickleSuite<Counter> for CounterSuite {
    type InitArgs = (u64,);

    fn class() -> &'static Class {
        static COUNTER: Class = Class::new("counters", "Counter");
        &COUNTER
    }
    fn getinitargs(counter: &Counter) -> Result<(u64,), Error> {
        Ok((counter.0,))
    }
    fn init((count,): (u64,)) -> Result<Counter, Error> {
        Ok(Counter(count))
    }
}

fn main() {}
