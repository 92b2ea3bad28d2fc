//! Representatives who are asked while signed out (SUP-33): by mail, with links that answer.
//!
//! SECURITY: a link declines, and nothing else: it needs no login, and looking at it changes nothing. To accept is to sign in.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc, time::Duration};

use towline_model::{Author, AuthorKind, SessionId, UserId};
use towline_store::{AwayInvitation, AwayRep, Stamp, UserChange};

use crate::{
    Change, Engine, Fault, FaultKind, Principal,
    letters::{self, AwayLetter},
    secret::{self, Secret},
    sign_in::too_many,
};

/// How long the links of a mail work; the invitation itself may be over before.
const LINK_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// What somebody was invited to by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwayInvited {
    /// The session.
    pub session: SessionId,
    /// Number of the invitation there.
    pub number: u32,
    /// What the session is called.
    pub session_name: String,
    /// Who invites.
    pub inviter: String,
    /// What they say of it.
    pub comments: String,
    /// Whether the session is to be taken over.
    pub transfer: bool,
}

/// How a link answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AwayAnswer {
    /// Not this time.
    Decline,
    /// Not this time, and not by mail any more.
    SwitchOff,
}

fn void() -> Fault {
    Fault::new(FaultKind::NotFound, "away_link_void", "This link does not work any more.")
        .detail("It was used already, or the invitation is over: somebody else came, or it was taken back.")
}

impl Engine {
    /// Those who can be asked by mail, if this site sends any.
    pub(crate) async fn away_reps(&self) -> Result<BTreeMap<UserId, AwayRep>, Fault> {
        let mut reps = BTreeMap::new();
        if !self.sends_mail().await? {
            return Ok(reps);
        }
        for rep in self.inner.store.away_reps(self.now()).await? {
            let account = self.inner.store.account(rep.user).await?;
            if account.is_some_and(|account| account.standing().asked_away()) {
                reps.insert(rep.user, rep);
            }
        }
        Ok(reps)
    }

    /// Sends somebody who is not signed in what they are invited to. It does not wait for the mail.
    ///
    /// # Errors
    /// When the store fails, or nothing can be sent.
    pub async fn mail_away(&self, inviter: &Principal, to: UserId, invited: &AwayInvited) -> Result<(), Fault> {
        let rep = self.away_reps().await?.remove(&to).ok_or_else(void)?;
        self.inner.throttle.letter(&format!("away {to}")).map_err(|_| too_many())?;
        let place = self.mail_place().ok_or_else(too_many)?;
        let (token, expires) = (Secret::fresh::<32>()?, self.now() + LINK_LIFE);
        let kept = AwayInvitation { session: invited.session, number: invited.number, user: to };
        self.inner.store.keep_away_invitation(token.hash, kept, expires).await?;
        // Behind the `#`, the token is in no request for the page, and so in no log.
        let link = |answer: &str| format!("{}/console/invited/{answer}#{}", self.inner.site.url, token.text);
        let letter = letters::away(
            &self.inner.site,
            &rep.email,
            &AwayLetter {
                name: &rep.name,
                rep: &inviter.display_name,
                session: &invited.session_name,
                comments: &invited.comments,
                transfer: invited.transfer,
                accept: &link("accept"),
                decline: &link("decline"),
                off: &link("switch-off"),
            },
        );
        let engine = self.clone();
        tokio::spawn(async move {
            // How it went is in the log and on the status page.
            let _ = engine.send_letter(place, letter).await;
        });
        Ok(())
    }

    /// What a link is about. It is not used up.
    ///
    /// # Errors
    /// `away_link_void`, `too_many_attempts`.
    pub async fn away_link(&self, token: &str, address: IpAddr) -> Result<AwayInvited, Fault> {
        self.inner.throttle.anonymous_attempt(address).map_err(|_| too_many())?;
        if token.len() > 64 {
            return Err(void());
        }
        let found = self.inner.store.away_invitation(secret::hash(token), self.now()).await?.ok_or_else(void)?;
        self.sessions().away_invited(found.session, found.number, found.user).await.ok_or_else(void)
    }

    /// Declines by a link, once; and, if that is wanted, asks for no more such mail.
    ///
    /// # Errors
    /// `away_link_void`, `too_many_attempts`.
    pub async fn answer_away(&self, token: &str, answer: AwayAnswer, address: IpAddr) -> Result<(), Fault> {
        self.inner.throttle.anonymous_attempt(address).map_err(|_| too_many())?;
        if token.len() > 64 {
            return Err(void());
        }
        let found = self.inner.store.use_away_invitation(secret::hash(token), self.now()).await?.ok_or_else(void)?;
        let user = self.inner.store.user(found.user).await?.ok_or_else(void)?;
        if answer == AwayAnswer::SwitchOff {
            let author = Author {
                kind: AuthorKind::User,
                id: Some(user.id.uuid()),
                name: user.username.clone(),
                address: address.to_string(),
            };
            let stamp = Stamp { author: Arc::new(author), at: self.now(), seen: None, once: None };
            let change = UserChange { asked_away: Some(false), ..UserChange::default() };
            self.inner.store.change_user(stamp, user.id, change).await?;
            self.tell(Change::UserChanged(user.id));
        }
        // One that is over already is declined as well as any.
        self.sessions().decline(found.session, found.number, user.id, user.display_name).await;
        Ok(())
    }
}
