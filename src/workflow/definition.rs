//! A matter type as it was read from its file: checked, typed, never changed.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::digest::Digest;
use crate::workflow::after::{Execution, FollowUp, Inventory};
use crate::workflow::collection::{CarryOver, Check, Collection, Fill};
use crate::workflow::content::Content;
use crate::workflow::gate::syntax::Node;
use crate::workflow::gate::{Binding, Blocked, Gate, GateFacts, holds};
use crate::workflow::keys::{
    BodyKey, DocumentKind, ExecutionKey, FieldKey, GroupKey, RoleKey, RouteKey, ScaleKey,
    SectionKey, StepKey, TemplateKey, WorkflowId,
};
use crate::workflow::phase::{Move, Phase};
use crate::workflow::replacing::Replacing;
use crate::workflow::value::{Choice, FieldType, Matrix};

/// The version of the language that this engine reads (`format` in the file).
pub const FORMAT: i64 = 1;

/// The body key that stands for the matter's own body, whichever it is.
pub const OWN_BODY: &str = "namnd";

/// The documents that the engine has templates for, and so can be named under `generate`.
pub const TEMPLATES: [&str; 5] = [
    "tjansteskrivelse",
    "kallelse",
    "protokoll",
    "protokollsutdrag",
    "delegationsbeslut",
];

/// A matter type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Its name, which is also the name of its file.
    pub id: WorkflowId,
    /// Raised by whoever changes the file.
    pub version: u32,
    /// What people call it.
    pub title: String,
    /// The role that writes the draft.
    pub lead: RoleKey,
    /// SHA-256 of the content: comments and spacing do not count. A matter is pinned to it.
    pub hash: Digest,
    /// What the file says, for comparing versions. [`Self::hash`] is made of it.
    pub content: Content,
    /// Who takes part.
    pub roles: BTreeMap<RoleKey, Role>,
    /// Ordered scales that level fields are set against.
    pub scales: BTreeMap<ScaleKey, Vec<Choice>>,
    /// How risks are put together; the levels of each are a scale with its name.
    pub matrices: BTreeMap<ScaleKey, Matrix>,
    /// The fields, in the order of the form.
    pub fields: Vec<Field>,
    /// The sections of the text, in their order.
    pub sections: Vec<Section>,
    /// The documents that belong to the matter, in the order of the file.
    pub documents: Vec<Document>,
    /// What stops a matter.
    pub gates: Vec<Gate>,
    /// Who must approve.
    pub review: Review,
    /// The ways to a decision, the first that fits is taken; the last always fits.
    pub routes: Vec<Route>,
    /// The field with the last day that the decision holds.
    pub until: Option<FieldKey>,
    /// Why decisions of this type may never be delegated (KL 6:38), in the file's words.
    pub never_delegated: Option<String>,
    /// What is made when something happens.
    pub events: Vec<Event>,
    /// What people are asked by personal links.
    pub collections: Vec<Collection>,
    /// What is offered to the next matter when it is unfinished.
    pub carry_over: Option<CarryOver>,
    /// The compiled checks that the type wants made.
    pub checks: Vec<Check>,
    /// What is done after the decision, in order.
    pub execution: Vec<Execution>,
    /// What comes back after the decision.
    pub follow_ups: Vec<FollowUp>,
    /// The register of what the decisions are about, if the type keeps one.
    pub inventory: Option<Inventory>,
    /// How it is kept afterwards.
    pub archive: Option<ArchiveRule>,
    /// The versions that it takes over from.
    pub replacing: Replacing,
}

/// Somebody's part in a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// What people call it.
    pub title: String,
    /// Where its people are found.
    pub source: RoleSource,
    /// Whether the substitute that one of its people has named may act while that person is away.
    pub substitute: bool,
    /// The roles that nobody may hold in the same matter as this one.
    pub not_same_as: Vec<RoleKey>,
}

/// Where the people of a role are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoleSource {
    /// The officer of the matter: `matter.officer`.
    MatterOfficer,
    /// The responsible manager of the matter: `matter.responsible`.
    MatterResponsible,
    /// A group of the municipality: `group:jurister`.
    Group(GroupKey),
    /// The members of a body: `body:ks`, or `body:namnd` for the matter's own.
    Body(BodyKey),
    /// The person that a field names: `field:riskagare`.
    Field(FieldKey),
}

