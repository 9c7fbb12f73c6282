//! Decisions without a meeting: by a delegate, or by the chair when it cannot wait.

use super::{
    act::{Facts, demand_reason, moved},
    competence::{self, Competent, competent, not_competent},
    proposal,
    requirements::{self, Seen},
    separation,
    state::{Decision, DecisionKind, Matter, Taken},
};
use crate::{
    domain::{
        delegation::{
            Delegation, NoDelegate, Reported, Right,
            reporting::{DecisionNumber, DecisionToReport, Ground},
        },
        digest::Digest,
        identifiers::{BodyId, PersonId},
        journal::NewEntry,
        refusal::{Place, Reason, Refusal},
        swedish,
    },
    work::{DocumentOrder, Effect, Notice, Outcome, Subject},
    workflow::{
        keys::RoleKey,
        phase::{Move, Phase},
    },
};
use chrono::Datelike;
use serde_json::json;
use std::collections::BTreeSet;

/// What somebody decides alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedAlone {
    /// What it comes to.
    pub kind: DecisionKind,
    /// The points, where they differ from the proposal; a rejection says why.
    pub points: Vec<String>,
    /// The version that was read.
    pub seen: Digest,
    /// The next number in the body's series this year.
    pub serial: u32,
}

/// The decision of a delegate.
///
/// # Errors
/// Refused for everybody but a delegate who is competent today, for one who decides on an own
/// request, and while a gate stands in the way of approval.
pub(super) fn by_delegation(
    matter: &Matter,
    decided: DecidedAlone,
    delegable: bool,
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    let what = "Beslutet kan inte fattas på delegation.";
    let seen = Seen::of(matter, facts);
    let competent =
        competent(&seen, facts.definition).map_err(|reason| Refusal::because(what, reason))?;
    let Competent::Delegate { point, role, body } = &competent else {
        return Err(not_competent(what, &competent, &seen, facts.definition));
    };
    let (delegation, right) = match by_right(*body, point, role.as_ref(), facts) {
        Ok(found) => found,
        // The scheme has named this person, but for the matters of others.
        Err(_) if role.is_some() && by_right(*body, point, None, facts).is_ok() => {
            return Err(not_competent(what, &competent, &seen, facts.definition));
        }
        Err(why) => {
            let reason = Reason::new(competence::RULE, why.sentence(point))
                .remedy(format!("Annars beslutar {}.", facts.around.name(*body)))
                .source("KL 6:37, 7:5");
            return Err(Refusal::because(what, reason));
        }
    };
    let mut reasons = kept_apart(matter, role.as_ref(), facts);
    if let Some(why) = &facts.definition.never_delegated {
        reasons.push(
            Reason::new(
                "ej-delegerbart",
                format!("Beslutet får inte delegeras: {why}."),
            )
            .source("KL 6:38"),
        );
    } else if !delegable {
        reasons.push(
            Reason::new(
                "ej-delegerbart",
                "Det är inte bekräftat att beslutet får delegeras.",
            )
            .remedy(
                "Pröva frågorna i KL 6:38 och kryssa i rutan, eller lämna ärendet till nämnden.",
            )
            .source("KL 6:38")
            .at(Place::Field("delegable".into())),
        );
    }
    if !reasons.is_empty() {
        return Err(Refusal::blocked(what, reasons));
    }
    let in_place_of = match &right {
        Right::InPlaceOf(persons) => Some(facts.candidate.delegates.named(persons)),
        Right::Own | Right::Superior => None,
    };
    let taken = |number| Taken::ByDelegation {
        number,
        by: facts.actor,
        name: facts.candidate.name.clone(),
        title: facts.candidate.title.clone(),
        point: delegation.point.clone(),
        point_title: delegation.title.clone(),
        in_place_of: in_place_of.clone(),
    };
    let ground = Ground::Delegation {
        point: point.clone(),
    };
    let by = if facts.candidate.title.is_empty() {
        facts.candidate.name.clone()
    } else {
        facts.candidate.title.clone()
    };
    let by = match &in_place_of {
        Some(names) => format!("{by} (i stället för {names})"),
        None => by,
    };
    let listed = Listing {
        by,
        ground,
        reported: delegation.reported,
    };
    decide(matter, decided, *body, taken, listed, facts)
}

