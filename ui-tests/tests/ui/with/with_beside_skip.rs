use pickle_core::Pickle;
use std::time::Duration;

#[derive(Pickle)]
struct Race {
    #[pickle(skip, with = pickle_core::suites::Micros)]
    time: Duration,
}

fn main() {}
