//! A forgotten password (ACC-5), with a real store, a mail server that keeps what it is given, and a clock of the test's own.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::{
    net::IpAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufStream},
    net::TcpListener,
    sync::mpsc,
};
use towline_engine::{
    AccountChange, Engine, FactorAnswer, Fault, FirstAdministrator, HealthState, MailChange, MailSecurity, NewAccount,
    Parts, SignInStep, Site,
};
use towline_model::{Clock, Moment};
use towline_policy::{Actor, Asker, Settings, action, authorize};
use towline_seal::SecretKey;
use towline_store::{LoginRow, RecordQuery, Store, UserRow};

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
const PASSWORD: &str = "velvet otter sings at noon";
const OTHER: &str = "seven quiet otters at noon";

struct Hand(Mutex<Moment>);

impl Clock for Hand {
    fn now(&self) -> Moment {
        *self.0.lock().unwrap()
    }
}

/// A mail server without TLS; each message comes out with its recipient.
async fn mail_server() -> (u16, mpsc::Receiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, messages) = mpsc::channel(64);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let sender = sender.clone();
            tokio::spawn(async move {
                let mut stream = BufStream::new(stream);
                let (mut to, mut answer) = (String::new(), "220 trap".to_owned());
                loop {
                    stream.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
                    stream.flush().await.unwrap();
                    let mut line = String::new();
                    if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                        return;
                    }
                    if let Some(address) = line.trim_end().strip_prefix("RCPT TO:") {
                        to = address.trim_matches(['<', '>']).to_owned();
                    }
                    answer = "250 fine".to_owned();
                    if line.starts_with("DATA") {
                        stream.write_all(b"354 go on\r\n").await.unwrap();
                        stream.flush().await.unwrap();
                        let mut text = String::new();
                        while !text.ends_with("\r\n.\r\n") {
                            stream.read_line(&mut text).await.unwrap();
                        }
                        sender.send((to.clone(), text.replace("=\r\n", "").replace("=3D", "="))).await.unwrap();
                    }
                }
            });
        }
    });
    (port, messages)
}

struct Stage {
    engine: Engine,
    clock: Arc<Hand>,
    messages: mpsc::Receiver<(String, String)>,
    _data: tempfile::TempDir,
}

impl Stage {
    async fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let clock = Arc::new(Hand(Mutex::new(Moment(1_800_000_000_000))));
        let key = SecretKey::from_seed(&[7; 32]);
        let site = Site {
            name: "help.example".into(),
            url: "https://help.example".into(),
            version: "0".into(),
            host_name: "test".into(),
            behind_proxy: false,
        };
        let store = Store::open(data.path()).await.unwrap();
        let parts = Parts { store, locker: key.locker(), keeper: Arc::new(key), clock: clock.clone(), site };
        let engine = Engine::start(parts).await.unwrap();
        let code = engine.setup_link().unwrap().rsplit('/').next().unwrap().to_owned();
        let first = FirstAdministrator {
            display_name: "Ada".into(),
            username: "ada".into(),
            password: PASSWORD.into(),
            password_again: PASSWORD.into(),
        };
        engine.set_up(&code, first, HERE).await.unwrap();
        let (port, messages) = mail_server().await;
        let stage = Stage { engine, clock, messages, _data: data };
        stage.change_mail(plain(port)).await.unwrap();
        stage
    }

    fn later(&self, span: Duration) {
        let mut now = self.clock.0.lock().unwrap();
        *now = *now + span;
    }

    async fn login(&self, username: &str, password: &str) -> LoginRow {
        match self.engine.sign_in(username, password, HERE).await.unwrap() {
            SignInStep::Done(done) => done.login,
            SignInStep::Factor(_) => panic!("{username} has a factor"),
        }
    }

    async fn ada(&self) -> Actor {
        let login = self.login("ada", PASSWORD).await;
        self.engine.actor(&login).await.unwrap()
    }

    async fn change_mail(&self, change: MailChange) -> Result<(), Fault> {
        let granted = self.engine.allow::<action::ManageMail>(&self.ada().await).unwrap();
        self.engine.change_mail(granted, change).await.map(drop)
    }

    async fn add(&self, username: &str, email: &str) -> UserRow {
        let granted = self.engine.allow::<action::CreateUser>(&self.ada().await).unwrap();
        let new = NewAccount {
            username: username.into(),
            display_name: username.to_uppercase(),
            email: email.into(),
            administrator: false,
            password: PASSWORD.into(),
            must_change_password: false,
            groups: Vec::new(),
            settings: Settings::default(),
        };
        self.engine.create_user(granted, new).await.unwrap()
    }

    async fn change(&self, user: &UserRow, change: AccountChange) {
        let facts = self.engine.account_facts(user.id).await.unwrap();
        let granted = authorize::<action::ManageUser>(&self.ada().await, facts).unwrap();
        self.engine.change_user(granted, change).await.unwrap();
    }

    async fn message(&mut self) -> (String, String) {
        tokio::time::timeout(Duration::from_secs(10), self.messages.recv()).await.unwrap().unwrap()
    }

    /// Asks, and takes the link out of the message.
    async fn link(&mut self, asked: &str) -> String {
        self.engine.ask_reset(asked, HERE).await.unwrap();
        let (_, text) = self.message().await;
        token(&text)
    }

    async fn works(&self, token: &str) -> bool {
        match self.engine.reset_link(token, HERE).await {
            Ok(_) => true,
            Err(fault) => {
                assert_eq!(fault.code, "reset_link_void");
                false
            }
        }
    }
}

