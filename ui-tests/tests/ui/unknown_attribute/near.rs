use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(get_state = Point::state)]
struct Point {
    #[pickle(initarg)]
    x: f64,
    #[pickle(persistant_id)]
    y: f64,
}

fn main() {}
