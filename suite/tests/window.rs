//! What the window of a customer's client does over the real wire besides talking: it sends files into the chat (SES-30), and shows what is to be accepted before a Support Button begins anything (SUP-3); and those who mean ill.

use anyhow::{Context, Result};
use bytes::Bytes;
use serde_json::{Value, json};
use towline_testkit::{
    AgentIdentity, CustomerBrowser, Person, SimulatedAgent, SimulatedConsole, SimulatedCustomer, TestAppliance,
};
use towline_wire::v1::{
    AcceptSession, CancelFile, CustomerAgreement, CustomerSay, FileData, FileSettled, FileWanted, OpenSession,
    SendFile, SessionEvent, SessionPhase, agent_down, agent_up, console_down, console_up,
};

const SITE: &str = "/public-sites/00000000-0000-0000-0000-000000000001";
const STANDARD: &str = "00000000-0000-0000-0000-000000000001";
const PART: usize = 15 * 1024;

fn uuid() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// A customer with a client, and a rep; nobody has taken the session yet.
struct Scene {
    appliance: TestAppliance,
    olga: Person,
    console: SimulatedConsole,
    page: SimulatedCustomer,
    identity: AgentIdentity,
    client: SimulatedAgent,
    session: String,
}

impl Scene {
    async fn new() -> Result<Scene> {
        let appliance = TestAppliance::start().await?;
        let olga = appliance.person("olga").await?;
        let mut console = SimulatedConsole::connect(&appliance, &olga.browser).await?;
        let key = olga.browser.call("POST", "/session-keys", &json!({"minutes": 60})).await?.ok()?;
        let mut browser = CustomerBrowser::new(&appliance);
        let key = key.get("key").and_then(Value::as_str).context("a key")?.to_owned();
        assert_eq!(browser.start(&[("key", &key), ("name", "Carla")]).await?.status, 303);
        let page = SimulatedCustomer::connect(&appliance, &browser, 0).await?;
        let identity = AgentIdentity::new()?;
        let client = SimulatedAgent::client(&appliance, &identity, &browser.download().await?.token).await?;
        let session = waiting(&mut console).await?;
        Ok(Scene { appliance, olga, console, page, identity, client, session })
    }

    async fn accept(&mut self) -> Result<()> {
        let session_id = self.session.clone();
        assert_eq!(self.console.code_of(console_up::Body::AcceptSession(AcceptSession { session_id })).await?, "");
        open(&mut self.console, &self.session).await
    }

    /// The next file in the chat, as the rep gets it.
    async fn file(&mut self) -> Result<(SessionEvent, String)> {
        let event = event(&mut self.console, "file_sent").await?;
        let file = event.file.clone().context("which file")?;
        let path = format!("/attachments/{}", file.id);
        let fetched = self.olga.browser.call("GET", &path, &Value::Null).await?;
        Ok((event, fetched.text))
    }

    /// Everything that lies on the appliance's disk of files.
    fn kept(&self) -> Result<usize> {
        let mut count = 0;
        for session in std::fs::read_dir(self.appliance.data().join("attachments"))? {
            count += std::fs::read_dir(session?.path())?.count();
        }
        Ok(count)
    }
}

async fn waiting(console: &mut SimulatedConsole) -> Result<String> {
    console
        .until(|body| match body {
            console_down::Body::Sessions(list) => {
                list.sessions.into_iter().find(|row| row.phase() == SessionPhase::Waiting).map(|row| row.session_id)
            }
            _ => None,
        })
        .await
}

async fn open(console: &mut SimulatedConsole, session: &str) -> Result<()> {
    let open = OpenSession { session_id: session.to_owned(), have_event: 0 };
    assert_eq!(console.code_of(console_up::Body::OpenSession(open)).await?, "");
    Ok(())
}

async fn event(console: &mut SimulatedConsole, kind: &str) -> Result<SessionEvent> {
    console
        .until(|body| match body {
            console_down::Body::Events(told) => told.events.into_iter().find(|event| event.kind == kind),
            _ => None,
        })
        .await
}

