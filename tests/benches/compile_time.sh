#!/usr/bin/env bash
# How long the derives take to compile: 200 structs of 10 fields with `pickle_core::Pickle`, and
# the same with `serde::{Serialize, Deserialize}`.
#
#     tests/benches/compile_time.sh [--used] [REPETITIONS]
#
# Times are the shortest of several (3), which both take in turns, in seconds, of the crate that has
# the structs alone: what it depends on is compiled before. "derives" is a library with nothing but
# the structs. That says little about code generation, as serde's impls are generic and compiled
# where they are used. With --used, which takes many minutes, there is a second library, "used", in
# which each struct is written and read as well: by pickle-core, and by rmp-serde.
# Works in the target directory. Needs serde and rmp-serde in Cargo's cache, or the network.
set -euo pipefail

kinds=(derives)
if [[ ${1:-} == --used ]]; then
    kinds+=(used)
    shift
fi
repetitions=${1:-3}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=${CARGO_TARGET_DIR:-$root/target}/compile-time
mkdir -p "$work"
export CARGO_TARGET_DIR=$work/target
export CARGO_INCREMENTAL=0

# structs DERIVES: 200 structs, each tenth of which holds the one before it.
structs() {
    for i in $(seq 0 199); do
        nested=u8
        if ((i % 10 == 9)); then nested="S$((i - 1))"; fi
        cat <<RUST
#[derive($1, Debug, Clone, PartialEq)]
pub struct S$i {
    pub id: u64,
    pub name: String,
    pub score: f64,
    pub tags: Vec<String>,
    pub active: bool,
    pub parent: Option<u32>,
    pub position: (f32, f32),
    pub note: Option<String>,
    pub counts: Vec<i64>,
    pub nested: $nested,
}
RUST
    done
}

# uses EXPRESSION: both directions of each struct.
uses() {
    for i in $(seq 0 199); do
        echo "pub fn use_$i(value: &S$i) -> Option<S$i> { $1 }"
    done
}

# crate NAME DEPENDENCIES
crate() {
    mkdir -p "$work/$1/src"
    cat >"$work/$1/Cargo.toml" <<TOML
[package]
name = "$1"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
$2
TOML
    cat >"$work/$1/src/lib.rs"
    # The versions of the workspace, as far as they are there.
    cp "$root/Cargo.lock" "$work/$1/Cargo.lock"
}

pickle_core="pickle-core = { path = \"$root/pickle-core\" }"
serde='serde = { version = "1", features = ["derive"] }
rmp-serde = "1"'
structs pickle_core::Pickle | crate derives-pickle "$pickle_core"
structs 'serde::Serialize, serde::Deserialize' | crate derives-serde "$serde"
{
    structs pickle_core::Pickle
    uses 'pickle_core::from_slice(&pickle_core::to_vec(value).ok()?).ok()'
} | crate used-pickle "$pickle_core"
{
    structs 'serde::Serialize, serde::Deserialize'
    uses 'rmp_serde::from_slice(&rmp_serde::to_vec(value).ok()?).ok()'
} | crate used-serde "$serde"

# took NAME COMMAND...: milliseconds
took() {
    local name=$1 start
    shift
    cd "$work/$name"
    touch src/lib.rs
    start=$(date +%s%N)
    cargo "$@" --quiet --offline >&2
    echo $((($(date +%s%N) - start) / 1000000))
}

# shorter BEST TIME: the shorter of them; the best is empty at first.
shorter() {
    if [[ -z $1 || $2 -lt $1 ]]; then echo "$2"; else echo "$1"; fi
}

printf '%-22s%12s%12s%12s\n' 'seconds' 'pickle-core' 'serde' 'of serde'
for kind in "${kinds[@]}"; do
    for mode in check 'build --release'; do
        read -ra command <<<"$mode"
        for peer in pickle serde; do
            (cd "$work/$kind-$peer" && cargo "${command[@]}" --quiet >&2)
        done
        ours= theirs=
        for _ in $(seq "$repetitions"); do
            ours=$(shorter "$ours" "$(took "$kind-pickle" "${command[@]}")")
            theirs=$(shorter "$theirs" "$(took "$kind-serde" "${command[@]}")")
        done
        awk -v what="$kind, $mode" -v ours="$ours" -v theirs="$theirs" 'BEGIN {
            printf "%-22s%12.2f%12.2f%12.2f\n", what, ours / 1000, theirs / 1000, ours / theirs
        }'
    done
done
