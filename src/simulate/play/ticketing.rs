//! Steps in the desk's tool.

use super::super::calendar::{MINUTE, Millis};
use super::super::desk::{ApprovalRow, Author, Closure, FieldChange, Incident, State};
use super::super::lore::{Caller, Deed, MethodChoice, NameIn, Step, Who};
use super::scene::{Fate, Scene};
use super::speech::drawn_channel;
use crate::model::{ContactReason, Method};

impl Scene<'_> {
    /// A step on one of the script's tickets.
    pub(super) fn ticketing(&mut self, step: &Step, at: Millis) {
        if step.deed == Deed::Open {
            let incident = self.opened(step, at);
            self.tickets[step.on] = Some(incident);
            return;
        }
        let Some(Some(mut ticket)) = self.tickets.get_mut(step.on).map(Option::take) else { return };
        match step.deed {
            Deed::Note | Deed::Comment | Deed::LookAlike => self.remark(&mut ticket, step, at),
            Deed::AskApproval | Deed::Approve | Deed::Reject => self.approval(&mut ticket, step, at),
            Deed::Escalate | Deed::Reassign => self.pass_on(&mut ticket, step, at),
            Deed::Await | Deed::Reply => self.wait(&mut ticket, step, at),
            Deed::Reopen => self.reopen(&mut ticket, at),
            Deed::Autoclose => self.close_unanswered(&mut ticket, at),
            Deed::Cancel | Deed::Duplicate => self.drop(&mut ticket, step, at),
            _ => self.solve(&mut ticket, step, at),
        }
        self.tickets[step.on] = Some(ticket);
    }

    fn opened(&mut self, step: &Step, at: Millis) -> Incident {
        let cast = &self.cast;
        let agent = if step.on == 1 {
            cast.agent
        } else {
            self.account(self.second_agent(step.on)).unwrap_or(cast.agent)
        };
        let topic_name = step.topic.clone().unwrap_or_default();
        let topic = &self.lore.topics[&topic_name];
        let channel = self.channel();
        let by_agent = matches!(channel, "phone" | "walk-in") || self.script.caller == Caller::Agent;
        let group = self.habit(agent).group;
        let mut incident = Incident {
            number: self.numbers[step.on].clone(),
            sys_id: self.rng.hex(32),
            situation: self.script.name.clone(),
            case: self.rng.pick(&topic.cases(&topic_name)).clone(),
            topic: topic_name,
            opened: at,
            updated: at,
            resolved: None,
            closed: None,
            caller: self.cast.caller,
            subject: self.cast.subject,
            names_subject: step.name == NameIn::Field,
            opened_by: if by_agent { agent } else { self.cast.caller },
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
        };
        self.values.set("ticket", incident.number.clone());
        (incident.title, incident.description) = self.request(&incident, step.name);
        if self.rng.chance(self.lore.estate.desk.macros) {
            let text = self.say_pasted("comment.macro_received", agent, at);
            incident.write(at + 30_000, Author::Account(agent), false, text, &mut self.rng);
        }
        incident
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
    fn phrase(&mut self, bank: &str, by: Who, at: Millis) -> String {
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

    fn pass_on(&mut self, ticket: &mut Incident, step: &Step, at: Millis) {
        let up = step.deed == Deed::Escalate;
        let next_agent = if up { self.cast.engineer } else { self.cast.agent2 };
        let desk_teams = self.lore.estate.desk_groups.len();
        let identity = self.lore.topics[&ticket.topic].identity;
        let new_group = match (up, identity) {
            (true, _) => self.organisation.engineering(self.lore),
            (false, true) => (ticket.group + 1) % desk_teams,
            (false, false) => desk_teams + 1 + self.rng.below(self.lore.estate.other_groups.len()),
        };
        let names = |group: usize| self.organisation.groups[group].0.clone();
        self.values.set("old_group", names(ticket.group));
        self.values.set("new_group", names(new_group));
        let by = Author::Account(ticket.agent);
        let text = self.phrase(step.text.as_deref().unwrap_or("reassign"), Who::Agent, at);
        ticket.write(at, by, true, text, &mut self.rng);
        ticket.record(at + 2_000, by, FieldChange::Group(ticket.group, new_group), &mut self.rng);
        ticket.record(at + 2_000, by, FieldChange::Agent(ticket.agent, next_agent), &mut self.rng);
        ticket.group = new_group;
        ticket.agent = next_agent;
        ticket.reassigned += 1;
        ticket.obstacles.push(if up { ContactReason::Escalated } else { ContactReason::Reassigned });
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
        ticket.obstacles.push(ContactReason::Reopened);
    }

    fn close_unanswered(&mut self, ticket: &mut Incident, at: Millis) {
        let text = self.phrase("autoclose", Who::Agent, at);
        ticket.write(at, Author::System, false, text, &mut self.rng);
        ticket.enter(at, Author::System, State::Resolved, &mut self.rng);
        ticket.resolved = Some(at);
        ticket.resolved_by = Some(Author::System);
        ticket.closure = Some(Closure::Unresolved);
        ticket.close_notes = "No response from the requester.".to_owned();
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
        ticket.close_notes = self.say(if nothing_done { "note.self_solved" } else { &solved }, by, at);
        let closures = [Closure::Solved, Closure::Solved, Closure::SolvedForGood, Closure::ByRequest];
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
        if self.rng.chance(0.2) {
            let thanks = self.phrase("thanks", Who::Caller, at);
            ticket.write(at + 90_000, Author::Account(ticket.caller), false, thanks, &mut self.rng);
        }
    }
}
