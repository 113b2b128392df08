//! Files that both sides see.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

/// The path as Python source.
pub fn literal(path: &Path) -> String {
    format!("{:?}", path.to_str().expect("the folder for temporary files has text for a name"))
}

/// An empty folder, which goes away with the value.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("classics-{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).expect("the folder for temporary files can be written to");
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A file in the folder, which need not exist.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
