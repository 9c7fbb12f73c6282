//! The pages of a sign-off: read and answer, the receipt, and why there is nothing to answer.

use super::{
    caller::{Arrival, By, Caller},
    frozen, hidden, path,
};
use crate::{
    domain::{
        body::Assurance,
        calendar,
        identifiers::AttachmentId,
        refusal::{Place, Refusal},
        swedish,
    },
    matter::state::File,
    office::signing::SignOffView,
    signoff::{
        dead_link::{DeadLink, describe_dead_link},
        state::{Answer, Receipt, SignOffState},
    },
    web::{
        App,
        answer::Failure,
        asked::Sent,
        look::{
            field::{Choice, FieldView, Widget},
            part::{Blocker, Fact, Link, RefusalPanel, SafeHtml, Tone},
            signoff::{DeadLinkPage, ReceiptPage, SignoffPage},
        },
        matters::files::send,
    },
    work::{Closing, Subject},
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

/// Where a sign-off stands for the one who looks.
enum Standing {
    /// It can be answered.
    Open,
    /// It can be answered only by somebody who is signed in.
    MustSignIn,
    /// It is answered.
    Answered(Receipt),
    /// It can no longer be answered.
    Dead(DeadLink),
}

fn standing(app: &App, arrival: &Arrival<'_>) -> Standing {
    let sign_off = &arrival.view.sign_off;
    let dead = match &arrival.by {
        By::Link(opened) => {
            describe_dead_link(sign_off, opened.link, app.office().link_keys(), app.now())
        }
        By::Recipient(_) => match &sign_off.state {
            SignOffState::Open => None,
            SignOffState::Answered(_) => sign_off.receipt().map(DeadLink::Answered),
            SignOffState::Closed { because, .. } => Some(match because {
                Closing::Superseded => DeadLink::Superseded {
                    version: sign_off.version,
                },
                Closing::Withdrawn => DeadLink::Withdrawn,
                Closing::Reassigned => DeadLink::Reassigned,
            }),
        },
    };
    match dead {
        Some(DeadLink::Answered(receipt)) => Standing::Answered(receipt),
        Some(why) => Standing::Dead(why),
        None if !arrival.view.recipient_active => Standing::Dead(DeadLink::Withdrawn),
        None if matches!(arrival.by, By::Link(_))
            && sign_off.assurance != Assurance::LinkAndCode =>
        {
            Standing::MustSignIn
        }
        None => Standing::Open,
    }
}

pub(super) async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let Some(arrival) = caller.arrive(&app, &id).await? else {
        return open_again(&app, Vec::new());
    };
    match standing(&app, &arrival) {
        Standing::Open => open(&app, &arrival, &Sent::default(), StatusCode::OK, None).await,
        Standing::MustSignIn => Err(Failure::SignIn {
            next: path(arrival.view.sign_off.id),
        }),
        Standing::Answered(_) => {
            let receipt = format!("{}/kvitto", path(arrival.view.sign_off.id));
            Ok(Redirect::to(&receipt).into_response())
        }
        Standing::Dead(why) => dead(&app, &arrival, &why),
    }
}

pub(super) async fn receipt(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let Some(arrival) = caller.arrive(&app, &id).await? else {
        return open_again(&app, Vec::new());
    };
    match standing(&app, &arrival) {
        Standing::Answered(receipt) => app.page(
            &arrival.by.frame(&app)?,
            &receipt_page(&arrival.view, &receipt),
        ),
        _ => Ok(Redirect::to(&path(arrival.view.sign_off.id)).into_response()),
    }
}

