//! What people write in a scene: in their language, their words and their way.

use chrono::Timelike;

use super::super::calendar::{Millis, utc};
use super::super::desk::Incident;
use super::super::lore::{ENGLISH, NameIn, Stock};
use super::super::organisation::{AccountNo, Voice};
use super::super::rng::Rng;
use super::super::wording::{mistyped, preferred, varied, with_slips};
use super::scene::{Scene, local};

/// How often people who are no agents mistype a word.
const SLIPS_OF_OTHERS: f64 = 0.006;

impl<'a> Scene<'a> {
    /// A text of a bank, as somebody writes it at a time.
    pub(super) fn say(&mut self, bank: &str, by: AccountNo, at: Millis) -> String {
        self.say_one_of(bank, by, at, |_| true)
    }

    /// The same, of the templates that suit.
    pub(super) fn say_one_of(
        &mut self,
        bank: &str,
        by: AccountNo,
        at: Millis,
        suits: fn(&str) -> bool,
    ) -> String {
        let language = self.tongue(by);
        let stock: &'a Stock = &self.lore.stock;
        let list: Vec<String> =
            stock.bank(language, bank).iter().filter(|template| suits(template)).cloned().collect();
        let habit = self.organisation.habits.get(&by);
        let template = match (habit, list.is_empty()) {
            (_, true) => String::new(),
            (Some(habit), _) => preferred(&list, habit.wording, &mut self.rng).to_owned(),
            (None, _) => self.rng.pick(&list).clone(),
        };
        self.refer(language, by, at);
        let text = self.values.fill(&varied(&template, &mut self.rng));
        with_slips(&text, habit.map_or(SLIPS_OF_OTHERS, |habit| habit.slips), &mut self.rng)
    }

    /// A text of a bank as a macro pastes it: always the same one, without slips.
    pub(super) fn say_pasted(&mut self, bank: &str, by: AccountNo, at: Millis) -> String {
        self.say_nth(bank, 0, by, at)
    }

    /// The text at a place of a bank, for lists that stand in an order.
    pub(super) fn say_nth(&mut self, bank: &str, nth: usize, by: AccountNo, at: Millis) -> String {
        let language = self.tongue(by);
        let stock: &'a Stock = &self.lore.stock;
        let template = stock.bank(language, bank).get(nth).cloned().unwrap_or_default();
        self.refer(language, by, at);
        self.values.fill(&varied(&template, &mut self.rng))
    }

