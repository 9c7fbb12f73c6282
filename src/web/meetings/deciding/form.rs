//! The form of an item: every field with what stands in it, whether recorded, typed or proposed.

use super::correction;
use crate::{
    domain::swedish,
    meeting::{
        outcome::{BallotValue, MotionKind, Side},
        question,
        state::{Attendance, Item, Meeting},
    },
    web::{
        asked::Sent,
        look::{
            field::{Choice, FieldView, Widget},
            meeting::RollRow,
            part::{Fact, Link, Row},
            vote::{ItemPage, MotionView},
        },
        matters,
        meetings::{
            link, path,
            recorded::{ACCLAMATION, VOTE, rows},
        },
    },
};

/// The page; `more` names the kind of row that there should be one more of.
pub(super) fn page(
    meeting: &Meeting,
    order: &str,
    item: &Item,
    sent: &Sent,
    more: Option<&str>,
) -> ItemPage {
    let here = format!("{}/punkter/{order}", path(meeting.id));
    let spare = |kind: &str| 1 + usize::from(more == Some(kind));
    ItemPage {
        matter_title: item.title.clone(),
        meeting: link(meeting),
        about: about(meeting, order, item),
        quorum: quorum(meeting, item),
        refusal: None,
        disqualified: disqualified(meeting, item, &here),
        disqualify: item
            .outcome
            .is_none()
            .then(|| Link::new("Anteckna att någon är jävig", format!("{here}/jav"))),
        decision: decision(item, sent),
        points: points(sent, spare("point")),
        conditions: vec![
            FieldView::textarea(
                "reasons",
                "Motivering till återremissen",
                sent.text("reasons"),
                3,
            )
            .hint("Fylls i bara vid återremiss.")
            .optional(),
            FieldView::date("until", "Bordläggs till", sent.line("until")).optional(),
        ],
        motions: motions(
            meeting,
            item,
            sent,
            filled(sent, "motion") + spare("motion"),
        ),
        motions_open: 0 < filled(sent, "motion") || more == Some("motion"),
        vote: vote(sent),
        voters: meeting
            .serving(item)
            .map(|present| voter(present, sent))
            .collect(),
        vote_open: sent.line("manner") == VOTE || sent.pairs().any(is_ballot),
        took_no_part: took_no_part(meeting, item, sent),
        dissent: dissent(meeting, item, sent, spare("dissent")),
        dissent_open: dissenting(sent) || more == Some("dissent"),
        correction: correction::fields(meeting, item, sent),
        item: item.id.to_string(),
        seen: meeting.version.to_string(),
        action: here,
    }
}

fn is_ballot((name, value): (&str, &str)) -> bool {
    name.starts_with("ballot_") && !value.is_empty()
}

/// The rows of a kind up to the last one with something in it.
fn filled(sent: &Sent, kind: &str) -> usize {
    (1..=rows(sent, kind))
        .rev()
        .find(|at| {
            let prefix = format!("{kind}_{at}");
            sent.pairs().any(|(name, value)| {
                !value.trim().is_empty()
                    && (name == prefix
                        || name
                            .strip_prefix(&prefix)
                            .is_some_and(|end| end.starts_with('_')))
            })
        })
        .unwrap_or(0)
}

fn dissenting(sent: &Sent) -> bool {
    0 < filled(sent, "reservation") + filled(sent, "note") || sent.holds("took_no_part")
}

fn about(meeting: &Meeting, order: &str, item: &Item) -> Vec<Fact> {
    let mut facts = vec![Fact::new(
        "Punkt",
        format!("{order} av {}", meeting.items.len()),
    )];
    if let Some(number) = &item.register_number {
        facts.push(Fact::new("Diarienummer", number));
    }
    if let Some(matter) = item.matter {
        let mut fact = Fact::new("Ärende", &item.title);
        fact.change = Some(Link::new("Öppna ärendet", matters::path(matter)));
        facts.push(fact);
    }
    if !item.proposal.is_empty() {
        let points = item.proposal.iter().enumerate();
        let lines: Vec<String> = points
            .map(|(at, point)| format!("{}. {point}", at + 1))
            .collect();
        facts.push(Fact::new("Förslag till beslut", lines.join("\n")));
    }
    if let Some(outcome) = &item.outcome {
        let mut fact = Fact::new("Registrerat", outcome.kind.swedish());
        if let Some(counted) = counted(meeting, item) {
            fact = fact.note(counted);
        }
        if correction::fits(meeting, item) {
            facts.push(fact);
            facts.push(Fact::new("Beslut", outcome.points.join("\n")));
        } else {
            fact.change = Some(Link::new(
                "Öppna punkten på nytt",
                format!("{}/punkter/{order}/oppna", path(meeting.id)),
            ));
            facts.push(fact);
        }
    }
    facts
}

