//! Security providers (ACC-7), with a real store and providers of the test's own: who is let in as whom, what a provider can never do, and what ends with it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use towline_engine::{
    AccountChange, Engine, FirstAdministrator, NewAccount, NewGroupPolicy, Parts, ProviderOrder, Providers, SignInStep,
    SignedIn, Site, SystemClock, VisitAnswer,
};
use towline_model::{
    Answer, AskedProvider, Found, Identity, Kept, LdapSettings, LdapTransport, OpenIdSettings, ProviderError,
    ProviderId, ProviderSettings, Proving, Trials, Visit, VisitedProvider,
};
use towline_policy::{Defined, Setting, Settings, Value, action};
use towline_seal::SecretKey;
use towline_store::{LoginRow, MappedGroup, Store};
use zeroize::Zeroizing;

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
const PASSWORD: &str = "velvet otter sings at noon";

/// Says of people what the test says; counts how often it is asked.
#[derive(Default)]
struct World {
    /// By code, or by name.
    people: Mutex<HashMap<String, Identity>>,
    down: Mutex<bool>,
    asked: AtomicUsize,
}

impl World {
    fn person(&self, key: &str, subject: &str, username: &str, groups: &[&str]) {
        let identity = Identity {
            subject: subject.into(),
            username: username.into(),
            display_name: format!("{username} elsewhere"),
            email: format!("{username}@id.example"),
            groups: groups.iter().map(|group| (*group).into()).collect(),
            proved_at: None,
        };
        self.people.lock().unwrap().insert(key.into(), identity);
    }

    fn of(&self, key: &str) -> Result<Option<Identity>, ProviderError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if *self.down.lock().unwrap() {
            return Err(ProviderError::Unreachable("no connection".into()));
        }
        Ok(self.people.lock().unwrap().get(key).cloned())
    }
}

impl VisitedProvider for World {
    fn begin<'a>(&'a self, _at: &'a OpenIdSettings, back: &'a str, _proving: Proving) -> Answer<'a, Visit> {
        Box::pin(async move {
            self.of("")?;
            let number = self.asked.load(Ordering::Relaxed);
            let kept = Kept { nonce: "nonce".into(), verifier: "verifier".into() };
            Ok(Visit { url: format!("https://id.example/?back={back}"), state: format!("state {number}"), kept })
        })
    }

    fn finish<'a>(
        &'a self,
        _at: &'a OpenIdSettings,
        secret: &'a str,
        _back: &'a str,
        kept: &'a Kept,
        code: &'a str,
        _issuer: Option<&'a str>,
    ) -> Answer<'a, Identity> {
        Box::pin(async move {
            assert_eq!((secret, kept.verifier.as_str()), ("client secret", "verifier"));
            self.of(code)?.ok_or_else(|| ProviderError::Wrong("no such code".into()))
        })
    }

    fn test<'a>(&'a self, _at: &'a OpenIdSettings, _secret: &'a str, _back: &'a str) -> Trials<'a> {
        Box::pin(async { Vec::new() })
    }
}

impl AskedProvider for World {
    fn find<'a>(&'a self, _at: &'a LdapSettings, _secret: &'a str, name: &'a str) -> Answer<'a, Option<Found>> {
        Box::pin(async move { Ok(self.of(name)?.map(|identity| Found { identity, dn: format!("uid={name}") })) })
    }

    fn prove<'a>(&'a self, _at: &'a LdapSettings, _dn: &'a str, password: &'a str) -> Answer<'a, bool> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            assert!(!password.is_empty(), "a directory says yes to an empty password");
            Ok(password == PASSWORD)
        })
    }

    fn test<'a>(&'a self, _at: &'a LdapSettings, _secret: &'a str) -> Trials<'a> {
        Box::pin(async { Vec::new() })
    }
}

struct Stage {
    engine: Engine,
    world: Arc<World>,
    _data: tempfile::TempDir,
}

