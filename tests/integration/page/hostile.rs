//! Tickets that would like to be more than text.

use std::fs;
use std::path::Path;

use regex::Regex;

use super::browser::Browser;
use super::site::Site;

const HOSTILE: [&str; 7] = [
    "<script>document.title='pwned'</script>",
    "<img src=x onerror=\"document.title='pwned'\" id=\"pwned\">",
    "\"><svg id=\"pwned\" onload=\"window.name='pwned'\">",
    "</script><script>document.title='pwned'</script><i id=\"pwned\">",
    "javascript:document.title='pwned'",
    "'-document.title='pwned'-' <!-- <b id=pwned>",
    "\u{202E}<a href=\"javascript:document.title='pwned'\" id=\"pwned\">x</a>\u{2066}",
];

/// Puts hostile strings into all that people can write into a ticket.
fn poison(exports: &Path) {
    for (file, fields) in [
        (
            "incident.json",
            &["short_description", "description", "close_notes", "contact_type", "subcategory"][..],
        ),
        ("sys_journal_field.json", &["value"][..]),
    ] {
        let path = exports.join("servicenow").join(file);
        let mut document: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        for (at, record) in document["result"].as_array_mut().unwrap().iter_mut().enumerate() {
            for (more, field) in fields.iter().enumerate() {
                let said = record[field].as_str().unwrap_or_default();
                record[*field] = format!("{} {said}", HOSTILE[(at + more) % HOSTILE.len()]).into();
            }
        }
        fs::write(&path, serde_json::to_vec(&document).unwrap()).unwrap();
    }
}

#[test]
fn hostile_tickets_stay_text() {
    let Some(mut browser) = Browser::start() else { return };
    let site = Site::of(poison);
    let some = |cells: Vec<String>| cells.into_iter().take(20).collect::<Vec<_>>().join(",");
    let tickets = some(site.cells("tickets", "ticket", |_| true));
    let changes = some(site.cells("evidence", "change_id", |_| true));
    let title = Regex::new("<title>([^<]*)</title>").unwrap();
    let expected = title.captures(&site.page()).unwrap()[1].to_owned();
    let alive = "[...document.querySelectorAll('*')].filter((one) => one.id === 'pwned' || [...one.attributes].some((is) => \
                 /^on/i.test(is.name) || /^\\s*javascript:/i.test(is.value))).map((one) => one.outerHTML).join()";
    for (table, key, open) in [("tickets", "ticket", tickets), ("changes", "id", changes)] {
        browser.open_report(&site.address(&format!("#{table}?{key}={open}&open={open}")));
        let text = browser.text(&format!("document.getElementById('{table}').innerText"));
        assert!(text.contains("pwned"), "the strings are there, as text");
        assert_eq!(browser.text("document.title + window.name"), expected);
        assert_eq!(browser.text(alive), "");
        assert!(!text.contains('\u{202E}'), "what turns the reading order is shown as a sign");
        assert_eq!(
            browser.run("document.scripts.length - document.querySelectorAll('[id^=data-]').length"),
            1
        );
        assert_eq!(browser.console, Vec::<String>::new());
    }
}
