use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(init = |x| Point { x })]
struct Point {
    #[pickle(init_arg)]
    x: f64,
}

fn main() {}
