//! Writes the corpus of the comparison: `cargo bench --bench corpus -- FOLDER EVENTS`.
//!
//! `benches/compare` calls it. The files are described in `shared/corpus.rs`.

#![expect(clippy::print_stdout, reason = "it tells what it wrote")]
#![expect(clippy::unwrap_used, reason = "without its files there is nothing to do")]

use std::path::Path;

#[path = "shared/corpus.rs"]
mod corpus;
#[path = "shared/dice.rs"]
mod dice;

fn main() {
    // Cargo adds `--bench`.
    let given: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [folder, events] = given.as_slice() else {
        println!("cargo bench --bench corpus -- FOLDER EVENTS");
        return;
    };
    let events = events.parse().unwrap();
    std::fs::create_dir_all(folder).unwrap();
    corpus::write(Path::new(folder), events).unwrap();
    println!("{events} events in {folder}");
}
