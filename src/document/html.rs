//! The model as accessible HTML: what an approver reads on the phone, from the same model as the
//! Word file.
//!
//! A fragment without styles or scripts. Every word is escaped; every id begins with `d-`, so that
//! it cannot meet an id of the page around it.

mod tables;

use super::labels::Labels;
use super::model::{
    Block, Document, Figure, Heading, Inline, List, MinutesSection, RegionKind, Signature,
};
use super::text::escape_xml;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write;

/// Makes a fragment of a document. `title_level` (1 to 6) is the level of the document's title on
/// the page; the headings below it follow, and none goes below `h6`.
pub fn html(document: &Document, title_level: u8) -> String {
    write(document, title_level, "d".to_owned())
}

/// Makes a fragment of a document that shares its page with others: `name` keeps its ids apart from
/// theirs.
pub fn html_of_part(document: &Document, title_level: u8, name: &str) -> String {
    write(document, title_level, format!("d-{}", escape_xml(name)))
}

fn write(document: &Document, title_level: u8, ids: String) -> String {
    let mut writer = Writer {
        document,
        ids,
        labels: Labels::of(document),
        title_level: title_level.clamp(1, 6),
        out: String::with_capacity(8 * 1024),
        notes: Vec::new(),
    };
    let _ = write!(
        writer.out,
        "<article lang=\"{}\">",
        escape_xml(&document.meta.language)
    );
    writer.blocks(&document.blocks);
    writer.write_notes();
    writer.out.push_str("</article>");
    writer.out
}

struct Writer<'a> {
    document: &'a Document,
    /// What every id begins with.
    ids: String,
    labels: Labels,
    title_level: u8,
    out: String,
    notes: Vec<&'a [Block]>,
}

impl<'a> Writer<'a> {
    fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(text) => self.wrapped("p", text),
            Block::List(list) => self.list(list),
            Block::Quote(blocks) => self.inside("blockquote", blocks),
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure),
            Block::Region { kind, blocks } => {
                let _ = write!(self.out, "<div class=\"{}\">", region_class(*kind));
                self.blocks(blocks);
                self.out.push_str("</div>");
            }
            Block::Slot { blocks, .. } => self.blocks(blocks),
            Block::Signatures(signatures) => self.signatures(signatures),
            Block::MinutesSection(section) => self.minutes_section(section),
            Block::PageBreak => {}
        }
    }

    fn heading(&mut self, heading: &'a Heading) {
        let level = (self.title_level + heading.level.saturating_sub(1)).min(6);
        let _ = write!(self.out, "<h{level}");
        self.id(heading.id.as_deref());
        self.out.push('>');
        if let Some(number) = &heading.number {
            self.text(number);
            self.out.push(' ');
        }
        self.inlines(&heading.text);
        let _ = write!(self.out, "</h{level}>");
    }

    fn list(&mut self, list: &'a List) {
        let tag = if list.ordered { "ol" } else { "ul" };
        let start = if list.ordered && list.start != 1 {
            format!(" start=\"{}\"", list.start)
        } else {
            String::new()
        };
        let _ = write!(self.out, "<{tag}{start}>");
        for item in &list.items {
            self.out.push_str("<li>");
            match item.as_slice() {
                // An item of one paragraph is just its text.
                [Block::Paragraph(text), rest @ ..]
                    if rest.iter().all(|block| matches!(block, Block::List(_))) =>
                {
                    self.inlines(text);
                    self.blocks(rest);
                }
                blocks => self.blocks(blocks),
            }
            self.out.push_str("</li>");
        }
        let _ = write!(self.out, "</{tag}>");
    }

    fn figure(&mut self, figure: &'a Figure) {
        self.out.push_str("<figure");
        self.id(figure.id.as_deref());
        self.out.push('>');
        let asset = self.document.assets.get(&figure.asset);
        if let Some(asset) = asset.filter(|asset| !asset.bytes.is_empty()) {
            let (width, height) = (asset.width, asset.height);
            let data = STANDARD.encode(&asset.bytes);
            let format = asset.format.extension();
            let _ = write!(
                self.out,
                "<img src=\"data:image/{format};base64,{data}\" alt=\"{}\" width=\"{width}\" height=\"{height}\" />",
                escape_xml(&figure.alt)
            );
        } else {
            self.out.push_str("<p>");
            for (at, label) in figure.stand_in().into_iter().enumerate() {
                self.out.push_str(if at > 0 { "<br />" } else { "" });
                self.text(label);
            }
            self.out.push_str("</p>");
        }
        if let Some(caption) = self
            .labels
            .caption(figure.id.as_deref(), figure.caption.as_deref())
        {
            self.out.push_str("<figcaption>");
            self.text(&caption);
            self.out.push_str("</figcaption>");
        }
        self.out.push_str("</figure>");
    }

    fn signatures(&mut self, signatures: &'a [Signature]) {
        self.out.push_str("<ul class=\"underskrift\">");
        for signature in signatures {
            self.out.push_str("<li>");
            self.text(&signature.name);
            for line in signature.title.iter().chain(&signature.unit) {
                self.out.push_str("<br />");
                self.text(line);
            }
            self.out.push_str("</li>");
        }
        self.out.push_str("</ul>");
    }

    fn minutes_section(&mut self, section: &'a MinutesSection) {
        let level = (self.title_level + 1).min(6);
        self.out.push_str("<section>");
        let _ = write!(
            self.out,
            "<h{level}>{}</h{level}>",
            escape_xml(&section.heading())
        );
        if let Some(line) = section.register_line() {
            let _ = write!(self.out, "<p class=\"dnr\">{}</p>", escape_xml(&line));
        }
        self.blocks(&section.blocks);
        self.out.push_str("</section>");
    }

    fn inlines(&mut self, text: &'a [Inline]) {
        for inline in text {
            match inline {
                Inline::Text(words) => self.text(words),
                Inline::Strong(inner) => self.wrapped("strong", inner),
                Inline::Emphasis(inner) => self.wrapped("em", inner),
                Inline::Strike(inner) => self.wrapped("s", inner),
                Inline::Superscript(inner) => self.wrapped("sup", inner),
                Inline::Code(words) => {
                    self.out.push_str("<code>");
                    self.text(words);
                    self.out.push_str("</code>");
                }
                Inline::Link { url, text } => {
                    let _ = write!(
                        self.out,
                        "<a href=\"{}\" rel=\"noopener noreferrer\">",
                        escape_xml(url)
                    );
                    if text.is_empty() {
                        self.text(url);
                    } else {
                        self.inlines(text);
                    }
                    self.out.push_str("</a>");
                }
                Inline::Reference(id) => {
                    let (target, label) = (
                        escape_xml(id),
                        escape_xml(self.labels.text(id).unwrap_or(id)),
                    );
                    let _ = write!(self.out, "<a href=\"#{}-{target}\">{label}</a>", self.ids);
                }
                Inline::Note(blocks) => {
                    self.notes.push(blocks);
                    let number = self.notes.len();
                    let _ = write!(
                        self.out,
                        "<sup><a id=\"{ids}-not-{number}-i-texten\" href=\"#{ids}-not-{number}\" aria-label=\"Fotnot {number}\">{number}</a></sup>",
                        ids = self.ids
                    );
                }
                Inline::LineBreak => self.out.push_str("<br />"),
            }
        }
    }

    /// The footnotes, each with a link back to its mark. A note may itself have notes.
    fn write_notes(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        self.out
            .push_str("<ol class=\"fotnoter\" aria-label=\"Fotnoter\">");
        let mut number = 0;
        while let Some(note) = self.notes.get(number).copied() {
            number += 1;
            let _ = write!(self.out, "<li id=\"{}-not-{number}\">", self.ids);
            self.blocks(note);
            let _ = write!(
                self.out,
                "<a href=\"#{}-not-{number}-i-texten\" aria-label=\"Tillbaka till texten vid fotnot {number}\">↩</a></li>",
                self.ids
            );
        }
        self.out.push_str("</ol>");
    }

    fn wrapped(&mut self, tag: &str, text: &'a [Inline]) {
        let _ = write!(self.out, "<{tag}>");
        self.inlines(text);
        let _ = write!(self.out, "</{tag}>");
    }

    fn inside(&mut self, tag: &str, blocks: &'a [Block]) {
        let _ = write!(self.out, "<{tag}>");
        self.blocks(blocks);
        let _ = write!(self.out, "</{tag}>");
    }

    fn id(&mut self, id: Option<&str>) {
        if let Some(id) = id {
            let _ = write!(self.out, " id=\"{}-{}\"", self.ids, escape_xml(id));
        }
    }

    fn text(&mut self, words: &str) {
        self.out.push_str(&escape_xml(words));
    }
}

