//! The long tables as the script takes them: columns, in which every repeated text stands once.

use std::collections::{BTreeMap, BTreeSet};

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

/// Every text once, by the order in which it was met.
#[derive(Default)]
struct Words<'a> {
    places: BTreeMap<&'a str, usize>,
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

/// A table as JSON.
///
/// # Errors
/// None that depends on the data.
pub(super) fn json(list: &List) -> Result<Vec<u8>, serde_json::Error> {
    let mut words = Words::default();
    // Words of which a table has few stand in many rows: they come first, so that their places are short.
    for column in &list.columns {
        if let Data::Texts(texts) = &column.data {
            let different: BTreeSet<&str> = texts.iter().map(String::as_str).collect();
            if different.len() * 8 < texts.len() {
                different.into_iter().for_each(|word| _ = words.place(word));
            }
        }
    }
    let columns = list.columns.iter().map(|column| packed(column, &mut words)).collect();
    serde_json::to_vec(&Table { rows: list.rows, sort: list.sort, words: words.words, columns })
}

fn packed<'a>(column: &'a Column, words: &mut Words<'a>) -> Packed<'a> {
    let data = match &column.data {
        Data::Texts(texts) if mostly_differ(texts) => {
            Cells::Texts(texts.iter().map(String::as_str).collect())
        }
        Data::Texts(texts) => Cells::Places(texts.iter().map(|text| words.place(text)).collect()),
        Data::Ids(ids) => Cells::Texts(ids.iter().map(String::as_str).collect()),
        Data::Times(times) => Cells::Steps(steps(times)),
        Data::Numbers(numbers) => Cells::Numbers(numbers.iter().map(|number| number.map(short)).collect()),
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

fn mostly_differ(texts: &[String]) -> bool {
    let different: BTreeSet<&str> = texts.iter().map(String::as_str).collect();
    different.len() * 2 > texts.len()
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
