use pickle_core::{Class, Error, NoState, Pickle, PickleSuite};

#[derive(Pickle)]
#[pickle(suite = CounterSuite, module = "counters", as_tuple)]
struct Counter {
    #[pickle(init_arg)]
    count: u64,
}

struct CounterSuite;

impl PickleSuite<Counter> for CounterSuite {
    type InitArgs = (u64,);
    type State = NoState;

    fn class() -> &'static Class {
        static COUNTER: Class = Class::new("counters", "Counter");
        &COUNTER
    }
    fn getinitargs(counter: &Counter) -> Result<(u64,), Error> {
        Ok((counter.count,))
    }
    fn init((count,): (u64,)) -> Result<Counter, Error> {
        Ok(Counter { count })
    }
}

fn main() {}
