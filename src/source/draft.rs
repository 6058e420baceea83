//! Plans that a file's beginning allows, and which of them is taken: the one whose source claims
//! the first records.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::claim::{Claim, claim, claims, nearest};
use super::elements::Envelope;
use super::limits::HEAD_RECORDS;
use super::plan::{Cutting, Plan, Recognised, inside};
use super::record::Record;
use super::scan::Needles;
use crate::mapping::source::{Form, RecordFields, SourceMapping};

/// A plan before its source is known.
pub(super) struct Draft {
    pub(super) form: Form,
    pub(super) cutting: Cutting,
    pub(super) envelopes: Vec<Envelope>,
    pub(super) shape: String,
    /// The sources that may be it, by their place in the list.
    pub(super) among: Vec<usize>,
}

/// The drafts of which a source claims records, the strongest last; and what the first of the others
/// lacks.
enum Found {
    Known(Strength, Box<Plan>, String),
    Disputed(Vec<usize>),
    Nobody(String),
}

/// Names as written say more than names in any spelling, a header more than a number of cells; then
/// more fields, then more records.
type Strength = (bool, bool, usize, usize);

/// Takes the draft that is claimed most strongly.
pub(super) fn best(drafts: Vec<Draft>, head: &[u8], whole: bool, sources: &[SourceMapping]) -> Recognised {
    let mut known: Vec<(Strength, Box<Plan>, String)> = Vec::new();
    let (mut dispute, mut lack) = (None, None);
    for draft in drafts {
        match draft.decide(head, whole, sources) {
            Found::Known(strength, plan, note) => known.push((strength, plan, note)),
            Found::Disputed(several) => dispute = dispute.or(Some(several)),
            Found::Nobody(note) => lack = lack.or(Some(note)),
        }
    }
    let strongest = known.iter().map(|(strength, ..)| *strength).max();
    known.retain(|(strength, ..)| Some(*strength) == strongest);
    let mut several: Vec<usize> = known.iter().map(|(_, plan, _)| plan.primary).collect();
    several.dedup();
    if several.len() > 1 {
        dispute = Some(several);
    } else if let Some((_, plan, note)) = known.into_iter().next() {
        // Of two drafts of one source the first, which stands there because it knows more.
        return Recognised::Known(plan, note);
    }
    match (dispute, lack) {
        (Some(several), _) => {
            let names: Vec<&str> = several.iter().map(|&index| sources[index].id.as_str()).collect();
            Recognised::Disputed(format!(
                "{} claim it equally; make one of their mappings more specific",
                names.join(" and ")
            ))
        }
        (None, Some(note)) => Recognised::Unknown(note),
        (None, None) => Recognised::Unknown("no record was found at its beginning".to_owned()),
    }
}

