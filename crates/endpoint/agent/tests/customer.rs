//! An agent that belongs to one session, with a customer at its window (SUP-21, SUP-22, SUP-24).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod double;

use std::{rc::Rc, time::Duration};

use double::{Double, Peer, SESSION, SHELL, TestHost, identity, run};
use prost::Message;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
    sync::mpsc,
    task::JoinHandle,
};
use towline_endpoint::{Agent, CustomerSide, News, Stop, Wish};
use towline_platform::Host;
use towline_wire::{
    Frame, Payload, ScreenFlags, encode_control, encode_data,
    v1::{
        AgentUp, CustomerEvent, CustomerEvents, CustomerPhase, CustomerReply, CustomerState, HelperUp, KeyInput,
        OpenScreen, OpenShell, Permission, PinAgent, Ping, Problem, RepTyping, ScreenStatus, ScreenUp, ShellInput,
        ShellUp, agent_down, agent_up, helper_up, screen_up, shell_up,
    },
};

struct Customer {
    agent: JoinHandle<Stop>,
    wishes: mpsc::Sender<Wish>,
    news: mpsc::Receiver<News>,
}

impl Customer {
    fn start(double: &Double, host: Rc<dyn Host>, patience: Duration) -> Customer {
        let (wishes, wanted) = mpsc::channel(16);
        let (told, news) = mpsc::channel(256);
        let news_of = Box::new(move |news| told.try_send(news).unwrap());
        let person = std::sync::Arc::new(towline_platform_linux::LinuxPerson);
        let side = CustomerSide { token: "token".to_owned().into(), wishes: wanted, news: news_of, person, patience };
        let agent = Agent::new(identity(double, double.port()), host).with_customer(side);
        Customer { agent: tokio::task::spawn_local(agent.run(|_| {})), wishes, news }
    }

    async fn wish(&self, wish: Wish) {
        self.wishes.send(wish).await.unwrap();
    }

    async fn over(self) -> String {
        match self.agent.await.unwrap() {
            Stop::Over { reason } => reason,
            Stop::Uninstall => panic!("a customer's agent is not installed"),
        }
    }
}

const PATIENT: Duration = Duration::from_secs(600);

fn say(body: &agent_up::Body) -> Option<(String, String, u32)> {
    if let agent_up::Body::CustomerSay(say) = body {
        return Some((say.text.clone(), say.nonce.clone(), say.request));
    }
    None
}

/// Frames in their order, up to the control message that is looked for.
async fn frames_until(peer: &mut Peer, wanted: impl Fn(&agent_up::Body) -> bool) -> Vec<Frame> {
    let mut frames = Vec::new();
    loop {
        let frame = peer.frame().await.expect("the link lives");
        let found = match &frame {
            Frame::Control(message) => AgentUp::decode(message.clone()).unwrap().body.as_ref().is_some_and(&wanted),
            _ => false,
        };
        if found {
            return frames;
        }
        frames.push(frame);
    }
}

async fn helper_says(helper: &mut UnixStream, frame: &[u8]) {
    helper.write_all(&u32::try_from(frame.len()).unwrap().to_le_bytes()).await.unwrap();
    helper.write_all(frame).await.unwrap();
}

fn typed(offset: u64, text: &str) -> ShellUp {
    let input = ShellInput { offset, data: text.as_bytes().to_vec().into() };
    ShellUp { viewer: 7, body: Some(shell_up::Body::Input(input)) }
}

/// Offset and length of every piece of shell output.
fn pieces(frames: &[Frame]) -> Vec<(u64, u64)> {
    let piece = |frame: &Frame| match frame {
        Frame::Data { channel: 5, payload } => match Payload::decode(payload.clone()).unwrap() {
            Payload::ShellOutput { offset, bytes } => Some((offset, bytes.len() as u64)),
            _ => None,
        },
        _ => None,
    };
    frames.iter().filter_map(piece).collect()
}

