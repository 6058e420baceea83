//! A first look at each file, for people who write or check a mapping: what made it a file of
//! its source, how it is written, and its first records as they were read.

use std::path::PathBuf;

use super::blocks::{BOM, Blocks, Pool};
use super::body::Body;
use super::claim::{Claim, claim};
use super::clock::Orders;
use super::crew::Crew;
use super::documents::{Document, documents, head};
use super::draft::first_records;
use super::flow::{Opened, Rules, surveyed};
use super::inputs;
use super::limits::HEAD_BYTES;
use super::normalise::Piece;
use super::packing::Content;
use super::plan::{Plan, Recognised, recognise};
use super::record::{Record, View};
use super::worker::What;
use super::{ReadError, Reading, ZoneSetting};
use crate::mapping::source::{Field, SourceMapping};
use crate::mapping::taxonomy::TypeUse;
use crate::model::{Approval, Event, FileId, JournalEntry, Origin, PersonRecord, Ticket, VerificationRecord};

/// Blocks that are looked through for records at most.
const BLOCKS: usize = 3;

/// What one record was read as.
#[derive(Debug, Clone)]
pub enum SeenAs {
    /// An event.
    Event(Box<Event>),
    /// A ticket, or one row or part of it.
    Ticket(Box<Ticket>),
    /// A line of the journal of the ticket with this number or id.
    Line(String, Box<JournalEntry>),
    /// Lines of journals, each with the number or id of its ticket.
    Lines(Vec<(String, JournalEntry)>),
    /// An approval on the ticket with one of these numbers or ids.
    Approval(Vec<String>, Box<Approval>),
    /// A person.
    Person(Box<PersonRecord>),
    /// A verification.
    Verification(Box<VerificationRecord>),
    /// Something else, in the program's own words.
    Other(String),
    /// A record of a neighbouring table that says nothing here.
    PassedOver,
    /// It cannot be used, and why.
    Rejected(String),
}

/// A record as it was read.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Where it stands.
    pub origin: Origin,
    /// The source it was read as.
    pub source: String,
    /// What it says.
    pub what: SeenAs,
}

/// What a first look at a file shows.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// The fields by which the file's source claims its records.
    pub fields: Vec<String>,
    /// The source that would read the file if its own were not there.
    pub runner_up: Option<String>,
    /// How its text is encoded; empty for what is no text.
    pub encoding: String,
    /// Columns with two numbers before the year: which is the day, and how that is known.
    pub date_orders: Vec<(String, &'static str)>,
    /// A member by which the file says that another page follows.
    pub more_pages: Option<String>,
    /// Its first records.
    pub seen: Vec<Seen>,
}

/// What to look for.
#[derive(Debug, Clone, Copy)]
pub struct LookSettings<'a> {
    /// Zones of local times.
    pub zones: &'a [ZoneSetting],
    /// How many records of each file.
    pub records: usize,
    /// Members whose value says that another page follows.
    pub page_members: &'a [String],
    /// Members that, if true, say that none does.
    pub last_page_members: &'a [String],
}

/// Looks at every file, in the order of the files of a reading of the same inputs.
///
/// # Errors
/// An input that is no longer there.
pub fn look(
    inputs: &[PathBuf],
    reading: &Reading,
    settings: LookSettings<'_>,
) -> Result<Vec<Look>, ReadError> {
    let sources = &reading.signals.sources;
    let given = inputs::collect(inputs)?;
    let documents = documents(given.clone());
    let eyes = Eyes { sources, settings };
    let looks = documents.iter().zip(0..).map(|(document, at)| {
        // What cannot be read is told where the whole is read.
        document.content.as_ref().ok().and_then(|content| eyes.at(document, content, FileId(at)))
    });
    Ok(looks.map(Option::unwrap_or_default).collect())
}

#[derive(Clone, Copy)]
struct Eyes<'a> {
    sources: &'a [SourceMapping],
    settings: LookSettings<'a>,
}

