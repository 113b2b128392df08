"""The objects that the tests pickle, and the classes they are instances of.

`CASES` lists them. A case is made from a Python expression, which is its
documentation at the same time (README.md shows them all in one table).

Runs on CPython 2.7 and 3.6 and later. Text is `u'...'`, so that it is text in
Python 2 as well.
"""

import collections
import datetime
import decimal
import fractions
import functools
import os
import struct
import sys
import uuid

from equality import PY2, difference

if PY2:
    import copy_reg as copyreg
    from zoo_old import *  # noqa: F401,F403
    text_type, range_type, int_type, reduce = unicode, xrange, long, reduce  # noqa: F821
    enum = ipaddress = pathlib = None
else:
    import copyreg
    import enum
    import ipaddress
    import pathlib
    from zoo_py3 import *  # noqa: F401,F403
    text_type, range_type, int_type, reduce = str, range, int, functools.reduce

Decimal, Fraction, UUID = decimal.Decimal, fractions.Fraction, uuid.UUID
OrderedDict, Counter = collections.OrderedDict, collections.Counter
defaultdict, deque = collections.defaultdict, collections.deque


class Thing(object):
    """Equality by type and content for everything below. Leaves pickles alone."""

    __slots__ = ()

    def __eq__(self, other):
        return difference(self, other) is None

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        # Constant for a class: instances are put into sets before they have a state.
        return hash(type(self).__name__)

    def __repr__(self):
        return '<%s.%s>' % (type(self).__module__, type(self).__name__)


def with_attributes(thing, **attributes):
    for name in sorted(attributes):
        setattr(thing, name, attributes[name])
    return thing


# Plain classes ---------------------------------------------------------------

class Plain(Thing):
    def __init__(self, name, age, score, active, nickname, tags, limits, pair):
        self.name = name
        self.age = age
        self.score = score
        self.active = active
        self.nickname = nickname
        self.tags = tags
        self.limits = limits
        self.pair = pair


class Point2(Thing):
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Segment(Thing):
    """Instances inside of an instance."""

    def __init__(self, start, end):
        self.start = start
        self.end = end


class Blob(Thing):
    def __init__(self, name, data):
        self.name = name
        self.data = data


class Empty(Thing):
    """No attributes at all."""


class Slots(Thing):
    __slots__ = ('x', 'label')

    def __init__(self, x, label):
        self.x = x
        self.label = label


class SlotsAndDict(Slots):
    """Its base's slots and a dict: state `({...}, {...})`."""

    def __init__(self, x, label, extra):
        Slots.__init__(self, x, label)
        self.extra = extra


# New args --------------------------------------------------------------------

class NewArgs(Thing):
    __slots__ = ('host', 'port', '__dict__')

    def __new__(cls, host, port):
        self = object.__new__(cls)
        self.host = host
        self.port = port
        return self

    def __getnewargs__(self):
        return (self.host, self.port)

    def __getstate__(self):
        return dict(self.__dict__) or None


class KeywordNewArgs(Thing):
    __slots__ = ('host', 'port', 'secure', '__dict__')

    def __new__(cls, host, port=0, secure=False):
        self = object.__new__(cls)
        self.host = host
        self.port = port
        self.secure = secure
        return self

    def __getnewargs_ex__(self):
        return (self.host,), {'port': self.port, 'secure': self.secure}

    def __getstate__(self):
        return dict(self.__dict__) or None


# `__reduce__` ----------------------------------------------------------------

class Reduce2(Thing):
    """As a tuple struct: `Reduce2(a, b)`."""

    def __init__(self, a, b):
        self.a = a
        self.b = b

    def __reduce__(self):
        return Reduce2, (self.a, self.b)


class ReduceFunction(Thing):
    """Rebuilt by a function, not by its class."""

    def __init__(self, a, b):
        self.a = a
        self.b = b

    def __reduce__(self):
        return rebuild, (self.a, self.b)


def rebuild(a, b):
    return ReduceFunction(a, b)


class Reduce3(Thing):
    def __init__(self, a):
        self.a = a
        self.b = None

    def __reduce__(self):
        return Reduce3, (self.a,), {'b': self.b}


class Reduce4(Thing):
    def __init__(self, a):
        self.a = a
        self.b = None
        self.items = []

    def append(self, item):
        self.items.append(item)

    def extend(self, items):
        self.items.extend(items)

    def __reduce__(self):
        return Reduce4, (self.a,), {'b': self.b}, iter(self.items)