fn region_class(kind: RegionKind) -> &'static str {
    match kind {
        RegionKind::Recipient => "mottagare",
        RegionKind::Proposal => "forslag",
        RegionKind::Decision => "beslut",
        RegionKind::Attachments => "bilagor",
        RegionKind::Dispatch => "sandlista",
        RegionKind::Notice => "anslag",
        RegionKind::Attendance => "narvaro",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::official_memo::{MemoSection, OfficialMemo};

    fn of(text: &str) -> String {
        let section = MemoSection {
            id: "a".into(),
            title: "A <b>".into(),
            text: text.into(),
            ..MemoSection::default()
        };
        let memo = OfficialMemo {
            title: "T".into(),
            sections: vec![section],
            ..OfficialMemo::default()
        };
        html(&memo.compose().unwrap().document, 2)
    }

    #[test]
    fn what_was_typed_is_never_html() {
        let page = of(
            "<script>alert(1)</script>\n\n[x](javascript:a) <img src=x onerror=y> \"'&\n\n[y](https://a.se/?b=\"><i>)",
        );
        assert!(
            !page.contains("<script")
                && !page.contains("<img")
                && !page.contains("javascript:a\"")
                && !page.contains("<i>"),
            "{page}"
        );
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(page.contains("<h3 id=\"d-a\">A &lt;b&gt;</h3>"));
    }

    #[test]
    fn a_footnote_leads_there_and_back() {
        let page = of("Ett[^1] och två[^1].\n\n[^1]: Källa.");
        assert!(page.contains("Ett<sup><a id=\"d-not-1-i-texten\" href=\"#d-not-1\" aria-label=\"Fotnot 1\">1</a></sup>"), "{page}");
        assert!(
            page.contains("<li id=\"d-not-2\"><p>Källa.</p><a href=\"#d-not-2-i-texten\""),
            "{page}"
        );
    }

    #[test]
    fn a_table_says_what_heads_what() {
        let page = of(
            "::: tabell {#t rubrik=\"Kostnad\"}\n| A | B |\n|---|--:|\n| x | << |\n| y | z |\n| ^^ | w |\n:::",
        );
        let expected = "<table id=\"d-t\"><caption>Kostnad</caption><thead><tr><th scope=\"col\">A</th><th scope=\"col\" class=\"tal\">B</th></tr></thead>\
            <tbody><tr><td colspan=\"2\">x</td></tr><tr><td rowspan=\"2\">y</td><td class=\"tal\">z</td></tr><tr><td class=\"tal\">w</td></tr></tbody></table>";
        assert!(page.contains(expected), "{page}");
    }
}
