use pickle_core::Pickle;
use std::time::Duration;

#[derive(Pickle)]
struct Race {
    #[pickle(with = "pickle_core::suites::Micros")]
    time: Duration,
}

fn main() {}
