//! The world that the typesetter sees: our templates, our data, a few embedded fonts, and nothing else.
//!
//! No file system, no packages, no network, no clock: today is the report's time of judgement.

use std::sync::LazyLock;

use chrono::Datelike as _;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};

use crate::model::Instant;

/// The templates by their names.
const TEMPLATES: &[(&str, &str)] = &[
    ("document.typ", include_str!("document.typ")),
    ("style.typ", include_str!("style.typ")),
    ("blocks.typ", include_str!("blocks.typ")),
    ("cover.typ", include_str!("cover.typ")),
];

/// The template that the others hang on.
const MAIN: &str = "document.typ";

/// What the templates read.
const DATA: &str = "data.json";

/// Family and style of the fonts in use, as their files name them.
const FACES: &[&str] = &[
    "LibertinusSerif-Regular",
    "LibertinusSerif-Semibold",
    "LibertinusSerif-Italic",
    "DejaVuSansMono",
    "NewCM10-Regular",
];

/// The fonts that text is set in, in the order in which a glyph is looked for.
pub(super) static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let mut fonts: Vec<(usize, Font)> = typst_assets::fonts()
        .flat_map(|data| Font::iter(Bytes::new(data)))
        .filter_map(|font| {
            let name = font.post_script_name()?;
            Some((FACES.iter().position(|face| *face == name)?, font))
        })
        .collect();
    fonts.sort_by_key(|(place, _)| *place);
    fonts.into_iter().map(|(_, font)| font).collect()
});

/// One document's world.
pub(super) struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    sources: Vec<Source>,
    main: FileId,
    data: (FileId, Bytes),
    today: Option<Datetime>,
}

impl Desk {
    /// A world with this data and this day; `None` if a template's name is no path, which is a fault of ours.
    pub(super) fn new(data: Vec<u8>, as_of: Instant) -> Option<Self> {
        let sources: Vec<Source> = TEMPLATES
            .iter()
            .map(|(name, text)| Some(Source::new(id(name)?, (*text).to_owned())))
            .collect::<Option<_>>()?;
        let day = |number: u32| u8::try_from(number).ok();
        Some(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(FONTS.iter())),
            sources,
            main: id(MAIN)?,
            data: (id(DATA)?, Bytes::new(data)),
            today: Datetime::from_ymd(as_of.year(), day(as_of.month())?, day(as_of.day())?),
        })
    }
}

/// The place of a file; the same name gives the same place in every run.
fn id(name: &str) -> Option<FileId> {
    Some(FileId::new(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?)))
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.iter().find(|source| source.id() == id).cloned().ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data.0 { Ok(self.data.1.clone()) } else { Err(missing(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_that_is_named_is_embedded() {
        assert_eq!(FONTS.len(), FACES.len());
    }

    #[test]
    fn there_is_no_file_but_our_own() {
        let desk = Desk::new(b"{}".to_vec(), crate::report::sample::start()).unwrap();
        for name in ["/etc/passwd", "../secret.txt", "style.css"] {
            let Some(elsewhere) = id(name) else { continue };
            assert!(desk.file(elsewhere).is_err() && desk.source(elsewhere).is_err(), "{name}");
        }
        assert_eq!(desk.file(id(DATA).unwrap()).unwrap().as_slice(), b"{}");
        assert!(desk.source(desk.main()).is_ok());
    }
}
