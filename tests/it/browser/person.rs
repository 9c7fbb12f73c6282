//! Somebody at a browser, who finds everything by the words on the page.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use serde_json::{Value, json};

use super::driver::{Driver, Screen, Session};
use crate::town::Town;

/// The key of an element's name in the protocol.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";

/// A person and their browser.
pub(super) struct Person {
    browser: Session,
    pictures: PathBuf,
    taken: AtomicUsize,
    files: tempfile::TempDir,
}

impl Person {
    /// Sits down at a fresh browser. Pictures go to a folder of the journey's name.
    pub(super) async fn at(driver: &Driver, screen: Screen, journey: &str) -> Self {
        let pictures = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("artefacts")
            .join(journey);
        std::fs::create_dir_all(&pictures).unwrap();
        Self {
            browser: driver.browser(screen).await,
            pictures,
            taken: AtomicUsize::new(0),
            files: tempfile::TempDir::new().unwrap(),
        }
    }

    pub(super) async fn leave(self) {
        println!("skärmbilder: {}", self.pictures.display());
        self.browser.delete("").await;
    }

    pub(super) async fn open(&self, url: &str) {
        self.browser
            .post("/url", json!({ "url": url }))
            .await
            .unwrap();
    }

    /// Where the browser is, without what follows `#`.
    pub(super) async fn address(&self) -> String {
        let url = self.browser.get("/url").await;
        url.as_str().unwrap().split('#').next().unwrap().to_owned()
    }

    /// Signed in as somebody else from now on; with an address already open.
    pub(super) async fn becomes(&self, town: &Town, email: &str) {
        self.browser.delete("/cookie").await;
        let visitor = town.as_(email).await;
        let cookies = visitor.cookies();
        let (name, value) = cookies.split_once('=').unwrap();
        let cookie = json!({ "cookie": { "name": name, "value": value, "path": "/" } });
        self.browser.post("/cookie", cookie).await.unwrap();
    }

    /// Runs a script, as a hostile reader of the page would.
    pub(super) async fn runs(&self, script: &str) -> Value {
        self.browser
            .post("/execute/sync", json!({ "script": script, "args": [] }))
            .await
            .unwrap()
    }

    /// Until what was clicked has led somewhere.
    pub(super) async fn settles(&self) {
        // The driver itself waits for a page that is under way before it answers.
        self.browser.get("/title").await;
    }

    pub(super) async fn sees(&self, words: &str) {
        let text = self.text().await;
        assert!(
            text.contains(words),
            "”{words}” is not on {}:\n{text}",
            self.address().await
        );
    }

