//! Signing in through security providers (ACC-7): the way to a page of OpenID Connect and back, and people of a directory who type their password here.
//!
//! A provider says who somebody is and which groups they are in; what an account may, from where, when, and with which second factor, is decided here as for every other.

use std::net::IpAddr;

use towline_model::{
    Author, AuthorKind, Found, GroupPolicyId, Identity, Kept, Moment, ProviderError, ProviderId, ProviderSettings,
    Proving, UserId, clip,
};
use towline_seal::NONCE;
use towline_store::{LoginRow, PasswordCheck, ProviderPerson, ProviderRow, Stamp, Taken, VisitRow};

use crate::{
    Change, Engine, Fault, FaultKind, Leaving, SignInStep, accounts,
    providers::{same_group, unreachable},
    secret::{self, Secret},
    sign_in::too_many,
};

/// How long somebody may stay at a provider.
const VISIT: std::time::Duration = std::time::Duration::from_secs(10 * 60);
/// After how long no further directory is asked for a name.
const ASKING: std::time::Duration = std::time::Duration::from_secs(15);
/// Longest address within this site to come back to, in bytes.
const PATH: usize = 2048;
/// Longest code, in bytes.
const CODE: usize = 4096;
/// Longest name of a person at a provider that does not change, in bytes.
const SUBJECT: usize = 1024;

/// Somebody who is sent to a provider.
#[derive(Debug)]
pub struct VisitBegun {
    /// The page of the provider.
    pub url: String,
    /// What the browser must keep until the end.
    pub browser: String,
}

/// What came back with somebody.
#[derive(Debug)]
pub struct VisitAnswer<'a> {
    /// What went along.
    pub state: &'a str,
    /// What the provider gave.
    pub code: &'a str,
    /// Whose answer it says to be.
    pub issuer: Option<&'a str>,
}

/// How a visit ended.
#[derive(Debug)]
pub struct VisitEnd {
    /// How far the sign-in came. `None`: the browser's own login proved itself again.
    pub step: Option<SignInStep>,
    /// Where the person wanted to go.
    pub return_path: String,
}

/// The policies that these groups of a person give.
pub(crate) fn mapped(provider: &ProviderRow, groups: &[String]) -> Vec<GroupPolicyId> {
    let kind = provider.settings.kind();
    let has = |name: &str| groups.iter().any(|group| same_group(kind, group, name));
    let mut policies: Vec<GroupPolicyId> =
        provider.groups.iter().filter(|group| has(&group.name)).map(|group| group.policy).collect();
    policies.sort_unstable();
    policies.dedup();
    policies
}

fn not_there() -> Fault {
    Fault::new(FaultKind::NotFound, "provider_gone", "Nobody signs in through this provider now.")
        .detail("Reload the page, and sign in in another way.")
}

fn visit_over() -> Fault {
    Fault::new(FaultKind::NotSignedIn, "visit_over", "This sign-in is over, or was begun in another browser.")
        .detail("Begin again on the sign-in page.")
}

fn not_as_agreed(provider: &ProviderRow, error: ProviderError) -> Fault {
    let name = &provider.name;
    match error {
        ProviderError::Busy => too_many(),
        ProviderError::Unreachable(why) => {
            tracing::warn!(provider = name, why, "a security provider cannot be reached");
            unreachable(name)
        }
        ProviderError::Wrong(why) => {
            tracing::warn!(provider = name, why, "a security provider does not answer as it must");
            Fault::new(FaultKind::NotSignedIn, "provider_refused", format!("Signing in through {name} did not work."))
                .detail("Try again. If it stays so, an administrator of this site can test the provider.")
        }
    }
}

/// An address of this site's own interfaces to come back to, or the administrative interface.
fn return_path(asked: &str) -> String {
    let ours = ["/console", "/login"].iter().any(|start| {
        asked.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    });
    // SECURITY: browsers read `\` as `/` and skip some controls, so a path with either could name another site.
    let plain = asked.len() <= PATH && !asked.contains("//") && !asked.contains(|c: char| c == '\\' || c.is_control());
    let again = asked.starts_with("/login/callback");
    if ours && plain && !again { asked.to_owned() } else { "/login/".to_owned() }
}

