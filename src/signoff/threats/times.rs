//! The instants when links, codes and pauses end: the last second before, and the second itself.

use super::*;
use crate::signoff::link::expires_at;

const SECOND: TimeDelta = TimeDelta::seconds(1);

#[test]
fn threat_26_a_link_lives_through_its_last_day_as_days_are_in_sweden() {
    for (now, days, due, dies) in [
        (
            "2026-06-01T08:00:00Z",
            5,
            "2026-06-03",
            "2026-06-06T22:00:00Z",
        ),
        (
            "2026-01-12T08:00:00Z",
            5,
            "2026-01-14",
            "2026-01-17T23:00:00Z",
        ),
        // Past midnight in Sweden already.
        (
            "2026-06-01T22:30:00Z",
            5,
            "2026-06-03",
            "2026-06-07T22:00:00Z",
        ),
        // Over and onto the days when the clocks change.
        (
            "2026-03-24T08:00:00Z",
            5,
            "2026-03-25",
            "2026-03-29T22:00:00Z",
        ),
        (
            "2026-10-20T08:00:00Z",
            5,
            "2026-10-21",
            "2026-10-25T23:00:00Z",
        ),
        (
            "2026-03-29T00:30:00Z",
            0,
            "2026-03-29",
            "2026-03-29T22:00:00Z",
        ),
        (
            "2026-10-25T00:30:00Z",
            0,
            "2026-10-25",
            "2026-10-25T23:00:00Z",
        ),
        // Never before the last day to answer is over.
        (
            "2026-06-01T08:00:00Z",
            5,
            "2026-06-30",
            "2026-06-30T22:00:00Z",
        ),
    ] {
        assert_eq!(
            expires_at(at(now), days, due.parse().unwrap()),
            at(dies),
            "{now}"
        );

        let mut bench = Bench::asked(Assurance::LinkAndCode);
        (bench.now, bench.lifetime) = (at(now), days);
        bench.sign_off.due = due.parse().unwrap();
        bench.act(Action::Issue).unwrap();
        bench.now = at(dies) - SECOND;
        assert_eq!(bench.dead(bench.link()), None);
        let code = bench.code("a");
        let reply = bench.reply("a", &code);

        bench.now = at(dies);
        let told = DeadLink::Expired { at: at(dies) };
        assert_eq!(bench.dead(bench.link()), Some(told));
        refused(bench.answer(&reply), RefusalKind::Changed, "lank");
        let send = Action::SendCode {
            link: bench.link(),
            browser: browser("b"),
        };
        refused(bench.act(send), RefusalKind::Changed, "lank");

        bench.now = at(dies) - SECOND;
        assert!(matches!(bench.answer(&reply), Ok(Answering::Recorded(_))));
    }
}

#[test]
fn threat_26_a_code_lives_ten_minutes() {
    let mut bench = Bench::issued();
    let code = bench.code("a");
    let reply = bench.reply("a", &code);
    bench.wait(code::LIFETIME);
    assert_eq!(bench.answer(&reply), Ok(Answering::CodeExpired));
    bench.wait(-SECOND);
    assert!(matches!(bench.answer(&reply), Ok(Answering::Recorded(_))));
}

#[test]
fn threat_4_codes_pause_a_minute_and_three_fill_an_hour() {
    let mut bench = Bench::issued();
    let first = bench.now;
    let link = bench.link();
    let send = || Action::SendCode {
        link,
        browser: browser("a"),
    };
    bench.act(send()).unwrap();
    bench.wait(TimeDelta::seconds(59));
    refused(bench.act(send()), RefusalKind::Blocked, "kod-nyss");
    bench.wait(SECOND);
    bench.act(send()).unwrap();
    bench.wait(TimeDelta::minutes(30));
    bench.act(send()).unwrap();

    bench.now = first + TimeDelta::hours(1) - SECOND;
    refused(bench.act(send()), RefusalKind::Blocked, "kod-last");
    let elsewhere = Action::SendCode {
        link,
        browser: browser("b"),
    };
    refused(bench.act(elsewhere), RefusalKind::Blocked, "kod-last");
    bench.now = first + TimeDelta::hours(1);
    bench.act(send()).unwrap();
    bench.wait(TimeDelta::seconds(59));
    refused(bench.act(send()), RefusalKind::Blocked, "kod-last");
    bench.wait(SECOND);
    bench.act(send()).unwrap();
}