/// The delegation by which the one who acts may decide, and by what right.
fn by_right<'f>(
    body: BodyId,
    point: &str,
    role: Option<&RoleKey>,
    facts: &'f Facts<'_>,
) -> Result<(&'f Delegation, Right), NoDelegate> {
    static NOBODY: BTreeSet<PersonId> = BTreeSet::new();
    let among = role.map(|role| facts.holders.get(role).unwrap_or(&NOBODY));
    let scheme = facts.around.scheme.as_ref();
    let scheme = scheme.ok_or(NoDelegate::UnknownPoint)?;
    scheme.delegate(
        (body, point),
        facts.actor,
        &facts.candidate,
        among,
        facts.today,
    )
}

/// Why the one who has the right does not decide in this matter: an own request, jäv, or a part in
/// it that the file keeps apart from that of the delegate.
fn kept_apart(matter: &Matter, role: Option<&RoleKey>, facts: &Facts<'_>) -> Vec<Reason> {
    let mut reasons = own_request(matter, facts);
    let apart =
        role.and_then(|role| separation::why_not(matter, facts.definition, role, facts.actor));
    // Jäv is told of already.
    reasons.extend(apart.filter(|reason| reason.rule != "jav"));
    reasons
}

/// Whether the matter, as it stands today, waits for the one who acts to decide it.
pub fn waits_for(matter: &Matter, facts: &Facts<'_>) -> bool {
    let seen = Seen::of(matter, facts);
    if matter.phase != Phase::Ready {
        return false;
    }
    match competent(&seen, facts.definition) {
        Ok(Competent::Delegate { point, role, body }) => {
            by_right(body, &point, role.as_ref(), facts).is_ok()
                && kept_apart(matter, role.as_ref(), facts).is_empty()
                && facts.definition.never_delegated.is_none()
        }
        Ok(Competent::Chair { body }) => {
            facts.candidate.chairs.contains(&body) && own_request(matter, facts).is_empty()
        }
        Ok(Competent::Bodies { .. }) | Err(_) => false,
    }
}

/// The decision of the chair when the body's own cannot be waited for (KL 6:39).
///
/// # Errors
/// Refused for everybody but the chair, without the reasons for the urgency, and where the type of
/// matter does not hold the matter for urgent.
pub(super) fn urgently(
    matter: &Matter,
    decided: DecidedAlone,
    reasons: &str,
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    let what = "Beslutet kan inte fattas som brådskande.";
    let seen = Seen::of(matter, facts);
    let competent =
        competent(&seen, facts.definition).map_err(|reason| Refusal::because(what, reason))?;
    let Competent::Chair { body } = competent else {
        return Err(not_competent(what, &competent, &seen, facts.definition));
    };
    if !facts.candidate.chairs.contains(&body) {
        return Err(not_competent(what, &competent, &seen, facts.definition));
    }
    let own = own_request(matter, facts);
    if !own.is_empty() {
        return Err(Refusal::blocked(what, own));
    }
    let reasons = demand_reason(what, reasons)?;
    let taken = |number| Taken::Urgently {
        number,
        by: facts.actor,
        name: facts.candidate.name.clone(),
        reasons,
    };
    let listed = Listing {
        by: "ordföranden".to_owned(),
        ground: Ground::Urgency,
        reported: Reported::AtMeeting,
    };
    decide(matter, decided, body, taken, listed, facts)
}

/// What the body's list says of the decision beside the matter.
struct Listing {
    by: String,
    ground: Ground,
    reported: Reported,
}

