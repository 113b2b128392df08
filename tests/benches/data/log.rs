//! The log of a web server: many short strings.

use super::Chance;
use super::derives::{
    DeserDeserialize, DeserSerialize, Deserialize, Pickle, SchemaRead, SchemaWrite, Serialize,
};

/// How many records the data set has.
pub const COUNT: usize = 10_000;

#[derive(
    Debug,
    Clone,
    PartialEq,
    Pickle,
    Serialize,
    Deserialize,
    DeserSerialize,
    DeserDeserialize,
    SchemaWrite,
    SchemaRead,
)]
#[pickle(module = "log")]
pub struct Address {
    pub x0: u8,
    pub x1: u8,
    pub x2: u8,
    pub x3: u8,
}

#[derive(
    Debug,
    Clone,
    PartialEq,
    Pickle,
    Serialize,
    Deserialize,
    DeserSerialize,
    DeserDeserialize,
    SchemaWrite,
    SchemaRead,
)]
#[pickle(module = "log")]
pub struct Log {
    pub address: Address,
    pub identity: String,
    pub userid: String,
    pub date: String,
    pub request: String,
    pub code: u16,
    pub size: u64,
}

#[derive(
    Debug,
    Clone,
    PartialEq,
    Pickle,
    Serialize,
    Deserialize,
    DeserSerialize,
    DeserDeserialize,
    SchemaWrite,
    SchemaRead,
)]
#[pickle(module = "log")]
pub struct Logs {
    pub logs: Vec<Log>,
}

/// The same classes, with strings that are borrowed from the input.
pub mod borrowed {
    use super::super::derives::{Deserialize, Pickle, SchemaRead};
    use super::Address;

    #[derive(Debug, Pickle, Deserialize, SchemaRead)]
    #[pickle(module = "log")]
    pub struct Log<'a> {
        pub address: Address,
        pub identity: &'a str,
        pub userid: &'a str,
        pub date: &'a str,
        pub request: &'a str,
        pub code: u16,
        pub size: u64,
    }

    #[derive(Debug, Pickle, Deserialize, SchemaRead)]
    #[pickle(module = "log")]
    pub struct Logs<'a> {
        #[serde(borrow)]
        pub logs: Vec<Log<'a>>,
    }
}

const USERS: [&str; 9] =
    ["-", "alice", "bob", "carmen", "david", "eric", "frank", "george", "harry"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "UPDATE", "DELETE"];
const ROUTES: [&str; 7] = [
    "/favicon.ico",
    "/css/index.css",
    "/css/font-awsome.min.css",
    "/img/logo-full.svg",
    "/img/splash.jpg",
    "/api/login",
    "/api/logout",
];
const VERSIONS: [&str; 4] = ["HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3"];
/// The status codes that are registered, with their gaps.
const CODES: [(u16, u16); 11] = [
    (100, 103),
    (200, 208),
    (226, 226),
    (300, 308),
    (400, 418),
    (421, 426),
    (428, 429),
    (431, 431),
    (451, 451),
    (500, 508),
    (510, 511),
];

impl Logs {
    pub fn generate(count: usize) -> Self {
        let codes: Vec<u16> = CODES.iter().flat_map(|&(first, last)| first..=last).collect();
        let mut chance = Chance::new();
        Self { logs: chance.exactly(count, |chance| Log::generate(chance, &codes)) }
    }
}

impl Log {
    fn generate(chance: &mut Chance, codes: &[u16]) -> Self {
        Self {
            address: Address {
                x0: chance.any(),
                x1: chance.any(),
                x2: chance.any(),
                x3: chance.any(),
            },
            identity: "-".to_owned(),
            userid: chance.text(&USERS),
            date: date(chance),
            request: format!(
                "{} {} {}",
                chance.one_of(&METHODS),
                chance.one_of(&ROUTES),
                chance.one_of(&VERSIONS)
            ),
            code: chance.one_of(codes),
            size: chance.within(0..100_000_000),
        }
    }
}

/// Such as `17/Feb/1999:22:18:8 +1100`.
fn date(chance: &mut Chance) -> String {
    let day = chance.within(1..29);
    let month = chance.one_of(&MONTHS);
    let year = chance.within(1970..2022);
    let (hour, minute, second) = (chance.within(0..24), chance.within(0..60), chance.within(0..60));
    let zone = chance.within(-12..13) * 100;
    format!("{day}/{month}/{year}:{hour}:{minute}:{second} {zone:+05}")
}
