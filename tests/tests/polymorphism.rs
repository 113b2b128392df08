//! Trait objects, and the registry that says what they can be.
#![expect(clippy::float_cmp, reason = "floats go round as they are")]

use std::cell::RefCell;
use std::f64::consts::PI;
use std::rc::{Rc, Weak};
use std::sync::{Arc, Weak as WeakArc};

use pickle_core::{
    Class, Error, ErrorKind, Global, NoState, Pickle, PickleClass, PickleSuite, Pickler, Protocol,
    Registry, Unpickler, Value, from_slice, polymorphic, to_vec,
};
use pickle_tests::{hex, python};

trait Shape: Pickle {
    fn area(&self) -> f64;
}

polymorphic!(dyn Shape);
polymorphic!(dyn Shape + Send + Sync);

#[derive(Pickle)]
#[pickle(module = "geo", alias = "old_geo.Disk")]
struct Circle {
    radius: f64,
}

#[derive(Pickle)]
#[pickle(module = "geo", init = Rectangle::new)]
struct Rectangle {
    #[pickle(init_arg)]
    width: f64,
    #[pickle(init_arg)]
    height: f64,
    label: Option<String>,
}

/// Each variant is a class.
#[derive(Pickle)]
#[pickle(module = "geo")]
enum Regular {
    Triangle { side: f64 },
    Hexagon { side: f64 },
}

/// Each variant is a member of an `enum.Enum`.
#[derive(Pickle)]
#[pickle(module = "geo")]
enum Unit {
    Dot = 1,
    Pixel = 2,
}

impl Rectangle {
    fn new(width: f64, height: f64) -> Rectangle {
        Rectangle { width, height, label: None }
    }
}

impl Shape for Circle {
    fn area(&self) -> f64 {
        PI * self.radius * self.radius
    }
}

impl Shape for Rectangle {
    fn area(&self) -> f64 {
        self.width * self.height + if self.label.is_some() { 0.0 } else { 1000.0 }
    }
}

impl Shape for Regular {
    fn area(&self) -> f64 {
        match self {
            Regular::Triangle { side } => side * 10.0,
            Regular::Hexagon { side } => side * 60.0,
        }
    }
}

impl Shape for Unit {
    fn area(&self) -> f64 {
        match self {
            Unit::Dot => 0.0,
            Unit::Pixel => 1.0,
        }
    }
}

fn registry() -> Registry {
    let mut registry = Registry::new();
    register(&mut registry).expect("each class is registered once");
    registry
}

fn register(registry: &mut Registry) -> Result<(), Error> {
    registry
        .register::<dyn Shape, Circle>()?
        .register::<dyn Shape, Rectangle>()?
        .register::<dyn Shape, Regular>()?
        .register::<dyn Shape, Unit>()?;
    Ok(())
}

fn dump<T: Pickle + ?Sized>(protocol: Protocol, value: &T) -> Vec<u8> {
    let mut pickler = Pickler::in_memory().protocol(protocol);
    pickler.dump(value).expect("the value can be pickled");
    pickler.into_vec()
}

/// The classes in Python. Enums, and nested classes before protocol 4, are not for Python 2.
const GEO: &str = "
import binascii, pickle, sys
try:
    import copyreg, enum
except ImportError:
    import copy_reg as copyreg
    enum = None
class Circle(object): pass
class Rectangle(object):
    def __init__(self, width, height):
        self.width, self.height, self.label = width, height, None
    def __reduce__(self):
        return Rectangle, (self.width, self.height), {'label': self.label}
class Regular(object):
    class Triangle(object): pass
    class Hexagon(object): pass
    Triangle.__qualname__, Hexagon.__qualname__ = 'Regular.Triangle', 'Regular.Hexagon'
geo = type(sys)('geo')
geo.Circle, geo.Rectangle, geo.Regular = Circle, Rectangle, Regular
sys.modules['geo'] = geo
for cls in (Circle, Rectangle, Regular, Regular.Triangle, Regular.Hexagon):
    cls.__module__ = 'geo'
