//! Installing by the site's own installers: pinning makes this machine's agent a Jump Client (SUP-60), a Support Button is put on the desktop (SUP-50, `button.rs`). All that the appliance tells is a token; the
//! address and the key that the site must show are this link's own.

use std::{cell::Cell, rc::Rc};

use towline_platform::{Host, InstallOrder, Installed};
use towline_wire::v1::{AgentPinned, PinAgent, agent_up};

use crate::{channel::Uplink, identity::Identity};

/// Runs one installer at a time.
pub(crate) struct Installer {
    site: String,
    behind_proxy: bool,
    certificate: Option<String>,
    running: Rc<Cell<bool>>,
    pub(crate) host: Rc<dyn Host>,
    pub(crate) uplink: Rc<Uplink>,
}

/// To be the one that runs, until it is dropped.
pub(crate) struct Turn(Rc<Cell<bool>>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl Installer {
    pub(crate) fn new(identity: &Identity, host: Rc<dyn Host>, uplink: Rc<Uplink>) -> Installer {
        let (site, behind_proxy) = (identity.site.to_string(), identity.behind_proxy);
        Installer { site, behind_proxy, certificate: None, running: Rc::default(), host, uplink }
    }

    pub(crate) fn linked(&mut self, certificate: Option<String>) {
        self.certificate = certificate;
    }

    /// Installs, and says what became of it. Whether it may be done is decided before.
    pub(crate) fn install(&self, pin: &PinAgent) {
        let (order, turn) = match self.order(Installed::Agent, &pin.token).and_then(|order| Ok((order, self.turn()?))) {
            Ok(both) => both,
            Err(code) => return self.say(pin, code, ""),
        };
        let (work, uplink, pin) = (self.host.install(order), self.uplink.clone(), pin.clone());
        tokio::task::spawn_local(async move {
            let outcome = work.await;
            drop(turn);
            tracing::info!(session = %pin.session_id, ?outcome, "this machine was to be pinned");
            match outcome {
                Ok(mode) => say(&uplink, &pin, "", mode.name()),
                Err(fault) => say(&uplink, &pin, fault.code(), ""),
            }
        });
    }

    /// What is to be run, all of it checked; or the code of what is wrong with it.
    pub(crate) fn order(&self, what: Installed, token: &str) -> Result<InstallOrder, &'static str> {
        if !is_token(token) {
            return Err("bad_token");
        }
        // SECURITY: without the key of this channel's certificate nothing is fetched, unless a proxy ends the TLS and the system's own authorities judge it.
        if self.certificate.is_none() && !self.behind_proxy {
            return Err("download");
        }
        let kind = match what {
            Installed::Agent => "i",
            Installed::Button => "b",
        };
        Ok(InstallOrder { what, address: format!("{}/{kind}/{token}", self.site), pin: self.certificate.clone() })
    }

    pub(crate) fn turn(&self) -> Result<Turn, &'static str> {
        if self.running.replace(true) { Err("busy") } else { Ok(Turn(self.running.clone())) }
    }

    pub(crate) fn say(&self, pin: &PinAgent, code: &str, mode: &str) {
        say(&self.uplink, pin, code, mode);
    }
}

fn say(uplink: &Uplink, pin: &PinAgent, code: &str, mode: &str) {
    let (session_id, pin_id) = (pin.session_id.clone(), pin.pin_id.clone());
    let pinned = AgentPinned { session_id, pin_id, code: code.to_owned(), mode: mode.to_owned() };
    uplink.say_outcome(agent_up::Body::Pinned(pinned));
}

/// What an installer's token looks like: it goes into an address, and nowhere else.
fn is_token(text: &str) -> bool {
    (20..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_nothing_that_could_be_more_sup_60() {
        assert!(is_token("abcdefghijklmnopqrstuvwxyz-_0123456789ABCDE"));
        let long = "a".repeat(65);
        for text in
            ["", "short", "abcdefghijklmnopqrst/../x", "abcdefghijklmnopqrstu;sh", "abcdefghijklmnopqrst\nx", &long]
        {
            assert!(!is_token(text), "{text}");
        }
    }
}
