//! After the meeting: the minutes are certified by the chair and the certifiers, or sent back.

use super::{
    CertificationAnswer, Facts, attendance::certifier_fault, done, freezing::freeze, go, needed,
    only_in, unless_any,
};
use crate::{
    domain::{
        body::Assurance,
        entropy::Entropy,
        identifiers::{PersonId, SignOffId},
        legal_days::{WeekendRule, announcement_latest},
        refusal::{Place, Reason, Refusal},
        swedish,
    },
    meeting::{
        lifecycle::{MeetingMove, MeetingPhase},
        minutes::EXCERPT,
        state::{Certification, CertificationState, Meeting, Objection},
    },
    work::{Closing, DocumentOrder, Effect, Excerpt, Notice, Outcome, SignOffRequest, Subject},
};
use chrono::{Days, NaiveDate};
use serde_json::json;

/// The days after the meeting on which those who have not certified are reminded.
const REMINDERS: [u64; 4] = [3, 7, 10, 12];

pub(super) fn send(
    meeting: Meeting,
    facts: &Facts,
    entropy: &mut Entropy,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Protokollet kan inte skickas för justering.";
    let rule = &facts.body.rules.certification;
    let Some(assurance) = rule.assurance else {
        let reason = Reason::new(
            "justering",
            format!("{} justerar på papper enligt {}.", meeting.body_name, rule.decided_in),
        )
        .remedy("Skriv ut protokollet för justering och registrera justeringen när det är undertecknat.")
        .source(format!("KL 5:69; {}", rule.decided_in));
        return Err(Refusal::because(what, reason));
    };
    let (mut next, mut effects, said) = freeze(meeting, facts, what)?;
    ask(&mut next, assurance, facts, entropy, &mut effects);
    let mut outcome = done(next, "sent_for_certification", said.text, said.details);
    outcome.effects = effects;
    Ok(outcome)
}

pub(super) fn print(meeting: Meeting, facts: &Facts) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Protokollet kan inte skrivas ut för justering.";
    let rule = &facts.body.rules.certification;
    if rule.assurance.is_some() {
        let message = format!(
            "{} justerar elektroniskt enligt {}.",
            meeting.body_name, rule.decided_in
        );
        let reason = Reason::new("justering", message)
            .remedy("Skicka protokollet för justering.")
            .source(format!("KL 5:69; {}", rule.decided_in));
        return Err(Refusal::because(what, reason));
    }
    let (next, effects, said) = freeze(meeting, facts, what)?;
    let mut outcome = done(next, "printed_for_certification", said.text, said.details);
    outcome.effects = effects;
    Ok(outcome)
}

fn ask(
    meeting: &mut Meeting,
    assurance: Assurance,
    facts: &Facts,
    entropy: &mut Entropy,
    effects: &mut Vec<Effect>,
) {
    let day = meeting.day;
    let reminders: Vec<NaiveDate> = REMINDERS
        .into_iter()
        .filter_map(|days| day.checked_add_days(Days::new(days)))
        .filter(|reminder| facts.today < *reminder)
        .collect();
    let of = Subject::Minutes(meeting.id);
    let Some(minutes) = &mut meeting.minutes else {
        return;
    };
    for certification in &mut minutes.certifications {
        let id: SignOffId = entropy.id();
        certification.sign_off = Some(id);
        effects.push(Effect::AskForSignOff(SignOffRequest {
            id,
            of,
            step: certification.seat.clone(),
            step_title: format!(
                "Justering av protokoll, {}",
                swedish::lower_first(&certification.title)
            ),
            recipient: certification.person,
            asked_by: facts.by,
            escalate_on: None,
            assurance,
            version: minutes.number,
            sha256: minutes.sha256,
            due: minutes.due,
            reminders: reminders.clone(),
            at: facts.at,
        }));
    }
}

pub(super) fn recall(mut meeting: Meeting, reason: &str) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Protokollet kan inte återtas från justering.";
    go(&mut meeting, MeetingMove::HandBack, what)?;
    let reason = needed(
        reason,
        what,
        "skal",
        "Skälet saknas. Skriv varför protokollet återtas.",
    )?;
    let version = meeting.minutes.as_ref().map(|minutes| minutes.number);
    let effects = close_waiting(&meeting, None);
    let summary = format!("Protokollet återtogs från justering: {reason}");
    let mut outcome = done(
        meeting,
        "minutes_recalled",
        summary,
        json!({ "reason": reason, "version": version }),
    );
    outcome.effects = effects;
    Ok(outcome)
}

