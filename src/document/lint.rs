//! What a careful secretary would remark on before the document goes out. Remarks, not refusals.

use super::labels::Labels;
use super::model::{Block, Document, Inline, RegionKind, plain_inlines, walk};

/// A remark on a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Which rule made it.
    pub rule: Rule,
    /// The remark and what to do, in Swedish.
    pub message: String,
}

/// The rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// "att att", which comes of joining a clause to a sentence that already has its "att".
    DoubledAtt,
    /// A heading two levels below the one before.
    SkippedLevel,
    /// A figure that says nothing to those who cannot see it.
    MissingAlt,
    /// A figure whose picture is not there.
    MissingPicture,
    /// An attachment without its date.
    UndatedAttachment,
    /// A reference to something that is not there.
    DanglingReference,
}

/// Looks a document through.
pub fn lint(document: &Document) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let labels = Labels::of(document);
    let mut level_before = 1;
    walk(&document.blocks, &mut |block| {
        for text in block.inlines() {
            doubled_att(text, &mut remarks);
            dangling(text, &labels, &mut remarks);
        }
        match block {
            Block::Heading(heading) => {
                if heading.level > level_before + 1 {
                    let title = plain_inlines(&heading.text);
                    remark(
                        &mut remarks,
                        Rule::SkippedLevel,
                        format!("Rubriken ”{title}” hoppar över en nivå. Höj den ett steg."),
                    );
                }
                level_before = heading.level;
            }
            Block::MinutesSection(_) => level_before = 2,
            Block::Figure(figure) => {
                if figure.alt.trim().is_empty() {
                    remark(
                        &mut remarks,
                        Rule::MissingAlt,
                        format!(
                            "Figuren ”{}” saknar alt-text. Beskriv vad den visar.",
                            figure.asset
                        ),
                    );
                }
                if !document.assets.contains_key(&figure.asset) {
                    remark(
                        &mut remarks,
                        Rule::MissingPicture,
                        format!(
                            "Bilden ”{}” saknas. Dess text visas i en ruta.",
                            figure.asset
                        ),
                    );
                }
            }
            Block::Region {
                kind: RegionKind::Attachments,
                blocks,
            } => undated(blocks, &mut remarks),
            _ => {}
        }
    });
    remarks
}

fn remark(remarks: &mut Vec<Remark>, rule: Rule, message: String) {
    remarks.push(Remark { rule, message });
}

fn doubled_att(text: &[Inline], remarks: &mut Vec<Remark>) {
    let plain = plain_inlines(text);
    let words: Vec<&str> = plain.split_whitespace().collect();
    if let Some(at) = words
        .windows(2)
        .position(|pair| pair[0].eq_ignore_ascii_case("att") && pair[1] == "att")
    {
        let around = words[at.saturating_sub(2)..(at + 4).min(words.len())].join(" ");
        remark(
            remarks,
            Rule::DoubledAtt,
            format!("”att” står två gånger: ”… {around} …”. Ta bort det ena."),
        );
    }
}

fn dangling(text: &[Inline], labels: &Labels, remarks: &mut Vec<Remark>) {
    for inline in text {
        match inline {
            Inline::Reference(id) if labels.text(id).is_none() => {
                remark(
                    remarks,
                    Rule::DanglingReference,
                    format!("Hänvisningen till ”{id}” leder ingenstans. Kontrollera namnet."),
                );
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => dangling(inner, labels, remarks),
            _ => {}
        }
    }
}

/// A date is four digits that begin a year; an attachment is listed as "Titel, 2021-10-20".
fn undated(blocks: &[Block], remarks: &mut Vec<Remark>) {
    walk(blocks, &mut |block| {
        if let Block::Paragraph(text) = block {
            let title = plain_inlines(text);
            let digits = title.split(|character: char| !character.is_ascii_digit());
            if !digits
                .into_iter()
                .any(|run| run.len() == 4 && (run.starts_with("19") || run.starts_with("20")))
            {
                remark(
                    remarks,
                    Rule::UndatedAttachment,
                    format!("Bilagan ”{title}” saknar datum. Skriv när den upprättades."),
                );
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::official_memo::{MemoSection, OfficialMemo};

    fn rules(text: &str, attachment: &str) -> Vec<Rule> {
        let section = MemoSection {
            id: "a".into(),
            title: "A".into(),
            text: text.into(),
            ..MemoSection::default()
        };
        let attachments = vec![attachment.to_owned()];
        let memo = OfficialMemo {
            title: "T".into(),
            sections: vec![section],
            attachments,
            ..OfficialMemo::default()
        };
        lint(&memo.compose().unwrap().document)
            .into_iter()
            .map(|remark| remark.rule)
            .collect()
    }

    #[test]
    fn each_rule_has_its_case() {
        let dated = "Rapport, 2021-10-20";
        assert_eq!(
            rules("Nämnden beslutar att att avslå.", dated),
            [Rule::DoubledAtt]
        );
        assert_eq!(rules("#### Djup", dated), [Rule::SkippedLevel]);
        assert_eq!(
            rules("::: figur {#f}\n![](asset:f)\n:::", dated),
            [Rule::MissingAlt, Rule::MissingPicture]
        );
        assert_eq!(rules("Se [](#tab).", dated), [Rule::DanglingReference]);
        assert_eq!(rules("Text.", "Rapport nr 12"), [Rule::UndatedAttachment]);
        assert_eq!(rules("Det är att veta. Attack att.", dated), []);
    }
}
