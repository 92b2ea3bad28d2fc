//! Sessions on a real engine and a real store, with links that end in the test instead of a socket.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::VecDeque;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use prost::Message as _;
use towline_blobs::Blobs;
use towline_engine::{
    AccountChange, Engine, FirstAdministrator, InstallerOrder, NewAccount, NewGroup, Parts, PasswordRulesChange,
    Principal, RunningQuery, SignInStep, Site, SystemClock,
};
use towline_model::{AgentKeyId, Inventory, JumpGroupId, JumpItemId, Place, UserId};
use towline_policy::{Assignment, Defined, Rule, Setting, Settings, Value};
use towline_relay::{AgentArrival, AgentLink, AgentOf, ConsoleLink, LinkDrain, NotAdmitted, Relay, link};
use towline_seal::{SecretKey, open_grant};
use towline_store::{ItemChange, RecordQuery, Stamp, Store};
use towline_wire::v1::{
    self, AgentDown, ConsoleDown, ConsoleWelcome, Grant, agent_down, agent_up, console_down, console_up,
};
use towline_wire::{CONTROL_LIMIT_LARGE, Frame, decode};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PASSWORD: &str = "quiet harbour under nine lamps";
const SEED: [u8; 32] = [9; 32];
const AGENT: AgentKeyId = AgentKeyId([4; 32]);

struct Scene {
    engine: Engine,
    relay: Relay,
    admin: Principal,
    group: JumpGroupId,
}

async fn engine(directory: &Path) -> Engine {
    let parts = Parts {
        store: Store::open(directory).await.unwrap(),
        locker: SecretKey::from_seed(&SEED).locker(),
        keeper: Arc::new(SecretKey::from_seed(&SEED)),
        clock: Arc::new(SystemClock::start()),
        site: Site {
            name: "localhost".into(),
            url: "https://localhost".into(),
            version: "0".into(),
            host_name: "test".into(),
            behind_proxy: false,
        },
    };
    Engine::start(parts).await.unwrap()
}

async fn relay(engine: &Engine, directory: &Path) -> Relay {
    Relay::start(engine.clone(), Blobs::open(directory).unwrap()).await.unwrap()
}

async fn signed_in(engine: &Engine, username: &str) -> Principal {
    let SignInStep::Done(done) = engine.sign_in(username, PASSWORD, HERE).await.unwrap() else {
        panic!("{username} has no second factor")
    };
    let login = done.login;
    Principal {
        external: None,
        user_id: login.user,
        login_id: login.id,
        display_name: login.display_name.clone(),
        administrator: login.administrator,
    }
}

impl Scene {
    async fn new(directory: &Path) -> Self {
        let engine = engine(directory).await;
        let link = engine.setup_link().unwrap();
        let code = link.rsplit('/').next().unwrap().to_owned();
        let first = FirstAdministrator {
            display_name: "Ada".into(),
            username: "ada".into(),
            password: PASSWORD.into(),
            password_again: PASSWORD.into(),
        };
        engine.set_up(&code, first, HERE).await.unwrap();
        let admin = signed_in(&engine, "ada").await;
        let relay = relay(&engine, directory).await;
        let mut site = Scene { engine, relay, admin, group: JumpGroupId::from_uuid(uuid::Uuid::nil()) };
        let new = NewGroup { name: Some("Servers".into()), ..NewGroup::default() };
        site.engine.change_security(site.may().await, Some(true), PasswordRulesChange::default()).await.unwrap();
        site.group = site.engine.create_group(site.may().await, new).await.unwrap().id;
        let order = InstallerOrder {
            place: Place::Group(site.group),
            name: "web-01".into(),
            tag: String::new(),
            comments: String::new(),
            valid_hours: 1,
            uses: 5,
            attended: None,
            unattended: None,
        };
        let made = site.engine.create_installer(site.may().await, order).await.unwrap();
        site.engine
            .enrol_agent(&made.token, AGENT, [4; 32], Inventory::default(), std::net::IpAddr::from([127, 0, 0, 1]))
            .await
            .unwrap();
        site
    }