#[test]
fn while_paused_no_frame_no_input_and_no_output_passes_and_nothing_is_lost_sup_22() {
    run(async {
        let double = Double::start().await;
        let (host, mut helpers) = TestHost::new();
        let customer = Customer::start(&double, host, PATIENT);
        let (mut peer, hello) = double.welcome().await;
        assert_eq!((hello.support_token.as_str(), hello.customer_have), ("token", 0));
        peer.tell(double.grant(|_| {})).await;
        let open =
            |channel| agent_down::Body::OpenScreen(OpenScreen { session_id: SESSION.into(), channel, options: None });
        peer.tell(open(4)).await;
        let mut helper = helpers.recv().await.unwrap();
        let frame = Payload::FramePart { flags: ScreenFlags(7), frame: 1, body: vec![1, 2, 3].into() }.encode();
        helper_says(&mut helper, &encode_data(4, &[&frame])).await;
        assert_eq!(peer.payload(4).await, Some(frame.clone()));
        let (session_id, shell_id) = (SESSION.to_owned(), SHELL.to_owned());
        let shell = OpenShell {
            session_id,
            shell_id,
            channel: 5,
            columns: 80,
            rows: 24,
            participant: 1,
            script: None,
            choice: None,
        };
        peer.tell(agent_down::Body::OpenShell(shell)).await;
        peer.data(5, 1, &typed(0, "n=0; while [ $n -lt 20000 ]; do n=$((n+1)); echo $n; done\n")).await;

        // In the middle of the flood.
        let mut seen = Vec::new();
        while pieces(&seen).iter().map(|(_, length)| length).sum::<u64>() < 20_000 {
            seen.push(peer.frame().await.unwrap());
        }
        customer.wish(Wish::Pause(true)).await;
        seen.extend(
            frames_until(&mut peer, |body| matches!(body, agent_up::Body::CustomerPause(pause) if pause.paused)).await,
        );

        // Whatever is asked now, nothing comes but refusals.
        let key = KeyInput { down: true, code: "KeyA".into(), ..KeyInput::default() };
        peer.data(4, 1, &ScreenUp { viewer: 7, sequence: 1, body: Some(screen_up::Body::Key(key)) }).await;
        peer.data(5, 1, &typed(58, "echo stolen\n")).await;
        peer.tell(open(6)).await;
        let status = ScreenStatus { available: true, keyboard_layout: "xx".into(), ..ScreenStatus::default() };
        let status = encode_control(&HelperUp { body: Some(helper_up::Body::Status(status)) });
        let _ = helper.write_all(&u32::try_from(status.len()).unwrap().to_le_bytes()).await;
        let _ = helper.write_all(&status).await;
        let _ = helper.write_all(&encode_data(4, &[&frame])).await;
        peer.tell(agent_down::Body::Ping(Ping { nonce: 9 })).await;
        let meanwhile =
            frames_until(&mut peer, |body| matches!(body, agent_up::Body::Pong(pong) if pong.nonce == 9)).await;
        assert!(!meanwhile.iter().any(|frame| matches!(frame, Frame::Data { .. })), "{meanwhile:?}");
        let told: Vec<agent_up::Body> = meanwhile
            .iter()
            .filter_map(|frame| match frame {
                Frame::Control(message) => AgentUp::decode(message.clone()).unwrap().body,
                _ => None,
            })
            .collect();
        let refused = |action: &str| {
            told.iter()
                .any(|body| matches!(body, agent_up::Body::Refusal(r) if r.code == "paused" && r.action == action))
        };
        assert!(refused("key") && refused("input"), "{told:?}");
        let closed = |channel| {
            told.iter().any(|body| matches!(body, agent_up::Body::ChannelClosed(closed) if closed.channel == channel))
        };
        assert!(closed(4) && closed(6), "{told:?}");
        let status =
            told.iter().find_map(|body| if let agent_up::Body::Screen(s) = body { s.status.clone() } else { None });
        assert_eq!(status.unwrap().reason_code, "paused");
        // The helper is gone, not only unheard.
        let mut rest = Vec::new();
        helper.read_to_end(&mut rest).await.unwrap_or_default();

        // It goes on where it stood: every byte of the flood, none of what was typed meanwhile.
        customer.wish(Wish::Pause(false)).await;
        let back = |body: &agent_up::Body| matches!(body, agent_up::Body::Screen(s) if s.status.as_ref().is_some_and(|s| s.available));
        seen.extend(frames_until(&mut peer, back).await);
        let mut end = pieces(&seen).last().map_or(0, |(offset, length)| offset + length);
        let mut text = Vec::new();
        while !String::from_utf8_lossy(&text).contains("\n20000\r") {
            let payload = peer.payload(5).await.unwrap();
            peer.credit(5, payload.len()).await;
            if let Payload::ShellOutput { offset, bytes } = Payload::decode(payload).unwrap() {
                assert_eq!(offset, end);
                end += bytes.len() as u64;
                text.extend_from_slice(&bytes);
            }
        }
        assert!(!String::from_utf8_lossy(&text).contains("stolen"));
        peer.tell(open(8)).await;
        helpers.recv().await.unwrap();
    });
}

