//! The tool promises to open no connection: nothing that could is in its dependency tree.

use std::path::Path;

#[test]
fn no_network_client_is_in_the_dependency_tree() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let deny = std::fs::read_to_string(top.join("deny.toml")).unwrap();
    let lock = std::fs::read_to_string(top.join("Cargo.lock")).unwrap();
    let banned: Vec<&str> =
        deny.lines().filter_map(|line| line.trim().strip_prefix("{ crate = \"")?.split('"').next()).collect();
    assert!(banned.contains(&"reqwest") && banned.contains(&"rustls"), "deny.toml names the clients");
    let found: Vec<&&str> =
        banned.iter().filter(|name| lock.contains(&format!("name = \"{name}\"\n"))).collect();
    assert!(found.is_empty(), "banned crates in Cargo.lock: {found:?}");
}
