"""CPython's part in the benchmarks: the same instances, its own streams, its own times.

    cpython.py OURS PLAIN OPTIMIZED SECONDS

Loads the pickle in the file OURS, dumps what it loaded with protocol 4 into the
file PLAIN, and what pickletools.optimize makes of that into OPTIMIZED. Prints
seconds, one line each: `write`, `read`, `read_optimized`, `read_ours`. They are
the best of several that together take about SECONDS, with the garbage collector
off, and include dropping the result, as the times of the other implementations
do. Needs CPython 3.8 or later.
"""

import enum
import gc
import hashlib
import os
import pickle
import pickletools
import sys
import time
import types

CLASSES = {
    "log": "Address Log Logs",
    "mesh": "Vector3 Triangle Mesh",
    "minecraft_savedata": "Item Abilities Entity RecipeBook Player Players",
    "mk48": "Transform Guidance Contact TerrainUpdate Update Updates",
}
ENUMS = {
    "minecraft_savedata": {"GameType": "Survival Creative Adventure Spectator"},
    "mk48": {
        "EntityType": "ArleighBurke Bismarck Clemenceau Fletcher G5 Iowa Kolkata Osa Yasen Zubr"
    },
}


def declare():
    """The modules of the data sets, with plain classes."""
    for name, classes in CLASSES.items():
        module = types.ModuleType(name)
        for cls in classes.split():
            setattr(module, cls, type(cls, (), {"__module__": name}))
        for cls, members in ENUMS.get(name, {}).items():
            setattr(module, cls, enum.Enum(cls, members, module=name))
        sys.modules[name] = module


def best(seconds, run):
    """The shortest of at least three times."""
    times = []
    while len(times) < 3 or (sum(times) < seconds and len(times) < 100):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def optimize(plain, path):
    """Takes minutes where there are millions of opcodes: what is there already is kept."""
    stamp = path + ".of"
    digest = hashlib.blake2b(plain).hexdigest() + " " + sys.version
    try:
        with open(stamp) as file:
            if file.read() == digest and os.path.exists(path):
                return
    except FileNotFoundError:
        pass
    with open(path, "wb") as file:
        file.write(pickletools.optimize(plain))
    with open(stamp, "w") as file:
        file.write(digest)


def main():
    ours_path, plain_path, optimized_path, seconds = sys.argv[1:]
    seconds = float(seconds)
    declare()
    gc.disable()
    with open(ours_path, "rb") as file:
        ours = file.read()
    # What CPython itself has loaded from its own pickle is what a program would dump.
    instances = pickle.loads(pickle.dumps(pickle.loads(ours), 4))
    plain = pickle.dumps(instances, 4)
    with open(plain_path, "wb") as file:
        file.write(plain)
    optimize(plain, optimized_path)
    with open(optimized_path, "rb") as file:
        optimized = file.read()

    print("write", best(seconds, lambda: pickle.dumps(instances, 4)))
    print("read", best(seconds, lambda: pickle.loads(plain)))
    print("read_optimized", best(seconds, lambda: pickle.loads(optimized)))
    print("read_ours", best(seconds, lambda: pickle.loads(ours)))


if __name__ == "__main__":
    main()
