//! The parts of a definition in Swedish words: for pictures, routine descriptions and comparisons.

mod condition;

use super::after::{FollowUp, Occasion, Start};
use super::definition::{Decider, Definition, Join, KeepApprovals, Period, Retention, Workdays};
use super::definition::{Review, ReviewMode, Route};
use super::gate::Gate;
use super::keys::RoleKey;
use crate::domain::swedish::capitalised;

pub use condition::condition;

/// What people call a gate: the rule it comes from, and where none is named its key.
pub fn gate(gate: &Gate) -> String {
    let reference = gate.reference.clone();
    reference.unwrap_or_else(|| name_of(gate.key.as_str()))
}

/// A key as a name: `ingen-avstarisk` is "Ingen avstarisk".
fn name_of(key: &str) -> String {
    capitalised(&key.replace(['-', '_'], " "))
}

/// What people call a role.
pub fn role(definition: &Definition, role: &RoleKey) -> String {
    definition
        .roles
        .get(role)
        .map_or_else(|| role.to_string(), |role| role.title.clone())
}

/// "10 arbetsdagar".
pub fn workdays(days: Workdays) -> String {
    match days.0 {
        1 => "1 arbetsdag".to_owned(),
        days => format!("{days} arbetsdagar"),
    }
}

/// "3 arbetsdagar före sista dagen", "på sista dagen".
pub fn reminder(offset: Workdays) -> String {
    match offset.0 {
        0 => "på sista dagen".to_owned(),
        days @ ..0 => format!(
            "{} före sista dagen",
            workdays(Workdays(days.saturating_neg()))
        ),
        _ => format!("{} efter sista dagen", workdays(offset)),
    }
}

/// "efter varandra", "samtidigt" and how many must approve, as a sentence without a full stop.
pub fn review(review: &Review) -> String {
    let order = match review.mode {
        ReviewMode::Parallel => "Alla tillfrågas samtidigt",
        ReviewMode::Sequence => "De tillfrågas i tur och ordning",
    };
    match review.steps.len() {
        0 => "Ingen granskning".to_owned(),
        1 => "Granskaren ska godkänna".to_owned(),
        steps => format!("{order}, {}", join(review.join, steps)),
    }
}

fn join(join: Join, steps: usize) -> String {
    match join {
        Join::All => "alla ska godkänna".to_owned(),
        Join::Any => "en godkänner för alla".to_owned(),
        Join::AtLeast(needed) => format!("minst {needed} av {steps} ska godkänna"),
    }
}

/// What becomes of approvals, as a sentence.
pub fn keep_approvals(keep: KeepApprovals) -> &'static str {
    match keep {
        KeepApprovals::Never => "Ändras något efter ett godkännande frågas alla på nytt.",
        KeepApprovals::IfUnchanged => {
            "Ett godkännande gäller exakt den text som granskaren läste. Ändras den frågas \
             granskaren på nytt."
        }
        KeepApprovals::Always => "Ett godkännande gäller även om texten ändras.",
    }
}

/// Who decides by this route: "Nämnden", "Delegat, punkt 4.12".
pub fn decider(by: &Decider) -> String {
    match by {
        Decider::Delegate { point, .. } => {
            format!("Delegat, punkt {point} i delegationsordningen")
        }
        Decider::UrgentChair => "Ordföranden, när beslutet inte kan vänta (KL 6:39)".to_owned(),
        Decider::Bodies(bodies) => {
            let names: Vec<String> = bodies.iter().map(|body| body_name(body.as_str())).collect();
            match names.as_slice() {
                [] => "Nämnden".to_owned(),
                [one] => capitalised(one),
                [first @ .., last] => capitalised(&format!(
                    "{} föreslår, {last} beslutar",
                    first.join(" och ")
                )),
            }
        }
    }
}

/// Whether a route goes past the agenda of a meeting.
pub fn skips_the_meeting(route: &Route) -> bool {
    !matches!(route.by, Decider::Bodies(_))
}

/// A body that a file names, inside a sentence. Which body it is in the municipality, its own data says.
pub fn body_name(key: &str) -> String {
    match key {
        "namnd" => "nämnden",
        "utskott" => "utskottet",
        "au" => "arbetsutskottet",
        "ks" => "kommunstyrelsen",
        "kf" => "kommunfullmäktige",
        other => return name_of(other),
    }
    .to_owned()
}

/// "bevaras", "gallras efter 5 år".
pub fn retention(retention: Retention) -> String {
    match retention {
        Retention::Preserve => "bevaras".to_owned(),
        Retention::DestroyAfterYears(1) => "gallras efter 1 år".to_owned(),
        Retention::DestroyAfterYears(years) => format!("gallras efter {years} år"),
    }
}

/// "högst 12 månader gammal".
pub fn max_age(age: Period) -> String {
    format!("högst {age} gammal")
}

/// When something comes back, and what brings it back earlier, a line for each.
pub fn follow_up(definition: &Definition, follow_up: &FollowUp) -> Vec<String> {
    let mut lines = Vec::new();
    let from = follow_up.from.as_ref().map(|from| start(definition, from));
    match (follow_up.every, from) {
        (Some(every), Some(from)) => lines.push(format!("{} från {from}", each(every))),
        (Some(every), None) => lines.push(each(every)),
        (None, Some(from)) => lines.push(format!("en gång, {from}")),
        (None, None) => {}
    }
    if let Some(lead_time) = follow_up.lead_time {
        lines.push(format!("aviseras {lead_time} före"));
    }
    lines.extend(
        follow_up
            .also_when
            .iter()
            .map(|occasion| occasion_of(definition, occasion)),
    );
    lines
}

/// "varje år", "var 6 månader".
fn each(every: Period) -> String {
    match every {
        Period::Months(12) => "varje år".to_owned(),
        Period::Months(1) => "varje månad".to_owned(),
        Period::Months(months) => format!("var {months}:e månad"),
        Period::Days(days) => format!("var {days}:e dag"),
    }
}

fn start(definition: &Definition, from: &Start) -> String {
    match from {
        Start::Decided => "beslutets dag".to_owned(),
        Start::DecidedUntil => "beslutets sista dag".to_owned(),
        Start::Field(key) => {
            let field = definition.field(key.as_str());
            format!("”{}”", field.map_or(key.as_str(), |field| &field.title))
        }
        Start::Document(kind) => {
            let document = definition.document(kind.as_str());
            let title = document.map_or(kind.as_str(), |document| &document.title);
            format!("dagen på ”{title}”")
        }
        Start::Executed(key) => {
            let step = definition.execution_step(key.as_str());
            format!("”{}”", step.map_or(key.as_str(), |step| &step.title))
        }
    }
}

fn occasion_of(definition: &Definition, occasion: &Occasion) -> String {
    match occasion {
        Occasion::FieldChanged(key) => {
            let field = definition.field(key.as_str());
            let title = field.map_or(key.as_str(), |field| &field.title);
            format!("när ”{title}” ändras")
        }
        Occasion::DocumentExpired(kind) => {
            let document = definition.document(kind.as_str());
            let title = document.map_or(kind.as_str(), |document| &document.title);
            format!("när ”{title}” är för gammal")
        }
        Occasion::AdequacyChanged => "när ett lands skyddsnivå ändras".to_owned(),
    }
}
