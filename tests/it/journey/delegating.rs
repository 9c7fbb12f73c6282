//! A decision by delegation: who may, who may not, and the meeting that is told of it.

use super::reviewing::{LAWYER, answer, open_link};
use crate::{
    support::TestDb,
    town::{Form, Page, Town, Visitor},
};
use beslut::{
    domain::{
        calendar,
        delegation::{
            Delegate, Delegation, Reported, Substitute,
            announcing::Announced,
            reporting::{DecisionNumber, DecisionToReport},
        },
        entropy::Entropy,
        identifiers::{DelegationId, MatterId},
        person::{GroupMember, Term},
    },
    matter::{
        act::Action,
        edit,
        state::{Content, SecrecyMarking, Section},
    },
    office::{Steward, matters::NewMatter, people::NewAbsence},
    store::{meetings, reports},
    workflow::value::Value,
};
use std::collections::BTreeMap;

const OFFICER: &str = "anna@exempelby.se";
pub(crate) const HEAD: &str = "birgitta@exempelby.se";
const OTHER_HEAD: &str = "bo@exempelby.se";
const TITLE: &str = "Accepterad risk för kartorna";

/// The body delegates point 4.12 to each head of office.
pub(crate) async fn is_delegated(town: &Town) -> DelegationId {
    is_delegated_so(town, &[HEAD, OTHER_HEAD], None, Reported::AtMeeting).await
}

/// The same to these heads, with who steps in for them and what becomes of the decisions.
pub(crate) async fn is_delegated_so(
    town: &Town,
    heads: &[&str],
    substitute: Option<Substitute>,
    reported: Reported,
) -> DelegationId {
    let at = town.clock.now();
    let term = Term {
        from: calendar::today_in_stockholm(at),
        until: None,
    };
    for email in heads {
        let member = GroupMember {
            group: "kontorschefer".to_owned(),
            person: town.person(email),
            term,
        };
        town.office
            .join_group(member, Steward::CommandLine, at)
            .await
            .unwrap();
    }
    let new = Delegation {
        id: Entropy::new(at, [9; 32]).id(),
        body: town.body(),
        point: "4.12".to_owned(),
        title: "Acceptera hög risk".to_owned(),
        to: Delegate::Group("kontorschefer".to_owned()),
        conditions: String::new(),
        term,
        may_pass_on: false,
        passed_on_from: None,
        superiors: None,
        substitute,
        reported,
        decided_in: "KS den 10 december 2025, § 210".to_owned(),
    };
    town.office
        .delegate(new, Steward::CommandLine, at)
        .await
        .unwrap()
}

/// A high risk that is ready to be decided.
pub(crate) async fn is_ready(town: &Town) -> MatterId {
    let officer = town.asker(OFFICER);
    let at = town.clock.now();
    let content = Content {
        sections: vec![Section {
            key: "forslag".parse().unwrap(),
            title: "Förslag till beslut".to_owned(),
            number: None,
            shown: true,
            text: "Risken accepteras.".to_owned(),
            version: 0,
        }],
        ..Content::default()
    };
    let new = NewMatter {
        workflow: "riskprov".parse().unwrap(),
        body: town.body(),
        title: TITLE.to_owned(),
        responsible: None,
        content: Some(content.clone()),
    };
    let id = town
        .office
        .open_matter(officer, new, None, at)
        .await
        .unwrap();
    let number = "15".parse().unwrap();
    let values: BTreeMap<_, _> = [
        ("riskvarde", Value::Number(number)),
        ("allvarlig", Value::Bool(true)),
        ("flera", Value::Bool(false)),
        ("bradskar", Value::Bool(false)),
        ("lagligt", Value::Bool(true)),
    ]
    .into_iter()
    .map(|(key, value)| (key.parse().unwrap(), Some(value)))
    .collect();
    let seen = edit::fields_seen(&content, values.keys());
    for action in [Action::WriteFields { values, seen }, Action::Submit] {
        town.office
            .act_on_matter(officer, id, action, None, town.clock.now())
            .await
            .unwrap();
    }
    town.office
        .register_matter(town.asker("lena@exempelby.se"), id, None, town.clock.now())
        .await
        .unwrap();
    let mail = town.mail_to(LAWYER).await;
    let opened = open_link(town, mail.link()).await;
    answer(town, LAWYER, &opened, "approve", "").await;
    id
}

fn filled(form: Form) -> Form {
    form.fill("kind", "approved").tick("delegable")
}

