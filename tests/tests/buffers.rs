//! Out-of-band buffers (PEP 574), exchanged with Python, and without a copy.

use std::borrow::Cow;
use std::cell::RefCell;
use std::process::Command;
use std::rc::Rc;
use std::{env, fs};

use pickle_core::{
    Band, Buffer, Error, ErrorKind, Opcode, Pickle, Pickler, Protocol, Unpickler, Value, from_slice,
};
use pickle_tests::{hex, python};

/// Borrows its data, where it can.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "video")]
struct Frame<'a> {
    number: u32,
    #[pickle(buffer)]
    data: Cow<'a, [u8]>,
}

/// Owns it.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "video", name = "Frame")]
struct OwnedFrame {
    number: u32,
    #[pickle(buffer)]
    data: Vec<u8>,
}

/// Its data can be read only where they can be borrowed.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "video", name = "Frame")]
struct Slice<'a> {
    number: u32,
    #[pickle(buffer)]
    data: &'a [u8],
}

/// A foreign type of bytes.
#[derive(Debug, PartialEq, Clone)]
struct Bytes(Rc<Vec<u8>>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes(Rc::new(bytes))
    }
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(as_tuple)]
struct EachKind(
    #[pickle(buffer)] Vec<u8>,
    #[pickle(buffer)] Box<[u8]>,
    #[pickle(buffer)] Rc<[u8]>,
    #[pickle(buffer)] [u8; 3],
    #[pickle(buffer, bytes)] Bytes,
    Option<Buffer<Vec<u8>>>,
    Vec<Buffer<Box<[u8]>>>,
);

/// The pickle in protocol 5, and its buffers.
fn dump<T: Pickle + ?Sized>(value: &T) -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut buffers = Vec::new();
    let mut pickler =
        Pickler::in_memory().protocol(Protocol::V5).buffer_callback(|data: &[u8]| {
            buffers.push(data.to_vec());
            Band::Out
        });
    pickler.dump(value).expect("the value can be pickled");
    let pickle = pickler.into_vec();
    (pickle, buffers)
}

fn slices(buffers: &[Vec<u8>]) -> impl Iterator<Item = &[u8]> {
    buffers.iter().map(Vec::as_slice)
}

#[test]
fn buffers_go_beside_the_pickle_and_come_back() {
    let data = vec![7; 100_000];
    let frame = Slice { number: 1, data: &data };
    let mut seen = Vec::new();
    let mut pickler =
        Pickler::in_memory().protocol(Protocol::V5).buffer_callback(|data: &[u8]| {
            seen.push(data.as_ptr_range());
            Band::Out
        });
    pickler.dump(&frame).unwrap();
    let pickle = pickler.into_vec();
    assert_eq!(seen, [data.as_ptr_range()], "the callback sees the data themselves");
    assert!(pickle.len() < 100);
    let buffer = [Opcode::NextBuffer.byte(), Opcode::ReadonlyBuffer.byte()];
    assert!(pickle.windows(2).any(|opcodes| opcodes == buffer));

    let mut unpickler = Unpickler::new(&pickle).buffers([&data[..]]);
    let read: Slice<'_> = unpickler.load().unwrap();
    assert!(read.data.as_ptr_range() == data.as_ptr_range(), "that very buffer");
    let read: Frame<'_> = Unpickler::new(&pickle).buffers([&data[..]]).load().unwrap();
    assert!(matches!(read.data, Cow::Borrowed(read) if read.as_ptr_range() == data.as_ptr_range()));
    let read: OwnedFrame = Unpickler::new(&pickle).buffers([&data[..]]).load().unwrap();
    assert_eq!(read, OwnedFrame { number: 1, data: data.clone() });
    let read: OwnedFrame =
        Unpickler::from_reader(&pickle[..]).buffers([data.clone()]).load().unwrap();
    assert_eq!(read.data, data);
}

#[test]
fn every_kind_of_bytes_can_be_a_buffer() {
    let value = EachKind(
        vec![1],
        [2, 3].into(),
        [4].into(),
        [5, 6, 7],
        Bytes(Rc::new(vec![8])),
        Some(Buffer(vec![9])),
        vec![Buffer([10].into()), Buffer([].into())],
    );
    let (pickle, buffers) = dump(&value);
    assert_eq!(buffers.len(), 8);
    assert_eq!(
        Unpickler::new(&pickle).buffers(slices(&buffers)).load::<EachKind>().unwrap(),
        value
    );
    for protocol in Protocol::ALL {
        let mut pickler = Pickler::in_memory().protocol(protocol);
        pickler.dump(&value).unwrap();
        assert_eq!(from_slice::<EachKind>(&pickler.into_vec()).unwrap(), value, "{protocol}");
    }
}

