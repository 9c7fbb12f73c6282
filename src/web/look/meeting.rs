//! The meetings: the list, the page of one, who is there.

use super::Page;
use super::field::{Choice, FieldView, faults_of};
use super::part::{Blocker, Fact, Fault, Link, MainAct, Paging, RefusalPanel, Row, Tag};
use serde::Serialize;

/// One meeting in the list.
#[derive(Debug, Clone, Serialize)]
pub struct MeetingRow {
    /// The body.
    pub body: String,
    /// Its page.
    pub href: String,
    /// Day and time.
    pub when: String,
    /// How many matters, in words.
    pub matters: String,
    /// Its state.
    pub state: Tag,
}

/// Meetings to come and meetings held.
#[derive(Debug, Clone, Serialize)]
pub struct MeetingsList {
    /// To come, the next one first.
    pub coming: Vec<MeetingRow>,
    /// Held, the last one first.
    pub held: Vec<MeetingRow>,
    /// Where in the list of held meetings the reader is.
    pub paging: Paging,
    /// The main button, for a secretary.
    pub main: Option<MainAct>,
}

impl Page for MeetingsList {
    const TEMPLATE: &'static str = "meetings";
    fn title(&self) -> String {
        "Sammanträden".to_owned()
    }
}

/// One item of the agenda.
#[derive(Debug, Clone, Serialize)]
pub struct AgendaRow {
    /// What is sent for this item.
    pub id: String,
    /// The number on the agenda.
    pub number: u32,
    /// The title.
    pub title: String,
    /// The page that decides it, if it can be opened.
    pub href: Option<String>,
    /// Register number and the like.
    pub hint: String,
    /// Its state: "§ 12 Bifall", "Inte behandlat".
    pub state: Tag,
    /// The page that takes it off the agenda, while that can be done.
    pub remove: Option<String>,
}

/// A matter that is ready to be put on the agenda.
#[derive(Debug, Clone, Serialize)]
pub struct ReadyMatter {
    /// What is sent for this matter.
    pub id: String,
    /// The title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Register number and the like.
    pub hint: String,
}

/// The page of one meeting.
#[derive(Debug, Clone, Serialize)]
pub struct MeetingPage {
    /// The body.
    pub body: String,
    /// Day and time in words.
    pub when: String,
    /// The state.
    pub state: Tag,
    /// Time, place, chair, secretary.
    pub about: Vec<Fact>,
    /// What is to be done, in order, each with its state.
    pub steps: Vec<Row>,
    /// What stops the next step.
    pub blockers: Vec<Blocker>,
    /// What refused the act, if something did.
    pub refusal: Option<RefusalPanel>,
    /// The agenda, in order.
    pub agenda: Vec<AgendaRow>,
    /// Where the order is sent; none when the agenda is fixed.
    pub order_action: Option<String>,
    /// Matters that can be added.
    pub ready: Vec<ReadyMatter>,
    /// Where an added matter or a standing item is sent.
    pub add_action: String,
    /// The title of a standing item to add; none when the agenda is fixed.
    pub standing: Option<FieldView>,
    /// The version of the meeting that the person saw.
    pub seen: String,
    /// Who is there, in words, and whether that is enough.
    pub quorum: Option<String>,
    /// The main button.
    pub main: Option<MainAct>,
    /// Other things that the reader may do.
    pub others: Vec<Link>,
}

impl Page for MeetingPage {
    const TEMPLATE: &'static str = "meeting";
    fn title(&self) -> String {
        format!("{} {}", self.body, self.when)
    }
    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Sammanträden", "/sammantraden")]
    }
    fn faults(&self) -> Vec<Fault> {
        faults_of(&self.standing)
    }
}

/// One person of a roll: who, and one choice among a few.
#[derive(Debug, Clone, Serialize)]
pub struct RollRow {
    /// The element id; its first choice has it, too.
    pub id: String,
    /// The name that is sent.
    pub name: String,
    /// The person.
    pub person: String,
    /// Party and seat: "(S), ledamot".
    pub note: String,
    /// The choices.
    pub choices: Vec<Choice>,
    /// One more field, such as whom a substitute replaces.
    pub extra: Option<FieldView>,
}

/// The roll call.
#[derive(Debug, Clone, Serialize)]
pub struct AttendancePage {
    /// The meeting.
    pub meeting: Link,
    /// How many must be there, with the law's source.
    pub quorum: String,
    /// What refused the act, if something did.
    pub refusal: Option<RefusalPanel>,
    /// Members and substitutes.
    pub rows: Vec<RollRow>,
    /// Chair, secretary, certifiers, others in the room.
    pub fields: Vec<FieldView>,
    /// The version of the meeting that the person saw.
    pub seen: String,
    /// Where the form is sent.
    pub action: String,
}

impl Page for AttendancePage {
    const TEMPLATE: &'static str = "attendance";
    fn title(&self) -> String {
        "Upprop".to_owned()
    }
    fn crumbs(&self) -> Vec<Link> {
        vec![
            Link::new("Sammanträden", "/sammantraden"),
            self.meeting.clone(),
        ]
    }
    fn faults(&self) -> Vec<Fault> {
        let extras = self.rows.iter().filter_map(|row| row.extra.as_ref());
        faults_of(extras.chain(&self.fields))
    }
}
