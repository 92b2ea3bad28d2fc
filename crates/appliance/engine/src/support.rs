//! Attended support: session keys, and customers who start a session with one (SUP-2, SUP-10 to SUP-13, SUP-20).
//!
//! SECURITY: a key is random and counts once. Nobody can tell a used, an expired, a withdrawn and an unknown one apart, and so few may be typed that none is found by guessing.

use std::{net::IpAddr, time::Duration};

use towline_mail::Letter;
use towline_model::{
    Customer, IssueId, Language, Moment, PublicSiteId, Queue, Rights, SessionId, SessionKeyId, Support, UserId, Via,
};
use towline_policy::{Granted, Presence, QueueFacts, action, authorize};
use towline_seal::NONCE;
use towline_session::{Input, State};
use towline_store::{AskedBy, MadeKey, NewSessionKey, PublicSiteRow, SessionKeyRow};

use crate::{
    Engine, Fault, FaultKind, Principal,
    key_format::{LIVE_KEYS, shown},
    letters::{self, Invitation},
    portal::{Asking, agreement_digest},
    secret::{self, Secret},
    sessions::Asked,
    sign_in::too_many,
};

/// Shortest validity that can be chosen, in minutes.
const SHORTEST: u32 = 10;
/// How long a customer's ticket counts.
const TICKET_LIFE: Duration = Duration::from_secs(30);
/// Longest text that is looked at as a key: a whole link may be pasted.
const TYPED: usize = 512;

/// A session key, as its maker sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionKey {
    /// Its id.
    pub id: SessionKeyId,
    /// As it is read out: `ABC-DEF-GHJ`.
    pub key: String,
    /// The link that does the same.
    pub url: String,
    /// The public site.
    pub site: Option<PublicSiteId>,
    /// What that is called.
    pub site_name: String,
    /// When it was made.
    pub created: Moment,
    /// Until when a session can be started with it.
    pub expires: Moment,
}

/// What a customer brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Brought {
    /// What was typed as a key; a pasted link counts as one.
    Typed(String),
    /// The token of a followed link.
    Link(String),
    /// An issue that was chosen on the portal (SUP-32).
    Issue(IssueId),
    /// A rep who was chosen on the portal (SUP-32).
    Rep(UserId),
}

/// A customer who wants to begin.
#[derive(Debug, Clone)]
pub struct Start {
    /// With what.
    pub brought: Brought,
    /// The public site that they are at; none: the default one. A key brings its own.
    pub site: Option<PublicSiteId>,
    /// What they want to be called; may be empty.
    pub name: String,
    /// Whom they belong to; may be empty.
    pub company: String,
    /// What they wrote of their problem; may be empty.
    pub details: String,
    /// What they said of custom fields, by code name; those that nobody asked for are left out. With a key: none.
    pub custom: Vec<(String, String)>,
    /// The [`agreement_digest`] of what they say that they accepted; empty: nothing.
    pub agreement: String,
    /// Tag of the language of the page.
    pub language: String,
    /// Where they are.
    pub address: IpAddr,
    /// Whether their browser is one of a phone or tablet.
    pub phone: bool,
}

/// What came of a customer who wants to begin.
#[derive(Debug)]
pub enum Begun {
    /// The session is there: what their browser comes back with.
    Session(String),
    /// Nothing began, and nothing was used up: the agreement of this site is to be accepted first (SUP-3).
    Agree(Box<PublicSiteRow>),
}

/// A session as its customer's page needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerFacts {
    /// Which one.
    pub session: SessionId,
    /// What the customer is called.
    pub name: String,
    /// The public site that they came by.
    pub site: Option<PublicSiteId>,
    /// Whether it is over.
    pub ended: bool,
    /// Whether somebody has helped.
    pub accepted: bool,
}

fn not_valid() -> Fault {
    Fault::new(FaultKind::NotFound, "not_valid", "This key is not valid.")
        .detail("It may be mistyped, or it was used or ran out. Ask the person who gave it to you for a new one.")
}

