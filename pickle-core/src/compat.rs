//! Names that moved between Python 2 and Python 3.
//!
//! Before protocol 3, the modules and classes in a pickle are those of Python
//! 2, whichever Python wrote it (`fix_imports` in Python's `pickle`). The tables
//! are those of `_compat_pickle` in CPython 3.13. Each direction has its own,
//! as not every move can be undone: several old names may have one new one.

/// A module and a name in it.
type Name = (&'static str, &'static str);

/// The Python 3 name of what a stream before protocol 3 names.
///
/// As CPython's `Unpickler.find_class`: first the moves of single names, and
/// only without one of these, those of whole modules. What did not move comes
/// back as it is.
pub(crate) fn to_python3<'a>(module: &'a str, name: &'a str) -> (&'a str, &'a str) {
    if module == "exceptions" && contains(PYTHON2_EXCEPTIONS, name) {
        return ("builtins", name);
    }
    if module == "multiprocessing" && contains(MULTIPROCESSING_EXCEPTIONS, name) {
        return ("multiprocessing.context", name);
    }
    moved(NAMES_TO_PYTHON3, MODULES_TO_PYTHON3, module, name)
}

/// The name that a stream before protocol 3 gives to what Python 3 calls this.
///
/// As CPython's `Pickler.save_global`, in the same order as [`to_python3`].
pub(crate) fn to_python2<'a>(module: &'a str, name: &'a str) -> (&'a str, &'a str) {
    if module == "builtins" {
        if contains(PYTHON2_EXCEPTIONS, name) {
            return ("exceptions", name);
        }
        if contains(OSERROR_EXCEPTIONS, name) {
            return ("exceptions", "OSError");
        }
        if contains(IMPORTERROR_EXCEPTIONS, name) {
            return ("exceptions", "ImportError");
        }
    }
    if module == "multiprocessing.context" && contains(MULTIPROCESSING_EXCEPTIONS, name) {
        return ("multiprocessing", name);
    }
    moved(NAMES_TO_PYTHON2, MODULES_TO_PYTHON2, module, name)
}

fn contains(sorted: &[&str], name: &str) -> bool {
    sorted.binary_search(&name).is_ok()
}

fn moved<'a>(
    names: &[(Name, Name)],
    modules: &[(&'static str, &'static str)],
    module: &'a str,
    name: &'a str,
) -> (&'a str, &'a str) {
    if let Ok(index) = names.binary_search_by_key(&(module, name), |&(from, _)| from) {
        return names[index].1;
    }
    if let Ok(index) = modules.binary_search_by_key(&module, |&(from, _)| from) {
        return (modules[index].1, name);
    }
    (module, name)
}

// All tables are sorted, in the order of `str`, as they are searched by halves.

