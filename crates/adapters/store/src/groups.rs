//! Jump Groups, their members, and the locations that a user sees on the left of the list.

use sqlx::{QueryBuilder, Sqlite};
use towline_model::{JumpGroupId, JumpItemRoleId, Moment, UserId};
use towline_policy::ItemScope;

use crate::{
    Stamp, Store, StoreError, Subject,
    accounts::key,
    list::{push_scope, push_which},
    record::seen,
    row::Columns as _,
    writer::Tx,
};

/// A Jump Group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    /// Its id.
    pub id: JumpGroupId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub comments: String,
    /// Who is assigned to it, with which role, and what people call them.
    pub members: Vec<(Member, String)>,
    /// Number of items in it.
    pub items: u64,
    /// When it was made.
    pub created: Moment,
    /// A digest of it as it was read, for a later change ([`Stamp::seen`](crate::Stamp::seen)); `None` if it cannot be changed.
    pub seen: Option<[u8; 32]>,
}

/// What to change in a group; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct GroupChange {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub comments: Option<String>,
    /// All its members.
    pub members: Option<Vec<Member>>,
}

/// An account that is assigned to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// The account.
    pub user: UserId,
    /// Its role there; `None`: what its default slot holds at the moment of asking (JMP-30).
    pub role: Option<JumpItemRoleId>,
}

/// What became of making, changing or removing a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupChanged {
    /// Done.
    Done,
    /// No such group.
    NotFound,
    /// Another group has this name.
    NameTaken,
    /// A member does not exist.
    NoSuchUser,
    /// Items are still in it.
    NotEmpty,
}

/// A group as a location, with the number of items in it that the user sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The group.
    pub id: JumpGroupId,
    /// Its name.
    pub name: String,
    /// Number of visible items in it.
    pub count: u64,
}

/// All locations of a user (JMP-1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locations {
    /// Number of visible items.
    pub all: u64,
    /// Number of items in the personal list.
    pub personal: u64,
    /// Groups that the user sees, by name.
    pub groups: Vec<Location>,
}

