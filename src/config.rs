//! The configuration: `beslut.toml`, read once at the start, with every fault at its line.
//!
//! Paths in the file are relative to the file. Secrets are in files of their own that it names.

mod faults;

pub use faults::{ConfigFault, ConfigFaults};

use crate::{db::DatabaseUrl, mail::transport::MailConfig};
use faults::Faults;
use serde::Deserialize;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};
use toml::Spanned;
use url::{Host, Url};

/// How many days a personal link lives, unless it is set.
const LINK_LIFETIME_DAYS: u16 = 21;
/// The largest attachment in megabytes, unless it is set.
const LARGEST_ATTACHMENT_MB: u64 = 100;

/// What the municipality has set.
#[derive(Debug, Clone)]
pub struct Config {
    /// The municipality's name as printed.
    pub municipality: String,
    /// The address people reach Beslut by, without a slash at the end. All links are made from it.
    pub public_url: String,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The database.
    pub database: DatabaseUrl,
    /// The folder of all that is not in the database: the files.
    pub data: PathBuf,
    /// The file of the keys that links are derived with. Made at the first start.
    pub link_keys: PathBuf,
    /// A folder with the municipality's own workflow files, beside those that ship. It is read again
    /// as it changes.
    pub workflows: Option<PathBuf>,
    /// The municipality's own table of countries that protect personal data adequately, in place of
    /// the one that ships.
    pub adequacy: Option<PathBuf>,
    /// How many days a personal link lives.
    pub link_lifetime_days: u16,
    /// The largest file that may be attached, in bytes.
    pub largest_attachment: u64,
    /// The proxies whose word about where a request comes from is taken.
    pub trusted_proxies: Vec<IpAddr>,
    /// How the log is written.
    pub log: LogFormat,
    /// How letters leave.
    pub mail: MailConfig,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object per line, for machines.
    Json,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    municipality: Spanned<String>,
    public_url: Spanned<String>,
    listen: Option<Spanned<String>>,
    database: Option<Spanned<String>>,
    data: Option<PathBuf>,
    link_keys: Option<PathBuf>,
    workflows: Option<WrittenWorkflows>,
    adequacy: Option<PathBuf>,
    link_lifetime_days: Option<Spanned<u16>>,
    largest_attachment_mb: Option<Spanned<u64>>,
    #[serde(default)]
    trusted_proxies: Vec<Spanned<String>>,
    #[serde(default)]
    log: LogFormat,
    mail: MailConfig,
}

/// Where the municipality's own workflow files are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenWorkflows {
    folder: PathBuf,
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read, and with everything that is wrong in it.
    pub fn load(file: &Path) -> Result<Self, ConfigFaults> {
        #[expect(
            clippy::disallowed_methods,
            reason = "configuration is read at this door"
        )]
        let text = std::fs::read_to_string(file)
            .map_err(|source| ConfigFaults::unreadable(file, &source))?;
        let folder = file.parent().unwrap_or(Path::new(""));
        Self::parse(&file.display().to_string(), &text, folder)
    }

    /// Reads the text of a configuration file called `name` that lies in `folder`.
    ///
    /// # Errors
    /// Everything that is wrong in it.
    pub fn parse(name: &str, text: &str, folder: &Path) -> Result<Self, ConfigFaults> {
        let mut faults = Faults::new(name, text);
        let written: Written = match toml::from_str(text) {
            Ok(written) => written,
            Err(error) => {
                faults.toml(&error);
                return Err(faults.found());
            }
        };
        let public_url = public_url(&written.public_url, &mut faults);
        let listen = listen(written.listen.as_ref(), &mut faults);
        let data = folder.join(written.data.unwrap_or_else(|| "data".into()));
        let database = database(written.database.as_ref(), folder, &data, &mut faults);
        if written.municipality.get_ref().trim().is_empty() {
            faults.add(
                written.municipality.span(),
                "municipality: kommunens namn saknas",
            );
        }
        let lifetime = within(
            written.link_lifetime_days.as_ref(),
            LINK_LIFETIME_DAYS,
            1..=90,
            "link_lifetime_days: en länk lever mellan 1 och 90 dagar",
            &mut faults,
        );
        let megabytes = within(
            written.largest_attachment_mb.as_ref(),
            LARGEST_ATTACHMENT_MB,
            1..=2_000,
            "largest_attachment_mb: välj mellan 1 och 2000",
            &mut faults,
        );
        let proxies = trusted_proxies(&written.trusted_proxies, &mut faults);
        if let Err(fault) = written.mail.sender(written.municipality.get_ref()) {
            faults.somewhere(&fault.to_string());
        }
        let (Some(public_url), Some(listen), Some(database), true) =
            (public_url, listen, database, faults.none())
        else {
            return Err(faults.found());
        };
        Ok(Self {
            municipality: written.municipality.into_inner().trim().to_owned(),
            public_url,
            listen,
            database,
            link_keys: folder.join(written.link_keys.unwrap_or_else(|| "lanknycklar".into())),
            data,
            workflows: written.workflows.map(|own| folder.join(own.folder)),
            adequacy: written.adequacy.map(|path| folder.join(path)),
            link_lifetime_days: lifetime,
            largest_attachment: megabytes * 1_000_000,
            trusted_proxies: proxies,
            log: written.log,
            mail: from_folder(written.mail, folder),
        })
    }
}

