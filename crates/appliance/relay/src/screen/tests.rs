use std::time::Duration;

use towline_wire::v1::{KeyInput, agent_down};
use towline_wire::{Frame as LinkFrame, ReplayFlags, frame_parts};

use super::*;
use crate::agents::{AgentHandle, Agents};
use crate::stage::{Far, StillClock, agent, onlooker, rep, session, to_agent, to_console};

const KEY: u8 = ScreenFlags::KEY;

/// A screen with its agent, and the test's place at the agent's end.
struct Scene {
    fan: Arc<ScreenFan>,
    agent: Arc<AgentHandle>,
    far: Far,
    channel: u32,
    frame: u64,
}

impl Scene {
    async fn new() -> Self {
        Self::recorded(None).await
    }

    async fn recorded(tap: Option<Arc<Tap>>) -> Self {
        let (agent, far) = agent(&Agents::new(0)).await;
        let fan = Arc::new(ScreenFan::new(session(), Arc::new(StillClock), tap, Arc::new(Notify::new())));
        fan.agent(Some(agent.clone()));
        fan.want(true);
        Scene { fan, agent, far, channel: 0, frame: 0 }
    }

    fn join(&self, id: u64, capabilities: Capabilities) -> (u64, Far) {
        let far = Far::new();
        let key = self.fan.join(id, capabilities, far.sender.clone(), None, ConsoleWelcome::default()).unwrap();
        (key, far)
    }

    /// What the agent was told; notes the channel.
    async fn told(&mut self) -> Vec<agent_down::Body> {
        let bodies = to_agent(self.far.frames().await.0);
        for body in &bodies {
            if let agent_down::Body::OpenScreen(open) = body {
                self.channel = open.channel;
            }
        }
        bodies
    }

    fn say(&self, payload: &Bytes) -> Result<(), LinkFault> {
        let message = encode_data(self.channel, &[payload]);
        let LinkFrame::Data { channel, payload } = towline_wire::decode(message.clone(), usize::MAX).unwrap() else {
            panic!("no data");
        };
        self.agent.data(channel, payload, &message)
    }

    fn frame(&mut self, flags: u8, size: usize) -> u64 {
        self.frame += 1;
        for part in frame_parts(self.frame, flags, &Bytes::from(vec![self.frame as u8; size]), 64 * 1024) {
            self.say(&part).unwrap();
        }
        self.frame
    }

    fn up(&self, key: u64, viewer: u64, sequence: u64, body: screen_up::Body) -> Result<Refused, LinkFault> {
        let up = ScreenUp { viewer, sequence, body: Some(body) }.encode_to_vec();
        self.fan.viewer_data(key, &up.into())
    }

    fn painted(&self, key: u64, viewer: u64, frame: u64) {
        self.up(key, viewer, 0, screen_up::Body::Painted(PaintAck { frame })).unwrap();
    }

    /// What reached the agent on its channel: participant and message.
    async fn inputs(&self) -> Vec<(u16, ScreenUp)> {
        let data = self.far.data().await;
        data.into_iter()
            .map(|payload| {
                let (participant, rest) = towline_wire::split_participant(payload).unwrap();
                (participant, ScreenUp::decode(rest).unwrap())
            })
            .collect()
    }

    async fn paces(&self) -> Vec<u64> {
        let inputs = self.inputs().await;
        inputs
            .into_iter()
            .filter_map(
                |(_, up)| if let Some(screen_up::Body::Painted(ack)) = up.body { Some(ack.frame) } else { None },
            )
            .collect()
    }
}

/// Numbers of the whole frames that a viewer got; each part is checked to follow the one before.
async fn got(far: &Far) -> Vec<u64> {
    let mut frames = Vec::new();
    let mut open = None;
    for payload in far.data().await {
        if let Payload::FramePart { flags, frame, .. } = Payload::decode(payload).unwrap() {
            if flags.has(ScreenFlags::FIRST) {
                open = Some(frame);
            }
            assert_eq!(open, Some(frame), "parts of one frame stand together");
            if flags.has(ScreenFlags::LAST) {
                frames.push(frame);
                open = None;
            }
        }
    }
    frames
}

fn key_asked(bodies: &[agent_down::Body]) -> usize {
    bodies.iter().filter(|body| matches!(body, agent_down::Body::OpenScreen(_))).count()
}

