//! Okta: events as its System Log writes them.

mod words;

use serde::Serialize;

use super::{LogFile, LogWriter, Native};
use crate::simulate::calendar::iso;
use crate::simulate::event::{Actor, LogEvent, ObjectKind, Target, What};
use crate::simulate::lore::{City, Device, Lore, Network};
use crate::simulate::organisation::{Client, DeviceKind, Organisation, Role, Site};

pub(super) use words::shows;

/// The export and a later one, which overlaps it.
const LOG: &str = "okta/system-log.ndjson";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    actor: Entity<'a>,
    client: ClientPart<'a>,
    device: Option<()>,
    authentication_context: AuthenticationContext<'a>,
    display_message: &'a str,
    event_type: &'a str,
    outcome: OutcomePart<'a>,
    published: String,
    security_context: SecurityContext<'a>,
    severity: &'a str,
    debug_context: DebugContext<'a>,
    legacy_event_type: Option<&'a str>,
    transaction: Transaction<'a>,
    uuid: &'a str,
    version: &'a str,
    request: Request<'a>,
    target: Vec<Entity<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entity<'a> {
    id: std::borrow::Cow<'a, str>,
    #[serde(rename = "type")]
    kind: &'a str,
    alternate_id: &'a str,
    display_name: &'a str,
    detail_entry: Option<()>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClientPart<'a> {
    user_agent: Option<UserAgent<'a>>,
    zone: Option<&'a str>,
    device: Option<&'a str>,
    id: Option<()>,
    ip_address: Option<&'a str>,
    geographical_context: Option<Geo<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UserAgent<'a> {
    raw_user_agent: &'a str,
    os: &'a str,
    browser: &'a str,
}

#[derive(Serialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
struct Geo<'a> {
    city: &'a str,
    state: &'a str,
    country: &'a str,
    postal_code: &'a str,
    geolocation: Point,
}

#[derive(Serialize, Clone, Copy)]
struct Point {
    lat: f64,
    lon: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AuthenticationContext<'a> {
    authentication_provider: Option<&'a str>,
    credential_provider: Option<&'a str>,
    credential_type: Option<&'a str>,
    issuer: Option<()>,
    interface: Option<()>,
    authentication_step: u8,
    root_session_id: Option<&'a str>,
    external_session_id: Option<&'a str>,
}

#[derive(Serialize)]
struct OutcomePart<'a> {
    result: &'a str,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SecurityContext<'a> {
    as_number: Option<u32>,
    as_org: Option<&'a str>,
    isp: Option<&'a str>,
    domain: Option<&'a str>,
    is_proxy: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DebugContext<'a> {
    debug_data: DebugData<'a>,
}

struct DebugData<'a> {
    request: Option<&'a str>,
    more: Vec<(&'static str, String)>,
}

impl Serialize for DebugData<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let own = self.request.map(|request| ("requestId", request));
        let more = self.more.iter().map(|(key, value)| (*key, value.as_str()));
        serializer.collect_map(own.into_iter().chain(more))
    }
}

#[derive(Serialize)]
struct Transaction<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    id: &'a str,
    detail: TransactionDetail<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TransactionDetail<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    request_api_token_id: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    ip_chain: Vec<Hop<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Hop<'a> {
    ip: &'a str,
    geographical_context: Geo<'a>,
    version: &'a str,
    source: Option<()>,
}

/// Writes the System Log.
pub(super) struct SystemLog<'a> {
    pub(super) lore: &'a Lore,
    pub(super) organisation: &'a Organisation,
}

impl LogWriter for SystemLog<'_> {
    fn files(&self) -> Vec<LogFile> {
        vec![LogFile::lines(LOG)]
    }

    fn records(&mut self, event: &LogEvent) -> std::io::Result<Vec<Native>> {
        let ip = event.client.map(|client| client.address());
        let mut line = Vec::with_capacity(1600);
        serde_json::to_writer(&mut line, &self.record(event, ip.as_deref()))?;
        Ok(vec![Native { file: 0, at: event.at, id: event.id.clone(), text: line }])
    }
}

