//! A real `towline` on a free port, set up, with an administrator signed in. It dies with the value.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

use crate::http::Browser;

/// A bound for things that must happen, far above what they take.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A bound for waiting on a link, below what ends a test: whoever waits in vain says what came instead.
pub(crate) const VAIN: Duration = Duration::from_secs(100);

pub struct TestAppliance {
    pub port: u16,
    pub site: String,
    /// The administrator's tab.
    pub admin: Browser,
    folder: TempDir,
    program: Child,
}

/// Where an appliance is, across its deaths.
#[derive(Debug, Clone)]
pub struct Address {
    pub port: u16,
    pub site: String,
}

/// Somebody with an account.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: String,
    pub username: String,
    pub password: String,
    pub browser: Browser,
}

const PASSWORD: &str = "velvet-otter-sings-at-noon";

impl TestAppliance {
    /// Starts an appliance, completes its set-up, and switches the web console on.
    pub async fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        // The site's name holds the port, so it must be known before the start.
        let port = TcpListener::bind(("127.0.0.1", 0)).await?.local_addr()?.port();
        let site = format!("localhost:{port}");
        let (program, link) = launch(&folder, port, &site).await?;
        let link = link.context("the appliance printed no set-up link")?;

        let mut admin = Browser { port, site: site.clone(), cookie: None, tab: 7 };
        let path = link.splitn(4, '/').nth(3).context("a set-up link without a path")?;
        let form = format!("display_name=Ada+Admin&username=admin&password={PASSWORD}&password_again={PASSWORD}");
        let origin = format!("https://{site}");
        let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        let answer = admin.request("POST", &format!("/{path}"), &headers, &form).await?;
        anyhow::ensure!(answer.status == 303, "set-up answered {}: {}", answer.status, answer.text);

