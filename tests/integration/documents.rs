//! The documents say what is true.

use std::process::Command;

use super::support::top;

fn document(name: &str) -> String {
    std::fs::read_to_string(top().join(name)).unwrap()
}

#[test]
fn the_readmes_first_command_works_as_written() {
    let readme = document("README.md");
    let line = readme.lines().find(|line| line.starts_with("cargo run --release -- ")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report");
    let arguments: Vec<&str> = line.trim_start_matches("cargo run --release -- ").split(' ').collect();
    let (last, first) = arguments.split_last().unwrap();
    assert_eq!((*last, first.last()), ("report", Some(&"--out")));
    let run = Command::new(env!("CARGO_BIN_EXE_deskproof"))
        .current_dir(top())
        .args(first)
        .arg(&out)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(out.join("report.html").is_file());
}

#[test]
fn the_readme_names_every_source_and_no_other() {
    let readme = document("README.md");
    let sources = std::fs::read_dir(top().join("mappings/sources")).unwrap();
    for source in
        sources.map(|entry| entry.unwrap().file_name().to_string_lossy().trim_end_matches(".toml").to_owned())
    {
        let short = source.split_once('.').map_or(source.as_str(), |(_, shape)| shape);
        assert!(
            readme.contains(&format!("`{source}`")) || readme.contains(&format!("`.{short}`")),
            "README.md does not name {source}"
        );
    }
}

#[test]
fn the_architecture_tells_of_every_stage() {
    let (architecture, lib) = (document("ARCHITECTURE.md"), document("src/lib.rs"));
    for stage in lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')) {
        assert!(architecture.contains(&format!("| `{stage}` |")), "ARCHITECTURE.md does not tell of {stage}");
    }
}

#[test]
fn every_picture_and_link_of_the_documents_leads_somewhere() {
    for name in ["README.md", "ARCHITECTURE.md", "mappings/README.md"] {
        let text = document(name);
        let folder = top().join(name).parent().unwrap().to_path_buf();
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
            .filter(|link| !link.starts_with('#'))
        {
            assert!(folder.join(link.split('#').next().unwrap()).exists(), "{name} points to {link}");
        }
    }
}
