//! Programs that use the interface (ADM-8): their accounts, their tokens (OAuth 2 client credentials, RFC 6749, 4.4), and who they are when they ask.

use std::{net::IpAddr, sync::Arc, time::Duration};

use ipnet::IpNet;
use towline_login::Left;
use towline_model::{ApiAccountId, Author, AuthorKind, LoginId, Moment};
use towline_policy::{Actor, Asker, Granted, Reach, Scope, ScopeOf, Scopes, action, among};
use towline_store::{ApiAccountChange, ApiAccountRow};
use uuid::Uuid;

use crate::{
    Engine, Fault, FaultKind,
    groups::{comments, name},
    policies::changed,
    secret::{self, Secret},
    sign_in::too_many,
};

/// How long a token works.
const TOKEN_LIFE: Duration = Duration::from_secs(3600);
/// Networks of one account.
const NETWORKS: usize = 64;

/// What a program is to be.
#[derive(Debug, Clone, Default)]
pub struct ProgramOrder {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub comments: Option<String>,
    /// Texts of its scopes.
    pub scopes: Option<Vec<String>>,
    /// Networks that it may come from (CIDR); none: from everywhere.
    pub networks: Option<Vec<String>>,
    /// Whether it may be used.
    pub enabled: Option<bool>,
    /// When it ends by itself; the inner `None`: never.
    pub expires: Option<Option<Moment>>,
}

/// A program with its secret, which is told once.
#[derive(Debug)]
pub struct MadeProgram {
    /// The account.
    pub account: ApiAccountRow,
    /// Its secret.
    pub secret: String,
}

/// A token of a program.
#[derive(Debug)]
pub struct IssuedToken {
    /// Goes into the header `Authorization: Bearer …`.
    pub token: String,
    /// How long it works.
    pub life: Duration,
    /// What it may.
    pub scopes: Scopes,
}

/// Why no token is issued, in the words of RFC 6749, 5.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRefusal {
    /// The account is not known, its secret is wrong, or it may not be used now or from here.
    InvalidClient,
    /// A scope is asked for that the account does not have.
    InvalidScope,
}

/// A program that asks.
#[derive(Debug, Clone)]
pub struct Program {
    /// Who that is.
    pub actor: Actor,
    /// What its token may.
    pub scopes: Scopes,
    /// How often it may still ask.
    pub left: Left,
}

fn scopes_of(texts: &[String]) -> Scopes {
    // A scope that this release does not know reaches nothing.
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}

fn may_come(networks: &[String], address: IpAddr) -> bool {
    let known: Vec<IpNet> = networks.iter().filter_map(|network| network.parse().ok()).collect();
    networks.is_empty() || among(&known, address)
}

