//! Canned scripts (SCR-6, ADM-4): the library, and what of it somebody may run.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use towline_model::{
    Interpreter, ParameterFault, SCRIPT_PARAMETERS, SCRIPT_SECONDS, SCRIPT_TEXT, SCRIPT_VALUES, ScriptId,
    ScriptParameter, ScriptResource, clip, paragraphs, script_values,
};
use towline_policy::{Granted, action};
use towline_store::{ScriptChange, ScriptRow};

use crate::{Engine, Fault, FaultKind, Principal, groups::name, policies::changed, secret};

/// Longest heading in bytes.
const CATEGORY: usize = 100;
/// Longest description in bytes.
const DESCRIPTION: usize = 1000;
/// Longest label of a parameter in bytes.
const LABEL: usize = 100;
/// Teams that one script can be for.
const TEAMS: usize = 64;

/// A script with what was filled in, for somebody who may have it run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunnableScript {
    /// What it is called.
    pub name: String,
    /// With what it runs.
    pub interpreter: Interpreter,
    /// Its text.
    pub text: String,
    /// SHA-256 of the text.
    pub digest: [u8; 32],
    /// In the order of the arguments.
    pub values: Vec<(String, String)>,
    /// How long it may run.
    pub timeout_seconds: u32,
    /// With administrative rights.
    pub as_system: bool,
    /// Files that go along.
    pub resources: Vec<ScriptResource>,
}

/// Line ends as Unix has them, whatever a browser sent: an interpreter does not take the others.
fn text_of(said: &str, fault: &mut Fault) -> (String, String) {
    let text = said.replace("\r\n", "\n");
    if text.trim().is_empty() {
        fault.fields.insert("text", "Enter the script.".into());
    } else if text.len() > SCRIPT_TEXT {
        fault.fields.insert("text", "Use at most 64 KiB.".into());
    } else if text.contains('\0') {
        fault.fields.insert("text", "A script has no NUL in it.".into());
    }
    let sha256 = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    (text, sha256)
}

fn sound(parameters: Vec<ScriptParameter>, fault: &mut Fault) -> Vec<ScriptParameter> {
    let parameters: Vec<ScriptParameter> = parameters
        .into_iter()
        .map(|parameter| ScriptParameter { label: clip(&parameter.label, LABEL), ..parameter })
        .collect();
    let mut names = BTreeSet::new();
    let defaults: usize = parameters.iter().map(|parameter| parameter.default.len()).sum();
    if parameters.len() > SCRIPT_PARAMETERS {
        fault.fields.insert("parameters", format!("Use at most {SCRIPT_PARAMETERS} parameters."));
    } else if let Some(odd) = parameters.iter().find(|parameter| !parameter.is_sound()) {
        let said = format!(
            "The parameter {} is not valid: see to its name, its bounds, its choices and its default.",
            clip(&odd.name, 40)
        );
        fault.fields.insert("parameters", said);
    } else if !parameters.iter().all(|parameter| names.insert(parameter.name.as_str())) {
        fault.fields.insert("parameters", "Two parameters have the same name.".into());
    } else if defaults > SCRIPT_VALUES {
        fault.fields.insert("parameters", "The defaults are longer than the values of one run may be.".into());
    }
    parameters
}

fn checked(change: ScriptChange) -> Result<ScriptChange, Fault> {
    let mut fault = Fault::invalid();
    let change = ScriptChange {
        name: change.name.map(|text| name(&text, &mut fault)),
        description: change.description.map(|text| paragraphs(&text, DESCRIPTION)),
        category: change.category.map(|text| clip(&text, CATEGORY)),
        interpreter: change.interpreter,
        text: change.text.map(|(text, _)| text_of(&text, &mut fault)),
        runs_as: change.runs_as,
        timeout_seconds: change.timeout_seconds,
        parameters: change.parameters.map(|parameters| sound(parameters, &mut fault)),
        teams: change.teams,
    };
    if change.timeout_seconds.is_some_and(|seconds| !SCRIPT_SECONDS.contains(&seconds)) {
        fault.fields.insert("timeout_seconds", "From 1 second to an hour.".into());
    }
    if change.teams.as_ref().is_some_and(|teams| teams.len() > TEAMS) {
        fault.fields.insert("team_ids", format!("Choose at most {TEAMS} teams, or everybody."));
    }
    if fault.fields.is_empty() { Ok(change) } else { Err(fault) }
}

fn no_script() -> Fault {
    Fault::new(FaultKind::NotFound, "no_script", "There is no such script for you.")
        .detail("It was removed, or it is for other teams. Look at the list again.")
}

fn bad_values((parameter, fault): (String, ParameterFault)) -> Fault {
    let why = match fault {
        ParameterFault::Missing => "must be filled in",
        ParameterFault::TooLong => "is too long",
        ParameterFault::NoNumber => "is no whole number within its bounds",
        ParameterFault::NoChoice => "is none of the choices",
        ParameterFault::NotPlain => "has something in it that is not text",
        ParameterFault::Unknown => "is no parameter of this script any more",
    };
    Fault::new(FaultKind::Invalid, "bad_values", format!("{} {why}.", clip(&parameter, 40)))
}

