//! Accounts: who there is, their passwords' hashes, locks, memberships.

use sqlx::{QueryBuilder, Sqlite, sqlite::SqliteRow};
use towline_model::{JumpItemRoleId, LoginId, Moment, ProviderId, SkillId, UserId};
use towline_policy::{Assignment, Settings, SignInRules};

use crate::{
    Order, Stamp, Store, StoreError, Subject,
    factors::end_attempts,
    logins::{NamedProvider, NewLogin, end_logins, insert_login, provider_of},
    rights::assignment,
    row::Columns as _,
    skills::{set_skills, some_missing},
    writer::Tx,
};

/// Old passwords of an account that are kept, as hashes: the most that a rule can ask for.
const OLD_PASSWORDS: i64 = 24;

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Its id.
    pub id: UserId,
    /// What it signs in with.
    pub username: String,
    /// What people call it.
    pub display_name: String,
    /// Where mail goes; may be empty.
    pub email: String,
    /// Whether it administers the site.
    pub administrator: bool,
    /// Hash of its password.
    pub password_hash: String,
    /// Whether it must change it first.
    pub must_change_password: bool,
    /// Groups that it is assigned to.
    pub groups: Vec<Assignment>,
    /// What it says of its own rights.
    pub settings: Settings,
    /// Now.
    pub created: Moment,
}

/// An account, without its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// Its id.
    pub id: UserId,
    /// What it signs in with.
    pub username: String,
    /// What people call it.
    pub display_name: String,
    /// Where mail goes; may be empty.
    pub email: String,
    /// Whether it administers the site.
    pub administrator: bool,
    /// Whether it may not sign in.
    pub disabled: bool,
    /// Whether it must change its password first.
    pub must_change_password: bool,
    /// Until when it is locked, if it ever was.
    pub locked_until: Moment,
    /// When it last signed in.
    pub last_login: Option<Moment>,
    /// When it was made.
    pub created: Moment,
    /// When it ends by itself.
    pub expires: Option<Moment>,
    /// Groups that it is assigned to itself.
    pub groups: Vec<Assignment>,
    /// What it says of its own rights; its policies may say otherwise.
    pub settings: Settings,
    /// What it says itself of signing in; its policies may say otherwise.
    pub sign_in: SignInRules,
    /// When its password was set.
    pub password_set: Moment,
    /// In which time zone it reads times; empty: in the browser's.
    pub time_zone: String,
    /// Whether its person wants to be asked while signed out (SUP-33).
    pub asked_away: bool,
    /// Whether it wants to be shown on public sites.
    pub on_portal: bool,
    /// What it signs in through; `None`: a password of its own.
    pub provider: Option<NamedProvider>,
}

/// Whether an account can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserState {
    /// It can.
    Active,
    /// It was disabled, or ended by itself.
    Closed,
    /// Wrong passwords locked it for a while.
    Locked,
}

/// By what accounts are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserSort {
    /// What they sign in with.
    Username,
    /// What people call them.
    Name,
    /// When they last signed in; those who never did come first.
    LastLogin,
}

/// A page of accounts.
#[derive(Debug, Clone)]
pub struct UserQuery<'a> {
    /// Part of a user name, name or e-mail; empty: everything.
    pub search: &'a str,
    /// Only those that are so.
    pub state: Option<UserState>,
    /// Only those who administer the site, or only the others.
    pub administrator: Option<bool>,
    /// By what.
    pub sort: UserSort,
    /// Which way round.
    pub order: Order,
    /// Accounts to skip.
    pub offset: u64,
    /// Accounts to show.
    pub limit: u32,
    /// Now.
    pub now: Moment,
}

