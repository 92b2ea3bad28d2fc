use std::collections::BTreeSet;
use std::sync::OnceLock;

use towline_model::{Permission, Permissions};
use towline_wire::v1::{
    CopyFiles, FileBegins, FileEntry, FileExists, FileKind, FilesDown, FilesOver, FilesUp, PutReady, agent_down,
    files_up,
};
use towline_wire::{FILES_WINDOW, FilesPayload, Frame, Payload, SendWindow};

use super::*;
use crate::agents::{AgentHandle, Agents, Route};
use crate::capability::{Capabilities, Switches};
use crate::files::Flow;
use crate::link::LinkFault;
use crate::stage::{Far, agent, rep, to_agent, to_console};

const PIECE: usize = 128 * 1024;

struct Shore {
    agent: Arc<AgentHandle>,
    far: Far,
    capabilities: Capabilities,
    pipe: Arc<FilesPipe>,
    near: u32,
}

impl Shore {
    async fn new(job: &Arc<Job>, side: Side, number: u16) -> Shore {
        let (agent, far) = agent(&Agents::new(0)).await;
        let capabilities = rep(number, false);
        let window = || SendWindow::new(FILES_WINDOW);
        let flow = Flow { down: window(), down_owed: 0, up: window(), up_owed: 0, fetches: BTreeSet::new() };
        let pipe = Arc::new(FilesPipe {
            agent: agent.clone(),
            near: OnceLock::new(),
            end: End::Copy(job.clone(), side),
            user: UserId::from_uuid(uuid::Uuid::from_u128(7)),
            viewer: 11,
            capabilities: capabilities.clone(),
            flow: Mutex::new(Some(flow)),
        });
        let near = agent.open(Route::Files(pipe.clone())).unwrap();
        pipe.near.set(near).unwrap();
        Shore { agent, far, capabilities, pipe, near }
    }

    fn says(&self, request: u32, body: files_down::Body) -> Result<(), LinkFault> {
        let down = FilesDown { request, body: Some(body) };
        self.agent.data(self.near, Payload::FilesDown(down.encode_to_vec().into()).encode(), &Bytes::new())
    }

    fn sends(&self, request: u32, offset: u64, bytes: usize) -> Result<(), LinkFault> {
        let data = Payload::FileData { request, offset, bytes: vec![7; bytes].into() };
        self.agent.data(self.near, data.encode(), &Bytes::new())
    }

    /// What came there: asked, how many bytes, how much credit, and whether the channel was closed.
    async fn came(&self) -> (Vec<FilesUp>, usize, u32, bool) {
        let (mut asked, mut bytes, mut credit) = (Vec::new(), 0, 0);
        let (frames, _) = self.far.frames().await;
        for frame in &frames {
            match frame {
                Frame::Data { payload, .. } => {
                    let (number, payload) = towline_wire::split_participant(payload.clone()).unwrap();
                    assert_eq!(number, self.capabilities.number());
                    match FilesPayload::decode(payload).unwrap() {
                        FilesPayload::Ask(body) => asked.push(FilesUp::decode(body).unwrap()),
                        FilesPayload::Data { bytes: more, .. } => bytes += more.len(),
                    }
                }
                Frame::Credit { bytes: more, .. } => credit += more,
                Frame::Control(_) => {}
            }
        }
        let closed = matches!(to_agent(frames).last(), Some(agent_down::Body::CloseChannel(_)));
        (asked, bytes, credit, closed)
    }

    fn may(&self, permissions: &[Permission]) {
        let set = permissions.iter().fold(Permissions::NONE, |set, permission| set.with(*permission));
        self.capabilities.set(set, false, Switches::default());
        self.pipe.settle();
    }
}

struct Scene {
    job: Arc<Job>,
    viewer: Far,
    source: Shore,
    target: Shore,
    fetch: u32,
}

impl Scene {
    /// A copy of one file of 100 MiB, as far as that the target may be sent it.
    async fn new() -> (Scene, u32) {
        let viewer = Far::new();
        let copy = CopyFiles {
            paths: vec![Bytes::from_static(b"/from/large")],
            directory: Bytes::from_static(b"/to"),
            exists: FileExists::Overwrite.into(),
            ..CopyFiles::default()
        };
        let job = Job::new(5, viewer.sender.clone(), Order::of(copy, "a".to_owned()).unwrap());
        let source = Shore::new(&job, Side::Source, 3).await;
        let target = Shore::new(&job, Side::Target, 4).await;
        job.begins(source.pipe.clone(), target.pipe.clone());
        let (asked, ..) = source.came().await;
        let fetch = asked[0].request;
        let entry = FileEntry { kind: FileKind::File.into(), bytes: 100 << 20, ..FileEntry::default() };
        let begins = FileBegins { entry: Some(entry), stamp: Bytes::from_static(b"s"), ..FileBegins::default() };
        source.says(fetch, files_down::Body::Begins(begins)).unwrap();
        let (asked, ..) = target.came().await;
        let put = asked[0].request;
        assert!(
            matches!(&asked[0].body, Some(files_up::Body::Put(put)) if put.directory == "/to" && put.name == "large")
        );
        (Scene { job, viewer, source, target, fetch }, put)
    }