/// A typed fact of the matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in gates and files.
    pub key: FieldKey,
    /// Its label.
    pub title: String,
    /// A sentence under the label.
    pub help: Option<String>,
    /// The heading that it stands under in forms and lists, with the fields that follow it.
    pub heading: Option<String>,
    /// What it holds.
    pub kind: FieldType,
    /// The phase that may not begin without it.
    pub required: Option<Phase>,
    /// The role that fills it in; the lead where none is named.
    pub author: Option<RoleKey>,
    /// When it is asked for; none is always. See [`Definition::asks_for`].
    pub when: Option<Node>,
    /// Whether it may be observed anew after the decision, without touching what was decided.
    pub live: bool,
}

/// What a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// Running text.
    Prose,
    /// Decision points, which move unchanged into the minutes.
    Proposal,
}

/// A section of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name in matter files.
    pub key: SectionKey,
    /// Its heading.
    pub title: String,
    /// What to write there.
    pub help: Option<String>,
    /// What it is.
    pub kind: SectionKind,
    /// The phase that may not begin without it.
    pub required: Option<Phase>,
    /// What the system can write into it.
    pub fill: Vec<Fill>,
    /// When it is asked for; none is always. See [`Definition::asks_for`].
    pub when: Option<Node>,
}

/// Whether a field or a section has its place in a matter as it now stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It is asked for, and demanded from the phase that requires it.
    Yes,
    /// Whether it should be there cannot be known yet: it is offered but not demanded.
    Perhaps,
    /// It does not belong to this matter.
    No,
}

/// A document that belongs to the matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its name in gates and files.
    pub kind: DocumentKind,
    /// What people call it.
    pub title: String,
    /// The role that writes it.
    pub author: RoleKey,
    /// The phase that may not begin without it.
    pub required: Option<Phase>,
    /// How old it may be.
    pub max_age: Option<Period>,
    /// What it is made from, when the engine makes it.
    pub template: Option<TemplateKey>,
}

/// A length of time in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// `30 days`
    Days(u16),
    /// `12 months`
    Months(u16),
}

impl fmt::Display for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(1) => write!(out, "1 dag"),
            Self::Days(days) => write!(out, "{days} dagar"),
            Self::Months(1) => write!(out, "1 månad"),
            Self::Months(months) => write!(out, "{months} månader"),
        }
    }
}

/// Who must approve, and how their answers are put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// All at once or one after the other.
    pub mode: ReviewMode,
    /// How many must approve.
    pub join: Join,
    /// Where the matter goes when somebody asks for changes; only the draft so far.
    pub on_changes: Phase,
    /// What becomes of given approvals when the text has changed.
    pub keep_approvals: KeepApprovals,
    /// The steps, in their order.
    pub steps: Vec<ReviewStep>,
}

/// All at once or one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewMode {
    /// All are asked when the review begins.
    Parallel,
    /// Each is asked when the one before has approved.
    Sequence,
}

/// How many steps must be approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// Every one.
    All,
    /// One is enough.
    Any,
    /// At least so many.
    AtLeast(usize),
}

impl Join {
    /// How many approvals are needed out of `steps`.
    pub fn needed(self, steps: usize) -> usize {
        match self {
            Self::All => steps,
            Self::Any => steps.min(1),
            Self::AtLeast(needed) => needed,
        }
    }
}

/// What becomes of an approval when the text it was given on has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeepApprovals {
    /// Every new round asks everybody again.
    Never,
    /// It stands if what was read is the same to the letter.
    IfUnchanged,
    /// It stands.
    Always,
}

/// One approval that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewStep {
    /// Its name.
    pub key: StepKey,
    /// What people call it.
    pub title: String,
    /// Who is asked.
    pub role: RoleKey,
    /// Working days from the question until the answer is due.
    pub deadline: Option<Workdays>,
    /// When to remind, in working days from the due day: -3 is three before it.
    pub remind: Vec<Workdays>,
    /// Who is told when the answer stays away.
    pub escalate: Option<Escalation>,
}