/// What a sign-in needs to know of an account.
#[derive(Debug, Clone)]
pub struct PasswordCheck {
    /// The account.
    pub id: UserId,
    /// Hash of its password.
    pub password_hash: String,
    /// Whether it may not sign in.
    pub disabled: bool,
    /// Until when it is locked.
    pub locked_until: Moment,
    /// When it ends by itself.
    pub expires: Option<Moment>,
    /// What it signs in through instead of a password of its own.
    pub provider: Option<ProviderId>,
}

/// What to change; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    /// What it signs in with.
    pub username: Option<String>,
    /// What people call it.
    pub display_name: Option<String>,
    /// Where mail goes.
    pub email: Option<String>,
    /// Whether it administers the site.
    pub administrator: Option<bool>,
    /// Whether it may not sign in.
    pub disabled: Option<bool>,
    /// When it ends by itself; the inner `None`: never.
    pub expires: Option<Option<Moment>>,
    /// All groups that it is assigned to.
    pub groups: Option<Vec<Assignment>>,
    /// All that it says of its own rights.
    pub settings: Option<Settings>,
    /// All that it says itself of signing in.
    pub sign_in: Option<SignInRules>,
    /// All that it is good at.
    pub skills: Option<Vec<SkillId>>,
    /// Whether it must change its password first.
    pub must_change_password: Option<bool>,
    /// In which time zone it reads times; empty: in the browser's.
    pub time_zone: Option<String>,
    /// Whether its person wants to be asked while signed out (SUP-33).
    pub asked_away: Option<bool>,
    /// Whether it wants to be shown on public sites.
    pub on_portal: Option<bool>,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserChanged {
    /// Done; these logins ended with it.
    Done {
        /// Logins that are dead now.
        ended: Vec<LoginId>,
    },
    /// No such account.
    NotFound,
    /// It would leave the site without an enabled administrator.
    LastAdministrator,
    /// Another account has this user name.
    NameTaken,
    /// A group does not exist.
    NoSuchGroup,
    /// A skill does not exist.
    NoSuchSkill,
}

/// A user name as it is compared.
pub(crate) fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

const USER: &str = "SELECT id, username, display_name, email, administrator, disabled, must_change_password, locked_until_ms, last_login_ms, created_ms, expires_ms, settings, sign_in, password_set_ms, time_zone, on_portal, asked_away, provider_id, (SELECT name FROM security_providers p WHERE p.id = provider_id) AS provider_name FROM users";

/// A [`PasswordCheck`].
pub(crate) const CHECK_BY_ID: &str =
    "SELECT id, password_hash, disabled, locked_until_ms, expires_ms, provider_id FROM users WHERE id = $1";

fn user(row: &SqliteRow) -> Result<UserRow, StoreError> {
    Ok(UserRow {
        id: UserId::from_uuid(row.uuid("id")?),
        username: row.text("username")?,
        display_name: row.text("display_name")?,
        email: row.text("email")?,
        administrator: row.flag("administrator")?,
        disabled: row.flag("disabled")?,
        must_change_password: row.flag("must_change_password")?,
        locked_until: row.moment("locked_until_ms")?,
        last_login: row.maybe_moment("last_login_ms")?,
        created: row.moment("created_ms")?,
        expires: row.maybe_moment("expires_ms")?,
        groups: Vec::new(),
        settings: Settings::from_json(&row.text("settings")?),
        sign_in: SignInRules::from_json(&row.text("sign_in")?),
        password_set: row.moment("password_set_ms")?,
        time_zone: row.text("time_zone")?,
        asked_away: row.flag("asked_away")?,
        on_portal: row.flag("on_portal")?,
        provider: provider_of(row)?,
    })
}

