//! Random programs of opcodes, which use the stack as a pickler would, for the most part.

use crate::random::Random;

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
pub struct Program {
    bytes: Vec<u8>,
    stack: Vec<Kind>,
    marks: Vec<usize>,
    memo: Vec<(u8, Kind)>,
}

impl Program {
    pub fn random(random: &mut Random) -> Vec<u8> {
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
