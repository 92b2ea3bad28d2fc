//! `cargo xtask demo`: from a clean checkout to a running appliance with endpoints to look at, by one command. Ctrl-C ends all that it started.

mod appliance;
mod desktop;
mod endpoint;
mod picture;
mod processes;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use serde_json::json;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use self::appliance::Appliance;
use self::desktop::Desktop;
use self::processes::Processes;
use crate::codegen::root;
use crate::stage::execute;
use crate::{install, test};

const ONLINE_WITHIN: Duration = Duration::from_secs(60);
/// A file that says that a folder was made by a demo, and may be emptied by the next one.
const MARK: &str = ".towline-demo";

#[derive(Args)]
pub struct Options {
    /// How many endpoints to start.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=32))]
    endpoints: u8,
    /// Start everything, wait until the endpoints are online, print one line of JSON, and stop.
    #[arg(long)]
    check: bool,
    /// Print one line of JSON instead of text, and keep running.
    #[arg(long)]
    json: bool,
    /// Port of the appliance on this machine.
    #[arg(long, default_value_t = 8443)]
    port: u16,
    /// Where to keep everything. Must be empty, absent, or from an earlier demo, and is emptied at the start.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Share the display of this terminal's desktop instead of a virtual one.
    #[arg(long, conflicts_with = "endpoints")]
    this_screen: bool,
    /// How to build the programs: `dev` takes half the time and leaves to the tests what it built, `release` is what figures are taken of.
    #[arg(long, value_enum, default_value_t = Profile::Dev)]
    profile: Profile,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
enum Profile {
    Release,
    Dev,
}

pub fn run(options: &Options) -> Result<()> {
    let programs = build(options)?;
    let folder = empty_folder(options)?;
    let processes = Processes::new()?;
    stop_on_signals(processes.clone())?;
    let outcome = start(options, &programs, &folder, &processes).and_then(|appliance| {
        announce(options, &appliance)?;
        if options.check { Ok(()) } else { stay(&processes) }
    });
    processes.stop_all();
    outcome
}

/// Installs what is missing, builds the web applications and the two programs, and returns the folder that these are in.
fn build(options: &Options) -> Result<PathBuf> {
    let mut needs = vec![install::BUILD];
    if !options.this_screen {
        needs.extend([install::DESKTOP, install::SCENERY]);
    }
    install::packages(&needs)?;
    let web = root().join("web");
    install::npm(&web)?;
    execute(Command::new("npm").args(["run", "--silent", "build"]).current_dir(&web).stdout(std::io::stderr()))?;
    let mut cargo = test::cargo();
    cargo.args(["build", "--locked", "-p", "towline", "-p", "towline-agent", "-p", "towline-support"]);
    if options.profile == Profile::Release {
        cargo.arg("--release");
    }
    execute(&mut cargo)?;
    let profile = if options.profile == Profile::Release { "release" } else { "debug" };
    Ok(test::target_folder()?.join(profile))
}

fn empty_folder(options: &Options) -> Result<PathBuf> {
    let folder = match &options.data {
        Some(folder) => std::path::absolute(folder)?,
        None => root().join(".demo").join(options.port.to_string()),
    };
    if folder.join(MARK).exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let somebody_elses = std::fs::read_dir(&folder)?.next().is_some();
    anyhow::ensure!(!somebody_elses, "{} is not empty and not from a demo", folder.display());
    std::fs::write(folder.join(MARK), "")?;
    Ok(folder)
}

fn stop_on_signals(processes: Processes) -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("waiting for signals")?;
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            eprintln!("\nStopping …");
            processes.stop_all();
            std::process::exit(if signal == SIGINT { 130 } else { 143 });
        }
    });
    Ok(())
}

fn start(options: &Options, programs: &Path, folder: &Path, processes: &Processes) -> Result<Appliance> {
    eprintln!("Starting the appliance …");
    let appliance = Appliance::start(processes, &programs.join("towline"), folder, options.port)?;
    let count = if options.this_screen { 1 } else { usize::from(options.endpoints) };
    let one_liner = appliance.installer(count)?;
    for number in 1..=count {
        eprintln!("Starting endpoint {number} of {count} …");
        let place = folder.join(format!("endpoint-{number}"));
        std::fs::create_dir_all(&place)?;
        let desktop =
            if options.this_screen { Desktop::of_this_session()? } else { Desktop::start(processes, &place, number)? };
        endpoint::install(processes, &desktop, &one_liner, &place, &format!("Demo desktop {number}"))?;
    }
    wait_until_online(&appliance, processes, count)?;
    Ok(appliance)
}

fn wait_until_online(appliance: &Appliance, processes: &Processes, count: usize) -> Result<()> {
    let deadline = Instant::now() + ONLINE_WITHIN;
    loop {
        let online = appliance.endpoints_online()?;
        if online >= count {
            return Ok(());
        }
        if let Some(fallen) = processes.fallen() {
            anyhow::bail!("{fallen}");
        }
        anyhow::ensure!(Instant::now() < deadline, "{online} of {count} endpoints came online");
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn announce(options: &Options, appliance: &Appliance) -> Result<()> {
    let mut out = std::io::stdout().lock();
    if options.check || options.json {
        let line = json!({
            "url": appliance.url, "admin": appliance.admin, "password": appliance.password,
            "endpoints_online": appliance.endpoints_online()?,
        });
        writeln!(out, "{line}")?;
    } else {
        let Appliance { url, admin, password, .. } = appliance;
        writeln!(out, "\n  Towline runs.\n")?;
        writeln!(out, "  Console         {url}/console\n  Administration  {url}/login\n")?;
        writeln!(out, "  User name       {admin}\n  Password        {password}\n")?;
        writeln!(
            out,
            "  The certificate was made for this demo: your browser will ask about it once. Ctrl-C stops everything."
        )?;
    }
    out.flush()?;
    Ok(())
}

/// Until a signal ends this process, or something that belongs to the demo falls over.
fn stay(processes: &Processes) -> Result<()> {
    loop {
        std::thread::sleep(Duration::from_secs(1));
        if let Some(fallen) =
            processes.fallen().filter(|name| name.starts_with("the appliance") || name.starts_with("Xvfb"))
        {
            anyhow::bail!("{fallen}");
        }
    }
}

/// 20 characters of 32, in groups: 100 bits.
fn password() -> Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567893";
    let bytes = random(20)?;
    let letters = bytes.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 32)).copied().map(char::from));
    let mut text = String::new();
    for (at, letter) in letters.enumerate() {
        if at > 0 && at % 5 == 0 {
            text.push('-');
        }
        text.push(letter);
    }
    Ok(text)
}

fn random_hex(bytes: usize) -> Result<String> {
    Ok(random(bytes)?.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn random(count: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; count];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes).context("reading /dev/urandom")?;
    Ok(bytes)
}
