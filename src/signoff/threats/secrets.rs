//! Tokens, codes, cookies and their keys: what is guessed, stolen, kept or carried elsewhere.

use super::*;
use crate::signoff::{
    code::Checked,
    link::{self, LinkKeysFault, LinkToken, TOKEN_LENGTH, seal},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use std::collections::BTreeSet;

fn token(bench: &Bench) -> LinkToken {
    link::token(
        bench.sign_off.links.last().unwrap(),
        &bench.sign_off,
        &bench.keys,
    )
    .unwrap()
}

fn two_keys() -> LinkKeys {
    let (old, new) = (hex::encode([7; 32]), hex::encode([8; 32]));
    LinkKeys::parse(&format!("1 {old}\n2 {new}\n")).unwrap()
}

#[test]
fn threat_6_tokens_are_256_even_bits_and_never_the_same() {
    let mut bench = Bench::issued();
    let mut seen = BTreeSet::new();
    let mut ones = 0;
    for _ in 0..1_000 {
        bench.wait(TimeDelta::minutes(10));
        bench.act(Action::Reissue).unwrap();
        let text = token(&bench).in_address();
        assert_eq!(text.len(), TOKEN_LENGTH);
        let parsed = LinkToken::parse(&text).unwrap();
        assert_eq!(
            parsed.hash(),
            bench.sign_off.links.last().unwrap().token_hash
        );
        let bytes = URL_SAFE_NO_PAD.decode(&text).unwrap();
        ones += bytes.iter().map(|byte| byte.count_ones()).sum::<u32>();
        assert!(seen.insert(text));
        bench.sign_off.links.drain(..bench.sign_off.links.len() - 1);
    }
    assert!((126_700..129_300).contains(&ones), "{ones} of 256 000 bits");
}

#[test]
fn threat_6_what_cannot_be_a_token_is_none() {
    let whole = token(&Bench::issued()).in_address();
    for text in [
        "",
        &whole[1..],
        &format!("{whole}A"),
        &format!("{}=", &whole[1..]),
        &format!("{}+", &whole[1..]),
        &format!("{} ", &whole[1..]),
        &format!("{}å", &whole[2..]),
        // The last character carries four bits: the two that are left must be zero.
        &format!("{}B", "A".repeat(42)),
    ] {
        assert!(LinkToken::parse(text).is_none(), "{text}");
    }
}

#[test]
fn threat_8_nothing_that_is_stored_opens_a_link_or_passes_for_a_code() {
    let mut bench = Bench::issued();
    let code = bench.code("a");
    let own = token(&bench);
    let stored = format!(
        "{} {}",
        serde_json::to_string(&bench.sign_off).unwrap(),
        serde_json::to_string(&bench.journal).unwrap()
    );
    assert!(!stored.contains(&own.in_address()));
    assert!(!stored.contains(&code));
    let current = bench.sign_off.links.last().unwrap();
    assert!(link::is_token_of(
        &own,
        current,
        &bench.sign_off,
        &bench.keys
    ));
    for start in 0..stored.len() - TOKEN_LENGTH {
        let Some(guess) = stored.get(start..start + TOKEN_LENGTH) else {
            continue;
        };
        let Some(guess) = LinkToken::parse(guess) else {
            continue;
        };
        assert!(!link::is_token_of(
            &guess,
            current,
            &bench.sign_off,
            &bench.keys
        ));
        assert_ne!(guess.hash(), current.token_hash);
    }
    let journal = serde_json::to_string(&bench.journal).unwrap();
    assert!(!journal.contains(ADDRESS));
}

#[test]
fn threat_8_a_link_planted_in_the_store_opens_nothing() {
    let mut bench = Bench::issued();
    let planted = LinkToken::parse(&"A".repeat(43)).unwrap();
    bench.sign_off.links[0].token_hash = planted.hash();
    let link = &bench.sign_off.links[0];
    assert!(!link::is_token_of(
        &planted,
        link,
        &bench.sign_off,
        &bench.keys
    ));
}

#[test]
fn a_link_opens_only_the_version_it_was_made_for() {
    let mut bench = Bench::issued();
    let own = token(&bench);
    bench.sign_off.sha256 = Digest::of("another text");
    let link = &bench.sign_off.links[0];
    assert!(!link::is_token_of(&own, link, &bench.sign_off, &bench.keys));
}

#[test]
fn the_same_link_is_rebuilt_for_a_reminder_and_never_for_a_dead_link() {
    let mut bench = Bench::issued();
    let first = bench.sign_off.links[0].clone();
    assert_eq!(token(&bench).in_address(), token(&bench).in_address());
    bench.wait(TimeDelta::days(1));
    bench.act(Action::Reissue).unwrap();
    let dead = &bench.sign_off.links[0];
    assert_eq!(dead.id, first.id);
    assert!(link::token(dead, &bench.sign_off, &bench.keys).is_none());
}

#[test]
fn threat_9_a_new_key_leaves_old_links_and_a_key_taken_away_kills_them_at_once() {
    let mut bench = Bench::issued();
    let old = bench.link();
    let before = token(&bench).in_address();
    let code = bench.code("a");

    bench.keys = two_keys();
    assert_eq!(token(&bench).in_address(), before);
    assert_eq!(bench.dead(old), None);

    bench.keys = LinkKeys::single(2, [8; 32]);
    let link = bench.sign_off.links.last().unwrap();
    assert!(link::token(link, &bench.sign_off, &bench.keys).is_none());
    let dead = bench.dead(old).unwrap();
    assert_eq!(dead, DeadLink::KeyRetired);
    assert!(dead.offers_new_link());
    let reply = bench.reply("a", &code);
    refused(bench.answer(&reply), RefusalKind::Changed, "lank");

    assert!(
        bench.act(Action::Reissue).is_ok(),
        "without the pause between links"
    );
    assert_eq!(bench.sign_off.links.last().unwrap().key, 2);
    assert_eq!(bench.dead(bench.link()), None);
}

#[test]
fn threat_22_a_used_code_is_not_used_again() {
    let mut bench = Bench::issued();
    let digits = bench.code("a");
    let reply = bench.reply("a", &digits);
    bench.answer(&reply).unwrap();
    let bound = (bench.link(), browser("a"));
    let codes = &bench.sign_off.codes;
    assert_eq!(codes[0].used_at, Some(bench.now));
    let checked = code::check(
        codes,
        bound,
        &digits,
        bench.sign_off.id,
        &bench.keys,
        bench.now,
    );
    assert_eq!(checked, Checked::Used);
}

#[test]
fn threat_23_five_wrong_tries_are_remembered_through_a_restart() {
    let mut bench = Bench::issued();
    let code = bench.code("a");
    let wrong = bench.reply("a", &Bench::wrong(&code));
    for tries_left in [4, 3, 2, 1] {
        assert_eq!(
            bench.answer(&wrong),
            Ok(Answering::WrongCode { tries_left })
        );
    }
    assert_eq!(bench.answer(&wrong), Ok(Answering::CodeSpent));
    let kept = serde_json::to_string(&bench.sign_off).unwrap();
    bench.sign_off = serde_json::from_str(&kept).unwrap();
    let right = bench.reply("a", &code);
    assert_eq!(bench.answer(&right), Ok(Answering::CodeSpent));
    assert!(bench.sign_off.is_open());
}

#[test]
fn threat_24_a_code_holds_for_its_link_its_browser_and_its_sign_off() {
    let mut bench = Bench::issued();
    let code = bench.code("a");
    let old = bench.link();
    bench.wait(TimeDelta::minutes(10) - TimeDelta::seconds(1));
    assert_eq!(
        bench.answer(&bench.reply("b", &code)),
        Ok(Answering::NoCode)
    );

    bench.wait(TimeDelta::seconds(1));
    bench.act(Action::Reissue).unwrap();
    assert_eq!(
        bench.answer(&bench.reply("a", &code)),
        Ok(Answering::NoCode),
        "a new link"
    );
    let by = Proof::LinkAndCode {
        link: old,
        browser: browser("a"),
        code: code.clone(),
    };
    refused(
        bench.answer(&bench.reply_by(by)),
        RefusalKind::Changed,
        "lank",
    );

    let mut other = Bench::issued();
    other.sign_off.id = Entropy::new(other.now, seed(5)).id();
    other.sign_off.links = bench.sign_off.links.clone();
    let code = other.code("a");
    let elsewhere = Entropy::new(other.now, seed(6)).id();
    let text = code::text(&other.sign_off.codes[0], elsewhere, &other.keys).unwrap();
    assert_ne!(text.in_mail(), code);
}

#[test]
fn a_link_of_another_sign_off_is_not_found() {
    let mut bench = Bench::issued();
    let link = Entropy::new(bench.now, seed(77)).id();
    let by = Proof::LinkAndCode {
        link,
        browser: browser("a"),
        code: "12345678".into(),
    };
    assert_eq!(
        kind(bench.answer(&bench.reply_by(by))),
        (RefusalKind::NotFound, vec![])
    );
    assert_eq!(bench.dead(link), Some(DeadLink::Unknown));
}

#[test]
fn a_cookie_holds_until_its_second_and_not_a_character_of_it_can_be_changed() {
    let keys = LinkKeys::single(1, [7; 32]);
    let now = at("2026-09-07T07:00:00Z");
    let mut entropy = Entropy::new(now, seed(1));
    let link = entropy.id();
    let expires_at = now + seal::LIFETIME;
    let sealed = seal::seal(link, expires_at, &keys, &mut entropy);
    let cookie = sealed.in_cookie();
    let opened = seal::open(cookie, now, &keys).unwrap();
    assert_eq!((opened.link, opened.expires_at), (link, expires_at));
    assert!(seal::open(cookie, expires_at - TimeDelta::seconds(1), &keys).is_some());
    assert!(seal::open(cookie, expires_at, &keys).is_none());
    assert!(seal::open(cookie, now, &LinkKeys::single(1, [9; 32])).is_none());
    assert!(seal::open(cookie, now, &LinkKeys::single(2, [7; 32])).is_none());
    assert!(
        cookie
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    );
    for place in 0..cookie.len() {
        let mut forged = cookie.as_bytes().to_vec();
        forged[place] = if forged[place] == b'1' { b'2' } else { b'1' };
        let forged = String::from_utf8(forged).unwrap();
        assert!(seal::open(&forged, now, &keys).is_none(), "{forged}");
        assert!(seal::open(&cookie[..place], now, &keys).is_none());
    }
    let another = seal::seal(link, expires_at, &keys, &mut entropy);
    let another = seal::open(another.in_cookie(), now, &keys).unwrap();
    assert_ne!(another.browser, opened.browser);
}

#[test]
fn secrets_do_not_show_when_a_value_is_printed() {
    let mut bench = Bench::issued();
    let digits = bench.code("a");
    let own = token(&bench);
    let text = code::text(&bench.sign_off.codes[0], bench.sign_off.id, &bench.keys).unwrap();
    let mut entropy = Entropy::new(bench.now, seed(1));
    let sealed = seal::seal(bench.link(), bench.now, &bench.keys, &mut entropy);
    let printed = format!("{own:?} {text:?} {sealed:?} {:?}", bench.keys);
    for secret in [
        &own.in_address(),
        &digits,
        sealed.in_cookie(),
        "7, 7",
        "0707",
    ] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn a_file_of_keys_is_read_or_its_line_is_named() {
    let key = "ab".repeat(32);
    let keys = LinkKeys::parse(&format!("# nycklar\n\n3 {key}\n 12\t{key}\n")).unwrap();
    assert_eq!(keys.current(), 12);
    assert!(keys.holds(3) && keys.holds(12) && !keys.holds(4));
    for (text, fault) in [
        (String::new(), LinkKeysFault::Empty),
        ("# bara text".into(), LinkKeysFault::Empty),
        (
            format!("1 {key}\n1 {key}"),
            LinkKeysFault::Twice { line: 2 },
        ),
        (
            format!("\n1 {}", &key[1..]),
            LinkKeysFault::Line { line: 2 },
        ),
        (
            format!("1 {}zz", &key[2..]),
            LinkKeysFault::Line { line: 1 },
        ),
        (format!("ett {key}"), LinkKeysFault::Line { line: 1 }),
        (key.clone(), LinkKeysFault::Line { line: 1 }),
    ] {
        let found = LinkKeys::parse(&text).unwrap_err();
        assert_eq!(found, fault);
        assert!(!found.to_string().contains("abab"));
    }
}
