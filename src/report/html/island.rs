//! The long tables as the script takes them: columns, in which every repeated text stands once.

use serde::Serialize;

use super::column::{Column, Data, Stands};
use super::lists::List;
use super::packed::pack;
use crate::model::InputFile;
use crate::report::charts::LANES_NOTE;
use crate::report::dates::minute;
use crate::report::lookup::Lookup;
use crate::report::safe;

/// Longest name of a file; places of records are cut there too.
const LONGEST: usize = 300;

/// A table.
#[derive(Serialize)]
struct Table<'a> {
    rows: usize,
    sort: &'static str,
    words: Vec<&'a str>,
    columns: Vec<Packed<'a>>,
}

/// A column with its data.
#[derive(Serialize)]
struct Packed<'a> {
    key: &'static str,
    head: &'static str,
    kind: &'static str,
    name: &'static str,
    facet: bool,
    stands: &'static str,
    data: Cells<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Cells<'a> {
    /// Places of the texts among the words.
    Places(Vec<usize>),
    /// Texts as they are, which is shorter where most are different.
    Texts(Vec<&'a str>),
    /// Each time less the one before it that is known, which is shorter as rows stand by time.
    Steps(Vec<Option<i64>>),
    Numbers(Vec<Option<Short>>),
}

/// A number that is written `12` and not `12.0`.
#[derive(Serialize)]
#[serde(untagged)]
enum Short {
    Whole(i64),
    Broken(f64),
}

/// Places of texts that are looked up for every cell of the page, in the order in which they were met.
#[derive(Default)]
struct Words<'a> {
    #[expect(clippy::disallowed_types, reason = "looked up for every cell, never iterated")]
    places: std::collections::HashMap<&'a str, usize>,
    words: Vec<&'a str>,
}

impl<'a> Words<'a> {
    fn place(&mut self, word: &'a str) -> usize {
        *self.places.entry(word).or_insert_with(|| {
            self.words.push(word);
            self.words.len() - 1
        })
    }
}

/// The texts of a column: every text once, and of each row the place of its own.
struct Texts<'a> {
    different: Vec<&'a str>,
    rows: Vec<usize>,
}

impl<'a> Texts<'a> {
    /// `None` of a column of other data.
    fn of(column: &'a Column) -> Option<Self> {
        let Data::Texts(texts) = &column.data else { return None };
        let mut words = Words::default();
        let rows = texts.iter().map(|text| words.place(text)).collect();
        Some(Self { different: words.words, rows })
    }

    /// Words of which there are few stand in many rows.
    fn are_few(&self) -> bool {
        self.different.len() * 8 < self.rows.len()
    }

    fn mostly_differ(&self) -> bool {
        self.different.len() * 2 > self.rows.len()
    }
}

/// A table as JSON.
///
/// # Errors
/// None that depends on the data.
pub(super) fn json(list: &List) -> Result<Vec<u8>, serde_json::Error> {
    let texts: Vec<Option<Texts<'_>>> = list.columns.iter().map(Texts::of).collect();
    let mut words = Words::default();
    // The words that stand in many rows come first, so that their places are short.
    for few in texts.iter().flatten().filter(|texts| texts.are_few()) {
        let mut sorted = few.different.clone();
        sorted.sort_unstable();
        sorted.into_iter().for_each(|word| _ = words.place(word));
    }
    let columns =
        list.columns.iter().zip(texts).map(|(column, texts)| packed(column, texts, &mut words)).collect();
    serde_json::to_vec(&Table { rows: list.rows, sort: list.sort, words: words.words, columns })
}

fn packed<'a>(column: &'a Column, texts: Option<Texts<'a>>, words: &mut Words<'a>) -> Packed<'a> {
    let data = match (&column.data, texts) {
        (Data::Texts(_), Some(texts)) if !texts.mostly_differ() => {
            let places: Vec<usize> = texts.different.iter().map(|word| words.place(word)).collect();
            Cells::Places(texts.rows.into_iter().map(|row| places[row]).collect())
        }
        (Data::Texts(texts) | Data::Ids(texts), _) => {
            Cells::Texts(texts.iter().map(String::as_str).collect())
        }
        (Data::Times(times), _) => Cells::Steps(steps(times)),
        (Data::Numbers(numbers), _) => {
            Cells::Numbers(numbers.iter().map(|number| number.map(short)).collect())
        }
    };
    Packed {
        key: column.key,
        head: column.head,
        kind: column.kind,
        name: column.name,
        facet: column.facet,
        stands: match column.stands {
            Stands::Beside => "beside",
            Stands::Under => "under",
            Stands::Inside => "inside",
        },
        data,
    }
}

fn steps(times: &[Option<i64>]) -> Vec<Option<i64>> {
    let mut before = 0;
    let step = |at: &Option<i64>| {
        let at = (*at)?;
        let step = at.wrapping_sub(before);
        before = at;
        Some(step)
    };
    times.iter().map(step).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
fn short(number: f64) -> Short {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        Short::Whole(number as i64)
    } else {
        Short::Broken(number)
    }
}

/// What the script needs to know of the run: who wrote the page, and the files with their hashes.
#[derive(Serialize)]
struct Run {
    version: String,
    as_of: String,
    /// `@` and the domain that names of accounts leave out.
    domain: String,
    /// Name and SHA-256 of each file.
    files: Vec<[String; 2]>,
    /// What the marks of lanes mean.
    lanes_note: &'static str,
}

/// The run, packed.
///
/// # Errors
/// None that depends on the data.
pub(super) fn run(lookup: &Lookup<'_>) -> Result<String, serde_json::Error> {
    let report = lookup.report;
    let file = |file: &InputFile| [safe::clipped(&file.name, LONGEST), safe::clipped(&file.sha256, 64)];
    let run = Run {
        version: safe::line(&report.version),
        as_of: minute(report.as_of),
        domain: safe::line(lookup.domain()),
        files: report.inputs.iter().filter(|file| file.used > 0).map(file).collect(),
        lanes_note: LANES_NOTE,
    };
    Ok(pack("run", &serde_json::to_vec(&run)?))
}
