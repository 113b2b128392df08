# Stands behind each of the scripts, which define
#
# - `things(topic)`: names and objects,
# - `facts(thing)`: what two objects that are the same have in common, as plain data.
#
# `say` pickles the things; `hear` unpickles, and compares with them.

import pickling as _pickling


def say(topic):
    for protocol in range(_pickling.HIGHEST_PROTOCOL + 1):
        for implementation in _pickling.IMPLEMENTATIONS:
            for name, thing in things(topic):  # noqa: F821
                data = _pickling.dumps(thing, protocol, implementation)
                _pickling.write_line(u'%s\t%d\t%s' % (name, protocol, _pickling.to_hex(data)))


def hear(topic):
    import check
    import equality

    expected = dict(things(topic))  # noqa: F821
    for line in _pickling.read_lines():
        name, protocol, text = line.split(u'\t')
        thing = expected[name]

        def difference(actual):
            if type(actual) is not type(thing):
                return '%r is no %s' % (actual, type(thing).__name__)
            return equality.difference(facts(actual), facts(thing))  # noqa: F821

        fault = check.fault(_pickling.from_hex(text), difference, int(protocol), 'ASCII')
        _pickling.write_line(fault or u'ok')
