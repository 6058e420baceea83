//! The first screen: the sentence, four numbers, the flow, the coverage, ten cases, what cannot be told.

use askama::Template;

use super::cells::{Cell, percent};
use super::figure::Figure;
use super::lists::{PlainRow, left_out, plain_change};
use crate::model::{Part, Verdict};
use crate::report::dates::{counted, grouped};
use crate::report::dress::{meaning, of_verdict};
use crate::report::lookup::Lookup;
use crate::report::notices::{Notice, notices};
use crate::report::rate::Rate;
use crate::report::summary::{IN_QUESTION, NOT_PROVEN, PROVEN, Said, Summary, UNTOLD};
use crate::report::{RenderError, Report, charts};

/// One of the four numbers.
struct Number {
    value: String,
    of: String,
    label: &'static str,
    href: &'static str,
    /// The figure of metrics.json that says the same, where there is one.
    metric: &'static str,
    note: String,
}

/// A count that the sentence leaves out, with the way to its rows.
struct Aside {
    href: &'static str,
    linked: String,
    rest: &'static str,
}

/// Why some changes cannot be told, with the way to them.
struct Untold {
    why: String,
    count: String,
    href: String,
}

/// A verdict in the legend.
struct Legend {
    class: &'static str,
    word: &'static str,
    meaning: &'static str,
    count: String,
    href: String,
}

#[derive(Template)]
#[template(path = "first.html", config = "src/report/html/askama.toml")]
struct First<'a> {
    said: &'a [Said],
    aside: Vec<Aside>,
    numbers: Vec<Number>,
    flow: Figure,
    strip: Figure,
    legend: Vec<Legend>,
    top_title: String,
    /// What is said where there are none.
    no_top: String,
    top: Vec<PlainRow>,
    untold: Vec<Untold>,
    untested: String,
    notices: Vec<Notice>,
}

pub(super) fn part(lookup: &Lookup<'_>, summary: &Summary) -> Result<String, RenderError> {
    let report = lookup.report;
    let part = First {
        said: &summary.said,
        aside: aside(summary),
        numbers: numbers(lookup, summary),
        flow: Figure {
            title: "Where do changes drop out?",
            svg: charts::flow(summary),
            note: format!("n = {} support-triggered changes.", grouped(summary.judged)),
        },
        strip: Figure {
            title: "What time do the exports cover?",
            svg: charts::strip(&report.coverage),
            note: "Darker where there are more records; a line beneath marks a gap longer than the source's limit. Absence is asserted only inside covered time.".to_owned(),
        },
        legend: Verdict::ALL.iter().map(|verdict| legend(summary, *verdict)).collect(),
        top_title: match summary.top.len() {
            0 | 1 => "The case that matters most".to_owned(),
            10 => "The ten cases that matter most".to_owned(),
            count => format!("The {count} cases that matter most"),
        },
        no_top: if report.audience.shows(Part::Cases) || summary.judged == 0 {
            "There is no support-triggered change.".to_owned()
        } else {
            left_out(report.audience)
        },
        top: summary.top.iter().map(|at| plain_change(lookup, &report.cases[*at])).collect(),
        untold: summary.untold.iter().take(20).map(untold).collect(),
        untested: untested(report),
        notices: notices(report),
    };
    Ok(part.render()?)
}

fn untold((why, count): &(String, usize)) -> Untold {
    let href = format!("#changes?untold={}", percent(why));
    Untold { why: why.clone(), count: counted(*count, "change"), href }
}

fn untested(report: &Report) -> String {
    match report.controls.iter().filter(|control| control.untested_because.is_some()).count() {
        0 => String::new(),
        count => counted(count, "control test"),
    }
}

/// The way to the changes of which the sentence says less.
fn aside(summary: &Summary) -> Vec<Aside> {
    let entries = [
        (
            summary.in_question,
            "change",
            IN_QUESTION,
            "in question, made by administrators or programs whom no ticket shows at work; they have the verdict that they would have as the desk's.",
        ),
        (
            summary.unattributed,
            "further change",
            "#changes?support=unknown&verdict=",
            "without a verdict, made by administrators or programs whom no ticket shows at work.",
        ),
        (summary.not_the_desks, "further change", "#changes?support=no", "in which the desk had no part."),
    ];
    entries
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, noun, href, rest)| Aside { href, linked: counted(count, noun), rest })
        .collect()
}

fn numbers(lookup: &Lookup<'_>, summary: &Summary) -> Vec<Number> {
    let known = |id: &'static str| {
        if lookup.report.metrics.iter().any(|metric| metric.id == id) { id } else { "" }
    };
    let of_changes = |hits: usize, label, href, metric| {
        let rate = Rate { hits, of: summary.judged };
        Number {
            value: grouped(hits),
            of: format!("of {} changes", grouped(summary.judged)),
            label,
            href,
            metric: known(metric),
            note: rate.percent(),
        }
    };
    let first = summary.first_contact;
    vec![
        of_changes(summary.proven(), "proven", PROVEN, "verdicts.proven"),
        of_changes(summary.not_proven(), "not proven", NOT_PROVEN, "verdicts.not_proven"),
        of_changes(summary.cannot_be_told(), "cannot be told", UNTOLD, "verdicts.not_testable"),
        Number {
            value: grouped(first.hits),
            of: format!("of {} tickets", grouped(first.of)),
            label: "solved at first contact",
            href: "#tickets?first=yes",
            metric: known("first_contact.rate"),
            note: match (first.share(), summary.safe.of) {
                (None, _) => String::new(),
                (Some(_), 0) => first.percent(),
                (Some(_), _) => format!("{}, {} safely", first.percent(), grouped(summary.safe.hits)),
            },
        },
    ]
}

fn legend(summary: &Summary, verdict: Verdict) -> Legend {
    let dress = of_verdict(verdict);
    Legend {
        class: dress.class,
        word: dress.word,
        meaning: meaning(verdict),
        count: grouped(summary.count(verdict)),
        href: format!("#changes?verdict={}", dress.class),
    }
}
