//! How verdicts and outcomes look: one word, one shape, one colour, everywhere.

use crate::model::{TestOutcome, Verdict};

/// A colour in print and light pages; pages in the dark replace it by rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colour(pub(crate) u8, pub(crate) u8, pub(crate) u8);

// After Okabe and Ito (2008), amber and vermilion darkened to 4.5 to 1 on white.
pub(crate) const INK: Colour = Colour(0x1C, 0x1E, 0x21);
pub(crate) const MUTED: Colour = Colour(0x5B, 0x60, 0x66);
pub(crate) const RULE: Colour = Colour(0xD6, 0xD8, 0xDB);
pub(crate) const PAPER: Colour = Colour(0xFF, 0xFF, 0xFE);
pub(crate) const BLUE: Colour = Colour(0x00, 0x72, 0xB2);
pub(crate) const AMBER: Colour = Colour(0x94, 0x66, 0x00);
pub(crate) const VERMILION: Colour = Colour(0xBF, 0x48, 0x00);
pub(crate) const GREY: Colour = Colour(0x6E, 0x73, 0x78);

/// Word, shape and colour of one verdict or outcome.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dress {
    /// For people.
    pub(crate) word: &'static str,
    /// The word of the data, which names the style and the symbol of the page.
    pub(crate) class: &'static str,
    /// The shape as a character.
    pub(crate) shape: char,
    /// The colour.
    pub(crate) colour: Colour,
}

/// The dress of a verdict.
pub(crate) const fn of_verdict(verdict: Verdict) -> Dress {
    let (word, shape, colour) = match verdict {
        Verdict::Proven => ("proven", '●', BLUE),
        Verdict::Insufficient => ("insufficient", '◐', AMBER),
        Verdict::Late => ("late", '◷', AMBER),
        Verdict::Unproven => ("unproven", '○', VERMILION),
        Verdict::Unticketed => ("unticketed", '⊗', VERMILION),
        Verdict::NotTestable => ("cannot be told", '◌', GREY),
    };
    Dress { word, class: verdict.as_str(), shape, colour }
}

/// DESIGN section 3.3 in words for the reader.
pub(crate) const fn meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Proven => {
            "a ticket, and a verification before the change that was strong, fresh and independent enough"
        }
        Verdict::Insufficient => "verified before the change, but too weakly, too early or not independently",
        Verdict::Late => "verified only after the change",
        Verdict::Unproven => "a ticket, but no verification in it",
        Verdict::Unticketed => "no ticket, though the ticket export covers that time",
        Verdict::NotTestable => "an export that is needed does not cover that time",
    }
}

/// The dress of a control test's outcome; shapes and colours as of the nearest verdict.
pub(crate) const fn of_outcome(outcome: TestOutcome) -> Dress {
    let (word, shape, colour) = match outcome {
        TestOutcome::Pass => ("pass", '●', BLUE),
        TestOutcome::Fail => ("fail", '⊗', VERMILION),
        TestOutcome::Exception => ("exception", '◐', AMBER),
        TestOutcome::NotTestable => ("cannot be told", '◌', GREY),
    };
    Dress { word, class: outcome.as_str(), shape, colour }
}

/// Words of the data as people read them: `password_reset` is `password reset`.
pub(crate) fn spoken(word: &str) -> String {
    word.replace('_', " ")
}
