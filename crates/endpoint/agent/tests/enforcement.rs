//! What the agent refuses, survives and gives up by itself (SES-4, SES-2a, QLT-7).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod double;

use bytes::{Bytes, BytesMut};
use double::{Double, Peer, Proxy, Running, SESSION, SHELL, TestHost, Weather, code_of, identity, run};
use prost::Message;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
};
use towline_wire::{
    CONTROL_LIMIT, Frame, Payload, ScreenFlags, decode, encode_control, encode_credit, encode_data, split_participant,
    v1::{
        AgentRefusal, DrawClear, DrawStroke, EndSession, HelperDown, HelperPrivacy, HelperPrivacyState, HelperUp,
        KeyInput, OpenScreen, OpenShell, PaintAck, Permission, PointerInput, ScreenStatus, ScreenUp, SessionPrivacy,
        SetPrivacy, ShellInput, ShellUp, agent_down, agent_up, helper_down, helper_up, screen_up, shell_up,
    },
};

fn open_shell(participant: u32) -> agent_down::Body {
    let (session_id, shell_id) = (SESSION.to_owned(), SHELL.to_owned());
    agent_down::Body::OpenShell(OpenShell {
        session_id,
        shell_id,
        channel: 5,
        columns: 80,
        rows: 24,
        participant,
        script: None,
        choice: None,
    })
}

fn open_screen(channel: u32) -> agent_down::Body {
    agent_down::Body::OpenScreen(OpenScreen { session_id: SESSION.to_owned(), channel, options: None })
}

fn refusal(body: agent_up::Body) -> Option<AgentRefusal> {
    if let agent_up::Body::Refusal(refusal) = body { Some(refusal) } else { None }
}

async fn refused(peer: &mut Peer) -> (String, String) {
    let refusal = peer.heard(refusal).await;
    (refusal.code, refusal.action)
}

fn screen_up(body: screen_up::Body) -> ScreenUp {
    ScreenUp { viewer: 7, sequence: 1, body: Some(body) }
}

fn typed(text: &str) -> ShellUp {
    let input = ShellInput { offset: 0, data: text.as_bytes().to_vec().into() };
    ShellUp { viewer: 7, body: Some(shell_up::Body::Input(input)) }
}

/// The helper's end of its socket.
struct Helper(UnixStream, BytesMut);

impl Helper {
    async fn next(&mut self) -> Frame {
        loop {
            if self.1.len() >= 4 {
                let length = u32::from_le_bytes(*self.1.first_chunk().unwrap()) as usize;
                if self.1.len() >= 4 + length {
                    let _ = self.1.split_to(4);
                    return decode(self.1.split_to(length).freeze(), CONTROL_LIMIT).unwrap();
                }
            }
            assert!(self.0.read_buf(&mut self.1).await.unwrap() > 0);
        }
    }

    async fn told(&mut self) -> helper_down::Body {
        match self.next().await {
            Frame::Control(message) => HelperDown::decode(message).unwrap().body.unwrap(),
            other => panic!("{other:?}"),
        }
    }

    async fn send(&mut self, frame: Bytes) {
        self.0.write_all(&u32::try_from(frame.len()).unwrap().to_le_bytes()).await.unwrap();
        self.0.write_all(&frame).await.unwrap();
    }
}

#[test]
fn nothing_is_done_without_a_grant_or_beyond_it_ses_4() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        peer.tell(open_shell(1)).await;
        assert_eq!(refused(&mut peer).await, ("no_grant".into(), "open_shell".into()));
        peer.tell(open_screen(4)).await;
        assert_eq!(refused(&mut peer).await, ("no_grant".into(), "open_screen".into()));
        // For another agent; signed by another; too old.
        peer.tell(double.grant(|grant| grant.agent_key_id = vec![1; 32].into())).await;
        assert_eq!(refused(&mut peer).await.0, "bad_grant");
        let mut other = Double::start().await;
        other.key = towline_seal::SecretKey::from_seed(&[99; 32]);
        peer.tell(other.grant(|_| {})).await;
        assert_eq!(refused(&mut peer).await.0, "bad_grant");
        peer.tell(double.grant(|grant| grant.expires_ms = 1)).await;
        assert_eq!(refused(&mut peer).await.0, "grant_expired");
        // Participant 2 may look, and nothing else.
        peer.tell(double.grant(|_| {})).await;
        peer.tell(open_shell(2)).await;
        assert_eq!(refused(&mut peer).await, ("not_permitted".into(), "open_shell".into()));
    });
}

