//! A quarter of an organisation's Okta System Log, and what its help desk wrote in ServiceNow meanwhile.
//!
//! An event takes about 2.6 KB, as real ones do; 15 of 1,000 are changes of accounts. Of those that agents of the desk
//! make, most have a ticket of the minutes before. For every 150 events there is a ticket. The same number of events
//! gives the same bytes.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::dice::{Dice, stamp};

/// What the log is full of, by weight; none is a change.
const TRAFFIC: [(&str, &str, usize); 6] = [
    ("user.session.start", "User login to Okta", 18),
    ("user.authentication.sso", "User single sign on to app", 30),
    ("user.authentication.auth_via_mfa", "Authentication of user via MFA", 16),
    ("policy.evaluate_sign_on", "Evaluation of sign-on policy", 28),
    ("user.session.end", "User logout from Okta", 4),
    ("user.authentication.verify", "Verify user identity", 4),
];

/// Changes of accounts: who makes them, and the request that a ticket has of it.
const CHANGES: [(&str, &str, bool, &str); 6] = [
    ("user.mfa.factor.reset_all", "Reset all factors for user", true, "New phone: MFA does not work"),
    ("user.account.reset_password", "Password reset by administrator", true, "Forgot my password"),
    ("user.account.unlock_by_admin", "Unlock user account by admin", true, "Account is locked"),
    ("user.mfa.factor.deactivate", "Reset factor for user", true, "Lost my security key"),
    ("user.mfa.factor.activate", "Activate factor for user", false, ""),
    ("user.account.update_password", "User update password for Okta", false, ""),
];

const OTHERS: [&str; 6] = [
    "Laptop is slow",
    "Printer on floor 3 is jammed",
    "VPN drops every hour",
    "Request for a second monitor",
    "Shared mailbox is missing",
    "Application crashes on start",
];

const GIVEN: [&str; 40] = [
    "Ada", "Ben", "Carla", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Inés", "Jonas", "Katja", "Liam",
    "Mona", "Nils", "Olga", "Pablo", "Quinn", "Rosa", "Sven", "Tara", "Uwe", "Vera", "Wim", "Xenia", "Yara",
    "Zoltan", "Amir", "Bianca", "Carlos", "Daria", "Emil", "Fatima", "Goran", "Hanna", "Igor", "Julia",
    "Karim", "Lena", "Marek", "Nadia",
];
const SYLLABLES: [&str; 24] = [
    "ber", "lan", "mor", "stein", "ville", "ros", "kel", "dan", "har", "win", "tor", "bel", "gar", "len",
    "mar", "nov", "pet", "quis", "ral", "san", "tel", "var", "wal", "zim",
];
const CITIES: [(&str, &str, &str); 5] = [
    ("Leeds", "England", "United Kingdom"),
    ("Köln", "Nordrhein-Westfalen", "Germany"),
    ("Austin", "Texas", "United States"),
    ("Montréal", "Quebec", "Canada"),
    ("Pune", "Maharashtra", "India"),
];
const APPS: [&str; 8] = ["Workday", "Salesforce", "Slack", "Jira", "Confluence", "Zoom", "ServiceNow", "Box"];
const AGENTS: [&str; 4] = [
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
    "okta-mobile/6.2 (iPhone; iOS 19.1)",
];

/// Seconds of the ninety days that log and tickets span.
const QUARTER: usize = 90 * 86_400;
/// Events for one ticket.
const EVENTS_A_TICKET: usize = 150;
/// People at the desk.
const DESK: usize = 20;

struct Person {
    id: String,
    login: String,
    name: String,
}

/// Numbers from `DESK` on are no agents. People may share a name, never a login.
fn person(number: usize) -> Person {
    let (given, family) = (number % 40, number / 40);
    let family = format!("{}{}", SYLLABLES[family % 24], SYLLABLES[family / 24 % 24]);
    let name = format!("{} {}{}", GIVEN[given], family[..1].to_uppercase(), &family[1..]);
    let login = format!("{}.{family}{number}@corp.example", GIVEN[given].to_lowercase().replace('é', "e"));
    Person { id: format!("00u{number:09x}Corp4x7",), login, name }
}

struct Ticket {
    opened: usize,
    text: &'static str,
    caller: usize,
    agent: usize,
}

