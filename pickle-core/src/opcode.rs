//! The one table of the 68 opcodes: byte, name, argument, protocol, meaning.
//!
//! A pickle is a program for a small stack machine. Each instruction is one
//! byte, the opcode, and its [`Argument`], if it has one. Everything that needs
//! to know about opcodes, from the unpickler to the disassembler, asks this
//! table. Facts are those of CPython's `pickletools`, names too.

use core::fmt;

use crate::protocol::Protocol;

/// How many bytes of an instruction belong to its argument: enough to step
/// over the argument without understanding it.
///
/// ```
/// use pickle_core::opcode::{Layout, Opcode};
///
/// assert_eq!(Opcode::BinInt.argument().layout(), Layout::Fixed(4));
/// assert_eq!(
///     Opcode::Long4.argument().layout(),
///     Layout::Prefixed { width: 4, signed: true },
/// );
/// assert_eq!(Opcode::Global.argument().layout(), Layout::Lines(2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layout {
    /// Always this many bytes, often none.
    Fixed(usize),
    /// A little-endian length, then that many bytes.
    Prefixed {
        /// The number of bytes that the length itself takes.
        width: usize,
        /// Whether the length is a signed number. It still must not be
        /// negative: such a stream is faulty.
        signed: bool,
    },
    /// This many lines of text, each with the newline that ends it.
    Lines(usize),
}

macro_rules! arguments {
    ($($(#[doc = $doc:literal])+ $name:ident $variant:ident = $layout:expr;)+) => {
        /// What stands between an opcode and the next one.
        ///
        /// The names are those of the `ArgumentDescriptor`s in CPython's
        /// `pickletools`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Argument {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Argument {
            /// The name in `pickletools`, as in `"unicodestring1"`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($name),)+
                }
            }

            /// How long the argument is, or where its length is found.
            #[must_use]
            pub const fn layout(self) -> Layout {
                match self {
                    $(Self::$variant => $layout,)+
                }
            }
        }
    };
}

/// An unsigned length of `width` bytes, and then the bytes.
const fn counted(width: usize) -> Layout {
    let signed = false;
    Layout::Prefixed { width, signed }
}

/// As [`counted`], for the lengths that C's `int` held when they were invented.
const fn counted_signed(width: usize) -> Layout {
    let signed = true;
    Layout::Prefixed { width, signed }
}

arguments! {
    /// Nothing.
    none None = Layout::Fixed(0);
    /// An unsigned byte.
    uint1 Uint1 = Layout::Fixed(1);
    /// Two bytes, unsigned, little-endian.
    uint2 Uint2 = Layout::Fixed(2);
    /// Four bytes, two's complement, little-endian.
    int4 Int4 = Layout::Fixed(4);
    /// Four bytes, unsigned, little-endian.
    uint4 Uint4 = Layout::Fixed(4);
    /// Eight bytes, unsigned, little-endian.
    uint8 Uint8 = Layout::Fixed(8);
    /// An IEEE 754 double, big-endian: the only number in the format that is.
    float8 Float8 = Layout::Fixed(8);
    /// A line with an int in decimal. For `INT`, `00` and `01` are the bools.
    decimalnl_short DecimalNlShort = Layout::Lines(1);
    /// A line with an int in decimal, in most streams with an `L` behind it.
    decimalnl_long DecimalNlLong = Layout::Lines(1);
    /// A line with a float as Python's `repr` shows it.
    floatnl FloatNl = Layout::Lines(1);
    /// A line with a string literal of Python 2: quotes around it, escapes in it.
    stringnl StringNl = Layout::Lines(1);
    /// A line that is taken as it is.
    stringnl_noescape StringNlNoEscape = Layout::Lines(1);
    /// Two lines that are taken as they are: a module and a name in it.
    stringnl_noescape_pair StringNlNoEscapePair = Layout::Lines(2);
    /// A line of text in Python's encoding `raw-unicode-escape`.
    unicodestringnl UnicodeStringNl = Layout::Lines(1);
    /// A Python 2 `str`, its length in one byte.
    string1 String1 = counted(1);
    /// A Python 2 `str`, its length in four bytes, signed.
    string4 String4 = counted_signed(4);
    /// Bytes, their number in one byte.
    bytes1 Bytes1 = counted(1);
    /// Bytes, their number in four bytes.
    bytes4 Bytes4 = counted(4);
    /// Bytes, their number in eight bytes.
    bytes8 Bytes8 = counted(8);
    /// The bytes of a `bytearray`, their number in eight bytes.
    bytearray8 ByteArray8 = counted(8);
    /// UTF-8, its length in bytes in one byte.
    unicodestring1 UnicodeString1 = counted(1);
    /// UTF-8, its length in bytes in four bytes.
    unicodestring4 UnicodeString4 = counted(4);
    /// UTF-8, its length in bytes in eight bytes.
    unicodestring8 UnicodeString8 = counted(8);
    /// An int in two's complement, little-endian, its length in one byte. No
    /// bytes at all are zero.
    long1 Long1 = counted(1);
    /// As [`Long1`](Self::Long1), its length in four bytes, signed.
    long4 Long4 = counted_signed(4);
}

