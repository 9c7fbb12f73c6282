//! The phases of a matter and the moves between them: the legal order, which no file may change.
//!
//! The order is a compiled machine. It is built for one act and thrown away; what is kept is the
//! [`Phase`]. *Why* a move is refused (a gate, a missing document) is decided before, from the facts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use machine::{DynamicLife, LifeEvent, LifeState};

/// Where a matter stands.
///
/// The order of the variants is the order of the work; [`Phase::demands`] builds on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Being written.
    Draft,
    /// Read by those who must approve.
    Review,
    /// Approved, waiting for whoever decides.
    Ready,
    /// On the agenda of a coming meeting.
    Agenda,
    /// Put off to a later meeting with no new preparation.
    Tabled,
    /// Decided.
    Decided,
    /// Being carried out.
    InForce,
    /// Finished, not yet archived.
    Closed,
    /// In the archive. Nothing leaves here: a reopening is a new matter.
    Archived,
    /// Taken back before any decision.
    Withdrawn,
}

impl Phase {
    /// Every phase, in the order of the work.
    pub const ALL: [Self; 10] = [
        Self::Draft,
        Self::Review,
        Self::Ready,
        Self::Agenda,
        Self::Tabled,
        Self::Decided,
        Self::InForce,
        Self::Closed,
        Self::Archived,
        Self::Withdrawn,
    ];

    /// The word in files, addresses and the database.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Review => "review",
            Self::Ready => "ready",
            Self::Agenda => "agenda",
            Self::Tabled => "tabled",
            Self::Decided => "decided",
            Self::InForce => "in_force",
            Self::Closed => "closed",
            Self::Archived => "archived",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The word on the page.
    pub fn swedish(self) -> &'static str {
        match self {
            Self::Draft => "Utkast",
            Self::Review => "Granskning",
            Self::Ready => "Klart för beslut",
            Self::Agenda => "På dagordningen",
            Self::Tabled => "Bordlagt",
            Self::Decided => "Beslutat",
            Self::InForce => "Verkställs",
            Self::Closed => "Avslutat",
            Self::Archived => "Arkiverat",
            Self::Withdrawn => "Återkallat",
        }
    }

    /// Whether something that is required from `since` must be there before this phase may begin.
    ///
    /// What is withdrawn is not finished, so nothing is demanded of it.
    pub fn demands(self, since: Self) -> bool {
        self != Self::Withdrawn && since <= self
    }

    /// Whether nothing leaves this phase.
    pub fn is_final(self) -> bool {
        moves_from(self, Round::First).is_empty()
    }
}

/// What stands behind the work that is going on: the phase alone does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Nothing decided earlier: the matter can be taken back.
    First,
    /// An older decision, which stands until a new one is made: it can be kept, not taken back.
    Reassessment,
}

/// What happens to a matter. One move leads from one phase to one other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// The officer sends the draft for review.
    Submit,
    /// Every review step is satisfied.
    Clear,
    /// Back to the officer.
    SendBack,
    /// Put on the agenda of a meeting.
    Schedule,
    /// Taken off the agenda before the meeting.
    Unschedule,
    /// Decided by a body, by delegation or by the chair in an urgent case (KL 6:39).
    Decide,
    /// Put off to a later meeting.
    Table,
    /// Referred back for more preparation, with reasons.
    ReferBack,
    /// The body only proposes; the next body of the route decides.
    Forward,
    /// Carrying out begins.
    Execute,
    /// A new round begins; the old decision stays.
    Reassess,
    /// The new round is broken off; the old decision stands as before.
    KeepDecision,
    /// Nothing remains to do.
    Close,
    /// The registrar opens it again, with a reason.
    Reopen,
    /// Handed to the archive.
    Archive,
    /// Taken back.
    Withdraw,
}

impl Move {
    /// Every move.
    pub const ALL: [Self; 16] = [
        Self::Submit,
        Self::Clear,
        Self::SendBack,
        Self::Schedule,
        Self::Unschedule,
        Self::Decide,
        Self::Table,
        Self::ReferBack,
        Self::Forward,
        Self::Execute,
        Self::Reassess,
        Self::KeepDecision,
        Self::Close,
        Self::Reopen,
        Self::Archive,
        Self::Withdraw,
    ];