class Reduce5(Thing):
    def __init__(self, a):
        self.a = a
        self.b = None
        self.items = []
        self.table = {}

    def append(self, item):
        self.items.append(item)

    def extend(self, items):
        self.items.extend(items)

    def __setitem__(self, key, value):
        self.table[key] = value

    def __reduce__(self):
        pairs = sorted(self.table.items())
        return Reduce5, (self.a,), {'b': self.b}, iter(self.items), iter(pairs)


class Reduce6(Thing):
    """Its state is set by a function."""

    def __init__(self, a):
        self.a = a
        self.b = None

    def __reduce__(self):
        return Reduce6, (self.a,), (self.b,), None, None, set_reduce6


def set_reduce6(thing, state):
    (thing.b,) = state


class Singleton(Thing):
    """`__reduce__` gives a string: the pickle is a global."""

    def __reduce__(self):
        return 'SINGLETON'


SINGLETON = Singleton()


# `__getstate__` and `__setstate__` -------------------------------------------

class StateDict(Thing):
    """The state is a dict, but not the instance's."""

    def __init__(self, celsius):
        self.celsius = celsius

    def __getstate__(self):
        return {'fahrenheit': self.celsius * 9 / 5 + 32}

    def __setstate__(self, state):
        self.celsius = (state['fahrenheit'] - 32) * 5 / 9


class StateTuple(Thing):
    def __init__(self, a, b):
        self.a = a
        self.b = b

    def __getstate__(self):
        return (self.a, self.b)

    def __setstate__(self, state):
        self.a, self.b = state


class StateScalar(Thing):
    """The state is what is given; protocols 0 and 1 do not write a falsy one."""

    value = 0

    def __init__(self, value):
        self.value = value

    def __getstate__(self):
        return self.value

    def __setstate__(self, state):
        self.value = state

    def compared(self):
        return [self.value]


class StateNone(Thing):
    """A state of None is not written, and `__setstate__` not called."""

    def __init__(self):
        self.opened = True

    def __getstate__(self):
        return None

    def __setstate__(self, state):
        raise AssertionError('called with %r' % (state,))

    def compared(self):
        return []


# Subclasses of builtins ------------------------------------------------------

class ListSub(Thing, list):
    pass


class DictSub(Thing, dict):
    pass


class SetSub(Thing, set):
    pass


class FrozensetSub(Thing, frozenset):
    pass


class TupleSub(Thing, tuple):
    pass


class StrSub(Thing, text_type):
    pass


class IntSub(Thing, int_type):
    """For Python 2, the `int` of Python 3 is its `long`."""


class FloatSub(Thing, float):
    pass


Point = collections.namedtuple('Point', 'x y')


# Nested classes --------------------------------------------------------------

class Outer(Thing):
    class Inner(Thing):
        class Core(Thing):
            def __init__(self, depth):
                self.depth = depth

        def __init__(self, value):
            self.value = value


class Shape(object):
    """An enum with data: each variant is a class."""

    class Circle(Thing):
        """A variant with named fields: state."""

        def __init__(self, radius):
            self.radius = radius

    class Rect(Thing):
        """A variant with positional fields: init args."""

        def __init__(self, width, height):
            self.width = width
            self.height = height

        def __reduce__(self):
            return type(self), (self.width, self.height)

    class Nothing(Thing):
        """A variant without fields."""


# Enums -----------------------------------------------------------------------

if enum is not None:
    class Color(enum.Enum):
        RED = 1
        GREEN = 2
        BLUE = 3

    class Mood(enum.Enum):
        HAPPY = 'happy'
        SAD = 'sad'

    class Priority(enum.IntEnum):
        LOW = 1
        HIGH = 10

    class Permission(enum.Flag):
        READ = 4
        WRITE = 2
        EXECUTE = 1

    class IntPermission(enum.IntFlag):
        READ = 4
        WRITE = 2
        EXECUTE = 1

    class PlanetByName(enum.Enum):
        """Pickled as `getattr(PlanetByName, 'EARTH')`."""

        MERCURY = (3.303e+23, 2.4397e6)
        EARTH = (5.976e+24, 6.37814e6)

        __reduce_ex__ = getattr(
            enum, 'pickle_by_enum_name',
            lambda self, protocol: (getattr, (self.__class__, self._name_)))

    class SuitByGlobal(enum.Enum):
        """Pickled as the global `zoo.SPADES`."""

        SPADES = 's'
        HEARTS = 'h'

        __reduce_ex__ = getattr(
            enum, 'pickle_by_global_name', lambda self, protocol: self._name_)

    globals().update(SuitByGlobal.__members__)


