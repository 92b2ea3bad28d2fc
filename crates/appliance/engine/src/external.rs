//! External representatives (SUP-70): people without an account whom a rep invites into one session, by a link.
//!
//! SECURITY: a link is 256 random bits of which a hash is kept. It counts once, by a request that a button sends and no mail scanner. Whoever comes by it is a principal of a kind of its own: every decision
//! of `policy` says no to it, and the relay lets it into its one session. What it is let in with goes in the transaction that puts it out.

use std::{net::IpAddr, sync::Arc, time::Duration};

use towline_model::{Author, AuthorKind, LoginId, Moment, Rights, SessionId, SessionPolicyId, UserId};
use towline_policy::{Actor, Asker, SessionPolicies, Standing, action, authorize};
use towline_store::{ExternalRow, NewExternalInvitation, UsedExternalInvitation};

use crate::{
    Engine, Fault, FaultKind, Principal,
    letters::{self, ExternalInvitation},
    secret::{self, Secret},
    sign_in::too_many,
};

/// How long a link works, unless its session ends before (SUP-70).
const LINK_LIFE: Duration = Duration::from_secs(2 * 60 * 60);
/// Longest name of an external representative, in characters.
const NAME: usize = 64;
const TICKET_LIFE: Duration = Duration::from_secs(30);
/// Unused tickets of one that are kept.
const TICKETS: u32 = 64;

/// A session policy that external representatives can be invited with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalProfile {
    /// Which one.
    pub id: SessionPolicyId,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: String,
}

/// An open invitation of somebody without an account, as the session knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalInvited {
    /// Who invites.
    pub inviter: UserId,
    /// What they are called.
    pub inviter_name: String,
    /// What the guest is called.
    pub name: String,
    /// What the inviter says of it.
    pub comments: String,
    /// What says what the guest may at most.
    pub profile: SessionPolicyId,
}

/// A link that is about to be made.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// The whole link, told once.
    pub link: String,
    /// What the guest is called, on one line.
    pub name: String,
    /// Where it is sent; empty: nowhere.
    pub email: String,
    /// What is kept of it; its number is the session's to give.
    pub kept: NewExternalInvitation,
}

/// What the page of a link shows before it is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalLink {
    /// What the guest is called.
    pub name: String,
    /// Who invites.
    pub inviter: String,
    /// What they say of it.
    pub comments: String,
    /// Until when it works.
    pub expires: Moment,
}

/// A link that was followed.
#[derive(Debug, Clone)]
pub struct FollowedLink {
    /// What the guest's browser comes back with.
    pub cookie: String,
    /// Who the guest is.
    pub guest: ExternalRow,
}

fn void() -> Fault {
    Fault::new(FaultKind::NotFound, "external_link_void", "This invitation is not valid any more.").detail(
        "It was used already, is older than two hours, was taken back, or the session has ended. Ask whoever invited you for a new one.",
    )
}

