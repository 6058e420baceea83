//! The page's three long tables: changes, findings, tickets.
//!
//! Each is a set of columns. The data island holds all rows for the script; the
//! page itself holds the first rows as plain HTML, for those who run no script.

use askama::Template;

use super::cells::{Cell, percent};
use super::island::{Data, column};
use crate::measure::breakdown::first_taken;
use crate::model::{
    Answer, Case, Definition, Finding, LinkBasis, LinkOutcome, Severity, TestOutcome, Ticket, TicketResult,
    Verdict,
};
use crate::report::RenderError;
use crate::report::dates::{grouped, second, week};
use crate::report::dress::{of_outcome, of_verdict, spoken};
use crate::report::lookup::Lookup;
use crate::report::safe::clipped;
use crate::report::summary::Summary;
use crate::report::tables::{joined, link_basis};

/// Rows of the plain HTML.
const PLAIN: usize = 200;
/// Findings that the page holds; the rest stands in the CSV.
const FINDINGS: usize = 20_000;
/// Longest text in a cell.
const LONGEST: usize = 300;
pub(super) const LONGEST_NAME: usize = 80;

/// A column: its name in links, its head, how it is shown, and its data.
pub(super) struct Column {
    pub(super) key: &'static str,
    pub(super) head: &'static str,
    /// `text`, `name`, `account`, `word`, `words`, `code`, `id`, `ref`, `place`, `time`, `score` or `badge`: how the
    /// script shows it.
    pub(super) kind: &'static str,
    /// Whether it has a filter of its own.
    pub(super) facet: bool,
    pub(super) stands: Stands,
    pub(super) data: Data,
}

/// Where the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// In the table.
    Beside,
    /// On a line of their own beneath the row, which sentences need.
    Under,
    /// In the opened row only; searched and filtered all the same.
    Inside,
}

/// A row as plain HTML: its cells, then what stands beneath them.
pub(super) struct PlainRow {
    pub(super) cells: Vec<Cell>,
    pub(super) under: String,
    pub(super) place: String,
}

impl PlainRow {
    /// How many columns the line beneath spans: all but the first.
    pub(super) fn span(&self) -> usize {
        self.cells.len().saturating_sub(1)
    }
}

/// A long table.
pub(super) struct List {
    pub(super) name: &'static str,
    title: &'static str,
    caption: String,
    note: String,
    pub(super) rows: usize,
    /// The column by which the rows stand, with a minus for falling.
    pub(super) sort: &'static str,
    pub(super) columns: Vec<Column>,
    plain: Vec<PlainRow>,
}

/// All of them.
pub(super) struct Lists {
    pub(super) changes: List,
    pub(super) findings: List,
    pub(super) tickets: List,
}

#[derive(Template)]
#[template(path = "list.html", config = "src/report/html/askama.toml")]
struct ListSection<'a> {
    list: &'a List,
    heads: Vec<&'a Column>,
    total: String,
}

impl List {
    /// The section of the page.
    pub(super) fn section(&self) -> Result<String, RenderError> {
        let heads = self.columns.iter().filter(|column| column.stands == Stands::Beside).collect();
        Ok(ListSection { list: self, heads, total: grouped(self.rows) }.render()?)
    }
}

impl Lists {
    pub(super) fn of(lookup: &Lookup<'_>, summary: &Summary) -> Self {
        Self { changes: changes(lookup, summary), findings: findings(lookup), tickets: tickets(lookup) }
    }
}

