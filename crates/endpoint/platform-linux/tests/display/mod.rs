//! An X server of the test's own, on a free display, and the programs that run on it. All end with the value.

#![allow(clippy::unwrap_used, clippy::expect_used, dead_code)]

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A running Xvfb.
pub struct Display {
    server: Child,
    pub name: String,
    programs: Vec<Child>,
    folder: PathBuf,
}

impl Display {
    pub fn start(size: &str) -> Display {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let name = format!(":{}", number.trim());
        let folder = std::env::temp_dir().join(format!("towline-x11-{}-{}", std::process::id(), number.trim()));
        std::fs::create_dir_all(&folder).unwrap();
        Display { server, name, programs: Vec::new(), folder }
    }

    /// Runs a program to its end.
    pub fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = Command::new(program);
        let status = command.args(arguments).env("DISPLAY", &self.name).stdout(Stdio::null()).status().unwrap();
        assert!(status.success(), "{program} {arguments:?}");
    }

    /// Starts a program that runs until the end.
    pub fn spawn(&mut self, program: &str, arguments: &[&str]) {
        let mut command = Command::new(program);
        command.args(arguments).env("DISPLAY", &self.name).env("LC_ALL", "C.UTF-8").env_remove("XMODIFIERS");
        self.programs.push(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    }

    /// Starts a terminal that fills the screen and hands over all that is typed into it.
    pub fn terminal(&mut self) -> Typed {
        let pipe = self.folder.join("typed");
        let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        let script = format!("stty raw -echo; exec > {0}; printf .; exec cat", pipe.display());
        self.spawn("xterm", &["-geometry", "200x80+0+0", "-u8", "-e", "sh", "-c", &script]);
        let mut typed = Typed(std::fs::File::open(&pipe).unwrap());
        assert_eq!(typed.read(1), ".");
        typed
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        for program in self.programs.iter_mut().chain([&mut self.server]) {
            let _ = program.kill();
            let _ = program.wait();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// What arrives in the terminal.
pub struct Typed(std::fs::File);

impl Typed {
    /// The next so many characters.
    pub fn read(&mut self, characters: usize) -> String {
        let (mut bytes, mut text) = (Vec::new(), String::new());
        while text.chars().count() < characters {
            let mut byte = [0];
            self.0.read_exact(&mut byte).expect("the terminal runs");
            bytes.push(byte[0]);
            if let Ok(whole) = std::str::from_utf8(&bytes) {
                text.push_str(whole);
                bytes.clear();
            }
        }
        text
    }
}
