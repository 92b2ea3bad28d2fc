use towline_model::{Permissions, UserId};
use towline_wire::FILES_WINDOW;
use towline_wire::v1::{
    FetchFiles, FileBegins, FilesOver, FilesPage, ListFiles, PutEnd, PutFile, PutReady, RemoveFiles, StageFiles,
};

use super::*;
use crate::agents::Agents;
use crate::capability::Switches;
use crate::stage::{Far, agent, rep, to_agent, to_console};

struct Scene {
    pipe: Arc<FilesPipe>,
    agent: Arc<AgentHandle>,
    /// The agent's and the viewer's end.
    far: Far,
    viewer: Far,
    capabilities: Capabilities,
    near: u32,
}

impl Scene {
    async fn new() -> Scene {
        let (agent, far) = agent(&Agents::new(0)).await;
        let (viewer, capabilities) = (Far::new(), rep(3, false));
        let window = || SendWindow::new(FILES_WINDOW);
        let flow = Flow { down: window(), down_owed: 0, up: window(), up_owed: 0, fetches: BTreeSet::new() };
        let pipe = Arc::new(FilesPipe {
            agent: agent.clone(),
            near: OnceLock::new(),
            end: End::Viewer(viewer.sender.clone()),
            user: UserId::from_uuid(uuid::Uuid::from_u128(7)),
            viewer: 11,
            capabilities: capabilities.clone(),
            flow: Mutex::new(Some(flow)),
        });
        let near = agent.open(Route::Files(pipe.clone())).unwrap();
        pipe.near.set(near).unwrap();
        Scene { pipe, agent, far, viewer, capabilities, near }
    }

    fn may(&self, permissions: &[Permission]) {
        let set = permissions.iter().fold(Permissions::NONE, |set, permission| set.with(*permission));
        self.capabilities.set(set, false, Switches::default());
        self.pipe.settle();
    }

    fn ask(&self, request: u32, body: files_up::Body) -> Result<Took, LinkFault> {
        let up = FilesUp { request, body: Some(body) };
        self.pipe.viewer_data(&FilesPayload::Ask(up.encode_to_vec().into()).encode())
    }

    fn bytes(&self, request: u32, bytes: usize) -> Result<Took, LinkFault> {
        self.pipe.viewer_data(&FilesPayload::Data { request, offset: 0, bytes: vec![7; bytes].into() }.encode())
    }

    fn answer(&self, request: u32, body: files_down::Body) -> Result<(), LinkFault> {
        let down = FilesDown { request, body: Some(body) };
        self.agent.data(self.near, Payload::FilesDown(down.encode_to_vec().into()).encode(), &Bytes::new())
    }

    fn sends(&self, request: u32, bytes: usize) -> Result<(), LinkFault> {
        let data = Payload::FileData { request, offset: 0, bytes: vec![7; bytes].into() };
        self.agent.data(self.near, data.encode(), &Bytes::new())
    }

    /// What came at the agent, with the participant's number.
    async fn at_agent(&self) -> Vec<(u16, FilesPayload)> {
        let payloads = self.far.data().await.into_iter();
        let split = payloads.map(|payload| towline_wire::split_participant(payload).unwrap());
        split.map(|(number, payload)| (number, FilesPayload::decode(payload).unwrap())).collect()
    }

    async fn at_viewer(&self) -> Vec<Payload> {
        self.viewer.data().await.into_iter().map(|payload| Payload::decode(payload).unwrap()).collect()
    }
}

fn up(payload: &FilesPayload) -> FilesUp {
    let FilesPayload::Ask(body) = payload else { panic!("bytes") };
    FilesUp::decode(body.clone()).unwrap()
}

fn down(payload: &Payload) -> FilesDown {
    let Payload::FilesDown(body) = payload else { panic!("bytes") };
    FilesDown::decode(body.clone()).unwrap()
}

fn fetch() -> files_up::Body {
    files_up::Body::Fetch(FetchFiles::default())
}

fn over() -> files_down::Body {
    files_down::Body::Over(FilesOver::default())
}