    /// The word in files, addresses and the journal.
    pub fn key(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Clear => "clear",
            Self::SendBack => "send_back",
            Self::Schedule => "schedule",
            Self::Unschedule => "unschedule",
            Self::Decide => "decide",
            Self::Table => "table",
            Self::ReferBack => "refer_back",
            Self::Forward => "forward",
            Self::Execute => "execute",
            Self::Reassess => "reassess",
            Self::KeepDecision => "keep_decision",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::Archive => "archive",
            Self::Withdraw => "withdraw",
        }
    }

    /// The words on the button.
    pub fn swedish(self) -> &'static str {
        match self {
            Self::Submit => "Skicka på granskning",
            Self::Clear => "Godkänn granskningen",
            Self::SendBack => "Skicka tillbaka",
            Self::Schedule => "Sätt upp på dagordningen",
            Self::Unschedule => "Ta bort från dagordningen",
            Self::Decide => "Besluta",
            Self::Table => "Bordlägg",
            Self::ReferBack => "Återremittera",
            Self::Forward => "Lämna vidare till nästa organ",
            Self::Execute => "Verkställ",
            Self::Reassess => "Ompröva",
            Self::KeepDecision => "Avbryt omprövningen",
            Self::Close => "Avsluta",
            Self::Reopen => "Återuppta",
            Self::Archive => "Arkivera",
            Self::Withdraw => "Återkalla",
        }
    }

    /// Whether the move belongs to such a round. What has been decided is not withdrawn, and only
    /// what has been decided goes back to being in force.
    fn belongs_to(self, round: Round) -> bool {
        match self {
            Self::KeepDecision => round == Round::Reassessment,
            Self::Withdraw => round == Round::First,
            _ => true,
        }
    }
}

/// A move that the legal order does not know from where the matter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub struct IllegalMove {
    /// Where the matter stands.
    pub from: Phase,
    /// What was asked for.
    pub by: Move,
    /// The round that the matter is in.
    pub round: Round,
}

impl fmt::Display for IllegalMove {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "Steget ”{}” går inte att ta i fasen {}.",
            self.by.swedish(),
            self.from.swedish()
        )?;
        let possible: Vec<&str> = moves_from(self.from, self.round)
            .into_iter()
            .map(Move::swedish)
            .collect();
        if possible.is_empty() {
            write!(
                out,
                " Ärendet är avslutat för gott: öppna ett nytt ärende som hänvisar till det här."
            )
        } else {
            write!(out, " Möjligt nu: {}.", possible.join(", "))
        }
    }
}

/// The phase that `by` leads to from `from` in such a round.
pub fn step(from: Phase, by: Move, round: Round) -> Result<Phase, IllegalMove> {
    let illegal = IllegalMove { from, by, round };
    if !by.belongs_to(round) {
        return Err(illegal);
    }
    let mut life = DynamicLife::new_init_state((), from.into());
    match life.handle(by.into()) {
        Ok(()) => Ok(life.current_state().into()),
        Err(_) => Err(illegal),
    }
}

/// What may happen in `phase` in such a round, in the order of [`Move::ALL`].
pub fn moves_from(phase: Phase, round: Round) -> Vec<Move> {
    Move::ALL
        .into_iter()
        .filter(|by| step(phase, *by, round).is_ok())
        .collect()
}

/// A word that names no phase or no move.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("okänt ord: '{0}'")]
pub struct UnknownWord(pub String);

impl FromStr for Phase {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .into_iter()
            .find(|phase| phase.key() == text)
            .ok_or_else(|| UnknownWord(text.to_owned()))
    }
}

impl FromStr for Move {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .into_iter()
            .find(|by| by.key() == text)
            .ok_or_else(|| UnknownWord(text.to_owned()))
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.swedish())
    }
}

/// The machine alone in its module: the macro makes a type of each state.
mod machine {
    use state_machines::state_machine;

