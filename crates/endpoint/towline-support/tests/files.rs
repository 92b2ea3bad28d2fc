//! Sending a file from the customer's window (SES-30) as people do it: found by its name, chosen, on its way, stopped, anew on another link. The real program, on a real X display, against a double of the appliance.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
#[path = "../../agent/tests/double/mod.rs"]
mod double;

use std::fs;

use desk::{ACCENT, Desktop, Home, Process, until};
use double::{Double, Peer, SESSION, run};
use rustix::process::Signal;
use towline_wire::v1::{
    CustomerEvent, CustomerEvents, CustomerPhase, CustomerRep, CustomerSpeaker, CustomerState, FileData, FileSettled,
    FileWanted, SendFile, agent_down, agent_up,
};

const PART: u64 = 15 * 1024;

fn active() -> agent_down::Body {
    let rep = CustomerRep { number: 1, name: "Olga".into(), ..Default::default() };
    agent_down::Body::CustomerState(CustomerState {
        session_id: SESSION.to_owned(),
        phase: CustomerPhase::Active.into(),
        reps: vec![rep],
        ..Default::default()
    })
}

async fn announced(peer: &mut Peer) -> SendFile {
    peer.heard(|body| if let agent_up::Body::SendFile(send) = body { Some(send) } else { None }).await
}

async fn data(peer: &mut Peer) -> FileData {
    peer.heard(|body| if let agent_up::Body::FileData(data) = body { Some(data) } else { None }).await
}

async fn room(peer: &mut Peer, send: &SendFile, taken: u64, until: u64) {
    let nonce = send.nonce.clone();
    peer.tell(agent_down::Body::FileWanted(FileWanted { nonce, taken, until })).await;
}

/// Finds a file of the home by its name and sends it, with the keyboard.
fn choose(desktop: &Desktop, window: u32, name: &str) {
    // The paper clip beside the field for messages.
    desktop.click(window, 34, -73);
    // The field for a name has the keyboard.
    until(|| (160..340).any(|y| desktop.pixel(window, 200, y) == ACCENT).then_some(()));
    desktop.type_keys(name);
    // A file is found, which can be sent.
    until(|| (desktop.pixel(window, 215, 560) == ACCENT).then_some(()));
    desktop.keep("choosing");
    desktop.type_keys("\n");
}

async fn started(double: &Double, home: &mut Home, desktop: &Desktop) -> (Process, Peer) {
    let program = home.download("help", &double.key, &home.content(&double.key, double.port()));
    let client = home.start(&program, desktop, 60_000);
    let (mut peer, _) = double.welcome().await;
    peer.tell(active()).await;
    (client, peer)
}

#[test]
fn a_file_is_found_by_its_name_and_sent_and_begins_anew_on_another_link_ses_30_sup_22() {
    let desktop = Desktop::start();
    let mut home = Home::new();
    let text: Vec<u8> = (0..50_000u32).map(|n| n.to_le_bytes()[0]).collect();
    fs::write(home.path().join("letter.txt"), &text).unwrap();
    fs::write(home.path().join(".hidden"), "no").unwrap();
    run(async {
        let double = Double::start().await;
        let (client, mut peer) = started(&double, &mut home, &desktop).await;
        let window = desktop.client("Support: Example Ltd");
        // Painted as what it is now: the button that pauses is there.
        until(|| (100..160).any(|y| desktop.pixel(window, 30, y) == ACCENT).then_some(()));
        choose(&desktop, window, "letter");
        let send = announced(&mut peer).await;
        assert_eq!((send.name.as_str(), send.bytes), ("letter.txt", 50_000));
        room(&mut peer, &send, 0, PART).await;
        assert_eq!(data(&mut peer).await.data, text[..15_360]);
        drop(peer);

        let (mut peer, _) = double.welcome().await;
        peer.tell(active()).await;
        assert_eq!(announced(&mut peer).await, send, "the same file, from its beginning");
        room(&mut peer, &send, 0, 50_000).await;
        let mut came = Vec::new();
        while came.len() < text.len() {
            let part = data(&mut peer).await;
            assert_eq!(usize::try_from(part.offset).unwrap(), came.len());
            came.extend(part.data);
        }
        assert_eq!(came, text);
        let (nonce, who) = (send.nonce.clone(), CustomerSpeaker::You.into());
        peer.tell(agent_down::Body::FileSettled(FileSettled { nonce: nonce.clone(), ..Default::default() })).await;
        let event = CustomerEvent {
            sequence: 1,
            who,
            kind: "file_sent".into(),
            text: "letter.txt".into(),
            nonce,
            ..Default::default()
        };
        peer.tell(agent_down::Body::CustomerEvents(CustomerEvents { events: vec![event] })).await;

        // Another one, which is not wanted after all: the button stands below it.
        choose(&desktop, window, "letter");
        let second = announced(&mut peer).await;
        assert_ne!(second.nonce, send.nonce);
        desktop.keep("sending");
        client.signal(Signal::TERM);
        client.ended();
        for name in ["letter.txt", ".hidden"] {
            fs::remove_file(home.path().join(name)).unwrap();
        }
        home.is_clean();
    });
}
