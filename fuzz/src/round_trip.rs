//! What is dumped is read again, by both sources.

use arbitrary::{Arbitrary, Unstructured};
use pickle_core::{
    Encoder, Error, ErrorKind, Pickle, Pickler, Protocol, Registry, UnpickleOwned, Unpickler,
};

use crate::counted::Counted;
use crate::shapes::Point;

/// How values are dumped.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    pub protocol: Protocol,
    /// Whether each pickle stands alone, so that it can be read by a new unpickler.
    pub clears_memo: bool,
    /// Whether a dispatch table writes some types, as they would be written without it.
    pub dispatches: bool,
}

impl<'a> Arbitrary<'a> for Options {
    fn arbitrary(u: &mut Unstructured<'a>) -> arbitrary::Result<Options> {
        let protocol = *u.choose(&Protocol::ALL)?;
        Ok(Options { protocol, clears_memo: u.arbitrary()?, dispatches: u.arbitrary()? })
    }
}

impl Options {
    fn pickler<W>(self, pickler: Pickler<'static, W>) -> Pickler<'static, W> {
        let pickler = pickler.protocol(self.protocol);
        if !self.dispatches {
            return pickler;
        }
        pickler
            .dispatch(|point: &Point, encoder: &mut Encoder<'_>| point.pickle(encoder))
            .dispatch(|counted: &Counted, encoder: &mut Encoder<'_>| counted.pickle(encoder))
    }
}

/// Generates some values, dumps them one behind the other, and reads them again. Gives their
/// pickles.
///
/// # Errors
///
/// If `u` is too short for a value.
///
/// # Panics
///
/// If what is read is not what was dumped.
pub fn round_trip<T: Pickle + UnpickleOwned + for<'a> Arbitrary<'a>>(
    u: &mut Unstructured<'_>,
    options: Options,
    registry: &Registry,
) -> arbitrary::Result<Vec<u8>> {
    let values = (0..u.int_in_range(1..=3)?).map(|_| u.arbitrary());
    let values = values.collect::<Result<Vec<T>, _>>()?;
    // One comes again, of which the memo knows.
    let values: Vec<&T> = values.iter().chain(values.first()).collect();
    let mut in_memory = options.pickler(Pickler::in_memory());
    let mut to_writer = options.pickler(Pickler::new(Vec::new()));
    let mut all = Vec::new();
    for values in values.chunks(if options.clears_memo { 1 } else { values.len() }) {
        for value in values {
            if let Err(error) = in_memory.dump(*value).and_then(|()| to_writer.dump(*value)) {
                assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
                return Ok(all);
            }
        }
        let pickles = in_memory.take();
        read_back(&pickles, values, options, registry);
        all.extend(pickles);
        in_memory.clear_memo();
        to_writer.clear_memo();
    }
    assert_eq!(to_writer.into_inner(), all);
    Ok(all)
}

/// Reads the values from their pickles, by both sources.
fn read_back<T: Pickle + UnpickleOwned>(
    pickles: &[u8],
    values: &[&T],
    options: Options,
    registry: &Registry,
) {
    let read = |load: &mut dyn FnMut() -> Result<T, Error>| {
        for value in values {
            match load() {
                Ok(read) => assert_eq!(alone(&read, options), alone(*value, options)),
                // Functions of the user's may refuse a value.
                Err(error) => return assert_eq!(error.kind(), ErrorKind::Custom, "{error}"),
            }
        }
    };
    let unpickler = || Unpickler::new(pickles).registry(registry);
    let (mut cursor, mut machine) = (unpickler(), unpickler().by_machine());
    let mut reader = Unpickler::from_reader(pickles).registry(registry);
    read(&mut || cursor.load());
    read(&mut || machine.load());
    read(&mut || reader.load());
}

/// What a value is pickled as by itself, which tells all of it, and what is shared in it.
fn alone<T: Pickle>(value: &T, options: Options) -> Vec<u8> {
    let mut pickler = Pickler::in_memory().protocol(options.protocol);
    pickler.dump(value).expect("it was dumped before");
    pickler.into_vec()
}
