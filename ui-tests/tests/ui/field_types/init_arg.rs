use pickle_core::Pickle;

struct Foreign;

#[derive(Pickle)]
#[pickle(init = Holder::new)]
struct Holder {
    #[pickle(init_arg)]
    value: Foreign,
}

impl Holder {
    fn new(value: Foreign) -> Holder {
        Holder { value }
    }
}

fn main() {}
