//! Roles and the review.

use std::collections::{BTreeMap, BTreeSet};

use super::notes::{Located, Notes};
use super::table::{Table, table, whole};
use super::words;
use crate::workflow::definition::{
    Escalation, EscalationTarget, Join, KeepApprovals, Review, ReviewMode, ReviewStep, Role,
    RoleSource, Workdays,
};
use crate::workflow::finding::Code;
use crate::workflow::keys::{RoleKey, StepKey};
use crate::workflow::phase::Phase;

pub(super) type Roles = BTreeMap<RoleKey, Role>;

/// Where a role says what it says, for the findings.
pub(super) struct RoleSpans<'s> {
    /// `from`.
    pub(super) from: Located<&'s str>,
    /// Each of `not_same_as`.
    pub(super) apart: Vec<Located<&'s str>>,
}

/// The roles, and where they say it.
pub(super) fn roles<'s>(root: &Table<'s>) -> (Roles, BTreeMap<RoleKey, RoleSpans<'s>>) {
    let names: BTreeSet<&str> = root
        .named("roles")
        .iter()
        .map(|(name, _)| name.value)
        .collect();
    let mut roles = Roles::new();
    let mut spans = BTreeMap::new();
    for (name, written) in root.named("roles") {
        let Some(table) = table(
            root.notes(),
            name.value,
            written,
            format!("rollen '{}'", name.value),
        ) else {
            continue;
        };
        let title = table.text("title");
        let from = table.text("from");
        let source = from.as_ref().and_then(|from| source(root.notes(), from));
        let substitute = table.truth("substitute");
        let apart = table.texts("not_same_as");
        table.finish();
        let not_same_as = apart
            .iter()
            .filter_map(|other| role(root.notes(), other, &names))
            .collect();
        let key: Option<RoleKey> = root.notes().name(&name);
        if let (Some(key), Some(title), Some(from), Some(source)) = (key, title, from, source) {
            spans.insert(key.clone(), RoleSpans { from, apart });
            roles.insert(
                key,
                Role {
                    title: title.value.to_owned(),
                    source,
                    substitute,
                    not_same_as,
                },
            );
        }
    }
    (roles, spans)
}

fn source(notes: &Notes<'_>, from: &Located<&str>) -> Option<RoleSource> {
    let named = |name| Located {
        value: name,
        span: from.span.clone(),
    };
    match from.value.split_once(':') {
        None if from.value == "matter.officer" => Some(RoleSource::MatterOfficer),
        None if from.value == "matter.responsible" => Some(RoleSource::MatterResponsible),
        Some(("group", name)) => notes.name(&named(name)).map(RoleSource::Group),
        Some(("body", name)) => notes.name(&named(name)).map(RoleSource::Body),
        Some(("field", name)) => notes.name(&named(name)).map(RoleSource::Field),
        _ => {
            let message = format!("okänt sätt att hitta personer: '{}'", from.value);
            let way_out =
                "skriv matter.officer, matter.responsible, group:namn, body:organ eller field:personfält"
                    .to_owned();
            notes.add(Code::BadWord, &from.span, message, Some(way_out));
            None
        }
    }
}

/// A role that must exist.
pub(super) fn role(
    notes: &Notes<'_>,
    written: &Located<&str>,
    known: &BTreeSet<&str>,
) -> Option<RoleKey> {
    notes
        .known(
            Code::UnknownRole,
            "okänd roll",
            written,
            known.iter().copied(),
        )
        .then(|| written.value.parse().ok())?
}

/// The review, and the name of every step in the file, faulty or not.
pub(super) fn review(
    root: &Table<'_>,
    roles: &BTreeSet<&str>,
    found: &Roles,
    lead: Option<&RoleKey>,
) -> (Review, BTreeSet<String>) {
    let mut review = Review {
        mode: ReviewMode::Parallel,
        join: Join::All,
        on_changes: Phase::Draft,
        keep_approvals: KeepApprovals::IfUnchanged,
        steps: Vec::new(),
    };
    let Some(table) = root.table("review", "granskningen") else {
        return (review, BTreeSet::new());
    };
    let notes = root.notes();
    if let Some(mode) = table.optional_text("mode")
        && notes.known(Code::BadWord, "okänt ord", &mode, ["parallel", "sequence"])
        && mode.value == "sequence"
    {
        review.mode = ReviewMode::Sequence;
    }
    if let Some(to) = table.optional_text("on_changes") {
        notes.known(
            Code::BadWord,
            "ändringar kan inte leda till",
            &to,
            [Phase::Draft.key()],
        );
    }
    if let Some(keep) = table.optional_text("keep_approvals")
        && notes.known(
            Code::BadWord,
            "okänt ord",
            &keep,
            ["never", "if-unchanged", "always"],
        )
    {
        review.keep_approvals = match keep.value {
            "never" => KeepApprovals::Never,
            "always" => KeepApprovals::Always,
            _ => KeepApprovals::IfUnchanged,
        };
    }
    let steps = table.tables("steps", "granskningssteget");
    review.join = join(&table, steps.len());
    let mut seen = BTreeSet::new();
    review.steps = steps
        .into_iter()
        .filter_map(|table| step(&table, &mut seen, roles, found, lead))
        .collect();
    table.finish();
    (review, seen)
}

