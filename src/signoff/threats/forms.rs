//! What a reply must hold before its code is looked at.

use super::*;
use crate::domain::refusal::Place;

fn send_back(comment: &str) -> Answer {
    Answer::SendBack {
        comment: comment.into(),
    }
}

#[test]
fn a_reply_says_enough_or_is_told_what_is_missing() {
    let remark = |remark: &str| Answer::ApproveWithRemark {
        remark: remark.into(),
    };
    let jav = |ground: &str| Answer::DeclareDisqualified {
        ground: ground.into(),
    };
    let long = "å".repeat(10_001);
    let just_not_long = "å".repeat(10_000);
    for (answer, read, faults) in [
        (Answer::Approve, true, vec![]),
        (Answer::Approve, false, vec!["last"]),
        (remark("Bra."), true, vec![]),
        (remark(" \n "), true, vec!["kommentar"]),
        (remark(&just_not_long), true, vec![]),
        (remark(&long), true, vec!["text-lang"]),
        (send_back("123456789å"), true, vec![]),
        (send_back("12345678å"), true, vec!["kommentar"]),
        (send_back("  12345678å \r\n "), true, vec!["kommentar"]),
        (send_back(""), false, vec!["last", "kommentar"]),
        (jav("Släkt"), false, vec![]),
        (jav("\u{200b} "), true, vec!["javsgrund"]),
    ] {
        let mut bench = Bench::issued();
        let code = bench.code("a");
        let reply = Reply {
            answer: answer.clone(),
            read,
            ..bench.reply("a", &code)
        };
        let result = bench.answer(&reply);
        if faults.is_empty() {
            assert!(
                matches!(result, Ok(Answering::Recorded(_))),
                "{answer:?}: {result:?}"
            );
        } else {
            let faults = faults.into_iter().map(str::to_owned).collect();
            assert_eq!(kind(result), (RefusalKind::Invalid, faults));
            assert_eq!(
                bench.sign_off.codes[0].tries, 0,
                "a fault in the form costs no try"
            );
        }
    }
}

#[test]
fn what_was_written_is_kept_as_it_was_and_the_journal_has_its_hash() {
    let mut bench = Bench::issued();
    let code = bench.code("a");
    let reply = Reply {
        answer: send_back(" Rätta\r\npunkt 2. "),
        ..bench.reply("a", &code)
    };
    let Ok(Answering::Recorded(receipt)) = bench.answer(&reply) else {
        panic!("not recorded")
    };
    assert_eq!(receipt.answered.answer, send_back("Rätta\npunkt 2."));
    let entry = bench.journal.last().unwrap();
    assert_eq!(
        entry.details["words_sha256"],
        Digest::of("Rätta\npunkt 2.").to_string()
    );
    assert!(!entry.details.to_string().contains("punkt 2"));
}

#[test]
fn a_code_is_read_as_people_write_it_and_a_slip_costs_no_try() {
    let mut bench = Bench::issued();
    let code = bench.code("a");
    for slip in ["", "1234567", "123456789", "1234567a", "١٢٣٤٥٦٧٨"] {
        let reply = bench.reply("a", slip);
        refused(bench.answer(&reply), RefusalKind::Invalid, "kod");
    }
    assert_eq!(bench.sign_off.codes[0].tries, 0);
    let spaced = format!(" {} – {} ", &code[..4], &code[4..]);
    let reply = bench.reply("a", &spaced);
    assert!(matches!(bench.answer(&reply), Ok(Answering::Recorded(_))));
}

#[test]
fn every_answer_that_does_not_stand_says_so_at_the_code() {
    let until = at("2026-09-07T08:05:00Z");
    for (answering, remedy) in [
        (
            Answering::WrongCode { tries_left: 4 },
            "Du har 4 försök kvar.",
        ),
        (
            Answering::WrongCode { tries_left: 1 },
            "Du har 1 försök kvar.",
        ),
        (
            Answering::NoCode,
            "Be om en kod. Den skickas till mottagarens e-postadress.",
        ),
        (
            Answering::CodeExpired,
            "Be om en ny kod. Det du har skrivit finns kvar.",
        ),
        (
            Answering::CodeSpent,
            "Be om en ny kod. Det du har skrivit finns kvar.",
        ),
        (
            Answering::Locked { until },
            "En ny kod kan skickas måndag 7 september 2026 kl. 10.05. Har du inte bett om koderna, \
             kontakta registratorn.",
        ),
    ] {
        let refusal = answering.refusal().unwrap();
        assert_eq!(refusal.kind, RefusalKind::Invalid);
        assert_eq!(refusal.reasons[0].remedy.as_deref(), Some(remedy));
        assert_eq!(refusal.reasons[0].place, Some(Place::Field("code".into())));
    }
}
