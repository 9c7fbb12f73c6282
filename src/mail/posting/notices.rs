//! Notices: letters that tell what happened and lead to a page behind sign-in.

use super::{
    about::{About, Loaded, base},
    reviewing,
};
use crate::{
    collection::state::{Inquiry, Round},
    db::Read,
    domain::{
        calendar::today_in_stockholm,
        identifiers::{InquiryId, MatterId, MeetingId, SignOffId},
        swedish,
    },
    mail::letter::{
        CertificationObjection, DecidedDetails, Letter, MatterDecided, MatterReturns,
        MeetingDetails, MinutesCertified, ObjectionDetails, ReadyForDecision, RegistrarTask,
        ReturnDetails, Secrecy, SentBack, SentBackDetails, Shown, TaskDetails, TitleDetails,
    },
    matter::state::{DecisionKind, Matter, ReviewAnswerKind, Taken},
    meeting::state::Meeting,
    office::{Office, OfficeError, settling::mail_kind},
    store::{bodies, collections, outbox::Mail, people, sign_offs},
    work::{Notice, Subject},
    workflow::phase::Phase,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

type Found = Option<(Subject, Letter)>;

/// A matter that a notice is about.
struct OfMatter {
    matter: Matter,
    page: String,
    secrecy: Secrecy,
}

/// A meeting that a notice is about.
struct OfMeeting {
    meeting: Meeting,
    page: String,
    secrecy: Secrecy,
}

/// Something happened that a person should know; `None` when it has become old news.
pub(super) async fn notice(
    office: &Office,
    read: &mut Read,
    mail: &Mail,
    now: DateTime<Utc>,
) -> Result<Found, OfficeError> {
    match Notice::deserialize(&mail.params)? {
        Notice::ToRegister { matter } => {
            let Some(found) = of_matter(office, read, matter).await? else {
                return Ok(None);
            };
            Ok(to_register(found))
        }
        Notice::Returns { matter, occurrence } => {
            let Some(found) = of_matter(office, read, matter).await? else {
                return Ok(None);
            };
            returns(office, found, &occurrence, today_in_stockholm(now))
        }
        Notice::SentBack { matter, by } => {
            let Some(found) = of_matter(office, read, matter).await? else {
                return Ok(None);
            };
            sent_back(office, read, found, &by).await
        }
        Notice::ReadyForDecision { matter } => {
            let Some(found) = of_matter(office, read, matter).await? else {
                return Ok(None);
            };
            Ok(ready(found))
        }
        Notice::Decided { matter } => {
            let Some(found) = of_matter(office, read, matter).await? else {
                return Ok(None);
            };
            decided(read, found).await
        }
        Notice::MinutesCertified {
            meeting,
            announce_latest,
        } => {
            let Some(found) = of_meeting(office, read, meeting).await? else {
                return Ok(None);
            };
            Ok(certified(found, announce_latest))
        }
        Notice::CertificationObjection { meeting, by } => {
            let Some(found) = of_meeting(office, read, meeting).await? else {
                return Ok(None);
            };
            Ok(Some(objection(found, by)))
        }
        Notice::RecipientLeft { sign_off } => recipient_left(office, read, sign_off).await,
        Notice::NobodyToReview { matter, step } => {
            reviewing::nobody_to_review(office, read, matter, &step).await
        }
        Notice::MadeDraft { matter, why } => {
            let of = Subject::Matter(matter);
            match Loaded::of(read, of).await? {
                Some(loaded) => reviewing::made_draft(office, &loaded, of, &why),
                None => Ok(None),
            }
        }
        Notice::SubstituteAsked { sign_off } => {
            reviewing::substitute_asked(office, read, sign_off).await
        }
        Notice::RecipientAway { sign_off } => {
            reviewing::recipient_away(office, read, mail, sign_off, now).await
        }
        Notice::Escalated { sign_off } => reviewing::escalated(office, read, mail, sign_off).await,
        Notice::Relieved { sign_off } => reviewing::relieved(office, read, sign_off).await,
    }
}

#[derive(Deserialize)]
struct UndeliveredParams {
    sign_off: Option<SignOffId>,
    inquiry: Option<InquiryId>,
    /// Which kind of mail of a round it was.
    lost: Option<String>,
}

/// What to tell the officer of a mail of a round that did not arrive; nothing when nobody waits for
/// what it asked.
fn of_a_round(lost: &str, name: &str, inquiry: &Inquiry, round: &Round) -> Option<String> {
    let title = &round.title;
    match lost {
        mail_kind::INQUIRY_RECEIPT => Some(format!(
            "Kvittot till {name} på svaret om ”{title}” kom inte fram. Svaret är mottaget. Be administratören rätta e-postadressen."
        )),
        mail_kind::INQUIRY_FEEDBACK => Some(format!(
            "Återkopplingen till {name} om ”{title}” kom inte fram. Hör av dig på annat sätt, och be administratören rätta e-postadressen."
        )),
        _ if !round.is_open() || inquiry.answer().is_some() => None,
        _ => Some(format!(
            "Mejlet till {name} om ”{title}” kom inte fram. Be administratören rätta e-postadressen: då skickas en ny länk dit. Eller låt någon annan svara."
        )),
    }
}

/// A mail of a round did not arrive, and nobody else has been asked since.
async fn lost_questions(
    office: &Office,
    read: &mut Read,
    mail: &Mail,
    (id, lost): (InquiryId, &str),
) -> Result<Found, OfficeError> {
    let Some(inquiry) = collections::find(read, id).await? else {
        return Ok(None);
    };
    // A newer letter has gone to another address or another person.
    if inquiry
        .links
        .last()
        .is_some_and(|link| mail.created_at < link.made_at)
    {
        return Ok(None);
    }
    let Some(round) = collections::find_round(read, inquiry.round).await? else {
        return Ok(None);
    };
    let of = Subject::Matter(inquiry.matter);
    let Some(loaded) = Loaded::of(read, of).await? else {
        return Ok(None);
    };
    let name = people::find(read, inquiry.recipient)
        .await?
        .map(|kept| kept.person.name);
    let Some(task) = of_a_round(lost, &name.unwrap_or_default(), &inquiry, &round) else {
        return Ok(None);
    };
    let letter = Letter::RegistrarTask(RegistrarTask {
        matter: loaded.number(),
        page: format!("{}/insamlingar/{}", base(office), round.id),
        details: Shown::under(loaded.secrecy, TaskDetails { task }),
    });
    Ok(Some((of, letter)))
}

/// A letter did not arrive, and its answer is still waited for.
pub(super) async fn undelivered(
    office: &Office,
    read: &mut Read,
    mail: &Mail,
) -> Result<Found, OfficeError> {
    let params = UndeliveredParams::deserialize(&mail.params)?;
    let sign_off = match (params.sign_off, params.inquiry) {
        (Some(id), _) => sign_offs::find(read, id).await?,
        (None, Some(id)) => {
            let lost = params.lost.as_deref().unwrap_or(mail_kind::INQUIRY);
            return lost_questions(office, read, mail, (id, lost)).await;
        }
        (None, None) => None,
    };
    let Some(sign_off) = sign_off.filter(crate::signoff::state::SignOff::is_open) else {
        return Ok(None);
    };
    let Some(loaded) = Loaded::of(read, sign_off.of).await? else {
        return Ok(None);
    };
    let name = people::find(read, sign_off.recipient)
        .await?
        .map(|kept| kept.person.name);
    let task = format!(
        "Mejlet till {} om {} kom inte fram. Be administratören rätta e-postadressen: då skickas en ny länk dit.",
        name.unwrap_or_default(),
        sign_off.step_title,
    );
    let letter = Letter::RegistrarTask(RegistrarTask {
        matter: loaded.number(),
        page: loaded.page(office),
        details: Shown::under(loaded.secrecy, TaskDetails { task }),
    });
    Ok(Some((sign_off.of, letter)))
}

/// Somebody who was asked has left; `None` when the matter has moved on without an answer.
async fn recipient_left(
    office: &Office,
    read: &mut Read,
    id: SignOffId,
) -> Result<Found, OfficeError> {
    let Some(sign_off) = sign_offs::find(read, id).await? else {
        return Ok(None);
    };
    let Some(loaded) = Loaded::of(read, sign_off.of).await? else {
        return Ok(None);
    };
    let way_out = match &loaded.about {
        About::Matter(matter) if matter.phase != Phase::Review => return Ok(None),
        About::Matter(_) => {
            "Ta tillbaka ärendet och skicka det på nytt, så får någon annan frågan."
        }
        About::Minutes(_) => "Återta protokollet, byt justerare och skicka det på nytt.",
    };
    let name = people::find(read, sign_off.recipient)
        .await?
        .map(|kept| kept.person.name);
    let task = format!(
        "{} har slutat och kan inte svara på ”{}”. {way_out}",
        name.unwrap_or_default(),
        sign_off.step_title,
    );
    let letter = Letter::RegistrarTask(RegistrarTask {
        matter: loaded.number(),
        page: loaded.page(office),
        details: Shown::under(loaded.secrecy, TaskDetails { task }),
    });
    Ok(Some((sign_off.of, letter)))
}

fn to_register(found: OfMatter) -> Found {
    let waits = found.matter.register_number.is_none() && found.matter.phase != Phase::Withdrawn;
    let task = format!("”{}” väntar på diarienummer.", found.matter.content.title);
    let letter = Letter::RegistrarTask(RegistrarTask {
        matter: found.matter.number_or_none(),
        page: found.page,
        details: Shown::under(found.secrecy, TaskDetails { task }),
    });
    waits.then_some((Subject::Matter(found.matter.id), letter))
}

async fn sent_back(
    office: &Office,
    read: &mut Read,
    found: OfMatter,
    step: &str,
) -> Result<Found, OfficeError> {
    let matter = found.matter;
    let review = matter
        .reviews
        .iter()
        .rev()
        .find(|review| review.step.to_string() == step);
    let Some(review) = review else {
        return Ok(None);
    };
    let answer = review
        .answer
        .as_ref()
        .filter(|a| a.kind == ReviewAnswerKind::SentBack);
    let Some(answer) = answer else {
        return Ok(None);
    };
    let reviewer = people::find(read, review.reviewer)
        .await?
        .map(|kept| kept.person.name);
    let definition = office.workflows().pinned(&matter.workflow);
    let title = definition
        .and_then(|it| {
            it.review
                .steps
                .iter()
                .find(|known| known.key == review.step)
        })
        .map_or_else(|| step.to_owned(), |known| known.title.clone());
    let details = SentBackDetails {
        title: matter.content.title.clone(),
        sent_back_by: format!("{}, {title}", reviewer.unwrap_or_default()),
        comment: answer.comment.clone().unwrap_or_default(),
    };
    let letter = Letter::SentBack(SentBack {
        matter: matter.number_or_none(),
        page: found.page,
        details: Shown::under(found.secrecy, details),
    });
    Ok(Some((Subject::Matter(matter.id), letter)))
}

fn ready(found: OfMatter) -> Found {
    let letter = Letter::ReadyForDecision(ReadyForDecision {
        matter: found.matter.number_or_none(),
        page: found.page,
        details: Shown::under(
            found.secrecy,
            TitleDetails {
                title: found.matter.content.title.clone(),
            },
        ),
    });
    let still = found.matter.phase == Phase::Ready;
    still.then_some((Subject::Matter(found.matter.id), letter))
}

/// What has come back; `None` when it has been seen to since.
fn returns(
    office: &Office,
    found: OfMatter,
    occurrence: &str,
    today: NaiveDate,
) -> Result<Found, OfficeError> {
    let matter = found.matter;
    let upcoming = office.what_returns(&matter, today)?;
    let Some(returning) = upcoming.iter().find(|it| it.occurrence() == occurrence) else {
        return Ok(None);
    };
    let details = ReturnDetails {
        title: matter.content.title.clone(),
        what: returning.title.clone(),
        day: swedish::date(returning.day),
        reasons: returning.reasons.clone(),
    };
    let letter = Letter::MatterReturns(MatterReturns {
        matter: matter.number_or_none(),
        page: found.page,
        details: Shown::under(found.secrecy, details),
    });
    Ok(Some((Subject::Matter(matter.id), letter)))
}

async fn decided(read: &mut Read, found: OfMatter) -> Result<Found, OfficeError> {
    let matter = found.matter;
    let Some(decision) = &matter.decision else {
        return Ok(None);
    };
    let body = bodies::find(read, decision.body)
        .await?
        .map(|body| body.name);
    let details = DecidedDetails {
        title: matter.content.title.clone(),
        body: body.unwrap_or_default(),
        meeting_day: swedish::date(decision.day),
        section: match &decision.taken {
            Taken::AtMeeting { section, .. } => swedish::sections(&[*section]),
            Taken::ByDelegation { number, .. } => format!("delegationsbeslut {number}"),
            Taken::Urgently { number, .. } => format!("brådskande beslut {number}"),
        },
        outcome: outcome(decision.kind).to_owned(),
    };
    let letter = Letter::MatterDecided(MatterDecided {
        matter: matter.number_or_none(),
        page: found.page,
        details: Shown::under(found.secrecy, details),
    });
    Ok(Some((Subject::Matter(matter.id), letter)))
}

fn outcome(kind: DecisionKind) -> &'static str {
    match kind {
        DecisionKind::Approved => "Bifall till förslaget",
        DecisionKind::ApprovedWithChange => "Bifall till förslaget med ändring",
        DecisionKind::Rejected => "Avslag på förslaget",
    }
}

