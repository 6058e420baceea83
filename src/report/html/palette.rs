//! The page's colours can be read: contrast by WCAG 2.2, success criteria 1.4.3 (4.5 to 1 for text) and 1.4.11
//! (3 to 1 for what is drawn).

use std::collections::BTreeMap;

use super::STYLE;
use crate::report::dress::{AMBER, BLUE, Colour, GREY, INK, MUTED, VERMILION};

/// The variables of each theme: light, dark, print.
fn themes() -> Vec<(&'static str, BTreeMap<String, Colour>)> {
    let rule = regex::Regex::new(r":root \{([^}]*)\}").unwrap();
    let variable = regex::Regex::new(r"--([a-z]+): #([0-9a-f]{3,6});").unwrap();
    let colours = |text: &str| -> BTreeMap<String, Colour> {
        variable.captures_iter(text).map(|found| (found[1].to_owned(), colour(&found[2]))).collect()
    };
    let themes: Vec<_> = rule.captures_iter(STYLE).map(|found| colours(&found[1])).collect();
    assert_eq!(themes.len(), 3);
    ["light", "dark", "print"].into_iter().zip(themes).collect()
}

fn colour(hex: &str) -> Colour {
    let hex =
        if hex.len() == 3 { hex.chars().flat_map(|sign| [sign, sign]).collect() } else { hex.to_owned() };
    let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    Colour(part(0), part(2), part(4))
}

/// WCAG 2.2, "relative luminance".
fn luminance(colour: Colour) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
}

/// WCAG 2.2, "contrast ratio".
fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// A colour laid over another with an opacity.
fn over(top: Colour, bottom: Colour, opacity: f64) -> Colour {
    let mix =
        |top: u8, bottom: u8| (f64::from(top) * opacity + f64::from(bottom) * (1.0 - opacity)).round() as u8;
    Colour(mix(top.0, bottom.0), mix(top.1, bottom.1), mix(top.2, bottom.2))
}

#[test]
fn contrast_is_what_wcag_says() {
    let (black, white) = (Colour(0, 0, 0), Colour(255, 255, 255));
    assert!((contrast(black, white) - 21.0).abs() < 1e-9);
    // The example of WCAG's technique G18: #767676 on white just passes.
    assert!((4.5..4.6).contains(&contrast(Colour(0x76, 0x76, 0x76), white)));
}

#[test]
fn text_can_be_read_on_every_ground_it_stands_on() {
    for (theme, colours) in themes() {
        for ground in ["paper", "soft"] {
            for text in ["ink", "muted", "accent", "blue", "amber", "vermilion", "grey"] {
                let ratio = contrast(colours[text], colours[ground]);
                assert!(ratio >= 4.5, "{theme}: {text} on {ground} is {ratio:.2} to 1");
            }
        }
        let ratio = contrast(colours["ink"], colours["mark"]);
        assert!(ratio >= 4.5, "{theme}: a marked word is {ratio:.2} to 1");
    }
}

/// Numbers of heat maps stand in ink on a ground of at most so much colour.
#[test]
fn numbers_on_shaded_cells_can_be_read() {
    for (theme, colours) in themes() {
        for shade in ["blue", "amber", "vermilion", "grey"] {
            let ratio = contrast(colours["ink"], over(colours[shade], colours["paper"], 0.55));
            assert!(ratio >= 4.5, "{theme}: ink on {shade} is {ratio:.2} to 1");
        }
    }
}

#[test]
fn charts_have_the_colours_that_the_style_replaces() {
    let light = &themes()[0].1;
    for (name, drawn) in [
        ("ink", INK),
        ("muted", MUTED),
        ("blue", BLUE),
        ("amber", AMBER),
        ("vermilion", VERMILION),
        ("grey", GREY),
    ] {
        assert_eq!(light[name], drawn, "{name}");
        let hex = format!("#{:02X}{:02X}{:02X}", drawn.0, drawn.1, drawn.2);
        assert!(STYLE.contains(&format!("[fill=\"{hex}\"] {{ fill: var(--{name}); }}")), "{name}");
        assert!(STYLE.contains(&format!("[stroke=\"{hex}\"] {{ stroke: var(--{name}); }}")), "{name}");
    }
}
