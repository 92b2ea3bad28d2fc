//! People without an account, in one session (SUP-70); reps who are asked while they are away; how long a transfer waits (SES-20, SES-21); and the document's example of sessions, run as it stands.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use towline_testkit::{
    AgentIdentity, Answer, Browser, Person, SimulatedAgent, SimulatedConsole, TestAppliance, inventory,
};
use towline_wire::v1::{
    AcceptInvitation, AcceptSession, AskForHelp, CancelInvitation, ConsolePurpose, EndSessionRequest, InvitationKind,
    InviteExternal, InviteRep, NewShell, OpenSession, Permission, QueueKind, RemoveRep, Reply, SessionState,
    SessionSummary, StartSession, agent_down, console_down, console_up,
};

/// More than anything here takes, and less than what must not be waited for.
const SOON: Duration = Duration::from_secs(1);

#[path = "external/messages.rs"]
mod messages;
use messages::{bounded, everything, expected, is_about_the_link};

fn uuid() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// Olga, who may invite anybody, in a session with a machine; and a profile that allows everything but keyboard and mouse.
struct Scene {
    appliance: TestAppliance,
    olga: Person,
    at: SimulatedConsole,
    session: String,
    item: String,
    profile: String,
    _agent: tokio::task::JoinHandle<()>,
}

async fn scene() -> Result<Scene> {
    let appliance = TestAppliance::start().await?;
    // Of the session that starts below: nobody waits for minutes here.
    let waits = json!({"grace_seconds": 10, "transfer_seconds": 10});
    appliance.admin.call("PATCH", "/settings/routing", &waits).await?.ok()?;
    let olga = appliance.person("olga").await?;
    let may = json!({"settings": {"support.invite_external": true, "support.share": "all"}});
    appliance.admin.call("PATCH", &format!("/users/{}", olga.id), &may).await?.ok()?;
    let policy = json!({"name": "Vendors", "external": true, "permissions": {"session.screen_control": "deny"}});
    let policy = appliance.admin.call("POST", "/session-policies", &policy).await?.ok()?;
    let group = appliance.group("Workshop", &[&olga.id]).await?;
    let token = appliance.installer(&group, 2).await?;
    let mut agent = SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, &token, inventory("machine")).await?;
    let agent = tokio::spawn(async move {
        let _ends_with_the_test = agent.until(|_: agent_down::Body| None::<()>).await;
    });
    let item = text(&appliance.item_named("machine").await?, "id");
    let mut at = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let start = StartSession { item_id: item.clone(), nonce: uuid(), ..Default::default() };
    let session = done(at.ask(console_up::Body::StartSession(start)).await?)?.session_id;
    Ok(Scene { profile: text(&policy, "id"), appliance, olga, at, session, item, _agent: agent })
}

fn text(thing: &Value, field: &str) -> String {
    thing.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn done(reply: Reply) -> Result<Reply> {
    anyhow::ensure!(reply.problem.is_none(), "{:?}", reply.problem);
    Ok(reply)
}

/// What a link's own page sends.
async fn by_link(appliance: &TestAppliance, path: &str, token: &str) -> Result<Answer> {
    appliance.browser().call("POST", path, &json!({"token": token})).await
}

impl Scene {
    fn invitation(&self, name: &str) -> console_up::Body {
        console_up::Body::InviteExternal(InviteExternal {
            session_id: self.session.clone(),
            name: name.into(),
            email: String::new(),
            policy_id: self.profile.clone(),
            comments: "knows the press".into(),
        })
    }

    /// The token of a new link.
    async fn link(&mut self) -> Result<String> {
        let invitation = self.invitation("Erik");
        let reply = done(self.at.ask(invitation).await?)?;
        let (page, token) = reply.link.split_once('#').context("a link with its token behind the #")?;
        assert_eq!(page, format!("{}/console/external", self.appliance.origin()));
        Ok(token.to_owned())
    }

    /// Erik's browser, in the session.
    async fn erik(&mut self) -> Result<Browser> {
        let token = self.link().await?;
        let mut browser = self.appliance.browser();
        browser.tab = 77;
        let answer = browser.call("POST", "/external/session", &json!({"token": token})).await?;
        browser.cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next()).map(str::to_owned);
        answer.ok()?;
        Ok(browser)
    }

    /// His console, which looks at the session.
    async fn erik_at(&self, browser: &Browser) -> Result<SimulatedConsole> {
        let mut console = console(&self.appliance, browser, ConsolePurpose::Console, "").await?;
        done(console.ask(open(&self.session)).await?)?;
        Ok(console)
    }

    async fn settings(&self, settings: Value) -> Result<()> {
        let path = format!("/users/{}", self.olga.id);
        self.appliance.admin.call("PATCH", &path, &json!({"settings": settings})).await?.ok()?;
        Ok(())
    }
}