#[test]
fn typing_of_a_participant_without_the_right_reaches_no_shell_ses_4() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        peer.tell(double.grant(|_| {})).await;
        peer.tell(open_shell(1)).await;
        peer.data(5, 2, &typed("echo sto''len\n")).await;
        assert_eq!(refused(&mut peer).await, ("not_permitted".into(), "input".into()));
        peer.data(5, 9, &typed("echo sto''len\n")).await;
        assert_eq!(refused(&mut peer).await.0, "not_permitted");
        peer.data(5, 1, &typed("echo allo''wed\n")).await;
        let mut all = Vec::new();
        while !String::from_utf8_lossy(&all).contains("allowed") {
            if let Payload::ShellOutput { bytes, .. } = Payload::decode(peer.payload(5).await.unwrap()).unwrap() {
                all.extend_from_slice(&bytes);
            }
        }
        assert!(!String::from_utf8_lossy(&all).contains("stolen"));
    });
}

#[test]
fn only_the_controllers_input_reaches_the_helper_and_its_frames_pass_unread_ses_4() {
    run(async {
        let double = Double::start().await;
        let (host, mut helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        peer.tell(double.grant(|_| {})).await;
        let status = peer.heard(|body| if let agent_up::Body::Screen(s) = body { s.status } else { None }).await;
        assert!(status.available);
        peer.tell(open_screen(4)).await;
        let mut helper = Helper(helpers.recv().await.unwrap(), BytesMut::new());
        assert!(matches!(helper.told().await, helper_down::Body::Open(open) if open.channel == 4));

        let status = ScreenStatus { available: true, keyboard_layout: "de".into(), ..ScreenStatus::default() };
        helper.send(encode_control(&HelperUp { body: Some(helper_up::Body::Status(status)) })).await;
        let told = peer.heard(|body| if let agent_up::Body::Screen(s) = body { s.status } else { None }).await;
        assert_eq!(told.keyboard_layout, "de");

        let frame = Payload::FramePart { flags: ScreenFlags(7), frame: 1, body: vec![1, 2, 3].into() }.encode();
        helper.send(encode_data(4, &[&frame])).await;
        assert_eq!(peer.payload(4).await, Some(frame));

        // Participant 2 does not control; participant 1 does.
        peer.data(
            4,
            2,
            &screen_up(screen_up::Body::Key(KeyInput { down: true, code: "KeyA".into(), ..KeyInput::default() })),
        )
        .await;
        assert_eq!(refused(&mut peer).await, ("not_permitted".into(), "key".into()));
        peer.data(4, 2, &screen_up(screen_up::Body::Painted(PaintAck { frame: 1 }))).await;
        peer.data(
            4,
            1,
            &screen_up(screen_up::Body::Pointer(PointerInput { x: 3, y: 4, buttons: 1, ..PointerInput::default() })),
        )
        .await;
        for expected in [2, 1] {
            let Frame::Data { channel: 4, payload } = helper.next().await else { panic!("not data") };
            let (participant, message) = split_participant(payload).unwrap();
            assert_eq!(participant, expected);
            let is_key = matches!(ScreenUp::decode(message).unwrap().body, Some(screen_up::Body::Key(_)));
            assert!(!is_key);
        }

        // Control goes to another; what the first held is let go.
        peer.tell(double.grant(|grant| (grant.sequence, grant.controller) = (2, 0))).await;
        assert!(matches!(helper.told().await, helper_down::Body::Release(release) if release.participant == 1));
        peer.data(4, 1, &screen_up(screen_up::Body::Pointer(PointerInput::default()))).await;
        assert_eq!(refused(&mut peer).await, ("not_permitted".into(), "pointer".into()));

        // Nobody may look any more: the stream ends at once.
        peer.tell(double.grant(|grant| {
            grant.sequence = 3;
            grant.participants.clear();
        }))
        .await;
        let closed = peer.heard(|body| if let agent_up::Body::ChannelClosed(c) = body { Some(c) } else { None }).await;
        assert_eq!((closed.channel, code_of(closed.problem).as_str()), (4, "not_permitted"));
        assert!(matches!(helper.told().await, helper_down::Body::Close(close) if close.channel == 4));
    });
}

#[test]
fn a_helper_that_dies_or_misbehaves_is_started_again() {
    run(async {
        let double = Double::start().await;
        let (host, mut helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        peer.tell(double.grant(|_| {})).await;
        let closed = |body| if let agent_up::Body::ChannelClosed(c) = body { Some(c.channel) } else { None };
        let large = ScreenStatus { available: true, reason: "x".repeat(15_000), ..ScreenStatus::default() };
        let large = encode_control(&HelperUp { body: Some(helper_up::Body::Status(large)) });
        let nonsense = [
            None,
            Some(Bytes::from_static(b"\xff\xff\xff\xff")),
            Some(encode_data(12, &[b"\x77"])),
            // Credit for what it never got.
            Some(encode_credit(13, 5)),
        ];
        for (round, nonsense) in (0u32..).zip(nonsense) {
            let channel = 10 + round;
            peer.tell(open_screen(channel)).await;
            let mut helper = Helper(helpers.recv().await.unwrap(), BytesMut::new());
            assert!(matches!(helper.told().await, helper_down::Body::Open(open) if open.channel == channel));
            helper.send(large.clone()).await;
            let long = |body| {
                if let agent_up::Body::Screen(s) = body { s.status.filter(|s| s.reason.starts_with('x')) } else { None }
            };
            assert_eq!(peer.heard(long).await.reason.len(), 256);
            match nonsense {
                Some(nonsense) => helper.send(nonsense).await,
                None => drop(helper),
            }
            assert_eq!(peer.heard(closed).await, channel);
            let back = peer
                .heard(
                    |body| if let agent_up::Body::Screen(s) = body { s.status.filter(|s| s.available) } else { None },
                )
                .await;
            assert!(back.available);
        }
    });
}

#[test]
fn malformed_frames_end_the_link_and_the_agent_lives_on_qlt_7() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let bad: [(&[u8], &str); 6] = [
            (&[9, 1], "malformed_frame"),
            (&[], "malformed_frame"),
            (&[1, 0, 1], "malformed_frame"),
            (&[0, 0, 0xff, 0xff], "malformed_frame"),
            (&[2, 1, 0], "malformed_frame"),
            (&[1, 0x80], "malformed_frame"),
        ];
        for (frame, code) in bad {
            let (mut peer, _) = double.welcome().await;
            // With a session, the agent is back at once.
            peer.tell(double.grant(|_| {})).await;
            peer.send(Bytes::copy_from_slice(frame)).await;
            assert_eq!(peer.closed().await, code, "{frame:?}");
        }
        let (mut peer, _) = double.welcome().await;
        peer.send_text().await;
        assert_eq!(peer.closed().await, "malformed_frame");
        let (mut peer, _) = double.welcome().await;
        peer.send(encode_control(&agent_down_of(vec![0; 65 * 1024]))).await;
        assert_eq!(peer.closed().await, "too_large");
        let (mut peer, hello) = double.welcome().await;
        assert_eq!(hello.holding.len(), 1, "the session is still held");
        peer.tell(double.grant(|_| {})).await;
        peer.tell(open_shell(1)).await;
        peer.data(5, 1, &typed("stty raw -echo; echo rea''dy; sleep 1000\n")).await;
        let mut all = Vec::new();
        while !String::from_utf8_lossy(&all).contains("ready") {
            all.extend_from_slice(&peer.payload(5).await.unwrap());
        }
        // Nothing reads this, so no credit comes back, and the second is more than was granted.
        for _ in 0..2 {
            let input = ShellInput { offset: 1 << 20, data: vec![b'x'; 200 * 1024].into() };
            peer.data(5, 1, &ShellUp { viewer: 8, body: Some(shell_up::Body::Input(input)) }).await;
        }
        assert_eq!(peer.closed().await, "no_credit");
        let _ = double.welcome().await;
    });
}

