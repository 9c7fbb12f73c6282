//! A matter that is in review, and what only its recipients and the mail know.

use crate::town::{Page, Town, Visitor, answers};
use beslut::{
    domain::identifiers::{MatterId, SignOffId},
    matter::{
        act::Action,
        state::{Attachment, Content, File, Section},
    },
    office::{matters::NewMatter, signing::SignOffView},
    signoff::{code, link, state::SignOff},
    store::sign_offs,
    work::Subject,
};
use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};

use crate::support::TestDb;

/// The text that is asked about.
pub(crate) const SUMMARY: &str = "Skolan behöver ett nytt schema före hösten.";

/// A matter in review, and who is asked.
pub(crate) struct Asked {
    pub(crate) matter: MatterId,
    /// The lawyer's.
    pub(crate) lawyer: SignOffId,
    /// The IT strategist's.
    pub(crate) strategist: SignOffId,
}

/// Opens a matter, complete enough for review, and sends it there.
pub(crate) async fn in_review(town: &Town, title: &str) -> Asked {
    let matter = draft(town, title, SUMMARY).await;
    submit(town, matter).await
}

/// A matter that is complete enough for review.
pub(crate) async fn draft(town: &Town, title: &str, summary: &str) -> MatterId {
    let cloud = "molntjanst".parse().unwrap();
    let definition = town.office.workflows().newest(&cloud).unwrap().clone();
    let at = town.clock.now();
    let fields = answers::values(&definition);
    let text = |key: &str| match key {
        "forslag" => "- Kommunstyrelsen godkänner att tjänsten används.",
        "sammanfattning" => summary,
        _ => "Avtalet går ut i december.",
    };
    let sections = definition.sections.iter().map(|section| Section {
        key: section.key.clone(),
        title: section.title.clone(),
        number: None,
        shown: true,
        text: text(section.key.as_str()).to_owned(),
        version: 1,
    });
    let bytes = format!("%PDF-1.4 {title}").into_bytes();
    let blob = town.office.blobs().put_bytes(&bytes).await.unwrap();
    let anna = town.asker("anna@exempelby.se");
    let attached = |kind: &str, title: &str, name: &str| Attachment {
        id: town
            .office
            .form_nonce(at)
            .unwrap()
            .to_string()
            .parse()
            .unwrap(),
        kind: Some(kind.parse().unwrap()),
        title: title.to_owned(),
        dated: Some("2026-02-20".parse().unwrap()),
        signed: false,
        file: Some(File {
            digest: blob.digest,
            name: name.to_owned(),
            media_type: "application/pdf".to_owned(),
            size: blob.size,
        }),
        added_at: at,
        added_by: anna.person(),
    };
    let attachments = vec![
        attached("riskanalys", "Risk- och sårbarhetsanalys", "analys.pdf"),
        attached(
            "laglighetsbedomning",
            "Laglighetsbedömning",
            "bedomning.pdf",
        ),
    ];
    let content = Content {
        fields,
        sections: sections.collect(),
        attachments,
        ..Content::default()
    };
    let new = NewMatter {
        workflow: definition.id.clone(),
        body: town.body(),
        title: title.to_owned(),
        responsible: Some(town.person("birgitta@exempelby.se")),
        content: Some(content),
    };
    town.office.open_matter(anna, new, None, at).await.unwrap()
}

/// Sends it to review.
pub(crate) async fn submit(town: &Town, matter: MatterId) -> Asked {
    act(town, matter, Action::Submit).await;
    newest(town, matter).await
}

/// Anna does it.
pub(crate) async fn act(town: &Town, matter: MatterId, action: Action) {
    let anna = town.asker("anna@exempelby.se");
    town.office
        .act_on_matter(anna, matter, action, None, town.clock.now())
        .await
        .unwrap();
}

/// The newest sign-offs of the matter.
pub(crate) async fn newest(town: &Town, matter: MatterId) -> Asked {
    let all = town
        .office
        .db()
        .read(async |read| sign_offs::of(read, Subject::Matter(matter)).await)
        .await
        .unwrap();
    let of = |step: &str| all.iter().rev().find(|it| it.step == step).unwrap().id;
    Asked {
        matter,
        lawyer: of("juridik"),
        strategist: of("it"),
    }
}

