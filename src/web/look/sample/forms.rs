//! Samples: the ordinary forms.

use super::super::LookError;
use super::super::act::{FieldGroup, FormPage};
use super::super::field::{Choice, FieldView, Widget};
use super::super::frame::Frame;
use super::super::part::{Fact, Hidden, Link, RefusalPanel};
use super::Gallery;
use super::acts::crumbs;

pub(super) fn add(gallery: &mut Gallery<'_>) -> Result<(), LookError> {
    let frame = Frame::sample("/arenden");
    gallery.add("nytt-arende", &frame, &FormPage::sample_new_matter())?;
    gallery.add("andra-uppgifter", &frame, &FormPage::sample())?;
    gallery.add("andra-uppgifter-fel", &frame, &FormPage::sample_wrong())?;
    gallery.add("lagg-till-handling", &frame, &FormPage::sample_attach())?;
    gallery.add(
        "diariefor",
        &Frame::sample("/diarium"),
        &FormPage::sample_register(),
    )?;
    gallery.add(
        "nytt-sammantrade",
        &Frame::sample("/sammantraden"),
        &FormPage::sample_new_meeting(),
    )?;
    Ok(())
}

impl FormPage {
    fn plain(heading: &str, action: &str, button: &str, fields: Vec<FieldView>) -> Self {
        Self {
            heading: heading.to_owned(),
            lead: None,
            crumbs: crumbs(),
            facts: vec![],
            refusal: None,
            groups: vec![FieldGroup {
                legend: None,
                fields,
            }],
            seen: None,
            hidden: vec![],
            action: action.to_owned(),
            button: button.to_owned(),
            cancel: Link::new("Avbryt", "/arenden/14"),
            has_contents: false,
            multipart: false,
        }
    }

    /// A new matter.
    pub fn sample_new_matter() -> Self {
        let kinds = vec![
            Choice::new("molntjanst", "Godkännande av molntjänst")
                .hint("En tjänst på nätet ska få användas.")
                .chosen(true),
            Choice::new("styrdokument", "Styrdokument")
                .hint("En policy, riktlinje eller plan ska antas."),
        ];
        let bodies = vec![
            Choice::new("sn", "Socialnämnden"),
            Choice::new("ks", "Kommunstyrelsen"),
        ];
        let people = vec![
            Choice::new("", "Välj"),
            Choice::new("per", "Per Alm, förvaltningschef"),
        ];
        let fields = vec![
            FieldView::new(
                "type",
                "Vad gäller ärendet?",
                Widget::Radios { choices: kinds },
            ),
            FieldView::text("title", "Titel", "")
                .hint("Kort och begriplig. Den syns i diariet och i protokollet."),
            FieldView::new(
                "body",
                "Vem ska besluta?",
                Widget::Select { choices: bodies },
            ),
            FieldView::new(
                "responsible",
                "Ansvarig chef",
                Widget::Select { choices: people },
            ),
        ];
        Self {
            crumbs: vec![Link::new("Ärenden", "/arenden")],
            cancel: Link::new("Avbryt", "/arenden"),
            ..Self::plain("Nytt ärende", "/arenden", "Skapa ärendet", fields)
        }
    }

    /// All fields of a matter, every widget.
    pub fn sample() -> Self {
        let classes = ["Öppen", "K1", "K2", "K3"]
            .iter()
            .map(|class| Choice::new(*class, *class).chosen(*class == "K1"));
        let login = vec![
            Choice::new("mfa", "Flera faktorer").chosen(true),
            Choice::new("losenord", "Endast lösenord"),
        ];
        let groups = vec![
            Choice::new("elever", "Elever").chosen(true),
            Choice::new("personal", "Personal"),
        ];
        let cost = Widget::Number {
            value: "250 000".to_owned(),
            unit: Some("kr".to_owned()),
        };
        let fields = vec![
            FieldView::text("tjanst", "Molntjänst", "Schemavyn"),
            FieldView::text("leverantor", "Leverantör", ""),
            FieldView::new(
                "klass",
                "Informationsklass",
                Widget::Select {
                    choices: classes.collect(),
                },
            ),
            FieldView::new(
                "inloggning",
                "Inloggning",
                Widget::Radios { choices: login },
            ),
            FieldView::new(
                "berorda",
                "Vilka berörs?",
                Widget::Checkboxes { choices: groups },
            )
            .optional(),
            FieldView::new("kostnad", "Kostnad per år", cost),
            FieldView::date("avtal_till", "Avtalet gäller till", "2028-12-31").optional(),
            FieldView::table(
                "lander",
                "Länder där uppgifter behandlas",
                &["Land", "Ändamål"],
                "Sverige | Drift\nIrland | Säkerhetskopia",
            ),
            FieldView::new(
                "personuppgifter",
                "Tjänsten behandlar personuppgifter",
                Widget::Checkbox { checked: true },
            ),
            FieldView::textarea(
                "motivering",
                "Motivering",
                "Text med <taggar> & \"citat\".",
                5,
            ),
        ];
        Self {
            seen: Some("7".to_owned()),
            hidden: vec![Hidden::sample()],
            ..Self::plain("Ändra uppgifter", "/arenden/14/uppgifter", "Spara", fields)
        }
    }

