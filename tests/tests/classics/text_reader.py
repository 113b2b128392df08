"""`TextReader` of Python's documentation, which saves a file by its name and line."""

import sys

from zoo import PY2

__name__ = 'text_reader'
sys.modules[__name__] = sys.modules['__main__']

# Where the reader's file is; set by the call.
FILE = None


class TextReader(object):
    """Print and number lines in a text file."""

    def __init__(self, filename):
        self.filename = filename
        self.file = open(filename)
        self.lineno = 0

    def readline(self):
        self.lineno += 1
        line = self.file.readline()
        if not line:
            return None
        if line.endswith('\n'):
            line = line[:-1]
        return '%i: %s' % (self.lineno, line)

    def __getstate__(self):
        # Copy the object's state from self.__dict__ which contains all our instance attributes.
        state = self.__dict__.copy()
        # Remove the unpicklable entries.
        del state['file']
        return state

    def __setstate__(self, state):
        # Restore instance attributes (i.e., filename and lineno).
        self.__dict__.update(state)
        # Restore the previously opened file's state: reopen it and read until the line count is
        # restored.
        file = open(self.filename)
        for _ in range(self.lineno):
            file.readline()
        self.file = file


def use_old_style_class():
    """As the documentation writes it, without `object`: another kind of class in Python 2."""
    global TextReader
    body = dict((name, value) for name, value in vars(TextReader).items()
                if name not in ('__dict__', '__weakref__'))
    TextReader = type(old_style)(TextReader.__name__, (), body)


if PY2:
    class old_style:
        pass


def after(lines):
    reader = TextReader(FILE)
    for _ in range(lines):
        reader.readline()
    return reader


def things(topic):
    return [(u'after %d' % lines, after(lines)) for lines in range(5)]


def facts(reader):
    """Where it is, and all that it still has to say; then it is at its end."""
    return [str(reader.filename), reader.lineno] + list(iter(reader.readline, None))
