//! What is typed at the prompts of real shells, judged before it runs (SHL-7).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod double;

use double::{Double, Peer, Running, SESSION, SHELL, TestHost, identity, run};
use towline_wire::{
    Frame, Payload,
    v1::{
        AgentUp, CommandCaught, CommandRule, OpenShell, Permission, ShellInput, ShellUp, agent_down, agent_up, shell_up,
    },
};

const CHANNEL: u32 = 5;

/// A shell, and two who may type into it: the first with rules, the second without.
struct Stage {
    _double: Double,
    _agent: Running,
    peer: Peer,
    offsets: [u64; 3],
    output: Vec<u8>,
    caught: Vec<CommandCaught>,
}

impl Stage {
    async fn new(rules: &[(&str, bool)]) -> Stage {
        let double = Double::start().await;
        let (host, _helpers) = TestHost::new();
        let agent = Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        let rule = |(pattern, deny): &(&str, bool)| CommandRule {
            pattern: (*pattern).to_owned(),
            deny: *deny,
            note: "Ask first.".to_owned(),
        };
        let rules: Vec<CommandRule> = rules.iter().map(rule).collect();
        peer.tell(double.grant(|grant| {
            grant.command_rules = rules;
            grant.participants[0].command_rules = vec![0xff].into();
            grant.participants[1].permissions.push(Permission::Shell as i32);
        }))
        .await;
        peer.tell(agent_down::Body::OpenShell(OpenShell {
            session_id: SESSION.to_owned(),
            shell_id: SHELL.to_owned(),
            channel: CHANNEL,
            columns: 80,
            rows: 24,
            participant: 1,
            ..OpenShell::default()
        }))
        .await;
        let mut stage =
            Stage { _double: double, _agent: agent, peer, offsets: [0; 3], output: Vec::new(), caught: Vec::new() };
        // Whatever the account's shell is: one of this kind, with a prompt that is known, and no history but this one's.
        stage.becomes("exec env -i PATH=\"$PATH\" LC_ALL=C.UTF-8 TERM=xterm PS1='ready> ' PS2='more> ' bash --norc --noprofile").await;
        stage
    }

    async fn becomes(&mut self, line: &str) {
        let before = self.output.len();
        self.types(2, &format!("{line}\r")).await;
        self.until(|stage| stage.after(before).contains("ready> ") && stage.after(before).ends_with("> ")).await;
    }

    fn after(&self, from: usize) -> String {
        String::from_utf8_lossy(&self.output[from..]).into_owned()
    }

    async fn types(&mut self, participant: u16, text: &str) {
        let offset = self.offsets[usize::from(participant)];
        self.offsets[usize::from(participant)] += text.len() as u64;
        let input = ShellInput { offset, data: text.as_bytes().to_vec().into() };
        let up = ShellUp { viewer: u64::from(participant), body: Some(shell_up::Body::Input(input)) };
        self.peer.data(CHANNEL, participant, &up).await;
    }

    async fn until(&mut self, done: impl Fn(&Stage) -> bool) {
        while !done(self) {
            match self.peer.frame().await.expect("the link is there") {
                Frame::Data { payload, .. } => {
                    self.peer.credit(CHANNEL, payload.len()).await;
                    if let Payload::ShellOutput { bytes, .. } = Payload::decode(payload).unwrap() {
                        self.output.extend_from_slice(&bytes);
                    }
                }
                Frame::Control(message) => {
                    let up: AgentUp = prost::Message::decode(message).unwrap();
                    if let Some(agent_up::Body::CommandCaught(caught)) = up.body {
                        self.caught.push(caught);
                    }
                }
                Frame::Credit { .. } => {}
            }
        }
    }

    /// Types, and waits until it was caught.
    async fn is_caught(&mut self, participant: u16, text: &str) -> CommandCaught {
        let before = self.caught.len();
        self.types(participant, text).await;
        self.until(|stage| stage.caught.len() > before).await;
        self.caught.last().unwrap().clone()
    }

    /// Types a command of one's own, which shows that everything before it is over and the line was clear.
    async fn says(&mut self, participant: u16, word: &str) {
        let from = self.output.len();
        let mark = format!("<{word}>");
        self.types(participant, &format!("printf '<%s>\\n' {word}\r")).await;
        self.until(|stage| {
            stage.after(from).split(&format!("{mark}\r\n")).nth(1).is_some_and(|after| after.contains("> "))
        })
        .await;
    }
}

#[test]
fn what_is_denied_is_taken_back_and_told_and_the_rest_runs_shl_7() {
    run(async {
        let mut stage = Stage::new(&[("touch *", true), ("id*", false)]).await;
        let caught = stage.is_caught(1, "touch /tmp/a\r").await;
        assert!(caught.denied && caught.participant == 1 && caught.shell_id == SHELL);
        assert_eq!((caught.line.as_str(), caught.pattern.as_str()), ("touch /tmp/a", "touch *"));
        assert_eq!(caught.note, "Ask first.");
        // The line is clear: what is typed next runs, alone.
        stage.says(1, "one").await;
        // What it stands in does not matter.
        for line in ["cd /; touch b\r", "false || touch b\r", "  touch   b \r", "if true; then touch b; fi\r"] {
            assert!(stage.is_caught(1, line).await.denied, "{line}");
        }
        // What alerts runs.
        let caught = stage.is_caught(1, "id -u\r").await;
        assert!(!caught.denied && caught.line == "id -u");
        let numbers: Vec<u64> = stage.caught.iter().map(|caught| caught.number).collect();
        assert!(numbers.is_sorted_by(|one, other| one < other), "{numbers:?}");
        let before = stage.caught.len();
        stage.says(1, "two").await;
        // Who has no rules is not watched.
        stage.becomes("touch /dev/null").await;
        stage.says(2, "three").await;
        assert_eq!(stage.caught.len(), before);
    });
}

