use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(transparent)]
struct Meters {
    #[pickle(rename = "m")]
    meters: f64,
}

fn main() {}