# Exceptions ------------------------------------------------------------------

class AppError(Exception):
    def __init__(self, code, reason):
        Exception.__init__(self, code, reason)


# Persistent ids --------------------------------------------------------------

class Handle(Thing):
    """Pickled by reference, with a string for an id: `handle-7`."""

    def __init__(self, number):
        self.number = number


class MemoRecord(collections.namedtuple('MemoRecord', 'key, task')):
    """The record of Python's own example; its id is `("MemoRecord", key)`.

    A record with a negative key is not in the database: its id is None, so that
    it is pickled by value.
    """

    __slots__ = ()


MEMOS = [MemoRecord(1, u'give food to fish'), MemoRecord(2, u'prepare group meeting'),
         MemoRecord(3, u'fight with a zebra')]


def persistent_id(thing):
    """The hook of the picklers."""
    if isinstance(thing, Handle):
        return 'handle-%d' % thing.number
    if isinstance(thing, MemoRecord) and thing.key >= 0:
        return ('MemoRecord', thing.key)
    return None


def persistent_load(pid):
    """The hook of the unpicklers."""
    if isinstance(pid, (str, text_type)) and pid.startswith('handle-'):
        return Handle(int(pid[len('handle-'):]))
    if isinstance(pid, tuple):
        tag, key = pid
        if tag == 'MemoRecord':
            return [memo for memo in MEMOS if memo.key == key][0]
    raise ValueError('unknown persistent id %r' % (pid,))


# Extension codes -------------------------------------------------------------

class Ext1(Thing):
    def __init__(self, value):
        self.value = value


class Ext2(Thing):
    def __init__(self, value):
        self.value = value


class Ext4(Thing):
    def __init__(self, value):
        self.value = value


copyreg.add_extension('zoo', 'Ext1', 0x80)
copyreg.add_extension('zoo', 'Ext2', 0x1234)
copyreg.add_extension('zoo', 'Ext4', 0x12345)


# The classic examples --------------------------------------------------------

class BoostInstance(Thing):
    """Pickles as Boost.Python's `class_<...>().def_pickle(...)` does.

    Members of the C++ object are slots here; the instance's `__dict__` is apart
    from them, as it is there. The method is called `getstate` here because every
    object has a `__getstate__` since Python 3.11.
    """

    __slots__ = ('__dict__',)

    def __reduce__(self):
        result = (type(self), self.__getinitargs__())
        if hasattr(self, 'getstate'):
            if self.__dict__ and not getattr(self, '__getstate_manages_dict__', False):
                raise RuntimeError(
                    'Incomplete pickle support (__getstate_manages_dict__ not set)')
            return result + (self.getstate(),)
        return result + (self.__dict__,) if self.__dict__ else result


class World(BoostInstance):
    """pickle1.cpp: init args only."""

    __slots__ = ('country',)

    def __init__(self, country):
        self.country = country

    def __getinitargs__(self):
        return (self.country,)


class WorldState(BoostInstance):
    """pickle2.cpp: init args, and a state pair without the `__dict__`."""

    __slots__ = ('country', 'secret_number')

    def __init__(self, country):
        self.country = country
        self.secret_number = 0

    def __getinitargs__(self):
        return (self.country,)

    def getstate(self):
        return (self.secret_number,)

    def __setstate__(self, state):
        (self.secret_number,) = state


class WorldDict(BoostInstance):
    """pickle3.cpp: init args, and a state pair that takes care of the `__dict__`."""

    __slots__ = ('country', 'secret_number')
    __getstate_manages_dict__ = True

    def __init__(self, country):
        self.country = country
        self.secret_number = 0

    def __getinitargs__(self):
        return (self.country,)

    def getstate(self):
        return (self.__dict__, self.secret_number)

    def __setstate__(self, state):
        attributes, self.secret_number = state
        self.__dict__.update(attributes)


class WorldLight(BoostInstance):
    """pickle4.cpp: what the class does not say is put in from outside."""

    __slots__ = ('country',)

    def __init__(self, country):
        self.country = country


WorldLight.__getinitargs__ = lambda self: (self.country,)


