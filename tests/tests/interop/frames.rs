//! Frames may begin and end before any opcode: `pickletools.optimize` puts them wherever 64 KiB are
//! full.

use pickle_tests::fixtures::fixtures;
use pickle_tests::parallel::{assert_none, in_parallel};
use pickle_tests::{hex, python};

use crate::fixtures::{fault, place};
use crate::{Place, Row, rows_of};

/// Prints the pickle of each line again, its opcodes apart and without its frames.
const OPCODES: &str = "import binascii, pickletools, sys\n\
    for line in sys.stdin:\n\
    \x20   pickle = binascii.unhexlify(line.strip())\n\
    \x20   opcodes = [(op.name, at) for op, _, at in pickletools.genops(pickle)]\n\
    \x20   ends = [at for _, at in opcodes[1:]] + [len(pickle)]\n\
    \x20   print(' '.join(pickle[at:end].hex()\n\
    \x20       for (name, at), end in zip(opcodes, ends) if name != 'FRAME'))\n";

/// FRAME, with what is in it.
fn frame(opcodes: &[Vec<u8>]) -> Vec<u8> {
    frame_with(0, opcodes)
}

/// A FRAME that says that it holds as many bytes more than it does.
fn frame_with(excess: u64, opcodes: &[Vec<u8>]) -> Vec<u8> {
    let content = opcodes.concat();
    let len = content.len() as u64 + excess;
    [b"\x95".as_slice(), &len.to_le_bytes(), &content].concat()
}

/// The pickle in each two frames that it can be in, and with a frame for each opcode.
fn in_other_frames(opcodes: &[Vec<u8>]) -> impl Iterator<Item = Vec<u8>> {
    let (proto, opcodes) = opcodes.split_first().expect("a pickle with frames begins with PROTO");
    let in_two = (1..opcodes.len()).map(|at| {
        let (first, second) = opcodes.split_at(at);
        [proto.clone(), frame(first), frame(second)].concat()
    });
    let one_for_each =
        opcodes.chunks(1).fold(proto.clone(), |pickle, opcode| [pickle, frame(opcode)].concat());
    in_two.chain([one_for_each])
}

/// The pickle with a second frame, at each place, that is longer than what is left.
fn in_a_frame_too_long(opcodes: &[Vec<u8>]) -> impl Iterator<Item = Vec<u8>> {
    (1..opcodes.len()).map(|at| {
        let (first, second) = opcodes.split_at(at);
        [first.concat(), frame_with(1, second)].concat()
    })
}

/// The small pickles of all fixtures that may have frames, by their opcodes, and what is wrong with
/// what is made of them.
fn faults_of(judge: impl Fn(&Row, &[Vec<u8>], Place) -> Result<(), String> + Sync) -> Vec<String> {
    let python = python::interpreters().iter().find(|python| python.highest_protocol() == 5);
    let python = python.expect("a Python that knows all opcodes");
    in_parallel(fixtures(), |fixture| {
        let mut faults = Vec::new();
        if fixture.protocol < 4 {
            return faults;
        }
        let small = fixture.pickles.iter().filter(|(_, pickle)| pickle.len() < 2000);
        let lines = small.clone().map(|(_, pickle)| hex::encode(pickle) + "\n");
        let apart = python
            .run_script(OPCODES, lines.collect::<String>().as_bytes())
            .unwrap_or_else(|error| panic!("{python}: {error}"));
        for ((case, _), opcodes) in small.zip(apart.lines()) {
            let opcodes: Vec<_> =
                opcodes.split(' ').map(|opcode| hex::decode(opcode).expect("hex")).collect();
            for row in rows_of(case) {
                if let Err(reason) = judge(row, &opcodes, place(fixture)) {
                    faults.push(fault(fixture, case, row.rust, &reason));
                }
            }
        }
        faults
    })
}

#[test]
fn the_cursor_serves_every_fixture_in_any_frames() {
    assert_none(&faults_of(|row, opcodes, place| {
        in_other_frames(opcodes).try_for_each(|pickle| {
            row.read(&pickle, place)
                .and_then(|()| row.is_by_cursor(&pickle, place))
                .map_err(|reason| format!("{reason}\n    {}", pickle.escape_ascii()))
        })
    }));
}

#[test]
fn a_frame_beyond_the_end_is_refused_wherever_it_stands() {
    assert_none(&faults_of(|row, opcodes, _| {
        match in_a_frame_too_long(opcodes).find(|pickle| !row.refuses(pickle)) {
            Some(pickle) => Err(format!("it is read: {}", pickle.escape_ascii())),
            None => Ok(()),
        }
    }));
}
