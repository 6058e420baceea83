//! hack
use super::*;
use crate::report::sample::sample;
fn out(name: &str, report: &Report) {
    let start = std::time::Instant::now();
    let document = audit::document(report).unwrap();
    eprintln!("document {:?}", start.elapsed());
    let desk = world::Desk::new(serde_json::to_vec(&document).unwrap(), report.as_of).unwrap();
    let pages = typst::compile::<PagedDocument>(&desk);
    for w in &pages.warnings {
        eprintln!("warning {w:?}");
    }
    eprintln!("laid out {:?}", start.elapsed());
    let pages = pages.output.unwrap();
    let universal = PdfStandards::new(&[PdfStandard::Ua_1]).unwrap();
    let bytes = typst_pdf::pdf(&pages, &PdfOptions { standards: universal, ..Default::default() });
    if let Err(e) = &bytes {
        eprintln!("UA {e:?}");
    }
    eprintln!("written {:?} pages {}", start.elapsed(), pages.pages().len());
    let bytes = audit(report).unwrap();
    std::fs::write(format!("/tmp/pdf/{name}.pdf"), bytes).unwrap();
}
#[test]
fn hack_sample() {
    out("sample", &sample(110));
}
#[test]
fn hack_large() {
    out("large", &sample(50_000));
}
#[test]
fn hack_org() {
    let settings = crate::pipeline::Settings {
        inputs: vec!["fixtures/organisation/exports".into()],
        ..Default::default()
    };
    let report = crate::pipeline::run(&settings, &crate::mapping::Mappings::embedded(), None).unwrap();
    out("org", &report);
}
