//! How matters hang together: a link is made once and read from both its ends.

use super::state::Matter;
use crate::domain::{
    journal::NewEntry,
    refusal::{Place, Reason, Refusal},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::str::FromStr;

/// What a link says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// The one leads to the other: a recommendation to an activity, an incident to a measure.
    LeadsTo,
    /// The one tries the other's decision anew.
    Reassesses,
    /// The one takes the other's place.
    Replaces,
    /// The one changes the other: a supplement to a policy.
    Amends,
    /// The one follows the other up: a report its plan.
    FollowsUp,
    /// What the one found is remedied in the other.
    RemediedBy,
    /// What the one did not finish goes on in the other: next year's plan.
    ContinuesIn,
    /// The one builds on the other: a classification, an assessment, a policy.
    BuildsOn,
    /// The one names the other in a field.
    RefersTo,
}

impl LinkKind {
    /// Every kind, in the order of a form.
    pub const ALL: [Self; 9] = [
        Self::LeadsTo,
        Self::Reassesses,
        Self::Replaces,
        Self::Amends,
        Self::FollowsUp,
        Self::RemediedBy,
        Self::ContinuesIn,
        Self::BuildsOn,
        Self::RefersTo,
    ];

    /// The word in the database and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::LeadsTo => "leads_to",
            Self::Reassesses => "reassesses",
            Self::Replaces => "replaces",
            Self::Amends => "amends",
            Self::FollowsUp => "follows_up",
            Self::RemediedBy => "remedied_by",
            Self::ContinuesIn => "continues_in",
            Self::BuildsOn => "builds_on",
            Self::RefersTo => "refers_to",
        }
    }

    /// The words on the page that the link leaves from.
    pub fn swedish(self) -> &'static str {
        match self {
            Self::LeadsTo => "Leder till",
            Self::Reassesses => "Omprövar",
            Self::Replaces => "Ersätter",
            Self::Amends => "Ändrar",
            Self::FollowsUp => "Följer upp",
            Self::RemediedBy => "Åtgärdas i",
            Self::ContinuesIn => "Fortsätter i",
            Self::BuildsOn => "Bygger på",
            Self::RefersTo => "Hänvisar till",
        }
    }

    /// The words on the page that the link leads to.
    pub fn swedish_from_the_other_end(self) -> &'static str {
        match self {
            Self::LeadsTo => "Kommer av",
            Self::Reassesses => "Omprövas i",
            Self::Replaces => "Ersätts av",
            Self::Amends => "Ändras av",
            Self::FollowsUp => "Följs upp i",
            Self::RemediedBy => "Åtgärdar",
            Self::ContinuesIn => "Fortsätter från",
            Self::BuildsOn => "Ligger till grund för",
            Self::RefersTo => "Omnämns i",
        }
    }
}

/// A word that names no kind of link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("okänt slags koppling: '{0}'")]
pub struct UnknownLink(pub String);

impl FromStr for LinkKind {
    type Err = UnknownLink;

    fn from_str(text: &str) -> Result<Self, UnknownLink> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.key() == text)
            .ok_or_else(|| UnknownLink(text.to_owned()))
    }
}

/// What the journals of the two matters say of a new link: the first from, the second to.
///
/// Neither names the other's title: one of them may be secret (OSL 5:5).
///
/// # Errors
/// Refused for a link to itself.
pub fn link(
    from: &Matter,
    to: &Matter,
    kind: LinkKind,
    note: &str,
) -> Result<(NewEntry, NewEntry), Refusal> {
    if from.id == to.id {
        let reason = Reason::new("koppling", "Ett ärende kan inte kopplas till sig självt.")
            .remedy("Välj ett annat ärende.")
            .at(Place::Field("to".to_owned()));
        return Err(Refusal::invalid("Kopplingen är inte gjord.", vec![reason]));
    }
    let entry = |words: &str, other: &Matter| {
        let summary = format!("Kopplade: {} {}.", words, other.by_number());
        NewEntry::new(
            "linked",
            summary,
            json!({ "from": from.id, "to": to.id, "kind": kind, "note": note }),
        )
    };
    Ok((
        entry(kind.swedish(), to),
        entry(kind.swedish_from_the_other_end(), from),
    ))
}

/// What the journals say when a link is taken away.
pub fn unlink(from: &Matter, to: &Matter, kind: LinkKind) -> (NewEntry, NewEntry) {
    let entry = |words: &str, other: &Matter| {
        let summary = format!("Tog bort kopplingen: {} {}.", words, other.by_number());
        let details = json!({ "from": from.id, "to": to.id, "kind": kind });
        NewEntry::new("unlinked", summary, details)
    };
    (
        entry(kind.swedish(), to),
        entry(kind.swedish_from_the_other_end(), from),
    )
}
