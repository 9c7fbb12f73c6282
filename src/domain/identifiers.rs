//! The identities of things: a matter's id is not a person's id, and neither is a string.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// What every identity has in common, so that [`super::entropy::Entropy`] can draw any of them.
pub trait Identifier: Sized {
    /// Wraps a UUID that somebody else has drawn or stored.
    fn from_uuid(uuid: Uuid) -> Self;
}

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The UUID inside, for the store.
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl Identifier for $name {
            fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

identifiers! {
    /// A matter (ärende).
    MatterId;
    /// A meeting of a body (sammanträde).
    MeetingId;
    /// An item on an agenda.
    ItemId;
    /// A matter type (ärendetyp), as a journal is kept of it.
    MatterTypeId;
    /// A person who works for or is elected in the municipality.
    PersonId;
    /// A body that decides: council, board, committee (nämnd).
    BodyId;
    /// A point of a body's delegation scheme, given to somebody.
    DelegationId;
    /// A time when a person is away.
    AbsenceId;
    /// A request that one person signs off one version of one thing.
    SignOffId;
    /// A personal link to a sign-off.
    LinkId;
    /// A one-time code for a link.
    CodeId;
    /// A round of questions to several people.
    RoundId;
    /// What one of them is asked.
    InquiryId;
    /// A file that belongs to a matter.
    AttachmentId;
    /// A mail on its way out.
    MailId;
    /// A piece of work that waits: a document to make, a date to act on.
    JobId;
    /// A form as it was shown once; sent twice, it acts once.
    FormNonce;
}