/// `NAME_MAPPING`, without the exceptions, which follow rules.
static NAMES_TO_PYTHON3: &[(Name, Name)] = &[
    (("UserDict", "IterableUserDict"), ("collections", "UserDict")),
    (("UserDict", "UserDict"), ("collections", "UserDict")),
    (("UserList", "UserList"), ("collections", "UserList")),
    (("UserString", "UserString"), ("collections", "UserString")),
    (("__builtin__", "basestring"), ("builtins", "str")),
    (("__builtin__", "intern"), ("sys", "intern")),
    (("__builtin__", "long"), ("builtins", "int")),
    (("__builtin__", "reduce"), ("functools", "reduce")),
    (("__builtin__", "unichr"), ("builtins", "chr")),
    (("__builtin__", "unicode"), ("builtins", "str")),
    (("__builtin__", "xrange"), ("builtins", "range")),
    (("_multiprocessing", "Connection"), ("multiprocessing.connection", "Connection")),
    (("_socket", "fromfd"), ("socket", "fromfd")),
    (("exceptions", "StandardError"), ("builtins", "Exception")),
    (("itertools", "ifilter"), ("builtins", "filter")),
    (("itertools", "ifilterfalse"), ("itertools", "filterfalse")),
    (("itertools", "imap"), ("builtins", "map")),
    (("itertools", "izip"), ("builtins", "zip")),
    (("itertools", "izip_longest"), ("itertools", "zip_longest")),
    (("multiprocessing.forking", "Popen"), ("multiprocessing.popen_fork", "Popen")),
    (("multiprocessing.process", "Process"), ("multiprocessing.context", "Process")),
    (("socket", "_socketobject"), ("socket", "SocketType")),
    (("urllib", "ContentTooShortError"), ("urllib.error", "ContentTooShortError")),
    (("urllib", "getproxies"), ("urllib.request", "getproxies")),
    (("urllib", "pathname2url"), ("urllib.request", "pathname2url")),
    (("urllib", "quote"), ("urllib.parse", "quote")),
    (("urllib", "quote_plus"), ("urllib.parse", "quote_plus")),
    (("urllib", "unquote"), ("urllib.parse", "unquote")),
    (("urllib", "unquote_plus"), ("urllib.parse", "unquote_plus")),
    (("urllib", "url2pathname"), ("urllib.request", "url2pathname")),
    (("urllib", "urlcleanup"), ("urllib.request", "urlcleanup")),
    (("urllib", "urlencode"), ("urllib.parse", "urlencode")),
    (("urllib", "urlopen"), ("urllib.request", "urlopen")),
    (("urllib", "urlretrieve"), ("urllib.request", "urlretrieve")),
    (("urllib2", "HTTPError"), ("urllib.error", "HTTPError")),
    (("urllib2", "URLError"), ("urllib.error", "URLError")),
    (("whichdb", "whichdb"), ("dbm", "whichdb")),
];

/// `REVERSE_NAME_MAPPING`, without the exceptions, which follow rules.
static NAMES_TO_PYTHON2: &[(Name, Name)] = &[
    (("_functools", "reduce"), ("__builtin__", "reduce")),
    (("_socket", "socket"), ("socket", "_socketobject")),
    (("builtins", "chr"), ("__builtin__", "unichr")),
    (("builtins", "filter"), ("itertools", "ifilter")),
    (("builtins", "int"), ("__builtin__", "long")),
    (("builtins", "map"), ("itertools", "imap")),
    (("builtins", "range"), ("__builtin__", "xrange")),
    (("builtins", "str"), ("__builtin__", "unicode")),
    (("builtins", "zip"), ("itertools", "izip")),
    (("collections", "UserDict"), ("UserDict", "IterableUserDict")),
    (("collections", "UserList"), ("UserList", "UserList")),
    (("collections", "UserString"), ("UserString", "UserString")),
    (("dbm", "whichdb"), ("whichdb", "whichdb")),
    (("functools", "reduce"), ("__builtin__", "reduce")),
    (("http.server", "CGIHTTPRequestHandler"), ("CGIHTTPServer", "CGIHTTPRequestHandler")),
    (("http.server", "SimpleHTTPRequestHandler"), ("SimpleHTTPServer", "SimpleHTTPRequestHandler")),
    (("itertools", "filterfalse"), ("itertools", "ifilterfalse")),
    (("itertools", "zip_longest"), ("itertools", "izip_longest")),
    (("multiprocessing.connection", "Connection"), ("_multiprocessing", "Connection")),
    (("multiprocessing.context", "Process"), ("multiprocessing.process", "Process")),
    (("multiprocessing.popen_fork", "Popen"), ("multiprocessing.forking", "Popen")),
    (("socket", "fromfd"), ("_socket", "fromfd")),
    (("sys", "intern"), ("__builtin__", "intern")),
    (("tkinter.filedialog", "FileDialog"), ("FileDialog", "FileDialog")),
    (("tkinter.filedialog", "LoadFileDialog"), ("FileDialog", "LoadFileDialog")),
    (("tkinter.filedialog", "SaveFileDialog"), ("FileDialog", "SaveFileDialog")),
    (("tkinter.simpledialog", "SimpleDialog"), ("SimpleDialog", "SimpleDialog")),
    (("urllib.error", "ContentTooShortError"), ("urllib", "ContentTooShortError")),
    (("urllib.error", "HTTPError"), ("urllib2", "HTTPError")),
    (("urllib.error", "URLError"), ("urllib2", "URLError")),
    (("urllib.parse", "quote"), ("urllib", "quote")),
    (("urllib.parse", "quote_plus"), ("urllib", "quote_plus")),
    (("urllib.parse", "unquote"), ("urllib", "unquote")),
    (("urllib.parse", "unquote_plus"), ("urllib", "unquote_plus")),
    (("urllib.parse", "urlencode"), ("urllib", "urlencode")),
    (("urllib.request", "getproxies"), ("urllib", "getproxies")),
    (("urllib.request", "pathname2url"), ("urllib", "pathname2url")),
    (("urllib.request", "url2pathname"), ("urllib", "url2pathname")),
    (("urllib.request", "urlcleanup"), ("urllib", "urlcleanup")),
    (("urllib.request", "urlopen"), ("urllib", "urlopen")),
    (("urllib.request", "urlretrieve"), ("urllib", "urlretrieve")),
    (
        ("xmlrpc.server", "DocCGIXMLRPCRequestHandler"),
        ("DocXMLRPCServer", "DocCGIXMLRPCRequestHandler"),
    ),
    (("xmlrpc.server", "DocXMLRPCRequestHandler"), ("DocXMLRPCServer", "DocXMLRPCRequestHandler")),
    (("xmlrpc.server", "DocXMLRPCServer"), ("DocXMLRPCServer", "DocXMLRPCServer")),
    (("xmlrpc.server", "ServerHTMLDoc"), ("DocXMLRPCServer", "ServerHTMLDoc")),
    (("xmlrpc.server", "XMLRPCDocGenerator"), ("DocXMLRPCServer", "XMLRPCDocGenerator")),
];