    state_machine! {
        name: Life,
        dynamic: true,
        initial: Draft,
        states: [Draft, Review, Ready, Agenda, Tabled, Decided, InForce, Closed, Archived, Withdrawn],
        events {
            submit { transition: { from: Draft, to: Review } }
            clear { transition: { from: Review, to: Ready } }
            send_back { transition: { from: [Review, Ready], to: Draft } }
            schedule { transition: { from: [Ready, Tabled], to: Agenda } }
            unschedule { transition: { from: Agenda, to: Ready } }
            decide { transition: { from: [Ready, Agenda], to: Decided } }
            table { transition: { from: Agenda, to: Tabled } }
            refer_back { transition: { from: Agenda, to: Draft } }
            forward { transition: { from: Decided, to: Ready } }
            execute { transition: { from: Decided, to: InForce } }
            reassess { transition: { from: InForce, to: Draft } }
            keep_decision { transition: { from: [Draft, Review, Ready, Tabled], to: InForce } }
            close { transition: { from: InForce, to: Closed } }
            reopen { transition: { from: Closed, to: InForce } }
            archive { transition: { from: [Closed, Withdrawn], to: Archived } }
            withdraw { transition: { from: [Draft, Review, Ready, Agenda, Tabled], to: Withdrawn } }
        }
    }
}

macro_rules! same_names {
    ($ours:ident, $theirs:ident, [$($name:ident),+ $(,)?]) => {
        impl From<$ours> for $theirs {
            fn from(ours: $ours) -> Self {
                match ours { $($ours::$name => Self::$name),+ }
            }
        }
    };
}

