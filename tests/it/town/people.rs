//! Who lives in Exempelby. All of them are made up.

use std::collections::BTreeMap;

use beslut::{
    domain::{
        body::{Assurance, Body, CertificationRule, Membership, Reporting, Rules, Seat},
        entropy::Entropy,
        identifiers::{BodyId, PersonId},
        person::{Appointment, GroupMember, Role, Term},
    },
    office::{Office, Steward, people::NewPerson},
    store::{bodies, offices},
};
use chrono::{DateTime, Utc};

/// The password of Anna, who signs in with one. The others are let in by their sessions.
pub(crate) const PASSWORD: &str = "korrekt häst batteri";

/// Who lives here, and the body they work for.
#[derive(Debug, Clone)]
pub(crate) struct Population {
    /// Kommunstyrelsen.
    pub(crate) body: BodyId,
    people: BTreeMap<String, PersonId>,
}

impl Population {
    /// A person by address.
    pub(crate) fn person(&self, email: &str) -> PersonId {
        *self
            .people
            .get(email)
            .unwrap_or_else(|| panic!("nobody here is called {email}"))
    }
}

enum Part {
    Office(Role),
    Group(&'static str),
    Seat(Seat, &'static str),
}

use Part::{Group, Office as Holds, Seat as Sits};

const CAST: [(&str, &str, &str, Part); 17] = [
    (
        "anna",
        "Anna Ekström",
        "digitaliseringsstrateg",
        Holds(Role::CaseOfficer),
    ),
    (
        "bo",
        "Bo Rask",
        "verksamhetsutvecklare",
        Holds(Role::CaseOfficer),
    ),
    (
        "birgitta",
        "Birgitta Lindqvist",
        "digitaliseringschef",
        Holds(Role::ResponsibleManager),
    ),
    (
        "karin",
        "Karin Bergström",
        "kommunsekreterare",
        Holds(Role::CommitteeSecretary),
    ),
    (
        "lena",
        "Lena Sandberg",
        "registrator",
        Holds(Role::Registrar),
    ),
    (
        "ingrid",
        "Ingrid Holm",
        "systemförvaltare",
        Holds(Role::Administrator),
    ),
    ("sofia", "Sofia Hedlund", "kommunjurist", Group("jurister")),
    ("erik", "Erik Dahlgren", "kommunjurist", Group("jurister")),
    (
        "maria",
        "Maria Lindgren",
        "IT-strateg",
        Group("it-strateger"),
    ),
    ("peter", "Peter Öberg", "IT-strateg", Group("it-strateger")),
    ("eva", "Eva Johansson", "", Sits(Seat::Chair, "S")),
    ("lars", "Lars Nilsson", "", Sits(Seat::ViceChair, "M")),
    ("fatima", "Fatima Hassan", "", Sits(Seat::Member, "V")),
    ("gunnar", "Gunnar Persson", "", Sits(Seat::Member, "C")),
    ("asa", "Åsa Wikström", "", Sits(Seat::Member, "L")),
    ("olle", "Olle Karlsson", "", Sits(Seat::Substitute, "S")),
    (
        "margareta",
        "Margareta Blom",
        "",
        Sits(Seat::Substitute, "M"),
    ),
];

/// Adds the body and everybody.
pub(super) async fn move_in(office: &Office, at: DateTime<Utc>) -> Population {
    let body = body(Entropy::new(at, [3; 32]).id());
    let mut population = Population {
        body: body.id,
        people: BTreeMap::new(),
    };
    office
        .db()
        .write(async |write| bodies::keep(write, &body, at).await)
        .await
        .unwrap();
    for (key, name, title, part) in CAST {
        let email = format!("{key}@exempelby.se");
        let new = NewPerson {
            email: email.clone(),
            name: name.to_owned(),
            title: title.to_owned(),
            unit: if title.is_empty() {
                String::new()
            } else {
                "Kansliet".to_owned()
            },
            password: (key == "anna").then(|| PASSWORD.to_owned().into()),
        };
        let person = office
            .add_person(new, Steward::CommandLine, at)
            .await
            .unwrap();
        settle(office, body.id, person, part, at).await;
        population.people.insert(email, person);
    }
    population
}

fn body(id: BodyId) -> Body {
    Body {
        id,
        key: "ks".to_owned(),
        name: "Kommunstyrelsen".to_owned(),
        register_prefix: "KS".to_owned(),
        number_pattern: "{org} {yyyy}/{n}".parse().unwrap(),
        rules: Rules {
            seats: 5,
            notice_days: 7,
            certifiers: 1,
            certification: CertificationRule {
                assurance: Some(Assurance::LinkAndCode),
                decided_in: "Arbetsordning för kommunstyrelsen § 14".to_owned(),
            },
            reporting: Reporting::default(),
        },
        court: "Förvaltningsrätten i Exempelstad".to_owned(),
        minutes_kept_at: "Kansliet, kommunhuset i Exempelby".to_owned(),
    }
}

async fn settle(office: &Office, body: BodyId, person: PersonId, part: Part, at: DateTime<Utc>) {
    let term = Term {
        from: "2023-01-01".parse().unwrap(),
        until: None,
    };
    match part {
        Holds(role) => {
            let appointment = Appointment {
                person,
                role,
                body: Some(body),
                term,
            };
            office
                .appoint(appointment, Steward::CommandLine, at)
                .await
                .unwrap();
        }
        Group(group) => {
            let member = GroupMember {
                group: group.to_owned(),
                person,
                term,
            };
            let joined = office
                .db()
                .write(async |write| offices::join_group(write, &member).await);
            joined.await.unwrap();
        }
        Sits(seat, party) => {
            let membership = Membership {
                body,
                person,
                seat,
                party: party.to_owned(),
                term,
            };
            let seated = office
                .db()
                .write(async |write| bodies::seat(write, &membership).await);
            seated.await.unwrap();
        }
    }
}
