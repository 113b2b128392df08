//! Shared stays shared, and cycles stay cycles, in both directions.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::{Rc, Weak};
use std::sync::{Arc, Mutex, RwLock};

use pickle_core::{ErrorKind, Pickle, Pickler, Protocol, Unpickler, from_reader, from_slice};
use pickle_tests::python;

fn dump<T: Pickle + ?Sized>(protocol: Protocol, value: &T) -> Vec<u8> {
    let mut pickler = Pickler::in_memory().protocol(protocol);
    pickler.dump(value).expect("the value can be pickled");
    pickler.into_vec()
}

/// Checks with every Python that the pickle is what the expression says of `x`.
fn python_sees(protocol: Protocol, pickle: &[u8], expression: &str) {
    let script = "import binascii, pickle, sys\n\
        class Node(object): pass\n\
        Node.__module__ = 'graph'\n\
        graph = type(sys)('graph')\n\
        graph.Node = graph.Tree = Node\n\
        sys.modules['graph'] = graph\n\
        text, expression = sys.stdin.read().split('\\n', 1)\n\
        x = pickle.loads(binascii.unhexlify(text.encode('ascii')))\n\
        print(eval(expression))\n";
    let input = format!("{}\n{expression}", pickle_tests::hex::encode(pickle));
    for python in python::interpreters() {
        if python.highest_protocol() < protocol.number() {
            continue;
        }
        let answer = python.run_script(script, input.as_bytes()).expect("the script runs");
        assert_eq!(
            answer.trim(),
            "True",
            "{expression} in {protocol}, {}:\n{}",
            python.path.display(),
            python.disassemble(pickle)
        );
    }
}

type Shared = (Vec<Rc<Vec<i32>>>, (Arc<str>, Arc<str>), [Rc<[u16]>; 2]);

#[test]
fn an_object_reached_twice_is_written_once_and_read_as_one_allocation() {
    for protocol in Protocol::ALL {
        let list = Rc::new(vec![1, 2, 3]);
        let text: Arc<str> = "shared".into();
        let slice: Rc<[u16]> = [7, 8].into();
        let value = (vec![list.clone(), list], (text.clone(), text), [slice.clone(), slice]);
        let pickle = dump(protocol, &value);
        python_sees(
            protocol,
            &pickle,
            "x[0][0] is x[0][1] and x[1][0] is x[1][1] and x[2][0] is x[2][1] and x[0][0] == [1, 2, 3]",
        );
        // With a `find_class`, it is read by the machine.
        let mut machine = Unpickler::new(&pickle).by_machine();
        let reads: [Shared; 3] = [
            from_slice(&pickle).unwrap(),
            from_reader(&pickle[..]).unwrap(),
            machine.load().unwrap(),
        ];
        for read in reads {
            assert!(Rc::ptr_eq(&read.0[0], &read.0[1]));
            assert!(Arc::ptr_eq(&read.1.0, &read.1.1));
            assert!(Rc::ptr_eq(&read.2[0], &read.2[1]));
            assert_eq!(read.0, value.0);
        }
    }
}

#[test]
fn equal_objects_stay_two() {
    let pickle = dump(Protocol::V4, &[Rc::new(vec![1]), Rc::new(vec![1])]);
    let read: [Rc<Vec<i32>>; 2] = from_slice(&pickle).unwrap();
    assert!(!Rc::ptr_eq(&read[0], &read[1]));
    python_sees(Protocol::V4, &pickle, "x[0] is not x[1] and x[0] == x[1]");
}

#[test]
fn empty_objects_of_several_types_are_several_objects() {
    // In one allocation, which the standard library has for all of them.
    type Empty = (Arc<str>, Arc<[u8]>, Arc<[i64]>, Arc<str>);
    let value = Empty::default();
    for protocol in Protocol::ALL {
        let pickle = dump(protocol, &value);
        let read: Empty = from_slice(&pickle).unwrap();
        assert_eq!(read, value, "{protocol}");
        assert!(Arc::ptr_eq(&read.0, &read.3), "{protocol}");
    }
}

/// Written as a name.
struct Symbol(String);

impl Pickle for Symbol {
    fn pickle(&self, encoder: &mut pickle_core::Encoder<'_>) -> Result<(), pickle_core::Error> {
        encoder.name(&self.0)
    }
}

#[test]
fn equal_shared_names_stay_apart() {
    let [one, other] = [Rc::new(Symbol("name".into())), Rc::new(Symbol("name".into()))];
    for protocol in Protocol::ALL {
        let pickle = dump(protocol, &(&*one, &one, &other, &one, &*other));
        let (_, one, other, again, _): (String, Rc<str>, Rc<str>, Rc<str>, String) =
            from_slice(&pickle).unwrap();
        assert_eq!(*one, *other);
        assert!(!Rc::ptr_eq(&one, &other) && Rc::ptr_eq(&one, &again), "{protocol}");
    }
}

