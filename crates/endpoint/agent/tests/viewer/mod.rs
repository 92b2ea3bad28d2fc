//! Somebody who looks at files, at the appliance's end of the link.

use std::{fs, os::unix::ffi::OsStrExt, path::Path, rc::Rc, time::Duration};

use bytes::Bytes;
use prost::Message as _;
use sha2::{Digest, Sha256};
use tokio::time::timeout;
use towline_wire::{
    FILE_BLOCK, FilesPayload, Frame, Payload, encode_data, v1,
    v1::{
        AgentUp, FetchFiles, FileAct, FileExists, FilesDown, FilesOver, FilesUp, Grant, OpenFiles, Permission, PutFile,
        agent_down, agent_up, files_down, files_up,
    },
};

use crate::double::{self, Double, Peer, Running, SESSION, TestHost, identity};

pub const CHANNEL: u32 = 7;
pub const VAIN: Duration = Duration::from_secs(60);

/// Participant 1 may both, 2 nothing.
pub fn rights(grant: &mut Grant) {
    grant.participants[0].permissions.extend([Permission::FileDownload as i32, Permission::FileUpload as i32]);
}

/// The appliance's end, as one viewer.
pub struct Viewer {
    pub peer: Peer,
    pub channel: u32,
    pub participant: u16,
    pub acts: Vec<FileAct>,
    /// Of the newest acts: their run, and the number after the last.
    pub told: (u64, u64),
    pub closed: Option<String>,
    /// Credit is given back.
    pub takes: bool,
    pub request: u32,
}

/// What came.
#[derive(Debug)]
pub enum Heard {
    Said(u32, files_down::Body),
    Data { request: u32, offset: u64, bytes: Bytes },
}

impl Viewer {
    pub async fn open(peer: Peer, channel: u32) -> Viewer {
        let mut viewer = Viewer {
            peer,
            channel,
            participant: 1,
            acts: Vec::new(),
            told: (0, 0),
            closed: None,
            takes: true,
            request: 100 * channel,
        };
        let session_id = SESSION.to_owned();
        let open = OpenFiles { session_id, channel, participant: 1, viewer: 5 };
        viewer.peer.tell(agent_down::Body::OpenFiles(open)).await;
        viewer
    }

    pub async fn ask(&mut self, body: files_up::Body) -> u32 {
        self.request += 1;
        let request = self.request;
        self.say(request, body).await;
        request
    }

    pub async fn say(&mut self, request: u32, body: files_up::Body) {
        let up = FilesUp { request, body: Some(body) };
        self.send(&FilesPayload::Ask(up.encode_to_vec().into()).encode()).await;
    }

    pub async fn data(&mut self, request: u32, offset: u64, bytes: &[u8]) {
        let bytes = Bytes::copy_from_slice(bytes);
        self.send(&FilesPayload::Data { request, offset, bytes }.encode()).await;
    }

    pub async fn send(&mut self, payload: &[u8]) {
        self.peer.send(encode_data(self.channel, &[&self.participant.to_le_bytes(), payload])).await;
    }

    /// The next thing on the channel. `None`: it, or the link, was closed.
    pub async fn next(&mut self) -> Option<Heard> {
        loop {
            match timeout(VAIN, self.peer.frame()).await.expect("waited in vain")? {
                Frame::Data { channel, payload } if channel == self.channel => {
                    if self.takes {
                        self.peer.credit(self.channel, payload.len()).await;
                    }
                    return Some(match Payload::decode(payload).unwrap() {
                        Payload::FilesDown(body) => {
                            let FilesDown { request, body } = FilesDown::decode(body).unwrap();
                            Heard::Said(request, body.unwrap())
                        }
                        Payload::FileData { request, offset, bytes } => Heard::Data { request, offset, bytes },
                        other => panic!("{other:?}"),
                    });
                }
                Frame::Control(message) => match AgentUp::decode(message).unwrap().body.unwrap() {
                    agent_up::Body::FileActs(acts) => {
                        assert_eq!(acts.session_id, SESSION);
                        self.told = (acts.run, acts.first + acts.acts.len() as u64);
                        self.acts.extend(acts.acts);
                    }
                    agent_up::Body::ChannelClosed(closed) if closed.channel == self.channel => {
                        self.closed = Some(double::code_of(closed.problem));
                        return None;
                    }
                    _ => {}
                },
                _ => {}
            }
        }
    }

