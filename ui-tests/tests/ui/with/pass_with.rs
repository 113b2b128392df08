use pickle_core::suites::Micros;
use pickle_core::{Decoder, Encoder, Error, Pickle, PickleWith};
use std::time::Duration;

mod foreign {
    #[derive(Debug, PartialEq)]
    pub struct Temperature {
        pub kelvin: f64,
    }
}

use foreign::Temperature;

struct Celsius;

impl PickleWith<Temperature> for Celsius {
    fn pickle(value: &Temperature, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.float(value.kelvin - 273.0)
    }
    fn unpickle<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<Temperature, Error> {
        Ok(Temperature { kelvin: decoder.read_float()? + 273.0 })
    }
}

#[derive(Debug, PartialEq, Pickle)]
struct Weather {
    #[pickle(with = Celsius)]
    temperature: Temperature,
    #[pickle(init_arg, with = Micros)]
    since: Duration,
    #[pickle(with = crate::Celsius, default = freezing)]
    tomorrow: Temperature,
    #[pickle(bytes)]
    image: Vec<u8>,
}

fn freezing() -> Temperature {
    Temperature { kelvin: 273.0 }
}

#[derive(Debug, PartialEq, Pickle)]
struct Reading(#[pickle(with = Celsius)] Temperature);

#[derive(Debug, PartialEq, Pickle)]
#[pickle(as_tuple)]
enum Report {
    One(#[pickle(with = Celsius)] Temperature, #[pickle(bytes)] Box<[u8]>),
}

fn main() {
    let warm = || Temperature { kelvin: 300.0 };
    let weather = Weather {
        temperature: warm(),
        since: Duration::from_secs(3),
        tomorrow: warm(),
        image: vec![1, 2],
    };
    let value = (weather, Reading(warm()), Report::One(warm(), Box::from([1])));
    let pickle = pickle_core::to_vec(&value).unwrap();
    assert_eq!(pickle_core::from_slice::<(Weather, Reading, Report)>(&pickle).unwrap(), value);
}
