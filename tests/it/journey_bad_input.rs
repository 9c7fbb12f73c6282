//! Bad input over HTTP: a clear answer at the right place, and nothing is lost or half done.
#![expect(clippy::unwrap_used, reason = "these are tests, also in their helpers")]

use std::time::Duration;

use beslut::office::matters::NewMatter;
use reqwest::{Method, header};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    on_both_databases,
    town::{LARGEST_ATTACHMENT, Town, Visitor},
};

on_both_databases! {
    /// What cannot be read is marked where it stands, and everything typed is still there.
    async fn a_value_of_the_wrong_kind_is_marked_and_kept(db: &TestDb) {
        let (town, anna, matter) = matter(db).await;
        let form = anna.form(&format!("{matter}/falt")).await;
        let form = form
            .fill("tjanst", "Exempelkartan")
            .fill("lander-0-land", "Atlantis")
            .forge("informationsklass", "K9");

        let page = anna.send(&form).await.expect(422);

        let faults = page.faults();
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults.iter().any(|fault| fault.contains("Atlantis")), "{faults:?}");
        let again = page.form();
        assert_eq!(again.value("tjanst"), Some("Exempelkartan"));
        assert_eq!(again.value("lander-0-land"), Some("Atlantis"));
        let saved = anna.form(&format!("{matter}/falt")).await;
        assert_eq!(saved.value("tjanst"), Some(""), "nothing is half saved");

        anna.send(&again.fill("lander-0-land", "Sverige").fill("informationsklass", "K1")).await.ok();
        drop(town);
    }

    /// Addresses of what is not there.
    async fn what_is_not_there_is_said_to_be_not_there(db: &TestDb) {
        let (_town, anna, matter) = matter(db).await;
        for path in [
            format!("{matter}/avsnitt/finns-inte"),
            format!("{matter}/falt?falt=finns-inte"),
            format!("{matter}/steg/finns-inte"),
            format!("{matter}/filer/{}", "0".repeat(64)),
            "/arenden/019cad8f-ac0f-7223-abb1-000000000000".to_owned(),
            "/arenden/inte-ett-nummer".to_owned(),
            "/sammantraden/019cad8f-ac0f-7223-abb1-000000000000".to_owned(),
            "/finns-inte".to_owned(),
        ] {
            let page = anna.get(&path).await;
            assert_eq!(page.status, 404, "{path}: {}", page.text());
            assert!(!page.heading().is_empty(), "{path} has a page of its own");
        }
        let form = anna.form(&format!("{matter}/avsnitt/arendet")).await;
        let mut form = form.fill("text", "Text till ett avsnitt som inte finns.");
        form.action = format!("{matter}/avsnitt/finns-inte");
        let page = anna.send(&form).await;
        assert!(page.status.is_client_error(), "{}", page.status);
    }

    /// A person, body or type that nobody knows.
    async fn an_unknown_person_body_or_type_is_refused(db: &TestDb) {
        let (_town, anna, matter) = matter(db).await;
        let unknown = "019cad8f-ac0f-7223-abb1-000000000000";
        for (name, value) in [
            ("responsible", unknown),
            ("body", unknown),
            ("workflow", "finns-inte"),
            ("workflow", "<script>"),
            ("body", "ks"),
        ] {
            let form = anna.form("/arenden/nytt").await.fill("workflow", "molntjanst").fill("title", "Ärende till ingen");
            let page = anna.send(&form.forge(name, value)).await;
            assert!(page.status.is_client_error(), "{name}={value}: {} {}", page.status, page.text());
        }
        let list = anna.get("/arenden").await.ok();
        assert!(!list.says("Ärende till ingen"), "{}", list.text());

        let form = anna.form(&format!("{matter}/uppgifter")).await.forge("responsible", unknown);
        let page = anna.send(&form).await;
        assert!(page.status.is_client_error(), "{}: {}", page.status, page.text());
    }

    /// Forms that are not ours, and those sent from elsewhere.
    async fn a_form_from_elsewhere_does_nothing(db: &TestDb) {
        let (town, anna, matter) = matter(db).await;
        let step = format!("{matter}/steg/aterkalla");
        let form = anna.form(&step).await.fill("reason", "Det behövs inte längre.");
        let elsewhere = [
            anna.request_of(&form).header("Sec-Fetch-Site", "cross-site"),
            anna.request(Method::POST, &step)
                .header(header::ORIGIN, "https://elak.example")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body("reason=x"),
        ];
        for request in elsewhere {
            let mut request = request.build().unwrap();
            let sites = request.headers().get_all("sec-fetch-site").iter().count();
            if 1 < sites {
                request.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
            }
            assert_eq!(reqwest::Client::new().execute(request).await.unwrap().status(), 403);
        }
        let without_nonce = anna.send(&form.clone().forge("form_nonce", "")).await.expect(400);
        without_nonce.must_say("Öppna sidan igen");
        let json = anna
            .request(Method::POST, &step)
            .header(header::ORIGIN, town.url())
            .header("Sec-Fetch-Site", "same-origin")
            .header(header::CONTENT_TYPE, "application/json")
            .body("{}");
        assert_eq!(json.send().await.unwrap().status(), 400);
        anna.get(&matter).await.ok().must_be("Utkast");
    }

    /// A file is what it begins as, and not what it is called.
    async fn a_file_that_is_not_what_it_says_is_not_taken(db: &TestDb) {
        let (town, anna, matter) = matter(db).await;
        let kept = town.files_kept();
        for (name, bytes) in [
            ("analys.pdf", b"MZ\x90\x00\x03".as_slice()),
            ("analys.docx", b"%PDF-1.7"),
            ("analys.exe", b"MZ\x90\x00\x03"),
            ("analys.pdf", b""),
            ("analys.png", b"<svg onload=alert(1)>"),
        ] {
            let form = anna.form(&format!("{matter}/bifoga?slag=riskanalys")).await;
            let form = form.fill("title", "Vår analys").choose_file("file", name, bytes);
            let page = anna.send(&form).await.expect(422);
            assert_eq!(page.faults().len(), 1, "{name}: {}", page.text());
            assert_eq!(page.form().value("title"), Some("Vår analys"));
            assert_eq!(town.files_kept(), kept, "{name}");
        }
        let form = anna.form(&format!("{matter}/bifoga?slag=riskanalys")).await;
        let page = anna.send(&form.choose_file("file", "../../etc/analys.pdf", b"%PDF-1.7")).await.ok();
        assert!(!page.html().contains("../"), "only the last part of a path is a name");
    }

    /// A file that is too large is refused as it comes, not after it has come; nothing is kept.
    async fn an_upload_of_300_megabytes_is_refused_while_it_comes(db: &TestDb) {
        let (town, anna, matter) = matter(db).await;
        let kept = town.files_kept();
        let form = anna.form(&format!("{matter}/bifoga?slag=riskanalys")).await;
        let form = form.choose_file("file", "stor.pdf", b"%PDF-1.7 ");
        let request = anna.request_of(&form).build().unwrap();
        let cookie = anna.cookies();
        for announced in [true, false] {
            let (status, taken) = upload(&town, &request, &cookie, announced).await;
            assert_eq!(status, 413, "announced: {announced}");
            assert!(taken < 64 << 20, "took {taken} bytes of what is too large");
        }
        let small_but_too_large = vec![b' '; usize::try_from(LARGEST_ATTACHMENT).unwrap()];
        let bytes = [b"%PDF-1.7 ".as_slice(), &small_but_too_large].concat();
        let form = form.choose_file("file", "stor.pdf", &bytes);
        let page = anna.send(&form).await.expect(413);
        assert!(!page.heading().is_empty(), "{}", page.html());
        assert_eq!(town.files_kept(), kept);
        assert!(!anna.get(&matter).await.ok().says("stor.pdf"));
    }
}

