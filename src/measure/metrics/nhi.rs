//! Figures about requests for non-human identities.

use super::MetricsInput;
use super::figure::{Name, count, guarded, share};
use crate::model::{AttributeState, ContactOutcome, Metric, NhiAttribute, NhiRequest, NhiSort};

/// How many, of which sort, what their handling shows, and how many were handled as they should be in one interaction.
pub(super) fn figures(input: &MetricsInput<'_>) -> Vec<Metric> {
    let requests =
        || input.nhi_requests.iter().filter_map(|request| Some((number(input, request)?, request)));
    let all = input.tickets("the requests about non-human identities");
    let name = Name::new(
        "nhi.requests",
        "Requests about non-human identities",
        "tickets that ask something about a service account, key, token, secret, certificate or agent's permission",
    );
    let mut metrics = vec![count(&all, name, requests().map(|(number, _)| number))];
    for sort in NhiSort::ALL {
        let name = Name::new(
            format!("nhi.sort.{sort}"),
            format!("Requests about: {sort}"),
            format!("requests about non-human identities of the sort `{sort}`"),
        );
        metrics.push(share(&all, name, requests().map(|(id, one)| (id, one.sort == *sort)), Vec::new()));
    }
    metrics.extend(NhiAttribute::ALL.iter().map(|attribute| of_attribute(input, *attribute)));
    metrics.push(clean(input));
    metrics
}

fn number<'a>(input: &MetricsInput<'a>, request: &NhiRequest) -> Option<&'a str> {
    input.tickets.get(request.ticket.0 as usize).map(|ticket| ticket.number.as_str())
}

fn state(request: &NhiRequest, wanted: NhiAttribute) -> AttributeState {
    let found = request.attributes.iter().find(|one| one.attribute == wanted);
    found.map_or(AttributeState::NotKnown, |one| one.state)
}

fn of_attribute(input: &MetricsInput<'_>, attribute: NhiAttribute) -> Metric {
    let what = match attribute {
        NhiAttribute::OwnershipValidated => {
            "whose owner on record asked, approved or confirmed before the change"
        }
        NhiAttribute::RotationRecorded => "whose rotation is in the log and recorded in the ticket",
        NhiAttribute::OldRevoked => "whose old credential was revoked in time",
        NhiAttribute::Approved => "with an approval recorded before the change",
        NhiAttribute::AccessReviewed => "whose ticket tells of an access review",
        NhiAttribute::OneInteraction => "solved at first contact",
    };
    let requests =
        || input.nhi_requests.iter().filter_map(|request| Some((number(input, request)?, request)));
    let counted = |wanted| requests().filter(|(_, one)| state(one, attribute) == wanted).count() as u64;
    let excluded = vec![
        ("not known".to_owned(), counted(AttributeState::NotKnown)),
        ("not applicable".to_owned(), counted(AttributeState::NotApplicable)),
    ];
    let items = requests().filter_map(|(id, one)| match state(one, attribute) {
        AttributeState::Yes => Some((id, true)),
        AttributeState::No => Some((id, false)),
        AttributeState::NotKnown | AttributeState::NotApplicable => None,
    });
    let name = Name::new(
        format!("nhi.{attribute}"),
        format!("Non-human identities: {attribute}"),
        format!("requests about non-human identities {what}"),
    );
    let of = input.tickets("the requests about non-human identities of which it is known");
    guarded(input.policy, share(&of, name, items, excluded))
}

/// Solved in one interaction with everything that applies in order; unknown as soon as one of them is, unless another fails.
fn clean(input: &MetricsInput<'_>) -> Metric {
    let requests =
        || input.nhi_requests.iter().filter_map(|request| Some((number(input, request)?, request)));
    let of = |request: &NhiRequest| {
        let states = || NhiAttribute::ALL.iter().map(|attribute| state(request, *attribute));
        if states().any(|state| state == AttributeState::No) {
            Some(false)
        } else {
            (!states().any(|state| state == AttributeState::NotKnown)).then_some(true)
        }
    };
    let counted = |request: &NhiRequest| request.outcome != ContactOutcome::Excluded;
    let untold = requests().filter(|(_, one)| counted(one) && of(one).is_none()).count() as u64;
    let out = requests().filter(|(_, one)| !counted(one)).count() as u64;
    let items = requests().filter(|(_, one)| counted(one)).filter_map(|(id, one)| Some((id, of(one)?)));
    let name = Name::new(
        "nhi.clean_first_contact",
        "Non-human identities: one interaction, everything in order",
        "requests about non-human identities solved at first contact with owner, rotation, old credential, approval and \
         review in order, as far as they apply",
    );
    let population = input.tickets("the requests about non-human identities of which that is known");
    let excluded = vec![("not known".to_owned(), untold), ("excluded from first contact".to_owned(), out)];
    guarded(input.policy, share(&population, name, items, excluded))
}
