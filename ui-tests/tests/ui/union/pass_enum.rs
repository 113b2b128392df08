use pickle_core::Pickle;

#[derive(Clone, Copy, Debug, PartialEq, Pickle)]
enum Bits {
    Float(f32),
    Int(u32),
}

fn main() {
    let value = [Bits::Float(1.5), Bits::Int(2)];
    let pickle = pickle_core::to_vec(&value).unwrap();
    assert_eq!(pickle_core::from_slice::<[Bits; 2]>(&pickle).unwrap(), value);
}
