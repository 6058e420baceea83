//! The page without a pointer, and as programs read it aloud.

use super::browser::Browser;
use super::site::REPORT;

#[test]
fn rows_are_reached_opened_and_left_by_keys_alone() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open_report(&REPORT.address(""));
    browser.press("Tab");
    assert_eq!(browser.text("document.activeElement.className"), "skip");
    browser.press("Enter");
    assert_eq!(browser.text("document.activeElement.textContent"), "Summary");
    browser.follow("#cases");
    let mut tabs = 0;
    while browser.text("document.activeElement.className") != "open" {
        browser.press("Tab");
        tabs += 1;
        assert!(tabs < 60, "the rows are out of reach");
    }
    let focused = "[...document.querySelectorAll('#changes .open')].indexOf(document.activeElement)";
    browser.press("ArrowDown");
    browser.press("ArrowDown");
    browser.press("ArrowUp");
    assert_eq!(browser.run(focused), 1);
    let outline = browser.text("getComputedStyle(document.activeElement).outlineStyle");
    assert_eq!(outline, "solid", "where the keys are can be seen");
    browser.press("Enter");
    assert_eq!(browser.run("document.querySelectorAll('#changes tr.detail').length"), 1);
    assert_eq!(browser.run(focused), 1, "an opened row keeps the keys");
    assert_eq!(browser.text("document.activeElement.ariaExpanded"), "true");
    browser.press("Enter");
    assert_eq!(browser.run("document.querySelectorAll('#changes tr.detail').length"), 0);
    browser.run("document.querySelector('nav a').focus()");
    browser.press("ArrowRight");
    assert_eq!(browser.text("document.activeElement.textContent"), "Audit");
}

#[test]
fn every_table_has_a_caption_and_heads_with_a_scope_and_every_control_a_name() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open_report(&REPORT.address("#cases"));
    browser.run("document.querySelector('#changes .open').click()");
    browser.settle();
    let faults = [
        ("a table without a caption", "table:not(:has(> caption))"),
        ("a head without a scope", "th:not([scope])"),
        ("a row without a head", "main tbody tr:not(.under, .detail, .seen):not(:has(> th))"),
        ("a chart without a label", "svg.chart:not([aria-label]), svg.chart[aria-label='']"),
        ("a shape that is read aloud", "svg:not(.chart):not([aria-hidden=true])"),
        ("a field without a label", "input:not(label *), select:not(label *)"),
    ];
    for (fault, selector) in faults {
        let found = browser.text(&format!(
            "[...document.querySelectorAll({})].slice(0, 3).map((one) => one.outerHTML.slice(0, 200)).join('\\n')",
            serde_json::json!(selector)
        ));
        assert_eq!(found, "", "{fault}");
    }
    let nameless =
        "[...document.querySelectorAll('button, a')].filter((one) => !one.textContent.trim()).length";
    assert_eq!(browser.run(nameless), 0);
}
