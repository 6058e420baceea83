//! Groups of rows: the group-bys, which run in polars.

use std::collections::BTreeMap;

use polars::prelude::{GroupsIndicator, NamedFrom, Series};

/// Rows that share a label, in rising order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Labelled {
    /// The label.
    pub(super) name: String,
    /// The rows.
    pub(super) rows: Vec<u32>,
}

/// The rows by label, in the order of the labels.
pub(super) fn by_label(labels: &[&str]) -> Vec<Labelled> {
    let groups = grouped(&Series::new("label".into(), labels)).into_iter();
    let mut groups: Vec<Labelled> = groups
        .filter_map(|rows| Some(Labelled { name: labels[*rows.first()? as usize].to_owned(), rows }))
        .collect();
    groups.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    groups
}

/// The rows by key, in the order of the keys.
pub(super) fn by_key(keys: &[u64]) -> Vec<(u64, Vec<u32>)> {
    let groups = grouped(&Series::new("key".into(), keys)).into_iter();
    let mut groups: Vec<(u64, Vec<u32>)> =
        groups.filter_map(|rows| Some((keys[*rows.first()? as usize], rows))).collect();
    groups.sort_unstable_by_key(|(key, _)| *key);
    groups
}

fn grouped(series: &Series) -> Vec<Vec<u32>> {
    let groups = series.group_tuples(true, true).expect("texts and whole numbers can be grouped");
    groups
        .iter()
        .map(|group| match group {
            GroupsIndicator::Idx((_, rows)) => rows.to_vec(),
            GroupsIndicator::Slice([first, length]) => (first..first + length).collect(),
        })
        .collect()
}

/// Names as parts of ids, unique among those of one dimension.
#[derive(Debug, Default)]
pub(super) struct Slugs {
    used: BTreeMap<String, u32>,
}

impl Slugs {
    /// The part of an id of the next name.
    pub(super) fn of(&mut self, name: &str) -> String {
        let slug = slug(name);
        let seen = self.used.entry(slug.clone()).or_default();
        *seen += 1;
        if *seen == 1 { slug } else { format!("{slug}~{seen}") }
    }
}

/// A name as part of an id: lower-case words joined by `_`; nothing becomes `none`.
fn slug(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() { "none".to_owned() } else { words.join("_") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_by_label_in_rising_order() {
        let many: Vec<String> = (0..5_000).map(|at| format!("team {}", at % 7)).collect();
        let groups = by_label(&many.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(groups.len(), 7);
        for (group, remainder) in groups.iter().zip(0..) {
            assert_eq!(group.name, format!("team {remainder}"));
            assert!(group.rows.iter().all(|row| row % 7 == remainder));
            assert!(group.rows.is_sorted());
        }
        assert_eq!(groups.iter().map(|group| group.rows.len()).sum::<usize>(), 5_000);
    }

    #[test]
    fn labels_of_like_spelling_keep_apart() {
        let groups = by_label(&["Service Desk", "", "service-desk", "Service Desk"]);
        let rows: Vec<(&str, &[u32])> =
            groups.iter().map(|group| (group.name.as_str(), &group.rows[..])).collect();
        assert_eq!(rows, [("", &[1][..]), ("Service Desk", &[0, 3]), ("service-desk", &[2])]);
        let mut slugs = Slugs::default();
        let ids: Vec<String> = groups.iter().map(|group| slugs.of(&group.name)).collect();
        assert_eq!(ids, ["none", "service_desk", "service_desk~2"]);
    }

    #[test]
    fn rows_stand_by_key() {
        assert_eq!(by_key(&[9, 2, 9]), [(2, vec![1]), (9, vec![0, 2])]);
        assert_eq!(by_key(&[]), []);
        assert_eq!(by_label(&[]), []);
    }
}
