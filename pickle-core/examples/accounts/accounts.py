"""The user database of a small web application, which pickles it between its runs.

    python3 accounts.py write FILE    pickles it
    python3 accounts.py read FILE     unpickles it, and shows what it is

`accounts.pkl`, which stands beside this script, is from CPython 3.13.0.
"""

import enum
import pickle
import platform
import sys
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Optional


class Role(enum.Enum):
    READER = 'reader'
    EDITOR = 'editor'
    ADMIN = 'admin'


@dataclass
class Address:
    street: str
    city: str


@dataclass
class User:
    name: str
    role: Role
    joined: date
    password_hash: bytes
    address: Optional[Address] = None
    tags: set = field(default_factory=set)


@dataclass
class Database:
    written_by: str
    saved: datetime
    session: timedelta
    users: dict


def database():
    return Database(
        written_by='CPython %s, accounts.py' % platform.python_version(),
        saved=datetime(2025, 11, 21, 8, 30, tzinfo=timezone.utc),
        session=timedelta(hours=1, minutes=30),
        users={
            'ada': User('Ada Lovelace', Role.EDITOR, date(2024, 3, 14), b'\xad\xa1\x81\x50',
                        Address("12 St. James's Square", 'London'), {'math', 'poetry'}),
            'erwin': User('Erwin Schrödinger', Role.READER, date(2025, 1, 7), b'\xca\x7f\x00\x01'),
        })


def main(command, path):
    if command == 'write':
        with open(path, 'wb') as file:
            pickle.dump(database(), file)
    else:
        with open(path, 'rb') as file:
            found = pickle.load(file)
        print('CPython %s sees: %s' % (platform.python_version(), type(found)))
        print('  written by %s' % found.written_by)
        print('  saved %s, sessions last %s' % (found.saved, found.session))
        for login, user in found.users.items():
            print('  %s: %r' % (login, user))


if __name__ == '__main__':
    # The classes belong to the module of this name, however it is run.
    import accounts
    accounts.main(*sys.argv[1:])
