//! Why something moved: what the runs differ in, narrowed by what can be seen of the thing itself.

use std::collections::BTreeSet;

use super::folder::{ChangeRow, FindingRow};
use super::{Between, Cause, Written};

/// Ids that a sentence names.
const NAMED: usize = 2;

/// Causes with what they rest on.
pub(super) struct Because {
    pub(super) causes: Vec<Cause>,
    pub(super) said: String,
    pub(super) old_rows: Vec<String>,
    pub(super) new_rows: Vec<String>,
}

/// Both reports and what differs between them.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) old: &'a Written,
    pub(super) new: &'a Written,
    pub(super) between: &'a Between,
}

impl Because {
    fn of(causes: Vec<Cause>, said: impl Into<String>) -> Self {
        Self { causes, said: said.into(), old_rows: Vec::new(), new_rows: Vec::new() }
    }

    /// A cause that something seen of the thing shows.
    fn seen(cause: Cause, said: impl Into<String>) -> Self {
        Self::of(vec![cause], said)
    }

    fn with_rows(mut self, old: Vec<String>, new: Vec<String>) -> Self {
        self.old_rows.extend(old);
        self.new_rows.extend(new);
        self
    }
}

impl Pair<'_> {
    /// All that may have moved something, but for what cannot have.
    fn any_of(&self, is_possible: impl Fn(Cause) -> bool, seen: &str) -> Because {
        let all = self.between.causes();
        let causes: Vec<Cause> = all.iter().copied().filter(|cause| is_possible(*cause)).collect();
        let lead = if seen.is_empty() { String::new() } else { format!("{seen}; ") };
        match causes[..] {
            [] if all.is_empty() => Because::of(
                vec![Cause::Unexplained],
                format!("{lead}both reports say that they rest on the same inputs, settings and mappings"),
            ),
            [] => Because::of(vec![Cause::Unexplained], format!("{lead}nothing that differs explains it")),
            [one] => Because::of(vec![one], format!("{lead}nothing else differs that could explain it")),
            _ => {
                let words: Vec<&str> = causes.iter().map(|cause| cause.as_str()).collect();
                let said = format!("{lead}these differ and cannot be told apart: {}", words.join(", "));
                Because::of(causes, said)
            }
        }
    }

    /// Why a change that is in both reports is judged otherwise.
    pub(super) fn change(&self, old: &ChangeRow, new: &ChangeRow) -> Because {
        if let Some(because) = self.overridden(old, new) {
            return because;
        }
        if old.required_level != new.required_level
            && old.subject_tier == new.subject_tier
            && old.kind == new.kind
        {
            let said = format!("{} was required, now {}", old.required_level, new.required_level);
            return self.any_of(|cause| matches!(cause, Cause::Policy | Cause::Version), &said);
        }
        if let Some(because) = self.other_ticket(old, new).or_else(|| self.other_evidence(&new.change_id)) {
            return because;
        }
        if old.subject_tier != new.subject_tier {
            let said = format!("the tier of the account was {}, now {}", old.subject_tier, new.subject_tier);
            return self.any_of(|cause| !matches!(cause, Cause::Override | Cause::Exception), &said);
        }
        self.any_of(|cause| cause != Cause::Exception, "ticket and evidence are the same")
    }

    /// A decision about its ticket or its evidence that only one report knows.
    fn overridden(&self, old: &ChangeRow, new: &ChangeRow) -> Option<Because> {
        let is_decided = |row: &ChangeRow| row.link_basis == "override" || !row.link_decided_by.is_empty();
        let overruled = |report: &Written| -> BTreeSet<String> {
            let pieces = report.pieces(&new.change_id).filter(|piece| !piece.overruled.is_empty());
            pieces.map(|piece| piece.evidence_id.clone()).collect()
        };
        if !self.between.overrides {
            return None;
        }
        if is_decided(old) != is_decided(new) || old.link_decided_by != new.link_decided_by {
            return Some(Because::seen(
                Cause::Override,
                "a reviewer's decision about its ticket is in one report only",
            ));
        }
        (overruled(self.old) != overruled(self.new)).then(|| {
            Because::seen(Cause::Override, "a reviewer's decision about its evidence is in one report only")
        })
    }

    /// Another ticket: one that the old report did not have, or one that it had.
    fn other_ticket(&self, old: &ChangeRow, new: &ChangeRow) -> Option<Because> {
        if old.ticket == new.ticket {
            return None;
        }
        let place = |report: &Written, number: &str| {
            let (file, record) = report.tickets.get(number)?;
            Some((file.clone(), format!("{file}:{record}")))
        };
        let (was, now) = (place(self.old, &old.ticket), place(self.new, &new.ticket));
        let rows = |place: &Option<(String, String)>| place.iter().map(|(_, row)| row.clone()).collect();
        let because = match &now {
            Some((file, _)) if !self.old.tickets.contains_key(&new.ticket) => {
                let said = format!("its ticket {} is not in the old report", new.ticket);
                self.late(self.new, file, &said)
            }
            _ if !old.ticket.is_empty() && !self.new.tickets.contains_key(&old.ticket) => {
                let said = format!("its ticket {} is not in the new report", old.ticket);
                self.any_of(|cause| !matches!(cause, Cause::Exception | Cause::Policy), &said)
            }
            _ => {
                let none =
                    |number: &str| if number.is_empty() { "none".to_owned() } else { number.to_owned() };
                let said = format!("its ticket was {}, now {}", none(&old.ticket), none(&new.ticket));
                self.any_of(|cause| cause != Cause::Exception, &said)
            }
        };
        Some(because.with_rows(rows(&was), rows(&now)))
    }

    /// Pieces of evidence that only one report has.
    fn other_evidence(&self, change: &str) -> Option<Because> {
        let ids = |report: &Written| -> BTreeSet<String> {
            report.pieces(change).map(|piece| piece.evidence_id.clone()).collect()
        };
        let (old, new) = (ids(self.old), ids(self.new));
        let row =
            |piece: &super::folder::EvidenceRow| format!("{}:{}", piece.source_file, piece.source_record);
        let appeared: Vec<_> =
            self.new.pieces(change).filter(|piece| !old.contains(&piece.evidence_id)).collect();
        let vanished: Vec<_> =
            self.old.pieces(change).filter(|piece| !new.contains(&piece.evidence_id)).collect();
        let named = |pieces: &[&super::folder::EvidenceRow]| {
            let ids: BTreeSet<&str> = pieces.iter().map(|piece| piece.evidence_id.as_str()).collect();
            ids.into_iter().take(NAMED).collect::<Vec<_>>().join(", ")
        };
        let because = match (appeared.first(), vanished.first()) {
            (Some(piece), _) => {
                let said = format!("the old report does not have the evidence {}", named(&appeared));
                self.late(self.new, &piece.source_file, &said)
            }
            (None, Some(_)) => {
                let said = format!("the new report does not have the evidence {}", named(&vanished));
                self.any_of(|cause| !matches!(cause, Cause::Exception | Cause::Policy), &said)
            }
            (None, None) => return None,
        };
        Some(
            because
                .with_rows(vanished.into_iter().map(row).collect(), appeared.into_iter().map(row).collect()),
        )
    }

    /// What appeared from a file of a report: late, if the other run did not read that file and reads everything in
    /// the same way.
    fn late(&self, report: &Written, file: &str, said: &str) -> Because {
        if self.between.was_read_by_both(&report.manifest, file) {
            let said = format!("{said}, though both read {file}");
            return self.any_of(|cause| cause != Cause::Exception, &said);
        }
        let is_read_otherwise = |cause| !matches!(cause, Cause::Exception | Cause::OtherRecords);
        let others: Vec<Cause> =
            self.between.causes().into_iter().filter(|cause| is_read_otherwise(*cause)).collect();
        if others.is_empty() {
            return Because::seen(
                Cause::LateEvidence,
                format!("{said}: it stands in records that came later"),
            );
        }
        let causes: Vec<Cause> = std::iter::once(Cause::LateEvidence).chain(others).collect();
        let words: Vec<&str> = causes.iter().map(|cause| cause.as_str()).collect();
        let said = format!("{said}; these differ and cannot be told apart: {}", words.join(", "));
        Because::of(causes, said)
    }

    /// Why a change is in one report only. `report` is the one that has it.
    pub(super) fn one_sided(&self, report: &Written, file: &str) -> Because {
        if self.between.was_read_by_both(&report.manifest, file) {
            let said = format!("both reports read {file}");
            return self.any_of(|cause| !matches!(cause, Cause::Exception), &said);
        }
        let is_possible =
            |cause| matches!(cause, Cause::OtherRecords | Cause::Mapping | Cause::Setting | Cause::Version);
        self.any_of(is_possible, &format!("only one report read {file} as it is"))
    }

    /// Why a finding is graded otherwise though its change did not move.
    pub(super) fn finding(&self, old: Option<&FindingRow>, new: Option<&FindingRow>) -> Because {
        if let (Some(old), Some(new)) = (old, new)
            && old.original_outcome == new.original_outcome
            && old.exception != new.exception
        {
            return if self.between.exceptions {
                let id = if new.exception.is_empty() { &old.exception } else { &new.exception };
                Because::seen(
                    Cause::Exception,
                    format!("the test says the same; the exception {id} is in one report only"),
                )
            } else {
                let said = "the exception is the same, and holds in one report only";
                self.any_of(|cause| matches!(cause, Cause::Setting | Cause::OtherRecords), said)
            };
        }
        self.any_of(|cause| cause != Cause::Exception, "")
    }
}
