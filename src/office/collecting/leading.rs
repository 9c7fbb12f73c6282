//! What an officer does with a round that goes on: closes it, says something back, opens a matter.

use super::{Parts, locked_inquiry, locked_round, must_lead, not_here, taking};
use crate::{
    collection::{
        act::Action,
        overview, round,
        state::{Inquiry, Round},
    },
    domain::{
        calendar,
        identifiers::{FormNonce, InquiryId, MatterId, PersonId, RoundId},
        journal::{NewEntry, Stream},
        refusal::{Reason, Refusal},
    },
    matter::{
        act::Action as MatterAction,
        link::LinkKind,
        sections::complete,
        state::{Content, Matter, SecrecyMarking},
    },
    office::{Asker, Office, OfficeError, matters::NewMatter, meanwhile::changed_by_another},
    store::{collections, journal, links, people},
    workflow::{definition::SectionKind, keys::WorkflowId},
};
use chrono::{DateTime, Utc};
use serde_json::json;

/// What an officer does to an inquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leading {
    /// Say something back.
    Feedback {
        /// The words.
        text: String,
        /// What it asks for.
        asks_for: String,
    },
    /// Send a new link.
    SendAnew,
    /// Let somebody else answer.
    AskAnother(PersonId),
}

impl Office {
    /// Closes a round.
    ///
    /// # Errors
    /// Refused for those who do not lead the matter, and when it is closed already.
    pub async fn close_round(
        &self,
        asker: Asker,
        id: RoundId,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        self.act_once(asker, form, id, at, async |write, known, _entropy| {
            let (matter, round) = locked_round(write, id).await?;
            must_lead(&matter, known)?;
            let inquiries = collections::of_round(write, id).await?;
            let missing = overview::unanswered(&inquiries).count();
            let (state, entry) = round::close(&round, missing, known.person.id, at)?;
            if !collections::save_round(write, &state, round.version, at).await? {
                return Err(changed_by_another().into());
            }
            let stream = Stream::Matter(matter.id);
            journal::append(write, stream, at, &known.actor(), &[entry]).await?;
            Ok(())
        })
        .await
    }

    /// Does what an officer does to an inquiry: gives feedback, asks somebody else, sends anew.
    ///
    /// # Errors
    /// Refused for those who do not lead the matter, and by the rules of the act.
    pub async fn lead_inquiry(
        &self,
        asker: Asker,
        id: InquiryId,
        what: Leading,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        self.act_once(asker, form, id, at, async |write, known, entropy| {
            let (matter, round, inquiry) = locked_inquiry(write, id).await?;
            must_lead(&matter, known)?;
            let action = match what {
                Leading::Feedback { text, asks_for } => Action::GiveFeedback { text, asks_for },
                Leading::SendAnew => Action::Reissue,
                Leading::AskAnother(person) => {
                    let kept = people::find(write, person).await?;
                    let kept = kept.filter(|kept| kept.person.active);
                    let kept = kept.ok_or_else(not_here)?;
                    Action::Reassign {
                        person,
                        address: kept.person.email,
                    }
                }
            };
            let actor = known.actor();
            let parts = Parts {
                matter: &matter,
                round: &round,
                by: Some(known.person.id),
                actor: &actor,
                at,
            };
            self.do_to_inquiry(write, &inquiry, action, parts, entropy)
                .await?;
            Ok(())
        })
        .await
    }

    /// Opens the matter that an answer becomes, in the body that answered. It points back, and the
    /// inquiry points at it. What becomes of the answer in a secret matter is secret, too.
    ///
    /// # Errors
    /// Refused when the collection opens none, and for those who may not open matters in the body.
    pub async fn open_from_answer(
        &self,
        asker: Asker,
        id: InquiryId,
        title: &str,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<MatterId, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.open_once(asker, form, at, async |write, known, new, entropy| {
            let (matter, round, inquiry) = locked_inquiry(write, id).await?;
            must_lead(&matter, known)?;
            let Some(body) = inquiry.body.filter(|_| inquiry.answer().is_some()) else {
                let reason =
                    Reason::new("svar", "Bara ett organ som har svarat kan få ett ärende.");
                return Err(Refusal::because("Ärendet är inte öppnat.", reason).into());
            };
            let collection = self.collection_of(&matter, round.collection.as_str())?;
            let Some(workflow) = collection.opens.clone() else {
                let reason = Reason::new("arende", "Insamlingen öppnar inga ärenden.");
                return Err(Refusal::because("Ärendet är inte öppnat.", reason).into());
            };
            let content = self.content_from_answer(&workflow, &matter, &round, &inquiry)?;
            let order = NewMatter {
                workflow,
                body,
                title: title.to_owned(),
                responsible: None,
                content: Some(content),
            };
            self.insert_matter(write, known, new, order, at, entropy)
                .await?;
            if let Some(marking) = &matter.secrecy {
                // The answer is as secret as the matter that asked (OSL 5:5).
                let marking = SecrecyMarking {
                    marked_on: today,
                    ..marking.clone()
                };
                let mark = MatterAction::MarkSecrecy(Some(marking));
                self.do_to_matter(write, known, new, mark, at, entropy)
                    .await?;
            }
            let actor = known.actor();
            let parts = Parts {
                matter: &matter,
                round: &round,
                by: Some(known.person.id),
                actor: &actor,
                at,
            };
            self.do_to_inquiry(write, &inquiry, Action::Opened(new), parts, entropy)
                .await?;
            let link = links::Kept {
                from: matter.id,
                to: new,
                kind: LinkKind::LeadsTo,
                note: format!("{}, {}", round.title, inquiry.answers_for),
                made_at: at,
                made_by: known.person.id,
            };
            self.link_in(write, known, &link, entropy).await?;
            let entry = NewEntry::new(
                "opened_from_answer",
                format!("Öppnades med svaret i ”{}”.", round.title),
                json!({ "from": matter.id, "round": round.id, "inquiry": inquiry.id }),
            );
            journal::append(write, Stream::Matter(new), at, &actor, &[entry]).await?;
            Ok(())
        })
        .await
    }

    /// The answer and the feedback as the first prose of the new matter.
    fn content_from_answer(
        &self,
        workflow: &WorkflowId,
        matter: &Matter,
        round: &Round,
        inquiry: &Inquiry,
    ) -> Result<Content, OfficeError> {
        let definition = self
            .workflows()
            .newest(workflow)
            .ok_or_else(|| OfficeError::Workflow(workflow.to_string()))?;
        let mut content = Content::default();
        complete(&mut content.sections, definition);
        let text = taking::as_prose(matter, round, inquiry);
        let prose = |key: &str| {
            definition
                .section(key)
                .is_some_and(|section| section.kind == SectionKind::Prose)
        };
        let place = content
            .sections
            .iter()
            .position(|section| section.key.as_str() == "arendet")
            .or_else(|| {
                content
                    .sections
                    .iter()
                    .position(|section| prose(section.key.as_str()))
            });
        if let Some(section) = place.and_then(|place| content.sections.get_mut(place)) {
            section.text = text;
            section.version = 1;
        }
        Ok(content)
    }
}