class TextReader(Thing):
    """Gives a file line by line, and goes on at the same line when unpickled.

    A relative file name is looked up beside this module.
    """

    def __init__(self, filename):
        self.filename = filename
        self.file = self.open()
        self.lineno = 0

    def open(self):
        return open(os.path.join(os.path.dirname(os.path.abspath(__file__)), self.filename))

    def readline(self):
        line = self.file.readline()
        if line:
            self.lineno += 1
        return line.rstrip('\n')

    def __getstate__(self):
        state = self.__dict__.copy()
        del state['file']
        return state

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.file = self.open()
        for _ in range(self.lineno):
            self.file.readline()

    def compared(self):
        position = self.file.tell()
        rest = self.file.read()
        self.file.seek(position)
        return [self.filename, self.lineno, rest]


def text_reader(lines):
    reader = TextReader(u'hello.txt')
    for _ in range(lines):
        reader.readline()
    return reader


# Sharing and cycles ----------------------------------------------------------

class Node(Thing):
    def __init__(self, name, next=None):
        self.name = name
        self.next = next


def twice(thing):
    return [thing, thing]


def recursive_list():
    thing = []
    thing.append(thing)
    return thing


def recursive_dict():
    thing = {}
    thing[u'self'] = thing
    return thing


def recursive_instance():
    thing = Node(u'loop')
    thing.next = thing
    return thing


def recursive_ring():
    a, b = Node(u'a'), Node(u'b')
    a.next, b.next = b, a
    return a


def recursive_tuple():
    thing = ([],)
    thing[0].append(thing)
    return thing


def recursive_tuple_instance():
    thing = Node(u'tuple')
    thing.next = (1, thing)
    return thing.next


def recursive_set():
    thing = Node(u'in a set')
    thing.next = set([thing])
    return thing.next


def recursive_list_sub():
    thing = ListSub()
    thing.append(thing)
    thing.owner = thing
    return thing


# Cases -----------------------------------------------------------------------

class Case(object):
    """One object that is pickled, under a name.

    `since` and `before` say which Pythons have such an object, `writes_since`
    which ones can also pickle it (all of them can unpickle it), `protocol` is
    the lowest that they can use. `by_shape` says that `==` cannot compare it,
    `persistent` that the hooks for persistent ids are used, `big` that it stays
    out of the fixtures. `broken` knows the faults of single picklers.
    """

    def __init__(self, name, expression, since=(2, 7), before=(9, 0), writes_since=(2, 7),
                 protocol=0, by_shape=False, persistent=False, big=False,
                 broken=lambda protocol, pickler: None):
        self.name = name
        self.expression = expression
        self.since = since
        self.before = before
        self.writes_since = max(since, writes_since)
        self.protocol = protocol
        self.by_shape = by_shape
        self.persistent = persistent
        self.big = big
        self.broken = broken

    def build(self):
        return eval(self.expression, globals())

    def missing(self):
        """Why this Python has no such object, or None."""
        version = sys.version_info[:2]
        if version < self.since:
            return 'needs Python %d.%d' % self.since
        if version >= self.before:
            return 'needs a Python before %d.%d' % self.before
        return None

    def unwritable(self, protocol, pickler):
        """Why this Python cannot pickle it so, or None."""
        if self.missing():
            return self.missing()
        if sys.version_info[:2] < self.writes_since:
            return 'pickled by Python %d.%d and later' % self.writes_since
        if protocol < self.protocol:
            return 'needs protocol %d' % self.protocol
        return self.broken(protocol, pickler)

    def difference(self, actual):
        """None if `actual` is what `build` gives, otherwise why it is not."""
        expected = self.build()
        reason = difference(actual, expected)
        if reason is None and not self.by_shape and not actual == expected:
            reason = 'not equal to %r' % (expected,)
        return reason


PY3, PY2_ONLY = {'since': (3, 0)}, {'before': (3, 0)}
CASES = []


def case(name, expression, **options):
    CASES.append(Case(name, expression, **options))


case('none', 'None')
case('true', 'True')
case('false', 'False')

for name, expression in [
        ('0', '0'), ('1', '1'), ('minus_1', '-1'), ('255', '255'), ('256', '256'),
        ('minus_256', '-256'), ('65535', '65535'), ('65536', '65536'),
        ('2p31_minus_1', '2**31 - 1'), ('minus_2p31', '-2**31'), ('2p31', '2**31'),
        ('minus_2p31_minus_1', '-2**31 - 1'), ('2p32', '2**32'),
        ('2p63_minus_1', '2**63 - 1'), ('minus_2p63', '-2**63'), ('2p63', '2**63'),
        ('2p64_minus_1', '2**64 - 1'), ('2p64', '2**64'),
        ('2p127_minus_1', '2**127 - 1'), ('minus_2p127', '-2**127'),
        ('2p128_minus_1', '2**128 - 1'), ('2p128', '2**128'),
        ('10p100', '10**100'), ('minus_10p100', '-10**100'), ('2p2100', '2**2100')]:
    case('int_' + name, expression)

