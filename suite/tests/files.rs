//! Files of a real agent through a real appliance: they arrive whole whatever the network does, in parts that go on where they stopped, and everything that was done stands in the log (FIL-2, FIL-7, FIL-10).

mod installed;

use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use installed::Agent;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use towline_testkit::{FaultProxy, Fetched, FilesHeard, FilesViewer, Mishap, SimulatedConsole, TestAppliance};
use towline_wire::v1::{
    ConsoleUp, FileExists, FilesPlaces, ListFiles, OpenSession, PutFile, SessionEvent, StartSession, StartTool,
    StopTool, Tool, console_down, console_up, files_down, files_up,
};
use towline_wire::{FILE_BLOCK, FILES_WINDOW};

/// Mishaps of each direction: eight, or as many as `TOWLINE_ROUNDS` says.
fn rounds() -> u64 {
    std::env::var("TOWLINE_ROUNDS").ok().and_then(|count| count.parse().ok()).unwrap_or(8)
}

struct InSession {
    console: SimulatedConsole,
    session_id: String,
}

impl InSession {
    async fn begin(appliance: &TestAppliance) -> Result<Self> {
        let item = appliance.item_named("real").await?;
        let item_id = item.get("id").and_then(Value::as_str).context("an item without an id")?.to_owned();
        let mut console = SimulatedConsole::connect(appliance, &appliance.admin).await?;
        let nonce = uuid::Uuid::new_v4().to_string();
        let start = StartSession { item_id, nonce, ..Default::default() };
        let session_id = console.ask(console_up::Body::StartSession(start)).await?.session_id;
        let mut this = InSession { console, session_id };
        this.open().await?;
        assert_eq!(this.tool(true).await?, "");
        Ok(this)
    }

    async fn open(&mut self) -> Result<()> {
        let open = OpenSession { session_id: self.session_id.clone(), have_event: 0 };
        assert_eq!(self.console.code_of(console_up::Body::OpenSession(open)).await?, "");
        Ok(())
    }

    async fn tool(&mut self, on: bool) -> Result<String> {
        let (session_id, tool) = (self.session_id.clone(), Tool::Files.into());
        self.console
            .code_of(if on {
                console_up::Body::StartTool(StartTool { session_id, tool })
            } else {
                console_up::Body::StopTool(StopTool { session_id, tool })
            })
            .await
    }

    /// Waits for an event about a file of this name.
    async fn event(&mut self, name: &str) -> Result<SessionEvent> {
        let found = self.console.until(|body| match body {
            console_down::Body::Events(told) => {
                told.events.into_iter().find(|event| event.files.iter().any(|file| file.path.ends_with(name)))
            }
            _ => None,
        });
        found.await
    }
}

async fn world(appliance: &TestAppliance) -> Result<Agent> {
    let group = appliance.group("Workshop", &[]).await?;
    let token = appliance.installer(&group, 1).await?;
    Agent::install(appliance, &token).await
}

fn odd_bytes(count: usize, salt: u64) -> Vec<u8> {
    let mut state = salt | 1;
    let next = |state: &mut u64| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 56) as u8
    };
    (0..count).map(|_| next(&mut state)).collect()
}

fn blocks(content: &[u8]) -> Bytes {
    let mut all = Sha256::new();
    for block in content.chunks(FILE_BLOCK) {
        all.update(Sha256::digest(block));
    }
    all.finalize().to_vec().into()
}

fn put(folder: &Path, name: &str, content: &[u8]) -> PutFile {
    let key = Sha256::digest(name.as_bytes()).to_vec();
    PutFile {
        directory: Bytes::copy_from_slice(folder.as_os_str().as_bytes()),
        name: Bytes::copy_from_slice(name.as_bytes()),
        key: Bytes::copy_from_slice(key.get(..16).unwrap_or_default()),
        bytes: content.len() as u64,
        exists: FileExists::Ask.into(),
        ..PutFile::default()
    }
}

