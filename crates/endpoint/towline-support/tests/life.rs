//! The customer client as people meet it: downloaded, clicked, talked in, paused, ended, killed. Against a double of the appliance, on a real X display with a window manager.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
#[path = "../../agent/tests/double/mod.rs"]
mod double;

use desk::{Desktop, Home, until};
use double::{Double, Peer, SESSION, SHELL, run};
use rustix::process::Signal;
use towline_seal::{SupportTrailer, agent_key_id};
use towline_wire::{
    Payload,
    v1::{
        AgentHello, CustomerEvent, CustomerEvents, CustomerPhase, CustomerPrompt, CustomerRep, CustomerReply,
        CustomerSay, CustomerSpeaker, CustomerState, OpenScreen, OpenShell, Permission, Problem, agent_down, agent_up,
    },
};

const CHANNEL: u32 = 4;

fn grant(double: &Double, hello: &AgentHello) -> agent_down::Body {
    let key: [u8; 32] = hello.agent_key.as_ref().try_into().unwrap();
    double.grant(|grant| grant.agent_key_id = agent_key_id(&key).0.to_vec().into())
}

fn state(phase: CustomerPhase, controlling: bool, prompts: Vec<CustomerPrompt>) -> agent_down::Body {
    let rep = CustomerRep { number: 1, name: "Olga".into(), viewing: controlling, controlling, ..Default::default() };
    let reps = if phase == CustomerPhase::Waiting { Vec::new() } else { vec![rep] };
    let session_id = SESSION.to_owned();
    agent_down::Body::CustomerState(CustomerState {
        session_id,
        phase: phase.into(),
        reps,
        prompts,
        ..Default::default()
    })
}

fn event(sequence: u64, kind: &str, text: &str) -> CustomerEvent {
    let who = CustomerSpeaker::Rep.into();
    let (name, kind, text) = ("Olga".to_owned(), kind.to_owned(), text.to_owned());
    CustomerEvent { sequence, at_ms: 0, who, name, kind, text, ..Default::default() }
}

fn events(events: Vec<CustomerEvent>) -> agent_down::Body {
    agent_down::Body::CustomerEvents(CustomerEvents { events })
}

fn open_screen(channel: u32) -> agent_down::Body {
    agent_down::Body::OpenScreen(OpenScreen { session_id: SESSION.to_owned(), channel, options: None })
}

async fn said(peer: &mut Peer) -> CustomerSay {
    peer.heard(|body| if let agent_up::Body::CustomerSay(say) = body { Some(say) } else { None }).await
}

async fn paused(peer: &mut Peer) -> bool {
    peer.heard(|body| if let agent_up::Body::CustomerPause(pause) = body { Some(pause.paused) } else { None }).await
}

/// Waits for a part of a picture.
async fn picture(peer: &mut Peer, channel: u32) {
    while !matches!(Payload::decode(peer.payload(channel).await.unwrap()).unwrap(), Payload::FramePart { .. }) {}
}

/// A client that was started and whose session is active.
async fn active(
    double: &Double,
    home: &mut Home,
    desktop: &Desktop,
    patience_ms: u32,
) -> (desk::Process, Peer, AgentHello) {
    let program = home.download("help", &double.key, &home.content(&double.key, double.port()));
    let client = home.start(&program, desktop, patience_ms);
    let (mut peer, hello) = double.welcome().await;
    peer.tell(state(CustomerPhase::Active, false, Vec::new())).await;
    peer.tell(grant(double, &hello)).await;
    (client, peer, hello)
}

