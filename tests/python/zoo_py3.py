"""Classes whose syntax or library Python 2 does not know (3.6 and later)."""

import sys
from typing import Dict, List, NamedTuple, Optional

from equality import difference


class TypedPoint(NamedTuple):
    x: int
    y: int
    label: str = 'origin'


class KeywordOnly:
    """Can only be made with keyword arguments (`__getnewargs_ex__`)."""

    def __new__(cls, *, width, height):
        self = super().__new__(cls)
        self.width = width
        self.height = height
        return self

    def __getnewargs_ex__(self):
        return (), {'width': self.width, 'height': self.height}

    def __getstate__(self):
        return None

    def __eq__(self, other):
        return difference(self, other) is None

    def __hash__(self):
        return hash('KeywordOnly')


if sys.version_info >= (3, 7):
    from dataclasses import dataclass, field

    @dataclass
    class User:
        name: str
        age: int
        email: Optional[str] = None
        tags: List[str] = field(default_factory=list)
        scores: Dict[str, float] = field(default_factory=dict)

    @dataclass(frozen=True)
    class FrozenUser:
        name: str
        age: int

    @dataclass
    class Team:
        title: str
        lead: User
        members: List[User]

if sys.version_info >= (3, 10):
    @dataclass(slots=True)
    class SlotsUser:
        """State `(None, {...})`."""
        name: str
        age: int

    @dataclass(frozen=True, slots=True)
    class FrozenSlotsUser:
        """State `[name, age]`, a list: what `dataclasses` gives such a class."""
        name: str
        age: int

    @dataclass(kw_only=True)
    class KeywordOnlyUser:
        name: str
        age: int = 0
