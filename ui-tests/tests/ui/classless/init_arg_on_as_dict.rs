use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(as_dict)]
struct Point {
    #[pickle(init_arg)]
    x: f64,
    y: f64,
}

fn main() {}