/// `IMPORT_MAPPING`.
static MODULES_TO_PYTHON3: &[(&str, &str)] = &[
    ("BaseHTTPServer", "http.server"),
    ("CGIHTTPServer", "http.server"),
    ("ConfigParser", "configparser"),
    ("Cookie", "http.cookies"),
    ("Dialog", "tkinter.dialog"),
    ("DocXMLRPCServer", "xmlrpc.server"),
    ("FileDialog", "tkinter.filedialog"),
    ("HTMLParser", "html.parser"),
    ("Queue", "queue"),
    ("ScrolledText", "tkinter.scrolledtext"),
    ("SimpleDialog", "tkinter.simpledialog"),
    ("SimpleHTTPServer", "http.server"),
    ("SimpleXMLRPCServer", "xmlrpc.server"),
    ("SocketServer", "socketserver"),
    ("StringIO", "io"),
    ("Tkconstants", "tkinter.constants"),
    ("Tkdnd", "tkinter.dnd"),
    ("Tkinter", "tkinter"),
    ("UserDict", "collections"),
    ("UserList", "collections"),
    ("UserString", "collections"),
    ("__builtin__", "builtins"),
    ("_abcoll", "collections.abc"),
    ("_elementtree", "xml.etree.ElementTree"),
    ("_winreg", "winreg"),
    ("anydbm", "dbm"),
    ("cPickle", "pickle"),
    ("cStringIO", "io"),
    ("commands", "subprocess"),
    ("cookielib", "http.cookiejar"),
    ("copy_reg", "copyreg"),
    ("dbhash", "dbm.bsd"),
    ("dbm", "dbm.ndbm"),
    ("dumbdbm", "dbm.dumb"),
    ("dummy_thread", "_dummy_thread"),
    ("gdbm", "dbm.gnu"),
    ("htmlentitydefs", "html.entities"),
    ("httplib", "http.client"),
    ("markupbase", "_markupbase"),
    ("repr", "reprlib"),
    ("robotparser", "urllib.robotparser"),
    ("test.test_support", "test.support"),
    ("thread", "_thread"),
    ("tkColorChooser", "tkinter.colorchooser"),
    ("tkCommonDialog", "tkinter.commondialog"),
    ("tkFileDialog", "tkinter.filedialog"),
    ("tkFont", "tkinter.font"),
    ("tkMessageBox", "tkinter.messagebox"),
    ("tkSimpleDialog", "tkinter.simpledialog"),
    ("ttk", "tkinter.ttk"),
    ("urllib2", "urllib.request"),
    ("urlparse", "urllib.parse"),
    ("whichdb", "dbm"),
    ("xmlrpclib", "xmlrpc.client"),
];

