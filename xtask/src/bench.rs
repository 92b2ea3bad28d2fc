//! `cargo xtask bench`: the figures of `bench/RESULTS.md`. Our own ones come from the programs of this project; those beside other products from a rig outside it.

use std::path::{Path, PathBuf};
use std::process::Command;

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
}

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
    execute(
        Command::new("sh")
            .arg("compare.sh")
            .args(&options.peers)
            .current_dir(&copy)
            .env("RIG_WORK", work.join("data"))
            .env("TOWLINE_REPOSITORY", root())
            .env("ROUNDS", options.rounds.to_string())
            .env("TRIALS", options.trials.to_string())
            .env("WHAT", &options.what),
    )
}