/// Writes `okta.ndjson` and `tickets.csv` into a folder; and `types.txt`, the event types that are changes.
pub(crate) fn write(folder: &Path, events: usize) -> io::Result<()> {
    let people = events / 60 + 50 + DESK;
    let mut dice = Dice(7);
    let tickets = write_log(&folder.join("okta.ndjson"), events, people, &mut dice)?;
    write_tickets(&folder.join("tickets.csv"), tickets, events / EVENTS_A_TICKET + 1, people, &mut dice)?;
    std::fs::write(folder.join("types.txt"), CHANGES.map(|(kind, ..)| format!("{kind}\n")).concat())
}

/// Writes the log; gives back the tickets that its changes come from.
fn write_log(path: &Path, events: usize, people: usize, dice: &mut Dice) -> io::Result<Vec<Ticket>> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut tickets = Vec::new();
    for at in 0..events {
        let time = at * QUARTER / events;
        let whom = DESK + dice.below(people - DESK);
        if dice.below(1_000) < 985 {
            let mut weight = dice.below(100);
            let of_weight = |(_, _, own): &&(&str, &str, usize)| {
                let is_it = weight < *own;
                weight = weight.saturating_sub(*own);
                is_it
            };
            let (kind, said, _) = TRAFFIC.iter().find(of_weight).unwrap_or(&TRAFFIC[0]);
            event(&mut file, at, time, (kind, said), whom, whom, None, dice)?;
            continue;
        }
        let (kind, said, by_desk, request) = CHANGES[dice.below(CHANGES.len())];
        let agent = dice.below(DESK);
        let mut reason = None;
        if by_desk && dice.below(10) < 7 && tickets.len() < events / EVENTS_A_TICKET {
            let opened = time.saturating_sub(120 + dice.below(3_600));
            tickets.push(Ticket { opened, text: request, caller: whom, agent });
            reason = (dice.below(8) == 0).then(|| number(tickets.len() - 1));
        }
        event(&mut file, at, time, (kind, said), if by_desk { agent } else { whom }, whom, reason, dice)?;
    }
    file.flush()?;
    Ok(tickets)
}

fn number(ticket: usize) -> String {
    format!("INC{ticket:07}")
}

