//! What no output may show: secrets (`policy/secrets.toml`) and personal numbers (`policy/privacy.toml`).

use std::collections::BTreeSet;
use std::sync::OnceLock;

use regex::{RegexSet, RegexSetBuilder};
use serde::Deserialize;

use super::secrets::{Pattern, Raw, SecretPatterns, checked};
use super::{MappingError, Mappings};

const PATH: &str = "policy/privacy.toml";

/// Bytes that all patterns together may take while they are sought.
const MOST_STATES: usize = 32 << 20;

/// Fewest characters of a secret in a field of its own.
const LEAST_SECRET: usize = 4;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Fewest characters of a secret that is sought wherever it stands.
    known_from: usize,
    /// What the names of fields with secrets end with.
    secret_fields: BTreeSet<String>,
    /// Given and family names that are words too.
    words: BTreeSet<String>,
    pattern: Vec<Raw>,
    telephone: Vec<Raw>,
    address: Vec<Raw>,
}

/// The patterns of everything that is masked.
#[derive(Debug, Clone)]
pub struct Masks {
    patterns: Patterns,
    telephones: Patterns,
    addresses: Patterns,
    known_from: usize,
    secret_fields: BTreeSet<String>,
    words: BTreeSet<String>,
}

/// What is masked in a text, and what stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// First byte.
    pub from: usize,
    /// The byte behind the last.
    pub to: usize,
    /// `[password masked: 8–15 characters]`.
    pub with: String,
}

/// Patterns, and many of them at once: most texts hold none, which one pass over the text tells.
#[derive(Debug, Clone)]
struct Patterns {
    /// Compiled when they are first used: all patterns, and those that a text without a digit can hold.
    sets: OnceLock<[Set; 2]>,
    each: Vec<Pattern>,
}

/// Some of the patterns, to be sought together.
#[derive(Debug, Clone)]
struct Set {
    /// Where each stands among all.
    at: Vec<usize>,
    /// None if they do not compile together: then each is sought by itself.
    together: Option<RegexSet>,
}

impl Set {
    /// Those that match somewhere in a text.
    fn among<'a>(&self, each: &'a [Pattern], text: &str) -> Vec<&'a Pattern> {
        let pattern = |at: usize| self.at.get(at).and_then(|at| each.get(*at));
        match &self.together {
            Some(any) if !any.is_match(text) => Vec::new(),
            Some(any) => any.matches(text).into_iter().filter_map(pattern).collect(),
            None => (0..self.at.len()).filter_map(pattern).collect(),
        }
    }
}

impl Patterns {
    fn of(each: Vec<Pattern>) -> Self {
        Self { sets: OnceLock::new(), each }
    }

    fn compile(&self, at: &[usize]) -> Result<RegexSet, regex::Error> {
        RegexSetBuilder::new(at.iter().map(|at| self.each[*at].regex())).dfa_size_limit(MOST_STATES).build()
    }

    fn check(&self) -> Result<(), regex::Error> {
        self.compile(&Vec::from_iter(0..self.each.len())).map(|_| ())
    }

    /// All, and those that do not ask for a digit: most texts hold none, and few patterns are left for them.
    fn sets(&self) -> &[Set; 2] {
        self.sets.get_or_init(|| {
            let all = Vec::from_iter(0..self.each.len());
            let digitless = all.iter().copied().filter(|at| !self.each[*at].asks_for_digit()).collect();
            [all, digitless].map(|at| Set { together: self.compile(&at).ok(), at })
        })
    }

    fn find(&self, text: &str, with: fn(&str, &str) -> String) -> Vec<Masked> {
        let [all, digitless] = self.sets();
        let set = if has_digit(text) { all } else { digitless };
        let found = set.among(&self.each, text).into_iter().flat_map(|pattern| {
            pattern.matches(text).map(move |hit| {
                let (from, to) = hit.secret;
                Masked { from, to, with: with(pattern.mask(), &text[from..to]) }
            })
        });
        found.collect()
    }
}

