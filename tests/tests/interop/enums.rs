//! Enums without data, which are members of an `enum.Enum`, and with data, whose variants are
//! classes.

use pickle_core::{Class, Decoder, Encoder, Error, Pickle, PickleWith};

use crate::forms::{pickle_global, unpickle_global};
use crate::table::{Place, Row, row};

#[derive(Pickle, Debug, Clone, Copy, PartialEq)]
#[pickle(module = "zoo", rename_all = "UPPERCASE")]
enum Color {
    Red = 1,
    Green,
    Blue,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
enum Mood {
    #[pickle(rename = "HAPPY", value = "happy")]
    Happy,
    #[pickle(rename = "SAD", value = "sad")]
    Sad,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", rename_all = "UPPERCASE")]
enum Priority {
    Low = 1,
    #[pickle(value = 10)]
    High,
}

/// Values that are neither ints nor strs: members are known by name alone.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", rename_all = "SCREAMING_SNAKE_CASE")]
enum PlanetByName {
    Mercury,
    Earth,
}

/// Members that pickle as globals of their module, not of their enum.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(suite = SuitByGlobal)]
enum SuitByGlobal {
    Spades,
    Hearts,
}

static SPADES: Class = Class::new("zoo", "SPADES");
static HEARTS: Class = Class::new("zoo", "HEARTS");

impl PickleWith<SuitByGlobal> for SuitByGlobal {
    fn pickle(value: &SuitByGlobal, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let class = match value {
            SuitByGlobal::Spades => &SPADES,
            SuitByGlobal::Hearts => &HEARTS,
        };
        pickle_global(class, encoder)
    }

    fn unpickle<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<SuitByGlobal, Error> {
        Ok(match unpickle_global(&[&SPADES, &HEARTS], decoder)? {
            0 => SuitByGlobal::Spades,
            _ => SuitByGlobal::Hearts,
        })
    }
}

/// The bits of an `enum.Flag`, which may have no name.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct Permission(u8);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct IntPermission(u8);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
enum Shape {
    Circle { radius: f64 },
    Rect(f64, f64),
    Nothing,
}

pub fn rows() -> Vec<Row> {
    const BY_NAME: &str = "3.11.0 to 3.11.3 pickle flags by name, and combined ones as calls of \
                           `operator.or_`";
    fn is_by_name(place: Place) -> bool {
        ((3, 11, 0)..(3, 11, 4)).contains(&place.version)
    }
    vec![
        row("enum_int", || Color::Green),
        row("enum_str", || Mood::Sad),
        row("enum_list", || vec![Color::Red, Color::Green, Color::Red, Color::Blue]),
        row("enum_intenum", || Priority::High),
        row("enum_flag", || Permission(2)).unread(BY_NAME, is_by_name),
        row("enum_flag_combined", || Permission(6)).unread(BY_NAME, is_by_name),
        row("enum_intflag_combined", || IntPermission(6)).unread(BY_NAME, is_by_name),
        row("enum_by_name", || PlanetByName::Earth),
        row("enum_by_global", || SuitByGlobal::Hearts),
        row("shape_circle", || Shape::Circle { radius: 1.5 }),
        row("shape_rect", || Shape::Rect(3.0, 4.0)),
        row("shape_nothing", || Shape::Nothing),
        row("shape_list", || {
            vec![
                Shape::Circle { radius: 1.5 },
                Shape::Rect(3.0, 4.0),
                Shape::Nothing,
                Shape::Circle { radius: 2.0 },
            ]
        }),
    ]
}

#[test]
fn a_member_that_is_none_is_an_error_that_says_which_there_are() {
    fn message<T: pickle_core::UnpickleOwned + std::fmt::Debug>(pickle: &[u8]) -> String {
        let error = pickle_core::from_slice::<T>(pickle).unwrap_err();
        assert_eq!(error.kind(), pickle_core::ErrorKind::UnknownVariant);
        error.to_string()
    }
    assert_eq!(
        message::<Color>(b"\x80\x02czoo\nColor\nK\x07\x85R."),
        "zoo.Color has no member of value 7: expected 1, 2 or 3, at byte 16 (REDUCE)"
    );
    assert_eq!(
        message::<Mood>(b"\x80\x02czoo\nMood\nX\x03\0\0\0odd\x85R."),
        "zoo.Mood has no member of value \"odd\": expected \"happy\" or \"sad\", at byte 21 (REDUCE)"
    );
    assert_eq!(
        message::<PlanetByName>(b"\x80\x02czoo\nPlanetByName\nK\x01\x85R."),
        "zoo.PlanetByName has no member of value 1, as the values of its members are not known: give \
         the variants discriminants or `#[pickle(value = ..)]`, at byte 23 (REDUCE)"
    );
    assert_eq!(
        message::<Color>(b"\x80\x04\x8c\x03zoo\x8c\x0cColor.PURPLE\x93."),
        "zoo.Color has no member PURPLE: expected RED, GREEN or BLUE, at byte 21 (STACK_GLOBAL)"
    );
}
