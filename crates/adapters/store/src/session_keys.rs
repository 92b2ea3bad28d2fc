//! Session keys (SUP-10, SUP-11), and what lets a customer's browser come back to its session.

use sqlx::sqlite::SqliteRow;
use towline_model::{AgentKeyId, ButtonId, Moment, PublicSiteId, SessionId, SessionKeyId, UserId};
use towline_session::{Event, State};

use crate::{Store, StoreError, buttons::use_button, row::Columns as _, sessions::save, writer::Tx};

/// How long a closed or expired key is kept: long enough to say in a report which session it started.
const KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// Tickets of one session that may be unused at a time.
const TICKETS: i64 = 16;

/// A key to be made.
#[derive(Debug, Clone)]
pub struct NewSessionKey {
    /// Its id.
    pub id: SessionKeyId,
    /// Of what is typed.
    pub code_hash: [u8; 32],
    /// Characters of what is typed.
    pub length: u32,
    /// Of the link's token.
    pub token_hash: [u8; 32],
    /// Both as they are handed out, sealed.
    pub sealed: Vec<u8>,
    /// Its maker.
    pub user: UserId,
    /// The public site; none: the default one.
    pub site: Option<PublicSiteId>,
    /// When it is made.
    pub created: Moment,
    /// Until when a session can be started with it.
    pub expires: Moment,
}

/// A key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionKeyRow {
    /// Its id.
    pub id: SessionKeyId,
    /// What is typed and the link's token, sealed.
    pub sealed: Vec<u8>,
    /// Its maker.
    pub user: UserId,
    /// What people call the maker.
    pub user_name: String,
    /// The public site.
    pub site: Option<PublicSiteId>,
    /// When it was made.
    pub created: Moment,
    /// Until when it counts.
    pub expires: Moment,
}

/// What lets a customer's session begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedBy {
    /// A session key, which is used up.
    Key(SessionKeyId),
    /// An issue or a rep, chosen on the portal.
    Portal,
    /// A Support Button, started by a client with this key (SUP-50).
    Button {
        /// Which one.
        button: ButtonId,
        /// The client's key, which is the session's from now on.
        client: AgentKeyId,
    },
}

/// What became of a new key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeKey {
    /// It is kept.
    Made,
    /// Another one has this code.
    Known,
    /// As many are open as may be.
    TooMany,
}

macro_rules! keys {
    ($where:literal) => {
        concat!(
            "SELECT k.id, k.sealed, k.user_id, u.display_name, k.site_id, k.created_ms, k.expires_ms FROM session_keys k JOIN users u ON u.id = k.user_id WHERE ",
            $where
        )
    };
}

fn key(row: &SqliteRow) -> Result<SessionKeyRow, StoreError> {
    Ok(SessionKeyRow {
        id: SessionKeyId::from_uuid(row.uuid("id")?),
        sealed: row.bytes("sealed")?,
        user: UserId::from_uuid(row.uuid("user_id")?),
        user_name: row.text("display_name")?,
        site: row.maybe_uuid("site_id")?.map(PublicSiteId::from_uuid),
        created: row.moment("created_ms")?,
        expires: row.moment("expires_ms")?,
    })
}