impl Draft {
    /// Finds the source by the first records.
    fn decide(self, head: &[u8], whole: bool, sources: &[SourceMapping]) -> Found {
        let is_record = |record: &Record<'_>| {
            let claimed =
                |spelling| claim(record, self.form, spelling, &self.among, sources) != Claim::Nobody;
            claimed(false) || claimed(true)
        };
        let first = first_records(&self.cutting, &self.envelopes, head, whole, &is_record);
        // As written; only if nobody knows any of them so, in any spelling.
        let (mut votes, mut dispute) = self.vote(&first, false, sources);
        let any_spelling = votes.is_empty() && dispute.is_none();
        if any_spelling {
            (votes, dispute) = self.vote(&first, true, sources);
        }
        // Events and tickets give a file its name, not the journals that come with them.
        let rank = |index: usize| match sources[index].record {
            RecordFields::Event(_) | RecordFields::Ticket(_) => 1,
            _ => 0,
        };
        let best = votes.iter().map(|(&index, &count)| (rank(index), count, std::cmp::Reverse(index))).max();
        let claimed: usize = votes.values().sum();
        let Some(primary) = best.map(|(_, _, std::cmp::Reverse(index))| index) else {
            return match (dispute, first.first()) {
                (Some(several), _) => Found::Disputed(several),
                (None, Some(record)) => {
                    let nearest = nearest(record, self.form, sources);
                    Found::Nobody(format!("no source claims it: {nearest}"))
                }
                (None, None) => Found::Nobody("no record was found at its beginning".to_owned()),
            };
        };
        let source = &sources[primary];
        let family = self.family(primary, &votes, any_spelling, sources);
        // A needle would not see a name that is broken over two lines.
        let whole_lines = matches!(self.cutting, Cutting::Lines | Cutting::Elements);
        let needles = Some(source).filter(|_| whole_lines && !any_spelling).and_then(Needles::of);
        let spelling = if any_spelling { ", in another spelling" } else { "" };
        let note = format!("{claimed} of its first records have the fields of {}{spelling}", source.title);
        let headed = !matches!(self.cutting, Cutting::Rows { headed: false, .. });
        let strength = (!any_spelling, headed, source.recognise.all.len(), claimed);
        let Draft { form, cutting, envelopes, shape, .. } = self;
        let plan = Plan { form, cutting, primary, family, envelopes, needles, any_spelling, shape };
        Found::Known(strength, Box::new(plan), note)
    }

    /// How many of some records each source claims, and the first dispute.
    fn vote(
        &self,
        records: &[Record<'_>],
        any_spelling: bool,
        sources: &[SourceMapping],
    ) -> (BTreeMap<usize, usize>, Option<Vec<usize>>) {
        let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
        let mut dispute = None;
        for record in records {
            match claim(record, self.form, any_spelling, &self.among, sources) {
                Claim::One(index) => *votes.entry(index).or_default() += 1,
                Claim::Several(several) => dispute = dispute.or(Some(several)),
                Claim::Nobody => {}
            }
        }
        (votes, dispute)
    }

    /// The sources that a record of the file may belong to: those seen at its beginning, and what
    /// their products write beside them. A table has one header: only sources with their columns in it.
    fn family(
        &self,
        primary: usize,
        votes: &BTreeMap<usize, usize>,
        any_spelling: bool,
        sources: &[SourceMapping],
    ) -> Vec<usize> {
        let is_seen = |product: &str| votes.keys().any(|&index| sources[index].product() == product);
        let mut family: Vec<usize> = self.among.clone();
        family.retain(|&index| is_seen(sources[index].product()));
        // Who asks for most is asked first, and mostly decides.
        family.sort_by_key(|&index| (std::cmp::Reverse(sources[index].recognise.all.len()), index));
        if let Cutting::Rows { header, .. } = &self.cutting {
            let bare = Record::Row(Arc::clone(header), vec![Cow::Borrowed(""); header.width]);
            family
                .retain(|&index| index == primary || claims(&bare, self.form, any_spelling, &sources[index]));
        }
        family
    }
}

/// The first records of a beginning that can be read.
pub(super) fn first_records<'h>(
    cutting: &Cutting,
    envelopes: &[Envelope],
    head: &'h [u8],
    whole: bool,
    is_record: &dyn Fn(&Record<'h>) -> bool,
) -> Vec<Record<'h>> {
    let mut spans = Vec::new();
    if cutting.cutter(envelopes).cut(head, whole, &mut spans).is_err() {
        return Vec::new();
    }
    let mut found = Vec::new();
    // A text that fits no rule must not cost the reading of all its lines under each.
    let looks = if matches!(cutting, Cutting::Text(_)) { HEAD_RECORDS * 4 } else { usize::MAX };
    for span in spans.into_iter().skip(cutting.header_rows()).take(looks) {
        let bytes = &head[span.start..span.end];
        add_records(cutting, envelopes, bytes, is_record, 0, &mut found);
        if found.len() >= HEAD_RECORDS {
            break;
        }
    }
    if found.is_empty()
        && let Cutting::Rows { header, headed: true, .. } = cutting
    {
        found.push(Record::Row(Arc::clone(header), vec![Cow::Borrowed(""); header.width]));
    }
    found
}

/// Adds a record, and those inside it if it is none: pages may stand one a line, or in a list.
fn add_records<'h>(
    cutting: &Cutting,
    envelopes: &[Envelope],
    bytes: &'h [u8],
    is_record: &dyn Fn(&Record<'h>) -> bool,
    depth: usize,
    found: &mut Vec<Record<'h>>,
) {
    let record = cutting.record(bytes).ok();
    let is_whole = record.as_ref().is_some_and(is_record);
    found.extend(record);
    if is_whole || depth == 3 || !matches!(cutting, Cutting::Lines | Cutting::Elements) {
        return;
    }
    for span in inside(bytes, envelopes).into_iter().flatten().take(HEAD_RECORDS) {
        if found.len() < HEAD_RECORDS {
            add_records(cutting, envelopes, &bytes[span.start..span.end], is_record, depth + 1, found);
        }
    }
}
