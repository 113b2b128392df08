use pickle_core::Pickle;

#[derive(Pickle)]
struct Race {
    #[pickle(with = Millis)]
    time: u32,
}

fn main() {}
