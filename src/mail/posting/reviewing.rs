//! Notices about a review that has stopped: somebody is away, nobody is left, an answer stays away.

use super::about::{About, Loaded, base};
use crate::{
    db::Read,
    domain::{
        calendar,
        identifiers::{MatterId, PersonId, SignOffId},
        swedish,
    },
    mail::letter::{Letter, ReviewNews, Shown, TaskDetails},
    matter::{review, state::Matter},
    office::{Office, OfficeError},
    signoff::state::SignOff,
    store::{absences, outbox::Mail, people, sign_offs},
    work::Subject,
    workflow::phase::Phase,
};
use chrono::{DateTime, Utc};

type Found = Option<(Subject, Letter)>;

/// Nobody is left to review in a step; `None` once somebody has been asked.
pub(super) async fn nobody_to_review(
    office: &Office,
    read: &mut Read,
    id: MatterId,
    step: &str,
) -> Result<Found, OfficeError> {
    let of = Subject::Matter(id);
    let Some(loaded) = Loaded::of(read, of).await? else {
        return Ok(None);
    };
    let About::Matter(matter) = &loaded.about else {
        return Ok(None);
    };
    let definition = office.definition(matter)?;
    let waiting = review::without_reviewer(matter, definition);
    let Some(step) = waiting.iter().find(|waiting| waiting.key.as_str() == step) else {
        return Ok(None);
    };
    let task = format!(
        "Det finns ingen mer som kan göra ”{}”. Be administratören lägga till någon i gruppen eller ange en ersättare, och ge sedan granskningen till den personen på ärendets sida.",
        step.title
    );
    let page = loaded.page(office);
    Ok(Some((of, letter(&loaded, task, page))))
}

/// A newer version of the matter's type has made it a draft; `None` once it has been sent on.
pub(super) fn made_draft(
    office: &Office,
    loaded: &Loaded,
    of: Subject,
    why: &str,
) -> Result<Found, OfficeError> {
    let Some(matter) = matter_of(loaded).filter(|matter| matter.phase == Phase::Draft) else {
        return Ok(None);
    };
    let definition = office.definition(matter)?;
    let task = format!(
        "Ärendet följer nu version {} av ”{}” och har blivit ett utkast igen: {why}. Läs igenom det och skicka det på granskning på nytt.",
        definition.version, definition.title
    );
    Ok(Some((of, letter(loaded, task, loaded.page(office)))))
}

/// A substitute has been asked in the place of the one who is told.
pub(super) async fn substitute_asked(
    office: &Office,
    read: &mut Read,
    id: SignOffId,
) -> Result<Found, OfficeError> {
    let Some((sign_off, loaded)) = waiting(read, id).await? else {
        return Ok(None);
    };
    let task = format!(
        "Du är frånvarande. {} har därför fått frågan om ”{}” som din ersättare. Du behöver inte göra något, och en länk som du har fått tidigare gäller inte längre.",
        name(read, sign_off.recipient).await?,
        sign_off.step_title,
    );
    let page = base(office).to_owned();
    Ok(Some((sign_off.of, letter(&loaded, task, page))))
}

/// The one who is asked is away: the officer is told what to do, the substitute what may come.
pub(super) async fn recipient_away(
    office: &Office,
    read: &mut Read,
    mail: &Mail,
    id: SignOffId,
    now: DateTime<Utc>,
) -> Result<Found, OfficeError> {
    let Some((sign_off, loaded)) = waiting(read, id).await? else {
        return Ok(None);
    };
    let today = calendar::today_in_stockholm(now);
    let until = absences::on(read, today)
        .await?
        .into_iter()
        .filter(|absence| absence.person == sign_off.recipient)
        .map(|absence| absence.until)
        .max();
    let Some(until) = until else {
        return Ok(None);
    };
    let (who, what) = (name(read, sign_off.recipient).await?, &sign_off.step_title);
    let (until, due) = (swedish::date(until), swedish::date(sign_off.due));
    let is_officer =
        matter_of(&loaded).is_some_and(|matter| mail.recipient == Some(matter.officer));
    let (task, page) = if is_officer {
        let task = format!(
            "{who} är frånvarande till och med den {until} och ska svara på ”{what}” senast den {due}. Du kan ge granskningen till någon annan på ärendets sida."
        );
        (task, loaded.page(office))
    } else {
        let task = format!(
            "{who} är frånvarande till och med den {until} och har angett dig som ersättare. ”{what}” ska vara besvarad senast den {due}. Handläggaren kan ge frågan till dig; då får du ett eget mejl."
        );
        (task, base(office).to_owned())
    };
    Ok(Some((sign_off.of, letter(&loaded, task, page))))
}

/// An answer has stayed away for longer than the file allows.
pub(super) async fn escalated(
    office: &Office,
    read: &mut Read,
    mail: &Mail,
    id: SignOffId,
) -> Result<Found, OfficeError> {
    let Some((sign_off, loaded)) = waiting(read, id).await? else {
        return Ok(None);
    };
    let is_officer =
        matter_of(&loaded).is_some_and(|matter| mail.recipient == Some(matter.officer));
    let way_out = if is_officer {
        "Du kan ge granskningen till någon annan på ärendets sida."
    } else {
        "Du får veta det enligt ärendetypens regler. Se till att frågan blir besvarad, eller be handläggaren ge den till någon annan."
    };
    let task = format!(
        "”{}” skulle ha besvarats av {} senast den {}. Inget är godkänt. {way_out}",
        sign_off.step_title,
        name(read, sign_off.recipient).await?,
        swedish::date(sign_off.due),
    );
    let page = loaded.page(office);
    Ok(Some((sign_off.of, letter(&loaded, task, page))))
}

/// The question has been given to another.
pub(super) async fn relieved(
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
    let task = format!(
        "Frågan om ”{}” har gått till någon annan. Länken du fick gäller inte längre, och du behöver inte svara.",
        sign_off.step_title
    );
    let page = base(office).to_owned();
    Ok(Some((sign_off.of, letter(&loaded, task, page))))
}

/// The sign-off and what it is about, while its answer is waited for.
async fn waiting(read: &mut Read, id: SignOffId) -> Result<Option<(SignOff, Loaded)>, OfficeError> {
    let found = sign_offs::find(read, id).await?;
    let Some(sign_off) = found.filter(SignOff::is_open) else {
        return Ok(None);
    };
    let loaded = Loaded::of(read, sign_off.of).await?;
    Ok(loaded.map(|loaded| (sign_off, loaded)))
}

fn matter_of(loaded: &Loaded) -> Option<&Matter> {
    match &loaded.about {
        About::Matter(matter) => Some(matter),
        About::Minutes(_) => None,
    }
}

async fn name(read: &mut Read, person: PersonId) -> Result<String, OfficeError> {
    let kept = people::find(read, person).await?;
    Ok(kept.map(|kept| kept.person.name).unwrap_or_default())
}

fn letter(loaded: &Loaded, task: String, page: String) -> Letter {
    Letter::ReviewNews(ReviewNews {
        matter: loaded.number(),
        page,
        details: Shown::under(loaded.secrecy, TaskDetails { task }),
    })
}
