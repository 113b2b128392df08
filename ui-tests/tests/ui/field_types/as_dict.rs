use pickle_core::Pickle;

struct Foreign;

#[derive(Pickle)]
#[pickle(as_dict)]
struct Holder {
    #[pickle(default = make)]
    value: Foreign,
}

fn make() -> Foreign {
    Foreign
}

fn main() {}
