//! The letters of a sign-off: the request, its reminders, the code and the receipt.

use super::about::{About, Loaded, base, sections};
use crate::{
    db::Read,
    domain::{body::Assurance, calendar, swedish},
    mail::letter::{
        ApprovalReceipt, CertificationDetails, CertificationRequest, Confidential, DocumentDetails,
        Letter, NewVersion, NewVersionDetails, OneTimeCode, ReceiptDetails, Reminder,
        ReviewDetails, ReviewRequest, Secrecy, Shown,
    },
    office::{Office, OfficeError},
    signoff::{
        code::{self, TRIES},
        link,
        state::{Answer, Code, SignOff, SignOffState},
    },
    store::{journal, outbox::Mail, people, sign_offs},
    work::Subject,
};
use chrono::{DateTime, SubsecRound, Utc};
use serde::Deserialize;

type Found = Option<(Subject, Letter)>;

/// Where the recipient answers.
struct Way {
    link: Confidential,
    sign_in: bool,
}

/// Please review, a new version to review, or please certify.
pub(super) async fn request(
    office: &Office,
    read: &mut Read,
    mail: &Mail,
    now: DateTime<Utc>,
) -> Result<Found, OfficeError> {
    let Some(sign_off) = awaited(read, mail).await? else {
        return Ok(None);
    };
    // A newer link has a mail of its own.
    let newer = |made: DateTime<Utc>| mail.created_at < made.trunc_subsecs(6);
    if sign_off
        .live_link(now)
        .is_some_and(|live| newer(live.made_at))
    {
        return Ok(None);
    }
    let Some(way) = way(office, &sign_off, now) else {
        return Ok(None);
    };
    let Some(loaded) = Loaded::of(read, sign_off.of).await? else {
        return Ok(None);
    };
    let letter = match &loaded.about {
        About::Minutes(meeting) => Letter::CertificationRequest(CertificationRequest {
            deadline: deadline(&sign_off),
            link: way.link,
            sign_in: way.sign_in,
            details: shown(&loaded, || CertificationDetails {
                body: meeting.body_name.clone(),
                meeting_day: swedish::date(meeting.day),
                sections: sections(meeting),
                fingerprint: sign_off.sha256.fingerprint(),
            }),
        }),
        About::Matter(_) => match replaced(read, &sign_off).await? {
            Some(earlier) => Letter::NewVersion(new_version(&loaded, &sign_off, &earlier, way)),
            None => Letter::ReviewRequest(ReviewRequest {
                matter: loaded.number(),
                deadline: deadline(&sign_off),
                link: way.link,
                sign_in: way.sign_in,
                details: review_details(office, read, &loaded, &sign_off).await?,
            }),
        },
    };
    Ok(Some((sign_off.of, letter)))
}

#[derive(Deserialize)]
struct ReminderParams {
    number: u32,
    of: u32,
}

/// The same question again, by the same link.
pub(super) async fn reminder(
    office: &Office,
    read: &mut Read,
    mail: &Mail,
    now: DateTime<Utc>,
) -> Result<Found, OfficeError> {
    let ReminderParams { number, of } = ReminderParams::deserialize(&mail.params)?;
    let Some(sign_off) = awaited(read, mail).await? else {
        return Ok(None);
    };
    let Some(way) = way(office, &sign_off, now) else {
        return Ok(None);
    };
    let Some(loaded) = Loaded::of(read, sign_off.of).await? else {
        return Ok(None);
    };
    let letter = Letter::Reminder(Reminder {
        number,
        of,
        about: loaded.in_words(),
        deadline: deadline(&sign_off),
        overdue: sign_off.due < calendar::today_in_stockholm(now),
        link: way.link,
        sign_in: way.sign_in,
        details: review_details(office, read, &loaded, &sign_off).await?,
    });
    Ok(Some((sign_off.of, letter)))
}

#[derive(Deserialize)]
struct CodeParams {
    code: crate::domain::identifiers::CodeId,
}

/// A one-time code, as long as it can still be used.
pub(super) async fn code(
    office: &Office,
    read: &mut Read,
    mail: &Mail,
    now: DateTime<Utc>,
) -> Result<Found, OfficeError> {
    let params = CodeParams::deserialize(&mail.params)?;
    let Some(sign_off) = awaited(read, mail).await? else {
        return Ok(None);
    };
    let code = sign_off.codes.iter().find(|code| code.id == params.code);
    let Some(code) = code.filter(|code| is_usable(code, &sign_off, now)) else {
        return Ok(None);
    };
    let Some(digits) = code::text(code, sign_off.id, office.link_keys()) else {
        return Ok(None);
    };
    let Some(loaded) = Loaded::of(read, sign_off.of).await? else {
        return Ok(None);
    };
    let (first, last) = digits.in_mail().split_at(code::DIGITS / 2);
    let minutes = (code.expires_at - now).num_minutes().max(1);
    let letter = Letter::OneTimeCode(OneTimeCode {
        about: loaded.in_words(),
        code: Confidential::new(format!("{first} {last}")),
        valid_minutes: u32::try_from(minutes).unwrap_or(1),
        details: shown(&loaded, || DocumentDetails {
            title: loaded.title(),
            document: loaded.document(),
            version: sign_off.version,
            fingerprint: sign_off.sha256.fingerprint(),
        }),
    });
    Ok(Some((sign_off.of, letter)))
}

