//! A customer's browser: the form of the portal, the ticket, and a link that says whatever the test wants.

use std::convert::Infallible;

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use serde_json::{Value, json};
use towline_seal::{SupportTrailer, TRAILER_BYTES, read_trailer};
use towline_wire::{Frame, encode_control_text};

use crate::appliance::{TestAppliance, VAIN};
use crate::http::{Answer, Browser};
use crate::link::{Incoming, Link};

/// Somebody without an account, at the portal.
#[derive(Debug, Clone)]
pub struct CustomerBrowser(pub Browser);

impl CustomerBrowser {
    /// A browser that has been nowhere yet.
    pub fn new(appliance: &TestAppliance) -> Self {
        Self(Browser { cookie: None, ..appliance.browser() })
    }

    /// Sends the portal's form. Keeps the cookie that it gets.
    pub async fn start(&mut self, form: &[(&str, &str)]) -> Result<Answer> {
        self.send("/start", form).await
    }

    /// Sends a form to one of the portal's pages. Keeps the cookie that it gets.
    pub async fn send(&mut self, page: &str, form: &[(&str, &str)]) -> Result<Answer> {
        let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let origin = format!("https://{}", self.0.site);
        let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        let answer = self.0.request("POST", page, &headers, &body.join("&")).await?;
        if let Some(cookie) = answer.header("set-cookie") {
            self.0.cookie = cookie.split(';').next().map(ToOwned::to_owned);
        }
        Ok(answer)
    }

    /// A ticket for a link.
    pub async fn ticket(&self) -> Result<String> {
        let origin = format!("https://{}", self.0.site);
        let answer = self.0.request("POST", "/support/ticket", &[("Origin", &origin)], "").await?.ok()?;
        Ok(answer.get("ticket").and_then(Value::as_str).context("an answer without a ticket")?.to_owned())
    }
}

impl CustomerBrowser {
    /// Downloads the full client, and reads what it carries.
    pub async fn download(&self) -> Result<SupportTrailer> {
        let request = format!(
            "POST /support/client HTTP/1.1\r\nHost: {site}\r\nOrigin: https://{site}\r\nCookie: {}\r\nUser-Agent: Test (X11; Linux x86_64)\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            self.0.cookie.as_deref().unwrap_or_default(),
            site = self.0.site,
        );
        carried(&self.0.raw(request.as_bytes()).await?)
    }

    /// Fetches the program of a Support Button, as its script does, and reads what it carries.
    pub async fn button(&self, token: &str, machine: &str) -> Result<SupportTrailer> {
        let form = format!("machine={}", escaped(machine));
        let request = format!(
            "POST /b/{token}/{architecture} HTTP/1.1\r\nHost: {site}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{form}",
            form.len(),
            architecture = std::env::consts::ARCH,
            site = self.0.site,
        );
        carried(&self.0.raw(request.as_bytes()).await?)
    }
}

/// What is at the end of a program.
fn carried(answer: &[u8]) -> Result<SupportTrailer> {
    let end = answer.len().saturating_sub(TRAILER_BYTES);
    Ok(read_trailer(answer.get(end..).unwrap_or_default())?)
}

/// Everything but letters and digits, as forms have it.
fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}

/// Whether it is a message of this kind.
fn is(told: &Value, kind: &str) -> bool {
    told.get("t").and_then(Value::as_str) == Some(kind)
}

/// The link of a customer's page.
pub struct SimulatedCustomer {
    pub link: Link,
    request: u32,
    /// What came while an answer was waited for, oldest first.
    pub heard: Vec<Value>,
}

impl SimulatedCustomer {
    /// A link of this browser that has everything up to an event.
    pub async fn connect(appliance: &TestAppliance, browser: &CustomerBrowser, have: u64) -> Result<Self> {
        let mut link = Self::open(appliance).await?;
        link.say(&json!({"t": "hello", "ticket": browser.ticket().await?, "have": have})).await?;
        link.until(|told| is(told, "welcome")).await?;
        Ok(link)
    }

    /// A link on which nothing was said yet.
    pub async fn open(appliance: &TestAppliance) -> Result<Self> {
        let link = Link::open(appliance.port, &appliance.site, "/link/customer", Some(&appliance.origin())).await?;
        Ok(Self { link, request: 0, heard: Vec::new() })
    }

    /// Says this, valid or not.
    pub async fn say(&mut self, message: &Value) -> Result<()> {
        self.text(&message.to_string()).await
    }

    /// Any text in a control frame.
    pub async fn text(&mut self, text: &str) -> Result<()> {
        self.link.binary(encode_control_text(text)).await
    }

    /// Any bytes as one message.
    pub async fn raw(&mut self, bytes: &'static [u8]) -> Result<()> {
        self.link.binary(Bytes::from_static(bytes)).await
    }

    /// Asks and waits for the answer: the code of the problem, or an empty text when it was done.
    pub async fn ask(&mut self, mut message: Value) -> Result<String> {
        self.request += 1;
        let request = self.request;
        message.as_object_mut().context("a message that is no object")?.insert("request".into(), json!(request));
        self.say(&message).await?;
        let reply = self.until(|told| is(told, "reply") && told.get("request") == Some(&json!(request))).await?;
        Ok(reply.pointer("/problem/code").and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    /// The next message; heartbeats are answered.
    async fn receive(&mut self) -> Result<Value> {
        loop {
            match self.link.next().await? {
                Incoming::Frame(Frame::Control(bytes)) => {
                    let told: Value = serde_json::from_slice(&bytes)?;
                    if is(&told, "ping") {
                        self.say(&json!({"t": "pong", "nonce": told.get("nonce")})).await?;
                        continue;
                    }
                    return Ok(told);
                }
                Incoming::Frame(_) => {}
                Incoming::Closed(reason) => bail!("the customer's link was closed: {reason}"),
            }
        }
    }

    /// Hears everything until it is dropped: a link that nobody reads answers no heartbeat, and is closed.
    ///
    /// # Errors
    /// When the link is closed.
    pub async fn listen(&mut self) -> Result<Infallible> {
        loop {
            let told = self.receive().await?;
            self.heard.push(told);
        }
    }

    /// Waits for a message that fits; the others are kept in `heard`.
    pub async fn until(&mut self, fits: impl Fn(&Value) -> bool) -> Result<Value> {
        let found = tokio::time::timeout(VAIN, async {
            loop {
                let told = self.receive().await?;
                if fits(&told) {
                    return Ok(told);
                }
                self.heard.push(told);
            }
        });
        found.await.unwrap_or_else(|_| bail!("a customer waited in vain; what they heard: {}", json!(self.heard)))
    }

    /// Waits until the page is told of this phase, unless that is what it was told last.
    pub async fn phase(&mut self, phase: &str) -> Result<Value> {
        let told = self.heard.iter().rfind(|told| is(told, "state")).cloned();
        let fits = |told: &Value| is(told, "state") && told.get("phase").and_then(Value::as_str) == Some(phase);
        match told.filter(fits) {
            Some(told) => Ok(told),
            None => self.until(fits).await,
        }
    }

    /// Waits for an entry of the log that fits.
    pub async fn event(&mut self, fits: impl Fn(&Value) -> bool) -> Result<Value> {
        let found = |told: &Value| {
            let events = told.get("events").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            events.iter().find(|event| fits(event)).cloned()
        };
        if let Some(event) = self.heard.iter().find_map(found) {
            return Ok(event);
        }
        let told = self.until(|told| found(told).is_some()).await?;
        let event = found(&told).context("it was found a moment ago")?;
        self.heard.push(told);
        Ok(event)
    }
}
