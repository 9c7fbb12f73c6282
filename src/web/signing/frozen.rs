//! A frozen version as it is shown to the one who signs it off: all that the hash is of.

use crate::{
    document::{
        html,
        model::{Block, Document, Heading, Inline, List},
    },
    domain::swedish,
    matter::{printed, state::Content},
    meeting::minutes::MinutesContent,
    office::signing::SignOffView,
    web::{App, answer::Failure},
    work::Subject,
    workflow::definition::Field,
};

/// The level of the document's title on the page, below "Handlingen".
const TITLE_LEVEL: u8 = 3;

/// The version as HTML: the document as it is printed, and below it what is approved beside the prose.
pub(super) async fn html(app: &App, view: &SignOffView<'_>) -> Result<String, Failure> {
    let sign_off = &view.sign_off;
    let mut html = app
        .office()
        .version_as_html(sign_off.of, sign_off.version, TITLE_LEVEL)
        .await?;
    if let (Subject::Matter(_), Some(content)) = (sign_off.of, content(view)) {
        let facts = Document {
            blocks: facts(view, &content),
            ..Document::default()
        };
        html.push_str(&html::html(&facts, TITLE_LEVEL));
    }
    Ok(html)
}

/// The content of a matter's version; `None` for minutes.
pub(super) fn content(view: &SignOffView<'_>) -> Option<Content> {
    match view.sign_off.of {
        Subject::Matter(_) => serde_json::from_str(&view.version.as_ref()?.content).ok(),
        Subject::Minutes(_) => None,
    }
}

/// What the version is called, as it was frozen.
pub(super) fn title(view: &SignOffView<'_>) -> String {
    if let Some(content) = content(view) {
        return content.title;
    }
    let text = view
        .version
        .as_ref()
        .map(|version| version.content.as_str())
        .unwrap_or_default();
    serde_json::from_str::<MinutesContent>(text).map_or_else(
        |_| view.sign_off.step_title.clone(),
        |content| {
            format!(
                "Protokoll, {} den {}",
                content.body,
                swedish::date(content.day)
            )
        },
    )
}

/// The typed facts, each with its title, and to whom the decision is sent.
fn facts(view: &SignOffView<'_>, content: &Content) -> Vec<Block> {
    let fields = view
        .definition
        .map(|definition| definition.fields.as_slice())
        .unwrap_or_default();
    let filled = |field: &&Field| content.fields.contains_key(&field.key);
    let (tables, lines): (Vec<&Field>, Vec<&Field>) = fields
        .iter()
        .filter(filled)
        .partition(|field| field.kind.columns().is_some());
    let facts = lines.iter().filter_map(|field| {
        let value = content.fields.get(&field.key)?;
        Some(format!("{}: {}", field.title, field.kind.print(value)))
    });
    let mut blocks = listed("Ärendets fakta", &facts.collect::<Vec<_>>());
    for field in tables {
        if let Some(value) = content.fields.get(&field.key) {
            blocks.push(heading(&field.title));
            blocks.push(printed::block(field, value));
        }
    }
    blocks.extend(listed(
        "Beslutet skickas till",
        &content.recipients_of_decision,
    ));
    blocks
}

fn heading(title: &str) -> Block {
    Block::Heading(Heading {
        level: 2,
        id: None,
        number: None,
        text: vec![Inline::Text(title.to_owned())],
    })
}

/// A heading and a list; nothing at all when there is nothing to list.
fn listed(title: &str, lines: &[String]) -> Vec<Block> {
    if lines.is_empty() {
        return Vec::new();
    }
    let text = |words: &str| vec![Inline::Text(words.to_owned())];
    let items = lines
        .iter()
        .map(|line| vec![Block::Paragraph(text(line))])
        .collect();
    vec![
        heading(title),
        Block::List(List {
            ordered: false,
            start: 1,
            items,
        }),
    ]
}
