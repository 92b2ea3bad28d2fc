//! A forgotten password, reset by a link that is sent by mail (ACC-5).
//!
//! SECURITY: whoever asks learns nothing of accounts: the answer is given before anybody looks for one. A link is 256 random bits of which a hash is kept; it counts once, for 30 minutes, as long as the
//! account has the address that it was sent to and nobody set another password meanwhile. It sets a password and nothing else: second factors are still asked for, also by whoever reads the mail.

use std::{net::IpAddr, time::Duration};

use towline_model::{Author, AuthorKind};
use towline_store::{ResetAccount, Stamp};

use crate::{
    Change, Engine, Fault, FaultKind,
    letters::{self, Asked},
    secret::{self, Secret},
    sign_in::too_many,
};

/// How long a link counts.
const LIFE: Duration = Duration::from_secs(30 * 60);
/// Accounts that share an address and get a link each, at most.
const OF_AN_ADDRESS: u32 = 5;
/// Longest user name or address that is looked for, in bytes.
const LONGEST: usize = 254;

/// What the page of a link shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetLink {
    /// What the account signs in with.
    pub username: String,
    /// Characters that the new password has at least.
    pub minimum: u32,
}

fn void() -> Fault {
    Fault::new(FaultKind::NotFound, "reset_link_void", "This link does not work any more.").detail(
        "It was used already, is older than 30 minutes, or a newer one was sent. Ask for a new one on the sign-in page.",
    )
}

impl Engine {
    /// Sends a link to the accounts that this user name or address means, if there are any. The answer says nothing of them.
    ///
    /// # Errors
    /// `mail_not_set_up`, `too_many_attempts`.
    pub async fn ask_reset(&self, asked: &str, address: IpAddr) -> Result<(), Fault> {
        self.inner.throttle.attempt(asked, address).map_err(|_| too_many())?;
        if !self.sends_mail().await? {
            return Err(Fault::new(
                FaultKind::Conflict,
                "mail_not_set_up",
                "Passwords cannot be reset by e-mail on this site.",
            )
            .detail("Ask an administrator of this site for a new password."));
        }
        if asked.len() <= LONGEST {
            let (engine, asked) = (self.clone(), asked.to_owned());
            tokio::spawn(async move {
                if let Err(fault) = engine.send_links(&asked, address).await {
                    tracing::warn!(%fault, "a link that resets a password was not sent");
                }
            });
        }
        Ok(())
    }

    async fn send_links(&self, asked: &str, address: IpAddr) -> Result<(), Fault> {
        for account in self.inner.store.reset_accounts(asked, self.now(), OF_AN_ADDRESS).await? {
            let Some(place) = self.mail_place() else {
                tracing::warn!("too many messages are under way; a link that resets a password was not sent");
                return Ok(());
            };
            if self.inner.throttle.letter(&account.id.to_string()).is_err() {
                tracing::info!("an account was sent several links a short while ago, and gets no further one now");
                continue;
            }
            let (token, now) = (Secret::fresh::<32>()?, self.now());
            self.inner.store.begin_reset(account.clone(), token.hash, now + LIFE).await?;
            // Behind the `#`, the token is in no request for the page, and so in no log.
            let link = format!("{}/login/reset#{}", self.inner.site.url, token.text);
            let from = address.to_string();
            let asked = Asked { address: &from, at: now };
            let ResetAccount { username, display_name, email, .. } = &account;
            let letter = letters::reset(&self.inner.site, email, display_name, username, &link, &asked);
            let engine = self.clone();
            tokio::spawn(async move {
                // How it went is in the log and on the status page.
                let _ = engine.send_letter(place, letter).await;
            });
        }
        Ok(())
    }

    async fn account_of_link(&self, token: &str) -> Result<(ResetAccount, [u8; 32]), Fault> {
        // A token is 43 characters; what is longer is not even hashed.
        if token.len() > 64 {
            return Err(void());
        }
        let hash = secret::hash(token);
        let account = self.inner.store.reset_account(hash, self.now()).await?;
        Ok((account.ok_or_else(void)?, hash))
    }

    /// What a link is for.
    ///
    /// # Errors
    /// `reset_link_void`, `too_many_attempts`.
    pub async fn reset_link(&self, token: &str, address: IpAddr) -> Result<ResetLink, Fault> {
        self.inner.throttle.anonymous_attempt(address).map_err(|_| too_many())?;
        let (account, _) = self.account_of_link(token).await?;
        Ok(ResetLink { username: account.username, minimum: self.password_rules().await?.minimum })
    }

    /// Sets a new password by a link, once. Every login of the account ends; its lock is taken off, its second factors stay.
    ///
    /// # Errors
    /// `reset_link_void`, `password_rejected`, `too_many_attempts`.
    pub async fn finish_reset(&self, token: &str, password: &str, address: IpAddr) -> Result<(), Fault> {
        self.inner.throttle.anonymous_attempt(address).map_err(|_| too_many())?;
        let (account, hash) = self.account_of_link(token).await?;
        let names = [account.username.as_str(), &account.display_name, &account.email];
        let mut fields = Fault::invalid();
        self.check_new_password(Some(account.id), password, &names, "password", &mut fields).await?;
        if !fields.fields.is_empty() {
            let mut fault = Fault::new(FaultKind::Invalid, "password_rejected", "The password was not changed.");
            fault.fields = fields.fields;
            return Err(fault);
        }
        let password_hash = self.inner.passwords.hash(password).await?;
        let author = Author {
            kind: AuthorKind::User,
            id: Some(account.id.uuid()),
            name: account.username.clone(),
            address: address.to_string(),
        };
        let stamp = Stamp { author: author.into(), at: self.now(), seen: None, once: None };
        let ended = self.inner.store.finish_reset(stamp, account.id, hash, password_hash).await?.ok_or_else(void)?;
        ended.into_iter().for_each(|login| self.tell(Change::SignedOut(login)));
        self.tell(Change::UserChanged(account.id));
        if let Some(place) = self.mail_place() {
            let (engine, at, from) = (self.clone(), self.now(), address.to_string());
            tokio::spawn(async move {
                let ResetAccount { username, display_name, email, .. } = &account;
                let asked = Asked { address: &from, at };
                let letter = letters::was_reset(&engine.inner.site, email, display_name, username, &asked);
                let _ = engine.send_letter(place, letter).await;
            });
        }
        Ok(())
    }
}
