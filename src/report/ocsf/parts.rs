//! The objects of an event, as the OCSF schema has them; what is empty is left out.

use serde::Serialize;

/// Something with a number of the schema and the caption that goes with it.
pub(super) type Caption = (u8, &'static str);

/// Who wrote an event, and which it is.
#[derive(Debug, Serialize)]
pub(super) struct Metadata<'a> {
    pub(super) version: &'static str,
    pub(super) uid: String,
    pub(super) product: Product<'a>,
}

/// The program.
#[derive(Debug, Serialize)]
pub(super) struct Product<'a> {
    pub(super) name: &'static str,
    pub(super) vendor_name: &'static str,
    pub(super) version: &'a str,
}

/// What was found.
#[derive(Debug, Serialize)]
pub(super) struct FindingInfo<'a> {
    pub(super) uid: String,
    pub(super) title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) desc: String,
    /// Milliseconds since 1970.
    pub(super) created_time: i64,
    pub(super) analytic: Analytic,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) attacks: &'a [Attack],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) data_sources: Vec<String>,
}

/// The control test.
#[derive(Debug, Serialize)]
pub(super) struct Analytic {
    pub(super) uid: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) name: String,
    pub(super) type_id: u8,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
}

/// A technique that the test may reveal.
#[derive(Debug, Serialize)]
pub(super) struct Attack {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) technique: Option<Technique>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sub_technique: Option<Technique>,
}

/// Its id.
#[derive(Debug, Serialize)]
pub(super) struct Technique {
    pub(super) uid: String,
}

/// What the test says, and for which requirements it is evidence.
#[derive(Debug, Serialize)]
pub(super) struct Compliance<'a> {
    pub(super) control: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) desc: String,
    pub(super) status_id: u8,
    pub(super) status: &'static str,
    /// The outcome in our words.
    pub(super) status_code: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) status_details: Vec<String>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) standards: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) requirements: &'a [String],
}

/// What a finding is about.
#[derive(Debug, Default, Serialize)]
pub(super) struct Resource {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) uid: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) role_id: u8,
    pub(super) role: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) labels: Vec<String>,
}

/// A record that a finding rests on.
#[derive(Debug, Serialize)]
pub(super) struct Evidence {
    /// `file:line`.
    pub(super) name: String,
    pub(super) data: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) actor: Option<Actor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) src_endpoint: Option<Endpoint>,
}

/// Where a record stands.
#[derive(Debug, Serialize)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) record: u64,
    pub(super) line: u64,
}

/// Who acted.
#[derive(Debug, Serialize)]
pub(super) struct Actor {
    pub(super) user: User,
}

/// An account.
#[derive(Debug, Serialize)]
pub(super) struct User {
    pub(super) name: String,
}

/// From where somebody acted.
#[derive(Debug, Serialize)]
pub(super) struct Endpoint {
    pub(super) ip: String,
}

/// What OCSF has no place for.
#[derive(Debug, Serialize)]
pub(super) struct Unmapped {
    pub(super) test: String,
    pub(super) outcome: &'static str,
    pub(super) nature: &'static str,
    #[serde(flatten)]
    pub(super) finding: Option<OfFinding>,
    #[serde(flatten)]
    pub(super) change: Option<OfChange>,
    #[serde(flatten)]
    pub(super) whole: Option<Counts>,
}

/// Items of a whole test.
#[derive(Debug, Serialize)]
pub(super) struct Counts {
    pub(super) population: usize,
    pub(super) pass: usize,
    pub(super) fail: usize,
    pub(super) exception: usize,
    pub(super) not_testable: usize,
    /// Findings without an event of their own.
    pub(super) findings_left_out: usize,
}

/// What is said of one finding.
#[derive(Debug, Serialize)]
pub(super) struct OfFinding {
    pub(super) item: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) outcome_without_exception: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) exception_id: Option<String>,
}

/// What is said of the change that a finding is about.
#[derive(Debug, Serialize)]
pub(super) struct OfChange {
    pub(super) change_id: String,
    pub(super) changed_at: String,
    pub(super) change_kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) verdict_reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ticket: Option<String>,
    pub(super) risk_score: f64,
}
