//! Who did what around one change, and when? A lane each for requester, agent, account and address.
//!
//! Time runs by its logarithm on both sides of the middle: minutes decide a verdict, days tell the story. Where
//! no export of a lane has records, the lane is broken.

use super::canvas::{Anchor, Canvas, WIDTH, draw_brief, ink};
use crate::model::{Instant, Lane, Sort, Span, Verdict};
use crate::report::dates;
use crate::report::dress::{Colour, INK, MUTED, RULE, VERMILION, of_verdict};
use crate::report::safe;
use crate::report::timeline::{Missing, Moment, Timeline};

/// What the marks mean, for the line under the chart.
pub(crate) const LANES_NOTE: &str = "Time runs to both sides of the middle by its logarithm, from minutes to days. \
Squares: ticket opened, solved or closed; bars: comments and notes, short ones fields; diamonds: evidence; \
triangles: approvals; dots: records of logs. Where a lane is broken, no export has records.";

const LEFT: f64 = 84.0;
const RIGHT: f64 = WIDTH - 12.0;
const TOP: f64 = 26.0;
const ROW: f64 = 40.0;
/// Marks nearer than this are drawn as one.
const APART: f64 = 4.0;
/// Width of a letter of a small label, roughly.
const LETTER: f64 = 6.1;
/// Longest label, in letters.
const LONGEST: usize = 22;
/// Seconds around the middle that are drawn as they pass; beyond, by their logarithm.
const NEAR: f64 = 45.0;

/// Lanes that are always drawn; others only if something stands in them.
const ALWAYS: [Lane; 4] = [Lane::Requester, Lane::Agent, Lane::Account, Lane::Address];
/// Lanes that may be drawn.
const DRAWN: [Lane; 5] = [Lane::Requester, Lane::Agent, Lane::Approver, Lane::Account, Lane::Address];

/// The chart of a timeline around an instant (of the change, or of the opening of a ticket).
pub(crate) fn lanes(timeline: &Timeline, middle: Instant, label: &str) -> String {
    let has = |lane: &Lane| timeline.moments.iter().any(|moment| moment.lane == *lane);
    let shown: Vec<Lane> = DRAWN.into_iter().filter(|lane| ALWAYS.contains(lane) || has(lane)).collect();
    let axis = Axis::around(middle, timeline.shown);
    let bottom = TOP + ROW * shown.len() as f64;
    draw_brief(bottom + 18.0, label, |canvas| {
        axis.paint(canvas, bottom);
        for (row, lane) in shown.iter().enumerate() {
            let y = TOP + ROW * (row as f64 + 0.5);
            canvas.text(0.0, y, lane.as_str(), ink(INK, Anchor::Start));
            broken(canvas, timeline, *lane, axis, y);
            paint(canvas, &marks(timeline, *lane, axis, middle), y);
        }
    })
}

/// Where instants stand: by the logarithm of their distance from the middle.
#[derive(Clone, Copy)]
struct Axis {
    middle: Instant,
    from: f64,
    to: f64,
}

impl Axis {
    fn around(middle: Instant, shown: Span) -> Self {
        let (from, to) = (distance(middle, shown.from), distance(middle, shown.to));
        Self { middle, from: from.min(-1.0), to: to.max(1.0) }
    }

    fn x(self, at: Instant) -> f64 {
        self.x_of(distance(self.middle, at))
    }

    fn x_of(self, distance: f64) -> f64 {
        let share = (distance - self.from) / (self.to - self.from);
        LEFT + (RIGHT - LEFT) * share.clamp(0.0, 1.0)
    }

    /// The line of the middle, and round distances from it along the bottom.
    fn paint(self, canvas: &mut Canvas, bottom: f64) {
        let x = self.x_of(0.0);
        canvas.line((x, TOP - 10.0), (x, bottom), RULE, 1);
        canvas.text(x, bottom + 8.0, &clock(self.middle), ink(INK, Anchor::Middle).small());
        let half = (clock(self.middle).chars().count() as f64 * LETTER / 2.0 + 20.0).max(44.0);
        let mut taken = vec![(x - half, x + half)];
        const ROUND: [(i64, &str); 9] = [
            (3_600, "1 h"),
            (86_400, "1 d"),
            (604_800, "7 d"),
            (600, "10 min"),
            (2_592_000, "30 d"),
            (21_600, "6 h"),
            (60, "1 min"),
            (259_200, "3 d"),
            (7_776_000, "90 d"),
        ];
        for (seconds, name) in ROUND {
            for (sign, seconds) in [("−", -seconds), ("+", seconds)] {
                let distance = scaled(seconds as f64);
                let x = self.x_of(distance);
                let is_free = taken.iter().all(|(from, to)| x + 20.0 < *from || *to < x - 20.0);
                if distance < self.from || distance > self.to || !is_free {
                    continue;
                }
                taken.push((x - 20.0, x + 20.0));
                canvas.text(
                    x.min(RIGHT - 8.0),
                    bottom + 8.0,
                    &format!("{sign}{name}"),
                    ink(MUTED, Anchor::Middle).small(),
                );
            }
        }
    }
}