impl Engine {
    /// Names of the enabled providers that people visit, for the sign-in page.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn visited_providers(&self) -> Result<Vec<(ProviderId, String)>, Fault> {
        let all = self.inner.store.providers().await?;
        let visited = all.into_iter().filter(|row| row.enabled && matches!(row.settings, ProviderSettings::OpenId(_)));
        Ok(visited.map(|row| (row.id, row.name)).collect())
    }

    /// Sends somebody to a provider. `browser`: what it keeps of visits that are under way.
    ///
    /// # Errors
    /// `provider_gone`, `provider_unreachable`, `provider_refused`, `too_many_attempts`.
    pub async fn begin_visit(
        &self,
        id: ProviderId,
        asked_path: &str,
        proving: Proving,
        browser: Option<&str>,
        address: IpAddr,
    ) -> Result<VisitBegun, Fault> {
        self.inner.throttle.anonymous_attempt(address).map_err(|_| too_many())?;
        let provider = self.provider(id).await.map_err(|_| not_there())?;
        let ProviderSettings::OpenId(settings) = &provider.settings else { return Err(not_there()) };
        if !provider.enabled {
            return Err(not_there());
        }
        let begun = self.ask()?.visited.begin(settings, &self.visit_ends_at(), proving).await;
        let visit = begun.map_err(|error| not_as_agreed(&provider, error))?;
        // Two tabs of a browser may be under way at once: they share what the browser keeps.
        let browser = match browser.filter(|kept| kept.len() == 43) {
            Some(kept) => kept.to_owned(),
            None => Secret::fresh::<32>()?.text,
        };
        let state = secret::hash(&visit.state);
        let plain = serde_json::to_vec(&visit.kept).map_err(|_| Fault::internal())?;
        let kept = self.inner.locker.seal(&state, secret::random::<NONCE>()?, &plain).map_err(|_| Fault::internal())?;
        let row = VisitRow { provider: id, kept, return_path: return_path(asked_path) };
        self.inner.store.begin_visit(state, secret::hash(&browser), row, self.now() + VISIT).await?;
        Ok(VisitBegun { url: visit.url, browser })
    }

    /// Ends a visit: once, in the browser that began it. `current`: the login that this browser has, if it has one.
    ///
    /// # Errors
    /// `visit_over`, and why the person may not sign in.
    pub async fn finish_visit(
        &self,
        answer: VisitAnswer<'_>,
        browser: Option<&str>,
        current: Option<&LoginRow>,
        address: IpAddr,
    ) -> Result<VisitEnd, Fault> {
        self.inner.throttle.anonymous_attempt(address).map_err(|_| too_many())?;
        let browser = browser.filter(|kept| kept.len() <= 64).ok_or_else(visit_over)?;
        if answer.state.len() > 256 || answer.code.len() > CODE || answer.code.is_empty() {
            return Err(visit_over());
        }
        let state = secret::hash(answer.state);
        let ended = self.inner.store.end_visit(state, secret::hash(browser), self.now()).await?;
        let visit = ended.ok_or_else(visit_over)?;
        let provider = self.provider(visit.provider).await.map_err(|_| not_there())?;
        let ProviderSettings::OpenId(settings) = &provider.settings else { return Err(not_there()) };
        let kept = self.inner.locker.open(&state, &visit.kept).map_err(|_| Fault::internal())?;
        let kept: Kept = serde_json::from_slice(&kept).map_err(|_| Fault::internal())?;
        let secret = self.provider_secret(&provider)?;
        let back = self.visit_ends_at();
        let asked = self.ask()?.visited.finish(settings, &secret, &back, &kept, answer.code, answer.issuer);
        let mut identity = asked.await.map_err(|error| not_as_agreed(&provider, error))?;
        // SECURITY: a provider that does not say when somebody proved themselves may know them by a login of its own, and whoever sits at the browser can take
        // the question out of the address. Asked with `max_age`, it must say (OpenID Connect Core, 3.1.2.1); what is not said is no proof of now.
        identity.proved_at.get_or_insert(0);
        let step = self.admit(&provider, identity, current, address).await?;
        Ok(VisitEnd { step, return_path: visit.return_path })
    }

    /// Signs in somebody whose name no local account has, through the directories in their order: the first that knows the name answers. `None`: the name or the password is not right.
    pub(crate) async fn sign_in_by_directory(
        &self,
        name: &str,
        password: &str,
        address: IpAddr,
    ) -> Result<Option<SignInStep>, Fault> {
        let name = name.trim();
        // SECURITY: a directory takes a bind without a password for one of nobody, and says yes.
        if password.is_empty() || name.is_empty() || name.len() > 256 {
            return Ok(None);
        }
        let (mut away, until) = (None, tokio::time::Instant::now() + ASKING);
        for provider in self.inner.store.providers().await?.into_iter().filter(|row| row.enabled) {
            // However many do not answer, somebody is told before long.
            if tokio::time::Instant::now() > until {
                break;
            }
            match self.find_in(&provider, name).await {
                Ok(None) => {}
                Err(fault) => away = away.or(Some(fault)),
                Ok(Some(found)) => {
                    if !self.prove_in(&provider, &found, password).await? {
                        return Ok(None);
                    }
                    return self.admit(&provider, found.identity, None, address).await;
                }
            }
        }
        away.map_or(Ok(None), Err)
    }

    async fn find_in(&self, provider: &ProviderRow, name: &str) -> Result<Option<Found>, Fault> {
        let ProviderSettings::Ldap(settings) = &provider.settings else { return Ok(None) };
        let secret = self.provider_secret(provider)?;
        let found = self.ask()?.asked.find(settings, &secret, name).await;
        found.map_err(|error| not_as_agreed(provider, error))
    }

    /// Whether this is the password of that person. Wrong ones count towards the lock of the account, and a locked one is not even tried.
    async fn prove_in(&self, provider: &ProviderRow, found: &Found, password: &str) -> Result<bool, Fault> {
        let ProviderSettings::Ldap(settings) = &provider.settings else { return Ok(false) };
        let known = self.inner.store.provider_account(provider.id, &found.identity.subject).await?;
        if let Some(user) = known {
            let account = self.inner.store.password_check_of(user).await?;
            if account.is_none_or(|account| account.locked_until > self.now()) {
                return Ok(false);
            }
        }
        let right = self.ask()?.asked.prove(settings, &found.dn, password).await;
        let right = right.map_err(|error| not_as_agreed(provider, error))?;
        if let Some(user) = known.filter(|_| !right) {
            self.count_wrong(user).await?;
        }
        Ok(right)
    }

    /// Whether this is still the password of an account at its directory.
    pub(crate) async fn is_directory_password(&self, user: UserId, name: &str, password: &str) -> Result<bool, Fault> {
        let Some((id, subject)) = self.inner.store.provider_subject(user).await? else { return Ok(false) };
        let provider = self.provider(id).await?;
        if password.is_empty() || !provider.enabled {
            return Ok(false);
        }
        match self.find_in(&provider, name).await? {
            Some(found) if found.identity.subject == subject => self.prove_in(&provider, &found, password).await,
            _ => Ok(false),
        }
    }

    /// Lets somebody in whom a provider vouches for: the account is made or brought up to date, then everything holds that holds for others.
    async fn admit(
        &self,
        provider: &ProviderRow,
        identity: Identity,
        current: Option<&LoginRow>,
        address: IpAddr,
    ) -> Result<Option<SignInStep>, Fault> {
        let policies = mapped(provider, &identity.groups);
        if policies.is_empty() && !provider.admits_others {
            self.turn_away(provider, &identity.subject, address).await?;
            let title = format!("{} does not let you in here.", provider.name);
            return Err(Fault::new(FaultKind::NotPermitted, "not_admitted", title)
                .detail("You are in none of the groups that may. An administrator of this site can change that."));
        }
        let proved_at = identity.proved_at;
        let account = self.take(provider, identity, policies, address).await?;
        let closed = account.disabled || account.locked_until > self.now();
        if closed || account.expires.is_some_and(|at| at <= self.now()) {
            return Err(Fault::new(
                FaultKind::NotPermitted,
                "account_closed",
                "Your account here is closed or locked.",
            )
            .detail("An administrator of this site can open it."));
        }
        self.may_sign_in(account.id, address).await?;
        let factors = self.inner.store.factors(account.id).await?;
        if !factors.is_empty() {
            let wanted = self.want_factor(account, &factors).await?.ok_or_else(not_there)?;
            return Ok(Some(SignInStep::Factor(wanted)));
        }
        // Somebody whom the provider knew by a login of its own has not proved anything just now; a directory was shown the password.
        let proved = proved_at.map_or(self.now(), |seconds| self.now().min(Moment(seconds.saturating_mul(1000))));
        if let Some(current) = current.filter(|current| current.user == account.id) {
            self.inner.store.prove_again(current.id, account.id, None, proved).await?;
            return Ok(None);
        }
        let (token, mut login) = self.fresh_login(address)?;
        login.fresh = proved;
        self.log_in(account, token, login).await?.map(Some).ok_or_else(not_there)
    }

    /// Somebody who is in no group that may: whatever groups gave before is gone, also where they are signed in already.
    async fn turn_away(&self, provider: &ProviderRow, subject: &str, address: IpAddr) -> Result<(), Fault> {
        let Some(user) = self.inner.store.provider_account(provider.id, subject).await? else { return Ok(()) };
        let stamp = self.stamp_of(provider, address);
        for login in self.inner.store.turn_away_provider_person(stamp, user).await? {
            self.tell(Change::SignedOut(login));
        }
        self.sessions().leave_all(user, Leaving::Hold).await;
        Ok(())
    }

    fn stamp_of(&self, provider: &ProviderRow, address: IpAddr) -> Stamp {
        let author = Author {
            kind: AuthorKind::Provider,
            id: Some(provider.id.uuid()),
            name: provider.name.clone(),
            address: address.to_string(),
        };
        Stamp { author: author.into(), at: self.now(), seen: None, once: None }
    }

    async fn take(
        &self,
        provider: &ProviderRow,
        identity: Identity,
        policies: Vec<GroupPolicyId>,
        address: IpAddr,
    ) -> Result<PasswordCheck, Fault> {
        let mut fault = Fault::invalid();
        let username = accounts::username(&identity.username, &mut fault);
        if !fault.fields.is_empty() {
            let title = format!("What {} calls you cannot be a user name here.", provider.name);
            return Err(Fault::new(FaultKind::NotPermitted, "name_unusable", title)
                .detail("An administrator of this site can have another name of yours read."));
        }
        if identity.subject.is_empty() || identity.subject.len() > SUBJECT {
            return Err(not_as_agreed(provider, ProviderError::Wrong("the name of a person cannot be used".into())));
        }
        let display_name = clip(&identity.display_name, 100);
        let mut odd_address = Fault::invalid();
        let email = accounts::email(&identity.email, &mut odd_address);
        let person = ProviderPerson {
            provider: provider.id,
            subject: identity.subject,
            display_name: if display_name.is_empty() { username.clone() } else { display_name },
            username,
            email: if odd_address.fields.is_empty() { email } else { String::new() },
            policies,
        };
        let stamp = self.stamp_of(provider, address);
        let fresh = UserId::from_uuid(secret::fresh_id());
        let name = person.username.clone();
        match self.inner.store.take_provider_person(stamp, fresh, person).await? {
            Taken::Account(account) => {
                self.tell(Change::UserChanged(account.id));
                Ok(account)
            }
            Taken::Gone => Err(not_there()),
            Taken::NameTaken => {
                let title = format!("Another account of this site is called “{name}”.");
                Err(Fault::new(FaultKind::Conflict, "name_taken", title).detail(
                    "Accounts are never joined by their name. An administrator of this site can rename the other one.",
                ))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_site_are_returned_to_acc_7_acc_9() {
        for path in ["/console", "/console/", "/console/run?search_string=web", "/login/users?page=2", "/login?x#y"] {
            assert_eq!(return_path(path), path);
        }
        for path in [
            "",
            "/",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example/console",
            "/consoles",
            "/login//evil.example",
            "/console\t/x",
            "/login/callback?code=1",
            "/api/v1/me",
            &format!("/console/{}", "x".repeat(3000)),
        ] {
            assert_eq!(return_path(path), "/login/", "{path}");
        }
    }
}
