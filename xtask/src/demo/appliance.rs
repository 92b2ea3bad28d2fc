//! The demo's appliance: starts it with an empty data directory, takes the printed set-up link as a first administrator would, and talks to its REST interface.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::processes::Processes;

const STARTS_WITHIN: Duration = Duration::from_secs(60);

pub struct Appliance {
    pub url: String,
    pub admin: String,
    pub password: String,
    /// Cookies of the administrator's login.
    jar: PathBuf,
}

impl Appliance {
    /// Starts `towline serve`, completes the set-up, signs in and switches the web console on.
    pub fn start(processes: &Processes, program: &Path, folder: &Path, port: u16) -> Result<Self> {
        let log = folder.join("appliance.log");
        let mut command = Command::new(program);
        command
            .arg("serve")
            .arg("--data")
            .arg(folder.join("data"))
            .args(["--listen", &format!("127.0.0.1:{port}"), "--site", &format!("https://localhost:{port}")])
            .stdout(Stdio::piped())
            .stderr(File::create(folder.join("appliance.err.log"))?);
        let output =
            processes.start_with_output("the appliance", &mut command)?.context("an appliance without output")?;
        let link = set_up_link(output, File::create(&log)?)
            .with_context(|| format!("the appliance printed no set-up link; see {}", log.display()))?;

        let appliance = Self {
            url: format!("https://localhost:{port}"),
            admin: "admin".into(),
            password: super::password()?,
            jar: folder.join("cookies"),
        };
        appliance.set_up(&link)?;
        appliance.call("POST", "login", &json!({"username": appliance.admin, "password": appliance.password}))?;
        appliance.call("PATCH", "settings/security", &json!({"allow_web_console": true}))?;
        Ok(appliance)
    }

    fn set_up(&self, link: &str) -> Result<()> {
        // Letters, digits and dashes only: nothing to escape.
        let form = format!(
            "display_name=Administrator&username={}&password={}&password_again={}",
            self.admin, self.password, self.password
        );
        let (status, _) = self.curl("POST", link, "application/x-www-form-urlencoded", Some(&form))?;
        anyhow::ensure!(status == 303, "the set-up page answered {status}");
        Ok(())
    }

    /// The one-liner that installs an agent as a Jump Client of this appliance.
    pub fn installer(&self, endpoints: usize) -> Result<String> {
        let group = self.call("POST", "jump-groups", &json!({"name": "Demo", "comments": "", "members": []}))?;
        let wish = json!({
            "location": {"kind": "group", "group_id": group.get("id")},
            "tag": "demo", "comments": "A virtual desktop of the demo", "valid_hours": 24, "uses": endpoints,
        });
        let installer = self.call("POST", "jump-installers", &wish)?;
        let command = installer.get("command").and_then(Value::as_str).context("an installer without a command")?;
        Ok(command.to_owned())
    }

    pub fn endpoints_online(&self) -> Result<usize> {
        let list = self.call("GET", "jump-items?location=all&limit=200", &Value::Null)?;
        let items = list.get("items").and_then(Value::as_array).context("a list without items")?;
        Ok(items.iter().filter(|item| item.get("availability").and_then(Value::as_str) == Some("online")).count())
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let text = (!body.is_null()).then(|| body.to_string());
        let (status, answer) =
            self.curl(method, &format!("{}/api/v1/{path}", self.url), "application/json", text.as_deref())?;
        anyhow::ensure!((200..300).contains(&status), "{method} {path} answered {status}: {answer}");
        Ok(serde_json::from_str(&answer).unwrap_or(Value::Null))
    }

    /// One request. The certificate was made a moment ago by the program that listens on our own loopback address, so it is not checked.
    fn curl(&self, method: &str, url: &str, kind: &str, body: Option<&str>) -> Result<(u16, String)> {
        let mut command = Command::new("curl");
        command
            .args(["--silent", "--show-error", "--insecure", "--max-time", "30", "--write-out", "\n%{http_code}"])
            .args(["--request", method, "--header", "X-Towline: 1", "--header", &format!("Origin: {}", self.url)])
            .arg("--cookie")
            .arg(&self.jar)
            .arg("--cookie-jar")
            .arg(&self.jar);
        if body.is_some() {
            command.args(["--header", &format!("Content-Type: {kind}"), "--data-binary", "@-"]);
        }
        let mut child =
            command.arg(url).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("starting curl")?;
        let mut input = child.stdin.take().context("curl without input")?;
        input.write_all(body.unwrap_or_default().as_bytes())?;
        drop(input);
        let output = child.wait_with_output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let (answer, status) = text.rsplit_once('\n').context("curl answered nothing")?;
        let status: u16 = status.trim().parse().context("curl without a status")?;
        anyhow::ensure!(status != 0, "{method} {url}: no answer");
        Ok((status, answer.to_owned()))
    }
}

/// Copies the program's output to its log and picks the set-up link from it.
fn set_up_link(output: std::process::ChildStdout, mut log: File) -> Result<String> {
    let (found, wait) = mpsc::sync_channel(1);
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if let Some(link) =
                line.split_whitespace().find(|word| word.starts_with("https://") && word.contains("/setup/"))
            {
                // Full when there was one already: the first one counts.
                let _first_one_counts = found.try_send(link.to_owned());
            }
            let _log_is_best_effort = writeln!(log, "{line}");
        }
    });
    wait.recv_timeout(STARTS_WITHIN).context("waiting for the appliance to start")
}