        let mut appliance = Self { port, site, admin: admin.clone(), folder, program };
        admin = appliance.sign_in("admin", PASSWORD).await?;
        admin.call("PATCH", "/settings/security", &json!({"allow_web_console": true})).await?.ok()?;
        appliance.admin = admin;
        Ok(appliance)
    }

    /// Kills the program without warning and starts it again on the same data and port.
    pub async fn kill_and_restart(&mut self) -> Result<()> {
        self.program.kill().await?;
        (self.program, _) = launch(&self.folder, self.port, &self.site).await?;
        Ok(())
    }

    /// Its data directory.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Runs `towline` beside it, over its data directory, with nobody to be asked.
    pub async fn command(&self, arguments: &[&OsStr]) -> Result<Said> {
        run(arguments, &self.data()).await
    }

    /// Of the running program, for figures.
    pub fn pid(&self) -> Option<u32> {
        self.program.id()
    }

    /// A tab in which nobody is signed in.
    pub fn browser(&self) -> Browser {
        Browser { port: self.port, site: self.site.clone(), cookie: None, tab: 7 }
    }

    pub fn address(&self) -> Address {
        Address { port: self.port, site: self.site.clone() }
    }

    pub fn origin(&self) -> String {
        format!("https://{}", self.site)
    }

    pub async fn sign_in(&self, username: &str, password: &str) -> Result<Browser> {
        let mut browser = self.browser();
        let answer = browser.call("POST", "/login", &json!({"username": username, "password": password})).await?;
        let cookie = answer.header("set-cookie").and_then(|c| c.split(';').next()).map(str::to_owned);
        anyhow::ensure!(answer.status == 200, "sign-in answered {}: {}", answer.status, answer.text);
        browser.cookie = Some(cookie.context("a sign-in without a cookie")?);
        Ok(browser)
    }

    /// A person without a right of administration, signed in.
    pub async fn person(&self, username: &str) -> Result<Person> {
        let wish = json!({
            "username": username, "display_name": format!("Rep {username}"), "administrator": false,
            "password": PASSWORD, "must_change_password": false, "groups": [],
        });
        let user = self.admin.call("POST", "/users", &wish).await?.ok()?;
        let browser = self.sign_in(username, PASSWORD).await?;
        let id = user.get("id").and_then(Value::as_str).context("a user without an id")?.to_owned();
        Ok(Person { id, username: username.into(), password: PASSWORD.into(), browser })
    }

    /// A Jump Group with these members.
    pub async fn group(&self, name: &str, members: &[&str]) -> Result<String> {
        let wish = json!({"name": name, "comments": "", "members": members.iter().map(|id| json!({"user_id": id})).collect::<Vec<_>>()});
        let group = self.admin.call("POST", "/jump-groups", &wish).await?.ok()?;
        Ok(group.get("id").and_then(Value::as_str).context("a group without an id")?.to_owned())
    }

    /// A token that lets agents enrol into a group.
    pub async fn installer(&self, group: &str, uses: u32) -> Result<String> {
        let wish = json!({
            "location": {"kind": "group", "group_id": group}, "tag": "", "comments": "", "valid_hours": 1, "uses": uses,
        });
        let installer = self.admin.call("POST", "/jump-installers", &wish).await?.ok()?;
        Ok(installer.get("token").and_then(Value::as_str).context("an installer without a token")?.to_owned())
    }

    /// The Jump Items that a person sees.
    pub async fn items(&self, browser: &Browser) -> Result<Vec<Value>> {
        let list = browser.call("GET", "/jump-items?location=all&limit=200", &Value::Null).await?.ok()?;
        Ok(list.get("items").and_then(Value::as_array).cloned().unwrap_or_default())
    }

    /// The item of a Jump Client with this host name, once it is there.
    pub async fn item_named(&self, host_name: &str) -> Result<Value> {
        let found = async {
            loop {
                let items = self.items(&self.admin).await?;
                if let Some(item) = items.into_iter().find(|i| i.get("host_name") == Some(&json!(host_name))) {
                    return anyhow::Ok(item);
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(PATIENCE, found).await.context("the item never came")?
    }
}

/// What a command said, and how it ended.
#[derive(Debug)]
pub struct Said {
    pub out: String,
    pub fault: String,
    pub code: i32,
}

/// Runs `towline` over a data directory, with nobody to be asked.
pub async fn run(arguments: &[&OsStr], data: &Path) -> Result<Said> {
    let mut command = Command::new(program("towline")?);
    let ended = command.args(arguments).arg("--data").arg(data).stdin(Stdio::null()).output().await?;
    Ok(Said {
        out: String::from_utf8(ended.stdout)?,
        fault: String::from_utf8(ended.stderr)?,
        code: ended.status.code().unwrap_or(-1),
    })
}

/// The programs' folder: this test runs from `…/debug/deps`, they are in `…/debug`.
fn program(name: &str) -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    let folder = test.parent().and_then(|deps| deps.parent()).context("a test without a folder")?;
    let file = folder.join(name);
    anyhow::ensure!(file.is_file(), "{} is missing: build it with `cargo build -p {name}`", file.display());
    Ok(file)
}

/// Starts the program and waits until it listens. Returns the set-up link if it printed one before that.
async fn launch(folder: &TempDir, port: u16, site: &str) -> Result<(Child, Option<String>)> {
    let mut child = Command::new(program("towline")?)
        .arg("serve")
        .arg("--data")
        .arg(folder.path().join("data"))
        .args(["--listen", &format!("127.0.0.1:{port}"), "--site", &format!("https://{site}")])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()
        .context("starting towline")?;
    let mut lines = BufReader::new(child.stdout.take().context("towline without output")?).lines();
    let first_start = !folder.path().join("started").exists();
    let mut link = None;
    if first_start {
        let printed = async {
            while let Some(line) = lines.next_line().await? {
                let word = line.split_whitespace().find(|w| w.starts_with("https://") && w.contains("/setup/"));
                if let Some(word) = word {
                    return anyhow::Ok(Some(word.to_owned()));
                }
            }
            Ok(None)
        };
        link = tokio::time::timeout(PATIENCE, printed).await.context("the appliance is silent")??;
        std::fs::write(folder.path().join("started"), "")?;
    }
    // Its output is read to the end, or it would stand still once the pipe is full.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    let listening = async {
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, listening).await.context("the appliance does not listen")?;
    Ok((child, link))
}