fn open(session: &str) -> console_up::Body {
    console_up::Body::OpenSession(OpenSession { session_id: session.to_owned(), have_event: 0 })
}

async fn ticket(browser: &Browser) -> Result<Answer> {
    browser.call("POST", "/external/ticket", &json!({})).await
}

/// That the cookie opens nothing any more: no link, no file, whichever it is (SES-30).
async fn opens_nothing(browser: &Browser, session: &str, file: &str) -> Result<()> {
    let answers = [
        ticket(browser).await?,
        browser.call("GET", &format!("/external/attachments/{file}"), &Value::Null).await?,
        browser.call("GET", "/external/chat", &Value::Null).await?,
        sent(browser, "/external/attachments", session, "late.txt", "too late").await?,
    ];
    for answer in answers {
        assert_eq!((answer.status, text(&answer.json()?, "code")), (401, "invitation_ended".into()));
    }
    Ok(())
}

/// Sends a file into a session, as a page does.
async fn sent(browser: &Browser, path: &str, session: &str, name: &str, content: &str) -> Result<Answer> {
    let origin = format!("https://{}", browser.site);
    let headers = [("X-Towline", "1"), ("Origin", &*origin), ("Content-Type", "application/octet-stream")];
    let address = format!("/api/v1{path}?session_id={session}&name={name}&nonce={}", uuid());
    browser.request("POST", &address, &headers, content).await
}

async fn console(
    appliance: &TestAppliance,
    browser: &Browser,
    purpose: ConsolePurpose,
    session: &str,
) -> Result<SimulatedConsole> {
    let ticket = text(&ticket(browser).await?.ok()?, "ticket");
    SimulatedConsole::show_ticket(appliance, browser.tab, &appliance.origin(), &ticket, purpose, session).await
}

fn may(state: &SessionState, permission: Permission) -> bool {
    state.permissions.contains(&i32::from(permission))
}

/// Why a console's link was closed, once it is.
async fn closed(console: &mut SimulatedConsole) -> String {
    match console.until(|_| None::<()>).await {
        Ok(()) => String::new(),
        Err(error) => error.to_string(),
    }
}