impl Engine {
    /// All scripts without their texts.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn scripts(&self, _granted: Granted<action::ManageConfiguration>) -> Result<Vec<ScriptRow>, Fault> {
        Ok(self.inner.store.scripts().await?)
    }

    /// One script with its text.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn script(
        &self,
        _granted: &Granted<action::ManageConfiguration>,
        id: ScriptId,
    ) -> Result<ScriptRow, Fault> {
        self.whole_script(id).await
    }

    /// What somebody may have run, as far as the library says: what is for everybody, and what is for the own teams. Without texts.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn own_scripts(&self, granted: &Granted<action::SeeOwnScripts>) -> Result<Vec<ScriptRow>, Fault> {
        let standing = &granted.actor().standing;
        let rows = self.inner.store.scripts().await?.into_iter();
        Ok(rows.filter(|row| is_for(row, |team| standing.is_in(team))).collect())
    }

    /// A script for who may have it run, with values that fit. Whether they may run scripts in their session, and as whom, the session decides.
    ///
    /// # Errors
    /// `no_script`, `bad_values`.
    pub async fn runnable_script(
        &self,
        principal: &Principal,
        id: ScriptId,
        said: BTreeMap<String, String>,
        as_system: bool,
    ) -> Result<RunnableScript, Fault> {
        let actor = self.actor_of(principal).await?;
        let found = self.inner.store.script(id).await?;
        let row = found.filter(|row| is_for(row, |team| actor.standing.is_in(team))).ok_or_else(no_script)?;
        let values = script_values(&row.parameters, said).map_err(bad_values)?;
        let text = row.text.unwrap_or_default();
        Ok(RunnableScript {
            name: row.name,
            interpreter: row.interpreter,
            digest: Sha256::digest(&text).into(),
            text,
            values,
            timeout_seconds: row.timeout_seconds,
            as_system: row.runs_as.as_system(as_system),
            resources: row.resources,
        })
    }

    /// Makes a script.
    ///
    /// # Errors
    /// `invalid`, `no_longer_there`.
    pub async fn create_script(
        &self,
        granted: Granted<action::ManageConfiguration>,
        new: ScriptChange,
    ) -> Result<ScriptRow, Fault> {
        let new = checked(new)?;
        let id = ScriptId::from_uuid(secret::fresh_id());
        changed(self.inner.store.create_script(self.stamp(granted.actor()), id, new).await?)?;
        self.whole_script(id).await
    }

    /// Changes a script.
    ///
    /// # Errors
    /// `not_found`, `invalid`, `no_longer_there`.
    pub async fn change_script(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: ScriptId,
        change: ScriptChange,
    ) -> Result<ScriptRow, Fault> {
        let change = checked(change)?;
        changed(self.inner.store.change_script(self.stamp(granted.actor()), id, change).await?)?;
        self.whole_script(id).await
    }

    /// Removes a script.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn remove_script(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: ScriptId,
    ) -> Result<(), Fault> {
        let row = self.whole_script(id).await?;
        changed(self.inner.store.remove_script(self.stamp(granted.actor()), id).await?)?;
        // A file that came between the two is removed at the next start.
        self.drop_resources(row.resources.into_iter().map(|one| one.id).collect()).await;
        Ok(())
    }

    async fn whole_script(&self, id: ScriptId) -> Result<ScriptRow, Fault> {
        self.inner.store.script(id).await?.ok_or_else(Fault::not_found)
    }
}

fn is_for(row: &ScriptRow, is_in: impl Fn(towline_model::TeamId) -> bool) -> bool {
    row.teams.is_empty() || row.teams.iter().any(|(team, _)| is_in(*team))
}

#[cfg(test)]
mod tests {
    use towline_model::ParameterKind;

    use super::*;

    #[test]
    fn a_script_is_bounded_and_its_hash_is_that_of_what_is_kept_adm_4() {
        let change = |text: &str| ScriptChange { text: Some((text.into(), String::new())), ..ScriptChange::default() };
        let (text, sha256) = checked(change("echo a\r\necho b\r\n")).unwrap().text.unwrap();
        assert_eq!(text, "echo a\necho b\n");
        assert_eq!(sha256, Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        assert!(checked(change(" \n")).is_err() && checked(change("a\0b")).is_err());
        assert!(
            checked(change(&"x".repeat(SCRIPT_TEXT))).is_ok() && checked(change(&"x".repeat(SCRIPT_TEXT + 1))).is_err()
        );
        let parameter = |name: &str| ScriptParameter {
            name: name.into(),
            label: String::new(),
            kind: ParameterKind::Text { most: 10 },
            required: false,
            default: String::new(),
        };
        let with = |names: &[&str]| ScriptChange {
            parameters: Some(names.iter().map(|name| parameter(name)).collect()),
            ..ScriptChange::default()
        };
        assert!(checked(with(&["A", "B"])).is_ok());
        for odd in [&["A", "A"][..], &["a"], &["A=B"], &[""]] {
            assert!(checked(with(odd)).is_err(), "{odd:?}");
        }
        for odd in [0, 3601] {
            assert!(checked(ScriptChange { timeout_seconds: Some(odd), ..ScriptChange::default() }).is_err());
        }
    }
}