#[tokio::test]
async fn what_a_viewer_may_not_ask_does_not_reach_the_agent_which_answers_it_all_the_same_fil_6() {
    let scene = Scene::new().await;
    scene.may(&[Permission::FileDownload]);
    let remove = files_up::Body::Remove(RemoveFiles { paths: vec![Bytes::from_static(b"/secret")] });
    assert_eq!(scene.ask(5, remove), Ok(Took::Refused));
    assert_eq!(scene.ask(6, files_up::Body::PutEnd(PutEnd::default())), Ok(Took::Dealt));
    assert_eq!(scene.bytes(7, 10), Ok(Took::Dealt));
    assert_eq!(scene.ask(8, fetch()), Ok(Took::Dealt));
    let came = scene.at_agent().await;
    let numbers: Vec<_> = came.iter().map(|(number, payload)| (*number, up(payload).request)).collect();
    assert_eq!(numbers, [(0, 5), (3, 8)]);
    assert_eq!(up(&came[0].1).body, None);
    scene.may(&[Permission::FileUpload]);
    assert_eq!(scene.ask(9, fetch()), Ok(Took::Refused));
    assert_eq!(scene.bytes(7, 10), Ok(Took::Dealt));
    assert_eq!(scene.ask(10, files_up::Body::List(ListFiles::default())), Ok(Took::Dealt));
    let came = scene.at_agent().await;
    let numbers: Vec<_> = came.iter().map(|(number, _)| *number).collect();
    // Bytes go behind what is asked.
    assert_eq!(numbers, [0, 3, 3]);
    assert!(matches!(came[2].1, FilesPayload::Data { request: 7, .. }));
}

#[tokio::test]
async fn room_for_the_clipboards_files_is_made_for_who_may_put_them_there_now_scr_7() {
    let scene = Scene::new().await;
    let needed =
        [Permission::FileUpload, Permission::ClipboardToEndpoint, Permission::ScreenView, Permission::ScreenControl];
    let all = needed.iter().fold(Permissions::NONE, |set, permission| set.with(*permission));
    let asked = |permissions, controls, clipboard| {
        scene.capabilities.set(permissions, controls, Switches { clipboard, ..Switches::default() });
        scene.ask(1, files_up::Body::Stage(StageFiles {}))
    };
    assert_eq!(asked(all, true, true), Ok(Took::Dealt));
    assert_eq!([asked(all, false, true), asked(all, true, false)], [Ok(Took::Refused), Ok(Took::Refused)]);
    for permission in needed {
        assert_eq!(asked(all.without(permission), true, true), Ok(Took::Refused), "{permission:?}");
    }
}

#[tokio::test]
async fn what_is_on_its_way_when_a_right_is_taken_is_not_shown_any_more_ses_2a() {
    let scene = Scene::new().await;
    scene.ask(1, fetch()).unwrap();
    scene.answer(1, files_down::Body::Begins(FileBegins::default())).unwrap();
    scene.sends(1, 1000).unwrap();
    scene.answer(1, over()).unwrap();
    scene.may(&[Permission::FileUpload]);
    scene.sends(1, 1000).unwrap();
    scene.answer(2, files_down::Body::Page(FilesPage::default())).unwrap();
    let shown = scene.at_viewer().await;
    let bodies: Vec<_> = shown.iter().map(|payload| down(payload).body.unwrap()).collect();
    assert_eq!(bodies, [files_down::Body::Page(FilesPage::default()), over()]);
    scene.may(&[]);
    let (frames, code) = scene.viewer.frames().await;
    assert_eq!(code, Some("not_permitted"));
    assert!(matches!(to_console(frames).last(), Some(console_down::Body::Refused(_))));
    assert!(matches!(to_agent(scene.far.frames().await.0).last(), Some(agent_down::Body::CloseChannel(_))));
    // What was still on its way is nobody's fault.
    scene.sends(1, 1000).unwrap();
    assert_eq!(scene.bytes(1, 10), Ok(Took::Dealt));
}

#[tokio::test]
async fn answers_overtake_bytes_and_a_fetch_keeps_its_order_fil_2() {
    let scene = Scene::new().await;
    scene.ask(1, fetch()).unwrap();
    scene.answer(1, files_down::Body::Begins(FileBegins::default())).unwrap();
    scene.sends(1, 100_000).unwrap();
    scene.answer(1, over()).unwrap();
    scene.answer(2, files_down::Body::PutReady(PutReady::default())).unwrap();
    scene.answer(2, over()).unwrap();
    let order: Vec<u32> = scene
        .at_viewer()
        .await
        .iter()
        .map(|payload| match payload {
            Payload::FileData { .. } => 99,
            other => down(other).request,
        })
        .collect();
    assert_eq!(order, [2, 2, 1, 99, 1]);
    scene.ask(3, files_up::Body::Put(PutFile::default())).unwrap();
    scene.bytes(3, 100).unwrap();
    scene.ask(3, files_up::Body::PutEnd(PutEnd::default())).unwrap();
    scene.ask(4, files_up::Body::List(ListFiles::default())).unwrap();
    let came = scene.at_agent().await;
    let order: Vec<u32> = came
        .iter()
        .map(|(_, payload)| if let FilesPayload::Data { .. } = payload { 99 } else { up(payload).request })
        .collect();
    // The fetch, the list, and the put in its order.
    assert_eq!(order, [1, 4, 3, 99, 3]);
}

