//! What holds over all files of a report together.

use std::collections::BTreeMap;

use serde_json::Value;

use super::html::packed::unpack;
use super::sample::{HOSTILE, sample};
use super::{Report, manifest, render};

type Files = BTreeMap<String, Vec<u8>>;

const CHANGES: &str = "change_id, at, kind, effect, subject, subject_name, subject_kind, subject_tier, actor, \
    actor_kind, support_triggered, source, source_file, source_record, native_ids, native_action, ip, ticket, \
    link_confidence, link_basis, runner_up, evidence_method, evidence_level, evidence_basis, evidence_at, \
    evidence_when, approved_by, approved_at, required_level, verdict, verdict_reason, risk_score, risk_reasons";
const TICKETS: &str = "ticket, source, source_file, source_record, opened_at, resolved_at, requester, subject, \
    agent, group, channel, topic, identity_request, first_contact, first_contact_reason, safe_first_contact, \
    fcr_closed, fcr_one_touch, fcr_no_reassignment, fcr_no_reopen, fcr_identity_confirmed, changes";

fn files(report: &Report) -> Files {
    render(report).unwrap().into_iter().collect()
}

fn text(files: &Files, path: &str) -> String {
    String::from_utf8(files[path].clone()).unwrap()
}

/// Header and rows of a CSV.
fn read_csv(files: &Files, name: &str) -> (Vec<String>, Vec<csv::StringRecord>) {
    let mut reader = csv::Reader::from_reader(files[&format!("data/{name}.csv")].as_slice());
    let head = reader.headers().unwrap().iter().map(str::to_owned).collect();
    (head, reader.records().map(Result::unwrap).collect())
}

fn column(files: &Files, name: &str, column: &str) -> Vec<String> {
    let (head, rows) = read_csv(files, name);
    let at = head.iter().position(|one| one == column).unwrap();
    rows.iter().map(|row| row[at].to_owned()).collect()
}

#[test]
fn the_output_folder_has_the_promised_files() {
    let files = files(&sample(5));
    for name in ["changes", "tickets", "findings", "links", "evidence", "coverage", "rejects"] {
        assert!(files.contains_key(&format!("data/{name}.csv")), "{name}");
        assert!(files.contains_key(&format!("data/{name}.parquet")), "{name}");
    }
    for path in ["report.html", "data/metrics.json", "data/metrics.schema.json", "manifest.json"] {
        assert!(files.contains_key(path), "{path}");
    }
}

#[test]
fn the_promised_columns_come_first_and_in_order() {
    let files = files(&sample(5));
    for (name, promised) in [("changes", CHANGES), ("tickets", TICKETS)] {
        let promised: Vec<&str> = promised.split(", ").collect();
        assert_eq!(read_csv(&files, name).0[..promised.len()], promised, "{name}");
    }
}