#[expect(clippy::too_many_arguments, reason = "the parts of one line")]
fn event(
    file: &mut impl Write,
    at: usize,
    time: usize,
    (kind, said): (&str, &str),
    actor: usize,
    whom: usize,
    reason: Option<String>,
    dice: &mut Dice,
) -> io::Result<()> {
    let (actor, subject) = (person(actor), person(whom));
    let (city, state, country) = CITIES[whom % 5];
    let address = format!("203.0.{}.{}", whom / 250 % 250, whom % 250);
    let (app, agent, chance) = (APPS[dice.below(8)], AGENTS[whom % 4], dice.below(1 << 31));
    let reason = reason.map_or("null".to_owned(), |number| format!("\"{number}\""));
    let place = format!(
        r#""geographicalContext":{{"city":"{city}","state":"{state}","country":"{country}","postalCode":"10{:03}","geolocation":{{"lat":{}.55,"lon":-{}.63}}}}"#,
        whom % 1_000,
        whom % 60,
        whom % 90,
    );
    let session = format!("idx{chance:09}{at:014}");
    let millisecond = chance % 1_000;
    write!(
        file,
        r#"{{"actor":{{"id":"{}","type":"User","alternateId":"{}","displayName":"{}","detailEntry":null}},"client":{{"userAgent":{{"rawUserAgent":"{agent}","os":"Linux","browser":"FIREFOX"}},"zone":"LegacyIpZone","device":"Computer","id":null,"ipAddress":"{address}",{place}}},"device":null,"authenticationContext":{{"authenticationProvider":"FACTOR_PROVIDER","credentialProvider":"OKTA_CREDENTIAL_PROVIDER","credentialType":"OTP","issuer":null,"interface":null,"authenticationStep":0,"rootSessionId":"{session}","externalSessionId":"{session}"}},"displayMessage":"{said}","eventType":"{kind}","outcome":{{"result":"SUCCESS","reason":{reason}}},"published":"{}.{millisecond:03}Z","securityContext":{{"asNumber":{},"asOrg":"corp telecom limited","isp":"corp telecom limited","domain":"corp.example","isProxy":false,"ipDetails":null}},"severity":"INFO","#,
        actor.id,
        actor.login,
        actor.name,
        stamp(time, 'T'),
        5_000 + whom % 900,
    )?;
    write!(
        file,
        r#""debugContext":{{"debugData":{{"authnRequestId":"{at:026}","deviceFingerprint":"{chance:032x}","behaviors":"{{New Geo-Location=NEGATIVE, New Device=NEGATIVE, New IP=POSITIVE, New State=NEGATIVE, New Country=NEGATIVE, Velocity=NEGATIVE, New City=NEGATIVE}}","risk":"{{level=LOW}}","logOnlySecurityData":"{{\"risk\":{{\"level\":\"LOW\"}},\"behaviors\":{{\"New Geo-Location\":\"NEGATIVE\",\"New Device\":\"NEGATIVE\",\"New IP\":\"NEGATIVE\",\"New State\":\"NEGATIVE\",\"New Country\":\"NEGATIVE\",\"Velocity\":\"NEGATIVE\",\"New City\":\"NEGATIVE\"}}}}","requestId":"{at:026}","dtHash":"{chance:064x}","requestUri":"/idp/idx/authenticators/poll","threatSuspected":"false","url":"/idp/idx/authenticators/poll?step={}"}}}},"legacyEventType":null,"transaction":{{"type":"WEB","id":"{at:026}","detail":{{}}}},"uuid":"{chance:08x}-0000-4000-8000-{at:012x}","version":"0","request":{{"ipChain":[{{"ip":"{address}",{place},"version":"V4","source":null}}]}},"target":[{{"id":"{}","type":"User","alternateId":"{}","displayName":"{}","detailEntry":null}},{{"id":"0oa{:017}","type":"AppInstance","alternateId":"{app}","displayName":"{app}","detailEntry":{{"signOnModeType":"SAML_2_0"}}}}]}}"#,
        dice.below(90),
        subject.id,
        subject.login,
        subject.name,
        chance % 8,
    )?;
    file.write_all(b"\n")
}

/// Writes the tickets that changes come from, and as many others as make up the number.
fn write_tickets(
    path: &Path,
    mut tickets: Vec<Ticket>,
    count: usize,
    people: usize,
    dice: &mut Dice,
) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    writeln!(
        file,
        "number,opened_at,sys_created_on,sys_updated_on,resolved_at,caller_id,caller_id.email,opened_by,assigned_to,assignment_group,short_description,description,state,category,contact_type,priority,close_code,close_notes,work_notes"
    )?;
    while tickets.len() < count {
        let (text, caller) = (OTHERS[dice.below(OTHERS.len())], DESK + dice.below(people - DESK));
        tickets.push(Ticket { opened: dice.below(QUARTER), text, caller, agent: dice.below(DESK) });
    }
    for (at, Ticket { opened, text, caller, agent }) in tickets.into_iter().enumerate() {
        let (caller, agent) = (person(caller), person(agent));
        let done = opened + 300 + dice.below(5_400);
        let (from, to) = (stamp(opened, ' '), stamp(done, ' '));
        // Some say only in the text who they are, and some write for themselves from elsewhere.
        let (email, described) = match dice.below(10) {
            0 => ("", format!("{text}. Please answer to {}", caller.login)),
            _ => (caller.login.as_str(), format!("{text}. \"\"Please help as soon as possible.\"\"")),
        };
        let proof = [
            "called back on the number on file",
            "asked for the employee number and date of birth",
            "manager confirmed",
            "done",
        ][dice.below(4)];
        writeln!(
            file,
            "{},{from},{from},{to},{to},{},{email},{},{},Service Desk L1,{text},\"{described}\",Closed,Access,Phone,3 - Moderate,Solved,Done,\"{to} - {} (Work notes)\n{} rang, {proof}; {text}\n\n{from} - {} (Work notes)\nOpened by phone\"",
            number(at),
            caller.name,
            agent.name,
            agent.name,
            agent.name,
            caller.name,
            agent.name,
        )?;
    }
    file.flush()
}
