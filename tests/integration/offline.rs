//! The tool promises to open no connection: nothing that could is in its dependency tree.

use std::path::Path;
use std::process::Command;

/// Names of all crates that any platform's build of the program holds. (Cargo.lock lists more:
/// optional parts that are not built.)
fn dependency_tree(top: &Path) -> String {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "--offline",
            "--target",
            "all",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
        ])
        .current_dir(top)
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    String::from_utf8(tree.stdout).unwrap()
}

#[test]
fn no_network_client_is_in_the_dependency_tree() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let deny = std::fs::read_to_string(top.join("deny.toml")).unwrap();
    let banned: Vec<&str> =
        deny.lines().filter_map(|line| line.trim().strip_prefix("{ crate = \"")?.split('"').next()).collect();
    assert!(banned.contains(&"reqwest") && banned.contains(&"rustls"), "deny.toml names the clients");
    let tree = dependency_tree(top);
    let built: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(built.contains(&"polars"), "the tree is there");
    let found: Vec<&&str> = banned.iter().filter(|name| built.contains(name)).collect();
    assert!(found.is_empty(), "banned crates in the dependency tree: {found:?}");
}
