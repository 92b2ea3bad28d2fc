//! Files of an agent with a real file system, asked by an appliance that is the test's (FIL-1 to FIL-10, SES-4).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod double;
mod viewer;

use std::{
    collections::BTreeSet,
    fs, io,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use double::{Double, Proxy, Running, SESSION, TestHost, Weather, identity, run};
use sha2::{Digest, Sha256};
use tokio::sync::{mpsc, oneshot};
use towline_endpoint::{Agent, CustomerSide, Wish};
use towline_platform::Notebook;
use towline_platform_linux::{DesktopChoice, LinuxHost};
use towline_wire::{
    FILE_BLOCK, FILE_PIECE, FILES_WINDOW,
    v1::{
        CancelFiles, CloseChannel, EndSession, FileActKind, FileActsStored, FilesPlaces, Grant, ListFiles,
        MakeDirectory, OpenFiles, Permission, PutEnd, PutFile, RemoveFiles, RenameFile, agent_down, agent_up,
        files_down, files_up,
    },
};
use viewer::{
    CHANNEL, Heard, Viewer, again, begin, blocks, bytes_of, fetch, host, names, odd_bytes, put, rights, small, until,
};

#[test]
fn a_tree_is_fetched_in_order_and_written_down_file_by_file_fil_2() {
    run(async {
        let (double, folder) = (Double::start().await, tempfile::tempdir().unwrap());
        let (root, large) = (folder.path().join("tree"), odd_bytes(3 * FILE_BLOCK + 17));
        fs::create_dir_all(root.join("b/deep")).unwrap();
        fs::write(root.join("a.txt"), b"alpha").unwrap();
        fs::write(root.join("b/large"), &large).unwrap();
        fs::write(root.join("b/none"), b"").unwrap();
        std::os::unix::fs::symlink("/etc/passwd", root.join("c-link")).unwrap();
        let (mut viewer, _agent) = begin(&double, double.port()).await;
        let request = viewer.ask(fetch(&root)).await;
        let (mut log, mut content) = (Vec::new(), Vec::new());
        let total = loop {
            match viewer.next().await.unwrap() {
                Heard::Said(of, body) => {
                    assert_eq!(of, request);
                    match body {
                        files_down::Body::Begins(begins) => {
                            let name = String::from_utf8(begins.path.to_vec()).unwrap();
                            log.push(format!("{name}{}", if begins.skipped.is_empty() { "" } else { "!" }));
                            content.clear();
                        }
                        files_down::Body::Ends(ends) => {
                            assert_eq!((ends.bytes, ends.code.as_str()), (content.len() as u64, ""));
                            assert_eq!(
                                (ends.blocks, ends.sha256),
                                (blocks(&content), Sha256::digest(&content).to_vec().into())
                            );
                            log.push(format!("= {}", content.len()));
                        }
                        files_down::Body::Over(over) => break over,
                        other => panic!("{other:?}"),
                    }
                }
                Heard::Data { request: of, offset, bytes } => {
                    assert_eq!((of, offset), (request, content.len() as u64));
                    // What the line takes is not known yet (ADR 71).
                    assert!(bytes.len() <= if content.is_empty() { 16 * 1024 } else { FILE_PIECE });
                    content.extend_from_slice(&bytes);
                }
            }
        };
        let large = format!("= {}", large.len());
        assert_eq!(log, ["", "a.txt", "= 5", "b", "b/deep", "b/large", large.as_str(), "b/none", "= 0", "c-link!"]);
        assert_eq!((total.code.as_str(), total.total.unwrap().files >= 3), ("", true));
        viewer.acts(3).await;
        let told: Vec<_> =
            viewer.acts.iter().map(|act| (act.kind(), act.path.rsplit('/').next().unwrap(), act.participant)).collect();
        let downloaded = |name| (FileActKind::Downloaded, name, 1);
        assert_eq!(told, [downloaded("a.txt"), downloaded("large"), downloaded("none")]);
        assert_eq!(viewer.acts[0].sha256, Sha256::digest(b"alpha").to_vec());
        assert!(!viewer.acts[0].account.is_empty() && viewer.acts[0].at_ms > 0);
    });
}

#[test]
fn files_that_come_are_whole_or_not_there_and_each_is_written_down_fil_7() {
    run(async {
        let (double, folder) = (Double::start().await, tempfile::tempdir().unwrap());
        let (mut viewer, _agent) = begin(&double, double.port()).await;
        let content = odd_bytes(3 * FILE_BLOCK + 3);
        let request = viewer.ask(files_up::Body::Put(put(folder.path(), "large", 1, &content))).await;
        assert_eq!(viewer.ready(request).await.offset, 0);
        for (index, piece) in content.chunks(FILE_PIECE).enumerate() {
            viewer.data(request, (index * FILE_PIECE) as u64, piece).await;
        }
        viewer.say(0, files_up::Body::PutEnd(PutEnd { of: request, blocks: blocks(&content) })).await;
        let over = viewer.over(request).await;
        assert_eq!((over.code.as_str(), &over.name[..]), ("", &b"large"[..]));
        assert_eq!(fs::read(folder.path().join("large")).unwrap(), content);
        // Many small ones at once, and one whose bytes are not what was sent.
        let mut asked = Vec::new();
        for number in 0..150_u8 {
            asked.push(viewer.ask(small(folder.path(), &format!("s{number}"), number, &[number; 1000])).await);
        }
        let spoilt = files_up::Body::Put(PutFile {
            content: Some(Bytes::from_static(b"spoilt")),
            blocks: blocks(b"whole"),
            ..put(folder.path(), "spoilt", 200, b"spoilt")
        });
        let spoilt = viewer.ask(spoilt).await;
        for request in asked {
            assert_eq!(viewer.over(request).await.code, "");
        }
        assert_eq!(viewer.over(spoilt).await.code, "corrupt");
        assert_eq!(viewer.code(small(folder.path(), "s1", 1, b"other")).await, "exists");
        assert_eq!(names(folder.path()).len(), 151);
        viewer.acts(152).await;
        let failed: Vec<_> = viewer.acts.iter().filter(|act| !act.code.is_empty()).collect();
        assert_eq!((failed.len(), failed[0].code.as_str()), (1, "corrupt"));
        assert_eq!(
            (viewer.acts[0].bytes, &viewer.acts[0].sha256[..]),
            (content.len() as u64, &Sha256::digest(&content)[..])
        );
    });
}

#[test]
fn what_is_cancelled_ends_and_leaves_nothing_fil_3() {
    run(async {
        let (double, folder) = (Double::start().await, tempfile::tempdir().unwrap());
        fs::write(folder.path().join("large"), odd_bytes(32 * FILE_BLOCK)).unwrap();
        let (mut viewer, _agent) = begin(&double, double.port()).await;
        viewer.takes = false;
        let request = viewer.ask(fetch(&folder.path().join("large"))).await;
        let waits = viewer.ask(fetch(&folder.path().join("large"))).await;
        let mut came = 0;
        while came + FILE_PIECE < FILES_WINDOW as usize / 2 {
            if let Some(Heard::Data { bytes, .. }) = viewer.next().await {
                came += bytes.len();
            }
        }
        viewer.say(9, files_up::Body::Cancel(CancelFiles { of: waits })).await;
        viewer.say(9, files_up::Body::Cancel(CancelFiles { of: request })).await;
        // Their ends come within what was granted: bytes leave room for answers.
        assert_eq!(viewer.over(request).await.code, "cancelled");
        assert_eq!(viewer.over(waits).await.code, "cancelled");
        viewer.takes = true;
        viewer.peer.credit(CHANNEL, FILES_WINDOW as usize / 2).await;
        let content = odd_bytes(2 * FILE_BLOCK);
        let sent = viewer.ask(files_up::Body::Put(put(folder.path(), "new", 3, &content))).await;
        viewer.ready(sent).await;
        viewer.data(sent, 0, &content[..FILE_PIECE]).await;
        viewer.say(9, files_up::Body::Cancel(CancelFiles { of: sent })).await;
        assert_eq!(viewer.over(sent).await.code, "cancelled");
        // What crossed the cancel is nobody's fault.
        viewer.data(sent, FILE_PIECE as u64, &content[..FILE_PIECE]).await;
        viewer.say(9, files_up::Body::PutEnd(PutEnd { of: sent, blocks: blocks(&content) })).await;
        // A cancel may come before what it cancels.
        viewer.say(9, files_up::Body::Cancel(CancelFiles { of: 5000 })).await;
        viewer.say(5000, small(folder.path(), "late", 4, b"late")).await;
        assert_eq!(viewer.over(5000).await.code, "cancelled");
        assert_eq!(names(folder.path()), ["large"]);
        viewer.acts(2).await;
        let told: Vec<_> = viewer.acts.iter().map(|act| (act.kind(), act.code.as_str())).collect();
        assert_eq!(told, [(FileActKind::Downloaded, "cancelled"), (FileActKind::Uploaded, "cancelled")]);
    });
}

#[test]
fn a_right_that_goes_ends_what_needs_it_at_once_ses_2a() {
    run(async {
        let (double, folder) = (Double::start().await, tempfile::tempdir().unwrap());
        fs::write(folder.path().join("large"), odd_bytes(32 * FILE_BLOCK)).unwrap();
        let (mut viewer, _agent) = begin(&double, double.port()).await;
        viewer.takes = false;
        let fetched = viewer.ask(fetch(&folder.path().join("large"))).await;
        let content = odd_bytes(2 * FILE_BLOCK);
        let sent = viewer.ask(files_up::Body::Put(put(folder.path(), "new", 3, &content))).await;
        viewer.ready(sent).await;
        viewer.data(sent, 0, &content[..FILE_PIECE]).await;
        let grant = |sequence, right: &[Permission]| {
            double.grant(|grant| {
                grant.sequence = sequence;
                grant.participants[0].permissions.extend(right.iter().map(|right| *right as i32));
            })
        };
        viewer.peer.tell(grant(100, &[Permission::FileUpload])).await;
        assert_eq!(viewer.over(fetched).await.code, "not_permitted");
        viewer.takes = true;
        viewer.peer.credit(CHANNEL, FILES_WINDOW as usize / 2).await;
        assert_eq!(viewer.code(fetch(&folder.path().join("large"))).await, "not_permitted");
        viewer.peer.tell(grant(101, &[Permission::FileDownload])).await;
        assert_eq!(viewer.over(sent).await.code, "not_permitted");
        assert_eq!(viewer.code(small(folder.path(), "s", 4, b"small")).await, "not_permitted");
        assert_eq!(names(folder.path()), ["large"]);
        // Said in nobody's name: there was something that the relay did not pass on.
        viewer.participant = 0;
        viewer.say(7000, files_up::Body::List(ListFiles { path: bytes_of(folder.path()) })).await;
        assert_eq!(viewer.over(7000).await.code, "not_permitted");
        viewer.peer.tell(grant(102, &[])).await;
        assert!(viewer.next().await.is_none());
        assert_eq!(viewer.closed.as_deref(), Some("not_permitted"));
    });
}

#[test]
fn rules_of_the_grant_hold_for_whatever_is_asked_fil_6() {
    run(async {
        let (double, folder) = (Double::start().await, tempfile::tempdir().unwrap());
        let folder = fs::canonicalize(folder.path()).unwrap();
        for name in ["in", "out", "read"] {
            fs::create_dir(folder.join(name)).unwrap();
            fs::write(folder.join(name).join("file"), name).unwrap();
        }
        std::os::unix::fs::symlink(folder.join("out"), folder.join("in/way")).unwrap();
        let (mut viewer, _agent) = begin(&double, double.port()).await;
        let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        let grant = double.grant(|grant| {
            rights(grant);
            grant.sequence = 100;
            grant.participants[0].file_readable = vec![path("in"), path("read")];
            grant.participants[0].file_writable = vec![path("in")];
        });
        viewer.peer.tell(grant).await;
        let asked = viewer.ask(files_up::Body::Places(FilesPlaces {})).await;
        let Some(Heard::Said(of, files_down::Body::Places(found))) = viewer.next().await else { panic!("no places") };
        assert_eq!((of, found.readable.len(), found.writable.len()), (asked, 2, 1));
        assert_eq!(viewer.code(fetch(&folder.join("in/file"))).await, "");
        assert_eq!(viewer.code(fetch(&folder.join("read/file"))).await, "");
        for outside in ["out/file", "in/way/file", "in/../out/file"] {
            assert_eq!(viewer.code(fetch(&folder.join(outside))).await, "outside", "{outside}");
        }
        assert_eq!(viewer.code(small(&folder.join("in"), "new", 1, b"new")).await, "");
        assert_eq!(viewer.code(small(&folder.join("read"), "new", 1, b"new")).await, "outside");
        assert_eq!(viewer.code(small(&folder.join("in/way"), "new", 1, b"new")).await, "outside");
        let (from, to) = (bytes_of(&folder.join("in/new")), bytes_of(&folder.join("out/new")));
        assert_eq!(viewer.code(files_up::Body::Rename(RenameFile { from, to })).await, "outside");
        let paths = vec![bytes_of(&folder.join("out/file"))];
        assert_eq!(viewer.code(files_up::Body::Remove(RemoveFiles { paths })).await, "outside");
        assert!(folder.join("out/file").exists());
    });
}

#[test]
fn changes_are_made_and_written_down_with_what_was_in_them_fil_10() {
    run(async {
        let (double, folder) = (Double::start().await, tempfile::tempdir().unwrap());
        let (mut viewer, _agent) = begin(&double, double.port()).await;
        let make = |name: &str| {
            let path = bytes_of(&folder.path().join(name));
            files_up::Body::MakeDirectory(MakeDirectory { path, parents: true })
        };
        assert_eq!(viewer.code(make("a/b/c")).await, "");
        // There already: that is fine, and nothing was done.
        assert_eq!(viewer.code(make("a/b")).await, "");
        for name in ["a/b/c/1", "a/b/2"] {
            fs::write(folder.path().join(name), b"12345").unwrap();
        }
        let (from, to) = (bytes_of(&folder.path().join("a/b")), bytes_of(&folder.path().join("a/z")));
        assert_eq!(viewer.code(files_up::Body::Rename(RenameFile { from, to })).await, "");
        let request = viewer.ask(files_up::Body::List(ListFiles { path: bytes_of(&folder.path().join("a")) })).await;
        let Some(Heard::Said(_, files_down::Body::Page(page))) = viewer.next().await else { panic!("no page") };
        assert_eq!((&page.entries[0].name[..], page.writable), (&b"z"[..], true));
        assert_eq!(viewer.over(request).await.code, "");
        let paths = vec![bytes_of(&folder.path().join("a")), bytes_of(&folder.path().join("none"))];
        let removed = viewer.ask(files_up::Body::Remove(RemoveFiles { paths })).await;
        let over = viewer.over(removed).await;
        assert_eq!((over.failed, over.failed_code.as_str()), (1, "not_found"));
        assert_eq!(names(folder.path()), Vec::<String>::new());
        viewer.acts(3).await;
        let told: Vec<_> = viewer.acts.iter().map(|act| (act.kind(), act.entries, act.bytes)).collect();
        let none = 0;
        assert_eq!(
            told,
            [(FileActKind::DirectoryMade, none, 0), (FileActKind::Moved, none, 0), (FileActKind::Removed, 5, 10)]
        );
        assert!(viewer.acts[1].to.ends_with("/a/z"));
    });
}

#[test]
fn a_put_goes_on_after_a_lost_link_and_acts_are_told_until_they_are_stored_fil_7() {
    run(async {
        let (double, folder) = (Double::start().await, tempfile::tempdir().unwrap());
        let proxy = Proxy::start(double.port()).await;
        let (mut viewer, _agent) = begin(&double, proxy.port).await;
        assert_eq!(viewer.code(small(folder.path(), "one", 1, b"one")).await, "");
        viewer.acts(1).await;
        let content = odd_bytes(3 * FILE_BLOCK);
        let body = files_up::Body::Put(put(folder.path(), "large", 2, &content));
        let request = viewer.ask(body.clone()).await;
        viewer.ready(request).await;
        for (index, piece) in content[..2 * FILE_BLOCK].chunks(FILE_PIECE).enumerate() {
            viewer.data(request, (index * FILE_PIECE) as u64, piece).await;
        }
        let partial = |bytes: u64| {
            names(folder.path()).iter().any(|name| {
                name.ends_with(".part") && fs::metadata(folder.path().join(name)).is_ok_and(|of| of.len() >= bytes)
            })
        };
        until(|| partial(1)).await;
        // What was sent has been taken when something behind it is answered.
        assert_eq!(viewer.code(small(folder.path(), "two", 3, b"two")).await, "");
        proxy.cut(Weather::Fair);
        let mut viewer = again(&double).await;
        viewer.acts(2).await;
        let names_told: Vec<_> = viewer.acts.iter().map(|act| act.path.rsplit('/').next().unwrap()).collect();
        assert_eq!(names_told, ["one", "two"]);
        let (run, next) = viewer.told;
        let stored = FileActsStored { session_id: SESSION.to_owned(), run, next };
        viewer.peer.tell(agent_down::Body::FileActsStored(stored)).await;
        let request = viewer.ask(body).await;
        let ready = viewer.ready(request).await;
        let from = usize::try_from(ready.offset).unwrap();
        assert!(from <= 2 * FILE_BLOCK && from.is_multiple_of(FILE_BLOCK));
        assert_eq!(ready.blocks, blocks(&content[..from]));
        for (index, piece) in content[from..].chunks(FILE_PIECE).enumerate() {
            viewer.data(request, (from + index * FILE_PIECE) as u64, piece).await;
        }
        viewer.say(0, files_up::Body::PutEnd(PutEnd { of: request, blocks: blocks(&content) })).await;
        assert_eq!(viewer.over(request).await.code, "");
        assert_eq!(fs::read(folder.path().join("large")).unwrap(), content);
        assert_eq!(names(folder.path()), ["large", "one", "two"]);
        // On the next link nothing is told again that is stored.
        proxy.cut(Weather::Fair);
        let mut viewer = again(&double).await;
        viewer.acts(1).await;
        assert!(viewer.acts[0].path.ends_with("/large"));
    });
}

#[test]
fn what_came_in_part_is_gone_when_the_session_ends_fil_7() {
    run(async {
        let (double, folder) = (Double::start().await, tempfile::tempdir().unwrap());
        let (mut viewer, _agent) = begin(&double, double.port()).await;
        let content = odd_bytes(2 * FILE_BLOCK);
        let first = viewer.ask(files_up::Body::Put(put(folder.path(), "left", 1, &content))).await;
        viewer.ready(first).await;
        viewer.data(first, 0, &content[..FILE_PIECE]).await;
        // The viewer goes, and what is there stays for it.
        viewer.peer.tell(agent_down::Body::CloseChannel(CloseChannel { channel: CHANNEL })).await;
        let mut viewer = Viewer::open(viewer.peer, 8).await;
        let second = viewer.ask(files_up::Body::Put(put(folder.path(), "open", 2, &content))).await;
        viewer.ready(second).await;
        assert_eq!(names(folder.path()).len(), 2);
        let end = EndSession { session_id: SESSION.to_owned(), reason: "ended".to_owned() };
        viewer.peer.tell(agent_down::Body::EndSession(end)).await;
        until(|| names(folder.path()).is_empty()).await;
    });
}

/// A notebook that outlives its agents.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Notebook for Kept {
    fn read(&self, _: u64) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }

    fn add(&self, bytes: &[u8]) -> io::Result<()> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(())
    }

    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        *self.0.lock().unwrap() = bytes.to_vec();
        Ok(())
    }
}

