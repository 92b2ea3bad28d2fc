//! People who come into one session without an account, by a link (SUP-70), and the links that answer an invitation by mail (SUP-33). Only hashes are kept.

use sqlx::sqlite::SqliteRow;
use towline_model::{Moment, SessionId, UserId};
use towline_session::{Event, State};

use crate::{Store, StoreError, row::Columns as _, sessions::save, writer::Tx};

/// A link to be kept.
#[derive(Debug, Clone)]
pub struct NewExternalInvitation {
    /// SHA-256 of its token.
    pub token_hash: [u8; 32],
    /// Number of the invitation in its session.
    pub number: u32,
    /// Who its guest will be there.
    pub user: UserId,
    /// Until when it works.
    pub expires: Moment,
}

/// A link that works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalInvitationRow {
    /// The session.
    pub session: SessionId,
    /// Number of the invitation there.
    pub number: u32,
    /// Who its guest will be there.
    pub user: UserId,
    /// Until when it works.
    pub expires: Moment,
}

/// A link that is followed.
#[derive(Debug, Clone)]
pub struct UsedExternalInvitation {
    /// SHA-256 of its token.
    pub token_hash: [u8; 32],
    /// SHA-256 of what the guest's browser comes back with.
    pub cookie_hash: [u8; 32],
    /// Who the guest is in the session.
    pub user: UserId,
    /// What they are called.
    pub name: String,
    /// Now.
    pub at: Moment,
}

/// Somebody who is in a session without an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalRow {
    /// Who they are in the session.
    pub user: UserId,
    /// The one session.
    pub session: SessionId,
    /// What they are called.
    pub name: String,
}

/// A link that answers an invitation, to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwayInvitation {
    /// The session.
    pub session: SessionId,
    /// Number of the invitation there.
    pub number: u32,
    /// Whom it is for.
    pub user: UserId,
}

/// A representative who wants to be asked while signed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwayRep {
    /// The account.
    pub user: UserId,
    /// What people call it.
    pub name: String,
    /// Where mail goes.
    pub email: String,
}

fn number(row: &SqliteRow) -> Result<u32, StoreError> {
    u32::try_from(row.number("number")?).map_err(|_| StoreError::Corrupt("number"))
}

fn external(row: &SqliteRow) -> Result<ExternalRow, StoreError> {
    Ok(ExternalRow {
        user: UserId::from_uuid(row.uuid("user_id")?),
        session: SessionId::from_uuid(row.uuid("session_id")?),
        name: row.text("name")?,
    })
}

fn away(row: &SqliteRow) -> Result<AwayInvitation, StoreError> {
    Ok(AwayInvitation {
        session: SessionId::from_uuid(row.uuid("session_id")?),
        number: number(row)?,
        user: UserId::from_uuid(row.uuid("user_id")?),
    })
}

