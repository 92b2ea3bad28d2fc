//! Canned scripts on real processes over real links (SCR-6): what was announced is what runs, values are arguments, and the end takes everything along.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod double;

use double::{Double, Peer, Proxy, Running, SESSION, SHELL, TestHost, Weather, identity, run};
use sha2::{Digest, Sha256};
use towline_wire::{
    Payload,
    v1::{
        AgentRefusal, AttachShell, CloseShell, Grant, OpenShell, Permission, ScriptPart, ScriptResource,
        ScriptResourcePart, ScriptRun, ScriptValue, ShellEnded, ShellInput, ShellUp, agent_down, agent_up, shell_up,
    },
};

/// A grant in which participant 1 may run scripts.
fn grant(double: &Double, change: impl FnOnce(&mut Grant)) -> agent_down::Body {
    double.grant(|grant: &mut Grant| {
        grant.participants[0].permissions.push(Permission::RunScripts.into());
        change(grant);
    })
}

fn announced(text: &str, values: &[(&str, &str)]) -> ScriptRun {
    let value = |(name, value): &(&str, &str)| ScriptValue { name: (*name).to_owned(), value: (*value).to_owned() };
    ScriptRun {
        interpreter: "sh".into(),
        digest: Sha256::digest(text).to_vec().into(),
        bytes: u32::try_from(text.len()).unwrap(),
        values: values.iter().map(value).collect(),
        timeout_seconds: 60,
        as_system: false,
        resources: Vec::new(),
    }
}

fn along(files: &[(&str, &[u8], bool)]) -> Vec<ScriptResource> {
    let one = |(name, content, executable): &(&str, &[u8], bool)| ScriptResource {
        name: (*name).to_owned(),
        bytes: content.len() as u64,
        digest: Sha256::digest(content).to_vec().into(),
        executable: *executable,
    };
    files.iter().map(one).collect()
}

/// Gives the agent what it asks for, until it asks for nothing any more of these.
async fn carry(peer: &mut Peer, files: &[(&str, &[u8], bool)]) {
    let mut left: u64 = files.iter().map(|(_, content, _)| content.len() as u64).sum();
    while left > 0 {
        let wants =
            peer.heard(|body| if let agent_up::Body::ScriptWants(wants) = body { Some(wants) } else { None }).await;
        let content = files[wants.resource as usize].1;
        let from = usize::try_from(wants.offset).unwrap();
        let most = &content[from..content.len().min(from + 16 * 15 * 1024)];
        let mut offset = wants.offset;
        for piece in most.chunks(15 * 1024) {
            let (session_id, shell_id) = (SESSION.to_owned(), SHELL.to_owned());
            let data = piece.to_vec().into();
            let resource = wants.resource;
            let part = ScriptResourcePart { session_id, shell_id, resource, offset, data, missing: false };
            peer.tell(agent_down::Body::ScriptResource(part)).await;
            offset += piece.len() as u64;
        }
        left -= most.len() as u64;
    }
}

#[test]
fn files_go_along_into_a_private_folder_that_is_gone_when_the_script_is_scr_6() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        peer.tell(grant(&double, |_| {})).await;
        let large = vec![b'x'; 300 * 1024];
        let tool = b"#!/bin/sh\necho the tool ran\n";
        let files: [(&str, &[u8], bool); 3] =
            [("empty", &b""[..], false), ("large", &large, false), ("tool", tool, true)];
        let text = "stat -c %a . large tool | tr '\\n' ' '; wc -c < large; ./tool; [ \"$PWD\" = \"$TOWLINE_RESOURCES\" ] && echo at=$PWD; touch more; sleep 30431";
        let with = |files| ScriptRun { resources: along(files), ..announced(text, &[]) };
        begin(&mut peer, with(&files), text).await;
        carry(&mut peer, &files).await;
        let mut output = Vec::new();
        until(&mut peer, &mut output, "at=").await;
        until(&mut peer, &mut output, "\n").await;
        let told = String::from_utf8_lossy(&output).into_owned();
        assert!(told.contains("700 600 700 307200") && told.contains("the tool ran"), "{told}");
        let folder = told.lines().find_map(|line| line.trim().strip_prefix("at=")).unwrap().to_owned();
        assert!(std::path::Path::new(&folder).join("tool").exists());
        let (session_id, shell_id) = (SESSION.to_owned(), SHELL.to_owned());
        peer.tell(agent_down::Body::CloseShell(CloseShell { session_id, shell_id })).await;
        assert_eq!(ended(&mut peer).await.1, "cancelled");
        gone("30431").await;
        while std::path::Path::new(&folder).exists() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    });
}

