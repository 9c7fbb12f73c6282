//! What to tell somebody who opens a link that no longer works.

use super::{
    link::LinkKeys,
    state::{LinkState, Receipt, SignOff, SignOffState},
};
use crate::{domain::identifiers::LinkId, work::Closing};
use chrono::{DateTime, Utc};

/// Why a link does not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeadLink {
    /// It is not a link of this sign-off. Answered like a link that never was.
    Unknown,
    /// Its time has run out.
    Expired {
        /// When it did.
        at: DateTime<Utc>,
    },
    /// A newer version has taken the place of the one it was made for.
    Superseded {
        /// The version it was made for.
        version: u32,
    },
    /// The matter was taken back or withdrawn.
    Withdrawn,
    /// Another person was asked instead.
    Reassigned,
    /// A newer link was sent to the same address.
    Reissued,
    /// A newer link was sent to the recipient's new address.
    AddressChanged,
    /// The keys have been changed.
    KeyRetired,
    /// The answer is given: its receipt is shown.
    Answered(Receipt),
}

impl DeadLink {
    /// Whether the page offers to send a new link to the registered address.
    pub fn offers_new_link(&self) -> bool {
        matches!(
            self,
            DeadLink::Expired { .. } | DeadLink::Reissued | DeadLink::KeyRetired
        )
    }

    /// What happened and what to do, for the page.
    pub fn swedish(&self) -> String {
        match self {
            DeadLink::Unknown => "Länken finns inte. Kontrollera att hela adressen kom med.".into(),
            DeadLink::Expired { .. } => "Länkens tid har gått ut. Du kan få en ny, till samma \
                e-postadress."
                .into(),
            DeadLink::Superseded { version } => format!(
                "Länken gällde version {version}, som har ersatts av en nyare. Du får en ny länk \
                 om du behöver svara på den."
            ),
            DeadLink::Withdrawn => "Begäran har tagits tillbaka. Du behöver inte svara.".into(),
            DeadLink::Reassigned => {
                "En annan person har fått begäran. Du behöver inte svara.".into()
            }
            DeadLink::Reissued => {
                "En nyare länk har skickats till samma e-postadress. Använd den, \
                eller be om en ny."
                    .into()
            }
            DeadLink::AddressChanged => "Mottagarens e-postadress har ändrats. En ny länk har \
                skickats till den nya adressen."
                .into(),
            DeadLink::KeyRetired => "Länken har slutat gälla av säkerhetsskäl. Du kan få en ny, \
                till samma e-postadress."
                .into(),
            DeadLink::Answered(_) => "Du har redan svarat. Här är ditt kvitto.".into(),
        }
    }
}

/// Why the link does not work, or `None` when it does.
///
/// A link to an address that is no longer the recipient's tells nothing of what came after: the
/// mailbox may be somebody else's by now.
pub fn describe_dead_link(
    sign_off: &SignOff,
    link: LinkId,
    keys: &LinkKeys,
    now: DateTime<Utc>,
) -> Option<DeadLink> {
    let Some(link) = sign_off.link(link) else {
        return Some(DeadLink::Unknown);
    };
    if link.state == LinkState::AddressChanged {
        return Some(DeadLink::AddressChanged);
    }
    if !keys.holds(link.key) {
        return Some(DeadLink::KeyRetired);
    }
    match &sign_off.state {
        SignOffState::Answered(answered) => {
            return Some(DeadLink::Answered(sign_off.receipt_for(answered)));
        }
        SignOffState::Closed { because, .. } => return Some(closed(*because, sign_off.version)),
        SignOffState::Open => {}
    }
    match link.state {
        LinkState::Live if now < link.expires_at => None,
        LinkState::Closed(because) => Some(closed(because, sign_off.version)),
        LinkState::Reissued => Some(DeadLink::Reissued),
        LinkState::Live | LinkState::Answered | LinkState::AddressChanged => {
            Some(DeadLink::Expired {
                at: link.expires_at,
            })
        }
    }
}

fn closed(because: Closing, version: u32) -> DeadLink {
    match because {
        Closing::Superseded => DeadLink::Superseded { version },
        Closing::Withdrawn => DeadLink::Withdrawn,
        Closing::Reassigned => DeadLink::Reassigned,
    }
}
