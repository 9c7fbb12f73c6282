//! Deciding one item of the agenda: motions, the vote, the points, reservations.

use super::Page;
use super::field::{FieldView, faults_of};
use super::meeting::RollRow;
use super::part::{Fact, Fault, Link, RefusalPanel, Row};
use serde::Serialize;

/// What somebody wants in the minutes: a motion, a reservation, a note.
#[derive(Debug, Clone, Serialize)]
pub struct MotionView {
    /// "Yrkande 1".
    pub legend: String,
    /// Its fields.
    pub fields: Vec<FieldView>,
}

/// The page that decides one item.
#[derive(Debug, Clone, Serialize)]
pub struct ItemPage {
    /// The title of the matter.
    pub matter_title: String,
    /// The meeting.
    pub meeting: Link,
    /// Register number, presenter, the matter's page.
    pub about: Vec<Fact>,
    /// How many take part, with the law's source.
    pub quorum: String,
    /// What refused the act, if something did.
    pub refusal: Option<RefusalPanel>,
    /// Who is disqualified, and why; each leads to where it is taken back.
    pub disqualified: Vec<Row>,
    /// The page that notes that somebody is; none once the item is decided.
    pub disqualify: Option<Link>,
    /// Bifall, bifall med ändring, avslag, återremiss, bordläggning.
    pub decision: FieldView,
    /// The decision points, prefilled from the proposal, and an empty one.
    pub points: Vec<FieldView>,
    /// The reason for a referral back, the day of a tabling.
    pub conditions: Vec<FieldView>,
    /// The motions, and an empty one.
    pub motions: Vec<MotionView>,
    /// True when a motion is filled in.
    pub motions_open: bool,
    /// Whether a vote was held, and what ja and nej mean.
    pub vote: Vec<FieldView>,
    /// Those who serve in the item, with ja, nej, avstår, deltar inte, frånvarande.
    pub voters: Vec<RollRow>,
    /// True when the vote is filled in.
    pub vote_open: bool,
    /// Who takes no part in a decision without a vote.
    pub took_no_part: FieldView,
    /// Who reserves, and the text; notes in the minutes.
    pub dissent: Vec<MotionView>,
    /// True when a reservation or a note is filled in.
    pub dissent_open: bool,
    /// The summary and the reason, when the text is corrected after the meeting; none before that.
    pub correction: Vec<FieldView>,
    /// The identity of the item: its place can change while the page is open.
    pub item: String,
    /// The version of the meeting that the person saw.
    pub seen: String,
    /// Where the form is sent.
    pub action: String,
}

impl Page for ItemPage {
    const TEMPLATE: &'static str = "item";
    fn title(&self) -> String {
        self.matter_title.clone()
    }
    fn crumbs(&self) -> Vec<Link> {
        vec![
            Link::new("Sammanträden", "/sammantraden"),
            self.meeting.clone(),
        ]
    }
    fn faults(&self) -> Vec<Fault> {
        let groups = self.motions.iter().flat_map(|motion| &motion.fields);
        let dissent = self.dissent.iter().flat_map(|one| &one.fields);
        faults_of(
            groups
                .chain(&self.vote)
                .chain([&self.decision])
                .chain(&self.points)
                .chain(&self.conditions)
                .chain([&self.took_no_part])
                .chain(&self.correction)
                .chain(dissent),
        )
    }
}
