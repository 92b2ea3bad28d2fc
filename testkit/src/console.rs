//! A console that is only a link: it shows a ticket as the browser does, and then asks for whatever the test wants.

use std::convert::Infallible;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use towline_wire::Frame;
use towline_wire::v1::{
    ConsoleDown, ConsoleHello, ConsolePurpose, ConsoleUp, ConsoleWelcome, Pong, Reply, SessionState, console_down,
    console_up,
};

use crate::agent::version;
use crate::appliance::{TestAppliance, VAIN};
use crate::http::Browser;
use crate::link::{Incoming, Link};

pub struct SimulatedConsole {
    pub link: Link,
    pub welcome: ConsoleWelcome,
    /// Number of this tab.
    pub viewer: u64,
    request: u32,
    /// What came while an answer was waited for, oldest first.
    pub heard: Vec<console_down::Body>,
}

impl SimulatedConsole {
    /// A console link for whoever is signed in in this tab.
    pub async fn connect(appliance: &TestAppliance, browser: &Browser) -> Result<Self> {
        Self::connect_as(appliance, browser, ConsolePurpose::Console, "").await
    }

    /// A link of this purpose, for this session.
    pub async fn connect_as(
        appliance: &TestAppliance,
        browser: &Browser,
        purpose: ConsolePurpose,
        session_id: &str,
    ) -> Result<Self> {
        let ticket = Self::ticket(browser).await?;
        Self::show_ticket(appliance, browser.tab, &appliance.origin(), &ticket, purpose, session_id).await
    }

    pub async fn ticket(browser: &Browser) -> Result<String> {
        let answer = browser.call("POST", "/tickets", &json!({})).await?.ok()?;
        Ok(answer.get("ticket").and_then(Value::as_str).context("an answer without a ticket")?.to_owned())
    }

    /// Fails with the code when it is refused.
    pub async fn show_ticket(
        appliance: &TestAppliance,
        viewer: u64,
        origin: &str,
        ticket: &str,
        purpose: ConsolePurpose,
        session_id: &str,
    ) -> Result<Self> {
        let mut link = Link::open(appliance.port, &appliance.site, "/link/console", Some(origin)).await?;
        let hello = ConsoleHello {
            version: Some(version()),
            ticket: ticket.into(),
            purpose: purpose.into(),
            viewer,
            session_id: session_id.into(),
            options: None,
            resuming: false,
            ..ConsoleHello::default()
        };
        link.control(&ConsoleUp { request: 0, body: Some(console_up::Body::Hello(hello)) }).await?;
        match link.control_message::<ConsoleDown>().await?.body.context("an empty message")? {
            console_down::Body::Welcome(welcome) => Ok(Self { link, welcome, viewer, request: 0, heard: Vec::new() }),
            console_down::Body::Refused(problem) => bail!("{}", problem.code),
            other => bail!("instead of a welcome: {other:?}"),
        }
    }

    /// Asks and waits for the answer. What comes before it is kept in `heard`.
    pub async fn ask(&mut self, body: console_up::Body) -> Result<Reply> {
        self.request += 1;
        let request = self.request;
        self.link.control(&ConsoleUp { request, body: Some(body) }).await?;
        loop {
            match self.receive().await? {
                console_down::Body::Reply(reply) if reply.request == request => return Ok(reply),
                other => self.heard.push(other),
            }
        }
    }

    /// The code of the problem, or an empty text when it was done.
    pub async fn code_of(&mut self, body: console_up::Body) -> Result<String> {
        Ok(self.ask(body).await?.problem.map(|p| p.code).unwrap_or_default())
    }

    /// Whatever comes next; heartbeats are answered.
    pub async fn next(&mut self) -> Result<Incoming> {
        loop {
            let incoming = self.link.next().await?;
            if let Incoming::Frame(Frame::Control(bytes)) = &incoming
                && let Some(console_down::Body::Ping(ping)) =
                    <ConsoleDown as prost::Message>::decode(bytes.clone())?.body
            {
                let pong = console_up::Body::Pong(Pong { nonce: ping.nonce });
                self.link.control(&ConsoleUp { request: 0, body: Some(pong) }).await?;
                continue;
            }
            return Ok(incoming);
        }
    }

    /// The next control message, past what was heard; data is dropped.
    async fn receive(&mut self) -> Result<console_down::Body> {
        loop {
            match self.next().await? {
                Incoming::Frame(Frame::Control(bytes)) => {
                    return <ConsoleDown as prost::Message>::decode(bytes)?.body.context("an empty message");
                }
                Incoming::Frame(_) => {}
                Incoming::Closed(reason) => bail!("the console's link was closed: {reason}"),
            }
        }
    }

    /// Hears everything until it is dropped: a link that nobody reads answers no heartbeat, and is closed.
    ///
    /// # Errors
    /// When the link is closed.
    pub async fn listen(&mut self) -> Result<Infallible> {
        loop {
            let body = self.receive().await?;
            self.heard.push(body);
        }
    }

    /// Waits for a message that `wanted` takes, beginning with what was heard already; what came before it is dropped.
    pub async fn until<T>(&mut self, mut wanted: impl FnMut(console_down::Body) -> Option<T>) -> Result<T> {
        let (mut heard, mut last) = (std::mem::take(&mut self.heard).into_iter(), String::new());
        let found = tokio::time::timeout(VAIN, async {
            loop {
                let body = match heard.next() {
                    Some(body) => body,
                    None => self.receive().await?,
                };
                last = format!("{body:?}");
                if let Some(found) = wanted(body) {
                    return Ok(found);
                }
            }
        });
        let found = found.await;
        // What came behind it is not over.
        self.heard.extend(heard);
        found.unwrap_or_else(|_| bail!("a console waited in vain; the last it heard: {last}"))
    }

    /// Waits for a state of a session that fits.
    pub async fn session_state(&mut self, mut fits: impl FnMut(&SessionState) -> bool) -> Result<SessionState> {
        self.until(|body| match body {
            console_down::Body::Session(state) if fits(&state) => Some(state),
            _ => None,
        })
        .await
    }
}
