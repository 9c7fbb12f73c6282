//! The compiled life of a meeting: the order that no setting can change.
//!
//! The machine knows only what may follow on what. *Why* an act is refused (quorum, a missing
//! outcome, a day too early) is decided in [`super::act`], from the facts.

use machine::{DynamicLife, LifeEvent, LifeState};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How far a meeting has come. The order of the variants is the order of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingPhase {
    /// The agenda is being built.
    Planned,
    /// The meeting goes on; decisions are recorded.
    Open,
    /// The meeting has ended; its minutes are being written.
    Held,
    /// The minutes wait for the chair and the certifiers.
    Certifying,
    /// All have certified; nothing is announced yet.
    Certified,
    /// The notice is up, and the time to appeal runs.
    Announced,
    /// The notice has been taken down.
    Closed,
    /// It never took place.
    Cancelled,
}

/// What happens to a meeting as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingMove {
    /// The chair opens it.
    Begin,
    /// The chair closes it.
    End,
    /// The minutes go out for certification.
    SendForCertification,
    /// The last of the certifiers has certified.
    Certify,
    /// The minutes come back: an objection, or the secretary recalls them.
    HandBack,
    /// The notice is put up.
    Announce,
    /// The notice is taken down.
    TakeDown,
    /// It will not take place.
    Cancel,
}

impl MeetingPhase {
    /// Every phase, in the order of the work.
    pub const ALL: [MeetingPhase; 8] = [
        MeetingPhase::Planned,
        MeetingPhase::Open,
        MeetingPhase::Held,
        MeetingPhase::Certifying,
        MeetingPhase::Certified,
        MeetingPhase::Announced,
        MeetingPhase::Closed,
        MeetingPhase::Cancelled,
    ];

    /// The key in the store and in addresses.
    pub fn key(self) -> &'static str {
        match self {
            MeetingPhase::Planned => "planned",
            MeetingPhase::Open => "open",
            MeetingPhase::Held => "held",
            MeetingPhase::Certifying => "certifying",
            MeetingPhase::Certified => "certified",
            MeetingPhase::Announced => "announced",
            MeetingPhase::Closed => "closed",
            MeetingPhase::Cancelled => "cancelled",
        }
    }

    /// The Swedish words people read.
    pub fn swedish(self) -> &'static str {
        match self {
            MeetingPhase::Planned => "Planerat",
            MeetingPhase::Open => "Pågår",
            MeetingPhase::Held => "Hållet",
            MeetingPhase::Certifying => "Protokollet justeras",
            MeetingPhase::Certified => "Protokollet är justerat",
            MeetingPhase::Announced => "Tillkännagivet",
            MeetingPhase::Closed => "Avslutat",
            MeetingPhase::Cancelled => "Inställt",
        }
    }

    /// Finds a phase by its key.
    pub fn from_key(key: &str) -> Option<MeetingPhase> {
        MeetingPhase::ALL
            .into_iter()
            .find(|phase| phase.key() == key)
    }
}

impl MeetingMove {
    /// Every move.
    pub const ALL: [MeetingMove; 8] = [
        MeetingMove::Begin,
        MeetingMove::End,
        MeetingMove::SendForCertification,
        MeetingMove::Certify,
        MeetingMove::HandBack,
        MeetingMove::Announce,
        MeetingMove::TakeDown,
        MeetingMove::Cancel,
    ];

    /// The key in the journal.
    pub fn key(self) -> &'static str {
        match self {
            MeetingMove::Begin => "begin",
            MeetingMove::End => "end",
            MeetingMove::SendForCertification => "send_for_certification",
            MeetingMove::Certify => "certify",
            MeetingMove::HandBack => "hand_back",
            MeetingMove::Announce => "announce",
            MeetingMove::TakeDown => "take_down",
            MeetingMove::Cancel => "cancel",
        }
    }
}

impl fmt::Display for MeetingPhase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.swedish())
    }
}

/// The phase that `by` leads to from `from`; `None` when the legal order does not know the move.
pub fn step(from: MeetingPhase, by: MeetingMove) -> Option<MeetingPhase> {
    let mut life = DynamicLife::new_init_state((), from.into());
    life.handle(by.into()).ok()?;
    Some(life.current_state().into())
}

/// The machine alone in its module: the macro makes a type of each state.
mod machine {
    use state_machines::state_machine;

    state_machine! {
        name: Life,
        dynamic: true,
        initial: Planned,
        states: [Planned, Open, Held, Certifying, Certified, Announced, Closed, Cancelled],
        events {
            begin { transition: { from: Planned, to: Open } }
            end { transition: { from: Open, to: Held } }
            send_for_certification { transition: { from: Held, to: Certifying } }
            certify { transition: { from: Certifying, to: Certified } }
            hand_back { transition: { from: Certifying, to: Held } }
            announce { transition: { from: Certified, to: Announced } }
            take_down { transition: { from: Announced, to: Closed } }
            cancel { transition: { from: Planned, to: Cancelled } }
        }
    }
}

/// Carries the variants of one enum over to another with the same names.
macro_rules! carry_over {
    ($from:ident to $to:ident: $($name:ident)+) => {
        impl From<$from> for $to {
            fn from(from: $from) -> Self {
                match from { $($from::$name => Self::$name),+ }
            }
        }
    };
}

carry_over!(MeetingPhase to LifeState:
    Planned Open Held Certifying Certified Announced Closed Cancelled);
carry_over!(LifeState to MeetingPhase:
    Planned Open Held Certifying Certified Announced Closed Cancelled);
carry_over!(MeetingMove to LifeEvent:
    Begin End SendForCertification Certify HandBack Announce TakeDown Cancel);

#[cfg(test)]
mod tests {
    use super::{MeetingMove as M, MeetingPhase as P, *};

    /// The order as a secretary would tell it, written out once more by hand.
    const ORDER: [(P, M, P); 8] = [
        (P::Planned, M::Begin, P::Open),
        (P::Open, M::End, P::Held),
        (P::Held, M::SendForCertification, P::Certifying),
        (P::Certifying, M::Certify, P::Certified),
        (P::Certifying, M::HandBack, P::Held),
        (P::Certified, M::Announce, P::Announced),
        (P::Announced, M::TakeDown, P::Closed),
        (P::Planned, M::Cancel, P::Cancelled),
    ];

    #[test]
    fn every_move_is_in_the_order_or_is_refused() {
        for from in P::ALL {
            for by in M::ALL {
                let expected = ORDER.iter().find(|row| (row.0, row.1) == (from, by));
                assert_eq!(step(from, by), expected.map(|row| row.2), "{from:?} {by:?}");
            }
        }
    }

    #[test]
    fn the_names_are_those_of_the_machine() {
        let schema = machine::Life::<(), machine::Planned>::schema();
        let states: Vec<String> = P::ALL.iter().map(|phase| format!("{phase:?}")).collect();
        assert_eq!(schema.states, states);
        let events: Vec<&str> = schema
            .events
            .iter()
            .map(|event| event.name.as_str())
            .collect();
        assert_eq!(events, M::ALL.map(MeetingMove::key));
    }

    #[test]
    fn every_phase_is_found_by_its_key_which_is_also_its_json() {
        for phase in P::ALL {
            assert_eq!(MeetingPhase::from_key(phase.key()), Some(phase));
            assert_eq!(
                serde_json::to_string(&phase).unwrap(),
                format!("\"{}\"", phase.key())
            );
        }
        assert_eq!(MeetingPhase::from_key("justerat"), None);
    }
}