fn plain(port: u16) -> MailChange {
    MailChange {
        server: Some("127.0.0.1".into()),
        port: Some(port),
        security: Some(MailSecurity::Plain),
        sender_address: Some("help@help.example".into()),
        sender_name: Some("Help".into()),
        ..MailChange::default()
    }
}

fn token(text: &str) -> String {
    let after = text.split("https://help.example/login/reset#").nth(1).unwrap_or_else(|| panic!("no link in {text}"));
    after.split_whitespace().next().unwrap().to_owned()
}

#[tokio::test]
async fn a_link_sets_a_new_password_once_ends_every_login_and_takes_the_lock_off_acc_5() {
    let mut stage = Stage::start().await;
    let jenny = stage.add("jenny", "jenny@example.com").await;
    let login = stage.login("jenny", PASSWORD).await;
    for _ in 0..5 {
        assert!(stage.engine.sign_in("jenny", "wrong", HERE).await.is_err());
    }
    assert!(stage.engine.sign_in("jenny", PASSWORD, HERE).await.is_err(), "locked");
    stage.engine.ask_reset(" Jenny ", HERE).await.unwrap();
    let (to, text) = stage.message().await;
    assert_eq!(to, "jenny@example.com");
    for part in ["Subject: Reset your password at help.example", "Hello JENNY", "127.0.0.1", "Auto-Submitted"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let link = token(&text);
    assert_eq!(link.len(), 43, "256 bits");
    assert_eq!(stage.engine.reset_link(&link, HERE).await.unwrap().username, "jenny");

    // The rules are those of everywhere; a refused password uses nothing up.
    let weak = stage.engine.finish_reset(&link, "password1234", HERE).await.unwrap_err();
    assert_eq!((weak.code, weak.fields.contains_key("password")), ("password_rejected", true));
    stage.later(Duration::from_secs(60));
    let (one, other) = tokio::join!(
        stage.engine.finish_reset(&link, OTHER, HERE),
        stage.engine.finish_reset(&link, "another long quiet evening", HERE),
    );
    assert!(one.is_ok() != other.is_ok(), "once: {one:?} {other:?}");
    assert!(!stage.works(&link).await);
    assert!(stage.engine.store().login(login.id, stage.engine.now()).await.unwrap().is_none());
    let new = if one.is_ok() { OTHER } else { "another long quiet evening" };
    stage.login("jenny", new).await;
    assert!(stage.engine.sign_in("jenny", PASSWORD, HERE).await.is_err());

    let (to, text) = stage.message().await;
    assert_eq!(to, "jenny@example.com");
    assert!(text.contains("Subject: Your password at help.example was changed"), "{text}");
    assert!(!text.contains("reset#"));
    let record = stage.engine.store().record(&RecordQuery::default(), 1).await.unwrap();
    assert_eq!((record[0].author_kind.as_str(), record[0].author_id), ("user", Some(jenny.id.uuid())));
    assert_eq!((record[0].subject_kind.as_str(), record[0].subject_name.as_str()), ("user", "jenny"));
    let all = format!("{:?}", stage.engine.store().record(&RecordQuery::default(), 100).await.unwrap());
    assert!(!all.contains(&link) && !all.contains("argon2"), "no secret is in the record");
}

#[tokio::test]
async fn whoever_asks_is_told_the_same_and_nobody_else_gets_a_message_acc_5() {
    let mut stage = Stage::start().await;
    stage.add("nomail", "").await;
    let off = stage.add("off", "off@example.com").await;
    stage.change(&off, AccountChange { disabled: Some(true), ..AccountChange::default() }).await;
    let over = stage.add("over", "over@example.com").await;
    let ended = Some(Some(stage.engine.now()));
    stage.change(&over, AccountChange { expires: ended, ..AccountChange::default() }).await;
    stage.later(Duration::from_secs(1));
    stage.add("jenny", "Both@example.com").await;
    stage.add("jim", "both@example.com").await;
    for asked in ["nobody", "nomail", "off", "off@example.com", "over", "", "%", &"x".repeat(10_000)] {
        assert_eq!(stage.engine.ask_reset(asked, HERE).await, Ok(()), "{asked}");
    }
    // Two accounts share an address: a link each, to where the account says, not to what was typed.
    stage.engine.ask_reset("BOTH@example.com", HERE).await.unwrap();
    let mut told = [stage.message().await, stage.message().await];
    told.sort();
    assert_eq!(told.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), ["Both@example.com", "both@example.com"]);
    assert!(told[0].1.contains("\"jenny\"") && told[1].1.contains("\"jim\""));
    assert!(stage.messages.try_recv().is_err(), "nobody else got one");
    // A mailbox is not filled by whoever asks again and again: three at once, and only the newest works.
    let mut links = Vec::new();
    for _ in 0..10 {
        stage.engine.ask_reset("jenny", HERE).await.unwrap();
    }
    for _ in 0..2 {
        links.push(token(&stage.message().await.1));
    }
    stage.add("last", "last@example.com").await;
    stage.engine.ask_reset("last", HERE).await.unwrap();
    assert_eq!(stage.message().await.0, "last@example.com");
    assert!(!stage.works(&token(&told[0].1)).await);
    let working = [stage.works(&links[0]).await, stage.works(&links[1]).await];
    assert_eq!(working.iter().filter(|works| **works).count(), 1, "only the newest");
}

