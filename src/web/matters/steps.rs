//! The steps of a matter: each is shown to be checked, and then sent. One main button per page.

use super::path;
use crate::{
    domain::{identifiers::MatterId, refusal::Refusal},
    matter::{
        act::Action,
        requirements,
        state::{Matter, SecrecyMarking},
    },
    office::{OfficeError, reading::MatterView},
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            act::CheckPage,
            field::FieldView,
            part::{Blocker, Fact, Hidden, Link},
        },
        session::Visitor,
    },
    workflow::phase::Phase,
};
use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

pub(super) fn router() -> Router<App> {
    Router::new().route("/arenden/{id}/steg/{step}", get(check).post(take))
}

/// A step that a person can take with a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Submit,
    TakeBack,
    Register,
    Execute,
    Reassess,
    KeepDecision,
    Close,
    Reopen,
    Archive,
    Withdraw,
    MarkSecret,
    VoidNumber,
}

impl Step {
    const ALL: [Step; 12] = [
        Step::Submit,
        Step::TakeBack,
        Step::Register,
        Step::Execute,
        Step::Reassess,
        Step::KeepDecision,
        Step::Close,
        Step::Reopen,
        Step::Archive,
        Step::Withdraw,
        Step::MarkSecret,
        Step::VoidNumber,
    ];

