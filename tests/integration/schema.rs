//! A validator for the part of JSON Schema (2020-12, and draft 7 where it is the same) that our schemas and those of
//! OSCAL and OCSF use; a keyword beyond it is refused, so that no schema says more than the tests hold it to.

use std::cell::RefCell;
use std::collections::BTreeMap;

use regex::Regex;
use serde_json::Value;

/// Everything that the schema says against a document, each fault with its place.
pub(crate) fn faults(schema: &Value, document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Validator { whole: schema, patterns: RefCell::default() }.check(schema, document, "", &mut found);
    found
}

struct Validator<'a> {
    whole: &'a Value,
    /// Patterns once read.
    patterns: RefCell<BTreeMap<&'a str, Regex>>,
}

impl<'a> Validator<'a> {
    fn check(&self, schema: &'a Value, value: &Value, place: &str, found: &mut Vec<String>) {
        for (keyword, says) in schema.as_object().unwrap_or_else(|| panic!("{place}: a schema is an object"))
        {
            if !self.holds(keyword, says, schema, value, place, found) {
                found.push(format!("{place}: {value} breaks {keyword} {says}"));
            }
        }
    }

    fn matches(&self, pattern: &'a str, text: &str) -> bool {
        let mut patterns = self.patterns.borrow_mut();
        patterns.entry(pattern).or_insert_with(|| Regex::new(pattern).unwrap()).is_match(text)
    }

    fn is_valid(&self, schema: &'a Value, value: &Value) -> bool {
        let mut found = Vec::new();
        self.check(schema, value, "", &mut found);
        found.is_empty()
    }

    /// Whether one keyword holds; what is wrong below is added to `found`. A keyword says nothing of values of
    /// another type than its own (core specification, section 7.6.1).
    fn holds(
        &self,
        keyword: &str,
        says: &'a Value,
        schema: &'a Value,
        value: &Value,
        place: &str,
        found: &mut Vec<String>,
    ) -> bool {
        match keyword {
            "$schema" | "$id" | "$defs" | "definitions" | "$comment" | "title" | "description"
            | "deprecated" | "contentEncoding" => true,
            "$ref" => {
                let pointer = says.as_str().unwrap().strip_prefix('#').unwrap();
                let target = self.whole.pointer(pointer).unwrap_or_else(|| panic!("{pointer} leads nowhere"));
                self.check(target, value, place, found);
                true
            }
            "type" => match says {
                Value::String(one) => is_of(one, value),
                several => several.as_array().unwrap().iter().any(|one| is_of(one.as_str().unwrap(), value)),
            },
            "const" => says == value,
            "enum" => says.as_array().unwrap().contains(value),
            "allOf" => says.as_array().unwrap().iter().all(|one| self.is_valid(one, value)),
            "anyOf" => says.as_array().unwrap().iter().any(|one| self.is_valid(one, value)),
            "oneOf" => says.as_array().unwrap().iter().filter(|one| self.is_valid(one, value)).count() == 1,
            "minimum" => value.as_f64().is_none_or(|number| number >= says.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|number| number <= says.as_f64().unwrap()),
            "exclusiveMinimum" => value.as_f64().is_none_or(|number| number > says.as_f64().unwrap()),
            "exclusiveMaximum" => value.as_f64().is_none_or(|number| number < says.as_f64().unwrap()),
            "minLength" => {
                value.as_str().is_none_or(|text| text.chars().count() as u64 >= says.as_u64().unwrap())
            }
            "maxLength" => {
                value.as_str().is_none_or(|text| text.chars().count() as u64 <= says.as_u64().unwrap())
            }
            "pattern" => value.as_str().is_none_or(|text| self.matches(says.as_str().unwrap(), text)),
            "format" => value.as_str().is_none_or(|text| has_format(says.as_str().unwrap(), text)),
            "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= says.as_u64().unwrap()),
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    self.check(says, item, &format!("{place}/{at}"), found);
                }
                true
            }
            "minProperties" => {
                value.as_object().is_none_or(|members| members.len() as u64 >= says.as_u64().unwrap())
            }
            "required" => value.as_object().is_none_or(|members| {
                says.as_array().unwrap().iter().all(|name| members.contains_key(name.as_str().unwrap()))
            }),
            "properties" => {
                for (name, one) in says.as_object().unwrap() {
                    if let Some(member) = value.get(name) {
                        self.check(one, member, &format!("{place}/{name}"), found);
                    }
                }
                true
            }
            "propertyNames" => {
                for name in value.as_object().into_iter().flat_map(|members| members.keys()) {
                    self.check(says, &name.as_str().into(), &format!("{place}/{name}"), found);
                }
                true
            }
            "additionalProperties" => {
                let named = schema.get("properties").and_then(Value::as_object);
                let further = value.as_object().into_iter().flatten();
                for (name, member) in
                    further.filter(|(name, _)| named.is_none_or(|named| !named.contains_key(*name)))
                {
                    let place = format!("{place}/{name}");
                    match says {
                        Value::Bool(true) => {}
                        Value::Bool(false) => found.push(format!("{place}: nobody defined it")),
                        one => self.check(one, member, &place, found),
                    }
                }
                true
            }
            other => panic!("{place}: the keyword {other} is not known here"),
        }
    }
}

/// Whether a text has a format; of those that have a pattern beside them, the pattern decides.
fn has_format(format: &str, text: &str) -> bool {
    match format {
        "date-time" => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
        "email" | "uri" => true,
        // RFC 3986, section 2: these signs and no others.
        "uri-reference" => text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)),
        other => panic!("no format is called {other}"),
    }
}

fn is_of(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        other => panic!("no type is called {other}"),
    }
}
