//! Registering, carrying out, closing, archiving, and withdrawing before a decision.

use super::{
    act::{Facts, demand_reason, moved},
    after::round,
    requirements::{self, Seen},
    review,
    state::{DecisionKind, Matter},
    years,
};
use crate::{
    domain::{
        journal::NewEntry,
        refusal::{Reason, Refusal},
        register_number::RegisterNumber,
    },
    work::{Closing, DocumentOrder, Effect, Outcome, Subject},
    workflow::{
        definition::Definition,
        phase::{Move, Phase},
    },
};
use serde_json::json;

/// Gives the register number. Once given it is never changed, and never given to another (OSL 5:2).
pub(super) fn register(
    matter: &Matter,
    number: RegisterNumber,
    definition: &Definition,
) -> Result<Outcome<Matter>, Refusal> {
    let what = "Ärendet får inget nytt diarienummer.";
    if let Some(held) = &matter.register_number {
        return Err(Refusal::because(
            what,
            Reason::new(
                "diarienummer",
                format!("Ärendet har redan diarienummer {held}."),
            )
            .remedy("Ett nummer byts aldrig ut. Ett felaktigt nummer makuleras.")
            .source("OSL 5:2"),
        ));
    }
    if matter.phase == Phase::Archived {
        return Err(Refusal::because(
            what,
            Reason::new("arkiverat", "Ärendet är arkiverat."),
        ));
    }
    let entry = NewEntry::new(
        "registered",
        format!("Registrerade ärendet som {number}."),
        json!({ "number": number.to_string() }),
    );
    let orders = documents_of_newest_version(matter, &number, definition);
    let state = Matter {
        register_number: Some(number),
        ..matter.clone()
    };
    Ok(Outcome {
        state,
        entries: vec![entry],
        effects: orders,
    })
}

/// What was made without the number is made again with it.
fn documents_of_newest_version(
    matter: &Matter,
    number: &RegisterNumber,
    definition: &Definition,
) -> Vec<Effect> {
    let Some(frozen) = &matter.frozen else {
        return Vec::new();
    };
    definition
        .generated_on(Move::Submit)
        .map(|kind| Effect::MakeDocument {
            document: DocumentOrder {
                of: Subject::Matter(matter.id),
                kind: kind.to_string(),
                version: frozen.number,
                sha256: frozen.sha256,
                register_number: Some(number.to_string()),
                excerpt: None,
            },
        })
        .collect()
}

/// Takes the number back after it has been voided in the register.
///
/// A withdrawn matter keeps it: the number is what the withdrawn matter is found by. Another may be
/// registered anew.
pub(super) fn void_number(matter: &Matter, reason: &str) -> Result<Outcome<Matter>, Refusal> {
    let what = "Diarienumret är inte makulerat.";
    let reason = demand_reason(what, reason)?;
    let Some(number) = &matter.register_number else {
        return Err(Refusal::because(
            what,
            Reason::new("diarienummer", "Ärendet har inget diarienummer."),
        ));
    };
    if matter.is_being_reassessed() {
        return Err(Refusal::because(
            what,
            Reason::new(
                "beslutat",
                "Numret står i protokollet för ett tidigare beslut.",
            )
            .remedy("Ett beslutat ärende behåller sitt nummer.")
            .source("OSL 5:1–2"),
        ));
    }
    let kept = match matter.phase {
        Phase::Withdrawn => Some(number.clone()),
        Phase::Draft | Phase::Review | Phase::Ready | Phase::Tabled => None,
        Phase::Agenda => {
            return Err(Refusal::because(
                what,
                Reason::new(
                    "dagordning",
                    "Numret står på dagordningen till ett sammanträde.",
                )
                .remedy("Be sekreteraren ta bort ärendet från dagordningen först."),
            ));
        }
        Phase::Decided | Phase::InForce | Phase::Closed | Phase::Archived => {
            return Err(Refusal::because(
                what,
                Reason::new(
                    "beslutat",
                    format!(
                        "Ärendet är i fasen {}, och numret står i protokollet.",
                        matter.phase.swedish()
                    ),
                )
                .remedy("Ett beslutat ärende behåller sitt nummer.")
                .source("OSL 5:1–2"),
            ));
        }
    };
    let entry = NewEntry::new(
        "number_voided",
        format!("Makulerade diarienumret {number}."),
        json!({ "number": number.to_string(), "reason": reason }),
    );
    Ok(Outcome::new(
        Matter {
            register_number: kept,
            ..matter.clone()
        },
        entry,
    ))
}