async fn form(who: &Visitor, id: MatterId) -> Form {
    who.form(&format!("/arenden/{id}/besluta")).await
}

/// The officer is refused, as the one who wrote it; the head decides, once.
pub(crate) async fn is_decided_by_the_head(town: &Town, id: MatterId) {
    let officer = town.as_(OFFICER).await;
    let refused = officer.send(&filled(form(&officer, id).await)).await;
    refused.expect(409).must_say("kontorschef");

    let outsider = town.as_("lena@exempelby.se").await;
    let refused = outsider.send(&filled(form(&outsider, id).await)).await;
    refused
        .expect(409)
        .must_say(
            "Enligt punkt 4.12 i delegationsordningen beslutar var och en i gruppen kontorschefer.",
        )
        .must_say("Annars beslutar Kommunstyrelsen.");
    assert!(!outsider.get("/").await.ok().says("Besluta:"));

    let head = town.as_(HEAD).await;
    let start = head.get("/").await.ok();
    start.must_say(&format!("Besluta: {TITLE}"));
    let page = head.get(&format!("/arenden/{id}")).await.ok();
    let form = head.form(&page.link("Besluta i ärendet")).await;
    let unsure = head.send(&form.clone().fill("kind", "approved")).await;
    let unsure = unsure.expect(409);
    unsure.must_say("KL 6:38");
    let decided = head.send(&filled(unsure.form())).await.ok();
    decided
        .must_be("Beslutat")
        .must_say("delegationsbeslut 1/2026");
    town.work().await;
    let page = head.get(&format!("/arenden/{id}")).await.ok();
    page.must_say("Delegationsbeslut KS 2026-1");
    assert!(!head.get("/").await.ok().says("Besluta:"), "it is decided");
}

/// While the head is away the one whom the administrator has appointed decides, and nobody whom the
/// head has named.
pub(crate) async fn is_decided_by_the_substitute(town: &Town, id: MatterId) {
    let substitute = town.as_("karin@exempelby.se").await;
    let absence = |by: Steward, until: &str| {
        let new = NewAbsence {
            person: town.person(HEAD),
            from: "2026-03-02".parse().unwrap(),
            until: until.parse().unwrap(),
            substitute: Some(town.person("karin@exempelby.se")),
        };
        town.office.enter_absence(by, new, None, town.clock.now())
    };
    let refused = |page: Page| {
        page.expect(409)
            .must_say("Enligt punkt 4.12 i delegationsordningen beslutar");
    };
    refused(substitute.send(&filled(form(&substitute, id).await)).await);
    absence(Steward::SignedIn(town.person(HEAD)), "2026-03-04")
        .await
        .unwrap();
    refused(substitute.send(&filled(form(&substitute, id).await)).await);

    let administrator = Steward::SignedIn(town.person("ingrid@exempelby.se"));
    absence(administrator, "2026-03-04").await.unwrap();
    let start = substitute.get("/").await.ok();
    start.must_say(&format!("Besluta: {TITLE}"));
    let list = substitute.get("/delegation").await.ok();
    list.must_say("vid frånvaro den som är förordnad som ersättare");
    town.clock.forward_to("2026-03-05");
    let substitute = town.as_("karin@exempelby.se").await;
    refused(substitute.send(&filled(form(&substitute, id).await)).await);
    assert!(
        !substitute.get("/").await.ok().says("Besluta:"),
        "she is back"
    );

    absence(administrator, "2026-03-06").await.unwrap();
    let decided = substitute
        .send(&filled(form(&substitute, id).await))
        .await
        .ok();
    decided
        .must_be("Beslutat")
        .must_say("delegationsbeslut 1/2026");
    let list = substitute.get("/delegation").await.ok();
    list.must_say("kommunsekreterare (i stället för Birgitta Lindqvist)");
    decided.must_say("Karin Bergström, kommunsekreterare, i stället för Birgitta Lindqvist");
}

