//! Links between matters: made by a person, written in both journals.

use super::{
    Asker, Office, OfficeError, asking::Known, matters::locked_both, meanwhile::changed_by_another,
    settling::Settling,
};
use crate::{
    db::{Read, Root, Write},
    domain::{
        actor::Actor,
        calendar,
        entropy::Entropy,
        identifiers::{FormNonce, MatterId},
        journal::{NewEntry, Stream},
        refusal::{Place, Reason, Refusal},
    },
    matter::{
        act::Action,
        link::{self, LinkKind},
        permission,
        state::Matter,
    },
    store::{links, locks, matters},
    workflow::value::Value,
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// A link as a page shows it, seen from one of its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkView {
    /// The matter at the other end.
    pub other: MatterId,
    /// What it says from here: "Leder till", "Kommer av".
    pub words: &'static str,
    /// The title of the other; none where it is secret for the one who looks.
    pub title: Option<String>,
    /// The register number of the other.
    pub register_number: Option<String>,
    /// What somebody wrote about it.
    pub note: String,
    /// The link itself.
    pub kept: links::Kept,
}

impl Office {
    /// Links two matters. Linked already in the same way: nothing changes.
    ///
    /// # Errors
    /// Refused for those who may not change the one and see the other.
    #[expect(
        clippy::too_many_arguments,
        reason = "who, what, what with, the form and the time are one thing each"
    )]
    pub async fn link_matters(
        &self,
        asker: Asker,
        from: MatterId,
        to: MatterId,
        kind: LinkKind,
        note: &str,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        self.act_once(asker, form, from, at, async |write, known, entropy| {
            let link = links::Kept {
                from,
                to,
                kind,
                note: note.trim().to_owned(),
                made_at: at,
                made_by: known.person.id,
            };
            self.link_in(write, known, &link, entropy).await
        })
        .await
    }

    /// The same inside another act's transaction: carried over, fed back, named in a field.
    pub(super) async fn link_in(
        &self,
        write: &mut Write,
        known: &Known,
        new: &links::Kept,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let (from, to) = locked_both(write, new.from, new.to).await?;
        may_link(&from, &to, known)?;
        self.keep_link(write, &known.actor(), (&from, &to), new, entropy)
            .await
    }

    /// Keeps a link between two matters that are locked and may be linked, and writes it in both
    /// journals.
    pub(super) async fn keep_link(
        &self,
        write: &mut Write,
        actor: &Actor,
        (from, to): (&Matter, &Matter),
        new: &links::Kept,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let entries = link::link(from, to, new.kind, &new.note)?;
        if !links::insert(write, new).await? {
            return Ok(());
        }
        self.tell_both(write, actor, (from, to), entries, new.made_at, entropy)
            .await
    }

    /// Takes a link away between two matters that are locked; `false` if there is none.
    async fn take_link_away(
        &self,
        write: &mut Write,
        actor: &Actor,
        (from, to): (&Matter, &Matter),
        kind: LinkKind,
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<bool, OfficeError> {
        if !links::delete(write, from.id, to.id, kind).await? {
            return Ok(false);
        }
        let entries = link::unlink(from, to, kind);
        self.tell_both(write, actor, (from, to), entries, at, entropy)
            .await?;
        Ok(true)
    }

    async fn tell_both(
        &self,
        write: &mut Write,
        actor: &Actor,
        (from, to): (&Matter, &Matter),
        (here, there): (NewEntry, NewEntry),
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        for (matter, entry) in [(from.id, here), (to.id, there)] {
            self.settling(actor, matter, at)
                .settle(write, &[entry], Vec::new(), entropy)
                .await?;
        }
        Ok(())
    }

    /// Takes a link away. The journals keep that it was there.
    ///
    /// # Errors
    /// Refused for those who may not change the matter that it leaves from.
    pub async fn unlink_matters(
        &self,
        asker: Asker,
        from: MatterId,
        to: MatterId,
        kind: LinkKind,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        self.act_once(asker, form, from, at, async |write, known, entropy| {
            let (one, other) = locked_both(write, from, to).await?;
            permission::may_follow_up(&one, &known.standing)?;
            let actor = known.actor();
            let gone = self
                .take_link_away(write, &actor, (&one, &other), kind, at, entropy)
                .await?;
            if !gone {
                return Err(Refusal::not_found("Kopplingen finns inte.").into());
            }
            Ok(())
        })
        .await
    }

    fn settling<'a>(
        &'a self,
        actor: &'a Actor,
        matter: MatterId,
        at: DateTime<Utc>,
    ) -> Settling<'a> {
        Settling {
            office: self,
            actor,
            stream: Stream::Matter(matter),
            at,
        }
    }

    /// The matter that a register number or an address names, for a form that asks for one.
    ///
    /// # Errors
    /// Refused where there is none, or where the one who asks may not see it.
    pub async fn matter_named(
        &self,
        asker: Asker,
        named: &str,
        at: DateTime<Utc>,
    ) -> Result<MatterId, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        let named = named.trim();
        let named = named
            .rsplit('/')
            .next()
            .filter(|last| last.len() == 36)
            .unwrap_or(named);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                let id = match named.parse::<MatterId>() {
                    Ok(id) => Some(id),
                    Err(_) => matters::with_number(read, named).await?,
                };
                let found = match id {
                    Some(id) => matters::find(read, id).await?,
                    None => None,
                };
                let seen = found.filter(|matter| permission::may_see(matter, &known.standing));
                let missing = || {
                    let reason = Reason::new("arende", "Det finns inget ärende med det numret.")
                        .remedy("Skriv diarienumret som det står i diariet.")
                        .at(Place::Field("to".to_owned()));
                    Refusal::invalid("Kopplingen är inte gjord.", vec![reason])
                };
                Ok(seen.ok_or_else(missing)?.id)
            })
            .await
    }
}