for name, expression in [
        ('0', '0.0'), ('minus_0', '-0.0'), ('1_5', '1.5'), ('0_1', '0.1'), ('1e16', '1e16'),
        ('1e_5', '1e-5'), ('inf', "float('inf')"), ('minus_inf', "-float('inf')"),
        ('min_subnormal', '5e-324'), ('min_normal', '2.2250738585072014e-308'),
        ('max', '1.7976931348623157e308')]:
    case('float_' + name, expression)
case('float_nan', "float('nan')", by_shape=True)
case('float_nan_payload', "struct.unpack('>d', b'\\x7f\\xf8\\0\\0\\0\\0\\x01\\x23')[0]",
     by_shape=True, protocol=1)

case('str_empty', "u''")
case('str_ascii', "u'hello'")
case('str_latin1', "u'caf\\xe9'")
case('str_bmp', "u'\\u4f60\\u597d \\u20ac'")
case('str_astral', "u'\\U0001f600 smile'")
case('str_nul', "u'a\\0b'")
case('str_newlines', "u'line\\nline\\r\\n\\ttab\\x1a'")
case('str_backslashes', "u'C:\\\\new\\\\u0041 \\\\'")
case('str_255', "u'x' * 255")
case('str_256', "u'x' * 256")
case('str_255_utf8', "u'\\xe9' * 127 + u'x'")
case('str_256_utf8', "u'\\xe9' * 128")
case('str_70000', "u'0123456789' * 7000", big=True)
case('str_lone_surrogate', "u'a\\ud800b'")

# What Python 2 calls `str` stands in the cases `py2_*`.
case('bytes_empty', "b''", writes_since=(3, 0))
case('bytes_ascii', "b'hello'", writes_since=(3, 0))
case('bytes_all', "bytes(bytearray(range(256)))", writes_since=(3, 0))
case('bytes_255', "b'x' * 255", writes_since=(3, 0))
case('bytes_256', "b'\\xff' * 256", writes_since=(3, 0))
case('bytes_70000', "b'0123456789' * 7000", writes_since=(3, 0), big=True)
case('bytearray_empty', "bytearray()")
case('bytearray_ascii', "bytearray(b'hello')")
case('bytearray_all', "bytearray(range(256))")
case('bytearray_70000', "bytearray(b'0123456789' * 7000)", big=True)

case('py2_str_empty', "b''", **PY2_ONLY)
case('py2_str_ascii', "b'hello'", **PY2_ONLY)
case('py2_str_latin1', "b'caf\\xe9'", **PY2_ONLY)
case('py2_str_utf8', "u'caf\\xe9'.encode('utf-8')", **PY2_ONLY)
case('py2_str_all', "bytes(bytearray(range(256)))", **PY2_ONLY)
case('py2_str_quotes', "b'\\'single\\' \"double\" back\\\\slash\\n\\r\\t'", **PY2_ONLY)
case('py2_str_255', "b'x' * 255", **PY2_ONLY)
case('py2_str_256', "b'x' * 256", **PY2_ONLY)
case('py2_long_small', "[long(5), long(-5), long(0)]", **PY2_ONLY)
case('py2_mixed', "[b'bytes', u'text', {b'key': u'value'}]", **PY2_ONLY)