    async fn may<A: towline_policy::Action<Resource = ()>>(&self) -> towline_policy::Granted<A> {
        let login = self.engine.store().login(self.admin.login_id, self.engine.now()).await.unwrap().unwrap();
        self.engine.allow(&self.engine.actor(&login).await.unwrap()).unwrap()
    }

    async fn stamp(&self) -> Stamp {
        let login = self.engine.store().login(self.admin.login_id, self.engine.now()).await.unwrap().unwrap();
        let author = self.engine.actor(&login).await.unwrap().author;
        Stamp { author, at: self.engine.now(), once: None, seen: None }
    }

    async fn may_manage(&self, whom: &Principal) -> towline_policy::Granted<towline_policy::action::ManageUser> {
        let login = self.engine.store().login(self.admin.login_id, self.engine.now()).await.unwrap().unwrap();
        let facts = self.engine.account_facts(whom.user_id).await.unwrap();
        towline_policy::authorize(&self.engine.actor(&login).await.unwrap(), facts).unwrap()
    }

    async fn person(&self, username: &str) -> Principal {
        let new = NewAccount {
            username: username.into(),
            display_name: username.into(),
            email: String::new(),
            administrator: false,
            password: PASSWORD.into(),
            must_change_password: false,
            groups: vec![Assignment { group: self.group, role: None, last: false }],
            settings: Settings::default(),
        };
        self.engine.create_user(self.may().await, new).await.unwrap();
        signed_in(&self.engine, username).await
    }

    /// Sets an item's password, or takes it away; why not.
    async fn password(&self, who: &Principal, item: JumpItemId, password: Option<&str>) -> String {
        let login = self.engine.store().login(who.login_id, self.engine.now()).await.unwrap().unwrap();
        let facts = self.engine.store().item_facts(item).await.unwrap().unwrap();
        let granted = match towline_policy::authorize(&self.engine.actor(&login).await.unwrap(), facts) {
            Ok(granted) => granted,
            Err(_) => return "not_permitted".into(),
        };
        let password = Some(password.map(str::to_owned));
        let done = self.engine.change_item(granted, ItemChange::default(), password).await;
        done.err().map(|fault| fault.code.to_owned()).unwrap_or_default()
    }

    async fn item(&self) -> JumpItemId {
        let record = self.engine.agent_by_key(AGENT).await.unwrap().unwrap();
        let items = self.engine.store().agent_inventory(record.jump_client_id, Inventory::default()).await.unwrap();
        items[0]
    }

    async fn agent(&self, holding: Vec<v1::HeldSession>) -> Agent {
        Agent::connect(&self.engine, &self.relay, holding).await
    }
}

/// The far end of an agent's link.
struct Agent {
    link: AgentLink,
    drain: LinkDrain,
    heard: VecDeque<agent_down::Body>,
}

impl Agent {
    async fn connect(engine: &Engine, relay: &Relay, holding: Vec<v1::HeldSession>) -> Self {
        let (sender, drain) = link();
        let client = engine.agent_by_key(AGENT).await.unwrap().unwrap().jump_client_id;
        let of = AgentOf::Installed(client);
        let arrival = AgentArrival { of, key: AGENT, instance: [1; 16], sender, holding, have: 0 };
        let mut link = relay.admit_agent(arrival).await.unwrap();
        link.activate(None, HERE).await.unwrap();
        Agent { link, drain, heard: VecDeque::new() }
    }

    async fn until<T>(&mut self, wanted: impl Fn(&agent_down::Body) -> Option<T>) -> T {
        loop {
            while let Some(body) = self.heard.pop_front() {
                if let Some(found) = wanted(&body) {
                    return found;
                }
            }
            for frame in batch(&self.drain).await {
                if let Frame::Control(bytes) = frame {
                    self.heard.extend(AgentDown::decode(bytes).unwrap().body);
                }
            }
        }
    }

