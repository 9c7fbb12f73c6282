//! The minutes are frozen: from here on they have a version, a hash and a list of who certifies them.

use super::{
    Facts,
    certification::{late, with_warnings},
    go, unless_any,
};
use crate::{
    domain::{
        digest::{Digest, canonical_json},
        identifiers::PersonId,
        legal_days::certification_latest,
        refusal::{Reason, Refusal},
        swedish,
    },
    meeting::{
        lifecycle::MeetingMove,
        minutes::{self, minutes},
        state::{Certification, CertificationState, Item, Meeting, MinutesState},
    },
    work::{DocumentOrder, Effect, FrozenVersion, Subject},
};
use serde_json::json;

/// What the journal says of minutes that are frozen.
pub(super) struct Said {
    pub(super) text: String,
    pub(super) details: serde_json::Value,
}

/// Freezes the minutes as they are, and says who will certify them.
pub(super) fn freeze(
    mut meeting: Meeting,
    facts: &Facts,
    what: &str,
) -> Result<(Meeting, Vec<Effect>, Said), Refusal> {
    go(&mut meeting, MeetingMove::SendForCertification, what)?;
    let content = minutes(&meeting, facts.body);
    unless_any(minutes::faults(&content), what)?;
    let content = canonical_json(&content).map_err(|_| {
        Refusal::because(
            what,
            Reason::new("protokoll", "Protokollet kan inte skrivas som text."),
        )
    })?;
    let of = Subject::Minutes(meeting.id);
    let number = meeting
        .minutes
        .as_ref()
        .map_or(1, |minutes| minutes.number + 1);
    let sha256 = Digest::of(&content);
    let due = certification_latest(meeting.day);
    let certifications = certifications(&meeting);
    let gaps = uncertified_sections(&meeting);
    let warnings: Vec<String> = gaps.into_iter().chain(late(facts.today, due)).collect();
    let names: Vec<&str> = certifications.iter().map(|one| one.name.as_str()).collect();
    let text = with_warnings(
        format!(
            "Protokollet, version {number}, gick till justering hos {}.",
            swedish::list(&names)
        ),
        &warnings,
    );
    let details = json!({
        "version": number, "sha256": sha256, "due": due, "certifiers": names, "warnings": warnings,
    });
    meeting.minutes = Some(MinutesState {
        number,
        sha256,
        due,
        certifications,
        certified_on: None,
        notice: None,
    });
    let kind = "protokoll".to_owned();
    let document = DocumentOrder {
        of,
        kind,
        version: number,
        sha256,
        register_number: None,
        excerpt: None,
    };
    let effects = vec![
        Effect::Freeze(FrozenVersion {
            of,
            number,
            sha256,
            workflow: None,
            content,
        }),
        Effect::MakeDocument { document },
    ];
    Ok((meeting, effects, Said { text, details }))
}

/// The chair, those who led a section in the chair's place, and the certifiers; each person once.
fn certifications(meeting: &Meeting) -> Vec<Certification> {
    let mut list: Vec<Certification> = Vec::new();
    let mut add = |seat: String, title: String, person: PersonId| {
        if !list.iter().any(|one| one.person == person) {
            let name = meeting.presented(person).unwrap_or_default();
            let state = CertificationState::Waiting;
            list.push(Certification {
                seat,
                title,
                person,
                name,
                sign_off: None,
                state,
            });
        }
    };
    if let Some(chair) = meeting.chair {
        add("ordforande".into(), "Ordförande".into(), chair);
    }
    for (person, sections) in acting_chairs(meeting) {
        let first = sections.first().copied().unwrap_or_default();
        let title = format!("Tjänstgörande ordförande {}", swedish::sections(&sections));
        add(format!("tjanstgorande_ordforande_{first}"), title, person);
    }
    for (at, person) in meeting.certifiers.iter().enumerate() {
        add(format!("justerare_{}", at + 1), "Justerare".into(), *person);
    }
    list
}

/// Who led which sections in the chair's place, in the order of the sections.
fn acting_chairs(meeting: &Meeting) -> Vec<(PersonId, Vec<u32>)> {
    let mut chairs: Vec<(PersonId, Vec<u32>)> = Vec::new();
    for item in &meeting.items {
        let (Some(person), Some(section)) = (meeting.chair_of(item), item.section) else {
            continue;
        };
        if meeting.chair == Some(person) {
            continue;
        }
        match chairs.iter_mut().find(|(known, _)| *known == person) {
            Some((_, sections)) => sections.push(section),
            None => chairs.push((person, vec![section])),
        }
    }
    chairs
}

/// Sections that a certifier was not in the room for: others certify those.
fn uncertified_sections(meeting: &Meeting) -> Option<String> {
    let mut gaps = Vec::new();
    for certifier in &meeting.certifiers {
        let name = meeting.presented(*certifier).unwrap_or_default();
        let mut gap = |why: &str, is_away: &dyn Fn(&Item) -> bool| {
            let away = meeting.items.iter().filter(|item| is_away(item));
            let sections: Vec<u32> = away.filter_map(|item| item.section).collect();
            if !sections.is_empty() {
                gaps.push(format!("{name} {why} {}", swedish::sections(&sections)));
            }
        };
        let serves = |item: &Item| meeting.serving(item).any(|one| one.person == *certifier);
        gap("var jävig i", &|item| item.is_disqualified(*certifier));
        gap("tjänstgjorde inte i", &|item| {
            !serves(item) && !item.is_disqualified(*certifier)
        });
    }
    (!gaps.is_empty()).then(|| {
        format!(
            "{}: justeringen omfattar inte den delen.",
            swedish::list(&gaps)
        )
    })
}
