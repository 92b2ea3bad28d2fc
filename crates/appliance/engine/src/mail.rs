//! The site's mail: which server sends it, trying that out, and how it goes (ADM-2). What is written is in `letters`.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use towline_mail::{Letter, MailError, Security, Sender, Server, are_authorities, is_address};
use towline_model::{Moment, clip, is_plain};
use towline_policy::{Granted, action};
use towline_seal::NONCE;
use towline_store::{SettingSecret, Subject};
use zeroize::Zeroizing;

use crate::{
    Engine, Fault, FaultKind, HealthState,
    letters::{self, moment_text},
    secret,
};

const MAIL: &str = "mail";
/// For where the password of the mail server is sealed.
const PLACE: &[u8] = b"setting mail password";
/// How long a mail server has for one message.
const PATIENCE: Duration = Duration::from_secs(20);
/// Messages that are under way at once at most.
const AT_ONCE: usize = 16;
/// Bytes of certificate authorities at most.
const AUTHORITIES: usize = 32 * 1024;

/// How the conversation with the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailSecurity {
    /// TLS from the first byte.
    Tls,
    /// TLS after STARTTLS; without it nothing is sent.
    StartTls,
    /// Not at all.
    Plain,
}

/// How mail is sent. Without a server none is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MailSettings {
    /// Name or address of the server.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How the conversation is protected.
    pub security: MailSecurity,
    /// What the site signs in with there; empty: it does not.
    pub user: String,
    /// When its password was set, if there is one.
    pub password_set_ms: Option<i64>,
    /// Certificate authorities in PEM form; empty: those that the system trusts.
    pub authorities: String,
    /// Where mail comes from.
    pub sender_address: String,
    /// What is shown besides it; may be empty.
    pub sender_name: String,
}

impl Default for MailSettings {
    fn default() -> Self {
        MailSettings {
            server: String::new(),
            port: 587,
            security: MailSecurity::StartTls,
            user: String::new(),
            password_set_ms: None,
            authorities: String::new(),
            sender_address: String::new(),
            sender_name: String::new(),
        }
    }
}

/// What to change of them; `None` leaves it.
#[derive(Debug, Default)]
pub struct MailChange {
    /// Name or address of the server.
    pub server: Option<String>,
    /// Its port.
    pub port: Option<u16>,
    /// How the conversation is protected.
    pub security: Option<MailSecurity>,
    /// What the site signs in with there; empty: it does not.
    pub user: Option<String>,
    /// Its password there.
    pub password: Option<String>,
    /// Certificate authorities in PEM form.
    pub authorities: Option<String>,
    /// Where mail comes from.
    pub sender_address: Option<String>,
    /// What is shown besides it.
    pub sender_name: Option<String>,
}

/// How a message went that was sent to try the server out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailTest {
    /// Whether the server took it.
    pub sent: bool,
    /// A sentence for a person.
    pub message: String,
}

/// What is known since the start of something that others do for the site.
#[derive(Debug, Default)]
pub(crate) struct Course {
    /// When one went last.
    pub(crate) done: Option<Moment>,
    /// Since when nothing goes, and why.
    pub(crate) failing: Option<(Moment, String)>,
}

/// What is under way, and how it went.
pub(crate) struct Mailroom {
    places: Arc<Semaphore>,
    course: Mutex<Course>,
}

impl Default for Mailroom {
    fn default() -> Self {
        Mailroom { places: Arc::new(Semaphore::new(AT_ONCE)), course: Mutex::default() }
    }
}

impl MailSettings {
    /// Whether mail is sent at all.
    pub fn is_set_up(&self) -> bool {
        !self.server.is_empty()
    }

    /// Whether a password that was given for the others may go where these lead.
    fn as_safe_as(&self, old: &MailSettings) -> bool {
        let of = |it: &MailSettings| (it.server.clone(), it.port, it.security, it.user.clone(), it.authorities.clone());
        of(self) == of(old)
    }
}

