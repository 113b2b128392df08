//! Random programs of opcodes, run by a real CPython and by the machine: both refuse them, or both
//! make the same objects, as CPython sees from what we write of them.
//!
//! On Python's side every global is a stand-in, which records what is done to it. More cases, and
//! others, are run with `PICKLE_DIFFERENTIAL=seed:cases`.

use std::env;

use pickle_core::{ErrorKind, Pickler, Protocol, Value, from_reader, from_slice};
use pickle_tests::{fixtures, hex, python};

/// Prints a line for each pickle: the objects that it makes, or `!` and the error.
const RECORDER: &str = r"
import binascii, copyreg, functools, io, pickle, struct, sys

try:
    # A memo index of 4 billion makes CPython fill a table of 32 GiB.
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
except ImportError:
    pass

FIRST = dict(pickle._compat_pickle.NAME_MAPPING)
REVERSE = dict(pickle._compat_pickle.REVERSE_NAME_MAPPING)
REVERSE_MODULES = dict(pickle._compat_pickle.REVERSE_IMPORT_MAPPING)
MODULES = dict(pickle._compat_pickle.IMPORT_MAPPING)

class Recorded(type):
    def __call__(cls, *args, **kwargs):
        return made(cls, 'call', args, kwargs)

class Stub(object):
    def __call__(self, *args, **kwargs):
        return made(Result, 'result', (self,) + args, kwargs)
    def __setstate__(self, state): self.__dict__['log'].append(('build', state))
    def append(self, item): self.__dict__['log'].append(('append', item))
    def extend(self, items): self.__dict__['log'].extend([('append', item) for item in items])
    def add(self, item): self.__dict__['log'].append(('add', item))
    def __setitem__(self, key, value): self.__dict__['log'].append(('set', key, value))

class Result(Stub): pass

def made(cls, how, args, kwargs):
    self = object.__new__(cls)
    self.__dict__.update(how=how, args=args, kwargs=kwargs, log=[])
    return self

def new(cls, *args, **kwargs):
    return made(cls, 'new', args, kwargs)

class Getter:
    def __init__(self, unpickler): self.unpickler = unpickler
    def __call__(self, outer, name):
        if name == '__new__': return outer.__new__
        module, outer = outer.path.split(' ')
        return self.unpickler.find_class(module, outer + '.' + name)

REAL = {('copyreg', '__newobj__'): copyreg.__newobj__,
        ('copyreg', '__newobj_ex__'): copyreg.__newobj_ex__,
        ('functools', 'partial'): functools.partial,
        ('builtins', 'set'): set, ('builtins', 'frozenset'): frozenset,
        ('builtins', 'bytes'): bytes, ('builtins', 'bytearray'): bytearray,
        ('_codecs', 'encode'): __import__('_codecs').encode}

class Mixin:
    def find_class(self, module, name):
        if (module, name) in FIRST: module, name = FIRST[module, name]
        elif module in MODULES: module = MODULES[module]
        # Those of one Python 2 name are one to protocols before 3.
        if (module, name) in REVERSE: module, name = FIRST.get(REVERSE[module, name], (module, name))
        elif module in REVERSE_MODULES:
            module = MODULES.get(REVERSE_MODULES[module], REVERSE_MODULES[module])
        if name.endswith('.__new__'): return self.find_class(module, name[:-8]).__new__
        if (module, name) in REAL: return REAL[module, name]
        if (module, name) == ('builtins', 'getattr'): return Getter(self)
        if (module, name) not in self.classes:
            self.classes[module, name] = Recorded(
                'C', (Stub,), {'__new__': new, 'path': module + ' ' + name})
        return self.classes[module, name]
    def persistent_load(self, id):
        return made(Result, 'persistent', (id,), {})

class InC(Mixin, pickle.Unpickler): pass

