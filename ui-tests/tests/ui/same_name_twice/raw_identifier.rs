use pickle_core::Pickle;

#[derive(Pickle)]
struct Token {
    r#type: String,
    #[pickle(rename = "type")]
    kind: String,
}

fn main() {}
