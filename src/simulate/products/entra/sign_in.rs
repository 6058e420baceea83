//! Entra's sign-in log: one record for a sign-in with its second factor, and one for each further application.

use serde_json::json;

use super::{Logs, Native, SIGN_INS, guid, seven_digits};
use crate::simulate::event::{Actor, Authenticator, LogEvent, Outcome, Target, What};

impl Logs<'_> {
    /// The sign-in that an event is, if it is one.
    pub(super) fn sign_in(&self, event: &LogEvent) -> Option<Native> {
        let Actor::Account(no) = event.actor else { return None };
        let client = event.client?;
        let method = match event.what {
            What::SessionStarted | What::AppOpened | What::AdminConsoleOpened | What::LockedOut => {
                "Mobile app notification"
            }
            // What answers inside a sign-in stands in its record.
            What::SecondFactor(Authenticator::SecurityKey) => "FIDO2 security key",
            _ => return None,
        };
        let account = &self.organisation.accounts[no];
        let estate = &self.lore.estate;
        let opened = event.targets.iter().find_map(|target| match target {
            Target::App(nth) => estate.apps.get(*nth).map(String::as_str),
            _ => None,
        });
        let app = match event.what {
            What::AdminConsoleOpened => "Azure Portal",
            _ => opened.unwrap_or("My Apps"),
        };
        let (code, failure) = match event.outcome {
            Outcome::Success => (0, "Other."),
            Outcome::WrongPassword => {
                (50126, "Error validating credentials due to invalid username or password.")
            }
            Outcome::LockedOut => (
                50053,
                "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
            ),
            Outcome::Failed => (500121, "Authentication failed during strong authentication request."),
        };
        let spot = self.lore.spot(client.site);
        let country = self.lore.words.entra.countries.get(spot.country).map_or(spot.country, String::as_str);
        let device = self.lore.device(client);
        let id = guid(&format!("sign-in {}", event.id));
        let program = self.is_program(no);
        let interactive = !program && event.what != What::AppOpened;
        let risk = if event.familiar { "none" } else { "high" };
        let mut record = json!({
            "id": id,
            "createdDateTime": seven_digits(event.at, &id),
            "appId": guid(&format!("app {app}")),
            "appDisplayName": app,
            "resourceDisplayName": app,
            "resourceId": guid(&format!("resource {app}")),
            "ipAddress": client.address(),
            "clientAppUsed": "Browser",
            "correlationId": guid(&event.transaction),
            "conditionalAccessStatus": if code == 0 { "success" } else { "notApplied" },
            "isInteractive": interactive,
            "riskDetail": "none",
            "riskLevelAggregated": risk,
            "riskLevelDuringSignIn": risk,
            "riskState": if event.familiar { "none" } else { "atRisk" },
            "status": { "errorCode": code, "failureReason": failure, "additionalDetails": null },
            "location": {
                "city": spot.city,
                "state": spot.state,
                "countryOrRegion": country,
                "geoCoordinates": { "latitude": spot.lat, "longitude": spot.lon },
            },
        });
        let mut put = |key: &str, value| record[key] = value;
        if program {
            put("servicePrincipalId", json!(guid(&format!("service principal {}", account.display))));
            put("servicePrincipalName", json!(account.display));
            put("userId", json!(""));
            put("userPrincipalName", json!(""));
        } else {
            put("userId", json!(guid(&account.okta_id)));
            put("userPrincipalName", json!(account.login));
            put("userDisplayName", json!(account.display));
            put("userAgent", json!(device.map(|device| device.raw.as_str())));
            put(
                "deviceDetail",
                json!({
                    "deviceId": "",
                    "displayName": "",
                    "operatingSystem": device.map(|device| device.os.as_str()),
                    "browser": device.map(|device| device.browser.as_str()),
                    "isCompliant": event.familiar,
                    "isManaged": event.familiar,
                    "trustType": if event.familiar { "Azure AD registered" } else { "" },
                }),
            );
        }
        if code == 0 && interactive {
            put("mfaDetail", json!({ "authMethod": method, "authDetail": null }));
        }
        Some(Native { file: SIGN_INS, at: event.at, id, text: record.to_string().into_bytes() })
    }
}