fn changes(lookup: &Lookup<'_>, summary: &Summary) -> List {
    let cases = &lookup.report.cases;
    let subject = |case: &Case| lookup.label(case.change.subject, &case.change.subject_label);
    let actor = |case: &Case| lookup.label(case.change.actor, &case.change.actor_label);
    let ticket =
        |case: &Case| case.link.as_ref().map(|link| lookup.ticket_number(link.ticket)).unwrap_or_default();
    let verdict = |case: &Case| case.verdict.map_or("", Verdict::as_str).to_owned();
    let level = |case: &Case| case.evidence.first().map_or("", |one| one.level.as_str()).to_owned();
    let method = |case: &Case| case.evidence.first().map_or("", |one| one.method.as_str()).to_owned();
    let outcome = |case: &Case| {
        if case.link_outcome == LinkOutcome::Linked { "linked" } else { case.link_outcome.as_str() }
    };
    let basis = |case: &Case| link_basis(case).map_or("", LinkBasis::as_str).to_owned();
    let review = |case: &Case| case.review.first().map_or("", |reason| reason.as_str()).to_owned();
    let columns = vec![
        column::ids("id", "Change", cases, |case| case.change.id.0.clone()),
        column::scores("risk", "Risk", cases, |case| Some(case.risk.score)),
        column::times("at", "Time", cases, |case| Some(case.change.at)),
        column::words("kind", "Change of", cases, |case| case.change.kind.to_string()).facet(),
        column::accounts("subject", "Account", cases, subject),
        column::words("tier", "Tier", cases, |case| case.change.tier.to_string()).facet(),
        column::accounts("actor", "By", cases, actor),
        column::reference("ticket", "Ticket", cases, ticket),
        column::words("level", "Evidence", cases, level).facet(),
        column::badges("verdict", "Verdict", cases, verdict).facet(),
        column::texts("reason", "Why", cases, |case| case.verdict_reason.clone()).under(),
        column::places("record", "Record", cases, |case| lookup.place(case.change.origin)).under(),
        column::words("effect", "Effect", cases, |case| case.change.effect.to_string()).facet().inside(),
        column::words("method", "Method", cases, method).facet().inside(),
        column::words("role", "Role", cases, |case| case.change.actor_kind.to_string()).facet().inside(),
        column::words("support", "By support", cases, |case| case.change.support.to_string())
            .facet()
            .inside(),
        column::words("link", "Link", cases, |case| outcome(case).to_owned()).facet().inside(),
        column::words("basis", "Link rests on", cases, basis).facet().inside(),
        column::words("review", "For review", cases, review).facet().inside(),
        column::texts("source", "Source", cases, |case| case.change.source.clone()).facet().inside(),
        column::names("week", "Week", cases, |case| week(case.change.at)).inside(),
        column::names("figures_as", "Actor in figures", cases, |case| {
            lookup.report.agents.of_case(case).to_owned()
        })
        .inside(),
    ];
    let first = summary.exceptions.iter().take(PLAIN).map(|at| plain_change(lookup, &cases[*at])).collect();
    List {
        name: "changes",
        title: "All changes",
        caption: caption(summary.exceptions.len(), "exceptions, riskiest first"),
        note: "Filter, sort, open a row for its evidence, or follow a number from anywhere above. The address of the page holds the view.".to_owned(),
        rows: cases.len(),
        sort: "-risk",
        columns,
        plain: first,
    }
}

pub(super) fn plain_change(lookup: &Lookup<'_>, case: &Case) -> PlainRow {
    let change = &case.change;
    let name = |text: &str| Cell::Name(clipped(text, LONGEST_NAME));
    let account = |text: String| Cell::account(lookup.short(&clipped(&text, LONGEST_NAME)));
    let ticket = case.link.as_ref().map(|link| lookup.ticket_number(link.ticket)).unwrap_or_default();
    let cells = vec![
        Cell::Link {
            text: clipped(&change.id.0, LONGEST),
            href: format!("#changes?id={0}&open={0}", percent(&change.id.0)),
        },
        Cell::Score(format!("{:.1}", case.risk.score)),
        Cell::Figure(second(change.at)),
        Cell::Word(spoken(change.kind.as_str())),
        account(lookup.label(change.subject, &change.subject_label)),
        Cell::Word(change.tier.to_string()),
        account(lookup.label(change.actor, &change.actor_label)),
        name(&ticket),
        Cell::Word(case.evidence.first().map_or(String::new(), |one| one.level.to_string())),
        case.verdict.map_or(Cell::Word(String::new()), |verdict| Cell::badge(of_verdict(verdict))),
    ];
    PlainRow {
        cells,
        under: clipped(&case.verdict_reason, LONGEST),
        place: clipped(&lookup.place(change.origin), LONGEST),
    }
}

