use pickle_core::Pickle;
use std::num::ParseIntError;

#[derive(Debug, PartialEq, Pickle)]
#[pickle(getstate = number, setstate = Counter::set)]
struct Counter {
    count: u32,
    #[pickle(skip, default = limit)]
    limit: u32,
}

fn limit() -> u32 {
    9
}

fn number(counter: &Counter) -> Result<String, std::fmt::Error> {
    Ok(counter.count.to_string())
}

impl Counter {
    fn set(&mut self, number: String) -> Result<(), ParseIntError> {
        self.count = number.parse()?;
        Ok(())
    }
}

fn main() {
    let counter = Counter { count: 7, limit: 9 };
    let pickle = pickle_core::to_vec(&counter).unwrap();
    assert_eq!(pickle_core::from_slice::<Counter>(&pickle).unwrap(), counter);
    let bad: Vec<u8> = pickle.iter().map(|&byte| if byte == b'7' { b'x' } else { byte }).collect();
    assert!(pickle_core::from_slice::<Counter>(&bad).is_err());
}
