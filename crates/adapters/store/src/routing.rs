//! What routing needs of the store besides the rules of teams: whether reps are there for more, who is good at what an issue needs, and earlier sessions with a customer.

use std::collections::HashMap;

use towline_model::{IssueId, Moment, Readiness, SessionId, UserId};
use towline_session::State;

use crate::{Store, StoreError, accounts::key, row::Columns as _};

/// Sessions of customers with one name that are looked at.
const LOOKED_AT: i64 = 200;

/// An earlier session of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastSession {
    /// As it ended.
    pub state: State,
    /// Who was ever in it, by when they came.
    pub reps: Vec<String>,
}

impl Store {
    /// What a rep said of being there for another session; one who never said anything is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn readiness(&self, user: UserId) -> Result<Readiness, StoreError> {
        let row = sqlx::query("SELECT chosen FROM readiness WHERE user_id = $1")
            .bind(user.uuid())
            .fetch_optional(self.readers())
            .await?;
        let chosen = row.map(|row| row.text("chosen")).transpose()?;
        Ok(chosen.and_then(|name| Readiness::named(&name)).unwrap_or_default())
    }

    /// Keeps what a rep says of it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_readiness(&self, user: UserId, chosen: Readiness, now: Moment) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query(
                    "INSERT INTO readiness (user_id, chosen, at_ms) VALUES ($1, $2, $3) ON CONFLICT (user_id) DO UPDATE SET chosen = excluded.chosen, at_ms = excluded.at_ms",
                )
                .bind(user.uuid())
                .bind(chosen.name())
                .bind(now.0)
                .execute(tx)
                .await?;
                Ok(())
            })
        })
        .await
    }

    /// How many of the skills that an issue needs these people have who have any.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn skilled_for(&self, issue: IssueId) -> Result<HashMap<UserId, u64>, StoreError> {
        let rows = sqlx::query(
            "SELECT u.user_id, count(*) AS n FROM issue_skills n JOIN user_skills u ON u.skill_id = n.skill_id WHERE n.issue_id = $1 GROUP BY u.user_id",
        )
        .bind(issue.uuid())
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(|row| Ok((UserId::from_uuid(row.uuid("user_id")?), row.count("n")?))).collect()
    }

    /// Sessions that ended of customers with the same name who came from the same address or belong to the same company, the newest first. Whether it was the same person nobody knows.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn past_sessions(&self, of: &State, limit: usize) -> Result<Vec<PastSession>, StoreError> {
        let Some(customer) = of.spec.support.as_ref().map(|support| &support.customer) else { return Ok(Vec::new()) };
        let mut reader = self.readers().begin().await?;
        let rows = sqlx::query(
            "SELECT state FROM sessions WHERE customer_key = $1 AND ended_ms IS NOT NULL AND started_ms < $2 ORDER BY started_ms DESC LIMIT $3",
        )
        .bind(key(&customer.name))
        .bind(of.started.0)
        .bind(LOOKED_AT)
        .fetch_all(&mut *reader)
        .await?;
        let company = key(&customer.company);
        let mut found = Vec::new();
        for row in rows {
            // What a newer release stored and this one cannot read is no reason to show nothing.
            let Ok(state) = serde_json::from_str::<State>(&row.text("state")?) else { continue };
            let same = state.spec.support.as_ref().is_some_and(|other| {
                other.customer.address == customer.address
                    || (!company.is_empty() && key(&other.customer.company) == company)
            });
            if !same {
                continue;
            }
            let reps = reps_of(&mut reader, state.spec.id).await?;
            found.push(PastSession { state, reps });
            if found.len() >= limit {
                break;
            }
        }
        Ok(found)
    }
}

async fn reps_of(reader: &mut sqlx::SqliteConnection, session: SessionId) -> Result<Vec<String>, StoreError> {
    let rows = sqlx::query(
        "SELECT display_name FROM session_participants WHERE session_id = $1 GROUP BY user_id ORDER BY min(number)",
    )
    .bind(session.uuid())
    .fetch_all(reader)
    .await?;
    rows.iter().map(|row| row.text("display_name")).collect()
}

#[cfg(test)]
mod tests {
    use towline_model::{Customer, Queue, Support, Via};
    use towline_session::{Effect, Graces, Input, Session, Spec, Way};
    use uuid::Uuid;

    use super::*;

    const NOW: Moment = Moment(1_000_000_000_000);

    async fn past(store: &Store, n: u8, name: &str, company: &str, address: &str) -> State {
        let customer = Customer {
            name: name.into(),
            company: company.into(),
            details: String::new(),
            language: "en".into(),
            address: address.into(),
        };
        let spec = Spec {
            id: SessionId::from_uuid(Uuid::now_v7()),
            item: None,
            name: name.into(),
            group_name: String::new(),
            client: None,
            method: "issue".into(),
            recorded: false,
            graces: Graces::default(),
            custom: Vec::new(),
            support: Some(Support {
                via: Via::Issue,
                issue: String::new(),
                issue_id: None,
                site: None,
                site_name: String::new(),
                customer,
            }),
        };
        let now = Moment(NOW.0 + i64::from(n) * 1000);
        let mut session = Session::ask(now, spec, Queue::General, "");
        session.handle(now, Input::CustomerThere { way: Way::Browser }).unwrap();
        session.handle(now, Input::CustomerEnds).unwrap();
        let mut events = Vec::new();
        while let Some(effect) = session.poll_effect() {
            if let Effect::Persist { events: fresh } = effect {
                events.extend(fresh);
            }
        }
        store.start_support(None, [n; 32], session.state().clone(), events).await.unwrap();
        session.state().clone()
    }

    #[tokio::test]
    async fn earlier_sessions_are_those_of_the_same_name_from_the_same_place_sup_30() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).await.unwrap();
        let first = past(&store, 1, "Carla", "Acme", "192.0.2.1").await;
        past(&store, 2, "Carla", "Other", "192.0.2.2").await;
        let third = past(&store, 3, "CARLA", "acme", "192.0.2.3").await;
        past(&store, 4, "Bert", "Acme", "192.0.2.1").await;
        let now = past(&store, 5, "carla", "ACME", "192.0.2.1").await;
        let found = store.past_sessions(&now, 20).await.unwrap();
        let ids: Vec<SessionId> = found.iter().map(|each| each.state.spec.id).collect();
        assert_eq!(ids, [third.spec.id, first.spec.id]);
        assert_eq!(store.past_sessions(&now, 1).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn who_never_said_anything_is_available_sup_32() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).await.unwrap();
        let nobody = UserId::from_uuid(Uuid::now_v7());
        assert_eq!(store.readiness(nobody).await.unwrap(), Readiness::Available);
    }
}