fn may_link(from: &Matter, to: &Matter, known: &Known) -> Result<(), Refusal> {
    permission::may_follow_up(from, &known.standing)?;
    if permission::may_see(to, &known.standing) {
        Ok(())
    } else {
        Err(Refusal::not_found("Ärendet finns inte."))
    }
}

/// The links of a matter, seen from it. A secret matter at the other end is not named.
pub(super) async fn seen_from(
    read: &mut Read,
    known: &Known,
    id: MatterId,
) -> Result<Vec<LinkView>, OfficeError> {
    let mut views = Vec::new();
    for kept in links::of(read, id).await? {
        let (other, words) = if kept.from == id {
            (kept.to, kept.kind.swedish())
        } else {
            (kept.from, kept.kind.swedish_from_the_other_end())
        };
        let Some(matter) = matters::find(read, other).await? else {
            continue;
        };
        let seen = permission::may_see(&matter, &known.standing);
        views.push(LinkView {
            other,
            words,
            register_number: matter.register_number.as_ref().map(ToString::to_string),
            title: seen.then_some(matter.content.title),
            note: if seen {
                kept.note.clone()
            } else {
                String::new()
            },
            kept,
        });
    }
    Ok(views)
}

impl Office {
    /// Takes the matter and those that its fields will name or have named, before anything is done with
    /// any of them.
    ///
    /// # Errors
    /// Refused when the fields came to name another matter before all were held.
    pub(super) async fn lock_named(
        &self,
        write: &mut Write,
        id: MatterId,
        action: &Action,
    ) -> Result<(), OfficeError> {
        let before = matters::find(write, id).await?;
        let named = named_around(before.as_ref(), action);
        let all: Vec<Root> = named
            .iter()
            .copied()
            .chain([id])
            .map(Root::Matter)
            .collect();
        locks::take(write, &all).await?;
        if !changes_fields(action) {
            return Ok(());
        }
        let now = matters::find(write, id).await?;
        if named_around(now.as_ref(), action).is_subset(&named) {
            Ok(())
        } else {
            Err(changed_by_another().into())
        }
    }

    /// A matter that a field names is linked, and no longer when the field names it no more. A link
    /// that somebody has written something about stays.
    pub(super) async fn link_what_fields_name(
        &self,
        write: &mut Write,
        known: &Known,
        before: &Matter,
        after: &Matter,
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let was = named_in(before.content.fields.values());
        let is = named_in(after.content.fields.values());
        for to in is.difference(&was).filter(|to| **to != after.id) {
            let link = links::Kept {
                from: after.id,
                to: *to,
                kind: LinkKind::RefersTo,
                note: String::new(),
                made_at: at,
                made_by: known.person.id,
            };
            self.link_in(write, known, &link, entropy).await?;
        }
        let gone: Vec<&MatterId> = was.difference(&is).collect();
        if gone.is_empty() {
            return Ok(());
        }
        let kept = links::of(write, after.id).await?;
        for link in kept.iter().filter(|link| {
            let is_named = link.from == after.id && link.kind == LinkKind::RefersTo;
            is_named && gone.contains(&&link.to) && link.note.is_empty()
        }) {
            let (from, to) = locked_both(write, link.from, link.to).await?;
            self.take_link_away(write, &known.actor(), (&from, &to), link.kind, at, entropy)
                .await?;
        }
        Ok(())
    }
}

/// Whether the act may change which matters the fields name.
fn changes_fields(action: &Action) -> bool {
    matches!(
        action,
        Action::WriteFields { .. }
            | Action::Contribute(_)
            | Action::Reassess { .. }
            | Action::KeepDecision { .. }
    )
}

/// The matters that the fields of a matter name before or after the act, where it changes them.
fn named_around(before: Option<&Matter>, action: &Action) -> BTreeSet<MatterId> {
    let written = match action {
        Action::WriteFields { values, .. } => values,
        Action::Contribute(contribution) => &contribution.fields,
        _ => &BTreeMap::new(),
    };
    let mut named = named_in(written.values().flatten());
    let Some(matter) = before.filter(|_| changes_fields(action)) else {
        return named;
    };
    let fields = &matter.content.fields;
    match action {
        Action::KeepDecision { .. } => {
            let old = matter.after.rounds.last();
            let old = old.into_iter().flat_map(|it| it.content.fields.values());
            named.extend(named_in(fields.values().chain(old)));
        }
        Action::Reassess { .. } => {
            let observed = matter.after.observed.iter();
            let observed = observed.filter_map(|seen| seen.value.as_ref());
            named.extend(named_in(fields.values().chain(observed)));
        }
        _ => named.extend(named_in(written.keys().filter_map(|key| fields.get(key)))),
    }
    named
}

/// The matters that values name, also in the cells of tables.
pub(super) fn named_in<'v>(values: impl Iterator<Item = &'v Value>) -> BTreeSet<MatterId> {
    let mut found = BTreeSet::new();
    for value in values {
        match value {
            Value::Matter(named) => found.extend(named.id),
            Value::Table(rows) => {
                let cells = rows.iter().flat_map(|row| row.values());
                found.extend(cells.filter_map(|cell| match cell {
                    Value::Matter(named) => named.id,
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    found
}