fn distance(middle: Instant, at: Instant) -> f64 {
    scaled((at - middle).num_milliseconds() as f64 / 1000.0)
}

/// Seconds by their logarithm; near 0 nearly as they are.
fn scaled(seconds: f64) -> f64 {
    seconds.signum() * (1.0 + seconds.abs() / NEAR).ln()
}

/// `3 Mar 2026, 09:20:05`.
fn clock(at: Instant) -> String {
    format!("{}{}", dates::minute(at), at.format(":%S"))
}

/// The line of a lane, broken where no source of it has records; a band where one of several has none.
fn broken(canvas: &mut Canvas, timeline: &Timeline, lane: Lane, axis: Axis, y: f64) {
    let of_tickets = matches!(lane, Lane::Requester | Lane::Agent | Lane::Approver);
    let gaps: Vec<(f64, f64)> = timeline
        .gaps
        .iter()
        .filter(|gap| gap.of_tickets == of_tickets && gap.missing != Missing::All)
        .map(|gap| (axis.x(gap.from), axis.x(gap.to)))
        .collect();
    let mut at = LEFT;
    for (from, to) in joined(gaps) {
        let to = to.max(from + 3.0);
        if from > at {
            canvas.line((at, y), (from, y), RULE, 1);
        }
        canvas.fill((from, y - 14.0), (to, y + 14.0), VERMILION, 0.12);
        if to - from > 62.0 {
            canvas.text((from + to) / 2.0, y, "no records", ink(VERMILION, Anchor::Middle).small());
        }
        at = to;
    }
    if at < RIGHT {
        canvas.line((at, y), (RIGHT, y), RULE, 1);
    }
}

