//! The definitions of first contact side by side.

use crate::model::{Answer, Definition, DefinitionRow, Definitions};
use crate::report::dates::grouped;
use crate::report::rate::Rate;

/// One way to count first contacts.
pub(super) struct Formula {
    pub(super) name: String,
    pub(super) asks: String,
    pub(super) yes: String,
    pub(super) of: String,
    pub(super) share: String,
    pub(super) interval: String,
    pub(super) disagrees: String,
    pub(super) href: String,
}

/// The definitions that say something of these tickets, side by side.
pub(super) fn formulas(definitions: &Definitions) -> Vec<Formula> {
    let told = |row: &&DefinitionRow| row.count(Answer::Yes) + row.count(Answer::No) > 0;
    definitions.rows.iter().filter(told).map(|row| formula_row(definitions, row)).collect()
}

fn formula_row(definitions: &Definitions, row: &DefinitionRow) -> Formula {
    let (yes, of) = (row.count(Answer::Yes), row.count(Answer::Yes) + row.count(Answer::No));
    let pair =
        definitions.pairs.iter().find(|pair| pair.a == Definition::FirstContact && pair.b == row.terms.id);
    let flatters = pair.map_or(0, |pair| pair.only_b);
    let key = match row.terms.id {
        Definition::Closed => "closed",
        Definition::OneTouch => "one_touch",
        Definition::NoReassignment => "no_reassignment",
        Definition::NoReopen => "no_reopen",
        Definition::IdentityConfirmed => "confirmed",
        _ => "",
    };
    let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let rate = Rate { hits: size(yes), of: size(of) };
    Formula {
        name: format!("{}: {}", row.terms.whose, row.terms.title),
        asks: row.terms.formula.clone(),
        yes: grouped(rate.hits),
        of: grouped(rate.of),
        share: rate.percent(),
        interval: rate.interval_text(),
        disagrees: pair.map_or_else(|| "–".to_owned(), |_| grouped(size(flatters))),
        href: if flatters > 0 && !key.is_empty() {
            format!("#tickets?{key}=yes&first=no")
        } else {
            String::new()
        },
    }
}
