//! `cargo xtask test`: everything that proves this project, in an order that fails early. `.ci/run` calls it.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::codegen::root;
use crate::stage::{Run, execute};
use crate::{install, tidy};

pub fn run(only: &[String]) -> Result<()> {
    Run::default()
        .stage("tools", || {
            install::packages(&[
                install::BUILD,
                install::DESKTOP,
                install::WAYLAND,
                install::PORTAL,
                install::SOUND,
                install::JOURNEYS,
                install::DIRECTORY,
                install::EXAMPLES,
            ])
        })
        .stage("format", || execute(cargo().args(["fmt", "--all", "--check"])))
        .stage("tidy", tidy::run)
        .stage("web", web)
        .stage("clippy", || {
            execute(cargo().args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))
        })
        .stage("rust", rust)
        .stage("doctests", || execute(cargo().args(["test", "--workspace", "--doc", "--locked"])))
        .stage("journeys", journeys)
        .go(only)
}

/// Without what cargo told this program of its own package: build scripts that look at it would take it for a change, and most of what is built would be built again each time that somebody calls cargo by hand in between.
pub fn cargo() -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root());
    let own = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    for (name, _) in std::env::vars().filter(|(name, _)| own(name)) {
        command.env_remove(name);
    }
    command
}

/// Where cargo puts what it builds, wherever the caller wants it.
pub fn target_folder() -> Result<PathBuf> {
    let metadata = cargo_metadata::MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec()?;
    Ok(metadata.target_directory.into_std_path_buf())
}

fn npm(folder: PathBuf, script: &str) -> Result<()> {
    execute(Command::new("npm").args(["run", "--silent", script]).current_dir(folder))
}

/// Types, lints, unit tests and the two applications that the appliance embeds.
fn web() -> Result<()> {
    let folder = root().join("web");
    install::npm(&folder)?;
    ["check", "test", "build"].iter().try_for_each(|script| npm(folder.clone(), script))
}

fn rust() -> Result<()> {
    // The suite starts the real programs, so they are built before it runs.
    execute(cargo().args(["build", "--locked", "-p", "towline", "-p", "towline-agent", "-p", "towline-support"]))?;
    if install::nextest() {
        execute(cargo().args(["nextest", "run", "--workspace", "--locked", "--no-fail-fast"]))
    } else {
        execute(cargo().args(["test", "--workspace", "--locked", "--lib", "--bins", "--tests"]))
    }
}

/// A real browser, the real programs, a real X server.
fn journeys() -> Result<()> {
    let folder = root().join("e2e");
    install::npm(&folder)?;
    let python = install::python(&folder.join("requirements.txt"), &target_folder()?)?;
    let programs = ["towline", "towline-agent", "towline-support"].iter().flat_map(|package| ["-p", package]);
    execute(cargo().args(["build", "--locked"]).args(programs))?;
    // With the features of the tests before it, so that nothing is compiled again for it.
    execute(cargo().args(["build", "--locked", "--workspace", "--example", "test_portal"]))?;
    execute(
        Command::new("npm")
            .args(["run", "--silent", "test"])
            .env("TOWLINE_PROGRAMS", target_folder()?.join("debug"))
            .env("TOWLINE_SCHEMATHESIS", python.join("schemathesis"))
            .env("TOWLINE_PICTURES", "no")
            .current_dir(folder),
    )
}