#[test]
fn what_the_screen_shows_counts_however_it_came_there_shl_7() {
    run(async {
        let mut stage = Stage::new(&[("touch *", true), ("*secret*", false)]).await;
        // From the history.
        stage.becomes("touch /dev/null").await;
        assert_eq!(stage.is_caught(1, "\x1b[A\r").await.line, "touch /dev/null");
        stage.says(1, "one").await;
        // By search.
        stage.becomes("touch /dev/zero").await;
        assert!(stage.is_caught(1, "\x12/dev/z\r").await.denied);
        stage.says(1, "two").await;
        // By completion.
        assert!(stage.is_caught(1, "touc\t/dev/nul\t\r").await.denied);
        stage.says(1, "three").await;
        // With the cursor within the line, and with letters taken back.
        assert_eq!(stage.is_caught(1, "ouch /dev/null\x01t\r").await.line, "touch /dev/null");
        stage.says(1, "four").await;
        assert_eq!(stage.is_caught(1, "tounch\x7f\x7f\x7fch x\r").await.line, "touch x");
        // Typed by two: who presses Enter answers for the line.
        stage.types(2, "touch").await;
        stage.until(|stage| stage.output.ends_with(b"touch")).await;
        assert_eq!(stage.is_caught(1, " y\r").await.line, "touch y");
        // Long, over several rows, and with wide letters.
        let long = format!("touch /tmp/{}", "日本".repeat(40));
        assert_eq!(stage.is_caught(1, &format!("{long}\r")).await.line, long);
        let end = format!("\x1b[A\x1b[A{}\x15touch {}\r", "x".repeat(100), "y".repeat(100));
        assert!(stage.is_caught(1, &end).await.line.starts_with("touch yyy"));
        stage.says(1, "five").await;
        // On a line that goes on.
        stage.types(1, "echo \\\r").await;
        stage.until(|stage| stage.output.ends_with(b"more> ")).await;
        assert_eq!(stage.is_caught(1, "secret\r").await.line, "echo  secret");
        stage.says(1, "six").await;
    });
}

#[test]
fn what_is_pasted_is_judged_line_by_line_shl_7() {
    run(async {
        let mut stage = Stage::new(&[("touch *", true)]).await;
        // In brackets, as a browser does it where the shell has asked for them: nothing of it runs, and what follows the paste is typed again.
        stage.until(|stage| stage.after(0).contains("\u{1b}[?2004h")).await;
        let caught = stage.is_caught(1, "\u{1b}[200~echo a\rtouch b\recho c\r\u{1b}[201~").await;
        assert_eq!(caught.line, "touch b");
        let from = stage.output.len();
        stage.says(1, "one").await;
        assert!(!stage.after(from).contains("echo c"));
        // The last line of it stands at the prompt.
        let caught = stage.is_caught(1, "\u{1b}[200~echo a\rtouch b\u{1b}[201~\r").await;
        assert!(caught.denied && caught.line.contains("touch b"), "{}", caught.line);
        stage.says(1, "two").await;
        // Without brackets each line is an Enter; what came after the denied one does not run.
        let from = stage.output.len();
        assert_eq!(stage.is_caught(1, "echo first\rtouch d\recho third\r").await.line, "touch d");
        stage.says(1, "three").await;
        assert!(stage.after(from).contains("first\r\n") && !stage.after(from).contains("third"));
    });
}

#[test]
fn simple_shells_and_other_prompts_are_watched_and_nothing_secret_is_shl_7() {
    run(async {
        let mut stage = Stage::new(&[("touch *", true), ("*hidden*", false), ("print(*", false)]).await;
        stage.becomes("exec env -i PATH=\"$PATH\" LC_ALL=C.UTF-8 TERM=xterm PS1='ready> ' dash").await;
        assert_eq!(stage.is_caught(1, "touch x\r").await.line, "touch x");
        stage.says(1, "one").await;
        assert_eq!(stage.is_caught(1, "tox\u{7f}uch x; true\r").await.line, "touch x; true");
        stage.says(1, "two").await;
        // What is typed without being shown is in no log.
        let before = stage.caught.len();
        stage.types(1, "stty -echo; echo g''o; read secret; stty echo\r").await;
        stage.until(|stage| stage.after(0).contains("\r\ngo\r\n")).await;
        stage.types(1, "hidden\r").await;
        stage.says(1, "three").await;
        assert_eq!(stage.caught.len(), before);
        // A program with a prompt of its own.
        stage.types(1, "python3 -q -i -c 'import sys; sys.ps1=\"ready> \"'\r").await;
        stage.until(|stage| stage.output.ends_with(b"ready> ")).await;
        assert!(!stage.is_caught(1, "print('seen')\r").await.denied);
        stage.until(|stage| stage.after(0).contains("seen\r\n")).await;
    });
}

#[test]
fn programs_that_fill_the_screen_are_left_alone_shl_7() {
    run(async {
        let mut stage = Stage::new(&[("touch *", true)]).await;
        let from = stage.output.len();
        stage.types(2, "printf '\\033[?1049h'; sed 's/^/got:/'; printf '\\033[?1049l'\r").await;
        stage.until(|stage| stage.after(from).contains("\u{1b}[?1049h")).await;
        stage.types(1, "touch x\r").await;
        stage.types(1, "\u{4}").await;
        stage.until(|stage| stage.after(from).contains("got:touch x")).await;
        stage.says(1, "one").await;
        assert_eq!(stage.caught, []);
        assert!(stage.is_caught(1, "touch x\r").await.denied, "back at the prompt");
    });
}
