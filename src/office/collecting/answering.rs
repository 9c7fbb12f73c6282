//! The recipient's way: looking changes nothing, saving keeps what is typed, sending answers.

use super::{Parts, locked_inquiry};
use crate::{
    collection::{
        act::{Action, Happened, Reply},
        reading::Typed,
        state::{Inquiry, Round},
    },
    domain::{
        actor::Actor,
        body::Assurance,
        identifiers::{InquiryId, LinkId, PersonId},
        refusal::{Reason, Refusal},
    },
    matter::state::Matter,
    office::{Asker, Office, OfficeError, matters::locked},
    signoff::link::{LinkToken, is_token_of},
    store::{collections, matters, people},
};
use chrono::{DateTime, Utc};

/// What a personal link to an inquiry leads to.
#[derive(Debug, Clone)]
pub struct LinkedInquiry {
    /// The inquiry.
    pub inquiry: Inquiry,
    /// The link.
    pub link: LinkId,
}

/// Everything an inquiry's page shows.
#[derive(Debug)]
pub struct InquiryView {
    /// The inquiry.
    pub inquiry: Inquiry,
    /// Its round.
    pub round: Round,
    /// The matter that asks.
    pub matter: Matter,
    /// Who answers, by name and title.
    pub recipient: String,
    /// Whether the recipient still works here.
    pub recipient_active: bool,
    /// Who asks, by name and title.
    pub asked_by: String,
}

/// How the recipient comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By a personal link.
    Link(LinkId),
    /// Signed in.
    SignedIn(Asker),
}

impl Way {
    /// The link; none for one who is signed in.
    fn link(self) -> Option<LinkId> {
        match self {
            Self::Link(link) => Some(link),
            Self::SignedIn(_) => None,
        }
    }
}