#[test]
fn the_bytes_of_a_shared_str_are_an_object_of_their_own() {
    let text: Rc<str> = "text".into();
    let bytes: Rc<[u8]> = text.clone().into();
    let pickle = dump(Protocol::V4, &[(&text, &bytes), (&text, &bytes)]);
    let read: [(Rc<str>, Rc<[u8]>); 2] = from_slice(&pickle).unwrap();
    assert_eq!(read[0], (text, bytes));
    assert!(Rc::ptr_eq(&read[0].0, &read[1].0) && Rc::ptr_eq(&read[0].1, &read[1].1));
}

/// An object whose id is a list.
#[derive(Debug)]
struct Row(i64);

impl Pickle for Row {
    fn pickle(&self, encoder: &mut pickle_core::Encoder<'_>) -> Result<(), pickle_core::Error> {
        encoder.persistent(self)
    }
}

#[test]
fn what_is_shared_is_the_object_and_not_its_persistent_id() {
    let row = Rc::new(Row(7));
    for protocol in Protocol::ALL.into_iter().filter(|&protocol| protocol > Protocol::V0) {
        let mut pickler =
            Pickler::in_memory().protocol(protocol).persistent_id(|row: &Row| Some(vec![row.0, 1]));
        pickler.dump(&(&row, &row)).unwrap();
        let pickle = pickler.into_vec();
        let value: pickle_core::Value = from_slice(&pickle).unwrap();
        let expected = "(<persistent id [7, 1]>, <persistent id ...>)";
        assert_eq!(value.to_string(), expected, "{protocol}");
    }
}

#[test]
fn dumps_and_loads_share_too() {
    let shared = Rc::new(RefCell::new(1_u8));
    let mut pickler = Pickler::in_memory();
    pickler.dump(&shared).unwrap();
    pickler.dump(&vec![shared.clone()]).unwrap();
    pickler.clear_memo();
    let bytes = pickler.into_vec();
    assert_eq!(Rc::strong_count(&shared), 1, "a cleared memo keeps nothing alive");

    let mut unpickler = Unpickler::new(&bytes);
    let first: Rc<RefCell<u8>> = unpickler.load().unwrap();
    let second: Vec<Rc<RefCell<u8>>> = unpickler.load().unwrap();
    assert!(Rc::ptr_eq(&first, &second[0]));
}

#[test]
fn a_new_object_at_an_old_address_is_not_taken_for_the_old_one() {
    let mut pickler = Pickler::in_memory();
    for value in 0..100_u64 {
        // Without the memo's own reference, the allocator would give the same address again.
        pickler.dump(&Rc::new(value)).unwrap();
    }
    let bytes = pickler.into_vec();
    let mut unpickler = Unpickler::new(&bytes);
    for value in 0..100_u64 {
        assert_eq!(*unpickler.load::<Rc<u64>>().unwrap(), value);
    }
}

#[test]
fn what_is_shared_in_python_is_copied_for_owners() {
    let read: Vec<Vec<u8>> = from_slice(b"(]K\x01aq\0h\0l.").unwrap();
    assert_eq!(read, [[1], [1]]);
}

#[derive(Debug)]
struct List(Rc<RefCell<Vec<List>>>);

impl Pickle for List {
    fn pickle(&self, encoder: &mut pickle_core::Encoder<'_>) -> Result<(), pickle_core::Error> {
        self.0.pickle(encoder)
    }
}

impl<'de> pickle_core::Unpickle<'de> for List {
    fn unpickle<D: pickle_core::Decoder<'de>>(decoder: &mut D) -> Result<List, pickle_core::Error> {
        Rc::unpickle(decoder).map(List)
    }
}

#[test]
fn a_list_that_contains_itself_goes_round() {
    for protocol in Protocol::ALL {
        let list = List(Rc::default());
        list.0.borrow_mut().push(List(list.0.clone()));
        let pickle = dump(protocol, &list);
        python_sees(protocol, &pickle, "type(x) is list and len(x) == 1 and x[0] is x");
        let read: List = from_slice(&pickle).unwrap();
        assert!(Rc::ptr_eq(&read.0, &read.0.borrow()[0].0));
        read.0.borrow_mut().clear();
        list.0.borrow_mut().clear();
    }
}

#[derive(Pickle, Default, Debug)]
#[pickle(transparent)]
struct Dict(Arc<Mutex<BTreeMap<String, Dict>>>);

