//! The Pythons of this machine: finding them, and having them pickle and unpickle.
//!
//! [`interpreters`] gives every CPython 2.7 and 3.6 or later that is on `PATH` or in
//! pyenv's folder of versions. The environment variable `PICKLE_TEST_PYTHONS`
//! overrules that: a list of paths, separated as in `PATH`; an empty one means
//! that there are none.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs;
use std::io::{self, Read, Write};
use std::ops::RangeInclusive;
use std::path::{self, Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use crate::hex;

/// The variable that lists the interpreters to use.
pub const VARIABLE: &str = "PICKLE_TEST_PYTHONS";

/// The highest protocol that there is to test.
const HIGHEST_PROTOCOL: u8 = 5;

/// How long an interpreter may take to say which one it is.
const PROBE_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a script may take. Long, for machines with much else to do.
const SCRIPT_TIMEOUT: Duration = Duration::from_secs(300);

/// One CPython.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Python {
    /// The executable.
    pub path: PathBuf,
    /// The version, such as `(3, 13, 0)`.
    pub version: (u8, u8, u8),
    highest_protocol: u8,
}

/// One of the two picklers or unpicklers that a CPython has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Implementation {
    /// The one written in C: `_pickle`, or `cPickle` in Python 2.
    C,
    /// The one written in Python.
    Python,
}

impl Implementation {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::C, Self::Python];

    /// What the scripts call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::C => "c",
            Self::Python => "python",
        }
    }
}

/// What a Python says to one pickle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The name of the case, or the expression.
    pub name: String,
    /// The verdict on it.
    pub verdict: Verdict,
}

impl Outcome {
    /// Whether the pickle is wrong.
    #[must_use]
    pub fn failed(&self) -> bool {
        matches!(self.verdict, Verdict::Fail(_))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.verdict {
            Verdict::Ok => write!(f, "{}: ok", self.name),
            Verdict::Fail(reason) => write!(f, "{}: FAIL: {reason}", self.name),
            Verdict::Skipped(reason) => write!(f, "{}: skipped: {reason}", self.name),
        }
    }
}

/// Whether a pickle is what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Both unpicklers make the right object of it, and `pickletools.dis` takes it.
    Ok,
    /// It is wrong, and why.
    Fail(String),
    /// This Python has no such object, and why.
    Skipped(String),
}

/// Every interpreter, from the oldest to the newest.
///
/// The first call says on standard error which ones are used, or that tests which
/// need one are skipped, and why.
///
/// # Panics
///
/// If there is none and the environment has `CI=true`; if `PICKLE_TEST_PYTHONS`
/// lists something that is not a CPython 2.7 or 3.6 and later.
pub fn interpreters() -> &'static [Python] {
    static INTERPRETERS: OnceLock<Vec<Python>> = OnceLock::new();
    INTERPRETERS.get_or_init(|| {
        let found = match env::var_os(VARIABLE) {
            Some(list) => listed(&list),
            None => distinct(ask_all(&candidates()).into_iter().flatten()),
        };
        if found.is_empty() {
            let reason = format!(
                "no CPython 2.7 or 3.6 and later found ({})",
                if env::var_os(VARIABLE).is_some() {
                    "PICKLE_TEST_PYTHONS lists none"
                } else {
                    "neither on PATH nor in pyenv's folder of versions; \
                     PICKLE_TEST_PYTHONS can list some"
                }
            );
            assert!(env::var_os("CI").is_none_or(|ci| ci != "true"), "{reason}");
            eprintln!("tests against real Pythons are skipped: {reason}");
        } else {
            eprint!("{}", describe(&found));
        }
        found
    })
}

/// Prints which interpreters are used, one per line, on standard error.
///
/// # Panics
///
/// As [`interpreters`] does.
pub fn report() {
    eprint!("{}", describe(interpreters()));
}

fn describe(pythons: &[Python]) -> String {
    let line = |python: &Python| {
        let (highest, path) = (python.highest_protocol, python.path.display());
        format!("{python}: protocols 0 to {highest}, {path}\n")
    };
    pythons.iter().map(line).collect::<Vec<_>>().concat()
}

impl fmt::Display for Python {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (major, minor, micro) = self.version;
        write!(f, "CPython {major}.{minor}.{micro}")
    }
}

