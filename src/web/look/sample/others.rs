//! Samples: sign-in, tasks, people, the register, letters, failures.

use super::super::LookError;
use super::super::absence::AbsencesPage;
use super::super::failure::FailurePage;
use super::super::field::{Choice, FieldView, Widget};
use super::super::frame::Frame;
use super::super::letter::{LetterPage, LettersPage, letter_parts};
use super::super::part::{Blocker, Fact, Link, MainAct, Paging, RefusalPanel, Row, Tag, Tone};
use super::super::register::{RegisterList, RegisterRow};
use super::super::start::{DemoPerson, MyTasks, People, PersonRow, SignIn};
use super::Gallery;

pub(super) fn add(gallery: &mut Gallery<'_>) -> Result<(), LookError> {
    let outside = Frame::sample_outside();
    let mut demo = outside.clone();
    demo.demo = true;
    gallery.add("logga-in-demo", &demo, &SignIn::sample_demo())?;
    gallery.add("logga-in", &outside, &SignIn::sample())?;
    gallery.add("logga-in-fel", &outside, &SignIn::sample_wrong())?;
    gallery.add("uppgifter", &Frame::sample("/"), &MyTasks::sample())?;
    gallery.add(
        "uppgifter-tomt",
        &Frame::sample("/"),
        &MyTasks::sample_empty(),
    )?;
    let people = Frame::sample("/personer");
    gallery.add("personer", &people, &People::sample())?;
    gallery.add("personer-tomt", &people, &People { people: vec![] })?;
    let absence = Frame::sample("/franvaro");
    gallery.add("franvaro", &absence, &AbsencesPage::sample())?;
    gallery.add("franvaro-tom", &absence, &AbsencesPage::sample_empty())?;
    let register = Frame::sample("/diarium");
    gallery.add("diarium", &register, &RegisterList::sample())?;
    gallery.add("diarium-tomt", &register, &RegisterList::sample_empty())?;
    gallery.add("brev", &demo, &LettersPage::sample())?;
    gallery.add("brev-tomt", &demo, &LettersPage { letters: vec![] })?;
    gallery.add("brev-ett", &demo, &LetterPage::sample())?;
    for (name, page) in FailurePage::samples() {
        gallery.add(name, &Frame::sample(""), &page)?;
    }
    Ok(())
}

impl SignIn {
    /// The demonstration.
    pub fn sample_demo() -> Self {
        let people = [
            (
                "lina",
                "Lina Berg",
                "Handläggare",
                "Skriver ärenden och skickar dem på granskning",
            ),
            ("erik", "Erik Sund", "Kommunjurist", "Granskar ärenden"),
            ("sara", "Sara Lind", "IT-strateg", "Granskar ärenden"),
            (
                "anna",
                "Anna Ek",
                "Nämndsekreterare",
                "Dagordning, beslut och protokoll",
            ),
            (
                "maj",
                "Maj Holm",
                "Registrator",
                "Diarium, avslut och arkiv",
            ),
            (
                "karin",
                "Karin Åberg (S)",
                "Ordförande",
                "Justerar protokoll",
            ),
        ];
        Self {
            demo_people: people
                .into_iter()
                .map(|(id, name, role, tries)| DemoPerson {
                    id: id.to_owned(),
                    name: name.to_owned(),
                    role: role.to_owned(),
                    tries: tries.to_owned(),
                })
                .collect(),
            fields: vec![],
            next: "/".to_owned(),
        }
    }

    /// The ordinary sign-in.
    pub fn sample() -> Self {
        let email = Widget::Email {
            value: String::new(),
        };
        Self {
            demo_people: vec![],
            fields: vec![
                FieldView::new("email", "E-postadress", email),
                FieldView::new("password", "Lösenord", Widget::Password),
            ],
            next: "/arenden".to_owned(),
        }
    }

    /// A wrong password.
    pub fn sample_wrong() -> Self {
        let email = Widget::Email {
            value: "lina.berg@exempelby.se".to_owned(),
        };
        let fault = "E-postadressen och lösenordet hör inte ihop. Försök igen.";
        Self {
            fields: vec![
                FieldView::new("email", "E-postadress", email).error(fault),
                FieldView::new("password", "Lösenord", Widget::Password),
            ],
            ..Self::sample()
        }
    }
}

