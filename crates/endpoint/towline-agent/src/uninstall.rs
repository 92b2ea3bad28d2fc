//! Removing: the site is told first, then everything that the installation wrote goes (JMP-14).

use std::path::PathBuf;

use anyhow::Result;
use towline_endpoint::say_goodbye;
use towline_platform_linux::LinuxHost;

use crate::{
    files::{Folder, Settings, remove_made},
    run::on_one_thread,
    service,
};

pub fn uninstall(dir: Option<PathBuf>) -> Result<()> {
    let folder = Folder::new(dir)?;
    let settings = folder.installed()?;
    service::stop(&folder, &settings)?;
    match goodbye(&folder, &settings) {
        Ok(()) => println!("{} was told that this agent goes.", settings.site),
        Err(error) => println!(
            "{} could not be told ({error:#}). Remove the entry of this computer from its list of Jump Items by hand.",
            settings.site
        ),
    }
    service::forget(&settings);
    remove_files(&folder, &settings)?;
    println!("The agent was removed from this computer.");
    Ok(())
}

/// Everything but the service.
pub fn remove_files(folder: &Folder, settings: &Settings) -> Result<()> {
    if let Some(command) = &settings.command
        && std::fs::read_link(command).is_ok_and(|target| target == folder.program())
    {
        let _ = std::fs::remove_file(command);
    }
    folder.remove()?;
    remove_made(&settings.made);
    Ok(())
}

fn goodbye(folder: &Folder, settings: &Settings) -> Result<()> {
    let Some(key) = folder.stored_key()? else { return Ok(()) };
    let identity = settings.identity(key)?;
    let host = LinuxHost::new(std::env::current_exe()?, settings.desktop())?;
    on_one_thread(say_goodbye(&identity, &host))??;
    Ok(())
}
