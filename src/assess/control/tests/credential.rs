//! Credentials handed out and taken back: CT-20 to CT-23.

use super::*;

#[test]
fn ct20_lifetime() {
    let pass = |details: &'static [(&str, &str)]| {
        World::but(|w| {
            w.cases[0].change.kind = ChangeKind::TemporaryAccessIssue;
            w.events[0].details =
                details.iter().map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()])).collect();
        })
        .told("CT-20")
    };
    assert_eq!(pass(&[("lifetimeInMinutes", "60"), ("isUsableOnce", "true")]), PASS);
    assert_eq!(pass(&[("valid_secs", "3600"), ("reuse_count", "1")]), PASS);
    assert_eq!(pass(&[("lifetimeInMinutes", "481"), ("isUsableOnce", "true")]), FAIL);
    assert_eq!(pass(&[("lifetimeInMinutes", "1e300")]), FAIL);
    assert_eq!(pass(&[("lifetimeInMinutes", "60"), ("isUsableOnce", "false")]), FAIL);
    assert_eq!(pass(&[("expires_at", "2026-03-02T10:10:00Z"), ("one_time", "yes")]), PASS);
    assert_eq!(pass(&[("lifetimeInMinutes", "60")]), UNTOLD);
    assert_eq!(pass(&[("lifetimeInMinutes", "soon")]), UNTOLD);
    assert_eq!(pass(&[]), UNTOLD);
}

#[test]
fn ct21_old_factors_and_sessions() {
    let lost = || World::but(|w| w.tickets[0].description = "My phone was stolen".to_owned());
    let ended = lost().with("s", ChangeKind::SessionRevoke, 15).with("f", ChangeKind::FactorUnenrol, 15);
    assert_eq!(ended.told("CT-21"), PASS);
    let later = lost().with("s", ChangeKind::SessionRevoke, 80).with("f", ChangeKind::FactorUnenrol, 15);
    assert_eq!(later.told("CT-21"), FAIL);
    assert_eq!(lost().told("CT-21"), UNTOLD);
    assert_eq!(World::but(|w| w.cases = vec![case("1")]).told("CT-21"), UNTOLD);
    assert_eq!(World::new().run("CT-21").population, 0);
}
