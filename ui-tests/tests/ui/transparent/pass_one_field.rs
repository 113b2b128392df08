use pickle_core::Pickle;
use std::marker::PhantomData;

#[derive(Debug, PartialEq, Pickle)]
struct Newtype(f64);

#[derive(Debug, PartialEq, Pickle)]
#[pickle(transparent)]
struct Named {
    meters: f64,
}

#[derive(Debug, PartialEq, Pickle)]
#[pickle(transparent)]
struct Length<Unit>(f64, #[pickle(skip)] PhantomData<Unit>);

#[derive(Debug, PartialEq)]
struct Meters;

fn main() {
    let value = (Newtype(1.0), Named { meters: 2.0 }, Length::<Meters>(3.0, PhantomData));
    let pickle = pickle_core::to_vec(&value).unwrap();
    assert_eq!(pickle, pickle_core::to_vec(&(1.0, 2.0, 3.0)).unwrap());
    assert_eq!(pickle_core::from_slice::<(Newtype, Named, Length<Meters>)>(&pickle).unwrap(), value);
}