impl Store {
    /// Whether the site has an administrator, enabled or not: then set-up is over for good (ACC-12).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_administrator(&self) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM users WHERE administrator = 1 LIMIT 1").fetch_optional(self.readers());
        Ok(row.await?.is_some())
    }

    /// Makes the first administrator, unless there is one. Says whether it did.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_first_administrator(&self, stamp: Stamp, new: NewUser) -> Result<bool, StoreError> {
        self.write_recorded(stamp, Subject::User(new.id), move |tx| {
            Box::pin(async move {
                let taken = sqlx::query("SELECT 1 FROM users WHERE administrator = 1 LIMIT 1").fetch_optional(&mut *tx);
                if taken.await?.is_some() {
                    return Ok(false);
                }
                insert_user(tx, &new).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Makes an account. `NameTaken` and `NoSuchGroup` are the ways in which it can be refused.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_user(&self, stamp: Stamp, new: NewUser) -> Result<UserChanged, StoreError> {
        let made = self
            .write_recorded(stamp, Subject::User(new.id), move |tx| {
                Box::pin(async move {
                    insert_user(tx, &new).await?;
                    set_groups(tx, new.id, &new.groups).await
                })
            })
            .await;
        refusals(made.map(|()| UserChanged::Done { ended: Vec::new() }))
    }

    /// An account.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn user(&self, id: UserId) -> Result<Option<UserRow>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(USER);
        query.push(" WHERE id = ").push_bind(id.uuid());
        let Some(row) = query.build().fetch_optional(self.readers()).await? else { return Ok(None) };
        let mut found = vec![user(&row)?];
        self.add_groups(&mut found).await?;
        Ok(found.pop())
    }

    /// A page of the accounts that fit, and how many there are in all.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn users(&self, ask: &UserQuery<'_>) -> Result<(Vec<UserRow>, u64), StoreError> {
        let filter = |query: &mut QueryBuilder<Sqlite>| {
            query.push(" WHERE 1 = 1");
            let needle = ask.search.trim().to_lowercase();
            if !needle.is_empty() {
                query.push(" AND (instr(username_key, ").push_bind(needle.clone());
                query.push(") > 0 OR instr(lower(display_name), ").push_bind(needle.clone());
                query.push(") > 0 OR instr(lower(email), ").push_bind(needle).push(") > 0)");
            }
            let over = |query: &mut QueryBuilder<Sqlite>, word: &'static str| {
                query.push(word).push("(disabled = 1 OR coalesce(expires_ms <= ").push_bind(ask.now.0).push(", 0))");
            };
            match ask.state {
                None => {}
                Some(UserState::Active) => over(query, " AND NOT "),
                Some(UserState::Closed) => over(query, " AND "),
                Some(UserState::Locked) => {
                    query.push(" AND locked_until_ms > ").push_bind(ask.now.0);
                }
            }
            if let Some(administrator) = ask.administrator {
                query.push(" AND administrator = ").push_bind(administrator);
            }
        };
        let mut count = QueryBuilder::<Sqlite>::new("SELECT count(*) AS n FROM users");
        filter(&mut count);
        let total = count.build().fetch_one(self.readers()).await?.count("n")?;
        let mut query = QueryBuilder::<Sqlite>::new(USER);
        filter(&mut query);
        let way = if ask.order == Order::Descending { " DESC" } else { "" };
        let by = match ask.sort {
            UserSort::Username => "username_key",
            UserSort::Name => "lower(display_name)",
            UserSort::LastLogin => "coalesce(last_login_ms, 0)",
        };
        query.push(" ORDER BY ").push(by).push(way).push(", username_key");
        query.push(" LIMIT ").push_bind(i64::from(ask.limit));
        query.push(" OFFSET ").push_bind(i64::try_from(ask.offset).unwrap_or(i64::MAX));
        let rows = query.build().fetch_all(self.readers()).await?;
        let mut users = rows.iter().map(user).collect::<Result<Vec<_>, _>>()?;
        self.add_groups(&mut users).await?;
        Ok((users, total))
    }

    async fn add_groups(&self, users: &mut [UserRow]) -> Result<(), StoreError> {
        for user in users {
            let rows = sqlx::query("SELECT group_id, role_id, 0 AS final FROM jump_group_members WHERE user_id = $1")
                .bind(user.id.uuid())
                .fetch_all(self.readers())
                .await?;
            user.groups = rows.iter().map(assignment).collect::<Result<_, _>>()?;
        }
        Ok(())
    }

    /// Display names of the enabled administrators, for those who look for somebody to ask.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn administrators(&self, limit: u32) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query(
            "SELECT display_name FROM users WHERE administrator = 1 AND disabled = 0 ORDER BY username_key LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(|row| row.text("display_name")).collect()
    }

    /// Changes an account. Disabling it ends its logins.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_user(&self, stamp: Stamp, id: UserId, change: UserChange) -> Result<UserChanged, StoreError> {
        let done = self.write_recorded(stamp, Subject::User(id), move |tx| Box::pin(change_user(tx, id, change))).await;
        refusals(done)
    }

    /// What a sign-in needs to know of the account with this user name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn password_check(&self, username: &str) -> Result<Option<PasswordCheck>, StoreError> {
        let row = sqlx::query(
            "SELECT id, password_hash, disabled, locked_until_ms, expires_ms, provider_id FROM users WHERE username_key = $1",
        )
        .bind(key(username))
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(password_check).transpose()
    }

    /// What a change of the own password needs to know.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn password_check_of(&self, id: UserId) -> Result<Option<PasswordCheck>, StoreError> {
        let row = sqlx::query(CHECK_BY_ID).bind(id.uuid()).fetch_optional(self.readers()).await?;
        row.as_ref().map(password_check).transpose()
    }

    /// Counts a wrong password. From the `threshold`th on the account is locked for `first_ms`, doubled with each further one up to `longest_ms` (ACC-5).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn wrong_password(
        &self,
        id: UserId,
        now: Moment,
        threshold: i64,
        first_ms: i64,
        longest_ms: i64,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let row = sqlx::query(
                    "UPDATE users SET wrong_passwords = wrong_passwords + 1 WHERE id = $1 RETURNING wrong_passwords",
                )
                .bind(id.uuid())
                .fetch_optional(&mut *tx)
                .await?;
                let wrong = row.map(|row| row.number("wrong_passwords")).transpose()?.unwrap_or(0);
                if wrong >= threshold {
                    let doublings = u32::try_from((wrong - threshold).min(20)).unwrap_or(0);
                    let span = first_ms.saturating_mul(1 << doublings).min(longest_ms);
                    sqlx::query("UPDATE users SET locked_until_ms = $2 WHERE id = $1")
                        .bind(id.uuid())
                        .bind(now.0.saturating_add(span))
                        .execute(tx)
                        .await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// The password was right: forgets the wrong ones and makes a login, if the account is still as it was when the password was checked and asks for nothing else.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn right_password(&self, checked: PasswordCheck, login: NewLogin) -> Result<bool, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let updated = sqlx::query("UPDATE users SET wrong_passwords = 0, locked_until_ms = 0, last_login_ms = $3 WHERE id = $1 AND password_hash = $2 AND disabled = 0 AND provider_id IS $4 AND NOT EXISTS (SELECT 1 FROM factors WHERE user_id = $1)
                    AND ($4 IS NULL OR EXISTS (SELECT 1 FROM security_providers WHERE id = $4 AND enabled = 1))")
                    .bind(checked.id.uuid())
                    .bind(&checked.password_hash)
                    .bind(login.created.0)
                    .bind(checked.provider.map(ProviderId::uuid))
                    .execute(&mut *tx)
                    .await?;
                if updated.rows_affected() == 0 {
                    return Ok(false);
                }
                insert_login(tx, checked.id, &login).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Hashes of the passwords that an account had, the newest first, with the one that it has.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn password_hashes(&self, id: UserId, limit: u32) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query(
            "SELECT password_hash AS hash, 9e18 AS until_ms FROM users WHERE id = $1 UNION ALL
             SELECT hash, until_ms FROM old_passwords WHERE user_id = $1 ORDER BY until_ms DESC LIMIT $2",
        )
        .bind(id.uuid())
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(|row| row.text("hash")).collect()
    }

    /// Sets a password; every login of the account but `keep` ends. Of the old ones, as many are kept as may be asked for. `None`: there is no such account.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_password(
        &self,
        stamp: Stamp,
        id: UserId,
        hash: String,
        must_change: bool,
        keep: Option<LoginId>,
    ) -> Result<Option<Vec<LoginId>>, StoreError> {
        let now = stamp.at;
        self.write_recorded(stamp, Subject::User(id), move |tx| {
            Box::pin(put_password(tx, id, hash, must_change, now, keep))
        })
        .await
    }
}

