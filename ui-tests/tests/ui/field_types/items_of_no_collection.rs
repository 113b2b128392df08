use pickle_core::Pickle;

#[derive(Pickle)]
struct Stack {
    #[pickle(listitems)]
    items: i32,
}

#[derive(Pickle)]
struct Table {
    #[pickle(dictitems)]
    entries: Vec<(String, i32)>,
}

fn main() {}
