//! Pseudonyms: numbers that stand for people, the same from one period to the next.

use std::collections::BTreeMap;

use crate::model::short_hash;

/// A number has at least so many digits; where two people share them, both get as many as tell them apart.
const LEAST_DIGITS: usize = 4;
const MOST_DIGITS: usize = 12;

/// A number for each of the keys by what identifies it (an employee number, a login), whatever their order.
///
/// The number is the beginning of a hash of the identity, so that people keep theirs while others come and go. It
/// only grows if somebody comes whose number begins alike. Whoever knows an identity can compute its number: it keeps
/// names off a page, it hides nobody.
pub(super) fn numbers<K: Ord + Clone>(identities: &BTreeMap<K, String>) -> BTreeMap<K, String> {
    let mut hashed: Vec<(String, &K)> =
        identities.iter().map(|(key, identity)| (digits(identity), key)).collect();
    hashed.sort();
    let alike = |a: &str, b: &str| a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let mut same = 0;
    let numbered = |(at, (own, key)): (usize, &(String, &K))| {
        let before = at.checked_sub(1).map_or(0, |before| alike(own, &hashed[before].0));
        let after = hashed.get(at + 1).map_or(0, |(after, _)| alike(own, after));
        same = if before == own.len() { same + 1 } else { 0 };
        let length = (before.max(after) + 1).clamp(LEAST_DIGITS, MOST_DIGITS);
        let further = if same > 0 { format!("-{}", same + 1) } else { String::new() };
        ((*key).clone(), format!("{}{further}", &own[..length]))
    };
    hashed.iter().enumerate().map(numbered).collect()
}

/// Twelve decimal digits that stand for an identity.
fn digits(identity: &str) -> String {
    let hash = u64::from_str_radix(&short_hash(&["agent", identity]), 16).unwrap_or_default();
    format!("{:0width$}", hash % 10_u64.pow(12), width = MOST_DIGITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(identities: &[String]) -> BTreeMap<String, String> {
        numbers(&identities.iter().map(|identity| (identity.clone(), identity.clone())).collect())
    }

    #[test]
    fn a_thousand_people_have_different_numbers_of_which_none_begins_another() {
        let people: Vec<String> = (0..1_000).map(|n| format!("agent{n}@example.org")).collect();
        let numbers: Vec<String> = of(&people).into_values().collect();
        for (at, number) in numbers.iter().enumerate() {
            assert!(
                number.len() >= LEAST_DIGITS && number.bytes().all(|digit| digit.is_ascii_digit()),
                "{number}"
            );
            let shared = numbers
                .iter()
                .enumerate()
                .find(|(other, one)| *other != at && one.starts_with(number.as_str()));
            assert_eq!(shared, None, "{number}");
        }
        assert!(numbers.iter().any(|number| number.len() > LEAST_DIGITS), "some begin alike");
    }

    #[test]
    fn a_number_stays_when_others_come_and_only_grows() {
        let few: Vec<String> = (0..300).map(|n| format!("agent{n}")).collect();
        let many: Vec<String> = (100..2_000).map(|n| format!("agent{n}")).collect();
        let (first, second) = (of(&few), of(&many));
        let mut unchanged = 0;
        for person in &few[100..] {
            assert!(second[person].starts_with(&first[person]) || first[person].starts_with(&second[person]));
            unchanged += usize::from(second[person] == first[person]);
        }
        assert!(unchanged > 100, "{unchanged} of 200");
    }

    #[test]
    fn even_people_of_one_identity_have_two_numbers() {
        let twins: BTreeMap<u8, String> = (0..3).map(|key| (key, "4711".to_owned())).collect();
        let numbers = numbers(&twins);
        assert_eq!(numbers[&1], format!("{}-2", numbers[&0]));
        assert_eq!(numbers[&2], format!("{}-3", numbers[&0]));
    }
}
