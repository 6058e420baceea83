//! Who is who, so that a wrong merge can be seen and overridden.

use crate::directory::{Account, BY_DISPLAY_NAME, Resolution};
use crate::model::AccountIx;
use crate::report::lookup::Lookup;
use crate::report::table::{Table, TableBuilder, list};

/// Others of a name that are listed; more are counted.
const MOST_NAMESAKES: usize = 12;

type Row<'a> = (AccountIx, &'a Account);

/// `accounts.csv`: one row an account, by its label.
pub(super) fn accounts(lookup: &Lookup<'_>) -> Table {
    let rows: Vec<Row<'_>> = lookup.report.directory.accounts().collect();
    fn names(namespace: &'static str) -> impl Fn(&Row<'_>) -> String {
        move |(_, account)| list(account.names.of(namespace).iter())
    }
    let label = |ix: Option<AccountIx>| lookup.label(ix, "");
    TableBuilder::new("accounts", &rows)
        .text("account", |(_, account)| &account.label)
        .text("name", |(_, account)| &account.name)
        .text("person", |(_, account)| label(Some(account.person)))
        .text("ids", names("id"))
        .text("logins", names("login"))
        .text("short_names", names("short name"))
        .text("display_names", names(BY_DISPLAY_NAME))
        .text("merged_because", |(_, account)| list(&account.merged_because))
        .text("shares_name_with", |row| namesakes(lookup, row))
        .maybe("user_type", |(_, account)| account.user_type.map(|sort| sort.as_str()))
        .maybe("tier", |(_, account)| account.tier.map(|tier| tier.as_str()))
        .maybe("employee_id", |(_, account)| account.employee_id.as_deref())
        .maybe("title", |(_, account)| account.title.as_deref())
        .text("owner", |(_, account)| label(account.owner))
        .text("manager", |(_, account)| label(account.manager))
        .flag("works_tickets", |(_, account)| Some(account.is_desk))
        .text("systems", |(_, account)| list(&account.systems))
        .maybe("pseudonym", |(_, account)| lookup.report.agents.pseudonym(account.person).map(str::to_owned))
        .build()
}

/// Accounts of other persons who have one of its names.
fn namesakes(lookup: &Lookup<'_>, (_, account): &Row<'_>) -> String {
    let directory = &lookup.report.directory;
    let named = |namespace: &'static str| account.names.of(namespace).iter();
    let displays = named(BY_DISPLAY_NAME).map(|name| directory.resolve_name(name));
    let words = ["login", "short name"].into_iter().flat_map(named).map(|word| directory.resolve_word(word));
    let mut others: Vec<AccountIx> = displays
        .chain(words)
        .filter_map(|found| match found {
            Resolution::Ambiguous(several) => Some(several),
            _ => None,
        })
        .flatten()
        .filter(|other| directory.account(*other).person != account.person)
        .collect();
    others.sort_unstable();
    others.dedup();
    let more = others.len().saturating_sub(MOST_NAMESAKES);
    others.truncate(MOST_NAMESAKES);
    let labels = others.into_iter().map(|other| directory.account(other).label.clone());
    list(labels.chain((more > 0).then(|| format!("and {more} more"))))
}
