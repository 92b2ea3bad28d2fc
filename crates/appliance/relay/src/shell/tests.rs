use towline_model::Permissions;
use towline_wire::v1::{ReplayWhat, ShellInput, ShellPainted};
use towline_wire::{Frame as LinkFrame, split_participant};
use uuid::Uuid;

use super::*;
use crate::agents::Agents;
use crate::stage::{Far, StillClock, agent, rep, session, to_agent};

struct Scene {
    agents: Agents,
    fan: Arc<ShellFan>,
    agent: Arc<AgentHandle>,
    far: Far,
    channel: u32,
    written: u64,
}

impl Scene {
    async fn new() -> Self {
        let agents = Agents::new(0);
        let (agent, far) = agent(&agents).await;
        let shell = ShellId::from_uuid(Uuid::from_u128(3));
        let fan = Arc::new(ShellFan::new(session(), shell, Arc::new(StillClock), None, true));
        fan.open(&agent, 1, 80, 24, None);
        let mut scene = Scene { agents, fan, agent, far, channel: 0, written: 0 };
        scene.told().await;
        scene
    }

    async fn told(&mut self) -> Vec<agent_down::Body> {
        let bodies = to_agent(self.far.frames().await.0);
        for body in &bodies {
            match body {
                agent_down::Body::OpenShell(open) => self.channel = open.channel,
                agent_down::Body::AttachShell(attach) => self.channel = attach.channel,
                _ => {}
            }
        }
        bodies
    }

    fn join(&self, id: u64, from_offset: u64) -> (u32, Far) {
        let far = Far::new();
        let key = self.fan.join(id, rep(id as u16, true), far.sender.clone(), 5, from_offset).unwrap();
        (key, far)
    }

    fn say(&self, payload: &Payload) -> Result<(), LinkFault> {
        let message = encode_data(self.channel, &[&payload.encode()]);
        let LinkFrame::Data { channel, payload } = towline_wire::decode(message.clone(), usize::MAX).unwrap() else {
            panic!("no data");
        };
        self.agent.data(channel, payload, &message)
    }

    /// Output whose bytes tell their own offset.
    fn output(&mut self, size: usize) {
        let bytes: Vec<u8> = (self.written..self.written + size as u64).map(at).collect();
        self.say(&Payload::ShellOutput { offset: self.written, bytes: bytes.into() }).unwrap();
        self.written += size as u64;
    }

    fn up(&self, key: u32, viewer: u64, body: shell_up::Body) -> Result<Refused, LinkFault> {
        self.fan.viewer_data(key, &ShellUp { viewer, body: Some(body) }.encode_to_vec().into())
    }

    fn painted(&self, key: u32, viewer: u64, offset: u64) {
        self.up(key, viewer, shell_up::Body::Painted(ShellPainted { offset })).unwrap();
    }

    fn type_in(&self, key: u32, viewer: u64, offset: u64, text: &str) -> Result<Refused, LinkFault> {
        self.up(
            key,
            viewer,
            shell_up::Body::Input(ShellInput { offset, data: Bytes::copy_from_slice(text.as_bytes()) }),
        )
    }

    /// A viewer with the output whom more of it has outrun, and who has painted what it was sent; and the nonce of the screen that is asked for.
    async fn outrun() -> (Self, u32, Far, u32) {
        let mut scene = Scene::new().await;
        let (key, far) = scene.join(1, 0);
        scene.output(1000);
        for _ in 0..30 {
            scene.output(30_000);
        }
        let asked = asked_of(&scene.told().await);
        assert!(matches!(asked[..], [(_, ReplayWhat::Screen)]), "{asked:?}");
        scene.fan.viewer_credit(key, read(&far, 0).await as u32).unwrap();
        (scene, key, far, asked[0].0)
    }

    /// The whole of a replay that begins anew, and ends here.
    fn redraw(&self, nonce: u32, offset: u64) {
        let flags = ReplayFlags(ReplayFlags::FIRST | ReplayFlags::RESET | ReplayFlags::LAST);
        self.say(&Payload::ShellReplay { nonce, flags, offset, bytes: vec![b's'; 5_000].into() }).unwrap();
    }