    async fn over(&self) -> Option<CopyOver> {
        let (frames, _) = self.viewer.frames().await;
        to_console(frames).into_iter().find_map(|body| match body {
            console_down::Body::Copy(told) => CopyTold::decode(told).unwrap().over,
            _ => None,
        })
    }
}

#[tokio::test]
async fn the_source_is_granted_what_the_target_has_dealt_with_and_no_more_fil_12() {
    let (scene, put) = Scene::new().await;
    scene.target.says(put, files_down::Body::PutReady(PutReady::default())).unwrap();
    let mut sent = 0;
    while scene.source.sends(scene.fetch, sent, PIECE).is_ok() {
        sent += PIECE as u64;
        assert!(sent < u64::from(FILES_WINDOW), "more than the window");
    }
    // All of it went on; nothing of it was given back.
    let (_, bytes, ..) = scene.target.came().await;
    let (_, _, credit, _) = scene.source.came().await;
    assert_eq!((bytes as u64, credit), (sent, 0));
    scene.target.agent.credit(scene.target.near, 1 << 20).unwrap();
    let (_, _, credit, _) = scene.source.came().await;
    assert!((1 << 19..=1 << 20).contains(&credit), "{credit}");
    assert!(scene.over().await.is_none());
}

#[tokio::test]
async fn what_waits_for_the_target_is_bounded_by_the_sources_window_fil_12() {
    let (scene, put) = Scene::new().await;
    // The target has not said yet where the file begins.
    let mut sent = 0;
    while scene.source.sends(scene.fetch, sent, PIECE).is_ok() {
        sent += PIECE as u64;
    }
    assert!(sent <= u64::from(FILES_WINDOW));
    assert_eq!(scene.target.came().await.1, 0);
    // It has a part of the file already: that is passed over.
    let ready = PutReady { offset: 1 << 20, ..PutReady::default() };
    scene.target.says(put, files_down::Body::PutReady(ready)).unwrap();
    assert_eq!(scene.target.came().await.1 as u64, sent - (1 << 20));
}

#[tokio::test]
async fn a_right_that_goes_at_either_side_ends_both_with_its_reason_ses_2a() {
    for side in [Side::Source, Side::Target] {
        let (scene, _) = Scene::new().await;
        // The other right is no use here.
        if side == Side::Source {
            scene.source.may(&[Permission::FileUpload]);
        } else {
            scene.target.may(&[Permission::FileDownload]);
        }
        let over = scene.over().await.unwrap();
        assert_eq!((over.code.as_str(), over.at_target), ("not_permitted", side == Side::Target));
        assert!(scene.source.came().await.3 && scene.target.came().await.3);
        // What was still on its way is nobody's fault, and goes nowhere.
        scene.source.sends(scene.fetch, 0, PIECE).unwrap();
        assert_eq!(scene.target.came().await.1, 0);
    }
}

#[tokio::test]
async fn a_side_that_is_lost_ends_it_and_the_viewer_hears_that_once_fil_12() {
    let (scene, _) = Scene::new().await;
    scene.target.pipe.close("offline");
    let over = scene.over().await.unwrap();
    assert_eq!((over.code.as_str(), over.at_target), ("offline", true));
    scene.source.pipe.close("ended");
    scene.job.leave(true);
    assert!(scene.over().await.is_none());
    assert!(scene.source.pipe.over() && scene.target.pipe.over());
}

#[tokio::test]
async fn who_cancels_waits_for_the_target_to_clear_up_and_who_leaves_does_not_fil_7() {
    let (scene, put) = Scene::new().await;
    scene.target.says(put, files_down::Body::PutReady(PutReady::default())).unwrap();
    scene.job.leave(true);
    let (asked, _, _, closed) = scene.target.came().await;
    assert!(matches!(&asked[..], [FilesUp { body: Some(files_up::Body::Cancel(cancel)), .. }] if cancel.of == put));
    assert!(!closed && scene.over().await.is_none());
    let gone = FilesOver { code: "cancelled".into(), ..FilesOver::default() };
    scene.target.says(put, files_down::Body::Over(gone)).unwrap();
    assert_eq!(scene.over().await.unwrap().code, "cancelled");
    assert!(scene.target.came().await.3);

    let (scene, put) = Scene::new().await;
    scene.target.says(put, files_down::Body::PutReady(PutReady::default())).unwrap();
    scene.job.leave(false);
    let (asked, _, _, closed) = scene.target.came().await;
    assert!(asked.is_empty() && closed);
}

#[tokio::test]
async fn agents_that_say_what_cannot_be_end_their_copy_and_nothing_else_fil_12() {
    let (scene, put) = Scene::new().await;
    let beyond = PutReady { offset: 200 << 20, ..PutReady::default() };
    scene.target.says(put, files_down::Body::PutReady(beyond)).unwrap();
    let over = scene.over().await.unwrap();
    assert_eq!((over.code.as_str(), over.at_target), ("failed", true));

    let (scene, put) = Scene::new().await;
    scene.target.says(put, files_down::Body::PutReady(PutReady::default())).unwrap();
    scene.source.sends(scene.fetch, 77, PIECE).unwrap();
    let over = scene.over().await.unwrap();
    assert_eq!((over.code.as_str(), over.at_target), ("failed", false));
    assert_eq!(scene.source.says(1, files_down::Body::PutReady(PutReady::default())), Ok(()));
}
