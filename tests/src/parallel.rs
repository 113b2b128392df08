//! Many jobs on all cores.

use std::sync::Mutex;
use std::thread;

/// Runs the jobs on all cores and gives what goes wrong, sorted.
///
/// # Panics
///
/// If a job panics.
pub fn in_parallel<T: Sync>(jobs: &[T], job: impl Fn(&T) -> Vec<String> + Sync) -> Vec<String> {
    let next = Mutex::new(jobs.iter());
    let faults = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(4, usize::from) {
            scope.spawn(|| {
                loop {
                    let Some(one) = next.lock().expect("no panic with the lock held").next() else {
                        break;
                    };
                    let found = job(one);
                    faults.lock().expect("no panic with the lock held").extend(found);
                }
            });
        }
    });
    let mut faults = faults.into_inner().expect("no panic with the lock held");
    faults.sort();
    faults
}

/// Fails with all that went wrong.
///
/// # Panics
///
/// If there are any faults.
#[track_caller]
pub fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
