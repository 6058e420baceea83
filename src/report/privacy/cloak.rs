//! What becomes of each sort of text.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use rayon::prelude::*;

use super::edits::{Edit, Edits};
use super::ids;
use super::people::{Around, People};
use crate::mapping::masks::Masks;
use crate::model::{Audience, Part, Party, Ticket, TicketIx};
use crate::report::Report;

/// What stands in place of a text that an audience is not shown.
pub(super) const NOT_SHOWN: &str = "[not shown]";

/// How the texts of a report are told to its readers. Every text of the model goes through one of these methods, by what
/// it is; ids, words of closed vocabularies and names of sources go through none.
pub(super) struct Cloak<'a> {
    masks: &'a Masks,
    /// Everybody, if they stand under pseudonyms.
    people: Option<&'a People<'a>>,
    audience: Audience,
    /// Secrets that were found somewhere and are sought everywhere, with their masks.
    known: Option<(AhoCorasick, Vec<String>)>,
    /// Whether nothing but what is masked is hidden in texts.
    masks_alone: bool,
    /// By ticket, the names of those around.
    around: Vec<Around>,
    nobody: Around,
    /// Ids that were derived from names.
    derived: BTreeSet<String>,
}

impl<'a> Cloak<'a> {
    pub(super) fn new(masks: &'a Masks, people: Option<&'a People<'a>>, report: &Report) -> Self {
        let tickets = &report.tickets;
        let around = people.map(|people| tickets.par_iter().map(|ticket| people.around(ticket)).collect());
        let known = known(masks, tickets);
        Self {
            masks,
            people,
            audience: report.audience,
            masks_alone: people.is_none() && known.is_none() && report.audience.shows(Part::Whereabouts),
            known,
            around: around.unwrap_or_default(),
            nobody: Around::new(),
            derived: people.map(|_| ids::derived_from_names(report)).unwrap_or_default(),
        }
    }

    /// The same for the texts of a ticket, or of what is linked to it.
    pub(super) fn at(&self, ticket: Option<TicketIx>) -> Here<'_> {
        let around = ticket.and_then(|ticket| self.around.get(ticket.0 as usize));
        Here { cloak: self, around: around.unwrap_or(&self.nobody) }
    }

    /// The same for texts of no ticket.
    pub(super) fn anywhere(&self) -> Here<'_> {
        self.at(None)
    }
}

/// A cloak with those around whom a single name may mean.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    cloak: &'a Cloak<'a>,
    around: &'a Around,
}

impl Here<'_> {
    /// What people or programs wrote: titles, notes, reasons, values of fields.
    pub(super) fn written(&self, text: &mut String) {
        if self.cloak.audience.shows(Part::Texts) {
            self.edits(text).apply(text);
        } else if !text.is_empty() {
            NOT_SHOWN.clone_into(text);
        }
    }

    /// The value of a field, whose name may tell what it is.
    pub(super) fn field(&self, name: &str, value: &mut String) {
        if let Some(masked) = self.cloak.masks.value(name, value) {
            *value = masked;
        }
        self.written(value);
    }

    /// A sentence of ours, in which names and words of records may stand.
    pub(super) fn said(&self, text: &mut String) {
        self.edits(text).apply(text);
    }

    /// What somebody or something is called. Never masked: tables are joined by it.
    pub(super) fn name(&self, name: &mut String) {
        if let Some(called) = self.cloak.people.and_then(|people| people.label(name)) {
            *name = called;
        }
    }

    /// Whom a record names.
    pub(super) fn party(&self, source: &str, party: &mut Party) {
        if let Some(people) = self.cloak.people {
            people.party(source, party);
        }
    }

    /// What a finding is about: somebody (`account:LABEL`), something else (`file:NAME`), or an id.
    pub(super) fn item(&self, item: &mut String) {
        match ids::somebody(item) {
            Some((sort, label)) => {
                let mut label = label.to_owned();
                self.name(&mut label);
                *item = format!("{sort}:{label}");
            }
            None => self.file(item),
        }
    }

    /// The name of a file: kept, but for names of people in it.
    pub(super) fn file(&self, name: &mut String) {
        Edits::of([self.people(name)]).apply(name);
    }

    /// An id that may have been derived from names.
    pub(super) fn id(&self, id: &mut String) {
        if let Some(people) = self.cloak.people.filter(|_| self.cloak.derived.contains(id.as_str())) {
            *id = people.pseudonyms.id(id);
        }
    }

    /// Network address, client program or place: where somebody acted from.
    pub(super) fn whereabouts(&self, text: &mut Option<String>) {
        if self.cloak.audience.shows(Part::Whereabouts) {
            self.maybe(text, Self::said);
        } else {
            *text = None;
        }
    }

    /// A quote with its marks.
    pub(super) fn quote(&self, quote: &mut String, matched: &mut Vec<(usize, usize)>) {
        if self.cloak.audience.shows(Part::Texts) {
            let edits = self.edits(quote);
            edits.apply(quote);
            edits.shift(matched);
        } else {
            self.written(quote);
            matched.clear();
        }
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
        // A telephone number is somebody's as a name is.
        let masked = self.cloak.masks.find(text, self.cloak.people.is_some());
        if masked.is_empty() && self.cloak.masks_alone {
            return Edits::default();
        }
        let masked = masked.into_iter();
        let masked = masked.map(|one| Edit { from: one.from, to: one.to, with: one.with }).collect();
        let addresses = match self.cloak.audience.shows(Part::Whereabouts) {
            true => Vec::new(),
            false => self.cloak.masks.addresses(text),
        };
        let addresses = addresses.into_iter().map(|one| Edit { from: one.from, to: one.to, with: one.with });
        let unspaced = self.cloak.people.map(|people| people.unspaced_names(text)).unwrap_or_default();
        Edits::of([masked, self.known_secrets(text), addresses.collect(), unspaced, self.people(text)])
    }

    fn people(&self, text: &str) -> Vec<Edit> {
        self.cloak.people.map(|people| people.named(text, self.around)).unwrap_or_default()
    }

    /// Secrets that were found elsewhere, each standing by itself.
    fn known_secrets(&self, text: &str) -> Vec<Edit> {
        let Some((secrets, with)) = &self.cloak.known else { return Vec::new() };
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