    async fn grant(&mut self) -> Grant {
        let signed =
            self.until(|body| if let agent_down::Body::Grant(signed) = body { Some(signed.clone()) } else { None });
        use towline_seal::Keeper as _;
        open_grant(&signed.await, &SecretKey::from_seed(&SEED).public_key()).unwrap()
    }
}

/// The far end of a console's link.
struct Console {
    link: ConsoleLink,
    drain: LinkDrain,
    heard: VecDeque<console_down::Body>,
    request: u32,
}

impl Console {
    async fn connect(relay: &Relay, principal: &Principal, viewer: u64) -> Self {
        Self::arrive(relay, principal, viewer, false).await.unwrap()
    }

    async fn arrive(relay: &Relay, principal: &Principal, viewer: u64, back: bool) -> Result<Self, NotAdmitted> {
        let (sender, drain) = link();
        let link = relay.admit_console(principal.clone(), viewer, back, sender, ConsoleWelcome::default()).await?;
        Ok(Console { link, drain, heard: VecDeque::new(), request: 0 })
    }

    /// Why the link is closed, after all that was sent before.
    async fn closed(&self) -> &'static str {
        let mut frames = Vec::new();
        loop {
            let next = tokio::time::timeout(Duration::from_secs(20), self.drain.next(&mut frames)).await;
            frames.clear();
            if let Some(code) = next.expect("it stays open") {
                return code;
            }
        }
    }

    async fn until<T>(&mut self, wanted: impl Fn(&console_down::Body) -> Option<T>) -> T {
        loop {
            while let Some(body) = self.heard.pop_front() {
                if let Some(found) = wanted(&body) {
                    return found;
                }
            }
            for frame in batch(&self.drain).await {
                if let Frame::Control(bytes) = frame {
                    self.heard.extend(ConsoleDown::decode(bytes).unwrap().body);
                }
            }
        }
    }

    async fn ask(&mut self, body: console_up::Body) -> v1::Reply {
        self.request += 1;
        let request = self.request;
        self.link.control(request, body).await.unwrap();
        self.until(move |body| match body {
            console_down::Body::Reply(reply) if reply.request == request => Some(reply.clone()),
            _ => None,
        })
        .await
    }

    async fn code(&mut self, body: console_up::Body) -> String {
        self.ask(body).await.problem.map(|problem| problem.code).unwrap_or_default()
    }

    async fn jump(&mut self, item: JumpItemId, join: bool, nonce: &str) -> v1::Reply {
        let start =
            v1::StartSession { item_id: item.to_string(), join, nonce: nonce.into(), ..v1::StartSession::default() };
        self.ask(console_up::Body::StartSession(start)).await
    }

    /// Jumps with custom fields, as a link says them.
    async fn jump_with(&mut self, item: JumpItemId, nonce: &str, custom: &[(&str, &str)]) -> v1::Reply {
        let custom = custom
            .iter()
            .map(|(code, value)| v1::CustomValue { code_name: (*code).into(), value: (*value).into() })
            .collect();
        let start =
            v1::StartSession { item_id: item.to_string(), nonce: nonce.into(), custom, ..v1::StartSession::default() };
        self.ask(console_up::Body::StartSession(start)).await
    }

    /// Jumps with a Jump Client's password; why not.
    async fn jump_by(&mut self, item: JumpItemId, join: bool, nonce: &str, password: &str) -> String {
        let start = v1::StartSession {
            item_id: item.to_string(),
            join,
            nonce: nonce.into(),
            password: password.into(),
            ..v1::StartSession::default()
        };
        self.code(console_up::Body::StartSession(start)).await
    }

    /// The session's state when it next comes.
    async fn state(&mut self) -> v1::SessionState {
        self.until(|body| if let console_down::Body::Session(state) = body { Some(state.clone()) } else { None }).await
    }

    /// Waits for an event of this kind in the session's log.
    async fn event(&mut self, kind: &str) -> v1::SessionEvent {
        self.until(|body| match body {
            console_down::Body::Events(events) => events.events.iter().find(|event| event.kind == kind).cloned(),
            _ => None,
        })
        .await
    }
}

