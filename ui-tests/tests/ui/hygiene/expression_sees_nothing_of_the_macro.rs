use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(init = decoder)]
struct Point {
    #[pickle(init_arg)]
    x: f64,
    #[pickle(skip, default = field_x)]
    y: f64,
}

fn main() {}