fn open_id() -> ProviderSettings {
    ProviderSettings::OpenId(OpenIdSettings {
        issuer: "https://id.example".into(),
        client_id: "towline".into(),
        scopes: Vec::new(),
        username_claim: "preferred_username".into(),
        display_name_claim: "name".into(),
        email_claim: "email".into(),
        groups_claim: "groups".into(),
        ca_pem: String::new(),
    })
}

fn ldap() -> ProviderSettings {
    ProviderSettings::Ldap(LdapSettings {
        host: "ldap.example".into(),
        port: 636,
        transport: LdapTransport::Tls,
        ca_pem: String::new(),
        bind_dn: String::new(),
        base_dn: "dc=example".into(),
        user_filter: "(uid={username})".into(),
        username_attribute: "uid".into(),
        display_name_attribute: "cn".into(),
        email_attribute: "mail".into(),
        member_of_attribute: "memberOf".into(),
        group_filter: String::new(),
        nested_groups: false,
    })
}

impl Stage {
    async fn build() -> Self {
        let data = tempfile::tempdir().unwrap();
        let key = SecretKey::from_seed(&[7; 32]);
        let engine = Engine::start(Parts {
            store: Store::open(data.path()).await.unwrap(),
            locker: key.locker(),
            keeper: Arc::new(key),
            clock: Arc::new(SystemClock::start()),
            site: Site {
                name: "help.example".into(),
                url: "https://help.example".into(),
                version: "0".into(),
                host_name: "test".into(),
                behind_proxy: false,
            },
        })
        .await
        .unwrap();
        let world = Arc::new(World::default());
        engine.attach_providers(Providers { visited: world.clone(), asked: world.clone() });
        let link = engine.setup_link().unwrap();
        let first = FirstAdministrator {
            display_name: "Ada".into(),
            username: "ada".into(),
            password: PASSWORD.into(),
            password_again: PASSWORD.into(),
        };
        engine.set_up(link.rsplit('/').next().unwrap(), first, HERE).await.unwrap();
        Stage { engine, world, _data: data }
    }

    async fn ada(&self) -> towline_policy::Actor {
        let SignInStep::Done(done) = self.engine.sign_in("ada", PASSWORD, HERE).await.unwrap() else { panic!() };
        self.engine.actor(&done.login).await.unwrap()
    }

    async fn policy(&self, name: &str, setting: Setting) -> towline_model::GroupPolicyId {
        let granted = self.engine.allow::<action::ManagePolicies>(&self.ada().await).unwrap();
        let mut settings = Settings::default();
        settings.define(setting, Defined::plain(Value::Flag(true))).unwrap();
        let new = NewGroupPolicy { name: Some(name.into()), settings: Some(settings), ..NewGroupPolicy::default() };
        self.engine.create_group_policy(granted, new).await.unwrap().id
    }

    async fn provider(
        &self,
        name: &str,
        settings: ProviderSettings,
        groups: &[(&str, towline_model::GroupPolicyId)],
    ) -> ProviderId {
        let granted = self.engine.allow::<action::ManageProviders>(&self.ada().await).unwrap();
        let order = ProviderOrder {
            name: Some(name.into()),
            enabled: Some(true),
            settings: Some(settings),
            secret: Some(Zeroizing::new("client secret".into())),
            admits_others: Some(groups.is_empty()),
            groups: Some(
                groups.iter().map(|(name, policy)| MappedGroup { name: (*name).into(), policy: *policy }).collect(),
            ),
        };
        self.engine.create_provider(granted, order).await.unwrap().id
    }

    async fn change(&self, id: ProviderId, order: ProviderOrder) -> Result<(), String> {
        let granted = self.engine.allow::<action::ManageProviders>(&self.ada().await).unwrap();
        self.engine.change_provider(granted, id, order).await.map(drop).map_err(|fault| fault.code.to_owned())
    }

    async fn visit(&self, id: ProviderId, code: &str) -> Result<SignedIn, String> {
        let begun = self.engine.begin_visit(id, "/console/", Proving::AsUsual, None, HERE).await;
        let begun = begun.map_err(|fault| fault.code.to_owned())?;
        let state = format!("state {}", self.world.asked.load(Ordering::Relaxed));
        let answer = VisitAnswer { state: &state, code, issuer: None };
        let end = self.engine.finish_visit(answer, Some(&begun.browser), None, HERE).await;
        let end = end.map_err(|fault| fault.code.to_owned())?;
        assert_eq!(end.return_path, "/console/");
        match end.step.unwrap() {
            SignInStep::Done(done) => Ok(done),
            SignInStep::Factor(_) => Err("second factor".into()),
        }
    }

