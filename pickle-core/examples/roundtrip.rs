//! Reads a pickle that a Python application wrote, changes it, and lets Python load the result.
//!
//!     cargo run -p pickle-core --example roundtrip
//!
//! With the path of another pickle, shows whatever is in that:
//!
//!     cargo run -p pickle-core --example roundtrip -- some.pkl

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};
use std::{env, fmt, fs};

use pickle_core::suites::Micros;
use pickle_core::{Pickle, Unpickler, Value};

// The classes of `accounts/accounts.py`.

#[derive(Pickle, Debug)]
#[pickle(module = "accounts")]
struct Database {
    written_by: String,
    #[pickle(with = Micros)] // A datetime has no nanoseconds: cut them off.
    saved: SystemTime,
    session: Duration,
    users: BTreeMap<String, User>,
}

#[derive(Pickle, Debug)]
#[pickle(module = "accounts")]
struct User {
    name: String,
    role: Role,
    joined: Date,
    password_hash: Hash,
    address: Option<Address>,
    tags: BTreeSet<String>,
}

#[derive(Pickle, Debug)]
#[pickle(module = "accounts", rename_all = "SCREAMING_SNAKE_CASE")]
enum Role {
    #[pickle(value = "reader")]
    Reader,
    #[pickle(value = "editor")]
    Editor,
    #[pickle(value = "admin")]
    Admin,
}

#[derive(Pickle, Debug)]
#[pickle(module = "accounts")]
struct Address {
    street: String,
    city: String,
}

/// A class of Python's own, which is pickled as a call: `datetime.date(b"\x07\xe8\x03\x0e")`.
#[derive(Pickle)]
#[pickle(module = "datetime", name = "date")]
struct Date {
    #[pickle(init_arg)]
    bytes: [u8; 4],
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [high, low, month, day] = self.bytes;
        write!(f, "{}-{month:02}-{day:02}", u16::from_be_bytes([high, low]))
    }
}

/// Plain `bytes` to Python.
#[derive(Pickle)]
#[pickle(transparent)]
struct Hash(Vec<u8>);

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    match env::args_os().nth(1) {
        Some(path) => show(Path::new(&path)),
        None => round_trip(),
    }
}

fn round_trip() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/accounts");
    let bytes = fs::read(folder.join("accounts.pkl"))?;
    let mut database: Database = pickle_core::from_slice(&bytes)?;
    println!("{} bytes from {}:\n\n{database:#?}\n", bytes.len(), database.written_by);

    database.written_by = "Rust, roundtrip.rs".into();
    database.saved = SystemTime::now();
    let ada = database.users.get_mut("ada").ok_or("no user ada")?;
    ada.role = Role::Admin;
    ada.tags.insert("engines".into());

    // Beside the executable, in `target`.
    let path = env::current_exe()?.with_file_name("accounts.pkl");
    let bytes = pickle_core::to_vec(&database)?;
    fs::write(&path, &bytes)?;
    println!("ada is an admin now: {} bytes written to {}\n", bytes.len(), path.display());

    let Some(mut python) = python() else {
        println!("No Python 3.7 or later is on PATH to load it.");
        return Ok(());
    };
    // `-B`: leave no `__pycache__` behind.
    let script = folder.join("accounts.py");
    let status = python.arg("-B").arg(script).arg("read").arg(path).status()?;
    if status.success() { Ok(()) } else { Err("Python could not load it".into()) }
}

/// Any pickle, without a type for it.
fn show(path: &Path) -> Result<(), Box<dyn Error>> {
    let bytes = fs::read(path)?;
    let mut unpickler = Unpickler::new(&bytes);
    println!("{}", unpickler.load::<Value>()?);
    match unpickler.rest().len() {
        0 => {}
        rest => println!("({rest} bytes behind it)"),
    }
    Ok(())
}

/// The first Python on `PATH` that has dataclasses.
fn python() -> Option<Command> {
    let found = ["python3", "python"].into_iter().find(|name| {
        let check = "import sys; sys.exit(sys.version_info < (3, 7))";
        let status = Command::new(name).args(["-c", check]).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    });
    found.map(Command::new)
}