#[tokio::test]
async fn a_link_ends_with_its_half_hour_with_another_address_and_with_another_password_acc_5() {
    let mut stage = Stage::start().await;
    let jenny = stage.add("jenny", "jenny@example.com").await;
    let link = stage.link("jenny@example.com").await;
    stage.later(Duration::from_secs(30 * 60 - 1));
    assert!(stage.works(&link).await);
    stage.later(Duration::from_secs(1));
    assert!(!stage.works(&link).await);
    assert_eq!(stage.engine.finish_reset(&link, OTHER, HERE).await.unwrap_err().code, "reset_link_void");
    stage.engine.sweep().await.unwrap();

    let link = stage.link("jenny").await;
    stage.change(&jenny, AccountChange { email: Some("new@example.com".into()), ..AccountChange::default() }).await;
    assert!(!stage.works(&link).await);
    assert_eq!(stage.engine.finish_reset(&link, OTHER, HERE).await.unwrap_err().code, "reset_link_void");

    let link = stage.link("jenny").await;
    let facts = stage.engine.account_facts(jenny.id).await.unwrap();
    let granted = authorize::<action::ManageSignIn>(&stage.ada().await, facts).unwrap();
    stage.engine.set_user_password(granted, OTHER, false).await.unwrap();
    assert!(!stage.works(&link).await);
    for odd in ["", "x", &"A".repeat(43), &"A".repeat(10_000)] {
        assert!(!stage.works(odd).await);
    }
}

#[tokio::test]
async fn second_factors_stay_and_are_asked_for_after_a_reset_acc_5_acc_6() {
    let mut stage = Stage::start().await;
    stage.add("jenny", "jenny@example.com").await;
    let login = stage.login("jenny", PASSWORD).await;
    let may = async || {
        let actor = stage.engine.actor(&login).await.unwrap();
        stage.engine.allow::<action::ManageOwnFactors>(&actor).unwrap()
    };
    let offer = stage.engine.begin_totp(may().await, &login).await.unwrap();
    let secret = base32::decode(base32::Alphabet::Rfc4648 { padding: false }, &offer.text).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).with_account_name("any").build().unwrap();
    let code = totp.generate(u64::try_from(stage.engine.now().unix_ms()).unwrap() / 1000).to_string();
    let codes = stage.engine.finish_totp(may().await, "Phone", &code).await.unwrap();
    let recovery = (*codes[0]).clone();
    let link = stage.link("jenny").await;
    stage.engine.finish_reset(&link, OTHER, HERE).await.unwrap();
    let SignInStep::Factor(wanted) = stage.engine.sign_in("jenny", OTHER, HERE).await.unwrap() else {
        panic!("a new password alone is not enough")
    };
    assert!(wanted.code && wanted.recovery);
    stage.engine.prove_factor(&wanted.token, FactorAnswer::Recovery(recovery), HERE).await.unwrap();
}

