use pickle_core::{Error, StatePair};

struct Counter(u64);
struct CounterSuite;

impl StatePair<Counter> for CounterSuite {
    type State = u64;

    fn setstate(counter: &mut Counter, count: u64) -> Result<(), Error> {
        counter.0 = count;
        Ok(())
    }
}

fn main() {}