async fn batch(drain: &LinkDrain) -> Vec<Frame> {
    let mut frames = Vec::new();
    let next = tokio::time::timeout(Duration::from_secs(20), drain.next(&mut frames)).await.expect("nothing comes");
    assert!(next.is_none() || !frames.is_empty(), "closed: {next:?}");
    frames.into_iter().map(|frame| decode(frame, CONTROL_LIMIT_LARGE).unwrap()).collect()
}

fn open(session_id: &str) -> console_up::Body {
    console_up::Body::OpenSession(v1::OpenSession { session_id: session_id.into(), have_event: 0 })
}

fn chat(session_id: &str, text: &str, nonce: &str) -> console_up::Body {
    let (session_id, text, nonce) = (session_id.into(), text.into(), nonce.into());
    console_up::Body::SendChat(v1::SendChat { session_id, text, nonce, reps_only: false })
}

#[tokio::test]
async fn somebody_already_there_is_named_and_can_be_joined_jmp_50() {
    let directory = tempfile::tempdir().unwrap();
    let site = Scene::new(directory.path()).await;
    let item = site.item().await;
    let (ben, eve) = (site.person("ben").await, site.person("eve").await);
    let mut first = Console::connect(&site.relay, &ben, 1).await;
    assert_eq!(first.jump(item, false, "n0").await.problem.unwrap().code, "offline");
    let mut agent = site.agent(Vec::new()).await;
    let started = first.jump(item, false, "n1").await;
    assert_eq!(started.problem, None);
    let session = started.session_id;
    let grant = agent.grant().await;
    assert_eq!((grant.session_id.as_str(), grant.participants.len(), grant.controller), (session.as_str(), 1, 0));
    // The same request again starts nothing.
    assert_eq!(first.jump(item, false, "n1").await.session_id, session);
    assert_eq!(first.code(chat(&session, "hello", "c1")).await, "");

    let mut second = Console::connect(&site.relay, &eve, 2).await;
    assert_eq!(second.code(open(&session)).await, "not_found");
    assert_eq!(second.code(chat(&session, "me too", "c2")).await, "not_found");
    let refused = second.jump(item, false, "n2").await.problem.unwrap();
    assert_eq!((refused.code.as_str(), refused.detail.as_str()), ("in_use", "ben"));
    assert_eq!(second.jump(item, true, "n3").await.session_id, session);
    assert_eq!(agent.grant().await.participants.len(), 2);
    // The history is there for who came late (SES-23).
    second.link.control(100, open(&session)).await.unwrap();
    assert_eq!(second.event("chat").await.text, "hello");
}

#[tokio::test]
async fn a_jump_clients_password_is_entered_before_every_session_jmp_15() {
    let directory = tempfile::tempdir().unwrap();
    let site = Scene::new(directory.path()).await;
    let item = site.item().await;
    let (ben, eve) = (site.person("ben").await, site.person("eve").await);
    // Whoever may only start sessions sets no password.
    assert_eq!(site.password(&ben, item, Some("open sesame")).await, "not_permitted");
    assert_eq!(site.password(&site.admin, item, Some("short")).await, "invalid");
    assert_eq!(site.password(&site.admin, item, Some("open sesame")).await, "");
    let mut first = Console::connect(&site.relay, &ben, 1).await;
    assert_eq!(first.jump_by(item, false, "n0", "").await, "offline", "nobody is asked in vain");
    let _agent = site.agent(Vec::new()).await;
    assert_eq!(first.jump_by(item, false, "n1", "").await, "password_needed");
    assert_eq!(first.jump_by(item, false, "n1", "open barley").await, "wrong_password");
    assert_eq!(first.jump_by(item, false, "n1", "open sesame").await, "");
    // Whoever is in the session comes back to it; somebody else is told who is there, then asked.
    assert_eq!(first.jump_by(item, false, "n2", "").await, "");
    let mut second = Console::connect(&site.relay, &eve, 2).await;
    assert_eq!(second.jump_by(item, false, "n3", "").await, "in_use");
    assert_eq!(second.jump_by(item, true, "n4", "").await, "password_needed");
    let mut codes = Vec::new();
    for n in 0..12 {
        codes.push(second.jump_by(item, true, &format!("g{n}"), "open wheat").await);
    }
    assert_eq!((codes[0].as_str(), codes[11].as_str()), ("wrong_password", "too_many_attempts"));
    assert_eq!(second.jump_by(item, true, "n5", "open sesame").await, "too_many_attempts", "the right one as well");
    // Taken away: nothing is asked for any more. Of all that, the record knows only that it was.
    assert_eq!(site.password(&site.admin, item, None).await, "");
    assert_eq!(second.jump_by(item, true, "n6", "").await, "");
    let query = RecordQuery { subject_kind: Some("jump_item".into()), ..RecordQuery::default() };
    let lines = site.engine.store().record(&query, 10).await.unwrap();
    let told = lines.iter().flat_map(|line| line.before.iter().chain(&line.after)).cloned().collect::<String>();
    assert!(told.contains("password_set_ms") && !told.contains("argon2") && !told.contains("sesame"), "{told}");
}