impl Store {
    /// Stores a session in which somebody was invited, with the link.
    ///
    /// # Errors
    /// When the store fails; then neither is stored.
    pub async fn invite_external(
        &self,
        new: NewExternalInvitation,
        state: State,
        events: Vec<Event>,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                save(tx, &state, &events).await?;
                sqlx::query("INSERT INTO external_invitations (token_hash, session_id, number, user_id, expires_ms) VALUES ($1, $2, $3, $4, $5)")
                    .bind(new.token_hash.to_vec())
                    .bind(state.spec.id.uuid())
                    .bind(i64::from(new.number))
                    .bind(new.user.uuid())
                    .bind(new.expires.0)
                    .execute(tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    /// The unused link with this token.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn external_invitation(
        &self,
        token_hash: [u8; 32],
        now: Moment,
    ) -> Result<Option<ExternalInvitationRow>, StoreError> {
        let row = sqlx::query(
            "SELECT session_id, number, user_id, expires_ms FROM external_invitations WHERE token_hash = $1 AND used_ms IS NULL AND expires_ms > $2",
        )
        .bind(token_hash.to_vec())
        .bind(now.0)
        .fetch_optional(self.readers())
        .await?;
        row.map(|row| {
            Ok(ExternalInvitationRow {
                session: SessionId::from_uuid(row.uuid("session_id")?),
                number: number(&row)?,
                user: UserId::from_uuid(row.uuid("user_id")?),
                expires: row.moment("expires_ms")?,
            })
        })
        .transpose()
    }

    /// Follows a link: it is used up, its guest is known, and the session with the guest in it is stored, together. `false`: it was used, or is over.
    ///
    /// # Errors
    /// When the store fails; then nothing is stored.
    pub async fn use_external_invitation(
        &self,
        used: UsedExternalInvitation,
        state: State,
        events: Vec<Event>,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let done = sqlx::query(
                    "UPDATE external_invitations SET used_ms = $3 WHERE token_hash = $1 AND user_id = $2 AND used_ms IS NULL AND expires_ms > $3",
                )
                .bind(used.token_hash.to_vec())
                .bind(used.user.uuid())
                .bind(used.at.0)
                .execute(&mut *tx)
                .await?;
                if done.rows_affected() == 0 {
                    return Ok(false);
                }
                sqlx::query("INSERT INTO external_reps (user_id, cookie_hash, session_id, name, made_ms) VALUES ($1, $2, $3, $4, $5)")
                    .bind(used.user.uuid())
                    .bind(used.cookie_hash.to_vec())
                    .bind(state.spec.id.uuid())
                    .bind(used.name)
                    .bind(used.at.0)
                    .execute(&mut *tx)
                    .await?;
                save(tx, &state, &events).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Who comes back with this cookie.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn external_rep_by_cookie(&self, cookie_hash: [u8; 32]) -> Result<Option<ExternalRow>, StoreError> {
        let row = sqlx::query("SELECT user_id, session_id, name FROM external_reps WHERE cookie_hash = $1")
            .bind(cookie_hash.to_vec())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(external).transpose()
    }

    /// Somebody who is in a session without an account. `None`: not any more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn external_rep(&self, user: UserId) -> Result<Option<ExternalRow>, StoreError> {
        let row = sqlx::query("SELECT user_id, session_id, name FROM external_reps WHERE user_id = $1")
            .bind(user.uuid())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(external).transpose()
    }

    /// Makes a ticket for their link. At most `keep` unused ones are kept: older ones go.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_external_ticket(
        &self,
        user: UserId,
        hash: [u8; 32],
        expires: Moment,
        keep: u32,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query("INSERT INTO external_tickets (hash, user_id, expires_ms) VALUES ($1, $2, $3)")
                    .bind(hash.to_vec())
                    .bind(user.uuid())
                    .bind(expires.0)
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("DELETE FROM external_tickets WHERE user_id = $1 AND hash NOT IN (SELECT hash FROM external_tickets WHERE user_id = $1 ORDER BY expires_ms DESC LIMIT $2)")
                    .bind(user.uuid())
                    .bind(i64::from(keep))
                    .execute(tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    /// Takes such a ticket: works once.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn redeem_external_ticket(&self, hash: [u8; 32], now: Moment) -> Result<Option<UserId>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let row =
                    sqlx::query("DELETE FROM external_tickets WHERE hash = $1 AND expires_ms > $2 RETURNING user_id")
                        .bind(hash.to_vec())
                        .bind(now.0)
                        .fetch_optional(tx)
                        .await?;
                row.map(|row| row.uuid("user_id").map(UserId::from_uuid)).transpose()
            })
        })
        .await
    }

    /// Keeps a link that answers an invitation.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_away_invitation(
        &self,
        token_hash: [u8; 32],
        new: AwayInvitation,
        expires: Moment,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query("INSERT INTO away_invitations (token_hash, session_id, number, user_id, expires_ms) VALUES ($1, $2, $3, $4, $5)")
                    .bind(token_hash.to_vec())
                    .bind(new.session.uuid())
                    .bind(i64::from(new.number))
                    .bind(new.user.uuid())
                    .bind(expires.0)
                    .execute(tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    /// What a link answers. It is not used up.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn away_invitation(
        &self,
        token_hash: [u8; 32],
        now: Moment,
    ) -> Result<Option<AwayInvitation>, StoreError> {
        let row = sqlx::query(
            "SELECT session_id, number, user_id FROM away_invitations WHERE token_hash = $1 AND expires_ms > $2",
        )
        .bind(token_hash.to_vec())
        .bind(now.0)
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(away).transpose()
    }

    /// Uses such a link up.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn use_away_invitation(
        &self,
        token_hash: [u8; 32],
        now: Moment,
    ) -> Result<Option<AwayInvitation>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let row = sqlx::query(
                    "DELETE FROM away_invitations WHERE token_hash = $1 AND expires_ms > $2 RETURNING session_id, number, user_id",
                )
                .bind(token_hash.to_vec())
                .bind(now.0)
                .fetch_optional(tx)
                .await?;
                row.as_ref().map(away).transpose()
            })
        })
        .await
    }

    /// Those who want to be asked while signed out, and can be: with an address, and an account that works.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn away_reps(&self, now: Moment) -> Result<Vec<AwayRep>, StoreError> {
        let rows = sqlx::query(
            "SELECT u.id, u.display_name, u.email FROM users u LEFT JOIN security_providers p ON p.id = u.provider_id
             WHERE u.asked_away = 1 AND u.email <> '' AND u.disabled = 0 AND coalesce(u.expires_ms > $1, 1) AND coalesce(p.enabled, 1) = 1 ORDER BY u.username_key",
        )
        .bind(now.0)
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(AwayRep {
                    user: UserId::from_uuid(row.uuid("id")?),
                    name: row.text("display_name")?,
                    email: row.text("email")?,
                })
            })
            .collect()
    }
}

