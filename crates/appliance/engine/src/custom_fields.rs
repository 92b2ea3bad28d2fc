//! Custom fields of sessions: made and changed by those who configure the site, filled by links that start sessions (ACC-9).

use std::collections::BTreeMap;

use towline_model::{
    AskedOnPortal, CUSTOM_FIELDS, CUSTOM_VALUE, CustomFieldId, CustomValue, OddCustom, clip, custom_said, is_code_name,
};
use towline_policy::{Granted, action};
use towline_store::{CustomFieldChange, CustomFieldRow};

use crate::{Engine, Fault, FaultKind, groups::name, policies::changed, secret};

/// What an odd custom field of a start comes to.
const NOT_STARTED: &str = "No session was started.";
/// What one of a running session comes to.
const NOT_CHANGED: &str = "Nothing was changed.";

/// As links and programs call a thing.
pub(crate) fn code_name(text: &str, fault: &mut Fault) -> String {
    let code = text.trim();
    if !is_code_name(code) {
        fault.fields.insert(
            "code_name",
            "Use small letters, digits and underscores, a letter first, at most 32 in all.".into(),
        );
    }
    code.to_owned()
}

fn checked(change: CustomFieldChange) -> Result<CustomFieldChange, Fault> {
    let mut fault = Fault::invalid();
    let change = CustomFieldChange {
        name: change.name.map(|text| name(&text, &mut fault)),
        code_name: change.code_name.map(|text| code_name(&text, &mut fault)),
        shown: change.shown,
        asked: change.asked,
    };
    if fault.fields.is_empty() { Ok(change) } else { Err(fault) }
}

fn odd(code: &str, why: OddCustom, otherwise: &'static str) -> Fault {
    let code = clip(code, 64);
    let detail = match why {
        OddCustom::CodeName => return unknown(&code, otherwise),
        OddCustom::TooLong => format!("The value of “{code}” is longer than {CUSTOM_VALUE} bytes."),
        OddCustom::Twice => format!("“{code}” is said twice."),
        OddCustom::TooMany => format!("There are more than {CUSTOM_FIELDS}."),
    };
    Fault::new(FaultKind::Invalid, "invalid", "A custom field of the session is not as it must be.").detail(detail)
}

fn unknown(code: &str, otherwise: &'static str) -> Fault {
    let title = format!("There is no custom field with the code name “{code}” on this site.");
    Fault::new(FaultKind::Invalid, "unknown_custom_field", title).detail(otherwise)
}

/// What was said, as a session keeps it: by fields that the site has.
fn kept(
    said: Vec<(&str, String)>,
    fields: &[CustomFieldRow],
    otherwise: &'static str,
) -> Result<Vec<CustomValue>, Fault> {
    said.into_iter()
        .map(|(code, value)| {
            let field = fields.iter().find(|field| field.code_name == code);
            let field = field.ok_or_else(|| unknown(&clip(code, 64), otherwise))?;
            Ok(CustomValue { code_name: field.code_name.clone(), name: field.name.clone(), value, shown: field.shown })
        })
        .collect()
}

impl Engine {
    /// All custom fields.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn custom_fields(
        &self,
        _granted: Granted<action::ManageConfiguration>,
    ) -> Result<Vec<CustomFieldRow>, Fault> {
        Ok(self.inner.store.custom_fields().await?)
    }

    /// What a session can be started with.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_fields(&self, _granted: Granted<action::ListItems>) -> Result<Vec<CustomFieldRow>, Fault> {
        Ok(self.inner.store.custom_fields().await?)
    }

    /// Custom fields that are said for a session that starts, as it keeps them.
    ///
    /// # Errors
    /// `unknown_custom_field`, `invalid`.
    pub async fn session_fields_of<'a>(
        &self,
        _granted: &Granted<action::StartSession>,
        said: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Vec<CustomValue>, Fault> {
        let said = custom_said(said).map_err(|(code, why)| odd(code, why, NOT_STARTED))?;
        if said.is_empty() {
            return Ok(Vec::new());
        }
        kept(said, &self.inner.store.custom_fields().await?, NOT_STARTED)
    }

    /// Custom fields that are said for a session that runs, as it is to keep them; one without a value is to be taken away.
    pub(crate) async fn session_fields_set(
        &self,
        said: &BTreeMap<String, Option<String>>,
    ) -> Result<Vec<CustomValue>, Fault> {
        if said.len() > CUSTOM_FIELDS {
            return Err(odd("", OddCustom::TooMany, NOT_CHANGED));
        }
        let texts = said.iter().map(|(code, value)| (code.as_str(), value.as_deref().unwrap_or_default()));
        let mut values = custom_said(texts.clone()).map_err(|(code, why)| odd(code, why, NOT_CHANGED))?;
        let emptied: Vec<_> = texts.filter(|(code, _)| !values.iter().any(|(known, _)| known == code)).collect();
        values.extend(emptied.into_iter().map(|(code, _)| (code, String::new())));
        kept(values, &self.inner.store.custom_fields().await?, NOT_CHANGED)
    }

    /// Makes a custom field.
    ///
    /// # Errors
    /// `invalid`.
    pub async fn create_custom_field(
        &self,
        granted: Granted<action::ManageConfiguration>,
        name: String,
        code_name: String,
        shown: bool,
        asked: AskedOnPortal,
    ) -> Result<CustomFieldRow, Fault> {
        let change =
            CustomFieldChange { name: Some(name), code_name: Some(code_name), shown: Some(shown), asked: Some(asked) };
        let CustomFieldChange { name, code_name, .. } = checked(change)?;
        self.may_ask_for(None, asked).await?;
        let id = CustomFieldId::from_uuid(secret::fresh_id());
        let (name, code_name) = (name.unwrap_or_default(), code_name.unwrap_or_default());
        let new = CustomFieldRow { id, name, code_name, shown, asked, seen: None };
        changed(self.inner.store.create_custom_field(self.stamp(granted.actor()), new).await?)?;
        self.custom_field(id).await
    }

    /// Changes a custom field.
    ///
    /// # Errors
    /// `not_found`, `invalid`.
    pub async fn change_custom_field(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: CustomFieldId,
        change: CustomFieldChange,
    ) -> Result<CustomFieldRow, Fault> {
        let change = checked(change)?;
        self.may_ask_for(Some(id), change.asked.unwrap_or_default()).await?;
        changed(self.inner.store.change_custom_field(self.stamp(granted.actor()), id, change).await?)?;
        self.custom_field(id).await
    }

    /// Removes a custom field.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn remove_custom_field(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: CustomFieldId,
    ) -> Result<(), Fault> {
        changed(self.inner.store.remove_custom_field(self.stamp(granted.actor()), id).await?)
    }

    async fn custom_field(&self, id: CustomFieldId) -> Result<CustomFieldRow, Fault> {
        self.inner.store.custom_fields().await?.into_iter().find(|row| row.id == id).ok_or_else(Fault::not_found)
    }
}
