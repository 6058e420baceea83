//! A JSON value as it stands in a record: texts without escapes are borrowed from it, and the
//! members of an object are a list in their order. Most objects have a dozen members, which are
//! found sooner by looking at each than by hashing.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Tree<'a> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'a, str>),
    List(Vec<Tree<'a>>),
    Object(Members<'a>),
}

/// The members of an object. Of members of one name the last counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Members<'a> {
    list: Vec<(Cow<'a, str>, Tree<'a>)>,
    /// Places in the list by name, for objects of more than `FEW` members.
    by_name: Vec<u32>,
}

/// Up to here members are looked at one after the other.
const FEW: usize = 48;

impl<'a> Members<'a> {
    pub(super) fn new(list: Vec<(Cow<'a, str>, Tree<'a>)>) -> Self {
        let mut by_name = Vec::new();
        if list.len() > FEW {
            by_name.extend((0_u32..).take(list.len()));
            by_name.sort_by_key(|&at| &*list[at as usize].0);
        }
        Self { list, by_name }
    }

    /// The value of the last member of this name.
    pub(super) fn get(&self, name: &str) -> Option<&Tree<'a>> {
        if self.by_name.is_empty() {
            return self.list.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value);
        }
        let after = self.by_name.partition_point(|&at| &*self.list[at as usize].0 <= name);
        let (own, value) = self.list.get(*self.by_name.get(after.checked_sub(1)?)? as usize)?;
        (own == name).then_some(value)
    }

    /// All members, in their order; a name may occur more than once.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Tree<'a>)> {
        self.list.iter().map(|(name, value)| (&**name, value))
    }
}

impl<'a> Tree<'a> {
    /// The member of this name, if it is an object that has one.
    pub(super) fn get(&self, name: &str) -> Option<&Tree<'a>> {
        match self {
            Tree::Object(members) => members.get(name),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Tree::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of a list; none of anything else.
    pub(super) fn elements(&self) -> &[Tree<'a>] {
        match self {
            Tree::List(list) => list,
            _ => &[],
        }
    }
}

impl fmt::Display for Tree<'_> {
    /// As compact JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value().fmt(f)
    }
}

impl Tree<'_> {
    fn value(&self) -> Value {
        match self {
            Tree::Null => Value::Null,
            Tree::Bool(bit) => Value::Bool(*bit),
            Tree::Number(number) => Value::Number(number.clone()),
            Tree::Text(text) => Value::String(text.clone().into_owned()),
            Tree::List(list) => Value::Array(list.iter().map(Tree::value).collect()),
            Tree::Object(members) => {
                Value::Object(members.iter().map(|(name, inner)| (name.to_owned(), inner.value())).collect())
            }
        }
    }
}

impl From<Value> for Tree<'static> {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Tree::Null,
            Value::Bool(bit) => Tree::Bool(bit),
            Value::Number(number) => Tree::Number(number),
            Value::String(text) => Tree::Text(Cow::Owned(text)),
            Value::Array(list) => Tree::List(list.into_iter().map(Tree::from).collect()),
            Value::Object(members) => Tree::Object(Members::new(
                members.into_iter().map(|(name, inner)| (Cow::Owned(name), Tree::from(inner))).collect(),
            )),
        }
    }
}

impl<'de> Deserialize<'de> for Tree<'de> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(OfValue)
    }
}

struct OfValue;

impl<'de> Visitor<'de> for OfValue {
    type Value = Tree<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E: Error>(self, bit: bool) -> Result<Tree<'de>, E> {
        Ok(Tree::Bool(bit))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Tree<'de>, E> {
        Ok(Tree::Number(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Tree<'de>, E> {
        Ok(Tree::Number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Tree<'de>, E> {
        Ok(Number::from_f64(number).map_or(Tree::Null, Tree::Number))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Tree<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = access.next_element()? {
            list.push(element);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some((Name(name), value)) = access.next_entry()? {
            list.push((name, value));
        }
        Ok(Tree::Object(Members::new(list)))
    }
}

/// The name of a member, borrowed where it can be.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct OfText;
        impl<'de> Visitor<'de> for OfText {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(text.to_owned())))
            }
        }
        d.deserialize_str(OfText)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_says_what_the_text_says() {
        let text = r#"{"a":[1,-2,0.5,true,null],"b\n":"x\"y","c":{"d":"e"},"big":18446744073709551615}"#;
        let tree: Tree<'_> = serde_json::from_str(text).unwrap();
        assert_eq!(tree.to_string(), text);
        assert_eq!(tree.get("b\n").and_then(Tree::as_text), Some("x\"y"));
        assert!(matches!(tree.get("c").and_then(|c| c.get("d")), Some(Tree::Text(Cow::Borrowed("e")))));
        assert!(tree.get("d").is_none() && tree.elements().is_empty());
    }

    #[test]
    fn of_members_of_one_name_the_last_counts_however_many_there_are() {
        for others in [0, 10, 200] {
            let filling: String = (0..others).map(|at| format!("\"m{at}\":{at},")).collect();
            let text = format!(r#"{{"x":"first",{filling}"x":"last"}}"#);
            let tree: Tree<'_> = serde_json::from_str(&text).unwrap();
            assert_eq!(tree.get("x").and_then(Tree::as_text), Some("last"), "{others} others");
            for at in 0..others {
                let name = format!("m{at}");
                assert_eq!(tree.get(&name).map(ToString::to_string), Some(at.to_string()));
            }
            assert!(tree.get("m").is_none() && tree.get("zz").is_none() && tree.get("").is_none());
        }
    }
}
