//! Sentences: templates filled in, chosen by an agent's habit, with the slips that people make.

use super::rng::Rng;

/// Values for the placeholders of a template.
#[derive(Debug, Clone, Default)]
pub(super) struct Values(Vec<(&'static str, String)>);

impl Values {
    pub(super) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, value.into()));
    }

    /// The template with every known placeholder replaced.
    pub(super) fn fill(&self, template: &str) -> String {
        let mut text = template.to_owned();
        for (name, value) in &self.0 {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }
}

/// One of several wordings, mostly near the one that the writer prefers.
pub(super) fn preferred<'a>(list: &'a [String], preference: usize, rng: &mut Rng) -> &'a str {
    if list.is_empty() {
        return "";
    }
    let step = if rng.chance(0.6) { 0 } else { rng.below(list.len()) };
    &list[(preference + step) % list.len()]
}

/// A sentence that names nobody gets a name or number, as agents add one: so it stands in one ticket only.
pub(super) fn made_particular(template: &str, rng: &mut Rng) -> String {
    if template.contains('{') {
        return template.to_owned();
    }
    let addition = *rng.pick(&[
        " ({subject})",
        ", {subject_first} {subject_family}",
        " - {login}",
        " [{last4}]",
        " for {subject_first} {subject_family}",
    ]);
    match template.strip_suffix('.') {
        Some(stem) => format!("{stem}{addition}."),
        None => format!("{template}{addition}"),
    }
}

/// The word with two neighbouring letters swapped, somewhere after the first.
pub(super) fn mistyped(word: &str, rng: &mut Rng) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let swappable: Vec<usize> =
        (1..letters.len().saturating_sub(1)).filter(|at| letters[*at] != letters[at + 1]).collect();
    if !swappable.is_empty() {
        let at = *rng.pick(&swappable);
        letters.swap(at, at + 1);
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_keeps_the_letters_and_changes_their_order() {
        let mut rng = Rng::for_part(5, "typo", 0);
        let typo = mistyped("dana.beck", &mut rng);
        let sorted = |word: &str| {
            let mut letters: Vec<char> = word.chars().collect();
            letters.sort_unstable();
            letters
        };
        assert_ne!(typo, "dana.beck");
        assert_eq!(sorted(&typo), sorted("dana.beck"));
        assert_eq!(mistyped("aa", &mut rng), "aa");
    }

    #[test]
    fn placeholders_are_filled_and_unknown_ones_stay_visible() {
        let mut values = Values::default();
        values.set("agent", "A");
        values.set("agent", "B");
        assert_eq!(values.fill("{agent} met {nobody}"), "B met {nobody}");
    }
}
