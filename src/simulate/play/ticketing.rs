//! Steps in the desk's tool.

use super::super::calendar::{MINUTE, Millis};
use super::super::desk::{ApprovalRow, Author, Closure, Incident, State};
use super::super::lore::{Caller, Channel, Deed, MethodChoice, NameIn, Step, Tie, Who};
use super::scene::{Fate, Scene};
use super::speech::drawn_channel;
use crate::model::{ContactReason, Method};

impl Scene<'_> {
    /// A step on one of the script's tickets.
    pub(super) fn ticketing(&mut self, step: &Step, at: Millis) {
        if step.deed == Deed::Open {
            let mut incident = self.opened(step, at);
            for (_, at, author, internal, text) in self.untold.extract_if(.., |note| note.0 == step.on) {
                incident.write(at, author, internal, text, &mut self.rng);
            }
            self.tickets[step.on] = Some(incident);
            return;
        }
        let Some(Some(mut ticket)) = self.tickets.get_mut(step.on).map(Option::take) else { return };
        match step.deed {
            Deed::Note | Deed::Comment | Deed::LookAlike => self.remark(&mut ticket, step, at),
            Deed::AskApproval | Deed::Approve | Deed::Reject => self.approval(&mut ticket, step, at),
            Deed::Escalate | Deed::Reassign | Deed::Return => self.pass_on(&mut ticket, step, at),
            Deed::Take => self.take(&mut ticket, at),
            Deed::Assign => self.assign(&mut ticket, step, at),
            Deed::Await | Deed::Reply => self.wait(&mut ticket, step, at),
            Deed::Confirm => self.ask_to_confirm(&mut ticket, step, at),
            Deed::Lapse => self.lapse(&mut ticket, at),
            Deed::Thank => self.thank(&mut ticket, at),
            Deed::Reopen => self.reopen(&mut ticket, at),
            Deed::Autoclose => self.close_unanswered(&mut ticket, at),
            Deed::Cancel | Deed::Duplicate => self.drop(&mut ticket, step, at),
            _ => self.solve(&mut ticket, step, at),
        }
        ticket.obstacles.extend(&step.shows);
        ticket.causes.extend(step.cause);
        ticket.costs.extend(step.cost);
        self.tickets[step.on] = Some(ticket);
    }

    fn opened(&mut self, step: &Step, at: Millis) -> Incident {
        if step.tie == Tie::Apart {
            self.want_something_else();
        }
        let [caller, subject] = match step.by.and_then(|by| self.account(by)) {
            Some(other) => [other; 2],
            None => [self.cast.caller, self.cast.subject],
        };
        let cast = &self.cast;
        let agent = if step.on == 1 {
            cast.agent
        } else {
            self.account(self.second_agent(step.on)).unwrap_or(cast.agent)
        };
        let topic_name = step.topic.clone().unwrap_or_default();
        let topic = &self.lore.topics[&topic_name];
        let channel = step.channel.map_or_else(|| self.channel(), Channel::word);
        let by_agent =
            matches!(channel, "phone" | "walk-in" | "monitoring") || self.script.caller == Caller::Agent;
        let group = self.habit(agent).group;
        let mut incident = Incident {
            number: self.numbers[step.on].clone(),
            sys_id: self.rng.hex(32),
            situation: self.script.name.clone(),
            case: self.case(step, &topic_name),
            topic: topic_name,
            opened: at,
            updated: at,
            resolved: None,
            closed: None,
            caller,
            subject,
            names_subject: step.name == NameIn::Field,
            opened_by: if by_agent { agent } else { caller },
            agent,
            group,
            resolved_by: None,
            channel,
            category: topic.category.clone(),
            subcategory: topic.subcategory.clone(),
            title: String::new(),
            description: String::new(),
            closure: None,
            close_notes: String::new(),
            answers: Vec::new(),
            state: State::InProgress,
            hold: false,
            reassigned: 0,
            reopened: 0,
            parent: None,
            verified: None,
            journal: Vec::new(),
            history: Vec::new(),
            approvals: Vec::new(),
            obstacles: Vec::new(),
            causes: Vec::new(),
            costs: Vec::new(),
            tie: (step.on > 1).then(|| (self.numbers[1].clone(), step.tie)),
            matter: String::new(),
            nhi: None,
        };
        if incident.is_alert() {
            incident.opened_by = self.organisation.programs.integration;
            incident.obstacles.push(ContactReason::NoContact);
        }
        incident.matter = self.matter(&incident);
        self.values.set("ticket", incident.number.clone());
        (incident.title, incident.description) = self.request(&incident, step.name);
        let begins = step.text.as_deref().or((step.tie == Tie::Refers).then_some("contact.refers"));
        if let Some(bank) = begins {
            self.begin_with(bank, &mut incident);
        }
        let waits = self.script.steps.iter().any(|other| other.on == step.on && other.deed == Deed::Take);
        if !waits && self.rng.chance(self.lore.estate.desk.macros) {
            let text = self.say_pasted("comment.macro_received", agent, at);
            incident.write(at + 30_000, Author::Account(agent), false, text, &mut self.rng);
        }
        incident
    }

    /// The case of a topic; who comes back with the same trouble tells it in other words.
    fn case(&mut self, step: &Step, topic: &str) -> String {
        let again = format!("{topic}_again");
        if step.tie == Tie::Again && self.lore.stock.has(&format!("topics.{again}.title")) {
            return again;
        }
        let cases = self.lore.topics[topic].cases(topic);
        let same = matches!(step.tie, Tie::Refers | Tie::Double);
        match self.tickets.get(1).and_then(Option::as_ref).filter(|_| same) {
            Some(first) if cases.contains(&first.case) => first.case.clone(),
            _ => self.rng.pick(&cases).clone(),
        }
    }

    /// What a ticket is about beyond its topic: another group is another wish.
    fn matter(&self, incident: &Incident) -> String {
        match self.lore.topics[&incident.topic].kind.as_str() {
            "access" => format!("{}/{}", self.values.get("group"), self.values.get("app")),
            _ if self.lore.topics[&incident.topic].identity => String::new(),
            _ => incident.case.clone(),
        }
    }

    /// Another group and another application than the first time.
    fn want_something_else(&mut self) {
        let estate = &self.lore.estate;
        for (name, all) in [("group", &estate.groups), ("app", &estate.apps)] {
            let others: Vec<&String> = all.iter().filter(|one| *one != self.values.get(name)).collect();
            let other = (*self.rng.pick(&others)).clone();
            self.values.set(name, other);
        }
    }

    /// A sentence before the description; what answers a closed ticket by mail has its subject.
    fn begin_with(&mut self, bank: &str, incident: &mut Incident) {
        let Some(first) = self.tickets.get(1).and_then(Option::as_ref) else { return };
        let (number, title) = (first.number.clone(), first.title.clone());
        let desk = self.lore.products.desk;
        self.values.set("other_ticket", desk.cited(&number));
        let says = self.say(bank, incident.opened_by, incident.opened);
        if incident.channel == "email" {
            incident.title = desk.answered(&number, &title);
        }
        incident.description = format!("{says} {}", incident.description).trim().to_owned();
    }

    /// Who works the further tickets of a script: whoever first acts on them.
    fn second_agent(&self, on: usize) -> Who {
        let acts = |step: &&Step| step.on == on && matches!(step.by, Some(Who::Agent2 | Who::Engineer));
        self.script.steps.iter().find(acts).and_then(|step| step.by).unwrap_or(Who::Agent)
    }

    /// People who are verified at the counter came there.
    fn channel(&mut self) -> &'static str {
        let at_counter = |step: &Step| matches!(step.method, Some(MethodChoice::Of(Method::InPerson)));
        if self.script.steps.iter().any(at_counter) {
            return "walk-in";
        }
        drawn_channel(&mut self.rng)
    }

    /// A text of a bank, in the words of who writes it.
    pub(super) fn phrase(&mut self, bank: &str, by: Who, at: Millis) -> String {
        let by = self.account(by).unwrap_or(self.cast.agent);
        // The three attempts of one list stand in its order.
        let attempts = ["strike", "strike2", "strike3"];
        if let Some(nth) = attempts.iter().position(|name| *name == bank) {
            return self.say_nth("note.strike", nth, by, at);
        }
        let name = self.lore.bank_of(bank).unwrap_or_default();
        self.say(&name, by, at)
    }

    fn remark(&mut self, ticket: &mut Incident, step: &Step, at: Millis) {
        let internal = step.deed == Deed::Note || (step.deed == Deed::LookAlike && step.by.is_none());
        let by = step.by.unwrap_or(Who::Agent);
        let usual = if step.deed == Deed::LookAlike { "look_alike.work_note" } else { "working" };
        let text = self.phrase(step.text.as_deref().unwrap_or(usual), by, at);
        ticket.write(at, self.author(by), internal, text, &mut self.rng);
    }

    fn approval(&mut self, ticket: &mut Incident, step: &Step, at: Millis) {
        let Some(approver) = self.account(step.by.unwrap_or(Who::Manager)) else { return };
        if step.deed == Deed::AskApproval {
            let sys_id = self.rng.hex(32);
            ticket.approvals.push(ApprovalRow {
                sys_id,
                approver,
                asked_at: at,
                answered: None,
                comment: String::new(),
            });
            return;
        }
        let granted = step.deed == Deed::Approve;
        let comment = self.say(if granted { "approval.approved" } else { "approval.rejected" }, approver, at);
        if let Some(asked) = ticket.approvals.iter_mut().rev().find(|asked| asked.approver == approver) {
            asked.answered = Some((at, granted));
            asked.comment = comment;
        }
    }

    fn wait(&mut self, ticket: &mut Incident, step: &Step, at: Millis) {
        if step.deed == Deed::Reply {
            let text = self.phrase("reply", Who::Caller, at);
            let caller = Author::Account(ticket.caller);
            ticket.write(at, caller, false, text, &mut self.rng);
            ticket.enter(at + MINUTE, Author::Account(ticket.agent), State::InProgress, &mut self.rng);
            return;
        }
        let agent = Author::Account(ticket.agent);
        let note = self.phrase(step.text.as_deref().unwrap_or("await"), Who::Agent, at);
        ticket.write(at, agent, true, note, &mut self.rng);
        let question = self.phrase("ask", Who::Agent, at);
        ticket.write(at + 5_000, agent, false, question, &mut self.rng);
        ticket.enter(at + 6_000, agent, State::OnHold, &mut self.rng);
        ticket.obstacles.push(ContactReason::FollowUp);
    }

    fn reopen(&mut self, ticket: &mut Incident, at: Millis) {
        let caller = Author::Account(ticket.caller);
        let text = self.phrase("again", Who::Caller, at);
        ticket.write(at, caller, false, text, &mut self.rng);
        ticket.enter(at, caller, State::InProgress, &mut self.rng);
        let note = self.phrase("reopened", Who::Agent, at);
        ticket.write(at + MINUTE, Author::Account(ticket.agent), true, note, &mut self.rng);
        ticket.reopened += 1;
        ticket.resolved = None;
        ticket.obstacles.extend([ContactReason::Reopened, ContactReason::FollowUp]);
    }

    /// The work is done; the user is asked to try it, and the ticket waits for the answer.
    fn ask_to_confirm(&mut self, ticket: &mut Incident, step: &Step, at: Millis) {
        let agent = Author::Account(ticket.agent);
        let text = self.phrase(step.text.as_deref().unwrap_or("contact.confirm"), Who::Agent, at);
        ticket.write(at, agent, false, text, &mut self.rng);
        ticket.enter(at + 1_000, agent, State::OnHold, &mut self.rng);
    }

    /// Thanks, by which the product opens the solved ticket; the agent sets it back without a word.
    fn thank(&mut self, ticket: &mut Incident, at: Millis) {
        let Some(solved) = ticket.resolved else { return };
        let at = at.max(solved + MINUTE);
        let text = self.phrase("thanks", Who::Caller, at);
        let (caller, agent) = (Author::Account(ticket.caller), Author::Account(ticket.agent));
        ticket.write(at, caller, false, text, &mut self.rng);
        ticket.enter(at + 1_000, caller, State::InProgress, &mut self.rng);
        ticket.reopened += 1;
        let again = at + self.rng.between(5, 40) * MINUTE;
        ticket.enter(again, agent, State::Resolved, &mut self.rng);
        ticket.resolved = Some(again);
    }

    /// A timer takes a waiting ticket for solved.
    fn lapse(&mut self, ticket: &mut Incident, at: Millis) {
        let text = self.phrase("contact.timer", Who::System, at);
        ticket.enter(at, Author::System, State::Resolved, &mut self.rng);
        ticket.resolved = Some(at);
        ticket.resolved_by = Some(Author::System);
        ticket.closure = Some(Closure::ByCaller);
        ticket.answer(at, Author::System, text);
    }

    fn close_unanswered(&mut self, ticket: &mut Incident, at: Millis) {
        let text = self.phrase("autoclose", Who::Agent, at);
        ticket.write(at, Author::System, false, text, &mut self.rng);
        ticket.enter(at, Author::System, State::Resolved, &mut self.rng);
        ticket.resolved = Some(at);
        ticket.resolved_by = Some(Author::System);
        ticket.closure = Some(Closure::Unresolved);
        ticket.answer(at, Author::System, "No response from the requester.".to_owned());
        ticket.obstacles.push(ContactReason::NoResponse);
    }

    fn drop(&mut self, ticket: &mut Incident, step: &Step, at: Millis) {
        let duplicate = step.deed == Deed::Duplicate;
        let agent = Author::Account(ticket.agent);
        let first = self.lore.products.desk.cited(&self.numbers[1]);
        self.values.set("other_ticket", first);
        let text = self.phrase(if duplicate { "duplicate" } else { "cancelled" }, Who::Agent, at);
        ticket.write(at, agent, true, text, &mut self.rng);
        ticket.enter(at + 1_000, agent, State::Cancelled, &mut self.rng);
        ticket.closed = Some(at + 1_000);
        ticket.closure = Some(if duplicate { Closure::Duplicate } else { Closure::Unresolved });
        if duplicate {
            ticket.parent = self.tickets[1].as_ref().map(|first| first.sys_id.clone());
        }
        ticket.obstacles.push(if duplicate { ContactReason::Duplicate } else { ContactReason::Cancelled });
    }

    fn solve(&mut self, ticket: &mut Incident, step: &Step, at: Millis) {
        let by = step.by.and_then(|by| self.account(by)).unwrap_or(ticket.agent);
        let solved = self.lore.solved(&ticket.topic, &ticket.case);
        let nothing_done = self.fate == Fate::NoChange;
        let kind = &self.lore.topics[&ticket.topic].kind;
        let alone = Some(format!("note.self_solved.{kind}")).filter(|bank| self.lore.stock.has(bank));
        let alone = alone.unwrap_or_else(|| "note.self_solved.other".to_owned());
        let bank = step.text.as_deref().unwrap_or(if nothing_done { &alone } else { &solved });
        let text = self.say(bank, by, at);
        ticket.answer(at, Author::Account(by), text);
        let unanswered = step.shows.contains(&ContactReason::NoResponse);
        let closures = if unanswered {
            [Closure::Unresolved, Closure::Unresolved, Closure::Solved, Closure::ByCaller]
        } else {
            [Closure::Solved, Closure::Solved, Closure::SolvedForGood, Closure::ByRequest]
        };
        ticket.closure = Some(closures[self.rng.below(4)]);
        ticket.agent = by;
        ticket.resolved = Some(at);
        ticket.resolved_by = Some(Author::Account(by));
        ticket.enter(at, Author::Account(by), State::Resolved, &mut self.rng);
        if self.rng.chance(self.lore.estate.desk.macros) {
            self.values.set("ticket", ticket.number.clone());
            let text = self.say_pasted("comment.macro_solved", by, at);
            ticket.write(at + 20_000, Author::Account(by), false, text, &mut self.rng);
        }
        if !unanswered && !ticket.is_alert() && self.rng.chance(0.2) {
            let thanks = self.phrase("thanks", Who::Caller, at);
            ticket.write(at + 90_000, Author::Account(ticket.caller), false, thanks, &mut self.rng);
        }
    }
}