#[tokio::test]
async fn a_session_is_seen_given_fields_and_ended_from_outside_adm_9() {
    let directory = tempfile::tempdir().unwrap();
    let site = Scene::new(directory.path()).await;
    let item = site.item().await;
    for (code, shown) in [("ticket", true), ("asked_by", false)] {
        site.engine
            .create_custom_field(
                site.may().await,
                code.to_uppercase(),
                code.into(),
                shown,
                towline_model::AskedOnPortal::No,
            )
            .await
            .unwrap();
    }
    let ben = site.person("ben").await;
    let mut agent = site.agent(Vec::new()).await;
    let mut console = Console::connect(&site.relay, &ben, 1).await;
    let id = console.jump_with(item, "n1", &[("ticket", "4711")]).await.session_id;
    assert_eq!(console.code(open(&id)).await, "");
    agent.grant().await;

    let (found, more) = site.engine.running_sessions(site.may().await, &RunningQuery::default(), 50).await;
    assert_eq!((found.len(), more), (1, false));
    assert_eq!((found[0].name.as_str(), found[0].owner_name.as_str()), ("web-01", "ben"));
    let session = found[0].id;
    assert_eq!(session.to_string(), id);
    for (search, count) in [("WEB", 1), ("Ben", 1), ("eve", 0)] {
        let query = RunningQuery { search: search.into(), ..RunningQuery::default() };
        assert_eq!(site.engine.running_sessions(site.may().await, &query, 50).await.0.len(), count, "{search}");
    }
    let query = RunningQuery { before: Some(session), ..RunningQuery::default() };
    assert!(site.engine.running_sessions(site.may().await, &query, 50).await.0.is_empty());

    let said = |fields: &[(&str, Option<&str>)]| {
        fields.iter().map(|(code, value)| ((*code).to_owned(), value.map(str::to_owned))).collect()
    };
    let refused = site.engine.edit_session(site.may().await, session, &said(&[("floor", Some("2"))])).await;
    assert_eq!(refused.unwrap_err().code, "unknown_custom_field");
    let fields = said(&[("ticket", Some("4712")), ("asked_by", Some("Eve"))]);
    let (seen, _) = site.engine.edit_session(site.may().await, session, &fields).await.unwrap();
    assert_eq!(seen.custom.iter().map(|field| field.value.as_str()).collect::<Vec<_>>(), ["4712", "Eve"]);
    let texts = |body: &console_down::Body| match body {
        console_down::Body::Events(told) => {
            let set = told.events.iter().filter(|event| event.kind == "custom_set");
            Some(set.map(|event| event.text.clone()).collect::<Vec<_>>()).filter(|texts| !texts.is_empty())
        }
        _ => None,
    };
    assert_eq!(console.until(texts).await, ["", "TICKET"], "what only is stored has no name for reps");
    let shown = console.state().await.custom;
    assert_eq!(shown.iter().map(|field| field.value.as_str()).collect::<Vec<_>>(), ["4712"], "Eve is not shown");
    site.engine.edit_session(site.may().await, session, &said(&[("ticket", None)])).await.unwrap();
    assert_eq!(console.state().await.custom, []);

    // Somebody who saw it as it was before changes nothing.
    let stale = Stamp { seen: Some([1; 32]), ..site.stamp().await };
    let refused = site.engine.sessions().end(session, stale).await.unwrap_err();
    assert_eq!(refused.code, "changed_meanwhile");
    assert_eq!(console.code(chat(&id, "still here", "c1")).await, "");

    site.engine.end_session(site.may().await, session).await.unwrap();
    assert_eq!(console.event("ended").await.text, "ended_by_administrator");
    assert_eq!(console.state().await.ended_reason, "ended_by_administrator");
    agent.until(|body| if let agent_down::Body::EndSession(_) = body { Some(()) } else { None }).await;
    let again = site.engine.end_session(site.may().await, session).await.unwrap_err();
    assert_eq!(again.code, "not_found");
    assert!(site.engine.running_sessions(site.may().await, &RunningQuery::default(), 50).await.0.is_empty());
    let query = RecordQuery { subject_kind: Some("session".into()), ..RecordQuery::default() };
    let lines = site.engine.store().record(&query, 10).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.action.as_str()).collect::<Vec<_>>(), ["removed", "changed", "changed"]);
}

