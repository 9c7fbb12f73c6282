//! How often a caller may knock: bounded counters in memory, by network address or by account.
//!
//! They take the strength out of guessing and flooding. What must outlive a restart (tries of a
//! code, codes and links per hour) is counted in the sign-off itself, in the store.

use super::{App, answer::Failure};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use chrono::{DateTime, TimeDelta, Utc};
use std::{
    collections::HashMap,
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Mutex, PoisonError},
};

/// How many callers are remembered for each rule. Beyond it those who are nearest to being forgiven
/// are forgotten.
const REMEMBERED: usize = 20_000;

/// What is counted, each with its own allowance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Personal links opened, for each network.
    Links,
    /// Links that nobody was sent, for each network; then the network rests for a quarter.
    UnknownLinks,
    /// Answers sent, for each link.
    Answers,
    /// New links asked for, for each network.
    NewLinks,
    /// Failed sign-ins, for each account and network.
    SignIn,
    /// Failed sign-ins, for each account.
    Account,
}

impl Rule {
    /// How many, within which time, and how long the rest is when they are spent.
    fn allowance(self) -> (u32, TimeDelta, TimeDelta) {
        let minutes = TimeDelta::minutes;
        match self {
            Rule::Links => (60, minutes(1), minutes(1)),
            Rule::UnknownLinks => (10, minutes(1), minutes(15)),
            // A storm of double clicks must get its receipt; the tries of a code are counted apart.
            Rule::Answers => (30, minutes(1), minutes(1)),
            Rule::NewLinks => (10, minutes(10), minutes(10)),
            Rule::SignIn => (10, minutes(15), minutes(15)),
            Rule::Account => (50, minutes(15), minutes(15)),
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Count {
    spent: u32,
    since: DateTime<Utc>,
    rests_until: Option<DateTime<Utc>>,
}

impl Count {
    fn forgiven_at(&self, window: TimeDelta) -> DateTime<Utc> {
        self.rests_until.unwrap_or(self.since + window)
    }
}

/// The counters.
#[derive(Debug, Default)]
pub struct Limits {
    counts: Mutex<HashMap<(Rule, String), Count>>,
}

impl Limits {
    /// Spends one of `key`'s allowance.
    ///
    /// # Errors
    /// 429 with the time to wait, when it is spent.
    pub fn spend(&self, rule: Rule, key: &str, now: DateTime<Utc>) -> Result<(), Failure> {
        let (allowed, window, rest) = rule.allowance();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut counts, now);
        let count = counts.entry((rule, key.to_owned())).or_insert(Count {
            spent: 0,
            since: now,
            rests_until: None,
        });
        if count.forgiven_at(window) <= now {
            *count = Count {
                spent: 0,
                since: now,
                rests_until: None,
            };
        }
        if count.spent < allowed {
            count.spent += 1;
            return Ok(());
        }
        let until = *count.rests_until.get_or_insert(now + rest);
        let seconds = (until - now).num_milliseconds().div_euclid(1000) + 1;
        Err(Failure::TooMany {
            seconds: seconds.min(rest.num_seconds()),
        })
    }

    /// Forgets what `key` has spent: it has shown who it is.
    pub fn forgive(&self, rule: Rule, key: &str) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.remove(&(rule, key.to_owned()));
    }
}

/// Keeps the memory bounded, whoever knocks from however many addresses.
fn make_room(counts: &mut HashMap<(Rule, String), Count>, now: DateTime<Utc>) {
    if counts.len() < REMEMBERED {
        return;
    }
    let forgiven =
        |(rule, _): &(Rule, String), count: &Count| count.forgiven_at(rule.allowance().1);
    counts.retain(|key, count| now < forgiven(key, count));
    if counts.len() < REMEMBERED {
        return;
    }
    let mut times: Vec<_> = counts
        .iter()
        .map(|(key, count)| forgiven(key, count))
        .collect();
    times.sort_unstable();
    let middle = times[times.len() / 2];
    counts.retain(|key, count| middle < forgiven(key, count));
}

/// The network a request comes from: the address, or for IPv6 the /64 that one household has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network(String);

impl Network {
    /// As a key to count by.
    pub fn key(&self) -> &str {
        &self.0
    }

    fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.to_string()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self(format!("{a:x}:{b:x}:{c:x}:{d:x}::/64"))
            }
        }
    }
}

impl FromRequestParts<App> for Network {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let socket = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let socket = socket.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        Ok(Self::of(caller(socket, &parts.headers, app.proxies())))
    }
}

/// Who calls. What a header says counts only as far as trusted proxies have written it: the last
/// address that is not one of theirs.
fn caller(socket: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut caller = socket.to_canonical();
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for said in forwarded.into_iter().rev() {
        if !trusted.contains(&caller) {
            break;
        }
        match said.trim().parse::<IpAddr>() {
            Ok(address) => caller = address.to_canonical(),
            Err(_) => break,
        }
    }
    caller
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_796_040_000, 0).unwrap()
    }

    #[test]
    fn the_eleventh_unknown_link_rests_for_a_quarter_and_others_do_not_notice() {
        let limits = Limits::default();
        for _ in 0..10 {
            limits.spend(Rule::UnknownLinks, "a", noon()).unwrap();
        }
        let refused = limits.spend(Rule::UnknownLinks, "a", noon());
        assert!(matches!(refused, Err(Failure::TooMany { seconds: 900 })));
        limits.spend(Rule::UnknownLinks, "b", noon()).unwrap();
        limits.spend(Rule::Links, "a", noon()).unwrap();
        let almost = noon() + TimeDelta::seconds(899);
        assert!(limits.spend(Rule::UnknownLinks, "a", almost).is_err());
        let over = noon() + TimeDelta::seconds(900);
        limits.spend(Rule::UnknownLinks, "a", over).unwrap();
    }

    #[test]
    fn the_allowance_comes_back_when_its_time_is_out() {
        let limits = Limits::default();
        for second in 0..200 {
            // One in two seconds is half of what is allowed.
            let at = noon() + TimeDelta::seconds(second * 2);
            limits.spend(Rule::Links, "a", at).unwrap();
        }
    }

    #[test]
    fn whoever_shows_who_they_are_is_forgiven() {
        let limits = Limits::default();
        for _ in 0..100 {
            limits.spend(Rule::SignIn, "a", noon()).unwrap();
            limits.forgive(Rule::SignIn, "a");
        }
    }

    #[test]
    fn a_flood_of_addresses_does_not_fill_the_memory() {
        let limits = Limits::default();
        for number in 0..3 * REMEMBERED {
            limits
                .spend(Rule::Links, &number.to_string(), noon())
                .unwrap();
        }
        assert!(limits.counts.lock().unwrap().len() <= REMEMBERED);
    }

    #[test]
    fn a_household_counts_as_one_and_a_mapped_address_as_itself() {
        let of = |text: &str| Network::of(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3::4"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }

    #[test]
    fn only_what_a_trusted_proxy_wrote_is_believed() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let person: IpAddr = "192.0.2.7".parse().unwrap();
        let stranger: IpAddr = "203.0.113.9".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-forwarded-for",
            HeaderValue::from_static("198.51.100.1, 192.0.2.7"),
        );
        assert_eq!(caller(proxy, &headers, &[proxy]), person);
        assert_eq!(caller(stranger, &headers, &[proxy]), stranger);
        assert_eq!(caller(proxy, &headers, &[]), proxy);
        headers.insert("x-forwarded-for", HeaderValue::from_static("nonsense"));
        assert_eq!(caller(proxy, &headers, &[proxy]), proxy);
    }
}
