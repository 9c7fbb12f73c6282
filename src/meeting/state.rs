//! What a meeting is: its agenda, who is there, and how far its minutes have come.

use super::{lifecycle::MeetingPhase, outcome::ItemOutcome};
use crate::domain::{
    body::Seat,
    delegation::reporting::DecisionToReport,
    digest::Digest,
    identifiers::{BodyId, ItemId, MatterId, MeetingId, PersonId, SignOffId},
};
use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

/// A meeting of a body, from the plan to the notice that is taken down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Its identity.
    pub id: MeetingId,
    /// The body that meets.
    pub body: BodyId,
    /// The body's name as printed, as it was when the meeting was planned.
    pub body_name: String,
    /// The day.
    pub day: NaiveDate,
    /// When it begins, Swedish time.
    pub starts_at: NaiveTime,
    /// When it ended, Swedish time; set by the act that ends it.
    pub ended_at: Option<NaiveTime>,
    /// Where.
    pub place: String,
    /// How far it has come.
    pub phase: MeetingPhase,
    /// The one who writes the minutes.
    pub secretary: PersonId,
    /// The secretary's name as printed.
    pub secretary_name: String,
    /// The agenda, in the order in which it is taken.
    pub items: Vec<Item>,
    /// Members and substitutes who are there. Empty until the meeting begins.
    pub attendance: Vec<Attendance>,
    /// Others who are there: officials, guests (KL 6:26).
    pub others: Vec<OtherPresent>,
    /// How many seats the body has, as its rules said on the roll call: what quorum is counted from
    /// (KL 6:27).
    pub seats: usize,
    /// Who leads the meeting. `None` until it begins.
    pub chair: Option<PersonId>,
    /// Who certify the minutes beside the chair.
    pub certifiers: Vec<PersonId>,
    /// The minutes, once they have been sent for certification.
    pub minutes: Option<MinutesState>,
    /// Objections at certification, oldest first. They are noted in the next version of the minutes.
    pub objections: Vec<Objection>,
    /// Why it was cancelled, if it was.
    pub cancelled_because: Option<String>,
    /// Grows by one with every act.
    pub version: u64,
}

/// An item on the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its identity.
    pub id: ItemId,
    /// The matter; `None` for a standing item such as "Val av justerare".
    pub matter: Option<MatterId>,
    /// The title as printed.
    pub title: String,
    /// The matter's register number as printed, such as "KS 2026/123".
    pub register_number: Option<String>,
    /// The summary that becomes the case text of the minutes.
    pub summary: String,
    /// The documents behind the decision, each with its date.
    pub decision_basis: Vec<String>,
    /// The proposed decision, point by point, unchanged from the frozen memo.
    pub proposal: Vec<String>,
    /// The hash of the frozen version that the proposal was copied from; `None` without a matter.
    pub source_sha256: Option<Digest>,
    /// To whom the decision is sent.
    pub recipients: Vec<String>,
    /// Its place in a chain of bodies.
    #[serde(default)]
    pub chain: Chain,
    /// The decisions that it reports (KL 6:40), frozen when the meeting begins.
    #[serde(default)]
    pub reports: Vec<DecisionToReport>,
    /// Who may not take part in it.
    pub disqualified: Vec<Disqualified>,
    /// Who leads this item instead of the meeting's chair, when the chair is disqualified.
    pub acting_chair: Option<PersonId>,
    /// What became of it; `None` until it is recorded.
    pub outcome: Option<ItemOutcome>,
    /// The number of its section (§), given when the meeting ends.
    pub section: Option<u32>,
}

impl Item {
    /// What the journal calls it: a matter by its number, because it may be marked as secret one day
    /// and the journal is never rewritten (OSL 5:5).
    pub(super) fn in_journal(&self) -> String {
        match (&self.register_number, self.matter) {
            (Some(number), _) => number.clone(),
            (None, Some(_)) => "ett ärende utan diarienummer".to_owned(),
            (None, None) => format!("”{}”", self.title),
        }
    }
}

/// Where an item stands in a chain of bodies, each of which proposes to the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// The body whose proposal it is, as printed; none when it is the officer's.
    pub proposed_by: Option<String>,
    /// The body that this one proposes to; none when it decides.
    pub proposes_to: Option<String>,
}

