"""The example of Python's documentation for persistent ids: records of a database."""

import collections
import io
import pickle
import sqlite3
import sys

import pickling
from zoo import PY2, text_type

__name__ = 'memos'
sys.modules[__name__] = sys.modules['__main__']

# Simple class representing a record in our database.
MemoRecord = collections.namedtuple('MemoRecord', 'key, task')
MemoRecord.__module__ = __name__


class Agenda(object):
    """Records among other things; Rust's `Agenda`."""

    def __init__(self, owner, next, records):
        self.owner = owner
        self.next = next
        self.records = records


def tuple_id(record):
    # Our persistent ID is simply a tuple, containing a tag and a key, which refers to a specific
    # record in the database.
    return (u'MemoRecord', record.key)


def string_id(record):
    # Protocol 0 writes an id as one line of text.
    return 'MemoRecord:%d' % record.key


def hook(make_id):
    def persistent_id(thing):
        # A record that is not in the database has no key, and is pickled as usual.
        if isinstance(thing, MemoRecord) and thing.key:
            return make_id(thing)
        return None
    return persistent_id


def loader(connection):
    def persistent_load(pid):
        tag, key = pid.split(':') if isinstance(pid, (str, text_type)) else pid
        if tag != 'MemoRecord':
            raise pickle.UnpicklingError('unsupported persistent object')
        cursor = connection.execute('SELECT * FROM memos WHERE key=?', (str(key),))
        return MemoRecord(*cursor.fetchone())
    return persistent_load


def dumps(thing, protocol, implementation, persistent_id):
    file = io.BytesIO()
    if PY2:
        import cPickle
        pickler = (cPickle if implementation == 'c' else pickle).Pickler(file, protocol)
        pickler.persistent_id = persistent_id
    else:
        base = pickle.Pickler if implementation == 'c' else pickle._Pickler

        class DBPickler(base):
            def persistent_id(self, thing):
                return persistent_id(thing)

        pickler = DBPickler(file, protocol)
    pickler.dump(thing)
    return file.getvalue()


def loads(data, implementation, persistent_load):
    file = io.BytesIO(data)
    if PY2:
        import cPickle
        unpickler = (cPickle if implementation == 'c' else pickle).Unpickler(file)
        unpickler.persistent_load = persistent_load
    else:
        base = pickle.Unpickler if implementation == 'c' else pickle._Unpickler

        class DBUnpickler(base):
            def persistent_load(self, pid):
                return persistent_load(pid)

        unpickler = DBUnpickler(file)
    return unpickler.load()


def agenda(connection):
    records = [MemoRecord(*row) for row in connection.execute('SELECT * FROM memos ORDER BY key')]
    # The last is not in the database.
    return Agenda(u'ada', records[1], records + [MemoRecord(0, u'buy a pen')])


def say_agenda(path, make_id):
    thing = agenda(sqlite3.connect(path))
    for protocol in range(0 if make_id is string_id else 1, pickling.HIGHEST_PROTOCOL + 1):
        for implementation in pickling.IMPLEMENTATIONS:
            data = dumps(thing, protocol, implementation, hook(make_id))
            pickling.write_line(u'agenda\t%d\t%s' % (protocol, pickling.to_hex(data)))


def things(topic):
    return [(u'pen', MemoRecord(0, u'buy a pen'))]


def hear_agenda(path, task):
    """The pickles hold what the database held before the first record got its new task."""
    connection = sqlite3.connect(path)
    connection.execute('UPDATE memos SET task=? WHERE key=1', (task,))
    expected = agenda(connection)
    for line in pickling.read_lines():
        for implementation in pickling.IMPLEMENTATIONS:
            thing = loads(pickling.from_hex(line), implementation, loader(connection))
            assert type(thing) is Agenda and type(thing.records) is list, thing
            assert thing.owner == expected.owner, thing.owner
            for record in thing.records + [thing.next]:
                assert type(record) is MemoRecord, record
            assert thing.next == expected.next, thing.next
            assert thing.records == expected.records, thing.records
            assert thing.records[0].task == task
        pickling.write_line(u'ok')
    # Not committed: the database is as it was.