#[tokio::test(start_paused = true)]
async fn a_slow_viewer_loses_deltas_and_nobody_else_notices_scr_20() {
    let mut scene = Scene::new().await;
    let (fast, fast_far) = scene.join(1, rep(1, true));
    let (slow, slow_far) = scene.join(2, rep(2, false));
    assert_eq!(key_asked(&scene.told().await), 1);
    let key = scene.frame(KEY, 40_000);
    assert_eq!((got(&fast_far).await, got(&slow_far).await), (vec![key], vec![key]));
    scene.painted(fast, 1, key);
    scene.painted(slow, 2, key);

    // The slow one paints nothing more; the fast one everything.
    let mut fast_got = Vec::new();
    let mut slow_got = Vec::new();
    for _ in 0..20 {
        let frame = scene.frame(0, 60_000);
        fast_got.extend(got(&fast_far).await);
        slow_got.extend(got(&slow_far).await);
        scene.painted(fast, 1, frame);
        scene.fan.viewer_credit(fast, 60_100).unwrap();
    }
    assert_eq!(fast_got, (2..=21).collect::<Vec<_>>());
    assert!(slow_got.len() < 12 && slow_got.iter().copied().eq(2..2 + slow_got.len() as u64), "{slow_got:?}");
    assert_eq!(scene.paces().await.last(), Some(&21));

    // It has room again: one KEY frame is asked for, it alone gets it, and the deltas after it.
    scene.fan.viewer_credit(slow, 600_000).unwrap();
    let last = slow_got.last().copied().unwrap();
    tokio::time::advance(Duration::from_millis(300)).await;
    scene.painted(slow, 2, last);
    assert_eq!(key_asked(&scene.told().await), 1);
    let key = scene.frame(KEY, 40_000);
    let next = scene.frame(0, 1000);
    assert_eq!(got(&slow_far).await, [key, next]);
    assert_eq!(got(&fast_far).await, [next]);
}

#[tokio::test(start_paused = true)]
async fn who_comes_late_gets_a_key_frame_and_then_the_deltas_ses_23() {
    let mut scene = Scene::new().await;
    let (first, first_far) = scene.join(1, rep(1, true));
    scene.told().await;
    let key = scene.frame(KEY, 1000);
    scene.painted(first, 1, key);
    let (_, late_far) = scene.join(2, rep(2, false));
    // Coalesced: the last request was just now.
    assert_eq!(key_asked(&scene.told().await), 0);
    let delta = scene.frame(0, 100);
    assert!(got(&late_far).await.is_empty());
    let due = scene.fan.deadline().unwrap();
    tokio::time::sleep_until(due).await;
    scene.fan.tick();
    assert_eq!(key_asked(&scene.told().await), 1);
    let key = scene.frame(KEY, 1000);
    let last = scene.frame(0, 100);
    assert_eq!(got(&late_far).await, [key, last]);
    assert_eq!(got(&first_far).await, [1, delta, last]);
}