#[test]
fn what_came_in_part_to_an_agent_that_was_killed_is_gone_on_with_or_goes_with_its_session_fil_7() {
    run(async {
        let (double, folder) = (Double::start().await, tempfile::tempdir().unwrap());
        let (kept, content) = (Kept::default(), odd_bytes(2 * FILE_BLOCK));
        let start = |kept: Kept, identity| {
            let linux = LinuxHost::new("/nonexistent".into(), DesktopChoice::default()).unwrap();
            Running::start(identity, TestHost::on(linux.with_notebook(kept)).0)
        };
        // Nothing of one is put in order that is killed: all that it has is dropped where it stands.
        let killable = || {
            let (kept, identity) = (kept.clone(), identity(&double, double.port()));
            let (kill, killed) = oneshot::channel::<()>();
            let thread = std::thread::spawn(move || {
                run(async {
                    let _agent = start(kept, identity);
                    let _ = killed.await;
                });
            });
            || {
                drop(kill);
                thread.join().unwrap();
            }
        };
        let begins = async |viewer: &mut Viewer, name: &str, key| {
            let request = viewer.ask(files_up::Body::Put(put(folder.path(), name, key, &content))).await;
            let ready = viewer.ready(request).await;
            viewer.data(request, ready.offset, &content[..FILE_PIECE]).await;
            request
        };
        let kill = killable();
        let mut viewer = again(&double).await;
        assert_eq!(viewer.code(small(folder.path(), "small", 9, b"small")).await, "");
        let request = begins(&mut viewer, "whole", 1).await;
        begins(&mut viewer, "never", 2).await;
        viewer.say(0, files_up::Body::Cancel(CancelFiles { of: request })).await;
        assert_eq!(viewer.over(request).await.code, "cancelled");
        begins(&mut viewer, "left", 3).await;
        kill();
        drop(viewer);
        // The session is there still, and it is the next run that goes on with one and removes the other.
        let kill = killable();
        let mut viewer = again(&double).await;
        assert_eq!(names(folder.path()).len(), 3, "{:?}", names(folder.path()));
        begins(&mut viewer, "left", 3).await;
        let end = EndSession { session_id: SESSION.to_owned(), reason: "ended".to_owned() };
        viewer.peer.tell(agent_down::Body::EndSession(end)).await;
        until(|| names(folder.path()) == ["small"]).await;
        kill();
        // A session that was over before the agent was back: nobody ever grants it again.
        let kill = killable();
        let mut viewer = again(&double).await;
        begins(&mut viewer, "left", 4).await;
        kill();
        drop(viewer);
        let _agent = start(kept.clone(), identity(&double, double.port()));
        let (peer, _) = double.welcome().await;
        let mut viewer = Viewer::open(peer, CHANNEL).await;
        assert!(viewer.next().await.is_none() && viewer.closed.is_some(), "there is no such session");
        assert_eq!(names(folder.path()).len(), 2);
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(301)).await;
        tokio::time::resume();
        until(|| names(folder.path()) == ["small"]).await;
        // And none of them is known any more.
        let known = || {
            let text = String::from_utf8(kept.read(0)).unwrap();
            text.lines().fold(BTreeSet::new(), |mut known, line| {
                let key = line.split(' ').nth(1).unwrap().to_owned();
                if line.starts_with("part ") {
                    known.insert(key)
                } else {
                    known.remove(&key)
                };
                known
            })
        };
        until(|| known().is_empty()).await;
    });
}

