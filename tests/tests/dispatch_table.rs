//! The dispatch table: one pickler's own way to pickle a type.

use std::cell::Cell;
use std::rc::Rc;

use pickle_core::{
    Decoder, Encoder, Error, ErrorKind, Pickle, PickleWith, Pickler, Protocol, Value, from_slice,
};
use pickle_tests::{hex, python};

trait Shape: Pickle {}
pickle_core::polymorphic!(dyn Shape);

#[derive(Pickle)]
#[pickle(module = "geo")]
struct Circle {
    radius: f64,
}

#[derive(Pickle)]
#[pickle(module = "geo")]
struct Triangle {
    side: f64,
}

#[derive(Pickle)]
#[pickle(module = "geo")]
struct Rectangle {
    width: f64,
}

impl Shape for Circle {}
impl Shape for Triangle {}

/// Prints the widths of the rectangles in a drawing, and whether the rest is as it should be.
const GEO: &str = "
import binascii, pickle, sys
class Rectangle(object): pass
class Drawing(object):
    def __init__(self, first): self.first = first
geo = type(sys)('geo')
geo.Rectangle, geo.Drawing = Rectangle, Drawing
sys.modules['geo'] = geo
x = pickle.loads(binascii.unhexlify(sys.stdin.read().encode('ascii')))
circles = [x.first, x.shapes[0], x.shared[0]] + list(x.pair)
print('%s %s' % (
    [c.width for c in circles],
    set(map(type, circles)) == {Rectangle} and x.shapes[1] is None and x.shared[0] is x.shared[1]))
";

/// A drawing, with shapes in all places where values can be.
#[derive(Pickle)]
#[pickle(module = "geo")]
struct Drawing {
    #[pickle(init_arg)]
    first: Circle,
    shapes: Vec<Box<dyn Shape>>,
    shared: (Rc<Circle>, Rc<Circle>),
    pair: [Circle; 2],
}

#[test]
fn the_dispatch_table_overrides_a_type_wherever_it_occurs() {
    let circle = |radius| Circle { radius };
    let shared = Rc::new(circle(4.0));
    let drawing = Drawing {
        first: circle(1.0),
        shapes: vec![Box::new(circle(2.0)), Box::new(Triangle { side: 3.0 })],
        shared: (shared.clone(), shared),
        pair: [circle(5.0), circle(6.0)],
    };
    let count = Cell::new(0);
    for protocol in Protocol::ALL {
        count.set(0);
        let mut pickler = Pickler::in_memory()
            .protocol(protocol)
            .dispatch(|circle: &Circle, encoder: &mut Encoder<'_>| {
                count.set(count.get() + 1);
                Rectangle { width: circle.radius * 2.0 }.pickle(encoder)
            })
            .dispatch(|_: &Triangle, encoder: &mut Encoder<'_>| encoder.none());
        pickler.dump(&drawing).unwrap();
        assert_eq!(count.get(), 5, "the shared one is written once");
        let input = hex::encode(&pickler.into_vec());
        for python in python::interpreters() {
            if python.highest_protocol() >= protocol.number() {
                let answer = python.run_script(GEO, input.as_bytes()).unwrap();
                assert_eq!(
                    answer.trim(),
                    "[2.0, 4.0, 8.0, 10.0, 12.0] True",
                    "{protocol}, {python}"
                );
            }
        }
    }
}

/// Keeps a circle as a plain float.
struct Radius;

impl PickleWith<Circle> for Radius {
    fn pickle(circle: &Circle, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.float(circle.radius)
    }

    fn unpickle<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<Circle, Error> {
        decoder.read_float().map(|radius| Circle { radius })
    }
}

#[test]
fn the_dispatch_table_takes_suites() {
    let mut pickler =
        Pickler::in_memory().dispatch::<Circle>(<Radius as PickleWith<Circle>>::pickle);
    pickler.dump(&[Circle { radius: 1.5 }]).unwrap();
    assert_eq!(from_slice::<(f64,)>(&pickler.into_vec()).unwrap(), (1.5,));
}

/// A tree of one type.
#[derive(Pickle)]
#[pickle(module = "geo", name = "Circle")]
struct Tree {
    leaves: Vec<Tree>,
}

#[test]
fn the_function_may_ask_for_the_value_as_it_is() {
    let tree = Tree { leaves: vec![Tree { leaves: vec![] }, Tree { leaves: vec![] }] };
    let mut pickler = Pickler::in_memory().dispatch(|tree: &Tree, encoder: &mut Encoder<'_>| {
        let pair = encoder.begin_tuple(2)?;
        tree.leaves.len().pickle(encoder)?;
        tree.pickle(encoder)?;
        encoder.end_tuple(pair)
    });
    pickler.dump(&tree).unwrap();
    let value: Value = from_slice(&pickler.into_vec()).unwrap();
    assert_eq!(
        value.to_string(),
        "(2, geo.Circle(leaves=[(0, geo.Circle(leaves=[])), (0, geo.Circle(leaves=[]))]))"
    );
}

#[test]
fn an_error_of_the_function_has_its_place() {
    let mut pickler = Pickler::in_memory()
        .dispatch(|_: &Tree, _: &mut Encoder<'_>| Err(Error::custom("no trees")));
    let error = pickler.dump(&[Tree { leaves: vec![] }]).unwrap_err();
    assert_eq!(error.to_string(), "[0]: no trees");
    // A function that never comes to an end is stopped.
    let mut pickler = Pickler::in_memory().dispatch(|_: &Tree, encoder: &mut Encoder<'_>| {
        Tree { leaves: vec![Tree { leaves: vec![] }] }.leaves.pickle(encoder)
    });
    assert_eq!(pickler.dump(&Tree { leaves: vec![] }).unwrap_err().kind(), ErrorKind::Limit);
}