impl Office {
    /// What the token leads to; `None` when nobody has been sent it. Changes nothing.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn linked_inquiry(
        &self,
        token: &LinkToken,
    ) -> Result<Option<LinkedInquiry>, OfficeError> {
        let hash = token.hash();
        let found = self
            .db()
            .read(async |read| collections::by_token(read, hash).await)
            .await?;
        // As for sign-offs: whoever writes to the store without the key cannot plant a link.
        let found = found.filter(|(inquiry, id)| {
            inquiry.link(*id).is_some_and(|link| {
                !self.link_keys().holds(link.key)
                    || is_token_of(token, link, inquiry, self.link_keys())
            })
        });
        Ok(found.map(|(inquiry, link)| LinkedInquiry { inquiry, link }))
    }

    /// What the page of an inquiry shows; `None` when there is none. Changes nothing, and does not
    /// ask who looks: the door does, by link or by session.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn inquiry_view(&self, id: InquiryId) -> Result<Option<InquiryView>, OfficeError> {
        self.db()
            .read(async |read| {
                let Some(inquiry) = collections::find(read, id).await? else {
                    return Ok(None);
                };
                let round = collections::find_round(read, inquiry.round).await?;
                let matter = matters::find(read, inquiry.matter).await?;
                let (Some(round), Some(matter)) = (round, matter) else {
                    return Ok(None);
                };
                let recipient = people::find(read, inquiry.recipient).await?;
                let recipient_active = recipient.as_ref().is_some_and(|kept| kept.person.active);
                let asked_by = people::find(read, round.asked_by).await?;
                let presented = |kept: Option<people::Kept>| {
                    kept.map(|kept| match kept.person.title.as_str() {
                        "" => kept.person.name,
                        title => format!("{}, {title}", kept.person.name),
                    })
                    .unwrap_or_default()
                };
                Ok(Some(InquiryView {
                    recipient: presented(recipient),
                    recipient_active,
                    asked_by: presented(asked_by),
                    inquiry,
                    round,
                    matter,
                }))
            })
            .await
    }

    /// The inquiries that wait for the person's answer, with the round of each.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn inquiries_for(
        &self,
        person: PersonId,
    ) -> Result<Vec<(Inquiry, Round)>, OfficeError> {
        self.db()
            .read(async |read| {
                let mut found = Vec::new();
                for inquiry in collections::open_for(read, person).await? {
                    if !inquiry.answers.is_empty() {
                        continue;
                    }
                    if let Some(round) = collections::find_round(read, inquiry.round).await? {
                        found.push((inquiry, round));
                    }
                }
                Ok(found)
            })
            .await
    }

    /// Keeps what the recipient has typed so far.
    ///
    /// # Errors
    /// Refused when the link is dead, the round is closed or another window saved meanwhile.
    pub async fn save_draft(
        &self,
        id: InquiryId,
        way: Way,
        typed: Typed,
        seen: u32,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let link = way.link();
        self.act_on_inquiry(id, way, Action::Save { typed, seen, link }, at)
            .await?;
        Ok(())
    }

    /// Takes the answer, or a correction of it. Gives its number.
    ///
    /// # Errors
    /// Refused when something is unanswered or cannot be read, the link is dead, the round closed.
    pub async fn send_answer(
        &self,
        id: InquiryId,
        way: Way,
        reply: Reply,
        at: DateTime<Utc>,
    ) -> Result<u32, OfficeError> {
        let reply = Reply {
            link: way.link(),
            ..reply
        };
        let happened = self
            .act_on_inquiry(id, way, Action::Send(reply), at)
            .await?;
        Ok(match happened {
            Happened::Answered(number) | Happened::AlreadyAnswered(number) => number,
            _ => 0,
        })
    }

    /// Sends a new link to the same address; the one before dies.
    ///
    /// # Errors
    /// Refused when the round is closed, a link has just been sent, or the link that is to be replaced
    /// went to somebody who is not asked any more.
    pub async fn send_new_inquiry_link(
        &self,
        id: InquiryId,
        way: Way,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let action = way.link().map_or(Action::Reissue, Action::AskForNewLink);
        self.act_on_inquiry(id, way, action, at).await?;
        Ok(())
    }

    async fn act_on_inquiry(
        &self,
        id: InquiryId,
        way: Way,
        action: Action,
        at: DateTime<Utc>,
    ) -> Result<Happened, OfficeError> {
        let mut entropy = self.entropy(at)?;
        let happened = self
            .db()
            .write(async |write| {
                let (matter, round, inquiry) = locked_inquiry(write, id).await?;
                if let Way::SignedIn(asker) = way
                    && asker.person() != inquiry.recipient
                {
                    return Err(not_the_recipient().into());
                }
                let kept = people::find(write, inquiry.recipient).await?;
                let name = kept.map(|kept| kept.person.name).unwrap_or_default();
                let capacity = round.title.clone();
                let actor = match way {
                    Way::Link(link) => Actor::Recipient {
                        id: inquiry.recipient,
                        name,
                        capacity,
                        link,
                        assurance: Assurance::LinkAlone,
                    },
                    Way::SignedIn(_) => Actor::Person {
                        id: inquiry.recipient,
                        name,
                        capacity,
                    },
                };
                let parts = Parts {
                    matter: &matter,
                    round: &round,
                    by: Some(inquiry.recipient),
                    actor: &actor,
                    at,
                };
                self.do_to_inquiry(write, &inquiry, action, parts, &mut entropy)
                    .await
            })
            .await?;
        self.wake();
        Ok(happened)
    }

    /// The person's inquiries get new links at a new address, or lose them when the person has left.
    /// Those of closed rounds lose them either way: what was answered is still read by them.
    pub(in crate::office) async fn move_inquiries(
        &self,
        write: &mut crate::db::Write,
        person: &crate::domain::person::Person,
        by: &Actor,
        at: DateTime<Utc>,
        entropy: &mut crate::domain::entropy::Entropy,
    ) -> Result<(), OfficeError> {
        for waiting in collections::linked_to(write, person.id).await? {
            let matter = locked(write, waiting.matter).await?;
            let round = collections::find_round(write, waiting.round).await?;
            let inquiry = collections::find(write, waiting.id).await?;
            let (Some(round), Some(inquiry)) = (round, inquiry) else {
                continue;
            };
            let action = if person.active {
                Action::ChangeAddress {
                    address: person.email.clone(),
                }
            } else {
                Action::RecipientLeft
            };
            let parts = Parts {
                matter: &matter,
                round: &round,
                by: None,
                actor: by,
                at,
            };
            self.do_to_inquiry(write, &inquiry, action, parts, entropy)
                .await?;
        }
        Ok(())
    }
}

fn not_the_recipient() -> Refusal {
    let reason = Reason::new(
        "mottagare",
        "Bara den som har fått frågorna kan svara på dem.",
    )
    .remedy("Be den som frågade att låta dig svara.");
    Refusal::forbidden("Svaren kunde inte tas emot.", reason)
}
