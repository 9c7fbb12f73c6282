//! The server dies between the commit and the mail: the mail is sent after the restart, once.
#![expect(clippy::unwrap_used, reason = "these are tests, also in their helpers")]

use std::{
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use beslut::store::outbox::{self, MailState};
use sqlx::{Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{
    on_both_databases,
    smtp_server::SmtpServer,
    support::TestDb,
    town::{Town, Visitor},
};

on_both_databases! {
    async fn a_mail_outlives_a_server_that_is_killed(db: &TestDb) {
        let town = Town::new(db).await;
        let server = Server::start(db, closed_port()).await;
        let anna = signed_in(&town, &server).await;

        let form = anna.form("/arenden/nytt").await.fill("workflow", "molntjanst").fill("title", "Kartor i bygglov");
        let matter = anna.send(&form).await.ok().path;
        server.kill();

        let waiting = db.read(async |read| outbox::latest(read, 10).await).await.unwrap();
        assert_eq!(waiting.len(), 1, "the registrar is to be told");
        assert_ne!(waiting[0].state, MailState::Sent);

        // What was tried waits for its next time, and what was held for its lease: they come.
        time_passes(db).await;
        let post = SmtpServer::start().await;
        let server = Server::start(db, post.port()).await;
        let mails = post.wait_for(1).await;
        assert_eq!(mails[0].recipients, ["lena@exempelby.se"]);
        assert!(mails[0].link().ends_with(&matter), "{}", mails[0].text);
        is_sent(db).await;
        server.kill();

        time_passes(db).await;
        let server = Server::start(db, post.port()).await;
        let anna = signed_in(&town, &server).await;
        let form = anna.form("/arenden/nytt").await.fill("workflow", "molntjanst").fill("title", "Ett ärende till");
        anna.send(&form).await.ok();
        let mails = post.wait_for(2).await;
        assert!(mails[1].text.contains("Ett ärende till"), "only the new one: {mails:#?}");
        server.kill();
    }
}

/// `beslut serve` as a process of its own.
struct Server {
    process: Child,
    url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    async fn start(db: &TestDb, smtp: u16) -> Self {
        let port = closed_port();
        let url = format!("http://127.0.0.1:{port}");
        let process = Command::new(env!("CARGO_BIN_EXE_beslut"))
            .args(["serve", "--config"])
            .arg(configuration(db, &url, port, smtp))
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let server = Self { process, url };
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        for _ in 0..400 {
            if client
                .get(format!("{}/halsa", server.url))
                .send()
                .await
                .is_ok()
            {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        unreachable!("the server does not answer");
    }

    /// SIGKILL: no time for anything.
    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn configuration(db: &TestDb, url: &str, port: u16, smtp: u16) -> PathBuf {
    let text = format!(
        r#"
municipality = "Exempelby kommun"
public_url = "{url}"
listen = "127.0.0.1:{port}"
data = "data"
database = "{}"
link_keys = "lanknycklar"

[mail]
from = "beslut@exempelby.se"
reply_to = "registrator@exempelby.se"
domain = "exempelby.se"

[mail.transport.smtp]
host = "127.0.0.1"
port = {smtp}
tls = "none"
"#,
        db.configured()
    );
    let file = db.folder().join("beslut.toml");
    std::fs::write(&file, text).unwrap();
    file
}

/// A port that nobody listens at.
fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// The server has a clock of its own, so the session begins by that.
#[expect(
    clippy::disallowed_methods,
    reason = "the process under test runs by the real clock"
)]
async fn signed_in(town: &Town, server: &Server) -> Visitor {
    let anna = town.person("anna@exempelby.se");
    let session = town
        .office
        .begin_session(anna, chrono::Utc::now())
        .await
        .unwrap();
    let visitor = town.stranger().at(server.url.clone());
    visitor.keep_cookie(&format!("beslut={}; Path=/", session.in_cookie()));
    visitor
}

async fn time_passes(db: &TestDb) {
    let all_is_due = "UPDATE outbox SET next_at = created_at,
        lease_until = CASE WHEN lease_until IS NULL THEN NULL ELSE created_at END";
    let file = db.folder().join("beslut.db");
    if file.exists() {
        let options = SqliteConnectOptions::new().filename(file);
        let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
        connection.execute(all_is_due).await.unwrap();
    } else {
        db.postgres_connection()
            .await
            .execute(all_is_due)
            .await
            .unwrap();
    }
}

/// Until the server has written down that the mail is gone.
async fn is_sent(db: &TestDb) {
    for _ in 0..400 {
        let mails = db
            .read(async |read| outbox::latest(read, 10).await)
            .await
            .unwrap();
        if mails.iter().all(|mail| mail.state == MailState::Sent) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    unreachable!("the mail is not marked as sent");
}