/// See [`Store::set_password`]. A link that was sent to reset the one before is void.
pub(crate) async fn put_password(
    tx: &mut Tx,
    id: UserId,
    hash: String,
    must_change: bool,
    now: Moment,
    keep: Option<LoginId>,
) -> Result<Option<Vec<LoginId>>, StoreError> {
    sqlx::query("INSERT INTO old_passwords (user_id, hash, until_ms) SELECT id, password_hash, $2 FROM users WHERE id = $1 ON CONFLICT DO NOTHING")
        .bind(id.uuid())
        .bind(now.0)
        .execute(&mut *tx)
        .await?;
    sqlx::query("DELETE FROM old_passwords WHERE user_id = $1 AND hash NOT IN (SELECT hash FROM old_passwords WHERE user_id = $1 ORDER BY until_ms DESC LIMIT $2)")
        .bind(id.uuid())
        .bind(OLD_PASSWORDS)
        .execute(&mut *tx)
        .await?;
    let updated = sqlx::query("UPDATE users SET password_hash = $2, must_change_password = $3, password_set_ms = $4, wrong_passwords = 0, locked_until_ms = 0 WHERE id = $1")
        .bind(id.uuid())
        .bind(hash)
        .bind(must_change)
        .bind(now.0)
        .execute(&mut *tx)
        .await?;
    if updated.rows_affected() == 0 {
        return Ok(None);
    }
    sqlx::query("DELETE FROM password_resets WHERE user_id = $1 AND used_ms IS NULL")
        .bind(id.uuid())
        .execute(&mut *tx)
        .await?;
    end_attempts(tx, id).await?;
    end_logins(tx, id, keep).await.map(Some)
}