#[tokio::test]
async fn each_end_sends_as_much_as_the_other_granted_and_no_more_fil_8() {
    let scene = Scene::new().await;
    let piece = 128 * 1024;
    let fits = FILES_WINDOW as usize / (piece + towline_wire::FILE_DATA_HEAD);
    for _ in 0..fits {
        scene.sends(1, piece).unwrap();
        scene.bytes(2, piece).unwrap();
    }
    assert_eq!(scene.sends(1, piece), Err(LinkFault("no_credit")));
    assert_eq!(scene.bytes(2, piece), Err(LinkFault("no_credit")));
    // Small steps are gathered, large ones passed on.
    scene.pipe.viewer_credit(1000).unwrap();
    scene.pipe.viewer_credit(1024 * 1024).unwrap();
    scene.agent.credit(scene.near, 1024 * 1024).unwrap();
    scene.sends(1, piece).unwrap();
    scene.bytes(2, piece).unwrap();
    let credit = |frames: Vec<Frame>| {
        frames.into_iter().filter_map(|frame| if let Frame::Credit { bytes, .. } = frame { Some(bytes) } else { None })
    };
    assert_eq!(credit(scene.far.frames().await.0).collect::<Vec<_>>(), [1_049_576]);
    assert_eq!(credit(scene.viewer.frames().await.0).collect::<Vec<_>>(), [1024 * 1024]);
    assert_eq!(scene.pipe.viewer_credit(u32::MAX), Err(LinkFault("no_credit")));
}

#[tokio::test]
async fn what_was_not_passed_on_is_granted_again_fil_6() {
    let scene = Scene::new().await;
    scene.may(&[Permission::FileDownload]);
    for _ in 0..100 {
        scene.bytes(2, 100_000).unwrap();
    }
    scene.may(&[Permission::FileUpload]);
    for _ in 0..100 {
        scene.sends(1, 100_000).unwrap();
    }
    assert!(scene.at_viewer().await.is_empty());
}

#[tokio::test]
async fn what_is_no_payload_of_files_ends_the_link_that_it_came_on_fil_2() {
    let scene = Scene::new().await;
    assert_eq!(scene.sends(1, FILE_PIECE + 1), Err(LinkFault("malformed_frame")));
    assert_eq!(scene.bytes(1, FILE_PIECE + 1), Err(LinkFault("malformed_frame")));
    assert_eq!(scene.bytes(1, 0), Err(LinkFault("malformed_frame")));
    let odd = Payload::ShellOutput { offset: 0, bytes: Bytes::new() }.encode();
    assert_eq!(scene.agent.data(scene.near, odd.clone(), &Bytes::new()), Err(LinkFault("malformed_frame")));
    assert_eq!(scene.pipe.viewer_data(&odd), Err(LinkFault("malformed_frame")));
    assert_eq!((0..FETCHES as u32 + 1).map(|request| scene.ask(request, fetch())).filter(Result::is_err).count(), 1);
}

#[tokio::test]
async fn the_agents_reason_closes_the_viewers_link_fil_2() {
    let scene = Scene::new().await;
    let problem = Some(problem("unsupported", "", ""));
    scene.agent.closed_by_agent(v1::ChannelClosed { channel: scene.near, problem });
    assert_eq!(scene.viewer.frames().await.1, Some("unsupported"));
    assert!(scene.pipe.over());
}

#[test]
fn an_act_keeps_its_number_whatever_it_says_fil_10() {
    let odd = v1::FileAct { kind: 99, participant: 70_000, sha256: vec![0xab; 99].into(), ..v1::FileAct::default() };
    let Input::FileActs { run: 4, first: 9, acts } =
        taken(v1::FileActs { session_id: String::new(), first: 9, acts: vec![odd, v1::FileAct::default()], run: 4 })
    else {
        panic!("no acts");
    };
    assert_eq!((acts.len(), acts[0].participant, acts[0].item.sha256.as_str()), (2, 0, "ab".repeat(32).as_str()));
}