case('list_empty', '[]')
case('list_1', '[1]')
case('list_mixed', "[1, 2.5, u'three', None, True, [4], (5,)]")
case('list_nested_100', 'reduce(lambda inner, _: [inner], range(100), [])')
case('list_of_tuples', "[(1, u'a'), (2, u'b'), (3, u'c')]")
case('list_999', '[i % 200 for i in range(999)]', big=True)
case('list_1000', '[i % 200 for i in range(1000)]', big=True)
case('list_1001', '[i % 200 for i in range(1001)]')
case('list_2001', '[i % 200 for i in range(2001)]', big=True)
case('list_of_2001_str', "[u'item %d' % i for i in range(2001)]", big=True)
case('tuple_0', '()')
case('tuple_1', '(1,)')
case('tuple_2', "(1, u'b')")
case('tuple_3', "(1, u'b', 2.5)")
case('tuple_4', "(1, u'b', 2.5, None)")
case('tuple_nested', "((1, 2), ((3,), ()), [(4, 5)])")
case('dict_empty', '{}')
case('dict_1', "{u'a': 1}")
case('dict_str', "{u'a': 1, u'b': 2, u'c': 3}")
case('dict_int', "{1: u'one', -1: u'minus one', 2**40: u'large'}")
case('dict_tuple_keys', "{(1, 2): u'a', (3, 4): u'b'}")
case('dict_nested', "{u'a': {u'b': {u'c': []}}}")
case('dict_2001', 'dict((i, i % 200) for i in range(2001))', big=True)
case('set_empty', 'set()')
case('set_ints', 'set([1, 2, 3])')
case('set_strs', "set([u'a', u'b'])")
case('set_2001', 'set(range(2001))', big=True)
case('frozenset_empty', 'frozenset()')
case('frozenset_ints', 'frozenset([1, 2, 3])')
case('frozenset_nested', 'frozenset([frozenset([1]), frozenset([2, 3])])')

case('plain', "Plain(u'Ada', 36, 1.5, True, None, [u'x', u'y'], {u'low': 1, u'high': 9}, "
     "(7, u'seven'))")
case('plain_list', '[Point2(1, 2), Point2(3, 4), Point2(-5, 6)]')
case('plain_nested', 'Segment(Point2(0, 0), Point2(10, -10))')
case('plain_dict_of', "{u'a': Point2(1, 2), u'b': Point2(3, 4)}")
case('plain_with_bytes', "Blob(u'raw', b'\\x00\\x7f\\x80\\xff')", writes_since=(3, 0))
case('empty_instance', 'Empty()')
case('slots', "Slots(1, u'slot')", protocol=2)
case('slots_and_dict', "SlotsAndDict(1, u'slot', u'extra')", protocol=2)

case('newargs', "NewArgs(u'localhost', 8080)", protocol=2)
case('newargs_state', "with_attributes(NewArgs(u'localhost', 8080), comment=u'local')", protocol=2)
case('newargs_ex', "KeywordNewArgs(u'localhost', port=8080, secure=True)",
     writes_since=(3, 6), protocol=2)
case('newargs_ex_state',
     "with_attributes(KeywordNewArgs(u'localhost', port=8080, secure=True), comment=u'local')",
     writes_since=(3, 6), protocol=2)
case('newargs_ex_keyword_only', 'KeywordOnly(width=3, height=4)', protocol=2, **PY3)

case('old_plain', "OldPlain(u'old', 5)", **PY2_ONLY)
case('old_init_args', "OldInitArgs(u'France')", **PY2_ONLY)
case('old_init_args_none', "OldInitArgsNone(u'France', 33)", **PY2_ONLY)
case('old_state', "OldState(u'old', 5)", **PY2_ONLY)
case('old_world', "old_world(u'France', 42)", **PY2_ONLY)

case('reduce_2', "Reduce2(1, u'b')")
case('reduce_function', "ReduceFunction(1, u'b')")
case('reduce_3', "with_attributes(Reduce3(1), b=u'b')")
case('reduce_4', "with_attributes(Reduce4(1), b=u'b', items=[1, 2, 3])")
case('reduce_4_one', "with_attributes(Reduce4(1), b=u'b', items=[1])")
case('reduce_5', "with_attributes(Reduce5(1), b=u'b', items=[1, 2, 3], table={u'x': 1, u'y': 2})")
# In protocols 0 and 1, CPython writes a TUPLE2 of protocol 2 for it.
case('reduce_6', "with_attributes(Reduce6(1), b=u'b')", since=(3, 8), protocol=2)
case('reduce_string', 'SINGLETON')

case('state_dict', 'StateDict(100.0)')
case('state_tuple', "StateTuple(1, u'b')")
case('state_int', 'StateScalar(42)')
case('state_str', "StateScalar(u'text')")
case('state_list', 'StateScalar([1, 2])')
case('state_zero', 'StateScalar(0)')
case('state_empty_tuple', 'StateScalar(())', protocol=2)
case('state_false', 'StateScalar(False)', protocol=2)
case('state_none', 'StateNone()')

case('dataclass', "User(u'Ada', 36, u'ada@example.org', [u'admin'], {u'chess': 9.5})",
     since=(3, 7))
case('dataclass_defaults', "User(u'Bob', 7)", since=(3, 7))
case('dataclass_nested', "Team(u'core', User(u'Ada', 36), [User(u'Bob', 7), User(u'Cyd', 8)])",
     since=(3, 7))
