"""Classes that only Python 2 has: old-style ones, which pickle as INST and OBJ."""

from equality import difference


class OldThing:
    def __eq__(self, other):
        return difference(self, other) is None

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(self.__class__.__name__)


class OldPlain(OldThing):
    """No init args: the unpickler makes it without calling `__init__`."""

    def __init__(self, name, size):
        self.name = name
        self.size = size


class OldInitArgs(OldThing):
    """Init args, and the dict as state."""

    def __init__(self, country):
        self.country = country
        self.visited = True

    def __getinitargs__(self):
        return (self.country,)


class OldInitArgsNone(OldThing):
    """Init args and a state of None, which is written, other than for new-style classes."""

    def __init__(self, country, number):
        self.country = country
        self.number = number

    def __getinitargs__(self):
        return (self.country, self.number)

    def __getstate__(self):
        return None

    def __setstate__(self, state):
        assert state is None


class OldState(OldThing):
    """No init args, and a state that is not a dict."""

    def __init__(self, name, size):
        self.name = name
        self.size = size

    def __getstate__(self):
        return (self.name, self.size)

    def __setstate__(self, state):
        self.name, self.size = state


class OldWorld(OldThing):
    """Boost.Python's `world` as an old-style class: init args and a state pair."""

    def __init__(self, country):
        self.country = country
        self.secret_number = 0

    def __getinitargs__(self):
        return (self.country,)

    def __getstate__(self):
        return (self.secret_number,)

    def __setstate__(self, state):
        (self.secret_number,) = state


def old_world(country, secret_number):
    world = OldWorld(country)
    world.secret_number = secret_number
    return world