    async fn typed(&self, name: &str, password: &str) -> Result<SignedIn, String> {
        match self.engine.sign_in(name, password, HERE).await.map_err(|fault| fault.code.to_owned())? {
            SignInStep::Done(done) => Ok(done),
            SignInStep::Factor(_) => Err("second factor".into()),
        }
    }

    async fn opens(&self, login: &LoginRow) -> Vec<&'static str> {
        let actor = self.engine.actor(login).await.unwrap();
        actor.standing.areas().map(|area| area.setting().key()).collect()
    }
}

fn code(result: Result<SignedIn, String>) -> String {
    result.map(|done| done.login.username).unwrap_or_else(|code| code)
}

#[tokio::test]
async fn groups_give_policies_and_what_they_gave_goes_with_them_at_the_next_sign_in_acc_7() {
    let stage = Stage::build().await;
    let teams = stage.policy("Teams", Setting::AdminConfiguration).await;
    let id = stage.provider("Work", open_id(), &[("Night", teams)]).await;
    stage.world.person("one", "7", "gina", &["Day", "Night"]);
    let first = stage.visit(id, "one").await.unwrap();
    assert_eq!(first.login.username, "gina");
    assert_eq!(first.login.display_name, "gina elsewhere");
    assert_eq!(first.login.provider.as_ref().unwrap().name, "Work");
    assert_eq!(stage.opens(&first.login).await, ["admin.configuration"]);
    stage.world.person("two", "7", "gina-smith", &["Day"]);
    assert_eq!(code(stage.visit(id, "two").await), "not_admitted");
    assert!(stage.engine.login_by_token(&first.token).await.is_err(), "also where they were signed in before");
    stage.change(id, ProviderOrder { admits_others: Some(true), ..ProviderOrder::default() }).await.unwrap();
    let second = stage.visit(id, "two").await.unwrap();
    assert_eq!(second.login.user, first.login.user, "the same person, whatever they are called now");
    assert_eq!(second.login.username, "gina", "what somebody signs in with stays");
    assert_eq!(second.login.display_name, "gina-smith elsewhere");
    assert!(stage.opens(&second.login).await.is_empty());
}

#[tokio::test]
async fn a_mapping_that_is_taken_away_takes_its_policy_at_once_and_a_mapped_policy_stays_acc_7() {
    let stage = Stage::build().await;
    let teams = stage.policy("Teams", Setting::AdminConfiguration).await;
    let id = stage.provider("Work", open_id(), &[("Night", teams)]).await;
    stage.world.person("one", "7", "gina", &["Night"]);
    let gina = stage.visit(id, "one").await.unwrap().login;
    let granted = stage.engine.allow::<action::ManagePolicies>(&stage.ada().await).unwrap();
    assert_eq!(stage.engine.remove_group_policy(granted, teams).await.unwrap_err().code, "in_use");
    stage.change(id, ProviderOrder { groups: Some(Vec::new()), ..ProviderOrder::default() }).await.unwrap();
    assert!(stage.opens(&gina).await.is_empty());
}

