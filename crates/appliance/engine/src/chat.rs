//! How the chat of sessions is on this site: how large files may be, when somebody who does nothing is removed (SES-31a), and what a rep finds ready to say (SES-31).

use serde::{Deserialize, Serialize};
use towline_model::{CannedMessageId, clip, paragraphs};
use towline_policy::{Granted, action};
use towline_store::{CannedMessageChange, CannedMessageRow};

use crate::{Engine, Fault, groups::name, policies::changed, secret};

const CHAT: &str = "chat";
/// Largest limits that can be set, in MiB.
const LARGEST_FILE: u32 = 100;
const LARGEST_SESSION: u32 = 2000;
/// Shortest and longest time after which somebody can be removed; the warning comes a minute ahead.
const IDLE: std::ops::RangeInclusive<u32> = 2..=480;
/// Longest heading of canned messages in bytes.
const CATEGORY: usize = 100;
/// Longest canned message in bytes: names that are put in leave it within one message of the chat.
const TEXT: usize = 3500;

/// How the chat is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChatSettings {
    /// Largest file in MiB; 0: none may be sent.
    pub file_mib: u32,
    /// Files of one session together, in MiB.
    pub session_mib: u32,
    /// Minutes after which a rep who does nothing in a session is removed from it; 0: never. Sessions keep what held when they began.
    pub idle_minutes: u32,
}

impl Default for ChatSettings {
    fn default() -> Self {
        ChatSettings { file_mib: 10, session_mib: 100, idle_minutes: 0 }
    }
}

impl ChatSettings {
    /// Largest file in bytes.
    pub fn file_bytes(self) -> u64 {
        u64::from(self.file_mib) * 1024 * 1024
    }

    /// Files of one session together, in bytes.
    pub fn session_bytes(self) -> u64 {
        u64::from(self.session_mib) * 1024 * 1024
    }
}

/// What to change of it; `None` leaves it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChatSettingsChange {
    /// Largest file in MiB.
    pub file_mib: Option<u32>,
    /// Files of one session together, in MiB.
    pub session_mib: Option<u32>,
    /// Minutes until somebody who does nothing is removed.
    pub idle_minutes: Option<u32>,
}