def shown(root):
    seen, kept = {}, []
    def plain(x):
        t = type(x)
        if t in (type(None), bool, int): return '%s:%s' % (t.__name__, hex(x) if t is int else x)
        if t is float: return 'float:' + binascii.hexlify(struct.pack('>d', x)).decode()
        if t in (str, bytes): return ascii(x)
        if isinstance(x, type): return 'class ' + ascii(getattr(x, 'path', x.__name__))
        if t is type(len): return 'function ' + x.__name__
        if x == () or x == frozenset(): return repr(x)
        return None
    def sketch(x, depth):
        text = plain(x)
        if text is not None: return text
        if depth == 0: return type(x).__name__
        if isinstance(x, (tuple, list)): return '(' + ','.join(sketch(i, depth - 1) for i in x) + ')'
        if isinstance(x, (set, frozenset)):
            return '{' + ','.join(sorted(sketch(i, depth - 1) for i in x)) + '}'
        if isinstance(x, Stub):
            return '<%s %s %s>' % (x.how, sketch(type(x), 0), sketch(x.args, depth - 1))
        return type(x).__name__
    def walk(x):
        text = plain(x)
        if text is not None: return text
        if id(x) in seen: return '#%d' % seen[id(x)]
        seen[id(x)] = len(seen)
        kept.append(x)
        head = '%d=%s' % (seen[id(x)], type(x).__name__)
        if isinstance(x, (list, tuple)): return head + '(' + ', '.join([walk(i) for i in x]) + ')'
        if isinstance(x, dict):
            return head + '{' + ', '.join([walk(k) + ': ' + walk(v) for k, v in x.items()]) + '}'
        if isinstance(x, (set, frozenset)):
            items = sorted(x, key=lambda i: sketch(i, 4))
            sketches = set([sketch(i, 4) for i in items])
            if len(sketches) < len(items): return 'ambiguous'
            return head + '{' + ', '.join([walk(i) for i in items]) + '}'
        if isinstance(x, (bytearray, memoryview)): return head + repr(bytes(x))
        if isinstance(x, Stub):
            parts = [x.how, plain(type(x))] + [walk(i) for i in x.args]
            parts += [k + '=' + walk(v) for k, v in x.kwargs.items()]
            for entry in x.log: parts += [entry[0]] + [walk(i) for i in entry[1:]]
            return head + '<' + ', '.join(parts) + '>'
        return head + repr(x)
    return walk(root)

for line in sys.stdin:
    try:
        unpickler = InC(io.BytesIO(binascii.unhexlify(line.strip())))
        unpickler.classes = {}
        print(shown(unpickler.load()))
    except Exception as error:
        print(ascii('!%s: %s' % (type(error).__name__, error)))
";

/// Deterministic, and the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

/// What the generator has to know of an object to use it rightly.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Scalar,
    Text,
    Tuple { hashable: bool },
    List,
    Dict,
    Set,
    FrozenSet,
    ByteArray,
    Global,
    Instance,
    Persistent,
}

impl Kind {
    fn is_hashable(self) -> bool {
        !matches!(
            self,
            Kind::Tuple { hashable: false } | Kind::List | Kind::Dict | Kind::Set | Kind::ByteArray
        )
    }
}

#[derive(Default)]
struct Program {
    bytes: Vec<u8>,
    stack: Vec<Kind>,
    marks: Vec<usize>,
    memo: Vec<(u8, Kind)>,
}

impl Program {
    fn random(random: &mut Random) -> Vec<u8> {
        let mut program = Program::default();
        if random.one_in(2) {
            program.bytes.extend([0x80, u8::try_from(random.below(6)).unwrap()]);
        }
        for _ in 0..random.below(60) + 3 {
            program.step(random);
        }
        while let Some(mark) = program.marks.pop() {
            program.stack.truncate(mark);
            program.put_back(b"t", Kind::Tuple { hashable: false });
        }
        if program.stack.is_empty() {
            program.bytes.push(b'N');
        }
        let all = program.stack.len();
        if all > 1 && all < 50 && random.one_in(2) {
            // Everything that is left, so that nothing goes unseen.
            for _ in 1..all {
                program.bytes.push(b'\x86');
            }
        }
        program.bytes.push(b'.');
        program.bytes
    }

    fn put_back(&mut self, bytes: &[u8], kind: Kind) {
        self.bytes.extend_from_slice(bytes);
        self.stack.push(kind);
    }

    /// How many objects lie above the topmost mark.
    fn free(&self) -> usize {
        self.stack.len() - self.marks.last().copied().unwrap_or(0)
    }

    /// The objects above the topmost mark, unless there is none.
    fn marked(&self) -> Option<&[Kind]> {
        self.marks.last().map(|&mark| &self.stack[mark..])
    }

    fn top(&self) -> Option<Kind> {
        (self.free() > 0).then(|| self.stack.last().copied()).flatten()
    }

