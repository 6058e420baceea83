//! The first screen in numbers and words; the page and the terminal both read it.

use std::collections::BTreeMap;

use super::dates::{between, day, grouped};
use super::lookup::Lookup;
use super::rate::Rate;
use super::{Report, safe};
use crate::model::{Case, ContactOutcome, Coverage, Instant, Part, Support, Verdict};

/// How many cases "matter most".
const TOP: usize = 10;

/// What the first screen says.
pub(crate) struct Summary {
    /// The whole of it in one sentence.
    pub(crate) sentence: String,
    /// The same in pieces, the numbers with the way to their rows.
    pub(crate) said: Vec<Said>,
    /// Covered time of the event exports, else of the changes.
    pub(crate) period: Option<(Instant, Instant)>,
    /// Support-triggered changes by verdict; every verdict is there.
    pub(crate) verdicts: BTreeMap<Verdict, usize>,
    /// All changes with a verdict.
    pub(crate) judged: usize,
    /// Of these, changes that an administrator or a program made whom no ticket shows at work.
    pub(crate) in_question: usize,
    /// Changes in which the desk had no part, by what is known of them.
    pub(crate) not_the_desks: usize,
    /// Changes without a verdict of administrators and programs whom no ticket shows at work.
    pub(crate) unattributed: usize,
    /// Why some cannot be told, most frequent first.
    pub(crate) untold: Vec<(String, usize)>,
    /// Tickets resolved at first contact, of those that count.
    pub(crate) first_contact: Rate,
    /// Tickets that do not count for it.
    pub(crate) excluded: usize,
    /// First contacts with every change proven, of those that can be told.
    pub(crate) safe: Rate,
    /// `@` and the domain that names of accounts leave out; may be empty.
    pub(crate) domain: String,
    /// The cases that matter most, riskiest first, as places in the list of cases; none for an audience that is not
    /// shown single cases.
    pub(crate) top: Vec<usize>,
    /// All exceptions (not proven though it can be told), riskiest first; none for such an audience.
    pub(crate) exceptions: Vec<usize>,
}

impl Summary {
    pub(crate) fn of(report: &Report) -> Self {
        let mut verdicts: BTreeMap<Verdict, usize> = Verdict::ALL.iter().map(|one| (*one, 0)).collect();
        for verdict in report.cases.iter().filter_map(|case| case.verdict) {
            *verdicts.entry(verdict).or_default() += 1;
        }
        let judged = verdicts.values().sum();
        let unjudged = |support| {
            report
                .cases
                .iter()
                .filter(|case| case.verdict.is_none() && case.change.support == support)
                .count()
        };
        let mut riskiest: Vec<usize> = (0..report.cases.len()).collect();
        riskiest.retain(|at| report.cases[*at].verdict.is_some());
        if !report.audience.shows(Part::Cases) {
            riskiest.clear();
        }
        riskiest.sort_by(|a, b| report.cases[*b].risk.score.total_cmp(&report.cases[*a].risk.score));
        let (first_contact, excluded, safe) = first_contact(report);
        let mut summary = Self {
            sentence: String::new(),
            said: Vec::new(),
            period: period(report),
            judged,
            in_question: report
                .cases
                .iter()
                .filter(|case| case.verdict.is_some() && case.change.support == Support::Unknown)
                .count(),
            not_the_desks: unjudged(Support::No) + unjudged(Support::Yes),
            unattributed: unjudged(Support::Unknown),
            untold: untold(report),
            first_contact,
            excluded,
            safe,
            domain: Lookup::new(report).domain().to_owned(),
            top: riskiest.iter().copied().take(TOP).collect(),
            exceptions: riskiest.into_iter().filter(|at| is_exception(&report.cases[*at])).collect(),
            verdicts,
        };
        summary.said = summary.say();
        summary.sentence = summary.said.iter().map(|piece| piece.text.as_str()).collect();
        summary
    }

    pub(crate) fn count(&self, verdict: Verdict) -> usize {
        self.verdicts.get(&verdict).copied().unwrap_or_default()
    }

    pub(crate) fn proven(&self) -> usize {
        self.count(Verdict::Proven)
    }

