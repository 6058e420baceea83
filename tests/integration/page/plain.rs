//! What can be read where no script runs, or one that cannot unpack.

use serde_json::json;

use super::browser::Browser;
use super::site::REPORT;

/// The exceptions that a page shows as plain rows.
fn exceptions_shown(text: &str) -> usize {
    let cases = &text[text.find("All changes").unwrap()..text.find("All tickets").unwrap()];
    regex::Regex::new("(?m)^chg-[0-9a-f]{12}\\s").unwrap().find_iter(cases).count()
}

fn reads_as_a_summary_with_exceptions(text: &str) {
    let sentence = regex::Regex::new(
        r"Of [0-9]+ support-triggered changes between .+, [0-9]+ were proven; [0-9]+ were not",
    );
    assert!(sentence.unwrap().is_match(text), "{text}");
    let verdicts = ["insufficient", "late", "unproven", "unticketed"];
    let exceptions = REPORT.changes(|cell| verdicts.contains(&cell("verdict").as_str())).len();
    assert!(exceptions > 0);
    // Without a script a list shows so many rows; the others are counted above them.
    assert_eq!(exceptions_shown(text), exceptions.min(200));
}

#[test]
fn without_script_all_pages_are_there_to_read_and_say_what_is_missing() {
    let Some(mut browser) = Browser::start() else { return };
    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    browser.open(&REPORT.address("#changes?verdict=proven"));
    let text = browser.text("document.body.innerText");
    assert!(!text.contains("any ("), "a script ran");
    reads_as_a_summary_with_exceptions(&text);
    assert!(text.contains("All rows, filters, search and the details of each case stand packed in it"));
    for part in ["Audit", "Cases", "Desk", "Control tests", "All figures"] {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn a_browser_that_cannot_unpack_shows_the_same_and_says_why() {
    let Some(mut browser) = Browser::start() else { return };
    let older = json!({ "source": "delete globalThis.DecompressionStream" });
    browser.call("Page.addScriptToEvaluateOnNewDocument", older);
    browser.open(&REPORT.address("#cases"));
    let text = browser.text(
        "new Promise((done) => setTimeout(() => { document.documentElement.classList.remove('paged'); \
         done(document.body.innerText); }, 200))",
    );
    reads_as_a_summary_with_exceptions(&text);
    assert!(text.contains("This browser could not unpack it"), "{text}");
    assert!(text.contains("stand packed in it"));
}