fn findings(lookup: &Lookup<'_>) -> List {
    let mut all: Vec<&Finding> =
        lookup.report.controls.iter().flat_map(|control| &control.findings).collect();
    // Failures first, so that what does not fit is what matters least.
    let weight = |one: &Finding| match one.outcome {
        TestOutcome::Fail => 0,
        TestOutcome::Exception => 1,
        TestOutcome::NotTestable => 2,
        TestOutcome::Pass => 3,
    };
    all.sort_by_key(|one| (weight(one), std::cmp::Reverse(one.severity)));
    let left = all.len().saturating_sub(FINDINGS);
    all.truncate(FINDINGS);
    let place = |one: &&Finding| one.origins.first().map(|origin| lookup.place(*origin)).unwrap_or_default();
    let columns = vec![
        column::ids("id", "Finding", &all, |one| one.id.0.clone()),
        column::codes("test", "Test", &all, |one| one.test.0.clone()).facet(),
        column::reference("item", "Item", &all, |one| one.item.clone()),
        column::badges("outcome", "Outcome", &all, |one| one.outcome.to_string()).facet(),
        column::words("severity", "Severity", &all, |one| one.severity.to_string()).facet(),
        column::texts("reason", "Why", &all, |one| one.reason.clone()),
        column::places("record", "Record", &all, place),
    ];
    let note =
        if left == 0 { String::new() } else { format!("{} more stand in data/findings.csv.", grouped(left)) };
    List {
        name: "findings",
        title: "Findings",
        caption: caption(all.len(), "findings, failures first"),
        note,
        rows: all.len(),
        sort: "",
        plain: all.iter().take(PLAIN).map(|one| plain_finding(one, place(one))).collect(),
        columns,
    }
}

fn plain_finding(finding: &Finding, place: String) -> PlainRow {
    let severity: Severity = finding.severity;
    let cells = vec![
        Cell::Figure(clipped(&finding.id.0, LONGEST)),
        Cell::Figure(clipped(&finding.test.0, LONGEST)),
        Cell::Name(clipped(&finding.item, LONGEST)),
        Cell::badge(of_outcome(finding.outcome)),
        Cell::Word(severity.to_string()),
        Cell::Text(clipped(&finding.reason, LONGEST)),
        Cell::Place(clipped(&place, LONGEST)),
    ];
    PlainRow { cells, under: String::new(), place: String::new() }
}

type Row<'a> = (&'a Ticket, &'a TicketResult);

