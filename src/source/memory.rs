//! How much memory a run may take.

use std::fmt;
use std::str::FromStr;

/// Bytes of memory that a run may take. Written as a number with `K`, `M` or `G`, which are powers of 1,024.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory(usize);

/// Bytes that each record which is kept takes until the run ends; what is done with it decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Footprint {
    /// Of a change, with the signals around it.
    pub change: usize,
    /// Of any other: tickets and what belongs to them, people, verifications.
    pub record: usize,
}

impl Footprint {
    /// Of what is judged and reported: reports of 5,000 to 75,000 changes took 11 to 17 KB for each, and 100,000
    /// tickets 4 KB each.
    pub const REPORTED: Footprint = Footprint { change: 16 << 10, record: 4 << 10 };
    /// Of what is only listed: 120,000 changes took 1.8 KB each, 260,000 other records 1.1 KB.
    pub const LISTED: Footprint = Footprint { change: 2 << 10, record: 5 << 8 };
}

impl Default for Footprint {
    fn default() -> Self {
        Self::REPORTED
    }
}

const UNITS: [(char, usize); 3] = [('G', 1 << 30), ('M', 1 << 20), ('K', 1 << 10)];

impl Memory {
    /// In bytes.
    #[must_use]
    pub fn bytes(self) -> usize {
        self.0
    }

    #[cfg(test)]
    pub(super) fn of(bytes: usize) -> Self {
        Self(bytes)
    }

    /// One part of so many.
    pub(super) fn share(self, parts: usize) -> usize {
        self.0 / parts.max(1)
    }

    /// Twice as much.
    pub(super) fn doubled(self) -> Self {
        Self(self.0.saturating_mul(2))
    }
}

impl Default for Memory {
    /// 1 GiB.
    fn default() -> Self {
        Self(1 << 30)
    }
}

impl FromStr for Memory {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("`{text}` is no amount of memory; write for example 512M or 2G");
        let number = text.trim().to_ascii_uppercase();
        let number = number.strip_suffix("IB").or(number.strip_suffix('B')).unwrap_or(&number);
        let unit = UNITS.iter().find(|(unit, _)| number.ends_with(*unit));
        let (digits, unit) = unit.map_or((number, 1), |(name, unit)| (number.trim_end_matches(*name), *unit));
        let bytes = digits
            .trim()
            .parse::<usize>()
            .ok()
            .and_then(|count| count.checked_mul(unit))
            .ok_or_else(fault)?;
        if bytes < LEAST {
            return Err(format!("{text} is too little memory: at least {} are needed", Self(LEAST)));
        }
        Ok(Self(bytes))
    }
}

/// Less than what the program takes for itself.
const LEAST: usize = 64 << 20;

impl fmt::Display for Memory {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS.iter().find(|(_, unit)| self.0.is_multiple_of(*unit)) {
            Some((name, unit)) => write!(out, "{}{name}", self.0 / unit),
            None => write!(out, "{} bytes", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, bytes) in [("1G", 1 << 30), ("512M", 512 << 20), ("2 GiB", 2 << 30), ("1048576k", 1 << 30)]
        {
            assert_eq!(text.parse::<Memory>().map(Memory::bytes), Ok(bytes), "{text}");
        }
        for text in ["", "G", "much", "-1G", "1M", "99999999999999999999G"] {
            assert!(text.parse::<Memory>().is_err(), "{text}");
        }
        assert_eq!(Memory::default().to_string(), "1G");
        assert_eq!(Memory::default().doubled().to_string(), "2G");
    }
}