macro_rules! opcodes {
    ($($name:ident $variant:ident = $byte:literal, $argument:ident, $protocol:ident,
        $summary:literal $(, $more:literal)*;)+) => {
        /// An instruction of the stack machine that a pickle is a program for.
        ///
        /// The stack holds objects and marks. "Down to the mark" means
        /// everything above the topmost mark; the mark itself goes away too.
        ///
        /// ```
        /// use pickle_core::{Protocol, opcode::{Argument, Opcode}};
        ///
        /// let opcode = Opcode::from_byte(b'K').unwrap();
        /// assert_eq!(opcode, Opcode::BinInt1);
        /// assert_eq!(opcode.name(), "BININT1");
        /// assert_eq!(opcode.argument(), Argument::Uint1);
        /// assert_eq!(opcode.protocol(), Protocol::V1);
        /// assert_eq!(opcode.summary(), "push an int of one unsigned byte");
        /// assert_eq!(Opcode::from_byte(b'\n'), None);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Opcode {
            $(
                #[doc = concat!("`", stringify!($name), "`: ", $summary, ".")]
                $(
                    #[doc = ""]
                    #[doc = $more]
                )*
                $variant = $byte,
            )+
        }

        impl Opcode {
            /// All opcodes, grouped by what they are for.
            pub const ALL: [Self; 68] = [$(Self::$variant,)+];

            /// The name in `pickletools`, as in `"SHORT_BINUNICODE"`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($name),)+
                }
            }

            /// What follows the opcode in the stream.
            #[must_use]
            pub const fn argument(self) -> Argument {
                match self {
                    $(Self::$variant => Argument::$argument,)+
                }
            }

            /// The protocol that introduced the opcode.
            #[must_use]
            pub const fn protocol(self) -> Protocol {
                match self {
                    $(Self::$variant => Protocol::$protocol,)+
                }
            }

            /// What the opcode does, in one line for a disassembler.
            #[must_use]
            pub const fn summary(self) -> &'static str {
                match self {
                    $(Self::$variant => $summary,)+
                }
            }
        }
    };
}