#[test]
fn the_callback_decides_for_each() {
    let asked = RefCell::new(0);
    let callback = |data: &[u8]| {
        *asked.borrow_mut() += 1;
        match data {
            [] => Err("an empty buffer"),
            [_] => Ok(Band::In),
            _ => Ok(Band::Out),
        }
    };
    let value = [Buffer(vec![1]), Buffer(vec![1, 2])];
    let mut pickler = Pickler::in_memory().protocol(Protocol::V5).buffer_callback(callback);
    pickler.dump(&value).unwrap();
    let read: Vec<Buffer<Vec<u8>>> =
        Unpickler::new(&pickler.take()).buffers([&[1, 2][..]]).load().unwrap();
    assert_eq!(read, value);
    let error = pickler.dump(&OwnedFrame { number: 0, data: vec![] }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Custom);
    assert_eq!(error.to_string(), "video.Frame.data: an empty buffer");
    assert_eq!(*asked.borrow(), 3);

    // Below protocol 5 there are no buffers.
    for protocol in Protocol::ALL.into_iter().filter(|&protocol| protocol < Protocol::V5) {
        let mut pickler = Pickler::in_memory().protocol(protocol).buffer_callback(callback);
        pickler.dump(&value).unwrap();
        assert_eq!(from_slice::<Vec<Buffer<Vec<u8>>>>(&pickler.into_vec()).unwrap(), value);
    }
    assert_eq!(*asked.borrow(), 3);
}

#[test]
fn too_few_buffers_are_an_error_and_too_many_are_not() {
    type Pair = [Buffer<Vec<u8>>; 2];
    let (pickle, buffers) = dump(&[Buffer(vec![1]), Buffer(vec![2])]);
    let error = Unpickler::new(&pickle).buffers([&[1][..]]).load::<Pair>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Buffer);
    assert_eq!(
        error.to_string(),
        "the pickle wants more out-of-band buffers than `Unpickler::buffers` was given, at byte 13 \
         (NEXT_BUFFER)",
    );
    // What is left over is for the next pickle of the same unpickler.
    let pickles = [&pickle[..], &pickle[..]].concat();
    let mut unpickler =
        Unpickler::new(&pickles).buffers(slices(&buffers).chain([&[3][..], &[4], &[5]]));
    assert_eq!(unpickler.load::<Pair>().unwrap(), [Buffer(vec![1]), Buffer(vec![2])]);
    assert_eq!(unpickler.load::<Pair>().unwrap(), [Buffer(vec![3]), Buffer(vec![4])]);
}

#[test]
fn a_slice_borrows_from_the_pickle_too() {
    let pickle = pickle_core::to_vec(&Slice { number: 1, data: b"in band" }).unwrap();
    let read: Slice<'_> = from_slice(&pickle).unwrap();
    assert!(pickle.as_ptr_range().contains(&read.data.as_ptr()));
    // A list of ints is no slice of bytes.
    let list = b"\x80\x02cvideo\nFrame\n)\x81}(U\x06numberK\x01U\x04data](K\x01K\x02eub.";
    assert_eq!(from_slice::<OwnedFrame>(list).unwrap().data, [1, 2]);
    assert_eq!(from_slice::<Slice<'_>>(list).unwrap_err().kind(), ErrorKind::WrongType);
}

#[test]
fn a_writable_buffer_is_a_bytearray() {
    struct Array(Vec<u8>);
    impl Pickle for Array {
        fn pickle(&self, encoder: &mut pickle_core::Encoder<'_>) -> Result<(), Error> {
            encoder.writable_buffer(&self.0)
        }
    }
    let (pickle, buffers) = dump(&Array(vec![1]));
    assert_eq!(buffers, [[1]]);
    assert!(!pickle.contains(&Opcode::ReadonlyBuffer.byte()));
    let value: Value = Unpickler::new(&pickle).buffers(slices(&buffers)).load().unwrap();
    assert_eq!(value.as_bytes(), Some(&[1][..]));
    let value: Value = from_slice(&pickle_core::to_vec(&Array(vec![1])).unwrap()).unwrap();
    assert_eq!(value.to_string(), "bytearray(b'\\x01')");
}

const VIDEO: &str = "import binascii, pickle, sys\n\
    video = sys.modules['video'] = type(sys)('video')\n\
    class Frame(object):\n    pass\n\
    Frame.__module__ = 'video'\n\
    video.Frame = Frame\n";

/// The Pythons that know protocol 5.
fn pythons() -> impl Iterator<Item = &'static python::Python> {
    python::interpreters().iter().filter(|python| python.highest_protocol() == 5)
}

