//! What a file says, in the words of the interface: things by id.

use anyhow::{Result, anyhow};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use towline_manifest::{Entry, Kind};

use super::site::Known;

/// The id of what is to be made.
pub const COMING: &str = "00000000-0000-0000-0000-000000000000";

/// The fields of an entry as the interface takes them.
///
/// # Errors
/// A name that nothing on the site has, or a date that is none.
pub fn body(kind: Kind, entry: &Entry, known: &Known) -> Result<Map<String, Value>> {
    let mut body = Map::new();
    for (field, value) in entry {
        let (name, value) = match (kind, field.as_str()) {
            (_, "id") => continue,
            // Given one by one.
            (Kind::Script, "resources") => continue,
            (Kind::Script, "teams") => ("team_ids", each(value, |name| id(Kind::Team, name, known))?),
            (Kind::User, "expires") => ("expires_ms", moment(value)?),
            (Kind::User, "skills") => ("skills", each(value, |name| id(Kind::Skill, name, known))?),
            (Kind::Issue, "skills") => ("skill_ids", each(value, |name| id(Kind::Skill, name, known))?),
            (Kind::Issue | Kind::CannedMessage, "team") => ("team_id", maybe(Kind::Team, value, known)?),
            (Kind::Team, "rules") | (Kind::Routing, "general" | "personal") => (field.as_str(), rules(value, known)?),
            (Kind::Routing, "fallback") if value.as_str() == Some("") => ("fallback", "none".into()),
            (Kind::Routing, "fallback") => ("fallback", queue(value, known)?),
            (Kind::PublicSite, "issue_names") => ("issue_ids", each(value, |name| id(Kind::Issue, name, known))?),
            (Kind::PublicSite, "customer_survey") => ("customer_survey_id", maybe(Kind::Survey, value, known)?),
            (Kind::PublicSite, "representative_survey") => {
                ("representative_survey_id", maybe(Kind::Survey, value, known)?)
            }
            (Kind::PublicSite, "notices") => ("notices", each(value, notice)?),
            (Kind::ButtonProfile, "site") => ("site_id", maybe(Kind::PublicSite, value, known)?),
            (Kind::User | Kind::GroupPolicy, "groups") => ("groups", each(value, |one| assigned(kind, one, known))?),
            (Kind::User | Kind::GroupPolicy, "settings") | (_, "permissions") => {
                (field.as_str(), settings(value, known)?)
            }
            (Kind::GroupPolicy, "members") => ("members", each(value, |name| id(Kind::User, name, known))?),
            (Kind::Team, "members") => (
                "members",
                each(value, |member| {
                    Ok(json!({ "user_id": id(Kind::User, &member["user"], known)?, "rank": member["rank"] }))
                })?,
            ),
            (Kind::JumpItem, "group") => {
                ("location", json!({ "kind": "group", "group_id": id(Kind::JumpGroup, value, known)? }))
            }
            (Kind::JumpItem | Kind::PublicSite, "attended_policy") => {
                ("attended_policy_id", maybe(Kind::SessionPolicy, value, known)?)
            }
            (Kind::JumpItem | Kind::PublicSite, "unattended_policy") => {
                ("unattended_policy_id", maybe(Kind::SessionPolicy, value, known)?)
            }
            (_, plain) => (plain, value.clone()),
        };
        body.insert(name.to_owned(), value);
    }
    Ok(body)
}

fn id(kind: Kind, name: &Value, known: &Known) -> Result<Value> {
    let name = name.as_str().unwrap_or_default();
    let id = known.id(kind, name).ok_or_else(|| anyhow!("there is no {} {name:?}", kind.name()))?;
    Ok(id.into())
}

fn each(list: &Value, told: impl Fn(&Value) -> Result<Value>) -> Result<Value> {
    list.as_array().map(Vec::as_slice).unwrap_or_default().iter().map(told).collect()
}

fn assigned(kind: Kind, one: &Value, known: &Known) -> Result<Value> {
    let role = one.get("role").map(|role| id(Kind::JumpItemRole, role, known)).transpose()?;
    let last = kind == Kind::GroupPolicy && one.get("final") == Some(&Value::Bool(true));
    Ok(json!({ "group_id": id(Kind::JumpGroup, &one["group"], known)?, "role_id": role, "final": last }))
}

fn settings(table: &Value, known: &Known) -> Result<Value> {
    let mut body = Map::new();
    for (key, value) in table.as_object().into_iter().flatten() {
        if !known.has_setting(key) {
            return Err(anyhow!("there is no setting {key:?}"));
        }
        let named = |value: &Value| match value {
            _ if known.is_role(key) => id(Kind::JumpItemRole, value, known),
            // A site that is not made yet is left out until it is: it may have its reps in what names it.
            Value::Array(names) if known.is_sites(key) => {
                let ids = names.iter().map(|name| id(Kind::PublicSite, name, known));
                ids.filter(|id| id.as_ref().map_or(true, |id| id != COMING)).collect()
            }
            _ => Ok(value.clone()),
        };
        let mut value = value.clone();
        match value.get_mut("value") {
            Some(inner) => *inner = named(inner)?,
            None => value = named(&value)?,
        }
        body.insert(key.clone(), value);
    }
    Ok(body.into())
}

/// Nothing, where nothing is said.
fn maybe(kind: Kind, name: &Value, known: &Known) -> Result<Value> {
    if name.as_str() == Some("") { Ok(Value::Null) } else { id(kind, name, known) }
}

fn queue(said: &Value, known: &Known) -> Result<Value> {
    match said.get("team") {
        Some(team) => id(Kind::Team, team, known),
        None if said.as_str() == Some("general") => Ok(said.clone()),
        None => Err(anyhow!("{said} is no queue: write \"general\", or {{ team = \"its name\" }}")),
    }
}

fn rules(said: &Value, known: &Known) -> Result<Value> {
    let mut rules = said.clone();
    let to = said.get("overflow_to").map(|to| queue(to, known)).transpose()?;
    if let Some(rules) = rules.as_object_mut() {
        rules.insert("overflow_to".into(), to.unwrap_or_default());
    }
    Ok(rules)
}

fn notice(said: &Value) -> Result<Value> {
    let part = |name: &str| said.get(name).cloned();
    let at = |name: &str| part(name).map_or(Ok(Value::Null), |text| moment(&text));
    let (text, on) = (part("text").unwrap_or_else(|| "".into()), part("on").unwrap_or(Value::Bool(false)));
    let away = part("away").unwrap_or(Value::Bool(false));
    let texts = part("texts").unwrap_or_else(|| json!({}));
    Ok(
        json!({ "text": text, "texts": texts, "on": on, "away": away, "from_ms": at("from")?, "until_ms": at("until")? }),
    )
}

/// Milliseconds, as the interface has them.
fn moment(text: &Value) -> Result<Value> {
    let text = text.as_str().unwrap_or_default();
    if text.is_empty() {
        return Ok(Value::Null);
    }
    let moment: Timestamp =
        text.parse().map_err(|_| anyhow!("{text:?} is no moment: write it as 2027-01-31T18:00:00Z"))?;
    Ok(moment.as_millisecond().into())
}
