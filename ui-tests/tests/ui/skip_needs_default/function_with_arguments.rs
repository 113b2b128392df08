use pickle_core::Pickle;

#[derive(Pickle)]
struct Session {
    user: String,
    #[pickle(skip, default = successor)]
    count: u32,
}

fn successor(number: u32) -> u32 {
    number + 1
}

fn main() {}
