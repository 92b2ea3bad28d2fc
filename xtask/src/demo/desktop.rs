//! A desktop that nobody sits at: an X server in memory with a window manager, a terminal, an editor and a picture, to be looked at from afar.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::processes::Processes;

/// Where a desktop is: what a program needs in its environment to draw on it.
pub struct Desktop {
    pub display: String,
    pub authority: Option<PathBuf>,
}

impl Desktop {
    /// The desktop that this program was started from.
    pub fn of_this_session() -> Result<Self> {
        let display =
            std::env::var("DISPLAY").context("this terminal has no DISPLAY, so there is no screen to share")?;
        Ok(Self { display, authority: std::env::var_os("XAUTHORITY").map(PathBuf::from) })
    }

    /// Starts an X server of 1920x1080 that only holders of a fresh cookie can reach, and fills it. Returns when the server takes connections.
    pub fn start(processes: &Processes, folder: &Path, number: usize) -> Result<Self> {
        let authority = folder.join("Xauthority");
        let cookie = super::random_hex(16)?;
        // The server reads the cookie of any display name, since it finds its own number only later.
        xauth(&authority, ":0", &cookie)?;
        let mut server = Command::new("Xvfb");
        server
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1920x1080x24",
                "-nolisten",
                "tcp",
                "-noreset",
                "-dpi",
                "96",
                "-auth",
            ])
            .arg(&authority)
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(folder.join("xvfb.log"))?);
        let output = processes.start_with_output(&format!("Xvfb of endpoint {number}"), &mut server)?;
        let mut line = String::new();
        BufReader::new(output.context("Xvfb without output")?).read_line(&mut line)?;
        let display = format!(":{}", line.trim().parse::<u32>().context("Xvfb did not start; see xvfb.log")?);
        xauth(&authority, &display, &cookie)?;
        let desktop = Self { display, authority: Some(authority) };
        desktop.furnish(processes, folder, number)?;
        Ok(desktop)
    }

    /// A command that draws on this desktop.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.display).env_remove("WAYLAND_DISPLAY").env("XDG_SESSION_TYPE", "x11");
        if let Some(authority) = &self.authority {
            command.env("XAUTHORITY", authority);
        }
        command
    }

    fn furnish(&self, processes: &Processes, folder: &Path, number: usize) -> Result<()> {
        let picture = folder.join("evening.ppm");
        std::fs::write(&picture, super::picture::evening(960, 600, number)).context("writing the picture")?;
        let notes = folder.join("notes.txt");
        std::fs::write(&notes, NOTES).context("writing the notes")?;

        let greeting = folder.join("bashrc");
        std::fs::write(&greeting, GREETING).context("writing the greeting")?;

        let start = |name: &str, command: &mut Command| {
            processes.start(&format!("{name} of endpoint {number}"), command, &folder.join(format!("{name}.log")))
        };
        start("openbox", &mut self.command("openbox"))?;
        let painted = self.command("xsetroot").args(["-solid", "#2f4858"]).status().context("starting xsetroot")?;
        anyhow::ensure!(painted.success(), "xsetroot failed");
        start("feh", self.command("feh").args(["--title", "Evening", "--geometry", "960x600+920+60"]).arg(&picture))?;
        start(
            "mousepad",
            self.command("mousepad").env("NO_AT_BRIDGE", "1").env("GSETTINGS_BACKEND", "memory").arg(&notes),
        )?;
        start(
            "xterm",
            self.command("xterm")
                .args(["-fa", "DejaVu Sans Mono", "-fs", "11", "-geometry", "96x28+40+60"])
                .args(["-bg", "#10141c", "-fg", "#d8dee9", "-title", "Terminal", "-e", "bash", "--rcfile"])
                .arg(&greeting),
        )
    }
}

fn xauth(file: &Path, display: &str, cookie: &str) -> Result<()> {
    let mut child = Command::new("xauth")
        .args(["-q", "-f"])
        .arg(file)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        // It notes that the file is new.
        .stderr(Stdio::null())
        .spawn()
        .context("starting xauth")?;
    // By its standard input, so that no list of processes shows the cookie.
    let input = format!("add {display} . {cookie}\n");
    child.stdin.take().context("xauth without input")?.write_all(input.as_bytes())?;
    anyhow::ensure!(child.wait()?.success(), "xauth failed");
    Ok(())
}

const GREETING: &str = r#"PS1='\[\e[36m\]demo\[\e[0m\]:\[\e[34m\]\W\[\e[0m\]\$ '
printf 'A real terminal on a real X server. \e[32m%s\e[0m, up since %s.\n' "$(uname -sr)" "$(uptime -s 2>/dev/null)"
"#;

const NOTES: &str = "This is the desktop of the demo.

Type here, drag the windows, open a shell beside it.
Umlauts and accents arrive as you type them: äöüß éèñ €
";
