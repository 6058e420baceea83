//! The same value as other hands write it: white space, escapes, order and double members by chance.

use serde_json::Value;

/// Numbers that look like chance and are the same every time (a linear congruential generator; multiplier and
/// increment of Knuth's MMIX).
#[derive(Debug, Clone)]
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }
}

/// How somebody writes JSON: to how many of a hundred places each habit comes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hand {
    /// White space between two tokens.
    pub(super) spaced: usize,
    /// White space that may be a line end.
    pub(super) over_lines: bool,
    /// Letters of names written as `\u....`.
    pub(super) escaped_names: usize,
    /// Letters of texts written so.
    pub(super) escaped_texts: usize,
    /// Objects with their members in another order.
    pub(super) turned: usize,
    /// Members written twice, of which the last one counts.
    pub(super) doubled: usize,
}

impl Hand {
    /// A value as this hand writes it; every reader of JSON takes it for the same.
    pub(super) fn write(self, value: &Value, dice: &mut Dice) -> String {
        let mut text = String::new();
        self.value(value, dice, &mut text);
        text
    }

    fn value(self, value: &Value, dice: &mut Dice, text: &mut String) {
        match value {
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                if dice.percent(self.turned) {
                    (1..members.len()).for_each(|at| members.swap(at, dice.below(at + 1)));
                }
                text.push('{');
                for (at, (name, value)) in members.into_iter().enumerate() {
                    self.comma(at, dice, text);
                    if dice.percent(self.doubled) {
                        let other = [Value::Null, value.clone(), Value::from("other")][dice.below(3)].clone();
                        self.member(name, &other, dice, text);
                        self.comma(1, dice, text);
                    }
                    self.member(name, value, dice, text);
                }
                self.gap(dice, text);
                text.push('}');
            }
            Value::Array(elements) => {
                text.push('[');
                for (at, element) in elements.iter().enumerate() {
                    self.comma(at, dice, text);
                    self.value(element, dice, text);
                }
                self.gap(dice, text);
                text.push(']');
            }
            Value::String(own) => quoted(own, self.escaped_texts, dice, text),
            other => text.push_str(&other.to_string()),
        }
    }

    fn member(self, name: &str, value: &Value, dice: &mut Dice, text: &mut String) {
        quoted(name, self.escaped_names, dice, text);
        self.gap(dice, text);
        text.push(':');
        self.gap(dice, text);
        self.value(value, dice, text);
    }

    fn comma(self, at: usize, dice: &mut Dice, text: &mut String) {
        self.gap(dice, text);
        if at > 0 {
            text.push(',');
            self.gap(dice, text);
        }
    }

    fn gap(self, dice: &mut Dice, text: &mut String) {
        if dice.percent(self.spaced) {
            let gaps: &[&str] = &[" ", "\t", "  ", " \t ", "\r", "\n", "\r\n", "\n\n "];
            text.push_str(gaps[dice.below(if self.over_lines { gaps.len() } else { 4 })]);
        }
    }
}

/// A text in quotes; of its letters so many of a hundred as escapes.
fn quoted(own: &str, escaped: usize, dice: &mut Dice, text: &mut String) {
    text.push('"');
    for letter in own.chars() {
        if dice.percent(escaped) {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                let code = format!("{unit:04x}");
                text.push_str("\\u");
                code.chars()
                    .for_each(|c| text.push(if dice.percent(50) { c.to_ascii_uppercase() } else { c }));
            }
        } else {
            match letter {
                '/' if dice.percent(escaped) => text.push_str("\\/"),
                '"' | '\\' => text.extend(['\\', letter]),
                '\0'..'\u{20}' => text.push_str(&format!("\\u{:04x}", u32::from(letter))),
                _ => text.push(letter),
            }
        }
    }
    text.push('"');
}
