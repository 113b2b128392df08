//! Private types, private fields, and public types with private parts.

mod outer {
    use pickle_core::Pickle;

    #[derive(Debug, PartialEq, Pickle)]
    pub(crate) struct Open {
        hidden: Hidden,
        pub(super) half: u8,
    }

    #[derive(Debug, PartialEq, Pickle)]
    struct Hidden(u8, Secret);

    #[derive(Debug, Default, PartialEq, Pickle)]
    enum Secret {
        #[default]
        Quiet,
        #[allow(dead_code)]
        Loud { by: u8 },
    }

    pub(crate) fn open() -> Open {
        Open { hidden: Hidden(1, Secret::Quiet), half: 2 }
    }

    pub mod inner {
        use pickle_core::Pickle;

        #[derive(Debug, PartialEq, Pickle)]
        #[pickle(init = Deep::new, getinitargs = Deep::args)]
        pub(in crate::outer) struct Deep {
            number: u8,
        }

        impl Deep {
            fn new(number: u8) -> Deep {
                Deep { number }
            }
            fn args(&self) -> (u8,) {
                (self.number,)
            }
        }
    }

    pub fn deep() -> bool {
        let pickle = b"\x80\x02coops\nDeep\nK\x01\x85R.";
        pickle_core::from_slice::<inner::Deep>(pickle).is_ok()
    }
}

fn main() {
    let value = outer::open();
    let pickle = pickle_core::to_vec(&value).unwrap();
    assert_eq!(pickle_core::from_slice::<outer::Open>(&pickle).unwrap(), value);
    assert_eq!(value.half, 2);
    assert!(!outer::deep());
}