/// `REVERSE_IMPORT_MAPPING`.
static MODULES_TO_PYTHON2: &[(&str, &str)] = &[
    ("_bz2", "bz2"),
    ("_dbm", "dbm"),
    ("_dummy_thread", "dummy_thread"),
    ("_functools", "functools"),
    ("_gdbm", "gdbm"),
    ("_markupbase", "markupbase"),
    ("_pickle", "pickle"),
    ("_thread", "thread"),
    ("builtins", "__builtin__"),
    ("collections.abc", "_abcoll"),
    ("configparser", "ConfigParser"),
    ("copyreg", "copy_reg"),
    ("dbm", "anydbm"),
    ("dbm.bsd", "dbhash"),
    ("dbm.dumb", "dumbdbm"),
    ("dbm.gnu", "gdbm"),
    ("dbm.ndbm", "dbm"),
    ("html.entities", "htmlentitydefs"),
    ("html.parser", "HTMLParser"),
    ("http.client", "httplib"),
    ("http.cookiejar", "cookielib"),
    ("http.cookies", "Cookie"),
    ("http.server", "BaseHTTPServer"),
    ("queue", "Queue"),
    ("reprlib", "repr"),
    ("socketserver", "SocketServer"),
    ("subprocess", "commands"),
    ("test.support", "test.test_support"),
    ("tkinter", "Tkinter"),
    ("tkinter.colorchooser", "tkColorChooser"),
    ("tkinter.commondialog", "tkCommonDialog"),
    ("tkinter.constants", "Tkconstants"),
    ("tkinter.dialog", "Dialog"),
    ("tkinter.dnd", "Tkdnd"),
    ("tkinter.filedialog", "tkFileDialog"),
    ("tkinter.font", "tkFont"),
    ("tkinter.messagebox", "tkMessageBox"),
    ("tkinter.scrolledtext", "ScrolledText"),
    ("tkinter.simpledialog", "tkSimpleDialog"),
    ("tkinter.ttk", "ttk"),
    ("urllib.parse", "urlparse"),
    ("urllib.request", "urllib2"),
    ("urllib.robotparser", "robotparser"),
    ("winreg", "_winreg"),
    ("xmlrpc.client", "xmlrpclib"),
    ("xmlrpc.server", "SimpleXMLRPCServer"),
];

/// Exceptions of Python 2, whose module is `exceptions`. As CPython has it anywhere but on
/// Windows, where `WindowsError` is one more.
static PYTHON2_EXCEPTIONS: &[&str] = &[
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "BufferError",
    "BytesWarning",
    "DeprecationWarning",
    "EOFError",
    "EnvironmentError",
    "Exception",
    "FloatingPointError",
    "FutureWarning",
    "GeneratorExit",
    "IOError",
    "ImportError",
    "ImportWarning",
    "IndentationError",
    "IndexError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "MemoryError",
    "NameError",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "PendingDeprecationWarning",
    "ReferenceError",
    "RuntimeError",
    "RuntimeWarning",
    "StopIteration",
    "SyntaxError",
    "SyntaxWarning",
    "SystemError",
    "SystemExit",
    "TabError",
    "TypeError",
    "UnboundLocalError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeError",
    "UnicodeTranslateError",
    "UnicodeWarning",
    "UserWarning",
    "ValueError",
    "Warning",
    "ZeroDivisionError",
];

/// Exceptions that moved within `multiprocessing`.
static MULTIPROCESSING_EXCEPTIONS: &[&str] =
    &["AuthenticationError", "BufferTooShort", "ProcessError", "TimeoutError"];

