//! How right reports are: invented organisations, reported on and held against their truth.
//!
//! `cargo bench --bench accuracy` takes ten seeds for each pair of products;
//! `cargo bench --bench accuracy -- 300 3` takes organisations of 300 people and three seeds. The
//! seeds, and the part of the stock of texts that people write with here, were never used for
//! fitting weights or lexicons. Nothing is timed: the same version
//! prints the same.

#![expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
#![expect(clippy::unwrap_used, reason = "without its input a benchmark has nothing to say")]

use std::collections::BTreeMap;

use chrono_tz::Tz;
use deskproof::mapping::Mappings;
use deskproof::model::Format;
use deskproof::pipeline::{self, Settings};
use deskproof::report;
use deskproof::score::{Calibration, Rate, Scores, score};
use deskproof::simulate::{Products, SimulateSettings, Texts, simulate};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Where the desk works: its tool may write local times.
const ZONE: Tz = Tz::Europe__Berlin;
/// Seeds from here on are for measuring; those below are for fitting and for tests.
const FIRST_SEED: u64 = 9_001;
const SEEDS: u64 = 10;
/// So many that one per cent of the changes has room for all planted attacks.
const PEOPLE: usize = 600;
const DAYS: u32 = 56;
/// Confusions that are listed of a pair.
const CONFUSIONS: usize = 12;

fn main() {
    // Cargo adds `--bench`.
    let mut numbers = std::env::args().skip(1).filter_map(|text| text.parse::<u64>().ok());
    let people = numbers.next().map_or(PEOPLE, |people| usize::try_from(people).unwrap());
    let seeds = numbers.next().unwrap_or(SEEDS).max(1);
    for (products, name) in Products::ALL {
        let scores: Vec<Scores> =
            (FIRST_SEED..FIRST_SEED + seeds).map(|seed| scored(seed, people, products)).collect();
        let changes: usize = scores.iter().map(|scores| scores.true_changes).sum();
        let tickets: usize = scores.iter().map(|scores| scores.true_tickets).sum();
        println!("{name}: {seeds} organisations of {people} people, {changes} changes, {tickets} tickets\n");
        print_figures(&scores);
        print_reliability(&scores);
        print_attacks(&scores);
        print_confusions("most often taken for another", &scores, |of| !of.starts_with("contact."));
        print_confusions("of first contact", &scores, |of| of.starts_with("contact."));
    }
}

/// Invents, reports, scores; all in a temporary folder.
fn scored(seed: u64, people: usize, products: Products) -> Scores {
    let folder = tempfile::tempdir().unwrap();
    let texts = Texts::Unseen;
    let wanted = SimulateSettings {
        seed,
        people,
        days: DAYS,
        texts,
        products,
        zone: ZONE,
        ..SimulateSettings::default()
    };
    let mappings = Mappings::embedded();
    simulate(&wanted, &mappings, folder.path()).unwrap();
    let zones = vec![ZONE.name().parse().unwrap()];
    let settings = Settings { inputs: vec![folder.path().join("exports")], zones, ..Settings::default() };
    let made = pipeline::run(&settings, &mappings, None).unwrap();
    let out = folder.path().join("report");
    report::write_folder(&made, &[Format::Data], &out, false).unwrap();
    score(&folder.path().join("truth"), &out).unwrap()
}

/// Of every figure the mean, least and greatest share over the seeds, and all seeds together.
fn print_figures(scores: &[Scores]) {
    println!(
        "{:<34} {:>7} {:>7} {:>7}   {:>21}",
        "figure, per cent", "mean", "min", "max", "all seeds together"
    );
    for id in order(scores) {
        let rates: Vec<Rate> = scores.iter().filter_map(|scores| scores.rate(id)).collect();
        let shares: Vec<f64> = rates.iter().filter_map(|rate| rate.share()).collect();
        let (least, most) = shares.iter().fold((1.0_f64, 0.0_f64), |(a, b), one| (a.min(*one), b.max(*one)));
        let mean = shares.iter().sum::<f64>() / number(shares.len().max(1));
        let all = Rate {
            hits: rates.iter().map(|rate| rate.hits).sum(),
            of: rates.iter().map(|rate| rate.of).sum(),
        };
        println!(
            "{id:<34} {:>7.2} {:>7.2} {:>7.2}   {:>9} of {:>8}",
            mean * 100.0,
            least * 100.0,
            most * 100.0,
            all.hits,
            all.of,
        );
    }
}

/// The ids of all figures, each where its first organisation has it.
fn order(scores: &[Scores]) -> Vec<&str> {
    let mut order: Vec<&str> = Vec::new();
    for scores in scores {
        let mut place = 0;
        for figure in &scores.figures {
            place = order.iter().position(|id| *id == figure.id).unwrap_or_else(|| {
                order.insert(place, &figure.id);
                place
            }) + 1;
        }
    }
    order
}

fn print_reliability(scores: &[Scores]) {
    let all: Vec<Calibration> = scores.iter().map(|scores| scores.calibration.clone()).collect();
    let pooled = Calibration::pooled(&all);
    println!("\n{:<18} {:>8} {:>8} {:>8}   {:>15}", "links said", "n", "mean", "right", "95 % interval");
    for bin in &pooled.bins {
        let (low, high) = bin.right.interval().unwrap();
        println!(
            "{:.3} to {:<9.3} {:>8} {:>8.4} {:>8.4}   {low:>6.4} to {high:.4}",
            bin.from,
            bin.to,
            bin.right.of,
            bin.said,
            bin.right.share().unwrap(),
        );
    }
    println!("expected calibration error {:.4}", pooled.expected_error.unwrap_or(0.0));
}

/// Of each script the places of its plays, the deepest first.
fn print_attacks(scores: &[Scores]) {
    let mut shares: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for scores in scores {
        for attack in &scores.attacks {
            let place = attack.rank.map_or(1.0, |rank| to_number(rank) / number(scores.found_changes));
            shares.entry(&attack.name).or_default().push(place);
        }
    }
    println!("\n{:<40} {:>8} {:>18}", "attack: place by risk, per cent", "mean", "deepest");
    for (name, places) in shares {
        let deepest = places.iter().fold(0.0_f64, |a, b| a.max(*b));
        let mean = places.iter().sum::<f64>() / number(places.len());
        println!("{name:<40} {:>8.2} {:>18.2}", mean * 100.0, deepest * 100.0);
    }
}

/// What is most often taken for what, and in which situations, of some of the figures.
fn print_confusions(title: &str, scores: &[Scores], wanted: fn(&str) -> bool) {
    let mut counts: BTreeMap<(&str, &str, &str, &str), usize> = BTreeMap::new();
    let confusions = scores.iter().flat_map(|scores| &scores.confusions);
    for confusion in confusions.filter(|confusion| wanted(&confusion.of)) {
        for example in &confusion.examples {
            let key = (
                confusion.of.as_str(),
                confusion.truth.as_str(),
                confusion.ours.as_str(),
                example.situation.as_str(),
            );
            *counts.entry(key).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    println!("\n{title}");
    for ((of, truth, ours, situation), count) in counts.into_iter().take(CONFUSIONS) {
        println!("{count:>6}  {of}: {truth} → {ours} ({situation})");
    }
    println!();
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn number(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn to_number(count: u64) -> f64 {
    count as f64
}
