//! What a matter type asks of people, carries over to the next year, writes and checks by itself.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::workflow::definition::{Definition, Workdays};
use crate::workflow::gate::syntax::Node;
use crate::workflow::keys::{CollectionKey, ColumnKey, FieldKey, GroupKey, WorkflowId};
use crate::workflow::phase::Phase;
use crate::workflow::value::FieldType;

/// The field that says which year a report is about.
pub const YEAR: &str = "ar";

/// The column that says whose row it is.
pub const OWNER: &str = "ansvarig";

/// A round of questions that is sent to people by personal links: `[[collections]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Its name in files.
    pub key: CollectionKey,
    /// What people call it.
    pub title: String,
    /// What stands over the questions.
    pub help: Option<String>,
    /// Who is asked.
    pub to: Recipients,
    /// Working days from the sending until the answers are due.
    pub deadline: Workdays,
    /// When to remind, in working days from the due day.
    pub remind: Vec<Workdays>,
    /// What is asked. For owners these are columns of their table.
    pub questions: Vec<Question>,
    /// The table that an officer takes the answers into.
    pub into: Option<FieldKey>,
    /// The type of the matter that can be opened in the body that answered.
    pub opens: Option<WorkflowId>,
}

/// Who a round goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipients {
    /// One contact for each body: `bodies`.
    Bodies,
    /// Every member of a group: `group:dataskydd`.
    Group(GroupKey),
    /// Each owner of rows in a table: `owners:aktiviteter`.
    Owners(FieldKey),
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its name; also that of the column its answer is taken into.
    pub key: ColumnKey,
    /// The question.
    pub title: String,
    /// A sentence under it.
    pub help: Option<String>,
    /// What is answered.
    pub kind: FieldType,
    /// Whether it may be left unanswered.
    pub optional: bool,
}

/// What is unfinished in a table is offered to the next matter of a type: `[carry_over]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarryOver {
    /// The table.
    pub table: FieldKey,
    /// Holds for a table whose rows are all finished; asked of one row at a time.
    pub finished: Node,
    /// The type of the matter that takes over.
    pub into: WorkflowId,
}

/// Text that the system can write into a section out of what it knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fill {
    /// The decisions of the year.
    DecisionsOfYear,
    /// What the decisions of a type allow, out of its inventory.
    ServicesAllowed(WorkflowId),
    /// The risks that decisions of a type accept and that are in force, those that soon expire
    /// first.
    Acceptances(WorkflowId),
    /// The activities of the plans, by status.
    ActivitiesByStatus,
    /// What was answered in a round.
    AnswersOf(CollectionKey),
    /// A table of numbers with last year beside this year.
    Statistics(FieldKey),
}

impl Fill {
    /// The words of a file; what is followed by a colon names something of the file, or the matter
    /// type whose decisions are listed.
    pub const WORDS: [&'static str; 6] = [
        "decisions_of_year",
        Self::SERVICES,
        Self::ACCEPTANCES,
        "activities_by_status",
        "answers_of_collection:",
        "statistics:",
    ];

    pub(super) const SERVICES: &'static str = "services_allowed:";
    pub(super) const ACCEPTANCES: &'static str = "acceptances_in_force_and_expiring:";

    /// The matter type that a word of a file names, if it is one that does.
    pub(super) fn type_named(word: &str) -> Option<&str> {
        let named = [Self::SERVICES, Self::ACCEPTANCES];
        let named = named.iter().find_map(|prefix| word.strip_prefix(prefix));
        named.map(str::trim)
    }
}

impl fmt::Display for Fill {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DecisionsOfYear => out.write_str("decisions_of_year"),
            Self::ServicesAllowed(workflow) => write!(out, "{}{workflow}", Self::SERVICES),
            Self::Acceptances(workflow) => write!(out, "{}{workflow}", Self::ACCEPTANCES),
            Self::ActivitiesByStatus => out.write_str("activities_by_status"),
            Self::AnswersOf(collection) => write!(out, "answers_of_collection:{collection}"),
            Self::Statistics(table) => write!(out, "statistics:{table}"),
        }
    }
}

/// A compiled check that the type wants made: `[[checks]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Which.
    pub kind: CheckKind,
    /// The phases it stops. Without any it only tells.
    pub at: Vec<Phase>,
    /// The rule it builds on.
    pub reference: Option<String>,
}

/// The checks there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckKind {
    /// A number in the prose that speaks of a table against the table's total.
    Totals,
    /// A table of the bodies in which one is missing or has no number.
    MissingRows,
    /// Two sections that date the same thing so that both cannot be true.
    Dates,
    /// Section numbers that come twice or run backwards.
    Numbers,
    /// A last section without text, or with a sentence that was never finished.
    EmptyTail,
    /// A finished activity without evidence or day.
    Evidence,
    /// It is said that nothing can be compared, though last year is stored.
    Comparison,
    /// The same list twice, and not alike.
    RepeatedList,
}

impl CheckKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Totals,
        Self::MissingRows,
        Self::Dates,
        Self::Numbers,
        Self::EmptyTail,
        Self::Evidence,
        Self::Comparison,
        Self::RepeatedList,
    ];

    /// The word in a file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Totals => "totals",
            Self::MissingRows => "missing_rows",
            Self::Dates => "dates",
            Self::Numbers => "numbers",
            Self::EmptyTail => "empty_tail",
            Self::Evidence => "evidence",
            Self::Comparison => "comparison",
            Self::RepeatedList => "repeated_list",
        }
    }

    /// What people call it.
    pub fn swedish(self) -> &'static str {
        match self {
            Self::Totals => "Tabellens summa och texten",
            Self::MissingRows => "Nämnder som saknas",
            Self::Dates => "Tidsuppgifter om samma sak",
            Self::Numbers => "Avsnittens numrering",
            Self::EmptyTail => "Avsnitt utan slut",
            Self::Evidence => "Genomfört med underlag",
            Self::Comparison => "Jämförelse med förra året",
            Self::RepeatedList => "Listor som upprepas",
        }
    }
}

impl Definition {
    /// The collection with this name.
    pub fn collection(&self, key: &str) -> Option<&Collection> {
        self.collections
            .iter()
            .find(|collection| collection.key.as_str() == key)
    }
}