    /// The language in which somebody writes on the tickets of this scene.
    fn tongue(&mut self, who: AccountNo) -> &'a str {
        if let Some(known) = self.tongues.get(&who) {
            return known;
        }
        let offices = &self.lore.places.office;
        let of = |no: AccountNo| offices[self.organisation.accounts[no].office].language.as_str();
        let (own, spoken) = (of(who), of(self.cast.caller));
        let speaks = self.local_language && own == spoken;
        let agent = self.organisation.habits.contains_key(&who) && who != self.cast.caller;
        let writes = speaks && (!agent || self.rng.chance(self.lore.estate.desk.local));
        let tongue = if writes { own } else { ENGLISH };
        self.tongues.insert(who, tongue);
        tongue
    }

    /// Names, times and dates as this writer puts them.
    fn refer(&mut self, language: &str, by: AccountNo, at: Millis) {
        let zone = self.lore.places.office[self.organisation.accounts[by].office].zone;
        let local = utc(at).with_timezone(&zone);
        let time = match (language, by % 4) {
            (ENGLISH, 1) => {
                let (after_noon, hour) = local.hour12();
                format!("{hour}:{:02} {}", local.minute(), if after_noon { "pm" } else { "am" })
            }
            ("fr", _) => format!("{}h{:02}", local.hour(), local.minute()),
            (_, 2) => format!("{:02}.{:02}", local.hour(), local.minute()),
            _ => local.format("%H:%M").to_string(),
        };
        self.values.set("time", time);
        self.values.set("date", local.format("%Y-%m-%d").to_string());
        let [about, caller, manager, owner, colleague] =
            [self.about, self.cast.caller, self.cast.manager, self.cast.owner, self.cast.colleague];
        for (name, first, who) in [
            ("subject", "subject_first", about),
            ("caller", "", caller),
            ("manager", "manager_first", manager),
            ("owner", "", owner),
            ("colleague", "", colleague),
        ] {
            let whole = self.spoken(who, language);
            self.values.set(name, whole);
            if !first.is_empty() {
                self.values.set(first, self.first_name(who, language));
            }
        }
    }

    /// A person's name as people say it: in everyday order, sometimes the nickname, sometimes as the tool shows it.
    pub(super) fn spoken(&mut self, who: AccountNo, language: &str) -> String {
        let account = &self.organisation.accounts[who];
        if account.family.is_empty() {
            return account.display.clone();
        }
        if let (Some((family, given)), "ja") = (&account.own_script, language) {
            let forms =
                [format!("{family}さん"), format!("{family}{given}さん"), format!("{family} {given}様")];
            return self.rng.pick(&forms).clone();
        }
        let forms = [
            format!("{} {}", account.given, account.family),
            format!("{} {}", account.called, account.family),
            account.desk_name.trim_end_matches('.').to_owned(),
        ];
        forms[self.rng.weighted(&[6.0, 2.0, 1.0])].clone()
    }

    fn first_name(&self, who: AccountNo, language: &str) -> String {
        let account = &self.organisation.accounts[who];
        match &account.own_script {
            Some((family, _)) if language == "ja" => format!("{family}さん"),
            _ => account.called.clone(),
        }
    }

    /// The sentence that tells whom the ticket is about, if it is not the caller's own.
    pub(super) fn naming(&mut self, name: NameIn, by: AccountNo, at: Millis) -> Option<String> {
        let subject = self.cast.subject;
        let account = &self.organisation.accounts[subject];
        let said = match name {
            NameIn::Caller => return None,
            // A name that others have too would not tell; then people give the login.
            NameIn::Field | NameIn::Text
                if self.organisation.namesake(subject).is_none() || name == NameIn::Field =>
            {
                None
            }
            NameIn::Namesake => Some(("name", "subject", format!("{} {}", account.given, account.family))),
            NameIn::Nickname => Some(("name", "subject", format!("{} {}", account.called, account.family))),
            NameIn::Text | NameIn::Login => Some(("login", "login", local(&account.login))),
            NameIn::Field => None,
            NameIn::Number => Some(("number", "number", account.employee_id.clone())),
            NameIn::Typo => {
                let login = local(&account.login);
                let typo = mistyped(&login, &mut self.rng);
                Some(("login", "login", if self.organisation.has_login(&typo) { login } else { typo }))
            }
        };
        let bank = said.as_ref().map_or("name", |(bank, _, _)| bank);
        let language = self.tongue(by);
        let template = self.rng.pick(self.lore.stock.bank(language, &format!("naming.{bank}"))).clone();
        let template = varied(&template, &mut self.rng);
        self.refer(language, by, at);
        if let Some((_, placeholder, value)) = said {
            self.values.set(placeholder, value);
        }
        let sentence = self.values.fill(&template);
        self.speak_of(subject);
        Some(sentence)
    }

    /// A title and a description as they come over the ticket's channel.
    pub(super) fn request(&mut self, ticket: &Incident, name: NameIn) -> (String, String) {
        let (at, case) = (ticket.opened, &ticket.case);
        let by_agent = ticket.opened_by == ticket.agent;
        let own = ticket.caller == ticket.subject;
        let teller = ticket.opened_by;
        // Who cannot say it in the own language says all of it in English.
        if !self.lore.stock.has_in(self.tongue(teller), &format!("topics.{case}.title")) {
            self.tongues.insert(teller, ENGLISH);
        }
        // A title must not give away a name that the script hides or misspells.
        let hides: fn(&str) -> bool = |text| !text.contains("{login}") && !text.contains("{subject");
        let titles = format!("topics.{case}.title");
        let title = match name {
            NameIn::Caller | NameIn::Field | NameIn::Login => self.say(&titles, teller, at),
            _ => self.say_one_of(&titles, teller, at, hides),
        };
        let bank = format!("topics.{case}.{}", if by_agent || !own { "notes" } else { "asks" });
        let mut text = self.say_one_of(&bank, teller, at, hides);
        let named = self.naming(name, teller, at);
        let sloppy = self.organisation.habits.get(&teller).is_some_and(|habit| habit.sloppy);
        if ticket.is_alert() {
            // A machine adds nothing.
        } else if by_agent && sloppy && self.rng.chance(0.6) {
            // The title again, or nothing.
            text = if self.rng.chance(0.5) { title.clone() } else { String::new() };
        } else if by_agent && self.rng.chance(0.25) {
            text = format!(
                "{} {text}",
                self.say(&format!("talk.opens.{}", opened_over(ticket.channel)), teller, at)
            );
        } else if !by_agent && self.rng.chance(0.3) {
            let aside = self.say("talk.caller", teller, at);
            text = joined(&text, &aside);
        }
        if let Some(sentence) = named {
            text = if self.rng.chance(0.5) { joined(&sentence, &text) } else { joined(&text, &sentence) };
        }
        if ticket.channel == "email" && !by_agent {
            text = self.as_mail(&title, &text, teller, at);
        }
        (title, text.trim().to_owned())
    }

    /// The text as a mail, with greeting, signature, and at times a mail that it answers or hands on.
    fn as_mail(&mut self, title: &str, text: &str, by: AccountNo, at: Millis) -> String {
        self.values.set("title", title);
        let greeting = self.say("mail.greeting", by, at);
        let regards = self.say("mail.regards", by, at);
        let signature = self.say("mail.signature", by, at);
        let mail = format!("{greeting}\n\n{text}\n\n{regards}\n{signature}");
        if self.rng.chance(self.lore.estate.desk.quoted) {
            return format!("{mail}\n\n{}", self.say("mail.quoted", by, at));
        }
        mail
    }

    /// A note on a verification, in the agent's way: terse, plain, or with the story around it.
    pub(super) fn account_of(
        &mut self,
        bank: &str,
        by: AccountNo,
        at: Millis,
        when: Option<Millis>,
    ) -> String {
        let voice = self.habit(by).voice;
        let terse = bank.replace('.', ".terse.");
        let language = self.tongue(by);
        let short = voice == Voice::Terse && self.lore.stock.has_in(language, &terse) && self.rng.chance(0.6);
        let mut text = self.say(if short { &terse } else { bank }, by, at);
        if let Some(done_at) = when {
            let time = self.say("naming.at_time", by, done_at);
            let stem = text.trim_end_matches(['.', '。']).to_owned();
            text = if text.contains('\n') { format!("{text}\n{time}") } else { format!("{stem} {time}.") };
        }
        let (before, after) = match voice {
            Voice::Terse => (0.0, 0.0),
            Voice::Plain => (0.0, 0.1),
            Voice::Chatty => (0.4, 0.5),
        };
        if self.rng.chance(before) {
            text = format!("{} {text}", self.say("talk.before", by, at));
        }
        if self.rng.chance(after) {
            text = format!("{text} {}", self.say("talk.after", by, at));
        }
        if voice == Voice::Terse && self.rng.chance(0.4) {
            return text.trim_end_matches('.').to_owned();
        }
        if voice != Voice::Terse && self.rng.chance(0.15) {
            return format!("{} {text}", self.say("note.took", by, at));
        }
        text
    }
}

/// One sentence after the other; a full stop between them where the first has none.
fn joined(first: &str, second: &str) -> String {
    let open = first.chars().next_back().is_some_and(char::is_alphanumeric);
    format!("{first}{} {second}", if open { "." } else { "" }).trim().to_owned()
}

/// The channels that have words of their own for how a call begins.
fn opened_over(channel: &str) -> &str {
    if matches!(channel, "phone" | "walk-in" | "chat") { channel } else { "other" }
}

/// Telephone, chat, portal or mail, as callers choose.
pub(super) fn drawn_channel(rng: &mut Rng) -> &'static str {
    ["phone", "phone", "phone", "chat", "self-service", "email"][rng.below(6)]
}
