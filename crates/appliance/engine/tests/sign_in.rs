//! Signing in with second factors (ACC-6), with a real store and a clock of the test's own: whatever is sent in whatever order, somebody is signed in only if all factors of that account passed
//! in that attempt, and each of them once.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::{
    collections::HashSet,
    net::IpAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::future::join_all;
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use totp_rs::Builder;
use towline_engine::{
    AccountChange, AgainAnswer, Engine, FactorAnswer, Fault, FirstAdministrator, NewAccount, Parts, PasswordRules,
    PasswordRulesChange, SignInStep, SignedIn, Site,
};
use towline_model::{Clock, Moment};
use towline_policy::{Defined, First, Setting, Settings, SignInRules, Value, action};
use towline_seal::SecretKey;
use towline_store::{LoginRow, Store};

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
const PASSWORD: &str = "velvet otter sings at noon";

struct Hand(Mutex<Moment>);

impl Clock for Hand {
    fn now(&self) -> Moment {
        *self.0.lock().unwrap()
    }
}

struct Site1 {
    engine: Engine,
    clock: Arc<Hand>,
    _data: tempfile::TempDir,
}

impl Site1 {
    async fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let clock = Arc::new(Hand(Mutex::new(Moment(1_800_000_000_000))));
        let key = SecretKey::from_seed(&[7; 32]);
        let engine = Engine::start(Parts {
            store: Store::open(data.path()).await.unwrap(),
            locker: key.locker(),
            keeper: Arc::new(key),
            clock: clock.clone(),
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
        let site = Site1 { engine, clock, _data: data };
        let link = site.engine.setup_link().unwrap();
        let code = link.rsplit('/').next().unwrap().to_owned();
        let first = FirstAdministrator {
            display_name: "Ada".into(),
            username: "ada".into(),
            password: PASSWORD.into(),
            password_again: PASSWORD.into(),
        };
        site.engine.set_up(&code, first, HERE).await.unwrap();
        site
    }

    fn later(&self, span: Duration) {
        let mut now = self.clock.0.lock().unwrap();
        *now = *now + span;
    }

    fn code(&self, secret: &[u8]) -> String {
        let totp = Builder::new().with_secret(secret.to_vec()).with_account_name("any").build().unwrap();
        totp.generate(u64::try_from(self.engine.now().unix_ms()).unwrap() / 1000).to_string()
    }

    async fn add(&self, username: &str, settings: Settings) {
        let ada = self.plain("ada").await;
        let granted = self.engine.allow::<action::CreateUser>(&self.engine.actor(&ada.login).await.unwrap()).unwrap();
        let new = NewAccount {
            username: username.into(),
            display_name: username.into(),
            email: String::new(),
            administrator: false,
            password: PASSWORD.into(),
            must_change_password: false,
            groups: Vec::new(),
            settings,
        };
        self.engine.create_user(granted, new).await.unwrap();
    }

    /// Signs in somebody who has no factor.
    async fn plain(&self, username: &str) -> SignedIn {
        match self.engine.sign_in(username, PASSWORD, HERE).await.unwrap() {
            SignInStep::Done(done) => done,
            SignInStep::Factor(_) => panic!("{username} has a factor"),
        }
    }

    /// Gives somebody an authenticator app: its secret, and the recovery codes.
    async fn enrol(&self, login: &LoginRow) -> (Vec<u8>, Vec<String>) {
        let may = async || {
            let actor = self.engine.actor(login).await.unwrap();
            self.engine.allow::<action::ManageOwnFactors>(&actor).unwrap()
        };
        let offer = self.engine.begin_totp(may().await, login).await.unwrap();
        let secret = base32::decode(base32::Alphabet::Rfc4648 { padding: false }, &offer.text).unwrap();
        let wrong = self.engine.finish_totp(may().await, "Phone", "000000").await;
        assert!(wrong.is_err() || self.code(&secret) == "000000");
        let codes = self.engine.finish_totp(may().await, "Phone", &self.code(&secret)).await.unwrap();
        (secret, codes.iter().map(|code| (**code).clone()).collect())
    }

    async fn attempt(&self, username: &str) -> Option<String> {
        match self.engine.sign_in(username, PASSWORD, HERE).await {
            Ok(SignInStep::Factor(wanted)) => Some(wanted.token),
            Ok(SignInStep::Done(_)) => panic!("{username} got in with a password alone"),
            Err(_) => None,
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Password { who: usize, right: bool },
    Code { attempt: usize, of: usize },
    Garbage { attempt: usize },
    Recovery { attempt: usize, of: usize, which: usize },
    Seconds(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..2_usize, prop::bool::weighted(0.8)).prop_map(|(who, right)| Step::Password { who, right }),
        4 => (0..3_usize, 0..2_usize).prop_map(|(attempt, of)| Step::Code { attempt, of }),
        1 => (0..3_usize).prop_map(|attempt| Step::Garbage { attempt }),
        2 => (0..3_usize, 0..2_usize, 0..2_usize).prop_map(|(attempt, of, which)| Step::Recovery { attempt, of, which }),
        2 => prop_oneof![Just(30), Just(90), Just(400)].prop_map(Step::Seconds),
    ]
}

/// Plays one sequence and holds every success against what was shown.
async fn play(steps: Vec<Step>) {
    let site = Site1::start().await;
    let names = ["ben", "cleo"];
    let mut secrets = Vec::new();
    for name in names {
        site.add(name, Settings::default()).await;
        secrets.push(site.enrol(&site.plain(name).await.login).await);
    }
    site.later(Duration::from_secs(60));
    let mut attempts: Vec<(String, usize, Moment)> = Vec::new();
    let mut used = HashSet::new();
    let mut done = HashSet::new();
    for step in &steps {
        let now = site.engine.now();
        let picked = |at: usize| attempts.get(attempts.len().wrapping_sub(1 + at)).cloned();
        let (token, answer, of, key) = match step {
            Step::Password { who, right: true } => {
                if let Some(token) = site.attempt(names[*who]).await {
                    attempts.push((token, *who, now));
                }
                continue;
            }
            Step::Password { who, right: false } => {
                assert!(site.engine.sign_in(names[*who], "not it at all", HERE).await.is_err());
                continue;
            }
            Step::Seconds(seconds) => {
                site.later(Duration::from_secs(*seconds));
                continue;
            }
            Step::Code { attempt, of } => {
                let code = site.code(&secrets[*of].0);
                (picked(*attempt), FactorAnswer::Code(code), *of, format!("{of} {}", now.unix_ms() / 30_000))
            }
            Step::Recovery { attempt, of, which } => {
                let code = secrets[*of].1[*which].clone();
                (picked(*attempt), FactorAnswer::Recovery(code.clone()), *of, code)
            }
            Step::Garbage { attempt } => {
                (picked(*attempt), FactorAnswer::Code("12345".into()), usize::MAX, String::new())
            }
        };
        let (token, issued) = token.map_or(("nonsense".into(), None), |(token, who, at)| (token, Some((who, at))));
        if let Ok(signed_in) = site.engine.prove_factor(&token, answer, HERE).await {
            let (who, at) = issued.unwrap();
            assert_eq!(signed_in.login.username, names[who], "{steps:?}");
            assert_eq!(of, who, "the factor is of whoever the password was of: {steps:?}");
            assert!(now.since(at) < Duration::from_secs(300), "in time: {steps:?}");
            assert!(done.insert(token), "an attempt ends once: {steps:?}");
            assert!(used.insert(key), "a factor counts once: {steps:?}");
        }
    }
    // Nothing that happened keeps anybody out for ever.
    site.later(Duration::from_secs(2 * 3600));
    for (who, name) in names.iter().enumerate() {
        let token = site.attempt(name).await.unwrap();
        let answer = FactorAnswer::Code(site.code(&secrets[who].0));
        site.engine.prove_factor(&token, answer, HERE).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_signed_in_passed_all_factors_of_that_account_in_that_attempt_acc_6() {
    let mut runner = TestRunner::default();
    let sequences = (0..20).map(|_| prop::collection::vec(step(), 4..10).new_tree(&mut runner).unwrap().current());
    join_all(sequences.map(|steps| tokio::spawn(play(steps))).collect::<Vec<_>>())
        .await
        .into_iter()
        .for_each(|played| played.unwrap());
}

#[tokio::test]
async fn a_code_counts_once_even_when_it_is_sent_twice_at_the_same_time_acc_6() {
    let site = Site1::start().await;
    site.add("ben", Settings::default()).await;
    let (secret, recovery) = site.enrol(&site.plain("ben").await.login).await;
    site.later(Duration::from_secs(60));
    for answer in [site.code(&secret), recovery[0].to_uppercase()] {
        let mut tokens = Vec::new();
        for _ in 0..3 {
            tokens.push(site.attempt("ben").await.unwrap());
        }
        let tries = tokens.iter().map(|token| {
            let answer = match answer.len() {
                6 => FactorAnswer::Code(answer.clone()),
                _ => FactorAnswer::Recovery(answer.clone()),
            };
            site.engine.prove_factor(token, answer, HERE)
        });
        let won = join_all(tries).await.into_iter().filter(Result::is_ok).count();
        assert_eq!(won, 1, "{answer}");
    }
}

#[tokio::test]
async fn five_wrong_codes_end_an_attempt_and_lock_the_account_for_a_while_acc_6() {
    let site = Site1::start().await;
    site.add("ben", Settings::default()).await;
    let (secret, _) = site.enrol(&site.plain("ben").await.login).await;
    site.later(Duration::from_secs(60));
    let token = site.attempt("ben").await.unwrap();
    for _ in 0..5 {
        assert!(site.engine.prove_factor(&token, FactorAnswer::Code("x".into()), HERE).await.is_err());
    }
    let right = site.code(&secret);
    assert!(site.engine.prove_factor(&token, FactorAnswer::Code(right), HERE).await.is_err(), "no try is left");
    assert!(site.attempt("ben").await.is_none(), "locked");
    site.later(Duration::from_secs(61));
    let token = site.attempt("ben").await.unwrap();
    site.engine.prove_factor(&token, FactorAnswer::Code(site.code(&secret)), HERE).await.unwrap();
}

fn code_of(fault: &Fault) -> &str {
    fault.code
}

#[tokio::test]
async fn a_rule_that_asks_for_a_factor_lets_nothing_else_be_done_before_acc_6() {
    let site = Site1::start().await;
    let mut rule = Settings::default();
    rule.define(Setting::SecondFactor, Defined { value: Value::Flag(true), last: false }).unwrap();
    site.add("ben", rule).await;
    let ben = site.plain("ben").await;
    let actor = site.engine.actor(&ben.login).await.unwrap();
    let denied = site.engine.allow::<action::ListItems>(&actor).unwrap_err();
    assert_eq!(code_of(&denied), "second_factor_required");
    site.enrol(&ben.login).await;
    let actor = site.engine.actor(&ben.login).await.unwrap();
    site.engine.allow::<action::ListItems>(&actor).unwrap();
    let own = site.engine.own_factors(site.engine.allow(&actor).unwrap()).await.unwrap();
    let last = site.engine.remove_own_factor(site.engine.allow(&actor).unwrap(), own.factors[0].id).await.unwrap_err();
    assert_eq!(code_of(&last), "factor_required");
}

#[tokio::test]
async fn what_decides_about_sign_ins_asks_again_after_ten_minutes_acc_6() {
    let site = Site1::start().await;
    site.add("ben", Settings::default()).await;
    let ben = site.plain("ben").await.login;
    let fresh = async || {
        let login = site.engine.store().login(ben.id, site.engine.now()).await.unwrap().unwrap();
        let actor = site.engine.actor(&login).await.unwrap();
        site.engine.allow::<action::ManageOwnFactors>(&actor).map(drop).map_err(|fault| fault.code)
    };
    let again = async |answer: AgainAnswer| {
        let actor = site.engine.actor(&ben).await.unwrap();
        site.engine.prove_again(site.engine.allow(&actor).unwrap(), &ben, answer, HERE).await.is_ok()
    };
    assert_eq!(fresh().await, Ok(()));
    site.later(Duration::from_secs(601));
    assert_eq!(fresh().await, Err("again_required"));
    assert!(!again(AgainAnswer::Password("not it at all".into())).await);
    assert_eq!(fresh().await, Err("again_required"));
    assert!(again(AgainAnswer::Password(PASSWORD.into())).await);
    assert_eq!(fresh().await, Ok(()));
    let login = site.engine.store().login(ben.id, site.engine.now()).await.unwrap().unwrap();
    let (secret, recovery) = site.enrol(&login).await;
    site.later(Duration::from_secs(601));
    assert!(!again(AgainAnswer::Password(PASSWORD.into())).await, "with a factor the password is not enough");
    let code = site.code(&secret);
    assert!(again(AgainAnswer::Factor(FactorAnswer::Code(code.clone()))).await);
    assert!(!again(AgainAnswer::Factor(FactorAnswer::Code(code))).await, "once");
    assert!(again(AgainAnswer::Factor(FactorAnswer::Recovery(recovery[3].clone()))).await);
}

#[tokio::test]
async fn making_a_factor_ends_the_other_logins_and_losing_all_ends_every_one_acc_6() {
    let site = Site1::start().await;
    site.add("ben", Settings::default()).await;
    let (first, second) = (site.plain("ben").await, site.plain("ben").await);
    site.enrol(&second.login).await;
    assert!(site.engine.login_by_token(&first.token).await.is_err());
    assert!(site.engine.login_by_token(&second.token).await.is_ok());
    let ada = site.plain("ada").await;
    let actor = site.engine.actor(&ada.login).await.unwrap();
    let facts = site.engine.account_facts(second.login.user).await.unwrap();
    let granted = towline_policy::authorize::<action::ManageSignIn>(&actor, facts).unwrap();
    site.engine.remove_user_factors(granted).await.unwrap();
    assert!(site.engine.login_by_token(&second.token).await.is_err());
    site.plain("ben").await;
}

fn administrates<A: towline_policy::Action<Resource = ()>>(
    engine: &Engine,
    actor: &towline_policy::Actor,
) -> towline_policy::Granted<A> {
    engine.allow::<A>(actor).unwrap()
}

#[tokio::test]
async fn an_account_ends_on_its_day_with_its_logins_acc_5() {
    let site = Site1::start().await;
    site.add("ben", Settings::default()).await;
    let (ada, ben) = (site.plain("ada").await.login, site.plain("ben").await);
    let actor = site.engine.actor(&ada).await.unwrap();
    let ends = site.engine.now() + Duration::from_secs(3600);
    let end = async |user, at| {
        let facts = site.engine.account_facts(user).await.unwrap();
        let granted = towline_policy::authorize::<action::ManageUser>(&actor, facts).unwrap();
        site.engine.change_user(granted, AccountChange { expires: Some(at), ..AccountChange::default() }).await
    };
    end(ben.login.user, Some(ends)).await.unwrap();
    assert!(site.engine.login_by_token(&ben.token).await.is_ok());
    // The last administrator who stays does not end by itself.
    assert_eq!(code_of(&end(ada.user, Some(ends)).await.unwrap_err()), "last_administrator");
    site.later(Duration::from_secs(3600));
    assert!(site.engine.login_by_token(&ben.token).await.is_err());
    assert!(site.engine.sign_in("ben", PASSWORD, HERE).await.is_err());
    site.engine.end_unused_logins().await.unwrap();
    end(ben.login.user, None).await.unwrap();
    site.plain("ben").await;
}

#[tokio::test]
async fn a_login_that_nobody_uses_ends_after_its_minutes_acc_5() {
    let site = Site1::start().await;
    let mut rule = Settings::default();
    rule.define(Setting::IdleLogout, Defined { value: Value::Number(10), last: false }).unwrap();
    site.add("ben", rule).await;
    site.add("cleo", Settings::default()).await;
    let (ben, cleo) = (site.plain("ben").await, site.plain("cleo").await);
    let lives = async |of: &SignedIn| match site.engine.login_by_token(&of.token).await {
        Ok(login) => site.engine.actor(&login).await.is_ok(),
        Err(_) => false,
    };
    site.later(Duration::from_secs(9 * 60));
    site.engine.be_active(&ben.login).await.unwrap();
    site.later(Duration::from_secs(9 * 60));
    assert!(lives(&ben).await);
    site.later(Duration::from_secs(61));
    assert!(!lives(&ben).await, "refused at once");
    let mut changes = site.engine.subscribe();
    site.engine.end_unused_logins().await.unwrap();
    assert!(matches!(changes.try_recv(), Ok(towline_engine::Change::SignedOut(login)) if login == ben.login.id));
    assert!(site.engine.login_by_token(&ben.token).await.is_err(), "and gone soon");
    assert!(lives(&cleo).await, "nobody else's");
}

#[tokio::test]
async fn the_sites_rules_of_passwords_hold_acc_5() {
    let site = Site1::start().await;
    site.add("ben", Settings::default()).await;
    let ada = site.engine.actor(&site.plain("ada").await.login).await.unwrap();
    let change = async |rules| site.engine.change_security(administrates(&site.engine, &ada), None, rules).await;
    let nothing = PasswordRulesChange::default();
    for wrong in [
        PasswordRulesChange { minimum: Some(8), ..nothing },
        PasswordRulesChange { days: Some(9999), ..nothing },
        PasswordRulesChange { old: Some(99), ..nothing },
    ] {
        assert_eq!(code_of(&change(wrong).await.unwrap_err()), "invalid");
    }
    // Two people at the same moment: what one does not say, the other does not undo.
    let (one, other) = tokio::join!(
        change(PasswordRulesChange { minimum: Some(20), ..nothing }),
        change(PasswordRulesChange { days: Some(30), old: Some(2), ..nothing })
    );
    one.and(other).unwrap();
    assert_eq!(site.engine.password_rules().await.unwrap(), PasswordRules { minimum: 20, days: 30, old: 2 });
    let ben = site.plain("ben").await.login;
    let change = async |current: &str, new: &str| {
        let login = site.engine.store().login(ben.id, site.engine.now()).await.unwrap().unwrap();
        let actor = site.engine.actor(&login).await.unwrap();
        site.engine.change_own_password(site.engine.allow(&actor).unwrap(), &login, current, new).await
    };
    let second = "a lantern walks over the old bridge";
    let third = "seven quiet rivers run to the north";
    assert!(change(PASSWORD, "just fifteen ch").await.unwrap_err().fields["new"].contains("20 characters"));
    change(PASSWORD, second).await.unwrap();
    site.later(Duration::from_secs(60));
    assert!(change(second, PASSWORD).await.unwrap_err().fields["new"].contains("last 2"));
    change(second, third).await.unwrap();
    site.later(Duration::from_secs(60));
    change(third, PASSWORD).await.unwrap();
    // After its days it must be replaced before anything else.
    let first = async || {
        let login = site.engine.store().login(ben.id, site.engine.now()).await.unwrap().unwrap();
        site.engine.actor(&login).await.unwrap().first
    };
    site.later(Duration::from_secs(11 * 3600));
    assert_eq!(first().await, None);
    site.later(Duration::from_secs(30 * 24 * 3600));
    let ben = site.plain("ben").await.login;
    assert_eq!(site.engine.actor(&ben).await.unwrap().first, Some(First::Password));
}

#[tokio::test]
async fn who_may_come_from_some_networks_at_some_hours_comes_from_no_others_acc_5() {
    let site = Site1::start().await;
    site.add("ben", Settings::default()).await;
    let ada = site.plain("ada").await.login;
    let actor = site.engine.actor(&ada).await.unwrap();
    let ben = site.plain("ben").await;
    let rules = |text: &str| SignInRules::from_json(text);
    let say = async |user, said: SignInRules| {
        let facts = site.engine.account_facts(user).await.unwrap();
        let granted = towline_policy::authorize::<action::ManageUser>(&actor, facts).unwrap();
        site.engine.change_user(granted, AccountChange { sign_in: Some(said), ..AccountChange::default() }).await
    };
    let elsewhere = rules(r#"{"networks":{"value":["198.51.100.0/24"]}}"#);
    assert_eq!(code_of(&say(ada.user, elsewhere.clone()).await.unwrap_err()), "would_lock_you_out");
    say(ben.login.user, elsewhere).await.unwrap();
    let refused = site.engine.sign_in("ben", PASSWORD, HERE).await.unwrap_err();
    assert_eq!(code_of(&refused), "sign_in_not_allowed");
    assert_eq!(code_of(&site.engine.sign_in("ben", "wrong one, really", HERE).await.unwrap_err()), "sign_in_failed");
    site.engine.sign_in("ben", PASSWORD, "198.51.100.7".parse().unwrap()).await.unwrap();
    // The login that was open from elsewhere ends soon.
    assert!(site.engine.login_by_token(&ben.token).await.is_ok());
    site.engine.end_unused_logins().await.unwrap();
    assert!(site.engine.login_by_token(&ben.token).await.is_err());

    // 2027-01-15 is a Friday; the clock stands at 08:00 UTC.
    let day = r#"{"hours":{"value":{"time_zone":"UTC","windows":[{"days":["friday"],"from":420,"to":540}]}}}"#;
    say(ben.login.user, rules(day)).await.unwrap();
    let ben = site.plain("ben").await;
    site.later(Duration::from_secs(3600));
    assert_eq!(code_of(&site.engine.sign_in("ben", PASSWORD, HERE).await.unwrap_err()), "sign_in_not_allowed");
    site.engine.end_unused_logins().await.unwrap();
    assert!(site.engine.login_by_token(&ben.token).await.is_err());
    let odd = rules(&day.replace("UTC", "Mars/Olympus"));
    assert!(say(ben.login.user, odd).await.unwrap_err().fields.contains_key("time_zone"));
}