pub(crate) fn password_check(row: &SqliteRow) -> Result<PasswordCheck, StoreError> {
    Ok(PasswordCheck {
        id: UserId::from_uuid(row.uuid("id")?),
        password_hash: row.text("password_hash")?,
        disabled: row.flag("disabled")?,
        locked_until: row.moment("locked_until_ms")?,
        expires: row.maybe_moment("expires_ms")?,
        provider: row.maybe_uuid("provider_id")?.map(ProviderId::from_uuid),
    })
}

/// What the database's own rules refused, as what it means here.
fn refusals(outcome: Result<UserChanged, StoreError>) -> Result<UserChanged, StoreError> {
    match outcome {
        Err(error) if error.is_conflict() => Ok(UserChanged::NameTaken),
        Err(error) if error.is_missing_reference() => Ok(UserChanged::NoSuchGroup),
        other => other,
    }
}

async fn insert_user(tx: &mut Tx, new: &NewUser) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO users (id, username, username_key, display_name, email, administrator, password_hash, must_change_password, created_ms, password_set_ms, settings)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)",
    )
    .bind(new.id.uuid())
    .bind(&new.username)
    .bind(key(&new.username))
    .bind(&new.display_name)
    .bind(&new.email)
    .bind(new.administrator)
    .bind(&new.password_hash)
    .bind(new.must_change_password)
    .bind(new.created.0)
    .bind(new.settings.to_json())
    .execute(tx)
    .await?;
    Ok(())
}

