//! Roles and the review.

use std::collections::{BTreeMap, BTreeSet};

use super::notes::{Located, Notes};
use super::table::{Table, table, whole};
use super::words;
use crate::workflow::definition::{
    Join, KeepApprovals, Review, ReviewMode, ReviewStep, Role, RoleSource, Workdays,
};
use crate::workflow::finding::Code;
use crate::workflow::keys::{RoleKey, StepKey};
use crate::workflow::phase::Phase;

pub(super) type Roles = BTreeMap<RoleKey, Role>;

pub(super) fn roles(root: &Table<'_>) -> Roles {
    let mut roles = Roles::new();
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
        let source = table
            .text("from")
            .and_then(|from| source(root.notes(), &from));
        let substitute = table.truth("substitute");
        table.finish();
        let key = root.notes().name(&name);
        if let (Some(key), Some(title), Some(source)) = (key, title, source) {
            roles.insert(
                key,
                Role {
                    title: title.value.to_owned(),
                    source,
                    substitute,
                },
            );
        }
    }
    roles
}

fn source(notes: &Notes<'_>, from: &Located<&str>) -> Option<RoleSource> {
    match from.value {
        "matter.officer" => Some(RoleSource::MatterOfficer),
        "matter.responsible" => Some(RoleSource::MatterResponsible),
        other => {
            if let Some(group) = other.strip_prefix("group:") {
                return notes
                    .name(&Located {
                        value: group,
                        span: from.span.clone(),
                    })
                    .map(RoleSource::Group);
            }
            let message = format!("okänt sätt att hitta personer: '{other}'");
            let way_out = "skriv matter.officer, matter.responsible eller group:namn".to_owned();
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
        .filter_map(|table| step(&table, &mut seen, roles, lead))
        .collect();
    table.finish();
    (review, seen)
}

fn step(
    table: &Table<'_>,
    seen: &mut BTreeSet<String>,
    roles: &BTreeSet<&str>,
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
    table.finish();
    Some(ReviewStep {
        key: key?,
        title: title?.value.to_owned(),
        role: role?,
        deadline,
        remind,
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
