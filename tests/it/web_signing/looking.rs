//! Looking: whoever opens a link, however often, changes nothing.

use super::asked::{SUMMARY, dump, in_review, link_of, opened, with_code};
use crate::{on_both_databases, town::Town};
use chrono::TimeDelta;
use reqwest::{Client, Method, redirect::Policy};

fn plain() -> Client {
    Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}

on_both_databases! {
    /// 1, 2, 5, 58: a scanner's fifty looks leave every row as it was, and the link as good as new.
    async fn looking_changes_nothing(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let link = link_of(&town, asked.lawyer).await;
        let page = format!("/underskrift/{}", asked.lawyer);
        let before = dump(db).await;

        let scanner = town.stranger();
        for _ in 0..50 {
            scanner.get(&link).await.ok().must_say(SUMMARY);
        }
        let attachment = scanner.get(&page).await.link("Risk- och sårbarhetsanalys");
        scanner.get(&attachment).await.ok();
        for (method, status) in [("HEAD", 200), ("PUT", 405), ("DELETE", 405), ("OPTIONS", 405)] {
            let method: Method = method.parse().unwrap();
            for path in [&link, &page] {
                let request = scanner.request(method.clone(), path);
                let answer = request.header("Sec-Fetch-Site", "none").send().await.unwrap();
                assert_eq!(answer.status().as_u16(), status, "{method} {path}");
            }
        }
        for purpose in ["prefetch", "prefetch;prerender"] {
            let address = format!("{}{link}", town.url());
            let answer = plain().get(address).header("Sec-Purpose", purpose).send().await.unwrap();
            assert_eq!(answer.status(), 204);
            assert!(!answer.headers().contains_key("set-cookie"));
        }
        // The deadline passes: nothing is approved by itself.
        town.clock.forward(TimeDelta::days(20));
        let (visitor, form) = opened(&town, asked.lawyer).await;
        assert_eq!(dump(db).await, before);

        let (form, code) = with_code(&town, asked.lawyer, &visitor, &form).await;
        let form = form.form_with("Skicka svaret").fill("decision", "approve").tick("read");
        let receipt = visitor.send(&form.fill("code", &code)).await.ok();
        assert_eq!(receipt.heading(), "Tack, ditt svar är registrerat");
    }

    /// 11, 12, 13, 14, 34: what each answer tells browsers, caches and searches.
    async fn every_answer_says_what_may_be_kept_of_it(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let link = link_of(&town, asked.lawyer).await;
        let page = format!("/underskrift/{}", asked.lawyer);

        let swap = plain().get(format!("{}{link}", town.url())).send().await.unwrap();
        assert_eq!(swap.status(), 303);
        assert_eq!(swap.headers()["location"], page.as_str());
        assert_eq!(swap.headers()["referrer-policy"], "no-referrer");
        let cookie = swap.headers()["set-cookie"].to_str().unwrap().to_owned();
        for part in ["uso-", "; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age=1800"] {
            assert!(cookie.contains(part), "{part}");
        }
        assert!(!cookie.contains(link.trim_start_matches("/u/")));

        let (visitor, read) = opened(&town, asked.lawyer).await;
        let attachment = read.link("Risk- och sårbarhetsanalys");
        let unknown = format!("/u/{}", "A".repeat(43));
        let receipt = format!("{page}/kvitto");
        for path in [&link, &page, &attachment, &unknown, &receipt, &"/u/kort".to_owned()] {
            let answer = visitor.get(path).await;
            let header = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
            assert_eq!(header("cache-control"), "no-store", "{path}");
            assert_eq!(header("vary"), "Cookie", "{path}");
            assert_eq!(header("x-robots-tag"), "noindex, nofollow, noarchive", "{path}");
            assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
            let policy = header("content-security-policy");
            assert!(policy.contains("frame-ancestors 'none'") || policy.starts_with("sandbox"), "{path}");
            assert!(!answer.html().contains("http://") || answer.html().starts_with("%PDF"), "{path}");
        }
        assert_eq!(read.headers["referrer-policy"], "strict-origin");
        let robots = town.stranger().get("/robots.txt").await.ok();
        assert!(robots.html().contains("Disallow: /\n"));

        // A shared computer: after "Avsluta" the way back is closed.
        let left = visitor.send(&read.form_with("Avsluta")).await.ok();
        assert_eq!(left.heading(), "Du har lämnat handlingen");
        let again = visitor.get(&page).await.expect(403);
        assert_eq!(again.heading(), "Öppna länken i mejlet igen");
        assert!(!again.says(SUMMARY));
        visitor.get(&link).await.ok().must_say(SUMMARY);

        // And half an hour later it closes by itself.
        town.clock.forward(TimeDelta::minutes(31));
        visitor.get(&page).await.expect(403);
    }

    /// 6, 7: what is unknown and what is nonsense look alike, and guessing is soon over; those with
    /// a link of their own, from the same network, do not notice.
    async fn guessing_tells_nothing_and_is_soon_over(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let stranger = town.stranger();
        let mut answers = Vec::new();
        for guess in ["A".repeat(43), "x".to_owned(), "Å".repeat(43), "-".repeat(44)] {
            let answer = stranger.get(&format!("/u/{guess}")).await.expect(404);
            let mut headers: Vec<_> = answer.headers.iter().filter(|(name, _)| *name != "date")
                .map(|(name, value)| format!("{name}: {value:?}")).collect();
            headers.sort();
            answers.push((answer.html(), headers));
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));

        let mut statuses = Vec::new();
        for number in 0..20 {
            let answer = stranger.get(&format!("/u/{number:043}")).await;
            statuses.push(answer.status.as_u16());
            if answer.status == 429 {
                let seconds: u32 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
                assert!((890..=900).contains(&seconds), "{seconds}");
                answer.must_say("Vänta 15 minuter");
            }
        }
        assert_eq!(statuses.iter().filter(|status| **status == 404).count(), 6);
        assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 14);
        opened(&town, asked.lawyer).await;
    }
}