    pub(crate) fn cannot_be_told(&self) -> usize {
        self.count(Verdict::NotTestable)
    }

    pub(crate) fn not_proven(&self) -> usize {
        self.judged - self.proven() - self.cannot_be_told()
    }

    fn say(&self) -> Vec<Said> {
        let when =
            self.period.map(|(from, to)| format!(" between {}", between(from, to))).unwrap_or_default();
        if self.judged == 0 {
            return vec![Said::words(&format!("No support-triggered change was found{when}."))];
        }
        let changes = if self.judged == 1 { "change" } else { "changes" };
        let was = |count: usize| if count == 1 { "was" } else { "were" };
        let mut said = vec![
            Said::words("Of "),
            Said::number(self.judged, JUDGED),
            Said::words(&format!(" support-triggered {changes}{when}, ")),
            Said::number(self.proven(), PROVEN),
            Said::words(&format!(" {} proven; ", was(self.proven()))),
            Said::number(self.not_proven(), NOT_PROVEN),
            Said::words(&format!(" {} not", was(self.not_proven()))),
        ];
        if let Some((why, most)) = self.untold.first() {
            let all = self.cannot_be_told();
            let share = if *most == all { String::new() } else { format!(", {} of them", grouped(*most)) };
            said.extend([
                Said::words("; "),
                Said::number(all, UNTOLD),
                Said::words(&format!(" cannot be told{share} because {why}")),
            ]);
        }
        said.push(Said::words("."));
        if self.in_question > 0 {
            said.extend(self.say_whose());
        }
        said
    }
}

/// Views of the page with the rows that a number counts.
pub(crate) const JUDGED: &str = "#changes?verdict=proven,insufficient,late,unproven,unticketed,not_testable";
pub(crate) const PROVEN: &str = "#changes?verdict=proven";
pub(crate) const NOT_PROVEN: &str = "#changes?verdict=insufficient,late,unproven,unticketed";
pub(crate) const UNTOLD: &str = "#changes?verdict=not_testable";
pub(crate) const IN_QUESTION: &str =
    "#changes?support=unknown&verdict=proven,insufficient,late,unproven,unticketed,not_testable";
const THE_DESKS: &str =
    "#changes?support=yes,no&verdict=proven,insufficient,late,unproven,unticketed,not_testable";

/// A piece of the sentence.
pub(crate) struct Said {
    pub(crate) text: String,
    /// The view of the page with the rows that it counts; empty where it counts none.
    pub(crate) href: &'static str,
}

impl Said {
    /// Words that count nothing.
    pub(crate) fn words(text: &str) -> Self {
        Self { text: text.to_owned(), href: "" }
    }

    /// A number with the view of its rows.
    pub(crate) fn number(count: usize, href: &'static str) -> Self {
        Self { text: grouped(count), href }
    }
}

impl Summary {
    /// How sure it is that the desk made the changes.
    fn say_whose(&self) -> Vec<Said> {
        let whose = match self.in_question {
            1 => " is in question, as no ticket shows its maker at work.",
            _ => " are in question, as no ticket shows their makers at work.",
        };
        vec![
            Said::words(" The desk made "),
            Said::number(self.judged - self.in_question, THE_DESKS),
            Said::words("; "),
            Said::number(self.in_question, IN_QUESTION),
            Said::words(whose),
        ]
    }
}

/// Whether a change was not proven though it can be told.
pub(crate) fn is_exception(case: &Case) -> bool {
    !matches!(case.verdict, None | Some(Verdict::Proven | Verdict::NotTestable))
}

