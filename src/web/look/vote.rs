//! Deciding one item of the agenda: motions, the vote, the points, reservations.

use super::Page;
use super::field::{FieldView, faults_of};
use super::meeting::RollRow;
use super::part::{Fact, Fault, Link, RefusalPanel};
use serde::Serialize;

/// One motion made at the meeting: who, which kind, the text.
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
    /// Which of those present are disqualified.
    pub disqualified: FieldView,
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
    /// Those present, with ja, nej, avstår, deltar inte.
    pub voters: Vec<RollRow>,
    /// True when the vote is filled in.
    pub vote_open: bool,
    /// Who reserves, and the text; a note in the minutes.
    pub dissent: Vec<FieldView>,
    /// True when a reservation or a note is filled in.
    pub dissent_open: bool,
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
        let motions = self.motions.iter().flat_map(|motion| &motion.fields);
        let fields = [&self.disqualified, &self.decision];
        faults_of(
            fields
                .into_iter()
                .chain(&self.points)
                .chain(&self.conditions)
                .chain(motions)
                .chain(&self.vote)
                .chain(&self.dissent),
        )
    }
}