/// Carrying out may begin before the decision has legal force (KL 13:14).
pub(super) fn execute(matter: &Matter, facts: &Facts<'_>) -> Result<Outcome<Matter>, Refusal> {
    let state = moved(matter, Move::Execute)?;
    gates_must_open(
        matter,
        facts,
        Phase::InForce,
        "Beslutet kan inte verkställas än.",
    )?;
    let entry = NewEntry::new("executing", "Beslutet började verkställas.", json!({}));
    Ok(Outcome::new(state, entry))
}

pub(super) fn close(matter: &Matter, facts: &Facts<'_>) -> Result<Outcome<Matter>, Refusal> {
    let state = moved(matter, Move::Close)?;
    if !facts.minutes_certified {
        return Err(Refusal::because(
            "Ärendet kan inte avslutas än.",
            Reason::new(
                "justering",
                "Protokollet där beslutet står är inte justerat.",
            )
            .remedy("Vänta tills protokollet är justerat.")
            .source("KL 5:69, 6:35"),
        ));
    }
    gates_must_open(
        matter,
        facts,
        Phase::Closed,
        "Ärendet kan inte avslutas än.",
    )?;
    rows_must_be_handled(matter, facts, "Ärendet kan inte avslutas än.")?;
    let entry = NewEntry::new("closed", "Avslutade ärendet.", json!({}));
    Ok(Outcome::new(state, entry))
}

/// Nothing unfinished is dropped in silence (rule G31).
fn rows_must_be_handled(matter: &Matter, facts: &Facts<'_>, what: &str) -> Result<(), Refusal> {
    let unhandled = years::unhandled(matter, facts.definition, facts.today, &facts.successors);
    if unhandled.is_empty() {
        return Ok(());
    }
    Err(Refusal::blocked(what, unhandled))
}

/// What a rejection did not permit needs no gate to open.
fn gates_must_open(
    matter: &Matter,
    facts: &Facts<'_>,
    phase: Phase,
    what: &str,
) -> Result<(), Refusal> {
    let rejected = matter
        .decision
        .as_ref()
        .is_some_and(|decision| decision.kind == DecisionKind::Rejected);
    let seen = Seen::of(matter, facts);
    let stopping = requirements::closed_gates(&seen, facts.definition, phase);
    if rejected || stopping.is_empty() {
        return Ok(());
    }
    Err(Refusal::blocked(what, stopping))
}

pub(super) fn reopen(matter: &Matter, reason: &str) -> Result<Outcome<Matter>, Refusal> {
    let reason = demand_reason("Ärendet är inte återupptaget.", reason)?;
    let state = moved(matter, Move::Reopen)?;
    let entry = NewEntry::new(
        "reopened",
        "Återupptog ärendet.",
        json!({ "reason": reason }),
    );
    Ok(Outcome::new(state, entry))
}

pub(super) fn archive(matter: &Matter, facts: &Facts<'_>) -> Result<Outcome<Matter>, Refusal> {
    let state = moved(matter, Move::Archive)?;
    if matter.register_number.is_none() {
        return Err(Refusal::because(
            "Ärendet kan inte arkiveras än.",
            Reason::new("diarienummer", "Ärendet har inget diarienummer.")
                .remedy("Ge ärendet ett diarienummer först.")
                .source("OSL 5:1–2"),
        ));
    }
    // The plan that they were handed on to may have been withdrawn since this one was closed.
    rows_must_be_handled(matter, facts, "Ärendet kan inte arkiveras än.")?;
    let (_, sha256) = matter.content.canonical().map_err(|_| {
        Refusal::invalid(
            "Ärendet kan inte arkiveras.",
            vec![Reason::new("innehall", "Ärendets innehåll kan inte läsas.")],
        )
    })?;
    let entry = NewEntry::new(
        "archived",
        "Arkiverade ärendet.",
        json!({
            "sha256": sha256,
            "classification": facts.definition.archive.as_ref().map(|rule| &rule.classification),
        }),
    );
    Ok(Outcome::new(state, entry))
}

pub(super) fn withdraw(matter: &Matter, reason: &str) -> Result<Outcome<Matter>, Refusal> {
    let reason = demand_reason("Ärendet är inte återkallat.", reason)?;
    round::refuse_withdrawal(matter)?;
    let state = moved(matter, Move::Withdraw)?;
    if matter.meeting.is_some() {
        return Err(Refusal::because(
            "Ärendet är inte återkallat.",
            Reason::new(
                "dagordning",
                "Ärendet står på dagordningen till ett sammanträde.",
            )
            .remedy("Be sekreteraren ta bort det från dagordningen först."),
        ));
    }
    let entry = NewEntry::new(
        "withdrawn",
        "Återkallade ärendet.",
        json!({ "reason": reason }),
    );
    let effects = review::close_open(matter, Closing::Withdrawn);
    Ok(Outcome {
        state,
        entries: vec![entry],
        effects,
    })
}
