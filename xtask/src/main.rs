//! The project's own tool: `cargo xtask <command>`. It builds, starts, tests, checks and measures; it is never shipped.

mod bench;
mod codegen;
mod demo;
mod install;
mod stage;
mod test;
mod tidy;

use std::process::ExitCode;

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
    /// Check the rules of the house: rooms, libraries, licences, files, generated code.
    Tidy {
        /// Write the committed lists anew instead.
        #[arg(long)]
        bless: bool,
    },
    /// Install what tests need and run all of them.
    Test {
        /// Run only these stages (tools, format, tidy, web, clippy, rust, doctests, journeys).
        #[arg(long, value_delimiter = ',')]
        only: Vec<String>,
    },
    /// Build everything and start an appliance with virtual desktops to look at.
    Demo(demo::Options),
    /// Take the figures of `bench/RESULTS.md`.
    Bench(bench::Options),
    /// The same as `.ci/run`.
    Ci,
}

fn main() -> ExitCode {
    match perform(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(command: Command) -> Result<()> {
    match command {
        Command::Codegen => codegen::run(),
        Command::Tidy { bless: true } => tidy::bless(),
        Command::Tidy { bless: false } => tidy::run(),
        Command::Test { only } => test::run(&only),
        Command::Demo(options) => demo::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Ci => stage::execute(std::process::Command::new("bash").arg(codegen::root().join(".ci/run"))),
    }
}
