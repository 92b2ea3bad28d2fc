//! The project's own tool: `cargo xtask <command>`. It builds, starts, tests, checks and measures; it is never shipped.

mod codegen;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Build, start, test, check and measure Towline")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the committed generated code anew from `proto/`.
    Codegen,
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Codegen => codegen::run(),
    }
}
