use pickle_core::Pickle;
use std::rc::Rc;

#[derive(Debug, PartialEq, Pickle)]
struct Node {
    value: u32,
    next: Option<Box<Node>>,
    children: Vec<Node>,
}

#[derive(Debug, PartialEq, Pickle)]
enum Expr<T> {
    Value(T),
    Add(Box<Expr<T>>, Box<Expr<T>>),
    Call { args: Vec<Expr<T>> },
}

#[derive(Debug, PartialEq, Pickle)]
struct Even(Vec<Odd>);

#[derive(Debug, PartialEq, Pickle)]
struct Odd(Box<Even>, u8);

#[derive(Debug, PartialEq, Pickle)]
struct Shared {
    next: Option<Rc<Shared>>,
}

fn main() {
    let leaf = || Node { value: 2, next: None, children: vec![] };
    let node = Node { value: 1, next: Some(Box::new(leaf())), children: vec![leaf(), leaf()] };
    let expr = Expr::Add(Box::new(Expr::Value(1)), Box::new(Expr::Call { args: vec![Expr::Value(2)] }));
    let value = (node, expr, Even(vec![Odd(Box::new(Even(vec![])), 1)]));
    let pickle = pickle_core::to_vec(&value).unwrap();
    assert_eq!(pickle_core::from_slice::<(Node, Expr<u8>, Even)>(&pickle).unwrap(), value);
    pickle_core::to_vec(&Shared { next: None }).unwrap();
}
