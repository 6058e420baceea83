//! The page in a real browser: headless Chromium, if there is one on the PATH.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by it, and says what it skips")]

pub(super) mod browser;
mod hostile;
mod keyboard;
mod lists;
mod plain;
mod site;
mod taking;

use std::fs;

use browser::Browser;
use site::REPORT;

/// Views of all pages, and of every list with rows opened.
const VIEWS: [&str; 8] = [
    "",
    "#audit",
    "#cases",
    "#desk",
    "#changes?verdict=proven&sort=at",
    "#findings?outcome=fail",
    "#tickets?first=no&q=mfa",
    "#changes?verdict=nothing%20has%20it",
];

#[test]
fn the_page_asks_nothing_of_the_network_and_makes_no_error() {
    let Some(mut browser) = Browser::start() else { return };
    for view in VIEWS {
        browser.open_report(&REPORT.address(view));
        browser.run(
            "document.querySelectorAll('.page.shown .open').forEach((one, at) => at < 3 && one.click())",
        );
        browser.settle();
    }
    assert_eq!(browser.console, Vec::<String>::new());
    let foreign: Vec<&String> =
        browser.requests.iter().filter(|url| !url.starts_with("file:") && *url != "about:blank").collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

/// Were errors and requests not seen, the test above would say nothing.
#[test]
fn an_error_and_a_request_of_a_page_are_seen() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    fs::write(&page, "<img src='http://127.0.0.1:9/seen.png'><script>throw new Error('seen')</script>")
        .unwrap();
    browser.open(&format!("file://{}", page.display()));
    assert!(browser.console.iter().any(|line| line.contains("seen")), "{:?}", browser.console);
    assert!(
        browser.requests.iter().any(|url| url == "http://127.0.0.1:9/seen.png"),
        "{:?}",
        browser.requests
    );
}

#[test]
fn one_page_is_shown_at_a_time_and_on_paper_all_are() {
    let Some(mut browser) = Browser::start() else { return };
    let seen = "[...document.querySelectorAll('.page')].filter((one) => one.offsetHeight > 0).map((one) => one.id).join()";
    for (view, page) in [
        ("", "page-summary"),
        ("#audit", "page-audit"),
        ("#tests", "page-audit"),
        ("#changes?verdict=late", "page-cases"),
        ("#reasons", "page-desk"),
        ("#nothing-is-called-so", "page-summary"),
    ] {
        browser.open_report(&REPORT.address(view));
        assert_eq!(browser.text(seen), page, "{view}");
        let current = "document.querySelectorAll('nav [aria-current=page]').length";
        assert_eq!(browser.run(current), 1, "{view}");
    }
    browser.call("Emulation.setEmulatedMedia", serde_json::json!({ "media": "print" }));
    assert_eq!(browser.text(seen), "page-summary,page-audit,page-cases,page-desk");
    assert_eq!(browser.run("document.querySelector('.controls').offsetHeight"), 0, "paper has no controls");
}

#[test]
fn a_narrow_window_scrolls_down_only() {
    let Some(mut browser) = Browser::start() else { return };
    let narrow = serde_json::json!({ "width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": false });
    browser.call("Emulation.setDeviceMetricsOverride", narrow);
    for view in VIEWS {
        browser.open_report(&REPORT.address(view));
        let width = browser.run("document.documentElement.scrollWidth").as_u64().unwrap();
        assert!(width <= 400, "{view}: {width}");
    }
}
