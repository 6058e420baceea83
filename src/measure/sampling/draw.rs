//! Drawing: changes in the order of a hash of seed and id, so that anybody draws the same again.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::plan::Plan;
use super::size;
use crate::model::{AuditSample, Case, FileUse, InputFile, SampleMethod, SampledItem, Stratum};

const RANK: &str = "Population: the rows of changes.csv with a verdict. The rank of a change is the first 16 digits \
    of the SHA-256 of the UTF-8 text seed + \":\" + change_id, in lower-case hexadecimal; of two equal ranks the lesser \
    change_id comes first.";

/// A change that may be drawn.
struct Candidate<'a> {
    /// Place among the cases.
    case: usize,
    of: &'a Case,
    rank: String,
}

/// Draws the sample of a plan from the desk's changes that are judged. Nothing is evaluated yet.
#[must_use]
pub fn draw(plan: &Plan, cases: &[Case], inputs: &[InputFile]) -> AuditSample {
    let (seed, seed_by) = seed(plan, inputs);
    let candidates = candidates(cases, &seed);
    let population = candidates.len();
    let (asked, size_by) = size::decided(plan, population);
    let (strata, mut items) = match plan.method {
        SampleMethod::Random => random(&candidates, asked),
        SampleMethod::Stratified => stratified(&candidates, asked),
        SampleMethod::Risk => by_risk(&candidates, asked, &seed),
    };
    items.sort_by_key(|item| item.case);
    AuditSample {
        method: plan.method,
        confidence: plan.confidence / 100.0,
        tolerable: plan.tolerable / 100.0,
        expected: plan.expected / 100.0,
        population,
        size_by: drawn_instead(size_by, asked, items.len()),
        seed,
        seed_by,
        algorithm: algorithm(plan.method),
        limit_by: limit_by(plan.method),
        strata,
        items,
        evaluations: Vec::new(),
    }
}

/// Candidates by rank.
fn candidates<'a>(cases: &'a [Case], seed: &str) -> Vec<Candidate<'a>> {
    let judged = cases.iter().enumerate().filter(|(_, case)| case.verdict.is_some());
    let mut candidates: Vec<Candidate<'_>> = judged
        .map(|(case, of)| Candidate { case, of, rank: digits(&format!("{seed}:{}", of.change.id)) })
        .collect();
    candidates.sort_by(|a, b| (&a.rank, &a.of.change.id).cmp(&(&b.rank, &b.of.change.id)));
    candidates
}

/// The first 16 hexadecimal digits of the hash of a text.
fn digits(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes())[..8])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The seed, and where it comes from.
fn seed(plan: &Plan, inputs: &[InputFile]) -> (String, String) {
    if let Some(seed) = &plan.seed {
        return (seed.clone(), "as given".to_owned());
    }
    let read = inputs.iter().filter(|file| file.used_as == FileUse::Read);
    let mut hashes: Vec<&str> = read.map(|file| file.sha256.as_str()).collect();
    hashes.sort_unstable();
    hashes.dedup();
    let by = "derived: the SHA-256 of the different SHA-256 of all files that inputs.csv calls read, sorted and joined by \
        line feeds; who has the exports can foresee it, so give a seed of your own where that matters";
    (hex(&Sha256::digest(hashes.join("\n").as_bytes())), by.to_owned())
}

fn item(candidate: &Candidate<'_>, stratum: usize, drawn_by: String) -> SampledItem {
    SampledItem { case: candidate.case, change: candidate.of.change.id.clone(), stratum, drawn_by }
}

type Drawn = (Vec<Stratum>, Vec<SampledItem>);