fn tickets(lookup: &Lookup<'_>) -> List {
    let rows = joined(lookup);
    let answered = |wanted: Answer| {
        move |(_, result): &Row<'_>| {
            let saying = Definition::ALL.iter().filter(|one| result.answers.of(**one) == wanted);
            saying.map(|one| one.as_str()).collect::<Vec<_>>().join(";")
        }
    };
    let reason = |(_, result): &Row<'_>| result.reason.map_or("", |reason| reason.as_str()).to_owned();
    let is_safe =
        |(_, result): &Row<'_>| result.safe.map_or("", |is| if is { "yes" } else { "no" }).to_owned();
    let cause = |(_, result): &Row<'_>| result.cause().map_or("", |cause| cause.as_str()).to_owned();
    let identity = |(_, result): &Row<'_>| if result.identity_request { "yes" } else { "no" }.to_owned();
    let linked = |(_, result): &Row<'_>| {
        result.changes.iter().map(|change| change.0.as_str()).collect::<Vec<_>>().join(" ")
    };
    let columns = vec![
        column::ids("ticket", "Ticket", &rows, |(ticket, _)| ticket.number.clone()),
        column::times("opened", "Opened", &rows, |(ticket, _)| ticket.opened_at),
        column::names("group", "Group", &rows, |(ticket, _)| ticket.group.clone().unwrap_or_default())
            .facet(),
        column::names("channel", "Channel", &rows, |(ticket, _)| ticket.channel.clone().unwrap_or_default())
            .facet(),
        column::words("topic", "Topic", &rows, |(_, result)| result.topic.clone()).facet(),
        column::accounts("agent", "Agent", &rows, |(ticket, _)| lookup.party(&ticket.source, &ticket.agent)),
        column::words("identity", "Identity request", &rows, identity).facet().inside(),
        column::words("first", "First contact", &rows, |(_, result)| result.outcome.to_string()).facet(),
        column::words("reason", "Reason", &rows, reason).facet(),
        column::words("safe", "Safe", &rows, is_safe).facet(),
        column::texts("seen", "Read from", &rows, |(_, result)| result.seen.join("; ")).under(),
        column::places("record", "Record", &rows, |(ticket, _)| lookup.place(ticket.origin)).under(),
        column::reference("changes", "Changes", &rows, linked),
        column::listed("reasons", "All reasons", &rows, |(_, result)| {
            result.reasons.iter().map(|reason| reason.as_str()).collect::<Vec<_>>().join(";")
        })
        .inside(),
        column::words("cause", "Cause", &rows, cause).facet().inside(),
        column::listed("causes", "All causes", &rows, |(_, result)| {
            result.causes.iter().map(|one| one.cause.as_str()).collect::<Vec<_>>().join(";")
        })
        .inside(),
        column::codes("handoffs", "Hand-offs", &rows, |(_, result)| {
            result.handoffs.map(|handoffs| handoffs.count().to_string()).unwrap_or_default()
        })
        .inside(),
        column::listed("costs", "Cost in control", &rows, |(_, result)| {
            result.costs.iter().map(|cost| cost.sort.as_str()).collect::<Vec<_>>().join(";")
        })
        .inside(),
        column::listed("counted_by", "First contact by", &rows, answered(Answer::Yes)).inside(),
        column::listed("not_counted_by", "No first contact by", &rows, answered(Answer::No)).inside(),
        column::texts("title", "Title", &rows, |(ticket, _)| ticket.title.clone()).inside(),
        column::names("week", "Week of opening", &rows, |(ticket, _)| {
            ticket.opened_at.map(week).unwrap_or_default()
        })
        .inside(),
        column::names("taken_group", "Taken first by group", &rows, |(ticket, result)| {
            first_taken(ticket, result).group.unwrap_or_default().to_owned()
        })
        .inside(),
        column::names("taken_as", "Taken first by, in figures", &rows, |(_, result)| {
            lookup.report.agents.taker(result.ticket.0 as usize).to_owned()
        })
        .inside(),
        column::names("figures_as", "Agent in figures", &rows, |(_, result)| {
            lookup.report.agents.of_ticket(result.ticket.0 as usize).to_owned()
        })
        .inside(),
        column::texts("requester", "Requester", &rows, |(ticket, _)| {
            lookup.party(&ticket.source, &ticket.requester)
        })
        .inside(),
    ];
    let failed: Vec<&Row<'_>> = rows.iter().filter(|row| row.1.outcome.as_str() == "no").collect();
    List {
        name: "tickets",
        title: "All tickets",
        caption: caption(failed.len(), "tickets not resolved at first contact"),
        note: String::new(),
        rows: rows.len(),
        sort: "opened",
        columns,
        plain: failed.iter().take(PLAIN).map(|row| plain_ticket(lookup, row, linked(row))).collect(),
    }
}

fn plain_ticket(lookup: &Lookup<'_>, (ticket, result): &Row<'_>, linked: String) -> PlainRow {
    let text = |text: &str| Cell::Text(clipped(text, LONGEST));
    let name = |text: &str| Cell::Name(clipped(text, LONGEST_NAME));
    let cells = vec![
        Cell::Figure(clipped(&ticket.number, LONGEST)),
        Cell::Figure(ticket.opened_at.map(second).unwrap_or_default()),
        name(ticket.group.as_deref().unwrap_or_default()),
        name(ticket.channel.as_deref().unwrap_or_default()),
        name(&result.topic),
        Cell::account(lookup.short(&clipped(&lookup.party(&ticket.source, &ticket.agent), LONGEST_NAME))),
        Cell::Word(result.outcome.to_string()),
        Cell::Word(result.reason.map(|reason| spoken(reason.as_str())).unwrap_or_default()),
        Cell::Word(result.safe.map_or("", |is| if is { "yes" } else { "no" }).to_owned()),
        text(&linked),
    ];
    PlainRow {
        cells,
        under: clipped(&result.seen.join("; "), LONGEST),
        place: clipped(&lookup.place(ticket.origin), LONGEST),
    }
}

fn caption(count: usize, of_what: &str) -> String {
    if count <= PLAIN {
        format!("{} {of_what}", grouped(count))
    } else {
        format!("The first {PLAIN} of {} {of_what}; all rows stand in data/", grouped(count))
    }
}
