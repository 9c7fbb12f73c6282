//! Who may not take part in an item, and who steps in (KL 6:28–30).

use super::{done, find, needed, only_in, unless_any};
use crate::{
    domain::{
        body::Seat,
        identifiers::{ItemId, PersonId},
        refusal::{Place, Reason, Refusal},
    },
    meeting::{
        lifecycle::MeetingPhase,
        question,
        state::{Disqualified, Item, Meeting},
    },
    work::Outcome,
};
use serde_json::json;

/// Who steps in when somebody is disqualified.
#[derive(Debug, Clone, Copy)]
pub(super) struct StandIns {
    pub(super) substitute: Option<PersonId>,
    pub(super) acting_chair: Option<PersonId>,
}

pub(super) fn disqualify(
    mut meeting: Meeting,
    id: ItemId,
    person: PersonId,
    typed_ground: &str,
    stand_ins: StandIns,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Jävet kan inte antecknas.";
    only_in(&[MeetingPhase::Open], &meeting, what)?;
    let ground = needed(
        typed_ground,
        what,
        "jav",
        "Grunden saknas. Skriv varför personen är jävig.",
    )?;
    let before = meeting.clone();
    let (place, item) = find(&mut meeting, id, what)?;
    open_item(item, place, what)?;
    let reasons: Vec<Reason> = [
        not_disqualifiable(&before, item, person),
        stand_ins
            .substitute
            .and_then(|substitute| not_substitute(&before, item, substitute)),
    ]
    .into_iter()
    .flatten()
    .map(|reason| reason.at(Place::Item(place)))
    .collect();
    unless_any(reasons, what)?;
    item.disqualified.push(Disqualified {
        person,
        name: question::name(&before, person),
        ground: ground.clone(),
        substitute: stand_ins.substitute,
    });
    let leads = before.chair_of(item) == Some(person);
    if leads {
        item.acting_chair = Some(acting_chair(&before, item, stand_ins.acting_chair, what)?);
    }
    let item = item.clone();
    let summary = format!(
        "{} deltar inte i {} på grund av jäv.",
        question::name(&meeting, person),
        item.in_journal()
    );
    let details = json!({
        "item": id, "person": person, "ground": ground, "substitute": stand_ins.substitute,
        "acting_chair": item.acting_chair,
    });
    Ok(done(meeting, "disqualified", summary, details))
}

pub(super) fn lift(
    mut meeting: Meeting,
    id: ItemId,
    person: PersonId,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Anteckningen om jäv kan inte tas bort.";
    only_in(&[MeetingPhase::Open], &meeting, what)?;
    let chair = meeting.chair;
    let (place, item) = find(&mut meeting, id, what)?;
    open_item(item, place, what)?;
    if !item.is_disqualified(person) {
        return Err(Refusal::not_found(format!("{what} Den finns inte.")));
    }
    item.disqualified.retain(|gone| gone.person != person);
    if chair == Some(person) {
        item.acting_chair = None;
    }
    let summary = format!("Anteckningen om jäv i {} togs bort.", item.in_journal());
    Ok(done(
        meeting,
        "disqualification_lifted",
        summary,
        json!({ "item": id, "person": person }),
    ))
}

fn open_item(item: &Item, place: usize, what: &str) -> Result<(), Refusal> {
    if item.outcome.is_none() {
        return Ok(());
    }
    let reason = Reason::new("ordning", format!("”{}” är redan avgjord.", item.title))
        .remedy("Öppna punkten på nytt först. Det tidigare beslutet finns kvar i historiken.")
        .at(Place::Item(place));
    Err(Refusal::because(what, reason))
}

fn not_disqualifiable(meeting: &Meeting, item: &Item, person: PersonId) -> Option<Reason> {
    if meeting.present(person).is_none() {
        Some(Reason::new("jav", "Personen är inte på sammanträdet."))
    } else if item.is_disqualified(person) {
        Some(Reason::new("jav", "Jävet är redan antecknat."))
    } else if item
        .disqualified
        .iter()
        .any(|gone| gone.substitute == Some(person))
    {
        let reason = Reason::new(
            "jav",
            "Personen tjänstgör i ärendet för någon annan som är jävig.",
        );
        Some(reason.remedy("Ta bort den anteckningen och ange en annan ersättare."))
    } else {
        None
    }
}

fn not_substitute(meeting: &Meeting, item: &Item, substitute: PersonId) -> Option<Reason> {
    let can_serve = meeting.present(substitute).is_some_and(|present| {
        present.seat == Seat::Substitute && !present.serves && !item.is_disqualified(substitute)
    });
    let is_taken = item
        .disqualified
        .iter()
        .any(|gone| gone.substitute == Some(substitute));
    (!can_serve || is_taken).then(|| {
        Reason::new(
            "tjanstgoring",
            "Den som ska gå in i stället är inte en ledig ersättare.",
        )
        .remedy("Välj en ersättare som är närvarande, inte tjänstgör och inte själv är jävig.")
        .source("KL 6:17")
    })
}

/// Who leads the item now: the one named, else the vice chair.
fn acting_chair(
    meeting: &Meeting,
    item: &Item,
    named: Option<PersonId>,
    what: &str,
) -> Result<PersonId, Refusal> {
    let mut serving = meeting.serving(item);
    let found = match named {
        Some(person) => serving.find(|present| present.person == person),
        None => serving.find(|present| present.seat == Seat::ViceChair),
    };
    found.map(|present| present.person).ok_or_else(|| {
        Refusal::because(
            what,
            Reason::new(
                "ordforande",
                "Ordföranden är jävig och ingen annan är angiven att leda ärendet.",
            )
            .remedy("Ange en tjänstgörande ledamot som leder ärendet.")
            .source("KL 6:30"),
        )
    })
}