impl Python {
    /// Asks the executable which Python it is.
    ///
    /// # Errors
    ///
    /// Says why it is not a CPython 2.7 or 3.6 and later: it does not start, does
    /// not answer in time, exits with an error (as pyenv's shims do for versions
    /// that are not switched on), or is another Python.
    pub fn at(path: &Path) -> Result<Self, String> {
        const QUESTION: &str = "import pickle, platform, sys\n\
            print('%s %d %d %d %d %s' % ((platform.python_implementation(),) \
            + tuple(sys.version_info[:3]) \
            + (__import__('cPickle').HIGHEST_PROTOCOL if sys.version_info[0] == 2 \
            else pickle.HIGHEST_PROTOCOL, sys.executable)))";
        // The working directory will be another one.
        let path = &path::absolute(path).map_err(|error| error.to_string())?;
        let mut command = command(path);
        command.args(["-c", QUESTION]);
        let output = run(command, Vec::new(), PROBE_TIMEOUT)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        if !output.status.success() {
            return Err(format!("{}: {}", path.display(), output.status));
        }
        let answer = String::from_utf8_lossy(&output.stdout);
        Self::from_answer(answer.trim_end()).ok_or_else(|| {
            format!(
                "{} is not a CPython 2.7 or 3.6 and later: {}",
                path.display(),
                answer.trim_end()
            )
        })
    }

    fn from_answer(answer: &str) -> Option<Self> {
        let mut words = answer.splitn(6, ' ');
        if words.next()? != "CPython" {
            return None;
        }
        let mut number = || words.next()?.parse::<u8>().ok();
        let version = (number()?, number()?, number()?);
        let highest_protocol = number()?.min(HIGHEST_PROTOCOL);
        let known = version.0 == 2 && version.1 == 7 || version.0 == 3 && version.1 >= 6;
        known.then_some(Self { path: PathBuf::from(words.next()?), version, highest_protocol })
    }

    /// The highest protocol that it knows, or 5.
    #[must_use]
    pub fn highest_protocol(&self) -> u8 {
        self.highest_protocol
    }

    /// The protocols that it knows.
    #[must_use]
    pub fn protocols(&self) -> RangeInclusive<u8> {
        0..=self.highest_protocol
    }

