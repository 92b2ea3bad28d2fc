//! The appliance's program: reads its settings, wires the rooms, serves.

mod command;
mod control;
mod listen;
mod redirect;
mod serve;
mod settings;
mod watch;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::settings::{Given, Settings};

/// Towline: remote support and privileged access, on your own machine.
#[derive(Parser)]
#[command(name = "towline", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the appliance
    Serve {
        /// Settings file [default: none]
        #[arg(long, env = "TOWLINE_CONFIG", value_name = "FILE")]
        config: Option<PathBuf>,
        #[command(flatten)]
        given: Box<Given>,
    },
    Apply(command::Apply),
    Export(command::Export),
    /// Print the document of the REST interface (OpenAPI 3.1)
    Openapi,
    /// Print what the operator can set, and where (docs/settings.md)
    Settings,
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Serve { config, given } => Settings::load(config.as_deref(), *given).and_then(serve::run),
        Command::Apply(order) => match command::apply(order) {
            Ok(outcome) => return outcome.into(),
            Err(error) => Err(error),
        },
        Command::Export(order) => command::export(order),
        Command::Openapi => print_document(),
        Command::Settings => {
            print!("{}", settings::reference());
            Ok(())
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("towline: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn print_document() -> anyhow::Result<()> {
    println!("{}", towline_api::document().to_pretty_json()?);
    Ok(())
}