/// Forgets those external reps who are not in this session any more.
///
/// SECURITY: in the transaction that puts them out, so that no restart lets anybody back in.
pub(crate) async fn forget_those_outside(tx: &mut Tx, state: &State) -> Result<(), StoreError> {
    let inside = if state.ended() { &[] } else { state.participants.as_slice() };
    let inside = inside.iter().filter(|each| each.external.is_some()).map(|each| each.user.uuid().simple().to_string());
    let inside = serde_json::to_string(&inside.collect::<Vec<_>>()).map_err(|_| StoreError::Corrupt("state"))?;
    sqlx::query(
        "DELETE FROM external_reps WHERE session_id = $1 AND user_id NOT IN (SELECT unhex(value) FROM json_each($2))",
    )
    .bind(state.spec.id.uuid())
    .bind(inside)
    .execute(tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use towline_model::{JumpClientId, JumpItemId, Permissions, SessionPolicyId};
    use towline_session::{Effect, Graces, Input, Session, Spec};
    use uuid::Uuid;

    use super::*;

    const NOW: Moment = Moment(1_000_000_000_000);

    fn drain(session: &mut Session) -> Vec<Event> {
        let mut all = Vec::new();
        while let Some(effect) = session.poll_effect() {
            if let Effect::Persist { events } = effect {
                all.extend(events);
            }
        }
        all
    }

    fn user(number: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(number))
    }

    /// A stored session with an open link of user 2.
    async fn invited(store: &Store) -> (Session, NewExternalInvitation) {
        let spec = Spec {
            id: SessionId::from_uuid(Uuid::now_v7()),
            item: Some(JumpItemId::from_uuid(Uuid::now_v7())),
            name: "web-01".into(),
            group_name: String::new(),
            client: Some(JumpClientId::from_uuid(Uuid::now_v7())),
            method: "jump_client".into(),
            recorded: true,
            graces: Graces::default(),
            custom: Vec::new(),
            support: None,
        };
        let mut session = Session::start(NOW, spec, user(1), "Olga", Permissions::ALL);
        let profile = SessionPolicyId::from_uuid(Uuid::from_u128(9));
        let (name, comments) = ("Erik".into(), String::new());
        session.handle(NOW, Input::InviteExternal { user: user(1), guest: user(2), name, profile, comments }).unwrap();
        let events = drain(&mut session);
        let link =
            NewExternalInvitation { token_hash: [7; 32], number: 1, user: user(2), expires: Moment(NOW.0 + 7_200_000) };
        store.invite_external(link.clone(), session.state().clone(), events).await.unwrap();
        (session, link)
    }

    fn used(nth: u8, at: Moment) -> UsedExternalInvitation {
        UsedExternalInvitation { token_hash: [7; 32], cookie_hash: [nth; 32], user: user(2), name: "Erik".into(), at }
    }

    fn accepted(mut session: Session) -> (Session, State, Vec<Event>) {
        let accept = Input::AcceptExternal { guest: user(2), number: 1, profile: Permissions::ALL.into() };
        session.handle(NOW, accept).unwrap();
        let (events, state) = (drain(&mut session), session.state().clone());
        (session, state, events)
    }

    #[tokio::test]
    async fn of_two_hundred_who_follow_a_link_at_once_one_comes_in_sup_70() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).await.unwrap();
        let (session, _) = invited(&store).await;
        assert!(store.external_invitation([7; 32], NOW).await.unwrap().is_some());
        let (_, state, events) = accepted(session);
        let both = Arc::new((state, events));
        let follows = (0..200u8).map(|nth| {
            let (store, both) = (store.clone(), both.clone());
            tokio::spawn(async move {
                let (state, events) = (both.0.clone(), both.1.clone());
                store.use_external_invitation(used(nth, NOW), state, events).await.unwrap()
            })
        });
        let mut won = Vec::new();
        for (nth, follow) in follows.collect::<Vec<_>>().into_iter().enumerate() {
            if follow.await.unwrap() {
                won.push(u8::try_from(nth).unwrap());
            }
        }
        assert_eq!(won.len(), 1);
        let found = store.external_rep_by_cookie([won[0]; 32]).await.unwrap().unwrap();
        assert_eq!((found.user, found.name.as_str()), (user(2), "Erik"));
        assert_eq!(store.external_invitation([7; 32], NOW).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_link_that_is_too_old_brings_nobody_in_sup_70() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).await.unwrap();
        let (session, link) = invited(&store).await;
        assert_eq!(store.external_invitation([7; 32], link.expires).await.unwrap(), None);
        let (_, state, events) = accepted(session);
        assert!(!store.use_external_invitation(used(1, link.expires), state, events).await.unwrap());
        assert_eq!(store.external_rep(user(2)).await.unwrap(), None);
    }

    #[tokio::test]
    async fn whoever_is_put_out_is_forgotten_in_the_same_transaction_with_their_tickets_sup_70() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).await.unwrap();
        let (session, _) = invited(&store).await;
        let (mut session, state, events) = accepted(session);
        assert!(store.use_external_invitation(used(1, NOW), state, events).await.unwrap());
        let soon = Moment(NOW.0 + 30_000);
        store.create_external_ticket(user(2), [5; 32], soon, 64).await.unwrap();
        store.create_external_ticket(user(2), [6; 32], soon, 64).await.unwrap();
        assert_eq!(store.redeem_external_ticket([5; 32], NOW).await.unwrap(), Some(user(2)));
        assert_eq!(store.redeem_external_ticket([5; 32], NOW).await.unwrap(), None, "once");
        // Somebody's joining forgets nobody.
        let (name, permissions) = ("Pavel".to_owned(), Permissions::ALL);
        session.handle(NOW, Input::Join { user: user(3), name, permissions: permissions.into() }).unwrap();
        let events = drain(&mut session);
        store.save_session(session.state().clone(), events).await.unwrap();
        assert!(store.external_rep(user(2)).await.unwrap().is_some());
        session.handle(NOW, Input::RemoveParticipant { user: user(1), number: 2 }).unwrap();
        let events = drain(&mut session);
        store.save_session(session.state().clone(), events).await.unwrap();
        assert_eq!(store.external_rep(user(2)).await.unwrap(), None);
        assert_eq!(store.redeem_external_ticket([6; 32], NOW).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_link_that_answers_by_mail_counts_once_sup_33() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).await.unwrap();
        let (session, _) = invited(&store).await;
        let kept = AwayInvitation { session: session.state().spec.id, number: 1, user: user(4) };
        // Of an account that is not there, nothing is kept.
        assert!(store.keep_away_invitation([3; 32], kept, Moment(NOW.0 + 1000)).await.is_err());
        assert_eq!(store.use_away_invitation([3; 32], NOW).await.unwrap(), None);
        assert!(store.away_reps(NOW).await.unwrap().is_empty());
    }
}