#[test]
fn python_takes_the_buffers() {
    let (pickle, buffers) = dump(&OwnedFrame { number: 7, data: b"some data".to_vec() });
    let script = format!(
        "{VIDEO}\
        def load(buffer):\n    return pickle.loads(pickled, buffers=[buffer])\n\
        pickled, data = [binascii.unhexlify(line.encode()) for line in sys.stdin.read().split()]\n\
        frame = load(data)\n\
        assert type(frame) is Frame and frame.number == 7\n\
        assert frame.data is data\n\
        writable = load(bytearray(data)).data\n\
        assert type(writable) is memoryview and writable.readonly and writable == data\n\
        view = load(pickle.PickleBuffer(data)).data\n\
        assert bytes(view) == data and memoryview(view).obj is data\n\
        again = pickle.loads(pickle.dumps(load(data), 5))\n\
        assert again.data == data\n\
        try:\n    pickle.loads(pickled)\n\
        except pickle.UnpicklingError:\n    print('ok')\n"
    );
    let input = format!("{}\n{}", hex::encode(&pickle), hex::encode(&buffers[0]));
    for python in pythons() {
        let answer = python.run_script(&script, input.as_bytes()).expect("the script runs");
        assert_eq!(answer, "ok\n", "{python}");
    }
    // In band, it is bytes.
    let pickle = pickle_core::to_vec(&OwnedFrame { number: 7, data: b"some data".to_vec() });
    let script = format!(
        "{VIDEO}\
        frame = pickle.loads(binascii.unhexlify(sys.stdin.read().encode()))\n\
        print(repr(frame.data))\n"
    );
    for python in pythons() {
        let input = hex::encode(pickle.as_ref().unwrap());
        assert_eq!(python.run_script(&script, input.as_bytes()).unwrap(), "b'some data'\n");
    }
}

