//! What is asked for: `METHOD[,confidence=95,tolerable=5,expected=0,size=N,seed=TEXT]`.

use std::fmt::{Display, Formatter};
use std::str::FromStr;

use crate::model::SampleMethod;

/// Longest seed, in characters.
const LONGEST_SEED: usize = 100;

/// A sample as it was asked for; what is not said comes from `policy/sampling.toml`. Rates are in percent.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleRequest {
    /// How it is drawn.
    pub method: SampleMethod,
    /// Confidence.
    pub confidence: Option<f64>,
    /// Tolerable deviation.
    pub tolerable: Option<f64>,
    /// Expected deviation.
    pub expected: Option<f64>,
    /// Changes to draw, whatever the plan would ask for.
    pub size: Option<usize>,
    /// The seed.
    pub seed: Option<String>,
}

impl FromStr for SampleRequest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split(',').map(str::trim);
        let method = parts.next().unwrap_or_default().parse()?;
        let mut request =
            Self { method, confidence: None, tolerable: None, expected: None, size: None, seed: None };
        for part in parts {
            let (key, value) =
                part.split_once('=').ok_or_else(|| format!("`{part}` is not written as KEY=VALUE"))?;
            let given_before = match key.trim() {
                "confidence" => request.confidence.replace(percent(value)?).is_some(),
                "tolerable" => request.tolerable.replace(percent(value)?).is_some(),
                "expected" => request.expected.replace(percent(value)?).is_some(),
                "size" => request.size.replace(size(value)?).is_some(),
                "seed" => request.seed.replace(seed(value)?).is_some(),
                other => {
                    return Err(format!(
                        "`{other}` is not one of confidence, tolerable, expected, size, seed"
                    ));
                }
            };
            if given_before {
                return Err(format!("`{}` is given twice", key.trim()));
            }
        }
        Ok(request)
    }
}

/// As it can be typed again.
impl Display for SampleRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.method)?;
        for (key, rate) in
            [("confidence", self.confidence), ("tolerable", self.tolerable), ("expected", self.expected)]
        {
            if let Some(rate) = rate {
                write!(f, ",{key}={rate}")?;
            }
        }
        if let Some(size) = self.size {
            write!(f, ",size={size}")?;
        }
        self.seed.as_ref().map_or(Ok(()), |seed| write!(f, ",seed={seed}"))
    }
}

/// A rate in percent, with or without the sign.
fn percent(text: &str) -> Result<f64, String> {
    let rate = text.trim().trim_end_matches('%').trim_end().parse::<f64>();
    rate.ok()
        .filter(|rate| (0.0..100.0).contains(rate))
        .ok_or_else(|| format!("`{text}` is no rate in percent (0 to below 100)"))
}

fn size(text: &str) -> Result<usize, String> {
    let size = text.trim().parse::<usize>();
    size.ok().filter(|size| *size > 0).ok_or_else(|| format!("`{text}` is no whole number above 0"))
}

fn seed(text: &str) -> Result<String, String> {
    let seed = text.trim();
    let is_plain = seed.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if seed.is_empty() || seed.len() > LONGEST_SEED || !is_plain {
        return Err(format!("a seed has 1 to {LONGEST_SEED} letters, digits and marks of ASCII"));
    }
    Ok(seed.to_owned())
}
