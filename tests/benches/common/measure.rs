//! Times of tasks that take turns, so that all of them meet the same moods of the machine.

use std::time::{Duration, Instant};

/// Fewer repetitions have no median worth the name.
const FEWEST: usize = 5;
/// More repetitions tell nothing new.
const MOST: usize = 201;

/// Something to be timed. What it makes is dropped in it, as in the public benchmarks.
pub type Task<'a> = Box<dyn FnMut() + 'a>;

/// The median time of each task in milliseconds. Each runs for about `budget`, in rounds of one
/// run per task.
pub fn medians(tasks: &mut [Task<'_>], budget: Duration) -> Vec<f64> {
    let mut times: Vec<Vec<Duration>> = tasks.iter().map(|_| Vec::new()).collect();
    loop {
        let mut over = true;
        for (task, times) in tasks.iter_mut().zip(&mut times) {
            let spent: Duration = times.iter().sum();
            if times.len() < FEWEST || (spent < budget && times.len() < MOST) {
                over = false;
                let start = Instant::now();
                task();
                times.push(start.elapsed());
            }
        }
        if over {
            return times.iter_mut().map(|times| median(times)).collect();
        }
    }
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1e3
}