fn step(
    table: &Table<'_>,
    seen: &mut BTreeSet<String>,
    roles: &BTreeSet<&str>,
    found: &Roles,
    lead: Option<&RoleKey>,
) -> Option<ReviewStep> {
    let notes = table.notes();
    let key = words::id::<StepKey>(table, seen);
    let title = table.text("title");
    let written = table.text("role");
    let role = written
        .as_ref()
        .and_then(|written| role(notes, written, roles));
    if let (Some(written), Some(lead)) = (written, lead)
        && role.as_ref() == Some(lead)
    {
        let message = format!("rollen '{lead}' skriver utkastet och kan inte också granska det");
        notes.add(
            Code::ReviewsOwnDraft,
            &written.span,
            message,
            Some("låt en annan roll granska".to_owned()),
        );
    }
    let deadline = table
        .optional_text("deadline")
        .and_then(|deadline| due(notes, &deadline));
    let remind = table
        .texts("remind")
        .iter()
        .filter_map(|offset| words::workdays(notes, offset))
        .collect();
    let escalate = table
        .table("escalate", "eskaleringen")
        .and_then(|table| escalation(&table, roles, role.as_ref(), found));
    table.finish();
    Some(ReviewStep {
        key: key?,
        title: title?.value.to_owned(),
        role: role?,
        deadline,
        remind,
        escalate,
    })
}

/// `{ after = "5 workdays", to = "group:chefsjurist" }`, or `to` a role of the file.
fn escalation(
    table: &Table<'_>,
    roles: &BTreeSet<&str>,
    asked: Option<&RoleKey>,
    found: &Roles,
) -> Option<Escalation> {
    let notes = table.notes();
    let after = table.text("after").and_then(|after| due(notes, &after));
    let written = table.text("to");
    let to = written.as_ref().and_then(|to| {
        if to.value.contains([':', '.']) {
            source(notes, to).map(EscalationTarget::Source)
        } else {
            role(notes, to, roles).map(EscalationTarget::Role)
        }
    });
    table.finish();
    let source_of = |role: &RoleKey| found.get(role).map(|role| &role.source);
    let told = match to.as_ref() {
        Some(EscalationTarget::Role(role)) => source_of(role),
        Some(EscalationTarget::Source(source)) => Some(source),
        None => None,
    };
    if let Some(written) = written
        && told.is_some()
        && told == asked.and_then(source_of)
    {
        let message = format!("'{}' är redan tillfrågad i steget", written.value);
        let way_out = "skriv en chef eller en annan grupp".to_owned();
        notes.add(Code::NobodyToTell, &written.span, message, Some(way_out));
    }
    Some(Escalation {
        after: after?,
        to: to?,
    })
}

fn due(notes: &Notes<'_>, written: &Located<&str>) -> Option<Workdays> {
    let days = words::workdays(notes, written)?;
    if days.0 < 1 {
        let message = "en tidsfrist är minst en arbetsdag".to_owned();
        notes.add(Code::BadWord, &written.span, message, None);
        return None;
    }
    Some(days)
}

/// How many must approve; `steps` is how many there are to ask.
fn join(table: &Table<'_>, steps: usize) -> Join {
    let Some(written) = table.written("join") else {
        return Join::All;
    };
    let notes = table.notes();
    if let Some(needed) = whole(written.get_ref()) {
        return match usize::try_from(needed) {
            Ok(needed) if needed >= 1 && needed <= steps => Join::AtLeast(needed),
            _ => {
                let message =
                    format!("{needed} godkännanden krävs, men det finns {steps} granskningssteg");
                notes.add(Code::ImpossibleJoin, &written.span(), message, None);
                Join::All
            }
        };
    }
    match written.get_ref().as_str() {
        Some("all") => Join::All,
        Some("any") => Join::Any,
        _ => {
            notes.wrong_type("join", "\"all\", \"any\" eller ett antal", written);
            Join::All
        }
    }
}