if enum:
    geo.Unit = enum.Enum('Unit', 'Dot Pixel', module='geo')
text, expression = sys.stdin.read().split('\\n', 1)
x = pickle.loads(binascii.unhexlify(text.encode('ascii')))
if not eval(expression):
    raise AssertionError(expression)
";

/// Has every Python check what it sees in the pickle, and gives what it pickles then in the same
/// protocol.
fn through_python(
    protocol: Protocol,
    pickle: &[u8],
    expression: &str,
    oldest: (u8, u8),
) -> Vec<Vec<u8>> {
    let number = protocol.number();
    let script =
        format!("{GEO}\nprint(binascii.hexlify(pickle.dumps(x, {number})).decode('ascii'))");
    let input = format!("{}\n{expression}", hex::encode(pickle));
    let mut answers = Vec::new();
    for python in python::interpreters() {
        let (major, minor, _) = python.version;
        if python.highest_protocol() < number || (major, minor) < oldest {
            continue;
        }
        let answer = python.run_script(&script, input.as_bytes()).unwrap_or_else(|error| {
            panic!("{protocol}, {python}: {error}\n{}", python.disassemble(pickle))
        });
        answers.push(hex::decode(answer.trim()).expect("hexadecimal digits"));
    }
    answers
}

fn areas<P: std::ops::Deref<Target = T>, T: Shape + ?Sized>(shapes: &[P]) -> Vec<f64> {
    shapes.iter().map(|shape| shape.area()).collect()
}

#[test]
fn a_list_of_shapes_goes_round_through_python() {
    let registry = registry();
    let shapes: Vec<Box<dyn Shape>> = vec![
        Box::new(Circle { radius: 2.0 }),
        Box::new(Rectangle { width: 2.0, height: 3.0, label: Some("door".into()) }),
        Box::new(Circle { radius: 1.0 }),
    ];
    for protocol in Protocol::ALL {
        let pickle = dump(protocol, &shapes);
        let mut pickles = through_python(
            protocol,
            &pickle,
            "[type(s) for s in x] == [Circle, Rectangle, Circle] \
             and x[0].radius == 2.0 and x[1].label == 'door'",
            (2, 7),
        );
        pickles.push(pickle);
        for pickle in pickles {
            let read: Vec<Box<dyn Shape>> =
                Unpickler::new(&pickle).registry(&registry).load().unwrap();
            assert_eq!(areas(&read), areas(&shapes), "{protocol}");
        }
    }
}

#[test]
fn an_enum_is_registered_with_all_its_classes() {
    let registry = registry();
    let shapes: Vec<Box<dyn Shape>> = vec![
        Box::new(Regular::Triangle { side: 2.0 }),
        Box::new(Regular::Hexagon { side: 1.0 }),
        Box::new(Unit::Pixel),
        Box::new(Unit::Dot),
    ];
    for protocol in Protocol::ALL {
        let pickle = dump(protocol, &shapes);
        let mut pickles = through_python(
            protocol,
            &pickle,
            "[type(s) for s in x[:2]] == [Regular.Triangle, Regular.Hexagon] \
             and x[2] is geo.Unit.Pixel and x[3] is geo.Unit.Dot",
            (3, 6),
        );
        pickles.push(pickle);
        for pickle in pickles {
            let read: Vec<Box<dyn Shape>> =
                Unpickler::new(&pickle).registry(&registry).load().unwrap();
            assert_eq!(areas(&read), [20.0, 60.0, 1.0, 0.0], "{protocol}");
        }
    }
}

#[test]
fn aliases_are_known_too() {
    let registry = registry();
    let pickle = b"cold_geo\nDisk\n)\x81}U\x06radiusG\x3f\xf0\0\0\0\0\0\0sb.";
    let shape: Box<dyn Shape> = Unpickler::new(pickle).registry(&registry).load().unwrap();
    assert_eq!(shape.area(), PI);
}

