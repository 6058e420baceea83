//! Where in a record a value stands: the path language of source mappings.
//!
//! `a.b` steps into objects, `list[]` visits every element, `list[key=value]`
//! the elements whose `key` is `value` (ASCII case ignored), `text{}` reads a
//! string as JSON, a leading `^` steps out of the element of a list. A name with
//! a dot, bracket or `^` in it stands in backticks.

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

/// One step of a [`Path`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Into the member of this name.
    Name(String),
    /// To every element of a list.
    Each,
    /// To the elements whose member has this value.
    Where(String, String),
    /// Into the JSON that a string holds.
    Json,
    /// Out of the element of a list, to what it stands in.
    Up,
}

/// A parsed path and its text (which is also the name of a column).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// As written, without backticks.
    pub text: String,
    /// The steps.
    pub steps: Vec<Step>,
}

impl std::str::FromStr for Path {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            rest = match rest.as_bytes()[0] {
                b'.' => &rest[1..],
                b'^' => {
                    if steps.iter().any(|step| *step != Step::Up) {
                        return Err(format!("`{text}`: `^` may only stand at the beginning"));
                    }
                    steps.push(Step::Up);
                    &rest[1..]
                }
                b'`' => {
                    let (name, after) =
                        rest[1..].split_once('`').ok_or_else(|| format!("`{text}`: unclosed backtick"))?;
                    steps.push(Step::Name(name.to_owned()));
                    after
                }
                b'[' => {
                    let (inside, after) =
                        rest[1..].split_once(']').ok_or_else(|| format!("`{text}`: unclosed `[`"))?;
                    steps.push(match inside.split_once('=') {
                        Some((key, value)) => Step::Where(key.to_owned(), value.to_owned()),
                        None if inside.is_empty() => Step::Each,
                        None => return Err(format!("`{text}`: write `[]` or `[key=value]`")),
                    });
                    after
                }
                b'{' => {
                    steps.push(Step::Json);
                    rest.strip_prefix("{}").ok_or_else(|| format!("`{text}`: write `{{}}`"))?
                }
                _ => {
                    let end = rest.find(['.', '[', '{', '`', '^']).unwrap_or(rest.len());
                    steps.push(Step::Name(rest[..end].to_owned()));
                    &rest[end..]
                }
            };
        }
        if steps.is_empty() {
            return Err("a path may not be empty".to_owned());
        }
        Ok(Self { text: text.replace('`', ""), steps })
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(D::Error::custom)
    }
}

/// Alternatives in order of preference: one path or a list of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field(pub Vec<Path>);

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Field;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a path or a list of paths")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Field, E> {
                Ok(Field(vec![text.parse().map_err(E::custom)?]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Field, A::Error> {
                let mut paths = Vec::new();
                while let Some(path) = seq.next_element()? {
                    paths.push(path);
                }
                Ok(Field(paths))
            }
        }
        d.deserialize_any(OneOrMany)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_step_by_step() {
        let path: Path = "target[type=User].`a.b`{}[].x".parse().unwrap();
        let name = |text: &str| Step::Name(text.to_owned());
        assert_eq!(
            path.steps,
            [
                name("target"),
                Step::Where("type".to_owned(), "User".to_owned()),
                name("a.b"),
                Step::Json,
                Step::Each,
                name("x"),
            ]
        );
        assert_eq!(path.text, "target[type=User].a.b{}[].x");
    }

    #[test]
    fn what_is_no_path_is_told() {
        for bad in ["", "a[", "a[b]", "`a", "a{x}", "a.^.b"] {
            assert!(bad.parse::<Path>().is_err(), "{bad}");
        }
    }
}
