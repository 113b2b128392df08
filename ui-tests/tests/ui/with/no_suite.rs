use pickle_core::Pickle;

struct Celsius;
struct Temperature(f64);

#[derive(Pickle)]
struct Weather {
    #[pickle(with = Celsius)]
    temperature: Temperature,
}

fn main() {}
