//! What an earlier plan left unfinished is offered to the next, which takes it over or declines.

use crate::{
    db::Read,
    domain::{
        calendar,
        identifiers::{FormNonce, MatterId},
        refusal::{Reason, Refusal},
    },
    matter::{
        act::Action,
        link::LinkKind,
        permission,
        state::Matter,
        years::{self, Choice, HandedOn, Offered, Source, dealt_with, offered},
    },
    office::{
        Asker, Office, OfficeError, asking::Known, facts::successors, matters::locked_both,
        reading::seen_matter,
    },
    store::{links, matters},
    workflow::phase::Phase,
};
use chrono::{DateTime, Utc};

/// What an earlier plan offers to a new one.
#[derive(Debug)]
pub struct CarryOverView {
    /// The new matter.
    pub matter: Matter,
    /// The earlier ones, each with what is left.
    pub sources: Vec<SourceView>,
}

/// An earlier plan, and what became of its unfinished rows.
#[derive(Debug)]
pub struct SourceView {
    /// Which.
    pub matter: Matter,
    /// What nobody has dealt with.
    pub offered: Vec<Offered>,
    /// What has been taken over or declined, here or elsewhere, and still is.
    pub handed_on: Vec<HandedOn>,
}

impl Office {
    /// What earlier plans offer the matter.
    ///
    /// # Errors
    /// Not found for those who may not see the matter.
    pub async fn carry_over_view(
        &self,
        asker: Asker,
        id: MatterId,
        at: DateTime<Utc>,
    ) -> Result<CarryOverView, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                let matter = seen_matter(read, &known, id).await?;
                let mut sources = Vec::new();
                for source in self.sources_of(read, &matter, &known).await? {
                    let definition = self.definition(&source)?;
                    let successors = successors(read, &source).await?;
                    let offered = offered(&source, definition, today, &successors);
                    // A closed plan is among them only while something has come back to it.
                    if source.phase == Phase::Closed && offered.is_empty() {
                        continue;
                    }
                    let dealt_with = dealt_with(&source, definition, &successors);
                    sources.push(SourceView {
                        offered,
                        handed_on: dealt_with.into_iter().cloned().collect(),
                        matter: source,
                    });
                }
                Ok(CarryOverView { matter, sources })
            })
            .await
    }

    /// The plans that hand on to the matter's type, of the same body.
    async fn sources_of(
        &self,
        read: &mut Read,
        matter: &Matter,
        known: &Known,
    ) -> Result<Vec<Matter>, OfficeError> {
        let mut found = Vec::new();
        let types: std::collections::BTreeSet<String> = self
            .workflows()
            .in_force()
            .map(|definition| definition.id.to_string())
            .collect();
        for workflow in types {
            for other in matters::of_type(read, &workflow).await? {
                let hands_on = self
                    .definition(&other)?
                    .carry_over
                    .as_ref()
                    .is_some_and(|carry| carry.into == matter.workflow.id);
                if hands_on
                    && years::hands_on(other.phase)
                    && may_hand_on(&other, matter)
                    && permission::may_see(&other, &known.standing)
                {
                    found.push(other);
                }
            }
        }
        Ok(found)
    }

    /// Takes over and declines what an earlier plan offers: both matters change together, and point
    /// at each other.
    ///
    /// # Errors
    /// Not found for a plan of another body, and for a secret one where the new plan is open. Refused
    /// when a row has been dealt with since, when a reason is missing, and where either matter may not
    /// be changed.
    pub async fn carry_over(
        &self,
        asker: Asker,
        from: MatterId,
        to: MatterId,
        choices: Vec<Choice>,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.act_once(asker, form, to, at, async |write, known, entropy| {
            let (source, target) = locked_both(write, from, to).await?;
            if !may_hand_on(&source, &target) || !permission::may_see(&source, &known.standing) {
                return Err(Refusal::not_found("Planen finns inte.").into());
            }
            if choices.is_empty() {
                return Err(nothing_chosen().into());
            }
            let definition = self.definition(&source)?;
            let Some(carry) = definition
                .carry_over
                .as_ref()
                .filter(|carry| carry.into == target.workflow.id)
            else {
                return Err(Refusal::not_found("Planen överför inget hit.").into());
            };
            let successors = successors(write, &source).await?;
            let open = offered(&source, definition, today, &successors);
            let rows = choices
                .iter()
                .filter(|choice| choice.declined.is_none())
                .filter_map(|choice| open.iter().find(|one| one.name == choice.name))
                .map(|one| one.row.clone())
                .collect::<Vec<_>>();
            let takes = !rows.is_empty();
            let title = match (&source.secrecy, &source.register_number) {
                (Some(_), _) => source.by_number(),
                (None, Some(number)) => format!("{} ({number})", source.content.title),
                (None, None) => source.content.title.clone(),
            };
            let take = Action::TakeOver {
                table: carry.table.clone(),
                rows,
                from: Source {
                    matter: from,
                    title,
                },
            };
            // Whoever may write the new plan may say what becomes of the old one's rows.
            permission::may(&target, &take, &known.standing)?;
            let actor = known.actor();
            let hand_on = Action::HandOn { to, choices };
            let by = known.person.id;
            self.apply_to_matter(write, &source, hand_on, by, &actor, at, entropy)
                .await?;
            self.apply_to_matter(write, &target, take, by, &actor, at, entropy)
                .await?;
            let link = links::Kept {
                from,
                to,
                kind: LinkKind::ContinuesIn,
                note: String::new(),
                made_at: at,
                made_by: by,
            };
            // What is only declined goes on nowhere.
            if takes {
                self.keep_link(write, &actor, (&source, &target), &link, entropy)
                    .await?;
            }
            Ok(())
        })
        .await
    }
}

/// Whether the one may hand on to the other: plans of one body, and nothing secret into the open
/// (OSL 5:5).
fn may_hand_on(source: &Matter, target: &Matter) -> bool {
    source.id != target.id
        && source.body == target.body
        && (source.secrecy.is_none() || target.secrecy.is_some())
}

fn nothing_chosen() -> Refusal {
    let reason = Reason::new("val", "Ingenting är valt.")
        .remedy("Välj för minst en aktivitet om den ska överföras eller avböjas.");
    Refusal::invalid("Ingenting är överfört.", vec![reason])
}
