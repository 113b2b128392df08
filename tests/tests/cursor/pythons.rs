//! What the Pythons of this machine pickle.

use pickle_tests::{hex, python};

/// Pickles the objects in `objects`, whose classes are in a module `shapes`.
const SCRIPT: &str = "
import binascii, pickle, pickletools, sys, types
try: import cPickle
except ImportError: cPickle = pickle
shapes = types.ModuleType('shapes')
sys.modules['shapes'] = shapes
def share():
    for name, value in list(globals().items()):
        if getattr(value, '__module__', None) == '__main__':
            value.__module__ = 'shapes'
            setattr(shapes, name, value)
def show(objects, least=0):
    share()
    for protocol in range(least, pickle.HIGHEST_PROTOCOL + 1):
        for dumps in (cPickle.dumps, getattr(pickle, '_dumps', pickle.dumps)):
            data = dumps(objects, protocol)
            for data in (data, pickletools.optimize(data)):
                print(binascii.hexlify(data).decode())
";

/// What each Python that `fits` pickles, through each protocol and pickler, plain and optimized. The
/// script is to call `show` with the objects.
pub fn pickles(fits: impl Fn((u8, u8, u8)) -> bool, script: &str) -> Vec<Vec<u8>> {
    let mut pickles = Vec::new();
    for python in python::interpreters().iter().filter(|python| fits(python.version)) {
        let output = python
            .run_script(&format!("{SCRIPT}{script}"), b"")
            .unwrap_or_else(|error| panic!("{python}: {error}"));
        pickles.extend(output.lines().map(|line| hex::decode(line).expect("hex")));
    }
    pickles
}

/// All of them.
pub fn all(_: (u8, u8, u8)) -> bool {
    true
}
