//! The test kit: run the pipeline on files, read the tables it writes.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use deskproof::mapping::Mappings;
use deskproof::pipeline::{self, Settings};

/// A table of the output: rows of column name and value.
pub(crate) type Table = Vec<BTreeMap<String, String>>;

/// The top folder of the project.
pub(crate) fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of real samples, if it is here; says so if not.
pub(crate) fn samples() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "where the samples are is the machine's matter")]
    let folder =
        std::env::var("DESKPROOF_SAMPLES").map_or_else(|_| top().join("../shared/samples"), PathBuf::from);
    if folder.is_dir() {
        Some(folder)
    } else {
        println!(
            "no samples at {}: set DESKPROOF_SAMPLES to run this test on real records",
            folder.display()
        );
        None
    }
}

/// Settings for a run over these inputs.
pub(crate) fn settings(inputs: &[&Path]) -> Settings {
    Settings { inputs: inputs.iter().map(|path| path.to_path_buf()).collect(), ..Settings::default() }
}

/// All rendered files of a run.
pub(crate) fn rendered(settings: &Settings) -> BTreeMap<String, Vec<u8>> {
    let report =
        pipeline::run(settings, &Mappings::embedded(), None).unwrap_or_else(|fault| panic!("{fault}"));
    deskproof::report::render(&report).unwrap().into_iter().collect()
}

/// A CSV file as a table.
pub(crate) fn table(bytes: &[u8]) -> Table {
    let mut reader = csv::Reader::from_reader(bytes);
    let headers = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            headers.iter().map(str::to_owned).zip(record.unwrap().iter().map(str::to_owned)).collect()
        })
        .collect()
}

/// One of the tables under `data/` of a run.
pub(crate) fn data(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Table {
    table(
        files
            .get(&format!("data/{name}.csv"))
            .unwrap_or_else(|| panic!("no data/{name}.csv among {:?}", files.keys())),
    )
}

/// The data packed into a page, by the name of the element that holds it, as JSON in text.
pub(crate) fn packed(page: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for element in page.split("id=\"data-").skip(1) {
        let (name, rest) = element.split_once("\">").unwrap();
        let held = rest.split("</script>").next().unwrap();
        let bytes = base64::engine::general_purpose::STANDARD.decode(held).unwrap();
        let mut text = String::new();
        flate2::read::ZlibDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
        found.insert(name.to_owned(), text);
    }
    found
}
