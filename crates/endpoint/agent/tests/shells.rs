//! Real shells over real links that break (SHL-4, SHL-5).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod double;

use double::{Double, Peer, Proxy, Running, SESSION, SHELL, TestHost, Weather, identity, run};
use towline_wire::{
    Payload, ReplayFlags, SHELL_WINDOW,
    v1::{
        AttachShell, CloseShell, OpenShell, ReplayShell, ReplayWhat, ShellEnded, ShellInput, ShellSize, ShellUp,
        agent_down, agent_up, shell_up,
    },
};

fn open(channel: u32) -> agent_down::Body {
    let (session_id, shell_id) = (SESSION.to_owned(), SHELL.to_owned());
    agent_down::Body::OpenShell(OpenShell {
        session_id,
        shell_id,
        channel,
        columns: 80,
        rows: 24,
        participant: 1,
        script: None,
        choice: None,
    })
}

/// An agent on this port's link, with a shell on channel 5; it runs for as long as the second one is there.
async fn opened(double: &Double, port: u16) -> (Peer, impl Sized) {
    let (host, helpers) = TestHost::new();
    let agent = Running::start(identity(double, port), host);
    let (mut peer, _) = double.welcome().await;
    peer.tell(double.grant(|_| {})).await;
    peer.tell(open(5)).await;
    (peer, (agent, helpers))
}

fn attach(channel: u32, from_offset: u64) -> agent_down::Body {
    let (session_id, shell_id) = (SESSION.to_owned(), SHELL.to_owned());
    agent_down::Body::AttachShell(AttachShell { session_id, shell_id, channel, from_offset })
}

fn typed(offset: u64, text: &str) -> ShellUp {
    let input = ShellInput { offset, data: text.as_bytes().to_vec().into() };
    ShellUp { viewer: 7, body: Some(shell_up::Body::Input(input)) }
}

fn ended(body: agent_up::Body) -> Option<ShellEnded> {
    if let agent_up::Body::ShellEnded(ended) = body { Some(ended) } else { None }
}

/// All output of a shell as the relay gets it, over any number of links.
#[derive(Default)]
struct Output {
    bytes: Vec<u8>,
    acknowledged: u64,
}

impl Output {
    /// Takes payloads until the text is there or the link ends.
    async fn until(&mut self, peer: &mut Peer, channel: u32, done: impl Fn(&[u8]) -> bool) -> bool {
        while !done(&self.bytes) {
            let Some(payload) = peer.payload(channel).await else { return false };
            peer.credit(channel, payload.len()).await;
            self.take(payload);
        }
        true
    }

    fn take(&mut self, payload: bytes::Bytes) {
        match Payload::decode(payload).unwrap() {
            Payload::ShellOutput { offset, bytes } => {
                assert_eq!(offset, self.bytes.len() as u64, "neither gap nor double");
                self.bytes.extend_from_slice(&bytes);
            }
            Payload::InputAck { viewer, sequence } => {
                assert_eq!(viewer, 7);
                self.acknowledged = sequence;
            }
            other => panic!("{other:?}"),
        }
    }

