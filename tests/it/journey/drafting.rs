//! The officer's part: open, see what is missing, fill in, attach, send on.

use beslut::{
    domain::entropy::Entropy,
    matter::{
        file::MatterFile,
        import::{Arrival, Source, import, workflow_of},
    },
    office::matters::NewMatter,
};

use crate::town::{Page, Town, Visitor, answers};

pub(crate) const OFFICER: &str = "anna@exempelby.se";
pub(crate) const TITLE: &str = "Molntjänst för kartor i bygglov";
/// A text that must come out again wherever the matter is read.
pub(crate) const SUMMARY: &str = "Byggenheten behöver kartor som går att läsa ute på plats. Förvaltningen föreslår en molntjänst.";

/// A matter with its officer at the browser.
pub(crate) struct Draft {
    pub(crate) officer: Visitor,
    pub(crate) path: String,
    pub(crate) title: String,
    /// Words of its text, which must come out again wherever it is read.
    pub(crate) says: String,
}

impl Draft {
    /// The officer opens a matter from the start page.
    pub(crate) async fn open(town: &Town) -> Self {
        let officer = town.as_(OFFICER).await;
        let start = officer.get("/").await.ok();
        let form = officer.form(&start.link("Nytt ärende")).await;
        let form = form
            .fill("workflow", "Godkännande av molntjänst")
            .fill("body", "Kommunstyrelsen")
            .fill("responsible", "Birgitta Lindqvist, digitaliseringschef");

        let without_title = officer.send(&form).await.expect(422);
        assert_eq!(without_title.faults().len(), 1, "{}", without_title.text());

        let opened = officer
            .send(&without_title.form().fill("title", TITLE))
            .await
            .ok();
        assert_eq!(opened.heading(), TITLE);
        Self {
            officer,
            path: opened.path,
            title: TITLE.to_owned(),
            says: SUMMARY[..40].to_owned(),
        }
    }

    /// The officer brings in a matter file, as `beslut matter import` does.
    pub(crate) async fn import(town: &Town, name: &str, text: &str, says: &str) -> Self {
        let source = Source { name, text };
        let file = MatterFile::read(name, text).unwrap_or_else(|faults| panic!("{faults:#?}"));
        let newest = town.office.workflows().newest_of_each();
        let definition = workflow_of(&file, source, &newest).unwrap();
        let at = town.clock.now();
        let by = town.asker(OFFICER);
        let mut entropy = Entropy::new(at, [9; 32]);
        let arrival = Arrival {
            by: by.person(),
            at,
            entropy: &mut entropy,
        };
        let imported = import(&file, source, definition, arrival);
        let content = imported
            .unwrap_or_else(|faults| panic!("{faults:#?}"))
            .content;
        let title = content.title.clone();
        let new = NewMatter {
            workflow: definition.id.clone(),
            body: town.body(),
            title: title.clone(),
            responsible: None,
            content: Some(content),
        };
        let id = town.office.open_matter(by, new, None, at).await.unwrap();
        let officer = town.as_(OFFICER).await;
        Self {
            officer,
            path: format!("/arenden/{id}"),
            title,
            says: says.to_owned(),
        }
    }

    /// Adds what the file leaves out and the workflow asks for, led by the reasons on the page.
    pub(crate) async fn is_completed(&self) {
        // Papers that the file only names are taken away, and brought as files.
        while self.page().await.has_link("Ta bort ”") {
            let check = self
                .officer
                .get(&self.page().await.link("Ta bort ”"))
                .await
                .ok();
            self.officer.send(&check.form_with("Ta bort")).await.ok();
        }
        for reason in self.page().await.blockers() {
            let (_, rest) = reason.split_once('”').unwrap_or_default();
            let named = rest.split('”').next().unwrap_or_default();
            match named {
                "Risk- och sårbarhetsanalys" => {
                    self.attaches("riskanalys", "riskanalys.pdf", b"%PDF-1.7 riskanalys")
                        .await;
                }
                "Sammanfattning" => self.writes("sammanfattning", SUMMARY).await,
                "Ärendet" => self.writes("arendet", "Se bilagorna.").await,
                "Förslag till beslut" => self.writes("forslag", "1. Förslaget antas.").await,
                _ => {}
            }
        }
        self.attaches("laglighetsbedomning", "laglighet.pdf", b"%PDF-1.7 bed")
            .await;
        let form = self.officer.form(&format!("{}/falt", self.path)).await;
        let form = answers::filled_in(form);
        self.officer.send(&form).await.ok();
        let page = self
            .officer
            .get(&format!("{}/avsnitt/ekonomi", self.path))
            .await
            .ok();
        if page.form().value("text").is_none_or(str::is_empty) {
            self.writes("ekonomi", "Kostnaden är känd.").await;
        }
    }

    /// The matter's page.
    pub(crate) async fn page(&self) -> Page {
        self.officer.get(&self.path).await.ok()
    }

