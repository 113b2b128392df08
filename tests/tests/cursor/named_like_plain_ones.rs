//! Types of the user's that the derive takes for the standard library's of the same names.

use std::collections::BTreeMap;
use std::rc::Rc;

use pickle_core::{Protocol, Registry};

use crate::counted::{Counted, counted, table};
use crate::shapes::Point;
use crate::{agree_with, dump};

mod types {
    use std::collections::BTreeMap;
    use std::rc::Rc;

    use pickle_core::Pickle;

    use crate::counted::{Counted, log};
    use crate::shapes::Point;

    #[derive(Pickle, Debug, PartialEq)]
    #[pickle(module = "shapes", name = "Counted", init = Vec::new)]
    pub struct Vec {
        #[pickle(init_arg)]
        number: u32,
        #[pickle(default)]
        note: Option<String>,
    }

    impl Vec {
        fn new(number: u32) -> Vec {
            log(format!("Vec({number})"));
            Vec { number, note: None }
        }
    }

    #[derive(Pickle, Debug, PartialEq, Default)]
    #[pickle(module = "shapes", name = "Table")]
    #[pickle(getstate = HashMap::getstate, setstate = HashMap::setstate)]
    pub struct HashMap {
        cells: BTreeMap<String, Counted>,
    }

    impl HashMap {
        fn getstate(&self) -> BTreeMap<String, Counted> {
            self.cells.clone()
        }

        fn setstate(&mut self, cells: BTreeMap<String, Counted>) {
            log(format!("setstate of {}", cells.len()));
            self.cells = cells;
        }
    }

    pub type Box = Counted;

    #[derive(Pickle, Debug, PartialEq)]
    #[pickle(as_tuple)]
    pub struct Cow(pub Rc<Point>, pub Rc<Point>);

    #[derive(Pickle, Debug, PartialEq)]
    #[pickle(as_tuple)]
    pub struct OfVec(Vec, Option<[Vec; 1]>);

    #[derive(Pickle, Debug, PartialEq)]
    #[pickle(as_dict)]
    pub struct OfHashMap {
        map: HashMap,
    }

    #[derive(Pickle, Debug, PartialEq)]
    pub struct OfBox(Box);

    #[derive(Pickle, Debug, PartialEq)]
    pub struct OfCow(pub Cow);
}

#[test]
fn functions_of_types_that_are_named_like_plain_ones_run_once() {
    use types::{OfBox, OfCow, OfHashMap, OfVec};

    let registry = Registry::new();
    for protocol in Protocol::ALL {
        // They cannot be checked without their functions, so that is left to the machine.
        let pickle = dump(protocol, &(counted(1), (counted(2), [counted(3)])));
        let (read, by_cursor) = agree_with::<(Counted, OfVec)>(&pickle, &registry);
        assert_eq!((read.is_some(), by_cursor), (true, false));
        let map = BTreeMap::from([("map".to_owned(), table(&[2]))]);
        let pickle = dump(protocol, &(counted(1), map));
        let (read, by_cursor) = agree_with::<(Counted, OfHashMap)>(&pickle, &registry);
        assert_eq!((read.is_some(), by_cursor), (true, false));
        let pickle = dump(protocol, &(counted(1), counted(2)));
        let (read, by_cursor) = agree_with::<(Counted, OfBox)>(&pickle, &registry);
        assert_eq!((read.is_some(), by_cursor), (true, false));
        // What runs none itself is served, and shares what is shared.
        let shared = Rc::new(Point { x: 1, y: 2.0 });
        let pickle = dump(protocol, &(counted(1), (shared.clone(), shared.clone()), shared));
        let (read, by_cursor) = agree_with::<(Counted, OfCow, Rc<Point>)>(&pickle, &registry);
        let (_, OfCow(cow), last) = read.unwrap();
        assert!(Rc::ptr_eq(&cow.0, &cow.1) && Rc::ptr_eq(&cow.1, &last));
        assert!(by_cursor);
    }
}
