mod runtime {
    pub use pickle_core::*;
}

#[derive(runtime::Pickle)]
#[pickle(modul = "geo", crate = crate::runtime)]
struct Point {
    x: f64,
}

fn main() {
    let _ = pickle_core::to_vec(&Point { x: 0.0 });
}