fn checked(settings: &MailSettings) -> Fault {
    let mut fault = Fault::invalid();
    let host = |character: char| character.is_alphanumeric() || ".-:_".contains(character);
    if settings.server.is_empty() || settings.server.len() > 253 || !settings.server.chars().all(host) {
        fault = fault.field("server", "Enter the server's name, like mail.example.com, or its address.");
    }
    if settings.port == 0 {
        fault = fault.field("port", "From 1 to 65535.");
    }
    if settings.user.len() > 256 || !settings.user.chars().all(is_plain) {
        fault = fault.field("user", "At most 256 bytes, without characters that cannot be seen.");
    }
    if !is_address(&settings.sender_address) {
        fault = fault.field("sender_address", "Enter an address like support@example.com.");
    }
    if settings.authorities.len() > AUTHORITIES {
        fault = fault.field("authorities", "At most 32 KiB.");
    } else if !settings.authorities.is_empty() && !are_authorities(&settings.authorities) {
        fault = fault.field("authorities", "Paste certificates in PEM form, or nothing.");
    }
    fault
}

impl Engine {
    /// How mail is sent, as the site itself knows it.
    pub(crate) async fn mail(&self) -> Result<MailSettings, Fault> {
        let stored = self.inner.store.setting(MAIL).await?;
        // Settings of a newer release that cannot be read send nothing.
        Ok(stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Whether mail is set up.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sends_mail(&self) -> Result<bool, Fault> {
        Ok(self.mail().await?.is_set_up())
    }

    /// How mail is sent, and what was seen of it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mail_settings(
        &self,
        _granted: Granted<action::ViewMail>,
    ) -> Result<(MailSettings, Option<[u8; 32]>), Fault> {
        self.mail_seen().await
    }

    async fn mail_seen(&self) -> Result<(MailSettings, Option<[u8; 32]>), Fault> {
        // What was seen first: a change between the two is then noticed.
        let seen = self.inner.store.seen(Subject::Setting(MAIL)).await?;
        Ok((self.mail().await?, seen))
    }

    /// Changes how mail is sent.
    ///
    /// # Errors
    /// `invalid` with what is wrong with which field.
    pub async fn change_mail(
        &self,
        granted: Granted<action::ManageMail>,
        change: MailChange,
    ) -> Result<(MailSettings, Option<[u8; 32]>), Fault> {
        let old = self.mail().await?;
        let trimmed =
            |text: Option<String>, old: &str| text.map_or_else(|| old.to_owned(), |text| text.trim().to_owned());
        let mut new = MailSettings {
            server: trimmed(change.server, &old.server),
            port: change.port.unwrap_or(old.port),
            security: change.security.unwrap_or(old.security),
            user: trimmed(change.user, &old.user),
            password_set_ms: old.password_set_ms,
            authorities: trimmed(change.authorities, &old.authorities),
            sender_address: trimmed(change.sender_address, &old.sender_address),
            sender_name: change.sender_name.map_or_else(|| old.sender_name.clone(), |name| clip(&name, 100)),
        };
        let mut fault = checked(&new);
        let password = change.password.map(Zeroizing::new).filter(|password| !password.is_empty());
        let secret = if new.user.is_empty() {
            new.password_set_ms = None;
            SettingSecret::Remove
        } else if let Some(password) = password {
            if password.len() > 1024 || password.chars().any(char::is_control) {
                fault = fault.field("password", "At most 1024 bytes, without characters that cannot be seen.");
            }
            new.password_set_ms = Some(self.now().unix_ms());
            let sealed = self.inner.locker.seal(PLACE, secret::random::<NONCE>()?, password.as_bytes());
            SettingSecret::Set(sealed.map_err(|_| Fault::internal())?)
        } else {
            // SECURITY: whoever turns the site to a server of their own does not learn the password of another.
            if old.password_set_ms.is_none() {
                fault = fault.field("password", "Enter the password of this user.");
            } else if !new.as_safe_as(&old) {
                let why = "Enter the password again: it was given for another server, user or kind of security, and goes nowhere else.";
                fault = fault.field("password", why);
            }
            SettingSecret::Keep
        };
        if !fault.fields.is_empty() {
            return Err(fault);
        }
        let text = serde_json::to_string(&new).map_err(|_| Fault::internal())?;
        self.inner.store.set_setting_with_secret(self.stamp(granted.actor()), MAIL, text, secret).await?;
        *self.course() = Course::default();
        self.mail_seen().await
    }

    /// Sends no mail any more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_mail(&self, granted: Granted<action::ManageMail>) -> Result<(), Fault> {
        self.inner.store.remove_setting(self.stamp(granted.actor()), MAIL).await?;
        *self.course() = Course::default();
        Ok(())
    }