impl Engine {
    /// The session policies that external representatives can be invited with, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn external_profiles(&self) -> Result<Vec<ExternalProfile>, Fault> {
        let rows = self.inner.store.session_policies().await?.into_iter().filter(|row| row.external);
        Ok(rows.map(|row| ExternalProfile { id: row.id, name: row.name, description: row.description }).collect())
    }

    /// Whether a rep may invite somebody without an account, and the link if so. The machine decides whether it is the owner.
    ///
    /// # Errors
    /// `not_permitted`, `invalid`, `not_there`.
    pub async fn authorize_external(
        &self,
        principal: &Principal,
        name: &str,
        email: &str,
        profile: &str,
    ) -> Result<(NewLink, SessionPolicyId), Fault> {
        let actor = self.actor_of(principal).await?;
        authorize::<action::HandOn>(&actor, ())?;
        if !actor.standing.invites_external() {
            return Err(Fault::not_permitted());
        }
        let name = towline_model::clip(name, NAME * 4);
        let (name, email) = (name.trim().to_owned(), email.trim().to_owned());
        let mut fault = Fault::invalid();
        if name.is_empty() || name.chars().count() > NAME {
            fault = fault.field("name", format!("Enter a name of at most {NAME} characters."));
        }
        if !email.is_empty() && !towline_mail::is_address(&email) {
            fault = fault.field("email", "Enter an address like name@example.com, or leave it empty.");
        }
        if !fault.fields.is_empty() {
            return Err(fault);
        }
        let profiles = self.external_profiles().await?;
        let Some(profile) = profiles.into_iter().find(|known| known.id.to_string() == profile) else {
            return Err(Fault::new(FaultKind::NotFound, "not_there", "This profile is not there any more.")
                .detail("Choose another one."));
        };
        let token = Secret::fresh::<32>()?;
        let kept = NewExternalInvitation {
            token_hash: token.hash,
            number: 0,
            user: UserId::from_uuid(secret::fresh_id()),
            expires: self.now() + LINK_LIFE,
        };
        // Behind the `#`, the token is in no request for the page, and so in no log.
        let link = format!("{}/console/external#{}", self.inner.site.url, token.text);
        Ok((NewLink { link, name, email, kept }, profile.id))
    }

    /// Sends a link to its guest.
    ///
    /// # Errors
    /// `mail_not_set_up`, `mail_not_sent`, `too_many_attempts`.
    pub async fn mail_external(&self, inviter: &Principal, new: &NewLink, comments: &str) -> Result<(), Fault> {
        if !self.sends_mail().await? {
            return Err(Fault::new(FaultKind::Conflict, "mail_not_set_up", "This site does not send mail.")
                .detail("Copy the link, and send it yourself."));
        }
        // Nobody's mailbox is filled by a rep who clicks, or whose account was taken.
        self.inner.throttle.letter(&format!("external by {}", inviter.user_id)).map_err(|_| too_many())?;
        self.inner.throttle.letter(&format!("external to {}", new.email)).map_err(|_| too_many())?;
        let place = self.mail_place().ok_or_else(too_many)?;
        let letter = letters::external(
            &self.inner.site,
            &new.email,
            &ExternalInvitation {
                rep: &inviter.display_name,
                name: &new.name,
                link: &new.link,
                comments,
                expires: new.kept.expires,
            },
        );
        self.send_letter(place, letter).await?.map_err(|error| {
            Fault::new(FaultKind::Unavailable, "mail_not_sent", "The message was not sent.").detail(error.sentence())
        })
    }

    /// What a profile allows now: what it does not say is answered by the site's answer for everybody. Nothing, if it is gone.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn profile_permissions(&self, profile: SessionPolicyId) -> Result<Rights, Fault> {
        let Some((_, settings)) = self.inner.store.session_policy(profile).await? else {
            return Ok(Rights::NONE);
        };
        let everybody = self.everybody().await?;
        let policies = SessionPolicies { item: Some(&settings), site: None, everybody: &everybody };
        Ok(policies.rights(&Standing::of_external(UserId::from_uuid(profile.uuid()))))
    }

    async fn link_of(&self, token: &str) -> Result<(towline_store::ExternalInvitationRow, ExternalInvited), Fault> {
        // A token is 43 characters; what is longer is not even hashed.
        if token.len() > 64 || !self.console_allowed().await? {
            return Err(void());
        }
        let row = self.inner.store.external_invitation(secret::hash(token), self.now()).await?.ok_or_else(void)?;
        let invited = self.sessions().external_invited(row.session, row.number).await.ok_or_else(void)?;
        // Whoever may invite nobody any more has invited nobody.
        let account = self.inner.store.account(invited.inviter).await?.ok_or_else(void)?;
        if !account.standing().invites_external() {
            return Err(void());
        }
        Ok((row, invited))
    }

    /// What a link is for. It is not used up.
    ///
    /// # Errors
    /// `external_link_void`, `too_many_attempts`.
    pub async fn external_link(&self, token: &str, address: IpAddr) -> Result<ExternalLink, Fault> {
        self.inner.throttle.anonymous_attempt(address).map_err(|_| too_many())?;
        let (row, invited) = self.link_of(token).await?;
        let ExternalInvited { inviter_name, name, comments, .. } = invited;
        Ok(ExternalLink { name, inviter: inviter_name, comments, expires: row.expires })
    }

    /// Follows a link, once: its guest is in the session.
    ///
    /// # Errors
    /// `external_link_void`, `too_many_attempts`.
    pub async fn follow_external_link(&self, token: &str, address: IpAddr) -> Result<FollowedLink, Fault> {
        self.inner.throttle.anonymous_attempt(address).map_err(|_| too_many())?;
        let (row, invited) = self.link_of(token).await?;
        let profile = self.profile_permissions(invited.profile).await?;
        let cookie = Secret::fresh::<32>()?;
        let used = UsedExternalInvitation {
            token_hash: secret::hash(token),
            cookie_hash: cookie.hash,
            user: row.user,
            name: invited.name.clone(),
            at: self.now(),
        };
        if !self.sessions().admit_external(row.session, row.number, profile, used).await? {
            return Err(void());
        }
        let guest = ExternalRow { user: row.user, session: row.session, name: invited.name };
        Ok(FollowedLink { cookie: cookie.text, guest })
    }

    /// Who comes back with this cookie.
    ///
    /// # Errors
    /// `invitation_ended`.
    pub async fn external_by_cookie(&self, cookie: &str) -> Result<ExternalRow, Fault> {
        if cookie.is_empty() || cookie.len() > 64 {
            return Err(Fault::invitation_ended());
        }
        self.inner.store.external_rep_by_cookie(secret::hash(cookie)).await?.ok_or_else(Fault::invitation_ended)
    }

    /// The same as somebody who asks: for whom the answer of `policy` is always no.
    ///
    /// # Errors
    /// `invitation_ended`.
    pub async fn external_actor(&self, cookie: &str) -> Result<Actor, Fault> {
        let row = self.external_by_cookie(cookie).await?;
        self.actor_of_external(&row).await
    }

    pub(crate) async fn actor_of_external(&self, row: &ExternalRow) -> Result<Actor, Fault> {
        let author = Author { kind: AuthorKind::User, id: None, name: row.name.clone(), address: String::new() };
        Ok(Actor {
            user: row.user,
            // It has none; no login has this id.
            login: LoginId::from_uuid(row.user.uuid()),
            author: Arc::new(author),
            seen: None,
            standing: Arc::new(Standing::of_external(row.user)),
            first: None,
            fresh: false,
            console_allowed: self.console_allowed().await?,
            asker: Asker::External,
            once: None,
        })
    }

    /// A ticket for the link of their console: single use, 30 s.
    ///
    /// # Errors
    /// `invitation_ended`, `console_disabled`.
    pub async fn external_ticket(&self, cookie: &str) -> Result<(String, Moment, ExternalRow), Fault> {
        let row = self.external_by_cookie(cookie).await?;
        if !self.console_allowed().await? {
            return Err(Fault::console_disabled());
        }
        let (ticket, expires) = (Secret::fresh::<32>()?, self.now() + TICKET_LIFE);
        self.inner.store.create_external_ticket(row.user, ticket.hash, expires, TICKETS).await?;
        Ok((ticket.text, expires, row))
    }

    /// Takes such a ticket. `None`: it is none of theirs.
    pub(crate) async fn redeem_external_ticket(&self, hash: [u8; 32]) -> Result<Option<Principal>, Fault> {
        let Some(user) = self.inner.store.redeem_external_ticket(hash, self.now()).await? else { return Ok(None) };
        self.external_principal(user).await.map(Some)
    }

    /// Whether an external representative is still one, and web consoles may connect.
    pub(crate) async fn external_principal(&self, user: UserId) -> Result<Principal, Fault> {
        let row = self.inner.store.external_rep(user).await?.ok_or_else(Fault::invitation_ended)?;
        if !self.console_allowed().await? {
            return Err(Fault::console_disabled());
        }
        Ok(principal(row))
    }
}

fn principal(row: ExternalRow) -> Principal {
    let session: SessionId = row.session;
    Principal {
        user_id: row.user,
        login_id: LoginId::from_uuid(row.user.uuid()),
        display_name: row.name,
        administrator: false,
        external: Some(session),
    }
}
