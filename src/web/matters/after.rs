//! The time after the decision: what a matter's page shows of it, and the pages where people carry
//! it out, follow it up, observe it and link it.

mod forms;
mod links;
mod rounds;

use super::path;
use crate::{
    domain::{calendar, identifiers::PersonId, swedish},
    matter::{
        after::{
            execution::{self, StepState},
            follow_up::{Nearness, Source, Upcoming},
            observation,
        },
        permission,
        state::DecisionKind,
    },
    office::reading::MatterView,
    web::{
        App,
        look::{
            matter::AfterBlock,
            part::{Link, Row, Tone},
        },
    },
    workflow::phase::Phase,
};
use axum::Router;
use chrono::NaiveDate;

pub(super) fn router() -> Router<App> {
    Router::new()
        .merge(forms::router())
        .merge(links::router())
        .merge(rounds::router())
}

/// What the page of a matter shows of the time after the decision, in the order it is needed.
pub(super) fn blocks(view: &MatterView<'_>, today: NaiveDate) -> Vec<AfterBlock> {
    let may = permission::may_follow_up(&view.matter, &view.standing).is_ok();
    [
        returns(view, may),
        steps(view, today),
        observations(view, may),
        rounds(view),
        links(view, may),
    ]
    .into_iter()
    .filter(|block| !block.rows.is_empty() || !block.links.is_empty())
    .collect()
}

/// The tag of something that comes back.
pub(super) fn tag_of(nearness: Nearness) -> (&'static str, Tone) {
    let tone = match nearness {
        Nearness::Overdue => Tone::Stop,
        Nearness::Due | Nearness::Coming => Tone::Wait,
        Nearness::Later => Tone::Plain,
    };
    (nearness.swedish(), tone)
}

fn block(id: &str, title: &str, rows: Vec<Row>) -> AfterBlock {
    AfterBlock {
        id: id.to_owned(),
        title: title.to_owned(),
        rows,
        links: Vec::new(),
    }
}

fn returns(view: &MatterView<'_>, may: bool) -> AfterBlock {
    let here = path(view.matter.id);
    let row = |it: &Upcoming| {
        let (words, tone) = match it.source {
            Source::End if it.nearness == Nearness::Overdue => ("Utgånget", Tone::Stop),
            Source::Stale => ("Inaktuellt", Tone::Stop),
            _ => tag_of(it.nearness),
        };
        let row = match &it.source {
            Source::FollowUp(key) if may && it.is_told() => {
                Row::new(&it.title, format!("{here}/uppfoljning/{key}"))
            }
            _ => Row::plain(&it.title),
        };
        let reasons = it.reasons.join("; ");
        row.hint(format!("{}: {reasons}", swedish::date(it.day)))
            .tag(words, tone)
    };
    let mut rows: Vec<Row> = view.returns.iter().map(row).collect();
    rows.extend(view.matter.after.followed_up.iter().rev().map(|done| {
        let follow_up = view.definition.follow_up(done.follow_up.as_str());
        let title = follow_up.map_or_else(|| done.follow_up.to_string(), |it| it.title.clone());
        Row::plain(title)
            .hint(format!(
                "{}, {}",
                swedish::date(done.day),
                name(view, done.by)
            ))
            .remark(&done.finding)
            .tag("Gjort", Tone::Good)
    }));
    block("uppfoljning", "Att följa upp", rows)
}

fn steps(view: &MatterView<'_>, today: NaiveDate) -> AfterBlock {
    let matter = &view.matter;
    let after_decision = matches!(
        matter.phase,
        Phase::Decided | Phase::InForce | Phase::Closed
    );
    let rejected = matter
        .decision
        .as_ref()
        .is_some_and(|decision| decision.kind == DecisionKind::Rejected);
    let shown = |state: &StepState<'_>| {
        state.done.is_some() || (after_decision && (!rejected || state.step.after_rejection))
    };
    let row = |state: StepState<'_>| {
        let href = format!("{}/verkstallighet/{}", path(matter.id), state.step.key);
        if let Some(done) = &state.done {
            let at = swedish::date_and_time(done.at);
            let row = Row::plain(&state.step.title)
                .hint(format!("{at}, {}", name(view, done.by)))
                .tag("Gjort", Tone::Good);
            return match &done.certificate {
                Some(words) => row.remark(words),
                None => row,
            };
        }
        let role = view.definition.roles.get(&state.step.role);
        let by = role.map_or_else(String::new, |role| {
            format!("Görs av {}", role.title.to_lowercase())
        });
        let mine = view.own_steps.contains(&state.step.key);
        let row = if mine && matter.phase == Phase::InForce {
            Row::new(&state.step.title, href)
        } else {
            Row::plain(&state.step.title)
        };
        if state.blocking.is_empty() {
            row.hint(by).tag("Att göra", Tone::Wait)
        } else {
            row.hint(format!("{by}. {}", state.blocking[0].message))
                .tag("Kan inte göras än", Tone::Plain)
        }
    };
    let rows = execution::steps(matter, view.definition, today, &view.around)
        .into_iter()
        .filter(shown)
        .map(row)
        .collect();
    block("verkstallighet", "Verkställighet", rows)
}

