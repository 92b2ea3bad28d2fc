//! The first argument of every handler: proof that the caller may do the operation. Reading the login, loading the thing that the path names and deciding are one step.

use std::{future::Future, marker::PhantomData};

use axum::{
    RequestPartsExt as _,
    extract::{FromRequestParts, Path},
};
use http::{HeaderMap, header, request::Parts};
use towline_engine::{Engine, Fault, FaultKind, Program};
use towline_model::JumpItemId;
use towline_policy::{
    AccountFacts, Action, Actor, Granted, ItemFacts, Who, action, authorize, command_line_reaches, rest::Operation,
};
use towline_store::LoginRow;

use crate::{etag, problem::Refusal};

/// The cookie of a login. The prefix makes browsers insist on HTTPS, this host and the whole site.
pub(crate) const COOKIE: &str = "__Host-towline";

/// The cookie of somebody who came into one session by a link (SUP-70). It proves that, and opens nothing but what is for them alone.
pub(crate) const EXTERNAL_COOKIE: &str = "__Host-towline-external";

/// Marks a request of whoever is at the command line of the appliance's own machine (ADM-10).
///
/// SECURITY: it is a value of this program, which nothing in a request can make. Only the socket in the data directory puts it there.
#[derive(Debug, Clone)]
pub struct CommandLine {
    /// Who that is on the machine.
    pub name: String,
}

/// Proof that the caller may do operation `O`, and the caller's login.
pub(crate) struct Proof<O: Operation> {
    pub(crate) granted: Granted<O::Action>,
    login: Option<LoginRow>,
}

impl<O: Operation> Proof<O> {
    /// The proof and the login that it came with. Programs have none, and do nothing that needs one.
    pub(crate) fn of_login(self) -> Result<(Granted<O::Action>, LoginRow), Fault> {
        let login = self.login.ok_or_else(scope_missing)?;
        Ok((self.granted, login))
    }
}

fn scope_missing() -> Fault {
    Fault::new(FaultKind::NotPermitted, "scope_missing", "The token does not have the scope for this.").detail(
        "Give the API account that scope, then get a new token. What decides about sign-ins is for people only.",
    )
}

/// For operations that everybody may do.
pub(crate) struct Open<O: Operation>(PhantomData<O>);

/// Finds the thing that an operation is done to.
pub(crate) trait Load: Sized {
    fn load(parts: &mut Parts, engine: &Engine, actor: &Actor) -> impl Future<Output = Result<Self, Fault>> + Send;
}

impl Load for () {
    async fn load(_parts: &mut Parts, _engine: &Engine, _actor: &Actor) -> Result<Self, Fault> {
        Ok(())
    }
}

impl Load for ItemFacts {
    async fn load(parts: &mut Parts, engine: &Engine, _actor: &Actor) -> Result<Self, Fault> {
        let Path(id) = parts.extract::<Path<String>>().await.map_err(|_| Fault::not_found())?;
        let id: JumpItemId = id.parse().map_err(|_| Fault::not_found())?;
        engine.store().item_facts(id).await?.ok_or_else(Fault::not_found)
    }
}

impl Load for AccountFacts {
    async fn load(parts: &mut Parts, engine: &Engine, actor: &Actor) -> Result<Self, Fault> {
        // Whether an account exists is for those who see accounts.
        authorize::<action::ViewUsers>(actor, ())?;
        let Path(id) = parts.extract::<Path<String>>().await.map_err(|_| Fault::not_found())?;
        engine.account_facts(id.parse().map_err(|_| Fault::not_found())?).await
    }
}

impl<O> FromRequestParts<Engine> for Proof<O>
where
    O: Operation,
    <O::Action as Action>::Resource: Load,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, engine: &Engine) -> Result<Self, Refusal> {
        let (mut actor, login) = if let Some(CommandLine { name }) = parts.extensions.get() {
            if !command_line_reaches(&O::ROW) {
                return Err(Fault::not_permitted().into());
            }
            (engine.command_line(name), None)
        } else {
            match parts.extensions.remove::<Program>() {
                Some(program) if program.scopes.reach(&O::ROW) => (program.actor, None),
                Some(_) => return Err(scope_missing().into()),
                // A browser may have both; what is for external representatives asks for theirs, whoever is signed in besides.
                None if O::ROW.who == Who::External => {
                    let token = named_cookie(&parts.headers, EXTERNAL_COOKIE).ok_or_else(Fault::invitation_ended)?;
                    (engine.external_actor(&token).await?, None)
                }
                None => match (cookie(parts), named_cookie(&parts.headers, EXTERNAL_COOKIE)) {
                    (Some(token), _) => {
                        let login = engine.login_by_token(&token).await?;
                        (engine.actor(&login).await?, Some(login))
                    }
                    // The table says no to them as to everybody else whom it says no to.
                    (None, Some(token)) => (engine.external_actor(&token).await?, None),
                    (None, None) => return Err(Fault::not_signed_in().into()),
                },
            }
        };
        actor.seen = etag::seen(&parts.headers);
        let resource = <O::Action as Action>::Resource::load(parts, engine, &actor).await?;
        let granted = authorize::<O::Action>(&actor, resource).map_err(Fault::from)?;
        Ok(Proof { granted, login })
    }
}

impl<O: Operation<Action = action::Open>> FromRequestParts<Engine> for Open<O> {
    type Rejection = Refusal;

    async fn from_request_parts(_parts: &mut Parts, _engine: &Engine) -> Result<Self, Refusal> {
        const { assert!(matches!(<action::Open as Action>::WHO, Who::Anyone)) };
        Ok(Open(PhantomData))
    }
}

/// The token in the login's cookie. A browser sends one cookie of a name with the prefix; if there were more, none would be taken.
pub(crate) fn cookie(parts: &Parts) -> Option<String> {
    named_cookie(&parts.headers, COOKIE)
}

/// The one cookie of a name.
pub(crate) fn named_cookie(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let mut found = None;
    for line in headers.get_all(header::COOKIE) {
        for pair in line.to_str().ok()?.split(';') {
            let Some((name, value)) = pair.trim().split_once('=') else { continue };
            if name == wanted && found.replace(value.to_owned()).is_some() {
                return None;
            }
        }
    }
    found
}
