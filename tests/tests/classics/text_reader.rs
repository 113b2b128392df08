//! Python's `TextReader`: a file cannot be pickled, but its name and the line can, with which it is
//! opened again.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use pickle_core::{ErrorKind, Operation, Pickle, Protocol, from_slice};
use pickle_tests::hex;
use pickle_tests::python::{Python, interpreters};

use crate::conversation::{dump, listen, protocols, run};
use crate::folder::{Folder, literal};

const SCRIPT: &str = include_str!("text_reader.py");
const TEXT: &str = "Hello world!\nI am line number two.\nGoodbye!\n";

/// Numbers the lines of a file, and goes on at the same line when unpickled.
#[derive(Pickle, Debug)]
#[pickle(module = "text_reader", getstate = TextReader::getstate, setstate = TextReader::setstate)]
struct TextReader {
    filename: String,
    lineno: u64,
    file: Option<BufReader<File>>,
}

/// What is in the pickle, by the names of the Python class's attributes.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(as_dict)]
struct State {
    filename: String,
    lineno: u64,
}

impl TextReader {
    fn open(path: &Path) -> io::Result<TextReader> {
        let filename = path.to_str().ok_or(io::ErrorKind::InvalidFilename)?.to_owned();
        Ok(TextReader { file: Some(BufReader::new(File::open(path)?)), filename, lineno: 0 })
    }

    fn readline(&mut self) -> io::Result<Option<String>> {
        let line = self.next_line()?;
        self.lineno += 1;
        Ok(line.map(|line| format!("{}: {line}", self.lineno)))
    }

    fn next_line(&mut self) -> io::Result<Option<String>> {
        self.file.as_mut().and_then(|file| file.lines().next()).transpose()
    }

    fn getstate(&self) -> State {
        State { filename: self.filename.clone(), lineno: self.lineno }
    }

    fn setstate(&mut self, State { filename, lineno }: State) -> Result<(), String> {
        let reopen = |reader: &mut TextReader| {
            *reader = TextReader::open(Path::new(&filename))?;
            reader.lineno = lineno;
            for _ in 0..lineno {
                if reader.next_line()?.is_none() {
                    break;
                }
            }
            Ok(())
        };
        reopen(self).map_err(|error: io::Error| format!("{filename}: {error}"))
    }
}

/// A reader that is part of something larger.
#[derive(Pickle, Debug)]
#[pickle(module = "library")]
struct Session {
    user: String,
    readers: Vec<TextReader>,
}

fn folder_with_text() -> (Folder, String) {
    let folder = Folder::new();
    let path = folder.file("hello.txt");
    fs::write(&path, TEXT).unwrap();
    let path = path.to_str().expect("the target folder's name is text").to_owned();
    (folder, path)
}

fn after(path: &str, lines: usize) -> TextReader {
    let mut reader = TextReader::open(Path::new(path)).unwrap();
    for _ in 0..lines {
        reader.readline().unwrap();
    }
    reader
}

fn rest(mut reader: TextReader) -> Vec<String> {
    std::iter::from_fn(|| reader.readline().unwrap()).collect()
}

/// The usage in the documentation.
#[test]
fn reading_goes_on() {
    let (_folder, path) = folder_with_text();
    for protocol in Protocol::ALL {
        let mut reader = TextReader::open(Path::new(&path)).unwrap();
        assert_eq!(reader.readline().unwrap().unwrap(), "1: Hello world!");
        assert_eq!(reader.readline().unwrap().unwrap(), "2: I am line number two.");
        let mut new_reader: TextReader = from_slice(&dump(&reader, protocol)).unwrap();
        assert_eq!(new_reader.readline().unwrap().unwrap(), "3: Goodbye!");
        assert_eq!(new_reader.readline().unwrap(), None);
        assert_eq!(reader.readline().unwrap().unwrap(), "3: Goodbye!");
    }
}

fn with_file(path: &str) -> String {
    format!("{SCRIPT}\nFILE = {}\n", literal(Path::new(path)))
}

fn goes_on_in_rust(python: &Python, script: &str, path: &str) {
    let heard = listen(python, script, "say(None)");
    assert_eq!(heard.len(), 2 * 5 * protocols(python).count());
    for (name, protocol, bytes) in heard {
        let place = format!("{python}, {name}, {protocol:?}");
        let lines: usize = name.strip_prefix("after ").unwrap().parse().unwrap();
        let reader: TextReader =
            from_slice(&bytes).unwrap_or_else(|error| panic!("{place}: {error}"));
        assert_eq!(reader.getstate(), after(path, lines).getstate(), "{place}");
        assert_eq!(rest(reader), rest(after(path, lines)), "{place}");
    }
}

#[test]
fn what_python_began_goes_on_in_rust() {
    let (_folder, path) = folder_with_text();
    for python in interpreters() {
        goes_on_in_rust(python, &with_file(&path), &path);
        if python.version.0 == 2 {
            let script = with_file(&path) + "use_old_style_class()\n";
            goes_on_in_rust(python, &script, &path);
        }
    }
}

#[test]
fn what_rust_began_goes_on_in_python() {
    let (_folder, path) = folder_with_text();
    let script = with_file(&path);
    for python in interpreters() {
        // Each reader is compared to its end, by each unpickler: one thing at a time.
        let lines: Vec<String> = protocols(python)
            .flat_map(|protocol| (0..5).map(move |lines| (protocol, lines)))
            .map(|(protocol, lines)| hex::encode(&dump(&after(&path, lines), protocol)) + "\n")
            .collect();
        let call = "for line in _pickling.read_lines():\n\
            \x20   for implementation in _pickling.IMPLEMENTATIONS:\n\
            \x20       reader = _pickling.loads(_pickling.from_hex(line), implementation)\n\
            \x20       assert type(reader) is TextReader\n\
            \x20       _pickling.write_line(u'|'.join(map(str, facts(reader)[1:])))";
        let answers = run(python, &script, call, &lines);
        let expected = protocols(python).flat_map(|_| 0..5).flat_map(|lines| {
            let facts = [vec![lines.to_string()], rest(after(&path, lines))].concat().join("|");
            [facts.clone(), facts]
        });
        assert_eq!(answers, expected.collect::<Vec<_>>(), "{python}");
    }
}

#[test]
fn a_file_that_is_gone_is_an_error_with_its_place() {
    let (folder, path) = folder_with_text();
    let session = Session { user: "ada".into(), readers: vec![after(&path, 1), after(&path, 2)] };
    for protocol in Protocol::ALL {
        let bytes = dump(&session, protocol);
        let read: Session = from_slice(&bytes).unwrap();
        assert_eq!((&*read.user, read.readers.len()), ("ada", 2));

        let moved = folder.file("moved.txt");
        fs::rename(&path, &moved).unwrap();
        let error = from_slice::<Session>(&bytes).unwrap_err();
        fs::rename(&moved, &path).unwrap();
        assert_eq!(error.kind(), ErrorKind::Custom);
        assert_eq!(error.operation(), Some(Operation::Unpickling));
        assert_eq!(error.path(), "library.Session.readers[0]");
        assert!(error.message().starts_with(&format!("{path}: ")), "{error}");
        let text = error.to_string();
        assert!(
            text.starts_with("library.Session.readers[0]: ") && text.contains(", at byte "),
            "{text}"
        );
    }
}
