//! Acts on matters.

use super::{
    Asker, Office, OfficeError, asking::Known, facts, reporting::take_agendas_that_report,
    settling::Settling,
};
use crate::{
    db::{Root, Write},
    domain::{
        calendar,
        entropy::Entropy,
        identifiers::{BodyId, FormNonce, MatterId, PersonId},
        journal::{NewEntry, Stream},
        person::Role,
        refusal::{Place, Reason, Refusal},
    },
    matter::{
        act::{self, Action},
        after::After,
        permission,
        sections::complete,
        state::{Attachment, Content, File, Matter, WorkflowPin},
    },
    store::{
        blobs::{self, Blob},
        locks, matters, offices,
    },
    work::{Effect, Notice, Outcome},
    workflow::{
        definition::Definition,
        keys::{DocumentKind, WorkflowId},
        phase::Phase,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use std::collections::BTreeSet;

/// A matter to open.
#[derive(Debug, Clone)]
pub struct NewMatter {
    /// Which type.
    pub workflow: WorkflowId,
    /// Which body decides.
    pub body: BodyId,
    /// The title (ärendemening).
    pub title: String,
    /// The manager who answers for it.
    pub responsible: Option<PersonId>,
    /// What it says already: from a matter file. `None`: the empty sections of its type.
    pub content: Option<Content>,
}

/// A file to attach. Its bytes are in the blob store already.
#[derive(Debug, Clone)]
pub struct NewAttachment {
    /// Which of the workflow's documents it is, if any.
    pub kind: Option<DocumentKind>,
    /// The title as listed.
    pub title: String,
    /// The date of the document itself.
    pub dated: Option<NaiveDate>,
    /// Whether the document itself is signed.
    pub signed: bool,
    /// The bytes.
    pub file: Option<File>,
}

impl Office {
    /// Attaches a file to a draft.
    ///
    /// # Errors
    /// Refused with each reason; nothing has changed then.
    pub async fn attach(
        &self,
        asker: Asker,
        id: MatterId,
        new: NewAttachment,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        self.act_once(asker, form, id, at, async |write, known, entropy| {
            if let Some(file) = &new.file {
                // What a row refers to is recorded, so that `beslut verify` looks for it.
                let blob = Blob {
                    digest: file.digest,
                    size: file.size,
                };
                blobs::record(write, blob, &file.media_type, at).await?;
            }
            let attachment = Attachment {
                id: entropy.id(),
                kind: new.kind,
                title: new.title,
                dated: new.dated,
                signed: new.signed,
                file: new.file,
                added_at: at,
                added_by: known.person.id,
            };
            let action = Action::Attach(attachment);
            concerns_the_matter_alone(&action)?;
            self.do_to_matter(write, known, id, action, at, entropy)
                .await?;
            Ok(())
        })
        .await
    }

    /// Opens a matter. Gives its identity; the same form sent again gives the same.
    ///
    /// # Errors
    /// Refused when the title is missing, the type is unknown or the one who asks may not.
    pub async fn open_matter(
        &self,
        asker: Asker,
        new: NewMatter,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<MatterId, OfficeError> {
        self.open_once(asker, form, at, async |write, known, id, entropy| {
            self.insert_matter(write, known, id, new, at, entropy).await
        })
        .await
    }

    pub(super) async fn insert_matter(
        &self,
        write: &mut Write,
        known: &Known,
        id: MatterId,
        new: NewMatter,
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        permission::may_open(new.body, &known.standing)?;
        let newest = self.workflows().newest_now(write, &new.workflow).await?;
        let definition = newest.ok_or_else(|| {
            Refusal::not_found(format!("Ärendetypen ”{}” finns inte.", new.workflow))
        })?;
        let body = facts::body_of(write, new.body).await?;
        let today = calendar::today_in_stockholm(at);
        if let Some(responsible) = new.responsible {
            must_be_manager(write, new.body, responsible, today).await?;
        }
        let matter = opened(id, &new, definition, known.person.id, at)?;
        matters::insert(write, &matter).await?;
        self.keep_listing(write, &matter, definition, today).await?;
        let entry = NewEntry::new(
            "opened",
            format!(
                "Öppnade ärendet ”{}” hos {}.",
                matter.content.title, body.name
            ),
            json!({ "workflow": matter.workflow, "body": matter.body }),
        );
        let registrars = offices::holders(write, Role::Registrar, new.body, today).await?;
        let effects = registrars
            .into_iter()
            .map(|holder| Effect::Tell {
                person: holder.person,
                notice: Notice::ToRegister { matter: id },
            })
            .collect();
        let actor = known.actor();
        let settling = Settling {
            office: self,
            actor: &actor,
            stream: Stream::Matter(id),
            at,
        };
        settling.settle(write, &[entry], effects, entropy).await
    }

    /// Does `action` with a matter. The same form sent again changes nothing more.
    ///
    /// # Errors
    /// Refused with each reason; nothing has changed then.
    pub async fn act_on_matter(
        &self,
        asker: Asker,
        id: MatterId,
        action: Action,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        self.act_once(asker, form, id, at, async |write, known, entropy| {
            concerns_the_matter_alone(&action)?;
            self.do_to_matter(write, known, id, action, at, entropy)
                .await?;
            Ok(())
        })
        .await
    }

    /// May they → load → facts → `act` → settle. Inside the caller's transaction.
    pub(super) async fn do_to_matter(
        &self,
        write: &mut Write,
        known: &Known,
        id: MatterId,
        action: Action,
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<Matter, OfficeError> {
        // A matter that is marked as secret is named on no agenda any more.
        let agendas = match &action {
            Action::MarkSecrecy(_) => take_agendas_that_report(write, id).await?,
            _ => BTreeSet::new(),
        };
        self.lock_named(write, id, &action).await?;
        let matter = locked(write, id).await?;
        permission::may(&matter, &action, &known.standing)?;
        if let Action::WriteDetails(details) = &action
            && let Some(responsible) = details.responsible
            && matter.responsible != details.responsible
        {
            let today = calendar::today_in_stockholm(at);
            must_be_manager(write, matter.body, responsible, today).await?;
        }
        let actor = known.actor();
        let by = known.person.id;
        let state = self
            .apply_to_matter(write, &matter, action, by, &actor, at, entropy)
            .await?;
        for body in agendas {
            self.follow_the_list(write, body, (by, &actor), at, entropy)
                .await?;
        }
        self.link_what_fields_name(write, known, &matter, &state, at, entropy)
            .await?;
        Ok(state)
    }

    /// The same without the question whether they may: for consequences of another act, such as an
    /// answer to a sign-off or the end of a meeting, whose own permission has been asked.
    #[expect(
        clippy::too_many_arguments,
        reason = "the transaction and who acts in it are one thing each"
    )]
    pub(super) async fn apply_to_matter(
        &self,
        write: &mut Write,
        matter: &Matter,
        action: Action,
        by: PersonId,
        actor: &crate::domain::actor::Actor,
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<Matter, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.workflows().meet(write, matter.workflow.hash).await?;
        let definition = self.definition(matter)?;
        let facts = self
            .facts_of_matter(write, matter, definition, by, at, today)
            .await?;
        let Outcome {
            state,
            entries,
            effects,
        } = act::act(matter, action, &facts, entropy)?;
        if !matters::save(write, &state, matter.version).await? {
            return Err(super::meanwhile::changed_by_another().into());
        }
        self.keep_listing(write, &state, definition, today).await?;
        let settling = Settling {
            office: self,
            actor,
            stream: Stream::Matter(matter.id),
            at,
        };
        settling.settle(write, &entries, effects, entropy).await?;
        Ok(state)
    }
}

/// What follows from an act on something else is done only together with it: a decision with its
/// meeting, a number with its counter, an answer with its sign-off.
fn concerns_the_matter_alone(action: &Action) -> Result<(), Refusal> {
    match action {
        Action::Schedule { .. }
        | Action::Unschedule
        | Action::Decide(_)
        | Action::Forward(_)
        | Action::Table
        | Action::ReferBack { .. } => Err(permission::needs(
            "göra detta utanför sammanträdet",
            "sekreteraren på sammanträdets sida",
        )),
        Action::DecideByDelegation { .. } | Action::DecideUrgently { .. } => Err(
            permission::needs("besluta utan nummer i organets serie", "den som är behörig"),
        ),
        Action::Register(_) | Action::VoidNumber { .. } => Err(permission::needs(
            "sätta ett eget diarienummer",
            "registratorn, ur årets serie",
        )),
        Action::HandOn { .. } | Action::TakeOver { .. } => Err(permission::needs(
            "överföra rader för sig",
            "handläggaren, på sidan för överföring",
        )),
        Action::Escalate { .. } => Err(permission::needs("eskalera", "klockan")),
        Action::RecordReview { .. } => Err(permission::needs(
            "svara för en granskare",
            "granskaren själv",
        )),
        _ => Ok(()),
    }
}

/// The matter, kept from everybody else until the transaction ends.
pub(super) async fn locked(write: &mut Write, id: MatterId) -> Result<Matter, OfficeError> {
    let matter = matters::lock(write, id).await?;
    Ok(matter.ok_or_else(|| Refusal::not_found("Ärendet finns inte."))?)
}

/// Both matters, kept from everybody else.
pub(super) async fn locked_both(
    write: &mut Write,
    one: MatterId,
    other: MatterId,
) -> Result<(Matter, Matter), OfficeError> {
    locks::take(write, &[one, other].map(Root::Matter)).await?;
    Ok((locked(write, one).await?, locked(write, other).await?))
}

/// Only a manager answers for a matter; whoever is unknown does not.
async fn must_be_manager(
    write: &mut Write,
    body: BodyId,
    person: PersonId,
    today: NaiveDate,
) -> Result<(), OfficeError> {
    let held = offices::holders(write, Role::ResponsibleManager, body, today).await?;
    if held.iter().any(|appointment| appointment.person == person) {
        return Ok(());
    }
    let reason = Reason::new("ansvarig", "Den ansvariga är inte chef här.")
        .remedy("Välj en av dem som finns i listan.")
        .at(Place::Field("responsible".into()));
    Err(Refusal::invalid("Uppgifterna är inte sparade.", vec![reason]).into())
}

fn opened(
    id: MatterId,
    new: &NewMatter,
    definition: &Definition,
    officer: PersonId,
    at: DateTime<Utc>,
) -> Result<Matter, Refusal> {
    let title = new.title.trim().to_owned();
    if title.is_empty() {
        return Err(Refusal::invalid(
            "Ärendet är inte öppnat.",
            vec![
                Reason::new("rubrik", "Rubriken saknas.")
                    .remedy("Skriv kort vad ärendet gäller.")
                    .at(Place::Field("title".into())),
            ],
        ));
    }
    let content = new
        .content
        .clone()
        .unwrap_or_else(|| empty_content(definition));
    Ok(Matter {
        id,
        workflow: WorkflowPin {
            id: definition.id.clone(),
            version: definition.version,
            hash: definition.hash,
        },
        body: new.body,
        officer,
        responsible: new.responsible,
        phase: Phase::Draft,
        content: Content { title, ..content },
        register_number: None,
        frozen: None,
        reviews: Vec::new(),
        writers: BTreeSet::new(),
        meeting: None,
        decision: None,
        proposals: Vec::new(),
        waits_for: None,
        secrecy: None,
        years: crate::matter::years::Years::default(),
        after: After::default(),
        created_at: at,
        changed_at: at,
        version: 1,
    })
}

fn empty_content(definition: &Definition) -> Content {
    let mut sections = Vec::new();
    complete(&mut sections, definition);
    Content {
        sections,
        ..Content::default()
    }
}
