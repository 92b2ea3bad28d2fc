//! Pinning (SUP-60): this machine's agent is installed by the site's own installer. All that the appliance tells is a token; the address and the key that the site must show are this link's own.

use std::{cell::Cell, rc::Rc};

use towline_platform::{Host, InstallOrder};
use towline_wire::v1::{AgentPinned, PinAgent, agent_up};

use crate::{channel::Uplink, identity::Identity};

/// Runs one installer at a time.
pub(crate) struct Installer {
    site: String,
    behind_proxy: bool,
    certificate: Option<String>,
    running: Rc<Cell<bool>>,
    host: Rc<dyn Host>,
    uplink: Rc<Uplink>,
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
        if !is_token(&pin.token) {
            return self.say(pin, "bad_token", "");
        }
        // SECURITY: without the key of this channel's certificate nothing is fetched, unless a proxy ends the TLS and the system's own authorities judge it.
        if self.certificate.is_none() && !self.behind_proxy {
            return self.say(pin, "download", "");
        }
        if self.running.replace(true) {
            return self.say(pin, "busy", "");
        }
        let order = InstallOrder { address: format!("{}/i/{}", self.site, pin.token), pin: self.certificate.clone() };
        let (work, running, uplink, pin) =
            (self.host.install(order), self.running.clone(), self.uplink.clone(), pin.clone());
        tokio::task::spawn_local(async move {
            let outcome = work.await;
            running.set(false);
            tracing::info!(session = %pin.session_id, ?outcome, "this machine was to be pinned");
            match outcome {
                Ok(mode) => say(&uplink, &pin, "", mode.name()),
                Err(fault) => say(&uplink, &pin, fault.code(), ""),
            }
        });
    }

    pub(crate) fn say(&self, pin: &PinAgent, code: &str, mode: &str) {
        say(&self.uplink, pin, code, mode);
    }
}

fn say(uplink: &Uplink, pin: &PinAgent, code: &str, mode: &str) {
    let (session_id, pin_id) = (pin.session_id.clone(), pin.pin_id.clone());
    let pinned = AgentPinned { session_id, pin_id, code: code.to_owned(), mode: mode.to_owned() };
    uplink.say(agent_up::Body::Pinned(pinned));
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