    /// The word in the address.
    pub(super) fn key(self) -> &'static str {
        match self {
            Step::Submit => "skicka",
            Step::TakeBack => "ta-tillbaka",
            Step::Register => "registrera",
            Step::Execute => "verkstall",
            Step::Reassess => "omprova",
            Step::KeepDecision => "avbryt-omprovning",
            Step::Close => "avsluta",
            Step::Reopen => "ateruppta",
            Step::Archive => "arkivera",
            Step::Withdraw => "aterkalla",
            Step::MarkSecret => "sekretess",
            Step::VoidNumber => "makulera",
        }
    }

    /// The words on the button.
    pub(super) fn button(self) -> &'static str {
        match self {
            Step::Submit => "Skicka på granskning",
            Step::TakeBack => "Ta tillbaka för ändring",
            Step::Register => "Ge diarienummer",
            Step::Execute => "Börja verkställa",
            Step::Reassess => "Begär omprövning",
            Step::KeepDecision => "Avbryt omprövningen",
            Step::Close => "Avsluta ärendet",
            Step::Reopen => "Återuppta ärendet",
            Step::Archive => "Arkivera ärendet",
            Step::Withdraw => "Återkalla ärendet",
            Step::MarkSecret => "Ändra sekretessmarkering",
            Step::VoidNumber => "Makulera diarienumret",
        }
    }

    /// The steps that fit where the matter stands, the main one first.
    pub(super) fn fitting(matter: &Matter) -> Vec<Step> {
        let mut steps = match matter.phase {
            Phase::Draft => vec![Step::Submit, Step::Withdraw],
            Phase::Review | Phase::Ready => vec![Step::TakeBack, Step::Withdraw],
            Phase::Agenda | Phase::Tabled => vec![Step::Withdraw],
            Phase::Decided => vec![Step::Execute],
            Phase::InForce => vec![Step::Close, Step::Reassess],
            Phase::Closed => vec![Step::Archive, Step::Reopen],
            Phase::Withdrawn => vec![Step::Archive],
            Phase::Archived => Vec::new(),
        };
        if matter.is_being_reassessed() {
            steps.retain(|step| *step != Step::Withdraw);
            let at_meeting = matches!(matter.phase, Phase::Agenda | Phase::Archived);
            if !at_meeting {
                steps.push(Step::KeepDecision);
            }
        }
        if matter.register_number.is_none() && matter.phase != Phase::Archived {
            steps.push(Step::Register);
        }
        if matter.phase != Phase::Archived {
            steps.push(Step::MarkSecret);
        }
        let may_lose_number = matches!(
            matter.phase,
            Phase::Draft | Phase::Review | Phase::Ready | Phase::Tabled | Phase::Withdrawn
        );
        let may_lose_number = may_lose_number && !matter.is_being_reassessed();
        if matter.register_number.is_some() && may_lose_number {
            steps.push(Step::VoidNumber);
        }
        steps
    }

    /// The act, as far as it can be told before the form is filled in.
    pub(super) fn action(self, sent: &Sent, today: chrono::NaiveDate) -> Action {
        let reason = sent.text("reason");
        match self {
            Step::Submit => Action::Submit,
            Step::TakeBack => Action::TakeBack { reason },
            Step::Register => {
                Action::Register(crate::domain::register_number::RegisterNumber::default())
            }
            Step::Execute => Action::Execute,
            Step::Reassess => Action::Reassess { reason },
            Step::KeepDecision => Action::KeepDecision { reason },
            Step::Close => Action::Close,
            Step::Reopen => Action::Reopen { reason },
            Step::Archive => Action::Archive,
            Step::Withdraw => Action::Withdraw { reason },
            Step::VoidNumber => Action::VoidNumber { reason },
            Step::MarkSecret => {
                let provision = sent.line("provision");
                let marking = SecrecyMarking {
                    provision,
                    marked_on: today,
                };
                Action::MarkSecrecy((!marking.provision.is_empty()).then_some(marking))
            }
        }
    }

    fn consequences(self) -> Vec<&'static str> {
        match self {
            Step::Submit => vec![
                "Texten fryses som en ny version. Tjänsteskrivelsen görs som Word-fil.",
                "De som granskar får ett mejl med en personlig länk.",
                "Du kan ta tillbaka ärendet om något måste ändras.",
            ],
            Step::TakeBack => vec![
                "Ärendet blir ett utkast igen. De länkar som har skickats slutar gälla.",
                "Den som redan har godkänt behöver bara göra det igen om texten ändras.",
            ],
            Step::Register => vec![
                "Ärendet får nästa nummer i årets serie. Numret kan inte bytas eller återanvändas.",
            ],
            Step::Execute => vec![
                "Beslutet får verkställas innan det har fått laga kraft, om inte särskilda skäl talar emot det (KL 13:14).",
            ],
            Step::Reassess => vec![
                "En ny omgång börjar som utkast. Det beslut som finns gäller tills ett nytt är fattat.",
                "Granskarna tillfrågas på nytt. Beslutet, texten och handlingarna från förra omgången finns kvar.",
            ],
            Step::KeepDecision => vec![
                "Utkastet till ny omgång kastas, och ärendet går tillbaka till det beslut som gäller.",
                "De länkar som har skickats slutar gälla.",
            ],
            Step::Close => vec!["Inget mer ska göras i ärendet. Registratorn kan återuppta det."],
            Step::Reopen => vec!["Ärendet går tillbaka till verkställighet."],
            Step::Archive => {
                vec!["Ärendet kan inte öppnas igen. Ett nytt ärende får hänvisa till det."]
            }
            Step::Withdraw => vec![
                "Ärendet går inte vidare till beslut. De länkar som har skickats slutar gälla.",
            ],
            Step::VoidNumber => vec![
                "Numret står kvar i diariet som makulerat, med skälet. Det ges aldrig till ett annat ärende.",
                "Ett ärende som går vidare kan sedan få ett nytt diarienummer.",
            ],
            Step::MarkSecret => vec![
                "Ett markerat ärende visas bara för dem som arbetar med det, och inget ur det skickas med mejl.",
                "Markeringen är en varning. Sekretessen prövas varje gång någon begär ut handlingarna.",
            ],
        }
    }

    fn hidden(self, matter: &Matter, sent: &Sent) -> Vec<Hidden> {
        if self != Step::VoidNumber {
            return Vec::new();
        }
        let value = if sent.holds("number") {
            sent.line("number")
        } else {
            matter.number_or_none()
        };
        vec![Hidden {
            name: "number".to_owned(),
            value,
        }]
    }

    fn fields(self, matter: &Matter, sent: &Sent) -> Vec<FieldView> {
        match self {
            Step::TakeBack
            | Step::Reassess
            | Step::KeepDecision
            | Step::Reopen
            | Step::Withdraw
            | Step::VoidNumber => {
                vec![FieldView::textarea(
                    "reason",
                    "Skäl",
                    sent.text("reason"),
                    3,
                )]
            }
            Step::MarkSecret => {
                let stored = matter.secrecy.as_ref().map(|mark| mark.provision.clone());
                let value = if sent.holds("provision") {
                    sent.line("provision")
                } else {
                    stored.unwrap_or_default()
                };
                let field = FieldView::text("provision", "Bestämmelse", value);
                vec![
                    field
                        .hint(
                            "Till exempel OSL 18 kap. 8 §. Lämna tomt för att ta bort markeringen.",
                        )
                        .optional(),
                ]
            }
            _ => Vec::new(),
        }
    }
}

