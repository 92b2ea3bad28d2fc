//! Signing in and out (ACC-3, ACC-4, ACC-5).

use std::{net::IpAddr, time::Duration};

use towline_login::{Match, PasswordError};
use towline_model::{LoginId, ProviderKind, UserId};
use towline_policy::{Granted, action};
use towline_store::{LoginRow, NewLogin, PasswordCheck};

use crate::{
    Change, Engine, FactorWanted, Fault, FaultKind, Leaving,
    secret::{self, Secret},
};

/// How long a login lives, whatever happens, in milliseconds.
pub const COOKIE_LIFE_MS: i64 = 12 * 60 * 60 * 1000;
/// From the how manieth wrong password on an account is locked.
const LOCK_AFTER: i64 = 5;
/// For how long at first; doubled with each further wrong password.
const LOCK_FIRST_MS: i64 = 60 * 1000;
/// For how long at most.
const LOCK_LONGEST_MS: i64 = 60 * 60 * 1000;
/// Characters of a browser's name that are kept.
const BROWSER: usize = 256;
/// A refusal takes this long, whatever the reason: an account that exists is not told from one that does not.
pub(crate) const REFUSAL_TAKES: Duration = Duration::from_millis(400);

/// A fresh login. The token is told to the browser and to nobody else.
#[derive(Debug)]
pub struct SignedIn {
    /// What the cookie holds.
    pub token: String,
    /// The login.
    pub login: LoginRow,
}

/// How far a sign-in came.
#[derive(Debug)]
pub enum SignInStep {
    /// All the way.
    Done(SignedIn),
    /// It waits for a second factor (ACC-6).
    Factor(FactorWanted),
}

fn refused() -> Fault {
    Fault::new(FaultKind::NotSignedIn, "sign_in_failed", "The user name or the password is not right.").detail(
        "Check both and try again. After several wrong passwords an account is locked for a while; then even the right one is refused.",
    )
}

pub(crate) fn too_many() -> Fault {
    Fault::new(FaultKind::TooMany, "too_many_attempts", "Too many attempts.").detail("Wait a moment, then try again.")
}

impl From<PasswordError> for Fault {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => too_many(),
            PasswordError::Hash => Fault::internal(),
        }
    }
}

impl Engine {
    /// Signs in. Wrong, unknown, locked and disabled are told in the same words after the same time (ACC-5).
    ///
    /// # Errors
    /// `sign_in_failed`, `too_many_attempts`.
    pub async fn sign_in(&self, username: &str, password: &str, address: IpAddr) -> Result<SignInStep, Fault> {
        self.inner.throttle.attempt(username, address).map_err(|_| too_many())?;
        let refusal_at = tokio::time::Instant::now() + REFUSAL_TAKES;
        match self.try_sign_in(username, password, address).await? {
            Some(step) => Ok(step),
            None => {
                tokio::time::sleep_until(refusal_at).await;
                Err(refused())
            }
        }
    }

    async fn try_sign_in(&self, username: &str, password: &str, address: IpAddr) -> Result<Option<SignInStep>, Fault> {
        let now = self.now();
        let account = self.inner.store.password_check(username).await?;
        // SECURITY: the name of a local account is never answered by a provider (ACC-7).
        if account.as_ref().is_none_or(|account| account.provider.is_some()) && self.has_directory().await? {
            return self.sign_in_by_directory(username, password, address).await;
        }
        let usable = account.filter(|account| {
            !account.disabled && account.locked_until <= now && account.expires.is_none_or(|at| at > now)
        });
        let Some(account) = self.check_password(usable, password).await? else { return Ok(None) };
        self.may_sign_in(account.id, address).await?;
        let factors = self.inner.store.factors(account.id).await?;
        if !factors.is_empty() {
            return Ok(self.want_factor(account, &factors).await?.map(SignInStep::Factor));
        }
        let (token, login) = self.fresh_login(address)?;
        self.log_in(account, token, login).await
    }

    async fn has_directory(&self) -> Result<bool, Fault> {
        let providers = self.inner.store.providers().await?;
        Ok(providers.iter().any(|row| row.enabled && row.settings.kind() == ProviderKind::Ldap))
    }

