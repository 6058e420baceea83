//! A validator for the part of JSON Schema 2020-12 that our schemas use; a keyword beyond it is refused, so that
//! no schema says more than the tests hold it to.

use regex::Regex;
use serde_json::Value;

/// Everything that the schema says against a document, each fault with its place.
pub(crate) fn faults(schema: &Value, document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Validator { whole: schema }.check(schema, document, "", &mut found);
    found
}

struct Validator<'a> {
    whole: &'a Value,
}

impl Validator<'_> {
    fn check(&self, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
        for (keyword, says) in schema.as_object().unwrap_or_else(|| panic!("{place}: a schema is an object"))
        {
            if !self.holds(keyword, says, schema, value, place, found) {
                found.push(format!("{place}: {value} breaks {keyword} {says}"));
            }
        }
    }

    fn is_valid(&self, schema: &Value, value: &Value) -> bool {
        let mut found = Vec::new();
        self.check(schema, value, "", &mut found);
        found.is_empty()
    }

    /// Whether one keyword holds; what is wrong below is added to `found`. A keyword says nothing of values of
    /// another type than its own (core specification, section 7.6.1).
    fn holds(
        &self,
        keyword: &str,
        says: &Value,
        schema: &Value,
        value: &Value,
        place: &str,
        found: &mut Vec<String>,
    ) -> bool {
        match keyword {
            "$schema" | "$id" | "$defs" | "title" | "description" => true,
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
            "oneOf" => says.as_array().unwrap().iter().filter(|one| self.is_valid(one, value)).count() == 1,
            "minimum" => value.as_f64().is_none_or(|number| number >= says.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|number| number <= says.as_f64().unwrap()),
            "exclusiveMinimum" => value.as_f64().is_none_or(|number| number > says.as_f64().unwrap()),
            "exclusiveMaximum" => value.as_f64().is_none_or(|number| number < says.as_f64().unwrap()),
            "minLength" => {
                value.as_str().is_none_or(|text| text.chars().count() as u64 >= says.as_u64().unwrap())
            }
            "pattern" => {
                value.as_str().is_none_or(|text| Regex::new(says.as_str().unwrap()).unwrap().is_match(text))
            }
            "format" => {
                assert_eq!(says, "date-time", "the only format that is known");
                value.as_str().is_none_or(|text| chrono::DateTime::parse_from_rfc3339(text).is_ok())
            }
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