/// That a person may not take part in an item (KL 6:28–30).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disqualified {
    /// Who.
    pub person: PersonId,
    /// The name as printed: "Anna Ek (S)".
    pub name: String,
    /// Why, in one sentence.
    pub ground: String,
    /// The substitute who serves in this item instead.
    pub substitute: Option<PersonId>,
}

/// That a member or a substitute is at the meeting. Names are frozen as they were that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// Who.
    pub person: PersonId,
    /// The name as printed.
    pub name: String,
    /// The party as printed in parentheses; empty when none.
    pub party: String,
    /// The seat in the body.
    pub seat: Seat,
    /// Whether the person takes part in the decisions: all members, and substitutes called in.
    pub serves: bool,
    /// For a serving substitute: the member whose place it is.
    pub replaces: Option<PersonId>,
    /// That member as printed: "Bo Dahl (M)".
    pub replaces_name: Option<String>,
    /// In the room or from a distance (KL 6:24).
    pub mode: Mode,
}

/// How a person attends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// På plats.
    OnSite,
    /// På distans, with picture and sound in real time (KL 5:16).
    Remote,
}

/// Someone who is there without a seat in the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherPresent {
    /// The name as printed.
    pub name: String,
    /// The title or the errand, such as "IT-strateg".
    pub title: String,
}

/// The minutes as sent for certification, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesState {
    /// The version, from 1; a new one for each time they are sent.
    pub number: u32,
    /// The hash of the frozen content: what is certified is exactly this.
    pub sha256: Digest,
    /// The last day to certify (KL 5:69).
    pub due: NaiveDate,
    /// The chair and the certifiers, in the order they are printed.
    pub certifications: Vec<Certification>,
    /// The day when the last of them certified.
    pub certified_on: Option<NaiveDate>,
    /// The notice that they are certified, once it is up (KL 8:12).
    pub notice: Option<Announcement>,
}

/// One person's certification of one version of the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certification {
    /// The key of the place: "ordforande", "justerare_1", "tjanstgorande_ordforande_1".
    pub seat: String,
    /// The place as printed: "Ordförande", "Justerare", "Tjänstgörande ordförande § 13".
    pub title: String,
    /// Who.
    pub person: PersonId,
    /// The name as printed.
    pub name: String,
    /// The sign-off that was asked for; `None` when the minutes are certified on paper.
    pub sign_off: Option<SignOffId>,
    /// Where it stands.
    pub state: CertificationState,
}

/// Where a certification stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CertificationState {
    /// Not answered.
    Waiting,
    /// The minutes show what was decided.
    Certified {
        /// On which day.
        on: NaiveDate,
    },
    /// They do not, in the certifier's view; the words are in [`Meeting::objections`].
    Objected {
        /// On which day.
        on: NaiveDate,
    },
}

/// An objection at certification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// By whom.
    pub person: PersonId,
    /// The name as printed.
    pub name: String,
    /// In the certifier's own words.
    pub words: String,
    /// On which day.
    pub on: NaiveDate,
    /// Against which version of the minutes.
    pub minutes: u32,
}

/// The notice on the board, and the days that follow from it (KL 8:12, 13:5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// The day it was put up.
    pub announced_on: NaiveDate,
    /// The last day to appeal (KL 13:5, lag 1930:173).
    pub last_appeal_day: NaiveDate,
    /// The first day on which it may be taken down.
    pub down_earliest: NaiveDate,
    /// The first day of legal force, if nobody appeals.
    pub legal_force: NaiveDate,
    /// The day it was taken down, once it was.
    pub taken_down_on: Option<NaiveDate>,
}

impl Meeting {
    /// The hour before which a meeting that goes on past midnight must have ended.
    pub const LATEST_END: NaiveTime = match NaiveTime::from_hms_opt(6, 0, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    };

    /// The day after, when the meeting ended past midnight.
    pub fn ended_next_day(&self) -> Option<NaiveDate> {
        let past_midnight = self.ended_at? <= self.starts_at;
        past_midnight.then(|| self.day.succ_opt())?
    }

    /// The item with this identity and its place on the agenda from 1.
    pub fn item(&self, id: ItemId) -> Option<(usize, &Item)> {
        self.items
            .iter()
            .enumerate()
            .find(|(_, item)| item.id == id)
            .map(|(at, item)| (at + 1, item))
    }