fn read(id: &str, step: &str) -> Result<(MatterId, Step), Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let step = Step::ALL.into_iter().find(|known| known.key() == step);
    Ok((id, step.ok_or(Failure::NotFound)?))
}

async fn check(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (id, step) = read(&id, &step)?;
    let view = app
        .office()
        .matter_view(visitor.asker(), id, app.now())
        .await?;
    let page = page(&app, &view, step, &Sent::default(), None);
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn take(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let (id, step) = read(&id, &step)?;
    let form = Some(sent.nonce()?);
    let office = app.office();
    let done = match step {
        Step::Register => {
            office
                .register_matter(visitor.asker(), id, form, app.now())
                .await
        }
        Step::VoidNumber => {
            // The number that was shown: by now the matter may have another.
            let (number, reason) = (sent.line("number"), sent.text("reason"));
            office
                .void_number(visitor.asker(), &number, reason, form, app.now())
                .await
        }
        step => {
            let action = step.action(&sent, app.today());
            office
                .act_on_matter(visitor.asker(), id, action, form, app.now())
                .await
        }
    };
    match done {
        Ok(()) => Ok(Redirect::to(&path(id)).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let view = office.matter_view(visitor.asker(), id, app.now()).await?;
            let page = page(&app, &view, step, &sent, Some(&refusal));
            let status: StatusCode = status_of(refusal.kind);
            app.page_with(status, &visitor.frame("/arenden")?, &page)
        }
        Err(other) => Err(other.into()),
    }
}

/// A matter that is closed is followed up no more: what would end is said.
fn ends_with_it(view: &MatterView<'_>, step: Step) -> Vec<String> {
    if step != Step::Close {
        return Vec::new();
    }
    let ends = view.returns.iter();
    ends.map(|it| format!("Det här följs inte längre upp: {}.", it.title))
        .collect()
}

fn page(
    app: &App,
    view: &MatterView<'_>,
    step: Step,
    sent: &Sent,
    refusal: Option<&Refusal>,
) -> CheckPage {
    let matter = &view.matter;
    let here = path(matter.id);
    let blockers = match (step, refusal) {
        (Step::Submit, None) => requirements::blocking(
            matter,
            view.definition,
            Phase::Review,
            app.today(),
            &view.around,
        )
        .iter()
        .map(|reason| Blocker::of(reason, |place| super::mend(matter.id, place)))
        .collect(),
        _ => Vec::new(),
    };
    CheckPage {
        heading: step.button().to_owned(),
        crumbs: vec![
            Link::new("Ärenden", "/arenden"),
            Link::new(&matter.content.title, &here),
        ],
        facts: vec![
            Fact::new("Ärende", &matter.content.title),
            Fact::new("Diarienummer", matter.number_or_none()),
            Fact::new("Organ", &view.body.name),
        ],
        consequences: step
            .consequences()
            .into_iter()
            .map(ToOwned::to_owned)
            .chain(ends_with_it(view, step))
            .collect(),
        blockers,
        refusal: refusal.map(|refusal| super::panel(Some(matter.id), refusal)),
        fields: step.fields(matter, sent),
        seen: None,
        hidden: step.hidden(matter, sent),
        action: format!("{here}/steg/{}", step.key()),
        button: step.button().to_owned(),
        danger: matches!(
            step,
            Step::Withdraw | Step::KeepDecision | Step::Archive | Step::VoidNumber
        ),
        cancel: Link::new("Avbryt", &here),
    }
}
