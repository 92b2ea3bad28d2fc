//! One person of a directory: finding the entry, reading it, and proving a password.

use ldap3::{Scope, SearchEntry, ldap_escape};
use towline_model::{Found, Identity, LdapSettings, ProviderError};

use crate::{connection, groups};

/// The attributes that stay the same when a person is renamed or moved: of most directories, and of Active Directory.
const UUID: &str = "entryUUID";
const GUID: &str = "objectGUID";

/// The values of an attribute; directories do not tell upper from lower case in names.
pub(crate) fn values<'a>(entry: &'a SearchEntry, attribute: &str) -> &'a [String] {
    entry
        .attrs
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(attribute))
        .map_or(&[][..], |(_, values)| values.as_slice())
}

fn value(entry: &SearchEntry, attribute: &str) -> String {
    values(entry, attribute).first().map(|text| text.trim().to_owned()).unwrap_or_default()
}

/// What stays the same of an entry, as far as the directory tells.
fn subject(entry: &SearchEntry) -> String {
    let uuid = value(entry, UUID);
    if !uuid.is_empty() {
        return format!("uuid:{}", uuid.to_lowercase());
    }
    // Bytes, which may happen to be a text.
    let bytes = entry.bin_attrs.iter().find(|(name, _)| name.eq_ignore_ascii_case(GUID)).map(|(_, values)| values);
    let text = values(entry, GUID).first().map(|text| text.as_bytes().to_vec());
    match bytes.and_then(|values| values.first().cloned()).or(text) {
        Some(guid) => format!("guid:{}", guid.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
        None => format!("dn:{}", entry.dn.to_lowercase()),
    }
}

pub(crate) async fn find(at: &LdapSettings, secret: &str, name: &str) -> Result<Option<Found>, ProviderError> {
    let mut ldap = connection::connect_to_look(at, secret).await?;
    // SECURITY: what was typed is a value in the filter, never a part of it.
    let filter = at.user_filter.replace("{username}", &ldap_escape(name));
    let wanted: Vec<&str> =
        [UUID, GUID, &at.username_attribute, &at.display_name_attribute, &at.email_attribute, &at.member_of_attribute]
            .into_iter()
            .filter(|attribute| !attribute.is_empty())
            .collect();
    let place = (at.base_dn.as_str(), Scope::Subtree);
    let (found, more) = connection::search(&mut ldap, place, &filter, &wanted, 1).await?;
    let Some(entry) = found.into_iter().next().filter(|entry| !more && !entry.dn.is_empty()) else { return Ok(None) };
    let username = value(&entry, &at.username_attribute);
    if username.is_empty() {
        return Err(connection::wrong(format!("the person has no “{}”", at.username_attribute)));
    }
    let identity = Identity {
        subject: subject(&entry),
        username,
        display_name: value(&entry, &at.display_name_attribute),
        email: value(&entry, &at.email_attribute),
        groups: groups::of(at, &mut ldap, &entry, name).await?,
        proved_at: None,
    };
    Ok(Some(Found { identity, dn: entry.dn }))
}

pub(crate) async fn prove(at: &LdapSettings, dn: &str, password: &str) -> Result<bool, ProviderError> {
    // SECURITY: a bind without a name or a password is one of nobody, to which a directory says yes (RFC 4513, 5.1.2).
    if dn.is_empty() || password.is_empty() {
        return Ok(false);
    }
    let mut ldap = connection::connect(at).await?;
    connection::binds(&mut ldap, dn, password).await
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn entry(attrs: &[(&str, &str)], bin: &[(&str, &[u8])]) -> SearchEntry {
        SearchEntry {
            dn: "UID=Gina,DC=example".into(),
            attrs: attrs.iter().map(|(name, value)| ((*name).into(), vec![(*value).into()])).collect(),
            bin_attrs: bin
                .iter()
                .map(|(name, value)| ((*name).into(), vec![value.to_vec()]))
                .collect::<HashMap<_, _>>(),
        }
    }

    #[test]
    fn a_person_is_known_by_what_stays_when_they_are_renamed_acc_7() {
        assert_eq!(subject(&entry(&[("entryuuid", "AB-1")], &[])), "uuid:ab-1");
        assert_eq!(subject(&entry(&[], &[("objectGUID", &[0xff, 1])])), "guid:ff01");
        assert_eq!(subject(&entry(&[("objectGUID", "AB")], &[])), "guid:4142");
        assert_eq!(subject(&entry(&[("uid", "gina")], &[])), "dn:uid=gina,dc=example");
    }
}