    /// The attendance of a person, if on the roll as it is now.
    pub fn present(&self, person: PersonId) -> Option<&Attendance> {
        self.attendance
            .iter()
            .find(|attendance| attendance.person == person)
    }

    /// The attendance of a person who is there, or who has left and served in an item before.
    pub fn attended(&self, person: PersonId) -> Option<&Attendance> {
        let earlier = || self.items.iter().flat_map(Item::served);
        self.present(person)
            .or_else(|| earlier().find(|served| served.person == person))
    }

    /// All on the roll, and after them those who have left it and served in a section.
    pub fn everyone(&self) -> Vec<&Attendance> {
        let mut everyone: Vec<&Attendance> = self.attendance.iter().collect();
        let sections = self.items.iter().filter(|item| item.becomes_section());
        for served in sections.flat_map(Item::served) {
            if !everyone.iter().any(|known| known.person == served.person) {
                everyone.push(served);
            }
        }
        everyone
    }

    /// Whether the person serves at the meeting, or has served in an item of it.
    pub fn has_served(&self, person: PersonId) -> bool {
        self.present(person).is_some_and(|present| present.serves)
            || self
                .items
                .iter()
                .flat_map(Item::served)
                .any(|served| served.person == person)
    }

    /// The name of a person at the meeting, with the party: "Anna Ek (S)".
    pub fn presented(&self, person: PersonId) -> Option<String> {
        self.attended(person).map(Attendance::presented)
    }

    /// Who leads an item: the one who led it when it was decided; before that its acting chair, else
    /// the meeting's chair.
    pub fn chair_of(&self, item: &Item) -> Option<PersonId> {
        let led = item.outcome.as_ref().and_then(|outcome| outcome.chair);
        led.or(item.acting_chair).or(self.chair)
    }

    /// Those who take part in an item: all who serve, without the disqualified, with the
    /// substitutes who serve for them (KL 4:22, 6:28–30). Once the item is decided they are those
    /// who served then, whoever has come or left since.
    pub fn serving<'a>(&'a self, item: &'a Item) -> impl Iterator<Item = &'a Attendance> {
        let served = item.served();
        let roll: &[Attendance] = if served.is_empty() {
            &self.attendance
        } else {
            &[]
        };
        served.iter().chain(roll.iter().filter(|present| {
            let stands_in = item
                .disqualified
                .iter()
                .any(|gone| gone.substitute == Some(present.person));
            (present.serves || stands_in) && !item.is_disqualified(present.person)
        }))
    }

    /// The sections in order, first and last: "§§ 12–18". `None` before the meeting has ended.
    pub fn sections(&self) -> Option<(u32, u32)> {
        let first = self.items.iter().find_map(|item| item.section)?;
        let last = self.items.iter().rev().find_map(|item| item.section)?;
        Some((first, last))
    }

    /// How many section numbers the meeting will need when it ends, counted from what is recorded.
    pub fn sections_needed(&self) -> u32 {
        let sections = self
            .items
            .iter()
            .filter(|item| item.becomes_section())
            .count();
        u32::try_from(sections).unwrap_or(u32::MAX)
    }
}

impl Item {
    /// Whether the person may not take part in it.
    pub fn is_disqualified(&self, person: PersonId) -> bool {
        self.disqualified.iter().any(|gone| gone.person == person)
    }

    /// Who served when it was decided; nobody before that.
    pub fn served(&self) -> &[Attendance] {
        self.outcome
            .as_ref()
            .map_or(&[], |outcome| &outcome.serving)
    }

    /// Whether it gets a section of its own. What is withdrawn from the agenda ("utgår") was not
    /// handled, so it gets none; all else that was recorded does (KL 5:66).
    pub fn becomes_section(&self) -> bool {
        self.outcome
            .as_ref()
            .is_some_and(|outcome| outcome.kind.is_handled())
    }
}

impl Attendance {
    /// The name with the party: "Anna Ek (S)".
    pub fn presented(&self) -> String {
        if self.party.is_empty() {
            self.name.clone()
        } else {
            format!("{} ({})", self.name, self.party)
        }
    }
}

impl Mode {
    /// The Swedish words people read.
    pub fn swedish(self) -> &'static str {
        match self {
            Mode::OnSite => "på plats",
            Mode::Remote => "på distans",
        }
    }
}
