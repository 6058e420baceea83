//! Published schemas that other tools hold our files against; for the tests of the renderings.

use jsonschema::Validator;
use serde_json::Value;

/// NIST's schema of OSCAL assessment results.
pub(super) const OSCAL_RESULTS: &str =
    include_str!("../../schemas/third-party/oscal_assessment-results_schema.json");
/// NIST's schema of an OSCAL POA&M.
pub(super) const OSCAL_PLAN: &str = include_str!("../../schemas/third-party/oscal_poam_schema.json");
/// The schema of an OCSF Compliance Finding.
pub(super) const OCSF: &str = include_str!("../../schemas/third-party/ocsf_compliance_finding_schema.json");

/// A schema ready to validate.
pub(super) fn validator(schema: &str) -> Validator {
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
}

/// All that the schema says against a document, each fault with its place.
pub(super) fn faults(schema: &Validator, document: &Value) -> Vec<String> {
    schema.iter_errors(document).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}
