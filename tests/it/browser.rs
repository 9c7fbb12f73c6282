//! The way of a matter in a real browser, as a person goes it: by the words on the page, by mail,
//! on a phone, by keyboard alone.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "these are tests, also in their helpers"
)]

mod driver;
mod person;

use beslut::{signoff::state::SignOffState, store::sign_offs, work::Subject};
use serde_json::json;

use crate::{
    journey::drafting::{Draft, SUMMARY, TITLE},
    support::TestDb,
    town::{PASSWORD, Town, answers},
};
use driver::{Driver, Screen};
use person::Person;

/// A town, and somebody who can start browsers; `None` without Chromium.
async fn prepare() -> Option<(TestDb, Town, Driver)> {
    let driver = Driver::start()?;
    let db = TestDb::sqlite().await;
    let town = Town::new(&db).await;
    Some((db, town, driver))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_matter_goes_the_whole_way_in_a_browser() {
    let Some((_db, town, driver)) = prepare().await else {
        return;
    };
    let officer = Person::at(&driver, Screen::Desk, "resan-desk").await;
    drafts(&town, &officer).await;
    lawyer_sends_back(&town, &driver).await;
    officer_mends(&town, &officer).await;
    approve(&town, &driver).await;
    let meeting = meets(&town, &officer).await;
    certify(&town, &driver).await;
    finishes(&town, &officer, &meeting).await;
    officer.leave().await;
}

/// What is left of the form is sent without the browser: the controls are the same kinds again.
async fn the_rest_is_filled_in(town: &Town, officer: &Person) {
    let address = officer.address().await;
    let path = address.strip_prefix(&town.url()).unwrap_or(&address);
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let anna = town.as_("anna@exempelby.se").await;
    let form = anna.form(&format!("{path}/falt")).await;
    anna.send(&answers::filled_in(form)).await.ok();
    officer.open(&address).await;
}

async fn drafts(town: &Town, officer: &Person) {
    officer.open(&format!("{}/", town.url())).await;
    officer.sees("Logga in").await;
    officer.writes("E-post", "anna@exempelby.se").await;
    officer.writes("Lösenord", PASSWORD).await;
    officer.presses("Logga in").await;

    officer.follows("Nytt ärende").await;
    officer
        .chooses("Vad gäller ärendet?", "Godkännande av molntjänst")
        .await;
    officer.writes("Rubrik", TITLE).await;
    officer.presses("Öppna ärendet").await;
    officer.sees("Vad som hindrar nästa steg").await;
    officer.keeps_picture("utkast-med-hinder").await;

    officer.follows("Skicka på granskning").await;
    officer.sees("”Molntjänst” är inte ifyllt.").await;
    officer.keeps_picture("nekad-med-skäl").await;
    officer.follows("Avbryt").await;

    officer.follows("Fyll i alla fält").await;
    officer.writes("Molntjänst", "Exempelkartan").await;
    officer.writes("Leverantör", "Exempelmoln AB").await;
    officer
        .chooses("Informationsklass, konfidentialitet", "Intern (K1)")
        .await;
    officer
        .chooses("Tjänstens skyddsnivå, konfidentialitet", "Skyddsvärd (K2)")
        .await;
    officer
        .chooses("Laglighetsbedömningens slutsats", "Laglig")
        .await;
    officer.keeps_picture("uppgifter").await;
    officer.presses("Spara").await;
    the_rest_is_filled_in(town, officer).await;
    for (section, text) in [
        (
            "Förslag till beslut",
            "1. Kommunen använder Exempelkartan från och med den 1 april 2026.",
        ),
        ("Sammanfattning", SUMMARY),
        ("Ärendet", "Kartorna skrivs ut i dag."),
        (
            "Ekonomiska konsekvenser",
            "Tjänsten kostar 90 000 kronor per år.",
        ),
    ] {
        officer.follows(&format!(": {section}")).await;
        officer.writes("Text", text).await;
        officer.presses("Spara").await;
    }
    for (kind, name) in [
        ("Risk- och sårbarhetsanalys", "riskanalys.pdf"),
        ("Laglighetsbedömning", "laglighet.pdf"),
    ] {
        officer.follows("Bifoga en handling").await;
        officer.chooses("Vad är det för handling?", kind).await;
        officer.writes("Titel", kind).await;
        officer.attaches("Fil", name, b"%PDF-1.7 prov").await;
        officer.presses("Bifoga").await;
    }
    officer.keeps_picture("ifyllt").await;
    submits(officer).await;
}

async fn submits(officer: &Person) {
    officer.follows("Skicka på granskning").await;
    officer.keeps_picture("kontrollera").await;
    officer.presses("Skicka på granskning").await;
    officer.sees("Granskning").await;
}

/// On a phone, from the link in the mail to the receipt. Every page fits the screen.
async fn answers(
    town: &Town,
    driver: &Driver,
    link: &str,
    address: &str,
    answer: &str,
    words: &str,
) {
    let name = format!("telefon-{}", address.split('@').next().unwrap());
    let reader = Person::at(driver, Screen::Phone, &name).await;
    reader.open(link).await;
    reader.fits_the_screen().await;
    reader.keeps_picture("handlingen").await;
    reader.picks(answer).await;
    if !words.is_empty() {
        reader.writes_in("words", words).await;
    }
    reader.picks("Jag har läst handlingen").await;
    reader.presses("Skicka kod").await;
    reader.fits_the_screen().await;
    let code = town.mail_to(address).await.code().to_owned();
    reader.writes("Engångskod", &code).await;
    reader.keeps_picture("svaret").await;
    reader.presses("Skicka svaret").await;
    reader.sees("Vad som händer nu").await;
    reader.fits_the_screen().await;
    reader.keeps_picture("kvittot").await;
    reader.leave().await;
}

async fn lawyer_sends_back(town: &Town, driver: &Driver) {
    let mails = town.mail().await;
    let mail = mails
        .iter()
        .find(|mail| mail.recipients == ["erik@exempelby.se"])
        .unwrap();
    let comment = "Den juridiska bedömningen saknas.";
    answers(
        town,
        driver,
        mail.link(),
        "erik@exempelby.se",
        "Återsänd",
        comment,
    )
    .await;
    let old = Person::at(driver, Screen::Phone, "gammal-lank").await;
    old.open(mail.link()).await;
    old.sees("Vad som händer nu").await;
    old.leave().await;
}

async fn officer_mends(town: &Town, officer: &Person) {
    let told = town.mail_to("anna@exempelby.se").await;
    officer.open(told.link()).await;
    officer.sees("Den juridiska bedömningen saknas.").await;
    officer.keeps_picture("åter-med-kommentar").await;
    officer.follows(": Juridisk bedömning").await;
    officer
        .writes("Text", "Avtalet med leverantören har granskats.")
        .await;
    officer.presses("Spara").await;
    submits(officer).await;
}

async fn approve(town: &Town, driver: &Driver) {
    let mails = town.mail().await;
    for address in ["erik@exempelby.se", "maria@exempelby.se"] {
        let mail = mails
            .iter()
            .find(|mail| mail.recipients == [address])
            .unwrap();
        answers(town, driver, mail.link(), address, "Godkänn", "").await;
    }
}

/// The registrar numbers it, the secretary takes it through the meeting. Gives the meeting's page.
async fn meets(town: &Town, person: &Person) -> String {
    let matter = person.address().await;
    person.becomes(town, "lena@exempelby.se").await;
    person.open(&matter).await;
    person.follows("Ge diarienummer").await;
    person.presses("Ge diarienummer").await;
    person.sees("KS 2026/1").await;

    person.becomes(town, "karin@exempelby.se").await;
    person
        .open(&format!("{}/sammantraden/nytt", town.url()))
        .await;
    person.writes("Dag", "18 mars 2026").await;
    person.writes("Klockslag", "13.30").await;
    person.writes("Plats", "Kommunhuset").await;
    person.presses("Planera sammanträdet").await;
    let meeting = person.address().await;
    person.presses(&format!("Lägg till {TITLE}")).await;
    person.keeps_picture("dagordning").await;

    town.clock.forward_to("2026-03-18");
    person.becomes(town, "karin@exempelby.se").await;
    person.open(&meeting).await;
    person.follows("Gör upprop").await;
    person.chooses("Justerare", "Gunnar Persson, ledamot").await;
    person.keeps_picture("upprop").await;
    person.presses("Spara uppropet").await;
    person.follows("Gå till punkt 1").await;
    person.picks("Bifall").await;
    person.keeps_picture("punkten").await;
    person.presses("Spara beslutet").await;
    person.follows("Avsluta sammanträdet").await;
    person.writes("När avslutades det?", "14.45").await;
    person.presses("Avsluta sammanträdet").await;
    person.sees("§ 1").await;
    town.mail().await;
    person.open(&format!("{meeting}/protokoll")).await;
    person.keeps_picture("protokollet").await;
    person.follows("Skicka protokollet för justering").await;
    person.presses("Skicka protokollet för justering").await;
    meeting
}

async fn certify(town: &Town, driver: &Driver) {
    let mails = town.mail().await;
    for address in ["eva@exempelby.se", "gunnar@exempelby.se"] {
        let mail = mails
            .iter()
            .find(|mail| mail.recipients == [address])
            .unwrap();
        answers(town, driver, mail.link(), address, "Justera", "").await;
    }
}

async fn finishes(town: &Town, person: &Person, meeting: &str) {
    person.open(&format!("{meeting}/protokoll")).await;
    person.follows("Tillkännage justeringen").await;
    person.keeps_picture("tillkännage").await;
    person.presses("Tillkännage justeringen").await;
    person.sees("8 april 2026").await;

    person.becomes(town, "anna@exempelby.se").await;
    person.open(&format!("{}/arenden", town.url())).await;
    person.follows(TITLE).await;
    person.keeps_picture("beslutat").await;
    person.follows("Börja verkställa").await;
    person.presses("Börja verkställa").await;
    let matter = person.address().await;
    person.becomes(town, "lena@exempelby.se").await;
    for step in ["Avsluta ärendet", "Arkivera ärendet"] {
        person.open(&matter).await;
        person.follows(step).await;
        person.presses(step).await;
    }
    person.sees("Arkiverat").await;
    person.keeps_picture("arkiverat").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_section_is_written_by_keyboard_alone_in_a_browser() {
    let Some((_db, town, driver)) = prepare().await else {
        return;
    };
    let draft = Draft::open(&town).await;
    let writer = Person::at(&driver, Screen::Desk, "tangentbord").await;
    writer.open(&format!("{}/logga-in", town.url())).await;
    writer.becomes(&town, "anna@exempelby.se").await;
    writer
        .open(&format!(
            "{}{}/avsnitt/sammanfattning",
            town.url(),
            draft.path
        ))
        .await;

    writer.tabs_to("innehållet").await;
    writer.hits_enter().await;
    writer.tabs_to_field("text").await;
    writer.types("Skrivet utan mus.").await;
    writer.tabs_to("Spara").await;
    writer.keeps_picture("fokus").await;
    writer.enters().await;

    writer.sees("Skrivet utan mus.").await;
    draft.page().await.must_say("Skrivet utan mus.");
    writer.leave().await;
}

/// Threat 3 of the sign-off: a scanner that runs scripts opens the link and clicks everything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clicking_every_button_decides_nothing_in_a_browser() {
    let Some((db, town, driver)) = prepare().await else {
        return;
    };
    let draft = Draft::open(&town).await;
    draft.is_filled_in().await;
    draft.is_submitted().await;
    let mails = town.mail().await;
    let mail = mails
        .iter()
        .find(|mail| mail.recipients == ["erik@exempelby.se"])
        .unwrap();
    let scanner = Person::at(&driver, Screen::Desk, "skanner").await;
    scanner.open(mail.link()).await;
    let count = scanner
        .runs("return document.querySelectorAll('button, input[type=submit]').length")
        .await;
    for at in 0..count.as_u64().unwrap() {
        scanner.open(mail.link()).await;
        let click = format!(
            "const all = document.querySelectorAll('button, input[type=submit]'); if (all[{at}]) all[{at}].click(); return true"
        );
        assert_eq!(scanner.runs(&click).await, json!(true));
        scanner.settles().await;
    }
    scanner.keeps_picture("sist").await;
    scanner.leave().await;

    let id = draft.path.rsplit('/').next().unwrap().parse().unwrap();
    let asked = db
        .read(async |read| sign_offs::of(read, Subject::Matter(id)).await)
        .await
        .unwrap();
    assert_eq!(asked.len(), 2);
    assert!(
        asked
            .iter()
            .all(|sign_off| sign_off.state == SignOffState::Open)
    );
    draft.page().await.must_be("Granskning");
}
