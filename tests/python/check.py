"""Unpickles what stands on stdin and says whether it is what it should be.

Without options each line of stdin is `name<TAB>hex`, and the pickle has to give
the object of that case. With `--eval` a line is `hex<TAB>expression`, and the
pickle has to give the value of the Python expression, evaluated among the names
of the zoo.

For each line there is one on stdout: `name<TAB>ok`, `name<TAB>FAIL<TAB>reason`, or
`name<TAB>skipped<TAB>reason` when this Python has no such object. With `--eval`:
`ok` or `FAIL<TAB>reason`.

Each pickle is read by the unpickler written in C and by the one written in Python,
and shown to `pickletools.dis`.

Runs on CPython 2.7 and 3.6 and later.
"""

import argparse
import pickletools

import equality
import pickling
import zoo


class Disassembly(object):
    """A file to print to that forgets what it is given."""

    def write(self, text):
        pass



def fault(data, difference, protocol, encoding):
    """None, or why `data` is not a pickle of the object that `difference` knows."""
    for implementation in pickling.IMPLEMENTATIONS:
        try:
            thing = pickling.loads(data, implementation, encoding)
            reason = difference(thing)
        except Exception as error:
            reason = pickling.of_exception(error)
        if reason is not None:
            return u'%s unpickler: %s' % (implementation, pickling.one_line(reason))
    try:
        pickletools.dis(data, out=Disassembly())
    except Exception as error:
        return u'pickletools.dis: %s' % pickling.of_exception(error)
    return None if protocol is None else protocol_fault(data, protocol)


def protocol_fault(data, protocol):
    """Whether all opcodes belong to `protocol`, and PROTO says so."""
    for number, (opcode, argument, position) in enumerate(pickletools.genops(data)):
        if opcode.proto > protocol:
            return u'%s at byte %d is of protocol %d' % (opcode.name, position, opcode.proto)
        if opcode.name == 'PROTO' and (number > 0 or protocol < 2 or argument != protocol):
            return u'PROTO %d at byte %d in protocol %d' % (argument, position, protocol)
        if number == 0 and protocol >= 2 and opcode.name != 'PROTO':
            return u'no PROTO at the beginning'
    return None


def check_case(line, protocol, encoding):
    name, text = line.split(u'\t')
    case = zoo.BY_NAME.get(name)
    if case is None:
        return u'%s\tFAIL\tthere is no case of this name' % name
    if case.missing():
        return u'%s\tskipped\t%s' % (name, case.missing())
    reason = fault(pickling.from_hex(text), case.difference, protocol, encoding)
    return u'%s\tok' % name if reason is None else u'%s\tFAIL\t%s' % (name, reason)


def check_expression(line, protocol, encoding):
    text, expression = line.split(u'\t', 1)
    try:
        expected = eval(expression, dict(vars(zoo)))
    except Exception as error:
        return u'FAIL\tthe expression: %s' % pickling.of_exception(error)
    reason = fault(pickling.from_hex(text), lambda actual: equality.difference(actual, expected),
                   protocol, encoding)
    return u'ok' if reason is None else u'FAIL\t%s' % reason


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--protocol', type=int,
                        help='no opcode of a later one may occur, and PROTO has to say it')
    parser.add_argument('--encoding', default='ASCII',
                        help='what Python 3 takes the `str` of Python 2 for')
    parser.add_argument('--eval', action='store_true', help='compare with expressions')
    arguments = parser.parse_args()
    check = check_expression if arguments.eval else check_case
    for line in pickling.read_lines():
        pickling.write_line(check(line, arguments.protocol, arguments.encoding))


if __name__ == '__main__':
    main()
