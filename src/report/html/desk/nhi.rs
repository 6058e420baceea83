//! Requests about non-human identities: what their handling shows.

use super::section::{Grid, Panel, Row, Section, heads};
use crate::model::{AttributeState, NhiAttribute, NhiRequest};
use crate::report::RenderError;
use crate::report::charts;
use crate::report::dates::grouped;
use crate::report::dress::spoken;
use crate::report::html::cells::Cell;
use crate::report::html::figure::Figure;
use crate::report::rate::Rate;

/// Each attribute over all requests.
pub(super) fn requests(requests: &[NhiRequest]) -> Result<Section, RenderError> {
    let count = |attribute: NhiAttribute, state: AttributeState| {
        let has = |request: &&NhiRequest| {
            request.attributes.iter().any(|one| one.attribute == attribute && one.state == state)
        };
        requests.iter().filter(has).count()
    };
    let told = |attribute: NhiAttribute| {
        let yes = count(attribute, AttributeState::Yes);
        Rate { hits: yes, of: yes + count(attribute, AttributeState::No) }
    };
    let entries: Vec<(String, Rate)> = NhiAttribute::ALL
        .iter()
        .map(|attribute| (spoken(attribute.as_str()), told(*attribute)))
        .filter(|(_, rate)| rate.of > 0)
        .collect();
    let row = |attribute: &NhiAttribute| {
        let rate = told(*attribute);
        let leads = |key: &str, count: usize| {
            if count > 0 { format!("#tickets?{key}={attribute}") } else { String::new() }
        };
        Row {
            name: spoken(attribute.as_str()),
            cells: vec![
                Cell::Count { text: grouped(rate.hits), href: leads("nhi_yes", rate.hits) },
                Cell::Count {
                    text: grouped(rate.of - rate.hits),
                    href: leads("nhi_no", rate.of - rate.hits),
                },
                Cell::Score(rate.percent()),
                Cell::Score(rate.interval_text()),
                Cell::Score(grouped(count(*attribute, AttributeState::NotKnown))),
                Cell::Score(grouped(count(*attribute, AttributeState::NotApplicable))),
            ],
        }
    };
    let title = "What does the handling of such requests show?";
    Ok(Section {
        id: "nhi",
        title: "Requests about non-human identities",
        text: "Service accounts, keys, tokens, secrets and what agents and applications may do. What the exports do not tell is \
               not known, and counts neither for nor against."
            .to_owned(),
        panels: vec![Panel {
            figure: Figure {
                title,
                svg: charts::rates(title, &entries),
                note: format!("n = {} requests; each attribute of those that tell it.", grouped(requests.len())),
            },
            grid: Grid {
                caption: "Attributes of the requests; one row a request in data/nhi_requests.csv".to_owned(),
                heads: heads(["Attribute", "#Yes", "#No", "#Share", "#95 % interval", "#Not known", "#Not asked"]),
                rows: if requests.is_empty() { Vec::new() } else { NhiAttribute::ALL.iter().map(row).collect() },
                ..Grid::default()
            },
            is_wide: true,
        }],
    })
}
