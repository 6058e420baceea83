//! Contacts and the tickets that go on with them: a call that became an incident is one contact with two records.

use std::collections::BTreeMap;

use super::product;
use super::register::Register;
use crate::model::{Instant, Ticket};

/// Writes into each ticket that goes on with a contact in these exports the number of that contact: the first, where
/// several people called about one thing.
pub(super) fn join(tickets: &mut [Ticket], names: &Register) {
    if !tickets.iter().any(|ticket| ticket.own.is_contact) {
        return;
    }
    let mut firsts: BTreeMap<usize, (Option<Instant>, String)> = BTreeMap::new();
    let mut goes_on = |ticket: usize, contact: &Ticket| {
        let found = (contact.opened_at, contact.number.clone());
        let first = firsts.entry(ticket).or_insert_with(|| found.clone());
        if found < *first {
            *first = found;
        }
    };
    for (at, ticket) in tickets.iter().enumerate() {
        let find = |name: &String| {
            let product = names.find(product(&ticket.source))?;
            names.get(product, name).filter(|other| *other != at)
        };
        if ticket.own.is_contact {
            for led_to in ticket.own.led_to.iter().flatten().filter_map(find) {
                if !tickets[led_to].own.is_contact {
                    goes_on(led_to, ticket);
                }
            }
        } else if let Some(above) = ticket.parent.as_ref().and_then(find)
            && tickets[above].own.is_contact
        {
            goes_on(at, &tickets[above]);
        }
    }
    let mut led_to: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (at, (_, contact)) in firsts {
        let ticket = &mut tickets[at];
        let key = (product(&ticket.source).to_owned(), contact.clone());
        led_to.entry(key).or_default().push(ticket.number.clone());
        ticket.own.continues = Some(contact);
    }
    // Where the contact itself does not say what it led to, the tickets that name it do.
    for ((product, contact), led_to) in led_to {
        let at = names.find(&product).and_then(|product| names.get(product, &contact));
        if let Some(at) = at {
            tickets[at].own.led_to.get_or_insert(led_to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::reading;

    const INTERACTIONS: &str = "Interaction ID;Status;Open Time (First Touch);Close Time;First Call Resolution;Handle Time (secs);Related Incident
SD1;Closed;13-10-2025 9:00;13-10-2025 9:10;Y;240;
SD2;Closed;13-10-2025 9:30;14-10-2025 9:30;N;300;IM1
SD3;Closed;13-10-2025 9:20;14-10-2025 9:30;N;0;IM1
SD4;Closed;13-10-2025 9:40;14-10-2025 9:30;N;300;#MULTIVALUE
";
    const INCIDENTS: &str =
        "Incident ID;Status;Open Time;Close Time;Closure Code;Reopen Time;Resolved Time;Related Interaction
IM1;Closed;13-10-2025 9:31;14-10-2025 9:30;Other;;14-10-2025 9:20;#MULTIVALUE
IM2;Closed;13-10-2025 9:41;14-10-2025 9:30;Other;;14-10-2025 9:20;SD4
IM3;Closed;13-10-2025 9:41;14-10-2025 9:30;Other;;14-10-2025 9:20;
";

    #[test]
    fn an_incident_goes_on_with_the_first_contact_that_led_to_it() {
        let reading = reading(&[("calls.csv", INTERACTIONS), ("incidents.csv", INCIDENTS)]);
        assert!(reading.rejects.is_empty(), "{:?}", reading.rejects);
        type Told<'t> = (&'t str, Option<&'t str>, Option<bool>, Option<i64>);
        let told: Vec<Told<'_>> = reading
            .tickets
            .iter()
            .map(|ticket| {
                let seconds = ticket.handle_time.map(|time| time.num_seconds());
                (ticket.number.as_str(), ticket.own.continues.as_deref(), ticket.first_contact_mark, seconds)
            })
            .collect();
        let expected = [
            ("IM1", Some("SD3"), None, None),
            ("IM2", Some("SD4"), None, None),
            ("IM3", None, None, None),
            ("SD1", None, Some(true), Some(240)),
            ("SD2", None, Some(false), Some(300)),
            ("SD3", None, Some(false), None),
            ("SD4", None, Some(false), Some(300)),
        ];
        assert_eq!(told, expected);
        let led_to = |number: &str| {
            let ticket = reading.tickets.iter().find(|ticket| ticket.number == number).unwrap();
            ticket.own.led_to.clone()
        };
        assert_eq!(led_to("SD1"), Some(Vec::new()), "the export tells that it led to none");
        assert_eq!(led_to("SD4"), Some(vec!["#MULTIVALUE".to_owned()]), "to several, it does not say which");
        assert_eq!(led_to("IM3"), None, "an incident is no contact");
    }
}
