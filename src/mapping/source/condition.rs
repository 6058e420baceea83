//! Conditions on the fields of a record.

use serde::Deserialize;

use super::Path;

/// A field with a value of a kind.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The field.
    pub field: Path,
    /// It is one of these.
    #[serde(default)]
    pub is: Vec<String>,
    /// It begins with one of these.
    #[serde(default)]
    pub begins: Vec<String>,
    /// It contains one of these.
    #[serde(default)]
    pub contains: Vec<String>,
    /// It is none of these, or not there.
    #[serde(default)]
    pub not: Vec<String>,
    /// It contains none of these, or is not there.
    #[serde(default)]
    pub lacks: Vec<String>,
}

/// Conditions that must all hold: one, or a list.
#[derive(Debug, Clone, Default)]
pub struct Conditions(pub Vec<Condition>);

impl<'de> Deserialize<'de> for Conditions {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> serde::de::Visitor<'de> for OneOrMany {
            type Value = Conditions;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a condition or a list of conditions")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Conditions, A::Error> {
                let one = Condition::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(Conditions(vec![one]))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Conditions, A::Error> {
                let mut all = Vec::new();
                while let Some(condition) = seq.next_element()? {
                    all.push(condition);
                }
                Ok(Conditions(all))
            }
        }
        d.deserialize_any(OneOrMany)
    }
}