impl Store {
    /// Keeps a new key, unless `live` are open already; forgets those that are long over.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn make_session_key(&self, new: NewSessionKey, live: u32) -> Result<MadeKey, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query("DELETE FROM session_keys WHERE expires_ms < $1")
                    .bind(new.created.0.saturating_sub(KEPT_MS))
                    .execute(&mut *tx)
                    .await?;
                let open = sqlx::query("SELECT count(*) AS n FROM session_keys WHERE closed_ms IS NULL AND expires_ms > $1")
                    .bind(new.created.0)
                    .fetch_one(&mut *tx)
                    .await?
                    .count("n")?;
                if open >= u64::from(live) {
                    return Ok(MadeKey::TooMany);
                }
                let made = sqlx::query(
                    "INSERT INTO session_keys (id, code_hash, token_hash, sealed, user_id, site_id, created_ms, expires_ms, length) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
                )
                .bind(new.id.uuid())
                .bind(new.code_hash.to_vec())
                .bind(new.token_hash.to_vec())
                .bind(new.sealed)
                .bind(new.user.uuid())
                .bind(new.site.map(PublicSiteId::uuid))
                .bind(new.created.0)
                .bind(new.expires.0)
                .bind(i64::from(new.length))
                .execute(tx)
                .await?;
                Ok(if made.rows_affected() == 0 { MadeKey::Known } else { MadeKey::Made })
            })
        })
        .await
    }

    /// The open keys of a maker, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_keys_of(&self, user: UserId, now: Moment) -> Result<Vec<SessionKeyRow>, StoreError> {
        let rows = sqlx::query(keys!(
            "k.user_id = $1 AND k.closed_ms IS NULL AND k.expires_ms > $2 ORDER BY k.created_ms DESC, k.id DESC"
        ))
        .bind(user.uuid())
        .bind(now.0)
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(key).collect()
    }

    /// The key with this code or this token, if a session can be started with it now.
    ///
    /// SECURITY: of one that is used, withdrawn or over, or whose maker is gone, it says what it says of one that there never was, by the same statement. Nobody above can then tell them apart,
    /// by words or by time (SUP-2).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_key_that_counts(
        &self,
        hash: [u8; 32],
        now: Moment,
    ) -> Result<Option<SessionKeyRow>, StoreError> {
        let row = sqlx::query(keys!(
            "(k.code_hash = $1 OR k.token_hash = $1) AND k.closed_ms IS NULL AND k.expires_ms > $2 AND u.disabled = 0 AND (u.expires_ms IS NULL OR u.expires_ms > $2)"
        ))
        .bind(hash.to_vec())
        .bind(now.0)
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(key).transpose()
    }

    /// Whether a key of so many characters is open.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_open_key_of(&self, length: u32, now: Moment) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT EXISTS (SELECT 1 FROM session_keys WHERE length = $1 AND closed_ms IS NULL AND expires_ms > $2) AS found",
        )
        .bind(i64::from(length))
        .bind(now.0)
        .fetch_one(self.readers())
        .await?;
        row.flag("found")
    }

    /// Withdraws an open key of its maker. `false`: there is none, or it is used meanwhile.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn withdraw_session_key(&self, id: SessionKeyId, user: UserId, now: Moment) -> Result<bool, StoreError> {
        self.write(move |tx| Box::pin(async move { close(tx, id, Some(user), None, now).await })).await
    }

    /// Stores a session that a customer asked for, with its first events and with what lets the customer come back; a key that it was asked for with is used up. `false`: the key was used, withdrawn or
    /// over, or so was the Support Button; then nothing is stored.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn start_support(
        &self,
        by: AskedBy,
        token_hash: [u8; 32],
        state: State,
        events: Vec<Event>,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let now = state.started;
                let started = match by {
                    AskedBy::Key(key) => close(tx, key, None, Some(state.spec.id), now).await?,
                    AskedBy::Portal => true,
                    AskedBy::Button { button, .. } => use_button(tx, button, now).await?,
                };
                if !started {
                    return Ok(false);
                }
                save(tx, &state, &events).await?;
                if let AskedBy::Button { client, .. } = by {
                    // Its key is what binds it; of a token there is none besides the button's.
                    sqlx::query("INSERT INTO support_clients (token_hash, session_id, made_ms, expires_ms, key_id) VALUES ($1, $2, $3, $3, $4)")
                        .bind(token_hash.to_vec())
                        .bind(state.spec.id.uuid())
                        .bind(now.0)
                        .bind(client.0.to_vec())
                        .execute(&mut *tx)
                        .await?;
                }
                sqlx::query("INSERT INTO customers (token_hash, session_id, made_ms) VALUES ($1, $2, $3)")
                    .bind(token_hash.to_vec())
                    .bind(state.spec.id.uuid())
                    .bind(now.0)
                    .execute(tx)
                    .await?;
                Ok(true)
            })
        })
        .await
    }

    /// The session that a customer's browser may come back to, open or ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn customer_session(&self, token_hash: [u8; 32]) -> Result<Option<SessionId>, StoreError> {
        let row = sqlx::query("SELECT session_id FROM customers WHERE token_hash = $1")
            .bind(token_hash.to_vec())
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| row.uuid("session_id").map(SessionId::from_uuid)).transpose()
    }

    /// Keeps a ticket for a link of a session's customer.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_customer_ticket(
        &self,
        session: SessionId,
        ticket_hash: [u8; 32],
        now: Moment,
        expires: Moment,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query("DELETE FROM customer_tickets WHERE expires_ms <= $1").bind(now.0).execute(&mut *tx).await?;
                sqlx::query(
                    "DELETE FROM customer_tickets WHERE session_id = $1 AND ticket_hash NOT IN
                     (SELECT ticket_hash FROM customer_tickets WHERE session_id = $1 ORDER BY expires_ms DESC LIMIT $2)",
                )
                .bind(session.uuid())
                .bind(TICKETS - 1)
                .execute(&mut *tx)
                .await?;
                sqlx::query("INSERT INTO customer_tickets (ticket_hash, session_id, expires_ms) VALUES ($1, $2, $3)")
                    .bind(ticket_hash.to_vec())
                    .bind(session.uuid())
                    .bind(expires.0)
                    .execute(tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    /// Takes a customer's ticket, once.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn redeem_customer_ticket(
        &self,
        ticket_hash: [u8; 32],
        now: Moment,
    ) -> Result<Option<SessionId>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let row = sqlx::query(
                    "DELETE FROM customer_tickets WHERE ticket_hash = $1 AND expires_ms > $2 RETURNING session_id",
                )
                .bind(ticket_hash.to_vec())
                .bind(now.0)
                .fetch_optional(tx)
                .await?;
                row.map(|row| row.uuid("session_id").map(SessionId::from_uuid)).transpose()
            })
        })
        .await
    }
}