    /// Makes the login of an account that proved all that it has to. `None`: the account changed meanwhile.
    pub(crate) async fn log_in(
        &self,
        account: PasswordCheck,
        token: Secret,
        login: NewLogin,
    ) -> Result<Option<SignInStep>, Fault> {
        let id = login.id;
        if !self.inner.store.right_password(account, login).await? {
            return Ok(None);
        }
        let login = self.inner.store.login(id, self.now()).await?;
        Ok(login.map(|login| SignInStep::Done(SignedIn { token: token.text, login })))
    }

    pub(crate) fn fresh_login(&self, address: IpAddr) -> Result<(Secret, NewLogin), Fault> {
        let (token, now) = (Secret::fresh::<32>()?, self.now());
        let login = NewLogin {
            id: LoginId::from_uuid(secret::fresh_id()),
            token_hash: token.hash,
            address,
            created: now,
            fresh: now,
            expires: now + Duration::from_millis(COOKIE_LIFE_MS.unsigned_abs()),
        };
        Ok((token, login))
    }

    /// Counts something wrong that was shown for an account; too many lock it.
    pub(crate) async fn count_wrong(&self, user: UserId) -> Result<(), Fault> {
        let store = &self.inner.store;
        Ok(store.wrong_password(user, self.now(), LOCK_AFTER, LOCK_FIRST_MS, LOCK_LONGEST_MS).await?)
    }

    /// The account, if the password is its own. A wrong one counts towards the lock.
    pub(crate) async fn check_password(
        &self,
        account: Option<PasswordCheck>,
        password: &str,
    ) -> Result<Option<PasswordCheck>, Fault> {
        // An account of a provider has no hash: it is looked at as if there were no account.
        let account = account.filter(|account| !account.password_hash.is_empty());
        let hash = account.as_ref().map(|account| account.password_hash.as_str());
        let outcome = self.inner.passwords.check(password, hash).await?;
        match (outcome, account) {
            (Match::Right, account) => Ok(account),
            (Match::Wrong, Some(account)) => {
                self.count_wrong(account.id).await?;
                Ok(None)
            }
            (Match::Wrong, None) => Ok(None),
        }
    }

    /// Signs out: the sessions are held or ended, the login is dead, and every tab of it is told (ACC-4).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_out(&self, granted: Granted<action::SignOut>, leaving: Leaving) -> Result<(), Fault> {
        let actor = granted.actor().clone();
        self.sessions().leave_all(actor.user, leaving).await;
        self.inner.store.end_login(actor.login).await?;
        self.tell(Change::SignedOut(actor.login));
        Ok(())
    }

    /// Notes what the browser of a fresh login calls itself, for its owner to know it again.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_browser(&self, login: &LoginRow, agent: &str) -> Result<(), Fault> {
        let agent: String = agent.chars().filter(|c| !c.is_control()).take(BROWSER).collect();
        Ok(self.inner.store.login_agent(login.id, agent).await?)
    }

    /// The live logins of the caller, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn own_logins(&self, granted: Granted<action::ViewMe>) -> Result<Vec<LoginRow>, Fault> {
        Ok(self.inner.store.logins_of(granted.actor().user, self.now()).await?)
    }

    /// Ends another login of the caller; its consoles close.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn end_own_login(&self, granted: Granted<action::EndOwnLogin>, login: LoginId) -> Result<(), Fault> {
        let own = self.inner.store.logins_of(granted.actor().user, self.now()).await?;
        if !own.iter().any(|found| found.id == login) || !self.inner.store.end_login(login).await? {
            return Err(Fault::not_found());
        }
        self.tell(Change::SignedOut(login));
        Ok(())
    }

    /// Ends somebody's login; the sessions of that user are held.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn end_login(&self, granted: Granted<action::EndLogin>, login: LoginId) -> Result<(), Fault> {
        let found = self.inner.store.login(login, self.now()).await?.ok_or_else(Fault::not_found)?;
        self.inner.store.end_foreign_login(self.stamp(granted.actor()), login).await?;
        self.tell(Change::SignedOut(login));
        self.sessions().leave_all(found.user, Leaving::Hold).await;
        Ok(())
    }
}
