//! Lists: real numbering, each numbered list counting on its own.

use super::Builder;
use docx_rs::{
    AbstractNumbering, Docx, Level, LevelJc, LevelOverride, LevelText, NumberFormat, Numbering,
    SpecialIndentType, Start,
};

/// The numbering of every bulleted list. Id 1 is taken by docx-rs's own.
pub(super) const BULLETS: usize = 12;
const NUMBERED: usize = 11;
/// The first numbered list of a document.
const FIRST_NUMBERED: usize = 100;
/// The indent of one level, in twentieths of a point.
const INDENT: i32 = 425;

impl Builder<'_> {
    /// A new numbered list that begins with `start` on its level; gives its numbering id.
    pub(super) fn new_numbered_list(&mut self, level: usize, start: u32) -> usize {
        let id = FIRST_NUMBERED + self.numbered_lists.len();
        let start = usize::try_from(start).unwrap_or(1);
        let list = Numbering::new(id, NUMBERED)
            .add_override(LevelOverride::new(level.min(8)).start(start));
        self.numbered_lists.push(list);
        id
    }
}

/// Adds the lists, and what they stand on.
pub(super) fn with_lists(docx: Docx, numbered: Vec<Numbering>) -> Docx {
    let docx = docx
        .add_abstract_numbering(levels(
            NUMBERED,
            &[("decimal", "."), ("lowerLetter", ")"), ("lowerRoman", ".")],
        ))
        .add_abstract_numbering(levels(
            BULLETS,
            &[("bullet", "•"), ("bullet", "–"), ("bullet", "▪")],
        ))
        .add_numbering(Numbering::new(BULLETS, BULLETS));
    numbered.into_iter().fold(docx, Docx::add_numbering)
}

/// Nine levels, the three forms by turns.
fn levels(id: usize, forms: &[(&str, &str); 3]) -> AbstractNumbering {
    let mut numbering = AbstractNumbering::new(id);
    for (level, (format, mark)) in forms.iter().cycle().take(9).enumerate() {
        let text = if *format == "bullet" {
            (*mark).to_owned()
        } else {
            format!("%{}{mark}", level + 1)
        };
        let left = INDENT * i32::try_from(level + 1).unwrap_or(1);
        let level = Level::new(
            level,
            Start::new(1),
            NumberFormat::new(*format),
            LevelText::new(text),
            LevelJc::new("left"),
        );
        numbering = numbering.add_level(level.indent(
            Some(left),
            Some(SpecialIndentType::Hanging(INDENT)),
            None,
            None,
        ));
    }
    numbering
}
