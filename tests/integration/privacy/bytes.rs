//! Everything that can be read in a file, however it is packed.

use std::io::{Read as _, Write as _};

use parquet::file::reader::{FileReader as _, SerializedFileReader};

use crate::support::packed;

/// The texts of a file, each with the name of the part that it stands in.
pub(super) fn texts(name: &str, bytes: &[u8]) -> Vec<(String, String)> {
    let ending = name.rsplit('.').next().unwrap_or_default();
    match ending {
        "parquet" => vec![(name.to_owned(), rows(bytes))],
        "xlsx" => members(name, bytes),
        "pdf" => vec![(name.to_owned(), printed(bytes))],
        "html" => {
            let page = String::from_utf8(bytes.to_vec()).unwrap();
            let parts = packed(&page);
            assert!(!parts.is_empty(), "the data inside {name} was not found");
            let parts = parts.into_iter().map(|(part, text)| (format!("{name}, {part}"), text));
            parts.chain([(name.to_owned(), page)]).collect()
        }
        _ => vec![(name.to_owned(), String::from_utf8(bytes.to_vec()).unwrap())],
    }
}

fn rows(bytes: &[u8]) -> String {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let rows = reader.get_row_iter(None).unwrap().map(|row| format!("{}\n", row.unwrap()));
    rows.collect()
}

fn members(name: &str, bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut member = archive.by_index(at).unwrap();
            let mut content = Vec::new();
            member.read_to_end(&mut content).unwrap();
            (
                format!("{name}!{}", member.name().unwrap_or_default()),
                String::from_utf8_lossy(&content).into_owned(),
            )
        })
        .collect()
}

/// What `pdftotext` reads; without it the document's own strings.
fn printed(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.pdf");
    std::fs::write(&file, bytes).unwrap();
    match std::process::Command::new("pdftotext").arg(&file).arg("-").output() {
        Ok(printed) => String::from_utf8_lossy(&printed.stdout).into_owned(),
        Err(_) => {
            println!("no pdftotext: the text of the PDF is not searched");
            String::from_utf8_lossy(bytes).into_owned()
        }
    }
}