/// One conditional step: of whatever comes at the same moment, one wins (SUP-11).
async fn close(
    tx: &mut Tx,
    id: SessionKeyId,
    maker: Option<UserId>,
    session: Option<SessionId>,
    now: Moment,
) -> Result<bool, StoreError> {
    let closed = sqlx::query(
        "UPDATE session_keys SET closed_ms = $2, session_id = $3 WHERE id = $1 AND closed_ms IS NULL AND expires_ms > $2 AND (user_id = $4 OR $4 IS NULL)",
    )
    .bind(id.uuid())
    .bind(now.0)
    .bind(session.map(SessionId::uuid))
    .bind(maker.map(UserId::uuid))
    .execute(tx)
    .await?;
    Ok(closed.rows_affected() > 0)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use towline_model::{Author, AuthorKind, Customer, Queue, Support, Via};
    use towline_policy::Settings;
    use towline_session::{Effect, Graces, Session, Spec};
    use uuid::Uuid;

    use super::*;
    use crate::{NewUser, Stamp};

    const NOW: Moment = Moment(1_000_000_000_000);

    async fn user(store: &Store, name: &str) -> UserId {
        let author = Author { kind: AuthorKind::Setup, id: None, name: "test".into(), address: String::new() };
        let id = UserId::from_uuid(Uuid::now_v7());
        let new = NewUser {
            id,
            username: name.into(),
            display_name: name.into(),
            email: String::new(),
            administrator: false,
            password_hash: "$hash".into(),
            must_change_password: false,
            groups: Vec::new(),
            settings: Settings::default(),
            created: NOW,
        };
        store.create_user(Stamp { author: Arc::new(author), at: NOW, seen: None, once: None }, new).await.unwrap();
        id
    }

    fn new(user: UserId, seed: u8) -> NewSessionKey {
        NewSessionKey {
            id: SessionKeyId::from_uuid(Uuid::now_v7()),
            code_hash: [seed; 32],
            length: 9,
            token_hash: [seed ^ 0x80; 32],
            sealed: vec![1, 2, 3],
            user,
            site: None,
            created: NOW,
            expires: Moment(NOW.0 + 600_000),
        }
    }

    fn asked(user: UserId, at: Moment) -> (State, Vec<Event>) {
        let customer = Customer {
            name: "Carla".into(),
            company: String::new(),
            details: String::new(),
            language: "en".into(),
            phone: false,
            address: "192.0.2.1".into(),
        };
        let spec = Spec {
            id: SessionId::from_uuid(Uuid::now_v7()),
            item: None,
            name: "Carla".into(),
            group_name: String::new(),
            client: None,
            method: "session_key".into(),
            recorded: false,
            graces: Graces::default(),
            custom: Vec::new(),
            support: Some(Support {
                via: Via::SessionKey,
                issue: String::new(),
                issue_id: None,
                button: None,
                skills: Vec::new(),
                agreement: String::new(),
                site: None,
                site_name: "Towline".into(),
                customer,
            }),
        };
        let mut session = Session::ask(at, spec, Queue::Personal(user), "Olga");
        let mut events = Vec::new();
        while let Some(effect) = session.poll_effect() {
            if let Effect::Persist { events: more } = effect {
                events.extend(more);
            }
        }
        (session.state().clone(), events)
    }

    #[tokio::test]
    async fn of_two_hundred_who_use_a_key_at_once_one_starts_a_session_sup_11() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).await.unwrap();
        let maker = user(&store, "olga").await;
        let made = new(maker, 7);
        assert_eq!(store.make_session_key(made.clone(), 10).await.unwrap(), MadeKey::Made);
        assert_eq!(store.make_session_key(new(maker, 7), 10).await.unwrap(), MadeKey::Known);
        assert_eq!(store.make_session_key(new(maker, 8), 1).await.unwrap(), MadeKey::TooMany);
        assert_eq!(store.session_keys_of(maker, NOW).await.unwrap().len(), 1);
        let starts = (0..200u8).map(|nth| {
            let (store, (state, events), id) = (store.clone(), asked(maker, NOW), made.id);
            tokio::spawn(async move { store.start_support(AskedBy::Key(id), [nth; 32], state, events).await.unwrap() })
        });
        let mut won = 0;
        for start in starts.collect::<Vec<_>>() {
            won += usize::from(start.await.unwrap());
        }
        assert_eq!(won, 1);
        assert_eq!(store.open_sessions().await.unwrap().len(), 1);
        assert!(store.session_keys_of(maker, NOW).await.unwrap().is_empty());
        assert!(!store.withdraw_session_key(made.id, maker, NOW).await.unwrap());
        assert_eq!(store.session_key_that_counts([7; 32], NOW).await.unwrap(), None);
    }

    #[tokio::test]
    async fn an_expired_or_withdrawn_key_starts_nothing_and_only_its_maker_withdraws_it_sup_11() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).await.unwrap();
        let (olga, otto) = (user(&store, "olga").await, user(&store, "otto").await);
        let (late, gone) = (new(olga, 1), new(olga, 2));
        store.make_session_key(late.clone(), 10).await.unwrap();
        store.make_session_key(gone.clone(), 10).await.unwrap();
        assert!(!store.withdraw_session_key(gone.id, otto, NOW).await.unwrap());
        assert!(store.withdraw_session_key(gone.id, olga, NOW).await.unwrap());
        let (state, events) = asked(olga, NOW);
        assert!(!store.start_support(AskedBy::Key(gone.id), [1; 32], state, events).await.unwrap());
        let (state, events) = asked(olga, late.expires);
        assert!(!store.start_support(AskedBy::Key(late.id), [2; 32], state, events).await.unwrap());
        assert!(store.open_sessions().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_customers_ticket_counts_once_and_for_a_while_sup_20() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).await.unwrap();
        let maker = user(&store, "olga").await;
        let key = new(maker, 3);
        store.make_session_key(key.clone(), 10).await.unwrap();
        let (state, events) = asked(maker, NOW);
        let session = state.spec.id;
        assert!(store.start_support(AskedBy::Key(key.id), [9; 32], state, events).await.unwrap());
        assert_eq!(store.customer_session([9; 32]).await.unwrap(), Some(session));
        assert_eq!(store.customer_session([8; 32]).await.unwrap(), None);
        let soon = Moment(NOW.0 + 30_000);
        store.create_customer_ticket(session, [5; 32], NOW, soon).await.unwrap();
        assert_eq!(store.redeem_customer_ticket([5; 32], NOW).await.unwrap(), Some(session));
        assert_eq!(store.redeem_customer_ticket([5; 32], NOW).await.unwrap(), None);
        store.create_customer_ticket(session, [6; 32], NOW, soon).await.unwrap();
        assert_eq!(store.redeem_customer_ticket([6; 32], soon).await.unwrap(), None);
    }
}