/// Stretches in order, those that touch as one.
fn joined(mut stretches: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    stretches.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut joined: Vec<(f64, f64)> = Vec::new();
    for (from, to) in stretches {
        match joined.last_mut() {
            Some(last) if from <= last.1 + 1.0 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// How a moment is drawn; what stands first is drawn over what stands later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Middle(Option<Verdict>),
    Change(Option<Verdict>),
    Diamond,
    Triangle,
    Open,
    Done,
    Record,
    Bar,
    Short,
}

struct Mark {
    x: f64,
    shape: Shape,
    /// Words beside it; empty for none.
    word: String,
}

/// The marks of a lane, the most telling first; of those that would hide each other only one.
fn marks(timeline: &Timeline, lane: Lane, axis: Axis, middle: Instant) -> Vec<Mark> {
    let in_lane = |moment: &&Moment| match lane {
        // What the holder did with the account shows from where, too.
        Lane::Address => {
            moment.lane == lane
                || (moment.lane == Lane::Account && moment.address.is_some() && moment.who == moment.about)
        }
        _ => moment.lane == lane,
    };
    let mut marks: Vec<Mark> = Vec::new();
    let mut addresses: Vec<&str> = Vec::new();
    for moment in timeline.moments.iter().filter(in_lane) {
        let (mut shape, mut word) = (shape(moment, middle), word(moment, middle).to_owned());
        if lane == Lane::Address {
            shape = Shape::Record;
            word = String::new();
            if let Some(address) = moment.address.as_deref().filter(|one| !addresses.contains(one)) {
                addresses.push(address);
                word = safe::clip(safe::line(address), LONGEST);
            }
        }
        let mark = Mark { x: axis.x(moment.at), shape, word };
        match marks
            .iter_mut()
            .rev()
            .take_while(|other| mark.x - other.x < APART)
            .find(|one| one.shape == shape)
        {
            Some(_) if mark.word.is_empty() => {}
            Some(one) if one.word.is_empty() => one.word = mark.word,
            _ => marks.push(mark),
        }
    }
    marks.sort_by(|a, b| a.shape.cmp(&b.shape).then(a.x.total_cmp(&b.x)));
    marks
}

fn shape(moment: &Moment, middle: Instant) -> Shape {
    match moment.sort {
        Sort::Change if moment.at == middle => Shape::Middle(moment.verdict),
        Sort::Change => Shape::Change(moment.verdict),
        Sort::Evidence | Sort::Verification => Shape::Diamond,
        Sort::Approval => Shape::Triangle,
        Sort::TicketOpened => Shape::Open,
        Sort::TicketResolved | Sort::TicketClosed => Shape::Done,
        Sort::Comment | Sort::Note => Shape::Bar,
        Sort::FieldChange => Shape::Short,
        _ => Shape::Record,
    }
}

fn word(moment: &Moment, middle: Instant) -> &'static str {
    match moment.sort {
        Sort::Change if moment.at == middle => {
            moment.verdict.map_or("change", |verdict| of_verdict(verdict).word)
        }
        Sort::Change => "change",
        Sort::Evidence => "evidence",
        Sort::Verification => "verification",
        Sort::Approval => "approval",
        Sort::TicketOpened => "opened",
        Sort::TicketResolved => "solved",
        Sort::TicketClosed => "closed",
        Sort::Note => "note",
        Sort::Comment => "comment",
        _ => "",
    }
}

/// Draws marks from the least to the most telling, and the words of those that have room.
fn paint(canvas: &mut Canvas, marks: &[Mark], y: f64) {
    marks.iter().rev().for_each(|mark| symbol(canvas, mark, y));
    let mut taken: [Vec<(f64, f64)>; 2] = [Vec::new(), Vec::new()];
    for mark in marks.iter().filter(|mark| !mark.word.is_empty()) {
        let half = mark.word.chars().count() as f64 * LETTER / 2.0 + 3.0;
        let x = mark.x.clamp(LEFT + half, RIGHT - half);
        let free = |row: &Vec<(f64, f64)>| row.iter().all(|(from, to)| x + half <= *from || *to <= x - half);
        let Some(row) = (0..2).find(|row| free(&taken[*row])) else { continue };
        taken[row].push((x - half, x + half));
        let bold = matches!(mark.shape, Shape::Middle(_));
        let how = ink(if bold { INK } else { MUTED }, Anchor::Middle).small();
        let at = if row == 0 { y - 14.0 } else { y + 13.0 };
        canvas.text(x, at, &mark.word, if bold { how.bold() } else { how });
    }
}

fn symbol(canvas: &mut Canvas, mark: &Mark, y: f64) {
    let x = mark.x;
    let around = |points: &[(f64, f64)]| points.iter().map(|(dx, dy)| (x + dx, y + dy)).collect::<Vec<_>>();
    match mark.shape {
        Shape::Middle(verdict) => judged(canvas, (x, y), 8.0, verdict),
        Shape::Change(verdict) => judged(canvas, (x, y), 5.0, verdict),
        Shape::Diamond => {
            canvas.polygon(&around(&[(-5.0, 0.0), (0.0, -6.0), (5.0, 0.0), (0.0, 6.0)]), INK, 1.0)
        }
        Shape::Triangle => canvas.polygon(&around(&[(-5.0, 5.0), (5.0, 5.0), (0.0, -5.0)]), INK, 1.0),
        Shape::Open => {
            let corners = [(-4.0, -4.0), (4.0, -4.0), (4.0, 4.0), (-4.0, 4.0), (-4.0, -5.0)];
            canvas.path(&around(&corners), INK, 2);
        }
        Shape::Done => canvas.fill((x - 4.0, y - 4.0), (x + 4.0, y + 4.0), MUTED, 1.0),
        Shape::Record => canvas.dot((x, y), 3, INK, false),
        Shape::Bar => canvas.fill((x - 1.0, y - 6.0), (x + 1.0, y + 6.0), INK, 1.0),
        Shape::Short => canvas.fill((x, y - 3.0), (x + 1.0, y + 3.0), MUTED, 1.0),
    }
}

/// A change with the shape of its verdict (as in `html/shapes.html`).
fn judged(canvas: &mut Canvas, (x, y): (f64, f64), size: f64, verdict: Option<Verdict>) {
    let colour = verdict.map_or(INK, |verdict| of_verdict(verdict).colour);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
    let radius = size as u32;
    match verdict {
        Some(Verdict::Proven) => canvas.dot((x, y), radius, colour, false),
        Some(Verdict::NotTestable) => {
            for step in 0..8 {
                let turn = f64::from(step) * std::f64::consts::FRAC_PI_4;
                canvas.dot((x + size * turn.cos(), y + size * turn.sin()), 1, colour, false);
            }
        }
        None => canvas.fill((x - size * 0.7, y - size * 0.7), (x + size * 0.7, y + size * 0.7), INK, 1.0),
        Some(verdict) => {
            canvas.dot((x, y), radius, colour, true);
            inner(canvas, (x, y), size, verdict, colour);
        }
    }
}

/// What stands inside the ring.
fn inner(canvas: &mut Canvas, (x, y): (f64, f64), size: f64, verdict: Verdict, colour: Colour) {
    let d = size * 0.6;
    match verdict {
        Verdict::Insufficient => {
            let half: Vec<(f64, f64)> = (0..=8)
                .map(|step| std::f64::consts::FRAC_PI_2 * (1.0 + f64::from(step) / 4.0))
                .map(|turn| (x + size * turn.cos(), y + size * turn.sin()))
                .collect();
            canvas.polygon(&half, colour, 1.0);
        }
        Verdict::Late => canvas.path(&[(x, y - d), (x, y), (x + d, y + d * 0.5)], colour, 2),
        Verdict::Unticketed => {
            canvas.line((x - d, y - d), (x + d, y + d), colour, 2);
            canvas.line((x + d, y - d), (x - d, y + d), colour, 2);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::model::{Gap, Verdict};
    use crate::report::Report;
    use crate::report::sample::{HOSTILE, sample};
    use crate::report::timeline::Timelines;

    fn drawn(report: &Report, at: usize) -> String {
        let case = &report.cases[at];
        lanes(&Timelines::new(report).of_case(case), case.change.at, "Lanes")
    }

    #[test]
    fn a_case_is_drawn_in_four_lanes_with_the_word_of_its_verdict_in_little_space() {
        let report = sample(40);
        for (at, case) in report.cases.iter().enumerate() {
            let svg = drawn(&report, at);
            for lane in ALWAYS {
                assert!(svg.contains(&format!(">{lane}<")), "{svg}");
            }
            let word = case.verdict.map_or("change", |verdict| of_verdict(verdict).word);
            assert!(svg.contains(&format!(">{word}<")), "{word}: {svg}");
            assert!(svg.len() < 5_000, "{} bytes: {svg}", svg.len());
        }
    }

    #[test]
    fn a_gap_breaks_the_lanes_that_it_concerns() {
        let mut report = sample(40);
        let at = report.cases.iter().position(|case| case.verdict == Some(Verdict::Proven)).unwrap();
        let change = report.cases[at].change.at;
        let whole = Some(Span { from: change - Duration::days(90), to: change + Duration::days(90) });
        report.coverage.iter_mut().take(2).for_each(|one| one.span = whole);
        report.coverage[0].gaps.clear();
        assert!(!drawn(&report, at).contains("no records"));
        report.coverage[0].gaps =
            vec![Gap { from: change + Duration::hours(1), to: change + Duration::days(3) }];
        assert_eq!(drawn(&report, at).matches("no records").count(), 2, "account and address");
    }

    #[test]
    fn text_of_inputs_stays_text() {
        let mut report = sample(40);
        for (case, text) in report.cases.iter_mut().zip(HOSTILE.iter().cycle()) {
            case.change.ip = Some((*text).to_owned());
            case.change.actor_label = case.change.subject_label.clone();
        }
        for at in 0..report.cases.len() {
            let svg = drawn(&report, at);
            assert!(!svg.contains("<script") && !svg.contains("<img") && !svg.contains('\u{202E}'), "{svg}");
        }
    }

    #[test]
    fn time_runs_by_its_logarithm_on_both_sides_of_the_middle() {
        let middle: Instant = "2026-03-03T09:20:00Z".parse().unwrap();
        let axis =
            Axis::around(middle, Span { from: middle - Duration::days(1), to: middle + Duration::days(1) });
        let x = |seconds| axis.x(middle + Duration::seconds(seconds));
        assert!((x(0) - (LEFT + RIGHT) / 2.0).abs() < 1e-9);
        assert!(x(-86_400) < x(-60) && x(-60) < x(60) && x(60) < x(3_600));
        assert!(x(60) - x(0) > (x(86_400) - x(82_800)) * 10.0, "minutes near the middle have room");
    }
}
