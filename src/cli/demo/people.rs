//! The people of Exempelby kommun, their offices, groups and seats. All of them are made up.

use crate::{
    domain::{
        body::{Assurance, CertificationRule, Membership, Reporting, Rules, Seat},
        identifiers::{BodyId, PersonId},
        person::{Appointment, GroupMember, Role, Term},
    },
    office::{Asker, Office, Steward, bodies::NewBody, people::NewPerson},
};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

/// A made-up person. Addresses are `key@exempelby.example`, which leads nowhere (RFC 2606).
struct Character {
    key: &'static str,
    name: &'static str,
    title: &'static str,
    unit: &'static str,
    offices: &'static [(Role, Option<&'static str>)],
    groups: &'static [&'static str],
    seats: &'static [(&'static str, Seat, &'static str)],
}

/// An official: no seats.
const fn official(
    key: &'static str,
    name: &'static str,
    title: &'static str,
    unit: &'static str,
    offices: &'static [(Role, Option<&'static str>)],
    groups: &'static [&'static str],
) -> Character {
    Character {
        key,
        name,
        title,
        unit,
        offices,
        groups,
        seats: &[],
    }
}

/// An elected representative: no office.
const fn elected(
    key: &'static str,
    name: &'static str,
    seats: &'static [(&'static str, Seat, &'static str)],
) -> Character {
    Character {
        key,
        name,
        title: "",
        unit: "",
        offices: &[],
        groups: &[],
        seats,
    }
}

const LEADING: &str = "Kommunledningskontoret";
const SOCIAL: &str = "Socialförvaltningen";

const CAST: [Character; 19] = [
    official(
        "anna.ekstrom",
        "Anna Ekström",
        "digitaliseringsstrateg",
        LEADING,
        &[(Role::CaseOfficer, None)],
        &[],
    ),
    official(
        "mohammed.rahimi",
        "Mohammed Rahimi",
        "verksamhetsutvecklare",
        SOCIAL,
        &[(Role::CaseOfficer, Some("sn"))],
        &[],
    ),
    official(
        "birgitta.lindqvist",
        "Birgitta Lindqvist",
        "digitaliseringschef",
        LEADING,
        &[(Role::ResponsibleManager, None)],
        &[],
    ),
    official(
        "karin.bergstrom",
        "Karin Bergström",
        "kommunsekreterare",
        "Kansliet",
        &[(Role::CommitteeSecretary, Some("ks"))],
        &[],
    ),
    official(
        "johan.nyman",
        "Johan Nyman",
        "nämndsekreterare",
        "Kansliet",
        &[(Role::CommitteeSecretary, Some("sn"))],
        &[],
    ),
    official(
        "lena.sandberg",
        "Lena Sandberg",
        "registrator",
        "Kansliet",
        &[(Role::Registrar, None)],
        &[],
    ),
    official(
        "sofia.hedlund",
        "Sofia Hedlund",
        "kommunjurist",
        "Kansliet",
        &[],
        &["jurister"],
    ),
    official(
        "erik.dahlgren",
        "Erik Dahlgren",
        "kommunjurist",
        "Kansliet",
        &[],
        &["jurister"],
    ),
    official(
        "maria.lindgren",
        "Maria Lindgren",
        "IT-strateg",
        "IT-avdelningen",
        &[],
        &["it-strateger"],
    ),
    official(
        "peter.oberg",
        "Peter Öberg",
        "IT-strateg",
        "IT-avdelningen",
        &[],
        &["it-strateger"],
    ),
    official(
        "ingrid.holm",
        "Ingrid Holm",
        "systemförvaltare",
        "IT-avdelningen",
        &[(Role::Administrator, None)],
        &[],
    ),
    elected(
        "eva.johansson",
        "Eva Johansson",
        &[("ks", Seat::Chair, "S")],
    ),
    elected(
        "lars.nilsson",
        "Lars Nilsson",
        &[("ks", Seat::ViceChair, "M")],
    ),
    elected(
        "fatima.hassan",
        "Fatima Hassan",
        &[("ks", Seat::Member, "V"), ("sn", Seat::Chair, "V")],
    ),
    elected(
        "gunnar.persson",
        "Gunnar Persson",
        &[("ks", Seat::Member, "C")],
    ),
    elected(
        "asa.wikstrom",
        "Åsa Wikström",
        &[("ks", Seat::Member, "L"), ("sn", Seat::ViceChair, "L")],
    ),
    elected(
        "olle.karlsson",
        "Olle Karlsson",
        &[("ks", Seat::Substitute, "S"), ("sn", Seat::Member, "S")],
    ),
    elected(
        "margareta.blom",
        "Margareta Blom",
        &[("ks", Seat::Substitute, "M")],
    ),
    elected(
        "sven.aberg",
        "Sven Åberg",
        &[("sn", Seat::Substitute, "KD")],
    ),
];

