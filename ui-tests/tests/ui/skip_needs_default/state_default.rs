use pickle_core::Pickle;

struct Color(u8);

impl pickle_core::Pickle for Color {
    fn pickle(&self, encoder: &mut pickle_core::Encoder<'_>) -> Result<(), pickle_core::Error> {
        self.0.pickle(encoder)
    }
}

impl<'de> pickle_core::Unpickle<'de> for Color {
    fn unpickle<D: pickle_core::Decoder<'de>>(decoder: &mut D) -> Result<Color, pickle_core::Error> {
        u8::unpickle(decoder).map(Color)
    }
}

#[derive(Pickle)]
struct Pen {
    #[pickle(default)]
    color: Color,
}

fn main() {}
