//! What a finding is about.

use super::View;
use super::parts::{Props, Subject};
use super::text::markup;
use crate::model::Finding;
use crate::report::uuids::uuid;

impl View<'_> {
    /// The item of a finding as the subject of an observation. The words before the colon of an item (`ticket:…`) are
    /// its type; a change has its verdict beside it.
    pub(super) fn subject(&self, finding: &Finding) -> Subject {
        if let Some(case) = self.cases.get(finding.item.as_str()) {
            let change = &case.change;
            let account = self.lookup.label(change.subject, &change.subject_label);
            let ticket = case.link.as_ref().map(|link| self.lookup.ticket_number(link.ticket));
            return Subject {
                subject_uuid: uuid("change", &change.id.0),
                kind: "change",
                title: markup(&format!("{} {} of {account}", change.id, change.kind)),
                props: Props::default()
                    .with("change-id", &change.id.0)
                    .with("changed-at", &crate::report::table::rfc3339(change.at))
                    .with("kind", change.kind.as_str())
                    .with("account", account)
                    .maybe("ticket", ticket)
                    .maybe("verdict", case.verdict.map(crate::model::Verdict::as_str))
                    .with("verdict-reason", &case.verdict_reason)
                    .with("risk-score", &format!("{:.1}", case.risk.score)),
            };
        }
        let (kind, name) = match finding.item.split_once(':') {
            Some(("ticket", name)) => ("ticket", name),
            Some(("source", name)) => ("source", name),
            Some(("account", name)) => ("account", name),
            Some(("file", name)) => ("file", name),
            _ => ("item", finding.item.as_str()),
        };
        let title = markup(name);
        Subject {
            subject_uuid: uuid(kind, name),
            kind,
            title: if title.is_empty() { "(without a name)".to_owned() } else { title },
            props: Props::default().with("item", &finding.item),
        }
    }
}
