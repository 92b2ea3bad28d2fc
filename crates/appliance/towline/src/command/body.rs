//! What a file says, in the words of the interface: things by id.

use anyhow::{Result, anyhow};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use towline_manifest::{Entry, Kind};

use super::site::Known;

/// The fields of an entry as the interface takes them.
///
/// # Errors
/// A name that nothing on the site has, or a date that is none.
pub fn body(kind: Kind, entry: &Entry, known: &Known) -> Result<Map<String, Value>> {
    let mut body = Map::new();
    for (field, value) in entry {
        let (name, value) = match (kind, field.as_str()) {
            (_, "id") => continue,
            (Kind::User, "expires") => ("expires_ms", moment(value)?),
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
            (Kind::JumpItem, "attended_policy") => ("attended_policy_id", policy(value, known)?),
            (Kind::JumpItem, "unattended_policy") => ("unattended_policy_id", policy(value, known)?),
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
        let mut value = value.clone();
        if known.is_role(key) {
            match value.get_mut("value") {
                Some(inner) => *inner = id(Kind::JumpItemRole, inner, known)?,
                None => value = id(Kind::JumpItemRole, &value, known)?,
            }
        }
        body.insert(key.clone(), value);
    }
    Ok(body.into())
}

fn policy(name: &Value, known: &Known) -> Result<Value> {
    if name.as_str() == Some("") { Ok(Value::Null) } else { id(Kind::SessionPolicy, name, known) }
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
