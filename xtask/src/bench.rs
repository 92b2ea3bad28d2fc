//! `cargo xtask bench`: the figures of `bench/RESULTS.md`. Our own ones come from the programs of this project; those beside other products from a rig outside it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use anyhow::{Context, Result};
use clap::Args;

use crate::codegen::root;
use crate::install;
use crate::stage::execute;
use crate::test::cargo;

#[derive(Args)]
pub struct Options {
    /// Simulated agents for the memory of an idle one.
    #[arg(long, default_value_t = 1000)]
    agents: u32,
    /// Folder of the peer rig; without it only our own figures are taken.
    #[arg(long, env = "TOWLINE_RIG")]
    rig: Option<PathBuf>,
    /// Where the rig works and keeps what it downloads.
    #[arg(long, default_value = "target/bench")]
    work: PathBuf,
    /// Products to measure in turn in the same run.
    #[arg(long, value_delimiter = ',', default_values_t = ["towline".to_owned(), "novnc".to_owned(), "meshcentral".to_owned()])]
    peers: Vec<String>,
    /// What to measure.
    #[arg(long, default_value = "desktop latency terminal idle")]
    what: String,
    #[arg(long, default_value_t = 1)]
    rounds: u32,
    /// Trials of each latency.
    #[arg(long, default_value_t = 100)]
    trials: u32,
    /// Measures over a line instead of loopback: thousands of bits a second, milliseconds each way, percent of segments lost. Such as `1000,50,1` (SCR-33).
    #[arg(long, value_parser = line)]
    link: Option<Line>,
}

/// A line for `bench/link.mjs`.
#[derive(Debug, Clone, Copy)]
struct Line {
    kbps: u32,
    delay_ms: u32,
    loss_percent: u32,
}

fn line(text: &str) -> Result<Line, String> {
    let numbers: Result<Vec<u32>, _> = text.split(',').map(str::parse).collect();
    match numbers.as_deref() {
        Ok([kbps, delay_ms, loss_percent]) if *kbps > 0 && *loss_percent < 100 => {
            Ok(Line { kbps: *kbps, delay_ms: *delay_ms, loss_percent: *loss_percent })
        }
        _ => Err("three numbers, such as 1000,50,1".to_owned()),
    }
}

/// Where the line listens; only one run of the bench is there at a time.
const LINK_PORT: u16 = 8899;

pub fn run(options: &Options) -> Result<()> {
    install::packages(&[install::BUILD, install::DESKTOP, install::JOURNEYS])?;
    execute(cargo().args(["build", "--release", "--locked", "-p", "towline", "-p", "towline-agent"]))?;
    execute(
        cargo()
            .args(["run", "--release", "--locked", "-p", "towline-testkit", "--example", "many_agents", "--"])
            .arg(options.agents.to_string()),
    )?;
    match &options.rig {
        Some(rig) => beside_others(options, rig),
        None => {
            eprintln!("No rig given (--rig): the figures beside other products are left out.");
            Ok(())
        }
    }
}

/// Copies the rig, gives it our adapter, and lets it measure every product in turn.
fn beside_others(options: &Options, rig: &Path) -> Result<()> {
    let work = std::path::absolute(&options.work)?;
    let copy = work.join("rig");
    std::fs::create_dir_all(&copy).with_context(|| format!("creating {}", copy.display()))?;
    execute(Command::new("cp").args(["-r", "--no-preserve=mode"]).arg(rig.join(".")).arg(&copy))?;
    std::fs::copy(root().join("bench/adapter/towline.mjs"), copy.join("adapters/towline.mjs"))?;
    execute(Command::new("npm").args(["install", "--no-audit", "--no-fund"]).current_dir(&copy))?;
    let mut compare = Command::new("sh");
    compare
        .arg("compare.sh")
        .args(&options.peers)
        .current_dir(&copy)
        .env("RIG_WORK", work.join("data"))
        .env("TOWLINE_REPOSITORY", root())
        .env("ROUNDS", options.rounds.to_string())
        .env("TRIALS", options.trials.to_string())
        .env("WHAT", &options.what);
    let Some(line) = options.link else { return execute(&mut compare) };
    let (mut proxy, browser) = over_a_line(line, &work)?;
    let outcome = execute(compare.env("RIG_CHROMIUM", browser));
    // It may have ended by itself, which the figures show.
    let _ = proxy.kill();
    proxy.wait().context("waiting for the line")?;
    outcome
}

/// Starts the line, and writes a browser that goes by it.
fn over_a_line(line: Line, work: &Path) -> Result<(Child, PathBuf)> {
    let proxy = Command::new("node")
        .arg(root().join("bench/link.mjs"))
        .args(["--port", &LINK_PORT.to_string(), "--kbps", &line.kbps.to_string()])
        .args(["--delay", &line.delay_ms.to_string(), "--loss", &line.loss_percent.to_string()])
        .spawn()
        .context("starting the line")?;
    let browser = work.join("chromium-over-a-line");
    let script = format!(
        "#!/bin/sh\nexec \"${{TOWLINE_CHROMIUM:-/usr/bin/chromium}}\" --proxy-server=http://127.0.0.1:{LINK_PORT} '--proxy-bypass-list=<-loopback>' \"$@\"\n"
    );
    std::fs::write(&browser, script).with_context(|| format!("writing {}", browser.display()))?;
    std::fs::set_permissions(&browser, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    Ok((proxy, browser))
}
