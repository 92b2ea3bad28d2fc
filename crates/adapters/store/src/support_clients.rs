//! Downloads of the full customer client, and the keys of those that were started (SUP-21).

use towline_model::{AgentKeyId, Moment, SessionId};

use crate::{Store, StoreError, row::Columns as _};

/// Downloads of one session that may be unused at a time; an older one does not start any more.
const UNUSED: i64 = 16;
/// Clients that may have been started for one session.
const USED: u64 = 64;

impl Store {
    /// Keeps the token of a download. `false`: as many clients were started for this session as may be.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn make_support_client(
        &self,
        session: SessionId,
        token_hash: [u8; 32],
        now: Moment,
        expires: Moment,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let used = sqlx::query(
                    "SELECT count(*) AS n FROM support_clients WHERE session_id = $1 AND key_id IS NOT NULL",
                )
                .bind(session.uuid())
                .fetch_one(&mut *tx)
                .await?
                .count("n")?;
                if used >= USED {
                    return Ok(false);
                }
                sqlx::query(
                    "DELETE FROM support_clients WHERE session_id = $1 AND key_id IS NULL AND token_hash NOT IN
                     (SELECT token_hash FROM support_clients WHERE session_id = $1 AND key_id IS NULL ORDER BY made_ms DESC LIMIT $2)",
                )
                .bind(session.uuid())
                .bind(UNUSED - 1)
                .execute(&mut *tx)
                .await?;
                sqlx::query("INSERT INTO support_clients (token_hash, session_id, made_ms, expires_ms) VALUES ($1, $2, $3, $4)")
                    .bind(token_hash.to_vec())
                    .bind(session.uuid())
                    .bind(now.0)
                    .bind(expires.0)
                    .execute(tx)
                    .await?;
                Ok(true)
            })
        })
        .await
    }

    /// Binds a client's key to the session of its download: once, in one conditional step. The same key again is the same client and uses nothing up. `None`: the token is unknown, over, or another's.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn bind_support_client(
        &self,
        token_hash: [u8; 32],
        key: AgentKeyId,
        now: Moment,
    ) -> Result<Option<SessionId>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let row = sqlx::query(
                    "UPDATE support_clients SET key_id = $2 WHERE token_hash = $1 AND (key_id = $2 OR key_id IS NULL AND expires_ms > $3) RETURNING session_id",
                )
                .bind(token_hash.to_vec())
                .bind(key.0.to_vec())
                .bind(now.0)
                .fetch_optional(tx)
                .await?;
                row.map(|row| row.uuid("session_id").map(SessionId::from_uuid)).transpose()
            })
        })
        .await
    }

    /// The session that a client's key is bound to, open or ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn support_client(&self, key: AgentKeyId) -> Result<Option<SessionId>, StoreError> {
        let row = sqlx::query("SELECT session_id FROM support_clients WHERE key_id = $1")
            .bind(key.0.to_vec())
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| row.uuid("session_id").map(SessionId::from_uuid)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use towline_model::{Customer, Queue, Support, Via};
    use towline_session::{Effect, Graces, Session, Spec};
    use uuid::Uuid;

    use super::*;

    const NOW: Moment = Moment(1_000_000_000_000);
    const LATER: Moment = Moment(1_000_000_600_000);

    async fn session(store: &Store) -> SessionId {
        let customer = Customer {
            name: "Carla".into(),
            company: String::new(),
            details: String::new(),
            language: "en".into(),
            address: "192.0.2.1".into(),
            phone: false,
        };
        let support = Support {
            via: Via::Issue,
            issue: String::new(),
            issue_id: None,
            button: None,
            skills: Vec::new(),
            agreement: String::new(),
            site: None,
            site_name: "Towline".into(),
            customer,
        };
        let spec = Spec {
            id: SessionId::from_uuid(Uuid::now_v7()),
            item: None,
            name: "Carla".into(),
            group_name: String::new(),
            client: None,
            method: "issue".into(),
            recorded: false,
            graces: Graces::default(),
            custom: Vec::new(),
            support: Some(support),
        };
        let mut session = Session::ask(NOW, spec, Queue::General, "");
        let mut events = Vec::new();
        while let Some(effect) = session.poll_effect() {
            if let Effect::Persist { events: more } = effect {
                events.extend(more);
            }
        }
        assert!(store.start_support(crate::AskedBy::Portal, [1; 32], session.state().clone(), events).await.unwrap());
        session.state().spec.id
    }

    fn key(n: u8) -> AgentKeyId {
        AgentKeyId([n; 32])
    }

    #[tokio::test]
    async fn of_two_hundred_clients_with_one_token_one_is_bound_and_stays_so_sup_21() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).await.unwrap();
        let session = session(&store).await;
        assert!(store.make_support_client(session, [7; 32], NOW, LATER).await.unwrap());
        let starts = (0..200u8).map(|nth| {
            let store = store.clone();
            tokio::spawn(async move { store.bind_support_client([7; 32], key(nth), NOW).await.unwrap().map(|_| nth) })
        });
        let mut won = Vec::new();
        for start in starts.collect::<Vec<_>>() {
            won.extend(start.await.unwrap());
        }
        let [winner] = won[..] else { panic!("{won:?}") };
        // Once more with the same key, also when the token is over: a link that broke before the welcome.
        assert_eq!(store.bind_support_client([7; 32], key(winner), LATER).await.unwrap(), Some(session));
        assert_eq!(store.support_client(key(winner)).await.unwrap(), Some(session));
        assert_eq!(store.support_client(key(winner ^ 1)).await.unwrap(), None);
    }

    #[tokio::test]
    async fn an_unknown_or_late_token_binds_nothing_and_old_downloads_go_sup_21() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).await.unwrap();
        let session = session(&store).await;
        for nth in 0..20u8 {
            let made = Moment(NOW.0 + i64::from(nth));
            assert!(store.make_support_client(session, [nth; 32], made, LATER).await.unwrap());
        }
        assert_eq!(store.bind_support_client([99; 32], key(1), NOW).await.unwrap(), None);
        assert_eq!(store.bind_support_client([19; 32], key(1), LATER).await.unwrap(), None);
        assert_eq!(store.bind_support_client([2; 32], key(1), NOW).await.unwrap(), None, "the oldest went");
        assert_eq!(store.bind_support_client([5; 32], key(1), NOW).await.unwrap(), Some(session));
    }
}