#[tokio::test]
async fn a_newer_console_takes_over_with_its_sessions_and_an_older_page_does_not_take_back_by_itself_acc_8() {
    let directory = tempfile::tempdir().unwrap();
    let site = Scene::new(directory.path()).await;
    let item = site.item().await;
    let (ben, eve) = (site.person("ben").await, site.person("eve").await);
    let _agent = site.agent(Vec::new()).await;
    let eves = Console::connect(&site.relay, &eve, 9).await;
    let mut older = Console::connect(&site.relay, &ben, 1).await;
    let session = older.jump(item, false, "n1").await.session_id;
    assert_eq!(older.code(chat(&session, "from the older", "c1")).await, "");

    let mut newer = Console::connect(&site.relay, &ben, 2).await;
    assert_eq!(older.closed().await, "taken_over");
    let welcome = |body: &console_down::Body| {
        if let console_down::Body::Welcome(welcome) = body { Some(welcome.took_over) } else { None }
    };
    assert!(newer.until(welcome).await);
    drop(older);
    newer.link.control(100, open(&session)).await.unwrap();
    assert_eq!(newer.event("chat").await.text, "from the older");

    // The older page was asleep and comes back: it does not take over.
    assert_eq!(Console::arrive(&site.relay, &ben, 1, true).await.err(), Some(NotAdmitted::Elsewhere));
    // The newer page's network changes: it is the same page, and no take-over.
    let mut again = Console::arrive(&site.relay, &ben, 2, true).await.unwrap();
    assert_eq!(newer.closed().await, "taken_over");
    assert!(!again.until(welcome).await);
    drop((newer, again));
    // With no other console there the older page may come back.
    let mut back = Console::arrive(&site.relay, &ben, 1, true).await.unwrap();
    assert_eq!(back.code(chat(&session, "again from the older", "c2")).await, "");
    assert!(!eves.drain.closing(), "somebody else's console is not concerned");
}

