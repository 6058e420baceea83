//! Who a report is for.

use super::words::words;

words! {
    /// Who a report is for; decides what is shown, never what is counted.
    #[derive(Default)]
    pub enum Audience {
        /// Everything: the default.
        #[default]
        Auditor = "auditor",
        /// Everything about cases.
        Security = "security",
        /// Figures of the desk and its cases, nobody by name, agents under pseudonyms.
        Manager = "manager",
        /// Figures and conclusions, nobody by name, no rows.
        Board = "board",
    }
}

words! {
    /// A part of a report that not every audience is shown.
    pub enum Part {
        /// Figures about single people of the desk.
        AgentFigures = "figures of single agents",
        /// One row a change, ticket, link or finding.
        Cases = "changes, tickets, links and findings one by one, and workpapers of them",
        /// Files for other programs, with the records behind each case.
        Exchange = "files for other programs (OSCAL, OCSF, Timesketch)",
        /// People by their names; without them pseudonyms stand in their place.
        Names = "names of people",
        /// Who is who, what reviewers are asked and decided, who meets whom, evidence and records not used.
        People = "accounts, evidence, reviews, rejected records and comparisons of people one by one",
        /// What people wrote.
        Texts = "titles, notes, quotes and other words of records",
        /// Where people acted from.
        Whereabouts = "addresses, client programs and places",
    }
}

impl Audience {
    /// Whether this audience is shown a part.
    #[must_use]
    pub const fn shows(self, part: Part) -> bool {
        match (self, part) {
            (Audience::Auditor, _) => true,
            (Audience::Security, Part::AgentFigures) => false,
            (Audience::Security, _) => true,
            (Audience::Manager, Part::AgentFigures | Part::Cases) => true,
            (Audience::Manager | Audience::Board, _) => false,
        }
    }

    /// What it is not shown.
    pub fn left_out(self) -> impl Iterator<Item = Part> {
        Part::ALL.iter().copied().filter(move |part| !self.shows(*part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_audience_is_shown_less_than_the_one_before_it_but_for_figures_of_agents() {
        for pair in Audience::ALL.windows(2) {
            for part in Part::ALL.iter().filter(|part| **part != Part::AgentFigures) {
                assert!(pair[0].shows(*part) || !pair[1].shows(*part), "{} {part}", pair[1]);
            }
        }
        assert_eq!(Audience::Auditor.left_out().count(), 0);
        assert_eq!(Audience::Board.left_out().count(), Part::ALL.len());
    }
}
