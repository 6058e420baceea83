//! The control tests as data: `controls/CT-01.toml` to `CT-35.toml`.
//!
//! Each file holds question, criterion, severity, parameters and the framework entries
//! that the test gives evidence for. `{name}` in the criterion stands for a parameter.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::frameworks::{Catalogue, Framework};
use super::{MappingError, Mappings};
use crate::model::{ControlTest, ControlTestId, Nature, Severity};

/// A threshold or a list of words that a test decides by.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Parameter {
    /// A threshold, in the unit that its name ends with.
    Number(f64),
    /// Words.
    Words(Vec<String>),
}

impl std::fmt::Display for Parameter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Parameter::Number(number) => write!(f, "{number}"),
            Parameter::Words(words) => f.write_str(&words.join(", ")),
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    group: String,
    nature: Nature,
    title: String,
    question: String,
    severity: Severity,
    pass: String,
    fail: String,
    not_testable: String,
    needs: String,
    parameters: BTreeMap<String, Parameter>,
    maps: BTreeMap<String, Vec<String>>,
}

/// One control test with its parameters.
#[derive(Debug, Clone)]
pub struct ControlDefinition {
    /// What reports print of it.
    pub test: ControlTest,
    /// The group it belongs to (`population`, `ticket`, `verification` …).
    pub group: String,
    /// What passes, with parameters filled in.
    pub pass: String,
    /// What fails.
    pub fail: String,
    /// What cannot be told.
    pub not_testable: String,
    /// What further input would make it testable in full, with parameters filled in.
    pub needs: String,
    parameters: BTreeMap<String, Parameter>,
}

impl ControlDefinition {
    /// Names of its parameters, sorted.
    pub fn parameter_names(&self) -> impl Iterator<Item = &str> {
        self.parameters.keys().map(String::as_str)
    }

    /// A threshold.
    ///
    /// # Panics
    /// If there is none of that name: the table of tests is held against the files before any test runs.
    #[must_use]
    pub fn number(&self, name: &str) -> f64 {
        match self.parameters.get(name) {
            Some(Parameter::Number(number)) => *number,
            _ => unreachable!("{} has no number `{name}`", self.test.id.0),
        }
    }

    /// A list of words.
    ///
    /// # Panics
    /// As [`ControlDefinition::number`].
    #[must_use]
    pub fn words(&self, name: &str) -> &[String] {
        match self.parameters.get(name) {
            Some(Parameter::Words(words)) => words,
            _ => unreachable!("{} has no words `{name}`", self.test.id.0),
        }
    }

    /// Whether a parameter of that name and sort is there.
    #[must_use]
    pub fn has(&self, name: &str, is_number: bool) -> bool {
        self.parameters.get(name).is_some_and(|value| matches!(value, Parameter::Number(_)) == is_number)
    }
}

/// All control tests, by id.
#[derive(Debug, Clone)]
pub struct Controls {
    definitions: Vec<ControlDefinition>,
    catalogue: Catalogue,
}

impl Controls {
    /// Reads all files under `controls/` and holds every cited id against the catalogue.
    ///
    /// # Errors
    /// Broken TOML, an id that is not the file's name, `{name}` without such a parameter,
    /// a number that is not finite or negative, a cited id that its framework does not have,
    /// or an entry of a framework that names a test that is not there.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let catalogue = Catalogue::load(mappings)?;
        let paths: Vec<&str> = mappings.under("controls", ".toml").map(|(path, _)| path).collect();
        let mut definitions = Vec::with_capacity(paths.len());
        for path in paths {
            definitions.push(define(path, mappings.toml(path)?, &catalogue)?);
        }
        for framework in catalogue.frameworks() {
            enter(framework, mappings, &mut definitions)?;
        }
        Ok(Self { definitions, catalogue })
    }

    /// The frameworks that the tests map to.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// All definitions, by id.
    #[must_use]
    pub fn definitions(&self) -> &[ControlDefinition] {
        &self.definitions
    }

    /// What reports print of the tests, by id.
    #[must_use]
    pub fn tests(&self) -> Vec<ControlTest> {
        self.definitions.iter().map(|definition| definition.test.clone()).collect()
    }

    /// One definition.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&ControlDefinition> {
        self.definitions.iter().find(|definition| definition.test.id.0 == id)
    }
}