    /// The object under the topmost mark, if it may be reached when that is gone.
    fn under_mark(&self) -> Option<Kind> {
        let mark = *self.marks.last()?;
        let fence = self.marks.iter().rev().nth(1).copied().unwrap_or(0);
        (mark > fence).then(|| self.stack[mark - 1])
    }

    fn unmark(&mut self) {
        let mark = self.marks.pop().unwrap();
        self.stack.truncate(mark);
    }

    fn step(&mut self, random: &mut Random) {
        match random.below(30) {
            0..=5 => self.scalar(random),
            6 => {
                let (bytes, kind) = [
                    (&b"]"[..], Kind::List),
                    (b"}", Kind::Dict),
                    (b"\x8f", Kind::Set),
                    (b")", Kind::Tuple { hashable: true }),
                    (b"(l", Kind::List),
                    (b"(d", Kind::Dict),
                    (b"\x96\x02\0\0\0\0\0\0\0ab", Kind::ByteArray),
                    (b"cbuiltins\nset\n)R", Kind::Set),
                    (b"\x8c\x08builtins\x8c\x03set\x93](K\x01K\x02e\x85R", Kind::Set),
                    (b"cbuiltins\nfrozenset\n](K\x01K\x01e\x85R", Kind::FrozenSet),
                    (b"c_codecs\nencode\nX\x02\0\0\0\xc3\xa9X\x06\0\0\0latin1\x86R", Kind::Scalar),
                    (b"cbuiltins\nbytearray\nC\x01z\x85R", Kind::ByteArray),
                ][random.below(12)];
                self.put_back(bytes, kind);
            }
            7 => self.global(random),
            8 | 9 => {
                self.bytes.push(b'(');
                self.marks.push(self.stack.len());
            }
            10 | 11 => self.memoize(random),
            12..=14 => {
                if !self.memo.is_empty() {
                    let (index, kind) = self.memo[random.below(self.memo.len())];
                    match random.below(3) {
                        0 => self.put_back(&[b'h', index], kind),
                        1 => self.put_back(&[b'j', index, 0, 0, 0], kind),
                        _ => self.put_back(format!("g{index}\n").as_bytes(), kind),
                    }
                }
            }
            15 => {
                if let Some(top) = self.top() {
                    self.put_back(b"2", top);
                }
            }
            16 => {
                if self.marks.last() == Some(&self.stack.len()) {
                    self.bytes.push(b'0');
                    self.marks.pop();
                } else if self.top().is_some() && random.one_in(2) {
                    self.bytes.push(b'0');
                    self.stack.pop();
                } else if !self.marks.is_empty() {
                    self.bytes.push(b'1');
                    self.unmark();
                }
            }
            17 | 18 => self.close(random),
            19 | 20 => self.tuple(random),
            21 | 22 => self.fill(random),
            23..=25 => self.make(random),
            26 => {
                if let [.., Kind::Instance, _] = self.stack[self.stack.len() - self.free()..] {
                    self.bytes.push(b'b');
                    self.stack.pop();
                }
            }
            27 => {
                if random.one_in(2) {
                    self.put_back(b"Psome id\n", Kind::Persistent);
                } else if self.top().is_some() {
                    self.stack.pop();
                    self.put_back(b"Q", Kind::Persistent);
                }
            }
            28 => self.fill_many(random),
            _ => {
                if random.one_in(40) {
                    // Most often wrong.
                    let wild = b"()]}NKMaedsutlb012R\x81\x85\x86\x87\x90\x91\x94oQ.h\0\x92\x93\x97\x98\xffir\n";
                    self.bytes.push(wild[random.below(wild.len())]);
                }
            }
        }
    }

