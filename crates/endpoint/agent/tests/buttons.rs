//! Support Buttons (SUP-50): placed and taken by the agent of a session, for participants who may, whatever else is said.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod double;

use double::{Double, Peer, SESSION, TestHost, identity, run};
use towline_platform::Installed;
use towline_wire::v1::{Permission, PinAgent, PlaceButton, TakeButton, agent_down, agent_up};

const TOKEN: &str = "Zm9yIG9uZSBtYWNoaW5lIGFuZCBhIGZldyBtaW51dGVz";
const ONE: &str = "0f3b1c5e-9a7d-4c21-8e60-5d2f4b8a9c01";
/// The test's machine cannot remove it.
const STAYS: &str = "0f3b1c5e-9a7d-4c21-8e60-5d2f4b8a9c0f";

fn place(participant: u32, button_id: &str, token: &str) -> agent_down::Body {
    let (session_id, button_id, token) = (SESSION.to_owned(), button_id.to_owned(), token.to_owned());
    agent_down::Body::PlaceButton(PlaceButton { session_id, participant, button_id, token })
}

fn take(participant: u32, button_id: &str) -> agent_down::Body {
    let (session_id, button_id) = (SESSION.to_owned(), button_id.to_owned());
    agent_down::Body::TakeButton(TakeButton { session_id, participant, button_id })
}

async fn settled(peer: &mut Peer) -> (String, bool, String) {
    peer.heard(|body| match body {
        agent_up::Body::Button(settled) => {
            assert_eq!(settled.session_id, SESSION);
            Some((settled.button_id, settled.taken, settled.code))
        }
        _ => None,
    })
    .await
}

fn line(id: &str, taken: bool, code: &str) -> (String, bool, String) {
    (id.to_owned(), taken, code.to_owned())
}

async fn allow(peer: &mut Peer, double: &Double, permission: Permission) {
    let may = [permission as i32].to_vec();
    peer.tell(double.grant(|grant| grant.participants[0].permissions = may)).await;
}

#[test]
fn a_participant_who_may_has_a_button_placed_and_taken_sup_50() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _agent = double::Running::start(identity(&double, double.port()), host.clone());
        let (mut peer, _) = double.welcome().await;
        allow(&mut peer, &double, Permission::Button).await;
        peer.tell(place(1, ONE, TOKEN)).await;
        assert_eq!(settled(&mut peer).await, line(ONE, false, ""));
        peer.tell(take(1, ONE)).await;
        assert_eq!(settled(&mut peer).await, line(ONE, true, ""));
        peer.tell(take(1, STAYS)).await;
        assert_eq!(settled(&mut peer).await, line(STAYS, true, "remove"));
        let installed = host.installed.borrow();
        assert_eq!(installed.len(), 1);
        assert_eq!(installed[0].what, Installed::Button);
        assert!(installed[0].address.starts_with("https://") && installed[0].address.ends_with(&format!("/b/{TOKEN}")));
        assert!(installed[0].pin.as_deref().unwrap().starts_with("sha256//"));
        let taken: Vec<String> = host.taken.borrow().iter().map(ToString::to_string).collect();
        assert_eq!(taken, [ONE, STAYS]);
    });
}

#[test]
fn nothing_is_placed_or_taken_for_others_or_with_what_is_no_token_or_id_sup_50() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _agent = double::Running::start(identity(&double, double.port()), host.clone());
        let (mut peer, _) = double.welcome().await;
        // A right to pin is none to this.
        allow(&mut peer, &double, Permission::Pin).await;
        peer.tell(place(1, ONE, TOKEN)).await;
        assert_eq!(settled(&mut peer).await, line(ONE, false, "not_permitted"));
        peer.tell(take(1, ONE)).await;
        assert_eq!(settled(&mut peer).await, line(ONE, true, "not_permitted"));
        let may = [Permission::Button as i32].to_vec();
        let again = |grant: &mut towline_wire::v1::Grant| {
            grant.sequence += 1;
            grant.participants[0].permissions = may;
        };
        peer.tell(double.grant(again)).await;
        for (participant, id, token, code) in [
            (2, ONE, TOKEN, "not_permitted"),
            (0, ONE, TOKEN, "not_permitted"),
            (1, ONE, "x; reboot", "bad_token"),
            (1, ONE, "../i/Zm9yIG9uZSBtYWNoaW5lIGFuZA", "bad_token"),
            (1, "..", TOKEN, "bad_token"),
        ] {
            peer.tell(place(participant, id, token)).await;
            assert_eq!(settled(&mut peer).await, line(id, false, code), "{participant} {id} {token}");
        }
        for (participant, id, code) in
            [(2, ONE, "not_permitted"), (1, "../../etc", "remove"), (1, "0f3b1c5e-9a7d", "remove")]
        {
            peer.tell(take(participant, id)).await;
            assert_eq!(settled(&mut peer).await, line(id, true, code), "{participant} {id}");
        }
        // What cannot even be answered is left out, and the link goes on.
        let long = "a".repeat(5000);
        peer.tell(place(1, &long, TOKEN)).await;
        peer.tell(take(1, "a\nb")).await;
        peer.tell(agent_down::Body::TakeButton(TakeButton { participant: 1, session_id: long, button_id: ONE.into() }))
            .await;
        peer.tell(take(1, ONE)).await;
        assert_eq!(settled(&mut peer).await, line(ONE, true, ""));
        assert!(host.installed.borrow().is_empty() && host.taken.borrow().len() == 1);
    });
}

#[test]
fn one_installer_runs_at_a_time_whatever_it_installs_sup_50() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        host.slow.set(true);
        let _agent = double::Running::start(identity(&double, double.port()), host.clone());
        let (mut peer, _) = double.welcome().await;
        allow(&mut peer, &double, Permission::Button).await;
        peer.tell(place(1, ONE, TOKEN)).await;
        peer.tell(place(1, STAYS, TOKEN)).await;
        assert_eq!(settled(&mut peer).await, line(STAYS, false, "busy"));
        peer.tell(take(1, ONE)).await;
        assert_eq!(settled(&mut peer).await, line(ONE, true, "busy"));
        // An installed agent is not pinned, busy or not.
        let pin = PinAgent { session_id: SESSION.into(), participant: 1, pin_id: "a".into(), token: TOKEN.into() };
        peer.tell(agent_down::Body::Pin(pin)).await;
        host.go_on.notify_one();
        assert_eq!(settled(&mut peer).await, line(ONE, false, ""));
        peer.tell(take(1, ONE)).await;
        assert_eq!(settled(&mut peer).await, line(ONE, true, ""));
    });
}
