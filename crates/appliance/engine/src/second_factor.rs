//! Second factors (ACC-6): signing in with one, making and removing them, and proving them again before what decides about sign-ins.
//!
//! What was proved is used up in the transaction that it counts for (`store`), so that no code, recovery code or answer of a passkey counts twice, whatever is sent at the same time.

use std::{net::IpAddr, time::Duration};

use serde_json::Value;
use towline_login::{
    Passkeys, RECOVERY_CODES, RECOVERY_SECRET, TOTP_SECRET, TotpOffer, recovery_code, recovery_normal, totp_offer,
    totp_step,
};
use towline_model::{LoginId, ProviderKind, UserId};
use towline_policy::{Granted, Setting, action};
use towline_seal::NONCE;
use towline_store::{
    Attempt, FactorKind, FactorRow, LoginRow, NamedProvider, NewAttempt, NewFactor, PasswordCheck, Proof,
};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    Change, Engine, Fault, FaultKind,
    secret::{self, Secret},
    sign_in::{REFUSAL_TAKES, SignedIn, too_many},
};

/// How long a sign-in waits for its factor, and a ceremony for its end.
const WAITS: Duration = Duration::from_secs(5 * 60);
/// How often a sign-in that waits may be answered.
const TRIES: i64 = 5;
/// Factors of one account.
const FACTORS: usize = 20;
const NAME: usize = 64;

const TOTP: &str = "totp";
const PASSKEY: &str = "passkey";
const AGAIN: &str = "again";

/// A sign-in that waits for a second factor.
#[derive(Debug)]
pub struct FactorWanted {
    /// Names this sign-in. Told to the browser and to nobody else.
    pub token: String,
    /// Whether a code of an authenticator app will do.
    pub code: bool,
    /// Whether a recovery code will do.
    pub recovery: bool,
    /// What to ask a passkey, if there is one.
    pub passkey: Option<Value>,
}

/// What somebody proves an account's factor with.
#[derive(Debug)]
pub enum FactorAnswer {
    /// A code of an authenticator app.
    Code(String),
    /// A recovery code.
    Recovery(String),
    /// What a passkey answered.
    Passkey(Value),
}

/// What somebody proves to be still the same person with.
#[derive(Debug)]
pub enum AgainAnswer {
    /// The password, where there is no factor.
    Password(String),
    /// A factor.
    Factor(FactorAnswer),
}

/// What proves that it is still the same person.
#[derive(Debug)]
pub struct AgainOffer {
    /// The password, because there is no factor.
    pub password: bool,
    /// A code of an authenticator app.
    pub code: bool,
    /// A recovery code.
    pub recovery: bool,
    /// What to ask a passkey.
    pub passkey: Option<Value>,
    /// A provider to go to, because the account has neither a factor nor a password here.
    pub provider: Option<NamedProvider>,
}

/// The factors of somebody.
#[derive(Debug)]
pub struct OwnFactors {
    /// The oldest first.
    pub factors: Vec<FactorRow>,
    /// Recovery codes that are left.
    pub recovery_codes: u64,
    /// Whether this site can have passkeys.
    pub passkeys: bool,
    /// Whether a rule asks for a factor.
    pub required: bool,
}

fn refused() -> Fault {
    Fault::new(FaultKind::NotSignedIn, "factor_failed", "That was not right, or came too late.")
        .detail("Try again with the next code. After several wrong ones an account is locked for a while.")
}

fn provider_first() -> Fault {
    Fault::new(FaultKind::NotPermitted, "provider_first", "Your account signs in through a provider.")
        .detail("Sign in there first; the passkey is the second step.")
}

fn no_passkeys() -> Fault {
    Fault::new(FaultKind::Unavailable, "no_passkeys", "This site cannot have passkeys.")
        .detail("Browsers make them only for a site with a host name. Use the name of this site instead of its number.")
}

fn passkey_refused() -> Fault {
    Fault::new(FaultKind::Invalid, "passkey_refused", "The passkey was not taken.")
        .detail("Perhaps it took too long. Begin again.")
}

fn name(text: &str) -> Result<String, Fault> {
    let text = text.trim();
    if text.is_empty() || text.len() > NAME || text.chars().any(char::is_control) {
        return Err(Fault::invalid().field("name", "1 to 64 bytes, in one line."));
    }
    Ok(text.to_owned())
}

