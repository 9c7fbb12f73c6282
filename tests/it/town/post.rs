//! The town's mail: what waits leaves over real SMTP, when a test says so.

use std::sync::Arc;

use beslut::mail::{
    letter::{LetterTemplates, Letterhead},
    posting::Posting,
    transport::{MailConfig, SmtpConfig, TlsMode, Transport, TransportConfig},
    worker::{Pace, Worker},
};

use super::Town;
use crate::smtp_server::{Behaviour, ReceivedMail};

impl Town {
    /// Delivers what is due; gives the mails that arrived by it.
    pub(crate) async fn mail(&self) -> Vec<ReceivedMail> {
        let before = self.server.mails().len();
        Arc::new(self.mail_worker()).deliver_due().await;
        self.server.mails().split_off(before)
    }

    /// Delivers what is due; gives the one mail that arrived for this address by it.
    #[track_caller]
    pub(crate) fn mail_to(&self, address: &str) -> impl Future<Output = ReceivedMail> {
        let address = address.to_owned();
        async move {
            let mut mails = self.mail().await;
            mails.retain(|mail| mail.recipients.contains(&address));
            assert_eq!(mails.len(), 1, "mails to {address}: {mails:?}");
            mails.remove(0)
        }
    }

    /// From now on nobody is at this address.
    pub(crate) fn refuse_mail_to(&self, address: &str) {
        self.server
            .behave(Behaviour::RefuseAddress(address.to_owned()));
    }

    /// A worker that sends this town's mail.
    pub(crate) fn mail_worker(&self) -> Worker<Posting> {
        let config = MailConfig {
            from: "beslut@exempelby.se".to_owned(),
            reply_to: "registrator@exempelby.se".to_owned(),
            domain: "beslut.exempelby.se".to_owned(),
            transport: TransportConfig::Smtp(SmtpConfig {
                host: "127.0.0.1".to_owned(),
                port: Some(self.server.port()),
                tls: TlsMode::None,
                user: None,
                password_file: None,
                timeout_seconds: 5,
                connections: 3,
            }),
        };
        let clock = self.clock.clone();
        Worker {
            outbox: Posting {
                office: self.office.clone(),
            },
            transport: Transport::open(&config, None).unwrap(),
            templates: LetterTemplates::built_in().unwrap(),
            letterhead: Letterhead::sample(),
            sender: config.sender("Exempelby kommun").unwrap(),
            pace: Pace::default(),
            now: Arc::new(move || clock.now()),
            random_byte: Arc::new(|| 128),
        }
    }
}
