//! The groups of a person: those that the person's entry names, those that name the person, and if that is wanted, the groups that these are in.

use std::collections::HashSet;

use ldap3::{Ldap, Scope, SearchEntry, ldap_escape};
use towline_model::{LdapSettings, ProviderError};

use crate::{connection::search, person::values};

/// Groups of one person that are looked at.
const GROUPS: usize = 1000;
/// Groups whose own groups are looked at.
const NESTED: usize = 200;

/// The names of a group: its whole distinguished name, and the value of its first part.
fn names_of(dn: &str) -> impl Iterator<Item = String> {
    let mut value = String::new();
    let mut characters = dn.chars().skip_while(|character| *character != '=').skip(1);
    while let Some(character) = characters.next() {
        match character {
            ',' | '+' => break,
            '\\' => value.extend(characters.next()),
            other => value.push(other),
        }
    }
    [dn.to_owned(), value.trim().to_owned()].into_iter().filter(|name| !name.is_empty())
}

/// Groups that name this entry as theirs.
async fn naming(at: &LdapSettings, ldap: &mut Ldap, dn: &str, username: &str) -> Result<Vec<String>, ProviderError> {
    if at.group_filter.is_empty() {
        return Ok(Vec::new());
    }
    let filter = at.group_filter.replace("{dn}", &ldap_escape(dn)).replace("{username}", &ldap_escape(username));
    let (found, _more) = search(ldap, (&at.base_dn, Scope::Subtree), &filter, &["1.1"], GROUPS).await?;
    Ok(found.into_iter().map(|entry| entry.dn).collect())
}

/// Groups that a group's own entry names. One that cannot be read names none.
async fn named_by(at: &LdapSettings, ldap: &mut Ldap, dn: &str) -> Vec<String> {
    if at.member_of_attribute.is_empty() {
        return Vec::new();
    }
    let attribute = at.member_of_attribute.as_str();
    match search(ldap, (dn, Scope::Base), "(objectClass=*)", &[attribute], 1).await {
        Ok((found, _)) => found.first().map(|entry| values(entry, attribute).to_vec()).unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

pub(crate) async fn of(
    at: &LdapSettings,
    ldap: &mut Ldap,
    person: &SearchEntry,
    username: &str,
) -> Result<Vec<String>, ProviderError> {
    let mut next: Vec<String> = Vec::new();
    if !at.member_of_attribute.is_empty() {
        next.extend(values(person, &at.member_of_attribute).iter().take(GROUPS).cloned());
    }
    next.extend(naming(at, ldap, &person.dn, username).await?);
    let mut seen: HashSet<String> = HashSet::new();
    let mut groups = Vec::new();
    let mut looked_at = 0;
    while let Some(dn) = next.pop() {
        if groups.len() >= GROUPS || !seen.insert(dn.to_lowercase()) {
            continue;
        }
        if at.nested_groups && looked_at < NESTED {
            looked_at += 1;
            next.extend(named_by(at, ldap, &dn).await);
            // Who is in a group by name is in it; a group is in another one by its distinguished name only.
            if at.group_filter.contains("{dn}") {
                next.extend(naming(at, ldap, &dn, "").await?);
            }
        }
        groups.push(dn);
    }
    Ok(groups.iter().flat_map(|dn| names_of(dn)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_has_its_whole_name_and_its_own_one_acc_7() {
        let names = |dn| names_of(dn).collect::<Vec<_>>();
        assert_eq!(names("CN=Help Desk,OU=Groups,DC=example"), ["CN=Help Desk,OU=Groups,DC=example", "Help Desk"]);
        assert_eq!(names("cn=a\\,b,dc=example").last().map(String::as_str), Some("a,b"));
        assert_eq!(names("odd"), ["odd"]);
    }
}