#[test]
fn a_dict_that_is_its_own_value_goes_round() {
    for protocol in Protocol::ALL {
        let dict = Dict::default();
        dict.0.lock().unwrap().insert("self".into(), Dict(dict.0.clone()));
        let pickle = dump(protocol, &dict);
        python_sees(protocol, &pickle, "type(x) is dict and len(x) == 1 and x['self'] is x");
        let read: Dict = from_slice(&pickle).unwrap();
        assert!(Arc::ptr_eq(&read.0, &read.0.lock().unwrap()["self"].0));
        read.0.lock().unwrap().clear();
        dict.0.lock().unwrap().clear();
    }
}

/// Made as its default first, then given its state.
#[derive(Pickle, Default, Debug)]
#[pickle(module = "graph", default)]
struct Node {
    name: String,
    other: Option<Rc<RefCell<Node>>>,
}

#[test]
fn two_instances_that_point_at_each_other_go_round() {
    for protocol in Protocol::ALL {
        let a = Rc::new(RefCell::new(Node { name: "a".into(), other: None }));
        let b = Rc::new(RefCell::new(Node { name: "b".into(), other: Some(a.clone()) }));
        a.borrow_mut().other = Some(b.clone());
        let pickle = dump(protocol, &(a.clone(), b.clone()));
        python_sees(
            protocol,
            &pickle,
            "x[0].other is x[1] and x[1].other is x[0] and (x[0].name, x[1].name) == ('a', 'b')",
        );
        let (x, y): (Rc<RefCell<Node>>, Rc<RefCell<Node>>) = from_slice(&pickle).unwrap();
        assert!(Rc::ptr_eq(x.borrow().other.as_ref().unwrap(), &y));
        assert!(Rc::ptr_eq(y.borrow().other.as_ref().unwrap(), &x));
        assert_eq!((&*x.borrow().name, &*y.borrow().name), ("a", "b"));
        for node in [a, x] {
            node.borrow_mut().other = None;
        }
    }
}

/// Made from its init arg first, then given its state.
#[derive(Pickle, Debug)]
#[pickle(module = "graph", name = "Node", init = Named::new)]
struct Named {
    #[pickle(init_arg)]
    name: String,
    friends: Vec<Arc<RwLock<Named>>>,
}

impl Named {
    fn new(name: String) -> Named {
        Named { name, friends: Vec::new() }
    }
}

#[test]
fn an_instance_with_init_args_is_its_own_friend() {
    for protocol in Protocol::ALL {
        let named = Arc::new(RwLock::new(Named::new("me".into())));
        named.write().unwrap().friends.push(named.clone());
        let pickle = dump(protocol, &named);
        let read: Arc<RwLock<Named>> = from_slice(&pickle).unwrap();
        assert!(Arc::ptr_eq(&read, &read.read().unwrap().friends[0]));
        assert_eq!(read.read().unwrap().name, "me");
        for named in [named, read] {
            named.write().unwrap().friends.clear();
        }
    }
}

/// An instance that points to itself through a cell which is set once.
#[derive(Pickle, Debug)]
#[pickle(module = "graph", name = "Node")]
struct Ring {
    next: Rc<OnceCell<Ring>>,
}

#[test]
fn a_once_cell_closes_a_ring() {
    for protocol in Protocol::ALL {
        let cell = Rc::new(OnceCell::new());
        cell.set(Ring { next: cell.clone() }).unwrap();
        let pickle = dump(protocol, &cell);
        python_sees(protocol, &pickle, "x.next is x");
        let read: Rc<OnceCell<Ring>> = from_slice(&pickle).unwrap();
        assert!(Rc::ptr_eq(&read, &read.get().unwrap().next));
        // Leaked, both: what is set once cannot be taken apart.
    }
}

/// The tree of the Rust book: children are owned, the parent is not.
#[derive(Pickle, Debug)]
#[pickle(module = "graph")]
struct Tree {
    parent: RefCell<Weak<Tree>>,
    name: String,
    children: RefCell<Vec<Rc<Tree>>>,
}

fn family() -> Rc<Tree> {
    let tree = |name: &str| {
        Rc::new(Tree {
            parent: RefCell::default(),
            name: name.into(),
            children: RefCell::default(),
        })
    };
    let root = tree("root");
    for name in ["a", "b"] {
        let child = tree(name);
        *child.parent.borrow_mut() = Rc::downgrade(&root);
        root.children.borrow_mut().push(child);
    }
    root
}