case('dataclass_frozen', "FrozenUser(u'Ada', 36)", since=(3, 7))
case('dataclass_slots', "SlotsUser(u'Ada', 36)", since=(3, 10), protocol=2)
case('dataclass_frozen_slots', "FrozenSlotsUser(u'Ada', 36)", since=(3, 10))
case('dataclass_keyword_only', "KeywordOnlyUser(name=u'Ada', age=36)", since=(3, 10))
case('namedtuple', "Point(1, u'two')")
case('typing_namedtuple', "TypedPoint(3, 4, u'here')", **PY3)

case('enum_int', 'Color.GREEN', **PY3)
case('enum_str', 'Mood.SAD', **PY3)
case('enum_list', '[Color.RED, Color.GREEN, Color.RED, Color.BLUE]', **PY3)
case('enum_intenum', 'Priority.HIGH', **PY3)
case('enum_flag', 'Permission.WRITE', **PY3)
case('enum_flag_combined', 'Permission.READ | Permission.WRITE', **PY3)
case('enum_intflag_combined', 'IntPermission.READ | IntPermission.WRITE', **PY3)
case('enum_by_name', 'PlanetByName.EARTH', **PY3)
case('enum_by_global', 'SuitByGlobal.HEARTS', **PY3)

case('list_sub', "with_attributes(ListSub([1, 2, 3]), note=u'extra')")
case('dict_sub', "with_attributes(DictSub({u'a': 1, u'b': 2}), note=u'extra')")
case('set_sub', "with_attributes(SetSub([1, 2, 3]), note=u'extra')")
case('frozenset_sub', "with_attributes(FrozensetSub([1, 2, 3]), note=u'extra')")
case('tuple_sub', "with_attributes(TupleSub((1, 2, 3)), note=u'extra')")
case('str_sub', "with_attributes(StrSub(u'text'), note=u'extra')")
case('int_sub', "with_attributes(IntSub(5), note=u'extra')")
case('float_sub', "with_attributes(FloatSub(2.5), note=u'extra')")
case('list_sub_bare', 'ListSub([1, 2, 3])')
case('dict_sub_bare', "DictSub({u'a': 1})")
case('ordered_dict', "OrderedDict([(u'z', 1), (u'a', 2), (u'm', 3)])")
case('ordered_dict_empty', 'OrderedDict()')
case('defaultdict', "defaultdict(list, {u'a': [1], u'b': []})")
case('defaultdict_int', "defaultdict(int, {u'a': 1})")
case('counter', "Counter({u'a': 3, u'b': 1})")
case('deque', "deque([1, u'two', 3.0])")
case('deque_maxlen', 'deque([1, 2, 3], 5)')
case('deque_empty', 'deque()')

case('nested', 'Outer.Inner(5)', writes_since=(3, 4))
case('nested_twice', 'Outer.Inner.Core(2)', writes_since=(3, 4))
case('shape_circle', 'Shape.Circle(1.5)', writes_since=(3, 4))
case('shape_rect', 'Shape.Rect(3.0, 4.0)', writes_since=(3, 4))
case('shape_nothing', 'Shape.Nothing()', writes_since=(3, 4))
case('shape_list', '[Shape.Circle(1.5), Shape.Rect(3.0, 4.0), Shape.Nothing(), Shape.Circle(2.0)]',
     writes_since=(3, 4))

case('exception', "ValueError(u'bad value', 3)", by_shape=True)
case('exception_no_args', 'KeyError()', by_shape=True)
case('exception_own', "AppError(404, u'not found')", by_shape=True)
case('exception_attribute', "with_attributes(AppError(1, u'x'), hint=u'try again')", by_shape=True)

case('timedelta', 'datetime.timedelta(days=1, seconds=2, microseconds=3)')
case('timedelta_negative', 'datetime.timedelta(seconds=-1)')
case('date', 'datetime.date(2024, 2, 29)')
case('time', 'datetime.time(23, 59, 58, 999999)')
case('datetime_naive', 'datetime.datetime(2024, 2, 29, 12, 34, 56, 789012)')
case('datetime_epoch', 'datetime.datetime(1970, 1, 1)')
case('datetime_utc', 'datetime.datetime(2024, 2, 29, 12, 34, 56, 789012, datetime.timezone.utc)',
     **PY3)
case('datetime_offset', 'datetime.datetime(2024, 2, 29, 12, 34, 56, 0, '
     'datetime.timezone(datetime.timedelta(hours=5, minutes=30)))', **PY3)