    fn contains(text: &'static str) -> impl Fn(&[u8]) -> bool {
        // Only the newest: this is asked after each payload.
        move |bytes| {
            bytes[bytes.len().saturating_sub(40_000)..].windows(text.len()).any(|window| window == text.as_bytes())
        }
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    let text = String::from_utf8_lossy(bytes);
    text.lines().filter_map(|line| line.trim().rsplit('\r').next()?.strip_prefix("n=")?.parse().ok()).collect()
}

const LOOP: &str = "i=0; while [ $i -lt 60000 ]; do echo n=$i; i=$((i+1)); done; echo all''done\n";

async fn survives_cuts(weather: Weather, cuts: usize) {
    let double = Double::start().await;
    let proxy = Proxy::start(double.port()).await;
    let (mut peer, _agent) = opened(&double, proxy.port).await;
    peer.data(5, 1, &typed(0, LOOP)).await;

    let mut output = Output::default();
    for cut in 0..cuts {
        let more = output.bytes.len() + 20_000 + cut * 1_000;
        output.until(&mut peer, 5, |bytes| bytes.len() >= more).await;
        proxy.cut(weather);
        let (again, hello) = double.welcome().await;
        peer = again;
        let held = &hello.holding.first().expect("the session is held").shells;
        assert!(held.first().is_some_and(|shell| shell.end_offset >= output.bytes.len() as u64 && !shell.ended));
        peer.tell(double.grant(|_| {})).await;
        peer.tell(attach(5, output.bytes.len() as u64)).await;
    }
    assert!(output.until(&mut peer, 5, Output::contains("alldone")).await);
    assert!(numbers(&output.bytes).into_iter().eq(0..60_000));
}

#[test]
fn shell_output_has_neither_gap_nor_double_after_a_cut_shl_4() {
    run(survives_cuts(Weather::Fair, 12));
}

#[test]
fn shell_output_is_whole_over_a_network_that_delivers_a_byte_at_a_time_shl_4() {
    run(survives_cuts(Weather::Trickle, 3));
}

#[test]
fn what_is_typed_again_after_a_cut_is_written_once_shl_4() {
    run(async {
        let double = Double::start().await;
        let proxy = Proxy::start(double.port()).await;
        let (mut peer, _agent) = opened(&double, proxy.port).await;
        let line = "x=$((x+1)); echo count''=$x\n";
        let mut output = Output::default();
        peer.data(5, 1, &typed(0, line)).await;
        output.until(&mut peer, 5, Output::contains("count=1")).await;
        proxy.cut(Weather::Fair);
        let (mut peer, _) = double.welcome().await;
        peer.tell(double.grant(|_| {})).await;
        peer.tell(attach(9, output.bytes.len() as u64)).await;
        // The viewer never saw an acknowledgement, so it sends everything again, and more.
        peer.data(9, 1, &typed(0, line)).await;
        peer.data(9, 1, &typed(0, &format!("{line}echo then''=$x\n"))).await;
        assert!(output.until(&mut peer, 9, Output::contains("then=1")).await);
        while output.acknowledged < line.len() as u64 + 15 {
            let payload = peer.payload(9).await.unwrap();
            output.take(payload);
        }
    });
}

#[test]
fn an_acknowledgement_is_not_in_the_way_of_its_echo_and_comes_also_without_one_shl_10() {
    run(async {
        let double = Double::start().await;
        let (mut peer, _agent) = opened(&double, double.port()).await;
        let mut output = Output::default();
        let start = "echo rea''dy; cat; stty -echo; echo si''lent; cat > /dev/null\n";
        peer.data(5, 1, &typed(0, start)).await;
        assert!(output.until(&mut peer, 5, Output::contains("ready\r\n")).await);
        let mut position = start.len() as u64;
        // On a busy machine an echo may take longer than is waited for it; not 40 of them.
        let mut behind = 0;
        for _ in 0..40 {
            let before = output.bytes.len();
            peer.data(5, 1, &typed(position, "x")).await;
            position += 1;
            while output.acknowledged < position {
                let payload = peer.payload(5).await.unwrap();
                output.take(payload);
            }
            behind += usize::from(output.bytes.len() > before);
            assert!(output.until(&mut peer, 5, |bytes| bytes.len() > before).await);
        }
        assert!(behind > 0, "every acknowledgement came before its echo");
        peer.data(5, 1, &typed(position, "\n\x04")).await;
        position += 2;
        assert!(output.until(&mut peer, 5, Output::contains("silent")).await);
        peer.data(5, 1, &typed(position, "x")).await;
        while output.acknowledged < position + 1 {
            let payload = peer.payload(5).await.unwrap();
            output.take(payload);
        }
    });
}

#[test]
fn a_flood_waits_in_the_terminal_and_ctrl_c_ends_it_within_one_window_shl_5() {
    run(async {
        let double = Double::start().await;
        let (mut peer, _agent) = opened(&double, double.port()).await;
        peer.data(5, 1, &typed(0, "yes\n")).await;
        let mut output = Output::default();
        // Without new credit no more than the window comes, whatever the program writes.
        let mut taken = 0;
        while taken < SHELL_WINDOW as usize - 1024 {
            let payload = peer.payload(5).await.unwrap();
            taken += payload.len();
            output.take(payload);
        }
        peer.data(5, 1, &typed(4, "\x03echo af''ter\n")).await;
        let before = output.bytes.len();
        peer.credit(5, taken).await;
        assert!(output.until(&mut peer, 5, Output::contains("after")).await);
        assert!(output.bytes.len() - before < 2 * SHELL_WINDOW as usize, "{}", output.bytes.len() - before);
    });
}

/// A replay, while output goes on; and the offset behind it.
async fn replayed(peer: &mut Peer, output: &mut Output, nonce: u32, what: ReplayWhat) -> (u64, Vec<u8>) {
    let (session_id, shell_id) = (SESSION.to_owned(), SHELL.to_owned());
    let ask = ReplayShell { session_id, shell_id, from_offset: 0, nonce, what: what.into() };
    peer.tell(agent_down::Body::ReplayShell(ask)).await;
    let (mut shown, mut first) = (Vec::new(), true);
    loop {
        let payload = peer.payload(5).await.unwrap();
        peer.credit(5, payload.len()).await;
        match Payload::decode(payload).unwrap() {
            Payload::ShellReplay { nonce: of, flags, offset: after, bytes } => {
                assert_eq!(of, nonce);
                assert_eq!(flags.has(ReplayFlags::FIRST), first);
                assert_eq!(flags.has(ReplayFlags::RESET), first);
                first = false;
                shown.extend_from_slice(&bytes);
                if flags.has(ReplayFlags::LAST) {
                    return (after, shown);
                }
            }
            Payload::ShellOutput { offset, bytes } => {
                assert_eq!(offset, output.bytes.len() as u64);
                output.bytes.extend_from_slice(&bytes);
            }
            Payload::InputAck { .. } => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_viewer_that_comes_late_is_shown_the_terminal_as_it_is_shl_4() {
    run(async {
        let double = Double::start().await;
        let (mut peer, _agent) = opened(&double, double.port()).await;
        peer.data(5, 1, &typed(0, "seq 1 900000 | sed s/^/n=/; echo all''done\n")).await;
        let mut output = Output::default();
        assert!(output.until(&mut peer, 5, Output::contains("alldone")).await);
        let (offset, shown) = replayed(&mut peer, &mut output, 77, ReplayWhat::Missing).await;
        assert_eq!(offset, output.bytes.len() as u64);
        // What a viewer's terminal makes of it.
        let mut terminal = avt::Terminal::with_scrollback(80, 24, None).unwrap();
        terminal.feed(String::from_utf8_lossy(&shown).as_ref());
        let shown = numbers(terminal.primary_screen().text().join("\n").as_bytes());
        assert!(shown.len() >= 10_000, "{}", shown.len());
        assert!(shown.windows(2).all(|pair| matches!(pair, [a, b] if a + 1 == *b)));
        assert_eq!(shown.last(), Some(&900_000));
    });
}

#[test]
fn whom_output_outruns_is_shown_the_screen_and_then_all_of_the_terminal_shl_5() {
    run(async {
        let double = Double::start().await;
        let (mut peer, _agent) = opened(&double, double.port()).await;
        peer.data(5, 1, &typed(0, "seq 1 900000 | sed s/^/n=/; echo all''done\n")).await;
        let mut output = Output::default();
        assert!(output.until(&mut peer, 5, Output::contains("n=500000\r")).await);
        let terminal = |parts: [&[u8]; 2]| {
            let mut terminal = avt::Terminal::with_scrollback(80, 24, None).unwrap();
            terminal.feed(String::from_utf8_lossy(&parts.concat()).as_ref());
            terminal.primary_screen().text()
        };
        // In the midst of the flood: one screen, a little before what was sent already.
        let (offset, shown) = replayed(&mut peer, &mut output, 78, ReplayWhat::Screen).await;
        let behind = output.bytes.split_off(usize::try_from(offset).unwrap());
        assert!(!behind.is_empty() && shown.len() < 10_000, "{} {}", behind.len(), shown.len());
        let lines = terminal([&shown, &behind]);
        let mut screen = numbers(lines[lines.len() - 24..].join("\n").as_bytes());
        // Output ends anywhere, also in the middle of a number.
        screen.pop();
        assert!(screen.len() > 20 && screen.windows(2).all(|pair| matches!(pair, [a, b] if a + 1 == *b)));
        output.bytes.extend_from_slice(&behind);
        assert!(output.until(&mut peer, 5, Output::contains("alldone")).await);
        let (offset, shown) = replayed(&mut peer, &mut output, 79, ReplayWhat::Whole).await;
        let behind = output.bytes.split_off(usize::try_from(offset).unwrap());
        assert!(shown.len() < 400_000, "{}", shown.len());
        let all = numbers(terminal([&shown, &behind]).join("\n").as_bytes());
        assert!(all.len() >= 10_000 && all.windows(2).all(|pair| matches!(pair, [a, b] if a + 1 == *b)));
        assert_eq!(all.last(), Some(&900_000));
    });
}

#[test]
fn a_shell_follows_its_size_ends_with_its_status_and_stays_to_be_read_shl_1() {
    run(async {
        let double = Double::start().await;
        let (mut peer, _agent) = opened(&double, double.port()).await;
        let size = ShellUp { viewer: 7, body: Some(shell_up::Body::Size(ShellSize { columns: 132, rows: 43 })) };
        peer.data(5, 1, &size).await;
        peer.data(5, 1, &typed(0, "stty size; exit 9\n")).await;
        let ended = peer.heard(ended).await;
        assert_eq!(ended.status, 9);
        let mut output = Output::default();
        output.until(&mut peer, 5, |bytes| bytes.len() as u64 >= ended.end_offset).await;
        assert!(Output::contains("43 132")(&output.bytes));
        peer.tell(attach(6, 0)).await;
        let mut again = Output::default();
        assert!(again.until(&mut peer, 6, |bytes| bytes.len() as u64 >= ended.end_offset).await);
        assert_eq!(again.bytes, output.bytes);
    });
}

#[test]
fn a_closed_shell_is_gone_and_a_repeated_opening_starts_nothing_twice_shl_1() {
    run(async {
        let double = Double::start().await;
        let (mut peer, _agent) = opened(&double, double.port()).await;
        peer.data(5, 1, &typed(0, "echo first''=$$\n")).await;
        let mut output = Output::default();
        output.until(&mut peer, 5, Output::contains("first=")).await;
        peer.tell(open(5)).await;
        peer.tell(open(6)).await;
        let mut again = Output::default();
        assert!(
            again.until(&mut peer, 6, |bytes| bytes.starts_with(&output.bytes)).await,
            "the same shell from its start"
        );
        let (session_id, shell_id) = (SESSION.to_owned(), SHELL.to_owned());
        peer.tell(agent_down::Body::CloseShell(CloseShell { session_id, shell_id })).await;
        assert_eq!(peer.heard(ended).await.reason, "closed");
    });
}
