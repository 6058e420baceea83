//! The mappings are embedded: when one changes, the program must be built again.
//!
//! And tells the program what reads in it: a digest of the code that decides what is read, so that a cache that was
//! filled by other code is never used, also between two builds of one version.

use std::hash::{DefaultHasher, Hasher as _};
use std::path::{Path, PathBuf};

/// What decides what a file says: our own code, and through the lock file that of others.
const READING: [&str; 7] = [
    "Cargo.lock",
    "src/model",
    "src/model.rs",
    "src/mapping",
    "src/mapping.rs",
    "src/source",
    "src/source.rs",
];

fn main() {
    println!("cargo::rerun-if-changed=mappings");
    let mut files = Vec::new();
    for place in READING {
        println!("cargo::rerun-if-changed={place}");
        collect(Path::new(place), &mut files);
    }
    files.sort();
    let mut digest = DefaultHasher::new();
    for file in files {
        let text = std::fs::read(&file).unwrap_or_default();
        digest.write(file.as_os_str().as_encoded_bytes());
        digest.write_usize(text.len());
        digest.write(&text);
    }
    println!("cargo::rustc-env=DESKPROOF_READING={:016x}", digest.finish());
}

/// All files at or below a place.
fn collect(place: &Path, files: &mut Vec<PathBuf>) {
    match std::fs::read_dir(place) {
        Ok(entries) => entries.flatten().for_each(|entry| collect(&entry.path(), files)),
        Err(_) => files.push(place.to_owned()),
    }
}
