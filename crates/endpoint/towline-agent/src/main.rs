//! The agent's program: installs, runs, shows and removes itself, and is its own desktop helper. What it does on the wire is in `towline_endpoint`, what it needs of Linux in
//! `towline_platform_linux`.

mod files;
mod helper;
mod install;
mod run;
mod scan;
mod service;
mod status;
mod uninstall;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use towline_platform_linux::x11::guard_screen;

#[derive(Parser)]
#[command(name = "towline-agent", version, about = "Lets your support team reach this computer through Towline.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Connect this computer to a Towline site and keep it connected.
    Install(Box<InstallArgs>),
    /// Run the agent in the foreground. The service does this.
    Run(Place),
    /// Tell the site, then remove everything that the installation wrote.
    Uninstall(Place),
    /// Choose what files are scanned with before they leave or reach this computer, where a site wants that.
    ///
    /// The command gets each file as its input and says by its end what it is: 0 clean, 1 something was found, anything else could not tell. Without a command: show what is set.
    #[command(after_help = "Example: towline-agent scan -- /usr/bin/clamdscan --no-summary -")]
    Scan {
        #[command(flatten)]
        place: Place,
        /// How long one file may take, from 1 to 3600 [default: 600].
        #[arg(long, value_name = "SECONDS", requires = "command")]
        seconds: Option<u64>,
        /// Scan nothing any more.
        #[arg(long, conflicts_with = "command")]
        off: bool,
        /// The program by its whole path, and its arguments; {} in one is the name of its input, /proc/self/fd/0.
        #[arg(last = true, value_name = "COMMAND")]
        command: Vec<String>,
    },
    /// Show whether this computer is connected.
    Status {
        #[command(flatten)]
        place: Place,
        /// One line of JSON instead of text.
        #[arg(long)]
        json: bool,
    },
    /// Show the desktop to the service. Only the service starts this.
    #[command(hide = true)]
    DesktopHelper,
    /// Look after a dark screen. Only the desktop helper starts this.
    #[command(hide = true)]
    ScreenGuard,
    /// Work for the service with administrative rights. Only the service starts this.
    #[command(hide = true)]
    ElevatedHelper {
        #[arg(hide = true)]
        below: Option<String>,
    },
}

#[derive(Args)]
struct Place {
    /// Where the agent is installed [default: /opt/towline-agent, or ~/.local/share/towline-agent without root].
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

#[derive(Args)]
struct InstallArgs {
    /// The site's address, such as https://support.example.com.
    #[arg(long, value_name = "URL")]
    site: String,
    /// The installer's token, from Jump Clients in /login.
    #[arg(long, value_name = "TOKEN")]
    token: String,
    /// The site's own key, as the installer shows it.
    #[arg(long, value_name = "BASE64")]
    appliance_key: String,
    /// Name to report instead of the computer's own.
    #[arg(long)]
    name: Option<String>,
    /// Show this X display, or the Wayland desktop with this socket, instead of the one that the agent finds.
    #[arg(long, value_name = ":N|SOCKET")]
    display: Option<String>,
    /// Authority file of that display.
    #[arg(long, value_name = "FILE", requires = "display")]
    xauthority: Option<PathBuf>,
    /// Account that the display belongs to.
    #[arg(long, value_name = "USER", requires = "display")]
    desktop_user: Option<String>,
    /// The site is behind a proxy that ends the encryption.
    #[arg(long)]
    behind_proxy: bool,
    /// Run as a plain background process, also where systemd runs.
    #[arg(long)]
    background: bool,
    #[command(flatten)]
    place: Place,
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Install(args) => install::install(*args).map(|()| ExitCode::SUCCESS),
        Command::Run(place) => run::run(place.dir).map(|()| ExitCode::SUCCESS),
        Command::Uninstall(place) => uninstall::uninstall(place.dir).map(|()| ExitCode::SUCCESS),
        Command::Scan { place, seconds, off, command } => {
            scan::scan(place.dir, command, seconds, off).map(|()| ExitCode::SUCCESS)
        }
        Command::Status { place, json } => status::status(place.dir, json),
        Command::DesktopHelper => helper::help().map(|()| ExitCode::SUCCESS),
        Command::ScreenGuard => guard_screen().map(|()| ExitCode::SUCCESS).map_err(Into::into),
        // It says nothing: its output is a socket.
        Command::ElevatedHelper { .. } => {
            towline_platform_linux::run_elevated_helper().map(|()| ExitCode::SUCCESS).map_err(Into::into)
        }
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("towline-agent: {error:#}");
        ExitCode::FAILURE
    })
}
