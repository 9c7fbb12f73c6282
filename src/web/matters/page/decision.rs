//! What was decided in a matter: who decided, by what right, and until when it holds.

use crate::{
    domain::swedish,
    matter::state::{Decision, Taken},
    office::reading::MatterView,
    web::look::{matter::DecisionView, part::Fact},
};

/// What a decision came to, and until when it holds.
pub(in crate::web::matters) fn decision_facts(decision: &Decision) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("Utfall", decision.kind.swedish()),
        Fact::new("Beslutsdag", swedish::date(decision.day)),
    ];
    if let Some(until) = decision.until {
        facts.push(Fact::new("Gäller till och med", swedish::date(until)));
    }
    facts.extend(taken_facts(&decision.taken));
    facts
}

/// Who decided without a meeting, by what right and why.
fn taken_facts(taken: &Taken) -> Vec<Fact> {
    match taken {
        Taken::AtMeeting { .. } => Vec::new(),
        Taken::ByDelegation {
            name,
            title,
            point,
            point_title,
            in_place_of,
            ..
        } => {
            let by = [name.as_str(), title.as_str()]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ");
            let by = match in_place_of {
                Some(away) => format!("{by}, i stället för {away}"),
                None => by,
            };
            let right = format!("Punkt {point} i delegationsordningen: {point_title}");
            vec![
                Fact::new("Beslutat av", by),
                Fact::new("Stöd", right).note("KL 6:37, 7:5"),
            ]
        }
        Taken::Urgently { name, reasons, .. } => vec![
            Fact::new("Beslutat av", format!("{name}, ordförande")),
            Fact::new("Varför beslutet inte kunde vänta", reasons).note("KL 6:39"),
        ],
    }
}

pub(super) fn decision(view: &MatterView<'_>) -> Option<DecisionView> {
    let decision = view.matter.decision.as_ref()?;
    let mut facts = decision_facts(decision);
    let minutes = view
        .meeting
        .as_ref()
        .and_then(|meeting| meeting.minutes.as_ref());
    if let Some(minutes) = minutes {
        if let Some(day) = minutes.certified_on {
            facts.push(Fact::new("Protokollet justerat", swedish::date(day)).note("KL 5:69"));
        }
        if let Some(notice) = &minutes.notice {
            facts.push(
                Fact::new("Tillkännagivet", swedish::date(notice.announced_on)).note("KL 8:12"),
            );
            facts.push(
                Fact::new(
                    "Sista dag att överklaga",
                    swedish::date(notice.last_appeal_day),
                )
                .note("KL 13:5"),
            );
            facts.push(Fact::new("Laga kraft", swedish::date(notice.legal_force)));
        }
    }
    Some(DecisionView {
        line: format!(
            "{} {}",
            view.around.name(decision.body),
            decision.day_and_place()
        ),
        points: decision.points.clone(),
        facts,
    })
}