/// An address that links can be made from. Plain http would send links and codes in the open, so it
/// is only for the machine itself.
fn public_url(written: &Spanned<String>, faults: &mut Faults) -> Option<String> {
    let Ok(url) = Url::parse(written.get_ref()) else {
        faults.add(
            written.span(),
            "public_url: skriv en hel adress, till exempel https://beslut.exempelby.se",
        );
        return None;
    };
    let is_local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    let fault = match url.scheme() {
        "https" if url.host().is_some() => None,
        "http" if is_local => None,
        "http" => Some("public_url: adressen ska börja med https, utom på den egna maskinen"),
        _ => Some("public_url: adressen ska börja med https"),
    };
    let extra = url.path() != "/" || url.query().is_some() || url.fragment().is_some();
    let fault = fault
        .or_else(|| extra.then_some("public_url: skriv bara protokoll och värdnamn, utan sökväg"));
    if let Some(fault) = fault {
        faults.add(written.span(), fault);
        return None;
    }
    Some(url.as_str().trim_end_matches('/').to_owned())
}

fn listen(written: Option<&Spanned<String>>, faults: &mut Faults) -> Option<SocketAddr> {
    let Some(written) = written else {
        return Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)));
    };
    let address = written.get_ref().parse().ok();
    if address.is_none() {
        faults.add(
            written.span(),
            "listen: skriv adress och port, till exempel 127.0.0.1:8080",
        );
    }
    address
}

fn database(
    written: Option<&Spanned<String>>,
    folder: &Path,
    data: &Path,
    faults: &mut Faults,
) -> Option<DatabaseUrl> {
    let Some(written) = written else {
        return Some(DatabaseUrl::file(data.join("beslut.db")));
    };
    let text = written.get_ref();
    if let Some(file) = text
        .strip_prefix("sqlite:")
        .filter(|file| !file.contains(':'))
    {
        let file = file.trim_start_matches("//");
        if !file.is_empty() {
            return Some(DatabaseUrl::file(folder.join(file)));
        }
    }
    match text.parse() {
        Ok(url) => Some(url),
        Err(fault) => {
            faults.add(written.span(), &format!("database: {fault}"));
            None
        }
    }
}

fn within<T: Copy + PartialOrd>(
    written: Option<&Spanned<T>>,
    usual: T,
    allowed: std::ops::RangeInclusive<T>,
    fault: &str,
    faults: &mut Faults,
) -> T {
    let Some(written) = written else { return usual };
    if !allowed.contains(written.get_ref()) {
        faults.add(written.span(), fault);
    }
    *written.get_ref()
}

fn trusted_proxies(written: &[Spanned<String>], faults: &mut Faults) -> Vec<IpAddr> {
    let mut proxies = Vec::new();
    for one in written {
        match one.get_ref().parse() {
            Ok(address) => proxies.push(address),
            Err(_) => faults.add(
                one.span(),
                &format!("trusted_proxies: ”{}” är ingen IP-adress", one.get_ref()),
            ),
        }
    }
    proxies
}

/// The mail's paths, too, are relative to the file.
fn from_folder(mut mail: MailConfig, folder: &Path) -> MailConfig {
    use crate::mail::transport::TransportConfig;
    match &mut mail.transport {
        TransportConfig::Folder { path } => *path = folder.join(&*path),
        TransportConfig::Smtp(smtp) => {
            smtp.password_file = smtp.password_file.as_ref().map(|path| folder.join(path));
        }
        TransportConfig::Memory => {}
    }
    mail
}

#[cfg(test)]
mod tests;