fn agent_down_of(padding: Vec<u8>) -> towline_wire::v1::AgentDown {
    let signed = towline_wire::v1::SignedGrant { grant: padding.into(), signature: Bytes::new() };
    towline_wire::v1::AgentDown { body: Some(agent_down::Body::Grant(signed)) }
}

#[test]
fn a_malformed_stream_ends_that_channel_alone_qlt_7() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        peer.tell(double.grant(|_| {})).await;
        peer.tell(open_shell(1)).await;
        peer.send(encode_data(5, &[&[1, 0, 0xff, 0xff, 0xff]])).await;
        let closed = peer.heard(|body| if let agent_up::Body::ChannelClosed(c) = body { Some(c) } else { None }).await;
        assert_eq!((closed.channel, code_of(closed.problem).as_str()), (5, "malformed_frame"));
        peer.send(encode_data(77, &[b"nobody's"])).await;
        assert_eq!(refused(&mut peer).await.0, "unknown_channel");
        // The shell itself goes on.
        let attach = towline_wire::v1::AttachShell {
            session_id: SESSION.into(),
            shell_id: SHELL.into(),
            channel: 6,
            from_offset: 0,
        };
        peer.tell(agent_down::Body::AttachShell(attach)).await;
        assert!(peer.payload(6).await.is_some());
    });
}

