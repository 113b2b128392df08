"""Writes the fixtures: what chosen Pythons pickle for the cases of the zoo.

    python3 make_fixtures.py PYTHON...

takes the interpreters named and writes the files of those that are in `CHOSEN`
into `../fixtures`. To keep them small, a file of the pure Python pickler has only
the cases that it pickles otherwise than the C pickler, and a file of optimized
pickles only those that `pickletools.optimize` changes.

Runs on Python 3.6 and later; the interpreters that it is given may be others.
"""

import os
import subprocess
import sys

CHOSEN = {
    '2.7.18': [0, 1, 2],
    '3.6.15': [0, 1, 2, 3, 4],
    '3.8.18': [5],
    '3.13.0': [0, 1, 2, 3, 4, 5],
}
HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(os.path.dirname(HERE), 'fixtures')


def run(python, *arguments):
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE='1', PYTHONHASHSEED='0')
    return subprocess.run([python] + list(arguments), cwd=HERE, env=environment, check=True,
                          stdout=subprocess.PIPE).stdout.decode('ascii')


def write(python, version, protocol, pickler, optimize, known):
    """Writes one file without the lines that are `known`, and returns its lines."""
    arguments = ['--protocol', str(protocol), '--pickler', pickler]
    arguments += ['--optimize'] if optimize else []
    arguments += ['--no-big']
    header, *lines = run(python, 'produce.py', *arguments).splitlines()
    pickles = [line for line in lines if not line.startswith('#')]
    new = [line for line in pickles if line not in known]
    name = '%s-p%d-%s%s.tsv' % (version, protocol, pickler, '-optimized' if optimize else '')
    with open(os.path.join(FIXTURES, name), 'w', newline='\n') as file:
        file.write('%s; made by: produce.py %s%s\n' % (
            header, ' '.join(arguments), '; only what differs' if known else ''))
        file.writelines(line + '\n' for line in new)
    print('%s: %d of %d' % (name, len(new), len(pickles)))
    return pickles


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for python in sys.argv[1:]:
        version = run(python, '-c', 'import platform; print(platform.python_version())').strip()
        if version not in CHOSEN:
            print('%s: Python %s is none of %s' % (python, version, ', '.join(sorted(CHOSEN))))
            continue
        for protocol in CHOSEN.pop(version):
            plain = set(write(python, version, protocol, 'c', False, ()))
            write(python, version, protocol, 'python', False, plain)
            write(python, version, protocol, 'c', True, plain)
    for version in sorted(CHOSEN):
        print('not made: the files of Python %s' % version)


if __name__ == '__main__':
    main()
