//! What becomes of each sort of text.

use aho_corasick::AhoCorasick;
use rayon::prelude::*;

use super::edits::{Edit, Edits};
use crate::mapping::masks::Masks;
use crate::model::{Party, Ticket};

/// How the texts of a report are told to its readers. Every text of the model goes through one of these methods, by what
/// it is; ids, words of closed vocabularies and names of sources go through none.
pub(super) struct Cloak<'a> {
    masks: &'a Masks,
    /// Secrets that were found somewhere and are sought everywhere, with their masks.
    known: Option<(AhoCorasick, Vec<String>)>,
}

impl<'a> Cloak<'a> {
    pub(super) fn new(masks: &'a Masks, tickets: &[Ticket]) -> Self {
        Self { masks, known: known(masks, tickets) }
    }

    /// What people or programs wrote: titles, notes, reasons, values of fields.
    pub(super) fn written(&self, text: &mut String) {
        self.edits(text).apply(text);
    }

    /// The value of a field, whose name may tell what it is.
    pub(super) fn field(&self, name: &str, value: &mut String) {
        *value = self.masks.value(name, value);
        self.written(value);
    }

    /// A sentence of ours, in which names and words of records may stand.
    pub(super) fn said(&self, text: &mut String) {
        self.edits(text).apply(text);
    }

    /// What somebody or something is called. Never masked: tables are joined by it.
    pub(super) fn name(&self, _name: &mut String) {}

    /// Whom a record names.
    pub(super) fn party(&self, _source: &str, party: &mut Party) {
        let Party { id: _, login, email, display, native_kind: _ } = party;
        for name in [login, email, display].into_iter().flatten() {
            self.name(name);
        }
    }

    /// What a finding is about: `account:LABEL`, `file:NAME`, or an id.
    pub(super) fn item(&self, item: &mut String) {
        if let Some(label) = item.strip_prefix("account:") {
            let mut label = label.to_owned();
            self.name(&mut label);
            *item = format!("account:{label}");
        }
    }

    /// Network address, client program or place: where somebody acted from.
    pub(super) fn whereabouts(&self, text: &mut Option<String>) {
        self.maybe(text, Self::written);
    }

    /// A quote with its marks.
    pub(super) fn quote(&self, quote: &mut String, matched: &mut [(usize, usize)]) {
        let edits = self.edits(quote);
        edits.apply(quote);
        edits.shift(matched);
    }

    pub(super) fn maybe(&self, text: &mut Option<String>, of: fn(&Self, &mut String)) {
        if let Some(text) = text {
            of(self, text);
        }
    }

    pub(super) fn each(&self, texts: &mut [String], of: fn(&Self, &mut String)) {
        texts.iter_mut().for_each(|text| of(self, text));
    }

    fn edits(&self, text: &str) -> Edits {
        let masked = self.masks.find(text, false).into_iter();
        let masked = masked.map(|one| Edit { from: one.from, to: one.to, with: one.with }).collect();
        Edits::of([masked, self.known_secrets(text)])
    }

    /// Secrets that were found elsewhere, each standing by itself.
    fn known_secrets(&self, text: &str) -> Vec<Edit> {
        let Some((secrets, with)) = &self.known else { return Vec::new() };
        let is_part = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
        let found = secrets.find_iter(text).filter(|hit| {
            !is_part(text[..hit.start()].chars().next_back()) && !is_part(text[hit.end()..].chars().next())
        });
        found
            .map(|hit| Edit {
                from: hit.start(),
                to: hit.end(),
                with: with[hit.pattern().as_usize()].clone(),
            })
            .collect()
    }
}

/// The secrets that stand in tickets and are telling enough to be sought in every text.
fn known(masks: &Masks, tickets: &[Ticket]) -> Option<(AhoCorasick, Vec<String>)> {
    let of_text = |text: &str| -> Vec<(String, String)> {
        let found = masks.find(text, false).into_iter();
        found
            .map(|one| (text[one.from..one.to].trim_end_matches(['.', ',', ';', ')']).to_owned(), one.with))
            .filter(|(secret, _)| masks.is_telling(secret))
            .collect()
    };
    let mut secrets: Vec<(String, String)> =
        tickets.par_iter().flat_map_iter(|ticket| texts(ticket).flat_map(of_text)).collect();
    secrets.sort_unstable();
    secrets.dedup_by(|a, b| a.0 == b.0);
    let (secrets, with): (Vec<String>, Vec<String>) = secrets.into_iter().unzip();
    let kind = aho_corasick::MatchKind::LeftmostLongest;
    let automaton = AhoCorasick::builder().match_kind(kind).build(&secrets).ok()?;
    (!with.is_empty()).then_some((automaton, with))
}

/// What people wrote into a ticket.
fn texts(ticket: &Ticket) -> impl Iterator<Item = &str> {
    let own = [Some(&ticket.title), Some(&ticket.description), ticket.close_notes.as_ref()];
    let comments = ticket.approvals.iter().filter_map(|approval| approval.comment.as_ref());
    let notes = ticket.journal.iter().map(|entry| &entry.text);
    own.into_iter().flatten().chain(notes).chain(comments).map(String::as_str)
}