same_names!(
    Phase,
    LifeState,
    [
        Draft, Review, Ready, Agenda, Tabled, Decided, InForce, Closed, Archived, Withdrawn
    ]
);
same_names!(
    LifeState,
    Phase,
    [
        Draft, Review, Ready, Agenda, Tabled, Decided, InForce, Closed, Archived, Withdrawn
    ]
);
same_names!(
    Move,
    LifeEvent,
    [
        Submit,
        Clear,
        SendBack,
        Schedule,
        Unschedule,
        Decide,
        Table,
        ReferBack,
        Forward,
        Execute,
        Reassess,
        KeepDecision,
        Close,
        Reopen,
        Archive,
        Withdraw,
    ]
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The table that the lawyers know, written out once more by hand.
    const TABLE: [(Phase, Move, Phase); 27] = [
        (Phase::Draft, Move::Submit, Phase::Review),
        (Phase::Draft, Move::Withdraw, Phase::Withdrawn),
        (Phase::Review, Move::Clear, Phase::Ready),
        (Phase::Review, Move::SendBack, Phase::Draft),
        (Phase::Review, Move::Withdraw, Phase::Withdrawn),
        (Phase::Ready, Move::SendBack, Phase::Draft),
        (Phase::Ready, Move::Schedule, Phase::Agenda),
        (Phase::Ready, Move::Decide, Phase::Decided),
        (Phase::Ready, Move::Withdraw, Phase::Withdrawn),
        (Phase::Agenda, Move::Unschedule, Phase::Ready),
        (Phase::Agenda, Move::Decide, Phase::Decided),
        (Phase::Agenda, Move::Table, Phase::Tabled),
        (Phase::Agenda, Move::ReferBack, Phase::Draft),
        (Phase::Agenda, Move::Withdraw, Phase::Withdrawn),
        (Phase::Tabled, Move::Schedule, Phase::Agenda),
        (Phase::Tabled, Move::Withdraw, Phase::Withdrawn),
        (Phase::Decided, Move::Forward, Phase::Ready),
        (Phase::Decided, Move::Execute, Phase::InForce),
        (Phase::InForce, Move::Reassess, Phase::Draft),
        (Phase::Draft, Move::KeepDecision, Phase::InForce),
        (Phase::Review, Move::KeepDecision, Phase::InForce),
        (Phase::Ready, Move::KeepDecision, Phase::InForce),
        (Phase::Tabled, Move::KeepDecision, Phase::InForce),
        (Phase::InForce, Move::Close, Phase::Closed),
        (Phase::Closed, Move::Reopen, Phase::InForce),
        (Phase::Closed, Move::Archive, Phase::Archived),
        (Phase::Withdrawn, Move::Archive, Phase::Archived),
    ];

    #[test]
    fn every_pair_is_in_the_table_or_is_refused() {
        for from in Phase::ALL {
            for by in Move::ALL {
                let expected = TABLE
                    .iter()
                    .find(|(f, b, _)| (*f, *b) == (from, by))
                    .map(|row| row.2);
                let first = expected.filter(|_| by != Move::KeepDecision);
                let again = expected.filter(|_| by != Move::Withdraw);
                assert_eq!(step(from, by, Round::First).ok(), first, "{from:?} {by:?}");
                assert_eq!(
                    step(from, by, Round::Reassessment).ok(),
                    again,
                    "{from:?} {by:?}"
                );
            }
        }
    }

    #[test]
    fn our_names_are_those_of_the_machine() {
        let schema = machine::Life::<(), machine::Draft>::schema();
        let states: Vec<String> = Phase::ALL
            .iter()
            .map(|phase| format!("{phase:?}"))
            .collect();
        let events: Vec<&str> = Move::ALL.iter().map(|by| by.key()).collect();
        assert_eq!(schema.states, states);
        assert_eq!(
            schema
                .events
                .iter()
                .map(|event| event.name.as_str())
                .collect::<Vec<_>>(),
            events
        );
    }

    #[test]
    fn words_are_read_back() {
        for phase in Phase::ALL {
            assert_eq!(phase.key().parse(), Ok(phase));
            assert_eq!(
                serde_json::to_string(&phase).unwrap(),
                format!("\"{}\"", phase.key())
            );
        }
        for by in Move::ALL {
            assert_eq!(by.key().parse(), Ok(by));
            assert_eq!(
                serde_json::to_string(&by).unwrap(),
                format!("\"{}\"", by.key())
            );
        }
        assert_eq!(
            "beslutat".parse::<Phase>(),
            Err(UnknownWord("beslutat".to_owned()))
        );
    }

    #[test]
    fn a_refusal_says_what_is_possible() {
        assert_eq!(
            step(Phase::Tabled, Move::Decide, Round::First)
                .unwrap_err()
                .to_string(),
            "Steget ”Besluta” går inte att ta i fasen Bordlagt. Möjligt nu: Sätt upp på dagordningen, Återkalla."
        );
        assert_eq!(
            step(Phase::Tabled, Move::Withdraw, Round::Reassessment)
                .unwrap_err()
                .to_string(),
            "Steget ”Återkalla” går inte att ta i fasen Bordlagt. Möjligt nu: Sätt upp på dagordningen, Avbryt omprövningen."
        );
        assert_eq!(
            step(Phase::Archived, Move::Reopen, Round::First)
                .unwrap_err()
                .to_string(),
            "Steget ”Återuppta” går inte att ta i fasen Arkiverat. Ärendet är avslutat för gott: öppna ett nytt ärende som hänvisar till det här."
        );
    }

    #[test]
    fn only_the_archive_is_final() {
        let last: Vec<Phase> = Phase::ALL
            .into_iter()
            .filter(|phase| phase.is_final())
            .collect();
        assert_eq!(last, [Phase::Archived]);
    }

    #[test]
    fn nothing_is_demanded_of_what_is_withdrawn() {
        assert!(Phase::Review.demands(Phase::Review));
        assert!(Phase::Decided.demands(Phase::Review));
        assert!(!Phase::Draft.demands(Phase::Review));
        assert!(!Phase::Withdrawn.demands(Phase::Review));
    }

    proptest! {
        #[test]
        fn nothing_is_carried_out_or_archived_that_was_not_decided_or_withdrawn(
            choices in prop::collection::vec(0..Move::ALL.len(), 0..60),
        ) {
            let mut phase = Phase::Draft;
            // As a matter keeps it: the decision of this round, and the rounds that were closed.
            let (mut decided, mut rounds) = (false, 0);
            for choice in choices {
                let round = if !decided && rounds > 0 {
                    Round::Reassessment
                } else {
                    Round::First
                };
                let by = Move::ALL[choice];
                let Ok(next) = step(phase, by, round) else { continue };
                match by {
                    Move::Decide => decided = true,
                    Move::Forward => decided = false,
                    Move::Reassess => (decided, rounds) = (false, rounds + 1),
                    Move::KeepDecision => (decided, rounds) = (true, rounds - 1),
                    _ => {}
                }
                match next {
                    Phase::Decided | Phase::InForce | Phase::Closed => prop_assert!(decided),
                    Phase::Withdrawn => prop_assert!(!decided && rounds == 0),
                    Phase::Archived => prop_assert!(decided || phase == Phase::Withdrawn),
                    _ => prop_assert!(!decided),
                }
                phase = next;
            }
        }
    }
}