async fn listed(rep: &mut SimulatedConsole, fits: impl Fn(&SessionSummary) -> bool) -> Result<SessionSummary> {
    rep.until(|body| match body {
        console_down::Body::Sessions(list) => list.sessions.into_iter().find(|session| fits(session)),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn a_link_brings_one_person_into_one_session_whoever_is_faster_sup_70() -> Result<()> {
    let mut scene = scene().await?;
    let token = scene.link().await?;
    // A page that is looked at, and what it asks, use nothing up; nor does a scanner that follows the link.
    for _ in 0..2 {
        assert_eq!(scene.appliance.browser().request("GET", "/console/external", &[], "").await?.status, 200);
        let facts = by_link(&scene.appliance, "/external/link", &token).await?.ok()?;
        assert_eq!(
            (text(&facts, "name"), text(&facts, "inviter"), text(&facts, "comments")),
            ("Erik".into(), "Rep olga".into(), "knows the press".into())
        );
    }
    // Many at once. More than a hundred in a second from one place are throttled; the store is raced with 200.
    let appliance = &scene.appliance;
    let follows = (0..90).map(|_| {
        let (browser, token) = (appliance.browser(), token.clone());
        tokio::spawn(async move { browser.call("POST", "/external/session", &json!({"token": token})).await })
    });
    let mut answers = BTreeMap::new();
    for follow in follows.collect::<Vec<_>>() {
        let answer = follow.await??;
        *answers.entry((answer.status, text(&answer.json()?, "code"))).or_insert(0) += 1;
    }
    assert_eq!(answers.get(&(200, String::new())), Some(&1), "{answers:?}");
    assert_eq!(answers.get(&(404, "external_link_void".into())), Some(&89), "{answers:?}");
    done(scene.at.ask(open(&scene.session)).await?)?;
    let state = scene.at.session_state(|state| state.participants.len() == 2).await?;
    let erik = state.participants.last().context("Erik")?;
    assert_eq!((erik.display_name.as_str(), erik.external, erik.host_name.as_str()), ("Erik", true, "Rep olga"));
    assert!(state.invitations.is_empty());
    // So he stands among the running sessions.
    let running = scene.appliance.admin.call("GET", "/sessions", &Value::Null).await?.ok()?;
    let inside = &running["sessions"][0]["representatives"];
    assert_eq!(
        (inside[1]["display_name"].as_str(), inside[1]["external_by"].as_str()),
        (Some("Erik"), Some("Rep olga"))
    );
    assert_eq!(inside[0].get("external_by"), None);
    Ok(())
}

#[tokio::test]
async fn an_invitation_that_is_over_lets_nobody_in_and_all_answers_are_the_same_sup_70() -> Result<()> {
    let mut scene = scene().await?;
    let (cancelled, of_nobody) = (scene.link().await?, scene.link().await?);
    let cancel = CancelInvitation { session_id: scene.session.clone(), number: 1 };
    assert_eq!(scene.at.code_of(console_up::Body::CancelInvitation(cancel)).await?, "");
    let mut answers = Vec::new();
    answers.push(by_link(&scene.appliance, "/external/session", &cancelled).await?.text);
    // Whoever may invite nobody any more has invited nobody.
    scene.settings(json!({"support.invite_external": false})).await?;
    answers.push(by_link(&scene.appliance, "/external/session", &of_nobody).await?.text);
    let unknown = "A".repeat(43);
    for path in ["/external/session", "/external/link"] {
        answers.push(by_link(&scene.appliance, path, &unknown).await?.text);
        answers.push(by_link(&scene.appliance, path, &"A".repeat(5000)).await?.text);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    let invitation = scene.invitation("Eva");
    assert_eq!(scene.at.code_of(invitation).await?, "not_permitted");
    scene.settings(json!({"support.invite_external": true})).await?;
    // Only with a policy that is marked for it.
    let plain = scene.appliance.admin.call("POST", "/session-policies", &json!({"name": "Plain"})).await?.ok()?;
    scene.profile = text(&plain, "id");
    let invitation = scene.invitation("Eva");
    assert_eq!(scene.at.code_of(invitation).await?, "not_there");
    let nameless = scene.invitation(" ");
    assert_eq!(scene.at.code_of(nameless).await?, "invalid");
    Ok(())
}

#[tokio::test]
async fn an_external_rep_is_refused_everything_besides_the_one_session_sup_70() -> Result<()> {
    let mut scene = scene().await?;
    let browser = scene.erik().await?;
    // A second session, of somebody else, that he is to know nothing of.
    let key = scene.olga.browser.call("POST", "/session-keys", &json!({"minutes": 10})).await?.ok()?;
    let mut carla = towline_testkit::CustomerBrowser::new(&scene.appliance);
    assert_eq!(carla.start(&[("key", &text(&key, "key")), ("name", "Carla")]).await?.status, 303);
    let _carla = towline_testkit::SimulatedCustomer::connect(&scene.appliance, &carla, 0).await?;
    let other = listed(&mut scene.at, |row| row.customer.is_some()).await?.session_id;

    // Every operation that needs a right says no to him; those that need none are what everybody has.
    let document = scene.appliance.browser().call("GET", "/openapi.json", &Value::Null).await?.ok()?;
    let (nobody, mut refused, mut open_to_all) = (scene.appliance.browser(), 0, Vec::new());
    let mut for_externals = Vec::new();
    for (path, methods) in document["paths"].as_object().context("paths")? {
        let path = path.trim_start_matches("/api/v1").replace("{id}", &scene.item);
        for method in methods.as_object().context("methods")?.keys().filter(|key| *key != "parameters") {
            let method = method.to_uppercase();
            let as_nobody = nobody.call(&method, &path, &json!({})).await?;
            if path.starts_with("/external/") && as_nobody.status == 401 {
                for_externals.push(format!("{method} {path}"));
                continue;
            }
            if as_nobody.status != 401 || text(&as_nobody.json()?, "code") != "signed_out" {
                open_to_all.push(format!("{method} {path}"));
                continue;
            }
            let answer = browser.call(&method, &path, &json!({})).await?;
            assert_eq!(
                (answer.status, text(&answer.json()?, "code")),
                (403, "not_permitted".into()),
                "{method} {path}"
            );
            refused += 1;
        }
    }
    assert!(refused > 100, "{refused}");
    assert_eq!(open_to_all.len(), 16, "{open_to_all:#?}");
    for_externals.sort();
    let file = format!("GET /external/attachments/{}", scene.item);
    assert_eq!(
        for_externals,
        [file.as_str(), "GET /external/chat", "POST /external/attachments", "POST /external/ticket"]
    );

    let mut erik = console(&scene.appliance, &browser, ConsolePurpose::Console, "").await?;
    let list = erik
        .until(|body| match body {
            console_down::Body::Sessions(list) => Some(list),
            _ => None,
        })
        .await?;
    assert_eq!(list.sessions.iter().map(|row| row.session_id.as_str()).collect::<Vec<_>>(), [scene.session.as_str()]);
    assert!(list.queues.is_empty() && !list.sessions.iter().any(|row| row.owned));
    // Somebody else's session is none.
    for body in everything(&other, &scene.item) {
        let Some(own) = expected(&body) else { continue };
        if is_about_the_link(&body) {
            continue;
        }
        let (name, bounded) = (format!("{body:?}"), bounded(&body));
        let code = erik.code_of(body).await?;
        assert_eq!(code, if own == "not_permitted" && !bounded { own } else { "not_found" }, "{name}");
    }
    let screen = console(&scene.appliance, &browser, ConsolePurpose::Screen, &other).await;
    assert_eq!(screen.err().map(|error| error.to_string()).as_deref(), Some("not_found"));
    for body in everything(&scene.session, &scene.item) {
        let Some(code) = expected(&body) else { continue };
        let name = format!("{body:?}");
        assert_eq!(erik.code_of(body).await?, code, "{name}");
    }
    let told = format!("{:?}", erik.heard);
    assert!(told.contains(&scene.session) && !told.contains("Carla") && !told.contains(&other), "{told}");
    assert_eq!(closed(&mut erik).await, "the console's link was closed: invitation_ended");
    // What he had opens nothing any more.
    opens_nothing(&browser, &scene.session, &uuid()).await?;
    assert_eq!(browser.call("GET", "/me", &Value::Null).await?.status, 401);
    Ok(())
}

#[tokio::test]
async fn an_external_rep_may_no_more_than_profile_and_inviter_within_a_second_ses_2a_sup_70() -> Result<()> {
    let mut scene = scene().await?;
    let browser = scene.erik().await?;
    let mut erik = scene.erik_at(&browser).await?;
    let state = erik.session_state(|state| state.self_ == 2).await?;
    assert!(may(&state, Permission::ScreenView) && may(&state, Permission::Shell));
    assert!(!may(&state, Permission::ScreenControl), "the profile denies it");
    // What the inviter loses.
    let lost = |permission| move |state: &SessionState| !may(state, permission);
    scene.settings(json!({"support.invite_external": true, "session.shell": "deny"})).await?;
    tokio::time::timeout(SOON, erik.session_state(lost(Permission::Shell))).await.context("too late")??;
    let shell = NewShell { session_id: scene.session.clone(), columns: 80, rows: 24, nonce: uuid(), choice: None };
    assert_eq!(erik.code_of(console_up::Body::NewShell(shell)).await?, "not_permitted");
    scene.settings(json!({"support.invite_external": true})).await?;
    let has = |state: &SessionState| may(state, Permission::Shell);
    tokio::time::timeout(SOON, erik.session_state(has)).await.context("too late")??;
    // Also while the inviter's browser is closed.
    let another = scene.erik_at(&browser).await?;
    drop(std::mem::replace(&mut scene.at, another));
    let mut erik = scene.erik_at(&browser).await?;
    scene.settings(json!({"session.screen_view": "deny"})).await?;
    tokio::time::timeout(SOON, erik.session_state(lost(Permission::ScreenView))).await.context("too late")??;
    // What the profile loses.
    let path = format!("/session-policies/{}", scene.profile);
    let change = json!({"permissions": {"session.shell": "deny"}});
    scene.appliance.admin.call("PATCH", &path, &change).await?.ok()?;
    tokio::time::timeout(SOON, erik.session_state(lost(Permission::Shell))).await.context("too late")??;
    Ok(())
}

#[tokio::test]
async fn an_external_rep_is_out_after_the_grace_of_an_inviter_whose_browser_is_killed_sup_70() -> Result<()> {
    let mut scene = scene().await?;
    let browser = scene.erik().await?;
    let mut erik = scene.erik_at(&browser).await?;
    drop(scene.at);
    let since = Instant::now();
    assert_eq!(closed(&mut erik).await, "the console's link was closed: invitation_ended");
    let after = since.elapsed();
    assert!(after > Duration::from_secs(9) && after < Duration::from_secs(12), "{after:?}");
    opens_nothing(&browser, &scene.session, &uuid()).await?;
    Ok(())
}

#[tokio::test]
async fn an_external_rep_and_an_open_link_outlive_the_appliance_and_not_the_session_ses_2_sup_70() -> Result<()> {
    let mut scene = scene().await?;
    let (browser, token) = (scene.erik().await?, scene.link().await?);
    scene.appliance.kill_and_restart().await?;
    let mut erik = scene.erik_at(&browser).await?;
    erik.session_state(|state| state.self_ == 2).await?;
    scene.at = SimulatedConsole::connect(&scene.appliance, &scene.olga.browser).await?;
    let followed = by_link(&scene.appliance, "/external/session", &token).await?;
    assert_eq!(followed.status, 200, "{}", followed.text);
    let end = EndSessionRequest { session_id: scene.session.clone() };
    assert_eq!(scene.at.code_of(console_up::Body::EndSession(end)).await?, "");
    assert_eq!(closed(&mut erik).await, "the console's link was closed: invitation_ended");
    opens_nothing(&browser, &scene.session, &uuid()).await?;
    scene.appliance.kill_and_restart().await?;
    opens_nothing(&browser, &scene.session, &uuid()).await?;
    Ok(())
}

#[tokio::test]
async fn a_removed_external_rep_is_out_and_does_not_come_back_ses_22_sup_70() -> Result<()> {
    let mut scene = scene().await?;
    let browser = scene.erik().await?;
    let mut erik = scene.erik_at(&browser).await?;
    let remove = RemoveRep { session_id: scene.session.clone(), number: 2 };
    assert_eq!(scene.at.code_of(console_up::Body::RemoveRep(remove)).await?, "");
    assert_eq!(closed(&mut erik).await, "the console's link was closed: invitation_ended");
    assert_eq!(text(&ticket(&browser).await?.json()?, "code"), "invitation_ended");
    assert!(console(&scene.appliance, &browser, ConsolePurpose::Console, "").await.is_err());
    Ok(())
}

/// The id of a file that was sent.
async fn file(answer: Answer) -> Result<String> {
    let sent = answer.ok()?;
    assert!(!text(&sent, "id").is_empty(), "{sent}");
    Ok(text(&sent, "id"))
}

fn refused(answer: &Answer) -> Result<(u16, String)> {
    Ok((answer.status, text(&answer.json()?, "code")))
}

#[tokio::test]
async fn an_external_rep_sends_and_opens_the_files_of_the_one_session_as_reps_do_ses_30_sup_70() -> Result<()> {
    let mut scene = scene().await?;
    let (rep, session) = (scene.olga.browser.clone(), scene.session.clone());
    let get = async |who: &Browser, path: &str| who.call("GET", path, &Value::Null).await;
    let before = file(sent(&rep, "/attachments", &session, "before.txt", "said before he came").await?).await?;
    let erik = scene.erik().await?;
    let opened = get(&erik, &format!("/external/attachments/{before}")).await?;
    assert_eq!((opened.status, opened.text.as_str()), (200, "said before he came"));
    // As for reps, nothing of it is ever a page.
    for (header, value) in [
        ("content-type", "application/octet-stream"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(opened.header(header), Some(value));
    }
    let his = file(sent(&erik, "/external/attachments", &session, "press.txt", "as it is wired").await?).await?;
    assert_eq!(get(&rep, &format!("/attachments/{his}")).await?.text, "as it is wired");
    // He sent it, also in a browser where somebody is signed in.
    let mut both = erik.clone();
    let cookies: Vec<&str> = [&rep.cookie, &erik.cookie].into_iter().flatten().map(String::as_str).collect();
    both.cookie = Some(cookies.join("; "));
    file(sent(&both, "/external/attachments", &session, "both.txt", "his").await?).await?;
    done(scene.at.ask(open(&session)).await?)?;
    let by = scene
        .at
        .until(|body| match body {
            console_down::Body::Events(log) => log
                .events
                .into_iter()
                .find(|event| event.file.as_ref().is_some_and(|file| file.name == "both.txt"))
                .map(|event| event.actor_name),
            _ => None,
        })
        .await?;
    assert_eq!(by, "Erik");

    // What is for reps with an account is not for him, and the other way round.
    let of_reps = get(&erik, &format!("/attachments/{before}")).await?;
    assert_eq!(refused(&of_reps)?, (403, "not_permitted".into()));
    assert_eq!(
        refused(&get(&rep, &format!("/external/attachments/{before}")).await?)?,
        (401, "invitation_ended".into())
    );
    // Nor is a page of another site let send one.
    let address = format!("/api/v1/external/attachments?session_id={session}&name=a&nonce={}", uuid());
    let own = format!("https://{}", erik.site);
    for headers in [vec![("Origin", own.as_str())], vec![("X-Towline", "1"), ("Origin", "https://evil.example")]] {
        let forged = erik.request("POST", &address, &headers, "x").await?;
        assert_eq!(refused(&forged)?, (403, "cross_site".into()));
    }
    // Another session of the same rep does not exist for him.
    let key = rep.call("POST", "/session-keys", &json!({"minutes": 10})).await?.ok()?;
    let mut carla = towline_testkit::CustomerBrowser::new(&scene.appliance);
    assert_eq!(carla.start(&[("key", &text(&key, "key")), ("name", "Carla")]).await?.status, 303);
    let _carla = towline_testkit::SimulatedCustomer::connect(&scene.appliance, &carla, 0).await?;
    let other = listed(&mut scene.at, |row| row.customer.is_some()).await?.session_id;
    assert_eq!(
        scene.at.code_of(console_up::Body::AcceptSession(AcceptSession { session_id: other.clone() })).await?,
        ""
    );
    let secret = file(sent(&rep, "/attachments", &other, "secret.txt", "of another customer").await?).await?;
    for id in [secret, uuid()] {
        let answer = get(&erik, &format!("/external/attachments/{id}")).await?;
        assert_eq!(refused(&answer)?, (404, "not_found".into()));
    }
    for elsewhere in [other, uuid()] {
        let answer = sent(&erik, "/external/attachments", &elsewhere, "a", "x").await?;
        assert_eq!(refused(&answer)?, (404, "not_found".into()));
    }
    // The bounds are those of everybody, and told.
    let most = async |file_mib: u32| {
        let change = json!({"file_mib": file_mib, "session_mib": 1});
        scene.appliance.admin.call("PATCH", "/settings/chat", &change).await?.ok()?;
        get(&erik, "/external/chat").await?.ok()
    };
    assert_eq!(most(1).await?["file_bytes"], 1024 * 1024);
    let large = "x".repeat(1024 * 1024 + 1);
    let answer = sent(&erik, "/external/attachments", &session, "large", &large).await?;
    assert_eq!(refused(&answer)?, (422, "file_too_large".into()));
    let answer = sent(&erik, "/external/attachments", &session, "full", large.get(2..).unwrap_or_default()).await?;
    assert_eq!(refused(&answer)?, (409, "session_full".into()));
    assert_eq!(most(0).await?["file_bytes"], 0);
    assert_eq!(refused(&sent(&erik, "/external/attachments", &session, "a", "x").await?)?.1, "file_too_large");
    Ok(())
}

#[tokio::test]
async fn a_file_that_an_external_rep_sends_while_they_are_removed_is_none_ses_22_ses_30_sup_70() -> Result<()> {
    let mut scene = scene().await?;
    let (session, rep) = (scene.session.clone(), scene.olga.browser.clone());
    let before = file(sent(&rep, "/attachments", &session, "a.txt", "a").await?).await?;
    let erik = scene.erik().await?;
    let head = format!(
        "POST /api/v1/external/attachments?session_id={session}&name=late.txt&nonce={} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nX-Towline: 1\r\nOrigin: https://{}\r\nContent-Length: 8\r\nCookie: {}\r\n\r\nhalf",
        uuid(),
        erik.site,
        erik.site,
        erik.cookie.as_deref().unwrap_or_default()
    );
    let folder = scene.appliance.data().join("attachments").join(&session);
    let files = || std::fs::read_dir(&folder).map_or(0, Iterator::count);
    let removed = async {
        tokio::time::timeout(SOON, async {
            while files() < 2 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await
        .context("the first half is on its way")?;
        let remove = RemoveRep { session_id: session.clone(), number: 2 };
        assert_eq!(scene.at.code_of(console_up::Body::RemoveRep(remove)).await?, "");
        Ok(())
    };
    let answer = erik.in_two([head.as_bytes(), b"rest"], removed).await?;
    assert_eq!(refused(&answer)?, (404, "not_found".into()));
    assert_eq!(files(), 1, "nothing of it is left");
    opens_nothing(&erik, &session, &before).await
}

/// A team with these members.
async fn team(appliance: &TestAppliance, members: &[&Person]) -> Result<String> {
    let members: Vec<Value> = members.iter().map(|rep| json!({"user_id": rep.id, "rank": "member"})).collect();
    let team = appliance.admin.call("POST", "/teams", &json!({"name": "Linux", "members": members})).await?.ok()?;
    Ok(text(&team, "id"))
}

#[tokio::test]
async fn a_transfer_that_nobody_answers_ends_by_itself_and_both_are_told_ses_20() -> Result<()> {
    let mut scene = scene().await?;
    let rosa = scene.appliance.person("rosa").await?;
    team(&scene.appliance, &[&scene.olga, &rosa]).await?;
    let mut rosa_at = SimulatedConsole::connect(&scene.appliance, &rosa.browser).await?;
    done(scene.at.ask(open(&scene.session)).await?)?;
    let (session_id, to_id) = (scene.session.clone(), rosa.id.clone());
    let invite = |kind: InvitationKind| {
        let (session_id, to_id) = (session_id.clone(), to_id.clone());
        let to = QueueKind::Personal.into();
        console_up::Body::InviteRep(InviteRep { session_id, kind: kind.into(), to, to_id, comments: String::new() })
    };
    assert_eq!(scene.at.code_of(invite(InvitationKind::Share)).await?, "");
    assert_eq!(scene.at.code_of(invite(InvitationKind::Transfer)).await?, "");
    let since = Instant::now();
    // Both stand in her list, the older one first.
    let row = listed(&mut rosa_at, |row| row.invitations.len() == 2).await?;
    let kinds: Vec<InvitationKind> = row.invitations.iter().map(|open| open.kind()).collect();
    assert_eq!(kinds, [InvitationKind::Share, InvitationKind::Transfer]);
    assert_eq!(row.invitation.as_ref().map(|open| open.number), row.invitations.first().map(|open| open.number));
    let timed_out = scene.at.until(|body| match body {
        console_down::Body::Events(log) => log.events.into_iter().find(|event| event.kind == "transfer_timed_out"),
        _ => None,
    });
    // Both listen: a console that answers no ping is gone.
    let (timed_out, row) = tokio::join!(timed_out, listed(&mut rosa_at, |row| row.invitations.len() == 1));
    let (timed_out, row, after) = (timed_out?, row?, since.elapsed());
    assert!(after > Duration::from_secs(9) && after < Duration::from_secs(13), "{after:?}");
    assert_eq!(timed_out.text, "Rep rosa");
    assert_eq!(row.owner_name, "Rep olga");
    let late = AcceptInvitation { session_id: session_id.clone(), number: 2 };
    assert_eq!(rosa_at.code_of(console_up::Body::AcceptInvitation(late)).await?, "invitation_over");
    Ok(())
}

#[tokio::test]
async fn help_is_asked_for_on_an_issue_that_is_marked_for_it_ses_21() -> Result<()> {
    let mut scene = scene().await?;
    let rosa = scene.appliance.person("rosa").await?;
    let linux = team(&scene.appliance, &[&rosa]).await?;
    let issue = |name: &str, help: bool| json!({"name": name, "code_name": name.to_lowercase(), "team_id": linux, "help": help});
    let printing = scene.appliance.admin.call("POST", "/issues", &issue("Printing", true)).await?.ok()?;
    let secret = scene.appliance.admin.call("POST", "/issues", &issue("Payroll", false)).await?.ok()?;
    scene.settings(json!({"support.share": "team"})).await?;
    let ask = |id: &str| {
        let (session_id, issue_id) = (scene.session.clone(), id.to_owned());
        console_up::Body::AskForHelp(AskForHelp { session_id, issue_id, comments: "its driver".into() })
    };
    let (help, payroll) = (ask(&text(&printing, "id")), ask(&text(&secret, "id")));
    // While nobody of the team is there, nobody can be asked.
    let there = async |who: &Browser| who.call("GET", "/representatives", &Value::Null).await?.ok();
    assert_eq!(there(&scene.olga.browser).await?["issues"], json!([]));
    assert_eq!(scene.at.code_of(help.clone()).await?, "not_there");
    let mut rosa_at = SimulatedConsole::connect(&scene.appliance, &rosa.browser).await?;
    let offered = there(&scene.olga.browser).await?;
    assert_eq!(offered["issues"][0]["name"], "Printing");
    assert_eq!(offered["issues"].as_array().map(Vec::len), Some(1));
    assert_eq!(scene.at.code_of(payroll).await?, "not_there");
    assert_eq!(scene.at.code_of(help).await?, "");
    let row = listed(&mut rosa_at, |row| !row.invitations.is_empty()).await?;
    let open = row.invitations.first().context("an invitation")?;
    assert_eq!((open.issue.as_str(), open.comments.as_str()), ("Printing", "its driver"));
    let accept = AcceptInvitation { session_id: scene.session.clone(), number: open.number };
    assert_eq!(rosa_at.code_of(console_up::Body::AcceptInvitation(accept)).await?, "");
    Ok(())
}

/// The shell blocks below a heading of docs/api.md.
fn blocks(heading: &str) -> String {
    let document = include_str!("../../docs/api.md");
    let section = document.split("\n## ").find(|section| section.starts_with(heading)).unwrap_or_default();
    section.split("```sh\n").skip(1).filter_map(|block| block.split("```").next()).collect()
}

#[tokio::test]
async fn the_documents_example_of_sessions_does_what_it_says_adm_9() -> Result<()> {
    let mut scene = scene().await?;
    let field = json!({"name": "Ticket", "code_name": "ticket", "shown": true});
    scene.appliance.admin.call("POST", "/custom-fields", &field).await?.ok()?;
    // As the machine is called in the document.
    let rename = json!({"name": "till-3"});
    scene.appliance.admin.call("PATCH", &format!("/jump-items/{}", scene.item), &rename).await?.ok()?;
    let end = EndSessionRequest { session_id: scene.session.clone() };
    scene.at.code_of(console_up::Body::EndSession(end)).await?;
    let start = StartSession { item_id: scene.item.clone(), nonce: uuid(), ..Default::default() };
    let session = done(scene.at.ask(console_up::Body::StartSession(start)).await?)?.session_id;
    done(scene.at.ask(open(&session)).await?)?;
    let program = json!({"name": "Ticket system", "scopes": ["status:read", "status:write"]});
    let program = scene.appliance.admin.call("POST", "/api-accounts", &program).await?.ok()?;
    let (id, secret) = (text(&program, "client_id"), text(&program, "client_secret"));
    let home = tempfile::tempdir()?;
    // The document says to name the certificate; this does the same for every call.
    std::fs::write(home.path().join(".curlrc"), "insecure\n")?;
    let script = format!("set -euo pipefail\n{}{}", blocks("A token"), blocks("Running sessions"));
    assert!(script.contains("/end\""), "{script}");
    let ran = tokio::process::Command::new("bash")
        .args(["-c", &script])
        .env("HOME", home.path())
        .env("site", scene.appliance.origin())
        .env("id", &id)
        .env("secret", &secret)
        .output()
        .await?;
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    let custom: Value = serde_json::from_str(said.trim())?;
    assert_eq!((custom[0]["code_name"].as_str(), custom[0]["value"].as_str()), (Some("ticket"), Some("4711")));
    let ended = scene.at.session_state(|state| !state.ended_reason.is_empty()).await?;
    assert_eq!((ended.session_id, ended.ended_reason), (session, "ended_by_administrator".into()));
    Ok(())
}