    /// The same, sent with faults: what was typed is still there.
    pub fn sample_wrong() -> Self {
        let mut page = Self::sample();
        for field in page.groups.iter_mut().flat_map(|group| &mut group.fields) {
            let fault = match field.name.as_str() {
                "leverantor" => "Skriv leverantörens namn",
                "inloggning" => "Välj hur man loggar in",
                "berorda" => "Välj minst en grupp",
                "avtal_till" => "Datumet 2028-13-01 finns inte. Skriv det som 2028-12-31",
                "lander" => "Rad 2 har 3 kolumner men ska ha 2: ”Irland | Säkerhetskopia | x”",
                "personuppgifter" => "Bekräfta att tjänsten behandlar personuppgifter",
                _ => continue,
            };
            field.error = Some(fault.to_owned());
        }
        page.refusal = Some(RefusalPanel::sample());
        page
    }

    /// A document to add.
    pub fn sample_attach() -> Self {
        let kinds = vec![
            Choice::new("riskanalys", "Risk- och sårbarhetsanalys"),
            Choice::new("bilaga", "Annan bilaga"),
        ];
        let file = Widget::File {
            accept: Some(".pdf,.docx,.xlsx,.png,.jpg".to_owned()),
        };
        let fields = vec![
            FieldView::new(
                "kind",
                "Vad är det för handling?",
                Widget::Select { choices: kinds },
            ),
            FieldView::date("dated", "Handlingens datum", ""),
            FieldView::new("file", "Fil", file)
                .hint("PDF, Word, Excel eller bild. Högst 50 MB.")
                .error("Filen är tom. Välj en annan fil"),
        ];
        Self {
            multipart: true,
            ..Self::plain(
                "Lägg till handling",
                "/arenden/14/handlingar",
                "Lägg till",
                fields,
            )
        }
    }

    /// A register number to give.
    pub fn sample_register() -> Self {
        let public = FieldView::text(
            "public_title",
            "Ärendemening i diariet",
            "Molntjänst för skolans schema",
        )
        .hint("Den är offentlig. Skriv inget som omfattas av sekretess.");
        Self {
            lead: Some("Numret ges när du trycker på knappen. Det går inte att ta tillbaka, bara att makulera.".to_owned()),
            facts: vec![Fact::new("Ärende", "Molntjänst för skolans schema"), Fact::new("Nästa nummer", "SN 2026/44")],
            seen: Some("7".to_owned()),
            ..Self::plain("Ge diarienummer", "/arenden/14/diariefor", "Diarieför", vec![public])
        }
    }

    /// A new meeting.
    pub fn sample_new_meeting() -> Self {
        let bodies = vec![Choice::new("sn", "Socialnämnden")];
        let fields = vec![
            FieldView::new("body", "Organ", Widget::Select { choices: bodies }),
            FieldView::date("day", "Dag", ""),
            FieldView::text("time", "Tid", "").hint("Till exempel 13.30"),
            FieldView::text("place", "Plats", ""),
        ];
        Self {
            crumbs: vec![Link::new("Sammanträden", "/sammantraden")],
            cancel: Link::new("Avbryt", "/sammantraden"),
            ..Self::plain(
                "Nytt sammanträde",
                "/sammantraden",
                "Skapa sammanträdet",
                fields,
            )
        }
    }
}