/// Who is told when an answer stays away. It tells; it never answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// Working days after the due day; at least one.
    pub after: Workdays,
    /// Who is told.
    pub to: EscalationTarget,
}

/// Who is told of an answer that stays away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EscalationTarget {
    /// The people of a role of the file: `ansvarig`.
    Role(RoleKey),
    /// People found as those of a role are: `group:chefsjurist`.
    Source(RoleSource),
}

/// A number of working days, before (negative) or after something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Workdays(pub i16);

/// A way to the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Its name.
    pub key: RouteKey,
    /// When it is taken; none is always.
    pub when: Option<Node>,
    /// Who decides.
    pub by: Decider,
}

/// Who decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decider {
    /// A delegate, by a point in the delegation scheme (KL 6:37, 7:5).
    Delegate {
        /// The point: "4.12".
        point: String,
        /// The role that the delegate must have in the matter, if not everybody whom the scheme names.
        role: Option<RoleKey>,
        /// The body that has delegated.
        on_behalf_of: BodyKey,
    },
    /// The chair, when the decision cannot wait (KL 6:39).
    UrgentChair,
    /// Bodies in order: each proposes to the next, the last decides.
    Bodies(Vec<BodyKey>),
}

/// What is made when something happens to the matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happens.
    pub on: Move,
    /// What is made.
    pub generate: Vec<TemplateKey>,
}

/// How a finished matter is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveRule {
    /// The code in the classification structure: "1.6.3".
    pub classification: String,
    /// How long.
    pub retention: Retention,
}

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// For ever: `bevaras`.
    Preserve,
    /// Destroyed after so many whole years: `gallras efter 5 år`.
    DestroyAfterYears(u16),
}