    fn scalar(&mut self, random: &mut Random) {
        let texts: [&[u8]; 8] = [
            b"\x8c\x01a",
            b"X\x02\0\0\0\xc3\xa9",
            b"Vtext\\u20ac\n",
            b"U\x01b",
            b"S'it\\x41'\n",
            b"T\x03\0\0\0old",
            b"\x8d\x01\0\0\0\0\0\0\0a",
            b"V\n",
        ];
        let others: [&[u8]; 26] = [
            b"N",
            b"\x88",
            b"\x89",
            b"K\x01",
            b"K\0",
            b"M\x01\0",
            b"J\xff\xff\xff\xff",
            b"I01\n",
            b"I00\n",
            b"I1\n",
            b"I-7\n",
            b"L12345678901234567890L\n",
            b"L1\n",
            b"\x8a\0",
            b"\x8a\x01\xff",
            b"\x8a\x09\0\0\0\0\0\0\0\x80\0",
            b"\x8b\x02\0\0\0\0\x01",
            b"F1.0\n",
            b"F-0.0\n",
            b"Fnan\n",
            b"G\x3f\xf0\0\0\0\0\0\0",
            b"G\x80\0\0\0\0\0\0\0",
            b"G\x7f\xf8\0\0\0\0\0\0",
            b"C\x01b",
            b"B\x02\0\0\0\xff\0",
            b"\x8e\x01\0\0\0\0\0\0\0b",
        ];
        if random.one_in(2) {
            self.put_back(texts[random.below(texts.len())], Kind::Text);
        } else {
            self.put_back(others[random.below(others.len())], Kind::Scalar);
        }
    }

    fn global(&mut self, random: &mut Random) {
        let bytes: [&[u8]; 7] = [
            b"cmod\nA\n",
            b"cmod\nB\n",
            b"\x8c\x03mod\x8c\x01A\x93",
            b"\x8c\x03mod\x8c\x07A.Inner\x93",
            b"c__builtin__\nxrange\n",
            b"ccopy_reg\n_reconstructor\n",
            b"cUserDict\nUserDict\n",
        ];
        self.put_back(bytes[random.below(bytes.len())], Kind::Global);
    }

    fn memoize(&mut self, random: &mut Random) {
        let Some(top) = self.top() else { return };
        let distinct = self.memo.len();
        if random.one_in(2) && distinct < 250 {
            // The index is the number of entries, which may be one that was chosen before.
            let index = u8::try_from(distinct).unwrap();
            self.bytes.push(b'\x94');
            self.set_memo(index, top);
        } else {
            let index = u8::try_from(random.below(12)).unwrap();
            match random.below(3) {
                0 => self.bytes.extend([b'q', index]),
                1 => self.bytes.extend([b'r', index, 0, 0, 0]),
                _ => self.bytes.extend(format!("p{index}\n").bytes()),
            }
            self.set_memo(index, top);
        }
    }

    fn set_memo(&mut self, index: u8, kind: Kind) {
        self.memo.retain(|&(known, _)| known != index);
        self.memo.push((index, kind));
    }

    /// A container of what was marked.
    fn close(&mut self, random: &mut Random) {
        let Some(items) = self.marked() else { return };
        let hashable = items.iter().all(|item| item.is_hashable());
        let even = items.len().is_multiple_of(2);
        let keys_hashable = items.iter().step_by(2).all(|item| item.is_hashable());
        let wrong = random.one_in(60);
        let (bytes, kind) = match random.below(4) {
            0 => (b"t", Kind::Tuple { hashable }),
            1 => (b"l", Kind::List),
            2 if wrong || even && keys_hashable => (b"d", Kind::Dict),
            _ if wrong || hashable => (b"\x91", Kind::FrozenSet),
            _ => return,
        };
        self.unmark();
        self.put_back(bytes, kind);
    }

    fn tuple(&mut self, random: &mut Random) {
        let len = random.below(3) + 1;
        if self.free() >= len {
            let items = self.stack.split_off(self.stack.len() - len);
            let hashable = items.iter().all(|item| item.is_hashable());
            let opcode = [b'\x85', b'\x86', b'\x87'][len - 1];
            self.put_back(&[opcode], Kind::Tuple { hashable });
        }
    }

    /// APPEND and SETITEM.
    fn fill(&mut self, random: &mut Random) {
        let own = &self.stack[self.stack.len() - self.free()..];
        match *own {
            [.., Kind::Dict | Kind::Instance, key, _] if key.is_hashable() || random.one_in(60) => {
                self.bytes.push(b's');
                self.stack.truncate(self.stack.len() - 2);
            }
            [.., Kind::List | Kind::Instance, _] => {
                self.bytes.push(b'a');
                self.stack.pop();
            }
            _ => {}
        }
    }

