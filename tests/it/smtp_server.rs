//! A real mail server for tests: it speaks SMTP on a port of its own, misbehaves on request, and
//! keeps what it was given.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a broken test server shall fail the test"
)]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mail_parser::{HeaderValue, MessageParser};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How long a test waits for a mail before it fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// How the server behaves towards connections and mails from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// Takes every mail.
    Accept,
    /// Answers 450 to every recipient.
    Busy,
    /// Answers 550 to one address and takes the others.
    RefuseAddress(String),
    /// Answers 535 to every sign-in, and 530 to who does not sign in.
    RefuseLogin,
    /// Says nothing when somebody connects.
    HangAtGreeting,
    /// Says nothing after the last dot of a mail to this address, and takes the others.
    HangAfterData(String),
    /// Keeps the mail but drops the connection after the last dot, before it answers.
    DropAfterData,
}

/// A mail as the server got it.
#[derive(Debug, Clone)]
pub(crate) struct ReceivedMail {
    /// The addresses of RCPT TO.
    pub(crate) recipients: Vec<String>,
    /// The Message-ID without its angle brackets.
    pub(crate) message_id: String,
    /// The decoded subject.
    pub(crate) subject: String,
    /// The decoded plain text, with `\n`.
    pub(crate) text: String,
    /// The decoded HTML.
    pub(crate) html: String,
    /// The message as it came.
    pub(crate) raw: String,
}

impl ReceivedMail {
    fn parse(recipients: Vec<String>, raw: &[u8]) -> Self {
        let message = MessageParser::default()
            .parse(raw)
            .expect("the mail can be parsed");
        let part = |part: Option<std::borrow::Cow<'_, str>>| {
            part.unwrap_or_default().replace("\r\n", "\n")
        };
        Self {
            recipients,
            message_id: message.message_id().unwrap_or_default().to_owned(),
            subject: message.subject().unwrap_or_default().to_owned(),
            text: part(message.body_text(0)),
            html: part(message.body_html(0)),
            raw: String::from_utf8_lossy(raw).into_owned(),
        }
    }

    /// All values of a header, decoded.
    pub(crate) fn header(&self, name: &str) -> Vec<String> {
        let message = MessageParser::default().parse(self.raw.as_bytes()).unwrap();
        message
            .header_values(name.to_owned())
            .map(|value| match value {
                HeaderValue::Text(text) => text.to_string(),
                HeaderValue::TextList(list) => list.join(" "),
                other => format!("{other:?}"),
            })
            .collect()
    }

    /// Whether there is a link in it.
    pub(crate) fn has_link(&self) -> bool {
        self.first_link().is_some()
    }

    fn first_link(&self) -> Option<&str> {
        let is_link = |line: &&str| line.starts_with("http://") || line.starts_with("https://");
        self.text.lines().find(is_link)
    }

    /// The first line of the plain text that is an address to open.
    pub(crate) fn link(&self) -> &str {
        self.first_link()
            .unwrap_or_else(|| panic!("no link in the mail:\n{}", self.text))
    }

    /// The line after "Din engångskod är:".
    pub(crate) fn code(&self) -> &str {
        self.text
            .lines()
            .skip_while(|line| !line.starts_with("Din engångskod"))
            .nth(1)
            .unwrap_or_else(|| panic!("no code in the mail:\n{}", self.text))
    }
}

/// The server; it stops listening when the last clone is dropped.
#[derive(Clone)]
pub(crate) struct SmtpServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    behaviour: Mutex<Behaviour>,
    accepted: watch::Sender<Vec<ReceivedMail>>,
    unanswered: watch::Sender<Vec<ReceivedMail>>,
    listening: Mutex<Option<tokio::task::AbortHandle>>,
}

impl Drop for Shared {
    fn drop(&mut self) {
        if let Some(listening) = self.listening.lock().unwrap().take() {
            listening.abort();
        }
    }
}

