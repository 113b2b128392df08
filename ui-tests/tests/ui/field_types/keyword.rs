use pickle_core::Pickle;

struct Foreign;

#[derive(Pickle)]
struct Holder {
    #[pickle(init_arg = "value")]
    value: Foreign,
}

fn main() {}
