use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use pickle_core::{Buffer, Pickle};

#[derive(Pickle, PartialEq, Debug)]
struct Borrowed<'a> {
    #[pickle(buffer)]
    slice: &'a [u8],
    #[pickle(buffer)]
    cow: Cow<'a, [u8]>,
    wrapped: Option<Buffer<&'a [u8]>>,
}

#[derive(Pickle)]
struct Owned {
    #[pickle(init_arg, buffer)]
    vec: Vec<u8>,
    #[pickle(init_arg = "kw", buffer)]
    boxed: Box<[u8]>,
    #[pickle(buffer, rename = "r")]
    rc: Rc<[u8]>,
    #[pickle(buffer, state)]
    arc: Arc<[u8]>,
    #[pickle(buffer, default)]
    array: [u8; 4],
    #[pickle(buffer, bytes)]
    foreign: Foreign,
}

struct Foreign(Vec<u8>);

impl AsRef<[u8]> for Foreign {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Foreign {
    fn from(bytes: Vec<u8>) -> Foreign {
        Foreign(bytes)
    }
}

#[derive(Pickle)]
struct Tuple(#[pickle(buffer)] Vec<u8>, u8);

#[derive(Pickle)]
#[pickle(transparent)]
struct Transparent {
    #[pickle(buffer)]
    data: Vec<u8>,
}

#[derive(Pickle)]
enum Media {
    Image {
        #[pickle(buffer)]
        data: Vec<u8>,
    },
    Sound(#[pickle(buffer)] Vec<u8>),
}

fn main() {
    let value = Borrowed { slice: b"a", cow: b"b"[..].into(), wrapped: Some(Buffer(b"c")) };
    let pickle = pickle_core::to_vec(&value).unwrap();
    assert_eq!(pickle_core::from_slice::<Borrowed<'_>>(&pickle).unwrap(), value);
}