    /// APPENDS, SETITEMS and ADDITEMS.
    fn fill_many(&mut self, random: &mut Random) {
        let (Some(under), Some(items)) = (self.under_mark(), self.marked()) else { return };
        let hashable = items.iter().all(|item| item.is_hashable());
        let keys_hashable = items.iter().step_by(2).all(|item| item.is_hashable());
        let even = items.len().is_multiple_of(2);
        let wrong = random.one_in(60);
        let opcode = match under {
            Kind::Dict if wrong || even && keys_hashable => b'u',
            Kind::Set if wrong || hashable => b'\x90',
            Kind::Instance if even && keys_hashable => b'u',
            Kind::Instance if hashable && random.one_in(2) => b'\x90',
            Kind::List | Kind::Instance => b'e',
            _ => return,
        };
        self.bytes.push(opcode);
        self.unmark();
    }

    /// Instances.
    fn make(&mut self, random: &mut Random) {
        let own = &self.stack[self.stack.len() - self.free()..];
        match *own {
            [.., Kind::Global, Kind::Tuple { .. }] => {
                self.stack.truncate(self.stack.len() - 2);
                match random.below(3) {
                    0 => self.put_back(b"R", Kind::Instance),
                    1 => self.put_back(b"\x81", Kind::Instance),
                    _ => self.put_back(b"}\x8c\x01kK\x01s\x92", Kind::Instance),
                }
            }
            [.., Kind::Instance | Kind::Persistent, Kind::Tuple { .. }] => {
                self.stack.truncate(self.stack.len() - 2);
                self.put_back(b"R", Kind::Instance);
            }
            _ if random.one_in(2) => {
                let mark = self.marks.last().copied();
                if let Some(mark) = mark {
                    if self.stack.get(mark) == Some(&Kind::Global) {
                        self.unmark();
                        self.put_back(b"o", Kind::Instance);
                    } else {
                        self.unmark();
                        self.put_back(b"imod\nOld\n", Kind::Instance);
                    }
                }
            }
            _ => {
                self.global(random);
                self.stack.pop();
                let ways: [&[u8]; 3] = [b")R", b")\x81", b"K\x01\x85}\x92"];
                self.put_back(ways[random.below(3)], Kind::Instance);
            }
        }
    }
}

/// A pickle of a fixture with some bytes changed, left out or doubled.
fn mutated(random: &mut Random) -> Vec<u8> {
    let all = fixtures::fixtures();
    let fixture = loop {
        let fixture = &all[random.below(all.len())];
        if !fixture.pickles.is_empty() {
            break fixture;
        }
    };
    let mut pickle = fixture.pickles[random.below(fixture.pickles.len())].1.clone();
    for _ in 0..=random.below(2) {
        if pickle.is_empty() || pickle.len() > 2000 {
            break;
        }
        let at = random.below(pickle.len());
        match random.below(4) {
            0 => drop(pickle.remove(at)),
            1 => pickle.insert(at, b"()]}NKMaedsutlb012R\x81\x85\x86\x94"[random.below(23)]),
            2 => pickle[at] = u8::try_from(random.below(256)).unwrap(),
            _ => pickle[at] = pickle[random.below(pickle.len())],
        }
    }
    pickle
}

/// Whether CPython might reserve a table for a memo index that is out of proportion, where nothing
/// keeps it from doing so.
fn asks_for_much(pickle: &[u8]) -> bool {
    if cfg!(unix) {
        return false;
    }
    pickle.windows(5).any(|part| part[0] == b'r' && part[3..].iter().any(|&byte| byte != 0))
        || pickle.windows(7).any(|part| part[0] == b'p' && part[1..].iter().all(u8::is_ascii_digit))
}

fn rewritten(value: &Value, protocol: Protocol) -> Result<Vec<u8>, ErrorKind> {
    let mut pickler = Pickler::in_memory().protocol(protocol);
    pickler.dump(value).map_err(|error| error.kind())?;
    Ok(pickler.into_vec())
}