/// Who everybody turned out to be.
pub(super) struct Town {
    bodies: BTreeMap<&'static str, BodyId>,
    people: BTreeMap<&'static str, PersonId>,
}

impl Town {
    /// A body by its key.
    pub(super) fn body(&self, key: &str) -> anyhow::Result<BodyId> {
        self.bodies
            .get(key)
            .copied()
            .ok_or_else(|| anyhow::anyhow!("organet {key} är inte med i demon"))
    }

    /// A person by the first part of the address.
    pub(super) fn person(&self, key: &str) -> anyhow::Result<PersonId> {
        self.people
            .get(key)
            .copied()
            .ok_or_else(|| anyhow::anyhow!("{key} är inte med i demon"))
    }

    /// The person, asking for something.
    pub(super) fn asker(&self, key: &str) -> anyhow::Result<Asker> {
        Ok(Asker::SignedIn(self.person(key)?))
    }
}

/// Adds the bodies and everybody.
pub(super) async fn move_in(office: &Office, at: DateTime<Utc>) -> anyhow::Result<Town> {
    let mut town = Town {
        bodies: BTreeMap::new(),
        people: BTreeMap::new(),
    };
    for (key, name, prefix, rules_of, seats) in [
        ("ks", "Kommunstyrelsen", "KS", "kommunstyrelsen", 5),
        ("sn", "Socialnämnden", "SN", "socialnämnden", 3),
    ] {
        let body = body(key, name, prefix, rules_of, seats)?;
        town.bodies
            .insert(key, office.add_body(body, Steward::CommandLine, at).await?);
    }
    for character in &CAST {
        let person = office
            .add_person(new_person(character), Steward::CommandLine, at)
            .await?;
        town.people.insert(character.key, person);
        settle_in(office, &town, character, person, at).await?;
    }
    Ok(town)
}

fn body(
    key: &str,
    name: &str,
    prefix: &str,
    rules_of: &str,
    seats: u16,
) -> anyhow::Result<NewBody> {
    Ok(NewBody {
        key: key.to_owned(),
        name: name.to_owned(),
        register_prefix: prefix.to_owned(),
        number_pattern: "{org} {yyyy}/{n}".parse()?,
        rules: Rules {
            seats,
            notice_days: 7,
            certifiers: 1,
            certification: CertificationRule {
                assurance: Some(Assurance::LinkAndCode),
                decided_in: format!("Arbetsordning för {rules_of} § 14"),
            },
            reporting: Reporting::default(),
        },
        court: "Förvaltningsrätten i Exempelstad".to_owned(),
        minutes_kept_at: "Kansliet, kommunhuset i Exempelby".to_owned(),
    })
}

fn new_person(character: &Character) -> NewPerson {
    NewPerson {
        email: format!("{}@exempelby.example", character.key),
        name: character.name.to_owned(),
        title: character.title.to_owned(),
        unit: character.unit.to_owned(),
        password: None,
    }
}

async fn settle_in(
    office: &Office,
    town: &Town,
    character: &Character,
    person: PersonId,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    // The first of January after the elections of 2022.
    let from = NaiveDate::from_ymd_opt(2023, 1, 1).unwrap_or_default();
    let term = Term { from, until: None };
    for (role, body) in character.offices {
        let body = body.map(|key| town.body(key)).transpose()?;
        office
            .appoint(
                Appointment {
                    person,
                    role: *role,
                    body,
                    term,
                },
                Steward::CommandLine,
                at,
            )
            .await?;
    }
    for group in character.groups {
        let group = (*group).to_owned();
        office
            .join_group(
                GroupMember {
                    group,
                    person,
                    term,
                },
                Steward::CommandLine,
                at,
            )
            .await?;
    }
    for (body, seat, party) in character.seats {
        let (body, party) = (town.body(body)?, (*party).to_owned());
        office
            .seat(
                Membership {
                    body,
                    person,
                    seat: *seat,
                    party,
                    term,
                },
                Steward::CommandLine,
                at,
            )
            .await?;
    }
    Ok(())
}
