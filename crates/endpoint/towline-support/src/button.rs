//! Being a Support Button (SUP-50): a client that stays on the machine and starts a session each time. Installing it, removing it, and what is different when it runs.

use std::{
    ffi::OsString,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use towline_platform::{ButtonId, HostError};
use towline_platform_linux::{ButtonLook, ButtonPlace, trust_entry};
use towline_seal::TrailerError;

use crate::own_file::{self, Errand};

/// The kernel's own name for this program's file, wherever it is by now.
const OWN_FILE: &str = "/proc/self/exe";
/// Longest icon; the appliance takes shorter ones.
const ICON_BYTES: u64 = 256 * 1024;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The button that this program was started as.
pub struct Button {
    place: ButtonPlace,
    /// Until it is over, no second session is started. `None`: it could not be held, which is no reason not to help.
    _held: Option<File>,
}

/// What there is to start.
pub enum Started {
    /// A client for one session.
    Client,
    /// This button.
    Button(Button),
    /// Nothing: a session of the same button runs.
    Again,
}

impl Button {
    /// By what the file says; one that is damaged is known by where it lies.
    pub fn of(errand: &Result<Errand, TrailerError>) -> Result<Started> {
        let id = match errand {
            Ok(errand) => errand.button.as_ref().map(|button| button.id.clone()),
            Err(_) => id_of_place(),
        };
        let Some(id) = id else { return Ok(Started::Client) };
        let place = ButtonPlace::own(id).context("this account has no place for a support button")?;
        let held = match place.hold() {
            Ok(Some(held)) => Some(held),
            Ok(None) => return Ok(Started::Again),
            Err(error) => {
                tracing::debug!(%error, "a second session could be started");
                None
            }
        };
        Ok(Started::Button(Button { place, _held: held }))
    }

    /// Removes it from this computer.
    pub fn remove(&self) -> Result<(), HostError> {
        self.place.remove()
    }

    /// Whether it will be there for the next time.
    pub fn is_there(&self) -> bool {
        self.place.is_there()
    }
}

/// `install-button --icon FILE`: copies this very file to its place, and its icon to the desktop.
pub fn install(arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let icon = icon_file(arguments)?;
    let errand = own_file::errand()??;
    let Some(button) = errand.button else { bail!("this program is no support button") };
    let icon = read_icon(&icon)?;
    let look = ButtonLook { label: &button.label, comment: &button.comment, icon: &icon };
    let place = ButtonPlace::own(button.id).context("this account has no place for a support button")?;
    let entry = place.install(Path::new(OWN_FILE), look).context("the support button could not be installed")?;
    trust_entry(&entry);
    println!("The support button \"{}\" is on your desktop.", button.label);
    Ok(())
}

/// `remove-button`: removes what `install` made, this very file included.
pub fn remove() -> Result<()> {
    let known = own_file::errand()?.ok().and_then(|errand| Some(errand.button?.id));
    let Some(id) = known.or_else(id_of_place) else { bail!("this program is no support button") };
    let place = ButtonPlace::own(id).context("this account has no place for a support button")?;
    if let Err(HostError(stays)) = place.remove() {
        bail!("this could not be removed: {stays}");
    }
    println!("The support button is removed.");
    Ok(())
}

fn id_of_place() -> Option<ButtonId> {
    ButtonPlace::of_program(&std::env::current_exe().ok()?)
}

fn icon_file(mut arguments: impl Iterator<Item = OsString>) -> Result<PathBuf> {
    match (arguments.next(), arguments.next(), arguments.next()) {
        (Some(flag), Some(file), None) if flag == "--icon" => Ok(file.into()),
        _ => bail!("say: install-button --icon FILE"),
    }
}

fn read_icon(path: &Path) -> Result<Vec<u8>> {
    let unread = || format!("the icon {} cannot be read", path.display());
    let mut icon = Vec::new();
    File::open(path).with_context(unread)?.take(ICON_BYTES + 1).read_to_end(&mut icon).with_context(unread)?;
    let fits = icon.starts_with(PNG) && u64::try_from(icon.len()).is_ok_and(|length| length <= ICON_BYTES);
    ensure!(fits, "the icon {} is no PNG of at most {} kB", path.display(), ICON_BYTES / 1024);
    Ok(icon)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_of(words: &[&str]) -> Option<PathBuf> {
        icon_file(words.iter().map(OsString::from)).ok()
    }

    #[test]
    fn the_icon_is_named_in_one_way_sup_50() {
        assert_eq!(file_of(&["--icon", "a b.png"]), Some("a b.png".into()));
        for bad in [&["--icon"][..], &[], &["a.png"], &["--icon", "a", "b"], &["a.png", "--icon"]] {
            assert_eq!(file_of(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn an_icon_is_a_small_png_sup_50() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("icon");
        assert!(read_icon(&path).is_err());
        let long = [PNG, &vec![0; 256 * 1024]].concat();
        for bad in [&b""[..], b"<svg/>", &PNG[..7], &long] {
            std::fs::write(&path, bad).unwrap();
            assert!(read_icon(&path).is_err());
        }
        let good = [PNG, b"rest"].concat();
        std::fs::write(&path, &good).unwrap();
        assert_eq!(read_icon(&path).unwrap(), good);
    }
}