fn period(report: &Report) -> Option<(Instant, Instant)> {
    let spans = report.coverage.iter().filter(|coverage| !coverage.of_tickets).filter_map(|one| one.span);
    let covered = spans.map(|span| (span.from, span.to)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    covered.or_else(|| Some((report.cases.first()?.change.at, report.cases.last()?.change.at)))
}

fn first_contact(report: &Report) -> (Rate, usize, Rate) {
    let (mut rate, mut excluded, mut safe) = (Rate::default(), 0, Rate::default());
    for result in &report.ticket_results {
        match result.outcome {
            ContactOutcome::Excluded => excluded += 1,
            outcome => rate.add(outcome == ContactOutcome::Yes),
        }
        if let (ContactOutcome::Yes, Some(is_safe)) = (result.outcome, result.safe) {
            safe.add(is_safe);
        }
    }
    (rate, excluded, safe)
}

/// Why changes cannot be told, with their number, most frequent first.
fn untold(report: &Report) -> Vec<(String, usize)> {
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for why in report.cases.iter().filter_map(why_untold(report)) {
        *reasons.entry(why).or_default() += 1;
    }
    let mut reasons: Vec<(String, usize)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    reasons
}

/// Why a change cannot be told: by what the ticket exports cover, else by the verdict's own reason; `None` if it can.
pub(crate) fn why_untold(report: &Report) -> impl Fn(&Case) -> Option<String> {
    let tickets: Vec<&Coverage> = report.coverage.iter().filter(|one| one.of_tickets).collect();
    move |case| {
        let is_untold = case.verdict == Some(Verdict::NotTestable);
        is_untold.then(|| outside(&tickets, case.change.at).unwrap_or_else(|| said(case)))
    }
}

fn said(case: &Case) -> String {
    safe::clipped(case.verdict_reason.trim_end_matches('.'), 200)
}

/// In which way an instant lies outside all ticket exports; `None` if one covers it.
fn outside(tickets: &[&Coverage], at: Instant) -> Option<String> {
    if tickets.iter().any(|coverage| coverage.covers(at)) {
        return None;
    }
    let spans = || tickets.iter().filter_map(|coverage| coverage.span);
    let Some(from) = spans().map(|span| span.from).min() else {
        return Some("no ticket export was given".to_owned());
    };
    let to = spans().map(|span| span.to).max()?;
    Some(if at > to {
        format!("the ticket export ends on {}", day(to))
    } else if at < from {
        format!("the ticket export begins on {}", day(from))
    } else {
        "the ticket export has a gap at that time".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::sample;

    #[test]
    fn the_sentence_adds_up_and_names_the_reason() {
        let report = sample(110);
        let summary = Summary::of(&report);
        assert_eq!(summary.judged, summary.proven() + summary.not_proven() + summary.cannot_be_told());
        assert!(summary.cannot_be_told() > 0);
        assert!(
            summary.sentence.starts_with("Of 100 support-triggered changes between 2 Feb and 13 Apr 2026, ")
        );
        assert!(
            summary.sentence.ends_with("because the ticket export ends on 5 Apr 2026."),
            "{}",
            summary.sentence
        );
    }

    #[test]
    fn changes_that_may_not_be_the_desks_are_said_to_be_in_question() {
        let mut report = sample(110);
        let all = Summary::of(&report).judged;
        for case in report.cases.iter_mut().filter(|case| case.verdict.is_some()).take(3) {
            case.change.support = Support::Unknown;
        }
        let summary = Summary::of(&report);
        assert_eq!((summary.judged, summary.in_question), (all, 3));
        assert!(
            summary
                .sentence
                .contains(" The desk made 97; 3 are in question, as no ticket shows their makers at work."),
            "{}",
            summary.sentence
        );
    }

    #[test]
    fn without_a_ticket_export_it_says_so() {
        let mut report = sample(110);
        report.coverage.retain(|coverage| !coverage.of_tickets);
        let summary = Summary::of(&report);
        assert!(summary.sentence.contains("because no ticket export was given"));
    }

    #[test]
    fn nothing_found_is_said_and_no_pass() {
        let mut report = sample(3);
        report.cases.clear();
        let sentence = Summary::of(&report).sentence;
        assert_eq!(sentence, "No support-triggered change was found between 2 Feb and 13 Apr 2026.");
    }

    #[test]
    fn the_top_cases_are_the_riskiest_first() {
        let report = sample(60);
        let scores: Vec<f64> =
            Summary::of(&report).top.iter().map(|at| report.cases[*at].risk.score).collect();
        assert_eq!(scores.len(), 10);
        assert!(scores.is_sorted_by(|a, b| a >= b));
    }
}