#[test]
fn a_change_is_written_as_it_stands_in_the_report() {
    let report = sample(40);
    let files = files(&report);
    let case =
        report.cases.iter().find(|case| case.runner_up.is_some() && !case.evidence.is_empty()).unwrap();
    let at = report.cases.iter().position(|one| one.change.id == case.change.id).unwrap();
    let cell = |name| column(&files, "changes", name)[at].clone();
    assert_eq!(cell("change_id"), case.change.id.0);
    assert_eq!(cell("at"), case.change.at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    assert_eq!(cell("source_file"), "okta/system-log.ndjson.zst");
    assert_eq!(cell("source_record"), case.change.origin.record.to_string());
    assert_eq!(cell("link_confidence"), "0.941");
    assert_eq!(cell("runner_up"), report.tickets[case.runner_up.as_ref().unwrap().ticket.0 as usize].number);
    assert_eq!(cell("verdict"), case.verdict.unwrap().as_str());
    assert_eq!(cell("evidence_method"), case.evidence[0].method.as_str());
    assert_eq!(cell("risk_score"), format!("{:.1}", case.risk.score));
}

#[test]
fn times_are_rfc_3339_in_utc_with_milliseconds_only_where_there_are_any() {
    let times = column(&files(&sample(40)), "changes", "at");
    assert!(times.iter().all(|at| at.ends_with('Z') && at.parse::<crate::model::Instant>().is_ok()));
    assert_eq!(times.iter().filter(|at| at.ends_with(".250Z")).count(), 1);
    assert_eq!(times.iter().filter(|at| at.contains('.')).count(), 1);
}

#[test]
fn no_cell_is_a_formula_nor_hides_anything() {
    let files = files(&sample(60));
    let unseen = |sign: char| sign.is_control() || "\u{202E}\u{2066}\u{200B}\u{FEFF}\u{2028}".contains(sign);
    let mut guarded = 0;
    for path in files.keys().filter(|path| path.ends_with(".csv")) {
        let (_, rows) = read_csv(&files, &path[5..path.len() - 4]);
        for cell in rows.iter().flat_map(csv::StringRecord::iter) {
            let is_number = cell.split(';').all(|number| number.parse::<i128>().is_ok());
            for part in cell.split(';') {
                assert!(is_number || !part.trim_start().starts_with(['=', '+', '-', '@']), "{path}: {cell}");
            }
            assert!(!cell.contains(unseen), "{path}: {cell:?}");
            guarded += usize::from(cell.starts_with("'="));
        }
    }
    assert!(guarded > 0);
}

#[test]
fn every_link_and_every_piece_of_evidence_is_a_row() {
    let report = sample(60);
    let files = files(&report);
    let links = report
        .cases
        .iter()
        .map(|case| usize::from(case.link.is_some()) + usize::from(case.runner_up.is_some()));
    assert_eq!(read_csv(&files, "links").1.len(), links.sum::<usize>());
    let pieces: usize = report.cases.iter().map(|case| case.evidence.len() + case.overruled.len()).sum();
    assert_eq!(read_csv(&files, "evidence").1.len(), pieces);
    assert_eq!(column(&files, "coverage", "row"), ["span", "gap", "span", "truncation", "span"]);
}

#[test]
fn the_manifest_names_every_other_file_with_its_hash() {
    let files = files(&sample(20));
    let manifest: Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    let outputs = manifest["outputs"].as_array().unwrap();
    assert_eq!(outputs.len(), files.len() - 1);
    for output in outputs {
        let path = output["file"].as_str().unwrap();
        assert_eq!(output["sha256"], manifest::sha256(&files[path]), "{path}");
    }
    assert_eq!(manifest["inputs"][0]["rows"], 61_237);
    assert!(manifest::is_ours(&files["manifest.json"]));
    assert!(!manifest::is_ours(b"{\"program\": \"other\", \"outputs\": []}"));
}

#[test]
fn metrics_keep_their_keys_in_order_and_say_nothing_of_nothing() {
    let files = files(&sample(5));
    let document: Value = serde_json::from_slice(&files["data/metrics.json"]).unwrap();
    let metric = document["metrics"][0].as_object().unwrap();
    let keys: Vec<&String> = metric.keys().collect();
    let schema: Value = serde_json::from_slice(&files["data/metrics.schema.json"]).unwrap();
    let published = &schema["$defs"]["metric"];
    assert_eq!(serde_json::json!(keys), published["required"], "every figure has every key, in this order");
    assert_eq!(keys, published["properties"].as_object().unwrap().keys().collect::<Vec<_>>());
    assert_eq!(metric["ids_left_out"], 23);
    assert_eq!(document["metrics"][1]["value"], Value::Null);
    assert_eq!(document["run"]["as_of"], "2026-04-13T06:00:00Z");
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let here = render(&sample(80)).unwrap();
    let there = std::thread::spawn(|| render(&sample(80)).unwrap()).join().unwrap();
    assert_eq!(here, there);
}

#[test]
fn an_empty_report_is_rendered_and_passes_nothing() {
    let mut report = sample(1);
    report.cases.clear();
    report.tickets.clear();
    report.ticket_results.clear();
    report.coverage.clear();
    report.controls.clear();
    report.inputs.clear();
    report.nhi_requests.clear();
    report.handoff_costs = crate::model::HandoffCosts::default();
    report.breakdown = crate::model::Breakdown::default();
    report.concentrations = crate::model::Concentrations::default();
    (report.metrics, report.trends) = (Vec::new(), None);
    let page = text(&files(&report), "report.html");
    assert!(page.contains("No support-triggered change was found."));
    assert!(!page.contains("100 %"));
}

#[test]
fn references_that_lead_nowhere_leave_cells_empty() {
    let mut report = sample(20);
    report.tickets.clear();
    report.inputs.clear();
    let files = files(&report);
    assert!(column(&files, "changes", "ticket").iter().all(String::is_empty));
    assert!(column(&files, "changes", "source_file").iter().all(String::is_empty));
}

#[test]
fn a_very_long_text_is_cut_and_says_so() {
    let mut report = sample(3);
    report.tickets[0].title = "a".repeat(1_000_000);
    report.cases[0].verdict_reason = "b".repeat(1_000_000);
    let files = files(&report);
    assert!(column(&files, "tickets", "title")[0].ends_with("… (992000 more characters)"));
    let usual = self::files(&sample(3))["report.html"].len();
    assert!(files["report.html"].len() < usual + 20_000);
}

/// Names of all tags and attributes outside of `<script>` and `<style>`, as HTML reads them.
fn names(page: &str) -> (BTreeMap<String, usize>, BTreeMap<String, usize>) {
    let (mut tags, mut attributes) = (BTreeMap::new(), BTreeMap::new());
    let quoted = regex::Regex::new("([^\\s=\"/]+)(=\"[^\"]*\")?").unwrap();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let is_tag = rest.starts_with(|sign: char| sign.is_ascii_alphabetic() || "/!?".contains(sign));
        assert!(is_tag, "a bare < before {:?}", rest.chars().take(30).collect::<String>());
        let end = tag_end(rest);
        let (tag, after) = (&rest[..end], &rest[end..]);
        let name: String = tag.chars().take_while(|sign| !sign.is_whitespace() && *sign != '/').collect();
        for found in quoted.captures_iter(&tag[name.len()..]) {
            *attributes.entry(found[1].to_owned()).or_default() += 1;
        }
        rest = match name.as_str() {
            "script" | "style" => &after[after.find(&format!("</{name}")).unwrap()..],
            _ => after,
        };
        *tags.entry(name).or_default() += 1;
    }
    (tags, attributes)
}

