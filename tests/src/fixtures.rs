//! The pickles that chosen Pythons made once and that are kept in `tests/fixtures`.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::hex;
use crate::python::Implementation;

/// One file of fixtures: what one pickler of one Python made at one protocol.
///
/// The files of the pure Python pickler and those of optimized pickles hold only
/// what differs from the plain file of the C pickler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixture {
    /// The name of the file, for messages.
    pub file: String,
    /// The version of the Python.
    pub version: (u8, u8, u8),
    /// The protocol.
    pub protocol: u8,
    /// Which of the Python's two picklers it was.
    pub pickler: Implementation,
    /// Whether the pickles went through `pickletools.optimize`.
    pub optimized: bool,
    /// The names of the cases, and their pickles.
    pub pickles: Vec<(String, Vec<u8>)>,
}

impl Fixture {
    /// The pickle of the case, if it is in this file.
    #[must_use]
    pub fn get(&self, case: &str) -> Option<&[u8]> {
        let (_, bytes) = self.pickles.iter().find(|(name, _)| name == case)?;
        Some(bytes)
    }
}

/// All fixtures, in the order of their file names.
///
/// # Panics
///
/// If a file cannot be read or is not what `make_fixtures.py` writes.
pub fn fixtures() -> &'static [Fixture] {
    static FIXTURES: OnceLock<Vec<Fixture>> = OnceLock::new();
    FIXTURES.get_or_init(|| {
        let mut paths: Vec<PathBuf> = fs::read_dir(folder())
            .expect("tests/fixtures can be read")
            .map(|entry| entry.expect("tests/fixtures can be read").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "tsv"))
            .collect();
        paths.sort();
        paths.iter().map(read).collect()
    })
}

/// The pickles of one case in all fixtures, each with the file that it is from.
pub fn pickles_of(case: &str) -> impl Iterator<Item = (&'static Fixture, &'static [u8])> {
    fixtures().iter().filter_map(move |fixture| Some((fixture, fixture.get(case)?)))
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"))
}

fn read(path: &PathBuf) -> Fixture {
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{file}: {error}"));
    parse(&file, &text).unwrap_or_else(|| panic!("{file} is not a file of fixtures"))
}

/// Reads `# CPython 3.13.0 protocol 4 pickler c[ optimized]; ...`, then the pickles.
fn parse(file: &str, text: &str) -> Option<Fixture> {
    let mut lines = text.lines();
    let made_by = lines.next()?.strip_prefix("# CPython ")?.split(';').next()?;
    let words: Vec<&str> = made_by.split(' ').collect();
    let (version, protocol, pickler, optimized) = match words[..] {
        [version, "protocol", protocol, "pickler", pickler] => (version, protocol, pickler, false),
        [version, "protocol", protocol, "pickler", pickler, "optimized"] => {
            (version, protocol, pickler, true)
        }
        _ => return None,
    };
    let numbers: Vec<u8> =
        version.split('.').map(|number| number.parse().ok()).collect::<Option<_>>()?;
    let &[major, minor, micro] = numbers.as_slice() else {
        return None;
    };
    Some(Fixture {
        file: file.to_owned(),
        version: (major, minor, micro),
        protocol: protocol.parse().ok()?,
        pickler: [Implementation::C, Implementation::Python]
            .into_iter()
            .find(|implementation| implementation.name() == pickler)?,
        optimized,
        pickles: lines
            .map(|line| {
                let (name, digits) = line.split_once('\t')?;
                Some((name.to_owned(), hex::decode(digits)?))
            })
            .collect::<Option<_>>()?,
    })
}
