//! A folder with the files of a report on an invented organisation.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use deskproof::mapping::Mappings;
use deskproof::model::Format;
use deskproof::pipeline::{self, Settings};
use deskproof::report::write_folder;
use deskproof::simulate::{LEAST_DAYS, LEAST_PEOPLE, SimulateSettings, simulate};

/// A small organisation's report, once for all checks.
pub(super) static REPORT: LazyLock<Site> = LazyLock::new(|| Site::of(|_| {}));

/// A folder with the files of a report.
pub(super) struct Site {
    folder: tempfile::TempDir,
}

/// A cell of a row by the name of its column.
pub(super) type CellOf<'a> = dyn Fn(&str) -> String + 'a;

impl Site {
    /// Invents an organisation, lets its exports be meddled with, and reports on it.
    pub(super) fn of(meddle: impl Fn(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let exports = folder.path().join("organisation/exports");
        let mappings = Mappings::embedded();
        let settings = SimulateSettings {
            seed: 3,
            people: LEAST_PEOPLE,
            days: LEAST_DAYS,
            start: "2026-02-02T00:00:00Z".parse().unwrap(),
            ..SimulateSettings::default()
        };
        simulate(&settings, &mappings, &folder.path().join("organisation")).unwrap();
        meddle(&exports);
        let settings = Settings { inputs: vec![exports], ..Settings::default() };
        let report = pipeline::run(&settings, &mappings, None).unwrap();
        write_folder(&report, Format::ALL, &folder.path().join("report"), false).unwrap();
        Self { folder }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("report").join(name)
    }

    pub(super) fn address(&self, view: &str) -> String {
        format!("file://{}{view}", self.path("report.html").display())
    }

    pub(super) fn page(&self) -> String {
        fs::read_to_string(self.path("report.html")).unwrap()
    }

    /// Cells of a column of a file under `data/`, of the rows of which `keep` holds.
    pub(super) fn cells(&self, table: &str, column: &str, keep: impl Fn(&CellOf<'_>) -> bool) -> Vec<String> {
        let mut reader = csv::Reader::from_path(self.path(&format!("data/{table}.csv"))).unwrap();
        let heads = reader.headers().unwrap().clone();
        let at = |name: &str| heads.iter().position(|head| head == name).unwrap();
        let rows = reader.records().map(Result::unwrap);
        rows.filter(|row| keep(&|name| row[at(name)].to_owned()))
            .map(|row| row[at(column)].to_owned())
            .collect()
    }

    /// Ids of the changes of which `keep` holds.
    pub(super) fn changes(&self, keep: impl Fn(&CellOf<'_>) -> bool) -> Vec<String> {
        self.cells("changes", "change_id", keep)
    }
}
