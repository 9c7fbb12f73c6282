//! What a gate asks for is looked up when the page is shown and when the button is pressed: the mark on
//! a document, the committees that there are, the matters that are named.

use beslut::{
    domain::identifiers::MatterId, matter::state::Content, office::matters::NewMatter,
    workflow::value::Directory,
};

use crate::{
    on_both_databases,
    town::{Town, Visitor},
};

const TYPE: &str = r#"
format = 1
id = "provsparrar"
version = 1
title = "Prov av spärrar"
lead = "handlaggare"
[roles]
handlaggare = { title = "Handläggare", from = "matter.officer" }
[fields.svar]
title = "Svar per nämnd"
type = "table"
rows = "bodies"
columns = { namnd = { title = "Nämnd", type = "body" }, antal = { title = "Antal", type = "count" } }
[fields.ska_finnas]
title = "Dokument som ska finnas"
type = "table"
[fields.ska_finnas.columns]
dokument = { title = "Dokument", type = "text" }
finns = { title = "Finns som", type = "matter" }
aktivitet = { title = "Planeras i", type = "matter" }
[documents.avtal]
title = "Avtal"
author = "handlaggare"
[[sections]]
id = "forslag"
title = "Förslag till beslut"
kind = "proposal"
[[gates]]
id = "underskrivet"
at = ["review"]
check = "document('avtal').signed"
message = "Avtalet ska vara undertecknat."
ref = "Prov"
[[gates]]
id = "alla-svar"
at = ["review"]
check = "complete(svar)"
message = "Varje nämnd ska ha svarat."
ref = "Prov"
[[gates]]
id = "kraven"
at = ["review"]
check = "all(ska_finnas, row.finns.registered or row.aktivitet.planned)"
message = "Varje dokument ska finnas eller vara planerat."
ref = "Prov"
[[decision.routes]]
id = "namnd"
by = "namnd"
"#;

async fn opened(town: &Town, workflow: &str, fields: &[(&str, &str)]) -> MatterId {
    let id = workflow.parse().unwrap();
    let definition = town.office.workflows().newest(&id).unwrap();
    let mut content = Content {
        title: format!("Prov av {workflow}"),
        ..Content::default()
    };
    beslut::matter::sections::complete(&mut content.sections, definition);
    for (key, typed) in fields {
        let field = definition.field(key).unwrap();
        let value = field.kind.from_form_with(typed, &Directory::default());
        let value = value.unwrap().unwrap();
        content.fields.insert(field.key.clone(), value);
    }
    let new = NewMatter {
        workflow: id,
        body: town.body(),
        title: content.title.clone(),
        responsible: None,
        content: Some(content),
    };
    let officer = town.asker("anna@exempelby.se");
    let opened = town
        .office
        .open_matter(officer, new, None, town.clock.now());
    opened.await.unwrap()
}

async fn matter(town: &Town, fields: &[(&str, &str)]) -> (Visitor, String) {
    let anna = town.as_("anna@exempelby.se").await;
    let id = opened(town, "provsparrar", fields).await;
    (anna, format!("/arenden/{id}"))
}

async fn stopped_by(anna: &Visitor, matter: &str, words: &str) -> bool {
    let page = anna.get(matter).await.ok();
    page.blockers().iter().any(|told| told.contains(words))
}

on_both_databases! {
    /// The box is kept when the form comes back, opens the gate, and is told on the page and in the
    /// journal.
    async fn a_document_is_marked_as_signed(db: &TestDb) {
        let town = Town::with(db, &[("prov.toml", TYPE)]).await;
        let (anna, matter) = matter(&town, &[("svar", "ks | 0")]).await;
        let form = anna.form(&format!("{matter}/bifoga?slag=avtal")).await;
        let unsigned = form.choose_file("file", "avtal.pdf", b"%PDF-1.7 utkast");
        anna.send(&unsigned).await.ok();
        assert!(stopped_by(&anna, &matter, "undertecknat").await);

        let form = anna.form(&format!("{matter}/bifoga?slag=avtal")).await;
        let without_file = anna.send(&form.fill("dated", "2026-03-02").tick("signed")).await;
        let again = without_file.expect(422).form();
        assert_eq!(again.value("signed"), Some("ja"), "what was ticked is kept");
        let signed = again.choose_file("file", "avtal.pdf", b"%PDF-1.7 avtal");
        anna.send(&signed).await.ok().must_say("undertecknad");
        assert!(!stopped_by(&anna, &matter, "undertecknat").await);
        let page = anna.get(&matter).await.ok();
        page.must_say("som är undertecknad");
    }

    /// The committee that has come since is missed by name, at the page and at the button.
    async fn a_committee_without_an_answer_is_missed(db: &TestDb) {
        let town = Town::with(db, &[("prov.toml", TYPE)]).await;
        let (anna, answered) = matter(&town, &[("svar", "Kommunstyrelsen | 0")]).await;
        assert!(!stopped_by(&anna, &answered, "Varje nämnd").await);
        let (anna, other) = matter(&town, &[("svar", "Socialnämnden | 3")]).await;
        assert!(stopped_by(&anna, &other, "raden för Kommunstyrelsen").await);
    }

    /// References are looked up by number and by identity: what is not there, not decided and
    /// planned.
    async fn a_reference_is_looked_up(db: &TestDb) {
        let town = Town::with(db, &[("prov.toml", TYPE)]).await;
        let nowhere = "Rutin för avbrott | KS 1999/1 |";
        let (anna, missing) = matter(&town, &[("ska_finnas", nowhere)]).await;
        let page = anna.get(&missing).await.ok();
        page.must_say("finns inte i diariet");
        assert!(stopped_by(&anna, &missing, "Varje dokument").await);

        let plan = opened(&town, "handlingsplan", &[("aktiviteter", "Skriv rutinen | | | | | | paborjad")]).await;
        let (anna, draft) = matter(&town, &[("ska_finnas", &format!("Rutin | {plan} |"))]).await;
        assert!(stopped_by(&anna, &draft, "Varje dokument").await, "a draft is no document");
        let (anna, planned) = matter(&town, &[("ska_finnas", &format!("Rutin | | {plan}"))]).await;
        assert!(!stopped_by(&anna, &planned, "Varje dokument").await);
        assert!(!anna.get(&planned).await.ok().says("inte klart"));
    }
}
