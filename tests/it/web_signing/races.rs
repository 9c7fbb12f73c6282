//! Several at once.

use super::asked::{acts, draft, in_review, kept, opened, submit, with_code};
use crate::{
    on_both_databases,
    town::{Form, Town, Visitor},
};
use beslut::{
    domain::identifiers::FormNonce,
    matter::act::Action,
    signoff::{
        act::{Proof, Reply},
        state::Answer,
    },
};

/// Sends all at once; gives the statuses and where each came.
async fn storm(visitor: &Visitor, forms: Vec<Form>) -> Vec<(u16, String)> {
    let sending: Vec<_> = forms
        .into_iter()
        .map(|form| {
            let visitor = visitor.clone();
            tokio::spawn(async move {
                let page = visitor.send(&form).await;
                (page.status.as_u16(), page.path)
            })
        })
        .collect();
    let mut answers = Vec::new();
    for answer in sending {
        answers.push(answer.await.unwrap());
    }
    answers
}

on_both_databases! {
    /// 21: twenty clicks on one form are one answer and one receipt.
    async fn twenty_clicks_on_one_form_are_one_answer(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let (visitor, page) = opened(&town, asked.lawyer).await;
        let (page, code) = with_code(&town, asked.lawyer, &visitor, &page).await;
        let form = page.form_with("Skicka svaret").fill("decision", "approve").tick("read")
            .fill("code", &code);
        let answers = storm(&visitor, vec![form; 20]).await;
        let receipt = format!("/underskrift/{}/kvitto", asked.lawyer);
        assert!(answers.iter().all(|answer| *answer == (200, receipt.clone())), "{answers:?}");
        let answered = acts(&town, asked.matter).await;
        assert_eq!(answered.iter().filter(|act| *act == "sign_off_answered").count(), 1);
    }

    /// 21: twenty forms are one answer; nineteen are told that it is given.
    async fn twenty_forms_are_one_answer(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let (visitor, page) = opened(&town, asked.lawyer).await;
        let (page, code) = with_code(&town, asked.lawyer, &visitor, &page).await;
        let form = page.form_with("Skicka svaret").fill("decision", "approve").tick("read")
            .fill("code", &code);
        let forms = (0..20).map(|_| {
            let nonce: FormNonce = town.office.form_nonce(town.clock.now()).unwrap();
            form.clone().forge("form_nonce", &nonce.to_string())
        });
        let answers = storm(&visitor, forms.collect()).await;
        assert_eq!(answers.iter().filter(|(status, _)| *status == 200).count(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|(status, _)| *status == 409).count(), 19, "{answers:?}");
        let answered = acts(&town, asked.matter).await;
        assert_eq!(answered.iter().filter(|act| *act == "sign_off_answered").count(), 1);
    }

    /// 20: a new version races an approval, again and again; whoever comes first, what stands as
    /// approved is the version that was shown.
    async fn a_new_version_and_an_approval_never_cross(db: &TestDb) {
        let town = Town::new(db).await;
        let matter = draft(&town, "Schemaläggning i molnet", "Version noll.").await;
        let mut asked = submit(&town, matter).await;
        let (mut approved, mut replaced) = (0, 0);
        for round in 0..199_u64 {
            let shown = kept(&town, asked.lawyer).await;
            let reply = Reply {
                answer: Answer::Approve,
                seen: shown.sha256,
                read: true,
                form: town.office.form_nonce(town.clock.now()).unwrap(),
                by: Proof::SignedIn { person: shown.recipient },
            };
            let (office, at) = (town.office.clone(), town.clock.now());
            let (id, anna) = (asked.lawyer, town.asker("anna@exempelby.se"));
            let approving = tokio::spawn(async move { office.answer(id, reply, at).await.is_ok() });
            let office = town.office.clone();
            let back = Action::TakeBack { reason: "Ett avsnitt var fel.".to_owned() };
            let publishing = tokio::spawn(async move {
                if round % 2 == 0 {
                    tokio::task::yield_now().await;
                }
                office.act_on_matter(anna, matter, back, None, at).await
            });
            let was_approved = approving.await.unwrap();
            publishing.await.unwrap().unwrap();
            let after = kept(&town, shown.id).await;
            if let Some(receipt) = after.receipt() {
                assert!(was_approved);
                assert_eq!(receipt.answered.sha256, shown.sha256);
                assert_eq!(receipt.version, shown.version);
                approved += 1;
            } else {
                assert!(!was_approved && !after.is_open());
                replaced += 1;
            }
            asked = publish(&town, matter, round).await;
        }
        assert_eq!(approved + replaced, 199);
    }
}

/// A new text is sent to review.
async fn publish(
    town: &Town,
    matter: beslut::domain::identifiers::MatterId,
    round: u64,
) -> super::asked::Asked {
    let kept = town
        .office
        .db()
        .read(async |read| beslut::store::matters::find(read, matter).await);
    let kept = kept.await.unwrap().unwrap();
    let section = kept
        .content
        .sections
        .iter()
        .find(|it| it.key.as_str() == "sammanfattning");
    let section = section.unwrap();
    let action = Action::WriteSection {
        section: section.key.clone(),
        text: format!("Version efter omgång {round}."),
        seen: section.version,
    };
    super::asked::act(town, matter, action).await;
    submit(town, matter).await
}
