//! One pass over a file's records: where it is, and what the file as a whole shows.

use std::collections::BTreeMap;

use super::ReadError;
use super::blocks::Stretch;
use super::clock::ZoneNotes;
use super::ledger::{Ledger, Place};
use super::packing::Content;
use super::plan::Plan;
use super::signals::Marks;
use super::worker::{Results, What};
use crate::mapping::source::SourceMapping;
use crate::model::{FileUse, InputFile};

/// One pass over a file's records.
pub(super) struct Pass<'f> {
    file: &'f mut InputFile,
    pub(super) plain: bool,
    pub(super) place: Place,
    pub(super) marks: Marks,
    notes: ZoneNotes,
    by_source: BTreeMap<usize, u64>,
    broken: Option<String>,
    last_is_broken: bool,
    pub(super) unfinished: bool,
    passed_over: u64,
}

impl<'f> Pass<'f> {
    pub(super) fn new(file: &'f mut InputFile, content: &Content, marks: Marks) -> Self {
        let plain = content.is_plain();
        Self {
            file,
            plain,
            place: Place { offset: 0, line: 1 },
            marks,
            notes: ZoneNotes::default(),
            by_source: BTreeMap::new(),
            broken: None,
            last_is_broken: false,
            unfinished: false,
            passed_over: 0,
        }
    }

    /// Enters the results of a stretch.
    pub(super) fn enter(
        &mut self,
        stretch: &Stretch,
        mut results: Results,
        ledger: &mut Ledger,
        sources: &[SourceMapping],
    ) -> Result<(), ReadError> {
        if let Some((source, text)) = results.zone_needed {
            return Err(ReadError::ZoneNeeded {
                file: self.file.name.clone(),
                source_id: sources[source].id.clone(),
                text,
            });
        }
        self.notes.merge(std::mem::take(&mut results.notes));
        for row in &results.rows {
            if matches!(row.what, What::PassedOver) {
                self.passed_over += 1;
                continue;
            }
            *self.by_source.entry(row.source).or_default() += 1;
        }
        if let Some(row) = results.rows.last() {
            self.last_is_broken = matches!(row.what, What::Reject { broken: true, .. });
        }
        self.place.offset = stretch.offset;
        let signals = ledger.enter(self.file, self.place, results, sources)?;
        signals.into_iter().for_each(|signals| self.marks.add(signals));
        self.place.offset += stretch.length;
        self.place.line += stretch.lines;
        self.broken = self.broken.take().or_else(|| stretch.broken.clone());
        Ok(())
    }

    /// Writes down what the whole file showed.
    pub(super) fn finish(self, ledger: &mut Ledger, sources: &[SourceMapping], plan: &Plan) -> Marks {
        let file = self.file;
        file.zone = self.notes.words();
        if self.by_source.len() > 1 {
            let parts =
                self.by_source.iter().map(|(&index, count)| format!("{count} of {}", sources[index].id));
            file.note = format!("{}; in all {}", file.note, parts.collect::<Vec<_>>().join(", "));
        }
        if self.passed_over > 0 {
            let count = self.passed_over;
            file.note = format!(
                "{}; {count} records that say nothing here (of neighbouring tables, or empty) passed over",
                file.note
            );
        }
        let cut = match (&self.broken, self.unfinished, self.last_is_broken) {
            (Some(_), ..) => Some("it could not be read to its end"),
            (_, true, _) => Some("it ends inside a list or document: it was cut"),
            (_, _, true) => Some("its last record is cut off"),
            _ => None,
        };
        if let Some(fault) = &self.broken {
            file.used_as = FileUse::Unreadable;
            file.note = format!("{fault}; {} records before that were read", file.rows);
        } else if let Some(cut) = cut {
            file.note = format!("{}; {cut}", file.note);
        }
        ledger.note_end(plan.primary, file, cut);
        self.marks
    }
}