/// Where a tag ends: the first `>` outside of quotes.
fn tag_end(tag: &str) -> usize {
    let mut is_quoted = false;
    tag.find(|sign: char| {
        is_quoted ^= sign == '"';
        sign == '>' && !is_quoted
    })
    .unwrap()
}

#[test]
fn hostile_text_makes_no_tag_and_no_attribute() {
    let clean = {
        let mut report = sample(80);
        report.warnings.clear();
        report
    };
    let mut hostile = sample(80);
    hostile.warnings = HOSTILE.iter().map(|text| (*text).to_owned()).collect();
    hostile.settings = HOSTILE.iter().map(|text| ((*text).to_owned(), (*text).to_owned())).collect();
    hostile.version = HOSTILE[1].to_owned();
    for (source, text) in hostile.coverage.iter_mut().zip(&HOSTILE[..3]) {
        source.source = (*text).to_owned();
    }
    for (ticket, text) in hostile.tickets.iter_mut().zip(HOSTILE.iter().cycle()) {
        ticket.number = (*text).to_owned();
        ticket.group = Some((*text).to_owned());
        ticket.channel = Some((*text).to_owned());
    }
    for (case, text) in hostile.cases.iter_mut().zip(HOSTILE.iter().cycle()) {
        case.change.id.0 = (*text).to_owned();
        case.verdict_reason = (*text).to_owned();
        case.change.actor_label = (*text).to_owned();
    }
    for (test, text) in hostile.control_tests.iter_mut().zip(HOSTILE) {
        test.title = (*text).to_owned();
        test.maps = vec![((*text).to_owned(), (*text).to_owned())];
    }
    let clean = names(&text(&files(&clean), "report.html"));
    let page = text(&files(&hostile), "report.html");
    let (tags, attributes) = names(&page);
    assert_eq!(tags["script"], clean.0["script"]);
    let unknown: Vec<&String> = tags.keys().filter(|name| !clean.0.contains_key(*name)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let unknown: Vec<&String> = attributes.keys().filter(|name| !clean.1.contains_key(*name)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    assert!(!attributes.keys().any(|name| name.starts_with("on")));
    let unseen =
        |sign: char| (sign.is_control() && sign != '\n') || "\u{202E}\u{200B}\u{FEFF}".contains(sign);
    assert_eq!(page.find(unseen).map(|at| page[..at].chars().rev().take(40).collect::<String>()), None);
}

#[test]
fn every_address_stays_inside_the_page() {
    let page = text(&files(&sample(40)), "report.html");
    let address = regex::Regex::new("(?:href|src|action|poster|data)=\"([^\"]*)\"").unwrap();
    let addresses: Vec<&str> =
        address.captures_iter(&page).map(|found| found.get(1).unwrap().as_str()).collect();
    assert!(addresses.len() > 20);
    assert!(addresses.iter().all(|address| address.starts_with('#')));
    assert!(!page.contains("@import") && !page.contains("url("));
}

#[test]
fn the_lists_are_packed_whole_and_no_tag_can_end_them() {
    let page = text(&files(&sample(60)), "report.html");
    for held in page.split("type=\"application/octet-stream\" id=\"").skip(1) {
        let packed = held.split_once("\">").unwrap().1.split("</script>").next().unwrap();
        let is_base64 = |sign: char| sign.is_ascii_alphanumeric() || "+/=".contains(sign);
        assert!(!packed.is_empty() && packed.chars().all(is_base64));
    }
    let changes = unpack(&page, "changes").unwrap();
    assert_eq!(changes["rows"], 60);
    for column in changes["columns"].as_array().unwrap() {
        assert_eq!(column["data"].as_array().unwrap().len(), 60, "{}", column["key"]);
    }
    assert!(changes.to_string().contains(&Value::from(HOSTILE[0]).to_string()), "the text itself, unchanged");
}

#[test]
fn each_change_has_its_details_once_riskiest_first() {
    let report = sample(260);
    let page = text(&files(&report), "report.html");
    let index: Vec<Vec<usize>> = serde_json::from_value(unpack(&page, "details").unwrap()).unwrap();
    for (pack, rows) in index.iter().enumerate() {
        let details = unpack(&page, &format!("details-{pack}")).unwrap();
        assert_eq!(details.as_array().unwrap().len(), rows.len());
    }
    let mut rows = index.concat();
    let scores: Vec<f64> = rows[..10].iter().map(|at| report.cases[*at].risk.score).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b));
    rows.sort_unstable();
    assert_eq!(rows, (0..260).collect::<Vec<_>>());
}