impl Definition {
    /// The field with this name.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key.as_str() == key)
    }

    /// The heading that a field stands under: its own, or that of the nearest field before it that
    /// has one.
    pub fn heading_over(&self, key: &FieldKey) -> Option<&str> {
        let place = self.fields.iter().position(|field| field.key == *key)?;
        let mut before = self.fields[..=place].iter().rev();
        before.find_map(|field| field.heading.as_deref())
    }

    /// The section with this name.
    pub fn section(&self, key: &str) -> Option<&Section> {
        self.sections
            .iter()
            .find(|section| section.key.as_str() == key)
    }

    /// The kind of document with this name.
    pub fn document(&self, kind: &str) -> Option<&Document> {
        self.documents
            .iter()
            .find(|document| document.kind.as_str() == kind)
    }

    /// The review step with this name.
    pub fn step(&self, key: &str) -> Option<&ReviewStep> {
        self.review
            .steps
            .iter()
            .find(|step| step.key.as_str() == key)
    }

    /// The roles that review.
    pub fn review_roles(&self) -> impl Iterator<Item = &RoleKey> {
        self.review.steps.iter().map(|step| &step.role)
    }

    /// The step after the decision with this name.
    pub fn execution_step(&self, key: &str) -> Option<&Execution> {
        self.execution.iter().find(|step| step.key.as_str() == key)
    }

    /// What comes back under this name.
    pub fn follow_up(&self, key: &str) -> Option<&FollowUp> {
        self.follow_ups
            .iter()
            .find(|follow_up| follow_up.key.as_str() == key)
    }

    /// The section that holds the proposed decision.
    pub fn proposal(&self) -> Option<&Section> {
        self.sections
            .iter()
            .find(|section| section.kind == SectionKind::Proposal)
    }

    /// Whether something with this `when` has its place in the matter.
    pub fn asks_for(&self, when: Option<&Node>, facts: &dyn GateFacts) -> Asked {
        match when.map(|when| holds(when, self, facts)) {
            None | Some(Some(true)) => Asked::Yes,
            Some(None) => Asked::Perhaps,
            Some(Some(false)) => Asked::No,
        }
    }

    /// The fields that must be filled in before `phase` may begin.
    pub fn fields_demanded_by(
        &self,
        phase: Phase,
        facts: &dyn GateFacts,
    ) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(move |field| field.required.is_some_and(|since| phase.demands(since)))
            .filter(move |field| self.asks_for(field.when.as_ref(), facts) == Asked::Yes)
    }

    /// The sections that must be written before `phase` may begin.
    pub fn sections_demanded_by(
        &self,
        phase: Phase,
        facts: &dyn GateFacts,
    ) -> impl Iterator<Item = &Section> {
        self.sections
            .iter()
            .filter(move |section| section.required.is_some_and(|since| phase.demands(since)))
            .filter(move |section| self.asks_for(section.when.as_ref(), facts) == Asked::Yes)
    }

    /// The documents that must be there before `phase` may begin.
    pub fn documents_demanded_by(&self, phase: Phase) -> impl Iterator<Item = &Document> {
        self.documents
            .iter()
            .filter(move |document| document.required.is_some_and(|since| phase.demands(since)))
    }

    /// The gates that are tried before `phase` may begin.
    pub fn gates_at(&self, phase: Phase) -> impl Iterator<Item = &Gate> {
        self.gates
            .iter()
            .filter(move |gate| gate.at.contains(&phase))
    }

    /// The gates that are tried before a step of the execution may be done.
    pub fn gates_before(&self, step: &ExecutionKey) -> impl Iterator<Item = &Gate> {
        self.gates
            .iter()
            .filter(move |gate| gate.before.contains(step))
    }

    /// The gates that stop `phase` from beginning, each with its reasons.
    pub fn blocked_at(&self, phase: Phase, facts: &dyn GateFacts) -> Vec<Blocked> {
        self.unmet(self.gates_at(phase), Binding::Must, facts)
    }

    /// The gates that only warn when `phase` begins, and do so now, each with its reasons.
    pub fn warned_at(&self, phase: Phase, facts: &dyn GateFacts) -> Vec<Blocked> {
        self.unmet(self.gates_at(phase), Binding::Should, facts)
    }

    /// The gates that stop a step of the execution, each with its reasons.
    pub fn blocked_before(&self, step: &ExecutionKey, facts: &dyn GateFacts) -> Vec<Blocked> {
        self.unmet(self.gates_before(step), Binding::Must, facts)
    }

    /// The gates that only warn before a step of the execution, and do so now.
    pub fn warned_before(&self, step: &ExecutionKey, facts: &dyn GateFacts) -> Vec<Blocked> {
        self.unmet(self.gates_before(step), Binding::Should, facts)
    }

    fn unmet<'g>(
        &self,
        gates: impl Iterator<Item = &'g Gate>,
        binding: Binding,
        facts: &dyn GateFacts,
    ) -> Vec<Blocked> {
        gates
            .filter(|gate| gate.binding == binding)
            .filter_map(|gate| gate.blocked(self, facts))
            .collect()
    }

    /// The route to the decision: the first whose condition certainly holds.
    ///
    /// A file without errors ends with a route that has no condition, so there is always one.
    pub fn route(&self, facts: &dyn GateFacts) -> Option<&Route> {
        let fits = |when: &Node| holds(when, self, facts) == Some(true);
        self.routes
            .iter()
            .find(|route| route.when.as_ref().is_none_or(fits))
    }

    /// The bodies in whose place the routes with a point of a scheme decide; none named where no
    /// route has the point: then the matter's own is meant.
    pub fn delegating(&self, point: &str) -> Vec<Option<&BodyKey>> {
        let named = self.routes.iter().filter_map(|route| match &route.by {
            Decider::Delegate {
                point: own,
                on_behalf_of,
                ..
            } if own == point => Some(Some(on_behalf_of)),
            _ => None,
        });
        let mut bodies: Vec<Option<&BodyKey>> = named.collect();
        if bodies.is_empty() {
            bodies.push(None);
        }
        bodies
    }

    /// What is made when `by` happens.
    pub fn generated_on(&self, by: Move) -> impl Iterator<Item = &TemplateKey> {
        self.events
            .iter()
            .filter(move |event| event.on == by)
            .flat_map(|event| &event.generate)
    }
}
