//! Who acts: a live login of an enabled account, read from the store at the moment of asking.

use std::sync::Arc;

use towline_model::{Author, AuthorKind, LoginId, UserId};
use towline_policy::{Account, AccountFacts, Action, Actor, Asker, First, Granted, Setting, authorize, command_line};
use towline_store::LoginRow;
use uuid::Uuid;

use crate::{Engine, Fault, secret};

/// Who acts. A picture of the moment: what it may do is decided anew at each action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The account.
    pub user_id: UserId,
    /// The login that it came with.
    pub login_id: LoginId,
    /// What people call it.
    pub display_name: String,
    /// Whether it administers the site.
    pub administrator: bool,
    /// Of somebody without an account: the one session that is theirs (SUP-70).
    pub external: Option<towline_model::SessionId>,
}

impl Principal {
    fn of(login: &LoginRow) -> Self {
        Principal {
            user_id: login.user,
            login_id: login.id,
            display_name: login.display_name.clone(),
            administrator: login.administrator,
            external: None,
        }
    }
}

impl Engine {
    /// The live login with this cookie's token.
    ///
    /// # Errors
    /// `signed_out` when there is none.
    pub async fn login_by_token(&self, token: &str) -> Result<LoginRow, Fault> {
        // A token is 43 characters; what is longer is not even hashed.
        if token.len() > 64 {
            return Err(Fault::not_signed_in());
        }
        let login = self.inner.store.login_by_token(secret::hash(token), self.now()).await?;
        login.ok_or_else(Fault::not_signed_in)
    }

    /// What decides about what this login may do now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn actor(&self, login: &LoginRow) -> Result<Actor, Fault> {
        let account = self.account(login.user).await?;
        if self.is_idle(&account, login) {
            return Err(Fault::not_signed_in());
        }
        let must_change = login.must_change_password || self.password_is_over(login).await?;
        Ok(Actor {
            user: login.user,
            login: login.id,
            author: Arc::new(Author {
                kind: AuthorKind::User,
                id: Some(login.user.uuid()),
                name: login.username.clone(),
                address: login.address.clone(),
            }),
            seen: None,
            first: self.first(&account, must_change).await?,
            fresh: self.now().since(login.fresh) < FRESH,
            standing: Arc::new(account.standing()),
            console_allowed: self.console_allowed().await?,
            asker: Asker::Person,
            once: None,
        })
    }

    /// Whoever is at the command line of the appliance's own machine, with this name there (ADM-10).
    ///
    /// SECURITY: only what came over the socket in the data directory may be given this.
    pub fn command_line(&self, name: &str) -> Actor {
        let account = command_line(UserId::from_uuid(Uuid::nil()));
        Actor {
            user: account.user,
            // It has no login.
            login: LoginId::from_uuid(Uuid::nil()),
            author: Arc::new(Author {
                kind: AuthorKind::CommandLine,
                id: None,
                name: name.to_owned(),
                address: String::new(),
            }),
            seen: None,
            first: None,
            fresh: true,
            standing: Arc::new(account.standing()),
            console_allowed: false,
            asker: Asker::Person,
            once: None,
        }
    }

    /// What an account must do before anything else.
    pub(crate) async fn first(&self, account: &Account, must_change_password: bool) -> Result<Option<First>, Fault> {
        if must_change_password {
            return Ok(Some(First::Password));
        }
        let asked = account.is_on(Setting::SecondFactor);
        let lacks = asked && self.inner.store.factors(account.user).await?.is_empty();
        Ok(lacks.then_some(First::Factor))
    }

    /// What the store knows of an account's rights.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) async fn account(&self, user: UserId) -> Result<Account, Fault> {
        self.inner.store.account(user).await?.ok_or_else(Fault::not_found)
    }

    /// What decides about an account that somebody manages.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn account_facts(&self, user: UserId) -> Result<AccountFacts, Fault> {
        Ok(AccountFacts { user, standing: Arc::new(self.account(user).await?.standing()) })
    }

    /// What decides about what this principal may do now: the login is read again.
    pub(crate) async fn actor_of(&self, principal: &Principal) -> Result<Actor, Fault> {
        if principal.external.is_some() {
            let row = self.inner.store.external_rep(principal.user_id).await?.ok_or_else(Fault::invitation_ended)?;
            return self.actor_of_external(&row).await;
        }
        let login = self.inner.store.login(principal.login_id, self.now()).await?;
        self.actor(&login.ok_or_else(Fault::not_signed_in)?).await
    }

    /// Makes a ticket for a console's link: single use, 30 s.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn make_ticket(
        &self,
        granted: Granted<towline_policy::action::MakeTicket>,
    ) -> Result<(String, towline_model::Moment), Fault> {
        let ticket = secret::Secret::fresh::<32>()?;
        let expires = self.now() + TICKET_LIFE;
        self.inner.store.create_ticket(granted.actor().login, ticket.hash, expires, TICKETS_OF_A_LOGIN).await?;
        Ok((ticket.text, expires))
    }

    /// Takes a ticket and says whose it was. Works once, within 30 s, for a live login, while web consoles may connect.
    ///
    /// # Errors
    /// `bad_ticket`, `console_disabled`, `invitation_ended`.
    pub async fn redeem_ticket(&self, ticket: &str) -> Result<Principal, Fault> {
        let bad = || {
            Fault::new(crate::FaultKind::NotSignedIn, "bad_ticket", "The connection could not be authorised.")
                .detail("Reload the page.")
        };
        if ticket.len() > 64 {
            return Err(bad());
        }
        let now = self.now();
        let hash = secret::hash(ticket);
        let Some(login) = self.inner.store.redeem_ticket(hash, now).await? else {
            return self.redeem_external_ticket(hash).await?.ok_or_else(bad);
        };
        let login = self.inner.store.login(login, now).await?.ok_or_else(bad)?;
        let actor = self.actor(&login).await?;
        authorize::<towline_policy::action::MakeTicket>(&actor, ())?;
        Ok(Principal::of(&login))
    }

    /// Whether this principal's login still lives, and may use a console.
    ///
    /// # Errors
    /// `signed_out`, `console_disabled`, `invitation_ended`.
    pub async fn check_principal(&self, principal: &Principal) -> Result<Principal, Fault> {
        if principal.external.is_some() {
            return self.external_principal(principal.user_id).await;
        }
        let login = self.inner.store.login(principal.login_id, self.now()).await?.ok_or_else(Fault::not_signed_in)?;
        let actor = self.actor(&login).await?;
        authorize::<towline_policy::action::MakeTicket>(&actor, ())?;
        Ok(Principal::of(&login))
    }

    /// Checks a right without a resource.
    ///
    /// # Errors
    /// Why not.
    pub fn allow<A: Action<Resource = ()>>(&self, actor: &Actor) -> Result<Granted<A>, Fault> {
        Ok(authorize::<A>(actor, ())?)
    }
}

/// For how long all factors count as proved a short while ago.
const FRESH: std::time::Duration = std::time::Duration::from_secs(600);
const TICKET_LIFE: std::time::Duration = std::time::Duration::from_secs(30);
/// Unused tickets of one login that are kept: each console takes one, and one for each screen.
const TICKETS_OF_A_LOGIN: u32 = 64;
