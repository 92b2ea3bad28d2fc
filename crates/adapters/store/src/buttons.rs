//! Support Buttons (SUP-50): profiles, installers, and the buttons that are on machines. One use of an installer, and one start of a session, are one conditional statement each.

use sqlx::sqlite::SqliteRow;
use towline_model::{
    ButtonId, ButtonInstallerId, ButtonProfileId, IssueId, Moment, PublicSiteId, Queue, TeamId, UserId,
};
use uuid::Uuid;

use crate::{
    Changed, Stamp, Store, StoreError, Subject, accounts::key, record::seen, roles::refusals, row::Columns as _,
    writer::Tx,
};

/// How buttons look, and which public site they belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ButtonProfileRow {
    /// Its id.
    pub id: ButtonProfileId,
    /// What those who configure the site call it.
    pub name: String,
    /// What stands below the icon.
    pub label: String,
    /// What the desktop says of it.
    pub comment: String,
    /// The public site; none: the default one.
    pub site: Option<PublicSiteId>,
    /// What that is called.
    pub site_name: String,
    /// SHA-256 of its icon; none: the one that is built in.
    pub icon: Option<Vec<u8>>,
    /// A digest of it as it was read, for a later change ([`Stamp::seen`](crate::Stamp::seen)); `None` if it cannot be changed.
    pub seen: Option<[u8; 32]>,
}

/// What to change in a profile, or what one is made of; `None` leaves it, or is nothing.
#[derive(Debug, Clone, Default)]
pub struct ButtonProfileChange {
    /// Its name.
    pub name: Option<String>,
    /// What stands below the icon.
    pub label: Option<String>,
    /// What the desktop says of it.
    pub comment: Option<String>,
    /// The public site.
    pub site: Option<Option<PublicSiteId>>,
}

/// What buttons are: the same for an installer and for those that came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ButtonKind {
    /// What representatives call it.
    pub description: String,
    /// Its profile; none: the default one.
    pub profile: Option<ButtonProfileId>,
    /// Where its sessions wait, unless an issue says where.
    pub queue: Queue,
    /// The issue that they are about.
    pub issue: Option<IssueId>,
}

/// The same, with what things are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedButtonKind {
    /// What it is.
    pub kind: ButtonKind,
    /// What the profile is called.
    pub profile_name: String,
    /// Where sessions wait, as the issue says if there is one.
    pub queue: Queue,
    /// What that is called; the general one has no name.
    pub queue_name: String,
    /// What the issue is called; empty: there is none.
    pub issue_name: String,
}

/// An installer to be made.
#[derive(Debug, Clone)]
pub struct NewButtonInstaller {
    /// Its id.
    pub id: ButtonInstallerId,
    /// SHA-256 of its token.
    pub token_hash: [u8; 32],
    /// What comes of it.
    pub kind: ButtonKind,
    /// For how many days its buttons can be used.
    pub days: u32,
    /// When it ends.
    pub expires: Moment,
    /// How often it may be used.
    pub uses_allowed: u32,
    /// Display name of who made it.
    pub created_by: String,
    /// The one button that is deployed with it, in a session.
    pub button: Option<ButtonId>,
}

/// An installer, without its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ButtonInstallerRow {
    /// Its id.
    pub id: ButtonInstallerId,
    /// What comes of it.
    pub of: NamedButtonKind,
    /// For how many days its buttons can be used.
    pub days: u64,
    /// When it ends.
    pub expires: Moment,
    /// How often it may be used.
    pub uses_allowed: u64,
    /// How often it was.
    pub uses: u64,
    /// When it was made.
    pub created: Moment,
    /// By whom.
    pub created_by: String,
}

/// An installer that can be used now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsableButtonInstaller {
    /// Its id.
    pub id: ButtonInstallerId,
    /// What representatives call what comes of it.
    pub description: String,
    /// The profile; none: the default one.
    pub profile: Option<ButtonProfileId>,
    /// The one button that is deployed with it, in a session.
    pub button: Option<ButtonId>,
}