impl Store {
    /// All groups, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn groups(&self) -> Result<Vec<GroupRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let rows = sqlx::query(
            "SELECT id, name, comments, created_ms, (SELECT count(*) FROM jump_items i WHERE i.group_id = g.id) AS items FROM jump_groups g ORDER BY name_key",
        )
        .fetch_all(&mut *reader)
        .await?;
        let mut groups = Vec::with_capacity(rows.len());
        for row in rows {
            let id = row.uuid("id")?;
            let members = sqlx::query("SELECT m.user_id, m.role_id, u.display_name FROM jump_group_members m JOIN users u ON u.id = m.user_id WHERE m.group_id = $1 ORDER BY u.username_key")
                .bind(id)
                .fetch_all(&mut *reader)
                .await?;
            groups.push(GroupRow {
                id: JumpGroupId::from_uuid(id),
                name: row.text("name")?,
                comments: row.text("comments")?,
                members: members
                    .iter()
                    .map(|row| {
                        let member = Member {
                            user: UserId::from_uuid(row.uuid("user_id")?),
                            role: row.maybe_uuid("role_id")?.map(JumpItemRoleId::from_uuid),
                        };
                        Ok((member, row.text("display_name")?))
                    })
                    .collect::<Result<_, StoreError>>()?,
                items: row.count("items")?,
                created: row.moment("created_ms")?,
                seen: seen(&mut reader, Subject::JumpGroup(JumpGroupId::from_uuid(id))).await?,
            });
        }
        Ok(groups)
    }

    /// Makes a group.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_group(
        &self,
        stamp: Stamp,
        id: JumpGroupId,
        name: String,
        comments: String,
        members: Vec<Member>,
    ) -> Result<GroupChanged, StoreError> {
        let now = stamp.at;
        refusals(
            self.write_recorded(stamp, Subject::JumpGroup(id), move |tx| {
                Box::pin(async move {
                    sqlx::query("INSERT INTO jump_groups (id, name, name_key, comments, created_ms) VALUES ($1, $2, $3, $4, $5)")
                        .bind(id.uuid())
                        .bind(&name)
                        .bind(key(&name))
                        .bind(comments)
                        .bind(now.0)
                        .execute(&mut *tx)
                        .await?;
                    set_members(tx, id, &members).await?;
                    Ok(GroupChanged::Done)
                })
            })
            .await,
        )
    }

    /// Changes a group.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_group(
        &self,
        stamp: Stamp,
        id: JumpGroupId,
        change: GroupChange,
    ) -> Result<GroupChanged, StoreError> {
        refusals(
            self.write_recorded(stamp, Subject::JumpGroup(id), move |tx| {
                Box::pin(async move {
                    let GroupChange { name, comments, members } = change;
                    let name_key = name.as_deref().map(key);
                    let done = sqlx::query(
                        "UPDATE jump_groups SET name = coalesce($2, name), name_key = coalesce($3, name_key), comments = coalesce($4, comments) WHERE id = $1",
                    )
                    .bind(id.uuid())
                    .bind(name)
                    .bind(&name_key)
                    .bind(comments)
                    .execute(&mut *tx)
                    .await?;
                    if done.rows_affected() == 0 {
                        return Ok(GroupChanged::NotFound);
                    }
                    if let Some(name_key) = name_key {
                        sqlx::query("UPDATE jump_items SET place_key = $2 WHERE group_id = $1")
                            .bind(id.uuid())
                            .bind(name_key)
                            .execute(&mut *tx)
                            .await?;
                    }
                    if let Some(members) = members {
                        set_members(tx, id, &members).await?;
                    }
                    Ok(GroupChanged::Done)
                })
            })
            .await,
        )
    }

    /// Removes a group that has no items; its installers go with it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_group(&self, stamp: Stamp, id: JumpGroupId) -> Result<GroupChanged, StoreError> {
        self.write_recorded(stamp, Subject::JumpGroup(id), move |tx| {
            Box::pin(async move {
                let held = sqlx::query("SELECT 1 FROM jump_items WHERE group_id = $1 LIMIT 1").bind(id.uuid());
                if held.fetch_optional(&mut *tx).await?.is_some() {
                    return Ok(GroupChanged::NotEmpty);
                }
                let done = sqlx::query("DELETE FROM jump_groups WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                Ok(if done.rows_affected() == 0 { GroupChanged::NotFound } else { GroupChanged::Done })
            })
        })
        .await
    }

    /// Where the visible items are, with counts of those that are visible (JMP-31).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn locations(&self, scope: &ItemScope) -> Result<Locations, StoreError> {
        let mut all = QueryBuilder::<Sqlite>::new("SELECT count(*) AS n FROM jump_items i WHERE ");
        push_scope(&mut all, scope);
        let all = all.build().fetch_one(self.readers()).await?.count("n")?;
        let personal = if scope.owners().has(&scope.user()) {
            sqlx::query("SELECT count(*) AS n FROM jump_items WHERE owner_id = $1")
                .bind(scope.user().uuid())
                .fetch_one(self.readers())
                .await?
                .count("n")?
        } else {
            0
        };
        let mut groups = QueryBuilder::<Sqlite>::new(
            "SELECT g.id, g.name, (SELECT count(*) FROM jump_items i WHERE i.group_id = g.id) AS n FROM jump_groups g WHERE ",
        );
        push_which(&mut groups, "g.id", scope.groups(), JumpGroupId::uuid);
        let rows = groups.push(" ORDER BY g.name_key").build().fetch_all(self.readers()).await?;
        let groups = rows
            .iter()
            .map(|row| {
                Ok(Location {
                    id: JumpGroupId::from_uuid(row.uuid("id")?),
                    name: row.text("name")?,
                    count: row.count("n")?,
                })
            })
            .collect::<Result<_, StoreError>>()?;
        Ok(Locations { all, personal, groups })
    }
}

fn refusals(outcome: Result<GroupChanged, StoreError>) -> Result<GroupChanged, StoreError> {
    match outcome {
        Err(error) if error.is_conflict() => Ok(GroupChanged::NameTaken),
        Err(error) if error.is_missing_reference() => Ok(GroupChanged::NoSuchUser),
        other => other,
    }
}

async fn set_members(tx: &mut Tx, group: JumpGroupId, members: &[Member]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM jump_group_members WHERE group_id = $1").bind(group.uuid()).execute(&mut *tx).await?;
    for member in members {
        sqlx::query("INSERT INTO jump_group_members (group_id, user_id, role_id) VALUES ($1, $2, $3) ON CONFLICT (user_id, group_id) DO UPDATE SET role_id = excluded.role_id")
            .bind(group.uuid())
            .bind(member.user.uuid())
            .bind(member.role.map(JumpItemRoleId::uuid))
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}
