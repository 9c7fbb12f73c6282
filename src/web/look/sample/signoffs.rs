//! Samples: the pages behind a mailed link.

use super::super::LookError;
use super::super::field::{Choice, FieldView, Widget};
use super::super::frame::Frame;
use super::super::part::{Fact, Link, RefusalPanel, SafeHtml, Tone};
use super::super::signoff::{
    ChangedLine, ChangedPart, ChangesView, DeadLinkPage, ReceiptPage, SignoffPage,
};
use super::Gallery;

pub(super) fn add(gallery: &mut Gallery<'_>) -> Result<(), LookError> {
    let frame = Frame::sample_outside();
    gallery.add("underskrift", &frame, &SignoffPage::sample())?;
    gallery.add("underskrift-fel", &frame, &SignoffPage::sample_wrong())?;
    gallery.add("underskrift-utan-kod", &frame, &SignoffPage::sample_bare())?;
    gallery.add("kvitto", &frame, &ReceiptPage::sample())?;
    gallery.add("kvitto-redan", &frame, &ReceiptPage::sample_again())?;
    gallery.add("lank-okand", &frame, &DeadLinkPage::unknown())?;
    gallery.add("lank-utgangen", &frame, &DeadLinkPage::sample_expired())?;
    gallery.add("lank-ersatt", &frame, &DeadLinkPage::sample())?;
    Ok(())
}

