//! Chromium under a driver of its own, over the plain protocol (W3C WebDriver).

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A driver that starts browsers. Stops with the last of them.
pub(super) struct Driver {
    process: Child,
    url: String,
    chromium: String,
    client: Client,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What the person looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Screen {
    /// 1280 pixels wide.
    Desk,
    /// 320 pixels wide, to be touched.
    Phone,
}

/// A browser that nobody else uses.
pub(super) struct Session {
    url: String,
    client: Client,
    _profile: TempDir,
}

impl Driver {
    /// Starts the driver; `None` when there is no Chromium and nobody demands one.
    pub(super) fn start() -> Option<Self> {
        let chromium = found("CHROMIUM", "/usr/bin/chromium")?;
        let driver = found("CHROMEDRIVER", "/usr/bin/chromedriver")?;
        let mut process = Command::new(driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines
            .find_map(|line| {
                let line = line.unwrap();
                let port = line.split("started successfully on port ").nth(1)?;
                Some(port.trim_end_matches('.').to_owned())
            })
            .unwrap();
        // What it says later must be read, or it would stop when the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        let client = Client::builder().no_proxy().build().unwrap();
        Some(Self {
            process,
            url: format!("http://127.0.0.1:{port}"),
            chromium,
            client,
        })
    }

    /// Starts a browser.
    pub(super) async fn browser(&self, screen: Screen) -> Session {
        let profile = TempDir::new().unwrap();
        let mut arguments: Vec<String> = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--lang=sv-SE",
            "--window-size=1280,900",
        ]
        .map(str::to_owned)
        .into();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let mut options = json!({ "binary": self.chromium, "args": arguments });
        if screen == Screen::Phone {
            let metrics = json!({ "width": 320, "height": 640, "pixelRatio": 2.0, "touch": true });
            options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
        }
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
        } } });
        let answer = ask(
            &self.client,
            Method::POST,
            &format!("{}/session", self.url),
            &wanted,
        )
        .await;
        let id = answer.unwrap()["sessionId"].as_str().unwrap().to_owned();
        let url = format!("{}/session/{id}", self.url);
        Session {
            url,
            client: self.client.clone(),
            _profile: profile,
        }
    }
}

impl Session {
    /// A command of the protocol.
    pub(super) async fn post(&self, path: &str, body: Value) -> Result<Value, String> {
        ask(
            &self.client,
            Method::POST,
            &format!("{}{path}", self.url),
            &body,
        )
        .await
    }

    /// A question of the protocol.
    pub(super) async fn get(&self, path: &str) -> Value {
        ask(
            &self.client,
            Method::GET,
            &format!("{}{path}", self.url),
            &Value::Null,
        )
        .await
        .unwrap()
    }

    /// Takes away: cookies, or with an empty path the browser itself.
    pub(super) async fn delete(&self, path: &str) {
        ask(
            &self.client,
            Method::DELETE,
            &format!("{}{path}", self.url),
            &Value::Null,
        )
        .await
        .unwrap();
    }

    /// The whole page as a picture.
    pub(super) async fn picture(&self) -> Vec<u8> {
        let picture = self.get("/screenshot").await;
        STANDARD.decode(picture.as_str().unwrap()).unwrap()
    }
}

async fn ask(client: &Client, method: Method, url: &str, body: &Value) -> Result<Value, String> {
    let mut request = client.request(method.clone(), url);
    if method == Method::POST {
        request = request
            .header("Content-Type", "application/json")
            .body(body.to_string());
    }
    let answer = request.send().await.map_err(|error| error.to_string())?;
    let is_good = answer.status().is_success();
    let mut answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    let value = answer["value"].take();
    if is_good {
        Ok(value)
    } else {
        Err(value["message"].as_str().unwrap_or_default().to_owned())
    }
}

/// A program by the variable that `./test` sets, or where Debian puts it.
#[expect(
    clippy::disallowed_methods,
    reason = "tests are told where the browser is"
)]
fn found(variable: &str, usual: &str) -> Option<String> {
    let named = std::env::var(variable).ok().filter(|path| !path.is_empty());
    let path = named.unwrap_or_else(|| usual.to_owned());
    if PathBuf::from(&path).exists() {
        return Some(path);
    }
    assert!(
        std::env::var("CI").is_err(),
        "{variable} saknas: kör ./test, som installerar Chromium"
    );
    eprintln!("hoppas över: {variable} saknas, så webbläsaren prövas inte");
    None
}