    async fn typed(&self) -> Vec<(u16, u64, Bytes)> {
        let data = self.far.data().await;
        data.into_iter()
            .filter_map(|payload| {
                let (participant, rest) = split_participant(payload).unwrap();
                match ShellUp::decode(rest).unwrap().body {
                    Some(shell_up::Body::Input(input)) => Some((participant, input.offset, input.data)),
                    _ => None,
                }
            })
            .collect()
    }
}

fn at(offset: u64) -> u8 {
    (offset % 251) as u8
}

/// Output as a viewer got it: checked to have neither gap nor double, and every byte in its place. Returns where it ends.
async fn read(far: &Far, mut from: u64) -> u64 {
    for payload in far.data().await {
        if let Payload::ShellOutput { offset, bytes } = Payload::decode(payload).unwrap() {
            assert_eq!(offset, from, "a gap or a double");
            assert!(bytes.iter().zip(offset..).all(|(byte, offset)| *byte == at(offset)));
            from = offset + bytes.len() as u64;
        }
    }
    from
}

fn replays(bodies: &[agent_down::Body]) -> Vec<(u64, u32)> {
    bodies
        .iter()
        .filter_map(|body| {
            if let agent_down::Body::ReplayShell(ask) = body { Some((ask.from_offset, ask.nonce)) } else { None }
        })
        .collect()
}

fn asked_of(bodies: &[agent_down::Body]) -> Vec<(u32, ReplayWhat)> {
    let ask = |body: &agent_down::Body| {
        if let agent_down::Body::ReplayShell(ask) = body { Some((ask.nonce, ask.what())) } else { None }
    };
    bodies.iter().filter_map(ask).collect()
}