async fn matter(db: &crate::support::TestDb) -> (Town, Visitor, String) {
    let town = Town::new(db).await;
    let anna = town.as_("anna@exempelby.se").await;
    let new = NewMatter {
        workflow: "molntjanst".parse().unwrap(),
        body: town.body(),
        title: "Kartor i bygglov".to_owned(),
        responsible: None,
        content: None,
    };
    let officer = town.asker("anna@exempelby.se");
    let matter = town
        .office
        .open_matter(officer, new, None, town.clock.now())
        .await
        .unwrap();
    (town, anna, format!("/arenden/{matter}"))
}

/// Sends the beginning of `request`'s body and then 300 megabytes, over a bare connection. Gives
/// the status, and how many bytes went away before the server had enough.
async fn upload(
    town: &Town,
    request: &reqwest::Request,
    cookie: &str,
    announced: bool,
) -> (u16, usize) {
    const ALL: usize = 300_000_000;
    let host = town.url().replace("http://", "");
    let kind = request.headers()[header::CONTENT_TYPE].to_str().unwrap();
    let boundary = kind.split("boundary=").nth(1).unwrap();
    let length = if announced {
        format!("Content-Length: {ALL}")
    } else {
        "Transfer-Encoding: chunked".to_owned()
    };
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {host}\r\nOrigin: {}\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\nContent-Type: {kind}\r\n{length}\r\n\r\n",
        request.url().path(),
        town.url(),
    );
    let begin = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"stor.pdf\"\r\n\r\n%PDF-1.7 "
    );
    let (mut from, mut to) = TcpStream::connect(&host).await.unwrap().into_split();
    let sending = async {
        to.write_all(head.as_bytes()).await.unwrap();
        let mut sent = 0;
        let mut chunk = begin.into_bytes();
        while sent < ALL {
            let framed = if announced {
                chunk.clone()
            } else {
                framed(&chunk)
            };
            if to.write_all(&framed).await.is_err() {
                break;
            }
            sent += chunk.len();
            chunk = vec![b' '; 64 * 1024];
        }
        sent
    };
    let reading = async {
        let mut answer = Vec::new();
        let mut part = [0; 1024];
        while !answer.windows(2).any(|end| end == b"\r\n") {
            match from.read(&mut part).await {
                Ok(0) | Err(_) => break,
                Ok(read) => answer.extend_from_slice(&part[..read]),
            }
        }
        String::from_utf8_lossy(&answer).into_owned()
    };
    // Both at once, as a browser does; whoever has the answer stops sending.
    let both = async {
        tokio::pin!(sending, reading);
        tokio::select! {
            answer = &mut reading => (answer, 0),
            sent = &mut sending => (reading.await, sent),
        }
    };
    let (answer, sent) = tokio::time::timeout(Duration::from_mins(1), both)
        .await
        .unwrap();
    let status = answer
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or(0);
    (status, sent)
}

fn framed(chunk: &[u8]) -> Vec<u8> {
    let mut framed = format!("{:x}\r\n", chunk.len()).into_bytes();
    framed.extend_from_slice(chunk);
    framed.extend_from_slice(b"\r\n");
    framed
}
