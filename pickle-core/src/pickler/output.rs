//! The bytes that are written, and whether the next few can be.

use alloc::vec::Vec;

/// How many bytes a small object takes at most.
pub(super) const ROOM: usize = 32;

/// How many bytes small objects take together at most, for which memory is made.
pub(super) const LARGE: usize = 1024;

/// By how many bytes the output grows at least and at most, where no frame ends before.
const GROWTH: (usize, usize) = (128, 64 * 1024);

/// What is written and not handed to the writer yet.
///
/// Before each object a frame may end, and memory may be short. A small object asks just once for
/// both: the memory that is there for it ends where the frame does.
#[derive(Default)]
pub(super) struct Output {
    /// What is written, and room: as far behind the boundary as an object needs that begins before
    /// it, and not farther. What is larger leaves no room behind it.
    bytes: Vec<u8>,
    /// How many of the bytes are written.
    len: usize,
    /// The length from which on the frame ends before the next object.
    boundary: usize,
}

impl Output {
    /// An output behind the bytes that are there.
    pub(super) fn behind(bytes: Vec<u8>) -> Output {
        Output { len: bytes.len(), bytes, boundary: usize::MAX }
    }

    /// The bytes.
    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        self.bytes.truncate(self.len);
        self.bytes
    }

    /// Room for `N` bytes, and no more than [`ROOM`] of them for the last object to begin there:
    /// unless the frame ends here or memory is short.
    #[inline]
    fn chunk<const N: usize>(&mut self) -> Option<&mut [u8; N]> {
        self.bytes.get_mut(self.len..)?.first_chunk_mut()
    }

    /// All the room for small objects that begin in this frame, if it is as many bytes as they take
    /// together.
    #[inline(always)]
    pub(super) fn room(&mut self, bytes: usize) -> Option<&mut [u8]> {
        match self.bytes.len().checked_sub(self.len) {
            Some(free) if free >= bytes.saturating_add(ROOM) => self.all_room(),
            _ if bytes > LARGE => None,
            _ => self.grow_for(bytes),
        }
    }

    /// Makes room for objects that take so many bytes, if memory is all that is missing.
    #[cold]
    #[inline(never)]
    fn grow_for(&mut self, bytes: usize) -> Option<&mut [u8]> {
        if self.len.saturating_add(bytes) > self.boundary {
            return None;
        }
        self.make_room();
        let end = (self.len + bytes + 2 * ROOM).min(self.boundary.saturating_add(ROOM - 1));
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        self.all_room()
    }

    /// What is written there, all of it, begins before the frame ends.
    #[inline(always)]
    fn all_room(&mut self) -> Option<&mut [u8]> {
        let (room, _) = self.bytes.get_mut(self.len..)?.split_last_chunk_mut::<{ ROOM - 1 }>()?;
        Some(room)
    }

    /// The first `used` bytes of the room are written.
    #[inline(always)]
    pub(super) fn advance(&mut self, used: usize) {
        self.len += used;
    }

    /// Whether there is room for a small object.
    #[inline]
    pub(super) fn has_room(&self) -> bool {
        self.bytes.len() - self.len >= ROOM
    }

    /// Whether the frame ends here.
    pub(super) fn is_at_boundary(&self) -> bool {
        self.len >= self.boundary
    }

    /// Makes room for a small object, where no frame ends.
    pub(super) fn make_room(&mut self) {
        let wanted = self.len + self.len.clamp(GROWTH.0, GROWTH.1);
        let end = wanted.min(self.boundary.saturating_add(ROOM - 1));
        self.bytes.resize(end.max(self.len), 0);
    }

    /// From this length on, the frame ends before the next object.
    pub(super) fn set_boundary(&mut self, boundary: usize) {
        self.boundary = boundary;
        self.bytes.truncate(boundary.saturating_add(ROOM - 1).max(self.len));
    }

    /// Writes a small object, the first `used` of the bytes, if there is room. To write all and to
    /// count some is quicker than to copy as many as there are.
    #[inline]
    pub(super) fn put<const N: usize>(&mut self, (bytes, used): ([u8; N], usize)) -> bool {
        const { assert!(N <= ROOM) };
        let Some(room) = self.chunk::<ROOM>() else { return false };
        room[..N].copy_from_slice(&bytes);
        self.len += used;
        true
    }

    /// Writes opcodes that begin no object, if there is room.
    #[inline]
    pub(super) fn put_ops<const N: usize>(&mut self, opcodes: [u8; N]) -> bool {
        let Some(room) = self.chunk::<N>() else { return false };
        *room = opcodes;
        self.len += N;
        true
    }

    /// Writes an opcode that begins no object.
    #[inline]
    pub(super) fn push(&mut self, opcode: u8) {
        if !self.put_ops([opcode]) {
            self.extend_beyond(&[opcode]);
        }
    }

    /// Writes short text in one or two steps of the processor, which is quicker than a call.
    #[inline]
    pub(super) fn put_text(&mut self, text: &[u8]) {
        let Some(room) = self.chunk::<ROOM>() else { return self.extend_beyond(text) };
        if !copy_short(room, text) {
            return self.extend_from_slice(text);
        }
        self.len += text.len();
    }

    #[inline]
    pub(super) fn extend_from_slice(&mut self, bytes: &[u8]) {
        match self.bytes.get_mut(self.len..).and_then(|room| room.get_mut(..bytes.len())) {
            Some(room) => {
                room.copy_from_slice(bytes);
                self.len += bytes.len();
            }
            None => self.extend_beyond(bytes),
        }
    }

    #[cold]
    #[inline(never)]
    fn extend_beyond(&mut self, bytes: &[u8]) {
        self.bytes.truncate(self.len);
        self.bytes.extend_from_slice(bytes);
        self.len = self.bytes.len();
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    pub(super) fn as_mut_slice(&mut self) -> &mut [u8] {
        &mut self.bytes[..self.len]
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// Takes out what stands from `start` to `end`.
    pub(super) fn remove(&mut self, start: usize, end: usize) {
        self.bytes.truncate(self.len);
        self.bytes.drain(start..end);
        self.len = self.bytes.len();
    }

    pub(super) fn clear(&mut self) {
        self.len = 0;
    }
}

/// Copies text in one or two steps of the processor, which is quicker than a call; unless it is
/// longer than the room.
#[inline(always)]
pub(super) fn copy_short(room: &mut [u8; ROOM], text: &[u8]) -> bool {
    if let (Some(first), Some(last)) = (text.first_chunk::<16>(), text.last_chunk::<16>()) {
        if text.len() > ROOM {
            return false;
        }
        room[..16].copy_from_slice(first);
        room[text.len() - 16..][..16].copy_from_slice(last);
    } else if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        // 0 up to 7 bytes, 4 beyond.
        let step = text.len() / 8 * 4;
        let (Some(second), Some(third)) = (
            text.get(step..).and_then(<[u8]>::first_chunk::<4>),
            text.get(..text.len() - step).and_then(<[u8]>::last_chunk::<4>),
        ) else {
            return false;
        };
        // Less than 16 in any case, which the compiler sees from the remainder alone.
        let end = text.len() - 4;
        room[..4].copy_from_slice(first);
        room[step % 16..][..4].copy_from_slice(second);
        room[(end - step) % 16..][..4].copy_from_slice(third);
        room[end % 16..][..4].copy_from_slice(last);
    } else if let (Some(&first), Some(&last)) = (text.first(), text.last()) {
        room[0] = first;
        room[text.len() / 2] = text[text.len() / 2];
        room[text.len() - 1] = last;
    }
    true
}
