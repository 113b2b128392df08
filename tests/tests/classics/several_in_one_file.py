"""Several pickles in one file: each alone, or all from one pickler, whose memo is kept."""

import os
import pickle
import sys

import pickling
from zoo import PY2

__name__ = 'bank'
sys.modules[__name__] = sys.modules['__main__']

if PY2:
    import cPickle
    KINDS = [(cPickle.Pickler, cPickle.Unpickler), (pickle.Pickler, pickle.Unpickler)]
else:
    KINDS = [(pickle.Pickler, pickle.Unpickler), (pickle._Pickler, pickle._Unpickler)]


class Account(object):
    def __init__(self, owner, balance):
        self.owner, self.balance = owner, balance

    def __eq__(self, other):
        return type(other) is Account and vars(other) == vars(self)


class Transfer(object):
    def __init__(self, source, target, amount):
        self.source, self.target, self.amount = source, target, amount

    def __eq__(self, other):
        return type(other) is Transfer and vars(other) == vars(self)


ADA, GRACE = Account(u'ada', 100), Account(u'grace', 20)


# One pickler ---------------------------------------------------------------------------------

def write_with_one_pickler(folder):
    """Two dumps; what the second has in common with the first is referred to."""
    for protocol in range(pickling.HIGHEST_PROTOCOL + 1):
        for number, (pickler, _) in enumerate(KINDS):
            ada = Account(u'ada', 100)
            with open(os.path.join(folder, '%d-%d' % (protocol, number)), 'wb') as file:
                pickler = pickler(file, protocol)
                pickler.dump([ada, GRACE])
                # Not seen by the second dump, which refers to the object of the first.
                ada.balance = 90
                pickler.dump(Transfer(ada, GRACE, 10))
                file.write(b'not a pickle')


def read_with_one_unpickler(folder):
    def load_both(file, kind):
        unpickler = kind(file)
        return unpickler.load(), unpickler.load()
    read(folder, load_both)


def read_with_an_unpickler_for_each(folder):
    read(folder, lambda file, kind: (kind(file).load(), kind(file).load()))


def read(folder, load_both):
    for name in sorted(os.listdir(folder)):
        for _, kind in KINDS:
            with open(os.path.join(folder, name), 'rb') as file:
                accounts, transfer = load_both(file, kind)
                assert accounts == [ADA, GRACE], accounts
                assert transfer == Transfer(ADA, GRACE, 10), transfer
                assert file.read() == b'not a pickle'


# Each alone ----------------------------------------------------------------------------------

def mixed():
    """A pickle in each protocol."""
    return [(protocol, ADA, Transfer(ADA, GRACE, 5))
            for protocol in range(pickling.HIGHEST_PROTOCOL + 1)]


def write_mixed(path):
    with open(path, 'wb') as file:
        for protocol, thing in enumerate(mixed()):
            pickle.dump(thing, file, protocol)


def read_mixed(path):
    for _, unpickler in KINDS:
        found = []
        with open(path, 'rb') as file:
            try:
                while True:
                    found.append(unpickler(file).load())
            except EOFError:
                pass
        assert found == mixed(), found


# The documentation's `data.pkl` --------------------------------------------------------------

def data1():
    return {u'a': [1, 2.0, 3, 4+6j], u'b': (u'string', u'Unicode string'), u'c': None}


def write_data(path):
    selfref_list = [1, 2, 3]
    selfref_list.append(selfref_list)
    with open(path, 'wb') as output:
        # Pickle dictionary using protocol 0.
        pickle.dump(data1(), output, 0)
        # Pickle the list using the highest protocol available.
        pickle.dump(selfref_list, output, -1)


def read_data(path):
    for _, unpickler in KINDS:
        with open(path, 'rb') as file:
            first, second = unpickler(file).load(), unpickler(file).load()
            assert first == data1(), first
            assert second[:3] == [1, 2, 3] and second[3] is second, second
            assert file.read() == b''
