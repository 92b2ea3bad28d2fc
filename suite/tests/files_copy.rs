//! Files from one endpoint to another through a real appliance (FIL-12): they arrive whole also when the appliance dies in between, and whoever asks for what cannot be is told so and loses nothing else.

mod installed;

use std::collections::BTreeMap;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use installed::Agent;
use serde_json::Value;
use towline_testkit::{Browser, FilesHeard, FilesViewer, Person, SimulatedConsole, TestAppliance};
use towline_wire::FILES_WINDOW;
use towline_wire::v1::{
    CopyFiles, CopyOver, CopyStands, FileExists, OpenSession, StartSession, StartTool, StopTool, Tool, console_down,
    console_up, files_up,
};

struct Stage {
    appliance: TestAppliance,
    console: SimulatedConsole,
    /// Somebody else who may jump to both machines.
    pavel: Person,
    items: Vec<String>,
    /// From where, and to where.
    sessions: [String; 2],
    _agents: [Agent; 2],
}

impl Stage {
    async fn build() -> Result<Stage> {
        let appliance = TestAppliance::start().await?;
        let pavel = appliance.person("pavel").await?;
        let group = appliance.group("Workshop", &[&pavel.id]).await?;
        let token = appliance.installer(&group, 2).await?;
        let agents = [Agent::install(&appliance, &token).await?, Agent::install(&appliance, &token).await?];
        let mut console = SimulatedConsole::connect(&appliance, &appliance.admin).await?;
        let (mut items, mut sessions) = (Vec::new(), Vec::new());
        for item in appliance.items(&appliance.admin).await? {
            let item_id = item.get("id").and_then(Value::as_str).context("an item without an id")?.to_owned();
            sessions.push(jump(&mut console, &item_id).await?);
            items.push(item_id);
        }
        let sessions: [String; 2] = sessions.try_into().map_err(|_| anyhow::anyhow!("not two machines"))?;
        let mut stage = Stage { appliance, console, pavel, items, sessions, _agents: agents };
        for at in 0..2 {
            stage.tool(at, true).await?;
        }
        Ok(stage)
    }

    async fn tool(&mut self, at: usize, on: bool) -> Result<()> {
        let (session_id, tool) = (self.sessions.get(at).cloned().unwrap_or_default(), Tool::Files.into());
        let body = if on {
            console_up::Body::StartTool(StartTool { session_id, tool })
        } else {
            console_up::Body::StopTool(StopTool { session_id, tool })
        };
        let code = self.console.code_of(body).await?;
        ensure!(code.is_empty(), "{code}");
        Ok(())
    }

    /// A files link of the first session, as soon as its endpoint is there.
    async fn viewer(&self) -> Result<FilesViewer> {
        self.viewer_of(&self.appliance.admin).await
    }

    async fn viewer_of(&self, browser: &Browser) -> Result<FilesViewer> {
        let [from, _] = &self.sessions;
        loop {
            match FilesViewer::open(&self.appliance, browser, from, self.appliance.port).await {
                Err(why) if why.to_string() == "offline" => tokio::time::sleep(Duration::from_millis(20)).await,
                other => return other,
            }
        }
    }

    fn copy(&self, path: &Path, to: &Path) -> CopyFiles {
        CopyFiles {
            paths: vec![Bytes::copy_from_slice(path.as_os_str().as_bytes())],
            to_session: self.sessions[1].clone(),
            directory: Bytes::copy_from_slice(to.as_os_str().as_bytes()),
            exists: FileExists::Overwrite.into(),
            keep_times: true,
            keep_mode: true,
            ..CopyFiles::default()
        }
    }
}

/// Into the session with a machine: the one that is there, else a new one.
async fn jump(console: &mut SimulatedConsole, item_id: &str) -> Result<String> {
    let (item_id, nonce) = (item_id.to_owned(), uuid::Uuid::new_v4().to_string());
    let start = StartSession { item_id, nonce, join: true, ..Default::default() };
    Ok(console.ask(console_up::Body::StartSession(start)).await?.session_id)
}