/// What was registered in the recipient's name, with the head of the journal as an anchor.
pub(super) async fn receipt(read: &mut Read, mail: &Mail) -> Result<Found, OfficeError> {
    let Some(sign_off) = sign_off_of(read, mail).await? else {
        return Ok(None);
    };
    let SignOffState::Answered(answered) = &sign_off.state else {
        return Ok(None);
    };
    let Some(loaded) = Loaded::of(read, sign_off.of).await? else {
        return Ok(None);
    };
    let stream = crate::office::settling::stream_of(sign_off.of);
    let Some((_, head)) = journal::head(read, stream).await? else {
        return Ok(None);
    };
    let letter = Letter::ApprovalReceipt(ApprovalReceipt {
        about: loaded.in_words(),
        decided_at: swedish::date_and_time(answered.at),
        journal_head: head.fingerprint(),
        details: shown(&loaded, || ReceiptDetails {
            answer: answer_in_words(&answered.answer, &loaded.about),
            title: loaded.title(),
            document: loaded.document(),
            version: sign_off.version,
            fingerprint: sign_off.sha256.fingerprint(),
        }),
    });
    Ok(Some((sign_off.of, letter)))
}

async fn sign_off_of(read: &mut Read, mail: &Mail) -> Result<Option<SignOff>, OfficeError> {
    match mail.sign_off {
        Some(id) => Ok(sign_offs::find(read, id).await?),
        None => Ok(None),
    }
}

/// The sign-off, while its answer is waited for from the address that the mail goes to.
async fn awaited(read: &mut Read, mail: &Mail) -> Result<Option<SignOff>, OfficeError> {
    let found = sign_off_of(read, mail).await?;
    Ok(found.filter(|sign_off| {
        sign_off.is_open() && people::address(&sign_off.address) == people::address(&mail.address)
    }))
}

/// `None` when there is no way left: the link is dead or its key is gone.
fn way(office: &Office, sign_off: &SignOff, now: DateTime<Utc>) -> Option<Way> {
    let base = base(office);
    if sign_off.assurance == Assurance::SignedIn {
        let page = Confidential::new(format!("{base}/underskrift/{}", sign_off.id));
        return Some(Way {
            link: page,
            sign_in: true,
        });
    }
    let live = sign_off.live_link(now)?;
    let token = link::token(live, sign_off, office.link_keys())?;
    let link = Confidential::new(format!("{base}/u/{}", token.in_address()));
    Some(Way {
        link,
        sign_in: false,
    })
}

/// Whether the core would still accept it: the newest of its link and browser, with tries left.
fn is_usable(code: &Code, sign_off: &SignOff, now: DateTime<Utc>) -> bool {
    let same_place = |other: &&Code| other.link == code.link && other.browser == code.browser;
    let newest = sign_off.codes.iter().rev().find(same_place);
    newest.is_some_and(|newest| newest.id == code.id)
        && code.used_at.is_none()
        && code.tries < TRIES
        && now < code.expires_at
        && sign_off
            .link(code.link)
            .is_some_and(|link| link.is_live(now))
}

/// The version before, if the same person was asked about one.
async fn replaced(read: &mut Read, sign_off: &SignOff) -> Result<Option<SignOff>, OfficeError> {
    let earlier = sign_offs::of(read, sign_off.of)
        .await?
        .into_iter()
        .filter(|other| {
            other.recipient == sign_off.recipient
                && other.step == sign_off.step
                && other.version < sign_off.version
        });
    Ok(earlier.max_by_key(|other| other.version))
}

fn new_version(loaded: &Loaded, sign_off: &SignOff, earlier: &SignOff, way: Way) -> NewVersion {
    NewVersion {
        matter: loaded.number(),
        deadline: deadline(sign_off),
        link: way.link,
        sign_in: way.sign_in,
        answered_before: matches!(earlier.state, SignOffState::Answered(_)),
        details: shown(loaded, || NewVersionDetails {
            document: loaded.document(),
            replaced_version: earlier.version,
            version: sign_off.version,
            fingerprint: sign_off.sha256.fingerprint(),
            changes: String::new(),
        }),
    }
}

async fn review_details(
    office: &Office,
    read: &mut Read,
    loaded: &Loaded,
    sign_off: &SignOff,
) -> Result<Shown<ReviewDetails>, OfficeError> {
    let asked_by = people::find(read, sign_off.asked_by)
        .await?
        .map(|kept| kept.person);
    let requested_by = asked_by.map_or_else(String::new, |person| {
        let municipality = office.settings().municipality.clone();
        let parts = [person.name, person.title, municipality];
        let told: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        told.join(", ")
    });
    Ok(shown(loaded, || ReviewDetails {
        title: loaded.title(),
        document: loaded.document(),
        version: sign_off.version,
        fingerprint: sign_off.sha256.fingerprint(),
        requested_by,
    }))
}

/// The details of an open matter; those of a secret one are never even put together.
fn shown<T>(loaded: &Loaded, details: impl FnOnce() -> T) -> Shown<T> {
    match loaded.secrecy {
        Secrecy::Open => Shown::Open(details()),
        Secrecy::Secret => Shown::Secret,
    }
}

fn deadline(sign_off: &SignOff) -> String {
    swedish::date_with_weekday(sign_off.due)
}

fn answer_in_words(answer: &Answer, about: &About) -> String {
    match (about, answer) {
        (About::Minutes(_), Answer::Approve | Answer::ApproveWithRemark { .. }) => {
            "Justerat".to_owned()
        }
        (About::Minutes(_), Answer::SendBack { .. }) => "Invändning mot protokollet".to_owned(),
        _ => swedish::capitalised(answer.swedish()),
    }
}