case('datetime_fold', 'datetime.datetime(2024, 10, 27, 2, 30, fold=1)', since=(3, 6), protocol=4)
case('ipv4', "ipaddress.IPv4Address(u'192.168.0.1')", **PY3)
case('ipv6', "ipaddress.IPv6Address(u'2001:db8::1')", **PY3)
case('range', 'range_type(1, 22, 3)', by_shape=PY2)
case('range_simple', 'range_type(0, 10, 1)', by_shape=PY2)
case('slice', 'slice(1, 10, 2)')
case('slice_open', 'slice(None, 5, None)')
case('complex', 'complex(1.5, -0.0)')
case('decimal', "Decimal('3.1400')")
case('decimal_special', "[Decimal('Infinity'), Decimal('-0'), Decimal('1E+400')]")
case('uuid', "UUID('12345678-1234-5678-1234-567812345678')")
case('pure_path', "pathlib.PurePosixPath('/srv/data', 'log.txt')", **PY3)
case('pure_path_relative', "pathlib.PurePosixPath('data/log.txt')", **PY3)
case('fraction', 'Fraction(-3, 4)')

case('global_class', 'Plain')
case('global_function', 'rebuild')
case('global_builtin_type', '[int, float, list, dict, range_type]', by_shape=PY2)
case('global_builtin_function', 'len')
case('global_nested', 'Outer.Inner', writes_since=(3, 4))
case('global_exception', '[ValueError, KeyError, OSError, UnicodeDecodeError]')
case('global_moved', '[reduce, collections.OrderedDict, copyreg._reconstructor]')
case('type_of_none', 'type(None)', **PY3)
case('ellipsis', 'Ellipsis', **PY3)
case('not_implemented', 'NotImplemented', **PY3)

case('shared_list', 'twice([1, 2])')
case('shared_dict', "twice({u'a': 1})")
case('shared_instance', 'twice(Point2(1, 2))')
case('shared_tuple', 'twice((1, 2, 3))')
case('shared_str', "twice(u'a string that is long enough to be worth a memo entry')")
case('shared_bytes', "twice(b'bytes that are long enough to be worth a memo entry')",
     writes_since=(3, 0))
case('shared_bytearray', "twice(bytearray(b'shared'))", broken=lambda protocol, pickler: (
    'not memoized by this pickler' if protocol == 5 and pickler == 'python'
    and sys.version_info[:2] < (3, 10) else None))
case('shared_deep', "[{u'left': shared, u'right': shared} for shared in [Point2(1, 2)]]")
case('shared_300', '[thing for thing in [[i] for i in range(300)] for _ in (0, 1)]', big=True)

case('recursive_list', 'recursive_list()', by_shape=True)
case('recursive_dict', 'recursive_dict()', by_shape=True)
case('recursive_instance', 'recursive_instance()', by_shape=True)
case('recursive_ring', 'recursive_ring()', by_shape=True)
case('recursive_tuple', 'recursive_tuple()', by_shape=True)
case('recursive_tuple_instance', 'recursive_tuple_instance()', by_shape=True)
case('recursive_set', 'recursive_set()', by_shape=True, protocol=4)
case('recursive_list_sub', 'recursive_list_sub()', by_shape=True, protocol=2)

case('persistent_str', 'Handle(7)', persistent=True)
case('persistent_str_list', "[Handle(7), u'between', Handle(8)]", persistent=True)
case('persistent_tuple', 'MEMOS[0]', persistent=True, protocol=1)
case('persistent_memos', 'list(MEMOS)', persistent=True, protocol=1)
case('persistent_by_value', "[MEMOS[1], MemoRecord(-1, u'not in the database')]",
     persistent=True, protocol=1)
case('memo_record', "MemoRecord(5, u'by value')")

case('ext_1', 'Ext1(1)')
case('ext_2', 'Ext2(2)')
case('ext_4', 'Ext4(4)')

case('world', "World(u'Germany')")
case('world_state', "with_attributes(WorldState(u'Germany'), secret_number=42)")
case('world_dict', "with_attributes(WorldDict(u'Germany'), secret_number=42, x=1, y=u'two')")
case('world_light', "WorldLight(u'Germany')")
case('text_reader', 'text_reader(2)')
case('text_reader_start', 'text_reader(0)')

BY_NAME = dict((case.name, case) for case in CASES)
assert len(BY_NAME) == len(CASES), 'two cases of one name'