async fn wanted(client: &mut SimulatedAgent) -> Result<FileWanted> {
    client.until(|body| if let agent_down::Body::FileWanted(wanted) = body { Some(wanted) } else { None }).await
}

/// What became of a file: nothing, or the code of the problem.
async fn settled(client: &mut SimulatedAgent) -> Result<(String, u32)> {
    let settled: FileSettled = client
        .until(|body| if let agent_down::Body::FileSettled(settled) = body { Some(settled) } else { None })
        .await?;
    Ok((settled.problem.map(|problem| problem.code).unwrap_or_default(), settled.most_mib))
}

async fn announce(client: &mut SimulatedAgent, nonce: &str, name: &str, bytes: usize) -> Result<()> {
    let (nonce, name, bytes) = (nonce.to_owned(), name.to_owned(), u64::try_from(bytes)?);
    client.say(agent_up::Body::SendFile(SendFile { nonce, name, bytes })).await
}

async fn part(client: &mut SimulatedAgent, nonce: &str, bytes: &Bytes, at: usize) -> Result<()> {
    let (nonce, offset) = (nonce.to_owned(), u64::try_from(at)?);
    let data = bytes.slice(at..bytes.len().min(at + PART));
    client.say(agent_up::Body::FileData(FileData { nonce, offset, data })).await
}

/// Sends it as a client does.
async fn send(client: &mut SimulatedAgent, nonce: &str, name: &str, bytes: &Bytes) -> Result<(String, u32)> {
    announce(client, nonce, name, bytes.len()).await?;
    let mut at = 0;
    while at < bytes.len() {
        let until = usize::try_from(wanted(client).await?.until)?;
        while at < until {
            part(client, nonce, bytes, at).await?;
            at = bytes.len().min(at + PART);
        }
    }
    settled(client).await
}

