//! More bodies than one, a risk that somebody decides on, and what the secretary of each does.

use super::{
    drafting::{Draft, OFFICER, take_step},
    reviewing::{LAWYER, answer, open_link},
};
use crate::town::{Page, Town, Visitor};
use beslut::{
    domain::{
        body::{Assurance, CertificationRule, Membership, Reporting, Rules, Seat},
        identifiers::BodyId,
        person::{Appointment, Role, Term},
    },
    office::{Steward, bodies::NewBody},
};

pub(crate) const SECRETARY: &str = "karin@exempelby.se";
pub(crate) const CHAIR: &str = "eva@exempelby.se";
pub(crate) const REGISTRAR: &str = "lena@exempelby.se";
/// What a risk says that nothing stops and a delegate may accept.
const ANSWERS: [(&str, &str); 5] = [
    ("riskvarde", "15"),
    ("allvarlig", "ja"),
    ("flera", "nej"),
    ("bradskar", "nej"),
    ("lagligt", "ja"),
];
/// The members of every body, the chair first.
const MEMBERS: [(&str, Seat, &str); 5] = [
    ("eva", Seat::Chair, "S"),
    ("lars", Seat::ViceChair, "M"),
    ("fatima", Seat::Member, "V"),
    ("gunnar", Seat::Member, "C"),
    ("asa", Seat::Member, "L"),
];

/// Adds a body with the members of kommunstyrelsen, and its secretary.
pub(crate) async fn is_added(town: &Town, key: &str, name: &str) -> BodyId {
    let at = town.clock.now();
    let new = NewBody {
        key: key.to_owned(),
        name: name.to_owned(),
        register_prefix: key.to_uppercase(),
        number_pattern: "{org} {yyyy}/{n}".parse().unwrap(),
        rules: Rules {
            seats: 5,
            notice_days: 7,
            certifiers: 1,
            certification: CertificationRule {
                assurance: Some(Assurance::LinkAndCode),
                decided_in: format!("Arbetsordning för {name} § 14"),
            },
            reporting: Reporting::default(),
        },
        court: "Förvaltningsrätten i Exempelstad".to_owned(),
        minutes_kept_at: "Kansliet, kommunhuset i Exempelby".to_owned(),
    };
    let by = Steward::CommandLine;
    let body = town.office.add_body(new, by, at).await.unwrap();
    let term = Term {
        from: "2023-01-01".parse().unwrap(),
        until: None,
    };
    for (member, seat, party) in MEMBERS {
        let membership = Membership {
            body,
            person: town.person(&format!("{member}@exempelby.se")),
            seat,
            party: party.to_owned(),
            term,
        };
        town.office.seat(membership, by, at).await.unwrap();
    }
    let secretary = Appointment {
        person: town.person(SECRETARY),
        role: Role::CommitteeSecretary,
        body: Some(body),
        term,
    };
    town.office.appoint(secretary, by, at).await.unwrap();
    body
}

/// The officer opens a risk and answers what the type asks, over HTTP.
pub(crate) async fn risk(town: &Town, title: &str, answers: &[(&str, &str)]) -> Draft {
    let officer = town.as_(OFFICER).await;
    let form = officer.form("/arenden/nytt").await;
    let form = form
        .fill("workflow", "Prov av riskacceptans")
        .fill("body", "Kommunstyrelsen")
        .fill("title", title);
    let opened = officer.send(&form).await.ok();
    let draft = Draft {
        officer,
        path: opened.path,
        title: title.to_owned(),
        says: "Risken accepteras".to_owned(),
    };
    draft.writes("forslag", "Risken accepteras.").await;
    is_answered(&draft, &ANSWERS).await;
    is_answered(&draft, answers).await;
    draft
}

/// Fills in fields of the draft.
pub(crate) async fn is_answered(draft: &Draft, answers: &[(&str, &str)]) {
    if answers.is_empty() {
        return;
    }
    let form = draft.officer.form(&format!("{}/falt", draft.path)).await;
    let filled = answers
        .iter()
        .fold(form, |form, (name, typed)| form.fill(name, typed));
    draft.officer.send(&filled).await.ok();
}

/// Sent for review, approved by the lawyer, and given its number.
pub(crate) async fn is_made_ready(town: &Town, draft: &Draft) {
    draft.is_submitted().await;
    let mails = town.mail().await;
    let asked = mails.iter().find(|mail| mail.recipients == [LAWYER]);
    let opened = open_link(town, asked.unwrap().link()).await;
    answer(town, LAWYER, &opened, "approve", "").await;
    let registrar = town.as_(REGISTRAR).await;
    take_step(&registrar, &draft.path, "Ge diarienummer")
        .await
        .ok();
    draft.page().await.must_be("Klart för beslut");
}

/// The secretary plans a meeting of the body. Gives its path.
pub(crate) async fn meets(town: &Town, body: &str, day: &str) -> String {
    let secretary = town.as_(SECRETARY).await;
    let form = secretary.form("/sammantraden/nytt").await;
    let form = form
        .fill("body", body)
        .fill("day", day)
        .fill("time", "13.30")
        .fill("place", "Kommunhuset, Exempelby");
    secretary.send(&form).await.ok().path
}

/// The secretary puts the matter on the agenda; what the page answers.
pub(crate) async fn takes_up(town: &Town, meeting: &str, draft: &Draft) -> Page {
    let secretary = town.as_(SECRETARY).await;
    let page = secretary.get(meeting).await.ok();
    secretary
        .send(&page.form_with(&format!("Lägg till {}", draft.title)))
        .await
}

/// The meeting's day: the roll is called, the item is approved, and the meeting ends.
pub(crate) async fn is_held(town: &Town, meeting: &str, day: &str, item: &str) {
    town.clock.forward_to(day);
    let secretary = town.as_(SECRETARY).await;
    let certifier = town.person("gunnar@exempelby.se").to_string();
    let form = secretary.form(&format!("{meeting}/upprop")).await;
    secretary
        .send(&form.fill("certifier_1", &certifier))
        .await
        .ok();
    let page = secretary.get(meeting).await.ok();
    let form = secretary.form(&page.link(item)).await;
    let form = form.fill("kind", "approved").press("Spara beslutet");
    secretary.send(&form).await.ok();
    let form = secretary.form(&format!("{meeting}/avsluta")).await;
    secretary.send(&form.fill("ended_at", "14.45")).await.ok();
}

/// The chair and the certifier sign; the minutes are certified.
pub(crate) async fn is_certified(town: &Town, meeting: &str) {
    let secretary = town.as_(SECRETARY).await;
    town.mail().await;
    let minutes = format!("{meeting}/protokoll");
    take_step(&secretary, &minutes, "Skicka protokollet för justering")
        .await
        .ok();
    let mails = town.mail().await;
    for address in [CHAIR, "gunnar@exempelby.se"] {
        let mail = mails.iter().find(|mail| mail.recipients == [address]);
        let opened = open_link(town, mail.unwrap().link()).await;
        answer(town, address, &opened, "approve", "").await;
    }
    secretary
        .get(meeting)
        .await
        .ok()
        .must_be("Protokollet är justerat");
    town.work().await;
}

/// Sends the form to decide alone, filled in as an approval.
pub(crate) async fn decides(who: &Visitor, draft: &Draft, more: &[(&str, &str)]) -> Page {
    let form = who.form(&format!("{}/besluta", draft.path)).await;
    let form = more
        .iter()
        .fold(form.fill("kind", "approved"), |form, (name, typed)| {
            form.fill(name, typed)
        });
    who.send(&form).await
}
