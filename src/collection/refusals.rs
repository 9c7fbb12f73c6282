//! The refusals of collections, in words for the one who reads the page.

use crate::domain::{
    refusal::{Place, Reason, Refusal},
    swedish,
};
use chrono::{DateTime, Utc};

pub(super) const NO_ANSWER: &str = "Svaren är inte skickade.";
const NOT_SAVED: &str = "Det du skrev är inte sparat.";
const NO_LINK: &str = "Ingen länk skickades.";
const NO_FEEDBACK: &str = "Återkopplingen är inte skickad.";

pub(super) fn is_closed(at: DateTime<Utc>) -> Refusal {
    let reason = Reason::new(
        "avslutad",
        format!("Insamlingen avslutades {}.", swedish::date_and_time(at)),
    )
    .remedy("Kontakta den som frågade om något behöver ändras.");
    Refusal::changed("Svaren kan inte ändras längre.", reason)
}

pub(super) fn recipient_has_left() -> Refusal {
    let reason = Reason::new("mottagare-aktiv", "Mottagaren är inte längre verksam här.")
        .remedy("Välj någon annan som svarar.");
    Refusal::forbidden("Frågorna kan inte besvaras.", reason)
}

pub(super) fn must_sign_in() -> Refusal {
    let reason = Reason::new(
        "sekretess",
        "Ärendet är sekretessmarkerat. Länken räcker inte.",
    )
    .remedy("Logga in med ditt konto och svara där.")
    .source("OSL 5:5");
    Refusal::forbidden(NO_ANSWER, reason)
}

pub(super) fn dead_link() -> Refusal {
    let reason = Reason::new("lank", "Länken gäller inte längre.")
        .remedy("Öppna den senaste länken du har fått, eller be om en ny.");
    Refusal::changed(NO_ANSWER, reason)
}

pub(super) fn no_new_link() -> Refusal {
    let reason = Reason::new(
        "lank",
        "Länken gäller inte längre, och kan inte bytas mot en ny.",
    )
    .remedy("Kontakta den som frågade om du ska svara.");
    Refusal::forbidden(NO_LINK, reason)
}

pub(super) fn link_was_just_sent(from: DateTime<Utc>) -> Refusal {
    let reason = Reason::new("lank-nyss", "En länk skickades alldeles nyss.").remedy(format!(
        "Titta i inkorgen och skräpposten. En ny kan skickas {}.",
        swedish::date_and_time(from)
    ));
    Refusal::because(NO_LINK, reason)
}

pub(super) fn saved_meanwhile() -> Refusal {
    let reason = Reason::new(
        "andrad",
        "Svaren har sparats från ett annat fönster sedan du öppnade sidan.",
    )
    .remedy("Det du skrev står kvar här, med det som är sparat bredvid. Ta med det du vill behålla och skicka igen.");
    Refusal::changed(NOT_SAVED, reason)
}

pub(super) fn not_ready() -> Reason {
    Reason::new("klar", "Du behöver bekräfta att svaren är klara.")
        .remedy("Kryssa i rutan, eller spara utkastet och kom tillbaka.")
        .at(Place::Field("klar".into()))
}

pub(super) fn long_answer() -> Refusal {
    let reason = Reason::new("langd", "Ett av svaren är längre än 50 000 tecken.")
        .remedy("Korta texten, eller lämna en del av den på annat sätt.");
    Refusal::invalid(NOT_SAVED, vec![reason])
}

pub(super) fn nothing_to_comment() -> Refusal {
    let reason = Reason::new("svar", "Det finns inget svar att återkoppla på.")
        .remedy("Vänta tills svaret har kommit.");
    Refusal::because(NO_FEEDBACK, reason)
}

pub(super) fn empty_feedback() -> Refusal {
    let reason = Reason::new("text", "Återkopplingen är tom.")
        .remedy("Skriv vad du vill säga om svaret.")
        .at(Place::Field("text".into()));
    Refusal::invalid(NO_FEEDBACK, vec![reason])
}

pub(super) fn long_feedback() -> Refusal {
    let reason = Reason::new("langd", "Återkopplingen är längre än 10 000 tecken.")
        .remedy("Korta texten.")
        .at(Place::Field("text".into()));
    Refusal::invalid(NO_FEEDBACK, vec![reason])
}

pub(super) fn nobody_acts() -> Refusal {
    let reason = Reason::new("behorighet", "Återkoppling ges av en person.");
    Refusal::forbidden(NO_FEEDBACK, reason)
}
