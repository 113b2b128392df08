use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(init = _pickle::make)]
struct Point {
    #[pickle(init_arg)]
    x: f64,
}

fn main() {}
