//! What of a meeting is withheld from those who may not see a secret matter on its agenda.
//!
//! A matter is refused on an agenda while it is marked as secret, but it may be marked after that
//! (OSL 5:5). The agenda and the minutes then name it only for those who work with it, those who
//! were there, and those who write and certify the minutes.

use super::{OfficeError, asking::Known};
use crate::{
    db::Read,
    domain::{identifiers::MatterId, person::Role, swedish::SECRET_MATTER, swedish::lower_first},
    matter::permission,
    meeting::{
        outcome::ItemOutcome,
        state::{Item, Meeting},
    },
    store::matters,
};

/// Takes what the one who asks may not see out of a meeting that is to be shown; tells whether there
/// was anything. The meeting must not be kept after this.
pub(super) async fn withhold(
    read: &mut Read,
    known: &Known,
    meeting: &mut Meeting,
) -> Result<bool, OfficeError> {
    let me = known.person.id;
    if known.standing.holds(Role::CommitteeSecretary, meeting.body)
        || meeting.secretary == me
        || meeting.attended(me).is_some()
        || meeting.certifiers.contains(&me)
    {
        return Ok(false);
    }
    let mut anything = false;
    for item in &mut meeting.items {
        if let Some(matter) = item.matter
            && is_secret_for(read, known, matter).await?
        {
            blank(item);
            anything = true;
        }
        for report in &mut item.reports {
            if !report.title.is_empty() && is_secret_for(read, known, report.matter).await? {
                let named = format!("”{}”", report.title);
                item.summary = item.summary.replace(&named, &lower_first(SECRET_MATTER));
                report.title.clear();
                anything = true;
            }
        }
    }
    Ok(anything)
}

async fn is_secret_for(
    read: &mut Read,
    known: &Known,
    matter: MatterId,
) -> Result<bool, OfficeError> {
    let matter = matters::find(read, matter).await?;
    Ok(matter.is_some_and(|matter| {
        matter.secrecy.is_some() && !permission::may_see(&matter, &known.standing)
    }))
}

/// Leaves the number, and that something became of it.
fn blank(item: &mut Item) {
    SECRET_MATTER.clone_into(&mut item.title);
    item.matter = None;
    item.register_number
        .get_or_insert_with(|| "Utan diarienummer".to_owned());
    item.summary.clear();
    item.decision_basis.clear();
    item.proposal.clear();
    item.recipients.clear();
    item.disqualified.clear();
    item.outcome = item.outcome.take().map(|outcome| ItemOutcome {
        points: Vec::new(),
        motions: Vec::new(),
        vote: None,
        reservations: Vec::new(),
        notes: Vec::new(),
        ..outcome
    });
}
