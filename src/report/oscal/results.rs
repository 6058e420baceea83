//! The assessment results.

use serde::Serialize;
use serde_json::{Value, json};

use super::catalogue::Reviewed;
use super::document::{assets, finished, metadata};
use super::parts::{Conclusion, Observation, Props, Risk};
use super::text::{markup, time};
use super::{LISTED, View};
use crate::report::summary::Summary;
use crate::report::uuids::uuid;
use crate::report::{PROGRAM, RenderError};

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    metadata: Value,
    import_ap: Value,
    local_definitions: Value,
    results: [Results; 1],
    back_matter: Value,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Results {
    uuid: String,
    title: &'static str,
    description: String,
    start: String,
    end: String,
    props: Props,
    local_definitions: Value,
    reviewed_controls: Value,
    observations: Vec<Observation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    risks: Vec<Risk>,
    findings: Vec<Conclusion>,
    remarks: String,
}

/// The bytes of the file.
pub(super) fn assessment_results(view: &View<'_>, reviewed: &[Reviewed<'_>]) -> Result<Vec<u8>, RenderError> {
    let report = view.report;
    let no_plan = uuid("resource", "no-assessment-plan");
    let mut resources = vec![json!({
        "uuid": no_plan,
        "title": "No assessment plan",
        "description": "No OSCAL assessment plan was given to the tool. What was examined and how is told by the \
                        activities and the reviewed controls of this document.",
    })];
    resources.extend(reviewed.iter().map(Reviewed::citation));
    resources.extend(view.inputs());
    finished(
        "assessment-results",
        &Document {
            metadata: metadata(report, "Support-triggered identity changes: assessment results"),
            import_ap: json!({
                "href": format!("#{no_plan}"),
                "remarks": "There is no plan to import; the reference leads to a resource that says so.",
            }),
            local_definitions: json!({ "activities": view.activities(reviewed) }),
            results: [view.results(reviewed)],
            back_matter: json!({ "resources": resources }),
        },
    )
}

impl View<'_> {
    fn results(&self, reviewed: &[Reviewed<'_>]) -> Results {
        let report = self.report;
        let summary = Summary::of(report);
        let (start, end) = summary.period.unwrap_or((report.as_of, report.as_of));
        let selections: Vec<Value> = reviewed.iter().map(Reviewed::selection).collect();
        let mut props = Props::default().count("changes", report.cases.len()).count("judged", summary.judged);
        for (verdict, count) in &summary.verdicts {
            props = props.with("verdict-count", &format!("{verdict} {count}"));
        }
        for warning in &report.warnings {
            props = props.with("warning", warning);
        }
        Results {
            uuid: uuid("result", PROGRAM),
            title: "Control tests over the whole population",
            description: markup(&summary.sentence),
            start: time(start.min(end)),
            end: time(end.max(start)),
            props,
            local_definitions: json!({ "assessment-assets": assets(report) }),
            reviewed_controls: json!({ "control-selections": selections }),
            observations: self.observations(|_| true),
            risks: self.risks(),
            findings: self.conclusions(reviewed),
            remarks: format!(
                "Every test covers its whole population; nothing is extrapolated. Up to {LISTED} findings of each test \
                 are observations of their own, failures first; how many are not is a property of the test's \
                 observation. Start and end are those of the covered time of the records."
            ),
        }
    }

    /// Each control test as an activity, with the controls that it gives evidence for.
    fn activities(&self, reviewed: &[Reviewed<'_>]) -> Vec<Value> {
        let attack = self.report.frameworks.iter().find(|framework| framework.key == "attack");
        self.tests
            .iter()
            .map(|tested| {
                let test = tested.test;
                let mut props = Props::default()
                    .with("test-id", tested.id())
                    .with("nature", test.nature.as_str())
                    .with("severity", test.severity.as_str());
                for (framework, id) in &test.maps {
                    // A technique of ATT&CK is what a test may reveal, and no control.
                    let is_attack = attack.is_some_and(|attack| attack.label == *framework);
                    let name = if is_attack { "may-reveal" } else { "evidence-for" };
                    props = props.with(name, &format!("{framework} {id}"));
                }
                let controls: Vec<Value> = reviewed
                    .iter()
                    .flat_map(|of| &of.entries)
                    .filter(|one| one.entry.tests.contains(&test.id))
                    .map(|one| json!({ "control-id": one.control_id }))
                    .collect();
                let mut activity = json!({
                    "uuid": uuid("activity", tested.id()),
                    "title": format!("{} {}", tested.id(), markup(&test.title)),
                    "description": format!("{}\n\n{}", markup(&test.question), markup(&test.criterion)),
                    "props": props,
                });
                if !controls.is_empty() {
                    activity["related-controls"] =
                        json!({ "control-selections": [{ "include-controls": controls }] });
                }
                activity
            })
            .collect()
    }
}