    /// The end of a request; what came of it before is dropped.
    pub async fn over(&mut self, request: u32) -> FilesOver {
        loop {
            match self.next().await.expect("the channel is open") {
                Heard::Said(of, files_down::Body::Over(over)) if of == request => return over,
                _ => {}
            }
        }
    }

    pub async fn code(&mut self, body: files_up::Body) -> String {
        let request = self.ask(body).await;
        self.over(request).await.code
    }

    /// Waits until so many acts were told.
    pub async fn acts(&mut self, count: usize) {
        while self.acts.len() < count {
            let Some(agent_up::Body::FileActs(told)) = self.peer.heard(acts_of).await else { continue };
            self.told = (told.run, told.first + told.acts.len() as u64);
            self.acts.extend(told.acts);
        }
    }

    pub async fn ready(&mut self, request: u32) -> v1::PutReady {
        loop {
            match self.next().await.expect("the channel is open") {
                Heard::Said(of, files_down::Body::PutReady(ready)) if of == request => return ready,
                Heard::Said(of, files_down::Body::Over(over)) if of == request => panic!("{over:?}"),
                _ => {}
            }
        }
    }
}

pub fn acts_of(body: agent_up::Body) -> Option<Option<agent_up::Body>> {
    matches!(body, agent_up::Body::FileActs(_)).then_some(Some(body))
}

pub fn bytes_of(path: &Path) -> Bytes {
    Bytes::copy_from_slice(path.as_os_str().as_bytes())
}

pub fn blocks(content: &[u8]) -> Bytes {
    let mut all = Sha256::new();
    for block in content.chunks(FILE_BLOCK) {
        all.update(Sha256::digest(block));
    }
    all.finalize().to_vec().into()
}

pub fn odd_bytes(count: usize) -> Vec<u8> {
    (0..count).map(|place| (place * 31 % 251) as u8 ^ (place / 4096) as u8).collect()
}

pub fn put(directory: &Path, name: &str, key: u8, content: &[u8]) -> PutFile {
    PutFile {
        directory: bytes_of(directory),
        name: Bytes::copy_from_slice(name.as_bytes()),
        key: vec![key; 16].into(),
        bytes: content.len() as u64,
        exists: FileExists::Ask.into(),
        ..PutFile::default()
    }
}

pub fn small(directory: &Path, name: &str, key: u8, content: &[u8]) -> files_up::Body {
    let blocks = blocks(content);
    let content = Some(Bytes::copy_from_slice(content));
    let bytes = content.as_ref().unwrap().len();
    files_up::Body::Put(PutFile { content, blocks, ..put(directory, name, key, &vec![0; bytes]) })
}

pub fn fetch(path: &Path) -> files_up::Body {
    files_up::Body::Fetch(FetchFiles { path: bytes_of(path), ..FetchFiles::default() })
}

pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Waits for what happens on a thread of the agent's that nobody is told of.
pub async fn until(what: impl Fn() -> bool) {
    timeout(VAIN, async {
        while !what() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("waited in vain");
}

pub fn host() -> Rc<TestHost> {
    TestHost::new().0
}

pub async fn begin(double: &Double, port: u16) -> (Viewer, Running) {
    let running = Running::start(identity(double, port), host());
    (again(double).await, running)
}

/// The next link of the agent.
pub async fn again(double: &Double) -> Viewer {
    let (mut peer, _) = double.welcome().await;
    peer.tell(double.grant(rights)).await;
    Viewer::open(peer, CHANNEL).await
}
