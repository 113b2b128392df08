import binascii, copyreg, functools, io, pickle, struct, sys

try:
    # A memo index of 4 billion makes CPython fill a table of 32 GiB.
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
except ImportError:
    pass

FIRST = dict(pickle._compat_pickle.NAME_MAPPING)
REVERSE = dict(pickle._compat_pickle.REVERSE_NAME_MAPPING)
REVERSE_MODULES = dict(pickle._compat_pickle.REVERSE_IMPORT_MAPPING)
MODULES = dict(pickle._compat_pickle.IMPORT_MAPPING)

class Recorded(type):
    def __call__(cls, *args, **kwargs):
        return made(cls, 'call', args, kwargs)

class Stub(object):
    def __call__(self, *args, **kwargs):
        return made(Result, 'result', (self,) + args, kwargs)
    def __setstate__(self, state): self.__dict__['log'].append(('build', state))
    def append(self, item): self.__dict__['log'].append(('append', item))
    def extend(self, items): self.__dict__['log'].extend([('append', item) for item in items])
    def add(self, item): self.__dict__['log'].append(('add', item))
    def __setitem__(self, key, value): self.__dict__['log'].append(('set', key, value))

class Result(Stub): pass

def made(cls, how, args, kwargs):
    self = object.__new__(cls)
    self.__dict__.update(how=how, args=args, kwargs=kwargs, log=[])
    return self

def new(cls, *args, **kwargs):
    return made(cls, 'new', args, kwargs)

class Getter:
    def __init__(self, unpickler): self.unpickler = unpickler
    def __call__(self, outer, name):
        if name == '__new__': return outer.__new__
        module, outer = outer.path.split(' ')
        return self.unpickler.find_class(module, outer + '.' + name)

REAL = {('copyreg', '__newobj__'): copyreg.__newobj__,
        ('copyreg', '__newobj_ex__'): copyreg.__newobj_ex__,
        ('functools', 'partial'): functools.partial,
        ('builtins', 'set'): set, ('builtins', 'frozenset'): frozenset,
        ('builtins', 'bytes'): bytes, ('builtins', 'bytearray'): bytearray,
        ('_codecs', 'encode'): __import__('_codecs').encode}

class Mixin:
    def find_class(self, module, name):
        if (module, name) in FIRST: module, name = FIRST[module, name]
        elif module in MODULES: module = MODULES[module]
        # Those of one Python 2 name are one to protocols before 3.
        if (module, name) in REVERSE: module, name = FIRST.get(REVERSE[module, name], (module, name))
        elif module in REVERSE_MODULES:
            module = MODULES.get(REVERSE_MODULES[module], REVERSE_MODULES[module])
        if name.endswith('.__new__'): return self.find_class(module, name[:-8]).__new__
        if (module, name) in REAL: return REAL[module, name]
        if (module, name) == ('builtins', 'getattr'): return Getter(self)
        if (module, name) not in self.classes:
            self.classes[module, name] = Recorded(
                'C', (Stub,), {'__new__': new, 'path': module + ' ' + name})
        return self.classes[module, name]
    def persistent_load(self, id):
        return made(Result, 'persistent', (id,), {})

class InC(Mixin, pickle.Unpickler): pass

def shown(root):
    seen, kept = {}, []
    def plain(x):
        t = type(x)
        if t in (type(None), bool, int): return '%s:%s' % (t.__name__, hex(x) if t is int else x)
        if t is float: return 'float:' + binascii.hexlify(struct.pack('>d', x)).decode()
        if t in (str, bytes): return ascii(x)
        if isinstance(x, type): return 'class ' + ascii(getattr(x, 'path', x.__name__))
        if t is type(len): return 'function ' + x.__name__
        if x == () or x == frozenset(): return repr(x)
        return None
    def sketch(x, depth):
        text = plain(x)
        if text is not None: return text
        if depth == 0: return type(x).__name__
        if isinstance(x, (tuple, list)): return '(' + ','.join(sketch(i, depth - 1) for i in x) + ')'
        if isinstance(x, (set, frozenset)):
            return '{' + ','.join(sorted(sketch(i, depth - 1) for i in x)) + '}'
        if isinstance(x, Stub):
            return '<%s %s %s>' % (x.how, sketch(type(x), 0), sketch(x.args, depth - 1))
        return type(x).__name__
    def walk(x):
        text = plain(x)
        if text is not None: return text
        if id(x) in seen: return '#%d' % seen[id(x)]
        seen[id(x)] = len(seen)
        kept.append(x)
        head = '%d=%s' % (seen[id(x)], type(x).__name__)
        if isinstance(x, (list, tuple)): return head + '(' + ', '.join([walk(i) for i in x]) + ')'
        if isinstance(x, dict):
            return head + '{' + ', '.join([walk(k) + ': ' + walk(v) for k, v in x.items()]) + '}'
        if isinstance(x, (set, frozenset)):
            items = sorted(x, key=lambda i: sketch(i, 4))
            sketches = set([sketch(i, 4) for i in items])
            if len(sketches) < len(items): return 'ambiguous'
            return head + '{' + ', '.join([walk(i) for i in items]) + '}'
        if isinstance(x, (bytearray, memoryview)): return head + repr(bytes(x))
        if isinstance(x, Stub):
            parts = [x.how, plain(type(x))] + [walk(i) for i in x.args]
            parts += [k + '=' + walk(v) for k, v in x.kwargs.items()]
            for entry in x.log: parts += [entry[0]] + [walk(i) for i in entry[1:]]
            return head + '<' + ', '.join(parts) + '>'
        return head + repr(x)
    return walk(root)

for line in sys.stdin:
    try:
        unpickler = InC(io.BytesIO(binascii.unhexlify(line.strip())))
        unpickler.classes = {}
        print(shown(unpickler.load()))
    except Exception as error:
        print(ascii('!%s: %s' % (type(error).__name__, error)))
