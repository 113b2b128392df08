"""Both picklers and both unpicklers of the running Python, under one name each.

Runs on CPython 2.7 and 3.6 and later.
"""

import binascii
import io
import pickle
import platform
import sys

import zoo

PY2 = sys.version_info[0] == 2
if PY2:
    import cPickle

HIGHEST_PROTOCOL = cPickle.HIGHEST_PROTOCOL if PY2 else pickle.HIGHEST_PROTOCOL
IMPLEMENTATIONS = ('c', 'python')

# Some cases are nested, and the pure Python pickler of 2.7 uses up to seven frames
# for a level.
sys.setrecursionlimit(5000)

if PY2:
    def _pickler(implementation, file, protocol):
        return (cPickle if implementation == 'c' else pickle).Pickler(file, protocol)

    def _unpickler(implementation, file, encoding):
        return (cPickle if implementation == 'c' else pickle).Unpickler(file)
else:
    import _pickle

    class PersistentCPickler(_pickle.Pickler):
        def persistent_id(self, thing):
            return zoo.persistent_id(thing)

    class PersistentPythonPickler(pickle._Pickler):
        def persistent_id(self, thing):
            return zoo.persistent_id(thing)

    class CUnpickler(_pickle.Unpickler):
        def persistent_load(self, pid):
            return zoo.persistent_load(pid)

    class PythonUnpickler(pickle._Unpickler):
        def persistent_load(self, pid):
            return zoo.persistent_load(pid)

    def _unpickler(implementation, file, encoding):
        kind = CUnpickler if implementation == 'c' else PythonUnpickler
        return kind(file, encoding=encoding)


def dumps(thing, protocol, implementation, persistent=False):
    """The pickle of `thing`; with `persistent`, through the hook of the zoo."""
    file = io.BytesIO()
    if PY2:
        pickler = _pickler(implementation, file, protocol)
        if persistent:
            pickler.persistent_id = zoo.persistent_id
    elif implementation == 'c':
        pickler = (PersistentCPickler if persistent else _pickle.Pickler)(file, protocol)
    else:
        pickler = (PersistentPythonPickler if persistent else pickle._Pickler)(file, protocol)
    pickler.dump(thing)
    return file.getvalue()


def loads(data, implementation, encoding='ASCII'):
    """What stands in `data`, up to its end; the hook of the zoo resolves ids."""
    file = io.BytesIO(data)
    unpickler = _unpickler(implementation, file, encoding)
    if PY2:
        unpickler.persistent_load = zoo.persistent_load
    thing = unpickler.load()
    # The C unpickler may read ahead, but it puts back what it does not need.
    rest = file.read()
    if rest:
        raise ValueError('%d bytes behind STOP' % len(rest))
    return thing


def to_hex(data):
    return binascii.hexlify(data).decode('ascii')


def from_hex(text):
    return binascii.unhexlify(text.encode('ascii'))


def version():
    return '%s %s' % (platform.python_implementation(), '.'.join(map(str, sys.version_info[:3])))


def one_line(text):
    """ASCII without line breaks and tabs, for the protocol that the scripts speak."""
    if not isinstance(text, zoo.text_type):
        text = text.decode('latin-1')
    text = text.encode('ascii', 'backslashreplace').decode('ascii')
    return ' '.join(text.split())


def of_exception(error):
    return one_line('%s: %s' % (type(error).__name__, error))


def write_line(line):
    sys.stdout.write(str(line + u'\n'))


def read_lines():
    """The lines of stdin, as text, whatever the locale says."""
    for line in getattr(sys.stdin, 'buffer', sys.stdin).read().decode('utf-8').split(u'\n'):
        line = line.rstrip(u'\r')
        if line and not line.startswith(u'#'):
            yield line