#[test]
fn a_tree_with_parent_links_goes_round() {
    for protocol in Protocol::ALL {
        let root = family();
        let pickle = dump(protocol, &root);
        python_sees(
            protocol,
            &pickle,
            "x.parent is None and all(child.parent is x for child in x.children) and [child.name for child in x.children] == ['a', 'b']",
        );
        let read: Rc<Tree> = from_slice(&pickle).unwrap();
        assert_eq!((Rc::strong_count(&read), Rc::weak_count(&read)), (1, 2));
        assert!(read.parent.borrow().upgrade().is_none());
        for (child, name) in read.children.borrow().iter().zip(["a", "b"]) {
            assert!(Rc::ptr_eq(&child.parent.borrow().upgrade().unwrap(), &read));
            assert_eq!(child.name, name);
        }
    }
}

#[test]
fn a_tree_that_is_met_from_below_is_an_error() {
    // The parent owns the child, and is met while the child is not complete.
    let root = family();
    let child = root.children.borrow()[1].clone();
    let pickle = dump(Protocol::V4, &(child, root));
    let error = from_slice::<(Rc<Tree>, Rc<Tree>)>(&pickle).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Recursive);
    assert!(error.to_string().starts_with("[0].parent.children[1]: "), "{error}");
}

#[test]
fn an_error_within_a_tree_is_an_error() {
    let mut pickle = dump(Protocol::V2, &family());
    let at = pickle.windows(6).position(|window| window == b"X\x01\0\0\0b").unwrap();
    pickle.splice(at..at + 6, *b"K\x01");
    let error = from_slice::<Rc<Tree>>(&pickle).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongType);
    assert!(
        error.to_string().starts_with("graph.Tree.children[1].name: expected str, found int"),
        "{error}"
    );
}

#[test]
fn a_weak_without_a_target_is_none() {
    let dangling: (Weak<u8>, std::sync::Weak<u8>) = Default::default();
    let pickle = dump(Protocol::V4, &dangling);
    python_sees(Protocol::V4, &pickle, "x == (None, None)");
    let read: (Weak<u8>, std::sync::Weak<u8>) = from_slice(&pickle).unwrap();
    assert!(read.0.upgrade().is_none() && read.1.upgrade().is_none());
}

#[test]
fn a_weak_refers_to_the_owner_that_comes_later() {
    let owner = Rc::new(String::from("owner"));
    let pickle = dump(Protocol::V4, &(Rc::downgrade(&owner), owner.clone()));
    python_sees(Protocol::V4, &pickle, "x[0] is x[1]");
    let (weak, owner): (Weak<String>, Rc<String>) = from_slice(&pickle).unwrap();
    assert!(Rc::ptr_eq(&weak.upgrade().unwrap(), &owner));
}

/// A cycle through `Rc` alone, or through init args, cannot be made in two phases.
#[derive(Pickle, Debug)]
#[pickle(module = "graph", name = "Node")]
struct Whole {
    next: RefCell<Option<Rc<Whole>>>,
}

#[derive(Pickle)]
#[pickle(as_tuple)]
struct Pair(RefCell<Option<Rc<Pair>>>, u8);

#[test]
fn a_cycle_that_cannot_be_made_is_an_error() {
    let whole = Rc::new(Whole { next: RefCell::default() });
    *whole.next.borrow_mut() = Some(whole.clone());
    // Written, it is a cycle through the state, which Python can make.
    let pickle = dump(Protocol::V4, &whole);
    python_sees(Protocol::V4, &pickle, "x.next is x");
    let error = from_slice::<Rc<Whole>>(&pickle).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Recursive);
    assert!(error.to_string().starts_with("graph.Node.next: "), "{error}");
    whole.next.take();

    // A tuple that contains itself is no Python at all.
    let pair = Rc::new(Pair(RefCell::default(), 1));
    *pair.0.borrow_mut() = Some(pair.clone());
    let error = Pickler::in_memory().dump(&pair).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Recursive);
    pair.0.take();
}

/// Refers to what came before it.
#[derive(Pickle, Default, Debug)]
#[pickle(module = "graph", name = "Node", default)]
struct Link {
    number: u32,
    back: Vec<Rc<RefCell<Link>>>,
}