#[test]
fn a_script_does_not_run_with_files_that_were_not_announced_scr_6() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        peer.tell(grant(&double, |_| {})).await;
        let text = "echo never";
        let with = |resources| ScriptRun { resources, ..announced(text, &[]) };
        let one = [("a", &b"one"[..], false)];
        for odd in [
            along(&[("../a", b"one", false)]),
            along(&[("a", b"one", false), ("a", b"two", false)]),
            along(&[("f", &b""[..], false); 9]),
            vec![ScriptResource { bytes: 16 * 1024 * 1024 + 1, ..along(&one)[0].clone() }],
        ] {
            begin(&mut peer, with(odd.clone()), text).await;
            assert_eq!(ended(&mut peer).await, (-1, "bad_script".to_owned()), "{odd:?}");
        }
        begin(&mut peer, with(along(&one)), text).await;
        carry(&mut peer, &[("a", b"two", false)]).await;
        assert_eq!(ended(&mut peer).await, (-1, "bad_resources".to_owned()));
        // What the library does not have any more.
        begin(&mut peer, with(along(&one)), text).await;
        peer.heard(|body| if let agent_up::Body::ScriptWants(wants) = body { Some(wants) } else { None }).await;
        let (session_id, shell_id) = (SESSION.to_owned(), SHELL.to_owned());
        let missing = ScriptResourcePart { session_id, shell_id, missing: true, ..ScriptResourcePart::default() };
        peer.tell(agent_down::Body::ScriptResource(missing)).await;
        assert_eq!(ended(&mut peer).await, (-1, "bad_resources".to_owned()));
        // Cancelled while they are on their way: nothing runs.
        begin(&mut peer, with(along(&one)), text).await;
        peer.heard(|body| if let agent_up::Body::ScriptWants(wants) = body { Some(wants) } else { None }).await;
        let (session_id, shell_id) = (SESSION.to_owned(), SHELL.to_owned());
        peer.tell(agent_down::Body::CloseShell(CloseShell { session_id, shell_id })).await;
        assert_eq!(ended(&mut peer).await, (-1, "cancelled".to_owned()));
    });
}

async fn begin(peer: &mut Peer, run: ScriptRun, text: &str) {
    let (session_id, shell_id) = (SESSION.to_owned(), SHELL.to_owned());
    let open = OpenShell {
        session_id,
        shell_id,
        channel: 5,
        columns: 200,
        rows: 24,
        participant: 1,
        script: Some(run),
        choice: None,
    };
    peer.tell(agent_down::Body::OpenShell(open)).await;
    // In pieces, as a long one comes.
    let mut offset = 0;
    for piece in text.as_bytes().chunks(7) {
        let (session_id, shell_id) = (SESSION.to_owned(), SHELL.to_owned());
        let part = ScriptPart { session_id, shell_id, offset, data: piece.to_vec().into() };
        peer.tell(agent_down::Body::ScriptPart(part)).await;
        offset += u32::try_from(piece.len()).unwrap();
    }
}

async fn ended(peer: &mut Peer) -> (i32, String) {
    let told = peer
        .heard(|body| if let agent_up::Body::ShellEnded(ended) = body { Some(ended) } else { None::<ShellEnded> })
        .await;
    (told.status, told.reason)
}

async fn until(peer: &mut Peer, output: &mut Vec<u8>, text: &str) {
    while !String::from_utf8_lossy(output).contains(text) {
        let payload = peer.payload(5).await.expect("the link is there");
        peer.credit(5, payload.len()).await;
        if let Payload::ShellOutput { offset, bytes } = Payload::decode(payload).unwrap() {
            assert_eq!(offset, output.len() as u64, "neither gap nor double");
            output.extend_from_slice(&bytes);
        }
    }
}

/// A process that has this word among its arguments.
fn runs(word: &str) -> bool {
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    let lines = entries.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    lines.into_iter().any(|line| line.split(|byte| *byte == 0).any(|part| part == word.as_bytes()))
}

async fn gone(word: &str) {
    while runs(word) {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[test]
fn a_script_runs_with_its_values_as_arguments_and_tells_its_status_scr_6() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        peer.tell(grant(&double, |_| {})).await;
        let hostile = "; rm -rf \"$HOME\" $(x)";
        let text = "printf '<%s|%s|%s>\\n' \"$#\" \"$1\" \"$TOWLINE_WHAT\"; exit 7";
        begin(&mut peer, announced(text, &[("WHAT", hostile)]), text).await;
        let mut output = Vec::new();
        until(&mut peer, &mut output, &format!("<1|{hostile}|{hostile}>")).await;
        assert_eq!(ended(&mut peer).await, (7, String::new()));
    });
}

#[test]
fn what_was_not_announced_is_not_run_scr_6() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        peer.tell(grant(&double, |_| {})).await;
        let text = "echo never";
        let run = announced(text, &[]);
        let other = ScriptRun { digest: vec![0; 32].into(), ..run.clone() };
        let odd = [
            (other, text),
            (run.clone(), "echo never; echo more"),
            (ScriptRun { interpreter: "/bin/sh".into(), ..run.clone() }, text),
            (ScriptRun { timeout_seconds: 0, ..run.clone() }, text),
            (ScriptRun { bytes: 65_537, ..run.clone() }, text),
            (announced(text, &[("PATH=x", "y")]), text),
            (announced(text, &[("A", "a\nb")]), text),
            (ScriptRun { values: announced(text, &[("A", "b"); 17]).values, ..run.clone() }, text),
        ];
        for (run, text) in odd {
            begin(&mut peer, run.clone(), text).await;
            assert_eq!(ended(&mut peer).await, (-1, "bad_script".to_owned()), "{run:?}");
        }
        // As system needs a right of its own, whoever the agent runs as.
        begin(&mut peer, ScriptRun { as_system: true, ..run }, text).await;
        let refusal =
            peer.heard(|body| if let agent_up::Body::Refusal(refusal) = body { Some(refusal) } else { None }).await;
        let AgentRefusal { code, action, .. } = refusal;
        assert_eq!((code.as_str(), action.as_str()), ("not_permitted", "open_shell"));
    });
}

