//! Files that are often taken for pickles, as they hold some: by their first bytes.

use crate::error::Error;

/// What files begin with, what they are, and what to do with them.
const SIGNATURES: [(&[&[u8]], &str); 9] = [
    // Of version 1.0 too, of which PERSID takes the next byte for the end of its line.
    (
        &[b"PK\x03\x04", b"PK\x03\x04\n\0"],
        "the input is a ZIP archive: read the file in it that is a pickle",
    ),
    (&[b"\x1f\x8b"], "the input is compressed by gzip: decompress it first"),
    // One for each level of compression.
    (
        &[b"x\x01", b"x\x5e", b"x\x9c", b"x\xda"],
        "the input is compressed by zlib: decompress it first",
    ),
    (&[b"BZh"], "the input is compressed by bzip2: decompress it first"),
    (&[b"\xfd7zXZ\0"], "the input is compressed by xz: decompress it first"),
    (&[b"\x28\xb5\x2f\xfd"], "the input is compressed by zstd: decompress it first"),
    (&[b"\x04\x22\x4d\x18"], "the input is compressed by LZ4: decompress it first"),
    (&[b"\x93NUMPY"], "the input is an array in NumPy's own format, not a pickle"),
    (&[b"\x89HDF\r\n\x1a\n"], "the input is an HDF5 file, not a pickle"),
];

/// How long the longest signature is that begins so and goes on.
#[cfg(feature = "std")]
#[cold]
pub(super) fn begun_by(pickle: &[u8]) -> Option<usize> {
    let signatures = SIGNATURES.iter().flat_map(|(signatures, _)| *signatures);
    let longer = signatures.filter(|all| all.len() > pickle.len() && all.starts_with(pickle));
    longer.map(|all| all.len()).max()
}

/// The error of the pickle that begins at the `start`, with the remark that it is no pickle, if
/// that is what its first bytes say and the reason why they cannot be read.
#[cold]
pub(super) fn remarked(error: Error, pickle: &[u8], start: u64) -> Error {
    let explains = |signature: &&[u8]| {
        let end = start + signature.len() as u64;
        pickle.starts_with(signature) && error.offset().is_some_and(|offset| offset < end)
    };
    match SIGNATURES.iter().find(|(signatures, _)| signatures.iter().any(explains)) {
        Some((_, remark)) => error.remark(remark),
        None => error,
    }
}