/// No meeting is told: the decision is announced on the board, and the time to appeal runs from that.
pub(crate) async fn is_announced_on_the_board(town: &Town, id: MatterId) {
    let head = town.as_(HEAD).await;
    head.send(&filled(form(&head, id).await)).await.ok();
    let secretary = town.as_("karin@exempelby.se").await;
    let list = secretary.get("/delegation").await.ok();
    list.must_say("Tillkännages senast 4 mars 2026")
        .must_say("Inga beslut väntar på att anmälas.");
    let start = secretary.get("/").await.ok();
    let path = start.link("Tillkännage beslut 1/2026");
    let officer = town.as_(OFFICER).await;
    let forged = officer.form(&path).await.fill("on", "2026-03-02");
    officer
        .send(&forged)
        .await
        .expect(403)
        .must_say("nämndsekreterare");

    let form = secretary.form(&path).await;
    let tomorrow = secretary.send(&form.clone().fill("on", "2026-03-03")).await;
    assert_eq!(tomorrow.expect(422).faults().len(), 1);
    let opened_before = secretary.form(&path).await;
    let list = secretary.send(&form.fill("on", "2026-03-02")).await.ok();
    list.must_say("tidigast ned 24 mars 2026");
    let stale = secretary
        .send(&opened_before.fill("on", "2026-03-02"))
        .await;
    stale
        .expect(409)
        .must_say("Beslutet är redan tillkännagivet.");
    let matter = officer.get(&format!("/arenden/{id}")).await.ok();
    matter.must_say("Sista dag att överklaga är den 23 mars 2026.");
    assert!(!secretary.get("/").await.ok().says("anslaget om beslut"));

    town.clock.forward_to("2026-03-24");
    let secretary = town.as_("karin@exempelby.se").await;
    let start = secretary.get("/").await.ok();
    let form = secretary
        .form(&start.link("Ta ned anslaget om beslut 1/2026"))
        .await;
    let early = secretary.send(&form.clone().fill("on", "2026-03-23")).await;
    early.expect(409).must_say("hela överklagandetiden");
    let list = secretary.send(&form.fill("on", "2026-03-24")).await.ok();
    list.must_say("Tillkännagivet");
}

/// A notice that waits is not forgotten behind two hundred newer decisions, and does not name a
/// matter that has become secret.
pub(crate) async fn an_old_notice_still_waits(town: &Town, id: MatterId) {
    let head = town.as_(HEAD).await;
    head.send(&filled(form(&head, id).await)).await.ok();
    let (body, day) = (town.body(), "2026-03-02".parse().unwrap());
    let first = DecisionNumber {
        year: 2026,
        serial: 1,
    };
    let db = town.office.db();
    let waiting = db
        .write(async |write| {
            let first = reports::find(write, body, first).await?.unwrap();
            for serial in 2..=202 {
                let done = DecisionToReport {
                    number: DecisionNumber { year: 2026, serial },
                    announced: Some(Announced {
                        certified_on: day,
                        announced_on: day,
                        last_appeal_day: day,
                        down_earliest: day,
                        taken_down_on: Some(day),
                    }),
                    ..first.clone()
                };
                reports::insert(write, &done, town.clock.now()).await?;
            }
            reports::with_notice_waiting(write, body).await
        })
        .await
        .unwrap();
    let waiting: Vec<_> = waiting.iter().map(|one| one.number).collect();
    assert_eq!(waiting, [first]);
    let secretary = town.as_("karin@exempelby.se").await;
    let path = secretary
        .get("/")
        .await
        .ok()
        .link("Tillkännage beslut 1/2026");
    secretary.get(&path).await.ok().must_say(TITLE);
    let mark = Action::MarkSecrecy(Some(SecrecyMarking {
        provision: "OSL 18 kap. 8 §".to_owned(),
        marked_on: day,
    }));
    let (officer, now) = (town.asker(OFFICER), town.clock.now());
    town.office
        .act_on_matter(officer, id, mark, None, now)
        .await
        .unwrap();
    let list = secretary.get("/delegation").await.ok();
    assert_eq!(list.link("Tillkännage 1/2026"), path);
    let page = secretary.get(&path).await.ok();
    assert!(!page.says(TITLE), "{}", page.text());
    assert!(!secretary.get("/").await.ok().says(TITLE));
}

/// Two delegates press the button at once: one decision, one number.
pub(crate) async fn two_decide_at_once(town: &Town, id: MatterId) {
    let (head, other) = (town.as_(HEAD).await, town.as_(OTHER_HEAD).await);
    let (hers, his) = (
        filled(form(&head, id).await),
        filled(form(&other, id).await),
    );
    let (first, second) = tokio::join!(head.send(&hers), other.send(&his));
    let well = |page: &Page| page.says("delegationsbeslut 1/2026");
    assert!(well(&first) || well(&second));
    let list = head.get("/delegation").await.ok();
    list.must_say("1/2026");
    assert!(!list.says("2/2026"), "{}", list.text());
}