#[tokio::test]
async fn an_address_is_changed_by_people_who_proved_themselves_a_short_while_ago_acc_5() {
    let stage = Stage::start().await;
    let jenny = stage.add("jenny", "jenny@example.com").await;
    let login = stage.login("jenny", PASSWORD).await;
    let ada = stage.ada().await;
    let facts = stage.engine.account_facts(jenny.id).await.unwrap();
    let mine = || AccountChange { email: Some("mine@example.com".into()), ..AccountChange::default() };
    for (actor, code) in [
        (Actor { fresh: false, ..ada.clone() }, "again_required"),
        (Actor { asker: Asker::Program, fresh: false, ..ada.clone() }, "not_permitted"),
    ] {
        let granted = authorize::<action::ManageUser>(&actor, facts.clone()).unwrap();
        assert_eq!(stage.engine.change_user(granted, mine()).await.unwrap_err().code, code);
        // The same address is no change.
        let granted = authorize::<action::ManageUser>(&actor, facts.clone()).unwrap();
        let same = AccountChange { email: Some(jenny.email.clone()), ..AccountChange::default() };
        stage.engine.change_user(granted, same).await.unwrap();
    }
    stage.later(Duration::from_secs(3600));
    let old = stage.engine.actor(&login).await.unwrap();
    let granted = stage.engine.allow::<action::EditMe>(&old).unwrap();
    let refused = stage.engine.edit_me(granted, None, Some("mine@example.com"), None, None, None).await.unwrap_err();
    assert_eq!(refused.code, "again_required");
    let granted = stage.engine.allow::<action::EditMe>(&old).unwrap();
    stage.engine.edit_me(granted, Some("Jenny M."), None, None, None, None).await.unwrap();
}

#[tokio::test]
async fn a_password_of_a_mail_server_goes_to_no_other_server_and_is_in_no_record_adm_2() {
    let mut stage = Stage::start().await;
    let user = || MailChange { user: Some("site".into()), ..MailChange::default() };
    let refused = stage.change_mail(user()).await.unwrap_err();
    assert!(refused.fields.contains_key("password"), "{refused:?}");
    let secret = "open-sesame-9";
    stage.change_mail(MailChange { password: Some(secret.into()), ..user() }).await.unwrap();
    stage.change_mail(MailChange { sender_name: Some("Other".into()), ..MailChange::default() }).await.unwrap();
    for change in [
        MailChange { server: Some("evil.example".into()), ..MailChange::default() },
        MailChange { port: Some(26), ..MailChange::default() },
        MailChange { security: Some(MailSecurity::StartTls), ..MailChange::default() },
        MailChange { user: Some("other".into()), ..MailChange::default() },
    ] {
        let refused = stage.change_mail(change).await.unwrap_err();
        assert!(refused.fields.contains_key("password"), "{refused:?}");
    }
    let record = format!("{:?}", stage.engine.store().record(&RecordQuery::default(), 100).await.unwrap());
    assert!(record.contains("password_set_ms") && !record.contains(secret));
    let kept = stage.engine.store().setting_secret("mail").await.unwrap().unwrap();
    assert!(!kept.windows(secret.len()).any(|part| part == secret.as_bytes()), "sealed");
    // This server has no way to log in: that is what the test says, and what the status page says from then on.
    let test = async |stage: &Stage| {
        let granted = stage.engine.allow::<action::ManageMail>(&stage.ada().await).unwrap();
        stage.engine.test_mail(granted, "ada@example.com").await.unwrap()
    };
    let health = async |stage: &Stage| {
        let granted = stage.engine.allow::<action::ViewStatus>(&stage.ada().await).unwrap();
        stage.engine.status(granted).await.unwrap().health.into_iter().find(|part| part.what == "mail").unwrap()
    };
    let told = test(&stage).await;
    assert!(!told.sent && told.message.contains("takes no user and password"), "{told:?}");
    let failing = health(&stage).await;
    assert_eq!(failing.state, HealthState::Error);
    assert!(failing.message.contains("takes no user and password") && !failing.message.contains(secret));
    stage.change_mail(MailChange { user: Some(String::new()), ..MailChange::default() }).await.unwrap();
    assert_eq!(stage.engine.store().setting_secret("mail").await.unwrap(), None);
    let told = test(&stage).await;
    assert!(told.sent, "{told:?}");
    assert_eq!(stage.message().await.0, "ada@example.com");
    let well = health(&stage).await;
    assert!(well.state == HealthState::Ok && well.message.starts_with("The last message was sent on"), "{well:?}");
    let granted = stage.engine.allow::<action::ManageMail>(&stage.ada().await).unwrap();
    stage.engine.remove_mail(granted).await.unwrap();
    assert!(health(&stage).await.message.starts_with("Not set up"));
    assert_eq!(stage.engine.ask_reset("ada", HERE).await.unwrap_err().code, "mail_not_set_up");
}