/// `PYTHON3_OSERROR_EXCEPTIONS`: for Python 2 these are all `OSError`.
static OSERROR_EXCEPTIONS: &[&str] = &[
    "BrokenPipeError",
    "ChildProcessError",
    "ConnectionAbortedError",
    "ConnectionError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "FileExistsError",
    "FileNotFoundError",
    "InterruptedError",
    "IsADirectoryError",
    "NotADirectoryError",
    "PermissionError",
    "ProcessLookupError",
    "TimeoutError",
];

/// `PYTHON3_IMPORTERROR_EXCEPTIONS`: for Python 2 these are all `ImportError`.
static IMPORTERROR_EXCEPTIONS: &[&str] = &["ModuleNotFoundError"];

#[cfg(test)]
mod tests {
    extern crate std;

    use std::collections::BTreeSet;

    use super::*;

    /// `_compat_pickle` says so in both directions.
    #[test]
    fn mutual_moves() {
        for (python2, python3) in [
            (("__builtin__", "xrange"), ("builtins", "range")),
            (("__builtin__", "reduce"), ("functools", "reduce")),
            (("__builtin__", "intern"), ("sys", "intern")),
            (("__builtin__", "unichr"), ("builtins", "chr")),
            (("__builtin__", "unicode"), ("builtins", "str")),
            (("__builtin__", "long"), ("builtins", "int")),
            (("__builtin__", "set"), ("builtins", "set")),
            (("__builtin__", "object"), ("builtins", "object")),
            (("copy_reg", "_reconstructor"), ("copyreg", "_reconstructor")),
            (("itertools", "izip"), ("builtins", "zip")),
            (("itertools", "ifilterfalse"), ("itertools", "filterfalse")),
            (("UserDict", "IterableUserDict"), ("collections", "UserDict")),
            (("UserList", "UserList"), ("collections", "UserList")),
            (("whichdb", "whichdb"), ("dbm", "whichdb")),
            (("multiprocessing.process", "Process"), ("multiprocessing.context", "Process")),
            (("multiprocessing", "TimeoutError"), ("multiprocessing.context", "TimeoutError")),
            (("urllib", "quote"), ("urllib.parse", "quote")),
            (("urllib2", "URLError"), ("urllib.error", "URLError")),
            (("urllib2", "Request"), ("urllib.request", "Request")),
            (("exceptions", "ValueError"), ("builtins", "ValueError")),
            (("exceptions", "OSError"), ("builtins", "OSError")),
            (("Queue", "Queue"), ("queue", "Queue")),
            (("Tkinter", "Tk"), ("tkinter", "Tk")),
            (("dbm", "error"), ("dbm.ndbm", "error")),
            (("anydbm", "error"), ("dbm", "error")),
            (("test.test_support", "x"), ("test.support", "x")),
            // What did not move.
            (("collections", "OrderedDict"), ("collections", "OrderedDict")),
            (("datetime", "date"), ("datetime", "date")),
            (("itertools", "count"), ("itertools", "count")),
            (("exceptions", "NoSuchError"), ("exceptions", "NoSuchError")),
            (("", ""), ("", "")),
        ] {
            assert_eq!(to_python3(python2.0, python2.1), python3);
            assert_eq!(to_python2(python3.0, python3.1), python2);
        }
    }

    #[test]
    fn one_way_to_python3() {
        for (python2, python3) in [
            (("__builtin__", "basestring"), ("builtins", "str")),
            (("exceptions", "StandardError"), ("builtins", "Exception")),
            (("UserDict", "UserDict"), ("collections", "UserDict")),
            (("UserDict", "DictMixin"), ("collections", "DictMixin")),
            (("socket", "_socketobject"), ("socket", "SocketType")),
            (("cPickle", "loads"), ("pickle", "loads")),
            (("cStringIO", "StringIO"), ("io", "StringIO")),
            (("CGIHTTPServer", "CGIHTTPRequestHandler"), ("http.server", "CGIHTTPRequestHandler")),
        ] {
            assert_eq!(to_python3(python2.0, python2.1), python3);
        }
    }