#[tokio::test]
async fn a_session_keeps_the_custom_fields_that_it_was_started_with_acc_9() {
    let directory = tempfile::tempdir().unwrap();
    let site = Scene::new(directory.path()).await;
    let item = site.item().await;
    for (name, code, shown) in [("Ticket", "ticket", true), ("Asked by", "asked_by", false)] {
        site.engine
            .create_custom_field(site.may().await, name.into(), code.into(), shown, towline_model::AskedOnPortal::No)
            .await
            .unwrap();
    }
    let ben = site.person("ben").await;
    let _agent = site.agent(Vec::new()).await;
    let mut console = Console::connect(&site.relay, &ben, 1).await;
    for (custom, code) in [
        (vec![("ticket", "1"), ("tickets", "2")], "unknown_custom_field"),
        (vec![("Ticket", "1")], "unknown_custom_field"),
        (vec![("ticket", "1"), ("ticket", "2")], "invalid"),
        (vec![("ticket", "x".repeat(257).as_str())], "invalid"),
    ] {
        let problem = console.jump_with(item, "n1", &custom).await.problem.unwrap();
        assert_eq!(problem.code, code, "{custom:?}");
    }
    let said = [("ticket", " 47\u{202e}11"), ("asked_by", "eve")];
    let session = console.jump_with(item, "n1", &said).await.session_id;
    console.link.control(90, open(&session)).await.unwrap();
    let ticket = v1::CustomField { name: "Ticket".into(), value: "4711".into(), code_name: "ticket".into() };
    assert_eq!(console.state().await.custom, [ticket], "only what reps are to see");

    // What the field is called later does not change what was said; the store has all of it, in the state and in the log.
    let field = site.engine.custom_fields(site.may().await).await.unwrap();
    let field = field.iter().find(|field| field.code_name == "ticket").unwrap().id;
    site.engine.remove_custom_field(site.may().await, field).await.unwrap();
    let stored = site.engine.store().open_sessions().await.unwrap().remove(0).state.spec.custom;
    let kept: Vec<_> = stored.iter().map(|field| (field.name.as_str(), field.value.as_str())).collect();
    assert_eq!(kept, [("Ticket", "4711"), ("Asked by", "eve")]);
    let log = site.engine.store().session_events(session.parse().unwrap(), 0, 1).await.unwrap();
    assert_eq!(log[0].kind, towline_session::EventKind::SessionStarted { custom: stored });
}

#[tokio::test]
async fn who_leaves_the_group_leaves_the_session_at_once_ses_2a() {
    let directory = tempfile::tempdir().unwrap();
    let site = Scene::new(directory.path()).await;
    let item = site.item().await;
    let (ben, eve) = (site.person("ben").await, site.person("eve").await);
    let mut agent = site.agent(Vec::new()).await;
    let mut first = Console::connect(&site.relay, &ben, 1).await;
    let session = first.jump(item, false, "n1").await.session_id;
    let mut second = Console::connect(&site.relay, &eve, 2).await;
    second.jump(item, true, "n2").await;
    assert_eq!(first.code(open(&session)).await, "");
    while agent.grant().await.participants.len() != 2 {}
    let change = AccountChange { groups: Some(Vec::new()), ..AccountChange::default() };
    site.engine.change_user(site.may_manage(&eve).await, change).await.unwrap();
    assert_eq!(first.event("participant_left").await.text, "removed");
    let grant = agent.grant().await;
    let left: Vec<&str> = grant.participants.iter().map(|participant| participant.display_name.as_str()).collect();
    assert_eq!(left, ["ben"]);
    assert_eq!(second.code(chat(&session, "still here", "c9")).await, "not_found");
    let eve_is_gone: UserId = eve.user_id;
    assert!(site.engine.sessions().of_user(eve_is_gone).await.is_empty());
}

#[tokio::test]
async fn a_right_that_went_while_its_owner_was_away_lets_nobody_back_to_the_screen_ses_2a() {
    let directory = tempfile::tempdir().unwrap();
    let site = Scene::new(directory.path()).await;
    let item = site.item().await;
    let ben = site.person("ben").await;
    let _agent = site.agent(Vec::new()).await;
    let mut console = Console::connect(&site.relay, &ben, 1).await;
    let session = console.jump(item, false, "n1").await.session_id;
    let look = async || {
        let (sender, drain) = link();
        let hello = v1::ConsoleHello { viewer: 7, session_id: session.clone(), ..v1::ConsoleHello::default() };
        let seat = site.relay.admit_screen(ben.clone(), hello, sender, ConsoleWelcome::default()).await;
        seat.map(|_| drop(drain)).map_err(|problem| problem.code)
    };
    assert_eq!(look().await, Ok(()));
    drop(console);
    let mut settings = Settings::default();
    settings.define(Setting::ScreenView, Defined::plain(Value::Rule(Rule::Deny))).unwrap();
    let change = AccountChange { settings: Some(settings), ..AccountChange::default() };
    site.engine.change_user(site.may_manage(&ben).await, change).await.unwrap();
    // The screen's link may be back before the console's.
    assert_eq!(look().await, Err("not_permitted".to_owned()));
}

