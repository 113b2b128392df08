use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(as_tuple, version = 1)]
struct Point {
    x: i32,
    y: i32,
}

#[derive(Pickle)]
#[pickle(transparent, version = 1)]
struct Id {
    id: u64,
}

#[derive(Pickle)]
#[pickle(version = 1)]
enum Color {
    Red,
    Green,
}

fn main() {}