    /// Sends a message to try the server out.
    ///
    /// # Errors
    /// `invalid`; `mail_not_set_up`; `too_many_attempts`.
    pub async fn test_mail(&self, granted: Granted<action::ManageMail>, to: &str) -> Result<MailTest, Fault> {
        let to = to.trim();
        if !is_address(to) {
            return Err(Fault::invalid().field("to", "Enter an address like name@example.com."));
        }
        if !self.sends_mail().await? {
            return Err(Fault::new(FaultKind::Conflict, "mail_not_set_up", "No mail server is set up.")
                .detail("Save one first."));
        }
        let place = self.mail_place().ok_or_else(crate::sign_in::too_many)?;
        let letter = letters::test(&self.inner.site, to, &granted.actor().author.name);
        Ok(match self.send_letter(place, letter).await? {
            Ok(()) => MailTest {
                sent: true,
                message: format!("The server took the message. It should arrive at {to} within a minute."),
            },
            Err(error) => MailTest { sent: false, message: error.sentence() },
        })
    }

    /// A place for a message under way. `None`: there are too many.
    pub(crate) fn mail_place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.inner.mailroom.places).try_acquire_owned().ok()
    }

    /// Sends a message, and notes how it went.
    pub(crate) async fn send_letter(
        &self,
        _place: OwnedSemaphorePermit,
        letter: Letter,
    ) -> Result<Result<(), MailError>, Fault> {
        let settings = self.mail().await?;
        let login = match self.inner.store.setting_secret(MAIL).await? {
            Some(sealed) if !settings.user.is_empty() => {
                let plain = self.inner.locker.open(PLACE, &sealed).map_err(|_| Fault::internal())?;
                let password = String::from_utf8(plain.to_vec()).map_err(|_| Fault::internal())?;
                Some((settings.user.clone(), Zeroizing::new(password)))
            }
            _ => None,
        };
        let server = Server {
            host: settings.server,
            port: settings.port,
            security: match settings.security {
                MailSecurity::Tls => Security::Tls,
                MailSecurity::StartTls => Security::StartTls,
                MailSecurity::Plain => Security::Plain,
            },
            login,
            authorities: settings.authorities,
        };
        let from = Sender { address: settings.sender_address, name: settings.sender_name };
        let told = towline_mail::send(&server, &from, &letter, &self.inner.site.name, PATIENCE).await;
        let now = self.now();
        let mut course = self.course();
        match &told {
            Ok(()) => *course = Course { done: Some(now), failing: None },
            Err(error) if error.is_of_the_recipient() => tracing::info!(%error, "a message was not taken"),
            Err(error) => {
                tracing::warn!(%error, "mail cannot be sent");
                let since = course.failing.as_ref().map_or(now, |(since, _)| *since);
                course.failing = Some((since, error.sentence()));
            }
        }
        Ok(told)
    }

    fn course(&self) -> std::sync::MutexGuard<'_, Course> {
        self.inner.mailroom.course.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reports how mail goes.
    pub(crate) async fn report_mail(&self) -> Result<(), Fault> {
        let set_up = self.sends_mail().await?;
        let (state, message) = {
            let course = self.course();
            match (&course.failing, course.done) {
                _ if !set_up => {
                    (HealthState::Ok, "Not set up: nobody can reset a forgotten password by e-mail.".to_owned())
                }
                (Some((since, why)), _) => {
                    (HealthState::Error, format!("No message could be sent since {}. {why}", moment_text(*since)))
                }
                (None, Some(sent)) => (HealthState::Ok, format!("The last message was sent on {}.", moment_text(sent))),
                (None, None) => (HealthState::Ok, "Set up; no message was sent since the start.".to_owned()),
            }
        };
        self.report_health("mail", state, message);
        Ok(())
    }
}
