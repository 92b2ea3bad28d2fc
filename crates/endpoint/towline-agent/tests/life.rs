//! The agent's program as people meet it: installed, running, showing a desktop, killed, removed. Against a double of the appliance, with a real X display.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../../agent/tests/double/mod.rs"]
mod double;

use std::{
    io::{BufRead, BufReader},
    os::fd::OwnedFd,
    path::{Path, PathBuf},
    process::{Child, Stdio},
};

use double::{Double, Peer, SESSION, run};
use rustix::{
    event::{PollFd, PollFlags},
    process::{PidfdFlags, Signal, pidfd_open, pidfd_send_signal},
};
use tokio::process::Command;
use towline_seal::agent_key_id;
use towline_wire::{
    Payload, ScreenFlags,
    v1::{AgentHello, OpenScreen, PaintAck, ScreenUp, Uninstall, agent_down, agent_up, screen_up},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_towline-agent");

/// A virtual display; it ends with the test.
struct Display {
    server: Child,
    name: String,
}

impl Display {
    fn start() -> Display {
        let mut server = std::process::Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp", "-ac"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Display { server, name: format!(":{}", line.trim()) }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A folder for an agent. An agent that still runs from it ends with the test.
struct Home {
    folder: tempfile::TempDir,
    process: Option<OwnedFd>,
}

impl Home {
    fn new() -> Home {
        Home { folder: tempfile::tempdir().unwrap(), process: None }
    }

    fn dir(&self) -> PathBuf {
        self.folder.path().join("agent")
    }

    /// Takes hold of the process that runs now.
    fn meet(&mut self) {
        let Ok(text) = std::fs::read_to_string(self.dir().join("agent.lock")) else { return };
        let pid = text.trim().parse().ok().and_then(rustix::process::Pid::from_raw);
        self.process = pid.and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok());
    }

    /// Waits until the process has ended.
    fn ended(&self) {
        let process = self.process.as_ref().unwrap();
        rustix::event::poll(&mut [PollFd::new(process, PollFlags::IN)], None).unwrap();
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        self.meet();
        if let Some(process) = &self.process {
            let _ = pidfd_send_signal(process, Signal::KILL);
        }
    }
}

async fn agent(words: &[&str], dir: &Path) -> (bool, String) {
    let output = Command::new(PROGRAM).args(words).arg("--dir").arg(dir).output().await.unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), text)
}

fn install_words(double: &Double, more: &[&str]) -> Vec<String> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use towline_seal::Keeper;
    let key = STANDARD.encode(double.key.public_key());
    let site = format!("https://localhost:{}", double.port());
    let words = ["install", "--background", "--site", &site, "--token", "token-1", "--appliance-key", &key];
    words.iter().chain(more).map(|word| (*word).to_owned()).collect()
}

/// Installs, and returns the running agent's link.
async fn installed(double: &Double, dir: &Path, more: &[&str]) -> (Peer, AgentHello) {
    let words = install_words(double, more);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let appliance = async {
        let (enrolling, hello) = double.welcome().await;
        assert_eq!(hello.enrol_token, "token-1");
        drop(enrolling);
        double.welcome().await
    };
    let ((done, text), met) = tokio::join!(agent(&words, dir), appliance);
    assert!(done, "{text}");
    met
}

fn grant(double: &Double, hello: &AgentHello) -> agent_down::Body {
    let key: [u8; 32] = hello.agent_key.as_ref().try_into().unwrap();
    double.grant(|grant| grant.agent_key_id = agent_key_id(&key).0.to_vec().into())
}

/// Waits for a whole picture and takes note of it as a viewer does.
async fn picture(peer: &mut Peer, channel: u32) {
    loop {
        let payload = peer.payload(channel).await.expect("the link lives");
        peer.credit(channel, payload.len()).await;
        if let Ok(Payload::FramePart { flags, frame, .. }) = Payload::decode(payload)
            && flags.has(ScreenFlags::KEY)
            && flags.has(ScreenFlags::LAST)
        {
            let painted = ScreenUp { viewer: 1, sequence: 0, body: Some(screen_up::Body::Painted(PaintAck { frame })) };
            peer.data(channel, 1, &painted).await;
            return;
        }
    }
}

/// The helper of the agent that runs from this folder.
fn helper(dir: &Path) -> Option<i32> {
    let program = dir.join("towline-agent");
    std::fs::read_dir("/proc").unwrap().flatten().find_map(|entry| {
        let line = std::fs::read(entry.path().join("cmdline")).ok()?;
        let line = String::from_utf8(line).ok()?;
        (line.starts_with(program.to_str()?) && line.contains("desktop-helper")).then_some(())?;
        entry.file_name().to_str()?.parse().ok()
    })
}