/// What was typed, as a key is hashed. `Err`: the token of a pasted link.
fn read_key(typed: &str) -> Result<String, String> {
    let typed: String = typed.chars().take(TYPED).collect();
    if let Some((_, token)) = typed.split_once("ak=") {
        return Err(token
            .split(|end: char| end == '&' || end == '#' || end.is_whitespace())
            .next()
            .unwrap_or_default()
            .to_owned());
    }
    Ok(typed
        .chars()
        .filter(|character| character.is_ascii_alphanumeric())
        .map(|character| character.to_ascii_uppercase())
        .collect())
}

impl Engine {
    /// Makes a session key (SUP-10).
    ///
    /// # Errors
    /// `invalid`; `too_many_keys`.
    pub async fn make_session_key(
        &self,
        granted: Granted<action::ManageSessionKeys>,
        minutes: u32,
        site: Option<PublicSiteId>,
    ) -> Result<SessionKey, Fault> {
        let actor = granted.actor();
        let longest = actor.standing.key_minutes().unwrap_or(SHORTEST);
        if !(SHORTEST..=longest).contains(&minutes) {
            return Err(Fault::invalid().field("minutes", format!("From {SHORTEST} to {longest} minutes.")));
        }
        self.offered_site(actor, site).await?;
        let (now, format) = (self.now(), self.key_format().await?);
        // A second one is made when the first is taken, which happens once in a thousand millions.
        for _ in 0..3 {
            let (id, code, token) =
                (SessionKeyId::from_uuid(secret::fresh_id()), format.fresh()?, Secret::fresh::<16>()?);
            let plain = format!("{code} {}", token.text);
            let sealed = self.inner.locker.seal(id.uuid().as_bytes(), secret::random::<NONCE>()?, plain.as_bytes());
            let new = NewSessionKey {
                id,
                code_hash: secret::hash(&code),
                length: format.length,
                token_hash: token.hash,
                sealed: sealed.map_err(|_| Fault::internal())?,
                user: actor.user,
                site,
                created: now,
                expires: now + Duration::from_secs(u64::from(minutes) * 60),
            };
            let (sealed, expires) = (new.sealed.clone(), new.expires);
            match self.inner.store.make_session_key(new, LIVE_KEYS).await? {
                MadeKey::Known => continue,
                MadeKey::TooMany => {
                    let title = "As many session keys are open as may be on this site.";
                    return Err(Fault::new(FaultKind::Conflict, "too_many_keys", title)
                        .detail("Withdraw some that are not needed, or wait until some run out."));
                }
                MadeKey::Made => {}
            }
            let row =
                SessionKeyRow { id, sealed, user: actor.user, user_name: String::new(), site, created: now, expires };
            return self.opened(row).await;
        }
        Err(Fault::internal())
    }

