//! Sentences: templates varied and filled in, with the slips that people make.

use super::rng::Rng;

/// Values for the placeholders of a template.
#[derive(Debug, Clone, Default)]
pub(super) struct Values(Vec<(&'static str, String)>);

impl Values {
    pub(super) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, value.into()));
    }

    /// The value of a placeholder; empty if it has none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// The template with every known placeholder replaced; what stands in a value is no placeholder.
    pub(super) fn fill(&self, template: &str) -> String {
        let mut text = String::with_capacity(template.len() * 2);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let known = after.split_once('}').and_then(|(name, behind)| {
                let value = self.0.iter().find(|(known, _)| *known == name)?;
                Some((&value.1, behind))
            });
            let Some((value, behind)) = known else {
                text.push('{');
                rest = after;
                continue;
            };
            text.push_str(value);
            rest = behind;
        }
        text + rest
    }
}

/// One of several wordings, mostly near the one that the writer prefers.
pub(super) fn preferred<'a>(list: &'a [String], preference: usize, rng: &mut Rng) -> &'a str {
    if list.is_empty() {
        return "";
    }
    let step = if rng.chance(0.5) { 0 } else { rng.below(list.len()) };
    &list[(preference + step) % list.len()]
}

/// The template with one of the alternatives of each `[this|that]`, which may stand inside one another.
/// Brackets without a bar are what they look like.
pub(super) fn varied(template: &str, rng: &mut Rng) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        let Some((inner, behind)) = closed(after) else {
            text.push('[');
            rest = after;
            continue;
        };
        let choices = alternatives(inner);
        if choices.len() > 1 {
            text.push_str(&varied(choices[rng.below(choices.len())], rng));
        } else {
            text.push_str(&format!("[{}]", varied(inner, rng)));
        }
        rest = behind;
    }
    text + rest
}

/// What stands before the bracket that closes, and behind it.
fn closed(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '[' => depth += 1,
            ']' if depth == 0 => return Some((&text[..at], &text[at + 1..])),
            ']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The parts between bars that stand in no inner bracket.
fn alternatives(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0_usize, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

/// The text with some of its longer words mistyped, each with this probability. Words with digits or signs
/// (numbers, logins, references) stay as they are.
pub(super) fn with_slips(text: &str, probability: f64, rng: &mut Rng) -> String {
    if probability <= 0.0 {
        return text.to_owned();
    }
    let slip = |word: &str, rng: &mut Rng| {
        let plain = word.chars().count() > 4 && word.chars().all(|letter| letter.is_ascii_lowercase());
        if plain && rng.chance(probability) { mistyped(word, rng) } else { word.to_owned() }
    };
    text.split_inclusive([' ', '\n'])
        .map(|piece| {
            let word = piece.trim_end_matches([' ', '\n', '.', ',']);
            format!("{}{}", slip(word, rng), &piece[word.len()..])
        })
        .collect()
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
    use std::collections::BTreeSet;

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
    fn slips_spare_names_numbers_and_the_form_of_the_text() {
        let mut rng = Rng::for_part(5, "slips", 0);
        let text = "called INC0042317 for dana.beck,\nregistered number.";
        assert_eq!(with_slips(text, 0.0, &mut rng), text);
        let slipped = with_slips(text, 1.0, &mut rng);
        assert_ne!(slipped, text);
        assert!(slipped.contains(" INC0042317 for dana.beck,\n"), "{slipped}");
        assert_eq!(slipped.len(), text.len());
    }

    #[test]
    fn placeholders_are_filled_once_and_unknown_ones_stay_visible() {
        let mut values = Values::default();
        values.set("agent", "A");
        values.set("agent", "{caller}");
        values.set("caller", "C");
        assert_eq!(values.fill("{agent} met {nobody} and {"), "{caller} met {nobody} and {");
    }

    #[test]
    fn every_alternative_comes_up_and_plain_brackets_stay() {
        let mut rng = Rng::for_part(5, "varied", 0);
        let drawn: BTreeSet<String> = (0..100).map(|_| varied("[a|b [c|d]|] [7]", &mut rng)).collect();
        let expected = ["a [7]", "b c [7]", "b d [7]", " [7]"].map(str::to_owned);
        assert_eq!(drawn, BTreeSet::from(expected));
        assert_eq!(varied("open [ bracket", &mut rng), "open [ bracket");
    }
}
