//! What must hold when all is done: files, journals, and that no secret was kept.

use std::io::Cursor;

use beslut::{
    domain::journal::{Stream, verify},
    store::{StoreError, journal},
};

use super::{
    drafting::{Draft, OFFICER},
    meeting::Meeting,
};
use crate::{
    support::TestDb,
    town::{Page, Town},
};

/// Both documents are made, and are what they say.
pub(crate) async fn documents_are_word_files(town: &Town, draft: &Draft, meeting: &Meeting) {
    town.work().await;
    let officer = town.as_(OFFICER).await;
    let matter = officer.get(&draft.path).await.ok();
    let memo = officer.get(&matter.link("Tjänsteskrivelse")).await.ok();
    assert!(
        text_of(&memo).contains(&draft.says),
        "the memo says what was written"
    );

    let minutes = officer
        .get(&format!("{}/protokoll", meeting.path))
        .await
        .ok();
    let minutes = officer.get(&minutes.link("Protokoll")).await.ok();
    assert!(
        text_of(&minutes).contains(&draft.title),
        "the minutes say what was decided"
    );
}

/// The text of a Word file, read out of its zip.
fn text_of(file: &Page) -> String {
    assert_eq!(
        file.headers["content-type"],
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    );
    assert!(
        file.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    let mut zip = zip::ZipArchive::new(Cursor::new(file.bytes.clone())).unwrap();
    let document = zip.by_name("word/document.xml").unwrap();
    let xml = std::io::read_to_string(document).unwrap();
    let mut text = String::new();
    for part in xml.split('<').skip(1) {
        if let Some((tag, words)) = part.split_once('>')
            && (tag == "w:t" || tag.starts_with("w:t "))
        {
            text.push_str(words);
        }
    }
    text
}

/// Every chain holds from the first entry to the last.
pub(crate) async fn journals_hold(town: &Town, draft: &Draft, meeting: &Meeting) {
    let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let matter = Stream::Matter(id(&draft.path).parse().unwrap());
    let meeting = Stream::Meeting(id(&meeting.path).parse().unwrap());
    for (stream, at_least) in [(matter, 20), (meeting, 8)] {
        let read = town.office.db().read(async |read| {
            let entries = journal::entries(read, stream).await?;
            Ok::<_, StoreError>((entries, journal::head(read, stream).await?))
        });
        let (entries, head) = read.await.unwrap();
        let (last, hash) = verify(stream, &entries).unwrap();
        assert_eq!(
            head,
            Some((last, hash)),
            "the head is that of the last entry"
        );
        assert!(at_least <= last, "{stream:?}: {last} entries");
    }
}

/// No link and no code stands anywhere in the database.
pub(crate) async fn no_secret_is_kept(town: &Town, draft: &Draft, db: &TestDb) {
    let dump = crate::town::dump(db).await;
    assert!(dump.contains(&draft.says), "the dump has what was written");
    let mut secrets = 0;
    for mail in town.server.mails() {
        for line in mail.text.lines() {
            if let Some((_, token)) = line.split_once("/u/") {
                secrets += 1;
                assert!(!dump.contains(token.trim()), "a token is in the database");
            }
        }
        if mail.text.contains("Din engångskod") {
            secrets += 1;
            let code = mail.code();
            let bare: String = code.chars().filter(char::is_ascii_digit).collect();
            assert!(!dump.contains(code), "a code is in the database");
            assert!(
                !dump.contains(&format!("\"{bare}\"")),
                "a code is in the database"
            );
        }
    }
    assert!(8 <= secrets, "{secrets} secrets were mailed");
}
