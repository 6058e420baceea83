//! Where in a record a value stands: the path language of source mappings.
//!
//! | step | leads |
//! |---|---|
//! | `a.b` | into objects; a name with a special letter in it stands in backticks |
//! | `list[]` | to every element; a single object is its own only element |
//! | `list[key=value]` | to the elements whose `key` is `value` (ASCII case ignored) |
//! | `map.*` | to every member of an object |
//! | `^` | at the beginning: out of the element of a list, to what it stands in |
//! | `@` | alone: the element itself; `@file`: the file's name |
//! | `text{}` | into the JSON or XML that a string holds |
//! | `text{=}` | into the `key=value` pairs that it holds |
//! | `text{labels}` | into the labelled lines that it holds, as Windows writes its messages |
//! | `text{base64}` | to the text that it encodes |
//! | `text<users/{}*>` | to a piece of it, see [`Excerpt`] |

mod excerpt;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

pub use excerpt::Excerpt;

/// One step of a [`Path`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Into the member of this name.
    Name(String),
    /// To every element of a list.
    Each,
    /// To the elements whose member has this value.
    Where(String, String),
    /// To every member of an object.
    Members,
    /// Out of the element of a list, to what it stands in.
    Up,
    /// The name of the file.
    File,
    /// Into the JSON or XML that a string holds.
    Json,
    /// Into the pairs that a string holds.
    Pairs,
    /// Into the labelled lines that a string holds.
    Labels,
    /// To the text that a string encodes.
    Base64,
    /// To a piece of a text.
    Piece(Excerpt),
}

/// A parsed path and its text (which is also the name of a column).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path {
    /// As written, without backticks.
    pub text: String,
    /// The steps.
    pub steps: Vec<Step>,
}

impl std::str::FromStr for Path {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("a path may not be empty".to_owned());
        }
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (step, after) = next_step(text, rest, &steps)?;
            steps.extend(step);
            rest = after;
        }
        Ok(Self { text: text.replace('`', ""), steps })
    }
}

impl Path {
    /// The list that the path visits the elements of.
    #[must_use]
    pub fn whole_list(&self) -> Field {
        let mut list = self.clone();
        while matches!(list.steps.last(), Some(Step::Each | Step::Where(..) | Step::Members)) {
            list.steps.pop();
        }
        Field(vec![list])
    }
}

/// The next step of a path, and what stands behind it.
fn next_step<'t>(text: &str, rest: &'t str, before: &[Step]) -> Result<(Option<Step>, &'t str), String> {
    let until = |close: char| {
        rest[1..].split_once(close).ok_or_else(|| format!("`{text}`: unclosed `{}`", &rest[..1]))
    };
    Ok(match rest.as_bytes()[0] {
        b'.' => (None, &rest[1..]),
        b'^' if before.iter().all(|step| *step == Step::Up) => (Some(Step::Up), &rest[1..]),
        b'^' => return Err(format!("`{text}`: `^` may only stand at the beginning")),
        b'*' if rest.len() == 1 || rest[1..].starts_with(['.', '[', '{', '<']) => {
            (Some(Step::Members), &rest[1..])
        }
        b'@' if before.iter().all(|step| *step == Step::Up) => match rest.strip_prefix("@file") {
            Some(after) if !after.starts_with(|c: char| c.is_alphanumeric()) => (Some(Step::File), after),
            // The element itself: no step away from it. `@timestamp` is a name.
            _ if rest.len() == 1 || rest[1..].starts_with(['.', '[', '{', '<']) => (None, &rest[1..]),
            _ => name(rest),
        },
        b'`' => {
            let (name, after) = until('`')?;
            (Some(Step::Name(name.to_owned())), after)
        }
        b'[' => {
            let (inside, after) = until(']')?;
            let step = match inside.split_once('=') {
                Some((key, value)) => Step::Where(key.to_owned(), value.to_owned()),
                None if inside.is_empty() => Step::Each,
                None => return Err(format!("`{text}`: write `[]` or `[key=value]`")),
            };
            (Some(step), after)
        }
        b'{' => {
            let (inside, after) = until('}')?;
            let step = match inside {
                "" => Step::Json,
                "=" => Step::Pairs,
                "labels" => Step::Labels,
                "base64" => Step::Base64,
                _ => return Err(format!("`{text}`: write `{{}}`, `{{=}}`, `{{labels}}` or `{{base64}}`")),
            };
            (Some(step), after)
        }
        b'<' => {
            let (inside, after) = until('>')?;
            (Some(Step::Piece(inside.parse().map_err(|fault| format!("`{text}`: {fault}"))?)), after)
        }
        _ => name(rest),
    })
}

fn name(rest: &str) -> (Option<Step>, &str) {
    let end = rest.find(['.', '[', '{', '`', '<']).unwrap_or(rest.len());
    (Some(Step::Name(rest[..end].to_owned())), &rest[end..])
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
        for bad in ["", "a[", "a[b]", "`a", "a{x}", "a.^.b", "a<b", "a<b>"] {
            assert!(bad.parse::<Path>().is_err(), "{bad}");
        }
    }

    #[test]
    fn names_may_hold_the_letters_of_steps_where_they_can_be_none() {
        let steps = |text: &str| text.parse::<Path>().unwrap().steps;
        let name = |text: &str| Step::Name(text.to_owned());
        assert_eq!(steps("@timestamp"), [name("@timestamp")]);
        assert_eq!(steps("assets.*.name"), [name("assets"), Step::Members, name("name")]);
        assert_eq!(steps("*special"), [name("*special")]);
        assert_eq!(steps("^.^.key"), [Step::Up, Step::Up, name("key")]);
        assert_eq!(steps("@file"), [Step::File]);
        assert_eq!(steps("@"), []);
        assert_eq!(steps("#text"), [name("#text")]);
    }
}