/// How a copy ended; `enough` may stop it before that. No end: the link broke, or it was enough.
async fn follow(
    viewer: &mut FilesViewer,
    copy: CopyFiles,
    mut enough: impl FnMut(&CopyStands) -> bool,
) -> Result<Option<CopyOver>> {
    let Ok(request) = viewer.ask(files_up::Body::Copy(copy)).await else { return Ok(None) };
    loop {
        match viewer.next().await {
            Ok(FilesHeard::Copy(told)) if told.request == request => {
                if told.stands.as_ref().is_some_and(&mut enough) {
                    return Ok(None);
                }
                if told.over.is_some() {
                    return Ok(told.over);
                }
            }
            Ok(FilesHeard::Closed(_)) | Err(_) => return Ok(None),
            Ok(_) => {}
        }
    }
}

fn held(root: &Path) -> Result<BTreeMap<Vec<u8>, Vec<u8>>> {
    let mut all = BTreeMap::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.strip_prefix(root)?.as_os_str().as_bytes().to_vec();
            if path.is_dir() {
                all.insert(name, Vec::new());
                open.push(path);
            } else {
                all.insert(name, std::fs::read(path)?);
            }
        }
    }
    Ok(all)
}

#[tokio::test]
async fn a_tree_is_the_same_at_its_target_when_the_appliance_dies_in_between_and_little_is_sent_twice_fil_12()
-> Result<()> {
    let mut stage = Stage::build().await?;
    let (from, to) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let tree = from.path().join("tree");
    for number in 0..120 {
        let folder = tree.join(format!("d{}", number % 5));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(format!("{number}")), vec![number as u8; number * 11])?;
    }
    std::fs::create_dir(tree.join("nothing"))?;
    std::fs::write(tree.join(std::ffi::OsStr::from_bytes(b"\xff\xfe")), b"not a text")?;
    let large: Vec<u8> = (0..64usize << 20).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    std::fs::write(tree.join("large"), &large)?;

    let mut stands = CopyStands::default();
    let mut viewer = stage.viewer().await?;
    let copy = stage.copy(&tree, to.path());
    let middle = u64::from(FILES_WINDOW) + 1;
    let over = follow(&mut viewer, copy.clone(), |now| {
        stands = now.clone();
        now.partial_bytes >= middle
    })
    .await?;
    ensure!(over.is_none(), "it was over too soon: {over:?}");
    stage.appliance.kill_and_restart().await?;
    drop(viewer);
    // Sessions are the appliance's again as soon as it is there; agents come back by themselves.
    let before = stands.partial_bytes;
    let mut after = None;
    loop {
        let mut viewer = stage.viewer().await?;
        let resumed = CopyFiles {
            resume_path: stands.resume_path.clone(),
            resume_offset: stands.resume_offset,
            resume_stamp: stands.resume_stamp.clone(),
            ..copy.clone()
        };
        let over = follow(&mut viewer, resumed, |now| {
            if now.partial_bytes > 0 && after.is_none() {
                after = Some(now.partial_bytes);
            }
            stands = now.clone();
            false
        })
        .await?;
        match over {
            Some(over) if over.code.is_empty() => break,
            Some(over) if ["offline", "busy"].contains(&over.code.as_str()) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            other => bail!("{other:?}"),
        }
    }
    let after = after.context("the large file was not gone on with")?;
    ensure!(after + u64::from(FILES_WINDOW) >= before, "at {before} when it died, gone on with at {after}");
    let (there, here) = (held(&to.path().join("tree"))?, held(&tree)?);
    ensure!(there.keys().eq(here.keys()), "other names");
    ensure!(there == here, "other bytes");
    ensure!(held(to.path())?.keys().all(|name| name.starts_with(b"tree")), "something is left");

    // Both logs say it, and name the other machine.
    stage.console = SimulatedConsole::connect(&stage.appliance, &stage.appliance.admin).await?;
    for (session_id, kind) in stage.sessions.iter().zip(["files_copied_to", "files_copied_from"]) {
        let open = OpenSession { session_id: session_id.clone(), have_event: 0 };
        assert_eq!(stage.console.code_of(console_up::Body::OpenSession(open)).await?, "");
        let found = stage.console.until(|body| match body {
            console_down::Body::Events(told) => told.events.into_iter().find(|event| event.kind == kind),
            _ => None,
        });
        let event = found.await?;
        assert_eq!((event.text.as_str(), event.detail.as_str()), ("real", to.path().to_str().unwrap_or_default()));
    }
    Ok(())
}

