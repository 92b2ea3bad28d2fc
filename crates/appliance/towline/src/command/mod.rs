//! `towline apply` and `towline export` (ADM-10): what files say of a site, compared with the running appliance, and made so.
//!
//! They ask the appliance by the socket in its data directory, with the operations that everybody uses; what is in its file they never touch.

mod apply;
mod body;
mod client;
mod export;
mod script_files;
mod site;

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;

pub use apply::Outcome;

/// Where the appliance is.
#[derive(Args)]
pub struct Where {
    /// Data directory of the running appliance
    #[arg(long, env = "TOWLINE_DATA", value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

/// Make the site what files say: users, policies, roles, groups, teams, Jump Items
#[derive(Args)]
pub struct Apply {
    /// Directory of the files, as `towline export` writes them; a kind without a file is left alone
    #[arg(short = 'f', long = "files", value_name = "DIR")]
    files: PathBuf,
    #[command(flatten)]
    at: Where,
    /// Only say what would be done
    #[arg(long, conflicts_with_all = ["drift", "yes"])]
    plan: bool,
    /// Only say what differs; ends with status 2 if anything does
    #[arg(long, conflicts_with = "yes")]
    drift: bool,
    /// Also remove policies, roles, groups and teams that the files do not tell of; never users or Jump Items
    #[arg(long)]
    prune: bool,
    /// Do not ask
    #[arg(long, short = 'y')]
    yes: bool,
    /// Write the first passwords of new users into this new file, readable for its owner only; without it nobody knows them
    #[arg(long, value_name = "FILE")]
    first_passwords: Option<PathBuf>,
}

/// Write what the site is into files that `towline apply` reads
#[derive(Args)]
pub struct Export {
    /// Directory to write them into
    #[arg(short = 'o', long = "out", value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    at: Where,
    /// Write over files that are there
    #[arg(long)]
    force: bool,
}

/// Runs `towline apply`.
///
/// # Errors
/// What could not be read, compared or done.
pub fn apply(order: Apply) -> Result<Outcome> {
    runtime()?.block_on(apply::run(order))
}

/// Runs `towline export`.
///
/// # Errors
/// What could not be read or written.
pub fn export(order: Export) -> Result<()> {
    runtime()?.block_on(export::run(order))
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().context("cannot start")
}