type Sent = Arc<dyn Shape + Send + Sync>;

#[test]
fn other_pointers_and_other_bounds() {
    let registry = registry();
    let shape: Rc<dyn Shape> = Rc::new(Circle { radius: 1.0 });
    let pickle = dump(Protocol::V4, &[shape.clone(), shape.clone()]);
    through_python(Protocol::V4, &pickle, "x[0] is x[1]", (3, 6));
    let read: [Rc<dyn Shape>; 2] = Unpickler::new(&pickle).registry(&registry).load().unwrap();
    assert!(Rc::ptr_eq(&read[0], &read[1]));
    assert_eq!(read[0].area(), PI);
    let read: [Arc<dyn Shape>; 2] = Unpickler::new(&pickle).registry(&registry).load().unwrap();
    assert!(Arc::ptr_eq(&read[0], &read[1]));

    // Two loads of one unpickler share as well.
    let mut pickler = Pickler::in_memory();
    pickler.dump(&shape).unwrap();
    pickler.dump(&shape).unwrap();
    let twice = pickler.into_vec();
    let mut unpickler = Unpickler::new(&twice).registry(&registry);
    let first: Rc<dyn Shape> = unpickler.load().unwrap();
    assert!(Rc::ptr_eq(&first, &unpickler.load().unwrap()));

    // `dyn Shape + Send + Sync` is another type, and what is registered for one is not for the
    // other.
    let error = Unpickler::new(&pickle).registry(&registry).load::<[Sent; 2]>().err().unwrap();
    assert_eq!(error.kind(), ErrorKind::WrongClass);
    let mut registry = Registry::new();
    registry.register::<dyn Shape + Send + Sync, Circle>().unwrap();
    let read: [Sent; 2] = Unpickler::new(&pickle).registry(&registry).load().unwrap();
    assert!(Arc::ptr_eq(&read[0], &read[1]));
    std::thread::spawn(move || assert_eq!(read[1].area(), PI)).join().unwrap();
}

trait Handler<T>: Pickle {
    fn handle(&self, item: T) -> T;
}

polymorphic!(<T> dyn Handler<T>);

#[derive(Pickle)]
#[pickle(module = "geo")]
struct Add<T> {
    more: T,
}

impl<T: std::ops::Add<Output = T> + Copy + Pickle> Handler<T> for Add<T> {
    fn handle(&self, item: T) -> T {
        self.more + item
    }
}

type Handlers = (Box<dyn Handler<u8>>, Rc<dyn Handler<f64>>);

#[test]
fn generic_traits() {
    let mut registry = Registry::new();
    registry.register::<dyn Handler<u8>, Add<u8>>().unwrap();
    registry.register::<dyn Handler<f64>, Add<f64>>().unwrap();
    let handlers: Handlers = (Box::new(Add { more: 1 }), Rc::new(Add { more: 0.5 }));
    let pickle = to_vec(&handlers).unwrap();
    let read: Handlers = Unpickler::new(&pickle).registry(&registry).load().unwrap();
    assert_eq!((read.0.handle(1), read.1.handle(1.0)), (2, 1.5));
}

#[test]
fn an_error_names_the_class_the_trait_and_what_to_do() {
    let load = |pickle: &[u8], registry: Option<&Registry>| {
        let mut unpickler = Unpickler::new(pickle);
        if let Some(registry) = registry {
            unpickler = unpickler.registry(registry);
        }
        unpickler.load::<Vec<Box<dyn Shape>>>().err().unwrap()
    };
    let unknown = b"\x80\x02]cgeo\nBlob\n)\x81a.";
    let error = load(unknown, None);
    assert_eq!(error.kind(), ErrorKind::WrongClass);
    assert_eq!(
        error.to_string(),
        "[0]: expected a `dyn polymorphism::Shape`, found an instance of geo.Blob; there is no \
         registry: fill one with `Registry::register`, and give it to `Unpickler::registry`, at \
         byte 14 (NEWOBJ)"
    );
    let error = load(unknown, Some(&Registry::new()));
    assert!(error.to_string().contains("no class is registered for it"), "{error}");
    let error = load(unknown, Some(&registry()));
    assert_eq!(error.kind(), ErrorKind::WrongClass);
    assert!(error.to_string().contains("geo.Blob; its class is not registered"), "{error}");

    let error = load(b"]K\x01a.", Some(&registry()));
    assert_eq!(error.kind(), ErrorKind::WrongType);
    assert!(error.to_string().contains("dyn polymorphism::Shape`, found int"), "{error}");
}