    /// The pickles of the named cases of the zoo, or of all cases if none is named.
    ///
    /// A case that this Python does not have or cannot pickle with the protocol is
    /// left out.
    ///
    /// # Panics
    ///
    /// If `produce.py` fails: the protocol or a case is unknown.
    #[must_use]
    pub fn produce(
        &self,
        protocol: u8,
        pickler: Implementation,
        optimize: bool,
        cases: &[&str],
    ) -> Vec<(String, Vec<u8>)> {
        let protocol = protocol.to_string();
        let mut arguments = vec!["--protocol", &protocol, "--pickler", pickler.name()];
        if optimize {
            arguments.push("--optimize");
        }
        for case in cases {
            arguments.extend(["--case", case]);
        }
        self.script("produce.py", &arguments, String::new())
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| {
                let (name, digits) = line.split_once('\t').expect("produce.py prints two columns");
                let bytes = hex::decode(digits).expect("produce.py prints hexadecimal digits");
                (name.to_owned(), bytes)
            })
            .collect()
    }

    /// Has pickles unpickled and compared with the cases that they are named after.
    ///
    /// Both unpicklers read each of them, and `pickletools.dis` has to take it. With
    /// a protocol, no opcode of a later one may occur, and from 2 on a PROTO at the
    /// beginning has to say it.
    ///
    /// # Panics
    ///
    /// If `check.py` fails itself.
    #[must_use]
    pub fn check<N: AsRef<str>, B: AsRef<[u8]>>(
        &self,
        protocol: Option<u8>,
        pickles: &[(N, B)],
    ) -> Vec<Outcome> {
        let protocol = protocol.map(|protocol| protocol.to_string());
        let arguments: Vec<&str> = match &protocol {
            Some(protocol) => vec!["--protocol", protocol],
            None => Vec::new(),
        };
        let lines = pickles.iter().map(|(name, bytes)| {
            let (name, digits) = (name.as_ref(), hex::encode(bytes.as_ref()));
            assert_one_line(name);
            format!("{name}\t{digits}\n")
        });
        let answers = self.script("check.py", &arguments, lines.collect());
        let answers: Vec<&str> = answers.lines().collect();
        assert_eq!(answers.len(), pickles.len(), "check.py answers each line");
        let outcome = |((name, _), line): (&(N, B), &&str)| {
            let rest = line.strip_prefix(name.as_ref()).and_then(|rest| rest.strip_prefix('\t'));
            outcome(name.as_ref(), rest.expect("check.py repeats the name"))
        };
        pickles.iter().zip(&answers).map(outcome).collect()
    }

    /// Has pickles unpickled and compared with the values of Python expressions.
    ///
    /// The names of `zoo.py` and of the modules that it imports are known to an
    /// expression. For Python 2 as well, text has to be written as `u'...'`.
    ///
    /// # Panics
    ///
    /// If `check.py` fails itself, or an expression has several lines.
    #[must_use]
    pub fn eval<B: AsRef<[u8]>, E: AsRef<str>>(&self, pickles: &[(B, E)]) -> Vec<Outcome> {
        let lines = pickles.iter().map(|(bytes, expression)| {
            let (digits, expression) = (hex::encode(bytes.as_ref()), expression.as_ref());
            assert_one_line(expression);
            format!("{digits}\t{expression}\n")
        });
        let answers = self.script("check.py", &["--eval"], lines.collect());
        let answers: Vec<&str> = answers.lines().collect();
        assert_eq!(answers.len(), pickles.len(), "check.py answers each line");
        pickles
            .iter()
            .zip(answers)
            .map(|((_, expression), answer)| outcome(expression.as_ref(), answer))
            .collect()
    }

    /// What `pickletools.dis` prints, up to its error if it does not take the bytes.
    ///
    /// # Panics
    ///
    /// If the Python does not start.
    #[must_use]
    pub fn disassemble(&self, pickle: &[u8]) -> String {
        const SOURCE: &str = "import binascii, pickletools, sys\n\
            try:\n    pickletools.dis(binascii.unhexlify(sys.stdin.read().encode('ascii')))\n\
            except Exception as error:\n    print('%s: %s' % (type(error).__name__, error))";
        self.run_script(SOURCE, hex::encode(pickle).as_bytes())
            .unwrap_or_else(|error| panic!("{self}: {error}"))
    }

    /// Runs Python source with the bytes on its standard input and returns what it
    /// prints. It can import `zoo` and its neighbours, and its working directory is
    /// theirs.
    ///
    /// # Errors
    ///
    /// What it printed on standard error, if it failed.
    pub fn run_script(&self, source: &str, stdin: &[u8]) -> Result<String, String> {
        self.run(&["-c", source], stdin.to_vec())
    }

    fn script(&self, file: &str, arguments: &[&str], stdin: String) -> String {
        let arguments: Vec<&str> = [&[file], arguments].concat();
        self.run(&arguments, stdin.into_bytes())
            .unwrap_or_else(|error| panic!("{self}, {}: {error}", arguments.join(" ")))
    }

    fn run(&self, arguments: &[&str], stdin: Vec<u8>) -> Result<String, String> {
        let mut command = command(&self.path);
        command.args(arguments);
        let output = run(command, stdin, SCRIPT_TIMEOUT).map_err(|error| error.to_string())?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n"))
        } else {
            let message = String::from_utf8_lossy(&output.stderr);
            Err(format!("{}\n{message}", output.status))
        }
    }
}

/// The lines that the scripts take are separated by line breaks, and only by them.
fn assert_one_line(text: &str) {
    assert!(!text.contains(['\n', '\r']), "not one line: {text:?}");
}

fn outcome(name: &str, answer: &str) -> Outcome {
    let (word, reason) = answer.split_once('\t').unwrap_or((answer, ""));
    let reason = reason.to_owned();
    let verdict = match word {
        "ok" => Verdict::Ok,
        "FAIL" => Verdict::Fail(reason),
        "skipped" => Verdict::Skipped(reason),
        _ => panic!("check.py prints no verdict: {answer:?}"),
    };
    let name = name.to_owned();
    Outcome { name, verdict }
}

fn scripts() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/python"))
}