/// A file of exactly the version that is signed off, for as long as it can be answered.
pub(super) async fn attachment(
    State(app): State<App>,
    caller: Caller,
    Path((id, attachment)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let Some(arrival) = caller.arrive(&app, &id).await? else {
        return open_again(&app, Vec::new());
    };
    match standing(&app, &arrival) {
        Standing::Open => {}
        Standing::MustSignIn => {
            return Err(Failure::SignIn {
                next: path(arrival.view.sign_off.id),
            });
        }
        Standing::Answered(_) | Standing::Dead(_) => return Err(Failure::NotFound),
    }
    let wanted: AttachmentId = attachment.parse().map_err(|_| Failure::NotFound)?;
    let content = frozen::content(&arrival.view).ok_or(Failure::NotFound)?;
    let found = content
        .attachments
        .into_iter()
        .find(|attachment| attachment.id == wanted);
    let file = found
        .and_then(|found| found.file)
        .ok_or(Failure::NotFound)?;
    send(&app, file.digest, &file.media_type, &file.name).await
}

/// After "Avsluta": the link in the mail still works.
pub(super) async fn left(State(app): State<App>) -> Result<Response, Failure> {
    let page = DeadLinkPage {
        heading: "Du har lämnat handlingen".to_owned(),
        lines: vec![
            "Inget svar har lämnats härifrån. Har du redan svarat gäller svaret.".to_owned(),
            "Vill du läsa eller svara, öppna länken i mejlet igen.".to_owned(),
        ],
        ..DeadLinkPage::unknown()
    };
    app.page(&app.frame_outside()?, &page)
}

/// For everybody who may not see what is asked for, whether it is there or not.
pub(in crate::web) fn open_again(
    app: &App,
    kept: Vec<(String, String)>,
) -> Result<Response, Failure> {
    let page = DeadLinkPage {
        heading: "Öppna länken i mejlet igen".to_owned(),
        lines: vec![
            "Av säkerhetsskäl är sidan öppen i en halvtimme åt gången, och bara i den webbläsare där länken öppnades."
                .to_owned(),
            "Öppna länken i mejlet på nytt. Webbläsaren behöver ta emot kakor.".to_owned(),
            "Har du ett konto kan du i stället logga in och svara från Mina uppgifter.".to_owned(),
        ],
        kept,
        ..DeadLinkPage::unknown()
    };
    app.page_with(StatusCode::FORBIDDEN, &app.frame_outside()?, &page)
}

fn dead(app: &App, arrival: &Arrival<'_>, why: &DeadLink) -> Result<Response, Failure> {
    let sign_off = &arrival.view.sign_off;
    let replaced = match why {
        DeadLink::Superseded { .. } | DeadLink::Withdrawn => arrival.view.newer,
        _ => None,
    };
    let heading = match why {
        _ if replaced.is_some() => {
            format!("Version {} av handlingen har ersatts", sign_off.version)
        }
        DeadLink::Expired { .. } => "Länken har gått ut".to_owned(),
        DeadLink::Superseded { version } => {
            format!("Version {version} av handlingen har ersatts")
        }
        DeadLink::Withdrawn => "Begäran har tagits tillbaka".to_owned(),
        DeadLink::Reassigned => "Någon annan har fått begäran".to_owned(),
        _ => "Länken gäller inte längre".to_owned(),
    };
    let offers = why.offers_new_link() && sign_off.is_open();
    // The mailbox of an address that has changed may be somebody else's by now.
    let facts = match why {
        DeadLink::AddressChanged => Vec::new(),
        _ => vec![Fact::new(
            "Gällde",
            format!("{}, version {}", sign_off.step_title, sign_off.version),
        )],
    };
    let page = DeadLinkPage {
        heading,
        lines: vec![
            replaced.map_or_else(|| why.swedish(), replaced_by),
            "Ingenting har godkänts genom länken.".to_owned(),
        ],
        facts,
        new_link_action: offers.then(|| format!("{}/ny-lank", path(sign_off.id))),
        address: offers.then(|| hidden(&sign_off.address)),
        kept: Vec::new(),
    };
    app.page_with(StatusCode::GONE, &arrival.by.frame(app)?, &page)
}

/// What is told when a newer version has taken over. It leads nowhere: the new mail does.
pub(super) fn replaced_by(version: u32) -> String {
    format!(
        "Handlingen har ändrats, och version {version} har tagit vid. Du har fått ett nytt mejl om den."
    )
}

/// The page where one reads and answers, with what was typed and what was wrong with it.
pub(super) async fn open(
    app: &App,
    arrival: &Arrival<'_>,
    sent: &Sent,
    status: StatusCode,
    refusal: Option<&Refusal>,
) -> Result<Response, Failure> {
    let view = &arrival.view;
    let here = path(view.sign_off.id);
    if view.version.is_none() {
        let missing = format!(
            "the version of sign-off {} is not what its hash says",
            view.sign_off.id
        );
        return Err(Failure::broken(missing));
    }
    let document = frozen::html(app, view).await?;
    let code =
        FieldView::new("code", "Engångskod", Widget::Code).hint("Åtta siffror, från mejlet.");
    let mut page = SignoffPage {
        heading: heading(view).to_owned(),
        facts: facts(view),
        fingerprint: view.sign_off.sha256.fingerprint(),
        changes: frozen::changes(view),
        left_out: frozen::left_out(view),
        supply: supply(view),
        document: SafeHtml::from_our_own(document),
        attachments: attachments(view),
        meaning: meaning(view),
        decision: decision(view, sent),
        comment: FieldView::textarea("words", words_label(view), sent.text("words"), 4)
            .hint(words_hint(view))
            .optional(),
        read: FieldView::new(
            "read",
            "Jag har läst handlingen",
            Widget::Checkbox {
                checked: sent.ticked("read"),
            },
        ),
        code: matches!(arrival.by, By::Link(_)).then_some(code),
        code_status: code_sent(app, arrival).await?,
        code_action: format!("{here}/kod"),
        refusal: None,
        seen: view.sign_off.sha256.to_string(),
        action: format!("{here}/svar"),
        leave_action: format!("{here}/avsluta"),
    };
    if let Some(refusal) = refusal {
        mark(&mut page, refusal);
    }
    app.page_with(status, &arrival.by.frame(app)?, &page)
}

/// Puts each reason at its field; the rest in a panel on top.
fn mark(page: &mut SignoffPage, refusal: &Refusal) {
    let mut others = Vec::new();
    for reason in &refusal.reasons {
        let words = match &reason.remedy {
            Some(remedy) => format!("{} {remedy}", reason.message),
            None => reason.message.clone(),
        };
        let name = match &reason.place {
            Some(Place::Field(name)) => name.as_str(),
            _ => "",
        };
        let field = match name {
            "decision" => Some(&mut page.decision),
            "words" => Some(&mut page.comment),
            "read" => Some(&mut page.read),
            "code" => page.code.as_mut(),
            _ => None,
        };
        match field {
            Some(field) => field.error = Some(words),
            None => others.push(Blocker::of(reason, |_| None)),
        }
    }
    if !others.is_empty() {
        page.refusal = Some(RefusalPanel {
            heading: refusal.what.clone(),
            blockers: others,
        });
    }
}

/// The page where the recipient supplies what the recipient writes; it asks for a sign-in.
fn supply(view: &SignOffView<'_>) -> Option<Link> {
    let Subject::Matter(matter) = view.sign_off.of else {
        return None;
    };
    let titles = frozen::own_parts(view);
    let words = format!("Lämna {} (kräver inloggning)", swedish::list(&titles));
    let href = crate::web::matters::supplying(matter, &view.sign_off.step);
    (!titles.is_empty()).then(|| Link::new(words, href))
}

fn is_minutes(view: &SignOffView<'_>) -> bool {
    matches!(view.sign_off.of, Subject::Minutes(_))
}

fn heading(view: &SignOffView<'_>) -> &'static str {
    if is_minutes(view) {
        "Läs och justera protokollet"
    } else {
        "Granska och godkänn"
    }
}

fn facts(view: &SignOffView<'_>) -> Vec<Fact> {
    let sign_off = &view.sign_off;
    let mut facts = vec![Fact::new("Handling", frozen::title(view))];
    if !is_minutes(view) {
        let number = view.register_number.clone();
        facts.push(Fact::new(
            "Diarienummer",
            number.unwrap_or_else(|| "inte satt än".to_owned()),
        ));
    }
    facts.push(Fact::new("Version", sign_off.version.to_string()));
    facts.push(Fact::new(
        "Du svarar för",
        match &view.on_behalf_of {
            Some(away) => format!(
                "{} ({} i stället för {away})",
                sign_off.step_title, view.recipient
            ),
            None => format!("{} ({})", sign_off.step_title, view.recipient),
        },
    ));
    facts.push(Fact::new(
        "Begärs av",
        format!("{}, {}", view.asked_by, view.body),
    ));
    let due = swedish::date_with_weekday(sign_off.due);
    facts.push(
        Fact::new("Svara senast", due).note("Inget godkänns av sig självt när tiden har gått ut."),
    );
    facts
}

fn meaning(view: &SignOffView<'_>) -> Vec<String> {
    let version = view.sign_off.version;
    let mut lines = if is_minutes(view) {
        vec![
            format!(
                "Du intygar att protokollet, version {version}, återger vad som beslutades (KL 5:69). Du tar inte ställning till besluten."
            ),
            "Har du en invändning, skriv den. Den förs till sekreteraren och till ordföranden."
                .to_owned(),
        ]
    } else {
        vec![
            format!("Svaret gäller just version {version}, med kontrollsumman ovan. Ändras texten behövs ett nytt svar."),
            "Är du jävig får du inte delta i ärendet. Säg till, så frågas någon annan (KL 6:28–32 och 7:4).".to_owned(),
        ]
    };
    lines.push("Svaret sparas med ditt namn, tiden och hur du visade vem du är. Det är ingen avancerad elektronisk underskrift.".to_owned());
    lines.push("Det du skriver kan bli allmän handling.".to_owned());
    lines
}

fn decision(view: &SignOffView<'_>, sent: &Sent) -> FieldView {
    let chosen = sent.line("decision");
    let choices: Vec<(&str, &str, &str)> = if is_minutes(view) {
        vec![
            ("approve", "Justera", "Protokollet stämmer."),
            (
                "send_back",
                "Jag har en invändning",
                "Skriv vad som inte stämmer. Protokollet justeras inte.",
            ),
        ]
    } else {
        vec![
            ("approve", "Godkänn", ""),
            (
                "approve_with_remark",
                "Godkänn med kommentar",
                "Kommentaren följer med ärendet.",
            ),
            (
                "send_back",
                "Återsänd",
                "Handläggaren får ändra. Skriv vad som behöver ändras.",
            ),
            (
                "declare_disqualified",
                "Jag är jävig",
                "Du får inte delta. Skriv kort varför (KL 6:28).",
            ),
        ]
    };
    let choices = choices
        .into_iter()
        .map(|(value, title, hint)| {
            let choice = Choice::new(value, title).chosen(chosen == value);
            if hint.is_empty() {
                choice
            } else {
                choice.hint(hint)
            }
        })
        .collect();
    FieldView::new("decision", "Vad svarar du?", Widget::Radios { choices })
}

fn words_label(view: &SignOffView<'_>) -> &'static str {
    if is_minutes(view) {
        "Invändning"
    } else {
        "Kommentar"
    }
}

fn words_hint(view: &SignOffView<'_>) -> &'static str {
    if is_minutes(view) {
        "Behövs om du har en invändning: minst 10 tecken."
    } else {
        "Behövs om du återsänder (minst 10 tecken), kommenterar eller är jävig."
    }
}

/// The answer that was chosen; `None` when none was.
pub(super) fn answer_of(sent: &Sent) -> Option<Answer> {
    let words = sent.text("words");
    Some(match sent.line("decision").as_str() {
        "approve" => Answer::Approve,
        "approve_with_remark" => Answer::ApproveWithRemark { remark: words },
        "send_back" => Answer::SendBack { comment: words },
        "declare_disqualified" => Answer::DeclareDisqualified { ground: words },
        _ => return None,
    })
}

/// What was typed, to be given back where no form can show it.
pub(super) fn kept(sent: &Sent) -> Vec<(String, String)> {
    let words = sent.text("words");
    if words.is_empty() {
        Vec::new()
    } else {
        vec![("Kommentar".to_owned(), words)]
    }
}

fn attachments(view: &SignOffView<'_>) -> Vec<Link> {
    let here = path(view.sign_off.id);
    let content = frozen::content(view).unwrap_or_default();
    let files = content.attachments.iter().filter_map(|attachment| {
        let file = attachment.file.as_ref()?;
        let title = format!("{} ({})", attachment.title, size(file));
        Some(Link::new(
            title,
            format!("{here}/bilagor/{}", attachment.id),
        ))
    });
    files.collect()
}

fn size(file: &File) -> String {
    let kilobytes = i64::try_from(file.size.div_ceil(1000)).unwrap_or(i64::MAX);
    format!("{}, {} kB", file.name, swedish::number(kilobytes))
}

fn receipt_page(view: &SignOffView<'_>, receipt: &Receipt) -> ReceiptPage {
    let answered = &receipt.answered;
    let what = match (&answered.answer, is_minutes(view)) {
        (answer, true) if answer.approves() => "justerat",
        (_, true) => "lämnat en invändning mot",
        (answer, false) => answer.swedish(),
    };
    let line = match &answered.answer {
        Answer::DeclareDisqualified { .. } => {
            "Du har anmält jäv. Någon annan får frågan.".to_owned()
        }
        _ => format!("Du har {what} version {}.", receipt.version),
    };
    let by = match answered.assurance {
        Assurance::LinkAlone => "Personlig länk",
        Assurance::LinkAndCode => "Personlig länk och engångskod",
        Assurance::SignedIn => "Inloggning med eget konto",
    };
    let mut facts = vec![
        Fact::new("Handling", frozen::title(view)),
        Fact::new("Version", receipt.version.to_string()),
        Fact::new("Kontrollsumma", answered.sha256.fingerprint()),
    ];
    if let Some(words) = answered.answer.words() {
        facts.push(Fact::new(words_label(view), words));
    }
    facts.push(Fact::new(
        "Vem",
        format!("{} ({})", view.recipient, receipt.step_title),
    ));
    facts.push(Fact::new("När", swedish::date_and_time(answered.at)));
    facts.push(Fact::new("Bekräftat med", by));
    ReceiptPage {
        heading: "Tack, ditt svar är registrerat".to_owned(),
        line,
        tone: if answered.answer.approves() {
            Tone::Good
        } else {
            Tone::Info
        },
        facts,
        next: vec![
            "Ett kvitto skickas till din e-postadress.".to_owned(),
            "Svaret kan inte ändras här. Blev det fel, kontakta registratorn.".to_owned(),
            "Du behöver inte göra något mer. Du kan stänga sidan.".to_owned(),
        ],
        feedback: Vec::new(),
        leave_action: Some(format!("{}/avsluta", path(view.sign_off.id))),
    }
}

/// What has become of the code that this browser asked for: the sign-off is read anew, as it may
/// have been sent in this very request.
async fn code_sent(app: &App, arrival: &Arrival<'_>) -> Result<Option<String>, Failure> {
    let By::Link(opened) = &arrival.by else {
        return Ok(None);
    };
    let Some(view) = app.office().sign_off_view(arrival.view.sign_off.id).await? else {
        return Ok(None);
    };
    let codes = view.sign_off.codes.iter().rev();
    let newest = codes
        .into_iter()
        .find(|code| code.browser == opened.browser);
    Ok(newest.filter(|code| app.now() < code.expires_at).map(|code| {
        let time = |instant| calendar::stockholm_time(instant).format("%H.%M");
        format!(
            "En kod skickades till {} kl. {}. Den gäller till kl. {}. Hittar du inte mejlet, titta i skräpposten.",
            hidden(&view.sign_off.address),
            time(code.sent_at),
            time(code.expires_at),
        )
    }))
}