impl Masks {
    /// Reads and compiles the patterns of both files.
    ///
    /// # Errors
    /// Broken TOML, an unknown key or check, an expression that does not compile.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let File { known_from, secret_fields, words, pattern, telephone, address } = mappings.toml(PATH)?;
        let mut masked: Vec<Pattern> = SecretPatterns::load(mappings)?.into_masked().collect();
        masked.extend(checked(mappings, PATH, pattern)?);
        let telephones = checked(mappings, PATH, telephone)?;
        let addresses = checked(mappings, PATH, address)?;
        if let Some(unnamed) =
            masked.iter().chain(&telephones).chain(&addresses).position(|one| one.mask().is_empty())
        {
            return Err(MappingError::whole(PATH, format!("pattern {} has no `mask`", unnamed + 1)));
        }
        let [patterns, telephones, addresses] = [masked, telephones, addresses].map(Patterns::of);
        if !mappings.are_ours() {
            for all in [&patterns, &telephones, &addresses] {
                all.check().map_err(|fault| MappingError::whole(PATH, fault.to_string()))?;
            }
        }
        Ok(Self { patterns, telephones, addresses, known_from, secret_fields, words })
    }

    /// Everything to be masked in a text, in order, nothing twice; telephone numbers only if asked for.
    #[must_use]
    pub fn find(&self, text: &str, telephones: bool) -> Vec<Masked> {
        let mut found = self.patterns.find(text, mask);
        if telephones {
            found.extend(self.telephones.find(text, ending));
        }
        apart(found)
    }

    /// Network addresses in a text, in order.
    #[must_use]
    pub fn addresses(&self, text: &str) -> Vec<Masked> {
        apart(self.addresses.find(text, |sort, _| format!("[{sort}]")))
    }

    /// A text with everything masked but telephone numbers.
    #[must_use]
    pub fn masked(&self, text: &str) -> String {
        with_masks(text, self.find(text, false))
    }

    /// The value of a field, whose name may tell what it is: a column `date_of_birth`, a member `client_secret`.
    ///
    /// `None` if nothing is masked.
    #[must_use]
    pub fn value(&self, field: &str, value: &str) -> Option<String> {
        let field = field.rsplit('.').next().unwrap_or(field);
        let is_secret = self.secret_fields.iter().any(|word| is_called(field, word));
        if is_secret && value.chars().count() >= LEAST_SECRET && !matches!(value, "true" | "false") {
            return Some(mask("secret", value));
        }
        let prefix = format!("{}: ", field.replace(['_', '-'], " ").to_lowercase());
        let told = format!("{prefix}{value}");
        let found = self.find(&told, false);
        let masked = (!found.is_empty()).then(|| with_masks(&told, found))?;
        masked.strip_prefix(&prefix).map(str::to_owned)
    }

    /// Whether a secret found in one text is sought in all others: long and mixed enough to be no common word.
    #[must_use]
    pub fn is_telling(&self, secret: &str) -> bool {
        let has = |is: fn(char) -> bool| secret.contains(is);
        secret.chars().count() >= self.known_from
            && has(|c| c.is_ascii_digit())
            && has(char::is_alphabetic)
            && !has(char::is_whitespace)
    }

    /// Whether a name alone may be a common word.
    #[must_use]
    pub fn is_word(&self, name: &str) -> bool {
        self.words.contains(name)
    }
}

fn has_digit(text: &str) -> bool {
    // A whole piece at a time: no end is looked for inside it.
    let any = |piece: &[u8]| piece.iter().fold(false, |any, byte| any | byte.is_ascii_digit());
    text.as_bytes().chunks(32).any(any)
}

/// Whether the name of a field ends with a word, which is written with blanks for `_` and `-`.
fn is_called(field: &str, word: &str) -> bool {
    if !field.is_ascii() {
        return field.replace(['_', '-'], " ").to_lowercase().ends_with(word);
    }
    let written = field.bytes().rev().map(|byte| match byte {
        b'_' | b'-' => b' ',
        _ => byte.to_ascii_lowercase(),
    });
    field.len() >= word.len() && written.zip(word.bytes().rev()).all(|(one, other)| one == other)
}

/// A text with masks in the places that were found.
fn with_masks(text: &str, found: Vec<Masked>) -> String {
    let (mut shown, mut at) = (String::with_capacity(text.len()), 0);
    for one in found {
        shown.push_str(&text[at..one.from]);
        shown.push_str(&one.with);
        at = one.to;
    }
    shown + &text[at..]
}

