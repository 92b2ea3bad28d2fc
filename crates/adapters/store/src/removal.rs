//! Accounts that go: what belongs to one, and what becomes of it. Lines of the record and sessions of the past keep the name; they refer to no row.

use sqlx::{QueryBuilder, Sqlite};
use towline_model::{JumpClientId, JumpGroupId, JumpItemId, LoginId, Place, UserId};

use crate::{
    Stamp, Store, StoreError, Subject,
    accounts::alone_in_charge,
    api_accounts::note_request,
    factors::end_attempts,
    items::{delete_item, move_item},
    logins::end_logins,
    record::{picture, record},
    row::Columns as _,
    writer::Tx,
};

/// How much belongs to some accounts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Belongings {
    /// Jump Items in their personal lists.
    pub personal_items: u64,
    /// Installers that put items there.
    pub installers: u64,
    /// API accounts that they made.
    pub api_accounts: u64,
    /// Logins, alive or over.
    pub logins: u64,
}

/// What becomes of the Jump Items in the personal list of an account that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalItems {
    /// The account stays as long as there are any.
    Keep,
    /// They go too.
    Remove,
    /// They go to this Jump Group.
    Move(JumpGroupId),
}

/// What became of a removal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserRemoved {
    /// Done.
    Done {
        /// Logins that are dead now.
        ended: Vec<LoginId>,
        /// Items that went with it, and their clients.
        items: Vec<(JumpItemId, JumpClientId)>,
    },
    /// No such account.
    NotFound,
    /// It would leave the site without an enabled administrator.
    LastAdministrator,
    /// There are items in its personal list.
    HasItems,
    /// The group that its items are to go to does not exist.
    NoSuchGroup,
}

impl Store {
    /// How much belongs to these accounts together.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn belongings(&self, users: &[UserId]) -> Result<Belongings, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT ");
        for (name, from) in [
            ("personal_items", "jump_items WHERE owner_id"),
            ("installers", "installers WHERE owner_id"),
            ("api_accounts", "api_accounts WHERE created_by"),
            ("logins", "logins WHERE user_id"),
        ] {
            query.push("(SELECT count(*) FROM ").push(from).push(" IN (");
            let mut list = query.separated(", ");
            for user in users {
                list.push_bind(user.uuid());
            }
            query.push(")) AS ").push(name).push(", ");
        }
        query.push("0 AS closing");
        let row = query.build().persistent(false).fetch_one(self.readers()).await?;
        Ok(Belongings {
            personal_items: row.count("personal_items")?,
            installers: row.count("installers")?,
            api_accounts: row.count("api_accounts")?,
            logins: row.count("logins")?,
        })
    }

    /// Removes an account with its logins, factors, memberships and API accounts; each Jump Item of its personal list that is moved or removed has a line of its own.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_user(
        &self,
        stamp: Stamp,
        id: UserId,
        personal: PersonalItems,
    ) -> Result<UserRemoved, StoreError> {
        let author = Stamp { seen: None, once: None, ..stamp.clone() };
        let done = self
            .write_recorded(stamp, Subject::User(id), move |tx| Box::pin(remove_user(tx, author, id, personal)))
            .await;
        match done {
            Err(error) if error.is_missing_reference() => Ok(UserRemoved::NoSuchGroup),
            other => other,
        }
    }

    /// Ends all logins of somebody, each with a line in the record, and sign-ins that are on their way. Says which.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_logins_of(&self, stamp: Stamp, user: UserId) -> Result<Vec<LoginId>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                if let Some(once) = stamp.once {
                    note_request(tx, once, stamp.at).await?;
                }
                end_attempts(tx, user).await?;
                let rows = sqlx::query("SELECT id FROM logins WHERE user_id = $1 ORDER BY created_ms")
                    .bind(user.uuid())
                    .fetch_all(&mut *tx)
                    .await?;
                let mut ended = Vec::with_capacity(rows.len());
                for row in rows {
                    let login = LoginId::from_uuid(row.uuid("id")?);
                    let before = picture(tx, Subject::Login(login)).await?;
                    sqlx::query("DELETE FROM logins WHERE id = $1").bind(login.uuid()).execute(&mut *tx).await?;
                    record(tx, &stamp, Subject::Login(login), before, None).await?;
                    ended.push(login);
                }
                Ok(ended)
            })
        })
        .await
    }
}

async fn remove_user(
    tx: &mut Tx,
    author: Stamp,
    id: UserId,
    personal: PersonalItems,
) -> Result<UserRemoved, StoreError> {
    let found = sqlx::query("SELECT administrator, disabled, expires_ms FROM users WHERE id = $1")
        .bind(id.uuid())
        .fetch_optional(&mut *tx)
        .await?;
    let Some(found) = found else { return Ok(UserRemoved::NotFound) };
    let in_charge =
        found.flag("administrator")? && !found.flag("disabled")? && found.maybe_moment("expires_ms")?.is_none();
    if in_charge && alone_in_charge(tx, id).await? {
        return Ok(UserRemoved::LastAdministrator);
    }
    let rows = sqlx::query("SELECT id, client_id FROM jump_items WHERE owner_id = $1 ORDER BY number")
        .bind(id.uuid())
        .fetch_all(&mut *tx)
        .await?;
    let mut items = Vec::new();
    for row in rows {
        let item = JumpItemId::from_uuid(row.uuid("id")?);
        let client = JumpClientId::from_uuid(row.uuid("client_id")?);
        let before = picture(tx, Subject::JumpItem(item)).await?;
        match personal {
            PersonalItems::Keep => return Ok(UserRemoved::HasItems),
            PersonalItems::Move(group) => move_item(tx, item, Place::Group(group)).await?,
            PersonalItems::Remove => {
                delete_item(tx, item, client).await?;
                items.push((item, client));
            }
        }
        let after = picture(tx, Subject::JumpItem(item)).await?;
        record(tx, &author, Subject::JumpItem(item), before, after).await?;
    }
    let ended = end_logins(tx, id, None).await?;
    sqlx::query("DELETE FROM users WHERE id = $1").bind(id.uuid()).execute(tx).await?;
    Ok(UserRemoved::Done { ended, items })
}