#[test]
fn a_right_to_shells_is_none_to_scripts_at_the_agent_either_ses_4() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        peer.tell(double.grant(|_| {})).await;
        let text = "echo never";
        begin(&mut peer, announced(text, &[]), text).await;
        let refusal =
            peer.heard(|body| if let agent_up::Body::Refusal(refusal) = body { Some(refusal) } else { None }).await;
        assert_eq!(refusal.code, "not_permitted");
    });
}

#[test]
fn cancelling_ends_everything_that_a_script_started_and_keeps_what_it_wrote_scr_6() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        peer.tell(grant(&double, |_| {})).await;
        let text = "trap '' HUP TERM; sleep 30401 & (sleep 30402 & wait) & echo begun; wait; sleep 30403";
        begin(&mut peer, announced(text, &[]), text).await;
        let mut output = Vec::new();
        until(&mut peer, &mut output, "begun").await;
        // Nobody types into a script.
        let input = ShellInput { offset: 0, data: b"x"[..].into() };
        peer.data(5, 1, &ShellUp { viewer: 7, body: Some(shell_up::Body::Input(input)) }).await;
        let refusal =
            peer.heard(|body| if let agent_up::Body::Refusal(refusal) = body { Some(refusal) } else { None }).await;
        assert_eq!((refusal.code.as_str(), refusal.action.as_str()), ("not_permitted", "input"));
        let (session_id, shell_id) = (SESSION.to_owned(), SHELL.to_owned());
        peer.tell(agent_down::Body::CloseShell(CloseShell { session_id, shell_id })).await;
        assert_eq!(ended(&mut peer).await.1, "cancelled");
        for word in ["30401", "30402", "30403"] {
            gone(word).await;
        }
        let (session_id, shell_id) = (SESSION.to_owned(), SHELL.to_owned());
        // What it wrote is still there for who comes later.
        let attach = AttachShell { session_id, shell_id, channel: 5, from_offset: 0 };
        peer.tell(agent_down::Body::CloseChannel(towline_wire::v1::CloseChannel { channel: 5 })).await;
        peer.tell(agent_down::Body::AttachShell(attach)).await;
        let mut again = Vec::new();
        until(&mut peer, &mut again, "begun").await;
    });
}

#[test]
fn a_script_that_runs_too_long_is_ended_and_says_so_scr_6() {
    run(async {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        peer.tell(grant(&double, |_| {})).await;
        let text = "sleep 30411";
        begin(&mut peer, ScriptRun { timeout_seconds: 1, ..announced(text, &[]) }, text).await;
        assert_eq!(ended(&mut peer).await.1, "timed_out");
        gone("30411").await;
    });
}

#[test]
fn a_script_outlives_its_link_and_loses_no_output_and_ends_with_the_right_scr_6_ses_2a() {
    run(async {
        let double = Double::start().await;
        let proxy = Proxy::start(double.port()).await;
        let (host, _helpers) = TestHost::new();
        let _agent = Running::start(identity(&double, proxy.port), host);
        let (mut peer, _) = double.welcome().await;
        peer.tell(grant(&double, |_| {})).await;
        let text = "i=0; while [ $i -lt 20000 ]; do echo n=$i; i=$((i+1)); done; echo all done; sleep 30421";
        begin(&mut peer, announced(text, &[]), text).await;
        let mut output = Vec::new();
        until(&mut peer, &mut output, "n=100").await;
        proxy.cut(Weather::Fair);
        let (mut peer, hello) = double.welcome().await;
        assert!(!hello.holding[0].shells[0].ended);
        peer.tell(grant(&double, |_| {})).await;
        let (session_id, shell_id) = (SESSION.to_owned(), SHELL.to_owned());
        let from_offset = output.len() as u64;
        peer.tell(agent_down::Body::AttachShell(AttachShell { session_id, shell_id, channel: 5, from_offset })).await;
        until(&mut peer, &mut output, "all done").await;
        let text = String::from_utf8_lossy(&output).into_owned();
        let numbers = text.lines().filter_map(|line| line.trim().strip_prefix("n=")?.parse::<u32>().ok());
        assert!(numbers.eq(0..20_000));
        // Nobody in the session may run scripts any more.
        peer.tell(double.grant(|grant| grant.sequence += 1)).await;
        assert_eq!(ended(&mut peer).await.1, "not_permitted");
        gone("30421").await;
    });
}
