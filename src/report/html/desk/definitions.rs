//! The definitions of first contact side by side: what each counts, how far they agree, what the product marked.

use super::section::{Grid, Panel, Row, Section, heads};
use crate::model::{Answer, Definition, DefinitionRow, Definitions, MarkCell};
use crate::report::RenderError;
use crate::report::charts;
use crate::report::dates::grouped;
use crate::report::dress::spoken;
use crate::report::html::cells::Cell;
use crate::report::html::figure::Figure;
use crate::report::rate::Rate;
use crate::report::safe::clipped;

/// The definitions that say something of these tickets.
pub(super) fn side_by_side(definitions: &Definitions) -> Result<Section, RenderError> {
    let told: Vec<&DefinitionRow> =
        definitions.rows.iter().filter(|row| row.count(Answer::Yes) + row.count(Answer::No) > 0).collect();
    Ok(Section {
        id: "definitions",
        title: "First contact by other definitions",
        text: format!(
            "The same tickets counted in {} ways. On {} tickets one definition says yes and another no \
             (data/definitions.csv). \u{201c}No answer\u{201d} is the part of a definition's yes that people make who just stopped \
             answering.",
            told.len(),
            count(definitions.disagreed),
        ),
        panels: vec![shares(definitions, &told)?, agreement(definitions, &told)?, marks(&definitions.marks)],
    })
}

/// Its word, which is also its column in the tables.
fn called(row: &DefinitionRow) -> String {
    word(row.terms.id)
}

fn word(id: Definition) -> String {
    spoken(id.as_str().trim_start_matches("fcr_"))
}

fn rate(row: &DefinitionRow) -> Rate {
    let yes = row.count(Answer::Yes);
    Rate { hits: whole(yes), of: whole(yes + row.count(Answer::No)) }
}

/// Tickets that a definition counts and ours does not.
fn flattered(definitions: &Definitions, of: Definition) -> Option<u64> {
    let ours = Definition::FirstContact;
    definitions.pairs.iter().find_map(|pair| match (pair.a, pair.b) {
        (a, b) if a == ours && b == of => Some(pair.only_b),
        (a, b) if b == ours && a == of => Some(pair.only_a),
        _ => None,
    })
}

fn shares(definitions: &Definitions, told: &[&DefinitionRow]) -> Result<Panel, RenderError> {
    let mut by_share: Vec<&&DefinitionRow> = told.iter().collect();
    by_share.sort_by(|a, b| b.rate.unwrap_or(0.0).total_cmp(&a.rate.unwrap_or(0.0)));
    let entries: Vec<(String, Rate)> = by_share.iter().map(|row| (called(row), rate(row))).collect();
    let row = |row: &&&DefinitionRow| {
        let id = row.terms.id;
        let counted = rate(row);
        let beyond = flattered(definitions, id);
        Row {
            name: called(row),
            cells: vec![
                Cell::Text(clipped(
                    &format!("{}, {}. {}", row.terms.whose, row.terms.title, row.terms.formula),
                    400,
                )),
                Cell::Count { text: grouped(counted.hits), href: format!("#tickets?counted_by={id}") },
                Cell::Score(grouped(counted.of)),
                Cell::Score(counted.percent()),
                Cell::Score(counted.interval_text()),
                Cell::Count {
                    text: beyond.map_or_else(|| "–".to_owned(), count),
                    href: beyond
                        .filter(|tickets| *tickets > 0)
                        .map_or_else(String::new, |_| format!("#tickets?counted_by={id}&first=no")),
                },
                Cell::Count {
                    text: count(row.no_response),
                    href: if row.no_response > 0 {
                        format!("#tickets?counted_by={id}&reasons=no_response")
                    } else {
                        String::new()
                    },
                },
            ],
        }
    };
    let title = "How much first contact is there, by definition?";
    Ok(Panel {
        figure: Figure {
            title,
            svg: charts::rates(title, &entries),
            note: "Each of the tickets of which its export tells enough; bars are 95 % Wilson intervals."
                .to_owned(),
        },
        grid: Grid {
            caption: "The definitions, by share; sources and exclusions stand in data/metrics.json"
                .to_owned(),
            heads: heads([
                "Definition",
                "Whose it is and what it asks",
                "#Yes",
                "#Of",
                "#Share",
                "#95 % interval",
                "#Yes, ours no",
                "#No answer",
            ]),
            rows: by_share.iter().map(row).collect(),
            ..Grid::default()
        },
        is_wide: true,
    })
}

/// The matrix, and the same numbers for our own definition.
fn agreement(definitions: &Definitions, told: &[&DefinitionRow]) -> Result<Panel, RenderError> {
    let pair = |a: usize, b: usize| {
        let (a, b) = (told.get(a)?.terms.id, told.get(b)?.terms.id);
        definitions.pairs.iter().find(|pair| (pair.a, pair.b) == (a, b) || (pair.a, pair.b) == (b, a))
    };
    let names: Vec<String> = told.iter().map(|row| called(row)).collect();
    let title = "On how many tickets do two definitions agree?";
    let ours =
        definitions.pairs.iter().filter(|pair| pair.a == Definition::FirstContact && pair.raw.is_some());
    let rows = ours.map(|pair| Row {
        name: word(pair.b),
        cells: vec![
            Cell::Score(count(pair.both_yes + pair.both_no)),
            Cell::Score(count(pair.both_yes + pair.both_no + pair.only_a + pair.only_b)),
            Cell::Score(
                pair.raw.map(|share| format!("{:.0} %", (share * 100.0).floor())).unwrap_or_default(),
            ),
            Cell::Score(pair.kappa.map(|kappa| format!("{kappa:.2}")).unwrap_or_default()),
        ],
    });
    Ok(Panel {
        figure: Figure {
            title,
            svg: charts::matrix(title, &names, &|a, b| pair(a, b)?.raw),
            note: "Percent of the tickets of which both say yes or no; darker where they disagree."
                .to_owned(),
        },
        grid: Grid {
            caption: "Agreement with our own definition; kappa is agreement beyond chance".to_owned(),
            heads: heads(["With", "#Agree", "#Of", "#Share", "#Kappa"]),
            rows: rows.collect(),
            note: "Every two stand in data/definition_pairs.csv.".to_owned(),
            ..Grid::default()
        },
        is_wide: false,
    })
}

/// Our outcome against the product's own mark.
fn marks(cells: &[MarkCell]) -> Panel {
    let yes = |mark| if mark { "yes" } else { "no" };
    let row = |cell: &MarkCell| Row {
        name: yes(cell.mark).to_owned(),
        cells: vec![
            Cell::Word(cell.outcome.to_string()),
            Cell::Word(cell.reason.map(|reason| spoken(reason.as_str())).unwrap_or_default()),
            Cell::Word(cell.gap.map(|gap| spoken(gap.as_str())).unwrap_or_default()),
            Cell::Score(count(cell.tickets)),
        ],
    };
    Panel {
        figure: Figure::nothing("marks"),
        grid: Grid {
            caption: "Our outcome against the product's own mark of first contact".to_owned(),
            heads: heads(["Mark", "Ours", "Main reason", "What may explain it", "#Tickets"]),
            rows: cells.iter().map(row).collect(),
            ..Grid::default()
        },
        is_wide: true,
    }
}

fn whole(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn count(count: u64) -> String {
    grouped(whole(count))
}
