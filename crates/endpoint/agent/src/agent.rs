//! The agent as a whole: connects, serves, tries again, and keeps its sessions' work through all of it (SES-2, JMP-13).

use std::{rc::Rc, time::Duration};

use futures_util::{SinkExt, StreamExt};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;
use towline_platform::Host;
use towline_seal::{Keeper, agent_key_id};
use towline_wire::{
    encode_control,
    v1::{AgentUp, Problem, Uninstalled, agent_up},
};

use crate::{
    agreeing,
    backoff::{Backoff, Need},
    channel::Uplink,
    connect::{Enrolled, Introduction, LinkError, close, connect},
    customer::{Customer, CustomerSide},
    elevation::Window,
    identity::Identity,
    pause::Pause,
    report::{Reporter, inventory},
    screen::Screens,
    serve::{Parting, at, serve},
    sessions::{Around, Sessions},
};

/// What happens to the link, for whoever shows it to people.
#[derive(Debug, Clone)]
pub enum Notice {
    /// Connected.
    Online(Enrolled),
    /// Not connected, and why.
    Offline(String),
}

/// Why the agent stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The Jump Item was removed: what was installed goes (JMP-14).
    Uninstall,
    /// The one session of a customer client is over.
    Over {
        /// "customer", "lost", "refused: CODE", or the appliance's code of the end.
        reason: String,
    },
}

/// An agent that is enrolled. Runs on a `LocalSet`.
pub struct Agent {
    identity: Identity,
    uplink: Rc<Uplink>,
    screens: Rc<Screens>,
    sessions: Sessions,
    reporter: Reporter,
    pause: Rc<Pause>,
    window: Rc<Window>,
    customer: Option<Rc<Customer>>,
}

impl Agent {
    /// For this identity on this machine.
    pub fn new(identity: Identity, host: Rc<dyn Host>) -> Agent {
        let (uplink, pause) = (Rc::new(Uplink::default()), Rc::new(Pause::default()));
        let window = Rc::new(Window::default());
        let screens = Screens::new(host.clone(), uplink.clone(), pause.clone());
        let agent = agent_key_id(&identity.key.public_key());
        let around = Around {
            host: host.clone(),
            uplink: uplink.clone(),
            screens: screens.clone(),
            pause: pause.clone(),
            window: window.clone(),
        };
        let sessions = Sessions::new(&identity, agent, around);
        let reporter = Reporter {
            host,
            screens: screens.clone(),
            name: identity.name.clone(),
            install_mode: identity.install_mode.clone(),
        };
        Agent { identity, uplink, screens, sessions, reporter, pause, window, customer: None }
    }

    /// For the one session of a customer client (SUP-21): it is not enrolled, proves itself with a token once, and stops when that session is over.
    pub fn with_customer(mut self, side: CustomerSide) -> Agent {
        let (pause, screens) = (self.pause.clone(), self.screens.clone());
        self.customer = Some(Customer::new(side, pause, screens, self.uplink.clone(), self.window.clone()));
        self
    }

