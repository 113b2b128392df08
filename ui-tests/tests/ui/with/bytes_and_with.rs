use pickle_core::Pickle;
use std::time::Duration;

#[derive(Pickle)]
struct Race {
    #[pickle(with = pickle_core::suites::Micros, bytes)]
    time: Duration,
}

fn main() {}
