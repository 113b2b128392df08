use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(rename_all = "camelCase")]
struct Point {
    far_x: f64,
    #[allow(non_snake_case)]
    farX: f64,
}

fn main() {}
