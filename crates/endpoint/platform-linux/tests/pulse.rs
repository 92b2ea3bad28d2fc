//! What plays, from a real PulseAudio server with outputs that nobody hears (SCR-18).

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use towline_platform::{Ears, SoundEvent};
use towline_platform_linux::PulseEars;

/// A server of its own, and what plays on it.
struct Server {
    folder: TempDir,
    daemon: Option<Child>,
}

impl Server {
    fn new() -> Server {
        Server { folder: TempDir::new().unwrap(), daemon: None }
    }

    fn runtime(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("XDG_RUNTIME_DIR", self.folder.path()).env("HOME", self.folder.path()).env_remove("PULSE_SERVER");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn start(&mut self) {
        let mut command = self.command("pulseaudio");
        command.args(["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes"]);
        command.args(["-L", "module-native-protocol-unix", "-L", "module-null-sink sink_name=one"]);
        command.args(["-L", "module-null-sink sink_name=two"]);
        self.daemon = Some(command.spawn().unwrap());
        // Everything else is asked of it when it has its outputs.
        while !self.pactl(&["list", "short", "sinks"]).contains("two") {
            std::thread::yield_now();
        }
    }

    fn stop(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            daemon.kill().unwrap();
            daemon.wait().unwrap();
            // As a server that ends by itself leaves the folder.
            let _ = std::fs::remove_file(self.folder.path().join("pulse/native"));
        }
    }

    fn pactl(&self, arguments: &[&str]) -> String {
        let output = self.command("pactl").args(arguments).stdout(Stdio::piped()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    fn captures(&self) -> usize {
        self.pactl(&["list", "short", "source-outputs"]).lines().count()
    }

    /// Plays one value for ever, on one output.
    fn play(&self, sink: &str, value: i16) -> Playing {
        let mut command = self.command("pacat");
        command.args([
            "--playback",
            "--device",
            sink,
            "--format=s16le",
            "--rate=48000",
            "--channels=2",
            "--latency-msec=20",
        ]);
        let mut player = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut input = player.stdin.take().unwrap();
        std::thread::spawn(move || {
            let second = value.to_le_bytes().repeat(96_000);
            while input.write_all(&second).is_ok() {}
        });
        Playing(player)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

struct Playing(Child);

impl Drop for Playing {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn open(folder: &Path) -> PulseEars {
    PulseEars::within(Some(folder.to_owned()), None).unwrap()
}

/// The next thing that happens.
fn next(ears: &mut PulseEars) -> SoundEvent {
    loop {
        if let Some(event) = ears.next_event() {
            return event;
        }
        ears.wait();
    }
}

/// Listens until this value is heard, and nothing else but silence and `before`.
fn hear(ears: &mut PulseEars, value: i16, before: i16) {
    loop {
        match next(ears) {
            SoundEvent::Samples(samples) => {
                let odd = samples.iter().find(|sample| ![0, value, before].contains(sample));
                assert_eq!(odd, None);
                if samples.ends_with(&[value; 64]) {
                    return;
                }
            }
            // A server that starts has no output for a while.
            SoundEvent::Ability(ability) => assert!([Ok(()), Err("no_output")].contains(&ability), "{ability:?}"),
        }
    }
}

fn ability(ears: &mut PulseEars) -> Result<(), &'static str> {
    loop {
        if let SoundEvent::Ability(ability) = next(ears) {
            return ability;
        }
    }
}

#[test]
fn what_plays_is_heard_while_somebody_listens_and_follows_the_default_output_scr_18() {
    let mut server = Server::new();
    let mut ears = open(&server.runtime());
    assert_eq!(ears.ability(), Err("no_server"));
    server.start();
    assert_eq!(ability(&mut ears), Ok(()));
    server.pactl(&["set-default-sink", "one"]);
    let one = server.play("one", 1000);
    let _two = server.play("two", -2000);
    assert_eq!(server.captures(), 0, "nobody listens, nothing is captured");
    ears.listen(true);
    hear(&mut ears, 1000, 0);
    assert_eq!(server.captures(), 1);
    // Some servers move what plays along, and both would be heard at once.
    drop(one);
    server.pactl(&["set-default-sink", "two"]);
    hear(&mut ears, -2000, 1000);
    assert_eq!(server.captures(), 1);
    ears.listen(false);
    // The server takes a moment to see that it was left.
    while server.captures() > 0 {
        std::thread::yield_now();
    }
}

#[test]
fn a_server_that_dies_is_told_of_and_heard_again_when_it_is_back_scr_18() {
    let mut server = Server::new();
    server.start();
    let mut ears = open(&server.runtime());
    if ears.ability().is_err() {
        assert_eq!(ability(&mut ears), Ok(()));
    }
    server.pactl(&["set-default-sink", "one"]);
    let playing = server.play("one", 1000);
    ears.listen(true);
    hear(&mut ears, 1000, 0);
    drop(playing);
    server.stop();
    assert_eq!(ability(&mut ears), Err("no_server"));
    server.start();
    assert_eq!(ability(&mut ears), Ok(()));
    server.pactl(&["set-default-sink", "one"]);
    let _playing = server.play("one", 3000);
    hear(&mut ears, 3000, 0);
}

#[test]
fn an_output_that_goes_away_is_never_replaced_by_a_microphone_scr_18() {
    let mut server = Server::new();
    server.start();
    let mut ears = open(&server.runtime());
    if ears.ability().is_err() {
        assert_eq!(ability(&mut ears), Ok(()));
    }
    // What servers of desktops load, and what would move streams to what is left.
    server.pactl(&["load-module", "module-rescue-streams"]);
    server.pactl(&["load-module", "module-null-source", "source_name=microphone"]);
    server.pactl(&["set-default-source", "microphone"]);
    server.pactl(&["set-default-sink", "one"]);
    let playing = server.play("one", 1000);
    let _two = server.play("two", -2000);
    ears.listen(true);
    hear(&mut ears, 1000, 0);
    drop(playing);
    let modules = server.pactl(&["list", "short", "modules"]);
    let module = modules.lines().find(|line| line.contains("sink_name=one")).and_then(|line| line.split('\t').next());
    server.pactl(&["unload-module", module.unwrap()]);
    hear(&mut ears, -2000, 1000);
    let outputs = server.pactl(&["list", "source-outputs"]);
    let sources = server.pactl(&["list", "short", "sources"]);
    let source = outputs.lines().find_map(|line| line.trim().strip_prefix("Source: ")).unwrap().to_owned();
    let name = sources.lines().find(|line| line.split('\t').next() == Some(source.as_str())).unwrap();
    assert!(name.contains("two.monitor"), "{name}");
}