#[expect(clippy::needless_pass_by_value, reason = "the act uses it up")]
fn decide(
    matter: &Matter,
    decided: DecidedAlone,
    body: BodyId,
    taken: impl FnOnce(DecisionNumber) -> Taken,
    listing: Listing,
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    let what = "Beslutet är inte fattat.";
    let mut state = moved(matter, Move::Decide)?;
    if matter.phase != Phase::Ready {
        return Err(Refusal::because(
            what,
            Reason::new(
                "dagordning",
                "Ärendet står på dagordningen till ett sammanträde.",
            )
            .remedy("Be sekreteraren ta bort ärendet från dagordningen först."),
        ));
    }
    let sha256 = match &matter.frozen {
        Some(frozen) if frozen.sha256 == decided.seen => frozen.sha256,
        _ => {
            let reason = Reason::new("version", "Ärendet har en annan version än den du läste.")
                .remedy("Läs ärendet igen och ta ställning på nytt.");
            return Err(Refusal::changed(what, reason));
        }
    };
    let unmet = requirements::blocking(
        matter,
        facts.definition,
        Phase::Decided,
        facts.today,
        &facts.around,
    );
    // A rejection permits nothing, so only what every decision needs stands in its way.
    let unmet: Vec<Reason> = match decided.kind {
        DecisionKind::Rejected => unmet
            .into_iter()
            .filter(|reason| reason.place == Some(Place::RegisterNumber))
            .collect(),
        _ => unmet,
    };
    if !unmet.is_empty() {
        return Err(Refusal::blocked(what, unmet));
    }
    let number = DecisionNumber {
        year: facts.today.year(),
        serial: decided.serial,
    };
    let points = points(matter, &decided, facts)?;
    let until = proposal::decided_until(&points, &matter.content, facts.definition)
        .filter(|_| decided.kind != DecisionKind::Rejected);
    let decision = Decision {
        body,
        taken: taken(number),
        day: facts.today,
        kind: decided.kind,
        points,
        sha256,
        until,
        // Only a body above may permit an exception, so somebody alone never does.
        exceptions: Vec::new(),
    };
    let entry = entry(&decision, &listing);
    let report = DecisionToReport {
        body,
        number,
        matter: matter.id,
        title: if matter.secrecy.is_some() {
            String::new()
        } else {
            matter.content.title.clone()
        },
        register_number: matter.register_number.as_ref().map(ToString::to_string),
        day: facts.today,
        by: listing.by,
        ground: listing.ground,
        outcome: decision.kind.swedish().to_owned(),
        reported: listing.reported,
        announced: None,
    };
    state.decision = Some(decision);
    let version = matter.frozen.as_ref().map_or(0, |frozen| frozen.number);
    let document = DocumentOrder {
        of: Subject::Matter(matter.id),
        kind: "delegationsbeslut".to_owned(),
        version,
        sha256,
        register_number: matter.register_number.as_ref().map(ToString::to_string),
        excerpt: None,
    };
    Ok(Outcome::new(state, entry)
        .with(Effect::ListForReport(report))
        .with(Effect::MakeDocument { document })
        .with(Effect::Tell {
            person: matter.officer,
            notice: Notice::Decided { matter: matter.id },
        }))
}

/// The proposal as it is, or what was decided in its place.
fn points(
    matter: &Matter,
    decided: &DecidedAlone,
    facts: &Facts<'_>,
) -> Result<Vec<String>, Refusal> {
    if decided.kind == DecisionKind::Approved {
        return Ok(proposal::proposed_points(matter, facts.definition));
    }
    let points: Vec<String> = decided
        .points
        .iter()
        .map(|point| point.trim().to_owned())
        .filter(|point| !point.is_empty())
        .collect();
    if points.is_empty() {
        let reason = Reason::new("beslut", "Det står inte vad som beslutas.")
            .remedy("Skriv beslutet. Ett avslag ska ha skäl.")
            .source("FL 32 §")
            .at(Place::Field("points".into()));
        return Err(Refusal::invalid("Beslutet är inte fattat.", vec![reason]));
    }
    Ok(points)
}

fn entry(decision: &Decision, listing: &Listing) -> NewEntry {
    let day = swedish::date(decision.day);
    let (act, summary) = match &decision.taken {
        Taken::ByDelegation { number, point, .. } => (
            "decided_by_delegation",
            format!("Beslutat på delegation den {day}, nr {number}, enligt punkt {point}."),
        ),
        Taken::Urgently { number, .. } => (
            "decided_urgently",
            format!("Beslutat av ordföranden i ett brådskande ärende den {day}, nr {number}."),
        ),
        Taken::AtMeeting { section, .. } => {
            ("decided", format!("Beslutat den {day}, § {section}."))
        }
    };
    NewEntry::new(
        act,
        summary,
        json!({
            "taken": decision.taken,
            "kind": decision.kind,
            "sha256": decision.sha256,
            "until": decision.until,
            "reported": listing.reported,
        }),
    )
}

/// Nobody is the only one to decide on what they have written or asked for themselves, or where they
/// have declared jäv, in this round or an earlier one.
fn own_request(matter: &Matter, facts: &Facts<'_>) -> Vec<Reason> {
    let me = facts.actor;
    let submitted = matter.frozen.as_ref().is_some_and(|frozen| frozen.by == me);
    let mut reasons = Vec::new();
    if matter.officer == me || submitted || matter.writers.contains(&me) {
        reasons.push(
            Reason::new(
                "eget-arende",
                "Du har själv skrivit eller skickat in ärendet, och kan inte ensam besluta i det.",
            )
            .remedy("En annan delegat eller nämnden beslutar.")
            .source("KL 6:28–30, 7:4"),
        );
    }
    if separation::is_disqualified(matter, me) {
        reasons.push(
            Reason::new("jav", "Du har anmält jäv i ärendet.")
                .remedy("En annan delegat eller nämnden beslutar.")
                .source("KL 6:28–30, 7:4"),
        );
    }
    reasons
}
