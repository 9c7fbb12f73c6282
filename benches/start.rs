//! How long the server takes from its start to its first answer, and what it holds in memory when
//! nobody asks. Promised: < 100 ms and < 40 MB (`design.md`). Run: `cargo bench --bench start`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement, and its result"
)]

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const ROUNDS: usize = 21;

fn main() {
    let folder = tempfile::TempDir::new().unwrap();
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let configuration = configuration(folder.path(), port);
    let migrated = beslut("migrate", &configuration).wait().unwrap();
    assert!(migrated.success(), "beslut migrate");

    let (mut times, mut memories) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let mut server = beslut("serve", &configuration);
        while !answers(port, "/halsa") {
            std::thread::sleep(Duration::from_micros(500));
        }
        times.push(began.elapsed());
        assert!(answers(port, "/logga-in"), "a page");
        std::thread::sleep(Duration::from_millis(500));
        memories.push(resident(&server));
        server.kill().unwrap();
        server.wait().unwrap();
    }
    times.sort_unstable();
    memories.sort_unstable();
    println!(
        "start till första svar, median av {ROUNDS}: {:.1} ms (längst {:.1} ms)",
        times[ROUNDS / 2].as_secs_f64() * 1000.0,
        times[ROUNDS - 1].as_secs_f64() * 1000.0,
    );
    println!(
        "minne i vila efter en sida, median: {:.1} MB",
        mega(memories[ROUNDS / 2])
    );
    let binary = std::fs::metadata(env!("CARGO_BIN_EXE_beslut"))
        .unwrap()
        .len();
    println!("programfilen: {:.1} MB", mega(binary));
}

#[expect(clippy::cast_precision_loss, reason = "a figure to read")]
fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}

fn beslut(command: &str, configuration: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_beslut"))
        .args([command, "--config"])
        .arg(configuration)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn answers(port: u16, path: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return false;
    };
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}

/// What the process holds in memory, in bytes.
fn resident(server: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<u64>()
        .unwrap()
        * 1024
}

fn configuration(folder: &Path, port: u16) -> PathBuf {
    let text = format!(
        r#"
municipality = "Exempelby kommun"
public_url = "http://127.0.0.1:{port}"
listen = "127.0.0.1:{port}"
data = "data"
database = "sqlite:beslut.db"
link_keys = "lanknycklar"

[mail]
from = "beslut@exempelby.se"
reply_to = "registrator@exempelby.se"
domain = "exempelby.se"

[mail.transport.smtp]
host = "127.0.0.1"
tls = "none"
"#
    );
    let file = folder.join("beslut.toml");
    std::fs::write(&file, text).unwrap();
    file
}
