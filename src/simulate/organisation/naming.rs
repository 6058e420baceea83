//! How the systems of an organisation write a person's names, and how people say them.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::super::lore::{Accents, Culture, LoginForm, Lore, Order, SamForm};
use super::super::rng::Rng;

/// The habits of this organisation, drawn once.
#[derive(Debug, Clone)]
pub(super) struct Conventions {
    pub(super) identity: Order,
    pub(super) desk: Order,
    pub(super) people: Order,
    pub(super) login: LoginForm,
    pub(super) sam: SamForm,
    pub(super) accents: Accents,
    /// Form of an administrator's second account name.
    pub(super) admin: String,
}

impl Conventions {
    pub(super) fn draw(lore: &Lore, rng: &mut Rng) -> Self {
        let naming = &lore.estate.naming;
        Self {
            identity: drawn(&naming.identity, rng),
            desk: drawn(&naming.desk, rng),
            people: drawn(&naming.people, rng),
            login: drawn(&naming.login, rng),
            sam: drawn(&naming.sam, rng),
            accents: drawn(&naming.accents, rng),
            admin: drawn(&naming.admin, rng),
        }
    }
}

/// One of the keys, by its weight.
pub(super) fn drawn<K: Clone + Default>(weights: &BTreeMap<K, f64>, rng: &mut Rng) -> K {
    let values: Vec<f64> = weights.values().copied().collect();
    let nth = rng.weighted(&values);
    weights.keys().nth(nth).cloned().unwrap_or_default()
}

/// All names of one person.
#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    pub(super) given: String,
    /// Initial of a middle name.
    pub(super) middle: Option<char>,
    pub(super) family: String,
    pub(super) second_family: Option<String>,
    /// What the person is called.
    pub(super) nickname: Option<String>,
    /// Family and given name in a script of their own, where the family name comes first.
    pub(super) own_script: Option<(String, String)>,
}

impl Person {
    pub(super) fn of_culture(
        culture: &Culture,
        nicknames: &BTreeMap<String, Vec<String>>,
        rng: &mut Rng,
    ) -> Self {
        let split = |name: &str| match name.split_once(' ') {
            Some((latin, own)) if own.chars().all(|letter| !letter.is_ascii()) => {
                (latin.to_owned(), Some(own.to_owned()))
            }
            _ => (name.to_owned(), None),
        };
        let (given, own_given) = split(culture.given[rng.below(culture.given.len())].as_str());
        let (mut family, own_family) = split(culture.family[rng.below(culture.family.len())].as_str());
        let other = rng.pick(&culture.family).clone();
        let mut second_family = None;
        if other != family && rng.chance(culture.two_surnames) {
            second_family = Some(other);
        } else if other != family && !other.contains(' ') && rng.chance(culture.hyphenated) {
            family = format!("{family}-{other}");
        }
        let middle = rng.chance(culture.middle).then(|| char::from(b"ABCDEFGHJKLMNPRST"[rng.below(17)]));
        let nickname = nicknames.get(&given).map(|list| rng.pick(list).clone()).filter(|_| rng.chance(0.7));
        let own_script = own_family.zip(own_given).filter(|_| culture.family_first);
        Self { given, middle, family, second_family, nickname, own_script }
    }

    /// Both family names.
    pub(super) fn surnames(&self) -> String {
        match &self.second_family {
            Some(second) => format!("{} {second}", self.family),
            None => self.family.clone(),
        }
    }
}

/// A given and a family name as one system keeps them, and the two as it shows them.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    pub(super) given: String,
    pub(super) family: String,
    pub(super) whole: String,
}

impl Shown {
    pub(super) fn new(given: &str, family: &str, order: Order, middle: Option<char>) -> Self {
        let given = middle.map_or(given.to_owned(), |middle| format!("{given} {middle}."));
        let whole = match order {
            Order::FirstLast => format!("{given} {family}"),
            Order::LastFirst | Order::Formal => format!("{family}, {given}"),
            Order::UpperLastFirst => format!("{}, {given}", family.to_uppercase()),
            Order::FirstInitialLast => {
                format!("{}. {family}", given.chars().next().unwrap_or('X'))
            }
        };
        Self { given, family: family.to_owned(), whole }
    }