pub(super) fn replace(
    mut meeting: Meeting,
    from: PersonId,
    to: PersonId,
    reason: &str,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Justeraren kan inte bytas.";
    only_in(&[MeetingPhase::Open, MeetingPhase::Held], &meeting, what)?;
    let reason = needed(
        reason,
        what,
        "skal",
        "Skälet saknas. Skriv varför, och vem som har utsett den nya.",
    )?;
    let Some(seat) = meeting
        .certifiers
        .iter()
        .position(|certifier| *certifier == from)
    else {
        return Err(Refusal::not_found(format!(
            "{what} Personen är inte justerare."
        )));
    };
    let mut faults: Vec<Reason> = certifier_fault(&meeting, to).into_iter().collect();
    if meeting.certifiers.contains(&to) {
        faults.push(Reason::new("justerare", "Personen är redan justerare.").at(Place::Attendance));
    }
    unless_any(faults, what)?;
    meeting.certifiers[seat] = to;
    let presented = |person| meeting.presented(person).unwrap_or_default();
    let summary = format!(
        "{} justerar i stället för {}: {reason}",
        presented(to),
        presented(from)
    );
    let details = json!({ "from": from, "to": to, "reason": reason });
    Ok(done(meeting, "certifier_replaced", summary, details))
}

pub(super) fn record(
    mut meeting: Meeting,
    person: PersonId,
    sign_off: Option<SignOffId>,
    answer: CertificationAnswer,
    on: NaiveDate,
    facts: &Facts,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Justeringen kan inte registreras.";
    only_in(&[MeetingPhase::Certifying], &meeting, what)?;
    within(on, meeting.day, facts.today, what)?;
    let day = meeting.day;
    let Some(minutes) = &mut meeting.minutes else {
        return Err(Refusal::not_found(format!(
            "{what} Protokollet finns inte."
        )));
    };
    let (number, due) = (minutes.number, minutes.due);
    let Some(certification) = minutes
        .certifications
        .iter_mut()
        .find(|certification| certification.person == person)
    else {
        return Err(Refusal::not_found(format!(
            "{what} Personen ska inte justera protokollet."
        )));
    };
    waits_for(certification, sign_off, what)?;
    let name = certification.name.clone();
    let details = json!({
        "person": person, "seat": certification.seat, "sign_off": sign_off, "on": on,
        "version": number, "sha256": minutes.sha256, "meeting_day": day,
    });
    match answer {
        CertificationAnswer::Objects { words } => {
            let words = needed(&words, what, "invandning", "Invändningen saknar text.")?;
            certification.state = CertificationState::Objected { on };
            let objection = Objection {
                person,
                name,
                words,
                on,
                minutes: number,
            };
            objected(meeting, objection, details, what)
        }
        CertificationAnswer::Certifies => {
            certification.state = CertificationState::Certified { on };
            let days = minutes.certifications.iter().map(|one| match one.state {
                CertificationState::Certified { on } => Some(on),
                _ => None,
            });
            // `None` while anyone's answer is still waited for.
            let certified_on = days
                .collect::<Option<Vec<_>>>()
                .and_then(|days| days.into_iter().max());
            minutes.certified_on = certified_on;
            let warnings: Vec<String> = late(on, due).into_iter().collect();
            let text = with_warnings(format!("{name} justerade protokollet."), &warnings);
            let mut details = details;
            details["warnings"] = json!(warnings);
            match certified_on {
                Some(last) => certified(meeting, last, &text, details, what),
                None => Ok(done(meeting, "certified_by_one", text, details)),
            }
        }
    }
}

fn waits_for(
    certification: &Certification,
    sign_off: Option<SignOffId>,
    what: &str,
) -> Result<(), Refusal> {
    if certification.state != CertificationState::Waiting {
        let message = format!("{} har redan svarat.", certification.name);
        return Err(Refusal::changed(what, Reason::new("justering", message)));
    }
    if certification.sign_off != sign_off {
        let message = if certification.sign_off.is_some() {
            "Protokollet justeras elektroniskt; svaret ska komma från den personliga länken."
        } else {
            "Protokollet justeras på papper."
        };
        return Err(Refusal::because(
            what,
            Reason::new("justering", message).source("KL 5:69"),
        ));
    }
    Ok(())
}