#[tokio::test]
async fn every_file_is_whole_whatever_the_network_does_and_little_is_sent_twice_fil_7() -> Result<()> {
    let mut appliance = TestAppliance::start().await?;
    let _agent = world(&appliance).await?;
    let mut session = InSession::begin(&appliance).await?;
    let folder = tempfile::tempdir()?;
    let proxy = FaultProxy::start(appliance.port).await?;
    let content = odd_bytes(2 * FILE_BLOCK + FILE_BLOCK / 2, 7);
    for round in 0..2 * rounds() {
        // Somewhere in it, and both ways; the first bytes are the handshake's.
        let (up, flips) = (round % 2 == 0, round % 4 < 2);
        let after = 6_000 + (round + 1).wrapping_mul(0x9E37_79B9) % (content.len() as u64 - 8_000);
        proxy.next_has(Mishap { after, up, flips });
        let name = format!("file{round}");
        if up {
            let (mut before, mut attempts) = (0, 0);
            loop {
                attempts += 1;
                ensure!(attempts < 10, "{name}: no attempt comes to its end");
                let viewer = FilesViewer::open(&appliance, &appliance.admin, &session.session_id, proxy.port).await;
                let Ok(mut viewer) = viewer else { continue };
                let (ready, sent, over) =
                    viewer.put(put(folder.path(), &name, &content), &content, blocks(&content)).await?;
                // A block that was not whole when the link broke is sent again, and what was on the way.
                let again = before.max(ready.offset) - ready.offset;
                ensure!(again <= u64::from(FILES_WINDOW) + FILE_BLOCK as u64, "{again} bytes were sent twice");
                before = sent;
                match over {
                    Some(over) if over.code.is_empty() => break,
                    // What was there is held until the agent knows that its viewer is gone.
                    Some(over) if over.code == "busy" => {}
                    Some(over) => bail!("{name}: {over:?}"),
                    None => {}
                }
            }
            ensure!(std::fs::read(folder.path().join(&name))? == content, "{name} is another file");
        } else {
            let path = folder.path().join("source");
            std::fs::write(&path, &content)?;
            let (mut fetched, mut attempts) = (Fetched::default(), 0);
            loop {
                attempts += 1;
                ensure!(attempts < 10, "{name}: no attempt comes to its end");
                let viewer = FilesViewer::open(&appliance, &appliance.admin, &session.session_id, proxy.port).await;
                let Ok(mut viewer) = viewer else { continue };
                if let Some(over) = viewer.fetch(path.as_os_str().as_bytes(), &mut fetched).await? {
                    ensure!(over.code.is_empty(), "{name}: {over:?}");
                    break;
                }
            }
            let ends = fetched.ends.context("no end")?;
            ensure!(fetched.bytes == content && ends.blocks == blocks(&content), "{name} is another file");
        }
    }
    // An appliance that dies in between is a network that fails.
    let mut viewer = FilesViewer::open(&appliance, &appliance.admin, &session.session_id, appliance.port).await?;
    let request = viewer.ask(files_up::Body::Put(put(folder.path(), "killed", &content))).await?;
    while !matches!(viewer.next().await?, FilesHeard::Said(of, files_down::Body::PutReady(_)) if of == request) {}
    appliance.kill_and_restart().await?;
    session.console = SimulatedConsole::connect(&appliance, &appliance.admin).await?;
    session.open().await?;
    let over = loop {
        // The agent is back when its own retry says so.
        match FilesViewer::open(&appliance, &appliance.admin, &session.session_id, appliance.port).await {
            Ok(mut viewer) => {
                if let (_, _, Some(over)) =
                    viewer.put(put(folder.path(), "killed", &content), &content, blocks(&content)).await?
                    && over.code != "busy"
                {
                    break over;
                }
            }
            Err(why) if why.to_string() == "offline" => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
            Err(why) => return Err(why),
        }
    };
    assert_eq!(over.code, "");
    let left = std::fs::read_dir(folder.path())?.filter_map(|entry| Some(entry.ok()?.file_name().into_encoded_bytes()));
    assert_eq!(left.filter(|name| name.starts_with(b".towline-")).count(), 0, "nothing is left in part");
    Ok(())
}