opcodes! {
    // The program as a whole.

    PROTO Proto = 0x80, Uint1, V2,
        "name the protocol of the stream",
        "The first instruction from protocol 2 on.";
    FRAME Frame = 0x95, Uint8, V4,
        "begin a frame of that many bytes",
        "A reader may fetch the whole frame at once. No instruction straddles its end.";
    STOP Stop = b'.', None, V0,
        "end the program; the object on top of the stack is the result";

    // None, bools and numbers.

    NONE None = b'N', None, V0,
        "push None";
    NEWTRUE NewTrue = 0x88, None, V2,
        "push True",
        "Before protocol 2, `True` is `INT` with the argument `01`.";
    NEWFALSE NewFalse = 0x89, None, V2,
        "push False",
        "Before protocol 2, `False` is `INT` with the argument `00`.";
    INT Int = b'I', DecimalNlShort, V0,
        "push an int or a bool in decimal",
        "The arguments `00` and `01` are the bools, which have no opcodes before protocol 2.";
    BININT BinInt = b'J', Int4, V1,
        "push an int of four signed bytes";
    BININT1 BinInt1 = b'K', Uint1, V1,
        "push an int of one unsigned byte";
    BININT2 BinInt2 = b'M', Uint2, V1,
        "push an int of two unsigned bytes";
    LONG Long = b'L', DecimalNlLong, V0,
        "push an int in decimal, of any size";
    LONG1 Long1 = 0x8a, Long1, V2,
        "push an int of up to 255 bytes";
    LONG4 Long4 = 0x8b, Long4, V2,
        "push an int of up to 2**31 - 1 bytes";
    FLOAT Float = b'F', FloatNl, V0,
        "push a float in decimal";
    BINFLOAT BinFloat = b'G', Float8, V1,
        "push a float of eight bytes";

    // Text and bytes.

    STRING String = b'S', StringNl, V0,
        "push a Python 2 str, written as a literal",
        "Python 3 makes it `str` or `bytes`, depending on the `encoding` that it is told.";
    BINSTRING BinString = b'T', String4, V1,
        "push a Python 2 str of up to 2**31 - 1 bytes",
        "Python 3 takes it as it takes `STRING`.";
    SHORT_BINSTRING ShortBinString = b'U', String1, V1,
        "push a Python 2 str of up to 255 bytes",
        "Python 3 takes it as it takes `STRING`.";
    UNICODE Unicode = b'V', UnicodeStringNl, V0,
        "push a str, written with escapes";
    BINUNICODE BinUnicode = b'X', UnicodeString4, V1,
        "push a str of up to 2**32 - 1 bytes of UTF-8";
    SHORT_BINUNICODE ShortBinUnicode = 0x8c, UnicodeString1, V4,
        "push a str of up to 255 bytes of UTF-8";
    BINUNICODE8 BinUnicode8 = 0x8d, UnicodeString8, V4,
        "push a str of any length";
    BINBYTES BinBytes = b'B', Bytes4, V3,
        "push a bytes object of up to 2**32 - 1 bytes";
    SHORT_BINBYTES ShortBinBytes = b'C', Bytes1, V3,
        "push a bytes object of up to 255 bytes";
    BINBYTES8 BinBytes8 = 0x8e, Bytes8, V4,
        "push a bytes object of any length";
    BYTEARRAY8 ByteArray8 = 0x96, ByteArray8, V5,
        "push a bytearray";
    NEXT_BUFFER NextBuffer = 0x97, None, V5,
        "push the next of the buffers that travel outside of the stream";
    READONLY_BUFFER ReadonlyBuffer = 0x98, None, V5,
        "make the buffer on top of the stack read-only";

    // Tuples.

    EMPTY_TUPLE EmptyTuple = b')', None, V1,
        "push the empty tuple";
    TUPLE Tuple = b't', None, V0,
        "make a tuple of everything down to the mark";
    TUPLE1 Tuple1 = 0x85, None, V2,
        "make a tuple of the topmost object";
    TUPLE2 Tuple2 = 0x86, None, V2,
        "make a tuple of the two topmost objects";
    TUPLE3 Tuple3 = 0x87, None, V2,
        "make a tuple of the three topmost objects";

    // Lists.

    EMPTY_LIST EmptyList = b']', None, V1,
        "push a new list";
    LIST List = b'l', None, V0,
        "make a list of everything down to the mark";
    APPEND Append = b'a', None, V0,
        "append the topmost object to the list below it";
    APPENDS Appends = b'e', None, V1,
        "append everything down to the mark to the list below it";

    // Dicts.

    EMPTY_DICT EmptyDict = b'}', None, V1,
        "push a new dict";
    DICT Dict = b'd', None, V0,
        "make a dict of everything down to the mark, keys and values in turn";
    SETITEM SetItem = b's', None, V0,
        "put the key and value on top of the stack into the dict below them";
    SETITEMS SetItems = b'u', None, V1,
        "put everything down to the mark, keys and values in turn, into the dict below it";

    // Sets.

    EMPTY_SET EmptySet = 0x8f, None, V4,
        "push a new set";
    ADDITEMS AddItems = 0x90, None, V4,
        "add everything down to the mark to the set below it";
    FROZENSET FrozenSet = 0x91, None, V4,
        "make a frozenset of everything down to the mark";

    // The stack itself.

    MARK Mark = b'(', None, V0,
        "push a mark";
    POP Pop = b'0', None, V0,
        "drop the topmost object or mark";
    POP_MARK PopMark = b'1', None, V1,
        "drop everything down to the mark";
    DUP Dup = b'2', None, V0,
        "push the topmost object once more",
        "It stays one and the same object. No known pickler writes this.";

    // The memo: objects that are referred to again, by number.

    PUT Put = b'p', DecimalNlShort, V0,
        "store the topmost object in the memo, under a number in decimal";
    BINPUT BinPut = b'q', Uint1, V1,
        "store the topmost object in the memo, under a number of one byte";
    LONG_BINPUT LongBinPut = b'r', Uint4, V1,
        "store the topmost object in the memo, under a number of four bytes";
    MEMOIZE Memoize = 0x94, None, V4,
        "store the topmost object in the memo, under the next number",
        "The next number is how many entries the memo has.";
    GET Get = b'g', DecimalNlShort, V0,
        "push an object from the memo, by a number in decimal";
    BINGET BinGet = b'h', Uint1, V1,
        "push an object from the memo, by a number of one byte";
    LONG_BINGET LongBinGet = b'j', Uint4, V1,
        "push an object from the memo, by a number of four bytes";

    // Globals: classes and functions, by name.

    GLOBAL Global = b'c', StringNlNoEscapePair, V0,
        "push a global, by its module and name";
    STACK_GLOBAL StackGlobal = 0x93, None, V4,
        "push the global whose module and name are on top of the stack",
        "The name may be a path with dots, for what is nested in a class.";
    EXT1 Ext1 = 0x82, Uint1, V2,
        "push a global from the extension registry, by a code of one byte",
        "The codes are agreed upon through `copyreg.add_extension`.";
    EXT2 Ext2 = 0x83, Uint2, V2,
        "push a global from the extension registry, by a code of two bytes";
    EXT4 Ext4 = 0x84, Int4, V2,
        "push a global from the extension registry, by a code of four bytes";

    // Instances.

    REDUCE Reduce = b'R', None, V0,
        "call the object below the topmost one, a tuple of arguments";
    BUILD Build = b'b', None, V0,
        "give the topmost object, a state, to the instance below it",
        "Through `__setstate__` where the class has one, else through `__dict__` and slots.";
    INST Inst = b'i', StringNlNoEscapePair, V0,
        "call a class, named by module and name, with everything down to the mark";
    OBJ Obj = b'o', None, V1,
        "call the class right above the mark with everything above the class";
    NEWOBJ NewObj = 0x81, None, V2,
        "call cls.__new__(cls, *args), with the class and a tuple from the stack";
    NEWOBJ_EX NewObjEx = 0x92, None, V4,
        "call cls.__new__(cls, *args, **kwargs), with all three from the stack";

    // Objects that are stored elsewhere.

    PERSID PersId = b'P', StringNlNoEscape, V0,
        "push the object that a persistent id, a line of text, stands for";
    BINPERSID BinPersId = b'Q', None, V1,
        "push the object that the topmost object, a persistent id, stands for";
}