async fn set_groups(tx: &mut Tx, user: UserId, groups: &[Assignment]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM jump_group_members WHERE user_id = $1").bind(user.uuid()).execute(&mut *tx).await?;
    for group in groups {
        sqlx::query("INSERT INTO jump_group_members (group_id, user_id, role_id) VALUES ($1, $2, $3) ON CONFLICT (user_id, group_id) DO UPDATE SET role_id = excluded.role_id")
            .bind(group.group.uuid())
            .bind(user.uuid())
            .bind(group.role.map(JumpItemRoleId::uuid))
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Whether no other account than this one administers the site and stays.
pub(crate) async fn alone_in_charge(tx: &mut Tx, id: UserId) -> Result<bool, StoreError> {
    let others = sqlx::query(
        "SELECT 1 FROM users WHERE administrator = 1 AND disabled = 0 AND expires_ms IS NULL AND password_hash <> '' AND id <> $1 LIMIT 1",
    );
    Ok(others.bind(id.uuid()).fetch_optional(tx).await?.is_none())
}

async fn change_user(tx: &mut Tx, id: UserId, change: UserChange) -> Result<UserChanged, StoreError> {
    let mut query = QueryBuilder::<Sqlite>::new(USER);
    query.push(" WHERE id = ").push_bind(id.uuid());
    let Some(row) = query.build().fetch_optional(&mut *tx).await? else { return Ok(UserChanged::NotFound) };
    let old = user(&row)?;
    let administrator = change.administrator.unwrap_or(old.administrator);
    let disabled = change.disabled.unwrap_or(old.disabled);
    let expires = change.expires.unwrap_or(old.expires);
    // Somebody who stays: an account that ends by itself, or that a provider can keep out, is none.
    let was_in_charge = old.administrator && !old.disabled && old.expires.is_none() && old.provider.is_none();
    if was_in_charge && (!administrator || disabled || expires.is_some()) && alone_in_charge(tx, id).await? {
        return Ok(UserChanged::LastAdministrator);
    }
    if let Some(skills) = &change.skills
        && some_missing(tx, skills).await?
    {
        return Ok(UserChanged::NoSuchSkill);
    }
    let username = change.username.unwrap_or(old.username);
    sqlx::query(
        "UPDATE users SET username = $2, username_key = $3, display_name = $4, email = $5, administrator = $6, disabled = $7, settings = $9, expires_ms = $10, sign_in = $11, must_change_password = $12, time_zone = $13, on_portal = $14, asked_away = $15,
         wrong_passwords = CASE WHEN $8 THEN 0 ELSE wrong_passwords END, locked_until_ms = CASE WHEN $8 THEN 0 ELSE locked_until_ms END WHERE id = $1",
    )
    .bind(id.uuid())
    .bind(&username)
    .bind(key(&username))
    .bind(change.display_name.unwrap_or(old.display_name))
    .bind(change.email.unwrap_or(old.email))
    .bind(administrator)
    .bind(disabled)
    // Whoever enables an account wants it to work.
    .bind(old.disabled && !disabled)
    .bind(change.settings.unwrap_or(old.settings).to_json())
    .bind(expires.map(|at| at.0))
    .bind(change.sign_in.unwrap_or(old.sign_in).to_json())
    .bind(change.must_change_password.unwrap_or(old.must_change_password))
    .bind(change.time_zone.unwrap_or(old.time_zone))
    .bind(change.on_portal.unwrap_or(old.on_portal))
    .bind(change.asked_away.unwrap_or(old.asked_away))
    .execute(&mut *tx)
    .await?;
    if let Some(groups) = change.groups {
        set_groups(tx, id, &groups).await?;
    }
    if let Some(skills) = change.skills {
        set_skills(tx, id, &skills).await?;
    }
    let ended = if disabled && !old.disabled { end_logins(tx, id, None).await? } else { Vec::new() };
    Ok(UserChanged::Done { ended })
}
