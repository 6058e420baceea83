//! What the lists show is what the files under `data/` say.

use super::browser::Browser;
use super::site::REPORT;

/// Rows that the list of a view has on all its pages, as its caption counts them.
pub(super) fn matching(browser: &mut Browser, list: &str) -> usize {
    let caption = browser.text(&format!("document.querySelector('#{list} caption').textContent"));
    let said = regex::Regex::new("of ([0-9,]+)").unwrap();
    said.captures(&caption).map_or(0, |found| found[1].replace(',', "").parse().unwrap())
}

/// The ids that a list shows, from page to page.
fn shown(browser: &mut Browser, list: &str) -> Vec<String> {
    let ids = format!("[...document.querySelectorAll('#{list} .open')].map((one) => one.textContent).join()");
    let next = format!(
        "(() => {{ const next = [...document.querySelectorAll('#{list} .pager button')].find((one) => \
         one.textContent === 'Next' && !one.disabled); next?.click(); return Boolean(next); }})()"
    );
    let mut all = Vec::new();
    loop {
        all.extend(browser.text(&ids).split(',').filter(|id| !id.is_empty()).map(str::to_owned));
        if browser.run(&next) == false {
            return all;
        }
    }
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort();
    ids
}

#[test]
fn a_filter_a_ticket_and_a_search_show_the_rows_that_the_csv_has() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open_report(&REPORT.address(""));
    let ticket = REPORT.cells("links", "ticket", |_| true)[0].clone();
    let searched = |reason: &str| reason.contains("knowledge_based") && reason.contains("worth");
    for (view, expected) in [
        ("verdict=unticketed".to_owned(), REPORT.changes(|cell| cell("verdict") == "unticketed")),
        (format!("ticket={ticket}"), REPORT.changes(|cell| cell("ticket") == ticket)),
        ("q=Knowledge_Based%20worth".to_owned(), REPORT.changes(|cell| searched(&cell("verdict_reason")))),
        (
            "verdict=unproven,late&tier=standard".to_owned(),
            REPORT.changes(|cell| {
                ["unproven", "late"].contains(&cell("verdict").as_str()) && cell("subject_tier") == "standard"
            }),
        ),
    ] {
        assert!(!expected.is_empty(), "{view}");
        browser.follow(&format!("#changes?{view}"));
        assert_eq!(matching(&mut browser, "changes"), expected.len(), "{view}");
        assert_eq!(sorted(shown(&mut browser, "changes")), sorted(expected), "{view}");
    }
}

#[test]
fn a_control_filters_and_says_so_in_the_address_which_brings_the_view_back() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open_report(&REPORT.address("#changes"));
    browser.run(
        "(() => { const label = [...document.querySelectorAll('#changes .controls label')].find((one) => \
         one.firstChild.textContent === 'Verdict'); const select = label.querySelector('select'); \
         select.value = '=late'; select.dispatchEvent(new Event('change')); })()",
    );
    browser.run("document.querySelector('#changes th[data-key=subject] button').click()");
    let expected = REPORT.changes(|cell| cell("verdict") == "late");
    assert_eq!(matching(&mut browser, "changes"), expected.len());
    let address = browser.text("location.href");
    assert!(address.ends_with("#changes?verdict=late&sort=subject"), "{address}");
    let ids = shown(&mut browser, "changes");
    let accounts = REPORT.cells("changes", "subject", |_| true);
    let all = REPORT.changes(|_| true);
    let account = |id: &String| accounts[all.iter().position(|one| one == id).unwrap()].to_lowercase();
    assert!(ids.is_sorted_by_key(account));
    browser.open_report(&address);
    assert_eq!(shown(&mut browser, "changes"), ids);
    let pressed = browser.text("document.querySelector('#changes th[data-key=subject]').ariaSort");
    assert_eq!(pressed, "ascending");
    let told = browser.text("document.querySelector('#changes [aria-live]').textContent");
    assert!(told.contains(&format!("of {}", expected.len())), "{told}");
}

#[test]
fn every_number_leads_to_as_many_rows_as_it_says() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open_report(&REPORT.address(""));
    let links = browser.run(
        "[...document.querySelectorAll('main a[href*=\"?\"]')].filter((one) => !one.closest('.list')).map((one) => \
         [one.textContent.trim(), one.getAttribute('href')])",
    );
    let (mut followed, mut wrong) = (std::collections::BTreeSet::new(), Vec::new());
    // `12`, `12 changes`, `12 of 40`, and as charts say it `● proven 12`.
    let number = regex::Regex::new("^([0-9,]+)(?: .*)?$|^\\S [a-z ]+ ([0-9,]+)$").unwrap();
    for link in links.as_array().unwrap() {
        let (text, href) = (link[0].as_str().unwrap(), link[1].as_str().unwrap());
        let Some(found) = number.captures(text) else { continue };
        if !followed.insert((text.to_owned(), href.to_owned())) {
            continue;
        }
        let said = found.get(1).or(found.get(2)).unwrap().as_str();
        let said: usize = said.replace(',', "").parse().unwrap();
        browser.follow(href);
        let list = href[1..].split('?').next().unwrap();
        let rows = matching(&mut browser, list);
        if rows != said {
            wrong.push(format!("{text:?} leads to {rows} rows: {href}"));
        }
    }
    assert!(followed.len() > 100, "{}", followed.len());
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_row_opens_to_its_evidence_with_the_words_marked_and_the_record_named() {
    let Some(mut browser) = Browser::start() else { return };
    let change = REPORT.cells("evidence", "change_id", |cell| !cell("quote").is_empty())[0].clone();
    browser.open_report(&REPORT.address(&format!("#changes?id={change}&open={change}")));
    assert_eq!(shown(&mut browser, "changes"), [change]);
    let detail = browser.text("document.querySelector('#changes tr.detail').innerHTML");
    assert!(detail.contains("<mark>"), "{detail}");
    let record = regex::Regex::new(r"<dt>Record</dt><dd>.+?:\d+").unwrap();
    assert!(record.is_match(&detail), "{detail}");
    assert!(detail.contains("Ticket, as a sum") && detail.contains("Risk, as a sum"), "{detail}");
}
