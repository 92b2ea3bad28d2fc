//! Settings that an administrator changes at run time: names and texts. The engine knows which there are.

use crate::{Stamp, Store, StoreError, Subject, row::Columns as _};

/// What becomes of the secret of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingSecret {
    /// It stays.
    Keep,
    /// This takes its place, sealed.
    Set(Vec<u8>),
    /// There is none any more.
    Remove,
}

impl Store {
    /// Whether an account or a policy says from where or when somebody may sign in.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn anybody_limits_sign_ins(&self) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT EXISTS (SELECT 1 FROM users WHERE sign_in <> '{}') OR EXISTS (SELECT 1 FROM group_policies WHERE sign_in <> '{}') AS found",
        )
        .fetch_one(self.readers())
        .await?;
        row.flag("found")
    }

    /// Whether an account or a policy says anything of this setting of rights.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn anybody_defines(&self, key: &str) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT EXISTS (SELECT 1 FROM users WHERE instr(settings, $1) > 0) OR EXISTS (SELECT 1 FROM group_policies WHERE instr(settings, $1) > 0) AS found",
        )
        .bind(format!("\"{key}\""))
        .fetch_one(self.readers())
        .await?;
        row.flag("found")
    }

    /// The value of a setting, if one was ever written.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn setting(&self, name: &'static str) -> Result<Option<String>, StoreError> {
        let row =
            sqlx::query("SELECT value FROM settings WHERE name = $1").bind(name).fetch_optional(self.readers()).await?;
        row.map(|row| row.text("value")).transpose()
    }

    /// Writes a setting.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_setting(&self, stamp: Stamp, name: &'static str, value: String) -> Result<(), StoreError> {
        let always = move |_: Option<String>| Ok::<_, std::convert::Infallible>(value);
        self.change_setting(stamp, name, always).await.map(|Ok(())| ())
    }

    /// Writes what comes of a setting's value as it is at the moment of writing, so that nothing that somebody else changes at the same time is undone. The inner error is the change's own: nothing
    /// was written then.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_setting<E: Send + 'static>(
        &self,
        stamp: Stamp,
        name: &'static str,
        change: impl FnOnce(Option<String>) -> Result<String, E> + Send + 'static,
    ) -> Result<Result<(), E>, StoreError> {
        self.write_recorded(stamp, Subject::Setting(name), move |tx| {
            Box::pin(async move {
                let row = sqlx::query("SELECT value FROM settings WHERE name = $1").bind(name).fetch_optional(&mut *tx);
                let old = row.await?.map(|row| row.text("value")).transpose()?;
                let value = match change(old) {
                    Ok(value) => value,
                    Err(error) => return Ok(Err(error)),
                };
                sqlx::query("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
                    .bind(name)
                    .bind(value)
                    .execute(tx)
                    .await?;
                Ok(Ok(()))
            })
        })
        .await
    }

    /// Writes a setting that has a secret besides. The record shows the setting, never the secret.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_setting_with_secret(
        &self,
        stamp: Stamp,
        name: &'static str,
        value: String,
        secret: SettingSecret,
    ) -> Result<(), StoreError> {
        self.write_recorded(stamp, Subject::Setting(name), move |tx| {
            Box::pin(async move {
                sqlx::query("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
                    .bind(name)
                    .bind(value)
                    .execute(&mut *tx)
                    .await?;
                match secret {
                    SettingSecret::Keep => {}
                    SettingSecret::Set(sealed) => {
                        sqlx::query("INSERT INTO setting_secrets (name, sealed) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed")
                            .bind(name)
                            .bind(sealed)
                            .execute(tx)
                            .await?;
                    }
                    SettingSecret::Remove => {
                        sqlx::query("DELETE FROM setting_secrets WHERE name = $1").bind(name).execute(tx).await?;
                    }
                }
                Ok(())
            })
        })
        .await
    }

    /// The secret of a setting, sealed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn setting_secret(&self, name: &'static str) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query("SELECT sealed FROM setting_secrets WHERE name = $1")
            .bind(name)
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| row.bytes("sealed")).transpose()
    }

    /// Removes a setting with its secret.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_setting(&self, stamp: Stamp, name: &'static str) -> Result<(), StoreError> {
        self.write_recorded(stamp, Subject::Setting(name), move |tx| {
            Box::pin(async move {
                sqlx::query("DELETE FROM setting_secrets WHERE name = $1").bind(name).execute(&mut *tx).await?;
                sqlx::query("DELETE FROM settings WHERE name = $1").bind(name).execute(tx).await?;
                Ok(())
            })
        })
        .await
    }
}