#[tokio::test]
async fn a_session_is_open_again_after_a_restart_with_all_that_was_said_ses_2() {
    let directory = tempfile::tempdir().unwrap();
    let (session, ben, grant, shell) = {
        let site = Scene::new(directory.path()).await;
        let item = site.item().await;
        let ben = site.person("ben").await;
        let mut agent = site.agent(Vec::new()).await;
        let mut console = Console::connect(&site.relay, &ben, 1).await;
        let session = console.jump(item, false, "n1").await.session_id;
        let grant = agent.grant().await.sequence;
        assert_eq!(console.code(chat(&session, "before", "c1")).await, "");
        let new = v1::NewShell { session_id: session.clone(), columns: 80, rows: 24, nonce: "s1".into(), choice: None };
        let shell = console.ask(console_up::Body::NewShell(new)).await.shell_id;
        agent.until(|body| if let agent_down::Body::OpenShell(open) = body { Some(open.clone()) } else { None }).await;
        let started = v1::ShellStarted {
            session_id: session.clone(),
            shell_id: shell.clone(),
            account: "root".into(),
            program: "/bin/bash".into(),
            elevated: false,
        };
        agent.link.control(agent_up::Body::ShellStarted(started)).await.unwrap();
        console.link.control(90, open(&session)).await.unwrap();
        console
            .until(|body| match body {
                console_down::Body::Session(state) if state.shells.iter().any(|shell| shell.account == "root") => {
                    Some(())
                }
                _ => None,
            })
            .await;
        (session, ben, grant, shell)
    };
    // The runtime's tasks of the first life hold the store; a copy of the directory is what a crash leaves behind.
    let second = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(directory.path()).unwrap().filter_map(Result::ok) {
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), second.path().join(entry.file_name())).unwrap();
        }
    }
    let engine = engine(second.path()).await;
    let relay = relay(&engine, second.path()).await;
    let mut console = Console::connect(&relay, &ben, 1).await;
    console.link.control(1, open(&session)).await.unwrap();
    assert_eq!(console.event("chat").await.text, "before");
    // Saying it again says nothing twice.
    assert_eq!(console.code(chat(&session, "before", "c1")).await, "");
    let held = v1::HeldShell { shell_id: shell.clone(), end_offset: 500, ended: false };
    let holding = v1::HeldSession { session_id: session.clone(), grant_sequence: grant, shells: vec![held] };
    let stranger = v1::HeldSession { session_id: uuid::Uuid::nil().to_string(), ..v1::HeldSession::default() };
    let mut agent = Agent::connect(&engine, &relay, vec![holding, stranger]).await;
    let ended = agent
        .until(|body| if let agent_down::Body::EndSession(end) = body { Some(end.session_id.clone()) } else { None });
    assert_eq!(ended.await, uuid::Uuid::nil().to_string());
    assert!(agent.grant().await.sequence > grant);
    let attach =
        agent.until(|body| if let agent_down::Body::AttachShell(attach) = body { Some(attach.clone()) } else { None });
    assert_eq!(attach.await.from_offset, 500);
    assert_eq!(console.code(chat(&session, "after", "c2")).await, "");
    let end = v1::EndSessionRequest { session_id: session.clone() };
    assert_eq!(console.code(console_up::Body::EndSession(end)).await, "");
    let log = engine.store().session_events(session.parse().unwrap(), 0, 100).await.unwrap();
    let said: Vec<&str> =
        log.iter().filter(|event| event.kind.name() == "chat").map(|event| event.kind.text()).collect();
    assert_eq!(said, ["before", "after"]);
    assert_eq!(log.last().unwrap().kind.name(), "ended");
}
