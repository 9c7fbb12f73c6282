//! Who decides without a meeting, and the bodies in their order, as a walk sets them up.

use super::{attempts::Attempt, cases::Case};
use crate::{
    domain::{
        delegation::{Candidate, Delegate, Delegates, Delegation, Reported, Scheme},
        identifiers::BodyId,
        person::Term,
    },
    matter::{
        act::{Action, Facts},
        competence::{Competent, competent},
        deciding_alone::DecidedAlone,
        proposal,
        scenario::play::{REVIEWERS, SECRETARY, Stage, identity},
        state::{BodyProposal, Decision, DecisionKind, Taken},
        surroundings::{NamedBody, Surroundings},
    },
    workflow::{
        definition::{Decider, Definition},
        gate::witness::World,
        keys::RoleKey,
        phase::Phase,
    },
};
use std::collections::BTreeSet;

/// The one whom every delegation names, and who chairs every body.
const ALONE: u128 = REVIEWERS - 3;
const BODIES: u128 = 700;
const DELEGATIONS: u128 = 800;

/// The bodies that the file names, and the delegations that its routes and the matter ask for.
pub(super) fn around(definition: &Definition, case: &Case, own: BodyId) -> Surroundings {
    let keys = definition.routes.iter().flat_map(|route| match &route.by {
        Decider::Bodies(keys) => keys.clone(),
        Decider::Delegate { on_behalf_of, .. } => vec![on_behalf_of.clone()],
        Decider::UrgentChair => Vec::new(),
    });
    let mut around = Surroundings {
        listed_bodies: Some(World::rows()),
        listed_units: Some(World::rows()),
        references: World::references(),
        ..Surroundings::default()
    };
    for (number, key) in (BODIES..).zip(keys) {
        let body = NamedBody {
            id: identity(number),
            name: key.to_string(),
        };
        around.bodies.entry(key.to_string()).or_insert(body);
    }
    let delegations = (DELEGATIONS..).zip(&definition.routes);
    let delegations = delegations.filter_map(|(number, route)| match &route.by {
        Decider::Delegate {
            point,
            on_behalf_of,
            ..
        } if case.delegated.contains(point) || !is_asked_about(definition, point) => {
            Some(Delegation {
                id: identity(number),
                body: around.body(on_behalf_of, own)?,
                point: point.clone(),
                title: point.clone(),
                to: Delegate::Person(identity(ALONE)),
                conditions: String::new(),
                term: Term {
                    from: case.scenario.today,
                    until: None,
                },
                may_pass_on: false,
                passed_on_from: None,
                superiors: None,
                substitute: None,
                reported: Reported::AtMeeting,
                decided_in: String::new(),
            })
        }
        _ => None,
    });
    around.scheme = Some(Scheme(delegations.collect()));
    around
}

/// Whether a gate or a route asks if the point is delegated.
fn is_asked_about(definition: &Definition, point: &str) -> bool {
    let asked = format!("delegated('{point}')");
    let gates = definition.gates.iter().map(|gate| &gate.check);
    let routes = definition
        .routes
        .iter()
        .filter_map(|route| route.when.as_ref());
    gates
        .chain(routes)
        .any(|node| node.to_string().contains(&asked))
}

/// The one who decides alone has every role that a route may ask for, and is asked by no other.
pub(super) fn seat(facts: &mut Facts<'_>, definition: &Definition, own: BodyId) {
    if facts.actor != identity(ALONE) {
        return;
    }
    let everywhere = |role: &RoleKey| (role.clone(), BTreeSet::from([facts.actor]));
    facts.holders = definition.roles.keys().map(everywhere).collect();
    let bodies = facts.around.bodies.values().map(|body| body.id);
    facts.candidate = Candidate {
        name: "Delegaten".to_owned(),
        title: "Delegat".to_owned(),
        groups: BTreeSet::new(),
        chairs: bodies.chain([own]).collect(),
        delegates: Delegates::default(),
    };
}

/// The decisions that may be tried where the matter stands.
pub(super) fn decisions(definition: &Definition, stage: &Stage<'_>) -> Vec<Attempt> {
    let Ok(competent) = competent(&stage.seen(), definition) else {
        return Vec::new();
    };
    // A decision with a change leads on just as one without.
    let kinds = [
        (DecisionKind::Approved, "Besluta"),
        (DecisionKind::Rejected, "Avslå"),
    ];
    let attempts = kinds.into_iter().filter_map(|(kind, words)| {
        let (action, by) = match (&competent, stage.matter.phase) {
            (Competent::Bodies { chain, turn }, Phase::Agenda) => {
                let proposes = turn + 1 < chain.len();
                (at_meeting(stage, kind, proposes)?, SECRETARY)
            }
            (Competent::Delegate { .. }, Phase::Ready) => {
                let decided = alone(stage, kind)?;
                let delegable = true;
                (Action::DecideByDelegation { decided, delegable }, ALONE)
            }
            (Competent::Chair { .. }, Phase::Ready) => {
                let (decided, reasons) = (alone(stage, kind)?, "Prov".to_owned());
                (Action::DecideUrgently { decided, reasons }, ALONE)
            }
            _ => return None,
        };
        Some(Attempt {
            action,
            by: identity(by),
            words: words.to_owned(),
            towards: (kind == DecisionKind::Approved).then_some(Phase::Decided),
            step: None,
        })
    });
    attempts.collect()
}

fn alone(stage: &Stage<'_>, kind: DecisionKind) -> Option<DecidedAlone> {
    Some(DecidedAlone {
        kind,
        points: vec!["Prov".to_owned()],
        seen: stage.matter.frozen.as_ref()?.sha256,
        serial: 1,
    })
}

/// The last body decides, those before it propose.
fn at_meeting(stage: &Stage<'_>, kind: DecisionKind, proposes: bool) -> Option<Action> {
    let matter = &stage.matter;
    let (body, meeting) = (matter.turn_body(), matter.meeting?);
    let (day, section) = (stage.seen().today, 1);
    let points = proposal::proposed_points(matter, stage.definition);
    let sha256 = matter.frozen.as_ref()?.sha256;
    Some(if proposes {
        Action::Forward(BodyProposal {
            body,
            body_name: "Organet".to_owned(),
            meeting,
            day,
            section,
            kind,
            points,
            sha256,
        })
    } else {
        Action::Decide(Decision {
            body,
            taken: Taken::AtMeeting { meeting, section },
            day,
            exceptions: Vec::new(),
            until: None,
            kind,
            points,
            sha256,
        })
    })
}
