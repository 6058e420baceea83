//! Risk as a sum that can be read.

/// One term of a risk score.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskTerm {
    /// Stable name (`effect`, `P3`).
    pub name: String,
    /// Points it added or took away.
    pub points: f64,
    /// What was seen, in words.
    pub seen: String,
}

/// A score from 0 to 100 with its terms.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Risk {
    /// 0 to 100, one decimal.
    pub score: f64,
    /// What it is made of, in the order of computation.
    pub terms: Vec<RiskTerm>,
}