fn facts() -> Vec<Fact> {
    vec![
        Fact::new("Ärende", "Molntjänst för skolans schema"),
        Fact::new("Diarienummer", "SN 2026/43"),
        Fact::new("Handling", "Tjänsteskrivelse, version 2"),
        Fact::new("Begärs av", "Lina Berg, handläggare"),
        Fact::new("Svara senast", "Onsdag 18 november 2026 kl. 16.00"),
    ]
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

impl ChangesView {
    /// One part, with a line that came and one that went.
    fn sample() -> Self {
        let line = |text: &str, added, removed| ChangedLine {
            text: text.to_owned(),
            added,
            removed,
        };
        Self {
            since: 1,
            parts: vec![ChangedPart {
                title: "Sammanfattning".to_owned(),
                lines: vec![
                    line("Skolan behöver ett nytt schema.", false, false),
                    line("Avtalet går ut i mars.", false, true),
                    line(
                        "Det gamla avtalet går ut den 31 december 2026.",
                        true,
                        false,
                    ),
                ],
            }],
        }
    }
}

impl SignoffPage {
    /// Just opened.
    pub fn sample() -> Self {
        let choices = vec![
            Choice::new("approve", "Godkänn"),
            Choice::new("approve_with_comment", "Godkänn med kommentar")
                .hint("Kommentaren följer med ärendet."),
            Choice::new("return", "Återsänd")
                .hint("Handläggaren får ändra. Skriv vad som behöver ändras."),
            Choice::new("recuse", "Jag är jävig")
                .hint("Du får inte delta. Någon annan får frågan (KL 6:28)."),
        ];
        Self {
            heading: "Granska och godkänn".to_owned(),
            facts: facts(),
            fingerprint: "9f2c 41aa 07be d310".to_owned(),
            changes: Some(ChangesView::sample()),
            left_out: owned(&["Säkerhetsgranskningens slutsats"]),
            supply: Some(Link::new("Lämna ”Laglighetsbedömning” (kräver inloggning)", "/arenden/a1/granskning/juridik/underlag")),
            document: SafeHtml::from_our_own("<h3>Tjänsteskrivelse</h3><h4>Förslag till beslut</h4><ol><li>Socialnämnden godkänner att molntjänsten Schemavyn används.</li></ol><h4>Sammanfattning</h4><p>Skolan behöver ett nytt schema. Det gamla avtalet går ut den 31 december 2026.</p><table><thead><tr><th>Tjänst</th><th>Nu</th><th>Molntjänst</th></tr></thead><tbody><tr><td>Schema</td><td>310 000 kr</td><td>250 000 kr</td></tr></tbody></table>".to_owned()),
            attachments: vec![Link::new("Laglighetsbedömning (PDF, 210 kB)", "/underskrift/a1/bilagor/1")],
            meaning: owned(&[
                "Du godkänner som kommunjurist just den här versionen. Ändras texten gäller svaret inte längre.",
                "Svaret är en enkel elektronisk underskrift med ditt namn och tiden.",
                "Kommentaren kan bli allmän handling.",
            ]),
            decision: FieldView::new("decision", "Vad svarar du?", Widget::Radios { choices }),
            comment: FieldView::textarea("comment", "Kommentar", "", 4).hint("Behövs om du återsänder: minst 10 tecken.").optional(),
            read: FieldView::new("read", "Jag har läst handlingen", Widget::Checkbox { checked: false }),
            code: Some(FieldView::new("code", "Engångskod", Widget::Code).hint("Åtta siffror.")),
            code_status: None,
            code_action: "/underskrift/a1/kod".to_owned(),
            refusal: None,
            seen: "9f2c41aa07bed310000000000000000000000000000000000000000000000000".to_owned(),
            action: "/underskrift/a1/beslut".to_owned(),
            leave_action: "/underskrift/a1/avsluta".to_owned(),
        }
    }

    /// Everything left out.
    pub fn sample_wrong() -> Self {
        let mut page = Self::sample();
        page.decision.error = Some("Välj vad du svarar".to_owned());
        page.comment.error = Some("Skriv vad som behöver ändras, minst 10 tecken".to_owned());
        page.read.error = Some("Kryssa i att du har läst handlingen".to_owned());
        if let Some(code) = &mut page.code {
            code.error = Some("Koden stämmer inte. Du har 3 försök kvar".to_owned());
        }
        page.code_status = Some(
            "En kod skickades till e•••@exempelby.se kl. 10.12. Den gäller i tio minuter."
                .to_owned(),
        );
        page.refusal = Some(RefusalPanel::sample());
        page
    }

    /// A step that needs no code, without attachments.
    pub fn sample_bare() -> Self {
        Self {
            code: None,
            attachments: vec![],
            ..Self::sample()
        }
    }
}

impl ReceiptPage {
    /// Approved.
    pub fn sample() -> Self {
        let mut facts = facts();
        facts.truncate(3);
        facts.push(Fact::new("Svar", "Godkänt med kommentar"));
        facts.push(Fact::new(
            "Kommentar",
            "Bra underlag.\nFölj upp avtalet i december.",
        ));
        facts.push(Fact::new("Vem", "Erik Sund, kommunjurist"));
        facts.push(Fact::new("När", "4 november 2026 kl. 10.14"));
        facts.push(Fact::new("Bekräftat med", "Personlig länk och engångskod"));
        facts.push(Fact::new("Kontrollsumma", "9f2c 41aa 07be d310"));
        Self {
            heading: "Tack, ditt svar är registrerat".to_owned(),
            line: "Du har godkänt version 2 av tjänsteskrivelsen.".to_owned(),
            tone: Tone::Good,
            facts,
            next: owned(&[
                "Ett kvitto skickas till din e-postadress.",
                "Du behöver inte göra något mer. Du kan stänga sidan.",
            ]),
            feedback: Vec::new(),
            leave_action: Some("/underskrift/a1/avsluta".to_owned()),
        }
    }

    /// The link is used again.
    pub fn sample_again() -> Self {
        Self {
            heading: "Du har redan svarat".to_owned(),
            line: "Svaret gäller och kan inte ändras här.".to_owned(),
            tone: Tone::Info,
            next: owned(&["Blev det fel? Kontakta registrator: registrator@exempelby.se."]),
            ..Self::sample()
        }
    }
}

impl DeadLinkPage {
    /// A newer version exists.
    pub fn sample() -> Self {
        Self::superseded(
            3,
            facts(),
            Some((
                "/underskrift/ny-lank".to_owned(),
                "e•••@exempelby.se".to_owned(),
            )),
        )
    }

    /// The time is out.
    pub fn sample_expired() -> Self {
        Self::expired(
            "18 november 2026 kl. 16.00",
            vec![],
            Some((
                "/underskrift/ny-lank".to_owned(),
                "e•••@exempelby.se".to_owned(),
            )),
        )
    }
}
