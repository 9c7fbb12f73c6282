//! From ready to decided: agenda, decision, postponement, referral back.

use super::{
    act::{Facts, demand_reason, moved},
    overriding, proposal,
    requirements::{self, Seen},
    state::{BodyProposal, Content, Decision, DecisionKind, Matter, Taken},
};
use crate::{
    domain::{
        identifiers::{BodyId, MeetingId},
        journal::NewEntry,
        refusal::{Reason, Refusal},
        swedish,
    },
    work::{Effect, Notice, Outcome},
    workflow::phase::{Move, Phase},
};
use chrono::NaiveDate;
use serde_json::json;

pub(super) fn schedule(
    matter: &Matter,
    meeting: MeetingId,
    day: NaiveDate,
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    let what = "Ärendet kan inte sättas upp på dagordningen.";
    let mut state = moved(matter, Move::Schedule)?;
    if matter.secrecy.is_some() {
        return Err(Refusal::because(
            what,
            Reason::new("sekretess", "Ärendet är sekretessmarkerat, och dagordning och protokoll läses av fler än de som arbetar med det.")
                .remedy("Behandla ärendet i en egen, hemlig handling utanför Beslut.")
                .source("OSL 5:5"),
        ));
    }
    let blocking_at =
        |phase, day| requirements::blocking(matter, facts.definition, phase, day, &facts.around);
    let mut blocking = blocking_at(Phase::Agenda, facts.today);
    // The text cannot change any more, so what the decision demands is asked for already now.
    for reason in blocking_at(Phase::Decided, day) {
        if !blocking.contains(&reason) {
            blocking.push(reason);
        }
    }
    if !blocking.is_empty() {
        return Err(Refusal::blocked(what, blocking));
    }
    state.meeting = Some(meeting);
    let entry = NewEntry::new(
        "scheduled",
        "Satte upp ärendet på dagordningen.",
        json!({ "meeting": meeting }),
    );
    Ok(Outcome::new(state, entry))
}

pub(super) fn unschedule(matter: &Matter) -> Result<Outcome<Matter>, Refusal> {
    let mut state = moved(matter, Move::Unschedule)?;
    state.meeting = None;
    let entry = NewEntry::new(
        "unscheduled",
        "Tog bort ärendet från dagordningen.",
        json!({ "meeting": matter.meeting }),
    );
    Ok(Outcome::new(state, entry))
}

pub(super) fn decide(
    matter: &Matter,
    decision: Decision,
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    let what = "Beslutet kan inte antecknas.";
    let mut state = moved(matter, Move::Decide)?;
    if matter.decision.is_some() {
        return Err(Refusal::because(
            what,
            Reason::new("beslutat", "Ärendet är redan beslutat.")
                .remedy("Ett beslut ändras inte. Öppna ett nytt ärende som hänvisar till det här."),
        ));
    }
    if matter
        .frozen
        .as_ref()
        .is_none_or(|frozen| frozen.sha256 != decision.sha256)
    {
        return Err(Refusal::changed(
            what,
            Reason::new(
                "version",
                "Beslutet gäller en annan version av ärendet än den granskade.",
            ),
        ));
    }
    let Taken::AtMeeting { meeting, section } = decision.taken else {
        return Err(Refusal::because(
            what,
            Reason::new(
                "dagordning",
                "Ett beslut på ett sammanträde har en paragraf.",
            ),
        ));
    };
    on_the_agenda(matter, meeting, decision.body, what)?;
    let decision = permitting(matter, decision, facts);
    let unmet = unmet(matter, &decision, facts);
    let entry = NewEntry::new(
        "decided",
        format!("Beslutat den {}, § {section}.", swedish::date(decision.day)),
        json!({
            "meeting": meeting,
            "section": section,
            "kind": decision.kind,
            "sha256": decision.sha256,
            "until": decision.until,
        }),
    );
    state.decision = Some(decision);
    let notice = Notice::Decided { matter: matter.id };
    let mut outcome = Outcome::new(state, entry);
    if !unmet.is_empty() {
        let rules: Vec<&str> = unmet.iter().map(|reason| reason.rule.as_str()).collect();
        outcome.entries.push(NewEntry::new(
            "decided_with_unmet_demands",
            "Beslutet togs trots att allt som ärendetypen kräver inte var uppfyllt.",
            json!({ "rules": rules }),
        ));
    }
    Ok(outcome.with(Effect::Tell {
        person: matter.officer,
        notice,
    }))
}

