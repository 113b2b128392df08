"""Strict equality for unpickled objects.

`==` says too little for a test of picklers: `1 == 1.0 == True`, `-0.0 == 0.0`,
`u'a' == 'a'` in Python 2, nothing about NaN, nothing about which parts are one
and the same object, and it never comes back from a cycle. `difference` compares
types, floats by their bits, attributes, and the sharing of mutable objects.

Runs on CPython 2.7 and 3.6 and later.
"""

import collections
import struct
import sys

PY2 = sys.version_info[0] == 2
if PY2:
    text_type, integer_types = unicode, (int, long)  # noqa: F821
else:
    text_type, integer_types = str, (int,)

# What is compared by its content and its attributes; anything else that does
# not come from the zoo is compared with `==` and `repr`.
_SEQUENCES = (list, tuple, collections.deque)
_SETS = (set, frozenset)
_SCALARS = integer_types + (float, complex, text_type, bytes, bytearray)
# Where it can be observed whether two of them are one.
_MUTABLE = (list, dict, set, bytearray, collections.deque)


def difference(actual, expected):
    """None if both are the same, otherwise one line on the first difference."""
    return _Comparison().compare(actual, expected, 'value')


def _kind(value):
    # An old-style instance of Python 2 has a class beside its type, and Python 2
    # has two types for one kind of number (the `int` of Python 3 is its `long`).
    kind = getattr(value, '__class__', type(value))
    return int if PY2 and kind is long else kind  # noqa: F821


def _from_zoo(kind):
    return getattr(kind, '__module__', '').startswith('zoo')


def _attributes(value):
    """The attributes that an instance holds itself, from its dict and its slots."""
    found = dict(getattr(value, '__dict__', None) or {})
    for base in getattr(_kind(value), '__mro__', ()):
        slots = base.__dict__.get('__slots__', ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name in ('__dict__', '__weakref__'):
                continue
            if name.startswith('__') and not name.endswith('__'):
                name = '_%s%s' % (base.__name__.lstrip('_'), name)
            if hasattr(value, name):
                found[name] = getattr(value, name)
    return found


def _bits(number):
    return struct.pack('>d', number)


class _Comparison(object):
    def __init__(self):
        self.forth, self.back = {}, {}

    def compare(self, a, b, path):
        kind = _kind(b)
        if _kind(a) is not kind:
            return '%s: expected %s, found %s' % (path, _show(b), _show(a))
        if _is_enum(b):
            return None if a is b else '%s: another enum member: %r' % (path, a)
        if kind in _SCALARS:
            return self.scalar(a, b, path)

        if _from_zoo(kind) or isinstance(b, _MUTABLE) or isinstance(b, BaseException):
            known = self.forth.get(id(a), b), self.back.get(id(b), a)
            if known[0] is not b or known[1] is not a:
                return '%s: objects are shared in another way' % path
            if id(a) in self.forth:
                return None
            self.forth[id(a)], self.back[id(b)] = b, a

        if isinstance(b, type) or callable(b) and not _from_zoo(kind):
            return None if _same_global(a, b) else '%s: expected %r, found %r' % (path, b, a)
        if _from_zoo(kind) and hasattr(b, 'compared'):
            return self.compare(a.compared(), b.compared(), path)
        reason = self.content(a, b, path)
        if reason is not None or not (_from_zoo(kind) or isinstance(b, BaseException)):
            return reason
        return self.attributes(_attributes(a), _attributes(b), path)

    def scalar(self, a, b, path):
        if isinstance(b, float):
            # Protocol 0 writes a NaN without its sign.
            equal = _bits(a) == _bits(b) or a != a and b != b and _bits(a)[1:] == _bits(b)[1:] \
                and ord(_bits(a)[:1]) | 0x80 == ord(_bits(b)[:1]) | 0x80
        elif isinstance(b, complex):
            equal = (_bits(a.real), _bits(a.imag)) == (_bits(b.real), _bits(b.imag))
        else:
            equal = a == b
        if not equal:
            return '%s: expected %s, found %s' % (path, _show(b), _show(a))
        return self.shared(a, b, path) if isinstance(b, bytearray) else None

    def shared(self, a, b, path):
        if self.forth.setdefault(id(a), b) is not b or self.back.setdefault(id(b), a) is not a:
            return '%s: objects are shared in another way' % path
        return None

    def content(self, a, b, path):
        if isinstance(b, _SEQUENCES):
            if getattr(a, 'maxlen', None) != getattr(b, 'maxlen', None):
                return '%s: maxlen is %r, not %r' % (path, a.maxlen, b.maxlen)
            return self.sequence(list(a), list(b), path)
        if isinstance(b, dict):
            if not _same_global(getattr(a, 'default_factory', None),
                                getattr(b, 'default_factory', None)):
                return '%s: another default_factory' % path
            if isinstance(b, collections.OrderedDict):
                return self.sequence(list(a.items()), list(b.items()), path)
            reason = self.keys(a, b, path)
            for key in () if reason else b:
                reason = reason or self.compare(a[key], b[key], '%s[%r]' % (path, key))
            return reason
        if isinstance(b, _SETS):
            return self.keys(a, b, path)
        if isinstance(b, BaseException):
            return self.compare(a.args, b.args, path + '.args')
        for base in _SCALARS:
            # Of a subclass of `str` or `int`: what it has from its base.
            if isinstance(b, base):
                return self.scalar(base.__add__(a, base()), base.__add__(b, base()), path)
        if _from_zoo(_kind(b)):
            return None
        if isinstance(b, slice):
            return self.sequence([a.start, a.stop, a.step], [b.start, b.stop, b.step], path)
        # Two ranges of Python 2 are never equal, but their `repr` says it all.
        if repr(a) != repr(b) or not (a == b or repr(b).startswith('xrange')):
            return '%s: expected %s, found %s' % (path, _show(b), _show(a))
        return None

    def sequence(self, a, b, path):
        if len(a) != len(b):
            return '%s: expected %d items, found %d' % (path, len(b), len(a))
        for i in range(len(b)):
            reason = self.compare(a[i], b[i], '%s[%d]' % (path, i))
            if reason is not None:
                return reason
        return None

    def keys(self, a, b, path):
        if len(a) != len(b):
            return '%s: expected %d items, found %d' % (path, len(b), len(a))
        if len(b) == 1:
            # Without a lookup, which would never come back from a set in a cycle.
            return self.compare(list(a)[0], list(b)[0], '%s key' % path)
        own = dict((key, key) for key in a)
        for key in b:
            if key not in own:
                return '%s: %s is missing' % (path, _show(key))
            reason = self.compare(own[key], key, '%s key' % path)
            if reason is not None:
                return reason
        return None

    def attributes(self, a, b, path):
        # Python 2 takes names that are `unicode`, so that their type is left open.
        if sorted(a) != sorted(b):
            return '%s: expected attributes %s, found %s' % (path, sorted(b), sorted(a))
        for name in sorted(b):
            reason = self.compare(a[name], b[name], '%s.%s' % (path, name))
            if reason is not None:
                return reason
        return None


def _same_global(a, b):
    return a is b or PY2 and a in integer_types and b in integer_types


def _is_enum(value):
    return 'enum' in sys.modules and isinstance(value, sys.modules['enum'].Enum)


def _show(value):
    text = '%s %r' % (_kind(value).__name__, value)
    return text if len(text) < 200 else text[:200] + '...'