#[test]
fn an_installed_agent_shows_its_desktop_and_comes_back_when_its_helper_is_killed_jmp_10() {
    let display = Display::start();
    let mut home = Home::new();
    let dir = home.dir();
    run(async {
        let double = Double::start().await;
        let (mut peer, hello) = installed(&double, &dir, &["--display", &display.name]).await;
        peer.tell(grant(&double, &hello)).await;
        for channel in [4, 5] {
            let open = OpenScreen { session_id: SESSION.to_owned(), channel, options: None };
            peer.tell(agent_down::Body::OpenScreen(open)).await;
            picture(&mut peer, channel).await;
            let pid = rustix::process::Pid::from_raw(helper(&dir).expect("a helper runs")).unwrap();
            rustix::process::kill_process(pid, Signal::KILL).unwrap();
            let closed =
                |body| if let agent_up::Body::ChannelClosed(closed) = body { Some(closed.channel) } else { None };
            assert_eq!(peer.heard(closed).await, channel);
            let there = |body| if let agent_up::Body::Screen(screen) = body { screen.status } else { None };
            while !peer.heard(there).await.available {}
        }
        let (online, text) = agent(&["status", "--json"], &dir).await;
        assert!(online && text.contains("\"online\":true"), "{text}");
        home.meet();
        peer.tell(agent_down::Body::Uninstall(Uninstall {})).await;
        while peer.frame().await.is_some() {}
    });
    // JMP-14: removed at the site, gone from the machine.
    home.ended();
    assert!(!dir.exists());
}

#[test]
fn installing_twice_keeps_the_key_and_uninstalling_tells_the_site_and_leaves_nothing_jmp_14() {
    let home = Home::new();
    let dir = home.dir();
    run(async {
        let double = Double::start().await;
        let (first, before) = installed(&double, &dir, &["--display", ":64999"]).await;
        let (second, after) = installed(&double, &dir, &["--display", ":64999", "--name", "Till 3"]).await;
        drop((first, second));
        assert_eq!(before.agent_key, after.agent_key);
        assert_ne!(before.instance, after.instance);
        assert_eq!(after.inventory.unwrap().host_name, "Till 3");
        let appliance = async {
            loop {
                // The running agent may come back once before it is stopped.
                let (mut peer, _) = double.welcome().await;
                while let Some(frame) = peer.frame().await {
                    if let towline_wire::Frame::Control(message) = frame {
                        let message = <towline_wire::v1::AgentUp as prost::Message>::decode(message).unwrap();
                        if matches!(message.body, Some(agent_up::Body::Uninstalled(_))) {
                            return;
                        }
                    }
                }
            }
        };
        let ((done, text), ()) = tokio::join!(agent(&["uninstall"], &dir), appliance);
        assert!(done, "{text}");
        assert!(!dir.exists());
    });
}

#[test]
fn a_failed_installation_says_what_to_do_and_leaves_nothing() {
    let home = Home::new();
    let dir = home.dir();
    run(async {
        let mut double = Double::start().await;
        let words = install_words(&double, &[]);
        double.impostor = Some(towline_seal::SecretKey::from_seed(&[50; 32]));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let ((done, text), _) = tokio::join!(agent(&words, &dir), double.welcome());
        assert!(!done && text.contains("intercepted") && text.contains("Ask your network's administrator"), "{text}");
        assert!(!dir.exists());
    });
}

#[test]
fn a_helper_of_a_root_agent_is_the_desktops_user_and_has_nothing_of_the_agent_shl_8a() {
    if !rustix::process::geteuid().is_root() {
        // A user's agent has nothing to give up.
        return;
    }
    let display = Display::start();
    let home = Home::new();
    let dir = home.dir();
    run(async {
        let double = Double::start().await;
        let words = ["--display", &display.name, "--desktop-user", "nobody"];
        let (mut peer, hello) = installed(&double, &dir, &words).await;
        peer.tell(grant(&double, &hello)).await;
        let open = OpenScreen { session_id: SESSION.to_owned(), channel: 4, options: None };
        peer.tell(agent_down::Body::OpenScreen(open)).await;
        picture(&mut peer, 4).await;
        let process = PathBuf::from(format!("/proc/{}", helper(&dir).expect("a helper runs")));
        let status = std::fs::read_to_string(process.join("status")).unwrap();
        let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned();
        let nobody = field("Uid:");
        let ids: Vec<&str> = nobody.split_whitespace().collect();
        assert!(ids.len() == 4 && ids.iter().all(|id| *id == ids[0] && *id != "0"), "{nobody}");
        assert!(!field("Groups:").split_whitespace().any(|group| group == "0"), "{}", field("Groups:"));
        for set in ["CapInh:", "CapPrm:", "CapEff:", "CapAmb:"] {
            assert_eq!(u64::from_str_radix(&field(set), 16).unwrap(), 0, "{set}");
        }
        assert_eq!(field("NoNewPrivs:"), "1");
        let environment = std::fs::read(process.join("environ")).unwrap();
        let environment = String::from_utf8_lossy(&environment).into_owned();
        assert!(!environment.contains("CARGO") && environment.contains("DISPLAY="), "{environment}");
        for descriptor in std::fs::read_dir(process.join("fd")).unwrap().flatten() {
            let target = std::fs::read_link(descriptor.path()).unwrap();
            assert!(!target.starts_with(&dir) || target.ends_with("agent.log"), "{target:?}");
        }
    });
}