    /// The open session keys of whoever asks, newest first (SUP-11).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_keys(&self, granted: Granted<action::ManageSessionKeys>) -> Result<Vec<SessionKey>, Fault> {
        let rows = self.inner.store.session_keys_of(granted.actor().user, self.now()).await?;
        let mut keys = Vec::with_capacity(rows.len());
        for row in rows {
            keys.push(self.opened(row).await?);
        }
        Ok(keys)
    }

    /// Withdraws one of them.
    ///
    /// # Errors
    /// `not_found`: it is used, over, or somebody else's.
    pub async fn withdraw_session_key(
        &self,
        granted: Granted<action::ManageSessionKeys>,
        id: SessionKeyId,
    ) -> Result<(), Fault> {
        let withdrawn = self.inner.store.withdraw_session_key(id, granted.actor().user, self.now()).await?;
        if withdrawn { Ok(()) } else { Err(Fault::not_found()) }
    }

    /// Sends one of them by the site's own mail (SUP-10).
    ///
    /// # Errors
    /// `not_found`; `invalid`; `mail_not_set_up`; `mail_not_sent`; `too_many_attempts`.
    pub async fn mail_session_key(
        &self,
        granted: Granted<action::ManageSessionKeys>,
        id: SessionKeyId,
        to: &str,
        language: Option<Language>,
    ) -> Result<(), Fault> {
        let to = to.trim();
        if !towline_mail::is_address(to) {
            return Err(Fault::invalid().field("to", "Enter an address like name@example.com."));
        }
        if !self.sends_mail().await? {
            let title = "This site does not send mail.";
            return Err(Fault::new(FaultKind::Conflict, "mail_not_set_up", title)
                .detail("Send the link by your own e-mail program, or ask an administrator to set mail up."));
        }
        let invitation = self.invitation_letter(granted, id, language).await?;
        // Nobody's mailbox is filled by a rep who clicks, or whose account was taken.
        self.inner.throttle.letter(&format!("key {id}")).map_err(|_| too_many())?;
        self.inner.throttle.letter(&format!("key to {to}")).map_err(|_| too_many())?;
        let place = self.mail_place().ok_or_else(too_many)?;
        self.send_letter(place, Letter { to: to.to_owned(), ..invitation }).await?.map_err(|error| {
            Fault::new(FaultKind::Unavailable, "mail_not_sent", "The message was not sent.").detail(error.sentence())
        })
    }

    /// What invites a customer with one of them, for its maker to send by a program of their own: subject and text.
    ///
    /// # Errors
    /// `not_found`; `invalid`.
    pub async fn session_key_invitation(
        &self,
        granted: Granted<action::ManageSessionKeys>,
        id: SessionKeyId,
        language: Option<Language>,
    ) -> Result<(String, String), Fault> {
        let letter = self.invitation_letter(granted, id, language).await?;
        Ok((letter.subject, letter.text))
    }

    /// To nobody yet. Without a language: that of the site.
    async fn invitation_letter(
        &self,
        granted: Granted<action::ManageSessionKeys>,
        id: SessionKeyId,
        language: Option<Language>,
    ) -> Result<Letter, Fault> {
        let rows = self.inner.store.session_keys_of(granted.actor().user, self.now()).await?;
        let row = rows.into_iter().find(|row| row.id == id).ok_or_else(Fault::not_found)?;
        let site = self.site_row(row.site).await?;
        let language = language.unwrap_or(site.default_language);
        if !site.languages.contains(&language) {
            return Err(Fault::invalid().field("language", "Choose one of the languages that the public site offers."));
        }
        let name = row.user_name.clone();
        let key = self.opened(row).await?;
        let invitation =
            Invitation { rep: &name, site: &key.site_name, key: &key.key, link: &key.url, expires: key.expires };
        Ok(letters::invitation("", &invitation, language))
    }

    /// As its maker sees it.
    async fn opened(&self, row: SessionKeyRow) -> Result<SessionKey, Fault> {
        let plain = self.inner.locker.open(row.id.uuid().as_bytes(), &row.sealed).map_err(|_| Fault::internal())?;
        let plain = std::str::from_utf8(&plain).map_err(|_| Fault::internal())?;
        let (code, token) = plain.split_once(' ').ok_or_else(Fault::internal)?;
        let site = self.site_place(row.site).await?;
        Ok(SessionKey {
            id: row.id,
            key: shown(code),
            url: format!("{}/?ak={token}", site.url),
            site: row.site,
            site_name: site.name,
            created: row.created,
            expires: row.expires,
        })
    }

    /// A customer starts a session: with a key (SUP-11, SUP-12), with an issue, which leads to the queue of its team or to the general one, or with a rep who is shown (SUP-32).
    ///
    /// SECURITY: which agreement is to be accepted is decided by the site of the session, not by the one whose page the customer is at: a key of one site can be typed at another.
    ///
    /// # Errors
    /// `not_valid`, one answer for all reasons; `not_offered`; `invalid`; `too_many_attempts`; `too_many_waiting`.
    pub async fn portal_start(&self, start: Start) -> Result<Begun, Fault> {
        let cookie = Secret::fresh::<32>()?;
        let address = start.address;
        let asking = Asking {
            site: start.site,
            customer: Customer {
                name: start.name,
                company: start.company,
                details: start.details,
                language: start.language,
                address: address.to_string(),
                phone: start.phone,
            },
            custom: start.custom,
            cookie_hash: cookie.hash,
        };
        let unkeyed = || self.inner.throttle.ask(address).map_err(|_| too_many());
        let language = Language::of_tag(&asking.customer.language);
        let mut asked = match start.brought {
            Brought::Typed(typed) => self.by_key(read_key(&typed), address, asking).await?,
            Brought::Link(token) => self.by_key(Err(token), address, asking).await?,
            Brought::Issue(issue) => {
                unkeyed()?;
                self.by_issue(issue, asking).await?
            }
            Brought::Rep(rep) => {
                unkeyed()?;
                self.by_rep(rep, asking).await?
            }
        };
        let at = self.public_site(asked.support.site.unwrap_or(PublicSiteId::DEFAULT)).await?;
        // What the page showed: the text in its language, or the one that stands in.
        let agreement = agreement_digest(at.agreement_in(language.unwrap_or(at.default_language)).text);
        if !agreement.is_empty() && agreement != start.agreement {
            return Ok(Begun::Agree(Box::new(at)));
        }
        asked.support.agreement = agreement;
        self.sessions().ask(asked).await?.map(|_| Begun::Session(cookie.text)).ok_or_else(not_valid)
    }

    /// The session of a key that counts. What is typed counts as a guess unless it is right.
    async fn by_key(&self, secret: Result<String, String>, address: IpAddr, asking: Asking) -> Result<Asked, Fault> {
        let typed = secret.is_ok();
        // Links have 128 bits and are not guessed; they stay usable while somebody floods the key field.
        let throttled = match secret {
            Ok(_) => self.inner.throttle.guess(address),
            Err(_) => self.inner.throttle.anonymous_attempt(address),
        };
        throttled.map_err(|_| too_many())?;
        let (Ok(text) | Err(text)) = secret;
        let hash = secret::hash(text.get(..64).unwrap_or(&text));
        let found = self.inner.store.session_key_that_counts(hash, self.now()).await?;
        let key = found.ok_or_else(not_valid)?;
        if typed {
            self.inner.throttle.guessed_right(address);
        }
        let (site, site_name) = (key.site, self.site_place(key.site).await?.name);
        let support = Support {
            via: Via::SessionKey,
            issue: String::new(),
            issue_id: None,
            button: None,
            skills: Vec::new(),
            agreement: String::new(),
            site,
            site_name,
            customer: asking.customer.bounded(),
        };
        Ok(Asked {
            by: AskedBy::Key(key.id),
            cookie_hash: asking.cookie_hash,
            queue: Queue::Personal(key.user),
            queue_name: key.user_name,
            support,
            custom: Vec::new(),
        })
    }

    /// The session that a customer's browser comes back to.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn customer_session(&self, cookie: &str) -> Result<CustomerFacts, Fault> {
        let state = self.state_of_customer(cookie).await?;
        Ok(CustomerFacts {
            session: state.spec.id,
            name: state.spec.name.clone(),
            site: state.spec.support.as_ref().and_then(|support| support.site),
            ended: state.ended_for_customer(),
            accepted: state.accepted,
        })
    }

    pub(crate) async fn state_of_customer(&self, cookie: &str) -> Result<State, Fault> {
        // 43 characters; what is longer is not even hashed.
        if cookie.is_empty() || cookie.len() > 64 {
            return Err(Fault::not_found());
        }
        let session = self.inner.store.customer_session(secret::hash(cookie)).await?.ok_or_else(Fault::not_found)?;
        self.inner.store.session(session).await?.ok_or_else(Fault::not_found)
    }

    /// A ticket for the link of a customer's page: single use, 30 s. `program`: the full client is there for their machine, as far as anybody knows.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn customer_ticket(&self, cookie: &str, program: bool) -> Result<String, Fault> {
        let state = self.state_of_customer(cookie).await?;
        let (ticket, now) = (Secret::fresh::<32>()?, self.now());
        let store = &self.inner.store;
        store.create_customer_ticket(state.spec.id, ticket.hash, now, now + TICKET_LIFE).await?;
        if state.no_program == program {
            // Only what reps are offered depends on it.
            let _ = self.sessions().put(state.spec.id, Input::CustomerProgram { there: program }).await;
        }
        Ok(ticket.text)
    }

    /// Takes a customer's ticket: once, within 30 s.
    ///
    /// # Errors
    /// `bad_ticket`.
    pub async fn redeem_customer_ticket(&self, ticket: &str) -> Result<SessionId, Fault> {
        let bad = || {
            Fault::new(FaultKind::NotSignedIn, "bad_ticket", "The connection could not be authorised.")
                .detail("Reload the page.")
        };
        if ticket.len() > 64 {
            return Err(bad());
        }
        self.inner.store.redeem_customer_ticket(secret::hash(ticket), self.now()).await?.ok_or_else(bad)
    }

    /// What a rep may do in a session that a customer asked for at a public site.
    ///
    /// # Errors
    /// `not_permitted`, `signed_out`.
    pub async fn authorize_support(&self, principal: &Principal, site: Option<PublicSiteId>) -> Result<Rights, Fault> {
        let actor = self.actor_of(principal).await?;
        let granted = authorize::<action::Support>(&actor, ())?;
        let rules = self.site_rules(site.or(Some(PublicSiteId::DEFAULT)), Presence::Attended).await?;
        Ok(rules.policies().rights(&granted.actor().standing))
    }

    /// The same for a rep who takes the session out of a queue (SUP-30).
    ///
    /// # Errors
    /// `not_found`: the rep does not serve it; `signed_out`.
    pub async fn authorize_accept(
        &self,
        principal: &Principal,
        queue: Queue,
        site: Option<PublicSiteId>,
    ) -> Result<Rights, Fault> {
        let actor = self.actor_of(principal).await?;
        authorize::<action::AcceptSession>(&actor, QueueFacts(queue))?;
        self.authorize_support(principal, site).await
    }

    /// The queues that a rep serves, with what they are called; the own one first.
    ///
    /// # Errors
    /// When the store fails, or the login is dead.
    pub async fn queues_of(&self, principal: &Principal) -> Result<Vec<(Queue, String)>, Fault> {
        let actor = self.actor_of(principal).await?;
        let mut queues = Vec::new();
        for queue in actor.standing.queues() {
            let name = match queue {
                Queue::Personal(_) => principal.display_name.clone(),
                Queue::Team(team) => self.inner.store.team_name(team).await?.unwrap_or_default(),
                Queue::General => String::new(),
            };
            queues.push((queue, name));
        }
        let by_name = |(queue, name): &(Queue, String)| match queue {
            Queue::Personal(_) => (0, String::new()),
            Queue::Team(_) => (1, name.to_lowercase()),
            Queue::General => (2, String::new()),
        };
        queues.sort_by_key(by_name);
        Ok(queues)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_however_it_is_typed_and_a_pasted_link_is_one_sup_2() {
        for typed in ["ABC-DEF-GHJ", "abc def ghj", " abcdefghj\n", "abc\u{2013}def\u{2013}ghj"] {
            assert_eq!(read_key(typed), Ok("ABCDEFGHJ".to_owned()), "{typed}");
        }
        assert_eq!(read_key("https://help.example/?ak=t_0-k&lang=de#x"), Err("t_0-k".to_owned()));
        assert_eq!(read_key(&"9".repeat(10_000)).unwrap().len(), TYPED);
    }
}