/// The day after the delegation was revoked, nobody decides by it.
pub(crate) async fn is_refused_once_revoked(town: &Town, id: MatterId, delegation: DelegationId) {
    let head = town.as_(HEAD).await;
    let form = filled(form(&head, id).await);
    let at = town.clock.now();
    let last = calendar::today_in_stockholm(at).pred_opt().unwrap();
    town.office
        .revoke_delegation(town.body(), delegation, last, Steward::CommandLine, at)
        .await
        .unwrap();
    let refused = head.send(&form).await.expect(409);
    refused.must_say("Beslutet fattas av Kommunstyrelsen");
}

/// The list and the agenda that named the matter stop doing so.
pub(crate) async fn is_named_no_more_when_secret(town: &Town, id: MatterId) {
    let secretary = town.as_("karin@exempelby.se").await;
    let meetings = secretary.get("/sammantraden").await.ok();
    let form = secretary.form(&meetings.link("Nytt sammanträde")).await;
    let form = form
        .fill("body", "Kommunstyrelsen")
        .fill("day", "18 mars 2026")
        .fill("time", "13.30")
        .fill("place", "Kommunhuset, Exempelby");
    let planned = secretary.send(&form).await.ok();
    let meeting = planned.path.rsplit('/').next().unwrap().parse().unwrap();
    let agenda = async || {
        let db = town.office.db();
        let found = db.read(async |read| meetings::find(read, meeting).await);
        found.await.unwrap().unwrap().items[0].summary.clone()
    };
    assert!(agenda().await.contains(TITLE));
    let mark = Action::MarkSecrecy(Some(SecrecyMarking {
        provision: "OSL 18 kap. 8 §".to_owned(),
        marked_on: "2026-03-02".parse().unwrap(),
    }));
    let (officer, now) = (town.asker(OFFICER), town.clock.now());
    town.office
        .act_on_matter(officer, id, mark, None, now)
        .await
        .unwrap();
    let after = agenda().await;
    assert!(
        after.contains("ärende med sekretess") && !after.contains(TITLE),
        "{after}"
    );
    let list = secretary.get("/delegation").await.ok();
    list.must_say("Ärende med sekretess");
    assert!(!list.says(TITLE), "{}", list.text());
}

/// The next meeting has the decision on its agenda, and its section closes the list.
pub(crate) async fn is_reported(town: &Town, id: MatterId, _db: &TestDb) {
    let secretary = town.as_("karin@exempelby.se").await;
    let list = secretary.get("/delegation").await.ok();
    list.must_say("1 beslut väntar på att anmälas.");
    let meetings = secretary.get("/sammantraden").await.ok();
    let form = secretary.form(&meetings.link("Nytt sammanträde")).await;
    let form = form
        .fill("body", "Kommunstyrelsen")
        .fill("day", "18 mars 2026")
        .fill("time", "13.30")
        .fill("place", "Kommunhuset, Exempelby");
    let planned = secretary.send(&form).await.ok();
    planned.must_say("Anmälan av delegationsbeslut");
    let path = planned.path.clone();

    town.clock.forward_to("2026-03-18");
    let secretary = town.as_("karin@exempelby.se").await;
    let page = secretary.get(&path).await.ok();
    let form = secretary.form(&page.link("Gör upprop")).await;
    let certifier = town.person("gunnar@exempelby.se").to_string();
    secretary
        .send(&form.fill("certifier_1", &certifier))
        .await
        .ok();
    let page = secretary.get(&path).await.ok();
    let form = secretary
        .form(&page.link("Anmälan av delegationsbeslut"))
        .await;
    let form = form.fill("kind", "approved");
    secretary.send(&form.press("Spara beslutet")).await.ok();
    let page = secretary.get(&path).await.ok();
    let check = secretary.get(&page.link("Avsluta sammanträdet")).await.ok();
    let form = check
        .form_with("Avsluta sammanträdet")
        .fill("ended_at", "14.45");
    secretary.send(&form).await.ok();

    let list = secretary.get("/delegation").await.ok();
    list.must_say("Inga beslut väntar på att anmälas.")
        .must_say("Anmält, § 1");
    let minutes = secretary.get(&format!("{path}/protokoll")).await.ok();
    minutes.must_say("punkt 4.12").must_say(TITLE);
    let matter = secretary.get(&format!("/arenden/{id}")).await.ok();
    matter.must_say("anmäldes till Kommunstyrelsen");
}
