use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(rename_all = "camel_case")]
struct Point {
    x: f64,
}

fn main() {}
