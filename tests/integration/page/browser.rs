//! A headless browser as a child process, spoken to by the DevTools protocol over its standard streams.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
    "--window-size=1300,900",
];
/// The browser reads commands from descriptor 3 and answers on descriptor 4: here its standard streams.
const PIPED: &str = r#"exec "$0" "$@" 3<&0 4>&1 >/dev/null 2>/dev/null"#;
/// A browser that takes longer for one answer hangs.
const LONGEST: Duration = Duration::from_secs(60);

/// A browser with one page.
pub(crate) struct Browser {
    child: Child,
    commands: ChildStdin,
    answers: Receiver<Value>,
    session: Option<String>,
    asked: u64,
    /// Errors, warnings and whatever else a page said.
    pub(crate) console: Vec<String>,
    /// Addresses that pages asked for.
    pub(crate) requests: Vec<String>,
    _profile: tempfile::TempDir,
}

/// The browser's name; says so where there is none.
fn installed() -> Option<&'static str> {
    static FOUND: LazyLock<Option<&'static str>> = LazyLock::new(|| {
        BROWSERS.into_iter().find(|name| {
            let mut asking = Command::new(name);
            asking.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
            asking.status().is_ok_and(|status| status.success())
        })
    });
    if FOUND.is_none() {
        println!("skipped: none of {BROWSERS:?} is on the PATH");
    }
    *FOUND
}

impl Browser {
    /// Starts one with a fresh profile; `None` where none is installed.
    pub(crate) fn start() -> Option<Self> {
        let name = installed()?;
        let profile = tempfile::tempdir().unwrap();
        let mut child = Command::new("sh")
            .args(["-c", PIPED, name])
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, answers) = channel();
        let output = child.stdout.take().unwrap();
        std::thread::spawn(move || {
            for message in BufReader::new(output).split(0).map_while(Result::ok) {
                if sender.send(serde_json::from_slice(&message).unwrap()).is_err() {
                    break;
                }
            }
        });
        let commands = child.stdin.take().unwrap();
        let mut browser = Self {
            child,
            commands,
            answers,
            session: None,
            asked: 0,
            console: Vec::new(),
            requests: Vec::new(),
            _profile: profile,
        };
        let targets = browser.call("Target.getTargets", json!({}));
        let page =
            targets["targetInfos"].as_array().unwrap().iter().find(|one| one["type"] == "page").unwrap();
        let attached =
            browser.call("Target.attachToTarget", json!({ "targetId": page["targetId"], "flatten": true }));
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    /// Calls a method of the protocol and waits for its answer.
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.asked += 1;
        let mut message = json!({ "id": self.asked, "method": method, "params": parameters });
        // What is asked of the browser as a whole is not asked of the page.
        if let Some(session) = self.session.as_ref().filter(|_| !method.starts_with("Browser.")) {
            message["sessionId"] = session.as_str().into();
        }
        self.commands.write_all(format!("{message}\0").as_bytes()).unwrap();
        loop {
            let answer = self.next();
            if answer["id"] == self.asked {
                assert_eq!(answer["error"], Value::Null, "{method}");
                return answer["result"].clone();
            }
        }
    }

    /// The next message; what a page said or asked for is kept.
    fn next(&mut self) -> Value {
        let message = self.answers.recv_timeout(LONGEST).expect("the browser hangs or has ended");
        let said = &message["params"];
        match message["method"].as_str() {
            Some("Runtime.exceptionThrown") => self.console.push(said["exceptionDetails"].to_string()),
            Some("Runtime.consoleAPICalled") => self.console.push(said["args"].to_string()),
            Some("Page.javascriptDialogOpening") => self.console.push(said.to_string()),
            Some("Log.entryAdded") => self.console.push(said["entry"]["text"].to_string()),
            Some("Network.requestWillBeSent") => {
                self.requests.push(said["request"]["url"].as_str().unwrap_or_default().to_owned());
            }
            _ => {}
        }
        message
    }

    /// Loads an address anew and waits until it is there; a page of ours also until its lists are.
    pub(crate) fn open(&mut self, address: &str) {
        for address in ["about:blank", address] {
            self.call("Page.navigate", json!({ "url": address }));
            while self.next()["method"] != "Page.loadEventFired" {}
        }
    }

    /// Opens a report and waits until all is unpacked and shown.
    pub(crate) fn open_report(&mut self, address: &str) {
        self.open(address);
        self.settle();
    }

    /// Waits until nothing is on its way any more.
    pub(crate) fn settle(&mut self) {
        self.run(
            "new Promise((done) => { const look = () => document.documentElement.dataset.ready === 'all' && \
             !document.querySelector('[aria-busy]') ? done() : setTimeout(look, 5); look(); })",
        );
    }

    /// Follows an address within the page. A browser ignores a page that goes on too often in a few seconds, so it
    /// is asked again; one that the page is at already, however it is written, tells of no change at all.
    pub(crate) fn follow(&mut self, view: &str) {
        self.run(&format!(
            "new Promise((done) => {{ let tries = 0; if (location.hash === {0}) return done(); \
             addEventListener('hashchange', () => {{ tries = 15; setTimeout(done); }}, {{ once: true }}); \
             const ask = () => {{ if (tries++ < 15) {{ location.hash = {0}; setTimeout(ask, 1000); }} else done(); }}; \
             ask(); }})",
            json!(view)
        ));
        self.settle();
    }

    /// What an expression of the page is; waits for promises.
    pub(crate) fn run(&mut self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true, "userGesture": true });
        let answer = self.call("Runtime.evaluate", asked);
        assert_eq!(answer["exceptionDetails"], Value::Null, "{expression}");
        answer["result"]["value"].clone()
    }

    /// The text of an expression.
    pub(crate) fn text(&mut self, expression: &str) -> String {
        self.run(expression).as_str().unwrap_or_default().to_owned()
    }

    /// Presses and releases a key, as a person would.
    pub(crate) fn press(&mut self, key: &str) {
        let code = match key {
            "Tab" => 9,
            "Enter" => 13,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            _ => 40,
        };
        let text = if key == "Enter" { "\r" } else { "" };
        for kind in ["keyDown", "keyUp"] {
            let pressed =
                json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text });
            self.call("Input.dispatchKeyEvent", pressed);
        }
        self.settle();
    }

    /// Lets pages save files into a folder.
    pub(crate) fn save_to(&mut self, folder: &Path) {
        self.call("Browser.setDownloadBehavior", json!({ "behavior": "allow", "downloadPath": folder }));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.commands.write_all(b"{\"id\":0,\"method\":\"Browser.close\"}\0");
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            std::thread::sleep(Duration::from_millis(300));
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}