fn keys(factors: &[FactorRow]) -> Vec<String> {
    let passkeys = factors.iter().filter(|factor| factor.kind == FactorKind::Passkey);
    passkeys.filter_map(|factor| String::from_utf8(factor.secret.clone()).ok()).collect()
}

fn has_app(factors: &[FactorRow]) -> bool {
    factors.iter().any(|factor| factor.kind == FactorKind::Totp)
}

impl Engine {
    fn passkeys(&self) -> Result<&Passkeys, Fault> {
        self.inner.passkeys.as_ref().ok_or_else(no_passkeys)
    }

    /// The password was right, and there are factors: the sign-in waits for one. `None`: the account changed meanwhile.
    pub(crate) async fn want_factor(
        &self,
        account: PasswordCheck,
        factors: &[FactorRow],
    ) -> Result<Option<FactorWanted>, Fault> {
        let user = account.id;
        let asked = match (self.passkeys(), keys(factors)) {
            (Ok(passkeys), keys) if !keys.is_empty() => {
                Some(passkeys.begin_using(&keys).map_err(|_| passkey_refused())?)
            }
            _ => None,
        };
        let (passkey, state) = asked.map(|asked| (asked.options, asked.state)).unzip();
        let token = Secret::fresh::<32>()?;
        if !self.inner.store.await_factor(account, self.attempt(&token, state)).await? {
            return Ok(None);
        }
        let recovery = self.inner.store.recovery_codes_left(user).await? > 0;
        Ok(Some(FactorWanted { token: token.text, code: has_app(factors), recovery, passkey }))
    }

    fn attempt(&self, token: &Secret, state: Option<String>) -> NewAttempt {
        NewAttempt { token_hash: token.hash, state, tries: TRIES, expires: self.now() + WAITS }
    }

    /// Begins a sign-in with a passkey alone: what to ask it, and what to send back with its answer.
    ///
    /// # Errors
    /// `no_passkeys`, `too_many_attempts`.
    pub async fn ask_passkey(&self, address: IpAddr) -> Result<(String, Value), Fault> {
        self.inner.throttle.attempt(PASSKEY, address).map_err(|_| too_many())?;
        let asked = self.passkeys()?.begin_alone().map_err(|_| no_passkeys())?;
        let token = Secret::fresh::<32>()?;
        self.inner.store.await_passkey(self.attempt(&token, Some(asked.state))).await?;
        Ok((token.text, asked.options))
    }

    /// Ends a sign-in that waits, with a factor. Wrong, used, too late and locked are told in the same words after the same time.
    ///
    /// # Errors
    /// `factor_failed`, `too_many_attempts`.
    pub async fn prove_factor(&self, token: &str, answer: FactorAnswer, address: IpAddr) -> Result<SignedIn, Fault> {
        let refusal_at = tokio::time::Instant::now() + REFUSAL_TAKES;
        match self.try_factor(token, answer, address).await? {
            Some(signed_in) => Ok(signed_in),
            None => {
                tokio::time::sleep_until(refusal_at).await;
                Err(refused())
            }
        }
    }

    async fn try_factor(&self, token: &str, answer: FactorAnswer, address: IpAddr) -> Result<Option<SignedIn>, Fault> {
        if token.len() > 64 {
            return Ok(None);
        }
        let (hash, store) = (secret::hash(token), &self.inner.store);
        self.inner.throttle.attempt(token, address).map_err(|_| too_many())?;
        let Some(attempt) = store.try_attempt(hash, self.now()).await? else { return Ok(None) };
        let Some(user) = attempt.user.or_else(|| named(&answer)) else { return Ok(None) };
        let Some(proof) = self.proof(user, &attempt, answer).await? else {
            if attempt.user.is_some() {
                self.count_wrong(user).await?;
            }
            return Ok(None);
        };
        // SECURITY: whom a provider does not let in any more is not let in by a passkey alone (ACC-7).
        if attempt.user.is_none() && self.inner.store.provider_subject(user).await?.is_some() {
            return Err(provider_first());
        }
        self.may_sign_in(user, address).await?;
        let (token, login) = self.fresh_login(address)?;
        let id = login.id;
        if !store.finish_attempt(hash, user, proof, login).await? {
            return Ok(None);
        }
        Ok(store.login(id, self.now()).await?.map(|login| SignedIn { token: token.text, login }))
    }