impl Engine {
    /// All programs.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn programs(&self, _granted: Granted<action::ViewPrograms>) -> Result<Vec<ApiAccountRow>, Fault> {
        Ok(self.inner.store.api_accounts().await?)
    }

    /// Makes a program. It may as much as its maker may, as far as its scopes go.
    ///
    /// # Errors
    /// `invalid`, `again_required`.
    pub async fn create_program(
        &self,
        granted: Granted<action::ManagePrograms>,
        order: ProgramOrder,
    ) -> Result<MadeProgram, Fault> {
        let actor = granted.actor();
        let order = ProgramOrder {
            name: Some(order.name.unwrap_or_default()),
            scopes: Some(order.scopes.unwrap_or_default()),
            ..order
        };
        let (secret, id) = (Secret::fresh::<32>()?, ApiAccountId::from_uuid(secret::fresh_id()));
        let change = ApiAccountChange { secret_hash: Some(secret.hash), ..self.checked_program(actor, order)? };
        changed(self.inner.store.create_api_account(self.stamp(actor), id, actor.user, change).await?)?;
        let account = self.inner.store.api_account(id).await?.ok_or_else(Fault::not_found)?;
        Ok(MadeProgram { account, secret: secret.text })
    }

    /// Changes a program. Its tokens end, except when only its name or comments change.
    ///
    /// # Errors
    /// `not_found`, `invalid`.
    pub async fn change_program(
        &self,
        granted: Granted<action::ManagePrograms>,
        id: ApiAccountId,
        order: ProgramOrder,
    ) -> Result<ApiAccountRow, Fault> {
        let change = self.checked_program(granted.actor(), order)?;
        changed(self.inner.store.change_api_account(self.stamp(granted.actor()), id, change).await?)?;
        self.inner.store.api_account(id).await?.ok_or_else(Fault::not_found)
    }

    /// Gives a program a new secret; the old one and its tokens end.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn renew_program_secret(
        &self,
        granted: Granted<action::ManagePrograms>,
        id: ApiAccountId,
    ) -> Result<MadeProgram, Fault> {
        let secret = Secret::fresh::<32>()?;
        let change = ApiAccountChange { secret_hash: Some(secret.hash), ..ApiAccountChange::default() };
        changed(self.inner.store.change_api_account(self.stamp(granted.actor()), id, change).await?)?;
        let account = self.inner.store.api_account(id).await?.ok_or_else(Fault::not_found)?;
        Ok(MadeProgram { account, secret: secret.text })
    }

    /// Removes a program.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn remove_program(
        &self,
        granted: Granted<action::ManagePrograms>,
        id: ApiAccountId,
    ) -> Result<(), Fault> {
        changed(self.inner.store.remove_api_account(self.stamp(granted.actor()), id).await?)
    }

    fn checked_program(&self, actor: &Actor, order: ProgramOrder) -> Result<ApiAccountChange, Fault> {
        let mut fault = Fault::invalid();
        let name = order.name.map(|text| name(&text, &mut fault));
        let comments = order.comments.map(|text| comments(&text, &mut fault));
        if let Some(scopes) = &order.scopes {
            let known: Option<Vec<Scope>> = scopes.iter().map(|text| text.parse().ok()).collect();
            let may = |scope: &Scope| match scope.of {
                ScopeOf::Items => true,
                ScopeOf::Reports => actor.standing.reports() != Reach::Nothing,
                ScopeOf::Recordings => actor.standing.recordings() != Reach::Nothing,
                ScopeOf::Area(area) => actor.standing.opens(area),
            };
            let wrong = match known {
                None => Some("One of them is no scope."),
                Some(known) if known.is_empty() => Some("Choose at least one."),
                Some(known) if !known.iter().all(may) => {
                    Some("A program may no more than you. One of them is not open to you.")
                }
                Some(_) => None,
            };
            if let Some(wrong) = wrong {
                fault = fault.field("scopes", wrong);
            }
        }
        if let Some(networks) = &order.networks
            && (networks.len() > NETWORKS || !networks.iter().all(|text| text.parse::<IpNet>().is_ok()))
        {
            fault = fault.field("networks", "Networks look like 192.0.2.0/24 or 2001:db8::/32, 64 at most.");
        }
        if order.expires.flatten().is_some_and(|at| at <= self.now()) {
            fault = fault.field("expires_ms", "This is over already.");
        }
        if !fault.fields.is_empty() {
            return Err(fault);
        }
        Ok(ApiAccountChange {
            name,
            comments,
            scopes: order.scopes,
            networks: order.networks,
            enabled: order.enabled,
            expires: order.expires,
            secret_hash: None,
        })
    }

    fn usable(&self, account: &ApiAccountRow, address: IpAddr) -> bool {
        account.enabled
            && account.maker_enabled
            && [account.expires, account.maker_expires].into_iter().flatten().all(|at| at > self.now())
            && may_come(&account.networks, address)
    }

    /// Issues a token. Unknown, wrong, switched off and from elsewhere are told in the same words.
    ///
    /// # Errors
    /// `too_many_attempts` as a fault; everything else as the inner refusal.
    pub async fn issue_token(
        &self,
        client: &str,
        secret: &str,
        scope: Option<&str>,
        address: IpAddr,
    ) -> Result<Result<IssuedToken, TokenRefusal>, Fault> {
        self.inner.throttle.attempt(client, address).map_err(|_| too_many())?;
        let account = match client.parse::<ApiAccountId>() {
            Ok(id) => self.inner.store.api_account(id).await?,
            Err(_) => None,
        };
        // The secret has 256 random bits: comparing hashes tells nothing by its time, and none is worth guessing.
        let right = |account: &ApiAccountRow| secret.len() <= 64 && account.secret_hash == secret::hash(secret);
        let Some(account) = account.filter(|account| right(account) && self.usable(account, address)) else {
            return Ok(Err(TokenRefusal::InvalidClient));
        };
        let own = scopes_of(&account.scopes);
        let scopes = match scope.map(str::trim).filter(|scope| !scope.is_empty()) {
            None => own,
            Some(asked) => {
                let asked: Vec<String> = asked.split(' ').map(str::to_owned).collect();
                let wanted = scopes_of(&asked);
                if wanted.iter().count() != asked.len() || own.and(&wanted) != wanted {
                    return Ok(Err(TokenRefusal::InvalidScope));
                }
                wanted
            }
        };
        let token = Secret::fresh::<32>()?;
        let (now, texts) = (self.now(), scopes.iter().map(|scope| scope.to_string()).collect());
        self.inner.store.create_api_token(account.id, token.hash, texts, now, now + TOKEN_LIFE).await?;
        Ok(Ok(IssuedToken { token: token.text, life: TOKEN_LIFE, scopes }))
    }

    /// Who asks with this token, and how often it may still ask.
    ///
    /// # Errors
    /// `bad_token`.
    pub async fn program(&self, token: &str, address: IpAddr) -> Result<Program, Fault> {
        let bad = || {
            Fault::new(FaultKind::NotSignedIn, "bad_token", "The token does not work, or not any more.")
                .detail("Get a new one at /api/v1/oauth/token.")
        };
        if token.len() > 64 {
            return Err(bad());
        }
        let found = self.inner.store.api_token(secret::hash(token), self.now()).await?;
        let (account, scopes) = found.ok_or_else(bad)?;
        if !self.usable(&account, address) {
            return Err(bad());
        }
        let scopes = scopes_of(&scopes);
        let maker = self.account(account.created_by).await?;
        let actor = Actor {
            user: account.created_by,
            // A program has no login.
            login: LoginId::from_uuid(Uuid::nil()),
            author: Arc::new(Author {
                kind: AuthorKind::Program,
                id: Some(account.id.uuid()),
                name: account.name.clone(),
                address: address.to_string(),
            }),
            seen: None,
            standing: Arc::new(maker.standing().limited(&scopes)),
            first: None,
            fresh: false,
            console_allowed: false,
            asker: Asker::Program,
            once: None,
        };
        Ok(Program { actor, scopes, left: self.inner.allowance.take(account.id.uuid().into_bytes()) })
    }
}