#[tokio::test(start_paused = true)]
async fn a_viewer_that_comes_back_goes_on_without_gap_or_double_shl_4() {
    let mut scene = Scene::new().await;
    let (key, far) = scene.join(1, 0);
    scene.output(10_000);
    assert_eq!(read(&far, 0).await, 10_000);
    scene.fan.leave(key);
    scene.output(20_000);
    let (_, far) = scene.join(1, 10_000);
    scene.output(5);
    assert_eq!(read(&far, 10_000).await, 30_005);
    assert!(replays(&scene.told().await).is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_the_ring_has_lost_comes_from_the_agent_for_that_viewer_alone_shl_4() {
    let mut scene = Scene::new().await;
    for _ in 0..60 {
        scene.output(30_000);
    }
    let end = scene.written;
    let (_, other) = scene.join(2, end);
    let (_, far) = scene.join(1, 0);
    let asked = replays(&scene.told().await);
    assert_eq!(asked.len(), 1);
    let (from, nonce) = asked[0];
    assert_eq!(from, 0);
    // Output goes on while the replay is on its way.
    scene.output(100);
    assert_eq!(read(&other, end).await, end + 100);
    let flags = ReplayFlags(ReplayFlags::FIRST | ReplayFlags::RESET);
    scene.say(&Payload::ShellReplay { nonce, flags, offset: 0, bytes: Bytes::from_static(b"picture") }).unwrap();
    let flags = ReplayFlags(ReplayFlags::LAST);
    scene.say(&Payload::ShellReplay { nonce, flags, offset: end, bytes: Bytes::from_static(b"rest") }).unwrap();
    scene.output(7);
    let (frames, _) = far.frames().await;
    let payloads: Vec<Payload> = frames
        .into_iter()
        .filter_map(|frame| {
            if let LinkFrame::Data { payload, .. } = frame { Some(Payload::decode(payload).unwrap()) } else { None }
        })
        .collect();
    assert!(matches!(payloads[0], Payload::ShellReplay { .. }) && matches!(payloads[1], Payload::ShellReplay { .. }));
    let rest: u64 = payloads[2..]
        .iter()
        .map(|payload| if let Payload::ShellOutput { bytes, .. } = payload { bytes.len() as u64 } else { 0 })
        .sum();
    assert!(matches!(payloads[2], Payload::ShellOutput { offset, .. } if offset == end));
    assert_eq!(rest, 107);
    assert_eq!(read(&other, end + 100).await, end + 107);
}

/// What a viewer got, in the order of its coming: replays, and how much output.
async fn got(far: &Far) -> Vec<Payload> {
    far.data().await.into_iter().map(|payload| Payload::decode(payload).unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_flood_waits_for_no_viewer_shl_5() {
    let mut scene = Scene::new().await;
    let (_slow, _slow_far) = scene.join(2, 0);
    scene.output(200_000);
    let granted = |frames: Vec<LinkFrame>| -> u32 {
        frames.iter().map(|frame| if let LinkFrame::Credit { bytes, .. } = frame { *bytes } else { 0 }).sum()
    };
    assert!(granted(scene.far.frames().await.0) >= 200_000);
}

#[tokio::test(start_paused = true)]
async fn whom_a_flood_outruns_is_shown_screens_as_they_are_painted_and_then_everything_shl_5() {
    let mut scene = Scene::new().await;
    let (key, far) = scene.join(1, 0);
    // Another one keeps up, and gets every byte.
    let (other, other_far) = scene.join(2, 0);
    let mut seen = 0;
    scene.output(1000);
    assert_eq!(read(&far, 0).await, 1000);
    for _ in 0..60 {
        scene.output(30_000);
        seen = read(&other_far, seen).await;
        assert_eq!(seen, scene.written);
        scene.fan.viewer_credit(other, 30_009).unwrap();
    }
    // The window that nobody has painted, and nothing behind it.
    let sent = read(&far, 1000).await;
    assert!(sent <= u64::from(SHELL_WINDOW), "{sent}");
    let asked = asked_of(&scene.told().await);
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(asked[0].1, ReplayWhat::Screen);
    // The screen waits for credit like everything else.
    let whole = ReplayFlags(ReplayFlags::FIRST | ReplayFlags::RESET | ReplayFlags::LAST);
    let at = scene.written - 8_000;
    scene.redraw(asked[0].0, at);
    scene.fan.viewer_credit(key, sent as u32).unwrap();
    let shown = got(&far).await;
    assert!(matches!(&shown[0], Payload::ShellReplay { flags, offset, .. } if *flags == whole && *offset == at));
    assert!(
        matches!(&shown[1], Payload::ShellOutput { offset, bytes } if *offset == at && bytes.len() == 8_000),
        "{shown:?}"
    );
    let until = scene.written;
    scene.fan.leave(other);
    // The flood goes on, and nothing of it comes before that is painted.
    for _ in 0..20 {
        scene.output(30_000);
    }
    assert!(got(&far).await.is_empty());
    assert!(asked_of(&scene.told().await).is_empty());
    scene.painted(key, 1, until);
    let next = asked_of(&scene.told().await);
    assert_eq!(next.iter().map(|(_, what)| *what).collect::<Vec<_>>(), [ReplayWhat::Screen]);
    scene.redraw(next[0].0, scene.written - 8_000);
    scene.fan.viewer_credit(key, 14_000).unwrap();
    assert_eq!(got(&far).await.len(), 2);
    // A key ended it: what it still put out is no flood any more, and comes at once.
    let until = scene.written;
    scene.output(10_000);
    // The console tells what was painted in steps.
    scene.painted(key, 1, until - 4_000);
    scene.fan.viewer_credit(key, 14_000).unwrap();
    assert_eq!(read(&far, until).await, until + 10_000);
    // All the scrollback waits until it is quiet.
    tokio::time::sleep(QUIET / 2).await;
    scene.output(500);
    tokio::time::sleep(QUIET * 3 / 4).await;
    assert_eq!(asked_of(&scene.told().await), []);
    tokio::time::sleep(QUIET / 2).await;
    let last = asked_of(&scene.told().await);
    assert_eq!(last.iter().map(|(_, what)| *what).collect::<Vec<_>>(), [ReplayWhat::Whole]);
    let at = scene.written - 8_000;
    scene.redraw(last[0].0, at);
    scene.output(77);
    let shown = got(&far).await;
    assert!(matches!(&shown[0], Payload::ShellOutput { bytes, .. } if bytes.len() == 500));
    assert!(matches!(&shown[1], Payload::ShellReplay { .. }));
    let end = shown[2..].iter().fold(at, |from, payload| {
        let Payload::ShellOutput { offset, bytes } = payload else { panic!("{payload:?}") };
        assert_eq!(*offset, from);
        from + bytes.len() as u64
    });
    assert_eq!(end, scene.written);
    // And nothing is looked for any more.
    tokio::time::sleep(LONG * 2).await;
    assert_eq!(asked_of(&scene.told().await), []);
}

#[tokio::test(start_paused = true)]
async fn whom_a_flood_outran_has_its_scrollback_also_when_it_never_gets_quiet_shl_5() {
    let (mut scene, key, far, nonce) = Scene::outrun().await;
    let at = scene.written - 1000;
    scene.redraw(nonce, at);
    let mut told = Vec::new();
    let mut from = at;
    for _ in 0..20 {
        scene.painted(key, 1, scene.written);
        scene.output(100);
        from = read(&far, from).await;
        tokio::time::sleep(QUIET / 2).await;
        told.extend(asked_of(&scene.told().await));
    }
    assert_eq!(told.iter().map(|(_, what)| *what).collect::<Vec<_>>(), [ReplayWhat::Whole]);
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_lies_about_where_a_screen_ends_breaks_nothing_qlt_7() {
    for offset in [0, 1, u64::MAX - 1, u64::MAX] {
        let (mut scene, key, _far, nonce) = Scene::outrun().await;
        scene.redraw(nonce, offset);
        scene.painted(key, 1, offset);
        scene.output(1000);
        tokio::time::sleep(LONG * 2).await;
        // Whoever else looks sees what there is.
        let (_, other) = scene.join(2, scene.written);
        scene.output(100);
        assert_eq!(read(&other, scene.written - 100).await, scene.written);
    }
}

#[tokio::test(start_paused = true)]
async fn a_viewer_that_was_outrun_when_the_agents_link_broke_is_shown_the_present_on_the_next_one_ses_2() {
    let (mut scene, _key, _far, _) = Scene::outrun().await;
    scene.fan.detach();
    let (back, back_far) = agent(&scene.agents).await;
    (scene.agent, scene.far) = (back, back_far);
    scene.fan.attach(&scene.agent, scene.written, None);
    let told = scene.told().await;
    let again = asked_of(&told);
    assert_eq!(again.iter().map(|(_, what)| *what).collect::<Vec<_>>(), [ReplayWhat::Screen], "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn a_shell_that_nobody_watches_goes_on() {
    let mut scene = Scene::new().await;
    for _ in 0..100 {
        scene.output(30_000);
    }
    let (key, _far) = scene.join(1, scene.written);
    scene.fan.leave(key);
    for _ in 0..100 {
        scene.output(30_000);
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_typed_while_the_agent_was_away_is_typed_once_when_it_is_back_ses_2() {
    let mut scene = Scene::new().await;
    let (key, far) = scene.join(4, 0);
    scene.output(50);
    assert_eq!(scene.type_in(key, 4, 0, "ls\n"), Ok(Refused::No));
    assert_eq!(scene.typed().await, [(4, 0, Bytes::from_static(b"ls\n"))]);
    scene.say(&Payload::InputAck { viewer: 4, sequence: 3 }).unwrap();
    scene.type_in(key, 4, 3, "pwd\n").unwrap();
    // The link is cut before the agent answers.
    scene.fan.detach();
    scene.type_in(key, 4, 7, "id\n").unwrap();
    let (back, back_far) = agent(&scene.agents).await;
    (scene.agent, scene.far) = (back, back_far);
    scene.fan.attach(&scene.agent, 80, None);
    let (frames, _) = scene.far.frames().await;
    let mut typed = Vec::new();
    let mut control = Vec::new();
    for frame in frames {
        match frame {
            LinkFrame::Data { payload, .. } => {
                let (_, rest) = split_participant(payload).unwrap();
                if let Some(shell_up::Body::Input(input)) = ShellUp::decode(rest).unwrap().body {
                    typed.push((input.offset, input.data));
                }
            }
            other => control.push(other),
        }
    }
    assert_eq!(typed, [(3, Bytes::from_static(b"pwd\n")), (7, Bytes::from_static(b"id\n"))]);
    let told = to_agent(control);
    let Some(agent_down::Body::AttachShell(attach)) = told.first() else { panic!("{told:?}") };
    assert_eq!(attach.from_offset, 50);
    scene.channel = attach.channel;
    scene.output(30);
    assert_eq!(read(&far, 0).await, 80);
}

#[tokio::test(start_paused = true)]
async fn after_a_restart_the_relay_goes_on_at_the_shells_end_and_viewers_catch_up_ses_2() {
    let mut scene = Scene::new().await;
    let shell = scene.fan.shell;
    scene.fan = Arc::new(ShellFan::new(session(), shell, Arc::new(StillClock), None, false));
    // The console is back before the agent.
    let (_, far) = scene.join(1, 400);
    scene.fan.attach(&scene.agent, 1000, None);
    let told = scene.told().await;
    assert!(
        told.iter().any(|body| matches!(body, agent_down::Body::AttachShell(attach) if attach.from_offset == 1000))
    );
    let asked = replays(&told);
    assert_eq!(asked.iter().map(|(from, _)| *from).collect::<Vec<_>>(), [400]);
    let missing: Vec<u8> = (400..1000).map(at).collect();
    let flags = ReplayFlags(ReplayFlags::FIRST | ReplayFlags::LAST);
    scene.say(&Payload::ShellReplay { nonce: asked[0].1, flags, offset: 1000, bytes: missing.into() }).unwrap();
    scene.written = 1000;
    scene.output(10);
    let payloads = far.data().await;
    assert_eq!(payloads.len(), 2);
    assert!(matches!(Payload::decode(payloads[1].clone()).unwrap(), Payload::ShellOutput { offset: 1000, .. }));
}

#[tokio::test(start_paused = true)]
async fn output_that_fills_the_credit_does_not_stand_before_a_replay() {
    let mut scene = Scene::new().await;
    for _ in 0..60 {
        scene.output(30_000);
    }
    let (_key, far) = scene.join(1, 0);
    let asked = replays(&scene.told().await);
    // The agent had more on its way before it heard of the replay: all that its credit allows, and then as much again.
    for _ in 0..16 {
        scene.output(30_000);
    }
    let flags = ReplayFlags(ReplayFlags::FIRST | ReplayFlags::LAST | ReplayFlags::RESET);
    let offset = scene.written;
    scene.say(&Payload::ShellReplay { nonce: asked[0].1, flags, offset, bytes: vec![b'x'; 60_000].into() }).unwrap();
    assert_eq!(far.data().await.len(), 1);
    scene.output(5);
    assert_eq!(read(&far, offset).await, offset + 5);
}

#[tokio::test(start_paused = true)]
async fn a_right_that_is_taken_closes_the_shell_and_drops_what_is_on_the_way_ses_2a() {
    let mut scene = Scene::new().await;
    let far = Far::new();
    let capabilities = rep(1, false);
    let key = scene.fan.join(1, capabilities.clone(), far.sender.clone(), 5, 0).unwrap();
    scene.output(1000);
    capabilities.set(Permissions::NONE, false, crate::capability::Switches::default());
    assert_eq!(scene.type_in(key, 1, 0, "x"), Ok(Refused::Yes));
    let gone = scene.fan.remove(1);
    assert_eq!(gone.len(), 1);
    assert!(far.data().await.is_empty());
    scene.output(1000);
    assert!(far.data().await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn whose_turn_it_is_not_watches_and_types_nothing_shl_3() {
    let mut scene = Scene::new().await;
    let far = Far::new();
    let capabilities = rep(1, false);
    let key = scene.fan.join(1, capabilities.clone(), far.sender.clone(), 5, 0).unwrap();
    capabilities.set(Permissions::ALL, false, crate::capability::Switches::default());
    assert_eq!(scene.type_in(key, 1, 0, "x"), Ok(Refused::Yes));
    scene.output(1000);
    assert!(!far.data().await.is_empty());
    let types = crate::capability::Switches { types: true, ..crate::capability::Switches::default() };
    capabilities.set(Permissions::ALL, false, types);
    assert_eq!(scene.type_in(key, 1, 0, "x"), Ok(Refused::No));
}

#[tokio::test]
async fn nobody_types_into_a_script_and_its_text_comes_after_what_it_is_in_pieces_scr_6() {
    let mut scene = Scene::new().await;
    scene.fan.set_kind(false, true);
    let (key, _far) = scene.join(7, 0);
    assert!(matches!(scene.type_in(key, 7, 0, "x"), Ok(Refused::Yes)));
    let text = "echo a\n".repeat(4000);
    let order = ScriptOrder {
        name: "Long".into(),
        interpreter: towline_model::Interpreter::Sh,
        text: text.as_str().into(),
        digest: [7; 32],
        values: vec![("A".into(), "b".into())],
        timeout_seconds: 60,
        as_system: false,
        resources: Vec::new(),
    };
    scene.fan.open(&scene.agent, 1, 80, 24, Some(&order));
    let told = scene.told().await;
    let announced =
        told.iter().position(|body| matches!(body, agent_down::Body::OpenShell(open) if open.script.is_some()));
    let mut whole = Vec::new();
    for body in &told[announced.unwrap()..] {
        if let agent_down::Body::ScriptPart(part) = body {
            assert!(part.data.len() <= 12 * 1024 && part.offset as usize == whole.len());
            whole.extend_from_slice(&part.data);
        }
    }
    assert_eq!(whole, text.as_bytes());
}

/// A recorder of a session, after what was recorded of it before.
fn recorder(blobs: &towline_blobs::Blobs, shells: &[ShellId]) -> Arc<Tap> {
    let before = crate::tap::recorded(blobs, session(), shells);
    Arc::new(Tap::new(blobs.recording(session(), |trouble| panic!("{trouble:?}")), before))
}

#[tokio::test(start_paused = true)]
async fn after_a_restart_the_recorder_gets_what_it_lacks_and_viewers_wait_for_theirs_shl_6() {
    let directory = tempfile::tempdir().unwrap();
    let blobs = towline_blobs::Blobs::open(directory.path()).unwrap();
    let mut scene = Scene::new().await;
    let shell = scene.fan.shell;
    let recorded = |known, blobs: &towline_blobs::Blobs| {
        let tap = Some(recorder(blobs, &[shell]));
        Arc::new(ShellFan::new(session(), shell, Arc::new(StillClock), tap, known))
    };
    scene.fan = recorded(true, &blobs);
    scene.fan.open(&scene.agent, 1, 80, 24, None);
    scene.told().await;
    scene.output(100);
    // The appliance was restarted; the agent has more than it knew, and the viewer has more than is recorded.
    scene.fan = recorded(false, &blobs);
    let (key, far) = scene.join(1, 400);
    scene.fan.attach(&scene.agent, 1000, Some((100, 30)));
    let told = scene.told().await;
    assert!(told.iter().any(|body| matches!(body, agent_down::Body::AttachShell(attach) if attach.from_offset == 100)));
    assert_eq!(replays(&told), [], "what the viewer lacks comes anyway");
    for size in [250, 250, 400, 10] {
        scene.output(size);
    }
    assert_eq!(read(&far, 400).await, 1010);
    scene.painted(key, 1, 1010);
    let mut export = towline_recording::Export::new(towline_recording::Form::Cast, "");
    let segments = blobs.segments(session()).unwrap();
    let wanted = towline_recording::Wanted::Shell(shell);
    segments
        .read(wanted, |found| {
            if let towline_blobs::Found::Entry(entry) = found {
                export.take(entry);
            }
            true
        })
        .unwrap();
    let cast = export.finish(Some(1010));
    assert!(
        cast.starts_with("{\"version\":2,\"width\":80,\"height\":24,") && cast.contains("\"r\",\"100x30\""),
        "{cast}"
    );
    assert!(!cast.contains("\"m\""), "no gap: {cast}");
}
