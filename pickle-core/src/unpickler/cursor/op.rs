//! The bytes of the opcodes that the cursor knows, for patterns.

use crate::opcode::Opcode;

macro_rules! bytes {
    ($($name:ident $opcode:ident),* $(,)?) => {
        $(pub(super) const $name: u8 = Opcode::$opcode.byte();)*
    };
}

bytes! {
    ADDITEMS AddItems, APPEND Append, APPENDS Appends, BINBYTES BinBytes, BINBYTES8 BinBytes8,
    BINFLOAT BinFloat, BINGET BinGet, BININT BinInt, BININT1 BinInt1, BININT2 BinInt2,
    BINPERSID BinPersId, BINPUT BinPut, PERSID PersId, BINSTRING BinString, BINUNICODE BinUnicode, BINUNICODE8 BinUnicode8,
    BUILD Build, BYTEARRAY8 ByteArray8, DICT Dict, EMPTY_DICT EmptyDict, EMPTY_LIST EmptyList,
    EMPTY_SET EmptySet, EXT1 Ext1, EXT2 Ext2, EXT4 Ext4, INST Inst, OBJ Obj, EMPTY_TUPLE EmptyTuple, FLOAT Float, FRAME Frame, FROZENSET FrozenSet,
    GET Get, GLOBAL Global, INT Int, LIST List, LONG Long, LONG1 Long1, LONG4 Long4, LONG_BINGET LongBinGet,
    LONG_BINPUT LongBinPut, MARK Mark, MEMOIZE Memoize, NEWFALSE NewFalse, NEXT_BUFFER NextBuffer, READONLY_BUFFER ReadonlyBuffer, NEWOBJ NewObj,
    NEWOBJ_EX NewObjEx, NEWTRUE NewTrue, NONE None, PROTO Proto, PUT Put, REDUCE Reduce,
    SETITEM SetItem, SETITEMS SetItems, SHORT_BINBYTES ShortBinBytes,
    SHORT_BINSTRING ShortBinString, SHORT_BINUNICODE ShortBinUnicode, STACK_GLOBAL StackGlobal,
    STOP Stop, STRING String, TUPLE Tuple, TUPLE1 Tuple1, TUPLE2 Tuple2, TUPLE3 Tuple3,
    UNICODE Unicode,
}
