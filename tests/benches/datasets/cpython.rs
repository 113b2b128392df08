//! CPython's part: it loads our stream, dumps the instances, and times itself at both.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use pickle_tests::python::{self, Python};

/// What `cpython.py` found out. Times are milliseconds, the best of several.
pub struct Figures {
    /// Such as `CPython 3.13.0`.
    pub version: String,
    /// What it makes of the instances, in protocol 4.
    pub plain: Vec<u8>,
    /// The same behind `pickletools.optimize`.
    pub optimized: Vec<u8>,
    pub size_of_ours: usize,
    pub write: f64,
    pub read: f64,
    pub read_optimized: f64,
    pub read_ours: f64,
}

/// The newest CPython of this machine that is 3.8 or later.
pub fn newest() -> Option<&'static Python> {
    python::interpreters().iter().rfind(|python| python.version >= (3, 8, 0))
}

/// Hands our pickle of a data set to CPython.
pub fn measure(python: &Python, data_set: &str, ours: &[u8], budget: Duration) -> Figures {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cpython");
    fs::create_dir_all(&folder).expect("the target folder can be written to");
    let file = |kind: &str| folder.join(format!("{data_set}-{kind}.pkl"));
    fs::write(file("ours"), ours).expect("the target folder can be written to");

    let output = Command::new(&python.path)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/cpython.py"))
        .args([file("ours"), file("plain"), file("optimized")])
        .arg(budget.as_secs_f64().to_string())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env_remove("PYTHONHOME")
        .output()
        .expect("the Python starts, as it did when it was found");
    let answer = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{python}, {data_set}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let time = |name: &str| {
        let line = answer.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        let seconds: f64 = line.and_then(|text| text.parse().ok()).expect("cpython.py says it");
        seconds * 1e3
    };
    let read = |kind| fs::read(file(kind)).expect("cpython.py has written it");
    Figures {
        version: python.to_string(),
        plain: read("plain"),
        optimized: read("optimized"),
        size_of_ours: ours.len(),
        write: time("write"),
        read: time("read"),
        read_optimized: time("read_optimized"),
        read_ours: time("read_ours"),
    }
}
