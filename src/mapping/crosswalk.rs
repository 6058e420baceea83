//! What documents cite against what those ids are today (`crosswalk.toml`).

use serde::Deserialize;

use super::frameworks::Catalogue;
use super::{MappingError, Mappings};
use crate::model::{CitationFlag, Successor};

const PATH: &str = "crosswalk.toml";

/// A citation of a source document against what it is today.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// The document that cites.
    pub document: String,
    /// The framework as cited.
    pub framework: String,
    /// The id as cited; empty where none is given.
    pub id: String,
    /// Key of the edition that the id really belongs to.
    pub is: String,
    /// In which way the citation is off.
    pub flag: CitationFlag,
    /// Key of the framework in which `successors` and `report_under` stand.
    pub under: String,
    /// What followed the id.
    pub successors: Vec<Successor>,
    /// Entries under which the evidence is shown.
    pub report_under: Vec<String>,
    /// What a reader must know.
    pub remark: String,
}

/// A withdrawn id of NIST CSF 1.1 with its successors in 2.0.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    /// The id as 1.1 wrote it.
    pub id: String,
    /// The id as the 2.0 catalogue writes it.
    pub padded: String,
    /// What followed.
    pub to: Vec<Successor>,
}

/// What documents cite against what it is today.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crosswalk {
    /// Citations of the source documents.
    pub cited: Vec<Citation>,
    /// Withdrawn ids.
    pub csf11: Vec<Withdrawn>,
}

impl Crosswalk {
    /// Key of the edition whose ids `csf11` leads away from.
    pub const FROM: &str = "csf11";
    /// Key of the edition that it leads to.
    pub const TO: &str = "csf20";

    /// Reads the crosswalk and holds every id it leads to against the catalogue.
    ///
    /// # Errors
    /// Broken TOML, or an id or edition that is not in the catalogue.
    pub fn load(mappings: &Mappings, catalogue: &Catalogue) -> Result<Self, MappingError> {
        let crosswalk: Self = mappings.toml(PATH)?;
        let edition = crosswalk.cited.iter().find(|citation| catalogue.framework(&citation.is).is_none());
        if let Some(citation) = edition {
            return Err(MappingError::whole(PATH, format!("there is no frameworks/{}.toml", citation.is)));
        }
        let cited = crosswalk.cited.iter().flat_map(|citation| {
            let successors = citation.successors.iter().map(|successor| &successor.id);
            successors.chain(&citation.report_under).map(|id| (citation.under.as_str(), id.as_str()))
        });
        let withdrawn = crosswalk.csf11.iter().flat_map(|withdrawn| {
            let to = withdrawn.to.iter().map(|successor| (Self::TO, successor.id.as_str()));
            to.chain([(Self::FROM, withdrawn.id.as_str())])
        });
        let missing = cited.chain(withdrawn).find(|(key, id)| catalogue.entry(key, id).is_none());
        if let Some((key, id)) = missing {
            return Err(MappingError::whole(PATH, format!("`{id}` is not in frameworks/{key}.toml")));
        }
        Ok(crosswalk)
    }

    /// What followed a withdrawn id.
    #[must_use]
    pub fn successors(&self, id: &str) -> &[Successor] {
        self.csf11.iter().find(|withdrawn| withdrawn.id == id).map_or(&[], |withdrawn| &withdrawn.to)
    }

    /// Withdrawn ids that led to an entry of the later edition.
    pub fn predecessors<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        let leads = move |withdrawn: &&Withdrawn| withdrawn.to.iter().any(|successor| successor.id == id);
        self.csf11.iter().filter(leads).map(|withdrawn| withdrawn.id.as_str())
    }
}
