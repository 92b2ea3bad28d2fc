//! The adapter for directories against a real one (ACC-7): who is found, which passwords hold, which groups somebody is in, and what is told when something is wrong.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod slapd;

use slapd::{LOOKER, LOOKER_PASSWORD, SUFFIX, Slapd};
use towline_login_ldap::Directories;
use towline_model::{AskedProvider as _, LdapSettings, LdapTransport, ProviderError};

const PASSWORD: &str = "velvet-otter-sings-at-noon";

fn settings(slapd: &Slapd) -> LdapSettings {
    LdapSettings {
        host: "localhost".into(),
        port: slapd.tls,
        transport: LdapTransport::Tls,
        ca_pem: slapd.certificate.clone(),
        bind_dn: LOOKER.into(),
        base_dn: SUFFIX.into(),
        user_filter: "(&(objectClass=inetOrgPerson)(uid={username}))".into(),
        username_attribute: "UID".into(),
        display_name_attribute: "cn".into(),
        email_attribute: "mail".into(),
        member_of_attribute: String::new(),
        group_filter: "(&(objectClass=groupOfNames)(member={dn}))".into(),
        nested_groups: false,
    }
}

fn populated() -> Slapd {
    let slapd = Slapd::start().unwrap();
    slapd.person("gina", "Gina Giles", PASSWORD).unwrap();
    slapd.person("gino", "Gino Gallo", "another-one-of-these").unwrap();
    slapd.group("night", &["uid=gina"]).unwrap();
    slapd.group("everybody", &["cn=night", "uid=gino"]).unwrap();
    slapd.group("all of us", &["cn=everybody"]).unwrap();
    slapd
}

async fn groups(settings: &LdapSettings, name: &str) -> Vec<String> {
    let found = Directories::new().find(settings, LOOKER_PASSWORD, name).await.unwrap().unwrap();
    let mut groups: Vec<String> = found.identity.groups.into_iter().filter(|group| !group.contains('=')).collect();
    groups.sort();
    groups
}

#[tokio::test]
async fn a_person_is_found_over_tls_and_only_their_password_holds_acc_7() {
    let slapd = populated();
    let directories = Directories::new();
    for (transport, port) in
        [(LdapTransport::Tls, slapd.tls), (LdapTransport::StartTls, slapd.plain), (LdapTransport::Plain, slapd.plain)]
    {
        let at = LdapSettings { transport, port, ..settings(&slapd) };
        let found = directories.find(&at, LOOKER_PASSWORD, "gina").await.unwrap().unwrap();
        assert_eq!(found.dn, format!("uid=gina,{SUFFIX}"));
        assert_eq!((found.identity.username.as_str(), found.identity.email.as_str()), ("gina", "gina@example.org"));
        assert_eq!(found.identity.display_name, "Gina Giles");
        assert!(found.identity.subject.starts_with("uuid:"), "{}", found.identity.subject);
        for (password, right) in [(PASSWORD, true), ("another-one-of-these", false), ("", false), (" ", false)] {
            assert_eq!(directories.prove(&at, &found.dn, password).await, Ok(right), "{transport:?} {password:?}");
        }
        assert_eq!(directories.prove(&at, "", PASSWORD).await, Ok(false), "nobody in particular");
    }
}

#[tokio::test]
async fn what_is_typed_is_never_a_part_of_the_filter_acc_7() {
    let slapd = populated();
    let at = settings(&slapd);
    for odd in ["*", "gin*", "gina)(uid=*", "gina)(|(uid=*", "gina\\", "\\67ina", "gina\0", "(", "nobody", "&"] {
        let found = Directories::new().find(&at, LOOKER_PASSWORD, odd).await;
        assert_eq!(found, Ok(None), "{odd:?}");
    }
    let broad = LdapSettings { user_filter: "(|(uid={username})(objectClass=inetOrgPerson))".into(), ..at };
    assert_eq!(Directories::new().find(&broad, LOOKER_PASSWORD, "gina").await, Ok(None), "more than one fits");
}

#[tokio::test]
async fn groups_are_found_by_filter_by_attribute_and_within_groups_acc_7() {
    let slapd = populated();
    let by_filter = settings(&slapd);
    assert_eq!(groups(&by_filter, "gina").await, ["night"]);
    assert_eq!(groups(&by_filter, "gino").await, ["everybody"]);
    let by_attribute =
        LdapSettings { member_of_attribute: "memberOf".into(), group_filter: String::new(), ..settings(&slapd) };
    assert_eq!(groups(&by_attribute, "gina").await, ["night"]);
    for nested in [
        LdapSettings { nested_groups: true, ..by_filter },
        LdapSettings { nested_groups: true, ..by_attribute.clone() },
        LdapSettings { nested_groups: true, member_of_attribute: "memberOf".into(), ..settings(&slapd) },
    ] {
        assert_eq!(groups(&nested, "gina").await, ["all of us", "everybody", "night"]);
        assert_eq!(groups(&nested, "gino").await, ["all of us", "everybody"]);
    }
    let none = LdapSettings { member_of_attribute: String::new(), group_filter: String::new(), ..by_attribute };
    assert!(groups(&none, "gina").await.is_empty());
}

#[tokio::test]
async fn groups_that_are_in_each_other_are_looked_at_once_acc_7() {
    let slapd = populated();
    slapd.group("egg", &["cn=hen", "uid=gina"]).unwrap();
    slapd.group("hen", &["cn=egg"]).unwrap();
    let at = LdapSettings { nested_groups: true, ..settings(&slapd) };
    assert_eq!(groups(&at, "gina").await, ["all of us", "egg", "everybody", "hen", "night"]);
}

#[tokio::test]
async fn what_is_wrong_is_told_in_words_acc_7() {
    let mut slapd = populated();
    let directories = Directories::new();
    let told = async |at: LdapSettings, secret: &str| {
        let trials = directories.test(&at, secret).await;
        let works = trials.iter().all(|trial| trial.works);
        (works, trials.into_iter().map(|trial| trial.told).collect::<Vec<_>>().join(" "))
    };
    let (works, said) = told(settings(&slapd), LOOKER_PASSWORD).await;
    assert!(works, "{said}");
    for (at, secret, expected) in [
        (settings(&slapd), "not it", "does not take the account"),
        (settings(&slapd), "", "has no password here"),
        (LdapSettings { ca_pem: String::new(), ..settings(&slapd) }, LOOKER_PASSWORD, "certificate is not trusted"),
        (LdapSettings { host: "127.0.0.1".into(), ..settings(&slapd) }, LOOKER_PASSWORD, "certificate is not trusted"),
        (LdapSettings { base_dn: "dc=elsewhere".into(), ..settings(&slapd) }, LOOKER_PASSWORD, "there is no such base"),
        (LdapSettings { port: 1, ..settings(&slapd) }, LOOKER_PASSWORD, "no connection"),
        (LdapSettings { ca_pem: "hello".into(), ..settings(&slapd) }, LOOKER_PASSWORD, "no certificate in PEM form"),
    ] {
        let (works, said) = told(at, secret).await;
        assert!(!works && said.contains(expected), "{expected}: {said}");
    }
    let at = settings(&slapd);
    slapd.stop().unwrap();
    let away = directories.find(&at, LOOKER_PASSWORD, "gina").await;
    assert!(matches!(away, Err(ProviderError::Unreachable(_))), "{away:?}");
    let away = directories.prove(&at, &format!("uid=gina,{SUFFIX}"), PASSWORD).await;
    assert!(matches!(away, Err(ProviderError::Unreachable(_))), "{away:?}");
}
