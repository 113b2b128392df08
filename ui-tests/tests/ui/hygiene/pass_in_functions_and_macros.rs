use pickle_core::Pickle;

fn in_a_function() {
    #[derive(Debug, PartialEq, Pickle)]
    #[pickle(init = new)]
    struct Local {
        #[pickle(init_arg)]
        x: f64,
    }

    fn new(x: f64) -> Local {
        Local { x }
    }

    #[derive(Debug, PartialEq, Pickle)]
    enum Kind {
        First,
        Second(Local),
    }

    let value = vec![Kind::First, Kind::Second(new(1.0))];
    let pickle = pickle_core::to_vec(&value).unwrap();
    assert_eq!(pickle_core::from_slice::<Vec<Kind>>(&pickle).unwrap(), value);
}

macro_rules! define {
    ($name:ident { $($(#[$meta:meta])* $field:ident : $ty:ty),* $(,)? }) => {
        #[derive(Debug, PartialEq, Pickle)]
        #[pickle(module = "made", default = Self::make)]
        struct $name {
            $($(#[$meta])* $field: $ty,)*
            value: u8,
            #[pickle(init_arg)]
            decoder: Vec<$name>,
        }

        impl $name {
            fn make() -> Self {
                $name { $($field: Default::default(),)* value: 1, decoder: Vec::new() }
            }
        }
    };
}

define!(Made { x: f64, #[pickle(rename = "Y")] y: Option<u8>, object: String });

macro_rules! variants {
    ($name:ident: $($variant:ident($($ty:ty),*))*) => {
        #[derive(Debug, PartialEq, Pickle)]
        enum $name {
            $($variant($($ty),*),)*
        }
    };
}

variants!(Shape: Circle(f64) Line((f64, f64), (f64, f64)) Nothing());

macro_rules! with_path {
    ($name:ident, $make:path, $get:expr, $set:expr) => {
        #[derive(Debug, PartialEq, Pickle)]
        #[pickle(init = $make, getstate = $get, setstate = $set)]
        struct $name {
            #[pickle(init_arg)]
            a: u8,
            b: u8,
        }
    };
}

with_path!(WithPath, functions::make, functions::get, functions::set);

mod functions {
    use super::WithPath;

    pub fn make(a: u8) -> WithPath {
        WithPath { a, b: 0 }
    }
    pub fn get(value: &WithPath) -> u8 {
        value.b
    }
    pub fn set(value: &mut WithPath, b: u8) {
        value.b = b;
    }
}

/// The derive's own names as names of a macro's fields.
macro_rules! same_names {
    ($($field:ident)*) => {
        #[derive(Debug, Default, PartialEq, Pickle)]
        struct SameNames {
            $($field: u8,)*
            encoder: u8,
            decoder: u8,
        }
    };
}

same_names!(object state class value args);

fn main() {
    in_a_function();
    let value = (
        Made { x: 1.0, y: Some(2), object: "o".into(), value: 3, decoder: vec![Made::make()] },
        vec![Shape::Circle(1.0), Shape::Line((1.0, 2.0), (3.0, 4.0)), Shape::Nothing()],
        WithPath { a: 1, b: 2 },
        SameNames { object: 1, ..SameNames::default() },
    );
    let pickle = pickle_core::to_vec(&value).unwrap();
    let read: (Made, Vec<Shape>, WithPath, SameNames) = pickle_core::from_slice(&pickle).unwrap();
    assert_eq!(read, value);
}
