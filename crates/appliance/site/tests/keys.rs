//! What the portal answers to keys and links that start nothing (SUP-2): the same bytes by the same way, whatever became of them. The way is seen, not timed: every statement that reaches the store.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use axum::{Router, body::Body, extract::ConnectInfo};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use towline_blobs::Blobs;
use towline_engine::{
    AccountChange, Engine, FirstAdministrator, NewAccount, Parts, PasswordRulesChange, SessionKey, SignInStep, Site,
    SystemClock,
};
use towline_model::{Clock, Moment, SessionKeyId};
use towline_policy::{Actor, Settings, action, authorize};
use towline_relay::Relay;
use towline_seal::SecretKey;
use towline_site::Options;
use towline_store::{Store, UserRow};
use tracing::{
    Event, Instrument as _, Metadata, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt as _},
    registry::LookupSpan,
};

const PASSWORD: &str = "velvet otter sings at noon";
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The real time, and what the test adds to it.
struct Hand(SystemClock, Mutex<Duration>);

impl Clock for Hand {
    fn now(&self) -> Moment {
        self.0.now() + *self.1.lock().unwrap()
    }
}

/// Hears each statement that the store is asked for a request: what else goes on beside it is not in its span, into which the store's own thread goes with whoever asks.
struct Statements;

const REQUEST: &str = "request of the test";

fn heard() -> &'static Mutex<Vec<String>> {
    static HEARD: OnceLock<Mutex<Vec<String>>> = OnceLock::new();
    HEARD.get_or_init(Mutex::default)
}

impl Visit for Statements {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        // A long one has its beginning in the one, and all of it in the other.
        if matches!(field.name(), "summary" | "db.statement") {
            heard().lock().unwrap().push(format!("{value:?}"));
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Statements {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        if metadata.is_span() { metadata.name() == REQUEST } else { metadata.target() == "sqlx::query" }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if context.lookup_current().is_some() {
            event.record(&mut Statements);
        }
    }
}

struct Stage {
    engine: Engine,
    clock: Arc<Hand>,
    routes: Router,
    _relay: Relay,
    _data: tempfile::TempDir,
}

impl Stage {
    async fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let clock = Arc::new(Hand(SystemClock::start(), Mutex::default()));
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
        let relay = Relay::start(engine.clone(), Blobs::open(data.path()).unwrap()).await.unwrap();
        let routes = towline_site::router(engine.clone(), Options { agents_dir: data.path().into() });
        Stage { engine, clock, routes, _relay: relay, _data: data }
    }

    async fn actor(&self, username: &str) -> Actor {
        let SignInStep::Done(done) = self.engine.sign_in(username, PASSWORD, HERE).await.unwrap() else {
            panic!("{username} has a factor")
        };
        self.engine.actor(&done.login).await.unwrap()
    }

    async fn add(&self, ada: &Actor, username: &str) -> (UserRow, Actor) {
        let granted = self.engine.allow::<action::CreateUser>(ada).unwrap();
        let new = NewAccount {
            username: username.into(),
            display_name: username.to_uppercase(),
            email: String::new(),
            administrator: false,
            password: PASSWORD.into(),
            must_change_password: false,
            groups: Vec::new(),
            settings: Settings::default(),
        };
        let user = self.engine.create_user(granted, new).await.unwrap();
        (user, self.actor(username).await)
    }

    async fn change(&self, ada: &Actor, user: &UserRow, change: AccountChange) {
        let facts = self.engine.account_facts(user.id).await.unwrap();
        self.engine.change_user(authorize::<action::ManageUser>(ada, facts).unwrap(), change).await.unwrap();
    }

    async fn key(&self, maker: &Actor, minutes: u32) -> SessionKey {
        let granted = self.engine.allow::<action::ManageSessionKeys>(maker).unwrap();
        self.engine.make_session_key(granted, minutes, None).await.unwrap()
    }

    async fn withdraw(&self, maker: &Actor, id: SessionKeyId) {
        let granted = self.engine.allow::<action::ManageSessionKeys>(maker).unwrap();
        self.engine.withdraw_session_key(granted, id).await.unwrap();
    }