/// [`Opcode::from_byte`] for all bytes, so that decoding is one load.
static BY_BYTE: [Option<Opcode>; 256] = {
    let mut table = [None; 256];
    let mut index = 0;
    while index < Opcode::ALL.len() {
        let opcode = Opcode::ALL[index];
        table[opcode.byte() as usize] = Some(opcode);
        index += 1;
    }
    table
};

impl Opcode {
    /// The opcode that this byte is, or `None` if no protocol knows it.
    #[inline]
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        BY_BYTE[byte as usize]
    }

    /// The byte that stands for the opcode in the stream.
    #[inline]
    #[must_use]
    pub const fn byte(self) -> u8 {
        self as u8
    }
}

/// Shows the name, as in `SHORT_BINUNICODE`.
impl fmt::Display for Opcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::{Layout, Opcode};

    // Made with Python 3.13:
    //
    //     for o in pickletools.opcodes:
    //         print((o.name, ord(o.code), o.proto, o.arg.name if o.arg else "none"))
    #[rustfmt::skip]
    const PICKLETOOLS: [(&str, u8, u8, &str); 68] = [
    ("INT", 0x49, 0, "decimalnl_short"),
    ("BININT", 0x4a, 1, "int4"),
    ("BININT1", 0x4b, 1, "uint1"),
    ("BININT2", 0x4d, 1, "uint2"),
    ("LONG", 0x4c, 0, "decimalnl_long"),
    ("LONG1", 0x8a, 2, "long1"),
    ("LONG4", 0x8b, 2, "long4"),
    ("STRING", 0x53, 0, "stringnl"),
    ("BINSTRING", 0x54, 1, "string4"),
    ("SHORT_BINSTRING", 0x55, 1, "string1"),
    ("BINBYTES", 0x42, 3, "bytes4"),
    ("SHORT_BINBYTES", 0x43, 3, "bytes1"),
    ("BINBYTES8", 0x8e, 4, "bytes8"),
    ("BYTEARRAY8", 0x96, 5, "bytearray8"),
    ("NEXT_BUFFER", 0x97, 5, "none"),
    ("READONLY_BUFFER", 0x98, 5, "none"),
    ("NONE", 0x4e, 0, "none"),
    ("NEWTRUE", 0x88, 2, "none"),
    ("NEWFALSE", 0x89, 2, "none"),
    ("UNICODE", 0x56, 0, "unicodestringnl"),
    ("SHORT_BINUNICODE", 0x8c, 4, "unicodestring1"),
    ("BINUNICODE", 0x58, 1, "unicodestring4"),
    ("BINUNICODE8", 0x8d, 4, "unicodestring8"),
    ("FLOAT", 0x46, 0, "floatnl"),
    ("BINFLOAT", 0x47, 1, "float8"),
    ("EMPTY_LIST", 0x5d, 1, "none"),
    ("APPEND", 0x61, 0, "none"),
    ("APPENDS", 0x65, 1, "none"),
    ("LIST", 0x6c, 0, "none"),
    ("EMPTY_TUPLE", 0x29, 1, "none"),
    ("TUPLE", 0x74, 0, "none"),
    ("TUPLE1", 0x85, 2, "none"),
    ("TUPLE2", 0x86, 2, "none"),
    ("TUPLE3", 0x87, 2, "none"),
    ("EMPTY_DICT", 0x7d, 1, "none"),
    ("DICT", 0x64, 0, "none"),
    ("SETITEM", 0x73, 0, "none"),
    ("SETITEMS", 0x75, 1, "none"),
    ("EMPTY_SET", 0x8f, 4, "none"),
    ("ADDITEMS", 0x90, 4, "none"),
    ("FROZENSET", 0x91, 4, "none"),
    ("POP", 0x30, 0, "none"),
    ("DUP", 0x32, 0, "none"),
    ("MARK", 0x28, 0, "none"),
    ("POP_MARK", 0x31, 1, "none"),
    ("GET", 0x67, 0, "decimalnl_short"),
    ("BINGET", 0x68, 1, "uint1"),
    ("LONG_BINGET", 0x6a, 1, "uint4"),
    ("PUT", 0x70, 0, "decimalnl_short"),
    ("BINPUT", 0x71, 1, "uint1"),
    ("LONG_BINPUT", 0x72, 1, "uint4"),
    ("MEMOIZE", 0x94, 4, "none"),
    ("EXT1", 0x82, 2, "uint1"),
    ("EXT2", 0x83, 2, "uint2"),
    ("EXT4", 0x84, 2, "int4"),
    ("GLOBAL", 0x63, 0, "stringnl_noescape_pair"),
    ("STACK_GLOBAL", 0x93, 4, "none"),
    ("REDUCE", 0x52, 0, "none"),
    ("BUILD", 0x62, 0, "none"),
    ("INST", 0x69, 0, "stringnl_noescape_pair"),
    ("OBJ", 0x6f, 1, "none"),
    ("NEWOBJ", 0x81, 2, "none"),
    ("NEWOBJ_EX", 0x92, 4, "none"),
    ("PROTO", 0x80, 2, "uint1"),
    ("STOP", 0x2e, 0, "none"),
    ("FRAME", 0x95, 4, "uint8"),
    ("PERSID", 0x50, 0, "stringnl_noescape"),
    ("BINPERSID", 0x51, 1, "none"),
    ];

    #[test]
    fn table_is_that_of_pickletools() {
        for (name, byte, protocol, argument) in PICKLETOOLS {
            let opcode = Opcode::from_byte(byte).unwrap();
            assert_eq!(opcode.name(), name);
            assert_eq!(opcode.byte(), byte, "{name}");
            assert_eq!(opcode.protocol().number(), protocol, "{name}");
            assert_eq!(opcode.argument().name(), argument, "{name}");
        }
    }

    #[test]
    fn every_byte_is_in_the_table_once_or_not_at_all() {
        let known = (0..=u8::MAX).filter_map(Opcode::from_byte).count();
        assert_eq!(known, Opcode::ALL.len());
        for opcode in Opcode::ALL {
            assert_eq!(Opcode::from_byte(opcode.byte()), Some(opcode));
        }
    }

    // The suffix of pickletools' names is the width of the length.
    #[test]
    fn layouts_agree_with_the_names() {
        for opcode in Opcode::ALL {
            let argument = opcode.argument();
            let name = argument.name();
            let digit = name.bytes().last().filter(u8::is_ascii_digit);
            let width = digit.map_or(0, |digit| usize::from(digit - b'0'));
            let expected = match name {
                _ if name.ends_with("_pair") => Layout::Lines(2),
                _ if name.contains("nl") => Layout::Lines(1),
                "string4" | "long4" => Layout::Prefixed { width, signed: true },
                _ if name.contains("string") || name.contains("bytes") => {
                    Layout::Prefixed { width, signed: false }
                }
                "bytearray8" | "long1" => Layout::Prefixed { width, signed: false },
                _ => Layout::Fixed(width),
            };
            assert_eq!(argument.layout(), expected, "{name}");
        }
    }

    #[test]
    fn summaries_fit_on_a_line() {
        for opcode in Opcode::ALL {
            let summary = opcode.summary();
            assert!(summary.len() <= 80, "{opcode}: {} characters", summary.len());
            assert!(!summary.ends_with('.'), "{opcode}");
        }
    }
}