impl MyTasks {
    /// Something of everything.
    pub fn sample() -> Self {
        Self {
            today: "Onsdag 4 november 2026".to_owned(),
            late: vec![
                Row::new(
                    "Svara på granskningen: Digital nämndhantering",
                    "/arenden/12",
                )
                .hint("Återsänd av Erik Sund den 28 oktober 2026")
                .tag("Sent sedan 2 november", Tone::Stop),
            ],
            mine: vec![
                Row::new("Skriv klart: Molntjänst för skolans schema", "/arenden/14")
                    .hint("Två saker hindrar granskningen")
                    .tag("Utkast", Tone::Plain),
                Row::new("Justera protokoll §§ 12–18", "/protokoll/7")
                    .hint("Socialnämnden 28 oktober 2026")
                    .tag("Senast 11 november", Tone::Wait),
            ],
            waiting: vec![
                Row::new("IT-granskning: Molntjänst för e-arkiv", "/arenden/9")
                    .hint("Sara Lind, frågad den 30 oktober 2026")
                    .tag("Svar senast 13 november", Tone::Info),
            ],
            main: Some(MainAct::new("Nytt ärende", "/arenden/nytt")),
        }
    }

    /// Nothing to do.
    pub fn sample_empty() -> Self {
        Self {
            today: "Onsdag 4 november 2026".to_owned(),
            late: vec![],
            mine: vec![],
            waiting: vec![],
            main: None,
        }
    }
}

impl People {
    /// Three people, one of whom has left.
    pub fn sample() -> Self {
        let row = |name: &str, title: &str, email: &str, roles: &str, active| PersonRow {
            name: name.to_owned(),
            title: title.to_owned(),
            email: email.to_owned(),
            roles: roles.to_owned(),
            active,
        };
        Self {
            people: vec![
                row(
                    "Anna Ek",
                    "nämndsekreterare",
                    "anna.ek@exempelby.se",
                    "Sekreterare i socialnämnden",
                    true,
                ),
                row(
                    "Karin Åberg",
                    "",
                    "karin.aberg@exempelby.se",
                    "Ordförande i socialnämnden (S)\nLedamot i kommunstyrelsen",
                    true,
                ),
                row(
                    "Nils Dahl",
                    "IT-strateg",
                    "nils.dahl@exempelby.se",
                    "",
                    false,
                ),
            ],
        }
    }
}

fn register_filter() -> Vec<FieldView> {
    let years = vec![
        Choice::new("2026", "2026").chosen(true),
        Choice::new("2025", "2025"),
    ];
    let bodies = vec![
        Choice::new("", "Alla"),
        Choice::new("sn", "Socialnämnden").chosen(true),
    ];
    vec![
        FieldView::new("ar", "År", Widget::Select { choices: years }),
        FieldView::new("organ", "Organ", Widget::Select { choices: bodies }),
    ]
}

impl RegisterList {
    /// A page in the middle, one number cancelled.
    pub fn sample() -> Self {
        let row = |number: &str, date: &str, party: &str, concerns: &str, tag: Tag| RegisterRow {
            number: number.to_owned(),
            href: Some("/arenden/14".to_owned()),
            date: date.to_owned(),
            party: party.to_owned(),
            concerns: concerns.to_owned(),
            state: tag,
            cancelled: None,
        };
        let mut cancelled = row(
            "SN 2026/41",
            "2026-10-02",
            "",
            "Upphandling av bilar",
            Tag::new("Makulerad", Tone::Stop),
        );
        cancelled.cancelled = Some("Registrerat två gånger, se SN 2026/40.".to_owned());
        Self {
            filter: register_filter(),
            rows: vec![
                row(
                    "SN 2026/43",
                    "2026-10-20",
                    "",
                    "Molntjänst för skolans schema",
                    Tag::new("Öppet", Tone::Info),
                ),
                row(
                    "SN 2026/42",
                    "2026-10-12",
                    "Från Revisorerna",
                    "Granskning av samverkan",
                    Tag::new("Avslutat", Tone::Good),
                ),
                cancelled,
            ],
            paging: Paging::sample("/diarium"),
            main: None,
        }
    }

    /// Nothing registered.
    pub fn sample_empty() -> Self {
        Self {
            filter: register_filter(),
            rows: vec![],
            paging: Paging::sample_short("0 av 0"),
            main: None,
        }
    }
}