    /// Sends the form; `last` is a part of the address that it comes from.
    async fn start_with(&self, field: &str, brought: &str, last: u8) -> Seen {
        let request = Request::builder()
            .method("POST")
            .uri("/start")
            .extension(ConnectInfo(SocketAddr::from(([192, 0, last, 1], 5000))))
            .header(header::HOST, "help.example")
            .header(header::ORIGIN, "https://help.example")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.body(Body::from(format!("{field}={brought}&name=Carla"))).unwrap();
        heard().lock().unwrap().clear();
        let response =
            self.routes.clone().oneshot(request).instrument(tracing::info_span!("request of the test")).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let statements = std::mem::take(&mut *heard().lock().unwrap());
        let page = String::from_utf8(bytes.to_vec()).unwrap().replace(brought, "WHAT WAS BROUGHT");
        Seen { status, headers: format!("{headers:?}"), page, statements }
    }
}

/// All that somebody outside can see, and what it took.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    status: StatusCode,
    headers: String,
    page: String,
    statements: Vec<String>,
}

/// The token of a link.
fn token(key: &SessionKey) -> &str {
    key.url.split_once("ak=").unwrap().1
}

#[tokio::test]
async fn keys_that_start_nothing_are_answered_alike_and_cost_the_same_sup_2() {
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Statements)).unwrap();
    let stage = Stage::start().await;
    let ada = stage.actor("ada").await;
    let granted = stage.engine.allow::<action::ManageSecurity>(&ada).unwrap();
    stage.engine.change_security(granted, Some(true), PasswordRulesChange::default()).await.unwrap();
    let ((_, olga), (otto, otto_at), (vera, vera_at)) =
        (stage.add(&ada, "olga").await, stage.add(&ada, "otto").await, stage.add(&ada, "vera").await);
    let used = stage.key(&olga, 60).await;
    let used_by_link = stage.key(&olga, 60).await;
    let (withdrawn, short) = (stage.key(&olga, 60).await, stage.key(&olga, 10).await);
    let (of_nobody, of_somebody_over) = (stage.key(&otto_at, 60).await, stage.key(&vera_at, 60).await);
    for (field, brought) in [("key", used.key.as_str()), ("ak", token(&used_by_link))] {
        assert_eq!(stage.start_with(field, brought, 1).await.status, StatusCode::SEE_OTHER);
    }
    stage.withdraw(&olga, withdrawn.id).await;
    stage.change(&ada, &otto, AccountChange { disabled: Some(true), ..AccountChange::default() }).await;
    let over = Some(Some(stage.clock.now() + Duration::from_secs(60)));
    stage.change(&ada, &vera, AccountChange { expires: over, ..AccountChange::default() }).await;
    *stage.clock.1.lock().unwrap() = Duration::from_secs(11 * 60);

    // The first of each kind makes the statements ready.
    let unknown = ("222-222-222", "A".repeat(token(&used).len()));
    let typed = stage.start_with("key", unknown.0, 2).await;
    let followed = stage.start_with("ak", &unknown.1, 2).await;
    assert_eq!((typed.status, followed.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    assert!(typed.page.contains("not valid") && followed.page.contains("not valid"), "{}", typed.page);
    let looked = typed.statements.iter().filter(|statement| statement.contains("FROM session_keys")).count();
    assert_eq!(looked, 1, "{:?}", typed.statements);
    let typed = stage.start_with("key", unknown.0, 3).await;
    let followed = stage.start_with("ak", &unknown.1, 3).await;

    for (last, key) in (4..).zip([&used, &used_by_link, &withdrawn, &short, &of_nobody, &of_somebody_over]) {
        assert_eq!(stage.start_with("key", &key.key, last).await, typed, "{last}");
        assert_eq!(stage.start_with("ak", token(key), last).await, followed, "{last}");
    }
    // Characters that are in no key, and a link that no key has.
    assert_eq!(stage.start_with("key", "OIL-010-OIL", 40).await, typed);
    assert_eq!(stage.start_with("ak", &"-".repeat(unknown.1.len()), 41).await, followed);
}
