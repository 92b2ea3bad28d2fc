//! Files that are put on the endpoint's clipboard, as the agent lays them down, offers them and takes them away again (SCR-7, SES-4).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod double;

use std::{
    ffi::OsStr,
    fs,
    os::unix::{ffi::OsStrExt, fs::PermissionsExt},
    path::{Path, PathBuf},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use double::{Double, Peer, Running, SESSION, TestHost, identity, run};
use prost::Message as _;
use sha2::{Digest, Sha256};
use tokio::{io::AsyncReadExt, net::UnixStream, sync::mpsc::UnboundedReceiver, time::timeout};
use towline_seal::Keeper as _;
use towline_wire::{
    CONTROL_LIMIT, FilesPayload, Frame, Payload, decode, encode_data,
    v1::{
        ClipboardFiles, EndSession, FilesDown, FilesPlaces, FilesUp, Grant, HelperClipboardFiles, HelperDown,
        MakeDirectory, OpenFiles, OpenScreen, Permission, PutFile, ScreenUp, StageFiles, UnstageFiles, agent_down,
        agent_up, files_down, files_up, helper_down, screen_up,
    },
};

const FILES: u32 = 7;
const SCREEN: u32 = 4;
const VAIN: Duration = Duration::from_secs(60);

/// Both share their clipboard and may send files; 1 controls.
fn rights(sequence: u64, change: impl FnOnce(&mut Grant)) -> impl FnOnce(&mut Grant) {
    move |grant| {
        grant.sequence = sequence;
        for participant in &mut grant.participants {
            participant.clipboard = true;
            participant.permissions.extend([Permission::FileUpload as i32, Permission::ClipboardToEndpoint as i32]);
        }
        change(grant);
    }
}

struct Scene {
    double: Double,
    peer: Peer,
    home: PathBuf,
    helpers: UnboundedReceiver<UnixStream>,
    request: u32,
    _agent: Running,
}

impl Scene {
    async fn begin(change: impl FnOnce(&mut Grant)) -> Scene {
        let double = Double::start().await;
        let (host, helpers) = TestHost::new();
        let home = host.home.path().to_owned();
        // What an earlier run of this agent left, and another agent of the same user has there.
        fs::create_dir_all(home.join(".cache/towline/clipboard/another/s/1")).unwrap();
        fs::create_dir_all(own(&home).join("old/1")).unwrap();
        fs::write(own(&home).join("old/1/left.txt"), "left").unwrap();
        let agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        peer.tell(double.grant(rights(1, change))).await;
        peer.tell(agent_down::Body::OpenFiles(OpenFiles {
            session_id: SESSION.into(),
            channel: FILES,
            participant: 1,
            viewer: 5,
        }))
        .await;
        Scene { double, peer, home, helpers, request: 0, _agent: agent }
    }

    async fn ask(&mut self, body: files_up::Body) -> files_down::Body {
        self.request += 1;
        let request = self.request;
        let up = FilesUp { request, body: Some(body) };
        let payload = FilesPayload::Ask(up.encode_to_vec().into()).encode();
        self.peer.send(encode_data(FILES, &[&1_u16.to_le_bytes(), &payload])).await;
        loop {
            let payload = self.peer.payload(FILES).await.expect("the channel is open");
            let Payload::FilesDown(body) = Payload::decode(payload).unwrap() else { panic!("no answer") };
            let down = FilesDown::decode(body).unwrap();
            if down.request == request {
                return down.body.unwrap();
            }
        }
    }

    async fn code(&mut self, body: files_up::Body) -> String {
        match self.ask(body).await {
            files_down::Body::Over(over) => over.code,
            other => panic!("{other:?}"),
        }
    }

    async fn stage(&mut self) -> (u32, PathBuf) {
        match self.ask(files_up::Body::Stage(StageFiles {})).await {
            files_down::Body::Staged(staged) => (staged.batch, OsStr::from_bytes(&staged.path).into()),
            other => panic!("{other:?}"),
        }
    }

    async fn put(&mut self, directory: &Path, name: &[u8], content: &[u8]) -> String {
        let put = PutFile {
            directory: bytes_of(directory),
            name: Bytes::copy_from_slice(name),
            key: vec![1; 16].into(),
            bytes: content.len() as u64,
            content: Some(Bytes::copy_from_slice(content)),
            blocks: Sha256::digest(Sha256::digest(content)).to_vec().into(),
            ..PutFile::default()
        };
        self.code(files_up::Body::Put(put)).await
    }

    /// A participant says that their batch is to be on the clipboard.
    async fn place(&mut self, participant: u16, number: u32, batch: u32) {
        let body = Some(screen_up::Body::ClipboardFiles(ClipboardFiles { number, batch }));
        self.peer.data(SCREEN, participant, &ScreenUp { viewer: 9, sequence: 1, body }).await;
    }

    async fn refused(&mut self) -> (String, String) {
        self.peer
            .heard(|body| match body {
                agent_up::Body::Refusal(refusal) => Some((refusal.code, refusal.action)),
                _ => None,
            })
            .await
    }
}

struct Helper(UnixStream, BytesMut);

impl Helper {
    /// The next that it is told of the clipboard's files.
    async fn told(&mut self) -> helper_down::Body {
        loop {
            let whole = self.1.first_chunk::<4>().map(|head| u32::from_le_bytes(*head) as usize);
            let Some(length) = whole.filter(|length| self.1.len() >= 4 + length) else {
                assert!(self.0.read_buf(&mut self.1).await.unwrap() > 0);
                continue;
            };
            let _ = self.1.split_to(4);
            let frame = decode(self.1.split_to(length).freeze(), CONTROL_LIMIT).unwrap();
            if let Frame::Control(message) = frame
                && let Some(body) = HelperDown::decode(message).unwrap().body
                && matches!(body, helper_down::Body::ClipboardFiles(_) | helper_down::Body::ClipboardClear(_))
            {
                return body;
            }
        }
    }

    async fn files(&mut self) -> HelperClipboardFiles {
        match self.told().await {
            helper_down::Body::ClipboardFiles(files) => files,
            other => panic!("{other:?}"),
        }
    }
}

fn own(home: &Path) -> PathBuf {
    let id = towline_seal::agent_key_id(&double::agent_key().public_key());
    let tag: String = id.0.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    home.join(".cache/towline/clipboard").join(tag)
}

fn bytes_of(path: &Path) -> Bytes {
    Bytes::copy_from_slice(path.as_os_str().as_bytes())
}

/// Waits for what happens on a thread of the agent's that nobody is told of.
async fn until(what: impl Fn() -> bool) {
    timeout(VAIN, async {
        while !what() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("waited in vain");
}

#[test]
fn files_for_the_clipboard_are_laid_down_offered_and_go_with_right_and_session_scr_7() {
    run(async {
        let mut scene = Scene::begin(|_| {}).await;
        scene
            .peer
            .tell(agent_down::Body::OpenScreen(OpenScreen {
                session_id: SESSION.into(),
                channel: SCREEN,
                options: None,
            }))
            .await;
        let mut helper = Helper(scene.helpers.recv().await.unwrap(), BytesMut::new());
        let (batch, path) = scene.stage().await;
        let home = scene.home.clone();
        assert!(path.starts_with(own(&home)) && path.is_dir());
        assert!(!own(&home).join("old").exists(), "what an earlier run left is gone");
        assert!(home.join(".cache/towline/clipboard/another/s/1").exists(), "and nobody else's");
        let private = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!([private(&own(&home)), private(path.parent().unwrap())], [0o700; 2]);
        assert_eq!(scene.put(&path, b"new\nline \xff", b"whole").await, "");
        let make = MakeDirectory { path: bytes_of(&path.join("tree/deep")), parents: true };
        assert_eq!(scene.code(files_up::Body::MakeDirectory(make)).await, "");
        assert_eq!(scene.put(&path.join("tree/deep"), b"a", b"a").await, "");
        // What lies beside is nobody's content of the clipboard.
        assert_eq!(scene.put(&home, b"beside", b"b").await, "");
        scene.place(1, 3, batch).await;
        let files = helper.files().await;
        assert_eq!((files.channel, files.participant, files.viewer, files.number, files.last), (SCREEN, 1, 9, 3, true));
        let at = |name: &[u8]| bytes_of(&path.join(OsStr::from_bytes(name)));
        assert_eq!(files.paths, [at(b"new\nline \xff"), at(b"tree")]);
        // Another's batch, and one that is none: there is nothing. Who does not control may not at all.
        scene.place(1, 4, batch + 1).await;
        assert_eq!(helper.files().await.paths, Vec::<Bytes>::new());
        scene.place(2, 5, batch).await;
        assert_eq!(scene.refused().await, ("not_permitted".into(), "clipboard_files".into()));
        // A batch that is not wanted any more goes, from the clipboard as well; the other one with the right to send files.
        let (other, left) = scene.stage().await;
        assert_eq!(scene.put(&left, b"other", b"o").await, "");
        scene.place(1, 7, other).await;
        assert_eq!(helper.files().await.paths.len(), 1);
        assert_eq!(scene.code(files_up::Body::Unstage(UnstageFiles { batch: other })).await, "");
        assert!(matches!(helper.told().await, helper_down::Body::ClipboardClear(_)));
        until(|| !left.exists()).await;
        scene.place(1, 8, batch).await;
        assert_eq!(helper.files().await.paths.len(), 2);
        let without = |grant: &mut Grant| {
            grant.participants[0].permissions.retain(|of| *of != Permission::FileUpload as i32);
            grant.participants[0].permissions.push(Permission::FileDownload as i32);
        };
        scene.peer.tell(scene.double.grant(rights(2, without))).await;
        assert!(matches!(helper.told().await, helper_down::Body::ClipboardClear(_)));
        until(|| !path.exists()).await;
        assert_eq!(scene.code(files_up::Body::Stage(StageFiles {})).await, "not_permitted");
        scene.place(1, 6, batch).await;
        assert_eq!(scene.refused().await, ("not_permitted".into(), "clipboard_files".into()));
        // With the switch off there is no room either; with the session everything goes.
        scene.peer.tell(scene.double.grant(rights(3, |grant| grant.participants[0].clipboard = false))).await;
        assert_eq!(scene.code(files_up::Body::Stage(StageFiles {})).await, "not_permitted");
        scene.peer.tell(scene.double.grant(rights(4, |_| {}))).await;
        let (_, path) = scene.stage().await;
        assert_eq!(scene.put(&path, b"last", b"l").await, "");
        scene
            .peer
            .tell(agent_down::Body::EndSession(EndSession { session_id: SESSION.into(), ..EndSession::default() }))
            .await;
        until(|| !path.parent().unwrap().exists()).await;
        assert!(home.join("beside").exists());
    });
}

#[test]
fn rules_that_do_not_reach_there_keep_files_from_the_clipboard_scr_7() {
    run(async {
        let mut scene = Scene::begin(|grant| grant.participants[0].file_writable = vec!["/srv".into()]).await;
        let places = |body| if let files_down::Body::Places(found) = body { found } else { panic!("no places") };
        let found = places(scene.ask(files_up::Body::Places(FilesPlaces {})).await);
        assert!(found.clipboard_outside);
        assert_eq!(scene.code(files_up::Body::Stage(StageFiles {})).await, "outside");
        assert!(!own(&scene.home).exists());
        let reaches = scene.home.join(".cache/towline/clipboard").to_string_lossy().into_owned();
        let grant = scene.double.grant(rights(2, |grant| grant.participants[0].file_writable = vec![reaches]));
        scene.peer.tell(grant).await;
        let found = places(scene.ask(files_up::Body::Places(FilesPlaces {})).await);
        assert!(!found.clipboard_outside);
        let (_, path) = scene.stage().await;
        assert!(path.is_dir());
    });
}