    /// What an answer proves of this account, if it does. Whether it was used before shows when it is used up.
    async fn proof(&self, user: UserId, attempt: &Attempt, answer: FactorAnswer) -> Result<Option<Proof>, Fault> {
        let factors = self.inner.store.factors(user).await?;
        Ok(match answer {
            // A sign-in without a password is proved by a passkey and by nothing else.
            FactorAnswer::Code(_) | FactorAnswer::Recovery(_) if attempt.user.is_none() => None,
            FactorAnswer::Code(code) => self.code_proof(&factors, &code),
            FactorAnswer::Recovery(code) => recovery_normal(&code).map(|code| Proof::Recovery(secret::hash(&code))),
            FactorAnswer::Passkey(answer) => {
                let (Some(state), keys) = (&attempt.state, keys(&factors)) else { return Ok(None) };
                let passkeys = self.passkeys()?;
                let used = match attempt.user {
                    Some(_) => passkeys.finish_using(state, answer, &keys),
                    None => passkeys.finish_alone(state, answer, &keys),
                };
                used.ok().map(|used| Proof::Passkey { credential: used.credential, key: used.key })
            }
        })
    }

    fn code_proof(&self, factors: &[FactorRow], code: &str) -> Option<Proof> {
        let now = self.now().unix_ms();
        factors.iter().filter(|factor| factor.kind == FactorKind::Totp).find_map(|factor| {
            let secret = self.inner.locker.open(factor.id.as_bytes(), &factor.secret).ok()?;
            Some(Proof::Code { factor: factor.id, step: totp_step(&secret, code, now)? })
        })
    }

