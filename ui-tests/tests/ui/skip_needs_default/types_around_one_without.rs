use pickle_core::Pickle;

#[derive(Pickle)]
struct Color(u8);

#[derive(Pickle)]
struct Pen {
    #[pickle(default)]
    boxed: Box<Color>,
    #[pickle(init_arg, default)]
    pair: (Color, u8),
}

fn main() {}
