//! What the reader must know first, grouped: one notice for many files of the same lot.

use super::safe::clipped;
use super::{Report, counted, grouped};

const LONGEST: usize = 500;

/// One thing to know, and the single cases of it where it stands for several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    /// A sentence, safe to show.
    pub(crate) text: String,
    /// What it sums up; empty if it speaks for itself.
    pub(crate) of: Vec<String>,
    /// The files that it sums up.
    pub(crate) names: Vec<String>,
}

impl Notice {
    fn plain(text: String) -> Self {
        Self { text, of: Vec::new(), names: Vec::new() }
    }
}

/// The run's warnings: what is missing first, then sources, then files by what became of them.
pub(crate) fn notices(report: &Report) -> Vec<Notice> {
    let mut notices = Vec::new();
    let (mut unused, mut rejected) = (Vec::new(), Vec::new());
    for warning in &report.warnings {
        let text = clipped(warning, LONGEST);
        match about_file(report, warning) {
            Some((name, Lot::Unused)) => unused.push((clipped(name, LONGEST), text)),
            Some((name, Lot::Rejects)) => rejected.push((clipped(name, LONGEST), text)),
            None => notices.push(Notice::plain(text)),
        }
    }
    let rows: u64 = report.inputs.iter().map(|file| file.rejected).sum();
    let rows = grouped(usize::try_from(rows).unwrap_or(usize::MAX));
    notices
        .extend(sum_up(rejected, |files| format!("{files} hold rejected rows, {rows} in all; see rejects")));
    notices.extend(sum_up(unused, |files| format!("{files} were not used: nothing in them was read")));
    notices
}

enum Lot {
    Unused,
    Rejects,
}

/// Whether a warning speaks of one file, and which lot befell it.
fn about_file<'a>(report: &'a Report, warning: &str) -> Option<(&'a str, Lot)> {
    let rest = |name: &str| warning.strip_prefix(name);
    report.inputs.iter().find_map(|file| match rest(&file.name)? {
        rest if rest.starts_with(" was not used") && !file.used_as.is_used() => {
            Some((file.name.as_str(), Lot::Unused))
        }
        rest if rest.starts_with(": ") && rest.contains(" were rejected") && file.rejected > 0 => {
            Some((file.name.as_str(), Lot::Rejects))
        }
        _ => None,
    })
}

fn sum_up(mut lot: Vec<(String, String)>, say: impl Fn(String) -> String) -> Option<Notice> {
    match lot.len() {
        0 => None,
        1 => lot.pop().map(|(_, text)| Notice::plain(text)),
        count => {
            let (names, of) = lot.into_iter().unzip();
            Some(Notice { text: say(counted(count, "file")), of, names })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileUse;
    use crate::report::sample::sample;

    #[test]
    fn files_of_one_lot_are_one_notice_after_all_others() {
        let mut report = sample(10);
        let mut names = Vec::new();
        for file in report.inputs.iter_mut().take(2) {
            file.used_as = FileUse::Unknown;
            names.push(file.name.clone());
        }
        report.warnings =
            names.iter().map(|name| format!("{name} was not used (unknown): no source claims it")).collect();
        report.warnings.push("okta.system_log: 3 gaps".to_owned());
        let notices = notices(&report);
        assert_eq!(notices[0], Notice::plain("okta.system_log: 3 gaps".to_owned()));
        assert_eq!(notices[1].text, "2 files were not used: nothing in them was read");
        assert_eq!((&notices[1].of[..], &notices[1].names), (&report.warnings[..2], &names));
        assert_eq!(notices.len(), 2);
    }

    #[test]
    fn a_single_file_is_named_at_once() {
        let mut report = sample(10);
        report.inputs[0].used_as = FileUse::Unknown;
        report.warnings = vec![format!("{} was not used (unknown): why", report.inputs[0].name)];
        assert_eq!(notices(&report)[0].text, report.warnings[0]);
    }
}
