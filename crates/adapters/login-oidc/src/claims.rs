//! What a provider says of a person, read by the names that the settings give. Names with points lead into objects: `realm_access.roles`.

use serde_json::{Map, Value};
use towline_model::{Identity, OpenIdSettings};

pub(crate) type Claims = Map<String, Value>;

/// Groups of one person that are looked at.
const GROUPS: usize = 2000;

fn at<'a>(claims: &'a Claims, name: &str) -> Option<&'a Value> {
    if name.is_empty() {
        return None;
    }
    if let Some(found) = claims.get(name) {
        return Some(found);
    }
    let (first, rest) = name.split_once('.')?;
    at(claims.get(first)?.as_object()?, rest)
}

fn text(claims: &Claims, name: &str) -> String {
    at(claims, name).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}

/// Whether all that is asked for is there.
pub(crate) fn is_complete(claims: &Claims, settings: &OpenIdSettings) -> bool {
    let names = [&settings.username_claim, &settings.display_name_claim, &settings.email_claim, &settings.groups_claim];
    names.into_iter().all(|name| name.is_empty() || at(claims, name).is_some())
}

/// The person. `None`: they have no subject or no user name.
pub(crate) fn identity(claims: &Claims, settings: &OpenIdSettings) -> Option<Identity> {
    let (subject, username) = (text(claims, "sub"), text(claims, &settings.username_claim));
    if subject.is_empty() || username.is_empty() {
        return None;
    }
    let groups = match at(claims, &settings.groups_claim) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).take(GROUPS).collect(),
        _ => Vec::new(),
    };
    Some(Identity {
        subject,
        username,
        display_name: text(claims, &settings.display_name_claim),
        email: text(claims, &settings.email_claim),
        groups,
        proved_at: at(claims, "auth_time").and_then(Value::as_i64),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn settings() -> OpenIdSettings {
        OpenIdSettings {
            issuer: "https://id.example".into(),
            client_id: "towline".into(),
            scopes: Vec::new(),
            username_claim: "preferred_username".into(),
            display_name_claim: "name".into(),
            email_claim: "email".into(),
            groups_claim: "realm_access.roles".into(),
            ca_pem: String::new(),
        }
    }

    fn read(value: Value) -> Option<Identity> {
        identity(value.as_object().unwrap(), &settings())
    }

    #[test]
    fn claims_are_read_by_the_names_that_the_settings_give_acc_7() {
        let found = read(json!({
            "sub": "7", "preferred_username": "gina", "name": "Gina", "email": "gina@id.example", "auth_time": 12,
            "realm_access": {"roles": ["helpdesk", 3, "staff"]},
        }));
        let expected = Identity {
            subject: "7".into(),
            username: "gina".into(),
            display_name: "Gina".into(),
            email: "gina@id.example".into(),
            groups: vec!["helpdesk".into(), "staff".into()],
            proved_at: Some(12),
        };
        assert_eq!(found, Some(expected));
        let one = read(json!({"sub": "7", "preferred_username": "gina", "realm_access.roles": "helpdesk"})).unwrap();
        assert_eq!(one.groups, ["helpdesk"]);
    }

    #[test]
    fn nobody_without_a_subject_or_a_name_acc_7() {
        for odd in [
            json!({}),
            json!({"sub": "7"}),
            json!({"preferred_username": "gina"}),
            json!({"sub": "", "preferred_username": "gina"}),
            json!({"sub": 7, "preferred_username": "gina"}),
            json!({"sub": "7", "preferred_username": {"a": 1}}),
        ] {
            assert_eq!(read(odd.clone()), None, "{odd}");
        }
    }
}
