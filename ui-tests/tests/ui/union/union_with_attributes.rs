use pickle_core::Pickle;

#[derive(Clone, Copy, Pickle)]
#[pickle(module = "bits")]
union Bits {
    #[pickle(skip)]
    float: f32,
    int: u32,
}

fn main() {}