fn observations(view: &MatterView<'_>, may: bool) -> AfterBlock {
    let matter = &view.matter;
    let stale = observation::stale(matter, view.definition);
    let rows = matter.after.observed.iter().rev().map(|seen| {
        let field = view.definition.field(seen.field.as_str());
        let value = match (field, &seen.value) {
            (Some(field), Some(value)) => field.kind.print(value),
            _ => "inget".to_owned(),
        };
        let title = field.map_or_else(|| seen.field.to_string(), |field| field.title.clone());
        let row = Row::plain(format!("{title}: {value}"))
            .hint(format!(
                "Sedan den {}, {}",
                swedish::date(seen.since),
                name(view, seen.by)
            ))
            .remark(&seen.reason);
        if stale.iter().any(|it| it.observed == seen) {
            row.tag("Skiljer sig från beslutet", Tone::Stop)
        } else {
            row
        }
    });
    let mut block = block(
        "iakttagelser",
        "Vad som har ändrats sedan beslutet",
        rows.collect(),
    );
    if may && matches!(matter.phase, Phase::Decided | Phase::InForce) {
        let live = view.definition.fields.iter().filter(|field| field.live);
        block.links = live
            .map(|field| {
                let href = format!("{}/iakttagelse/{}", path(matter.id), field.key);
                Link::new(format!("Anteckna ändring: {}", field.title), href)
            })
            .collect();
    }
    block
}

fn rounds(view: &MatterView<'_>) -> AfterBlock {
    let matter = &view.matter;
    let mut rows: Vec<Row> = matter
        .after
        .rounds
        .iter()
        .map(|round| {
            let href = format!("{}/omgangar/{}", path(matter.id), round.number);
            Row::new(format!("Omgång {}", round.number), href).hint(format!(
                "Beslutad den {}",
                swedish::date(round.decision.day)
            ))
        })
        .collect();
    if !rows.is_empty() {
        let row = Row::plain(format!("Omgång {}", matter.round()));
        let row = match &matter.after.reassessed_because {
            Some(reason) => row.remark(reason),
            None => row,
        };
        let words = if matter.is_being_reassessed() {
            "Pågår, det förra beslutet gäller"
        } else {
            "Gäller"
        };
        rows.push(row.tag(words, Tone::Info));
    }
    block("omgangar", "Omgångar", rows)
}

fn links(view: &MatterView<'_>, may: bool) -> AfterBlock {
    let here = path(view.matter.id);
    let rows = view.links.iter().map(|link| {
        let number = link.register_number.clone();
        let row = match &link.title {
            Some(title) => Row::new(format!("{}: {title}", link.words), path(link.other)),
            None => Row::plain(format!(
                "{}: {}",
                link.words,
                swedish::lower_first(swedish::SECRET_MATTER)
            )),
        };
        let made = swedish::date(calendar::today_in_stockholm(link.kept.made_at));
        let hint = number.map_or(made.clone(), |number| {
            format!("{number}, kopplat den {made}")
        });
        let row = row.hint(hint);
        if link.note.is_empty() {
            row
        } else {
            row.remark(&link.note)
        }
    });
    let mut block = block("kopplingar", "Kopplade ärenden", rows.collect());
    if may {
        block
            .links
            .push(Link::new("Koppla ett ärende", format!("{here}/koppla")));
        block.links.extend(view.links.iter().filter_map(|link| {
            let mine = link.kept.from == view.matter.id;
            let title = link.title.as_ref().filter(|_| mine)?;
            let (to, kind) = (link.kept.to, link.kept.kind.key());
            let href = format!("{here}/koppla-bort?till={to}&slag={kind}");
            Some(Link::new(
                format!("Ta bort kopplingen till ”{title}”"),
                href,
            ))
        }));
    }
    block
}

fn name(view: &MatterView<'_>, person: PersonId) -> String {
    view.names.get(&person).cloned().unwrap_or_default()
}