    async fn text(&self) -> String {
        let text = self
            .runs("return document.querySelector('main').textContent")
            .await;
        text.as_str()
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Nothing reaches beyond the screen's right edge.
    pub(super) async fn fits_the_screen(&self) {
        let width = self
            .runs("return document.documentElement.scrollWidth")
            .await
            .as_u64()
            .unwrap();
        assert!(
            width <= 320,
            "{} is {width} pixels wide",
            self.address().await
        );
    }

    pub(super) async fn follows(&self, words: &str) {
        self.leaves_by(
            &format!("//main//a[contains(normalize-space(.), \"{words}\")]"),
            words,
        )
        .await;
    }

    pub(super) async fn presses(&self, words: &str) {
        let button = "//main//button[not(contains(@class, 'visually-hidden'))]";
        self.leaves_by(
            &format!("{button}[contains(normalize-space(.), \"{words}\")]"),
            words,
        )
        .await;
    }

    /// Chooses a radio button or ticks a box by its label.
    pub(super) async fn picks(&self, label: &str) {
        self.click(
            &format!("//main//label[normalize-space(.) = \"{label}\"]"),
            label,
        )
        .await;
    }

    /// Chooses in a list, or among radio buttons, by label and words.
    pub(super) async fn chooses(&self, label: &str, option: &str) {
        let list = labelled(label);
        let option_path = format!("{list}/option[normalize-space(.) = \"{option}\"]");
        self.click(&option_path, option).await;
    }

    pub(super) async fn writes(&self, label: &str, text: &str) {
        let field = self.find(&labelled(label), label).await;
        self.write(&field, text).await;
    }

    pub(super) async fn writes_in(&self, name: &str, text: &str) {
        let field = self
            .find(&format!("//main//*[@name = '{name}']"), name)
            .await;
        self.write(&field, text).await;
    }

    async fn write(&self, field: &str, text: &str) {
        self.browser
            .post(&format!("/element/{field}/clear"), json!({}))
            .await
            .unwrap();
        let typed = json!({ "text": text });
        self.browser
            .post(&format!("/element/{field}/value"), typed)
            .await
            .unwrap();
    }

    /// Chooses a file of their own.
    pub(super) async fn attaches(&self, label: &str, name: &str, bytes: &[u8]) {
        let file = self.files.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        let field = self.find(&labelled(label), label).await;
        let typed = json!({ "text": file.to_str().unwrap() });
        self.browser
            .post(&format!("/element/{field}/value"), typed)
            .await
            .unwrap();
    }

    pub(super) async fn keeps_picture(&self, name: &str) {
        let number = self.taken.fetch_add(1, Ordering::SeqCst) + 1;
        let file = self.pictures.join(format!("{number:02}-{name}.png"));
        std::fs::write(file, self.browser.picture().await).unwrap();
    }

    // By keyboard.

    /// Tabs until what has the focus says these words.
    pub(super) async fn tabs_to(&self, words: &str) {
        self.tab_until(
            &format!(
                "document.activeElement.textContent.includes({})",
                json!(words)
            ),
            words,
        )
        .await;
    }

    /// Tabs until this field has the focus.
    pub(super) async fn tabs_to_field(&self, name: &str) {
        self.tab_until(
            &format!("document.activeElement.name === {}", json!(name)),
            name,
        )
        .await;
    }

    async fn tab_until(&self, reached: &str, what: &str) {
        for _ in 0..40 {
            self.types(TAB).await;
            let reached = format!("return document.activeElement !== document.body && {reached}");
            if self.runs(&reached).await == json!(true) {
                return;
            }
        }
        panic!(
            "”{what}” cannot be reached by keyboard on {}",
            self.address().await
        );
    }

    /// Types where the focus is.
    pub(super) async fn types(&self, text: &str) {
        let keys = text.chars().flat_map(|key| {
            [
                json!({ "type": "keyDown", "value": key }),
                json!({ "type": "keyUp", "value": key }),
            ]
        });
        let keys: Vec<Value> = keys.collect();
        let actions =
            json!({ "actions": [{ "type": "key", "id": "tangentbord", "actions": keys }] });
        self.browser.post("/actions", actions).await.unwrap();
    }

    pub(super) async fn hits_enter(&self) {
        self.types(ENTER).await;
    }

    /// Enter, where it leads to another page.
    pub(super) async fn enters(&self) {
        self.runs("window.leftBehind = true").await;
        self.hits_enter().await;
        self.comes_to_another_page("Retur").await;
    }

    /// Clicks what leads to another page, and waits until it has come. The driver waits by itself
    /// for a page that is under way, but after a touch it may ask before it has set out.
    async fn leaves_by(&self, path: &str, words: &str) {
        self.runs("window.leftBehind = true").await;
        self.click(path, words).await;
        self.comes_to_another_page(words).await;
    }

    async fn comes_to_another_page(&self, by: &str) {
        let arrived =
            "return window.leftBehind === undefined && document.readyState === 'complete'";
        for _ in 0..200 {
            if self.runs(arrived).await == json!(true) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("”{by}” leads nowhere from {}", self.address().await);
    }

    async fn click(&self, path: &str, words: &str) {
        let element = self.find(path, words).await;
        let clicked = self
            .browser
            .post(&format!("/element/{element}/click"), json!({}))
            .await;
        if let Err(fault) = clicked {
            panic!(
                "”{words}” cannot be clicked on {}: {fault}",
                self.address().await
            );
        }
    }

    async fn find(&self, path: &str, words: &str) -> String {
        let wanted = json!({ "using": "xpath", "value": path });
        let Ok(found) = self.browser.post("/element", wanted).await else {
            let (address, text) = (self.address().await, self.text().await);
            panic!("”{words}” is not on {address}:\n{text}");
        };
        found[ELEMENT].as_str().unwrap().to_owned()
    }
}

/// The field that a label is for: the first whose words begin so.
fn labelled(label: &str) -> String {
    format!(
        "//main//*[@id = (//main//label[starts-with(normalize-space(.), \"{label}\")])[1]/@for]"
    )
}
