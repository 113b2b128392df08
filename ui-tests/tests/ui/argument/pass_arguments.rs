use pickle_core::Pickle;

#[derive(Debug, PartialEq, Pickle)]
#[pickle(module = "geo", rename_all = "SCREAMING-KEBAB-CASE")]
#[pickle(init = <Point as Default>::default)]
struct Point {
    far_x: f64,
    #[pickle(default = Vec::<u8>::new)]
    bytes: Vec<u8>,
}

impl Default for Point {
    fn default() -> Point {
        Point { far_x: 0.5, bytes: vec![1] }
    }
}

#[derive(Debug, PartialEq, Pickle)]
enum Color {
    #[pickle(value = -170141183460469231731687303715884105728)]
    Red,
    #[pickle(value = "green")]
    Green,
}

/// Attributes whose values come from a macro.
macro_rules! class {
    ($name:ident, $module:literal, $init:path, $python:expr) => {
        #[derive(Debug, PartialEq, Pickle)]
        #[pickle(module = $module, name = $python, init = $init)]
        struct $name {
            #[pickle(init_arg = $python)]
            x: f64,
        }
    };
}

class!(Made, "made", make, "InPython");

fn make(x: f64) -> Made {
    Made { x }
}

fn main() {
    let point = Point { far_x: 1.0, bytes: vec![2] };
    let value = (point, Color::Red, Color::Green, Made { x: 2.0 });
    let pickle = pickle_core::to_vec(&value).unwrap();
    assert!(pickle.windows(8).any(|window| window == b"InPython"));
    assert_eq!(pickle_core::from_slice::<(Point, Color, Color, Made)>(&pickle).unwrap(), value);
}
