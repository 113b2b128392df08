use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(as_tuple, rename_all = "camelCase")]
struct Point {
    #[pickle(rename = "X")]
    x: f64,
    #[pickle(default)]
    y: f64,
}

fn main() {}
