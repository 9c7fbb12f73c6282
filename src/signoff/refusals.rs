//! The refusals of sign-offs, in words for the one who reads the page.

use super::{
    act::Answering,
    answering::{LONGEST_WORDS, SHORTEST_COMMENT},
    code::DIGITS,
    state::Answered,
};
use crate::{
    domain::{
        refusal::{Place, Reason, Refusal},
        swedish,
    },
    work::Closing,
};
use chrono::{DateTime, Utc};

const NO_ANSWER: &str = "Svaret kunde inte tas emot.";
const NO_LINK: &str = "Ingen länk skickades.";
const NO_CODE: &str = "Ingen kod skickades.";
const NOT_DONE: &str = "Begäran kan inte besvaras eller ändras.";
const ASK_REGISTRAR: &str = "Kontakta registratorn om något är fel.";
const JAV: &str = "KL 6:28–32 och 7:4";

pub(super) fn is_answered(answered: &Answered) -> Refusal {
    let message = format!(
        "Svaret är redan lämnat: {}, {}. Ett lämnat svar ändras inte.",
        answered.answer.swedish(),
        swedish::date_and_time(answered.at),
    );
    Refusal::changed(
        NOT_DONE,
        Reason::new("redan-besvarad", message).remedy(ASK_REGISTRAR),
    )
}

pub(super) fn is_closed(because: Closing) -> Refusal {
    let reason = match because {
        Closing::Superseded => Reason::new(
            "ersatt",
            "Handlingen har ändrats, och en nyare version har tagit vid.",
        )
        .remedy("Du får en ny länk om du behöver svara på den."),
        Closing::Withdrawn => Reason::new("atertagen", "Begäran har tagits tillbaka.")
            .remedy("Du behöver inte göra något."),
        Closing::Reassigned => Reason::new("annan-person", "En annan person har fått begäran.")
            .remedy("Du behöver inte göra något."),
    };
    Refusal::changed(NOT_DONE, reason)
}

pub(super) fn recipient_has_left() -> Refusal {
    let reason = Reason::new("mottagare-aktiv", "Mottagaren är inte längre verksam här.")
        .remedy("En annan person behöver få begäran.");
    Refusal::forbidden(NOT_DONE, reason)
}

pub(super) fn own_text() -> Refusal {
    let reason = Reason::new(
        "egen-granskning",
        "Den som begär en granskning kan inte själv göra den.",
    )
    .remedy("Välj en annan granskare.");
    Refusal::forbidden(NOT_DONE, reason)
}

pub(super) fn disqualified() -> Refusal {
    let reason = Reason::new("jav", "Den som är jävig får inte delta i ärendet.")
        .remedy("En annan person behöver få begäran.")
        .source(JAV);
    Refusal::forbidden(NOT_DONE, reason)
}

pub(super) fn not_the_recipient() -> Refusal {
    let reason = Reason::new(
        "mottagare",
        "Bara den som har fått begäran kan svara på den.",
    )
    .remedy("Logga in som mottagaren, eller be handläggaren att skicka begäran till dig.");
    Refusal::forbidden(NO_ANSWER, reason)
}

pub(super) fn must_sign_in() -> Refusal {
    let reason = Reason::new(
        "sakerhetsniva",
        "För det här steget räcker det inte med länk och kod.",
    )
    .remedy("Logga in med ditt konto och svara där.");
    Refusal::forbidden(NO_ANSWER, reason)
}

pub(super) fn unknown_link() -> Refusal {
    Refusal::not_found("Länken finns inte. Kontrollera att hela adressen kom med.")
}

pub(super) fn dead_link() -> Refusal {
    let reason = Reason::new("lank", "Länken gäller inte längre.")
        .remedy("Öppna den senaste länken du har fått, eller be om en ny.");
    Refusal::changed(NOT_DONE, reason)
}

pub(super) fn has_changed() -> Refusal {
    let reason = Reason::new(
        "version",
        "Handlingen har ändrats sedan du öppnade den. Du godkänner alltid exakt det du har sett.",
    )
    .remedy("Läs den version som gäller nu och svara sedan.");
    Refusal::changed(NO_ANSWER, reason)
}

pub(super) fn has_link() -> Refusal {
    let reason = Reason::new("lank-finns", "Mottagaren har redan fått en länk.")
        .remedy("Skicka en ny länk i stället.");
    Refusal::because(NO_LINK, reason)
}

pub(super) fn no_new_link() -> Refusal {
    let reason = Reason::new(
        "lank",
        "Länken gäller inte längre, och kan inte bytas mot en ny.",
    )
    .remedy(ASK_REGISTRAR);
    Refusal::forbidden(NO_LINK, reason)
}