impl<'a> SystemLog<'a> {
    fn record<'e>(&'e self, event: &'e LogEvent, ip: Option<&'e str>) -> Record<'e> {
        let kind = words::event_type(event.what);
        let wording = self.lore.words.okta.event.get(kind);
        let (outcome, reason) = words::outcome(event);
        let place = event.client.map(|client| self.place(client.site));
        let geo = place.map(|(geo, _, _)| geo);
        let session = event.session.as_deref();
        let mfa = matches!(event.what, What::SecondFactor(_));
        Record {
            actor: self.actor(event.actor),
            client: self.client(event.client, ip, geo),
            device: None,
            authentication_context: AuthenticationContext {
                authentication_provider: mfa.then_some("FACTOR_PROVIDER"),
                credential_provider: mfa.then_some("OKTA_CREDENTIAL_PROVIDER"),
                credential_type: None,
                issuer: None,
                interface: None,
                authentication_step: 0,
                root_session_id: session,
                external_session_id: session,
            },
            display_message: wording.map_or("", |wording| &wording.message),
            event_type: kind,
            outcome: OutcomePart { result: outcome, reason },
            published: iso(event.at),
            security_context: security(place),
            severity: wording.and_then(|wording| wording.severity.as_deref()).unwrap_or("INFO"),
            debug_context: DebugContext {
                debug_data: DebugData {
                    request: event.client.is_some().then_some(&event.transaction),
                    more: words::debug(event, self.lore, self.organisation),
                },
            },
            legacy_event_type: wording.and_then(|wording| wording.legacy.as_deref()),
            transaction: Transaction {
                kind: "WEB",
                id: &event.transaction,
                detail: TransactionDetail { request_api_token_id: event.token.as_deref() },
            },
            uuid: &event.id,
            version: "0",
            request: Request { ip_chain: hops(ip, geo) },
            target: event.targets.iter().map(|target| self.target(target)).collect(),
        }
    }

    fn actor(&self, actor: Actor) -> Entity<'a> {
        match actor {
            Actor::System => {
                entity("spr1brackenfellsys00", "SystemPrincipal", "system@okta.com", "Okta System")
            }
            Actor::Account(no) => {
                let account = &self.organisation.accounts[no];
                entity(&account.okta_id, "User", &account.login, &account.display)
            }
        }
    }

    fn target<'e>(&'e self, target: &'e Target) -> Entity<'e> {
        let named = |kind, prefix: &str, nth: usize, name: &'e str| Entity {
            id: format!("{prefix}{nth:04}brackenfell0").into(),
            kind,
            alternate_id: name,
            display_name: name,
            detail_entry: None,
        };
        let estate = &self.lore.estate;
        match target {
            Target::Account(no) => {
                let account = &self.organisation.accounts[*no];
                let kind = if account.role == Role::Service { "PublicClientApp" } else { "User" };
                entity(&account.okta_id, kind, &account.login, &account.display)
            }
            Target::AppUser(no) => {
                let account = &self.organisation.accounts[*no];
                entity(&account.okta_id, "AppUser", &account.login, &account.display)
            }
            Target::App(nth) => named("AppInstance", "0oa", *nth, &estate.apps[*nth]),
            Target::Group(nth) => named("UserGroup", "00g", *nth, &estate.groups[*nth]),
            Target::Factor(nth, of) => Entity {
                id: format!("opf{nth}{}", &self.organisation.accounts[*of].okta_id[3..]).into(),
                kind: "AuthenticatorEnrollment",
                alternate_id: "unknown",
                display_name: &estate.factors[*nth],
                detail_entry: None,
            },
            Target::Role(nth) => named("ROLE", "irb", *nth, &estate.roles[*nth]),
            Target::Object { kind, id, name } => {
                let (kind, prefix) = object(*kind);
                Entity {
                    id: format!("{prefix}{id}").into(),
                    kind,
                    alternate_id: "unknown",
                    display_name: name,
                    detail_entry: None,
                }
            }
        }
    }

    fn client(&self, client: Option<Client>, ip: Option<&'a str>, geo: Option<Geo<'a>>) -> ClientPart<'a> {
        let device = client.and_then(|client| self.device(client.device));
        ClientPart {
            user_agent: device.map(|device| UserAgent {
                raw_user_agent: &device.raw,
                os: &device.os,
                browser: &device.browser,
            }),
            zone: client.map(|_| "null"),
            device: device.map(|device| device.device.as_str()),
            id: None,
            ip_address: ip,
            geographical_context: geo,
        }
    }

    fn device(&self, (kind, nth): (DeviceKind, usize)) -> Option<&'a Device> {
        let devices = &self.lore.devices;
        match kind {
            DeviceKind::Desktop => devices.desktop.get(nth),
            DeviceKind::Mobile => devices.mobile.get(nth),
            DeviceKind::Stranger => devices.stranger.get(nth),
            DeviceKind::Program => Some(&devices.program),
        }
    }

    fn place(&self, site: Site) -> (Geo<'a>, &'a Network, bool) {
        let places = &self.lore.places;
        match site {
            Site::Home { office, home, carrier } => {
                let office = &places.office[office];
                (geo(&office.homes[home]), &office.carriers[carrier], false)
            }
            Site::Office(nth) => {
                let at = &places.office[nth];
                let geo = Geo {
                    city: &at.city,
                    state: &at.state,
                    country: &at.country,
                    postal_code: &at.postal,
                    geolocation: Point { lat: at.lat, lon: at.lon },
                };
                (geo, &at.network, false)
            }
            Site::Abroad(nth) => {
                let at = &places.abroad[nth];
                (geo(&at.place), &at.network, at.proxy)
            }
            Site::Cloud => (geo(&places.cloud.place), &places.cloud.network, false),
        }
    }
}