/// A button on a machine, without its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportButtonRow {
    /// Its id.
    pub id: ButtonId,
    /// What it is.
    pub of: NamedButtonKind,
    /// What its machine called itself.
    pub machine: String,
    /// By whom it was made.
    pub made_by: String,
    /// When.
    pub created: Moment,
    /// Until when it starts sessions.
    pub expires: Moment,
    /// When it did last.
    pub used: Option<Moment>,
    /// How often.
    pub uses: u64,
    /// Since when it does not any more.
    pub withdrawn: Option<Moment>,
}

/// A button that was made by a use of an installer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeButton {
    /// Until when it starts sessions.
    pub expires: Moment,
    /// Its profile.
    pub profile: Option<ButtonProfileId>,
}

/// What things are called, of `b`.
macro_rules! named {
    () => {
        "coalesce((SELECT name FROM button_profiles WHERE id = b.profile_id), (SELECT name FROM button_profiles WHERE id = x'00000000000000000000000000000001')) AS profile_name,
    (SELECT team_id FROM issues WHERE id = b.issue_id) AS issue_team_id,
    coalesce((SELECT t.name FROM issues i JOIN teams t ON t.id = i.team_id WHERE i.id = b.issue_id), (SELECT display_name FROM users WHERE id = b.user_id), (SELECT name FROM teams WHERE id = b.team_id), '') AS queue_name,
    coalesce((SELECT name FROM issues WHERE id = b.issue_id), '') AS issue_name"
    };
}

/// Columns of a queue: a user's, or a team's; neither is the general one.
fn queue_columns(queue: Queue) -> (Option<Uuid>, Option<Uuid>) {
    match queue {
        Queue::Personal(user) => (Some(user.uuid()), None),
        Queue::Team(team) => (None, Some(team.uuid())),
        Queue::General => (None, None),
    }
}

fn kind(row: &SqliteRow) -> Result<ButtonKind, StoreError> {
    let user = row.maybe_uuid("user_id")?.map(|id| Queue::Personal(UserId::from_uuid(id)));
    let team = row.maybe_uuid("team_id")?.map(|id| Queue::Team(TeamId::from_uuid(id)));
    Ok(ButtonKind {
        description: row.text("description")?,
        profile: row.maybe_uuid("profile_id")?.map(ButtonProfileId::from_uuid),
        queue: user.or(team).unwrap_or(Queue::General),
        issue: row.maybe_uuid("issue_id")?.map(IssueId::from_uuid),
    })
}

fn named(row: &SqliteRow) -> Result<NamedButtonKind, StoreError> {
    let kind = kind(row)?;
    let team = row.maybe_uuid("issue_team_id")?.map(|id| Queue::Team(TeamId::from_uuid(id)));
    Ok(NamedButtonKind {
        queue: team.unwrap_or(kind.queue),
        kind,
        profile_name: row.text("profile_name")?,
        queue_name: row.text("queue_name")?,
        issue_name: row.text("issue_name")?,
    })
}

fn button(row: &SqliteRow) -> Result<SupportButtonRow, StoreError> {
    Ok(SupportButtonRow {
        id: ButtonId::from_uuid(row.uuid("id")?),
        of: named(row)?,
        machine: row.text("machine")?,
        made_by: row.text("made_by")?,
        created: row.moment("created_ms")?,
        expires: row.moment("expires_ms")?,
        used: row.maybe_moment("used_ms")?,
        uses: row.count("uses")?,
        withdrawn: row.maybe_moment("withdrawn_ms")?,
    })
}