#[test]
fn a_viewer_without_the_right_has_no_channel_and_one_that_is_malformed_loses_it_ses_4() {
    run(async {
        let double = Double::start().await;
        let (mut viewer, _agent) = begin(&double, double.port()).await;
        let session_id = SESSION.to_owned();
        let open = OpenFiles { session_id, channel: 9, participant: 2, viewer: 6 };
        viewer.peer.tell(agent_down::Body::OpenFiles(open)).await;
        let closed = viewer
            .peer
            .heard(|body| if let agent_up::Body::ChannelClosed(closed) = body { Some(closed) } else { None });
        let closed = closed.await;
        assert_eq!((closed.channel, double::code_of(closed.problem).as_str()), (9, "not_permitted"));
        // Bytes of a file that was never announced.
        viewer.data(4711, 0, b"bytes").await;
        assert!(viewer.next().await.is_none());
        assert_eq!(viewer.closed.as_deref(), Some("malformed_frame"));
        let mut viewer = Viewer::open(viewer.peer, 10).await;
        viewer.participant = 2;
        viewer.say(1, files_up::Body::Places(FilesPlaces {})).await;
        assert!(viewer.next().await.is_none());
        assert_eq!(viewer.closed.as_deref(), Some("malformed_frame"));
    });
}

#[test]
fn while_access_is_paused_no_byte_passes_and_afterwards_it_goes_on_sup_22() {
    run(async {
        let (double, folder) = (Double::start().await, tempfile::tempdir().unwrap());
        let content = odd_bytes(24 * FILE_BLOCK);
        fs::write(folder.path().join("large"), &content).unwrap();
        let (wishes, wanted) = mpsc::channel(16);
        let person = std::sync::Arc::new(towline_platform_linux::LinuxPerson);
        let (token, news) = ("token".to_owned().into(), Box::new(|_| {}));
        let side = CustomerSide { token, wishes: wanted, news, person, patience: Duration::from_secs(600) };
        let agent = Agent::new(identity(&double, double.port()), host()).with_customer(side);
        let _agent = tokio::task::spawn_local(agent.run(|_| {}));
        let mut viewer = again(&double).await;
        let request = viewer.ask(fetch(&folder.path().join("large"))).await;
        let mut came = 0;
        while came < 2 * FILE_BLOCK {
            if let Some(Heard::Data { offset, bytes, .. }) = viewer.next().await {
                assert_eq!(offset, came as u64);
                came += bytes.len();
            }
        }
        wishes.send(Wish::Pause(true)).await.unwrap();
        viewer.peer.heard(|body| matches!(body, agent_up::Body::CustomerPause(_)).then_some(())).await;
        let list = || files_up::Body::List(ListFiles { path: bytes_of(folder.path()) });
        // What was sent before the pause is read up to here.
        let refused = viewer.ask(list()).await;
        loop {
            match viewer.next().await.unwrap() {
                Heard::Data { bytes, .. } => came += bytes.len(),
                Heard::Said(of, files_down::Body::Over(over)) if of == refused => {
                    assert_eq!(over.code, "not_permitted");
                    break;
                }
                other => panic!("{other:?}"),
            }
        }
        let refused = viewer.ask(small(folder.path(), "new", 1, b"new")).await;
        let Some(Heard::Said(of, files_down::Body::Over(over))) = viewer.next().await else { panic!("not held") };
        assert_eq!((of, over.code.as_str()), (refused, "not_permitted"));
        assert!(came < content.len());
        wishes.send(Wish::Pause(false)).await.unwrap();
        loop {
            match viewer.next().await.unwrap() {
                Heard::Data { offset, bytes, .. } => {
                    assert_eq!(offset, came as u64);
                    came += bytes.len();
                }
                Heard::Said(of, files_down::Body::Over(over)) if of == request => {
                    assert_eq!(over.code, "");
                    break;
                }
                Heard::Said(..) => {}
            }
        }
        assert_eq!(came, content.len());
        assert_eq!(names(folder.path()), ["large"]);
    });
}