#[test]
fn a_graph_of_100_000_nodes_goes_round() {
    let mut nodes: VecDeque<Rc<RefCell<Link>>> = VecDeque::new();
    for number in 0..100_000 {
        let back = [1, 2, 1000]
            .iter()
            .filter_map(|distance| nodes.len().checked_sub(*distance))
            .map(|index| nodes[index].clone())
            .collect();
        nodes.push_back(Rc::new(RefCell::new(Link { number, back })));
    }
    // And a cycle through all of it: the first refers to itself.
    let first = nodes[0].clone();
    first.borrow_mut().back.push(nodes[0].clone());
    let pickle = dump(Protocol::V4, &nodes);
    python_sees(
        Protocol::V4,
        &pickle,
        "len(x) == 100000 and x[99999].back[2] is x[98999] and x[0].back[0] is x[0]",
    );
    let read: VecDeque<Rc<RefCell<Link>>> = from_slice(&pickle).unwrap();
    assert_eq!(read.len(), 100_000);
    assert!(Rc::ptr_eq(&read[99_999].borrow().back[2], &read[98_999]));
    assert!(Rc::ptr_eq(&read[0].borrow().back[0], &read[0]));
    // Dropped from the end, so that no drop is deep.
    for nodes in [nodes, read] {
        for node in &nodes {
            node.borrow_mut().back.clear();
        }
    }
}

#[test]
fn cycles_of_pythons_are_read_as_types() {
    let script = "import collections, pickle, sys\n\
        class Node(object): pass\n\
        Node.__module__ = 'graph'\n\
        graph = type(sys)('graph')\n\
        graph.Node = Node\n\
        sys.modules['graph'] = graph\n\
        x = []; x.append(x)\n\
        y = {}; y[u'self'] = y\n\
        a, b = Node(), Node()\n\
        a.name, a.other, b.name, b.other = u'a', b, u'b', a\n\
        nodes = collections.deque()\n\
        for number in range(100000):\n\
        \x20   node = Node()\n\
        \x20   node.number = number\n\
        \x20   node.back = [nodes[-1], nodes[0]] if nodes else [node]\n\
        \x20   nodes.append(node)\n\
        picklers = [getattr(pickle, '_dumps', pickle.dumps), pickle.dumps]\n\
        if sys.version_info[0] == 2:\n\
        \x20   import cPickle\n\
        \x20   picklers = [pickle.dumps, cPickle.dumps]\n\
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):\n\
        \x20   for dumps in picklers:\n\
        \x20       for thing in (x, y, (a, b)):\n\
        \x20           print(''.join('%02x' % byte for byte in bytearray(dumps(thing, protocol))))\n\
        print(''.join('%02x' % byte for byte in bytearray(picklers[1](nodes, 2))))\n";
    for python in python::interpreters() {
        let answer = python.run_script(script, b"").expect("the script runs");
        let lines: Vec<&str> = answer.lines().collect();
        let (graph, cycles) = lines.split_last().expect("a line for each pickle");
        let load = |line: &str| pickle_tests::hex::decode(line).expect("hex");
        for [list, dict, pair] in cycles.as_chunks::<3>().0 {
            let list: List = from_slice(&load(list)).unwrap();
            assert!(Rc::ptr_eq(&list.0, &list.0.borrow()[0].0));
            list.0.borrow_mut().clear();

            let dict: Dict = from_slice(&load(dict)).unwrap();
            assert!(Arc::ptr_eq(&dict.0, &dict.0.lock().unwrap()["self"].0));
            dict.0.lock().unwrap().clear();

            let (a, b): (Rc<RefCell<Node>>, Rc<RefCell<Node>>) = from_slice(&load(pair)).unwrap();
            assert!(Rc::ptr_eq(a.borrow().other.as_ref().unwrap(), &b));
            assert!(Rc::ptr_eq(b.borrow().other.as_ref().unwrap(), &a));
            assert_eq!((&*a.borrow().name, &*b.borrow().name), ("a", "b"));
            a.borrow_mut().other = None;
        }
        let nodes: VecDeque<Rc<RefCell<Link>>> = from_slice(&load(graph)).unwrap();
        assert_eq!(nodes.len(), 100_000);
        assert!(Rc::ptr_eq(&nodes[0].borrow().back[0], &nodes[0]));
        assert!(Rc::ptr_eq(&nodes[99_999].borrow().back[0], &nodes[99_998]));
        for node in &nodes {
            node.borrow_mut().back.clear();
        }
    }
}

#[test]
fn a_stream_of_many_pickles_is_read_in_linear_time() {
    #[derive(Pickle)]
    #[pickle(module = "family", name = "Child")]
    struct Child {
        age: u8,
    }
    let count = 20_000;
    let pickles = b"\x80\x02cfamily\nChild\nq\0)\x81q\x01}q\x02U\x03ageq\x03K\x07sb.".repeat(count);
    let mut unpickler = Unpickler::new(&pickles);
    let start = std::time::Instant::now();
    for _ in 0..count {
        assert_eq!(unpickler.load::<Rc<Child>>().unwrap().age, 7);
    }
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
}
