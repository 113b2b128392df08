use pickle_core::{Error, StatePair};

struct Counter(u64);
struct CounterSuite;

impl StatePair<Counter> for CounterSuite {
    type State = u64;

    fn getstate(counter: &Counter) -> Result<Option<u64>, Error> {
        Ok(Some(counter.0))
    }
}

fn main() {}
