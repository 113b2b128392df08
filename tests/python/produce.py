"""Pickles the cases of the zoo and prints them, one `name<TAB>hex` per line.

The first line is a header such as `# CPython 3.11.7 protocol 4 pickler c`; a case
that this Python or protocol cannot do is a line `# skipped name: reason`.

Runs on CPython 2.7 and 3.6 and later.
"""

import argparse
import pickletools
import sys

import pickling
import zoo


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--protocol', type=int, default=0, help='0 to 5')
    parser.add_argument('--pickler', choices=pickling.IMPLEMENTATIONS, default='c',
                        help='the one written in C, or the one written in Python')
    parser.add_argument('--optimize', action='store_true',
                        help='send each pickle through pickletools.optimize')
    parser.add_argument('--case', action='append', metavar='NAME',
                        help='only this case; can be repeated')
    parser.add_argument('--no-big', action='store_true', help='without the big cases')
    parser.add_argument('--table', action='store_true',
                        help='print the table of all cases in Markdown instead')
    arguments = parser.parse_args()

    if arguments.table:
        return table()
    if not 0 <= arguments.protocol <= pickling.HIGHEST_PROTOCOL:
        parser.error('this Python has protocols 0 to %d' % pickling.HIGHEST_PROTOCOL)
    for name in arguments.case or ():
        if name not in zoo.BY_NAME:
            parser.error('there is no case %s' % name)

    pickling.write_line(u'# %s protocol %d pickler %s%s' % (
        pickling.version(), arguments.protocol, arguments.pickler,
        ' optimized' if arguments.optimize else ''))
    for case in zoo.CASES:
        if arguments.case and case.name not in arguments.case or arguments.no_big and case.big:
            continue
        reason = case.unwritable(arguments.protocol, arguments.pickler)
        if reason is not None:
            pickling.write_line(u'# skipped %s: %s' % (case.name, reason))
            continue
        try:
            data = pickling.dumps(
                case.build(), arguments.protocol, arguments.pickler, case.persistent)
            if arguments.optimize:
                data = pickletools.optimize(data)
        except Exception:
            sys.stderr.write('case %s:\n' % case.name)
            raise
        pickling.write_line(u'%s\t%s' % (case.name, pickling.to_hex(data)))


def table():
    lines = [u'| case | object | who has it |', u'|---|---|---|']
    for case in zoo.CASES:
        notes = []
        if case.since > (3, 0):
            notes.append(u'%d.%d and later' % case.since)
        elif case.since == (3, 0):
            notes.append(u'Python 3')
        if case.before == (3, 0):
            notes.append(u'Python 2')
        if case.writes_since > case.since:
            notes.append(u'pickled by %d.%d and later' % case.writes_since
                         if case.writes_since > (3, 0) else u'pickled by Python 3')
        if case.protocol:
            notes.append(u'protocol %d and up' % case.protocol)
        if case.persistent:
            notes.append(u'persistent ids')
        if case.big:
            notes.append(u'not in the fixtures')
        lines.append(u'| `%s` | `%s` | %s |' % (
            case.name, case.expression.replace('|', '\\|'), u', '.join(notes)))
    for line in lines:
        pickling.write_line(line)


if __name__ == '__main__':
    main()
