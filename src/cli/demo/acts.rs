//! The story of the demo, in the order in which it happened.

use super::{calendar::Calendar, drafts::Story, meetings, people, texts};
use crate::{
    domain::{
        delegation::{Delegate, Delegation, Reported},
        entropy::Entropy,
        identifiers::MatterId,
        person::Term,
    },
    office::{Office, Steward},
    signoff::state::Answer,
};
use chrono::{DateTime, Utc};

/// Plays everything up to `now`. Days are working days before it.
pub(super) async fn play(office: &Office, now: DateTime<Utc>) -> anyhow::Result<()> {
    let calendar = Calendar::around(now);
    let town = people::move_in(office, calendar.at(-60, 8, 30)).await?;
    let story = Story {
        office,
        town: &town,
        calendar,
    };

    let held = meetings::plan(&story, "ks", -45, -8).await?;
    let mail = ready(&story, &texts::MAIL, -40).await?;
    let school = ready(&story, &texts::LEARNING, -38).await?;
    let video = ready(&story, &texts::CAMERAS, -37).await?;
    for matter in [mail, school, video] {
        meetings::schedule(&story, held, matter, -18).await?;
    }
    meetings::hold(&story, held, -8).await?;
    meetings::certify(&story, held, -6).await?;
    meetings::announce(&story, held, -5).await?;

    // Today, so that who tries the demo can open it at once.
    let coming = meetings::plan(&story, "ks", -10, 0).await?;
    let reports = ready(&story, &texts::FAULT_REPORTS, -25).await?;
    meetings::schedule(&story, coming, reports, -3).await?;
    meetings::plan(&story, "sn", -9, 12).await?;

    ready(&story, &texts::CARE_MEETINGS, -17).await?;

    let signing = story.write(&texts::SIGNING, -8).await?;
    story.register(signing, -7).await?;
    story.submit(&texts::SIGNING, signing, -4).await?;
    story
        .review(signing, "juridik", Answer::Approve, -2)
        .await?;

    let translation = story.write(&texts::TRANSLATION, -7).await?;
    story.register(translation, -6).await?;
    story.submit(&texts::TRANSLATION, translation, -5).await?;
    let comment = "Det framgår inte om leverantören använder texterna för att träna sin modell. \
                   Skriv ut vad avtalet säger om det och vilken information som inte får översättas.";
    let sent_back = Answer::SendBack {
        comment: comment.to_owned(),
    };
    story.review(translation, "juridik", sent_back, -3).await?;

    let survey = story.write(&texts::SURVEY, -3).await?;
    story.register(survey, -2).await?;
    story.write(&texts::BOOKING, -1).await?;

    for text in [&texts::PLAN, &texts::REPORT, &texts::GUIDELINE] {
        let id = story.write(text, -6).await?;
        story.register(id, -5).await?;
    }
    accept_by_delegation(&story).await
}

/// A risk that the manager may accept: the executive board has delegated it.
async fn accept_by_delegation(story: &Story<'_>) -> anyhow::Result<()> {
    for (point, title) in [
        ("R1", "Acceptera låg risk i den egna verksamheten"),
        ("R2", "Acceptera hög risk inom ett kontor"),
    ] {
        let at = story.calendar.at(-50, 9, 0);
        let delegation = Delegation {
            id: Entropy::new(at, [0; 32]).id(),
            body: story.town.body("ks")?,
            point: point.to_owned(),
            title: title.to_owned(),
            to: Delegate::Group("kontorschefer".to_owned()),
            conditions: String::new(),
            term: Term {
                from: story.calendar.day(-50),
                until: None,
            },
            may_pass_on: false,
            passed_on_from: None,
            superiors: None,
            substitute: None,
            reported: Reported::AtMeeting,
            decided_in: "Delegationsordning för kommunstyrelsen § 9".to_owned(),
        };
        story
            .office
            .delegate(delegation, Steward::CommandLine, at)
            .await?;
    }
    let risk = story.write(&texts::RISK, -8).await?;
    story.register(risk, -7).await?;
    story.submit(&texts::RISK, risk, -6).await?;
    story.review(risk, "samordnare", Answer::Approve, -5).await
}

/// A matter that both reviewers have approved and that waits for a meeting.
async fn ready(story: &Story<'_>, text: &texts::Text, opened: i32) -> anyhow::Result<MatterId> {
    let id = story.write(text, opened).await?;
    story.register(id, opened + 1).await?;
    story.submit(text, id, opened + 4).await?;
    story.review(id, "it", Answer::Approve, opened + 7).await?;
    let remark = "Följ upp biträdesavtalet när leverantören byter underbiträde.".to_owned();
    story
        .review(
            id,
            "juridik",
            Answer::ApproveWithRemark { remark },
            opened + 9,
        )
        .await?;
    Ok(id)
}
