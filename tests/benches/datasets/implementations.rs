//! Everything that is measured, for each data set: pickle-core, then its peers.
//!
//! Those that are written to are reused buffers, as in the public benchmarks. Before anything is
//! timed, each reader reads what its writer wrote, and the result is held against the input.

use std::fmt::Debug;
use std::hint::black_box;
use std::rc::Rc;

use crate::cpython::Figures;
use crate::data::log::{self, Logs};
use crate::data::mesh::Mesh;
use crate::data::minecraft_savedata::{self, Players};
use crate::data::mk48::Updates;
use crate::measure::Task;

/// One row of the table.
pub struct Implementation<'a> {
    pub name: String,
    /// Bytes of the stream.
    pub size: usize,
    pub write: Cell<'a>,
    pub read: Cell<'a>,
    pub borrowed: Cell<'a>,
}

/// One time to find out.
pub enum Cell<'a> {
    /// There is no such thing, or it is the same as in another row.
    Nothing,
    Task(Task<'a>),
    /// Milliseconds that were measured elsewhere.
    Known(f64),
}

impl<'a> Implementation<'a> {
    fn new(name: impl Into<String>, size: usize) -> Self {
        let (write, read, borrowed) = (Cell::Nothing, Cell::Nothing, Cell::Nothing);
        Self { name: name.into(), size, write, read, borrowed }
    }

    fn write(mut self, task: impl FnMut() + 'a) -> Self {
        self.write = Cell::Task(Box::new(task));
        self
    }

    fn read(mut self, task: impl FnMut() + 'a) -> Self {
        self.read = Cell::Task(Box::new(task));
        self
    }

    fn borrowed(mut self, task: impl FnMut() + 'a) -> Self {
        self.borrowed = Cell::Task(Box::new(task));
        self
    }
}

/// CPython's own rows.
fn of_cpython<'a>(figures: &Figures) -> [Implementation<'a>; 3] {
    let row = |name: &str, size, read| {
        let name = format!("{}{name}", figures.version);
        Implementation { read: Cell::Known(read), ..Implementation::new(name, size) }
    };
    let mut rows = [
        row("", figures.plain.len(), figures.read),
        row(", optimized stream", figures.optimized.len(), figures.read_optimized),
        row(", our stream", figures.size_of_ours, figures.read_ours),
    ];
    rows[0].write = Cell::Known(figures.write);
    rows
}

/// The bytes in memory of their own, to be shared by the tasks that read them.
fn shared(bytes: &[u8]) -> Rc<[u8]> {
    Rc::from(bytes)
}

/// Whether borrowed values are those that were written: the types have the same names, so they
/// look the same.
fn assert_same(name: &str, borrowed: &impl Debug, owned: &impl Debug) {
    // Not assert_eq: the difference would be megabytes of text.
    assert!(
        format!("{borrowed:?}") == format!("{owned:?}"),
        "{name}: what was borrowed is not what was written"
    );
}

/// Without the limit of 4 MiB per collection, which `mesh` exceeds.
fn wincode_config() -> impl wincode::config::Config + Copy {
    wincode::config::Configuration::default().disable_preallocation_size_limit()
}

/// Checks that the bytes are read as the value, and makes tasks of the writer and the reader.
macro_rules! row {
    ($name:expr, $bytes:expr, $value:ident, $Owned:ty $(, $Borrowed:ty)?;
        $(write($buffer:ident) $write:expr;)? read($input:ident) $read:expr) => {{
        let bytes: &[u8] = $bytes;
        let read_owned = |$input: &[u8]| -> $Owned { $read.expect($name) };
        // Not assert_eq: the difference would be megabytes of text.
        assert!(&read_owned(bytes) == $value, "{}: what was read is not what was written", $name);
        let row = Implementation::new($name, bytes.len());
        let input = shared(bytes);
        let row = row.read(move || drop(black_box(read_owned(&input))));
        $(
            let mut reused: Vec<u8> = Vec::with_capacity(bytes.len());
            let row = row.write(move || {
                reused.clear();
                let $buffer = &mut reused;
                black_box($write.expect($name));
                black_box(&reused);
            });
        )?
        $(
            let read_borrowed = |$input: &[u8]| -> Result<(), String> {
                let value: $Borrowed = $read.map_err(|error| error.to_string())?;
                drop(black_box(value));
                Ok(())
            };
            {
                let $input = bytes;
                let value: $Borrowed = $read.expect($name);
                assert_same($name, &value, $value);
            }
            let input = shared(bytes);
            let row = row.borrowed(move || read_borrowed(&input).expect($name));
        )?
        row
    }};
}