#[tokio::test]
async fn what_was_done_to_files_stands_in_the_log_once_also_when_the_appliance_dies_fil_10() -> Result<()> {
    let mut appliance = TestAppliance::start().await?;
    let _agent = world(&appliance).await?;
    let mut session = InSession::begin(&appliance).await?;
    let folder = tempfile::tempdir()?;
    let mut viewer = FilesViewer::open(&appliance, &appliance.admin, &session.session_id, appliance.port).await?;
    let small = |name: &str, content: &'static [u8]| {
        files_up::Body::Put(PutFile {
            content: Some(content.into()),
            blocks: blocks(content),
            ..put(folder.path(), name, content)
        })
    };
    let request = viewer.ask(small("note.txt", b"hello")).await?;
    assert_eq!(viewer.over(request).await?.code, "");
    let event = session.event("note.txt").await?;
    let file = event.files.first().context("no file")?;
    assert_eq!((event.actor, file.bytes), (1, 5));
    assert!(file.path.ends_with("/note.txt") && file.path.starts_with('/'));
    // Many at once, and the appliance dies while they are written down.
    for number in 0..200 {
        viewer.ask(small(&format!("many{number:03}"), b"many")).await?;
    }
    while !folder.path().join("many100").exists() {
        viewer.next().await?;
    }
    appliance.kill_and_restart().await?;
    session.console = SimulatedConsole::connect(&appliance, &appliance.admin).await?;
    session.open().await?;
    let mut viewer = loop {
        match FilesViewer::open(&appliance, &appliance.admin, &session.session_id, appliance.port).await {
            Ok(viewer) => break viewer,
            Err(why) if why.to_string() == "offline" => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
            Err(why) => return Err(why),
        }
    };
    let request = viewer.ask(small("last.txt", b"last")).await?;
    assert_eq!(viewer.over(request).await?.code, "");
    let mut told: Vec<String> = Vec::new();
    session
        .console
        .until(|body| {
            if let console_down::Body::Events(events) = body {
                told.extend(events.events.into_iter().flat_map(|event| event.files).map(|file| file.path));
            }
            told.last().is_some_and(|path| path.ends_with("last.txt")).then_some(())
        })
        .await?;
    let mut there: Vec<String> = std::fs::read_dir(folder.path())?
        .filter_map(|entry| Some(entry.ok()?.path().to_string_lossy().into_owned()))
        .collect();
    there.sort();
    told.sort();
    assert_eq!(told, there, "each file that is there was told once");
    Ok(())
}

#[tokio::test]
async fn who_has_no_business_with_files_gets_no_link_and_a_rogue_viewer_loses_its_own_fil_6() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let _agent = world(&appliance).await?;
    let mut session = InSession::begin(&appliance).await?;
    let refused = async |browser, id: &str| {
        FilesViewer::open(&appliance, browser, id, appliance.port).await.err().map(|why| why.to_string())
    };
    let person = appliance.person("stranger").await?;
    assert_eq!(refused(&person.browser, &session.session_id).await.as_deref(), Some("not_found"));
    assert_eq!(refused(&appliance.admin, "none").await.as_deref(), Some("not_found"));
    let id = session.session_id.clone();
    let open = async || FilesViewer::open(&appliance, &appliance.admin, &id, appliance.port).await;
    let mut viewer = open().await?;
    let request = viewer.ask(files_up::Body::Places(FilesPlaces {})).await?;
    assert!(matches!(viewer.next().await?, FilesHeard::Said(of, files_down::Body::Places(_)) if of == request));
    let missing = viewer.ask(files_up::Body::List(ListFiles { path: "/none/such".into() })).await?;
    assert_eq!(viewer.over(missing).await?.code, "not_found");
    // The same page's next link takes the older one's place.
    let mut next = open().await?;
    assert_eq!(viewer.link.closed().await?, "superseded");
    // A request of another link, bytes of nothing, another channel, more than was granted.
    next.link
        .control(&ConsoleUp { request: 1, body: Some(console_up::Body::OpenSession(OpenSession::default())) })
        .await?;
    assert_eq!(next.link.closed().await?, "malformed_frame");
    let mut next = open().await?;
    next.link.data(1, &[0x32, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]).await?;
    assert_eq!(next.link.closed().await?, "malformed_frame");
    let mut next = open().await?;
    next.link.data(2, &[0x30]).await?;
    assert_eq!(next.link.closed().await?, "no_credit");
    let mut next = open().await?;
    next.link.data(1, &[0x11; 20]).await?;
    assert_eq!(next.link.closed().await?, "malformed_frame");
    let mut next = open().await?;
    next.link.credit(1, u32::MAX).await?;
    assert_eq!(next.link.closed().await?, "no_credit");
    let mut next = open().await?;
    assert_eq!(session.tool(false).await?, "");
    assert_eq!(next.link.closed().await?, "no_tool");
    assert_eq!(refused(&appliance.admin, &session.session_id).await.as_deref(), Some("no_tool"));
    Ok(())
}