/// Finds what has this in it, and hangs over what has that.
const SCAN: &str =
    "grep -q HANGS /proc/self/fd/0 && exec sleep 3071; if grep -q MARKED; then echo 'Marked FOUND'; exit 1; fi";

fn scanned(grant: &mut Grant) {
    rights(grant);
    grant.participants[0].file_scan = true;
}

async fn scan_link(double: &Double) -> Viewer {
    let (mut peer, _) = double.welcome().await;
    peer.tell(double.grant(scanned)).await;
    Viewer::open(peer, CHANNEL).await
}

fn scan_command() -> towline_platform_linux::ScanCommand {
    let words = ["/bin/sh", "-c", SCAN].map(str::to_owned).to_vec();
    towline_platform_linux::ScanCommand::new(words, 60).unwrap()
}

#[test]
fn where_files_must_be_scanned_none_goes_without_a_command_and_with_one_only_what_is_clean_fil_10() {
    run(async {
        let (double, folder) = (Double::start().await, tempfile::tempdir().unwrap());
        let host = host();
        let _agent = Running::start(identity(&double, double.port()), host.clone());
        let mut viewer = scan_link(&double).await;
        fs::create_dir(folder.path().join("tree")).unwrap();
        fs::write(folder.path().join("tree/a"), b"alpha").unwrap();
        fs::write(folder.path().join("tree/b"), b"something MARKED").unwrap();
        let places = async |viewer: &mut Viewer| {
            viewer.ask(files_up::Body::Places(FilesPlaces {})).await;
            let Some(Heard::Said(_, files_down::Body::Places(found))) = viewer.next().await else {
                panic!("no places")
            };
            found
        };
        assert!(places(&mut viewer).await.no_scanner);
        let large = odd_bytes(2 * FILE_BLOCK);
        for body in [
            fetch(&folder.path().join("tree")),
            small(folder.path(), "small", 1, b"small"),
            files_up::Body::Put(put(folder.path(), "large", 2, &large)),
        ] {
            assert_eq!(viewer.code(body).await, "no_scanner");
        }
        assert_eq!(names(folder.path()), ["tree"]);
        host.scanner.replace(Some(scan_command()));
        assert!(!places(&mut viewer).await.no_scanner);
        let request = viewer.ask(fetch(&folder.path().join("tree"))).await;
        let mut log = Vec::new();
        let over = loop {
            match viewer.next().await.unwrap() {
                Heard::Said(_, files_down::Body::Scanning(scanning)) => {
                    log.push(format!("? {}", String::from_utf8_lossy(&scanning.path)));
                }
                Heard::Said(_, files_down::Body::Begins(begins)) => {
                    log.push(format!("{}{}{}", String::from_utf8_lossy(&begins.path), begins.skipped, begins.finding));
                }
                Heard::Said(of, files_down::Body::Over(over)) if of == request => break over,
                Heard::Said(..) => {}
                Heard::Data { bytes, .. } => log.push(format!("= {}", bytes.len())),
            }
        };
        assert_eq!(log, ["", "? a", "a", "= 5", "? b", "binfectedMarked FOUND"]);
        assert_eq!((over.failed, over.failed_code.as_str()), (1, "infected"));
        assert_eq!(viewer.code(small(folder.path(), "small", 3, b"small")).await, "");
        let refused = viewer.ask(small(folder.path(), "evil", 4, b"MARKED")).await;
        let refused = viewer.over(refused).await;
        assert_eq!((refused.code.as_str(), refused.detail.as_str()), ("infected", "Marked FOUND"));
        let request = viewer.ask(files_up::Body::Put(put(folder.path(), "large", 5, &large))).await;
        viewer.ready(request).await;
        for (index, piece) in large.chunks(FILE_PIECE).enumerate() {
            viewer.data(request, (index * FILE_PIECE) as u64, piece).await;
        }
        viewer.say(0, files_up::Body::PutEnd(PutEnd { of: request, blocks: blocks(&large) })).await;
        assert_eq!(viewer.over(request).await.code, "");
        assert_eq!(names(folder.path()), ["large", "small", "tree"]);
        viewer.acts(5).await;
        let told: Vec<_> = viewer.acts.iter().map(|act| (act.path.rsplit('/').next().unwrap(), act.scanned)).collect();
        assert_eq!(told, [("a", true), ("b", false), ("small", true), ("evil", false), ("large", true)]);
        for (act, content) in [(1, &b"something MARKED"[..]), (3, b"MARKED")] {
            let act = &viewer.acts[act];
            assert_eq!((act.code.as_str(), act.finding.as_str()), ("infected", "Marked FOUND"));
            assert_eq!((act.bytes, &act.sha256[..]), (content.len() as u64, &Sha256::digest(content)[..]));
        }
    });
}