/// Type of an object, and how its id begins.
fn object(kind: ObjectKind) -> (&'static str, &'static str) {
    match kind {
        ObjectKind::Token => ("Token", "00T"),
        ObjectKind::Secret => ("OAuth2ClientSecretEntity", "ocs"),
        ObjectKind::Device => ("Device", "guo"),
        ObjectKind::PolicyRule => ("PolicyRule", "rul"),
        ObjectKind::IdentityProvider => ("IdentityProvider", "0oi"),
        ObjectKind::Organisation => ("Org", "00o"),
    }
}

fn entity<'a>(id: &'a str, kind: &'a str, alternate_id: &'a str, display_name: &'a str) -> Entity<'a> {
    Entity { id: id.into(), kind, alternate_id, display_name, detail_entry: None }
}

fn geo(city: &City) -> Geo<'_> {
    Geo {
        city: &city.city,
        state: &city.state,
        country: &city.country,
        postal_code: &city.postal,
        geolocation: Point { lat: city.lat, lon: city.lon },
    }
}

fn security<'a>(place: Option<(Geo<'a>, &'a Network, bool)>) -> SecurityContext<'a> {
    SecurityContext {
        as_number: place.map(|(_, network, _)| network.as_number),
        as_org: place.map(|(_, network, _)| network.as_org.as_str()),
        isp: place.map(|(_, network, _)| network.isp.as_str()),
        domain: place.map(|(_, network, _)| network.domain.as_str()),
        is_proxy: place.map(|(_, _, proxy)| proxy),
    }
}

fn hops<'a>(ip: Option<&'a str>, geo: Option<Geo<'a>>) -> Vec<Hop<'a>> {
    match (ip, geo) {
        (Some(ip), Some(geographical_context)) => {
            vec![Hop { ip, geographical_context, version: "V4", source: None }]
        }
        _ => Vec::new(),
    }
}
