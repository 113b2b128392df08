//! What the process has in memory, where the system says so.

use std::fs;

/// Bytes that are in memory now.
pub fn resident() -> Option<u64> {
    status("VmRSS:")
}

/// The most bytes that were in memory at once since [`forget_peak`].
pub fn peak() -> Option<u64> {
    status("VmHWM:")
}

/// Lets the peak begin anew, at what is in memory now.
pub fn forget_peak() {
    // Where that fails, there is no peak to read either; or it is that of the whole process,
    // which is no less.
    drop(fs::write("/proc/self/clear_refs", "5"));
}

fn status(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}