impl LettersPage {
    /// Two letters.
    pub fn sample() -> Self {
        Self {
            letters: vec![
                Row::new("Granska och godkänn senast 18 november", "/demo/brev/2")
                    .hint("Till erik.sund@exempelby.se · 4 november 2026 kl. 10.12")
                    .tag("Skickat", Tone::Good),
                Row::new("Din engångskod", "/demo/brev/1")
                    .hint("Till sara.lind@exempelby.se · 4 november 2026 kl. 09.40")
                    .tag("Väntar", Tone::Wait),
            ],
        }
    }
}

impl LetterPage {
    /// A letter with a link and with signs that HTML would read.
    pub fn sample() -> Self {
        let text = "Du ombeds granska och godkänna en handling.\n\nÄrende: SN 2026/43\nHandling: <b>Tjänsteskrivelse</b> & bilagor, version 2\n\nÖppna handlingen (länken är personlig):\nhttp://127.0.0.1:8080/u/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ\n\nDu godkänner inget genom att öppna länken.\n";
        Self {
            subject: "Granska och godkänn senast 18 november".to_owned(),
            facts: vec![
                Fact::new("Till", "erik.sund@exempelby.se"),
                Fact::new("Skickat", "4 november 2026 kl. 10.12"),
            ],
            parts: letter_parts(text, "http://127.0.0.1:8080"),
        }
    }
}

impl RefusalPanel {
    /// A refused act with two reasons.
    pub fn sample() -> Self {
        Self {
            heading: "Ärendet kan inte skickas på granskning än".to_owned(),
            blockers: vec![
                Blocker {
                    missing: "Risk- och sårbarhetsanalysen saknas.".to_owned(),
                    todo: Some("Lägg till analysen som handling.".to_owned()),
                    link: Some(Link::new("Lägg till handling", "/arenden/14/handlingar/ny")),
                    source: Some("Informationssäkerhetspolicyn, villkor 1".to_owned()),
                },
                Blocker {
                    missing: "Fältet Leverantör är inte ifyllt.".to_owned(),
                    todo: None,
                    link: Some(Link::new(
                        "Fyll i Leverantör",
                        "/arenden/14/uppgifter#falt-leverantor",
                    )),
                    source: None,
                },
            ],
        }
    }
}

impl FailurePage {
    /// One of each.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let kept = vec![(
            "Sammanfattning".to_owned(),
            "Min text med <taggar> & tecken.\n\nEtt stycke till.".to_owned(),
        )];
        let link = Link::new("Till ärendet", "/arenden/14");
        vec![
            ("fel-400", Self::unreadable("Datumet ”32 maj” finns inte.")),
            (
                "fel-403",
                Self::forbidden("Bara nämndens sekreterare får ändra dagordningen."),
            ),
            ("fel-404", Self::not_found()),
            ("fel-409", Self::changed(kept, link.clone())),
            ("fel-422", Self::refused(422, RefusalPanel::sample(), link)),
            ("fel-413", Self::too_large("50 MB")),
            ("fel-429", Self::too_many("15 minuter")),
            ("fel-500", Self::broken("7f3c-19aa")),
        ]
    }
}

impl AbsencesPage {
    /// For an administrator: a person's own, others', and what waits.
    pub fn sample() -> Self {
        let row = |title: &str| {
            Row::new(title, "/franvaro/a1/avsluta")
                .hint("Ersättare: Erik Berg. Öppna för att avsluta.")
                .tag("Frånvarande nu", Tone::Wait)
        };
        Self {
            administrator: true,
            own: vec![row("2 mars 2026 – 13 mars 2026")],
            others: vec![row("Sofia Ek, 2 mars 2026 – 6 mars 2026")],
            waiting: vec![
                Row::new(
                    "Ge ”Juridisk granskning” till någon annan",
                    "/arenden/a1/granskning/juridik/ge-vidare",
                )
                .hint("Sofia Ek är frånvarande. Svar senast 16 mars 2026"),
            ],
            main: MainAct::new("Lägg in frånvaro", "/franvaro/ny"),
        }
    }

    /// Nobody is away.
    pub fn sample_empty() -> Self {
        Self {
            administrator: false,
            own: vec![],
            others: vec![],
            waiting: vec![],
            main: MainAct::new("Lägg in frånvaro", "/franvaro/ny"),
        }
    }
}
