use pickle_core::Pickle;

#[derive(Clone, Copy, Pickle)]
union Bits {
    float: f32,
    int: u32,
}

fn main() {}
