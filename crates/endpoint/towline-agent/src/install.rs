//! Installing: prove the token to the site, keep key and settings, start the service. Repeating it is harmless.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD};
use towline_endpoint::{LinkError, Site, enrol, parse_key};
use towline_platform_linux::LinuxHost;
use towline_seal::SecretKey;

use crate::{
    InstallArgs,
    files::{Folder, Settings, is_root, missing, remove_made},
    run::on_one_thread,
    service::{self, Way},
};

pub fn install(args: InstallArgs) -> Result<()> {
    let mut settings = decide(&args)?;
    let way = if args.background { Way::Background } else { Way::System };
    let folder = Folder::new(args.place.dir)?;
    let before = folder.settings()?;
    if let Some(before) = &before
        && before.appliance_key != settings.appliance_key
    {
        bail!(
            "{} holds an agent of {}. Uninstall that one first, or choose another folder with --dir",
            folder.path().display(),
            before.site
        );
    }
    settings.made = match &before {
        Some(before) => before.made.clone(),
        None => folder.path().parent().map(missing).unwrap_or_default(),
    };
    folder.create()?;
    let enrolled = folder.key().and_then(|key| enrol_now(&settings, key, &args.token));
    let enrolled = match enrolled {
        Ok(enrolled) => enrolled,
        Err(error) => {
            if before.is_none() {
                folder.remove()?;
                remove_made(&settings.made);
            }
            return Err(error);
        }
    };
    settings.jump_client_id = enrolled.jump_client_id;
    settings.site_name = enrolled.site;
    folder.install_program()?;
    settings.unit = before.as_ref().and_then(|before| before.unit.clone());
    settings.autostart = before.as_ref().and_then(|before| before.autostart.clone());
    settings.command = command_in_path(&folder);
    // Also one that cannot be started can be uninstalled.
    folder.write_settings(&settings)?;
    let started = service::start(&folder, &mut settings, way)?;

    let site = if settings.site_name.is_empty() { &settings.site } else { &settings.site_name };
    println!("This computer is now a Jump Client of {site}.");
    println!("{started}");
    let program = settings.command.clone().unwrap_or_else(|| folder.program());
    println!("To remove it: {} uninstall --dir {}", program.display(), folder.path().display());
    Ok(())
}

fn decide(args: &InstallArgs) -> Result<Settings> {
    let site: Site = args.site.parse().context("--site")?;
    let Some(appliance_key) = parse_key(&args.appliance_key) else {
        bail!("--appliance-key: this is no key. Copy the whole command from Jump Clients in /login")
    };
    if args.token.trim().is_empty() {
        bail!("--token: this is no token. Copy the whole command from Jump Clients in /login");
    }
    if args.name.as_ref().is_some_and(|name| name.trim().is_empty() || name.len() > 128) {
        bail!("--name: give 1 to 128 characters");
    }
    let text = |path: &PathBuf| -> Result<String> { Ok(std::path::absolute(path)?.to_string_lossy().into_owned()) };
    Ok(Settings {
        site: site.to_string(),
        appliance_key: STANDARD.encode(appliance_key),
        jump_client_id: String::new(),
        site_name: String::new(),
        install_mode: if is_root() { "service" } else { "user" }.to_owned(),
        name: args.name.as_ref().map(|name| name.trim().to_owned()),
        behind_proxy: args.behind_proxy,
        display: args.display.clone(),
        xauthority: args.xauthority.as_ref().map(text).transpose()?,
        desktop_user: args.desktop_user.clone(),
        unit: None,
        autostart: None,
        command: None,
        made: Vec::new(),
    })
}

fn enrol_now(settings: &Settings, key: SecretKey, token: &str) -> Result<towline_endpoint::Enrolled> {
    let identity = settings.identity(key)?;
    let host = LinuxHost::new(std::env::current_exe()?, settings.desktop())?;
    on_one_thread(enrol(&identity, &host, token.trim()))?.map_err(|error| explain(error, settings))
}

/// What to do about it.
fn explain(error: LinkError, settings: &Settings) -> anyhow::Error {
    let advice = match &error {
        LinkError::Unreachable(_) | LinkError::Timeout => {
            format!("Check that this computer can open {} and that no firewall is in between, then run the same command again.", settings.site)
        }
        LinkError::Tls(_) | LinkError::WebSocket(_) | LinkError::Protocol(_) => {
            format!("Check the address {}: it must be the site's own, with its port.", settings.site)
        }
        LinkError::WrongAppliance => {
            "Copy the whole command from Jump Clients in /login of the right site; --site and --appliance-key belong together.".to_owned()
        }
        LinkError::NotProved | LinkError::Proxy => {
            "Ask your network's administrator whether encrypted connections are inspected, and to leave this site out.".to_owned()
        }
        LinkError::Refused(problem) if problem.code == "bad_token" => {
            "The token has expired, was used up, or is not whole. Make a new installer in Jump Clients in /login.".to_owned()
        }
        LinkError::Refused(_) => "Run the same command again later.".to_owned(),
        LinkError::Version(_) => "Download the agent from the site itself; it then has the right version.".to_owned(),
    };
    anyhow::Error::new(error).context(advice)
}

/// A link in the path, so that `towline-agent status` is enough; only for the usual folder of root, and never over something else.
fn command_in_path(folder: &Folder) -> Option<PathBuf> {
    let usual = Folder::new(None).ok()?;
    let place = Path::new("/usr/local/bin/towline-agent");
    if !is_root() || folder.path() != usual.path() || !place.parent()?.is_dir() {
        return None;
    }
    let program = folder.program();
    match std::fs::read_link(place) {
        Ok(target) if target == program => return Some(place.to_owned()),
        Ok(_) => return None,
        Err(_) if place.exists() => return None,
        Err(_) => {}
    }
    std::os::unix::fs::symlink(&program, place).ok().map(|()| place.to_owned())
}