#[tokio::test]
async fn a_client_sends_files_once_each_as_far_as_the_site_takes_them_ses_30() -> Result<()> {
    let mut scene = Scene::new().await?;
    let (nonce, text) = (uuid(), Bytes::from("a picture of it ".repeat(4000)));
    let early = send(&mut scene.client, &nonce, "early.txt", &Bytes::new()).await?;
    assert_eq!(early.0, "not_yet", "nobody fills the disk before a rep is there");
    scene.accept().await?;
    assert_eq!(send(&mut scene.client, &nonce, "../x/fire\u{202e}.txt", &text).await?, (String::new(), 0));
    let (told, fetched) = scene.file().await?;
    assert_eq!((told.text.as_str(), told.nonce.as_str()), ("fire.txt", nonce.as_str()));
    assert_eq!(fetched.as_bytes(), &text[..]);
    scene.page.event(|event| event["kind"] == "file_sent" && event["who"] == "you").await?;
    // Whoever did not hear that says it again, and it is there once.
    assert_eq!(send(&mut scene.client, &nonce, "fire.txt", &text).await?, (String::new(), 0));
    assert_eq!(scene.kept()?, 1);
    // One that is more messages than a link may say else, and one with nothing in it.
    let large = Bytes::from(vec![b'x'; 9 * 1024 * 1024]);
    assert_eq!(send(&mut scene.client, &uuid(), "large.bin", &large).await?.0, "");
    assert_eq!(scene.file().await?.1.len(), large.len());
    assert_eq!(send(&mut scene.client, &uuid(), "", &Bytes::new()).await?.0, "");
    assert_eq!(scene.file().await?.0.text, "file");

    announce(&mut scene.client, &uuid(), "huge.bin", 10 * 1024 * 1024 + 1).await?;
    assert_eq!(settled(&mut scene.client).await?, ("file_too_large".to_owned(), 10));
    let limits = json!({"file_mib": 10, "session_mib": 10});
    scene.appliance.admin.call("PATCH", "/settings/chat", &limits).await?.ok()?;
    announce(&mut scene.client, &uuid(), "more.bin", 2 * 1024 * 1024).await?;
    assert_eq!(settled(&mut scene.client).await?.0, "session_full");
    scene.appliance.admin.call("PATCH", "/settings/chat", &json!({"file_mib": 0})).await?.ok()?;
    announce(&mut scene.client, &uuid(), "more.bin", 1).await?;
    assert_eq!(settled(&mut scene.client).await?, ("file_too_large".to_owned(), 0), "it takes none at all");
    assert_eq!(scene.kept()?, 3);
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_broken_off_leaves_nothing_and_goes_anew_after_a_kill_ses_30_ses_2() -> Result<()> {
    let mut scene = Scene::new().await?;
    scene.accept().await?;
    let (nonce, bytes) = (uuid(), Bytes::from(vec![7; 40_000]));
    announce(&mut scene.client, &nonce, "cancelled.bin", bytes.len()).await?;
    wanted(&mut scene.client).await?;
    part(&mut scene.client, &nonce, &bytes, 0).await?;
    scene.client.say(agent_up::Body::CancelFile(CancelFile { nonce: nonce.clone() })).await?;
    assert_eq!(settled(&mut scene.client).await?.0, "incomplete");
    // What was on its way when it was broken off is no reason to end the link.
    part(&mut scene.client, &nonce, &bytes, PART).await?;

    announce(&mut scene.client, &nonce, "report.bin", bytes.len()).await?;
    wanted(&mut scene.client).await?;
    part(&mut scene.client, &nonce, &bytes, 0).await?;
    scene.appliance.kill_and_restart().await?;
    let _ = scene.client.closed().await;
    let mut back = SimulatedAgent::client(&scene.appliance, &scene.identity, "").await?;
    assert_eq!(scene.kept()?, 0);
    assert_eq!(send(&mut back, &nonce, "report.bin", &bytes).await?.0, "");
    assert_eq!(scene.kept()?, 1);

    // A link that goes takes what was on its way with it.
    announce(&mut back, &uuid(), "lost.bin", bytes.len()).await?;
    wanted(&mut back).await?;
    drop(back);
    let mut again = SimulatedAgent::client(&scene.appliance, &scene.identity, "").await?;
    assert_eq!(send(&mut again, &uuid(), "other.bin", &bytes).await?.0, "");
    for _ in 0..100 {
        if scene.kept()? == 2 {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    anyhow::bail!("{} files are kept", scene.kept()?)
}

#[tokio::test]
async fn a_client_that_sends_more_than_there_is_room_for_ends_its_own_link_and_nothing_else_qlt_6() -> Result<()> {
    let mut scene = Scene::new().await?;
    scene.accept().await?;
    let bytes = Bytes::from(vec![7; 1024 * 1024]);
    let data = |nonce: &str, offset: u64, length: usize| {
        agent_up::Body::FileData(FileData { nonce: nonce.to_owned(), offset, data: bytes.slice(..length) })
    };
    for odd in [(0, PART - 1), (0, 0), (15_360, PART), (u64::MAX, PART)] {
        let nonce = uuid();
        announce(&mut scene.client, &nonce, "odd.bin", bytes.len()).await?;
        wanted(&mut scene.client).await?;
        scene.client.say(data(&nonce, odd.0, odd.1)).await?;
        assert_eq!(scene.client.closed().await?, "no_credit", "{odd:?}");
        scene.client = SimulatedAgent::client(&scene.appliance, &scene.identity, "").await?;
    }
    // A flood of what nobody wants is bound like everything else.
    let nonce = uuid();
    for _ in 0..2000 {
        if scene.client.say(data(&nonce, 0, PART)).await.is_err() {
            break;
        }
    }
    assert_eq!(scene.client.closed().await?, "limit");
    let mut back = SimulatedAgent::client(&scene.appliance, &scene.identity, "").await?;
    assert_eq!(send(&mut back, &uuid(), "good.bin", &bytes).await?.0, "");
    assert_eq!(scene.file().await?.0.text, "good.bin");
    Ok(())
}

/// The token of a Support Button.
async fn button(appliance: &TestAppliance) -> Result<String> {
    let new = json!({
        "description": "Reception", "profile_id": STANDARD, "queue": "general", "button_days": 30, "valid_hours": 1, "uses": 1,
    });
    let made = appliance.admin.call("POST", "/support-button-installers", &new).await?.ok()?;
    let command = made.get("command").and_then(Value::as_str).context("a command")?;
    let token = command.split("/b/").nth(1).and_then(|rest| rest.split(' ').next()).context("a token")?;
    Ok(CustomerBrowser::new(appliance).button(token, "front-pc").await?.token)
}

async fn uses(appliance: &TestAppliance) -> Result<Value> {
    let found = appliance.admin.call("GET", "/support-buttons", &json!(null)).await?.ok()?;
    found.pointer("/buttons/0/uses").cloned().context("a button")
}

/// Reads what is to be accepted.
async fn agreement(link: &mut SimulatedAgent) -> Result<(String, String)> {
    assert_eq!(link.welcome.epoch, 0, "a link of no session");
    let (mut whole, mut bytes) = (String::new(), 1);
    let mut digest = String::new();
    while whole.len() < bytes {
        let part: CustomerAgreement =
            link.until(|body| if let agent_down::Body::Agreement(part) = body { Some(part) } else { None }).await?;
        whole.push_str(&part.text);
        (bytes, digest) = (usize::try_from(part.bytes)?, part.digest);
    }
    Ok((digest, whole))
}

#[tokio::test]
async fn a_click_begins_nothing_before_the_agreement_of_its_site_is_accepted_sup_3_sup_50() -> Result<()> {
    let mut appliance = TestAppliance::start().await?;
    let olga = appliance.person("olga").await?;
    let mut console = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let text = format!("{}the end", "Be kind. 日本\n".repeat(1500));
    appliance.admin.call("PATCH", SITE, &json!({"agreement": text})).await?.ok()?;
    let (identity, token) = (AgentIdentity::new()?, button(&appliance).await?);
    let mut link = SimulatedAgent::client(&appliance, &identity, &token).await?;
    let (digest, read) = agreement(&mut link).await?;
    assert_eq!(read, text);
    // Such a link is good for nothing else.
    let said = CustomerSay { request: 1, text: "help".into(), nonce: uuid() };
    link.say(agent_up::Body::CustomerSay(said)).await?;
    assert_eq!(link.closed().await?, "not_permitted");
    let sessions = appliance.admin.call("GET", "/sessions", &json!(null)).await?.ok()?;
    assert_eq!((sessions["sessions"].as_array().map(Vec::len), uses(&appliance).await?), (Some(0), json!(0)));
    assert!(SimulatedAgent::client(&appliance, &identity, "").await.is_err(), "its key is bound to nothing");

    // The text changes while it is read: what was accepted is not what holds.
    let text = "Be very kind.";
    appliance.admin.call("PATCH", SITE, &json!({"agreement": text})).await?.ok()?;
    let mut link = SimulatedAgent::agreeing(&appliance, &identity, &token, &digest).await?;
    let (digest, read) = agreement(&mut link).await?;
    assert_eq!((read.as_str(), uses(&appliance).await?), (text, json!(0)));
    // The person thinks, and the appliance is killed meanwhile.
    appliance.kill_and_restart().await?;
    drop(console);
    console = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let mut client = SimulatedAgent::agreeing(&appliance, &identity, &token, &digest).await?;
    assert_ne!(client.welcome.epoch, 0);
    let session = waiting(&mut console).await?;
    assert_eq!(uses(&appliance).await?, 1);
    let body = console_up::Body::AcceptSession(AcceptSession { session_id: session.clone() });
    assert_eq!(console.code_of(body).await?, "");
    open(&mut console, &session).await?;
    assert_eq!(event(&mut console, "agreement_accepted").await?.actor_name, "Reception");
    // It can send a file as well: it has no page.
    assert_eq!(send(&mut client, &uuid(), "a.txt", &Bytes::from_static(b"hello")).await?.0, "");
    // The link breaks: nobody is asked again.
    drop(client);
    let back = SimulatedAgent::client(&appliance, &identity, &token).await?;
    assert_ne!(back.welcome.epoch, 0);
    Ok(())
}