fn random(candidates: &[Candidate<'_>], asked: usize) -> Drawn {
    let items: Vec<SampledItem> =
        candidates.iter().take(asked).map(|one| item(one, 0, one.rank.clone())).collect();
    (vec![Stratum { name: String::new(), population: candidates.len(), drawn: items.len() }], items)
}

fn stratified(candidates: &[Candidate<'_>], asked: usize) -> Drawn {
    let mut by_stratum: BTreeMap<String, Vec<&Candidate<'_>>> = BTreeMap::new();
    for one in candidates {
        by_stratum.entry(format!("{} {}", one.of.change.tier, one.of.change.kind)).or_default().push(one);
    }
    let sizes: Vec<usize> = by_stratum.values().map(Vec::len).collect();
    let shares = allotted(&sizes, asked);
    let (mut strata, mut items) = (Vec::new(), Vec::new());
    for (at, ((name, members), drawn)) in by_stratum.into_iter().zip(shares).enumerate() {
        items.extend(members.iter().take(drawn).map(|one| item(one, at, one.rank.clone())));
        strata.push(Stratum { name, population: members.len(), drawn });
    }
    (strata, items)
}

/// How many to draw of each stratum: its share rounded down, at least one, and what is then missing to the strata
/// with the greatest remainders.
fn allotted(sizes: &[usize], asked: usize) -> Vec<usize> {
    let all: usize = sizes.iter().sum();
    if all == 0 {
        return Vec::new();
    }
    let mut shares: Vec<usize> = sizes.iter().map(|size| (asked * size / all).max(1)).collect();
    let mut by_remainder: Vec<usize> = (0..sizes.len()).filter(|at| asked * sizes[*at] >= all).collect();
    by_remainder.sort_by_key(|at| std::cmp::Reverse(asked * sizes[*at] % all));
    let missing = asked.saturating_sub(shares.iter().sum());
    by_remainder.into_iter().take(missing).for_each(|at| shares[at] += 1);
    shares
}

/// Tenths of a risk score: it has one decimal.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
fn weight(candidate: &Candidate<'_>) -> u128 {
    (candidate.of.risk.score.clamp(0.0, 100.0) * 10.0).round() as u128
}

fn by_risk(candidates: &[Candidate<'_>], asked: usize, seed: &str) -> Drawn {
    let (weighty, idle): (Vec<&Candidate<'_>>, Vec<&Candidate<'_>>) =
        candidates.iter().partition(|one| weight(one) > 0);
    let asked = asked.min(weighty.len());
    let (certain, rest) = certain(weighty, asked);
    let left = asked - certain.len();
    let mut items: Vec<SampledItem> =
        certain.iter().map(|one| item(one, 0, format!("score {}", tenths(weight(one))))).collect();
    items.extend(systematic(&rest, left, seed));
    let stratum =
        |name: &str, population: usize, drawn: usize| Stratum { name: name.to_owned(), population, drawn };
    let strata = vec![
        stratum("score reaches the interval: every one", certain.len(), certain.len()),
        stratum("score below the interval: by points", rest.len(), left),
        stratum("score 0: no chance", idle.len(), 0),
    ];
    (strata, items)
}

/// Those whose score reaches the interval, found again and again until no more does; and the others, by rank.
fn certain<'c, 'a>(
    mut rest: Vec<&'c Candidate<'a>>,
    asked: usize,
) -> (Vec<&'c Candidate<'a>>, Vec<&'c Candidate<'a>>) {
    let mut certain = Vec::new();
    loop {
        let left = (asked - certain.len()) as u128;
        let points: u128 = rest.iter().map(|one| weight(one)).sum();
        let (reach, below): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|one| left > 0 && weight(one) * left >= points);
        rest = below;
        if reach.is_empty() {
            return (certain, rest);
        }
        certain.extend(reach);
    }
}

/// Points at equal distances from a random start on the line of the cumulated scores. All is multiplied by the
/// number of points, so that the interval is whole.
fn systematic(rest: &[&Candidate<'_>], points: usize, seed: &str) -> Vec<SampledItem> {
    let interval: u128 = rest.iter().map(|one| weight(one)).sum();
    if points == 0 || interval == 0 {
        return Vec::new();
    }
    let start = u128::from_str_radix(&digits(&format!("{seed}:start")), 16).unwrap_or_default() % interval;
    let mut items = Vec::with_capacity(points);
    let (mut next, mut reached) = (start, 0);
    for one in rest {
        reached += weight(one) * points as u128;
        if next < reached {
            items.push(item(one, 1, format!("point {next}")));
            next += interval;
        }
    }
    items
}

fn tenths(weight: u128) -> String {
    format!("{}.{}", weight / 10, weight % 10)
}

fn drawn_instead(mut size_by: String, asked: usize, drawn: usize) -> String {
    if drawn > asked {
        size_by.push_str(&format!("; {drawn} drawn, as every stratum has at least one"));
    } else if drawn < asked {
        size_by.push_str(&format!("; {drawn} drawn, as no more have a score above 0"));
    }
    size_by
}

fn algorithm(method: SampleMethod) -> String {
    let rule = match method {
        SampleMethod::Random => "Sort by rank and take the first n.",
        SampleMethod::Stratified => {
            "Strata are the subject_tier and kind, in the order of the text \"tier kind\". Of each stratum draw \
            n times its share of the population, rounded down, but at least 1; if these are fewer than n, draw one more \
            of the strata with the greatest remainders that were not raised to 1 (of equal remainders the first \
            stratum), until they are n. Within a stratum sort by rank and take the first ones."
        }
        SampleMethod::Risk => {
            "Systematic selection with probability proportional to risk_score and a random start, as monetary unit \
            sampling does with amounts. Count in tenths of a point; leave out scores of 0. Take every change whose \
            score times m is at least the sum of the scores, where m is the number still to take; repeat with the \
            others until there is none. Sort the others by rank, lay their scores times m one after the other on a \
            line; the interval is the sum of the scores. The first point is the first 16 hexadecimal digits of the \
            SHA-256 of seed + \":start\", as a number, modulo the interval; the next ones follow one interval apart. \
            Take each change on whose stretch (its beginning included, its end not) a point lies."
        }
    };
    format!("{RANK} {rule}")
}

fn limit_by(method: SampleMethod) -> String {
    let exact = "One-sided exact limit after Clopper and Pearson (1934), as AICPA tables A-3 and A-4 print it; a drawn \
        change that cannot be told counts as a deviation (ISA 530.11). Where every item of a test was drawn, its rate \
        stands instead: nothing is inferred.";
    match method {
        SampleMethod::Random => exact.to_owned(),
        SampleMethod::Stratified => format!(
            "{exact} The strata are taken together as one sample; a stratum raised to one change counts a little more \
            than its share."
        ),
        SampleMethod::Risk => format!(
            "{exact} Drawn by risk, it is a limit of the share of the risk that lies on deviating changes, not of the \
            share of changes; the full test's rate is of changes."
        ),
    }
}