#[test]
fn a_class_is_registered_once_for_a_trait() {
    #[derive(Pickle)]
    #[pickle(module = "old_geo", name = "Disk")]
    struct Disk {}
    impl Shape for Disk {
        fn area(&self) -> f64 {
            0.0
        }
    }
    let mut registry = registry();
    for error in [
        registry.register::<dyn Shape, Circle>().err().unwrap(),
        registry.register::<dyn Shape, Disk>().err().unwrap(),
        registry.register_with(|it: Circle| -> Box<dyn Shape> { Box::new(it) }).err().unwrap(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Registry);
        assert!(error.to_string().contains("is registered for `dyn polymorphism::Shape` already"));
    }
    registry.register::<dyn Shape + Send + Sync, Circle>().unwrap();
}

#[test]
fn only_types_with_a_class_have_classes() {
    let names = |classes: &[&Class]| classes.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names(Circle::classes()), ["geo.Circle"]);
    assert_eq!(names(Regular::classes()), ["geo.Regular.Triangle", "geo.Regular.Hexagon"]);
    assert_eq!(names(Unit::classes()), ["geo.Unit", "geo.Unit.Dot", "geo.Unit.Pixel"]);
    assert_eq!(names(Add::<String>::classes()), ["geo.Add"]);
}

/// `fractions.Fraction`, which this test does not own a type for.
struct Ratio(i64, i64);

struct Fraction;

impl PickleSuite<Ratio> for Fraction {
    type InitArgs = (String,);
    type State = NoState;

    fn class() -> &'static Class {
        static FRACTION: Class = Class::new("fractions", "Fraction");
        &FRACTION
    }

    fn getinitargs(ratio: &Ratio) -> Result<(String,), Error> {
        Ok((format!("{}/{}", ratio.0, ratio.1),))
    }

    fn init((text,): (String,)) -> Result<Ratio, Error> {
        let (a, b) = text.split_once('/').ok_or_else(|| Error::custom("no fraction"))?;
        Ok(Ratio(a.parse().map_err(Error::custom)?, b.parse().map_err(Error::custom)?))
    }
}

/// The square of which a fraction is the side.
#[derive(Pickle)]
#[pickle(transparent)]
struct Square {
    #[pickle(with = Fraction)]
    side: Ratio,
}

impl Shape for Square {
    #[expect(clippy::cast_precision_loss)]
    fn area(&self) -> f64 {
        let side = self.side.0 as f64 / self.side.1 as f64;
        side * side
    }
}

#[test]
fn a_foreign_class_through_a_suite() {
    let mut registry = registry();
    registry
        .register_suite::<Fraction, Ratio, _>(|side| -> Box<dyn Shape> {
            Box::new(Square { side })
        })
        .unwrap();
    let shapes: [Rc<dyn Shape>; 2] =
        [Rc::new(Square { side: Ratio(3, 2) }), Rc::new(Circle { radius: 1.0 })];
    for protocol in Protocol::ALL {
        let pickle = dump(protocol, &(shapes.clone(), shapes[0].clone()));
        let mut pickles = through_python(
            protocol,
            &pickle,
            "x[0][0] == __import__('fractions').Fraction(3, 2) and x[1] is x[0][0]",
            (3, 6),
        );
        // From 3.9 on, Python gives a fraction's two parts as arguments.
        pickles.retain(|pickle| from_slice::<Value>(pickle).unwrap().to_string().contains("3/2"));
        pickles.push(pickle);
        for pickle in pickles {
            let read: ([Rc<dyn Shape>; 2], Rc<dyn Shape>) =
                Unpickler::new(&pickle).registry(&registry).load().unwrap();
            assert_eq!(areas(&read.0), [2.25, PI]);
            assert!(Rc::ptr_eq(&read.0[0], &read.1));
        }
    }
}

