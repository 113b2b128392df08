use pickle_core::Pickle;

#[derive(Pickle)]
struct Weather {
    #[pickle(with = pickle_core::suites::Micros)]
    temperature: f64,
}

fn main() {}
