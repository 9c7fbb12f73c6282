//! Made-up minutes that use everything minutes can hold.

use super::{
    Attendee, Ballot, Choice, Minutes, MinutesItem, Motion, Notice, Person, Question, Reservation,
    Serving, Vote,
};
use chrono::NaiveDate;

impl Minutes {
    /// The minutes of a meeting that never was, in Exempelby.
    pub fn sample() -> Self {
        let day = |day| NaiveDate::from_ymd_opt(2021, 12, day).unwrap_or_default();
        Minutes {
            municipality: Some("Exempelby kommun".to_owned()),
            body: "Kommunstyrelsen".to_owned(),
            date: day(13),
            place: "Kommunhuset, sal Linden".to_owned(),
            time: "13.00–15.10".to_owned(),
            adjournments: vec!["14.05–14.20".to_owned()],
            serving: serving(),
            substitutes: vec![Attendee {
                person: Person::new("Nils Ask", Some("C")),
                ..Attendee::default()
            }],
            others: vec![
                Attendee {
                    person: Person::new("Karin Berg", None),
                    title: Some("kommundirektör".to_owned()),
                    sections: None,
                },
                Attendee {
                    person: Person::new("Vera Lind", None),
                    title: Some("IT-strateg".to_owned()),
                    sections: Some("§ 113".to_owned()),
                },
            ],
            chair: Person::new("Anna Ek", Some("S")),
            secretary: Person::new("Sofia Rask", None),
            certifiers: vec![Person::new("Björn Alm", Some("M"))],
            certification: Some("Digital justering, 16 december 2021".to_owned()),
            sections: vec![opening(), cloud_service(), information()],
            notice: Some(Notice {
                certified: day(16),
                posted: day(17),
                taken_down: NaiveDate::from_ymd_opt(2022, 1, 8).unwrap_or_default(),
                last_appeal: NaiveDate::from_ymd_opt(2022, 1, 7).unwrap_or_default(),
                kept_at: "Kommunledningskontoret, Exempelby".to_owned(),
            }),
        }
    }
}

fn serving() -> Vec<Serving> {
    let member = |name: &str, party: &str| Serving {
        person: Person::new(name, Some(party)),
        ..Serving::default()
    };
    vec![
        Serving {
            role: Some("Ordförande".to_owned()),
            ..member("Anna Ek", "S")
        },
        Serving {
            role: Some("Vice ordförande".to_owned()),
            ..member("Björn Alm", "M")
        },
        member("Cecilia Gran", "S"),
        member("David Hägg", "V"),
        Serving {
            role: Some("Tjänstgörande ersättare".to_owned()),
            replaces: Some(Person::new("Eva Pil", Some("C"))),
            sections: Some("§§ 113–114".to_owned()),
            ..member("Fredrik Sälg", "C")
        },
    ]
}

fn opening() -> MinutesItem {
    MinutesItem {
        number: "112".to_owned(),
        title: "Val av justerare".to_owned(),
        decision: vec![
            "Björn Alm (M) utses att justera protokollet tillsammans med ordföranden.".to_owned(),
        ],
        certified_at_once: true,
        ..MinutesItem::default()
    }
}

fn cloud_service() -> MinutesItem {
    let (anna, bjorn) = (
        Person::new("Anna Ek", Some("S")),
        Person::new("Björn Alm", Some("M")),
    );
    let (cecilia, david) = (
        Person::new("Cecilia Gran", Some("S")),
        Person::new("David Hägg", Some("V")),
    );
    let fredrik = Person::new("Fredrik Sälg", Some("C"));
    let ballot = |person: &Person, choice| Ballot {
        person: person.clone(),
        choice,
    };
    MinutesItem {
        number: "113".to_owned(),
        title: "E-post som molntjänst".to_owned(),
        register_number: Some("KS 2021/0417".to_owned()),
        decision: vec![
            "Kommunen börjar använda molntjänsten Exempelpost för e-post.".to_owned(),
            "Riktlinjen för e-post kompletteras med villkoren i tjänsteskrivelsen.".to_owned(),
        ],
        summary: "Kommunens e-postserver är från 2014 och måste bytas ut. Förvaltningen har prövat två lösningar:\n\n- egen drift\n- molntjänst\n\nEn **risk- och sårbarhetsanalys** är gjord.[^1]\n\n[^1]: Antagen av systemägaren, 2021-10-28.".to_owned(),
        basis: vec!["Tjänsteskrivelse, 2021-11-15".to_owned(), "Laglighetsbedömning, 2021-10-20".to_owned()],
        motions: vec![
            Motion { by: vec![anna.clone(), cecilia.clone()], text: "bifall till förvaltningens förslag".to_owned() },
            Motion { by: vec![bjorn.clone()], text: "avslag på förvaltningens förslag".to_owned() },
            Motion { by: vec![david.clone()], text: "att ärendet återremitteras så att kostnaderna kan redovisas".to_owned() },
        ],
        process: vec![
            Question::ReferralBack { motion: "David Häggs (V) yrkande".to_owned(), referred_back: false },
            Question::Between {
                proposals: vec!["förvaltningens förslag".to_owned(), "Björn Alms (M) yrkande om avslag".to_owned()],
                carried: 0,
            },
            Question::Vote(Vote {
                yes_means: "förvaltningens förslag".to_owned(),
                no_means: "Björn Alms (M) yrkande om avslag".to_owned(),
                ballots: vec![
                    ballot(&anna, Choice::Yes),
                    ballot(&bjorn, Choice::No),
                    ballot(&cecilia, Choice::Yes),
                    ballot(&david, Choice::Abstains),
                    ballot(&fredrik, Choice::No),
                ],
                closed_count: None,
                casting_vote: Some(Choice::Yes),
            }),
        ],
        reservations: vec![Reservation {
            by: vec![bjorn.clone()],
            in_favour_of: Some("det egna yrkandet".to_owned()),
            reasons: None,
        }],
        notes: vec![Motion { by: vec![david], text: "Kostnaderna borde ha redovisats före beslutet".to_owned() }],
        disqualified: vec![Person::new("Nils Ask", Some("C"))],
        recipients: vec!["IT-enheten".to_owned(), "Dataskyddsombudet".to_owned()],
        ..MinutesItem::default()
    }
}

fn information() -> MinutesItem {
    MinutesItem {
        number: "114".to_owned(),
        title: "Riktlinje för informationssäkerhet".to_owned(),
        register_number: Some("KS 2021/0388".to_owned()),
        decision: vec!["Riktlinje för informationssäkerhet antas.".to_owned()],
        proposal_to: Some("Kommunfullmäktige".to_owned()),
        summary: "Riktlinjen ersätter den från 2015.".to_owned(),
        process: vec![Question::One {
            proposal: "förvaltningens förslag".to_owned(),
        }],
        recipients: vec!["Kommunfullmäktige".to_owned()],
        ..MinutesItem::default()
    }
}