#[tokio::test]
async fn who_asks_for_what_cannot_be_copied_is_told_so_and_keeps_the_link_fil_12() -> Result<()> {
    let mut stage = Stage::build().await?;
    let (from, to) = (tempfile::tempdir()?, tempfile::tempdir()?);
    std::fs::write(from.path().join("one"), b"one")?;
    let good = stage.copy(&from.path().join("one"), to.path());
    let mut viewer = stage.viewer().await?;
    let mut code = async |copy: CopyFiles| {
        let over = follow(&mut viewer, copy, |_| false).await?.context("the link broke")?;
        anyhow::Ok((over.code, over.at_target))
    };
    let to_session = |id: &str| CopyFiles { to_session: id.to_owned(), ..good.clone() };
    assert_eq!(code(to_session(&stage.sessions[0])).await?, ("invalid".into(), false));
    assert_eq!(code(to_session("none")).await?, ("invalid".into(), false));
    assert_eq!(code(to_session(&uuid::Uuid::new_v4().to_string())).await?, ("not_found".into(), true));
    let many = CopyFiles { paths: vec![Bytes::from_static(b"/a"); 300], ..good.clone() };
    assert_eq!(code(many).await?, ("invalid".into(), false));
    let asks = CopyFiles { exists: FileExists::Ask.into(), ..good.clone() };
    assert_eq!(code(asks).await?, ("invalid".into(), false));
    // What goes wrong with a path is a remark, and the copy itself was done.
    let missing = CopyFiles { paths: vec![Bytes::from_static(b"/none/such")], ..good.clone() };
    assert_eq!(code(missing).await?, (String::new(), false));
    assert_eq!(code(good.clone()).await?, (String::new(), false));
    assert_eq!(std::fs::read(to.path().join("one"))?, b"one");
    stage.tool(1, false).await?;
    let mut code = async |copy: CopyFiles| {
        let over = follow(&mut viewer, copy, |_| false).await?.context("the link broke")?;
        anyhow::Ok((over.code, over.at_target))
    };
    assert_eq!(code(good).await?, ("no_tool".into(), true));
    Ok(())
}

#[tokio::test]
async fn a_session_that_somebody_is_not_in_is_no_target_of_theirs_fil_12() -> Result<()> {
    let stage = Stage::build().await?;
    let (from, to) = (tempfile::tempdir()?, tempfile::tempdir()?);
    std::fs::write(from.path().join("one"), b"one")?;
    let copy = stage.copy(&from.path().join("one"), to.path());
    let mut pavel = SimulatedConsole::connect(&stage.appliance, &stage.pavel.browser).await?;
    assert_eq!(jump(&mut pavel, &stage.items[0]).await?, stage.sessions[0]);
    let mut viewer = stage.viewer_of(&stage.pavel.browser).await?;
    let over = follow(&mut viewer, copy.clone(), |_| false).await?.context("the link broke")?;
    // The same as of one that nobody has: who is in which session is not told this way.
    assert_eq!((over.code.as_str(), over.at_target), ("not_found", true));
    assert!(held(to.path())?.is_empty());
    // Once he is in it, it is.
    assert_eq!(jump(&mut pavel, &stage.items[1]).await?, stage.sessions[1]);
    let over = follow(&mut viewer, copy, |_| false).await?.context("the link broke")?;
    assert_eq!(over.code, "");
    assert_eq!(std::fs::read(to.path().join("one"))?, b"one");
    Ok(())
}
