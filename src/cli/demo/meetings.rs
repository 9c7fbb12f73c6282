//! The demo's meetings: one held, with certified minutes, and those to come.

use super::{
    calendar::time,
    drafts::{Story, sign_offs_of},
};
use crate::{
    domain::{
        identifiers::{MatterId, MeetingId},
        refusal::Refusal,
    },
    meeting::{
        act::{Action, NewItem, Plan, Present, RollCall},
        outcome::{
            Ballot, BallotValue, ItemOutcome, Manner, Motion, MotionKind, OutcomeKind, Question,
            Reservation, Side, Vote,
        },
        state::{Chain, Item, Meeting, Mode, OtherPresent},
    },
    office::OfficeError,
    signoff::state::Answer,
    store::meetings,
    work::Subject,
};
use anyhow::Context;
use chrono::{DateTime, Utc};

/// The members who are at the meeting that is held; Gunnar Persson is away and Olle Karlsson serves.
const PRESENT: [&str; 4] = [
    "eva.johansson",
    "lars.nilsson",
    "fatima.hassan",
    "asa.wikstrom",
];
const SERVES: (&str, &str) = ("olle.karlsson", "gunnar.persson");
const CERTIFIER: &str = "lars.nilsson";

/// The body's secretary plans a meeting on `planned` for `day`.
pub(super) async fn plan(
    story: &Story<'_>,
    body: &str,
    planned: i32,
    day: i32,
) -> anyhow::Result<MeetingId> {
    let secretary = if body == "ks" {
        "karin.bergstrom"
    } else {
        "johan.nyman"
    };
    let plan = Plan {
        day: story.calendar.day(day),
        starts_at: time(13, 0),
        place: "Sammanträdesrum Linden, kommunhuset".to_owned(),
        secretary: story.town.person(secretary)?,
    };
    let (asker, at) = (
        story.town.asker(secretary)?,
        story.calendar.at(planned, 9, 0),
    );
    let id = story
        .office
        .plan_meeting(asker, story.town.body(body)?, plan, None, at)
        .await?;
    let choice = NewItem {
        matter: None,
        title: "Val av justerare".to_owned(),
        register_number: None,
        summary: "En ledamot utses att justera protokollet tillsammans med ordföranden.".to_owned(),
        decision_basis: Vec::new(),
        proposal: Vec::new(),
        source_sha256: None,
        recipients: Vec::new(),
        chain: Chain::default(),
    };
    story
        .office
        .act_on_meeting(asker, id, Action::AddItem(choice), None, at)
        .await?;
    Ok(id)
}

/// The secretary puts the matter on the agenda.
pub(super) async fn schedule(
    story: &Story<'_>,
    meeting: MeetingId,
    matter: MatterId,
    day: i32,
) -> anyhow::Result<()> {
    let (asker, at) = (
        story.town.asker("karin.bergstrom")?,
        story.calendar.at(day, 11, 0),
    );
    Ok(story
        .office
        .schedule(asker, meeting, matter, None, at)
        .await?)
}

/// The meeting: the first matter is approved without a vote, the second after one, the third is
/// sent back for more preparation.
pub(super) async fn hold(story: &Story<'_>, id: MeetingId, day: i32) -> anyhow::Result<()> {
    let at = |minute| story.calendar.at(day, 13, minute);
    act(story, id, Action::Begin(roll_call(story)?), at(0)).await?;
    let items = found(story, id).await?.items;
    let [choice, mail, school, video] = items.as_slice() else {
        anyhow::bail!("dagordningen har {} punkter", items.len());
    };
    let chosen = vec!["Lars Nilsson (M) utses att justera protokollet.".to_owned()];
    let outcomes = [
        (
            choice,
            ItemOutcome::by_acclamation(OutcomeKind::Approved, chosen, at(2)),
        ),
        (
            mail,
            ItemOutcome::by_acclamation(OutcomeKind::Approved, Vec::new(), at(10)),
        ),
        (school, after_a_vote(story, school, at(30))?),
        (video, sent_back(story, at(45))?),
    ];
    for (item, outcome) in outcomes {
        let at = outcome.recorded_at;
        act(
            story,
            id,
            Action::DecideItem {
                item: item.id,
                outcome,
            },
            at,
        )
        .await?;
    }
    let (asker, ended) = (
        story.town.asker("karin.bergstrom")?,
        story.calendar.at(day, 14, 35),
    );
    story
        .office
        .end_meeting(asker, id, time(14, 35), None, ended)
        .await?;
    act(
        story,
        id,
        Action::SendForCertification,
        story.calendar.at(day, 16, 10),
    )
    .await
}