/// The sign-off as it is kept.
pub(crate) async fn kept(town: &Town, id: SignOffId) -> SignOff {
    let found = town
        .office
        .db()
        .read(async |read| sign_offs::find(read, id).await)
        .await;
    found.unwrap().unwrap()
}

/// All that its page is made of.
pub(crate) async fn view(town: &Town, id: SignOffId) -> SignOffView<'_> {
    town.office.sign_off_view(id).await.unwrap().unwrap()
}

/// The path of the newest link, as it stands in the mail to its recipient and nowhere else.
pub(crate) async fn link_of(town: &Town, id: SignOffId) -> String {
    let sign_off = kept(town, id).await;
    let link = sign_off.links.last().unwrap();
    let token = link::token(link, &sign_off, town.office.link_keys()).unwrap();
    format!("/u/{}", token.in_address())
}

/// The newest code, as it stands in the mail to its recipient and nowhere else.
pub(crate) async fn code_of(town: &Town, id: SignOffId) -> String {
    let sign_off = kept(town, id).await;
    let newest = sign_off.codes.last().unwrap();
    code::text(newest, id, town.office.link_keys())
        .unwrap()
        .in_mail()
        .to_owned()
}

/// A browser that has opened the newest link, and the page it came to.
pub(crate) async fn opened(town: &Town, id: SignOffId) -> (Visitor, Page) {
    let visitor = town.stranger();
    let page = visitor.get(&link_of(town, id).await).await.ok();
    (visitor, page)
}

/// Asks for a code on the page; gives the page that comes back, and the code.
pub(crate) async fn with_code(
    town: &Town,
    id: SignOffId,
    visitor: &Visitor,
    page: &Page,
) -> (Page, String) {
    let page = visitor.send(&page.form_with("Skicka kod")).await.ok();
    page.must_say("En kod skickades till");
    (page, code_of(town, id).await)
}

/// What the journal of the matter says, act by act.
pub(crate) async fn acts(town: &Town, matter: MatterId) -> Vec<String> {
    let anna = town.asker("anna@exempelby.se");
    let view = town
        .office
        .matter_view(anna, matter, town.clock.now())
        .await
        .unwrap();
    let payloads = view
        .journal
        .iter()
        .map(|entry| entry.payload().unwrap().entry.act.clone());
    payloads.collect()
}

/// Every row of every table, letter by letter.
pub(crate) async fn dump(db: &TestDb) -> Vec<String> {
    const TABLES: [&str; 23] = [
        "journal",
        "journal_head",
        "series_counter",
        "register_entry",
        "outbox",
        "job",
        "queue_pause",
        "blob",
        "done_act",
        "person",
        "password",
        "session",
        "body",
        "group_member",
        "appointment",
        "membership",
        "matter",
        "frozen_version",
        "meeting",
        "sign_off",
        "sign_off_link",
        "absence",
        "escalation",
    ];
    let mut rows = Vec::new();
    let file = db.folder().join("beslut.db");
    if file.exists() {
        let address = format!("sqlite://{}", file.display());
        let mut connection = SqliteConnection::connect(&address).await.unwrap();
        for table in TABLES {
            let columns = format!(
                "SELECT group_concat('quote(' || name || ')', ' || '','' || ') FROM pragma_table_info('{table}')"
            );
            let columns: String = sqlx::query(AssertSqlSafe(columns))
                .fetch_one(&mut connection)
                .await
                .unwrap()
                .get(0);
            let all = format!("SELECT '{table} ' || {columns} FROM {table} ORDER BY 1");
            let all = sqlx::query(AssertSqlSafe(all))
                .fetch_all(&mut connection)
                .await
                .unwrap();
            rows.extend(all.iter().map(|row| row.get::<String, _>(0)));
        }
    } else {
        let mut connection = db.postgres_connection().await;
        for table in TABLES {
            let all = format!("SELECT '{table} ' || t::text FROM {table} t ORDER BY 1");
            let all = sqlx::query(AssertSqlSafe(all))
                .fetch_all(&mut connection)
                .await
                .unwrap();
            rows.extend(all.iter().map(|row| row.get::<String, _>(0)));
        }
    }
    assert!(rows.len() > 20, "the dump is of nothing");
    rows
}