#[test]
fn a_person_sees_who_helps_writes_pauses_answers_and_ends_and_nothing_is_left_sup_21_sup_22_sup_23() {
    let mut desktop = Desktop::start();
    desktop.run("xterm", &["-geometry", "60x20+0+0", "-T", "work", "-e", "sleep", "600"]);
    let terminal = desktop.window("work");
    desktop.click(terminal, 50, 50);
    until(|| (desktop.keyboard() == terminal).then_some(()));
    let mut home = Home::new();
    run(async {
        let double = Double::start().await;
        let program = home.download("help", &double.key, &home.content(&double.key, double.port()));
        let client = home.start(&program, &desktop, 60_000);
        let (mut peer, hello) = double.welcome().await;
        assert_eq!((hello.support_token.as_str(), hello.customer_have), ("one-time-token", 0));
        assert!(hello.enrol_token.is_empty());
        assert_eq!(hello.inventory.as_ref().unwrap().install_mode, "support");
        peer.tell(state(CustomerPhase::Waiting, false, Vec::new())).await;
        let window = desktop.client("Support: Example Ltd");
        assert_eq!(desktop.keyboard(), terminal, "the window took the keyboard");
        until(|| desktop.states(window).contains(&"_NET_WM_STATE_ABOVE".to_owned()).then_some(()));

        // Somebody comes and says something that nobody can have read yet.
        peer.tell(state(CustomerPhase::Active, true, Vec::new())).await;
        peer.tell(grant(&double, &hello)).await;
        peer.tell(events(vec![event(1, "participant_joined", ""), event(2, "chat", "Good morning")])).await;
        until(|| desktop.title(window).starts_with("(1) ").then_some(()));
        assert_eq!(desktop.keyboard(), terminal, "a message took the keyboard");
        desktop.keep("journey-active");

        // The answer goes out, once, and the mark is gone.
        desktop.chat(window);
        until(|| (!desktop.title(window).starts_with('(')).then_some(()));
        desktop.type_keys("hello there\n");
        let say = said(&mut peer).await;
        assert_eq!(say.text, "hello there");
        peer.tell(agent_down::Body::CustomerReply(CustomerReply { request: say.request, problem: None })).await;
        let mut own = event(3, "chat", "hello there");
        (own.who, own.nonce) = (CustomerSpeaker::You.into(), say.nonce);
        peer.tell(events(vec![own])).await;

        // Olga looks, until the person pauses. Nothing is captured then.
        peer.tell(open_screen(CHANNEL)).await;
        picture(&mut peer, CHANNEL).await;
        let helper = home.process("desktop-helper");
        desktop.keep("journey-chat");
        desktop.click(window, 200, 131);
        assert!(paused(&mut peer).await);
        helper.ended();
        desktop.keep("journey-paused");
        peer.tell(open_screen(5)).await;
        let closed = |body| if let agent_up::Body::ChannelClosed(closed) = body { Some(closed.channel) } else { None };
        assert_eq!(peer.heard(closed).await, CHANNEL);
        assert_eq!(peer.heard(closed).await, 5);
        desktop.click(window, 200, 131);
        assert!(!paused(&mut peer).await);
        let back = |body| if let agent_up::Body::Screen(s) = body { s.status.filter(|s| s.available) } else { None };
        peer.heard(back).await;
        peer.tell(open_screen(6)).await;
        picture(&mut peer, 6).await;

        // A question.
        let prompt = CustomerPrompt {
            id: 7,
            rep: "Olga".into(),
            permission: Permission::Shell.into(),
            left_ms: 60_000,
            otherwise_allowed: false,
            for_session: true,
        };
        peer.tell(state(CustomerPhase::Active, true, vec![prompt])).await;
        let answer = |body| if let agent_up::Body::CustomerAnswer(answer) = body { Some(answer) } else { None };
        // Its card is white where the background was.
        until(|| (desktop.pixel(window, 200, 168) == [255, 255, 255]).then_some(()));
        desktop.keep("journey-question");
        desktop.click(window, 300, 282);
        let answered = peer.heard(answer).await;
        assert_eq!((answered.prompt_id, answered.allowed), (7, false));
        peer.tell(state(CustomerPhase::Active, true, Vec::new())).await;

        // The end is asked about, and then is one.
        desktop.end(window, "journey-end");
        peer.heard(|body| matches!(body, agent_up::Body::CustomerEnd(_)).then_some(())).await;
        peer.tell(state(CustomerPhase::Ended, false, Vec::new())).await;
        until(|| (!program.exists()).then_some(()));
        until(|| (home.tree() == ["Downloads", "run"]).then_some(()));
        desktop.keep("journey-ended");
        desktop.close(window);
        client.ended();
        home.is_clean();
    });
}

#[test]
fn a_client_that_is_killed_leaves_no_file_and_no_process_sup_23() {
    let desktop = Desktop::start();
    let mut home = Home::new();
    run(async {
        let double = Double::start().await;
        let (client, mut peer, _) = active(&double, &mut home, &desktop, 60_000).await;
        peer.tell(open_screen(CHANNEL)).await;
        picture(&mut peer, CHANNEL).await;
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
        peer.payload(5).await.unwrap();
        let (watcher, helper) = (home.process("watch"), home.process("desktop-helper"));
        assert_eq!(home.tree().len(), 6, "the folder with its two files, and the program: {:?}", home.tree());

        // Politely it does not go.
        watcher.signal(Signal::TERM);
        client.signal(Signal::KILL);
        client.ended();
        helper.ended();
        watcher.ended();
        home.is_clean();
    });
}

#[test]
fn what_a_power_loss_left_is_removed_at_the_next_start_sup_23() {
    let desktop = Desktop::start();
    let mut home = Home::new();
    run(async {
        let double = Double::start().await;
        let (client, _peer, _) = active(&double, &mut home, &desktop, 60_000).await;
        let watcher = home.process("watch");
        watcher.signal(Signal::KILL);
        watcher.ended();
        client.signal(Signal::KILL);
        client.ended();
        let left = home.tree();
        assert!(left.contains(&"Downloads/help".to_owned()) && left.len() == 6, "{left:?}");

        // It is started once more; its invitation is used up.
        let program = home.download("help-2", &double.key, &home.content(&double.key, double.port()));
        let client = home.start(&program, &desktop, 60_000);
        let (mut peer, hello, _) = double.accept().await;
        assert_eq!(hello.support_token, "one-time-token");
        peer.tell(agent_down::Body::Refused(Problem { code: "bad_token".into(), ..Problem::default() })).await;
        until(|| (home.tree() == ["Downloads", "run"]).then_some(()));
        let window = desktop.client("Support: Example Ltd");
        desktop.keep("not-valid");
        desktop.close(window);
        client.ended();
        home.is_clean();
    });
}