    /// An empty draft is not sent, and says everything that is missing: before, and to those who
    /// try nevertheless.
    pub(crate) async fn is_refused_with_reasons(&self) {
        let check = self
            .officer
            .get(&self.page().await.link("Skicka på granskning"))
            .await
            .ok();
        assert!(check.forms().is_empty(), "no button that would be refused");
        let step = format!("{}/steg/aterkalla", self.path);
        let mut forged = self.officer.form(&step).await;
        forged.action = format!("{}/steg/skicka", self.path);
        let refused = self.officer.send(&forged).await.expect(409);
        let reasons = refused.blockers();
        assert_eq!(reasons, check.blockers());
        for missing in [
            "”Molntjänst” är inte ifyllt.",
            "”Leverantör” är inte ifyllt.",
            "”Informationsklass, konfidentialitet” är inte ifyllt.",
            "Avsnittet ”Förslag till beslut” är tomt.",
            "Avsnittet ”Sammanfattning” är tomt.",
            "”Risk- och sårbarhetsanalys” saknas.",
        ] {
            assert!(
                reasons.iter().any(|reason| reason == missing),
                "{missing}: {reasons:#?}"
            );
        }
        self.page().await.must_be("Utkast");
    }

    /// Fields, sections and the analysis; each reason leads to where it is mended.
    pub(crate) async fn is_filled_in(&self) {
        let form = self
            .officer
            .form(&self.page().await.link("Fyll i alla fält"))
            .await;
        let form = answers::filled_in(form);
        self.officer
            .send(&form)
            .await
            .ok()
            .must_say("Exempelkartan")
            .must_say("Finland");

        self.writes("forslag", "1. Kommunen använder Exempelkartan från och med den 1 april 2026.\n2. Byggchefen följer upp användningen.").await;
        self.writes("sammanfattning", SUMMARY).await;
        self.writes(
            "arendet",
            "## Dagens läge\n\nKartorna skrivs ut.\n\n- dyrt\n- långsamt",
        )
        .await;
        self.writes("ekonomi", "Tjänsten kostar 90 000 kronor per år.")
            .await;
        self.attaches("riskanalys", "riskanalys.pdf", b"%PDF-1.7 riskanalys")
            .await;
        self.attaches(
            "laglighetsbedomning",
            "bedömning.pdf",
            b"%PDF-1.7 bedomning",
        )
        .await;
    }

    /// After the lawyer's comment: what was missing is written.
    pub(crate) async fn is_mended(&self) {
        self.writes("juridik", "Avtalet med leverantören har granskats.")
            .await;
    }

    pub(crate) async fn writes(&self, section: &str, text: &str) {
        let form = self
            .officer
            .form(&format!("{}/avsnitt/{section}", self.path))
            .await;
        self.officer.send(&form.fill("text", text)).await.ok();
    }

    pub(crate) async fn attaches(&self, kind: &str, name: &str, bytes: &[u8]) {
        let form = self
            .officer
            .form(&format!("{}/bifoga?slag={kind}", self.path))
            .await;
        assert_eq!(form.value("kind"), Some(kind));
        let form = form
            .fill("dated", "2026-02-16")
            .choose_file("file", name, bytes);
        self.officer.send(&form).await.ok();
    }

    /// Sent on; the same form sent twice is one act.
    pub(crate) async fn is_submitted(&self) {
        let check = self
            .officer
            .get(&self.page().await.link("Skicka på granskning"))
            .await
            .ok();
        assert!(check.blockers().is_empty(), "{:#?}", check.blockers());
        let form = check.form_with("Skicka på granskning");
        self.officer.send(&form).await.ok().must_be("Granskning");
        self.officer.send(&form).await.ok().must_be("Granskning");
    }
}

/// Follows the link to a step, and presses its button.
pub(crate) async fn take_step(who: &Visitor, from: &str, step: &str) -> Page {
    let page = who.get(from).await.ok();
    let check = who.get(&page.link(step)).await.ok();
    who.send(&check.form_with(step)).await
}

/// Nobody but the registrar gives numbers.
pub(crate) async fn registrar_gives_it_a_number(town: &Town, draft: &Draft) {
    // No link leads the officer there; the address is known all the same.
    let step = format!("{}/steg/registrera", draft.path);
    let check = draft.officer.get(&step).await.ok();
    let form = check.form_with("Ge diarienummer");
    let refused = draft.officer.send(&form).await.expect(403);
    refused.must_say("registrator");
    let registrar = town.as_("lena@exempelby.se").await;
    registrar.get("/").await.ok().must_say("Ge diarienummer");
    take_step(&registrar, &draft.path, "Ge diarienummer")
        .await
        .ok()
        .must_say("KS 2026/1");
    draft
        .officer
        .get("/diarium")
        .await
        .ok()
        .must_say("KS 2026/1")
        .must_say("1–1 av 1")
        .must_say(&draft.title);
    let far = format!("/diarium?sida={}", u32::MAX);
    let none = draft.officer.get(&far).await.ok();
    assert!(!none.says(&draft.title), "{}", none.text());
}
