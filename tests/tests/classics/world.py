"""Boost.Python's four examples, `pickle1.cpp` to `pickle4.cpp`, as their users see them.

A member of the C++ class is a slot here, so that it stands apart from the instance's `__dict__`,
as there.
"""

import sys
import types

from zoo import BoostInstance, text_type


def extension(name):
    """Puts the class into an extension module of that name, under the name `world`."""
    def put(kind):
        kind.__module__, kind.__name__, kind.__qualname__ = name, 'world', 'world'
        module = sys.modules.setdefault(name, types.ModuleType(name))
        module.world = kind
        return kind
    return put


class AnyWorld(BoostInstance):
    __slots__ = ('country', 'secret_number')

    def __init__(self, country):
        self.country = country
        self.secret_number = 0

    def greet(self):
        return u'Hello from %s!' % self.country


class WithInitArgs(AnyWorld):
    __slots__ = ()

    def __getinitargs__(self):
        return (self.country,)


@extension('pickle1_ext')
class World1(WithInitArgs):
    __slots__ = ()


@extension('pickle2_ext')
class World2(WithInitArgs):
    __slots__ = ()

    def getstate(self):
        return (self.secret_number,)

    def __setstate__(self, state):
        (number,) = state
        if number != 42:
            self.secret_number = number


@extension('pickle3_ext')
class World3(WithInitArgs):
    __slots__ = ()
    __getstate_manages_dict__ = True

    def getstate(self):
        return (self.__dict__, self.secret_number)

    def __setstate__(self, state):
        attributes, number = state
        self.__dict__.update(attributes)
        if number != 42:
            self.secret_number = number


# `enable_pickling()`, and nothing else, in C++; the rest comes from outside.
@extension('pickle4_ext')
class World4(AnyWorld):
    __slots__ = ()


def world_getinitargs(self):
    return (self.country,)


World4.__getinitargs__ = world_getinitargs


class Atlas(object):
    """A class of Python's own, which holds worlds of all ways."""

    __module__ = 'atlas'

    def __init__(self, worlds):
        self.worlds = worlds


sys.modules['atlas'] = sys.modules[__name__]


def made(kind, country, secret_number=0, **attributes):
    world = kind(country)
    world.secret_number = secret_number
    world.__dict__.update(attributes)
    return world


def things(topic):
    if topic == 'pickle1_ext':
        return [('world', World1('Hello')), ('ivory', World1(u'C\xf4te d\u2019Ivoire'))]
    if topic == 'pickle1_ext with a dict':
        # Without `getstate`, Boost.Python takes care of the `__dict__` itself.
        return [('empty', World1('California')), ('full', made(World1, 'California', x=1, y=2))]
    if topic == 'pickle2_ext':
        return [('24', made(World2, 'California', 24)), ('0', World2('California'))]
    if topic == 'pickle2_ext 42':
        return [('42', made(World2, 'California', 42))]
    if topic == 'pickle3_ext':
        return [('empty', World3('California')),
                ('full', made(World3, 'California', 24, x=1, y=2))]
    if topic == 'pickle4_ext':
        return [('world', World4('Hello'))]
    if topic == 'atlas':
        return [('atlas', Atlas([
            World1('One'), made(World2, 'Two', 2), made(World3, 'Three', 3, x=1), World4('Four')]))]
    if topic == 'pickle1_ext with a secret':
        # Init args alone do not bring it back.
        return [('secret', made(World1, 'California', 24))]


def facts(thing):
    if isinstance(thing, Atlas):
        return [facts(world) for world in thing.worlds]
    # Whichever kind of string of Python 2 it was.
    attributes = dict((text_type(name), value) for name, value in thing.__dict__.items())
    return [thing.__class__.__module__, text_type(thing.greet()), thing.secret_number, attributes]


def old_style():
    """Python 2 itself asks an instance of an old-style class for `__getinitargs__`."""
    class world:
        __module__ = 'pickle2_ext'

        def __init__(self, country):
            self.country, self.secret_number = country, 0

        def __getinitargs__(self):
            return (self.country,)

        def __getstate__(self):
            return (self.secret_number,)

        def __setstate__(self, state):
            (self.secret_number,) = state

    sys.modules['pickle2_ext'].world = world
    return world


def say_old_style():
    import pickling

    thing = old_style()('California')
    thing.secret_number = 24
    for protocol in range(3):
        for implementation in pickling.IMPLEMENTATIONS:
            pickling.write_line(pickling.to_hex(
                pickling.dumps(thing, protocol, implementation)).decode('ascii'))


def hear_old_style():
    import pickling

    old_style()
    for line in pickling.read_lines():
        for implementation in pickling.IMPLEMENTATIONS:
            thing = pickling.loads(pickling.from_hex(line), implementation)
            pickling.write_line(u'%s %s %d' % (
                thing.__class__.__name__, thing.country, thing.secret_number))
