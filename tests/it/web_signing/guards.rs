//! Other sites, other browsers, other people's matters, and hostile texts.

use super::asked::{SUMMARY, draft, in_review, kept, link_of, opened, submit, view, with_code};
use crate::{on_both_databases, support::TestDb, town::Town};
use reqwest::{Client, redirect::Policy};
use std::{
    io,
    sync::{Arc, Mutex},
};
use tracing_subscriber::fmt::MakeWriter;

on_both_databases! {
    /// 33: only a form that this site's own page sent is taken.
    async fn a_form_from_elsewhere_is_refused(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let (visitor, page) = opened(&town, asked.lawyer).await;
        let (page, code) = with_code(&town, asked.lawyer, &visitor, &page).await;
        let form = page.form_with("Skicka svaret").fill("decision", "approve").tick("read")
            .fill("code", &code);
        let own = town.url();
        let refused: [(Option<&str>, Option<&str>); 7] = [
            (None, None),
            (Some("https://evil.example"), None),
            (Some("null"), None),
            (Some("https://evil.example"), Some("cross-site")),
            (Some("null"), Some("cross-site")),
            (None, Some("cross-site")),
            (None, Some("same-site")),
        ];
        for (origin, site) in refused {
            let mut request = visitor.request_of(&form).build().unwrap();
            for (name, value) in [("origin", origin), ("sec-fetch-site", site)] {
                request.headers_mut().remove(name);
                if let Some(value) = value {
                    request.headers_mut().insert(name, value.parse().unwrap());
                }
            }
            let cookie = town_cookie(&town, &link_of(&town, asked.lawyer).await).await;
            request.headers_mut().insert("cookie", cookie.parse().unwrap());
            let answer = Client::builder().no_proxy().build().unwrap().execute(request).await.unwrap();
            assert_eq!(answer.status(), 403, "{origin:?} {site:?}");
        }
        assert!(kept(&town, asked.lawyer).await.is_open());
        // Without the form's own number it is not one of ours.
        let bare = form.clone().forge("form_nonce", "");
        visitor.send(&bare).await.expect(400);
        assert!(!own.is_empty());
        visitor.send(&form).await.ok();
    }

    /// 40: a link opens its own version and nothing else.
    async fn a_link_opens_its_own_version_and_nothing_else(db: &TestDb) {
        let town = Town::new(db).await;
        let own = in_review(&town, "Schemaläggning i molnet").await;
        let other = in_review(&town, "Upphandling av sandlådor").await;
        let (visitor, page) = opened(&town, own.lawyer).await;
        let attachment = page.link("Risk- och sårbarhetsanalys");
        let attachment = attachment.rsplit('/').next().unwrap();
        let (_, others) = opened(&town, other.lawyer).await;
        let foreign = others.link("Risk- och sårbarhetsanalys");
        let foreign_attachment = foreign.rsplit('/').next().unwrap();
        for (path, status) in [
            (format!("/underskrift/{}", other.lawyer), 403),
            (format!("/underskrift/{}", own.strategist), 403),
            (format!("/underskrift/{}/kvitto", other.lawyer), 403),
            (foreign.clone(), 403),
            (format!("/underskrift/{}/bilagor/{attachment}", other.lawyer), 403),
            (format!("/underskrift/{}/bilagor/{foreign_attachment}", own.lawyer), 404),
            ("/underskrift/0".to_owned(), 403),
            ("/underskrift/..%2f..%2farenden".to_owned(), 403),
        ] {
            let answer = visitor.get(&path).await.expect(status);
            assert!(!answer.html().contains("sandlådor"), "{path}");
        }
        let matter = format!("/arenden/{}", own.matter);
        for path in ["/", "/arenden", matter.as_str(), "/diarium"] {
            let answer = visitor.get(path).await.ok();
            assert!(answer.path.starts_with("/logga-in"), "{path} → {}", answer.path);
        }
        // The same cookie under the other's name opens nothing either.
        let mine = town_cookie(&town, &link_of(&town, own.lawyer).await).await;
        let theirs = town_cookie(&town, &link_of(&town, other.lawyer).await).await;
        let (name, _) = theirs.split_once('=').unwrap();
        let (_, value) = mine.split_once('=').unwrap();
        let thief = town.stranger();
        thief.keep_cookie(&format!("{name}={value}; Path=/"));
        thief.get(&format!("/underskrift/{}", other.lawyer)).await.expect(403);
        // Nor does one that was altered.
        let forger = town.stranger();
        let (name, value) = mine.split_once('=').unwrap();
        let longer = value.replacen("1.", "1.0", 1);
        forger.keep_cookie(&format!("{name}={longer}; Path=/"));
        forger.get(&format!("/underskrift/{}", own.lawyer)).await.expect(403);
    }

    /// 35, 36: what people typed is text, whatever it looks like.
    async fn hostile_texts_are_texts(db: &TestDb) {
        let town = Town::new(db).await;
        for text in [
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "{{#each}} {{frame.form_nonce}} {{{html}}}",
            "'-alert(1)-' javascript:alert(1)",
            "</textarea><svg/onload=alert(1)>",
        ] {
            let matter = draft(&town, text, text).await;
            let asked = submit(&town, matter).await;
            let (visitor, page) = opened(&town, asked.lawyer).await;
            let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
            page.must_say(&squeezed);
            let form = page.form_with("Skicka svaret").fill("decision", "send_back")
                .fill("words", text).tick("read");
            let again = visitor.send(&form).await.expect(422);
            assert_eq!(again.form_with("Skicka svaret").value("words"), Some(text));
            let (_, code) = with_code(&town, asked.lawyer, &visitor, &page).await;
            let receipt = visitor.send(&form.fill("code", &code)).await.ok();
            receipt.must_say(&squeezed);
            for page in [&page, &again, &receipt] {
                for element in page.root().all() {
                    assert!(!["script", "img", "svg", "iframe"].contains(&element.name.as_str()));
                    assert!(element.get("onerror").is_none() && element.get("onload").is_none());
                    let href = element.get("href").unwrap_or_default();
                    assert!(!href.starts_with("javascript:"), "{href}");
                }
                assert!(page.headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
            }
        }
    }

    /// 38: what a browser says of the host changes nothing of what is answered.
    async fn the_host_that_a_browser_names_leads_nowhere(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let link = link_of(&town, asked.lawyer).await;
        let client = Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
        let address = format!("{}{link}", town.url());
        let answer = client.get(address).header("host", "evil.example").send().await.unwrap();
        assert_eq!(answer.headers()["location"], format!("/underskrift/{}", asked.lawyer).as_str());
        assert!(!answer.headers()["set-cookie"].to_str().unwrap().contains("evil"));
        let page = town.stranger().get(&link).await.ok();
        assert!(!page.html().contains("evil.example"));
        assert!(town.office.settings().public_url.starts_with(&town.url()));
    }

    /// What is shown is all of what is approved: title, number, version, fingerprint, facts.
    async fn the_page_shows_all_that_is_approved(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let (_, page) = opened(&town, asked.lawyer).await;
        let view = view(&town, asked.lawyer).await;
        for words in [
            "Exempelby kommun",
            "Schemaläggning i molnet",
            "inte satt än",
            "Juridisk granskning",
            "Anna Ekström",
            "Kommunstyrelsen",
            SUMMARY,
            "Kommunstyrelsen godkänner att tjänsten används.",
            "Leverantör: Exempelmoln AB",
            "Risk- och sårbarhetsanalys",
            "Det är ingen avancerad elektronisk underskrift.",
            &view.sign_off.sha256.fingerprint(),
        ] {
            let all = page.root().text();
            assert!(all.contains(words), "”{words}” is not on the page:\n{all}");
        }
    }
}

/// The cookie that opening a link gives, as a browser sends it.
async fn town_cookie(town: &Town, link: &str) -> String {
    let client = Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .build()
        .unwrap();
    let answer = client
        .get(format!("{}{link}", town.url()))
        .send()
        .await
        .unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

/// 10: the traces of a whole answer, as talkative as they can be, hold no secret.
#[tokio::test]
async fn traces_hold_no_secrets_on_sqlite() {
    traces_hold_no_secrets(&TestDb::sqlite().await).await;
}

#[tokio::test]
async fn traces_hold_no_secrets_on_postgres() {
    if let Some(db) = TestDb::postgres().await {
        traces_hold_no_secrets(&db).await;
    }
}

async fn traces_hold_no_secrets(db: &TestDb) {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let town = Town::new(db).await;
    let asked = in_review(&town, "Schemaläggning i molnet").await;
    let link = link_of(&town, asked.lawyer).await;
    let cookie = town_cookie(&town, &link).await;
    let (visitor, page) = opened(&town, asked.lawyer).await;
    let (page, code) = with_code(&town, asked.lawyer, &visitor, &page).await;
    let form = page
        .form_with("Skicka svaret")
        .fill("decision", "approve")
        .tick("read");
    visitor.send(&form.clone().fill("code", "11111111")).await;
    visitor.send(&form.fill("code", &code)).await.ok();
    let unknown = format!("/u/{}", "B".repeat(43));
    visitor.get(&unknown).await.expect(404);

    let written = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    // What the test's own browser traces is not ours.
    let ours: Vec<&str> = written
        .lines()
        .filter(|line| {
            !line.contains("reqwest")
                && !line.contains("cookie_store")
                && !line.contains("hyper_util::client")
        })
        .collect();
    assert!(
        ours.iter()
            .any(|line| line.contains("/underskrift/{id}/svar")),
        "nothing was traced"
    );
    let token = link.trim_start_matches("/u/");
    let cookie = cookie.split_once('=').unwrap().1;
    for line in ours {
        for (what, secret) in [
            ("token", token),
            ("cookie", cookie),
            ("code", code.as_str()),
            ("guess", &"B".repeat(43)),
        ] {
            assert!(!line.contains(secret), "a {what} is in the traces: {line}");
        }
    }
}