#[test]
fn a_pause_holds_over_a_reconnect_and_is_told_again_sup_22() {
    run(async {
        let double = Double::start().await;
        let (host, mut helpers) = TestHost::new();
        let customer = Customer::start(&double, host, PATIENT);
        let (mut peer, _) = double.welcome().await;
        peer.tell(double.grant(|_| {})).await;
        customer.wish(Wish::Pause(true)).await;
        peer.heard(|body| matches!(body, agent_up::Body::CustomerPause(_)).then_some(())).await;
        drop(peer);
        let (mut peer, hello) = double.welcome().await;
        assert!(hello.support_token.is_empty(), "the key is the proof now");
        let paused = |body| if let agent_up::Body::CustomerPause(pause) = body { Some(pause.paused) } else { None };
        assert!(peer.heard(paused).await);
        peer.tell(double.grant(|_| {})).await;
        let status = |body| if let agent_up::Body::Screen(s) = body { s.status } else { None };
        assert_eq!(peer.heard(status).await.reason_code, "paused");
        let open = OpenScreen { session_id: SESSION.into(), channel: 4, options: None };
        peer.tell(agent_down::Body::OpenScreen(open)).await;
        peer.heard(|body| matches!(body, agent_up::Body::ChannelClosed(_)).then_some(())).await;
        assert!(helpers.try_recv().is_err());
    });
}

#[test]
fn what_was_not_heard_is_said_again_and_shown_once_sup_22() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let mut customer = Customer::start(&double, host, PATIENT);
        let (mut peer, _) = double.welcome().await;
        customer.wish(Wish::Say("one".into())).await;
        customer.wish(Wish::Say("two".into())).await;
        let one = peer.heard(|body| say(&body).filter(|(text, ..)| text == "one")).await;
        peer.heard(|body| say(&body).filter(|(text, ..)| text == "two")).await;
        peer.tell(agent_down::Body::CustomerReply(CustomerReply { request: one.2, problem: None })).await;
        let event = |sequence, text: &str, nonce: &str| CustomerEvent {
            sequence,
            kind: "chat".into(),
            text: text.into(),
            nonce: nonce.into(),
            ..CustomerEvent::default()
        };
        peer.tell(agent_down::Body::CustomerEvents(CustomerEvents { events: vec![event(5, "one", &one.1)] })).await;
        while !matches!(customer.news.recv().await, Some(News::Events(_))) {}
        drop(peer);
        let (mut peer, hello) = double.welcome().await;
        assert_eq!(hello.customer_have, 5);
        let (text, _, request) = peer.heard(|body| say(&body)).await;
        assert_eq!(text, "two");
        // The same events again are no news; a refusal is.
        peer.tell(agent_down::Body::CustomerEvents(CustomerEvents { events: vec![event(5, "one", &one.1)] })).await;
        let problem = Some(Problem { code: "invalid".into(), ..Problem::default() });
        peer.tell(agent_down::Body::CustomerReply(CustomerReply { request, problem })).await;
        assert!(matches!(customer.news.recv().await, Some(News::NotSaid { .. })));
    });
}

#[test]
fn that_somebody_writes_passes_both_ways_and_not_too_often_ses_31() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let mut customer = Customer::start(&double, host, PATIENT);
        let (mut peer, _) = double.welcome().await;
        let typing = RepTyping { name: "Olga".into() };
        peer.tell(agent_down::Body::RepTyping(typing)).await;
        assert_eq!(customer.news.recv().await, Some(News::Typing { name: "Olga".into() }));
        let writes = |body: &agent_up::Body| matches!(body, agent_up::Body::CustomerTyping(_));
        let until = |text: &'static str| move |body: &agent_up::Body| say(body).is_some_and(|(said, ..)| said == text);
        let typed = |frames: &[Frame]| {
            let body = |frame: &Frame| match frame {
                Frame::Control(message) => AgentUp::decode(message.clone()).unwrap().body,
                _ => None,
            };
            frames.iter().filter_map(body).filter(writes).count()
        };
        // Three keys are one word of it; what is written after a message is another one.
        for wish in [Wish::Typing, Wish::Typing, Wish::Typing, Wish::Say("one".into()), Wish::Typing] {
            customer.wish(wish).await;
        }
        customer.wish(Wish::Say("two".into())).await;
        assert_eq!(typed(&frames_until(&mut peer, until("one")).await), 1);
        assert_eq!(typed(&frames_until(&mut peer, until("two")).await), 1);
    });
}

