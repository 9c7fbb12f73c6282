//! A frozen version as it is shown to the one who signs it off: all that the hash is of, no more.

use crate::{
    document::{
        html,
        markdown::{self, Context},
        model::{Block, Document, Heading, Inline, List, Meta, MinutesSection, Signature},
        official_memo::{MemoSection, OfficialMemo},
    },
    domain::swedish,
    matter::state::Content,
    meeting::minutes::{MinutesContent, Participant, SectionContent, Statement, VoteContent},
    office::signing::SignOffView,
    web::answer::Failure,
    work::Subject,
};
use std::collections::BTreeMap;

/// The level of the document's title on the page, below "Handlingen".
const TITLE_LEVEL: u8 = 3;

/// The version as HTML; `None` when what is kept is not what its hash says.
pub(super) fn html(view: &SignOffView<'_>) -> Result<Option<String>, Failure> {
    let Some(version) = &view.version else { return Ok(None) };
    let document = match view.sign_off.of {
        Subject::Matter(_) => of_matter(view, &read(&version.content)?)?,
        Subject::Minutes(_) => of_minutes(&read(&version.content)?),
    };
    Ok(Some(html::html(&document, TITLE_LEVEL)))
}

/// What it is called, as it was frozen.
pub(super) fn title(view: &SignOffView<'_>) -> String {
    let text = view.version.as_ref().map(|version| version.content.as_str()).unwrap_or_default();
    match view.sign_off.of {
        Subject::Matter(_) => {
            serde_json::from_str::<Content>(text).map(|content| content.title).unwrap_or_default()
        }
        Subject::Minutes(_) => serde_json::from_str::<MinutesContent>(text)
            .map(|content| title_of_minutes(&content))
            .unwrap_or_default(),
    }
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text)
        .map_err(|error| Failure::broken(format!("a frozen version: {error}")))
}

fn of_matter(view: &SignOffView<'_>, content: &Content) -> Result<Document, Failure> {
    let proposal = view.definition.and_then(|definition| definition.proposal());
    let sections = content.sections.iter().map(|section| MemoSection {
        id: section.key.to_string(),
        title: section.title.clone(),
        number: section.number.clone(),
        text: section.text.clone(),
        hidden: !section.shown,
        proposal: proposal.is_some_and(|proposal| proposal.key == section.key),
    });
    let memo = OfficialMemo {
        body: Some(view.body.clone()),
        recipient: Some(content.recipient.clone()).filter(|recipient| !recipient.is_empty()),
        register_number: view.register_number.clone(),
        title: content.title.clone(),
        sections: sections.collect(),
        attachments: content.attachments.iter().map(|it| it.title.clone()).collect(),
        signatures: content
            .signatures
            .iter()
            .map(|signature| Signature {
                name: signature.name.clone(),
                title: Some(signature.title.clone()),
                unit: Some(signature.unit.clone()),
            })
            .collect(),
        ..OfficialMemo::default()
    };
    let composed = memo
        .compose()
        .map_err(|error| Failure::broken(error.to_string()))?;
    let mut document = composed.document;
    let facts = facts(view, content);
    if !facts.is_empty() {
        document.blocks.push(heading(2, "Ärendets fakta"));
        document.blocks.push(list(facts));
    }
    if !content.recipients_of_decision.is_empty() {
        document.blocks.push(heading(2, "Beslutet skickas till"));
        document.blocks.push(list(content.recipients_of_decision.clone()));
    }
    Ok(document)
}

/// The typed facts, each with its title. They are approved as much as the prose is.
fn facts(view: &SignOffView<'_>, content: &Content) -> Vec<String> {
    let fields = view.definition.map(|definition| definition.fields.as_slice()).unwrap_or_default();
    fields
        .iter()
        .filter_map(|field| {
            let value = content.fields.get(&field.key)?;
            Some(format!("{}: {}", field.title, field.kind.print(value)))
        })
        .collect()
}

