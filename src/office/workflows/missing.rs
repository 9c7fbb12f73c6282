//! What a file names and this municipality does not have: nothing stops it, but nobody would be asked.

use crate::{
    db::Read,
    domain::calendar,
    office::OfficeError,
    store::{bodies, offices},
    workflow::{
        collection::Recipients,
        definition::{Decider, Definition, EscalationTarget, OWN_BODY, RoleSource},
        keys::{BodyKey, GroupKey},
    },
};
use chrono::{DateTime, Utc};

/// Something of the municipality that a file names, and what for: "som rollen Jurist hämtas ur".
enum Named<'d> {
    Group(&'d GroupKey, String),
    Body(&'d BodyKey, String),
}

/// One sentence for each group without members today and each body that does not exist.
pub(super) async fn missing_here(
    read: &mut Read,
    definition: &Definition,
    at: DateTime<Utc>,
) -> Result<Vec<String>, OfficeError> {
    let groups = offices::groups_with_members(read, calendar::today_in_stockholm(at)).await?;
    let bodies = bodies::all(read).await?;
    let mut warnings = Vec::new();
    for named in everything_named(definition) {
        let warning = match named {
            Named::Group(key, why) if !groups.iter().any(|known| known == key.as_str()) => {
                format!("Gruppen ”{key}”, {why}, har ingen medlem.")
            }
            Named::Body(key, why)
                if key.as_str() != OWN_BODY
                    && !bodies.iter().any(|known| known.key == key.as_str()) =>
            {
                format!("Organet ”{key}”, {why}, finns inte.")
            }
            Named::Group(..) | Named::Body(..) => continue,
        };
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    Ok(warnings)
}

fn everything_named(definition: &Definition) -> Vec<Named<'_>> {
    let mut named = Vec::new();
    for role in definition.roles.values() {
        let why = format!("som rollen {} hämtas ur", role.title);
        named.extend(of_source(&role.source, why));
    }
    for step in &definition.review.steps {
        if let Some(escalation) = &step.escalate
            && let EscalationTarget::Source(source) = &escalation.to
        {
            let why = format!("som får veta att svaret i ”{}” dröjer", step.title);
            named.extend(of_source(source, why));
        }
    }
    for route in &definition.routes {
        match &route.by {
            Decider::Bodies(keys) => named.extend(
                keys.iter()
                    .map(|key| Named::Body(key, format!("som beslutar på vägen ”{}”", route.key))),
            ),
            Decider::Delegate { on_behalf_of, .. } => named.push(Named::Body(
                on_behalf_of,
                format!("som har delegerat vägen ”{}”", route.key),
            )),
            Decider::UrgentChair => {}
        }
    }
    for gate in &definition.gates {
        if let Some(exception) = &gate.overridable {
            let why = format!("som medger avsteg från ”{}”", gate.key);
            named.push(Named::Body(&exception.by, why));
        }
    }
    for collection in &definition.collections {
        if let Recipients::Group(group) = &collection.to {
            let why = format!("som får frågorna i ”{}”", collection.title);
            named.push(Named::Group(group, why));
        }
    }
    named
}

fn of_source(source: &RoleSource, why: String) -> Option<Named<'_>> {
    match source {
        RoleSource::Group(group) => Some(Named::Group(group, why)),
        RoleSource::Body(body) => Some(Named::Body(body, why)),
        RoleSource::MatterOfficer | RoleSource::MatterResponsible | RoleSource::Field(_) => None,
    }
}
