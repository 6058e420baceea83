//! Check digits and forms of personal numbers: what tells them from other numbers of the same look.

use serde::Deserialize;

/// A test that a number must pass: none passes without a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Check {
    /// Payment cards: ISO/IEC 7812-1, annex B (Luhn), with an issuer's first digits and length.
    Card,
    /// ISO 13616: two check digits modulo 97.
    Iban,
    /// United States: area, group and serial that the Social Security Administration gives out.
    Ssn,
    /// Canada: nine digits, Luhn.
    Luhn,
    /// Brazil: two check digits modulo 11.
    Cpf,
    /// Spain: eight digits or X, Y, Z and seven, with a letter modulo 23.
    Dni,
    /// France: thirteen digits with a key modulo 97.
    Nir,
    /// Several codes in a row, each with a digit.
    Codes,
}

impl Check {
    /// Bytes of the text that belong to the number; `None` if it fails.
    pub(super) fn length(self, text: &str) -> Option<usize> {
        let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
        let passed = match self {
            Check::Iban => return iban(text),
            Check::Card => is_card(&digits) && luhn(&digits),
            Check::Luhn => luhn(&digits),
            Check::Ssn => ssn(&digits),
            Check::Cpf => cpf(&digits),
            Check::Dni => dni(text),
            Check::Nir => nir(&digits),
            Check::Codes => text.split([' ', ',', ';', '\n']).all(|code| code.is_empty() || is_code(code)),
        };
        passed.then_some(text.len())
    }
}

/// Whether the digits are as long as the cards of their issuer: Amex, Diners, and the networks of 16 digits.
fn is_card(digits: &[u32]) -> bool {
    let begin = digits.iter().take(4).fold(0, |sum, digit| sum * 10 + digit);
    match digits.len() {
        14 => (3000..=3059).contains(&begin) || matches!(begin / 100, 36 | 38 | 39),
        15 => matches!(begin / 100, 34 | 37),
        16 => matches!(begin, 2221..=2720 | 3528..=3589 | 4000..=5599 | 6011 | 6200..=6299 | 6440..=6599),
        19 => begin / 1000 == 4,
        _ => false,
    }
}

fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, digit * 2) {
            (0, _) => *digit,
            (_, twice) if twice > 9 => twice - 9,
            (_, twice) => twice,
        })
        .sum();
    digits.iter().any(|digit| *digit != 0) && sum.is_multiple_of(10)
}

/// Lengths of IBANs by country (the SWIFT registry); what is listed here is all that is sought.
const IBANS: &[(&str, usize)] = &[
    ("AE", 23),
    ("AT", 20),
    ("BE", 16),
    ("BG", 22),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FR", 27),
    ("GB", 22),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IS", 26),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("SA", 24),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("TR", 26),
    ("UA", 29),
];

/// The bytes of an IBAN at the beginning of a text that may go on behind it.
fn iban(text: &str) -> Option<usize> {
    let (_, length) = IBANS.iter().find(|(country, _)| text.starts_with(country))?;
    let signs = text.char_indices().filter(|(_, sign)| sign.is_ascii_alphanumeric());
    let number: Vec<(usize, char)> = signs.take(*length).collect();
    let turned = number.get(4..)?.iter().chain(number.get(..4)?);
    let rest = turned
        .filter_map(|(_, sign)| sign.to_digit(36))
        .fold(0, |rest, value| if value > 9 { (rest * 100 + value) % 97 } else { (rest * 10 + value) % 97 });
    (number.len() == *length && rest == 1).then(|| number.last().map(|(at, _)| at + 1)).flatten()
}

fn ssn(digits: &[u32]) -> bool {
    let [a, b, c, d, e, serial @ ..] = digits else { return false };
    let area = a * 100 + b * 10 + c;
    serial.len() == 4
        && !matches!(area, 0 | 666 | 900..)
        && d * 10 + e != 0
        && serial.iter().any(|digit| *digit != 0)
}

fn cpf(digits: &[u32]) -> bool {
    let check = |count: usize| {
        let weights = (2..).take(count).collect::<Vec<u32>>();
        let sum: u32 = digits[..count].iter().zip(weights.iter().rev()).map(|(digit, by)| digit * by).sum();
        (sum * 10 % 11) % 10
    };
    digits.len() == 11
        && digits.iter().any(|digit| *digit != digits[0])
        && check(9) == digits[9]
        && check(10) == digits[10]
}

fn dni(text: &str) -> bool {
    let Some(letter) = text.chars().next_back() else { return false };
    let first = text.chars().next().and_then(|sign| "XYZ".find(sign));
    let number: String = first
        .map(|at| at.to_string())
        .into_iter()
        .chain([text.chars().filter(char::is_ascii_digit).collect()])
        .collect();
    let expected =
        number.parse::<usize>().ok().and_then(|number| "TRWAGMYFPDXBNJZSQVHLCKE".chars().nth(number % 23));
    expected == Some(letter)
}

fn nir(digits: &[u32]) -> bool {
    let value = |digits: &[u32]| digits.iter().fold(0_u64, |sum, digit| sum * 10 + u64::from(*digit));
    digits.len() == 15 && 97 - value(&digits[..13]) % 97 == value(&digits[13..])
}

/// Whether a word may be a recovery code: long enough, with a digit, and no date.
fn is_code(word: &str) -> bool {
    let signs = word.chars().filter(|sign| sign.is_alphanumeric()).count();
    let parts: Vec<&str> = word.split('-').collect();
    let is_date =
        matches!(parts[..], [year, month, day] if [year.len(), month.len(), day.len()] == [4, 2, 2]);
    signs >= 6 && word.contains(|sign: char| sign.is_ascii_digit()) && !is_date
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn true_numbers_pass_and_others_of_their_look_fail() {
        for (check, good, bad) in [
            (Check::Card, "4111 1111 1111 1111", "4111 1111 1111 1112"),
            (Check::Card, "378282246310005", "178282246310005"),
            (Check::Ssn, "219-09-9999", "000-12-3456"),
            (Check::Ssn, "219 09 9999", "912-12-3456"),
            (Check::Luhn, "046 454 286", "046 454 287"),
            (Check::Cpf, "529.982.247-25", "529.982.247-26"),
            (Check::Dni, "12345678Z", "12345678A"),
            (Check::Dni, "X1234567L", "X1234567A"),
            (Check::Nir, "2 55 08 14 168 025 38", "2 55 08 14 168 025 39"),
            (Check::Codes, "1a2b3c4d, 5e6f7g8h", "2026-03-01"),
        ] {
            assert_eq!(check.length(good), Some(good.len()), "{good}");
            assert_eq!(check.length(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_iban_ends_where_its_country_says() {
        assert_eq!(Check::Iban.length("DE89 3704 0044 0532 0130 00"), Some(27));
        assert_eq!(Check::Iban.length("GB82WEST12345698765432 THIS"), Some(22));
        assert_eq!(Check::Iban.length("DE88 3704 0044 0532 0130 00"), None);
        assert_eq!(Check::Iban.length("XX89370400440532013000"), None);
    }
}
