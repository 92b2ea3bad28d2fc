//! Enrolment and handshake against a double of the appliance, over real TLS.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod double;

use double::{Double, Running, TestHost, identity, run};
use towline_endpoint::{LinkError, Notice, Stop, enrol, say_goodbye};
use towline_seal::{NO_CHANNEL_BINDING, SecretKey};
use towline_wire::v1::{Ping, Problem, ReportInventory, Uninstall, agent_down, agent_up};

#[test]
fn an_agent_enrols_with_a_token_and_proves_its_key_jmp_10() {
    run(async {
        let double = Double::start().await;
        let (host, _) = TestHost::new();
        let identity = identity(&double, double.port());
        let (enrolled, (_, hello)) = tokio::join!(enrol(&identity, &*host, "token-1"), double.welcome());
        let enrolled = enrolled.unwrap();
        assert_eq!(hello.enrol_token, "token-1");
        assert_eq!(enrolled.site, "Towline test");
        assert!(!hello.inventory.unwrap().host_name.is_empty());
    });
}

#[test]
fn an_agent_leaves_an_appliance_that_it_was_not_installed_for_jmp_10() {
    run(async {
        let double = Double::start().await;
        let (host, _) = TestHost::new();
        let mut identity = identity(&double, double.port());
        identity.appliance_key = [9; 32];
        let (outcome, met) = tokio::join!(enrol(&identity, &*host, "t"), double.try_accept());
        assert!(matches!(outcome, Err(LinkError::WrongAppliance)), "{outcome:?}");
        assert!(met.is_none(), "the agent says nothing of itself to a stranger");
    });
}

#[test]
fn an_agent_leaves_an_appliance_that_cannot_prove_its_key_jmp_10() {
    run(async {
        let mut double = Double::start().await;
        double.impostor = Some(SecretKey::from_seed(&[77; 32]));
        let (host, _) = TestHost::new();
        let identity = identity(&double, double.port());
        let (outcome, _) = tokio::join!(enrol(&identity, &*host, "t"), double.welcome());
        assert!(matches!(outcome, Err(LinkError::NotProved)), "{outcome:?}");
    });
}

#[test]
fn a_handshake_relayed_over_another_channel_fails_on_both_sides_jmp_10() {
    run(async {
        let mut double = Double::start().await;
        // Somebody in between has one channel with the agent and another with the appliance.
        double.false_binding = Some([5; 32]);
        let (host, _) = TestHost::new();
        let identity = identity(&double, double.port());
        let appliance = async {
            let (mut peer, hello, handshake) = double.accept().await;
            assert!(handshake.verify_agent(&hello.signature).is_err());
            peer.tell(agent_down::Body::Welcome(double.welcome_message(&handshake))).await;
            peer.closed().await
        };
        let (outcome, reason) = tokio::join!(enrol(&identity, &*host, "t"), appliance);
        assert!(matches!(outcome, Err(LinkError::NotProved)), "{outcome:?}");
        assert_eq!(reason, "bad_signature");
    });
}

#[test]
fn an_agent_gives_up_the_channel_binding_only_if_it_was_installed_so() {
    run(async {
        let mut double = Double::start().await;
        double.features = vec!["no-channel-binding".to_owned()];
        double.false_binding = Some(NO_CHANNEL_BINDING);
        let (host, _) = TestHost::new();
        let mut identity = identity(&double, double.port());
        let (outcome, met) = tokio::join!(enrol(&identity, &*host, "t"), double.try_accept());
        assert!(matches!(outcome, Err(LinkError::Proxy)) && met.is_none(), "{outcome:?}");
        identity.behind_proxy = true;
        let (outcome, _) = tokio::join!(enrol(&identity, &*host, "t"), double.welcome());
        assert!(outcome.is_ok(), "{outcome:?}");
    });
}

#[test]
fn a_refused_token_is_told_with_its_code_jmp_10() {
    run(async {
        let double = Double::start().await;
        let (host, _) = TestHost::new();
        let identity = identity(&double, double.port());
        let appliance = async {
            let (mut peer, ..) = double.accept().await;
            let problem =
                Problem { code: "bad_token".into(), title: "The token is not valid".into(), ..Problem::default() };
            peer.tell(agent_down::Body::Refused(problem)).await;
        };
        let (outcome, ()) = tokio::join!(enrol(&identity, &*host, "t"), appliance);
        assert!(matches!(outcome, Err(LinkError::Refused(problem)) if problem.code == "bad_token"));
    });
}

#[test]
fn an_agent_answers_pings_reports_while_asked_and_uninstalls_when_told_jmp_14() {
    run(async {
        let double = Double::start().await;
        let (host, _) = TestHost::new();
        let mut agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, hello) = double.welcome().await;
        assert!(hello.enrol_token.is_empty() && hello.holding.is_empty());
        assert!(matches!(agent.notices.recv().await, Some(Notice::Online(_))));
        peer.tell(agent_down::Body::Ping(Ping { nonce: 99 })).await;
        let nonce =
            peer.heard(|body| if let agent_up::Body::Pong(pong) = body { Some(pong.nonce) } else { None }).await;
        assert_eq!(nonce, 99);
        peer.tell(agent_down::Body::Report(ReportInventory { on: true, interval_seconds: 1 })).await;
        let statistics = peer.heard(|body| if let agent_up::Body::Statistics(s) = body { Some(s) } else { None }).await;
        assert!(statistics.memory_used_bytes > 0);
        peer.tell(agent_down::Body::Uninstall(Uninstall {})).await;
        peer.heard(|body| matches!(body, agent_up::Body::Uninstalled(_)).then_some(())).await;
        assert_eq!(agent.stopped().await, Stop::Uninstall);
    });
}

#[test]
fn an_agent_that_is_uninstalled_tells_the_appliance_jmp_14() {
    run(async {
        let double = Double::start().await;
        let (host, _) = TestHost::new();
        let identity = identity(&double, double.port());
        let appliance = async {
            let (mut peer, _) = double.welcome().await;
            peer.heard(|body| matches!(body, agent_up::Body::Uninstalled(_)).then_some(())).await;
        };
        let (outcome, ()) = tokio::join!(say_goodbye(&identity, &*host), appliance);
        assert!(outcome.is_ok());
    });
}