    /// The factors of the caller.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn own_factors(&self, granted: Granted<action::ViewOwnFactors>) -> Result<OwnFactors, Fault> {
        let user = granted.actor().user;
        Ok(OwnFactors {
            factors: self.inner.store.factors(user).await?,
            recovery_codes: self.inner.store.recovery_codes_left(user).await?,
            passkeys: self.inner.passkeys.is_some(),
            required: self.account(user).await?.is_on(Setting::SecondFactor),
        })
    }

    /// What the caller can prove to be still the same person with.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_again(&self, granted: Granted<action::ViewOwnFactors>) -> Result<AgainOffer, Fault> {
        let (user, login) = (granted.actor().user, granted.actor().login);
        let factors = self.inner.store.factors(user).await?;
        let mut passkey = None;
        if let (Ok(passkeys), keys) = (self.passkeys(), keys(&factors))
            && !keys.is_empty()
        {
            let asked = passkeys.begin_using(&keys).map_err(|_| passkey_refused())?;
            self.begin(login, AGAIN, asked.state.into_bytes()).await?;
            passkey = Some(asked.options);
        }
        let recovery = self.inner.store.recovery_codes_left(user).await? > 0;
        let provider = self.visited_by(user).await?.filter(|_| factors.is_empty());
        let password = factors.is_empty() && provider.is_none();
        Ok(AgainOffer { password, code: has_app(&factors), recovery, passkey, provider })
    }

    /// Proves that the caller is still the same person: with a factor if there is one, otherwise with the password.
    ///
    /// # Errors
    /// `factor_failed`, `too_many_attempts`.
    pub async fn prove_again(
        &self,
        granted: Granted<action::ViewOwnFactors>,
        login: &LoginRow,
        answer: AgainAnswer,
        address: IpAddr,
    ) -> Result<(), Fault> {
        let store = &self.inner.store;
        let (user, id) = (granted.actor().user, granted.actor().login);
        self.inner.throttle.attempt(&login.username, address).map_err(|_| too_many())?;
        let account = store.password_check_of(user).await?.ok_or_else(refused)?;
        if account.locked_until > self.now() {
            return Err(refused());
        }
        let proof = match answer {
            AgainAnswer::Password(password) => {
                if !store.factors(user).await?.is_empty() {
                    return Err(refused());
                }
                // A wrong one is counted by the check.
                let right = match account.provider {
                    Some(_) => self.is_directory_password(user, &login.username, &password).await?,
                    None => self.check_password(Some(account), &password).await?.is_some(),
                };
                if !right {
                    return Err(refused());
                }
                None
            }
            AgainAnswer::Factor(answer) => {
                let state = store.ceremony(id, AGAIN, self.now()).await?;
                let attempt =
                    Attempt { user: Some(user), state: state.and_then(|state| String::from_utf8(state).ok()) };
                let Some(proof) = self.proof(user, &attempt, answer).await? else {
                    self.count_wrong(user).await?;
                    return Err(refused());
                };
                Some(proof)
            }
        };
        if store.prove_again(id, user, proof, self.now()).await? { Ok(()) } else { Err(refused()) }
    }

    /// The provider that an account goes to for signing in, if it is one that people visit.
    async fn visited_by(&self, user: UserId) -> Result<Option<NamedProvider>, Fault> {
        let Some((id, _)) = self.inner.store.provider_subject(user).await? else { return Ok(None) };
        let provider = self.provider(id).await?;
        let visited = provider.settings.kind() == ProviderKind::OpenId;
        Ok(visited.then_some(NamedProvider { id, name: provider.name }))
    }

    async fn begin(&self, login: LoginId, purpose: &'static str, state: Vec<u8>) -> Result<(), Fault> {
        Ok(self.inner.store.begin_ceremony(login, purpose, state, self.now() + WAITS).await?)
    }

    async fn finish(&self, login: LoginId, purpose: &'static str) -> Result<Vec<u8>, Fault> {
        self.inner
            .store
            .ceremony(login, purpose, self.now())
            .await?
            .ok_or_else(|| Fault::new(FaultKind::Conflict, "too_late", "That took too long.").detail("Begin again."))
    }

    /// Makes a secret for an authenticator app. It counts when a code of it was shown ([`finish_totp`](Self::finish_totp)).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_totp(
        &self,
        granted: Granted<action::ManageOwnFactors>,
        login: &LoginRow,
    ) -> Result<TotpOffer, Fault> {
        let id = secret::fresh_id();
        let plain = Zeroizing::new(secret::random::<TOTP_SECRET>()?);
        let sealed = self.inner.locker.seal(id.as_bytes(), secret::random::<NONCE>()?, plain.as_slice());
        let sealed = sealed.map_err(|_| Fault::internal())?;
        self.begin(granted.actor().login, TOTP, [id.as_bytes().as_slice(), &sealed].concat()).await?;
        totp_offer(&plain, &self.site().name, &login.username).ok_or_else(Fault::internal)
    }

    /// Takes the app, with a code that it shows. Recovery codes come with the first factor.
    ///
    /// # Errors
    /// `invalid`, `too_late`.
    pub async fn finish_totp(
        &self,
        granted: Granted<action::ManageOwnFactors>,
        called: &str,
        code: &str,
    ) -> Result<Vec<Zeroizing<String>>, Fault> {
        let called = name(called)?;
        let state = self.finish(granted.actor().login, TOTP).await?;
        let (id, sealed) = state.split_first_chunk::<16>().ok_or_else(Fault::internal)?;
        let plain = self.inner.locker.open(id, sealed).map_err(|_| Fault::internal())?;
        let Some(step) = totp_step(&plain, code, self.now().unix_ms()) else {
            return Err(
                Fault::invalid().field("code", "This is not the code of this moment. Check the clock of the phone.")
            );
        };
        let factor = NewFactor {
            id: Uuid::from_bytes(*id),
            kind: FactorKind::Totp,
            name: called,
            secret: sealed.to_vec(),
            credential: None,
            step,
            ceremony: TOTP,
        };
        self.add(granted, factor).await
    }

    /// Begins to make a passkey: what to ask the browser.
    ///
    /// # Errors
    /// `no_passkeys`.
    pub async fn begin_passkey(
        &self,
        granted: Granted<action::ManageOwnFactors>,
        login: &LoginRow,
    ) -> Result<Value, Fault> {
        let actor = granted.actor();
        let factors = self.inner.store.factors(actor.user).await?;
        let existing: Vec<Vec<u8>> = factors.into_iter().filter_map(|factor| factor.credential).collect();
        let asked = self
            .passkeys()?
            .begin_making(actor.user.uuid(), &login.username, &login.display_name, &existing)
            .map_err(|_| passkey_refused())?;
        self.begin(actor.login, PASSKEY, asked.state.into_bytes()).await?;
        Ok(asked.options)
    }

    /// Takes the new passkey. Recovery codes come with the first factor.
    ///
    /// # Errors
    /// `invalid`, `too_late`, `passkey_refused`.
    pub async fn finish_passkey(
        &self,
        granted: Granted<action::ManageOwnFactors>,
        called: &str,
        answer: Value,
    ) -> Result<Vec<Zeroizing<String>>, Fault> {
        let called = name(called)?;
        let state = self.finish(granted.actor().login, PASSKEY).await?;
        let state = String::from_utf8(state).map_err(|_| Fault::internal())?;
        let made = self.passkeys()?.finish_making(&state, answer).map_err(|_| passkey_refused())?;
        let factor = NewFactor {
            id: secret::fresh_id(),
            kind: FactorKind::Passkey,
            name: called,
            secret: made.key.into_bytes(),
            credential: Some(made.credential),
            step: 0,
            ceremony: PASSKEY,
        };
        self.add(granted, factor).await
    }

    async fn add(
        &self,
        granted: Granted<action::ManageOwnFactors>,
        factor: NewFactor,
    ) -> Result<Vec<Zeroizing<String>>, Fault> {
        let actor = granted.actor();
        let existing = self.inner.store.factors(actor.user).await?;
        if existing.len() >= FACTORS {
            return Err(Fault::new(FaultKind::TooMany, "too_many_factors", "There are enough of them.")
                .detail("Remove one that you do not use."));
        }
        let taken = existing.iter().any(|other| other.name == factor.name);
        if taken {
            return Err(Fault::invalid().field("name", "Another one is called so."));
        }
        let (shown, hashes) = if existing.is_empty() { recovery_codes()? } else { Default::default() };
        let ended = self.inner.store.add_factor(self.stamp(actor), actor.user, actor.login, factor, hashes).await?;
        for login in ended.ok_or_else(passkey_refused)? {
            self.tell(Change::SignedOut(login));
        }
        Ok(shown)
    }

    /// Removes a factor of the caller.
    ///
    /// # Errors
    /// `not_found`, `factor_required`.
    pub async fn remove_own_factor(&self, granted: Granted<action::ManageOwnFactors>, id: Uuid) -> Result<(), Fault> {
        let actor = granted.actor();
        let factors = self.inner.store.factors(actor.user).await?;
        let last = factors.len() == 1 && factors.iter().any(|factor| factor.id == id);
        if last && self.account(actor.user).await?.is_on(Setting::SecondFactor) {
            return Err(Fault::new(
                FaultKind::Conflict,
                "factor_required",
                "A rule of this site asks for a second factor.",
            )
            .detail("Set up another one first, then remove this one."));
        }
        let removed = self.inner.store.remove_factor(self.stamp(actor), actor.user, id).await?;
        if removed { Ok(()) } else { Err(Fault::not_found()) }
    }

    /// New recovery codes in place of the old ones.
    ///
    /// # Errors
    /// `not_found` without a factor.
    pub async fn renew_recovery_codes(
        &self,
        granted: Granted<action::ManageOwnFactors>,
    ) -> Result<Vec<Zeroizing<String>>, Fault> {
        let actor = granted.actor();
        if self.inner.store.factors(actor.user).await?.is_empty() {
            return Err(Fault::not_found());
        }
        let (shown, hashes) = recovery_codes()?;
        self.inner.store.set_recovery_codes(self.stamp(actor), actor.user, hashes).await?;
        Ok(shown)
    }

    /// Removes all factors and recovery codes of an account, for somebody who lost them. Its logins end.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_user_factors(&self, granted: Granted<action::ManageSignIn>) -> Result<(), Fault> {
        let user = granted.resource().user;
        for login in self.inner.store.remove_factors(self.stamp(granted.actor()), user).await? {
            self.tell(Change::SignedOut(login));
        }
        Ok(())
    }
}

/// Recovery codes as they are shown, and the hashes that are kept of them.
type FreshCodes = (Vec<Zeroizing<String>>, Vec<[u8; 32]>);

fn recovery_codes() -> Result<FreshCodes, Fault> {
    let mut shown = Vec::with_capacity(RECOVERY_CODES);
    let mut hashes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let code = recovery_code(&Zeroizing::new(secret::random::<RECOVERY_SECRET>()?));
        hashes.push(secret::hash(&recovery_normal(&code).ok_or_else(Fault::internal)?));
        shown.push(code);
    }
    Ok((shown, hashes))
}

fn named(answer: &FactorAnswer) -> Option<UserId> {
    match answer {
        FactorAnswer::Passkey(answer) => Passkeys::named(answer).map(UserId::from_uuid),
        FactorAnswer::Code(_) | FactorAnswer::Recovery(_) => None,
    }
}