#[test]
fn the_policy_allows_the_pages_own_script_and_style_and_nothing_else() {
    let page = text(&files(&sample(3)), "report.html");
    let policy =
        page.split("Content-Security-Policy\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(policy.starts_with("default-src &#39;none&#39;"), "{policy}");
    assert_eq!(policy.matches("sha256-").count(), 2);
    assert!(!policy.contains("unsafe"));
    assert!(page.contains(&format!("<style>{}</style>", super::html::STYLE)));
    assert!(page.contains(&format!("<script>{}</script>", super::html::SCRIPT)));
}

#[test]
fn without_script_the_page_shows_summary_top_cases_and_exceptions() {
    let report = sample(80);
    let page = text(&files(&report), "report.html");
    let plain = page.split("id=\"data-").next().unwrap();
    let summary = super::Summary::of(&report);
    let tag = regex::Regex::new("<[^>]*>").unwrap();
    assert!(tag.replace_all(plain, "").contains(&summary.sentence));
    assert!(!summary.exceptions.is_empty());
    for at in summary.top.iter().chain(&summary.exceptions) {
        assert!(plain.contains(&report.cases[*at].change.id.0));
    }
}

#[test]
fn the_page_stays_small_however_much_there_is_to_show() {
    for changes in [40, 2_000] {
        let page = &files(&sample(changes))["report.html"];
        assert!(page.len() < 1_000_000 + 300 * changes, "{}", page.len());
    }
}
