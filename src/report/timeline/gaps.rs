//! Time that an export does not cover, told as such.

use serde::Serialize;

use super::Moment;
use crate::model::{Coverage, Instant, Lane, Sort, Span, stamp};

/// Why nothing is known of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The export begins later.
    BeforeFirst,
    /// A silence longer than the limit of the source.
    Gap,
    /// The export ends before.
    AfterLast,
    /// It holds no dated record at all.
    All,
}

/// A time inside the time shown of which a source says nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Silence {
    /// The source.
    pub source: String,
    /// Whether it speaks of tickets; else of events.
    pub of_tickets: bool,
    /// From when, inside the time shown.
    pub from: Instant,
    /// Until when, inside the time shown.
    pub to: Instant,
    /// Why.
    pub missing: Missing,
    /// The same in a sentence, with the whole of the gap.
    pub said: String,
}

/// The silences of all sources in the time shown, by source and time.
pub(super) fn silences(coverage: &[Coverage], shown: Span) -> Vec<Silence> {
    let mut silences: Vec<Silence> = coverage.iter().flat_map(|one| of_source(one, shown)).collect();
    silences.sort();
    silences
}

fn of_source(one: &Coverage, shown: Span) -> Vec<Silence> {
    let silence = |from: Instant, to: Instant, missing, said: &dyn Fn() -> String| {
        let (from, to) = (from.max(shown.from), to.min(shown.to));
        (from < to).then(|| Silence {
            source: one.source.clone(),
            of_tickets: one.of_tickets,
            from,
            to,
            missing,
            said: said(),
        })
    };
    let source = &one.source;
    let Some(span) = one.span else {
        let said = || format!("{source} holds no dated record: nothing is known of any time");
        return silence(shown.from, shown.to, Missing::All, &said).into_iter().collect();
    };
    let before = || format!("{source} begins only at {}", stamp(span.from));
    let after = || format!("{source} ends at {}", stamp(span.to));
    // Gaps stand by time.
    let first = one.gaps.partition_point(|gap| gap.to <= shown.from);
    let gaps = one.gaps[first..].iter().take_while(|gap| gap.from < shown.to).map(|gap| {
        let said = || {
            format!(
                "{source} has no record from {} to {}: what happened then is not known",
                stamp(gap.from),
                stamp(gap.to)
            )
        };
        silence(gap.from, gap.to, Missing::Gap, &said)
    });
    let ends = [
        silence(shown.from, span.from, Missing::BeforeFirst, &before),
        silence(span.to, shown.to, Missing::AfterLast, &after),
    ];
    ends.into_iter().chain(gaps).flatten().collect()
}

/// Where silences begin and end, as moments.
pub(super) fn moments(silences: &[Silence]) -> impl Iterator<Item = Moment> + '_ {
    silences.iter().flat_map(|silence| {
        let begins = Moment {
            until: Some(silence.to),
            source: silence.source.clone(),
            id: silence.source.clone(),
            ..Moment::new(silence.from, Lane::Coverage, Sort::GapBegins, silence.said.clone())
        };
        let speaks = format!("{} has records again", silence.source);
        let ends = matches!(silence.missing, Missing::Gap | Missing::BeforeFirst).then(|| Moment {
            source: silence.source.clone(),
            id: silence.source.clone(),
            ..Moment::new(silence.to, Lane::Coverage, Sort::GapEnds, speaks)
        });
        std::iter::once(begins).chain(ends)
    })
}