impl SmtpServer {
    /// Starts a server that takes every mail, on a free port of the loopback.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            behaviour: Mutex::new(Behaviour::Accept),
            accepted: watch::Sender::new(Vec::new()),
            unanswered: watch::Sender::new(Vec::new()),
            listening: Mutex::new(None),
        });
        let weak = Arc::downgrade(&shared);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Some(shared) = weak.upgrade() else { return };
                // A client that goes away in the middle is no fault of the server.
                tokio::spawn(async move { serve(stream, shared).await.ok() });
            }
        });
        *shared.listening.lock().unwrap() = Some(listening.abort_handle());
        Self { address, shared }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Behaves so from the next connection or mail on.
    pub(crate) fn behave(&self, behaviour: Behaviour) {
        *self.shared.behaviour.lock().unwrap() = behaviour;
    }

    /// The mails taken so far, oldest first.
    pub(crate) fn mails(&self) -> Vec<ReceivedMail> {
        self.shared.accepted.borrow().clone()
    }

    /// The mails taken for one address.
    pub(crate) fn mails_to(&self, address: &str) -> Vec<ReceivedMail> {
        let mut mails = self.mails();
        mails.retain(|mail| mail.recipients.iter().any(|recipient| recipient == address));
        mails
    }

    /// The mails that came whole but got no answer.
    pub(crate) fn unanswered(&self) -> Vec<ReceivedMail> {
        self.shared.unanswered.borrow().clone()
    }

    /// Waits until `count` mails have been taken and gives them all.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<ReceivedMail> {
        let mut accepted = self.shared.accepted.subscribe();
        let waiting = accepted.wait_for(|mails| count <= mails.len());
        let arrived = tokio::time::timeout(PATIENCE, waiting).await.is_ok();
        assert!(
            arrived,
            "waited for {count} mails, got {}",
            self.mails().len()
        );
        self.mails()
    }

    /// Waits until `count` mails have been taken for one address and gives those.
    pub(crate) async fn wait_for_mails_to(&self, address: &str, count: usize) -> Vec<ReceivedMail> {
        let mut accepted = self.shared.accepted.subscribe();
        let goes_there = |mail: &ReceivedMail| mail.recipients.iter().any(|to| to == address);
        let waiting = accepted
            .wait_for(|mails| count <= mails.iter().filter(|mail| goes_there(mail)).count());
        let arrived = tokio::time::timeout(PATIENCE, waiting).await.is_ok();
        assert!(
            arrived,
            "waited for {count} mails to {address}, got {}",
            self.mails_to(address).len()
        );
        self.mails_to(address)
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    let behaviour = || shared.behaviour.lock().unwrap().clone();
    if behaviour() == Behaviour::HangAtGreeting {
        return hang(&mut stream).await;
    }
    stream.write_all(b"220 test ESMTP\r\n").await?;
    let mut recipients = Vec::new();
    let mut signed_in = false;
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let command = line.trim_end().to_ascii_uppercase();
        let behaviour = behaviour();
        let answer: &[u8] = match command.split(' ').next().unwrap_or_default() {
            "EHLO" => b"250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN\r\n",
            "AUTH" if behaviour == Behaviour::RefuseLogin => {
                b"535 5.7.8 wrong user or password\r\n"
            }
            "AUTH" => {
                signed_in = true;
                b"235 2.7.0 welcome\r\n"
            }
            "MAIL" if behaviour == Behaviour::RefuseLogin && !signed_in => {
                b"530 5.7.0 sign in first\r\n"
            }
            "RCPT" => answer_recipient(&behaviour, line.trim_end(), &mut recipients),
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let raw = read_data(&mut stream).await?;
                let mail = ReceivedMail::parse(std::mem::take(&mut recipients), &raw);
                match behaviour {
                    Behaviour::DropAfterData => {
                        shared.unanswered.send_modify(|mails| mails.push(mail));
                        return Ok(());
                    }
                    Behaviour::HangAfterData(address) if mail.recipients.contains(&address) => {
                        shared.unanswered.send_modify(|mails| mails.push(mail));
                        return hang(&mut stream).await;
                    }
                    _ => shared.accepted.send_modify(|mails| mails.push(mail)),
                }
                b"250 2.0.0 taken\r\n"
            }
            "RSET" => {
                recipients.clear();
                b"250 2.0.0 ok\r\n"
            }
            "QUIT" => {
                stream.write_all(b"221 2.0.0 bye\r\n").await?;
                return Ok(());
            }
            "MAIL" | "NOOP" => b"250 2.0.0 ok\r\n",
            _ => b"500 5.5.1 unknown command\r\n",
        };
        stream.write_all(answer).await?;
    }
}

fn answer_recipient(
    behaviour: &Behaviour,
    line: &str,
    recipients: &mut Vec<String>,
) -> &'static [u8] {
    let address = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
    match behaviour {
        Behaviour::Busy => b"450 4.2.1 try again later\r\n",
        Behaviour::RefuseAddress(refused) if *refused == address => {
            b"550 5.1.1 no such user here\r\n"
        }
        _ => {
            recipients.push(address);
            b"250 2.1.5 ok\r\n"
        }
    }
}

/// Reads up to the line with the single dot, and takes the doubled dots back.
async fn read_data(stream: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(raw);
        }
        raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

/// Keeps the connection open and silent until the client gives up.
async fn hang(stream: &mut BufReader<TcpStream>) -> std::io::Result<()> {
    let mut ignored = Vec::new();
    stream.read_to_end(&mut ignored).await.map(drop)
}