    #[test]
    fn one_way_to_python2() {
        for (python3, python2) in [
            (("builtins", "FileNotFoundError"), ("exceptions", "OSError")),
            (("builtins", "TimeoutError"), ("exceptions", "OSError")),
            (("builtins", "ModuleNotFoundError"), ("exceptions", "ImportError")),
            // Newer than the tables: the module is all that moves.
            (("builtins", "ExceptionGroup"), ("__builtin__", "ExceptionGroup")),
            (("_functools", "reduce"), ("__builtin__", "reduce")),
            (("_functools", "partial"), ("functools", "partial")),
            (("_socket", "socket"), ("socket", "_socketobject")),
            (("_pickle", "Pickler"), ("pickle", "Pickler")),
            (("http.server", "CGIHTTPRequestHandler"), ("CGIHTTPServer", "CGIHTTPRequestHandler")),
            (("http.server", "HTTPServer"), ("BaseHTTPServer", "HTTPServer")),
            (("tkinter.filedialog", "FileDialog"), ("FileDialog", "FileDialog")),
            (("tkinter.filedialog", "Open"), ("tkFileDialog", "Open")),
        ] {
            assert_eq!(to_python2(python3.0, python3.1), python2);
        }
    }

    #[test]
    fn tables_are_sorted_without_repeats() {
        for names in [NAMES_TO_PYTHON3, NAMES_TO_PYTHON2] {
            assert!(names.is_sorted_by(|a, b| a.0 < b.0));
        }
        for modules in [MODULES_TO_PYTHON3, MODULES_TO_PYTHON2] {
            assert!(modules.is_sorted_by(|a, b| a.0 < b.0));
        }
        for exceptions in [
            PYTHON2_EXCEPTIONS,
            MULTIPROCESSING_EXCEPTIONS,
            OSERROR_EXCEPTIONS,
            IMPORTERROR_EXCEPTIONS,
        ] {
            assert!(exceptions.is_sorted_by(|a, b| a < b));
        }
    }

    /// As many entries as in CPython 3.13's dicts.
    #[test]
    fn tables_are_complete() {
        let shared = PYTHON2_EXCEPTIONS.len() + MULTIPROCESSING_EXCEPTIONS.len();
        let newer = OSERROR_EXCEPTIONS.len() + IMPORTERROR_EXCEPTIONS.len();
        assert_eq!(NAMES_TO_PYTHON3.len() + shared, 88);
        assert_eq!(NAMES_TO_PYTHON2.len() + shared + newer, 112);
        assert_eq!(MODULES_TO_PYTHON3.len(), 54);
        assert_eq!(MODULES_TO_PYTHON2.len(), 46);
    }

    /// CPython inverts its tables and then adds to both, so that all but the
    /// additions lead back to where they came from.
    #[test]
    fn only_the_additions_are_one_way() {
        let inverse: BTreeSet<_> = NAMES_TO_PYTHON2.iter().map(|&(a, b)| (b, a)).collect();
        let forward: BTreeSet<_> = NAMES_TO_PYTHON3.iter().copied().collect();
        assert_eq!(forward.difference(&inverse).count(), 4);
        assert_eq!(inverse.difference(&forward).count(), 13);
        let inverse: BTreeSet<_> = MODULES_TO_PYTHON2.iter().map(|&(a, b)| (b, a)).collect();
        let forward: BTreeSet<_> = MODULES_TO_PYTHON3.iter().copied().collect();
        assert_eq!(forward.difference(&inverse).count(), 13);
        assert_eq!(inverse.difference(&forward).count(), 5);
    }

    #[test]
    fn exceptions_lead_back() {
        for name in PYTHON2_EXCEPTIONS {
            assert_eq!(to_python3("exceptions", name), ("builtins", *name));
            assert_eq!(to_python2("builtins", name), ("exceptions", *name));
        }
        for name in MULTIPROCESSING_EXCEPTIONS {
            assert_eq!(to_python3("multiprocessing", name), ("multiprocessing.context", *name));
            assert_eq!(to_python2("multiprocessing.context", name), ("multiprocessing", *name));
        }
    }
}