fn certified(
    mut meeting: Meeting,
    last: NaiveDate,
    text: &str,
    mut details: serde_json::Value,
    what: &str,
) -> Result<Outcome<Meeting>, Refusal> {
    go(&mut meeting, MeetingMove::Certify, what)?;
    let announce_latest = announcement_latest(last, WeekendRule::default());
    details["certified_on"] = json!(last);
    details["announce_latest"] = json!(announce_latest);
    let text = format!(
        "{text} Alla har justerat. Justeringen ska tillkännages senast den {}.",
        swedish::date(announce_latest)
    );
    let notice = Notice::MinutesCertified {
        meeting: meeting.id,
        announce_latest,
    };
    let person = meeting.secretary;
    let excerpts = excerpts(&meeting, last);
    let mut outcome =
        done(meeting, "certified", text, details).with(Effect::Tell { person, notice });
    outcome.effects.extend(excerpts);
    Ok(outcome)
}

/// Each section about a matter as a document of its own: for those who carry the decision out, and
/// for the next body of a chain.
fn excerpts(meeting: &Meeting, certified_on: NaiveDate) -> Vec<Effect> {
    let Some(minutes) = &meeting.minutes else {
        return Vec::new();
    };
    let sections = meeting
        .items
        .iter()
        .filter_map(|item| Some((item.matter?, item.section?)));
    sections
        .map(|(matter, section)| Effect::MakeDocument {
            document: DocumentOrder {
                of: Subject::Minutes(meeting.id),
                kind: EXCERPT.to_owned(),
                version: minutes.number,
                sha256: minutes.sha256,
                register_number: None,
                excerpt: Some(Excerpt {
                    section,
                    matter,
                    certified_on,
                }),
            },
        })
        .collect()
}

fn objected(
    mut meeting: Meeting,
    objection: Objection,
    mut details: serde_json::Value,
    what: &str,
) -> Result<Outcome<Meeting>, Refusal> {
    let mut effects = close_waiting(&meeting, Some(objection.person));
    go(&mut meeting, MeetingMove::HandBack, what)?;
    details["words"] = json!(objection.words);
    let text = format!(
        "{} har en invändning mot protokollet: {}",
        objection.name, objection.words
    );
    let notice = Notice::CertificationObjection {
        meeting: meeting.id,
        by: objection.name.clone(),
    };
    // The secretary mends the minutes, and the chair answers for them (KL 5:65).
    let told = [Some(meeting.secretary), meeting.chair];
    effects.extend(
        told.into_iter()
            .flatten()
            .filter(|person| *person != objection.person)
            .map(|person| Effect::Tell {
                person,
                notice: notice.clone(),
            }),
    );
    meeting.objections.push(objection);
    let mut outcome = done(meeting, "objected", text, details);
    outcome.effects = effects;
    Ok(outcome)
}

/// A new version will take the place of this one, so nobody else needs to answer.
fn close_waiting(meeting: &Meeting, but: Option<PersonId>) -> Vec<Effect> {
    let certifications = meeting
        .minutes
        .iter()
        .flat_map(|minutes| &minutes.certifications);
    certifications
        .filter(|one| one.state == CertificationState::Waiting && Some(one.person) != but)
        .filter_map(|one| one.sign_off)
        .map(|sign_off| Effect::CloseSignOff {
            sign_off,
            because: Closing::Superseded,
        })
        .collect()
}

/// Refuses a day before `earliest`, or one that has not come yet.
pub(super) fn within(
    on: NaiveDate,
    earliest: NaiveDate,
    today: NaiveDate,
    what: &str,
) -> Result<(), Refusal> {
    let message = if on < earliest {
        format!(
            "Den {} är för tidigt; tidigast den {}.",
            swedish::date(on),
            swedish::date(earliest)
        )
    } else if today < on {
        format!("Den {} har inte varit än.", swedish::date(on))
    } else {
        return Ok(());
    };
    Err(Refusal::invalid(what, vec![Reason::new("dag", message)]))
}

/// What to say of a day after the last one to certify (KL 5:69).
pub(super) fn late(on: NaiveDate, due: NaiveDate) -> Option<String> {
    (due < on).then(|| {
        format!(
            "Det är efter den {}, fjorton dagar efter sammanträdet (KL 5:69).",
            swedish::date(due)
        )
    })
}

/// A sentence with what should be known beside it, for the history list.
pub(super) fn with_warnings(text: String, warnings: &[String]) -> String {
    warnings
        .iter()
        .fold(text, |text, warning| format!("{text} {warning}"))
}