/// The vote as it was counted: "4 ja, 4 nej. Bifall med ordförandens utslagsröst (KL 5:55, 6:33)."
fn counted(meeting: &Meeting, item: &Item) -> Option<String> {
    let vote = item.outcome.as_ref()?.vote.as_ref()?;
    let tally = question::tally(vote, meeting.chair_of(item)?).ok()?;
    let carried = match tally.carried {
        Side::Yes => &vote.yes_means,
        Side::No => &vote.no_means,
    };
    let settled = if tally.casting_vote {
        " med ordförandens utslagsröst (KL 5:55, 6:33)"
    } else {
        ""
    };
    Some(format!(
        "{} ja, {} nej, {} avstår, {} deltar inte: {carried}{settled}.",
        tally.yes, tally.no, tally.abstains, tally.takes_no_part
    ))
}

fn quorum(meeting: &Meeting, item: &Item) -> String {
    let taking_part = question::taking_part(meeting, item, None);
    let needed = question::quorum(meeting.seats);
    let chair = meeting
        .chair_of(item)
        .and_then(|chair| meeting.presented(chair))
        .unwrap_or_default();
    let enough = if taking_part < needed {
        "Det räcker inte för att besluta"
    } else {
        "Det räcker"
    };
    format!(
        "{taking_part} av {} ledamöter deltar i punkten. {enough}: minst {needed} ska delta (KL 6:27). {chair} leder punkten.",
        meeting.seats
    )
}

fn disqualified(meeting: &Meeting, item: &Item, here: &str) -> Vec<Row> {
    item.disqualified
        .iter()
        .map(|gone| {
            let name = gone.name.clone();
            let hint = match gone
                .substitute
                .and_then(|substitute| meeting.presented(substitute))
            {
                Some(substitute) => format!("{} {substitute} tjänstgör i stället.", gone.ground),
                None => gone.ground.clone(),
            };
            let row = if item.outcome.is_none() {
                Row::new(
                    format!("Ta bort: {name}"),
                    format!("{here}/jav/{}/ta-bort", gone.person),
                )
            } else {
                Row::plain(name)
            };
            row.hint(hint)
        })
        .collect()
}

fn decision(item: &Item, sent: &Sent) -> FieldView {
    let chosen = sent.line("kind");
    let choice = |value: &str, title: &str| Choice::new(value, title).chosen(chosen == value);
    let mut choices = Vec::new();
    if item.proposal.is_empty() {
        choices.push(choice("approved", "Beslut enligt punkterna nedan"));
    } else {
        choices.push(choice("approved", "Bifall").hint("Förslaget, ord för ord."));
        choices.push(
            choice("approved_with_change", "Bifall med ändring").hint("Ändra punkterna nedan."),
        );
        choices.push(choice("rejected", "Avslag"));
        choices.push(choice("referred_back", "Återremiss").hint("Skriv motiveringen nedan."));
    }
    choices.push(choice("tabled", "Bordläggning").hint("Skriv dagen nedan om den är känd."));
    choices
        .push(choice("withdrawn", "Utgår").hint("Punkten behandlas inte och får ingen paragraf."));
    FieldView::new("kind", "Vad beslutades?", Widget::Radios { choices })
}

fn points(sent: &Sent, spare: usize) -> Vec<FieldView> {
    let count = filled(sent, "point") + spare;
    (1..=count)
        .map(|at| {
            let name = format!("point_{at}");
            let text = sent.text(&name);
            let field = FieldView::textarea(&name, format!("Beslutspunkt {at}"), text, 3);
            if at == 1 {
                field.hint("Vid avslag, återremiss och bordläggning skrivs texten av systemet om du låter förslaget stå.")
            } else {
                field.optional()
            }
        })
        .collect()
}

fn people(meeting: &Meeting, item: &Item, sent: &Sent, name: &str) -> FieldView {
    let chosen = sent.line(name);
    let mut choices = vec![Choice::new("", "Ingen vald")];
    choices.extend(meeting.serving(item).map(|present| {
        let id = present.person.to_string();
        Choice::new(id.clone(), present.presented()).chosen(chosen == id)
    }));
    FieldView::new(name, "Vem", Widget::Select { choices })
}