#[tokio::test(start_paused = true)]
async fn a_key_frame_on_a_slow_line_does_not_lead_to_the_next_one() {
    let mut scene = Scene::new().await;
    let (key, far) = scene.join(1, rep(1, true));
    scene.told().await;
    // Larger than the bound of the deltas, and longer on its way than a second.
    scene.frame(KEY, 900_000);
    scene.frame(0, 1000);
    tokio::time::advance(Duration::from_secs(3)).await;
    scene.painted(key, 1, 1);
    scene.frame(0, 1000);
    assert_eq!(key_asked(&scene.told().await), 0);
    assert_eq!(got(&far).await, [1, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn a_few_deltas_that_take_a_narrow_line_for_seconds_make_nobody_late_scr_33() {
    let mut scene = Scene::new().await;
    let (key, far) = scene.join(1, rep(1, true));
    scene.told().await;
    let first = scene.frame(KEY, 40_000);
    scene.painted(key, 1, first);
    // As many as the endpoint sends before it waits for the first one.
    for _ in 0..3 {
        scene.frame(0, 60_000);
        tokio::time::advance(Duration::from_secs(2)).await;
    }
    scene.painted(key, 1, 2);
    scene.frame(0, 60_000);
    assert_eq!(got(&far).await, [1, 2, 3, 4, 5]);
    assert_eq!(key_asked(&scene.told().await), 0);
    // One more than that, and the oldest still not painted: this viewer does not keep up.
    tokio::time::advance(Duration::from_secs(2)).await;
    scene.frame(0, 1000);
    scene.frame(0, 1000);
    assert_eq!(got(&far).await, [6]);
}

#[tokio::test(start_paused = true)]
async fn the_controller_sets_the_pace_until_it_stands_still() {
    let mut scene = Scene::new().await;
    let (controller, _far) = scene.join(1, rep(1, true));
    let (other, _other_far) = scene.join(2, rep(2, false));
    scene.told().await;
    scene.frame(KEY, 1000);
    scene.painted(other, 2, 1);
    assert!(scene.paces().await.is_empty());
    scene.painted(controller, 1, 1);
    assert_eq!(scene.paces().await, [1]);
    scene.frame(0, 1000);
    scene.painted(other, 2, 2);
    assert!(scene.paces().await.is_empty());
    tokio::time::sleep_until(scene.fan.deadline().unwrap() + Duration::from_millis(1)).await;
    scene.fan.tick();
    assert_eq!(scene.paces().await, [2]);
}

#[tokio::test(start_paused = true)]
async fn nobody_looks_nothing_is_sent() {
    let mut scene = Scene::new().await;
    assert_eq!(key_asked(&scene.told().await), 0);
    let (key, _far) = scene.join(1, rep(1, true));
    assert_eq!(key_asked(&scene.told().await), 1);
    let first = scene.channel;
    scene.fan.leave(key);
    let told = scene.told().await;
    assert!(told.iter().any(|body| matches!(body, agent_down::Body::CloseChannel(close) if close.channel == first)));
    // What was still on the way disturbs nobody, and the channel's number is not used again.
    scene.say(&frame_parts(9, KEY, &Bytes::from_static(b"late"), 100)[0]).unwrap();
    let (_, far) = scene.join(1, rep(1, true));
    scene.told().await;
    assert_ne!(scene.channel, first);
    assert!(got(&far).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn only_the_controllers_input_reaches_the_agent_under_its_number_ses_25() {
    let mut scene = Scene::new().await;
    let controls = rep(3, true);
    let (key, _far) = scene.join(7, controls.clone());
    let (watching, _watching_far) = scene.join(8, onlooker(4));
    scene.told().await;
    let press = || screen_up::Body::Key(KeyInput { down: true, code: "KeyZ".into(), ..Default::default() });
    assert_eq!(scene.up(key, 7, 1, press()), Ok(Refused::No));
    assert_eq!(scene.up(watching, 8, 1, press()), Ok(Refused::Yes));
    let inputs = scene.inputs().await;
    assert_eq!(inputs.iter().map(|(participant, up)| (*participant, up.viewer)).collect::<Vec<_>>(), [(3, 7)]);
    // Taken away: from the next message on.
    controls.set(
        towline_model::Permissions::ALL,
        false,
        crate::capability::Switches { clipboard: true, ..crate::capability::Switches::default() },
    );
    assert_eq!(scene.up(key, 7, 2, press()), Ok(Refused::Yes));
    assert!(scene.inputs().await.is_empty());
    // Somebody else's number.
    assert_eq!(scene.up(watching, 7, 9, screen_up::Body::Release(ReleaseInput {})), Err(LinkFault("malformed_frame")));
}

#[tokio::test(start_paused = true)]
async fn an_answer_to_input_goes_to_its_viewer_and_is_remembered_for_its_return() {
    let mut scene = Scene::new().await;
    let (key, far) = scene.join(7, rep(1, true));
    let (_, other_far) = scene.join(8, rep(2, false));
    scene.told().await;
    scene.say(&Payload::InputAck { viewer: 7, sequence: 41 }.encode()).unwrap();
    assert_eq!(far.data().await.len(), 1);
    assert!(other_far.data().await.is_empty());
    scene.fan.leave(key);
    let (_, far) = scene.join(7, rep(1, true));
    let told = to_console(far.frames().await.0);
    assert!(matches!(&told[0], console_down::Body::Welcome(welcome) if welcome.input_sequence == 41), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn keys_that_a_lost_agent_did_not_answer_are_pressed_when_it_is_back_ses_2() {
    let agents = Agents::new(70);
    let mut scene = Scene::new().await;
    let (key, _far) = scene.join(7, rep(3, true));
    scene.told().await;
    let press = || screen_up::Body::Key(KeyInput { down: true, code: "KeyZ".into(), ..Default::default() });
    for sequence in 1..=3 {
        scene.up(key, 7, sequence, press()).unwrap();
    }
    scene.say(&Payload::InputAck { viewer: 7, sequence: 1 }.encode()).unwrap();
    scene.fan.agent(None);
    scene.up(key, 7, 4, press()).unwrap();
    let (back, far) = agent(&agents).await;
    (scene.agent, scene.far) = (back, far);
    scene.fan.agent(Some(scene.agent.clone()));
    let inputs = scene.inputs().await;
    assert_eq!(inputs.iter().map(|(_, up)| up.sequence).collect::<Vec<_>>(), [2, 3, 4]);
}

#[tokio::test(start_paused = true)]
async fn a_right_that_is_taken_closes_the_screen_and_drops_what_is_on_the_way_ses_2a() {
    let mut scene = Scene::new().await;
    let (_, far) = scene.join(1, rep(1, true));
    scene.told().await;
    scene.frame(KEY, 100_000);
    scene.fan.remove(1, "not_permitted");
    let (frames, code) = far.frames().await;
    assert_eq!(code, Some("not_permitted"));
    assert!(!frames.iter().any(|frame| matches!(frame, LinkFrame::Data { .. })));
    assert!(scene.told().await.iter().any(|body| matches!(body, agent_down::Body::CloseChannel(_))));
}

#[tokio::test(start_paused = true)]
async fn what_an_agent_may_not_send_ends_its_link_qlt_7() {
    let hostile = [
        Bytes::from_static(b""),
        Bytes::from_static(&[0x01, 1]),
        Bytes::from_static(&[0x77]),
        // A part without a first one; shell output on a screen.
        frame_parts(1, 0, &Bytes::from(vec![0; 100]), 50)[1].clone(),
        Payload::ShellOutput { offset: 0, bytes: Bytes::from_static(b"x") }.encode(),
        Payload::ShellReplay { nonce: 0, flags: ReplayFlags(0), offset: 0, bytes: Bytes::new() }.encode(),
    ];
    for payload in hostile {
        let mut scene = Scene::new().await;
        let (_, _far) = scene.join(1, rep(1, true));
        scene.told().await;
        assert_eq!(scene.say(&payload), Err(LinkFault("malformed_frame")), "{payload:?}");
    }
    let mut scene = Scene::new().await;
    let (_, _far) = scene.join(1, rep(1, true));
    scene.told().await;
    scene.channel += 1;
    assert_eq!(scene.say(&Bytes::from_static(b"x")), Err(LinkFault("malformed_frame")), "a channel that nobody opened");
}

#[tokio::test(start_paused = true)]
async fn the_recorder_gets_everything_rec_1() {
    let directory = tempfile::tempdir().unwrap();
    let blobs = towline_blobs::Blobs::open(directory.path()).unwrap();
    let tap = Arc::new(Tap::new(blobs.recording(session(), |trouble| panic!("{trouble:?}")), Default::default()));
    let mut scene = Scene::recorded(Some(tap)).await;
    let (_, _far) = scene.join(1, rep(1, true));
    scene.told().await;
    // Nobody paints: the viewer falls behind, the recorder does not.
    scene.frame(KEY, 1000);
    for _ in 0..30 {
        scene.frame(0, 30_000);
    }
    drop((scene, blobs));
    let file = directory.path().join("recordings").join(session().to_string()).join("000001.seg");
    let expected: u64 = 20 + (4 + 25 + 10 + 1000) + 30 * (4 + 25 + 10 + 30_000);
    let end = std::time::Instant::now() + Duration::from_secs(20);
    while std::fs::metadata(&file).map_or(0, |meta| meta.len()) != expected {
        assert!(std::time::Instant::now() < end, "something is missing");
        std::thread::yield_now();
    }
}

#[tokio::test]
async fn a_monitor_and_a_mode_are_chosen_apart_by_who_controls_or_owns_scr_11() {
    use towline_wire::v1::ScreenMode;

    let mut scene = Scene::new().await;
    let (anna, bert, carla) = (rep(1, true), rep(2, false), rep(3, false));
    let (first, _far) = scene.join(11, anna.clone());
    let (second, _far) = scene.join(12, bert);
    let (third, _far) = scene.join(13, carla);
    scene.told().await;
    scene.fan.owned_by(Some(3));
    let mode = |mode: ScreenMode| ScreenOptions { mode: Some(mode.into()), ..ScreenOptions::default() };
    let choose = |key: u64, viewer: u64, options: ScreenOptions| {
        scene.up(key, viewer, 0, screen_up::Body::Options(options)).unwrap();
    };
    choose(first, 11, ScreenOptions { monitor: Some(2), ..ScreenOptions::default() });
    choose(first, 11, mode(ScreenMode::FewColors));
    // Neither who only looks, nor the owner while somebody else controls.
    choose(second, 12, mode(ScreenMode::FullColor));
    choose(third, 13, mode(ScreenMode::FullColor));
    anna.set(towline_model::Permissions::ALL, false, crate::capability::Switches::default());
    choose(first, 11, mode(ScreenMode::FullColor));
    choose(third, 13, mode(ScreenMode::MoreColors));
    let got: Vec<_> = scene
        .inputs()
        .await
        .into_iter()
        .filter_map(|(who, up)| match up.body {
            Some(screen_up::Body::Options(options)) => Some((who, options.monitor(), options.mode())),
            _ => None,
        })
        .collect();
    let wanted = [(1, 2, ScreenMode::Automatic), (1, 2, ScreenMode::FewColors), (3, 2, ScreenMode::MoreColors)];
    assert_eq!(got, wanted);
}

mod clipboard {
    use crate::capability::Switches;
    use towline_model::{Permission, Permissions};
    use towline_wire::CLIPBOARD_PIECES;
    use towline_wire::v1::{
        ClipboardAnswer, ClipboardAsk, ClipboardFiles, ClipboardOffer, ClipboardOutcome, ClipboardPart, ScreenUp,
    };

    use super::*;

    fn offer(number: u64) -> Bytes {
        let body = ClipboardOffer { offer: number, kinds: vec![1], already: false }.encode_to_vec();
        Payload::ClipboardOffer(body.into()).encode()
    }

    fn piece(viewer: u64, participant: u16, number: u32) -> Bytes {
        let bytes = Bytes::from(vec![7; 1000]);
        Payload::ClipboardPiece { viewer, participant, number, total: 1000, offset: 0, bytes }.encode()
    }

    fn ask(number: u32) -> screen_up::Body {
        screen_up::Body::ClipboardAsk(ClipboardAsk { number, offer: 1, kind: 1, offset: 0, most: 0 })
    }

    fn part(number: u32) -> screen_up::Body {
        let data = Bytes::from(vec![1; 1000]);
        screen_up::Body::ClipboardPart(ClipboardPart { number, content: 1, kind: 1, total: 1000, offset: 0, data })
    }

    /// What a viewer got of the clipboard: offers, pieces by number, answers.
    async fn clips(far: &Far) -> (Vec<ClipboardOffer>, Vec<u32>, Vec<(u32, ClipboardOutcome)>) {
        let (mut offers, mut pieces, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        for payload in far.data().await {
            match Payload::decode(payload).unwrap() {
                Payload::ClipboardOffer(body) => offers.push(ClipboardOffer::decode(body).unwrap()),
                Payload::ClipboardPiece { number, .. } => pieces.push(number),
                Payload::ClipboardAnswer { body, .. } => {
                    let answer = ClipboardAnswer::decode(body).unwrap();
                    answers.push((answer.number, answer.outcome()));
                }
                _ => {}
            }
        }
        (offers, pieces, answers)
    }

    async fn scene() -> (Scene, Capabilities, u64, Far) {
        let mut scene = Scene::new().await;
        let capabilities = rep(1, true);
        let (key, far) = scene.join(5, capabilities.clone());
        scene.told().await;
        (scene, capabilities, key, far)
    }

    fn copies(clipboard: bool) -> Switches {
        Switches { clipboard, ..Switches::default() }
    }

    #[tokio::test]
    async fn nothing_crosses_before_the_switch_is_on_and_nothing_against_the_direction_scr_7() {
        let (scene, capabilities, key, far) = scene().await;
        let all = Permissions::ALL;
        for (permissions, controls, on, hears, asks, gives) in [
            (all, true, false, false, false, false),
            (all, true, true, true, true, true),
            (all, false, true, true, true, false),
            (all.without(Permission::ClipboardFromEndpoint), true, true, false, false, true),
            (all.without(Permission::ClipboardToEndpoint), true, true, true, true, false),
            (all.without(Permission::ScreenView), true, true, false, false, false),
            (all.without(Permission::FileUpload), true, true, true, true, true),
        ] {
            capabilities.set(permissions, controls, copies(on));
            clips(&far).await;
            scene.inputs().await;
            scene.say(&offer(1)).unwrap();
            assert_eq!(clips(&far).await.0.len() == 1, hears);
            let refused = |body| scene.up(key, 5, 0, body).unwrap() == Refused::Yes;
            // Files need the right to send them besides.
            let files = ClipboardFiles { number: 3, batch: 1 };
            let puts = gives && permissions.has(Permission::FileUpload);
            let found = (refused(ask(1)), refused(part(2)), refused(screen_up::Body::ClipboardFiles(files)));
            assert_eq!(found, (!asks, !gives, !puts));
            let number = |up: &ScreenUp| match &up.body {
                Some(screen_up::Body::ClipboardAsk(ask)) => ask.number,
                Some(screen_up::Body::ClipboardPart(part)) => part.number,
                Some(screen_up::Body::ClipboardFiles(files)) => files.number,
                _ => 0,
            };
            let passed: Vec<u32> = scene.inputs().await.iter().map(|(_, up)| number(up)).collect();
            let expected: Vec<u32> =
                [(asks, 1), (gives, 2), (puts, 3)].iter().filter(|(on, _)| *on).map(|(_, number)| *number).collect();
            assert_eq!(passed, expected);
            // A piece of the time before finds nobody who may have it.
            scene.say(&piece(5, 1, 1)).unwrap();
            assert_eq!(clips(&far).await.1.len() == 1, asks);
            scene.fan.forget_clipboard(1);
        }
    }

    #[tokio::test]
    async fn a_piece_goes_to_who_asked_for_it_once_and_to_nobody_else_scr_7() {
        let (scene, _, key, far) = scene().await;
        let (_, other) = scene.join(6, rep(2, false));
        clips(&other).await;
        scene.up(key, 5, 0, ask(1)).unwrap();
        for stray in [piece(5, 1, 9), piece(5, 2, 1), piece(6, 1, 1), piece(6, 2, 1)] {
            scene.say(&stray).unwrap();
        }
        assert_eq!((clips(&far).await.1, clips(&other).await.1), (vec![], vec![]));
        scene.say(&piece(5, 1, 1)).unwrap();
        scene.say(&piece(5, 1, 1)).unwrap();
        assert_eq!((clips(&far).await.1, clips(&other).await.1), (vec![1], vec![]));
    }

    #[tokio::test]
    async fn a_viewer_has_a_few_on_the_way_and_is_told_what_becomes_of_each_scr_7() {
        let (mut scene, capabilities, key, far) = scene().await;
        clips(&far).await;
        let most = u32::try_from(CLIPBOARD_PIECES).unwrap();
        for number in 1..=most + 1 {
            scene.up(key, 5, 0, ask(number)).unwrap();
        }
        assert_eq!(clips(&far).await.2, [(most + 1, ClipboardOutcome::Refused)]);
        assert_eq!(scene.inputs().await.len(), CLIPBOARD_PIECES);
        // The switch goes off: all that wait are told so, and what still comes is dropped.
        capabilities.set(Permissions::ALL, true, copies(false));
        scene.fan.forget_clipboard(1);
        let told = clips(&far).await.2;
        assert!(told.len() == CLIPBOARD_PIECES && told.iter().all(|(_, of)| *of == ClipboardOutcome::NotPermitted));
        scene.say(&piece(5, 1, 1)).unwrap();
        assert!(clips(&far).await.1.is_empty());
        // The endpoint goes away.
        capabilities.set(Permissions::ALL, true, copies(true));
        scene.up(key, 5, 0, ask(20)).unwrap();
        scene.fan.agent(None);
        scene.up(key, 5, 0, part(21)).unwrap();
        let lost = |number| (number, ClipboardOutcome::Lost);
        assert_eq!(clips(&far).await.2, [lost(20), lost(21)]);
        scene.told().await;
    }

    #[tokio::test]
    async fn who_switches_on_or_comes_later_hears_of_an_offer_as_of_something_old_scr_7() {
        let (scene, _, _, far) = scene().await;
        let late = rep(2, false);
        late.set(Permissions::ALL, false, copies(false));
        let (_, other) = scene.join(6, late.clone());
        scene.say(&offer(3)).unwrap();
        assert_eq!(clips(&far).await.0.iter().map(|offer| offer.already).collect::<Vec<_>>(), [false]);
        assert_eq!(clips(&other).await.0, []);
        late.set(Permissions::ALL, false, copies(true));
        scene.fan.offer_clipboard();
        scene.fan.offer_clipboard();
        assert_eq!(clips(&other).await.0.iter().map(|of| (of.offer, of.already)).collect::<Vec<_>>(), [(3, true)]);
        let (_, third) = scene.join(7, rep(3, false));
        assert_eq!(clips(&third).await.0.len(), 1);
    }

    #[tokio::test]
    async fn no_key_waits_behind_a_clipboard_scr_7() {
        let (scene, _, key, _far) = scene().await;
        scene.up(key, 5, 0, part(1)).unwrap();
        let input = KeyInput { down: true, code: "KeyA".into(), key: "a".into(), ..KeyInput::default() };
        scene.up(key, 5, 1, screen_up::Body::Key(input)).unwrap();
        let order: Vec<bool> =
            scene.inputs().await.iter().map(|(_, up)| matches!(up.body, Some(screen_up::Body::Key(_)))).collect();
        assert_eq!(order, [true, false]);
    }

    #[tokio::test]
    async fn an_agent_that_sends_no_clipboard_loses_its_link_scr_7() {
        let (scene, ..) = scene().await;
        let large = Bytes::from(vec![0; 100_000]);
        for odd in [
            Payload::ClipboardOffer(Bytes::from(vec![0; 100])),
            Payload::ClipboardOffer(Bytes::from_static(b"\xff")),
            Payload::ClipboardAnswer { viewer: 5, body: Bytes::from_static(b"\xff") },
            Payload::ClipboardPiece { viewer: 5, participant: 1, number: 1, total: 1, offset: 0, bytes: large },
        ] {
            assert_eq!(scene.say(&odd.encode()), Err(LinkFault("malformed_frame")));
        }
    }
}

mod drawing {
    use towline_model::{Permission, Permissions};
    use towline_wire::v1::{DrawClear, DrawStroke};

    use super::*;
    use crate::capability::Switches;

    #[tokio::test]
    async fn who_may_draws_with_control_or_without_and_the_owner_clears_all_scr_14() {
        let mut scene = Scene::new().await;
        let capabilities = rep(1, true);
        let (key, _far) = scene.join(5, capabilities.clone());
        scene.told().await;
        let stroke = || screen_up::Body::DrawStroke(DrawStroke::default());
        let clear = |all| screen_up::Body::DrawClear(DrawClear { all });
        let all = Permissions::ALL;
        for (permissions, controls, owns, draws, clears) in [
            (all, true, false, true, Some(1)),
            (all, false, false, true, None),
            (all, false, true, true, Some(0)),
            (all.without(Permission::Annotate), true, false, false, Some(1)),
            (all.without(Permission::Annotate), false, true, false, Some(0)),
            (all.without(Permission::ScreenView), false, true, false, None),
        ] {
            capabilities.set(permissions, controls, Switches::default());
            scene.fan.owned_by(owns.then_some(1));
            scene.inputs().await;
            let refused = |body| scene.up(key, 5, 0, body).unwrap() == Refused::Yes;
            let refused = (refused(stroke()), refused(clear(false)), refused(clear(true)));
            assert_eq!(refused, (!draws, !draws, clears.is_none()));
            let passed: Vec<u16> = scene.inputs().await.iter().map(|(participant, _)| *participant).collect();
            let own = if draws { vec![1, 1] } else { vec![] };
            assert_eq!(passed, [own, clears.into_iter().collect()].concat());
        }
    }
}

mod sound {
    use towline_model::Permissions;
    use towline_wire::v1::{SoundHeard, SoundWanted};

    use super::*;
    use crate::capability::Switches;

    fn hears(on: bool) -> Switches {
        Switches { sound: on, ..Switches::default() }
    }

    fn want(on: bool) -> screen_up::Body {
        screen_up::Body::SoundWanted(SoundWanted { on })
    }

    fn packet(sequence: u32) -> Bytes {
        Payload::Sound { sequence, at: u64::from(sequence) * 960, packet: Bytes::from_static(b"opus") }.encode()
    }

    /// Packets that a viewer got.
    async fn heard(far: &Far) -> Vec<u32> {
        let payloads = far.data().await.into_iter();
        payloads
            .filter_map(|payload| match Payload::decode(payload).unwrap() {
                Payload::Sound { sequence, .. } => Some(sequence),
                _ => None,
            })
            .collect()
    }

    /// Who the agent was told to capture for, or no more.
    async fn captures(scene: &Scene) -> Vec<(u16, bool)> {
        let said = scene.inputs().await.into_iter();
        said.filter_map(|(participant, up)| match up.body {
            Some(screen_up::Body::SoundWanted(wanted)) => Some((participant, wanted.on)),
            _ => None,
        })
        .collect()
    }

    async fn scene() -> (Scene, Capabilities, u64, Far) {
        let mut scene = Scene::new().await;
        let capabilities = rep(1, true);
        capabilities.set(Permissions::ALL, true, hears(true));
        let (key, far) = scene.join(5, capabilities.clone());
        scene.told().await;
        (scene, capabilities, key, far)
    }

    #[tokio::test]
    async fn sound_goes_to_who_may_has_it_switched_on_and_wants_it_and_stops_at_once_scr_18() {
        let (scene, capabilities, key, far) = scene().await;
        let (_, other) = scene.join(6, rep(2, false));
        scene.say(&packet(1)).unwrap();
        assert_eq!((heard(&far).await, captures(&scene).await), (vec![], vec![]));
        scene.up(key, 5, 0, want(true)).unwrap();
        assert_eq!(captures(&scene).await, [(1, true)]);
        scene.say(&packet(2)).unwrap();
        assert_eq!((heard(&far).await, heard(&other).await), (vec![2], vec![]));
        let all = Permissions::ALL;
        for (permissions, on) in
            [(all.without(Permission::HearSound), true), (all.without(Permission::ScreenView), true), (all, false)]
        {
            scene.say(&packet(3)).unwrap();
            // The right goes: not even what waited for the line already is sent.
            capabilities.set(permissions, true, hears(on));
            scene.fan.forget_sound(1);
            scene.say(&packet(4)).unwrap();
            assert_eq!((heard(&far).await, captures(&scene).await), (vec![], vec![(1, false)]));
            capabilities.set(all, true, hears(true));
            scene.fan.settle_sound();
            assert_eq!(captures(&scene).await, [(1, true)]);
        }
        scene.fan.leave(key);
        assert_eq!(captures(&scene).await, [(1, false)]);
    }

    #[tokio::test]
    async fn a_new_stream_is_told_again_who_listens_scr_18() {
        let (mut scene, _, key, _far) = scene().await;
        scene.up(key, 5, 0, want(true)).unwrap();
        assert_eq!(captures(&scene).await, [(1, true)]);
        let (agent, far) = agent(&Agents::new(1)).await;
        scene.fan.agent(Some(agent.clone()));
        (scene.agent, scene.far) = (agent, far);
        assert_eq!(captures(&scene).await, [(1, true)]);
    }

    #[tokio::test]
    async fn a_viewer_that_says_nothing_of_what_it_heard_has_a_second_and_then_the_newest_scr_18() {
        let (scene, _, key, far) = scene().await;
        scene.up(key, 5, 0, want(true)).unwrap();
        let mut got = Vec::new();
        for sequence in 0..200 {
            scene.say(&packet(sequence)).unwrap();
            got.extend(heard(&far).await);
        }
        assert_eq!(got, (0..50).collect::<Vec<u32>>());
        // No such packet was sent, then all of them came.
        scene.up(key, 5, 0, screen_up::Body::SoundHeard(SoundHeard { sequence: 77 })).unwrap();
        assert!(heard(&far).await.is_empty());
        scene.up(key, 5, 0, screen_up::Body::SoundHeard(SoundHeard { sequence: 49 })).unwrap();
        assert_eq!(heard(&far).await, (190..200).collect::<Vec<u32>>());
        assert_eq!(captures(&scene).await, [(1, true)], "nothing of it is the agent's");
    }

    #[tokio::test]
    async fn sound_takes_no_credit_and_nothing_that_is_none_passes_scr_18() {
        let (scene, ..) = scene().await;
        let large = Payload::Sound { sequence: 1, at: 0, packet: Bytes::from(vec![1; 1500]) }.encode();
        for _ in 0..2000 {
            scene.say(&large).unwrap();
        }
        let none = Payload::Sound { sequence: 1, at: 0, packet: Bytes::from(vec![1; 1501]) }.encode();
        assert_eq!(scene.say(&none), Err(LinkFault("malformed_frame")));
    }
}