impl<'a> Eyes<'a> {
    fn at(self, document: &Document, content: &Content, file: FileId) -> Option<Look> {
        let head = head(content).ok()?;
        let mut look = Look { encoding: encoding(content.body, &head).to_owned(), ..Look::default() };
        let Recognised::Known(plan, _) =
            recognise(&head, head.len() < HEAD_BYTES, content.body, self.sources)
        else {
            return Some(look);
        };
        // The end of a long page is not looked at: what stands there is not told.
        let is_last = self.settings.last_page_members.iter().any(|member| names_page(&head, member));
        let names = self.settings.page_members.iter().find(|member| names_page(&head, member));
        look.more_pages = names.filter(|_| !is_last).cloned();
        let first = first_records(&plan.cutting, &plan.envelopes, &head, head.len() < HEAD_BYTES, &|_| false);
        first.iter().find(|record| self.explain(record, &plan, &mut look));
        let unsurveyed = Opened { name: document.name.clone(), plan: *plan, orders: Orders::default() };
        let (rules, pool) = (self.rules(), Pool::default());
        // A file that cannot be read is told where the whole is read.
        let opened = Crew::with(rayon::current_num_threads(), |crew| {
            surveyed(unsurveyed, content, &head, rules, crew, &pool)
        });
        let opened = opened.ok()?;
        look.date_orders = opened.orders.told();
        self.first(content, &opened, file, &mut look)?;
        Some(look)
    }

    /// The first records of a content as they are read.
    fn first(self, content: &Content, opened: &Opened, file: FileId, look: &mut Look) -> Option<()> {
        let (count, plan) = (self.settings.records, &opened.plan);
        let rules = self.rules();
        let worker = rules.worker(opened);
        content
            .with_reader(|reader| {
                let pool = Pool::default();
                let mut blocks = Blocks::new(reader, plan.cutting.cutter(&plan.envelopes), &pool);
                let (mut line, mut record) = (1, 0);
                for at in 0..BLOCKS {
                    let Some(mut block) = blocks.next() else { break };
                    // The first is the header of a table, or an envelope around many records.
                    block.spans.truncate(count.max(10) + 1);
                    for row in worker.read(&block, at == 0).rows {
                        record += 1;
                        let origin = Origin { file, record, line: line + u64::from(row.line) };
                        look.seen.push(Seen {
                            origin,
                            source: self.sources[row.source].id.clone(),
                            what: said(row.what, origin, &opened.name),
                        });
                    }
                    if look.seen.len() >= count {
                        break;
                    }
                    line += block.lines;
                }
                look.seen.truncate(count);
            })
            .ok()
    }

    /// Why a record is one of the plan's source; whether it is.
    fn explain(self, record: &Record<'_>, plan: &Plan, look: &mut Look) -> bool {
        let all: Vec<usize> = (0..self.sources.len()).collect();
        let claim = |among: &[usize]| claim(record, plan.form, plan.any_spelling, among, self.sources);
        if claim(&all) != Claim::One(plan.primary) {
            return false;
        }
        let view = View::of(record, &[], plan.any_spelling);
        let rules = &self.sources[plan.primary].recognise;
        let there = |field: &Field| {
            field.0.iter().find(|path| view.has(&Field(vec![(*path).clone()]))).map(|path| path.text.clone())
        };
        look.fields = rules.all.iter().chain(&rules.any).filter_map(there).collect();
        let others: Vec<usize> = all.into_iter().filter(|&index| index != plan.primary).collect();
        look.runner_up = match claim(&others) {
            Claim::One(index) => Some(self.sources[index].id.clone()),
            Claim::Several(several) => several.first().map(|&index| self.sources[index].id.clone()),
            Claim::Nobody => None,
        };
        true
    }

    /// A worker that reads every event in full: as if all types were changes.
    fn rules(self) -> Rules<'a> {
        Rules {
            sources: self.sources,
            zones: self.settings.zones,
            type_use: &|_, _| TypeUse::Change,
            parse_all: false,
            before: None,
        }
    }
}