/// The decision with what its points say of how long it holds and what it permits. A rejection
/// permits nothing.
fn permitting(matter: &Matter, decision: Decision, facts: &Facts<'_>) -> Decision {
    if decision.kind == DecisionKind::Rejected {
        return Decision {
            until: None,
            exceptions: Vec::new(),
            ..decision
        };
    }
    let seen = Seen {
        today: decision.day,
        ..Seen::of(matter, facts)
    };
    let points = &decision.points;
    Decision {
        until: proposal::decided_until(points, &matter.content, facts.definition),
        exceptions: overriding::decided(&seen, facts.definition, points),
        ..decision
    }
}

/// What was not met by what was decided. What a body has decided is written down, whatever a gate
/// says: the gates were asked when the matter was put on the agenda. A rejection needs none.
fn unmet(matter: &Matter, decision: &Decision, facts: &Facts<'_>) -> Vec<Reason> {
    if decision.kind == DecisionKind::Rejected {
        return Vec::new();
    }
    // An exception that the body struck out opens no gate.
    let as_decided = Matter {
        content: Content {
            overrides: decision.exceptions.clone(),
            ..matter.content.clone()
        },
        ..matter.clone()
    };
    requirements::blocking(
        &as_decided,
        facts.definition,
        Phase::Decided,
        decision.day,
        &facts.around,
    )
}

/// The body only proposes: the matter goes on to the next one of its chain.
pub(super) fn forward(matter: &Matter, proposal: BodyProposal) -> Result<Outcome<Matter>, Refusal> {
    let what = "Förslaget kan inte lämnas vidare.";
    let decided = moved(matter, Move::Decide)?;
    let mut state = moved(&decided, Move::Forward)?;
    on_the_agenda(matter, proposal.meeting, proposal.body, what)?;
    let entry = NewEntry::new(
        "forwarded",
        format!(
            "{} lämnade sitt förslag vidare den {}, § {}.",
            proposal.body_name,
            swedish::date(proposal.day),
            proposal.section
        ),
        json!({
            "body": proposal.body,
            "meeting": proposal.meeting,
            "section": proposal.section,
            "kind": proposal.kind,
            "points": proposal.points,
            "sha256": proposal.sha256,
        }),
    );
    state.meeting = None;
    state.proposals.push(proposal);
    Ok(Outcome::new(state, entry))
}

fn on_the_agenda(
    matter: &Matter,
    meeting: MeetingId,
    body: BodyId,
    what: &str,
) -> Result<(), Refusal> {
    if matter.meeting == Some(meeting) && matter.turn_body() == body {
        return Ok(());
    }
    let message = "Ärendet står inte på det sammanträdets dagordning.";
    Err(Refusal::because(
        what,
        Reason::new("dagordning", message).remedy("Sätt upp ärendet på dagordningen först."),
    ))
}

pub(super) fn table(matter: &Matter) -> Result<Outcome<Matter>, Refusal> {
    let mut state = moved(matter, Move::Table)?;
    state.meeting = None;
    let entry = NewEntry::new(
        "tabled",
        "Ärendet bordlades till ett senare sammanträde.",
        json!({ "meeting": matter.meeting }),
    );
    Ok(Outcome::new(state, entry))
}

pub(super) fn refer_back(matter: &Matter, reasons: &str) -> Result<Outcome<Matter>, Refusal> {
    let reasons = demand_reason("Ärendet är inte återremitterat.", reasons)?;
    let mut state = moved(matter, Move::ReferBack)?;
    state.meeting = None;
    // It is prepared anew, by every body before the one that decides, also where not a word of it is
    // changed (KL 5:26, 5:28). The journal and the minutes keep what they proposed.
    state.proposals.clear();
    let entry = NewEntry::new(
        "referred_back",
        "Ärendet återremitterades för mer beredning.",
        json!({ "meeting": matter.meeting, "reasons": reasons }),
    );
    Ok(Outcome::new(state, entry))
}