trait Part: Pickle {
    fn name(&self) -> String;
    fn parent(&self) -> Option<Rc<dyn Part>>;
    fn parts(&self) -> Vec<Rc<dyn Part>>;
}

polymorphic!(dyn Part);

#[derive(Pickle)]
#[pickle(module = "geo", name = "Circle")]
struct Assembly {
    name: String,
    parent: RefCell<Weak<dyn Part>>,
    parts: RefCell<Vec<Rc<dyn Part>>>,
}

#[derive(Pickle)]
#[pickle(module = "geo", name = "Regular")]
struct Screw {
    parent: Weak<dyn Part>,
}

impl Part for Assembly {
    fn name(&self) -> String {
        self.name.clone()
    }
    fn parent(&self) -> Option<Rc<dyn Part>> {
        self.parent.borrow().upgrade()
    }
    fn parts(&self) -> Vec<Rc<dyn Part>> {
        self.parts.borrow().clone()
    }
}

impl Part for Screw {
    fn name(&self) -> String {
        "screw".into()
    }
    fn parent(&self) -> Option<Rc<dyn Part>> {
        self.parent.upgrade()
    }
    fn parts(&self) -> Vec<Rc<dyn Part>> {
        Vec::new()
    }
}

fn assembly(name: &str, parent: Weak<dyn Part>) -> Rc<Assembly> {
    let (parent, parts) = (RefCell::new(parent), RefCell::default());
    Rc::new(Assembly { name: name.into(), parent, parts })
}

#[test]
fn parts_refer_to_each_other_by_weak() {
    let mut registry = Registry::new();
    registry.register::<dyn Part, Assembly>().unwrap().register::<dyn Part, Screw>().unwrap();

    let engine = assembly("engine", Weak::<Screw>::new());
    let as_part: Rc<dyn Part> = engine.clone();
    let pump = assembly("pump", Rc::downgrade(&as_part));
    let screw = Rc::new(Screw { parent: Rc::downgrade(&as_part) });
    engine.parts.borrow_mut().extend([pump as Rc<dyn Part>, screw]);

    for protocol in Protocol::ALL {
        let pickle = dump(protocol, &as_part);
        let mut pickles = through_python(
            protocol,
            &pickle,
            "x.parent is None and [p.parent is x for p in x.parts] == [True, True] \
             and x.parts[0].name == 'pump' and type(x.parts[1]) is Regular",
            (2, 7),
        );
        pickles.push(pickle);
        for pickle in pickles {
            let read: Rc<dyn Part> = Unpickler::new(&pickle).registry(&registry).load().unwrap();
            assert_eq!(read.name(), "engine");
            assert!(read.parent().is_none());
            let names: Vec<_> = read.parts().iter().map(|part| part.name()).collect();
            assert_eq!(names, ["pump", "screw"]);
            for part in read.parts() {
                assert!(Rc::ptr_eq(&part.parent().expect("it has a parent"), &read));
            }
        }
    }
    engine.parts.take();
}

#[test]
fn none_is_a_dangling_weak() {
    let mut registry = Registry::new();
    registry.register::<dyn Part, Screw>().unwrap();
    let weak: Weak<dyn Part> = Unpickler::new(b"N.").registry(&registry).load().unwrap();
    assert!(weak.upgrade().is_none());
    let error = from_slice::<Weak<dyn Part>>(b"N.").err().unwrap();
    assert!(error.to_string().contains("see `Registry::register`"), "{error}");
    // Nobody has to be asked for these.
    assert!(from_slice::<WeakArc<str>>(b"N.").unwrap().upgrade().is_none());
    assert!(from_slice::<Weak<[u8]>>(b"N.").unwrap().upgrade().is_none());
}