#[test]
fn refusals_are_told_ten_times_a_second_at_most() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        for _ in 0..500 {
            peer.tell(open_shell(1)).await;
        }
        peer.tell(agent_down::Body::Ping(towline_wire::v1::Ping { nonce: 1 })).await;
        let mut count = 0;
        while let Some(Frame::Control(message)) = peer.frame().await {
            match towline_wire::v1::AgentUp::decode(message).unwrap().body {
                Some(agent_up::Body::Refusal(_)) => count += 1,
                Some(agent_up::Body::Pong(_)) => break,
                _ => {}
            }
        }
        assert!((1..=100).contains(&count), "{count}");
    });
}

#[test]
fn a_session_ends_when_its_grace_without_the_appliance_has_run_out() {
    run(async {
        let double = Double::start().await;
        let proxy = Proxy::start(double.port()).await;
        let (host, _helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, proxy.port), host);
        let (mut peer, _) = double.welcome().await;
        peer.tell(double.grant(|grant| grant.grace_seconds = 1)).await;
        peer.tell(open_shell(1)).await;
        peer.heard(|body| matches!(body, agent_up::Body::ShellStarted(_)).then_some(())).await;
        drop(peer);
        proxy.cut(Weather::Fair);
        // Each attempt is heard of, but never answered: the agent is not in touch with its appliance.
        loop {
            let (peer, hello, _) = double.accept().await;
            drop(peer);
            if hello.holding.is_empty() {
                break;
            }
        }
    });
}

