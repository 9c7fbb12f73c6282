//! A frozen version as it is shown to the one who signs it off: all that the hash is of.

use crate::{
    document::{
        html,
        model::{Block, Document, Heading, Inline, List},
    },
    domain::swedish,
    matter::{
        authorship,
        difference::{Line, differences},
        printed,
        state::Content,
    },
    meeting::minutes::MinutesContent,
    office::signing::SignOffView,
    web::{
        App,
        answer::Failure,
        look::signoff::{ChangedLine, ChangedPart, ChangesView},
    },
    work::Subject,
    workflow::definition::{Definition, Field},
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

/// What has changed in what the step reads since it last answered; `None` the first time.
pub(super) fn changes(view: &SignOffView<'_>) -> Option<ChangesView> {
    let (definition, (earlier, earlier_definition)) = (view.definition?, view.earlier.as_ref()?);
    let before: Content = serde_json::from_str(&earlier.content).ok()?;
    let now = content(view)?;
    let read = |content: &Content, definition: &Definition| {
        let step = definition.step(&view.sign_off.step)?;
        Some(authorship::read_by(content, definition, step))
    };
    let line = |line: Line| {
        let (text, added, removed) = match line {
            Line::Same(text) => (text, false, false),
            Line::Added(text) => (text, true, false),
            Line::Removed(text) => (text, false, true),
        };
        ChangedLine {
            text,
            added,
            removed,
        }
    };
    let (before, now) = (read(&before, earlier_definition)?, read(&now, definition)?);
    let parts = differences(&before, &now, definition);
    let parts = parts.into_iter().map(|part| ChangedPart {
        title: part.title,
        lines: part.lines.into_iter().map(line).collect(),
    });
    Some(ChangesView {
        since: earlier.number,
        parts: parts.collect(),
    })
}

/// The titles of what is in the version but not in what the step reads.
pub(super) fn left_out(view: &SignOffView<'_>) -> Vec<String> {
    let step = |definition: &Definition| {
        let step = definition.step(&view.sign_off.step)?;
        let titles = authorship::left_to_others(definition, step);
        Some(titles.into_iter().map(ToOwned::to_owned).collect())
    };
    view.definition.and_then(step).unwrap_or_default()
}

/// The titles of what the one who is asked writes.
pub(super) fn own_parts(view: &SignOffView<'_>) -> Vec<String> {
    let Some(definition) = view.definition else {
        return Vec::new();
    };
    let Some(step) = definition.step(&view.sign_off.step) else {
        return Vec::new();
    };
    let fields = authorship::fields_of(definition, &step.role).map(|field| &field.title);
    let documents = authorship::documents_of(definition, &step.role).map(|one| &one.title);
    fields
        .chain(documents)
        .map(|title| format!("”{title}”"))
        .collect()
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