fn motions(meeting: &Meeting, item: &Item, sent: &Sent, count: usize) -> Vec<MotionView> {
    (1..=count)
        .map(|at| {
            let name = |part: &str| format!("motion_{at}_{part}");
            let chosen = sent.line(&name("kind"));
            let mut kinds = vec![Choice::new("", "Välj")];
            kinds.extend(MotionKind::ALL.into_iter().map(|kind| {
                Choice::new(kind.key(), swedish::capitalised(kind.swedish()))
                    .chosen(chosen == kind.key())
            }));
            let checked = sent.ticked(&name("withdrawn"));
            MotionView {
                legend: format!("Yrkande {at}"),
                fields: vec![
                    people(meeting, item, sent, &name("by")),
                    FieldView::new(name("kind"), "Yrkar på", Widget::Select { choices: kinds }),
                    FieldView::text(name("party"), "För parti", sent.line(&name("party")))
                        .hint("Till exempel S. Lämna tomt för ett eget yrkande.")
                        .optional(),
                    FieldView::textarea(
                        name("text"),
                        "Yrkandets text",
                        sent.text(&name("text")),
                        2,
                    )
                    .optional(),
                    FieldView::new(name("withdrawn"), "Återtogs", Widget::Checkbox { checked }),
                ],
            }
        })
        .collect()
}

fn vote(sent: &Sent) -> Vec<FieldView> {
    let manner = sent.line("manner");
    let choices = vec![
        Choice::new(ACCLAMATION, "Utan omröstning (acklamation)").chosen(manner != VOTE),
        Choice::new(VOTE, "Omröstning").chosen(manner == VOTE),
    ];
    let decision_is = sent.line("decision_is");
    let mut sides = vec![
        Choice::new("", "Följer av beslutet")
            .chosen(decision_is.is_empty())
            .hint("Bifall motsvarar ja och avslag nej, när en ja-röst innebär bifall."),
    ];
    sides.extend(Side::ALL.into_iter().map(|side| {
        Choice::new(side.key(), swedish::capitalised(side.swedish()))
            .chosen(decision_is == side.key())
    }));
    vec![
        FieldView::new("manner", "Hur beslutades det?", Widget::Radios { choices }),
        FieldView::text("yes_means", "En ja-röst innebär", sent.line("yes_means")).optional(),
        FieldView::text("no_means", "En nej-röst innebär", sent.line("no_means")).optional(),
        FieldView::new(
            "decision_is",
            "Beslutet motsvarar",
            Widget::Radios { choices: sides },
        )
        .optional(),
    ]
}

fn voter(present: &Attendance, sent: &Sent) -> RollRow {
    let name = format!("ballot_{}", present.person);
    let chosen = sent.line(&name);
    let mut choices = vec![Choice::new("", "Inget angivet").chosen(chosen.is_empty())];
    let values = BallotValue::ALL
        .into_iter()
        .filter(|value| *value != BallotValue::Disqualified);
    choices.extend(values.map(|value| {
        Choice::new(value.key(), swedish::capitalised(value.swedish()))
            .chosen(chosen == value.key())
    }));
    RollRow {
        id: format!("rost-{}", present.person),
        name,
        person: present.presented(),
        note: present.seat.swedish().to_owned(),
        choices,
        extra: None,
    }
}

fn took_no_part(meeting: &Meeting, item: &Item, sent: &Sent) -> FieldView {
    let chosen = sent.all("took_no_part");
    let choices = meeting
        .serving(item)
        .map(|present| {
            let id = present.person.to_string();
            Choice::new(id.clone(), present.presented()).chosen(chosen.contains(&id))
        })
        .collect();
    FieldView::new(
        "took_no_part",
        "Deltog inte i beslutet",
        Widget::Checkboxes { choices },
    )
    .hint("Bara när det inte var omröstning (KL 4:25).")
    .optional()
}

fn dissent(meeting: &Meeting, item: &Item, sent: &Sent, spare: usize) -> Vec<MotionView> {
    let kinds = [
        ("reservation", "Reservation", "Skriftlig motivering"),
        ("note", "Protokollsanteckning", "Anteckningens text"),
    ];
    let mut groups = Vec::new();
    for (kind, legend, label) in kinds {
        groups.extend((1..=filled(sent, kind) + spare).map(|at| {
            let text = format!("{kind}_{at}_text");
            let text = FieldView::textarea(&text, label, sent.text(&text), 3).optional();
            let who = people(meeting, item, sent, &format!("{kind}_{at}_by"));
            let who = match kind {
                "reservation" => who.hint("Ska anmälas innan sammanträdet avslutas (KL 4:27)."),
                _ => who,
            };
            MotionView {
                legend: format!("{legend} {at}"),
                fields: vec![who, text],
            }
        }));
    }
    groups
}
