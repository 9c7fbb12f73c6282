//! Who is competent to decide a matter as it stands today: computed from its route, never chosen.

use super::{requirements::Seen, state::Matter};
use crate::{
    domain::{
        identifiers::BodyId,
        refusal::{Reason, Refusal},
    },
    workflow::{
        definition::{Decider, Definition, Route},
        gate::evaluate,
        keys::{BodyKey, RoleKey},
    },
};

/// The rule that a refusal about competence cites.
pub const RULE: &str = "behorig-beslutsfattare";

/// Who decides, or prepares the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Competent {
    /// A delegate (KL 6:37, 7:5).
    Delegate {
        /// The point in the scheme.
        point: String,
        /// The role that the delegate must have in the matter.
        role: Option<RoleKey>,
        /// The body in whose place it is.
        body: BodyId,
    },
    /// The chair, as it cannot wait (KL 6:39).
    Chair {
        /// Of which body.
        body: BodyId,
    },
    /// A body, alone or in a chain.
    Bodies {
        /// In order; the last decides, the others propose.
        chain: Vec<BodyId>,
        /// Whose turn it is, from 0.
        turn: usize,
    },
}

impl Competent {
    /// The body that handles the matter now, or in whose place somebody decides.
    pub fn body(&self) -> Option<BodyId> {
        match self {
            Self::Delegate { body, .. } | Self::Chair { body } => Some(*body),
            Self::Bodies { chain, turn } => chain.get(*turn).copied(),
        }
    }

    /// The body that decides in the end; a delegate and a chair are no body.
    pub fn deciding_body(&self) -> Option<BodyId> {
        match self {
            Self::Delegate { .. } | Self::Chair { .. } => None,
            Self::Bodies { chain, .. } => chain.last().copied(),
        }
    }

    /// The body that gets the proposal of the one whose turn it is; none when that one decides.
    pub fn next(&self) -> Option<BodyId> {
        match self {
            Self::Bodies { chain, turn } => chain.get(turn + 1).copied(),
            Self::Delegate { .. } | Self::Chair { .. } => None,
        }
    }
}

/// Who is competent.
///
/// # Errors
/// When the route names a body that the municipality does not have.
#[expect(
    clippy::result_large_err,
    reason = "a reason is rare, and is shown whole"
)]
pub fn competent(seen: &Seen<'_>, definition: &Definition) -> Result<Competent, Reason> {
    let Some(route) = definition.route(seen) else {
        return Err(Reason::new(
            RULE,
            "Ärendetypen säger inte vem som beslutar.",
        ));
    };
    let (matter, around) = (seen.matter, seen.around);
    let find = |key: &BodyKey| {
        around.body(key, matter.body).ok_or_else(|| {
            Reason::new(
                RULE,
                format!("Ärendet ska beslutas av ”{key}”, som inte finns bland kommunens organ."),
            )
            .remedy("Administratören lägger till organet.")
        })
    };
    Ok(match &route.by {
        Decider::Delegate {
            point,
            role,
            on_behalf_of,
        } => Competent::Delegate {
            point: point.clone(),
            role: role.clone(),
            body: find(on_behalf_of)?,
        },
        Decider::UrgentChair => Competent::Chair { body: matter.body },
        Decider::Bodies(keys) => {
            let chain = keys.iter().map(find).collect::<Result<Vec<_>, _>>()?;
            let turn = turn(matter, &chain);
            Competent::Bodies { chain, turn }
        }
    })
}

/// The body that a decision today is numbered and listed by: the one that the decision names. A
/// route that leads nowhere is refused by the act itself, with its reasons.
pub fn in_whose_place(seen: &Seen<'_>, definition: &Definition) -> BodyId {
    let competent = competent(seen, definition).ok();
    let body = competent.and_then(|competent| competent.body());
    body.unwrap_or_else(|| seen.matter.turn_body())
}

/// How many bodies from the first have proposed on the newest version.
fn turn(matter: &Matter, chain: &[BodyId]) -> usize {
    let Some(frozen) = &matter.frozen else {
        return 0;
    };
    let proposed = |body: &&BodyId| {
        matter
            .proposals
            .iter()
            .any(|proposal| proposal.body == **body && proposal.sha256 == frozen.sha256)
    };
    let done = chain.iter().take_while(proposed).count();
    done.min(chain.len().saturating_sub(1))
}

/// The refusal for one who is not competent: who is, and why.
pub fn not_competent(
    what: &str,
    competent: &Competent,
    seen: &Seen<'_>,
    definition: &Definition,
) -> Refusal {
    let mut reasons =
        vec![Reason::new(RULE, sentence(competent, seen, definition)).source(source(competent))];
    reasons.extend(passed_by(seen, definition));
    Refusal::blocked(what, reasons)
}

/// "Beslutet fattas av Kommunstyrelsen, på förslag av Arbetsutskottet."
pub fn sentence(competent: &Competent, seen: &Seen<'_>, definition: &Definition) -> String {
    let around = seen.around;
    match competent {
        Competent::Delegate { point, role, body } => {
            let role = role
                .as_ref()
                .and_then(|role| definition.roles.get(role.as_str()))
                .map_or("delegaten", |role| &role.title);
            format!(
                "Beslutet fattas av {} för {} enligt punkt {point} i delegationsordningen.",
                crate::domain::swedish::lower_first(role),
                around.name(*body)
            )
        }
        Competent::Chair { body } => format!(
            "Ärendet är så brådskande att ordföranden i {} beslutar.",
            around.name(*body)
        ),
        Competent::Bodies { chain, turn } => {
            let names: Vec<&str> = chain.iter().map(|body| around.name(*body)).collect();
            match names.as_slice() {
                [before @ .., last] if !before.is_empty() => format!(
                    "Beslutet fattas av {last}, på förslag av {}. Nu är det {} tur.",
                    before.join(" och "),
                    crate::domain::swedish::genitive(names.get(*turn).copied().unwrap_or(last))
                ),
                [only] => format!("Beslutet fattas av {only}."),
                _ => "Ärendetypen säger inte vem som beslutar.".to_owned(),
            }
        }
    }
}

fn source(competent: &Competent) -> &'static str {
    match competent {
        Competent::Delegate { .. } => "KL 6:37, 7:5",
        Competent::Chair { .. } => "KL 6:39",
        Competent::Bodies { .. } => "KL 6:3–5",
    }
}

/// Why each delegate before on the list of routes may not decide.
fn passed_by(seen: &Seen<'_>, definition: &Definition) -> Vec<Reason> {
    let is_taken = |route: &&Route| {
        route
            .when
            .as_ref()
            .is_some_and(|when| !evaluate(when, definition, seen).passed)
    };
    let mut reasons = Vec::new();
    for route in definition.routes.iter().take_while(is_taken) {
        let (Decider::Delegate { point, .. }, Some(when)) = (&route.by, &route.when) else {
            continue;
        };
        let trace = evaluate(when, definition, seen).trace;
        let facts: Vec<String> = trace.iter().map(ToString::to_string).collect();
        let mut reason = Reason::new(
            RULE,
            format!(
                "Delegation enligt punkt {point} gäller inte ärendet som det ser ut: {}.",
                facts.join(", ")
            ),
        );
        reason.place = trace.into_iter().find_map(|fact| fact.place);
        reasons.push(reason);
    }
    reasons
}