/// What overlaps is masked as one, under the first one's name.
fn apart(mut found: Vec<Masked>) -> Vec<Masked> {
    found.sort_by(|a, b| (a.from, b.to, &a.with).cmp(&(b.from, a.to, &b.with)));
    let mut kept: Vec<Masked> = Vec::new();
    for one in found {
        match kept.last_mut() {
            Some(last) if one.from < last.to => last.to = last.to.max(one.to),
            _ => kept.push(one),
        }
    }
    kept
}

/// The mask of a secret: its sort and, in classes, its length.
fn mask(sort: &str, secret: &str) -> String {
    let class = match secret.chars().count() {
        ..8 => "under 8",
        8..16 => "8–15",
        16..32 => "16–31",
        _ => "32 or more",
    };
    format!("[{sort} masked: {class} characters]")
}

/// The mask of a telephone number, of which the last two digits stay.
fn ending(sort: &str, number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let last: String = digits[digits.len().saturating_sub(2)..].iter().collect();
    format!("[{sort} …{last}]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        Masks::load(&Mappings::embedded()).unwrap().masked(text)
    }

    #[test]
    fn secrets_and_personal_numbers_give_way_to_their_sort_and_class_of_length() {
        for (text, shown) in [
            ("new password is Summer2026! ok?", "new password is [password masked: 8–15 characters] ok?"),
            ("OTP 482913 read back by user", "OTP [code masked: under 8 characters] read back by user"),
            ("user read back code 482 913", "user read back code [code masked: under 8 characters]"),
            ("TAP: 4GHT-77KP, one hour", "TAP: [code masked: 8–15 characters], one hour"),
            ("DOB 04/12/1988 matched", "DOB [birth date masked: 8–15 characters] matched"),
            ("born on 4 March 1988.", "born on [birth date masked: 8–15 characters]."),
            ("Geburtsdatum: 12.04.1988", "Geburtsdatum: [birth date masked: 8–15 characters]"),
            (
                "last four of SSN are 6789",
                "last four of SSN are [end of a social security number masked: under 8 characters]",
            ),
            ("SSN 219-09-9999", "SSN [social security number masked: 8–15 characters]"),
            ("card 4111 1111 1111 1111 exp", "card [card number masked: 16–31 characters] exp"),
            (
                "IBAN DE89 3704 0044 0532 0130 00 please",
                "IBAN [bank account masked: 16–31 characters] please",
            ),
            (
                "passport C01X00T47 seen on video",
                "passport [document number masked: 8–15 characters] seen on video",
            ),
            (
                r#"{"sys_id":"9","user_password":"Hunter-22"}"#,
                r#"{"sys_id":"9","user_password":"[secret masked: 8–15 characters]"}"#,
            ),
        ] {
            assert_eq!(masked(text), shown);
        }
    }

    #[test]
    fn a_list_of_codes_and_a_key_go_as_a_whole() {
        assert_eq!(
            masked("Backup codes: 1a2b3c4d 5e6f7g8h, 9i0j1k2l. Call me"),
            "Backup codes: [codes masked: 16–31 characters]. Call me"
        );
        let key = "key: -----BEGIN RSA PRIVATE KEY-----\nMIIEow+/IBA==\n-----END RSA PRIVATE KEY----- thanks";
        assert_eq!(masked(key), "key: [private key masked: 32 or more characters] thanks");
        let cut = "-----BEGIN PRIVATE KEY-----\nMIIEowIBA";
        assert_eq!(masked(cut), "[private key masked: 32 or more characters]");
    }

    #[test]
    fn a_secret_needs_no_digit() {
        for (text, shown) in [
            (r#"{"user_password":"swordfish"}"#, r#"{"user_password":"[secret masked: 8–15 characters]"}"#),
            (
                "scan otpauth://totp/acme?secret=MZXWYTBOI please",
                "scan [secret masked: 32 or more characters] please",
            ),
            (
                "at https://ann:open-sesame@host.example/",
                "at https://ann:[secret masked: 8–15 characters]@host.example/",
            ),
            ("Authorization: Bearer abcdefgh", "Authorization: Bearer [secret masked: 8–15 characters]"),
            ("xoxb-abcdefghijkl was pasted", "[token masked: 16–31 characters] was pasted"),
        ] {
            assert_eq!(masked(text), shown);
            // And with a digit beside it, where all patterns are sought.
            assert_eq!(masked(&format!("1. {text}")), format!("1. {shown}"));
        }
    }

    #[test]
    fn a_pattern_of_ones_own_need_not_ask_for_a_digit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(PATH);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let own =
            "[[pattern]]\nname = \"words\"\nmask = \"pass phrase\"\nregex = 'pass phrase: ([a-z ]{8,})'\n";
        let ours = Mappings::embedded();
        std::fs::write(&path, format!("{}\n{own}", ours.text(PATH).unwrap())).unwrap();
        let masks = Masks::load(&ours.with_folder(folder.path()).unwrap()).unwrap();
        let shown = masks.masked("pass phrase: correct horse battery");
        assert_eq!(shown, "pass phrase: [pass phrase masked: 16–31 characters]");
    }

    #[test]
    fn what_is_masked_is_not_masked_again() {
        for text in [
            "new password is Summer2026!",
            "OTP 482913",
            "DOB 04/12/1988",
            "recovery codes: 1a2b3c4d, 5e6f7g8h",
        ] {
            let once = masked(text);
            assert_eq!(masked(&once), once);
        }
    }

    #[test]
    fn numbers_ids_hashes_dates_and_versions_stay() {
        for text in [
            "INC0042317 is the same as REQ0010001 and RITM0012345",
            "chg-2f19c60c1ab4, fnd-0b6de1c02f9a, lnk-123456789012",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "6f9619ff-8b86-d011-b42d-00c04fc964ff",
            "2026-03-01T10:00:00Z, 01.03.2026 10:00, 10:15:42.123456",
            "S-1-5-21-3623811015-3361044348-30300820-1013",
            "version 10.0.19045, Chrome/122.0.6261.112, error code 50126, AADSTS50076, event code 4724",
            "ticket 360012345678 and article 4416735092756, row 1234567890123456789",
            "00u1abcd2EFGH3ijkl4 and e41d8cd98f00b204e9800998ecf8427e",
            "employee 0042317 answered from 192.0.2.17 and 2001:db8::1",
            "his birthday is in March; account 12345 locked; extension 4711",
            "passport shown on video; driver's licence checked",
            "code is fine; pin pad broken; sent 6 digits",
            "PIN reset 2026-03-01",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn the_name_of_a_field_tells_what_its_value_is() {
        let masks = Masks::load(&Mappings::embedded()).unwrap();
        for (field, value, shown) in [
            ("date_of_birth", "1988-04-12", "[birth date masked: 8–15 characters]"),
            ("user.client_secret", "only-letters", "[secret masked: 8–15 characters]"),
            ("otp", "482913", "[secret masked: under 8 characters]"),
            ("password_last_set", "2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z"),
            ("method", "push 482913 seconds", "push 482913 seconds"),
        ] {
            assert_eq!(masks.value(field, value).as_deref().unwrap_or(value), shown);
        }
    }

    #[test]
    fn network_addresses_are_found_where_they_are_asked_for() {
        let masks = Masks::load(&Mappings::embedded()).unwrap();
        let text = "from 192.0.2.17, then 2001:db8::17:1 at 10:15:42";
        let found: Vec<&str> = masks.addresses(text).iter().map(|one| &text[one.from..one.to]).collect();
        assert_eq!(found, ["192.0.2.17", "2001:db8::17:1"]);
    }

    #[test]
    fn telephone_numbers_keep_their_last_two_digits_where_they_are_asked_for() {
        let masks = Masks::load(&Mappings::embedded()).unwrap();
        for text in ["called back on +49 30 1234 5678", "called back 555-123-4578", "mobile: 0151 2345678"] {
            let [found] = &masks.find(text, true)[..] else { panic!("{text}") };
            assert_eq!(found.with, "[telephone …78]");
            assert!(masks.find(text, false).is_empty(), "{text}");
        }
        for text in ["called at 10:15:00 on 2026-03-01", "number 1234567890123", "192.0.2.17 called back"] {
            assert_eq!(masks.find(text, true), [], "{text}");
        }
    }
}