trait Linked: Pickle {
    fn next(&self) -> Option<Rc<dyn Linked>>;
    fn unlink(&self);
}

polymorphic!(dyn Linked);

#[derive(Pickle, Default)]
#[pickle(module = "geo", name = "Circle", default)]
struct Ring {
    next: Option<Rc<dyn Linked>>,
}

impl Linked for RefCell<Ring> {
    fn next(&self) -> Option<Rc<dyn Linked>> {
        self.borrow().next.clone()
    }
    fn unlink(&self) {
        self.take();
    }
}

#[test]
fn a_cell_may_own_itself() {
    let mut registry = Registry::new();
    registry.register::<dyn Linked, RefCell<Ring>>().unwrap();
    let ring = Rc::new(RefCell::new(Ring::default()));
    let link: Rc<dyn Linked> = ring.clone();
    ring.borrow_mut().next = Some(link.clone());
    let pickle = dump(Protocol::V4, &link);
    through_python(Protocol::V4, &pickle, "x.next is x", (3, 6));
    let read: Rc<dyn Linked> = Unpickler::new(&pickle).registry(&registry).load().unwrap();
    assert!(Rc::ptr_eq(&read.next().unwrap(), &read));
    read.unlink();
    ring.take();
}

#[test]
fn extension_codes_of_the_registry_are_those_of_copyreg() {
    let mut registry = registry();
    registry
        .extension(0xF0, Global::new("geo", "Circle"))
        .unwrap()
        .extension(0x1234, Global::new("geo", "Rectangle"))
        .unwrap();
    // Twice is once, as in Python.
    registry.extension(0xF0, Global::new("geo", "Circle")).unwrap();
    for (code, name) in [(0xF0, "Other"), (0xF1, "Circle"), (0, "Zero"), (0x8000_0000, "High")] {
        let error = registry.extension(code, Global::new("geo", name)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Extension);
    }

    let shapes: Vec<Box<dyn Shape>> = vec![
        Box::new(Circle { radius: 2.0 }),
        Box::new(Rectangle { width: 2.0, height: 3.0, label: Some("x".into()) }),
    ];
    for protocol in &Protocol::ALL[2..] {
        let mut pickler = Pickler::in_memory().protocol(*protocol).registry(&registry);
        pickler.dump(&shapes).unwrap();
        let pickle = pickler.into_vec();
        let script = GEO.replace(
            "text, expression",
            "copyreg.add_extension('geo', 'Circle', 0xF0)\n\
             copyreg.add_extension('geo', 'Rectangle', 0x1234)\n\
             text, expression",
        );
        let number = protocol.number();
        let script =
            format!("{script}\nprint(binascii.hexlify(pickle.dumps(x, {number})).decode('ascii'))");
        let input =
            format!("{}\n[type(s) for s in x] == [Circle, Rectangle]", hex::encode(&pickle));
        let mut written = vec![pickle];
        for python in python::interpreters() {
            if python.highest_protocol() >= number {
                let answer = python.run_script(&script, input.as_bytes()).unwrap();
                written.push(hex::decode(answer.trim()).unwrap());
            }
        }
        for pickle in written {
            assert!(!pickle.windows(6).any(|bytes| bytes == b"Circle"), "it has a code");
            let read: Vec<Box<dyn Shape>> =
                Unpickler::new(&pickle).registry(&registry).load().unwrap();
            assert_eq!(areas(&read), areas(&shapes));
            let error = Unpickler::new(&pickle).load::<Value>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Extension);
        }
    }

    // What a pickler or unpickler was told itself comes first.
    let other = Global::new("geo", "Blob");
    let mut unpickler =
        Unpickler::new(b"\x82\xf0.").extension(0xF0, other.clone()).unwrap().registry(&registry);
    assert_eq!(unpickler.load::<Value>().unwrap(), Value::from(other));
}