/// Writes a function that lists the implementations for a type, and for the type that borrows
/// if there is one.
macro_rules! implementations {
    ($function:ident, $Owned:ty $(, $Borrowed:ty)?) => {
        pub fn $function<'a>(
            value: &'a $Owned,
            cpython: Option<&Figures>,
        ) -> Vec<Implementation<'a>> {
            let mut all = Vec::new();

            let ours = pickle_core::to_vec(value).expect("pickle-core writes");
            all.push(row!("pickle-core", &ours, value, $Owned $(, $Borrowed)?;
                write(buffer) {
                    let mut pickler = pickle_core::Pickler::append_to(std::mem::take(buffer));
                    pickler.dump(value).map(|()| *buffer = pickler.into_vec())
                };
                read(bytes) pickle_core::from_slice(bytes)));
            let bytes = shared(&ours);
            all.push(
                Implementation::new("  to_vec, from_reader", ours.len())
                    .write(move || drop(black_box(pickle_core::to_vec(value))))
                    .read(move || {
                        drop(black_box(pickle_core::from_reader::<$Owned>(&bytes[..])));
                    }),
            );
            if let Some(figures) = cpython {
                all.push(row!("  CPython's stream", &figures.plain, value, $Owned
                    $(, $Borrowed)?; read(bytes) pickle_core::from_slice(bytes)));
                all.push(row!("  the same, optimized", &figures.optimized, value, $Owned
                    $(, $Borrowed)?; read(bytes) pickle_core::from_slice(bytes)));
            }

            let options = serde_pickle::SerOptions::new;
            let bytes = serde_pickle::to_vec(value, options()).expect("serde-pickle writes");
            all.push(row!("serde-pickle", &bytes, value, $Owned;
                write(buffer) serde_pickle::to_writer(buffer, value, options());
                read(bytes) serde_pickle::from_slice(bytes, serde_pickle::DeOptions::new())));

            let bytes = deser_pickle::to_vec(value).expect("deser-pickle writes");
            all.push(row!("deser-pickle", &bytes, value, $Owned;
                write(buffer) deser_pickle::to_writer(&mut *buffer, value);
                read(bytes) deser_pickle::from_slice(bytes)));

            all.extend(cpython.into_iter().flat_map(of_cpython));

            let bytes = rmp_serde::to_vec(value).expect("rmp-serde writes");
            all.push(row!("rmp-serde", &bytes, value, $Owned $(, $Borrowed)?;
                write(buffer) rmp_serde::encode::write(buffer, value);
                read(bytes) rmp_serde::from_slice(bytes)));

            let bytes = rmp_serde::to_vec_named(value).expect("rmp-serde writes");
            all.push(row!("rmp-serde, with names", &bytes, value, $Owned $(, $Borrowed)?;
                write(buffer) rmp_serde::encode::write_named(buffer, value);
                read(bytes) rmp_serde::from_slice(bytes)));

            let bytes = cbor4ii::serde::to_vec(Vec::new(), value).expect("cbor4ii writes");
            all.push(row!("cbor4ii", &bytes, value, $Owned $(, $Borrowed)?;
                write(buffer) cbor4ii::serde::to_vec(std::mem::take(buffer), value)
                    .map(|bytes| *buffer = bytes);
                read(bytes) cbor4ii::serde::from_slice(bytes)));

            let bytes = serde_json::to_vec(value).expect("serde_json writes");
            all.push(row!("serde_json", &bytes, value, $Owned $(, $Borrowed)?;
                write(buffer) serde_json::to_writer(buffer, value);
                read(bytes) serde_json::from_slice(bytes)));

            let bytes = postcard::to_stdvec(value).expect("postcard writes");
            let size = bytes.len();
            all.push(row!("postcard", &bytes, value, $Owned $(, $Borrowed)?;
                write(buffer) {
                    buffer.resize(size, 0);
                    postcard::to_slice(value, buffer).map(|bytes| bytes.len())
                };
                read(bytes) postcard::from_bytes(bytes)));

            let bytes = wincode::config::serialize(value, wincode_config())
                .expect("wincode writes");
            all.push(row!("wincode", &bytes, value, $Owned $(, $Borrowed)?;
                write(buffer) wincode::config::serialize_into(buffer, value, wincode_config());
                read(bytes) wincode::config::deserialize(bytes, wincode_config())));

            // What no reader of owned values can do without.
            all.push(
                Implementation::new("(clone)", 0).read(|| drop(black_box(value.clone()))),
            );
            all
        }
    };
}

implementations!(of_log, Logs, log::borrowed::Logs<'_>);
implementations!(of_mesh, Mesh);
implementations!(of_minecraft, Players, minecraft_savedata::borrowed::Players<'_>);
implementations!(of_mk48, Updates);