/// A Python that leaves no files behind and orders its sets in the same way each time.
fn command(python: &Path) -> Command {
    let mut command = Command::new(python);
    command
        .current_dir(scripts())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONHASHSEED", "0")
        .env("PYTHONPATH", scripts())
        .env_remove("PYTHONHOME")
        .env_remove("PYTHONSTARTUP");
    command
}

/// Runs the command to its end. Its three pipes are served by one thread each, so
/// that no full pipe stops it.
fn run(mut command: Command, stdin: Vec<u8>, timeout: Duration) -> io::Result<Output> {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut input = child.stdin.take().expect("stdin is a pipe");
    // A child that ends without reading all of it says why by its status.
    let writer = thread::spawn(move || drop(input.write_all(&stdin)));
    let stdout = drain(child.stdout.take().expect("stdout is a pipe"));
    let stderr = drain(child.stderr.take().expect("stderr is a pipe"));

    let deadline = Instant::now() + timeout;
    let mut pause = Duration::from_millis(1);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if Instant::now() > deadline {
            // The pipes may outlive it in children of its own: they are left alone.
            child.kill()?;
            child.wait()?;
            return Err(io::Error::new(
                io::ErrorKind::TimedOut,
                format!("no end after {} seconds", timeout.as_secs()),
            ));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    };
    let finished = |handle: thread::JoinHandle<io::Result<Vec<u8>>>| {
        handle.join().expect("a thread that reads does not panic")
    };
    writer.join().expect("a thread that writes does not panic");
    Ok(Output { status, stdout: finished(stdout)?, stderr: finished(stderr)? })
}

fn drain(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<io::Result<Vec<u8>>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes)?;
        Ok(bytes)
    })
}

/// Asks all of them at once: some of pyenv's shims take long to say no.
fn ask_all(paths: &[PathBuf]) -> Vec<Result<Python, String>> {
    thread::scope(|scope| {
        let asked: Vec<_> =
            paths.iter().map(|path| scope.spawn(move || Python::at(path))).collect();
        let answer =
            |thread: thread::ScopedJoinHandle<'_, _>| thread.join().expect("asking does not panic");
        asked.into_iter().map(answer).collect()
    })
}

/// The interpreters of a list, all of which have to be there.
fn listed(list: &OsStr) -> Vec<Python> {
    let paths: Vec<PathBuf> =
        env::split_paths(list).filter(|path| !path.as_os_str().is_empty()).collect();
    let found = ask_all(&paths).into_iter();
    distinct(found.map(|answer| {
        answer.unwrap_or_else(|reason| panic!("{VARIABLE} lists what cannot be used: {reason}"))
    }))
}

/// Sorts by version and keeps one of each executable, however it was reached.
fn distinct(found: impl Iterator<Item = Python>) -> Vec<Python> {
    let mut pythons: Vec<Python> = found.collect();
    pythons.sort_by_cached_key(|python| (python.version, real_path(python)));
    pythons.dedup_by_key(|python| (python.version, real_path(python)));
    pythons
}

fn real_path(python: &Python) -> PathBuf {
    fs::canonicalize(&python.path).unwrap_or_else(|_| python.path.clone())
}

/// All files that by their names and places may be a Python.
fn candidates() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path)
        .flat_map(|folder| entries(&folder))
        .filter(|entry| entry.file_name().is_some_and(is_python_name));
    let versions = pyenv_root().map_or_else(Vec::new, |root| entries(&root.join("versions")));
    let in_pyenv = versions.into_iter().map(|version| version.join("bin").join("python"));
    on_path.chain(in_pyenv).filter(|path| path.is_file()).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// `python`, `python2`, `python2.7`, `python3`, `python3.N`, and these with `.exe`.
fn is_python_name(name: &OsStr) -> bool {
    let Some(version) = name
        .to_str()
        .and_then(|name| name.strip_suffix(".exe").unwrap_or(name).strip_prefix("python"))
    else {
        return false;
    };
    match version.strip_prefix("3.") {
        Some(minor) => !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit()),
        None => ["", "2", "2.7", "3"].contains(&version),
    }
}

fn pyenv_root() -> Option<PathBuf> {
    let home = || {
        let home = env::var_os("HOME").filter(|home: &OsString| !home.is_empty())?;
        Some(PathBuf::from(home).join(".pyenv"))
    };
    env::var_os("PYENV_ROOT").filter(|root| !root.is_empty()).map(PathBuf::from).or_else(home)
}
