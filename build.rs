//! The mappings are embedded: when one changes, the program must be built again.

fn main() {
    println!("cargo::rerun-if-changed=mappings");
}