/// How a text is encoded, told by its beginning, which comes as UTF-8 where the file is UTF-16.
fn encoding(body: Body, head: &[u8]) -> &'static str {
    match body {
        Body::Utf16 { big_endian: false } => "UTF-16 (little-endian)",
        Body::Utf16 { big_endian: true } => "UTF-16 (big-endian)",
        Body::Text if head.contains(&0) => "",
        Body::Text if head.starts_with(BOM) => "UTF-8 with a byte order mark",
        // The beginning may end inside a letter.
        Body::Text
            if std::str::from_utf8(head).map_or_else(|fault| fault.error_len().is_none(), |_| true) =>
        {
            "UTF-8"
        }
        Body::Text => "windows-1252",
        _ => "",
    }
}

/// Whether a page's beginning has this member with a value that is neither empty, `null` nor `false`.
fn names_page(head: &[u8], member: &str) -> bool {
    let quoted = format!("\"{member}\"");
    memchr::memmem::find_iter(head, quoted.as_bytes()).any(|at| {
        let rest = head[at + quoted.len()..].trim_ascii_start();
        let Some(value) = rest.strip_prefix(b":") else { return false };
        let value = value.trim_ascii_start();
        value.starts_with(b"true") || (value.starts_with(b"\"") && !value.starts_with(b"\"\""))
    })
}

fn said(what: What, origin: Origin, file_name: &str) -> SeenAs {
    match what {
        What::Said(mut piece) => {
            piece.place(origin, file_name);
            piece_seen(*piece)
        }
        What::Reject { reason, .. } => SeenAs::Rejected(reason),
        What::PassedOver => SeenAs::PassedOver,
        other => SeenAs::Other(format!("{other:?}")),
    }
}

fn piece_seen(piece: Piece) -> SeenAs {
    match piece {
        Piece::Event(event) => SeenAs::Event(event),
        Piece::Ticket(piece) => SeenAs::Ticket(Box::new(piece.ticket)),
        Piece::Part(ticket) => SeenAs::Ticket(ticket),
        Piece::Journal(line) => SeenAs::Line(line.ticket.unwrap_or_default(), Box::new(line.entry)),
        Piece::History(lines) => {
            let with_ticket = |line: super::normalise::Line| (line.ticket.unwrap_or_default(), line.entry);
            SeenAs::Lines(lines.into_iter().map(with_ticket).collect())
        }
        Piece::Name(of, id, name) => SeenAs::Other(format!("{of:?} `{id}` is called `{name}`")),
        Piece::Approval(tickets, approval) => SeenAs::Approval(tickets, Box::new(approval)),
        Piece::Person(person) => SeenAs::Person(Box::new(person)),
        Piece::Verification(verification) => SeenAs::Verification(Box::new(verification)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_names_the_next_one_is_told_from_the_last_one() {
        assert!(names_page(br#"{"@odata.nextLink": "https://x.example/2","value":[]}"#, "@odata.nextLink"));
        assert!(names_page(br#"{"hasMore":true}"#, "hasMore"));
        for last in
            [r#"{"next_page":null}"#, r#"{"next_page":""}"#, r#"{"x":"next_page"}"#, r#"{"hasMore":false}"#]
        {
            assert!(
                !names_page(last.as_bytes(), "next_page") && !names_page(last.as_bytes(), "hasMore"),
                "{last}"
            );
        }
    }

    #[test]
    fn an_encoding_is_told_by_the_first_bytes() {
        let of = |head: &[u8]| encoding(Body::Text, head);
        assert_eq!(of("\u{feff}a,b".as_bytes()), "UTF-8 with a byte order mark");
        assert_eq!(of("a,é".as_bytes()), "UTF-8");
        assert_eq!(of(b"a,\xe9,b"), "windows-1252");
        assert_eq!(of(b"PAR1\0"), "");
        assert_eq!(encoding(Body::Utf16 { big_endian: false }, b"a"), "UTF-16 (little-endian)");
    }
}