#[test]
fn what_is_scanned_can_be_cancelled_and_goes_on_after_a_lost_link_fil_7_fil_10() {
    run(async {
        let (double, folder) = (Double::start().await, tempfile::tempdir().unwrap());
        let proxy = Proxy::start(double.port()).await;
        let host = host();
        host.scanner.replace(Some(scan_command()));
        let _agent = Running::start(identity(&double, proxy.port), host.clone());
        let mut viewer = scan_link(&double).await;
        let scanning = async |viewer: &mut Viewer, request: u32| loop {
            match viewer.next().await.unwrap() {
                Heard::Said(of, files_down::Body::Scanning(_)) if of == request => break,
                other => assert!(!matches!(other, Heard::Said(_, files_down::Body::Over(_))), "{other:?}"),
            }
        };
        let hangs = b"HANGS";
        fs::write(folder.path().join("there"), hangs).unwrap();
        for body in [small(folder.path(), "small", 1, hangs), fetch(&folder.path().join("there"))] {
            let request = viewer.ask(body).await;
            scanning(&mut viewer, request).await;
            viewer.say(0, files_up::Body::Cancel(CancelFiles { of: request })).await;
            assert_eq!(viewer.over(request).await.code, "cancelled");
        }
        assert_eq!(names(folder.path()), ["there"]);
        // One whose scan does not end holds up no other.
        let endless = viewer.ask(small(folder.path(), "endless", 3, hangs)).await;
        scanning(&mut viewer, endless).await;
        for (name, key) in [("one", 4), ("two", 5)] {
            assert_eq!(viewer.code(small(folder.path(), name, key, b"clean")).await, "");
        }
        viewer.say(0, files_up::Body::Cancel(CancelFiles { of: endless })).await;
        assert_eq!(viewer.over(endless).await.code, "cancelled");
        assert_eq!(names(folder.path()), ["one", "there", "two"]);
        let mut content = odd_bytes(2 * FILE_BLOCK);
        content[..hangs.len()].copy_from_slice(hangs);
        let body = files_up::Body::Put(put(folder.path(), "large", 2, &content));
        let request = viewer.ask(body.clone()).await;
        viewer.ready(request).await;
        for (index, piece) in content.chunks(FILE_PIECE).enumerate() {
            viewer.data(request, (index * FILE_PIECE) as u64, piece).await;
        }
        viewer.say(0, files_up::Body::PutEnd(PutEnd { of: request, blocks: blocks(&content) })).await;
        scanning(&mut viewer, request).await;
        proxy.cut(Weather::Fair);
        let words = ["/bin/sh", "-c", "exit 0"].map(str::to_owned).to_vec();
        host.scanner.replace(Some(towline_platform_linux::ScanCommand::new(words, 60).unwrap()));
        let mut viewer = scan_link(&double).await;
        // Until the first scan has noticed, somebody has the file still.
        let ready = loop {
            let request = viewer.ask(body.clone()).await;
            match viewer.next().await.unwrap() {
                Heard::Said(_, files_down::Body::PutReady(ready)) => break ready,
                Heard::Said(_, files_down::Body::Over(over)) => assert_eq!(over.code, "busy"),
                other => panic!("{other:?} of {request}"),
            }
        };
        assert_eq!((ready.offset, ready.blocks), (content.len() as u64, blocks(&content)));
        let request = viewer.request;
        viewer.say(0, files_up::Body::PutEnd(PutEnd { of: request, blocks: blocks(&content) })).await;
        assert_eq!(viewer.over(request).await.code, "");
        assert_eq!(names(folder.path()), ["large", "one", "there", "two"]);
    });
}