fn certified(found: OfMeeting, announce_latest: NaiveDate) -> Found {
    let letter = Letter::MinutesCertified(MinutesCertified {
        page: found.page,
        announce_latest: swedish::date_with_weekday(announce_latest),
        details: Shown::under(
            found.secrecy,
            MeetingDetails {
                body: found.meeting.body_name.clone(),
                meeting_day: swedish::date(found.meeting.day),
            },
        ),
    });
    let announced = found
        .meeting
        .minutes
        .as_ref()
        .is_some_and(|minutes| minutes.notice.is_some());
    (!announced).then_some((Subject::Minutes(found.meeting.id), letter))
}

fn objection(found: OfMeeting, by: String) -> (Subject, Letter) {
    let details = ObjectionDetails {
        body: found.meeting.body_name.clone(),
        meeting_day: swedish::date(found.meeting.day),
        by,
    };
    let letter = Letter::CertificationObjection(CertificationObjection {
        page: found.page,
        details: Shown::under(found.secrecy, details),
    });
    (Subject::Minutes(found.meeting.id), letter)
}

async fn of_matter(
    office: &Office,
    read: &mut Read,
    id: MatterId,
) -> Result<Option<OfMatter>, OfficeError> {
    let Some(loaded) = Loaded::of(read, Subject::Matter(id)).await? else {
        return Ok(None);
    };
    let page = loaded.page(office);
    Ok(match loaded.about {
        About::Matter(matter) => Some(OfMatter {
            matter: *matter,
            page,
            secrecy: loaded.secrecy,
        }),
        About::Minutes(_) => None,
    })
}

async fn of_meeting(
    office: &Office,
    read: &mut Read,
    id: MeetingId,
) -> Result<Option<OfMeeting>, OfficeError> {
    let Some(loaded) = Loaded::of(read, Subject::Minutes(id)).await? else {
        return Ok(None);
    };
    let page = loaded.page(office);
    Ok(match loaded.about {
        About::Minutes(meeting) => Some(OfMeeting {
            meeting: *meeting,
            page,
            secrecy: loaded.secrecy,
        }),
        About::Matter(_) => None,
    })
}