pub(super) fn link_was_just_sent(from: DateTime<Utc>) -> Refusal {
    let reason = Reason::new("lank-nyss", "En länk skickades alldeles nyss.").remedy(format!(
        "Titta i inkorgen och skräpposten. En ny kan skickas {}.",
        swedish::date_and_time(from)
    ));
    Refusal::because(NO_LINK, reason)
}

pub(super) fn no_address() -> Refusal {
    let reason = Reason::new(
        "adress",
        "Mottagaren saknar en e-postadress som går att använda.",
    )
    .remedy("Be administratören rätta adressen.");
    Refusal::because(NO_LINK, reason)
}

pub(super) fn code_was_just_sent(until: DateTime<Utc>) -> Refusal {
    let reason = Reason::new(
        "kod-nyss",
        "En kod skickades alldeles nyss. Det kan ta en stund innan den kommer fram.",
    )
    .remedy(format!(
        "En ny kod kan skickas {}.",
        swedish::date_and_time(until)
    ))
    .at(code_field());
    Refusal::because(NO_CODE, reason)
}

pub(super) fn too_many_codes(until: DateTime<Utc>) -> Refusal {
    Refusal::because(NO_CODE, locked(until))
}

fn locked(until: DateTime<Utc>) -> Reason {
    Reason::new(
        "kod-last",
        "För många koder har skickats eller angetts fel.",
    )
    .remedy(format!(
        "En ny kod kan skickas {}. Har du inte bett om koderna, kontakta registratorn.",
        swedish::date_and_time(until)
    ))
    .at(code_field())
}

pub(super) fn incomplete(reasons: Vec<Reason>) -> Refusal {
    Refusal::invalid(NO_ANSWER, reasons)
}

pub(super) fn not_read() -> Reason {
    Reason::new("last", "Du behöver bekräfta att du har läst handlingen.")
        .remedy("Kryssa i rutan när du har läst.")
        .at(Place::Field("read".into()))
}

pub(super) fn no_remark() -> Reason {
    Reason::new("kommentar", "Kommentaren är tom.")
        .remedy("Skriv en kommentar, eller godkänn utan.")
        .at(Place::Field("words".into()))
}

pub(super) fn short_comment() -> Reason {
    Reason::new("kommentar", "Handläggaren behöver veta vad som ska ändras.")
        .remedy(format!("Skriv minst {SHORTEST_COMMENT} tecken."))
        .at(Place::Field("words".into()))
}

pub(super) fn no_ground() -> Reason {
    Reason::new("javsgrund", "Du behöver ange varför du är jävig.")
        .remedy("Skriv kort, till exempel ”närstående till leverantören”.")
        .source(JAV)
        .at(Place::Field("words".into()))
}

pub(super) fn long_words() -> Reason {
    let longest = swedish::number(i64::try_from(LONGEST_WORDS).unwrap_or(i64::MAX));
    Reason::new(
        "text-lang",
        format!("Texten är för lång. Den får vara högst {longest} tecken."),
    )
    .remedy("Korta texten, eller lämna den till handläggaren på annat sätt.")
    .at(Place::Field("words".into()))
}

pub(super) fn not_a_code() -> Reason {
    Reason::new("kod", format!("Koden är {DIGITS} siffror."))
        .remedy("Skriv av siffrorna i mejlet med koden.")
        .at(code_field())
}

/// The words for an answer whose code did not hold.
pub(super) fn not_recorded(answering: &Answering) -> Option<Refusal> {
    let reason = match answering {
        Answering::Recorded(_) | Answering::AlreadyRecorded(_) => return None,
        Answering::WrongCode { tries_left } => {
            Reason::new("kod", "Koden stämmer inte.").remedy(format!(
                "Du har {} kvar.",
                swedish::plural((*tries_left).into(), "försök", "försök")
            ))
        }
        Answering::NoCode => Reason::new("kod", "Ingen kod har skickats för den här webbläsaren.")
            .remedy("Be om en kod. Den skickas till mottagarens e-postadress."),
        Answering::CodeExpired => Reason::new("kod", "Koden gäller inte längre.")
            .remedy("Be om en ny kod. Det du har skrivit finns kvar."),
        Answering::CodeSpent => Reason::new("kod", "Koden har angetts fel för många gånger.")
            .remedy("Be om en ny kod. Det du har skrivit finns kvar."),
        Answering::Locked { until } => locked(*until),
    };
    Some(Refusal::invalid(NO_ANSWER, vec![reason.at(code_field())]))
}

fn code_field() -> Place {
    Place::Field("code".into())
}