    /// Connects and serves until the appliance uninstalls it. Dropping the future ends everything that runs in sessions.
    pub async fn run(mut self, mut notice: impl FnMut(Notice)) -> Stop {
        let (screens, customer) = (self.screens.clone(), self.customer.clone());
        let wishes = async move {
            match customer {
                Some(customer) => customer.run().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = async move { screens.supervise().await } => Stop::Uninstall,
            stop = wishes => stop,
            stop = self.stay_connected(&mut notice) => stop,
        }
    }

    async fn stay_connected(&mut self, notice: &mut impl FnMut(Notice)) -> Stop {
        let mut backoff = Backoff::default();
        let mut heard = Instant::now();
        loop {
            let (support_token, customer_have) =
                self.customer.as_ref().map(|customer| customer.introduction()).unwrap_or_default();
            let introduction = Introduction {
                support_token,
                customer_have,
                agreed: self.customer.as_ref().map(|customer| customer.agreeing.agreed()).unwrap_or_default(),
                inventory: self.reporter.inventory(),
                holding: self.sessions.holding(),
                ..Introduction::default()
            };
            let connected = {
                let connecting = connect(&self.identity, introduction);
                tokio::pin!(connecting);
                loop {
                    tokio::select! {
                        connected = &mut connecting => break connected,
                        () = at(self.patience_ends(heard)) => return lost(),
                        () = at(self.sessions.next_end(Some(heard))) => self.sessions.end_overdue(Some(heard)),
                    }
                }
            };
            let (words, at_least) = match connected {
                Ok(mut link) if link.welcome.epoch == 0 && self.customer.is_some() => {
                    // Of no session: something is to be accepted first.
                    let asked = agreeing::read(&mut link).await;
                    close(&mut link.socket, "").await;
                    match (asked, &self.customer) {
                        (Ok(agreement), Some(customer)) => {
                            customer.agreeing.ask(agreement).await;
                            backoff.reset();
                            heard = Instant::now();
                            continue;
                        }
                        (Err(error), _) => (error.to_string(), Duration::ZERO),
                        (Ok(_), None) => (String::new(), Duration::ZERO),
                    }
                }
                Ok(link) => {
                    let enrolled = Enrolled {
                        jump_client_id: link.welcome.jump_client_id.clone(),
                        site: link.welcome.site.clone(),
                    };
                    tracing::info!(site = %self.identity.site, epoch = link.welcome.epoch, "connected");
                    notice(Notice::Online(enrolled));
                    backoff.reset();
                    let last = link.heard.clone();
                    let customer = self.customer.clone();
                    let parting =
                        serve(link, &mut self.sessions, &self.uplink, &self.reporter, customer.as_deref()).await;
                    heard = last.last();
                    match parting {
                        Parting::Uninstall => return Stop::Uninstall,
                        Parting::Lost(words) => (words, Duration::ZERO),
                        Parting::Refused(problem) if self.is_final(&problem) => return refused(&problem),
                        Parting::Refused(problem) => {
                            (problem.title, Duration::from_millis(problem.retry_after_ms.into()))
                        }
                    }
                }
                Err(LinkError::Refused(problem)) if self.is_final(&problem) => return refused(&problem),
                Err(LinkError::Refused(problem)) => {
                    let wait = Duration::from_millis(problem.retry_after_ms.into());
                    (LinkError::Refused(problem).to_string(), wait)
                }
                Err(error) => (error.to_string(), Duration::ZERO),
            };
            tracing::info!(site = %self.identity.site, reason = %words.escape_debug(), "not connected");
            notice(Notice::Offline(words));
            if self.wait(&mut backoff, at_least, heard).await {
                return lost();
            }
        }
    }

    /// When a customer's client gives up (SUP-24).
    fn patience_ends(&self, heard: Instant) -> Option<Instant> {
        self.customer.as_ref().map(|customer| heard + customer.patience)
    }

    /// A customer's token that is not valid, or a session that is over, does not get better by waiting. An installed agent never takes a refusal for an end.
    fn is_final(&self, problem: &Problem) -> bool {
        let end = matches!(
            problem.code.as_str(),
            "bad_token" | "ended" | "unknown_agent" | "removed" | "button_over" | "button_withdrawn"
        );
        self.customer.is_some() && end
    }

    /// Waits until it is time to try again; `true`: not any more.
    async fn wait(&mut self, backoff: &mut Backoff, at_least: Duration, heard: Instant) -> bool {
        let need = if self.customer.is_none() && self.sessions.is_empty() { Need::Idle } else { Need::Session };
        let until = Instant::now() + backoff.next(need, at_least, random());
        loop {
            tokio::select! {
                () = at(Some(until)) => return false,
                () = at(self.patience_ends(heard)) => return true,
                () = at(self.sessions.next_end(Some(heard))) => self.sessions.end_overdue(Some(heard)),
            }
        }
    }
}

/// Enrols this identity with an installer's token (JMP-10). Repeating it with the same key uses nothing up.
pub async fn enrol(identity: &Identity, host: &dyn Host, token: &str) -> Result<Enrolled, LinkError> {
    let inventory = inventory(host, identity.name.as_deref(), &identity.install_mode, None);
    let introduction = Introduction { inventory, enrol_token: token.to_owned(), ..Introduction::default() };
    let mut link = connect(identity, introduction).await?;
    close(&mut link.socket, "").await;
    Ok(Enrolled { jump_client_id: link.welcome.jump_client_id, site: link.welcome.site })
}

/// Tells the appliance that this agent is being uninstalled (JMP-14). The agent itself must have stopped.
pub async fn say_goodbye(identity: &Identity, host: &dyn Host) -> Result<(), LinkError> {
    let inventory = inventory(host, identity.name.as_deref(), &identity.install_mode, None);
    let mut link = connect(identity, Introduction { inventory, ..Introduction::default() }).await?;
    let message = AgentUp { body: Some(agent_up::Body::Uninstalled(Uninstalled {})) };
    let sent = link.socket.send(Message::Binary(encode_control(&message))).await;
    sent.map_err(|error| LinkError::WebSocket(error.to_string()))?;
    // The appliance closes the link when it has taken the message; a close from here could overtake it.
    let closed = async { while let Some(Ok(_)) = link.socket.next().await {} };
    if timeout(Duration::from_secs(5), closed).await.is_err() {
        close(&mut link.socket, "").await;
    }
    Ok(())
}

fn lost() -> Stop {
    Stop::Over { reason: "lost".to_owned() }
}

fn refused(problem: &Problem) -> Stop {
    Stop::Over { reason: format!("refused: {}", problem.code) }
}

pub(crate) fn random() -> u32 {
    // Without random numbers there was no handshake either; the middle is as good as any.
    getrandom::u32().unwrap_or(u32::MAX / 2)
}