    /// The family name first, as in Japan and China: with a blank between.
    pub(super) fn in_own_script((family, given): &(String, String)) -> Self {
        Self { given: given.clone(), family: family.clone(), whole: format!("{family} {given}") }
    }
}

/// The name without accents; other letters as they are.
pub(super) fn without_accents(name: &str) -> String {
    let plain = |letter: char| match letter {
        'ß' => "ss".to_owned(),
        'ø' => "o".to_owned(),
        'Ø' => "O".to_owned(),
        'ł' => "l".to_owned(),
        'Ł' => "L".to_owned(),
        'ı' => "i".to_owned(),
        'đ' => "d".to_owned(),
        'Đ' => "D".to_owned(),
        other => other.to_string(),
    };
    name.nfd().filter(|letter| !is_combining_mark(*letter)).map(plain).collect::<String>().nfc().collect()
}

/// Lower-case ASCII letters of a name: accents dropped, or umlauts spelled out.
pub(in crate::simulate) fn spelled_in_ascii(name: &str, umlauts: bool) -> String {
    let lower = name.to_lowercase();
    let spelled =
        if umlauts { lower.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue") } else { lower };
    without_accents(&spelled).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The part of a login before the `@`.
pub(super) fn login_name(given: &str, family: &str, form: LoginForm) -> String {
    let initial: String = given.chars().take(1).collect();
    match form {
        LoginForm::GivenFamily => format!("{given}.{family}"),
        LoginForm::InitialFamily => format!("{initial}{family}"),
        LoginForm::FamilyInitial => format!("{family}{initial}"),
    }
}

/// A short account name from names in ASCII and the login's local part.
pub(super) fn sam_name(given: &str, family: &str, local: &str, number: usize, form: SamForm) -> String {
    match form {
        SamForm::Short => given.chars().take(1).chain(family.chars().take(7)).collect(),
        SamForm::CutLogin => local.chars().take(20).collect::<String>().trim_end_matches('.').to_owned(),
        SamForm::FamilyNumber => {
            format!("{}{:03}", family.chars().take(4).collect::<String>(), (number * 37 + 11) % 1000)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_logins_without_accents() {
        assert_eq!(spelled_in_ascii("Sørensen", false), "sorensen");
        assert_eq!(spelled_in_ascii("Jürgen", false), "jurgen");
        assert_eq!(spelled_in_ascii("Jürgen", true), "juergen");
        assert_eq!(spelled_in_ascii("O'Connell", false), "oconnell");
        assert_eq!(without_accents("Zúñiga Łukasz Groß"), "Zuniga Lukasz Gross");
        assert_eq!(without_accents("健太"), "健太");
        assert_eq!(login_name("ada", "zimmermann", LoginForm::InitialFamily), "azimmermann");
        assert_eq!(sam_name("ada", "zimmermann", "", 0, SamForm::Short), "azimmerm");
        let long = "subrahmanyam.venkataraghavan";
        assert_eq!(sam_name("", "", long, 0, SamForm::CutLogin), "subrahmanyam.venkata");
    }

    #[test]
    fn systems_show_the_same_names_in_their_own_order() {
        let show = |order| Shown::new("Robert", "Clarke", order, None).whole;
        assert_eq!(show(Order::LastFirst), "Clarke, Robert");
        assert_eq!(show(Order::UpperLastFirst), "CLARKE, Robert");
        assert_eq!(show(Order::FirstInitialLast), "R. Clarke");
        assert_eq!(Shown::new("Robert", "Clarke", Order::FirstLast, Some('T')).whole, "Robert T. Clarke");
        let own = ("田中".to_owned(), "健太".to_owned());
        assert_eq!(Shown::in_own_script(&own).whole, "田中 健太");
    }
}