#[tokio::test]
async fn a_visit_ends_once_in_the_browser_that_began_it_acc_7() {
    let stage = Stage::build().await;
    let id = stage.provider("Work", open_id(), &[]).await;
    stage.world.person("one", "7", "gina", &[]);
    let begun = stage.engine.begin_visit(id, "/login/", Proving::AsUsual, None, HERE).await.unwrap();
    let again = stage.engine.begin_visit(id, "/login/", Proving::AsUsual, Some(&begun.browser), HERE).await.unwrap();
    assert_eq!(again.browser, begun.browser, "two tabs of one browser");
    let end = async |state: &str, browser: Option<&str>| {
        let answer = VisitAnswer { state, code: "one", issuer: None };
        stage.engine.finish_visit(answer, browser, None, HERE).await.map(|_| "done").unwrap_or_else(|fault| fault.code)
    };
    let browser = Some(begun.browser.as_str());
    assert_eq!(end("state 1", None).await, "visit_over", "another browser");
    assert_eq!(
        end("state 1", Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")).await,
        "visit_over",
        "another browser"
    );
    assert_eq!(end("state 9", browser).await, "visit_over", "a state that was never given");
    assert_eq!(end("state 1", browser).await, "done");
    assert_eq!(end("state 1", browser).await, "visit_over", "a second time");
    assert_eq!(end("state 2", browser).await, "done", "the other tab");
}

#[tokio::test]
async fn the_name_of_a_local_account_is_never_answered_by_a_provider_acc_7() {
    let stage = Stage::build().await;
    let visited = stage.provider("Work", open_id(), &[]).await;
    stage.provider("Directory", ldap(), &[]).await;
    stage.world.person("one", "7", "Ada", &[]);
    stage.world.person("ada", "8", "ada", &[]);
    stage.world.person("ADA2", "9", "ada", &[]);
    let before = stage.world.asked.load(Ordering::Relaxed);
    assert_eq!(code(stage.typed("ada", "not the local one").await), "sign_in_failed");
    assert_eq!(stage.world.asked.load(Ordering::Relaxed), before, "nobody was asked");
    assert_eq!(code(stage.visit(visited, "one").await), "name_taken");
    assert_eq!(code(stage.typed("ADA2", PASSWORD).await), "name_taken");
    // Nor an account that was disabled, or that another provider made.
    stage.world.person("two", "10", "gina", &[]);
    stage.visit(visited, "two").await.unwrap();
    stage.world.person("gina", "11", "gina", &[]);
    assert_eq!(code(stage.typed("gina", PASSWORD).await), "name_taken");
}

#[tokio::test]
async fn people_of_a_directory_type_their_password_and_wrong_ones_lock_acc_5_acc_7() {
    let stage = Stage::build().await;
    let teams = stage.policy("Teams", Setting::AdminConfiguration).await;
    stage.provider("Directory", ldap(), &[("cn=night, dc=example", teams)]).await;
    stage.world.person("gina", "uuid:1", "gina", &["CN=Night,DC=example"]);
    let gina = stage.typed(" gina ", PASSWORD).await.unwrap().login;
    assert_eq!(stage.opens(&gina).await, ["admin.configuration"]);
    assert_eq!(code(stage.typed("gina", "").await), "sign_in_failed");
    assert_eq!(code(stage.typed("nobody", PASSWORD).await), "sign_in_failed");
    for _ in 0..5 {
        assert_eq!(code(stage.typed("gina", "not it at all").await), "sign_in_failed");
    }
    assert_eq!(code(stage.typed("gina", PASSWORD).await), "sign_in_failed", "locked");
}

#[tokio::test]
async fn a_provider_that_is_down_keeps_out_nobody_who_has_a_local_password_acc_7() {
    let stage = Stage::build().await;
    let visited = stage.provider("Work", open_id(), &[]).await;
    stage.provider("Directory", ldap(), &[]).await;
    *stage.world.down.lock().unwrap() = true;
    assert_eq!(code(stage.typed("ada", PASSWORD).await), "ada");
    assert_eq!(code(stage.typed("gina", PASSWORD).await), "provider_unreachable");
    assert_eq!(code(stage.visit(visited, "one").await), "provider_unreachable");
}

#[tokio::test]
async fn what_a_provider_opened_ends_with_it_acc_7() {
    let stage = Stage::build().await;
    let id = stage.provider("Work", open_id(), &[]).await;
    stage.world.person("one", "7", "gina", &[]);
    let gina = stage.visit(id, "one").await.unwrap();
    let lives = async || stage.engine.login_by_token(&gina.token).await.is_ok();
    assert!(lives().await);
    stage.change(id, ProviderOrder { enabled: Some(false), ..ProviderOrder::default() }).await.unwrap();
    assert!(!lives().await);
    assert_eq!(code(stage.visit(id, "one").await), "provider_gone");
    assert!(stage.engine.visited_providers().await.unwrap().is_empty());
    stage.change(id, ProviderOrder { enabled: Some(true), ..ProviderOrder::default() }).await.unwrap();
    let again = stage.visit(id, "one").await.unwrap();
    let granted = stage.engine.allow::<action::ManageProviders>(&stage.ada().await).unwrap();
    stage.engine.remove_provider(granted, id).await.unwrap();
    assert!(stage.engine.login_by_token(&again.token).await.is_err());
    for password in ["", PASSWORD] {
        assert_eq!(code(stage.typed("gina", password).await), "sign_in_failed");
    }
    // An administrator gives it a password, and it is a local account like any other.
    let facts = stage.engine.account_facts(again.login.user).await.unwrap();
    let granted = towline_policy::authorize::<action::ManageSignIn>(&stage.ada().await, facts).unwrap();
    stage.engine.set_user_password(granted, PASSWORD, false).await.unwrap();
    assert_eq!(code(stage.typed("gina", PASSWORD).await), "gina");
}

#[tokio::test]
async fn what_holds_for_accounts_holds_for_those_of_providers_acc_5_acc_6_acc_7() {
    let stage = Stage::build().await;
    let factor = stage.policy("Factor", Setting::SecondFactor).await;
    let id = stage.provider("Work", open_id(), &[("Night", factor)]).await;
    stage.world.person("one", "7", "gina", &["Night"]);
    let gina = stage.visit(id, "one").await.unwrap().login;
    let actor = stage.engine.actor(&gina).await.unwrap();
    assert_eq!(actor.first, Some(towline_policy::First::Factor), "a rule that asks for a factor asks them too");
    let own = stage.engine.change_own_password(
        stage.engine.allow::<action::ChangeOwnPassword>(&actor).unwrap(),
        &gina,
        "",
        "quiet lantern over rivers",
    );
    assert_eq!(own.await.unwrap_err().code, "kept_elsewhere");
    let offer = stage.engine.begin_again(stage.engine.allow::<action::ViewOwnFactors>(&actor).unwrap()).await.unwrap();
    assert!(!offer.password);
    assert_eq!(offer.provider.unwrap().name, "Work");
    let facts = stage.engine.account_facts(gina.user).await.unwrap();
    let granted = towline_policy::authorize::<action::ManageSignIn>(&stage.ada().await, facts.clone()).unwrap();
    let set = stage.engine.set_user_password(granted, PASSWORD, false).await;
    assert_eq!(set.unwrap_err().code, "kept_elsewhere");
    let granted = towline_policy::authorize::<action::ManageUser>(&stage.ada().await, facts).unwrap();
    let disable = AccountChange { disabled: Some(true), ..AccountChange::default() };
    stage.engine.change_user(granted, disable).await.unwrap();
    assert_eq!(code(stage.visit(id, "one").await), "account_closed");
}

#[tokio::test]
async fn a_login_is_as_fresh_as_what_was_proved_at_the_provider_acc_6_acc_7() {
    let stage = Stage::build().await;
    let id = stage.provider("Work", open_id(), &[]).await;
    stage.world.person("one", "7", "gina", &[]);
    let an_hour_ago = stage.engine.now().unix_ms() / 1000 - 3600;
    stage.world.people.lock().unwrap().get_mut("one").unwrap().proved_at = Some(an_hour_ago);
    let gina = stage.visit(id, "one").await.unwrap();
    let fresh = async || {
        let login = stage.engine.login_by_token(&gina.token).await.unwrap();
        stage.engine.actor(&login).await.unwrap().fresh
    };
    assert!(!fresh().await, "the provider knew her by a login of its own");
    let again = async |current: &LoginRow, code: &str| {
        let begun = stage.engine.begin_visit(id, "/login/", Proving::Anew, None, HERE).await.unwrap();
        let state = format!("state {}", stage.world.asked.load(Ordering::Relaxed));
        let answer = VisitAnswer { state: &state, code, issuer: None };
        stage.engine.finish_visit(answer, Some(&begun.browser), Some(current), HERE).await.unwrap().step
    };
    stage.world.person("other", "8", "hugo", &[]);
    let other = again(&gina.login, "other").await;
    assert!(matches!(other, Some(SignInStep::Done(done)) if done.login.username == "hugo"), "somebody else signs in");
    assert!(!fresh().await, "and proves nothing for her");
    stage.world.people.lock().unwrap().get_mut("one").unwrap().proved_at = None;
    assert!(again(&gina.login, "one").await.is_none(), "the same login goes on");
    assert!(!fresh().await, "when it was is not told, so it was not now");
    let now = stage.engine.now().unix_ms() / 1000;
    stage.world.people.lock().unwrap().get_mut("one").unwrap().proved_at = Some(now);
    assert!(again(&gina.login, "one").await.is_none(), "the same login goes on");
    assert!(fresh().await);
}

#[tokio::test]
async fn an_administrator_of_a_provider_is_not_the_one_who_stays_acc_7() {
    let stage = Stage::build().await;
    let id = stage.provider("Work", open_id(), &[]).await;
    stage.world.person("one", "7", "gina", &[]);
    let gina = stage.visit(id, "one").await.unwrap().login;
    let manage = async |user| {
        let facts = stage.engine.account_facts(user).await.unwrap();
        towline_policy::authorize::<action::ManageUser>(&stage.ada().await, facts).unwrap()
    };
    let promote = AccountChange { administrator: Some(true), ..AccountChange::default() };
    stage.engine.change_user(manage(gina.user).await, promote).await.unwrap();
    let ada = stage.ada().await.user;
    let disable = AccountChange { disabled: Some(true), ..AccountChange::default() };
    let refused = stage.engine.change_user(manage(ada).await, disable).await.unwrap_err();
    assert_eq!(refused.code, "last_administrator");
}

#[tokio::test]
async fn a_secret_is_not_sent_to_another_address_than_it_was_given_for_acc_7() {
    let stage = Stage::build().await;
    let id = stage.provider("Work", open_id(), &[]).await;
    let ProviderSettings::OpenId(settings) = open_id() else { panic!() };
    let moved =
        || ProviderSettings::OpenId(OpenIdSettings { issuer: "https://elsewhere.example".into(), ..settings.clone() });
    let order = |secret: Option<&str>| ProviderOrder {
        settings: Some(moved()),
        secret: secret.map(|secret| Zeroizing::new(secret.into())),
        ..ProviderOrder::default()
    };
    assert_eq!(stage.change(id, order(None)).await, Err("invalid".into()));
    stage.change(id, order(Some("another"))).await.unwrap();
    let renamed =
        OpenIdSettings { groups_claim: "roles".into(), issuer: "https://elsewhere.example".into(), ..settings.clone() };
    let order = ProviderOrder { settings: Some(ProviderSettings::OpenId(renamed)), ..ProviderOrder::default() };
    stage.change(id, order).await.unwrap();
}

#[tokio::test]
async fn who_is_no_administrator_manages_no_provider_acc_7() {
    let stage = Stage::build().await;
    let granted = stage.engine.allow::<action::CreateUser>(&stage.ada().await).unwrap();
    let mut settings = Settings::default();
    for setting in [Setting::AdminSecurity, Setting::AdminUsers, Setting::AdminPolicies] {
        settings.define(setting, Defined::plain(Value::Flag(true))).unwrap();
    }
    let new = NewAccount {
        username: "ben".into(),
        display_name: "Ben".into(),
        email: String::new(),
        administrator: false,
        password: PASSWORD.into(),
        must_change_password: false,
        groups: Vec::new(),
        settings,
    };
    stage.engine.create_user(granted, new).await.unwrap();
    let ben = stage.typed("ben", PASSWORD).await.unwrap().login;
    let actor = stage.engine.actor(&ben).await.unwrap();
    assert!(stage.engine.allow::<action::ManageProviders>(&actor).is_err());
    assert!(stage.engine.allow::<action::ViewProviders>(&actor).is_err());
}
