//! A review step as it is given to another, or supplied with what its reviewer writes.

use super::{Asker, Office, OfficeError, reading::Names};
use crate::{
    domain::{
        calendar,
        digest::Digest,
        identifiers::{FormNonce, MatterId, PersonId},
        refusal::Refusal,
    },
    matter::{
        act::Action,
        permission,
        review::{self, Contribution},
        state::Attachment,
    },
    office::matters::NewAttachment,
    store::{
        blobs::{self, Blob},
        matters,
    },
    workflow::{
        keys::{FieldKey, StepKey},
        value::Value,
    },
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// What a page shows of a step that is to be given to another. It says nothing of what the matter
/// holds but its title: the administrator gives the question on without reading it.
#[derive(Debug)]
pub struct GivingView {
    /// The title of the matter.
    pub title: String,
    /// The title of the step.
    pub step: String,
    /// Who is asked now, if anybody is.
    pub asked: Option<String>,
    /// Those it can be given to, and for whom a substitute stands in.
    pub candidates: Vec<(PersonId, String)>,
    /// Whether the one who looks may open the matter.
    pub may_see: bool,
}

/// What a reviewer supplies, as it came in a form.
#[derive(Debug, Clone)]
pub struct NewContribution {
    /// In which step.
    pub step: StepKey,
    /// The new values; `None` empties the field.
    pub fields: BTreeMap<FieldKey, Option<Value>>,
    /// A document. Its bytes are in the blob store already.
    pub document: Option<NewAttachment>,
    /// The hash of the version that the form showed.
    pub seen: Digest,
}

impl Office {
    /// Whom a step can be given to.
    ///
    /// # Errors
    /// Refused for those who may not give it on.
    pub async fn giving_view(
        &self,
        asker: Asker,
        id: MatterId,
        key: &StepKey,
        at: DateTime<Utc>,
    ) -> Result<GivingView, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                let matter = matters::find(read, id).await?;
                let matter = matter.ok_or_else(|| Refusal::not_found("Ärendet finns inte."))?;
                let me = known.person.id;
                let action = Action::Reassign {
                    step: key.clone(),
                    to: me,
                    reason: String::new(),
                };
                permission::may(&matter, &action, &known.standing)?;
                let definition = self.definition(&matter)?;
                let step = definition.step(key.as_str());
                let step =
                    step.ok_or_else(|| Refusal::not_found("Granskningssteget finns inte."))?;
                let facts = self
                    .facts_of_matter(read, &matter, definition, me, at, today)
                    .await?;
                let open = matter
                    .reviews
                    .iter()
                    .find(|review| &review.step == key && review.is_open());
                let asked = open.map(|review| review.reviewer);
                // The one who is asked does not act in the role any more once it is given on.
                let mut without = matter.clone();
                without
                    .reviews
                    .retain(|review| !(&review.step == key && review.is_open()));
                let by = matter
                    .frozen
                    .as_ref()
                    .map_or(matter.officer, |frozen| frozen.by);
                let found = review::candidates(&without, step, by, &facts);
                let persons: Vec<PersonId> = found
                    .iter()
                    .flat_map(|one| std::iter::once(one.person).chain(one.on_behalf_of))
                    .chain(asked)
                    .collect();
                let names: Names = super::reading::names(read, &persons).await?;
                let name = |person: PersonId| names.get(&person).cloned().unwrap_or_default();
                let candidates = found
                    .iter()
                    .filter(|one| Some(one.person) != asked && one.person != me)
                    .map(|one| {
                        let words = match one.on_behalf_of {
                            Some(away) => {
                                format!("{}, ersättare för {}", name(one.person), name(away))
                            }
                            None => name(one.person),
                        };
                        (one.person, words)
                    })
                    .collect();
                Ok(GivingView {
                    title: matter.content.title.clone(),
                    step: step.title.clone(),
                    asked: asked.map(name),
                    candidates,
                    may_see: permission::may_see(&matter, &known.standing),
                })
            })
            .await
    }

    /// Supplies what the reviewer of a step writes.
    ///
    /// # Errors
    /// Refused with each reason; nothing has changed then.
    pub async fn contribute(
        &self,
        asker: Asker,
        id: MatterId,
        new: NewContribution,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        self.act_once(asker, form, id, at, async |write, known, entropy| {
            let me = known.person.id;
            let file = new.document.as_ref().and_then(|new| new.file.as_ref());
            if let Some(file) = file {
                let blob = Blob {
                    digest: file.digest,
                    size: file.size,
                };
                blobs::record(write, blob, &file.media_type, at).await?;
            }
            let document = new.document.map(|new| Attachment {
                id: entropy.id(),
                kind: new.kind,
                title: new.title,
                dated: new.dated,
                signed: new.signed,
                file: new.file,
                added_at: at,
                added_by: me,
            });
            let action = Action::Contribute(Contribution {
                step: new.step,
                fields: new.fields,
                document,
                seen: new.seen,
            });
            self.do_to_matter(write, known, id, action, at, entropy)
                .await?;
            Ok(())
        })
        .await
    }
}
