//! Published schemas that other tools hold our files against; for the tests of the renderings.

use serde_json::Value;

#[path = "../../tests/integration/schema.rs"]
mod validator;

/// NIST's schema of OSCAL assessment results.
pub(super) const OSCAL_RESULTS: &str =
    include_str!("../../schemas/third-party/oscal_assessment-results_schema.json");
/// NIST's schema of an OSCAL POA&M.
pub(super) const OSCAL_PLAN: &str = include_str!("../../schemas/third-party/oscal_poam_schema.json");
/// The schema of an OCSF Compliance Finding.
pub(super) const OCSF: &str = include_str!("../../schemas/third-party/ocsf_compliance_finding_schema.json");

/// All that the schema says against a document, each fault with its place.
pub(super) fn faults(schema: &str, document: &Value) -> Vec<String> {
    validator::faults(&serde_json::from_str(schema).unwrap(), document)
}