/// What both say to the pickles; gives those about which they differ.
fn differences(python: &python::Python, pickles: &[Vec<u8>], exact: bool) -> Vec<String> {
    let mut lines = String::new();
    let mut ours = Vec::new();
    for (index, pickle) in pickles.iter().enumerate() {
        let value = from_slice::<Value>(pickle);
        assert_eq!(value.is_ok(), from_reader::<Value>(&pickle[..]).is_ok());
        lines.extend([hex::encode(pickle), "\n".into()]);
        let protocol = Protocol::ALL[(index + 4) % 6];
        let answer = match value {
            Err(error) => Err(error),
            Ok(value) => match rewritten(&value, protocol) {
                Err(ErrorKind::Unrepresentable) if protocol < Protocol::V4 => Ok(None),
                Err(kind) => panic!("{}: {kind:?} in {protocol}", pickle.escape_ascii()),
                Ok(again) => {
                    lines.extend([hex::encode(&again), "\n".into()]);
                    Ok(Some(again))
                }
            },
        };
        ours.push(answer);
    }
    let output = python.run_script(RECORDER, lines.as_bytes()).expect("the recorder runs");
    let mut output = output.lines();
    let mut differences = Vec::new();
    let mut accepted = 0;
    for (pickle, ours) in pickles.iter().zip(ours) {
        let theirs = output.next().expect("a line for each pickle");
        let error = theirs.trim_start_matches(['\'', '"']).strip_prefix('!');
        let refused = error.is_some();
        let shown = pickle.escape_ascii();
        match ours {
            // What CPython has no memory for, we may well have.
            ours if error.is_some_and(|error| error.starts_with("MemoryError")) => {
                if let Ok(Some(_)) = ours {
                    output.next();
                }
            }
            Err(error) if !refused => {
                if !deliberate(&error) {
                    differences.push(format!("{shown}\n  Python: {theirs}\n  we: {error}"));
                }
            }
            Err(_) | Ok(None) => {}
            Ok(Some(again)) => {
                accepted += 1;
                let again_seen = output.next().expect("a line for each pickle");
                if refused {
                    // What is called may be an object that is a class, for all we know.
                    if exact && !theirs.contains("must be a type") {
                        differences.push(format!("{shown}\n  Python: {theirs}\n  we accept"));
                    }
                } else if theirs != again_seen
                    && !theirs.contains("ambiguous")
                    && !again.windows(5).any(|part| part == b"Fnan\n")
                {
                    differences.push(format!(
                        "{shown}\n  Python: {theirs}\n  of ours: {again_seen}\n  {}",
                        again.escape_ascii()
                    ));
                }
            }
        }
    }
    eprintln!("{accepted} of {} are accepted", pickles.len());
    differences
}

/// What we refuse on purpose, and CPython's C unpickler takes:
///
/// - lone surrogates, since they are no text;
/// - what is done to an object that is no instance, where its class happens to have the method, or
///   `None` as its state: persistent ids that are appended to, lists whose items are set;
/// - what C's `strtol` takes for an int and a str cut off at a NUL, such as `I010` for 8.
fn deliberate(error: &pickle_core::Error) -> bool {
    match error.kind() {
        ErrorKind::LoneSurrogate | ErrorKind::Limit => true,
        ErrorKind::Stack => error.message().starts_with("cannot "),
        ErrorKind::Malformed => error.message().starts_with("invalid "),
        _ => false,
    }
}

fn newest() -> Option<&'static python::Python> {
    python::interpreters().iter().rfind(|python| python.version >= (3, 8, 0))
}

fn seed_and_cases(default: usize) -> (u64, usize) {
    let given = env::var("PICKLE_DIFFERENTIAL").ok();
    let given = given.as_deref().and_then(|given| given.split_once(':'));
    match given {
        Some((seed, cases)) => (seed.parse().unwrap(), cases.parse().unwrap()),
        None => (1, default),
    }
}

fn run(default: usize, exact: bool, make: impl Fn(&mut Random) -> Vec<u8>) {
    let Some(python) = newest() else {
        eprintln!("skipped: no CPython 3.8 or later");
        return;
    };
    let (seed, cases) = seed_and_cases(default);
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let pickles: Vec<Vec<u8>> =
        (0..cases).map(|_| make(&mut random)).filter(|pickle| !asks_for_much(pickle)).collect();
    let differences = differences(python, &pickles, exact);
    assert!(
        differences.is_empty(),
        "{python}, {} of {}:\n{}",
        differences.len(),
        pickles.len(),
        differences[..differences.len().min(20)].join("\n")
    );
}

#[test]
fn random_programs_make_what_python_makes() {
    run(4_000, true, Program::random);
}

#[test]
fn mutated_fixtures_make_what_python_makes() {
    // What a call does to its arguments, we do not know.
    run(4_000, false, mutated);
}
