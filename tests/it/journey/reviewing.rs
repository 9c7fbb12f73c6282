//! The reviewers' part: they have no account, only a mail with a link and a code.

use super::drafting::{Draft, SUMMARY};
use crate::town::{Page, Town, Visitor};

pub(crate) const LAWYER: &str = "erik@exempelby.se";
pub(crate) const STRATEGIST: &str = "maria@exempelby.se";

/// Opens the link of a mail in a fresh browser. The token is gone from the address at once.
pub(crate) async fn open_link(town: &Town, link: &str) -> (Visitor, Page) {
    let reader = town.stranger();
    let page = reader.get(link).await;
    assert!(page.path.starts_with("/underskrift/"), "{}", page.path);
    (reader, page)
}

/// Asks for a code, takes it out of the mail, and answers.
pub(crate) async fn answer(
    town: &Town,
    address: &str,
    (reader, page): &(Visitor, Page),
    decision: &str,
    words: &str,
) -> Page {
    let form = page
        .form()
        .fill("decision", decision)
        .fill("words", words)
        .tick("read");
    let asked = reader.send(&form.press("Skicka kod")).await.ok();
    let form = asked.form();
    assert_eq!(
        form.value("decision"),
        Some(decision),
        "what was chosen is still there"
    );
    assert_eq!(
        form.value("words"),
        Some(words),
        "what was typed is still there"
    );
    let code = town.mail_to(address).await.code().to_owned();
    reader
        .send(&form.fill("code", &code).press("Skicka svaret"))
        .await
        .ok()
}

/// The lawyer reads, and sends it back. Gives the strategist's link, which is old by that.
pub(crate) async fn lawyer_sends_it_back(town: &Town, draft: &Draft) -> String {
    let mails = town.mail().await;
    let to = |address: &str| {
        let mail = mails.iter().find(|mail| mail.recipients == [address]);
        mail.unwrap_or_else(|| panic!("no mail to {address}: {mails:#?}"))
            .link()
            .to_owned()
    };
    let (to_lawyer, to_strategist) = (to(LAWYER), to(STRATEGIST));
    assert_ne!(to_lawyer, to_strategist);

    let opened = open_link(town, &to_lawyer).await;
    let page = opened.1.clone().ok();
    page.must_say("Juridisk granskning")
        .must_say(SUMMARY)
        .must_say("Exempelmoln AB");
    let attachment = opened
        .0
        .get(&page.link("Risk- och sårbarhetsanalys"))
        .await
        .ok();
    assert_eq!(attachment.bytes, b"%PDF-1.7 riskanalys");

    let comment = "Den juridiska bedömningen saknas. Skriv den först.";
    let receipt = answer(town, LAWYER, &opened, "send_back", comment).await;
    assert!(receipt.path.ends_with("/kvitto"), "{}", receipt.path);

    let told = town.mail_to(super::drafting::OFFICER).await;
    assert!(
        told.text.contains("skickats tillbaka till dig"),
        "{}",
        told.text
    );
    assert!(
        told.text.contains(comment) && told.link().ends_with(&draft.path),
        "{}",
        told.text
    );
    draft.page().await.must_be("Utkast").must_say(comment);
    to_strategist
}

/// A link of an older version opens, says why it is of no use, and approves nothing.
pub(crate) async fn old_link_explains_itself(town: &Town, link: &str) {
    let (_, page) = open_link(town, link).await;
    let page = page.expect(410);
    page.must_say("Version 1 av handlingen har ersatts")
        .must_say("Ingenting har godkänts genom länken.");
    assert!(
        page.forms()
            .iter()
            .all(|form| !form.action.ends_with("/svar"))
    );
}

/// Each approves what was frozen; the second approval makes the matter ready.
pub(crate) async fn both_approve(town: &Town, draft: &Draft) {
    let mails = town.mail().await;
    for (address, decision, words) in [
        (LAWYER, "approve", ""),
        (
            STRATEGIST,
            "approve_with_remark",
            "Följ upp tjänsten efter ett år.",
        ),
    ] {
        draft.page().await.must_be("Granskning");
        let mail = mails.iter().rev().find(|mail| mail.recipients == [address]);
        let opened = open_link(town, mail.unwrap().link()).await;
        opened
            .1
            .clone()
            .ok()
            .must_say(&draft.title)
            .must_say(&draft.says);
        answer(town, address, &opened, decision, words).await;
    }
    draft
        .page()
        .await
        .must_be("Klart för beslut")
        .must_say("Följ upp tjänsten efter ett år.");
}