#[test]
fn the_customer_ends_with_and_without_a_link_sup_22() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let customer = Customer::start(&double, host, PATIENT);
        let (mut peer, _) = double.welcome().await;
        customer.wish(Wish::End).await;
        peer.heard(|body| matches!(body, agent_up::Body::CustomerEnd(_)).then_some(())).await;
        let ended = CustomerState { phase: CustomerPhase::Ended.into(), ..CustomerState::default() };
        peer.tell(agent_down::Body::CustomerState(ended)).await;
        assert_eq!(customer.over().await, "customer");
        drop(peer);

        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let customer = Customer::start(&double, host, PATIENT);
        drop(double.welcome().await);
        drop(double);
        customer.wish(Wish::End).await;
        assert_eq!(customer.over().await, "customer");
    });
}

#[test]
fn without_its_window_a_session_ends_sup_22() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let Customer { agent, wishes, news } = Customer::start(&double, host, PATIENT);
        let (mut peer, _) = double.welcome().await;
        drop(wishes);
        peer.heard(|body| matches!(body, agent_up::Body::CustomerEnd(_)).then_some(())).await;
        drop(peer);
        assert!(matches!(agent.await.unwrap(), Stop::Over { .. }));
        drop(news);
    });
}

#[test]
fn the_appliance_ends_a_session_or_never_lets_it_begin_sup_22() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let customer = Customer::start(&double, host, PATIENT);
        let (mut peer, _) = double.welcome().await;
        let (phase, ended_reason) = (CustomerPhase::Ended.into(), "rep".to_owned());
        let ended = CustomerState { phase, ended_reason, ..CustomerState::default() };
        peer.tell(agent_down::Body::CustomerState(ended)).await;
        assert_eq!(customer.over().await, "rep");

        // A token that is not valid: waiting does not make it so.
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let customer = Customer::start(&double, host, PATIENT);
        let (mut peer, ..) = double.accept().await;
        peer.tell(agent_down::Body::Refused(Problem { code: "bad_token".into(), ..Problem::default() })).await;
        assert_eq!(customer.over().await, "refused: bad_token");
    });
}

#[test]
fn a_lost_connection_is_tried_again_for_a_time_and_not_for_ever_sup_24() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let customer = Customer::start(&double, host, Duration::from_millis(1500));
        // Being busy is no end.
        let (mut peer, ..) = double.accept().await;
        peer.tell(agent_down::Body::Refused(Problem { code: "busy".into(), ..Problem::default() })).await;
        drop(double.welcome().await);
        let refusing = async {
            loop {
                drop(double.try_accept().await);
            }
        };
        tokio::select! {
            reason = customer.over() => assert_eq!(reason, "lost"),
            () = refusing => {}
        }
    });
}

#[test]
fn a_button_that_starts_nothing_any_more_is_told_so_at_once_sup_50() {
    run(async {
        for code in ["button_over", "button_withdrawn"] {
            let double = Double::start().await;
            let (host, _helpers) = TestHost::new();
            let customer = Customer::start(&double, host, PATIENT);
            let (mut peer, hello, _) = double.accept().await;
            assert_eq!(hello.support_token, "token");
            peer.tell(agent_down::Body::Refused(Problem { code: code.into(), ..Problem::default() })).await;
            assert_eq!(customer.over().await, format!("refused: {code}"));
        }
    });
}

