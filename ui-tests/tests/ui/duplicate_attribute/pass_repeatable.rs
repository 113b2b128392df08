use pickle_core::Pickle;

#[derive(Debug, PartialEq, Pickle)]
#[pickle(alias = "old_geo.Point", alias = "older_geo.Point")]
#[pickle(alias = "oldest_geo.Point", module = "geo")]
#[pickle(name = "Point")]
struct Point {
    #[pickle(alias = "X", alias = "x1")]
    #[pickle(alias = "x2")]
    x: f64,
}

fn main() {
    let pickle = b"\x80\x02colder_geo\nPoint\n)\x81}(X\x02\0\0\0x2G?\xf0\0\0\0\0\0\0ub.";
    assert_eq!(pickle_core::from_slice::<Point>(pickle).unwrap(), Point { x: 1.0 });
}
