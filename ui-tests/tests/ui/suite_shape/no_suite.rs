use pickle_core::Pickle;

struct NotASuite;

#[derive(Pickle)]
#[pickle(suite = NotASuite)]
struct Counter(u64);

fn main() {}
