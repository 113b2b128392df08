use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(modul = "geo")]
struct Inner<'a, T: Clone, const N: usize>
where
    T: Copy,
{
    #[pickle(init_arg)]
    values: [T; N],
    name: &'a str,
}

#[derive(Pickle)]
struct Outer<'a> {
    inner: Inner<'a, u8, 3>,
}

fn main() {}