impl Store {
    /// All profiles, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn button_profiles(&self) -> Result<Vec<ButtonProfileRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let rows = sqlx::query(
            "SELECT id, name, label, comment, site_id, coalesce((SELECT name FROM public_sites WHERE id = p.site_id), '') AS site_name, icon_hash FROM button_profiles p ORDER BY name_key",
        )
        .fetch_all(&mut *reader)
        .await?;
        let mut profiles = Vec::with_capacity(rows.len());
        for row in rows {
            let id = ButtonProfileId::from_uuid(row.uuid("id")?);
            profiles.push(ButtonProfileRow {
                id,
                name: row.text("name")?,
                label: row.text("label")?,
                comment: row.text("comment")?,
                site: row.maybe_uuid("site_id")?.map(PublicSiteId::from_uuid),
                site_name: row.text("site_name")?,
                icon: row.maybe_bytes("icon_hash")?,
                seen: seen(&mut reader, Subject::ButtonProfile(id)).await?,
            });
        }
        Ok(profiles)
    }

    /// A profile's icon, if it has one of its own.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn button_icon(&self, id: ButtonProfileId) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query("SELECT icon FROM button_profiles WHERE id = $1 AND icon IS NOT NULL")
            .bind(id.uuid())
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| row.bytes("icon")).transpose()
    }

    /// Makes a profile.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_button_profile(
        &self,
        stamp: Stamp,
        id: ButtonProfileId,
        new: ButtonProfileChange,
    ) -> Result<Changed, StoreError> {
        let now = stamp.at;
        refusals(
            self.write_recorded(stamp, Subject::ButtonProfile(id), move |tx| {
                Box::pin(async move {
                    let name = new.name.unwrap_or_default();
                    sqlx::query("INSERT INTO button_profiles (id, name, name_key, label, comment, site_id, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)")
                        .bind(id.uuid())
                        .bind(&name)
                        .bind(key(&name))
                        .bind(new.label.unwrap_or_default())
                        .bind(new.comment.unwrap_or_default())
                        .bind(new.site.flatten().map(PublicSiteId::uuid))
                        .bind(now.0)
                        .execute(tx)
                        .await?;
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Changes a profile.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_button_profile(
        &self,
        stamp: Stamp,
        id: ButtonProfileId,
        change: ButtonProfileChange,
    ) -> Result<Changed, StoreError> {
        refusals(
            self.write_recorded(stamp, Subject::ButtonProfile(id), move |tx| {
                Box::pin(async move {
                    let ButtonProfileChange { name, label, comment, site } = change;
                    let done = sqlx::query(
                        "UPDATE button_profiles SET name = coalesce($2, name), name_key = coalesce($3, name_key), label = coalesce($4, label),
                         comment = coalesce($5, comment), site_id = iif($6, $7, site_id) WHERE id = $1",
                    )
                    .bind(id.uuid())
                    .bind(&name)
                    .bind(name.as_deref().map(key))
                    .bind(label)
                    .bind(comment)
                    .bind(site.is_some())
                    .bind(site.flatten().map(PublicSiteId::uuid))
                    .execute(tx)
                    .await?;
                    Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
                })
            })
            .await,
        )
    }

    /// Gives a profile an icon, with its SHA-256, or takes it away.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_button_icon(
        &self,
        stamp: Stamp,
        id: ButtonProfileId,
        icon: Option<(Vec<u8>, [u8; 32])>,
    ) -> Result<Changed, StoreError> {
        self.write_recorded(stamp, Subject::ButtonProfile(id), move |tx| {
            Box::pin(async move {
                let (bytes, hash) = icon.map(|(bytes, hash)| (bytes, hash.to_vec())).unzip();
                let done = sqlx::query("UPDATE button_profiles SET icon = $2, icon_hash = $3 WHERE id = $1")
                    .bind(id.uuid())
                    .bind(bytes)
                    .bind(hash)
                    .execute(tx)
                    .await?;
                Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
            })
        })
        .await
    }

    /// Removes a profile; the default one stays. Its buttons go on with that.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_button_profile(&self, stamp: Stamp, id: ButtonProfileId) -> Result<Changed, StoreError> {
        if id == ButtonProfileId::DEFAULT {
            return Ok(Changed::InUse);
        }
        self.write_recorded(stamp, Subject::ButtonProfile(id), move |tx| {
            Box::pin(async move {
                let done = sqlx::query("DELETE FROM button_profiles WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
            })
        })
        .await
    }

    /// All installers but those of sessions, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn button_installers(&self, limit: u32) -> Result<Vec<ButtonInstallerRow>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT b.*, ",
            named!(),
            " FROM button_installers b WHERE button_id IS NULL ORDER BY created_ms DESC LIMIT $1"
        ))
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        let row = |row: &SqliteRow| {
            Ok(ButtonInstallerRow {
                id: ButtonInstallerId::from_uuid(row.uuid("id")?),
                of: named(row)?,
                days: row.count("button_days")?,
                expires: row.moment("expires_ms")?,
                uses_allowed: row.count("uses_allowed")?,
                uses: row.count("uses")?,
                created: row.moment("created_ms")?,
                created_by: row.text("created_by")?,
            })
        };
        rows.iter().map(row).collect()
    }

    /// Makes an installer; `false`: its profile, queue or issue does not exist.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_button_installer(&self, stamp: Stamp, new: NewButtonInstaller) -> Result<bool, StoreError> {
        let now = stamp.at;
        let made = self
            .write_recorded(stamp, Subject::ButtonInstaller(new.id), move |tx| {
                Box::pin(async move {
                    // Those of sessions are in no list: nobody else would ever take them away.
                    sqlx::query("DELETE FROM button_installers WHERE button_id IS NOT NULL AND expires_ms <= $1")
                        .bind(now.0)
                        .execute(&mut *tx)
                        .await?;
                    let (user, team) = queue_columns(new.kind.queue);
                    sqlx::query(
                        "INSERT INTO button_installers (id, token_hash, description, profile_id, user_id, team_id, issue_id, button_days, expires_ms, uses_allowed, created_ms, created_by, button_id)
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                    )
                    .bind(new.id.uuid())
                    .bind(new.token_hash.to_vec())
                    .bind(new.kind.description)
                    .bind(new.kind.profile.map(ButtonProfileId::uuid))
                    .bind(user)
                    .bind(team)
                    .bind(new.kind.issue.map(IssueId::uuid))
                    .bind(i64::from(new.days))
                    .bind(new.expires.0)
                    .bind(i64::from(new.uses_allowed))
                    .bind(now.0)
                    .bind(new.created_by)
                    .bind(new.button.map(ButtonId::uuid))
                    .execute(tx)
                    .await?;
                    Ok(())
                })
            })
            .await;
        match made {
            Ok(()) => Ok(true),
            Err(error @ StoreError::Database(_)) if error.is_missing_reference() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Removes an installer: its token is worth nothing any more, its buttons stay. Says whether there was one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_button_installer(&self, stamp: Stamp, id: ButtonInstallerId) -> Result<bool, StoreError> {
        self.write_recorded(stamp, Subject::ButtonInstaller(id), move |tx| {
            Box::pin(async move {
                let done =
                    sqlx::query("DELETE FROM button_installers WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                Ok(done.rows_affected() > 0)
            })
        })
        .await
    }

    /// The installer with this token, if it could be used now. Decides nothing: only its use does.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn button_installer_usable(
        &self,
        token_hash: [u8; 32],
        now: Moment,
    ) -> Result<Option<UsableButtonInstaller>, StoreError> {
        let row = sqlx::query(
            "SELECT id, profile_id, description, button_id FROM button_installers WHERE token_hash = $1 AND expires_ms > $2 AND uses < uses_allowed",
        )
        .bind(token_hash.to_vec())
        .bind(now.0)
        .fetch_optional(self.readers())
        .await?;
        row.map(|row| {
            Ok(UsableButtonInstaller {
                id: ButtonInstallerId::from_uuid(row.uuid("id")?),
                description: row.text("description")?,
                profile: row.maybe_uuid("profile_id")?.map(ButtonProfileId::from_uuid),
                button: row.maybe_uuid("button_id")?.map(ButtonId::from_uuid),
            })
        })
        .transpose()
    }

    /// Consumes one use of an installer's token, and makes the button that it was for. `None`: the token is worth nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn make_button(
        &self,
        stamp: Stamp,
        installer: [u8; 32],
        id: ButtonId,
        token_hash: [u8; 32],
        machine: String,
    ) -> Result<Option<MadeButton>, StoreError> {
        let now = stamp.at;
        self.write_recorded(stamp, Subject::SupportButton(id), move |tx| {
            Box::pin(async move {
                let row = sqlx::query(
                    "UPDATE button_installers SET uses = uses + 1 WHERE token_hash = $1 AND expires_ms > $2 AND uses < uses_allowed
                     RETURNING description, profile_id, user_id, team_id, issue_id, button_days, created_by",
                )
                .bind(installer.to_vec())
                .bind(now.0)
                .fetch_optional(&mut *tx)
                .await?;
                let Some(row) = row else { return Ok(None) };
                let kind = kind(&row)?;
                let expires = Moment(now.0.saturating_add(row.number("button_days")?.saturating_mul(24 * 60 * 60 * 1000)));
                let (user, team) = queue_columns(kind.queue);
                sqlx::query(
                    "INSERT INTO support_buttons (id, token_hash, description, profile_id, user_id, team_id, issue_id, machine, made_by, created_ms, expires_ms)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                )
                .bind(id.uuid())
                .bind(token_hash.to_vec())
                .bind(kind.description)
                .bind(kind.profile.map(ButtonProfileId::uuid))
                .bind(user)
                .bind(team)
                .bind(kind.issue.map(IssueId::uuid))
                .bind(machine)
                .bind(row.text("created_by")?)
                .bind(now.0)
                .bind(expires.0)
                .execute(tx)
                .await?;
                Ok(Some(MadeButton { expires, profile: kind.profile }))
            })
        })
        .await
    }

    /// Buttons on machines, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn support_buttons(&self, limit: u32) -> Result<Vec<SupportButtonRow>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT b.*, ",
            named!(),
            " FROM support_buttons b ORDER BY created_ms DESC, id LIMIT $1"
        ))
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(button).collect()
    }

    /// The button with this token.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn support_button_by_token(&self, token_hash: [u8; 32]) -> Result<Option<SupportButtonRow>, StoreError> {
        let row = sqlx::query(concat!("SELECT b.*, ", named!(), " FROM support_buttons b WHERE token_hash = $1"))
            .bind(token_hash.to_vec())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(button).transpose()
    }

    /// From now on a button starts nothing. Says whether there was one that did.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn withdraw_button(&self, stamp: Stamp, id: ButtonId) -> Result<bool, StoreError> {
        let now = stamp.at;
        self.write_recorded(stamp, Subject::SupportButton(id), move |tx| {
            Box::pin(async move {
                let done =
                    sqlx::query("UPDATE support_buttons SET withdrawn_ms = $2 WHERE id = $1 AND withdrawn_ms IS NULL")
                        .bind(id.uuid())
                        .bind(now.0)
                        .execute(tx)
                        .await?;
                Ok(done.rows_affected() > 0)
            })
        })
        .await
    }

    /// A button is not on its machine any more, or never came there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_button(&self, stamp: Stamp, id: ButtonId) -> Result<(), StoreError> {
        self.write_recorded(stamp, Subject::SupportButton(id), move |tx| {
            Box::pin(async move {
                sqlx::query("DELETE FROM support_buttons WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                Ok(())
            })
        })
        .await
    }
}

/// One start of a session with a button. `false`: it has run out, or was withdrawn.
pub(crate) async fn use_button(tx: &mut Tx, id: ButtonId, now: Moment) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE support_buttons SET uses = uses + 1, used_ms = $2 WHERE id = $1 AND expires_ms > $2 AND withdrawn_ms IS NULL",
    )
    .bind(id.uuid())
    .bind(now.0)
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}