fn roll_call(story: &Story<'_>) -> anyhow::Result<RollCall> {
    let mut present = Vec::new();
    for key in PRESENT {
        let person = story.town.person(key)?;
        present.push(Present {
            person,
            serves: true,
            replaces: None,
            mode: Mode::OnSite,
        });
    }
    present.push(Present {
        person: story.town.person(SERVES.0)?,
        serves: true,
        replaces: Some(story.town.person(SERVES.1)?),
        mode: Mode::OnSite,
    });
    Ok(RollCall {
        present,
        others: vec![OtherPresent {
            name: "Anna Ekström".to_owned(),
            title: "digitaliseringsstrateg".to_owned(),
        }],
        chair: story.town.person("eva.johansson")?,
        certifiers: vec![story.town.person(CERTIFIER)?],
    })
}

/// Four against one, and the one reserves herself.
fn after_a_vote(story: &Story<'_>, item: &Item, at: DateTime<Utc>) -> anyhow::Result<ItemOutcome> {
    let against = story.town.person("asa.wikstrom")?;
    let mut ballots = vec![Ballot {
        person: against,
        value: BallotValue::No,
    }];
    for key in ["eva.johansson", "lars.nilsson", "fatima.hassan", SERVES.0] {
        ballots.push(Ballot {
            person: story.town.person(key)?,
            value: BallotValue::Yes,
        });
    }
    let text = "Kostnaden bör först prövas mot en lösning i egen drift.".to_owned();
    Ok(ItemOutcome {
        motions: vec![Motion {
            by: against,
            party: "L".to_owned(),
            kind: MotionKind::Reject,
            text: String::new(),
            withdrawn: false,
        }],
        question: Question {
            manner: Manner::Vote,
            order: Vec::new(),
        },
        vote: Some(Vote {
            yes_means: "bifall till förvaltningens förslag".to_owned(),
            no_means: "avslag på förslaget".to_owned(),
            decision_is: Side::Yes,
            ballots,
        }),
        reservations: vec![Reservation { by: against, text }],
        ..ItemOutcome::by_acclamation(OutcomeKind::Approved, item.proposal.clone(), at)
    })
}

fn sent_back(story: &Story<'_>, at: DateTime<Utc>) -> anyhow::Result<ItemOutcome> {
    let reasons = "Förvaltningen ska redovisa hur länge bilderna sparas och vem som får se dem";
    let kind = OutcomeKind::ReferredBack {
        reasons: reasons.to_owned(),
    };
    Ok(ItemOutcome {
        motions: vec![Motion {
            by: story.town.person("fatima.hassan")?,
            party: "V".to_owned(),
            kind: MotionKind::ReferBack,
            text: format!("{reasons}."),
            withdrawn: false,
        }],
        ..ItemOutcome::by_acclamation(kind, Vec::new(), at)
    })
}

/// Chair and certifier sign off the minutes.
pub(super) async fn certify(story: &Story<'_>, id: MeetingId, day: i32) -> anyhow::Result<()> {
    let asked = sign_offs_of(story.office.db(), Subject::Minutes(id)).await?;
    for (minutes, sign_off) in (0u32..).zip(&asked) {
        story
            .answer(
                sign_off,
                Answer::Approve,
                story.calendar.at(day, 9, 10 + minutes),
            )
            .await?;
    }
    Ok(())
}

/// The secretary puts up the notice.
pub(super) async fn announce(story: &Story<'_>, id: MeetingId, day: i32) -> anyhow::Result<()> {
    let on = story.calendar.day(day);
    act(
        story,
        id,
        Action::Announce { on },
        story.calendar.at(day, 8, 40),
    )
    .await
}

async fn act(
    story: &Story<'_>,
    id: MeetingId,
    action: Action,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let secretary = story.town.asker("karin.bergstrom")?;
    story
        .office
        .act_on_meeting(secretary, id, action, None, at)
        .await
        .with_context(|| format!("sammanträdet, {at}"))
}

async fn found(story: &Story<'_>, id: MeetingId) -> Result<Meeting, OfficeError> {
    let found = story
        .office
        .db()
        .read(async |read| meetings::find(read, id).await)
        .await?;
    Ok(found.ok_or_else(|| Refusal::not_found("Sammanträdet finns inte."))?)
}
