//! Signals that somebody asks for beyond what the report needs: they are shown, and decide nothing.

use std::collections::BTreeSet;

use super::Knowledge;
use crate::directory::Directory;
use crate::model::{Change, Event, EventClass, Instant, Origin, Span};
use crate::report::timeline::plain_address;
use crate::source::{ReadError, Reading, Wanted};

/// Whose signals are read beyond those around changes of the desk; nobody's by default.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    /// People and accounts, by any name.
    pub names: Vec<String>,
    /// Addresses.
    pub addresses: Vec<String>,
    /// Changes, by id: their accounts around them.
    pub changes: Vec<String>,
    /// Not before.
    pub from: Option<Instant>,
    /// Not after.
    pub to: Option<Instant>,
}

impl Watch {
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty() && self.addresses.is_empty() && self.changes.is_empty()
    }

    fn span(&self) -> Span {
        Span { from: self.from.unwrap_or(Instant::MIN_UTC), to: self.to.unwrap_or(Instant::MAX_UTC) }
    }
}

/// A signal with its class.
pub(super) type Watched = (Event, Option<EventClass>);

/// The signals watched that are not among those known already, by time and origin, each with its class.
pub(super) fn watched(
    watch: &Watch,
    reading: &Reading,
    known: &[Event],
    changes: &[Change],
    (directory, knowledge): (&Directory, &Knowledge),
) -> Result<Vec<Watched>, ReadError> {
    if watch.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = reading.signals(&wanted(watch, changes, directory, knowledge)).read()?;
    if !watch.addresses.is_empty() {
        let addresses: BTreeSet<String> = watch.addresses.iter().map(|one| plain_address(one)).collect();
        let is_from =
            |event: &Event| event.ip.as_ref().is_some_and(|ip| addresses.contains(&plain_address(ip)));
        reading.signals_where(watch.span(), is_from).read_onto(&mut found)?;
    }
    let key =
        |event: &Event| -> (Instant, Origin, String) { (event.at, event.origin, event.native_type.clone()) };
    let mut seen: BTreeSet<_> = known.iter().map(key).collect();
    found.sort_by_key(key);
    found.retain(|event| seen.insert(key(event)));
    let classed = |event: Event| {
        let vocabulary = knowledge.vocabulary(&event.source);
        let class = knowledge.taxonomy.classify(&vocabulary, &event).map(|found| found.class);
        (event, class)
    };
    Ok(found.into_iter().map(classed).collect())
}

/// All names of those who are watched, with the time in which they are.
fn wanted(watch: &Watch, changes: &[Change], directory: &Directory, knowledge: &Knowledge) -> Wanted {
    let mut wanted = Wanted::new();
    let mut add = |name: &str, span| wanted.entry(name.to_lowercase()).or_default().push(span);
    for name in &watch.names {
        // An account that only signs in is in no directory.
        add(name.trim(), watch.span());
        for account in directory.find(name).one().into_iter().flat_map(|ix| directory.accounts_of(ix)) {
            directory.account(account).search_names().for_each(|name| add(name, watch.span()));
        }
    }
    for change in changes.iter().filter(|change| watch.changes.contains(&change.id.0)) {
        let span = knowledge.signals.around(change.at);
        for account in change.subject.into_iter().flat_map(|ix| directory.accounts_of(ix)) {
            directory.account(account).search_names().for_each(|name| add(name, span));
        }
    }
    wanted
}
