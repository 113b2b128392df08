use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(rename_all_fields = "camelCase")]
struct Point {
    x: f64,
}

fn main() {}