fn define(path: &str, file: File, catalogue: &Catalogue) -> Result<ControlDefinition, MappingError> {
    let wrong = |message: String| MappingError::whole(path, message);
    if path != format!("controls/{}.toml", file.id) {
        return Err(wrong(format!("id `{}` is not the file's name", file.id)));
    }
    for (name, value) in &file.parameters {
        if matches!(value, Parameter::Number(number) if !number.is_finite() || *number < 0.0) {
            return Err(wrong(format!("parameter `{name}` must be a number of zero or more")));
        }
    }
    let filled = |text: &str| interpolate(text, &file.parameters).map_err(wrong);
    let (pass, fail, not_testable) = (filled(&file.pass)?, filled(&file.fail)?, filled(&file.not_testable)?);
    let criterion = format!("Pass: {pass} Fail: {fail} Not testable: {not_testable}");
    let test = ControlTest {
        id: ControlTestId(file.id.clone()),
        title: file.title.clone(),
        question: filled(&file.question)?,
        nature: file.nature,
        severity: file.severity,
        criterion,
        maps: cited(path, &file, catalogue)?,
    };
    let needs = filled(&file.needs)?;
    Ok(ControlDefinition {
        test,
        group: file.group,
        pass,
        fail,
        not_testable,
        needs,
        parameters: file.parameters,
    })
}

fn cited(path: &str, file: &File, catalogue: &Catalogue) -> Result<Vec<(String, String)>, MappingError> {
    let mut maps = Vec::new();
    for (key, ids) in &file.maps {
        let framework = catalogue
            .framework(key)
            .ok_or_else(|| MappingError::whole(path, format!("there is no frameworks/{key}.toml")))?;
        for id in ids {
            if catalogue.entry(key, id).is_none() {
                let message = format!("`{id}` is not in frameworks/{key}.toml");
                return Err(MappingError::whole(path, message));
            }
            maps.push((framework.label(), id.clone()));
        }
    }
    Ok(maps)
}

/// Adds the tests that entries of a framework name themselves.
fn enter(
    framework: &Framework,
    mappings: &Mappings,
    definitions: &mut [ControlDefinition],
) -> Result<(), MappingError> {
    let label = framework.label();
    for entry in &framework.entries {
        for named in &entry.tests {
            let Some(definition) = definitions.iter_mut().find(|one| one.test.id.0 == named.id) else {
                let message =
                    format!("there is no control test `{}`: `deskproof controls` lists them", named.id);
                let path = framework.path();
                return Err(MappingError::at(&path, mappings.text(&path)?, named.at, message));
            };
            let cited = (label.clone(), entry.id.clone());
            if !definition.test.maps.contains(&cited) {
                definition.test.maps.push(cited);
            }
        }
    }
    Ok(())
}

/// Puts parameters in the place of their `{name}`.
fn interpolate(text: &str, parameters: &BTreeMap<String, Parameter>) -> Result<String, String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').ok_or_else(|| format!("`{{` without `}}` in `{text}`"))?;
        let value =
            parameters.get(name).ok_or_else(|| format!("`{{{name}}}` is no parameter of this test"))?;
        filled.push_str(before);
        filled.push_str(&value.to_string());
        rest = tail;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::TextKind;

    #[test]
    fn all_tests_are_there_and_their_thresholds_stand_in_the_criterion() {
        let controls = Controls::load(&Mappings::embedded()).unwrap();
        let ids: Vec<&str> = controls.definitions().iter().map(|d| d.test.id.0.as_str()).collect();
        let expected: Vec<String> = (1..=35).map(|number| format!("CT-{number:02}")).collect();
        assert_eq!(ids, expected);
        for definition in controls.definitions() {
            for (name, value) in &definition.parameters {
                if let Parameter::Number(number) = value {
                    assert!(
                        definition.test.criterion.contains(&number.to_string()),
                        "{} {name}",
                        definition.test.id.0
                    );
                }
            }
            assert!(!definition.test.criterion.contains('{'), "{}", definition.test.criterion);
        }
    }

    #[test]
    fn an_unknown_parameter_or_framework_id_is_refused() {
        let parameters = BTreeMap::from([("grace".to_owned(), Parameter::Number(60.0))]);
        assert_eq!(interpolate("by {grace} min", &parameters).unwrap(), "by 60 min");
        assert!(interpolate("by {grate} min", &parameters).unwrap_err().contains("{grate}"));
        assert!(interpolate("by {grace min", &parameters).is_err());

        let mappings = Mappings::embedded();
        let text = mappings.text("controls/CT-01.toml").unwrap().replace("\"PR.PS-04\"", "\"PR.AC-1\"");
        let file: File = crate::mapping::parse_toml("controls/CT-01.toml", &text).unwrap();
        let fault = define("controls/CT-01.toml", file, &Catalogue::load(&mappings).unwrap()).unwrap_err();
        assert!(fault.message.contains("`PR.AC-1` is not in frameworks/csf20.toml"), "{fault}");
    }

    /// A paraphrase never passes as the publisher's words, and copyrighted texts stay paraphrased.
    #[test]
    fn no_text_of_copyrighted_frameworks_is_carried() {
        let catalogue = Catalogue::load(&Mappings::embedded()).unwrap();
        for key in ["pci", "iso", "soc2", "cis", "audit", "attack", "owasp"] {
            for entry in &catalogue.framework(key).unwrap().entries {
                assert!(
                    matches!(entry.text_kind, TextKind::Paraphrase | TextKind::Title),
                    "{key} {}",
                    entry.id
                );
            }
        }
    }
}