/// As it is stored. What a newer release stored and this one cannot read is the usual.
fn stored(text: Option<String>) -> ChatSettings {
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn checked_settings(settings: ChatSettings) -> Result<ChatSettings, Fault> {
    let mut fault = Fault::invalid();
    if settings.file_mib > LARGEST_FILE {
        fault = fault.field("file_mib", "At most 100 MiB; 0 allows none.");
    }
    if !(1..=LARGEST_SESSION).contains(&settings.session_mib) {
        fault = fault.field("session_mib", "From 1 to 2000 MiB.");
    }
    if settings.idle_minutes != 0 && !IDLE.contains(&settings.idle_minutes) {
        fault = fault.field("idle_minutes", "From 2 to 480 minutes, or 0 for never.");
    }
    if fault.fields.is_empty() { Ok(settings) } else { Err(fault) }
}

fn checked(change: CannedMessageChange) -> Result<CannedMessageChange, Fault> {
    let mut fault = Fault::invalid();
    let text = |said: String, fault: &mut Fault| {
        let text = paragraphs(&said, said.len().max(1));
        if text.is_empty() {
            fault.fields.insert("text", "Enter what is to be said.".into());
        } else if text.len() > TEXT {
            fault.fields.insert("text", format!("Use at most {TEXT} bytes."));
        }
        text
    };
    let change = CannedMessageChange {
        category: change.category.map(|text| clip(&text, CATEGORY)),
        name: change.name.map(|text| name(&text, &mut fault)),
        text: change.text.map(|said| text(said, &mut fault)),
        team: change.team,
    };
    if fault.fields.is_empty() { Ok(change) } else { Err(fault) }
}

impl Engine {
    /// How the chat is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn chat_settings(&self) -> Result<ChatSettings, Fault> {
        Ok(stored(self.inner.store.setting(CHAT).await?))
    }

    /// Changes how the chat is; what is not said stays.
    ///
    /// # Errors
    /// `invalid`.
    pub async fn change_chat_settings(
        &self,
        granted: Granted<action::ManageConfiguration>,
        change: ChatSettingsChange,
    ) -> Result<ChatSettings, Fault> {
        let merged = move |old| {
            let old = stored(old);
            let new = checked_settings(ChatSettings {
                file_mib: change.file_mib.unwrap_or(old.file_mib),
                session_mib: change.session_mib.unwrap_or(old.session_mib),
                idle_minutes: change.idle_minutes.unwrap_or(old.idle_minutes),
            })?;
            serde_json::to_string(&new).map_err(|_| Fault::internal())
        };
        self.inner.store.change_setting(self.stamp(granted.actor()), CHAT, merged).await??;
        self.chat_settings().await
    }

    /// What a rep finds ready to say: what is for everybody, and what is for the own teams.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn own_canned_messages(
        &self,
        granted: &Granted<action::Converse>,
    ) -> Result<Vec<CannedMessageRow>, Fault> {
        let standing = &granted.actor().standing;
        let rows = self.inner.store.canned_messages().await?.into_iter();
        Ok(rows.filter(|row| row.team.as_ref().is_none_or(|(team, _)| standing.is_in(*team))).collect())
    }

    /// All canned messages.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn canned_messages(
        &self,
        _granted: Granted<action::ManageConfiguration>,
    ) -> Result<Vec<CannedMessageRow>, Fault> {
        Ok(self.inner.store.canned_messages().await?)
    }

    /// Makes a canned message.
    ///
    /// # Errors
    /// `invalid`, `no_longer_there`.
    pub async fn create_canned_message(
        &self,
        granted: Granted<action::ManageConfiguration>,
        new: CannedMessageChange,
    ) -> Result<CannedMessageRow, Fault> {
        let new = checked(new)?;
        let id = CannedMessageId::from_uuid(secret::fresh_id());
        changed(self.inner.store.create_canned_message(self.stamp(granted.actor()), id, new).await?)?;
        self.canned_message(id).await
    }

    /// Changes a canned message.
    ///
    /// # Errors
    /// `not_found`, `invalid`, `no_longer_there`.
    pub async fn change_canned_message(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: CannedMessageId,
        change: CannedMessageChange,
    ) -> Result<CannedMessageRow, Fault> {
        let change = checked(change)?;
        changed(self.inner.store.change_canned_message(self.stamp(granted.actor()), id, change).await?)?;
        self.canned_message(id).await
    }

    /// Removes a canned message.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn remove_canned_message(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: CannedMessageId,
    ) -> Result<(), Fault> {
        changed(self.inner.store.remove_canned_message(self.stamp(granted.actor()), id).await?)
    }

    async fn canned_message(&self, id: CannedMessageId) -> Result<CannedMessageRow, Fault> {
        self.inner.store.canned_messages().await?.into_iter().find(|row| row.id == id).ok_or_else(Fault::not_found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_the_chat_are_bounded_and_old_ones_are_read_ses_30() {
        let usual = ChatSettings::default();
        assert_eq!((usual.file_bytes(), usual.idle_minutes), (10 * 1024 * 1024, 0));
        assert_eq!(stored(Some("{\"file_mib\":3}".into())), ChatSettings { file_mib: 3, ..usual });
        assert_eq!(stored(Some("[]".into())), usual);
        for odd in [
            ChatSettings { file_mib: 101, ..usual },
            ChatSettings { session_mib: 0, ..usual },
            ChatSettings { idle_minutes: 1, ..usual },
            ChatSettings { idle_minutes: 481, ..usual },
        ] {
            assert!(checked_settings(odd).is_err(), "{odd:?}");
        }
        assert!(checked_settings(ChatSettings { file_mib: 0, idle_minutes: 2, ..usual }).is_ok());
    }

    #[test]
    fn a_canned_message_is_plain_text_within_one_message_ses_31() {
        let change = |text: &str| CannedMessageChange { text: Some(text.into()), ..CannedMessageChange::default() };
        assert_eq!(
            checked(change(" Hello {customer},\r\n\r\nhow\u{202e} are you?\n")).unwrap().text.as_deref(),
            Some("Hello {customer},\n\nhow are you?")
        );
        assert!(checked(change(" \n ")).is_err());
        assert!(checked(change(&"x".repeat(TEXT + 1))).is_err());
    }
}