#[test]
fn an_installed_agent_takes_no_notice_of_what_is_a_customers_sup_21() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _agent = double::Running::start(identity(&double, double.port()), host);
        let (mut peer, hello) = double.welcome().await;
        assert_eq!((hello.support_token.as_str(), hello.customer_have), ("", 0));
        let ended = CustomerState { phase: CustomerPhase::Ended.into(), ..CustomerState::default() };
        peer.tell(agent_down::Body::CustomerState(ended)).await;
        peer.tell(agent_down::Body::Ping(Ping { nonce: 3 })).await;
        peer.heard(|body| matches!(body, agent_up::Body::Pong(_)).then_some(())).await;
    });
}

#[test]
fn a_participant_who_may_pins_the_machine_by_a_token_alone_sup_60() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _customer = Customer::start(&double, host.clone(), PATIENT);
        let (mut peer, _) = double.welcome().await;
        let may = [Permission::Pin as i32].to_vec();
        peer.tell(double.grant(|grant| grant.participants[0].permissions = may)).await;
        let pin = |participant, pin_id: &str, token: &str| {
            agent_down::Body::Pin(PinAgent {
                session_id: SESSION.into(),
                participant,
                pin_id: pin_id.into(),
                token: token.into(),
            })
        };
        let token = "Zm9yIG9uZSBtYWNoaW5lIGFuZCBhIGZldyBtaW51dGVz";
        peer.tell(pin(2, "a", token)).await;
        peer.tell(pin(1, "b", "x; reboot")).await;
        peer.tell(pin(1, "c", token)).await;
        let mut said = Vec::new();
        for _ in 0..3 {
            let of = |body| if let agent_up::Body::Pinned(pinned) = body { Some(pinned) } else { None };
            let pinned = peer.heard(of).await;
            said.push((pinned.pin_id, pinned.code, pinned.mode));
        }
        let line = |id: &str, code: &str, mode: &str| (id.to_owned(), code.to_owned(), mode.to_owned());
        assert_eq!(said, [line("a", "not_permitted", ""), line("b", "bad_token", ""), line("c", "", "user")]);
        let installed = host.installed.borrow();
        assert_eq!(installed.len(), 1);
        assert!(installed[0].address.starts_with("https://") && installed[0].address.ends_with(&format!("/i/{token}")));
        let key = installed[0].pin.as_deref().unwrap();
        assert!(key.starts_with("sha256//") && key.len() == 8 + 44, "{key}");
    });
}

#[test]
fn what_became_of_a_pin_is_told_again_on_the_next_link_sup_60_ses_2() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _customer = Customer::start(&double, host.clone(), PATIENT);
        let (mut peer, _) = double.welcome().await;
        let may = [Permission::Pin as i32].to_vec();
        peer.tell(double.grant(|grant| grant.participants[0].permissions = may)).await;
        let (session_id, token) = (SESSION.to_owned(), "Zm9yIG9uZSBtYWNoaW5lIGFuZCBhIGZldyBtaW51dGVz".to_owned());
        peer.tell(agent_down::Body::Pin(PinAgent { session_id, participant: 1, pin_id: "a".into(), token })).await;
        let of = |body| if let agent_up::Body::Pinned(pinned) = body { Some(pinned) } else { None };
        let said = peer.heard(of).await;
        assert_eq!((said.pin_id.as_str(), said.code.as_str()), ("a", ""));
        // The appliance was killed before it heard that.
        drop(peer);
        let (mut peer, _) = double.welcome().await;
        assert_eq!(peer.heard(of).await, said);
        assert_eq!(host.installed.borrow().len(), 1, "nothing is installed twice");
    });
}

#[test]
fn an_installed_agent_is_not_pinned_sup_60() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let agent = Agent::new(identity(&double, double.port()), host.clone());
        tokio::task::spawn_local(agent.run(|_| {}));
        let (mut peer, _) = double.welcome().await;
        let may = [Permission::Pin as i32].to_vec();
        peer.tell(double.grant(|grant| grant.participants[0].permissions = may)).await;
        let (session_id, token) = (SESSION.to_owned(), "Zm9yIG9uZSBtYWNoaW5lIGFuZCBhIGZldyBtaW51dGVz".to_owned());
        peer.tell(agent_down::Body::Pin(PinAgent { session_id, participant: 1, pin_id: "a".into(), token })).await;
        peer.tell(agent_down::Body::Ping(Ping { nonce: 9 })).await;
        peer.heard(|body| matches!(body, agent_up::Body::Pong(pong) if pong.nonce == 9).then_some(())).await;
        assert!(host.installed.borrow().is_empty());
    });
}