#[test]
fn python_gives_the_buffers() {
    // A class that reduces its data to a buffer, as numpy's arrays do.
    let script = format!(
        "{VIDEO}\
        class Source(object):\n    \
            def __init__(self, data):\n        self.data = data\n    \
            def __reduce_ex__(self, protocol):\n        \
                state = dict(number=3, data=pickle.PickleBuffer(self.data))\n        \
                return Frame, (), state\n\
        for data in [b'some data', bytearray(b'some data'), memoryview(b'some data')]:\n    \
            for in_band in [False, True]:\n        \
                for module in [pickle.Pickler, pickle._Pickler]:\n            \
                    buffers, out = [], __import__('io').BytesIO()\n            \
                    def callback(buffer):\n                \
                        buffers.append(buffer)\n                \
                        return in_band\n            \
                    module(out, 5, buffer_callback=callback).dump(Source(data))\n            \
                    sent = [] if in_band else [binascii.hexlify(it.raw()).decode() for it in buffers]\n            \
                    print(' '.join([binascii.hexlify(out.getvalue()).decode()] + sent))\n"
    );
    for python in pythons() {
        let answer = python.run_script(&script, b"").expect("the script runs");
        let lines: Vec<_> = answer.lines().collect();
        assert_eq!(lines.len(), 12);
        for line in lines {
            let parts: Vec<_> = line
                .split(' ')
                .map(|part| hex::decode(part).expect("hexadecimal digits"))
                .collect();
            let [pickle, buffers @ ..] = parts.as_slice() else { unreachable!() };
            let load = || Unpickler::new(pickle).buffers(slices(buffers));
            let owned: OwnedFrame = load().load().unwrap();
            assert_eq!(owned, OwnedFrame { number: 3, data: b"some data".to_vec() });
            let slice: Slice<'_> = load().load().unwrap();
            let home = buffers.first().unwrap_or(pickle);
            assert!(home.as_ptr_range().contains(&slice.data.as_ptr()), "{python}: a copy");
            assert!(matches!(load().load::<Frame<'_>>().unwrap().data, Cow::Borrowed(_)));
        }
    }
}

/// A buffer that is not copied does not show in the memory of the process. Each measurement has a
/// process of its own: this test binary again, with the name of what to measure.
mod memory {
    use super::*;

    const GIB: usize = 1 << 30;
    const JOB: &str = "PICKLE_TEST_MEMORY";

    /// The most memory that this process had at once, in bytes.
    fn peak() -> usize {
        let status = fs::read_to_string("/proc/self/status").expect("Linux says");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        let kib: usize = line.trim().trim_end_matches("kB").trim().parse().expect("a number");
        kib * 1024
    }

    /// Runs the job in a process of its own, and gives how much its peak grew.
    fn measured(job: &str) -> usize {
        let program = env::current_exe().expect("a program");
        let output = Command::new(program)
            .args(["memory::job", "--exact", "--nocapture", "--test-threads=1"])
            .env(JOB, job)
            .output()
            .expect("the program runs");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "{job}: {text}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let grown = text.split_once("grown by ").and_then(|(_, rest)| rest.split(' ').next());
        grown.expect("an answer").parse().expect("a number")
    }

    /// What a process does that measures itself; nothing in the test run itself.
    #[test]
    fn job() {
        let Ok(job) = env::var(JOB) else { return };
        // Pages that are never written to take no memory.
        let data = vec![0; GIB];
        let before = peak();
        assert!(before < GIB / 4, "{before} before anything is done");
        match &*job {
            "write" => drop(write(&data)),
            "read a slice" => {
                let pickle = write(&data);
                let read: Slice<'_> = Unpickler::new(&pickle).buffers([&data[..]]).load().unwrap();
                assert!(read.data.as_ptr_range() == data.as_ptr_range());
            }
            "read a cow" => {
                let pickle = write(&data);
                let read: Frame<'_> = Unpickler::new(&pickle).buffers([&data[..]]).load().unwrap();
                assert!(matches!(read.data, Cow::Borrowed(_)));
            }
            "read from python" => {
                let pickle = hex::decode(&env::var("PICKLE_TEST_PICKLE").unwrap()).unwrap();
                let read: Slice<'_> = Unpickler::new(&pickle).buffers([&data[..]]).load().unwrap();
                assert!(read.data.as_ptr_range() == data.as_ptr_range());
            }
            "copy" => {
                // What the others must not do: an owned field, of a quarter of the size.
                let pickle = write(&data);
                let part = &data[..GIB / 4];
                let read: OwnedFrame = Unpickler::new(&pickle).buffers([part]).load().unwrap();
                assert_eq!(read.data.len(), part.len());
            }
            other => panic!("no job called {other}"),
        }
        println!("grown by {} bytes", peak() - before);
    }

    fn write(data: &[u8]) -> Vec<u8> {
        let mut seen = Vec::new();
        let mut pickler =
            Pickler::in_memory().protocol(Protocol::V5).buffer_callback(|data: &[u8]| {
                seen.push(data.as_ptr_range());
                Band::Out
            });
        pickler.dump(&Slice { number: 1, data }).unwrap();
        let pickle = pickler.into_vec();
        assert_eq!(seen, [data.as_ptr_range()]);
        pickle
    }

    fn is_measured() -> bool {
        let is_measured = cfg!(target_os = "linux") && size_of::<usize>() == 8;
        if !is_measured {
            eprintln!("skipped: the peak memory of a process is read from Linux's /proc");
        }
        is_measured
    }

    #[test]
    fn a_buffer_of_1_gib_is_never_copied() {
        if !is_measured() {
            return;
        }
        for job in ["write", "read a slice", "read a cow"] {
            let grown = measured(job);
            assert!(grown < 16 << 20, "{job}: {grown} bytes");
        }
        let grown = measured("copy");
        assert!((GIB / 4..GIB / 2).contains(&grown), "a copy is one copy, and it shows: {grown}");
    }

    /// With Python on the other side, whose buffer is a mapped file of zeros.
    #[test]
    fn a_buffer_of_1_gib_is_never_copied_by_python_and_us() {
        if !is_measured() {
            return;
        }
        let script = format!(
            "{VIDEO}\
            import mmap\n\
            data = mmap.mmap(-1, 1 << 30)\n\
            def peak():\n    \
                with open('/proc/self/status') as status:\n        \
                    return [int(line.split()[1]) for line in status if line.startswith('VmHWM')][0]\n\
            before = peak()\n\
            frame = pickle.loads(binascii.unhexlify(sys.stdin.read().encode()), buffers=[data])\n\
            assert len(frame.data) == 1 << 30 and frame.data.obj is data, frame.data\n\
            frame.data = pickle.PickleBuffer(frame.data)\n\
            buffers = []\n\
            pickled = pickle.dumps(frame, 5, buffer_callback=buffers.append)\n\
            assert len(buffers) == 1 and len(pickled) < 200\n\
            assert peak() - before < 16 * 1024, peak() - before\n\
            print(binascii.hexlify(pickled).decode())\n"
        );
        let pickle = {
            let data = vec![0; GIB];
            hex::encode(&write(&data))
        };
        for python in pythons() {
            let answer = python.run_script(&script, pickle.as_bytes()).expect("the script runs");
            let program = env::current_exe().expect("a program");
            let output = Command::new(program)
                .args(["memory::job", "--exact", "--nocapture", "--test-threads=1"])
                .env(JOB, "read from python")
                .env("PICKLE_TEST_PICKLE", answer.trim())
                .output()
                .expect("the program runs");
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
            let grown = text.split_once("grown by ").and_then(|(_, rest)| rest.split(' ').next());
            let grown: usize = grown.expect("an answer").parse().expect("a number");
            assert!(grown < 16 << 20, "{python}: {grown} bytes");
        }
    }
}
