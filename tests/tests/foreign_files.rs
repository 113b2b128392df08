//! Files that hold pickles and are none: the error says what they are.

use std::collections::BTreeMap;

use pickle_core::{UnpickleOwned, Value};
use pickle_tests::hex;
use pickle_tests::python::interpreters;

/// The same pickle in files of several kinds, as far as the Python knows them.
const FILES: &str = "
import binascii, io, pickle, zlib

def show(kind, data):
    print(kind + ' ' + binascii.hexlify(data).decode('ascii'))

pickled = pickle.dumps([u'text'], 2)
for level in range(10):
    show('zlib', zlib.compress(pickled, level))
archive = io.BytesIO()
import gzip
with gzip.GzipFile(fileobj=archive, mode='wb') as file:
    file.write(pickled)
show('gzip', archive.getvalue())
import zipfile
archive = io.BytesIO()
with zipfile.ZipFile(archive, 'w') as file:
    file.writestr('archive/data.pkl', pickled)
show('ZIP', archive.getvalue())
try:
    import bz2
    show('bzip2', bz2.compress(pickled))
except ImportError:
    pass
try:
    import lzma
    show('xz', lzma.compress(pickled))
except ImportError:
    pass
";

#[track_caller]
fn error_of<T: UnpickleOwned>(file: &[u8]) -> String {
    match (pickle_core::from_slice::<T>(file), pickle_core::from_reader::<T>(file)) {
        (Err(in_memory), Err(read)) => {
            assert_eq!(read.to_string(), in_memory.to_string());
            read.to_string()
        }
        _ => panic!("is taken for a pickle: {}", file.escape_ascii()),
    }
}

#[test]
fn what_python_compresses_is_named() {
    for python in interpreters() {
        let files = python.run_script(FILES, b"").expect("the script runs");
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for line in files.lines() {
            let (kind, file) = line.split_once(' ').expect("a kind and a file");
            let file = hex::decode(file.trim()).expect("hexadecimal");
            for error in [error_of::<Value>(&file), error_of::<Vec<String>>(&file)] {
                assert!(error.contains(kind), "{kind}: {error}");
            }
            *kinds.entry(kind).or_default() += 1;
        }
        assert!(kinds["zlib"] == 10 && kinds["gzip"] == 1 && kinds["ZIP"] == 1, "{kinds:?}");
    }
}

#[test]
fn what_other_programs_write_is_named() {
    // The first bytes that the formats' specifications ask for.
    let files: [(&[u8], &str); 5] = [
        (b"PK\x03\x04\n\0\0\0\0\0\0\0!\0", "ZIP"),
        (b"\x28\xb5\x2f\xfd\x04\x58\x41\0\0", "zstd"),
        (b"\x04\x22\x4d\x18\x64\x40\xa7", "LZ4"),
        (b"\x93NUMPY\x01\x00v\x00{'descr': '<i8'}", "NumPy"),
        (b"\x89HDF\r\n\x1a\n\0\0\0\0", "HDF5"),
    ];
    for (file, kind) in files {
        let error = error_of::<Value>(file);
        assert!(error.contains(kind), "{kind}: {error}");
    }
}

#[test]
fn it_is_named_behind_a_pickle_too() {
    let mut unpickler = pickle_core::Unpickler::new(b"K\x01.\x1f\x8b\x08\0");
    assert_eq!(unpickler.load::<u8>().expect("a pickle"), 1);
    let error = unpickler.load::<u8>().expect_err("no pickle");
    let says =
        "0x1f is not an opcode (the input is compressed by gzip: decompress it first), at byte 3";
    assert_eq!(error.to_string(), says);
}

#[test]
fn what_fails_farther_on_is_not_taken_for_another_file() {
    // They begin with a persistent id in the text form of protocol 0.
    for (pickle, says) in [
        (&b"PK\x03\x04\nR."[..], "takes more from the stack"),
        (b"PK\x03\x04\n\xff.", "0xff is not an opcode"),
    ] {
        let error = error_of::<Value>(pickle);
        assert!(error.contains(says) && !error.contains("ZIP"), "{error}");
    }
}
