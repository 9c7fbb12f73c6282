//! The letters of a collection: the questions with their link, reminders, the receipt, the feedback.

use super::about::{Loaded, base};
use crate::{
    collection::state::{Inquiry, Round},
    db::Read,
    domain::{calendar, identifiers::InquiryId, swedish},
    mail::letter::{
        self, AnsweredDetails, Confidential, FeedbackDetails, InquiryDetails, InquiryFeedback,
        InquiryReceipt, Letter, Secrecy, Shown,
    },
    office::{Office, OfficeError},
    signoff::link,
    store::{collections, outbox::Mail, people},
    work::Subject,
};
use chrono::{DateTime, SubsecRound, Utc};
use serde::Deserialize;

type Found = Option<(Subject, Letter)>;

#[derive(Deserialize)]
struct Params {
    inquiry: InquiryId,
    reminder: Option<Number>,
}

#[derive(Deserialize)]
struct Number {
    number: u32,
    of: u32,
}

/// What a letter is about, as it is when the letter leaves.
struct Asked {
    inquiry: Inquiry,
    round: Round,
    loaded: Loaded,
    reminder: Option<Number>,
}

impl Asked {
    /// `None` when the letter no longer goes to the one who is asked.
    async fn of(read: &mut Read, mail: &Mail) -> Result<Option<Self>, OfficeError> {
        let params = Params::deserialize(&mail.params)?;
        let Some(inquiry) = collections::find(read, params.inquiry).await? else {
            return Ok(None);
        };
        let same = people::address(&inquiry.address) == people::address(&mail.address)
            && mail.recipient == Some(inquiry.recipient);
        let round = collections::find_round(read, inquiry.round).await?;
        let loaded = Loaded::of(read, Subject::Matter(inquiry.matter)).await?;
        Ok(match (round, loaded) {
            (Some(round), Some(loaded)) if same => Some(Self {
                inquiry,
                round,
                loaded,
                reminder: params.reminder,
            }),
            _ => None,
        })
    }

    /// The link, derived now, or the page behind sign-in where a link is not enough. `None` when the
    /// link is dead or its key gone.
    fn way(&self, office: &Office, now: DateTime<Utc>) -> Option<(Confidential, bool)> {
        let base = base(office);
        if self.loaded.secrecy == Secrecy::Secret {
            let page = format!("{base}/svar/{}", self.inquiry.id);
            return Some((Confidential::new(page), true));
        }
        let live = self.inquiry.live_link(now)?;
        let token = link::token(live, &self.inquiry, office.link_keys())?;
        let link = format!("{base}/u/{}", token.in_address());
        Some((Confidential::new(link), false))
    }

    fn shown<T>(&self, details: impl FnOnce() -> T) -> Shown<T> {
        match self.loaded.secrecy {
            Secrecy::Open => Shown::Open(details()),
            Secrecy::Secret => Shown::Secret,
        }
    }

    fn subject(&self) -> Subject {
        Subject::Matter(self.inquiry.matter)
    }
}

/// Please answer, or a reminder. Not sent when there is an answer or the round is closed.
pub(super) async fn request(
    office: &Office,
    read: &mut Read,
    mail: &Mail,
    now: DateTime<Utc>,
) -> Result<Found, OfficeError> {
    let Some(asked) = Asked::of(read, mail).await? else {
        return Ok(None);
    };
    let is_reminder = asked.reminder.is_some();
    if !asked.round.is_open() || (is_reminder && !asked.inquiry.answers.is_empty()) {
        return Ok(None);
    }
    // A newer link has a letter of its own.
    let newer = |made: DateTime<Utc>| mail.created_at < made.trunc_subsecs(6);
    if asked
        .inquiry
        .live_link(now)
        .is_some_and(|live| newer(live.made_at))
    {
        return Ok(None);
    }
    let Some((link, sign_in)) = asked.way(office, now) else {
        return Ok(None);
    };
    let requested_by = match people::find(read, asked.round.asked_by).await? {
        Some(kept) => {
            let municipality = office.settings().municipality.clone();
            let parts = [kept.person.name, kept.person.title, municipality];
            let told: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            told.join(", ")
        }
        None => String::new(),
    };
    let today = calendar::today_in_stockholm(now);
    let count = asked.round.questions.len() * asked.inquiry.items.len();
    let questions = swedish::plural(i64::try_from(count).unwrap_or(0), "fråga", "frågor");
    let letter = Letter::Inquiry(letter::Inquiry {
        about: asked.loaded.in_words(),
        reminder: asked
            .reminder
            .as_ref()
            .map(|one| format!("Påminnelse {} av {}", one.number, one.of)),
        deadline: swedish::date_with_weekday(asked.round.due),
        overdue: asked.round.due < today,
        link,
        sign_in,
        details: asked.shown(|| InquiryDetails {
            title: asked.round.title.clone(),
            answers_for: asked.inquiry.answers_for.clone(),
            questions,
            requested_by,
        }),
    });
    Ok(Some((asked.subject(), letter)))
}

/// What was registered in the recipient's name.
pub(super) async fn receipt(
    _: &Office,
    read: &mut Read,
    mail: &Mail,
    _: DateTime<Utc>,
) -> Result<Found, OfficeError> {
    let Some(asked) = Asked::of(read, mail).await? else {
        return Ok(None);
    };
    let Some(answer) = asked.inquiry.answer() else {
        return Ok(None);
    };
    let letter = Letter::InquiryReceipt(InquiryReceipt {
        about: asked.loaded.in_words(),
        answered_at: swedish::date_and_time(answer.at),
        late: answer.late,
        correction: 1 < answer.number,
        details: asked.shown(|| AnsweredDetails {
            title: asked.round.title.clone(),
            answers_for: asked.inquiry.answers_for.clone(),
        }),
    });
    Ok(Some((asked.subject(), letter)))
}

/// What is said back. The newest words are told, whichever letter leaves first.
pub(super) async fn feedback(
    office: &Office,
    read: &mut Read,
    mail: &Mail,
    now: DateTime<Utc>,
) -> Result<Found, OfficeError> {
    let Some(asked) = Asked::of(read, mail).await? else {
        return Ok(None);
    };
    let Some(newest) = asked.inquiry.feedback.last() else {
        return Ok(None);
    };
    let page = || {
        let page = format!("{}/svar/{}", base(office), asked.inquiry.id);
        (Confidential::new(page), true)
    };
    let (link, sign_in) = asked.way(office, now).unwrap_or_else(page);
    let letter = Letter::InquiryFeedback(InquiryFeedback {
        about: asked.loaded.in_words(),
        link,
        sign_in,
        details: asked.shown(|| FeedbackDetails {
            title: asked.round.title.clone(),
            answers_for: asked.inquiry.answers_for.clone(),
            text: newest.text.clone(),
            asks_for: newest.asks_for.clone(),
        }),
    });
    Ok(Some((asked.subject(), letter)))
}