#[test]
fn the_agent_captures_sound_for_who_may_by_its_grant_and_for_nobody_else_scr_18() {
    use towline_wire::v1::SoundWanted;
    run(async {
        let double = Double::start().await;
        let (host, mut helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        // Whose switch is on; all may.
        let granted = |sequence, on: [bool; 2], may: bool| {
            double.grant(|grant| {
                grant.sequence = sequence;
                for (participant, on) in grant.participants.iter_mut().zip(on) {
                    participant.permissions.extend(may.then_some(Permission::HearSound as i32));
                    participant.sound = on;
                }
            })
        };
        peer.tell(granted(1, [false, false], true)).await;
        peer.tell(open_screen(4)).await;
        let mut helper = Helper(helpers.recv().await.unwrap(), BytesMut::new());
        assert!(matches!(helper.told().await, helper_down::Body::Open(_)));
        let want = |on| screen_up(screen_up::Body::SoundWanted(SoundWanted { on }));
        let frame = || Payload::FramePart { flags: ScreenFlags(3), frame: 1, body: Bytes::new() }.encode();
        let packet = |sequence| Payload::Sound { sequence, at: 0, packet: Bytes::from_static(b"opus") }.encode();
        let capture = |body, wanted: bool| {
            assert!(matches!(body, helper_down::Body::Sound(of) if of.channel == 4 && of.on == wanted))
        };
        // Off: nobody is listened for, and what the helper says all the same stays here.
        peer.data(4, 1, &want(true)).await;
        assert_eq!(refused(&mut peer).await, ("not_permitted".into(), "sound".into()));
        helper.send(encode_data(4, &[&packet(1)])).await;
        helper.send(encode_data(4, &[&frame()])).await;
        assert_eq!(peer.payload(4).await, Some(frame()));
        // Both may: it is captured once, for both.
        peer.tell(granted(2, [true, true], true)).await;
        peer.data(4, 1, &want(true)).await;
        capture(helper.told().await, true);
        peer.data(4, 2, &want(true)).await;
        helper.send(encode_data(4, &[&packet(2)])).await;
        assert_eq!(peer.payload(4).await, Some(packet(2)));
        // One switches off, and the other goes on; then the right goes, and with it the capture.
        peer.tell(granted(3, [false, true], true)).await;
        helper.send(encode_data(4, &[&packet(3)])).await;
        assert_eq!(peer.payload(4).await, Some(packet(3)));
        peer.tell(granted(4, [true, true], false)).await;
        capture(helper.told().await, false);
        helper.send(encode_data(4, &[&packet(4)])).await;
        helper.send(encode_data(4, &[&frame()])).await;
        assert_eq!(peer.payload(4).await, Some(frame()));
        // It does not come back with the right: somebody has to want it.
        peer.tell(granted(5, [true, true], true)).await;
        peer.data(4, 2, &want(true)).await;
        capture(helper.told().await, true);
        peer.data(4, 2, &want(false)).await;
        capture(helper.told().await, false);
    });
}

#[test]
fn the_agent_lets_nothing_of_the_clipboard_pass_that_its_grant_does_not_allow_scr_7() {
    use towline_wire::v1::{ClipboardAsk, ClipboardPart};
    run(async {
        let double = Double::start().await;
        let (host, mut helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        // Who may, in which direction, and whose switch is on.
        let granted = |sequence, on: [bool; 2]| {
            double.grant(|grant| {
                grant.sequence = sequence;
                for (participant, on) in grant.participants.iter_mut().zip(on) {
                    let both = [Permission::ClipboardToEndpoint, Permission::ClipboardFromEndpoint];
                    participant.permissions.extend(both.map(|permission| permission as i32));
                    participant.clipboard = on;
                }
            })
        };
        peer.tell(granted(1, [false, false])).await;
        peer.tell(open_screen(4)).await;
        let mut helper = Helper(helpers.recv().await.unwrap(), BytesMut::new());
        assert!(matches!(helper.told().await, helper_down::Body::Open(_)));
        let ask = |number| screen_up(screen_up::Body::ClipboardAsk(ClipboardAsk { number, ..ClipboardAsk::default() }));
        let part = || screen_up(screen_up::Body::ClipboardPart(ClipboardPart::default()));
        let frame = || Payload::FramePart { flags: ScreenFlags(3), frame: 1, body: Bytes::new() }.encode();
        let offer = || Payload::ClipboardOffer(Bytes::new()).encode();
        let piece = |participant| {
            let bytes = Bytes::from_static(b"secret");
            Payload::ClipboardPiece { viewer: 7, participant, number: 1, total: 6, offset: 0, bytes }.encode()
        };
        // Off: nothing goes either way, and the helper is told nothing of it; what it says all the same it may say again of its credit.
        peer.data(4, 1, &ask(1)).await;
        assert_eq!(refused(&mut peer).await, ("not_permitted".into(), "clipboard_ask".into()));
        peer.data(4, 1, &part()).await;
        assert_eq!(refused(&mut peer).await, ("not_permitted".into(), "clipboard_put".into()));
        for payload in [offer(), piece(1), frame()] {
            helper.send(encode_data(4, &[&payload])).await;
        }
        assert_eq!(peer.payload(4).await, Some(frame()));
        for payload in [offer(), piece(1)] {
            let bytes = u32::try_from(payload.len()).unwrap();
            assert!(matches!(helper.next().await, Frame::Credit { channel: 4, bytes: given } if given == bytes));
        }
        // Participant 2 looks and may have it; who controls may put something there.
        peer.tell(granted(2, [true, true])).await;
        assert!(matches!(helper.told().await, helper_down::Body::Clipboard(of) if of.channel == 4 && of.offers));
        peer.data(4, 2, &part()).await;
        assert_eq!(refused(&mut peer).await, ("not_permitted".into(), "clipboard_put".into()));
        peer.data(4, 2, &ask(2)).await;
        peer.data(4, 1, &part()).await;
        for participant in [2, 1] {
            let Frame::Data { channel: 4, payload } = helper.next().await else { panic!("not data") };
            assert_eq!(split_participant(payload).unwrap().0, participant);
        }
        helper.send(encode_data(4, &[&piece(9)])).await;
        helper.send(encode_data(4, &[&piece(2)])).await;
        assert_eq!(peer.payload(4).await, Some(piece(2)));
        // Who put something there switches off: it is taken off again, and 2 goes on.
        peer.tell(granted(3, [false, true])).await;
        loop {
            match helper.next().await {
                Frame::Control(message) => {
                    let body = HelperDown::decode(message).unwrap().body.unwrap();
                    assert!(matches!(body, helper_down::Body::ClipboardClear(_)), "{body:?}");
                    break;
                }
                Frame::Credit { .. } => {}
                Frame::Data { .. } => panic!("nothing was said"),
            }
        }
        peer.tell(granted(4, [false, false])).await;
        assert!(matches!(helper.told().await, helper_down::Body::Clipboard(of) if !of.offers));
        helper.send(encode_data(4, &[&piece(2)])).await;
        helper.send(encode_data(4, &[&frame()])).await;
        assert_eq!(peer.payload(4).await, Some(frame()));
    });
}

/// The next that the helper is told of drawing, past what else it is sent.
async fn drawers(helper: &mut Helper) -> Vec<(u32, u32, Vec<u32>)> {
    loop {
        if let Frame::Control(message) = helper.next().await
            && let Some(helper_down::Body::Drawing(said)) = HelperDown::decode(message).unwrap().body
        {
            assert_eq!(said.lease_ms, 10_000);
            return said.drawers.into_iter().map(|one| (one.number, one.participant, one.channels)).collect();
        }
    }
}

#[test]
fn who_draws_needs_the_right_for_each_line_and_what_they_drew_goes_with_it_scr_14() {
    run(async {
        let double = Double::start().await;
        let (host, mut helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        let granted = |sequence, may: [bool; 2]| {
            double.grant(|grant| {
                grant.sequence = sequence;
                for (participant, _) in grant.participants.iter_mut().zip(may).filter(|(_, may)| *may) {
                    participant.permissions.push(Permission::Annotate as i32);
                }
            })
        };
        let stroke = || screen_up(screen_up::Body::DrawStroke(DrawStroke::default()));
        let clear = |all| screen_up(screen_up::Body::DrawClear(DrawClear { all }));
        peer.tell(granted(1, [false, false])).await;
        peer.tell(open_screen(4)).await;
        let mut helper = Helper(helpers.recv().await.unwrap(), BytesMut::new());
        assert!(matches!(helper.told().await, helper_down::Body::Open(_)));
        for participant in [1, 2, 0, 9] {
            peer.data(4, participant, &stroke()).await;
            assert_eq!(refused(&mut peer).await, ("not_permitted".into(), "draw".into()));
        }
        // Control is no condition; each is another drawer for the helper, which hears of them before their lines.
        peer.tell(granted(2, [true, true])).await;
        peer.data(4, 2, &stroke()).await;
        assert_eq!(drawers(&mut helper).await, [(1, 2, vec![4])]);
        let Frame::Data { channel: 4, payload } = helper.next().await else { panic!("not data") };
        assert_eq!(split_participant(payload).unwrap().0, 2);
        peer.data(4, 1, &stroke()).await;
        assert_eq!(drawers(&mut helper).await, [(2, 1, vec![4]), (1, 2, vec![4])]);
        // Everybody's: who controls, and the relay in the owner's name.
        peer.data(4, 2, &clear(true)).await;
        assert_eq!(refused(&mut peer).await, ("not_permitted".into(), "draw_clear".into()));
        peer.data(4, 2, &clear(false)).await;
        assert_eq!(drawers(&mut helper).await, [(2, 1, vec![4])]);
        peer.data(4, 0, &clear(true)).await;
        assert_eq!(drawers(&mut helper).await, []);
        peer.data(4, 2, &stroke()).await;
        assert_eq!(drawers(&mut helper).await, [(3, 2, vec![4])]);
        // The right goes, and with it what was drawn.
        peer.tell(granted(3, [true, false])).await;
        assert_eq!(drawers(&mut helper).await, []);
        peer.data(4, 2, &stroke()).await;
        assert_eq!(refused(&mut peer).await, ("not_permitted".into(), "draw".into()));
        peer.data(4, 1, &stroke()).await;
        assert_eq!(drawers(&mut helper).await, [(4, 1, vec![4])]);
        let session_id = SESSION.to_owned();
        peer.tell(agent_down::Body::EndSession(EndSession { session_id, ..EndSession::default() })).await;
        assert_eq!(drawers(&mut helper).await, []);
    });
}

fn set_privacy(participant: u32, turn: u32, input: bool, blank: bool) -> agent_down::Body {
    agent_down::Body::SetPrivacy(SetPrivacy { session_id: SESSION.to_owned(), participant, turn, input, blank })
}

async fn privacy(peer: &mut Peer) -> SessionPrivacy {
    peer.heard(|body| if let agent_up::Body::Privacy(told) = body { Some(told) } else { None }).await
}

async fn wish(helper: &mut Helper) -> HelperPrivacy {
    loop {
        if let helper_down::Body::Privacy(wish) = helper.told().await {
            return wish;
        }
    }
}

fn helper_says(turn: u32, input: bool, blanked: bool, code: &str) -> Bytes {
    let state = HelperPrivacyState { turn, input, blanked, code: code.into() };
    encode_control(&HelperUp { body: Some(helper_up::Body::Privacy(state)) })
}

#[test]
fn only_whoever_controls_and_may_withholds_the_machine_and_no_longer_scr_3() {
    run(async {
        let double = Double::start().await;
        let (host, mut helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        peer.tell(set_privacy(1, 1, true, false)).await;
        assert_eq!(refused(&mut peer).await, ("no_grant".into(), "set_privacy".into()));
        let allowed = |grant: &mut towline_wire::v1::Grant| {
            for participant in &mut grant.participants {
                participant.permissions.push(Permission::Privacy as i32);
            }
        };
        peer.tell(double.grant(allowed)).await;
        // Nobody looks, so there is no helper.
        peer.tell(set_privacy(1, 1, true, false)).await;
        let told = privacy(&mut peer).await;
        assert_eq!((told.turn, told.input, told.code.as_str()), (1, false, "no_desktop"));
        peer.tell(open_screen(4)).await;
        let mut helper = Helper(helpers.recv().await.unwrap(), BytesMut::new());
        assert!(matches!(helper.told().await, helper_down::Body::Open(_)));
        // Participant 2 has the right, but not keyboard and mouse.
        peer.tell(set_privacy(2, 2, true, false)).await;
        assert_eq!(refused(&mut peer).await, ("not_permitted".into(), "set_privacy".into()));
        assert_eq!(privacy(&mut peer).await.code, "not_permitted");

        peer.tell(set_privacy(1, 3, true, true)).await;
        let first = wish(&mut helper).await;
        assert!(first.input && first.blank && first.lease_ms <= 10_000);
        helper.send(helper_says(first.turn, true, false, "")).await;
        let told = privacy(&mut peer).await;
        assert_eq!((told.turn, told.input, told.blanked), (3, true, false));
        // It goes on only while the appliance is there to be heard of.
        let renewed = wish(&mut helper).await;
        assert_eq!((renewed.turn, renewed.input, renewed.lease_ms <= 10_000), (first.turn, true, true));
        // What the person took back does not come back, however often it is said.
        helper.send(helper_says(first.turn, false, false, "person")).await;
        assert_eq!(privacy(&mut peer).await.code, "person");
        peer.tell(set_privacy(1, 3, true, true)).await;
        let told = privacy(&mut peer).await;
        assert_eq!((told.turn, told.input, told.code.as_str()), (3, false, "person"));

        // A grant without control gives everything back at once.
        peer.tell(set_privacy(1, 4, true, false)).await;
        let second = wish(&mut helper).await;
        assert!(second.input && second.turn > first.turn);
        helper.send(helper_says(second.turn, true, false, "")).await;
        assert!(privacy(&mut peer).await.input);
        peer.tell(double.grant(|grant| {
            allowed(grant);
            (grant.sequence, grant.controller) = (2, 0);
        }))
        .await;
        let told = privacy(&mut peer).await;
        assert_eq!((told.turn, told.input, told.code.as_str()), (4, false, "not_permitted"));
        loop {
            let last = wish(&mut helper).await;
            if last.turn > second.turn {
                assert!(!last.input && !last.blank);
                break;
            }
        }
    });
}