#[test]
fn a_power_loss_that_took_the_folder_in_memory_leaves_no_program_either_sup_23() {
    let desktop = Desktop::start();
    let mut home = Home::new();
    run(async {
        let double = Double::start().await;
        let (client, _peer, _) = active(&double, &mut home, &desktop, 60_000).await;
        let watcher = home.process("watch");
        watcher.signal(Signal::KILL);
        watcher.ended();
        client.signal(Signal::KILL);
        client.ended();
        // The machine starts: what was in memory is gone, and the file is older than that.
        let downloads = home.path().join("Downloads");
        let before = std::fs::File::options().write(true).open(downloads.join("help")).unwrap();
        before.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
        for entry in std::fs::read_dir(home.path().join("run")).unwrap() {
            std::fs::remove_dir_all(entry.unwrap().path()).unwrap();
        }
        std::fs::write(downloads.join("letter.txt"), "mine").unwrap();

        let program = home.download("help(1)", &double.key, &home.content(&double.key, double.port()));
        let client = home.start(&program, &desktop, 60_000);
        let (mut peer, _, _) = double.accept().await;
        peer.tell(agent_down::Body::Refused(Problem { code: "bad_token".into(), ..Problem::default() })).await;
        until(|| (home.tree() == ["Downloads", "Downloads/letter.txt", "run"]).then_some(()));
        let window = desktop.client("Support: Example Ltd");
        desktop.close(window);
        client.ended();
    });
}

#[test]
fn a_connection_that_breaks_is_made_again_by_the_key_alone_and_given_up_in_the_end_sup_24() {
    let desktop = Desktop::start();
    let mut home = Home::new();
    run(async {
        let double = Double::start().await;
        let (client, mut peer, first) = active(&double, &mut home, &desktop, 3_000).await;
        peer.tell(events(vec![event(1, "participant_joined", ""), event(2, "chat", "Hello")])).await;
        let window = desktop.client("(1) ");
        desktop.chat(window);
        until(|| (!desktop.title(window).starts_with('(')).then_some(()));
        desktop.type_keys("one\n");
        let say = said(&mut peer).await;
        drop(peer);
        let (mut peer, hello) = double.welcome().await;
        assert_eq!((hello.support_token.as_str(), hello.customer_have), ("", 2));
        assert_eq!((&hello.agent_key, &hello.instance), (&first.agent_key, &first.instance));
        // What was not replied to is said again, as the same.
        let again = said(&mut peer).await;
        assert_eq!((&again.text, &again.nonce), (&say.text, &say.nonce));
        drop(peer);
        drop(double);
        until(|| (home.tree() == ["Downloads", "run"]).then_some(()));
        desktop.keep("given-up");
        client.signal(Signal::TERM);
        client.ended();
        home.is_clean();
    });
}

#[test]
fn the_person_ends_a_session_whose_network_is_gone_sup_22() {
    let desktop = Desktop::start();
    let mut home = Home::new();
    run(async {
        let double = Double::start().await;
        let (client, peer, _) = active(&double, &mut home, &desktop, 60_000).await;
        let window = desktop.client("Support: Example Ltd");
        drop(peer);
        drop(double);
        // The line about what happens goes when the connection does.
        desktop.end(window, "lost-end");
        until(|| (home.tree() == ["Downloads", "run"]).then_some(()));
        client.signal(Signal::TERM);
        client.ended();
        home.is_clean();
    });
}

#[test]
fn an_invitation_that_is_too_old_connects_nowhere_and_is_removed_sup_21() {
    let desktop = Desktop::start();
    let mut home = Home::new();
    run(async {
        let double = Double::start().await;
        let content = SupportTrailer { expires_ms: 1, ..home.content(&double.key, double.port()) };
        let program = home.download("help", &double.key, &content);
        let client = home.start(&program, &desktop, 60_000);
        desktop.client("Support: Example Ltd");
        until(|| (home.tree() == ["Downloads", "run"]).then_some(()));
        client.signal(Signal::TERM);
        client.ended();
        home.is_clean();
    });
}

#[test]
fn a_program_that_carries_no_session_says_so_and_stays_sup_21() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_towline-support")).output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && words.contains("carries no session"), "{words}");
    assert!(std::path::Path::new(env!("CARGO_BIN_EXE_towline-support")).exists());
}

#[test]
fn without_a_desktop_the_file_stays_for_another_try_sup_21() {
    let home = Home::new();
    let key = towline_seal::SecretKey::from_seed(&[1; 32]);
    let program = home.download("help", &key, &home.content(&key, 1));
    let output = std::process::Command::new(&program).env_clear().output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && words.contains("needs an X11 desktop"), "{words}");
    assert!(program.exists());
}