fn of_minutes(content: &MinutesContent) -> Document {
    let mut blocks = vec![heading(1, &title_of_minutes(content))];
    blocks.push(paragraph(&format!(
        "{}, kl. {}–{}. {}",
        content.place, content.began, content.ended, content.sections_covered
    )));
    for (title, people) in [
        ("Beslutande", &content.members),
        ("Tjänstgörande ersättare", &content.serving_substitutes),
        ("Ersättare som inte tjänstgör", &content.other_substitutes),
        ("Övriga närvarande", &content.others),
    ] {
        blocks.extend(listed(2, title, people.iter().map(participant).collect()));
    }
    blocks.push(heading(2, "Underskrifter"));
    blocks.push(list(vec![
        format!("Ordförande: {}", content.chair),
        format!("Sekreterare: {}", content.secretary),
        format!("Justeras av: {}", swedish::list(&content.certifiers)),
        format!("Så justeras protokollet: {}", content.certified_by_rule),
    ]));
    blocks.extend(listed(2, "Utgick från dagordningen", content.withdrawn.clone()));
    blocks.extend(content.sections.iter().map(section));
    blocks.extend(listed(2, "Invändningar mot en tidigare version", content.objections.clone()));
    let meta = Meta { kind: "Protokoll".into(), language: "sv-SE".into(), ..Meta::default() };
    Document { meta, blocks, assets: BTreeMap::new() }
}

fn title_of_minutes(content: &MinutesContent) -> String {
    format!("Protokoll, {} den {}", content.body, swedish::date(content.day))
}

fn participant(participant: &Participant) -> String {
    let parts = [&participant.name, &participant.capacity, &participant.remark];
    let parts: Vec<&str> =
        parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

fn section(content: &SectionContent) -> Block {
    let mut blocks = vec![paragraph(&content.outcome)];
    blocks.extend(listed(3, "Beslut", content.decision.clone()));
    if !content.summary.trim().is_empty() {
        let context = Context::new([("sammanfattning", content.summary.as_str())]);
        blocks.push(heading(3, "Sammanfattning"));
        blocks.extend(markdown::prose(&content.summary, 4, &context).blocks);
    }
    for (title, lines) in [
        ("Beslutsunderlag", &content.decision_basis),
        ("Förslag till beslut", &content.proposal),
        ("Förslag på sammanträdet", &content.motions),
        ("Propositionsordning", &content.order),
        ("Beslutsgång", &content.process),
    ] {
        blocks.extend(listed(3, title, lines.clone()));
    }
    blocks.extend(content.vote.iter().flat_map(vote));
    blocks.push(paragraph(&format!("Ordförande: {}", content.chair)));
    for (title, lines) in [
        ("Deltog i beslutet", &content.took_part),
        ("Deltog inte i beslutet", &content.took_no_part),
        ("Jäv", &content.disqualified),
    ] {
        blocks.extend(listed(3, title, lines.clone()));
    }
    blocks.extend(listed(3, "Reservationer", content.reservations.iter().map(statement).collect()));
    blocks.extend(listed(3, "Protokollsanteckningar", content.notes.iter().map(statement).collect()));
    blocks.extend(listed(3, "Beslutet skickas till", content.recipients.clone()));
    Block::MinutesSection(MinutesSection {
        number: content.number.to_string(),
        title: content.title.clone(),
        register_number: content.register_number.clone(),
        blocks,
    })
}

fn vote(vote: &VoteContent) -> Vec<Block> {
    let mut lines = vec![
        format!("Ja betyder {}. Nej betyder {}.", vote.yes_means, vote.no_means),
        format!(
            "{} ja, {} nej, {} avstår, {} deltar inte, {} frånvarande, {} jäviga.",
            vote.yes, vote.no, vote.abstains, vote.takes_no_part, vote.absent, vote.disqualified
        ),
        vote.result.clone(),
    ];
    if vote.casting_vote {
        lines.push("Ordförandens utslagsröst avgjorde.".to_owned());
    }
    lines.extend(vote.rows.iter().map(|row| format!("{}: {}", row.name, row.answer)));
    listed(3, "Omröstning", lines)
}

fn statement(statement: &Statement) -> String {
    if statement.text.is_empty() {
        return statement.sentence.clone();
    }
    format!("{} {}", statement.sentence, statement.text)
}

/// A heading and a list; nothing at all when there is nothing to list.
fn listed(level: u8, title: &str, lines: Vec<String>) -> Vec<Block> {
    if lines.is_empty() { Vec::new() } else { vec![heading(level, title), list(lines)] }
}

fn heading(level: u8, text: &str) -> Block {
    let text = vec![Inline::Text(text.to_owned())];
    Block::Heading(Heading { level, id: None, number: None, text })
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![Inline::Text(text.to_owned())])
}

fn list(lines: Vec<String>) -> Block {
    let items = lines.iter().map(|line| vec![paragraph(line)]).collect();
    Block::List(List { ordered: false, start: 1, items })
}