#[test]
fn threat_23_fifteen_wrong_tries_lock_the_link_for_a_day() {
    let mut bench = Bench::issued();
    let first = bench.now;
    let mut last = Ok(Answering::NoCode);
    for _ in 0..3 {
        let code = bench.code("a");
        let wrong = bench.reply("a", &Bench::wrong(&code));
        for _ in 0..5 {
            last = bench.answer(&wrong);
        }
        bench.wait(TimeDelta::minutes(1));
    }
    let until = first + TimeDelta::hours(24);
    assert_eq!(last, Ok(Answering::Locked { until }));
    let link = bench.link();
    let send = || Action::SendCode {
        link,
        browser: browser("a"),
    };
    bench.now = until - SECOND;
    refused(bench.act(send()), RefusalKind::Blocked, "kod-last");
    bench.now = until;
    bench.act(send()).unwrap();
}

#[test]
fn a_newer_code_takes_the_older_ones_place_in_the_same_browser_only() {
    let mut bench = Bench::issued();
    let old = bench.code("a");
    bench.wait(TimeDelta::minutes(1));
    let elsewhere = bench.code("b");
    bench.wait(TimeDelta::minutes(1));
    let new = bench.code("a");
    let reply = bench.reply("a", &old);
    assert_eq!(
        bench.answer(&reply),
        Ok(Answering::WrongCode { tries_left: 4 })
    );
    let reply = bench.reply("a", &elsewhere);
    assert_eq!(
        bench.answer(&reply),
        Ok(Answering::WrongCode { tries_left: 3 })
    );
    let reply = bench.reply("a", &new);
    assert!(matches!(bench.answer(&reply), Ok(Answering::Recorded(_))));
}

#[test]
fn a_new_link_waits_ten_minutes_and_ends_the_one_before() {
    let mut bench = Bench::issued();
    let old = bench.link();
    refused(bench.act(Action::Issue), RefusalKind::Blocked, "lank-finns");
    bench.wait(TimeDelta::minutes(10) - SECOND);
    refused(
        bench.act(Action::Reissue),
        RefusalKind::Blocked,
        "lank-nyss",
    );
    bench.wait(SECOND);
    bench.act(Action::Reissue).unwrap();
    assert_eq!(bench.dead(old), Some(DeadLink::Reissued));
    assert!(DeadLink::Reissued.offers_new_link());
    assert_eq!(bench.dead(bench.link()), None);
}

#[test]
fn an_expired_link_is_ended_when_a_new_one_is_sent() {
    let mut bench = Bench::issued();
    bench.wait(TimeDelta::days(30));
    assert!(bench.dead(bench.link()).unwrap().offers_new_link());
    bench.act(Action::Reissue).unwrap();
    let states: Vec<LinkState> = bench.sign_off.links.iter().map(|link| link.state).collect();
    assert_eq!(states, [LinkState::Reissued, LinkState::Live]);
}

#[test]
fn a_mailbox_that_is_somebody_elses_by_now_renews_nothing() {
    let mut bench = Bench::issued();
    let first = bench.link();
    bench.wait(TimeDelta::minutes(10));
    bench.act(Action::AskForNewLink(first)).unwrap();
    let second = bench.link();
    bench.wait(TimeDelta::minutes(10));
    bench.act(Action::AskForNewLink(first)).unwrap();
    bench.wait(TimeDelta::minutes(10));
    let address = "ny@exempelby.se".to_owned();
    bench.act(Action::ChangeAddress { address }).unwrap();
    bench.wait(TimeDelta::minutes(10));
    for old in [first, second] {
        assert_eq!(bench.dead(old), Some(DeadLink::AddressChanged));
        let asked = bench.act(Action::AskForNewLink(old));
        refused(asked, RefusalKind::Forbidden, "lank");
    }
    assert_eq!(bench.dead(bench.link()), None);
}
