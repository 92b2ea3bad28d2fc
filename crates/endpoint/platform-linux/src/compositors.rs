//! Finds the compositors of Wayland desktops, by their sockets, and says whose they are and what they withhold (SCR-20).

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs,
    os::unix::{
        ffi::OsStrExt,
        fs::{FileTypeExt, MetadataExt},
    },
    path::{Path, PathBuf},
};

use towline_platform::DesktopSession;

use crate::{
    Account,
    discovery::{FIRST_PERSON, Found, Missing, no_authority},
    wayland::{Compositor, probe, socket_of},
};

/// Sockets that are looked at.
pub(crate) const MOST: usize = 64;
/// A log-in screen's code.
pub(crate) const LOGIN: &str = "wayland_login";
/// Where users' sessions put their things.
const RUNTIME: &str = "/run/user";

/// The socket that a program's variables lead to.
pub(crate) fn named<'a>(variable: &impl Fn(&[u8]) -> Option<&'a [u8]>) -> Option<PathBuf> {
    let display = OsStr::from_bytes(variable(b"WAYLAND_DISPLAY")?);
    socket_of(display, variable(b"XDG_RUNTIME_DIR").map(OsStr::from_bytes))
}

/// These, and those in the usual place.
pub(crate) fn sockets(mut known: BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().take(1024);
    for user in entries(Path::new(RUNTIME)) {
        let named = entries(&user.path()).filter(|entry| is_socket_name(&entry.file_name()));
        known.extend(named.map(|entry| entry.path()).take(MOST.saturating_sub(known.len())));
    }
    known
}

/// "wayland-0", and not its lock.
pub(crate) fn is_socket_name(name: &OsStr) -> bool {
    let number = name.to_str().and_then(|name| name.strip_prefix("wayland-"));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The desktop behind a socket. `None`: there is none.
pub(crate) fn open(socket: &Path) -> Option<Result<Found, Missing>> {
    // SECURITY: whoever owns the socket is whom the helper runs as; a link says nothing of that.
    let data = fs::symlink_metadata(socket).ok().filter(|data| data.file_type().is_socket())?;
    let display = socket.to_str()?.to_owned();
    let own = rustix::process::geteuid().as_raw();
    let account = match Account::by_uid(data.uid()) {
        Ok(account) => account,
        Err(error) => {
            return Some(Err(no_authority(format!("The user of {display} cannot be looked up: {error}."))));
        }
    };
    if own != 0 && own != account.uid {
        return Some(Err(no_authority(format!(
            "The desktop {display} belongs to {}, and this agent runs as another user. Install it as root to show it.",
            account.name
        ))));
    }
    let Compositor { name, withheld } = probe(socket)?;
    if withheld.is_empty() {
        let user = account.name.clone();
        let session = DesktopSession { display, authority: None, user, desktop: name, asks: false };
        return Some(Ok(Found { session, account }));
    }
    // Accounts of the system have no desktop but that of signing in.
    let login = account.uid != 0 && account.uid < FIRST_PERSON;
    // Whether a portal is on the bus, the helper finds out, as the user whose bus it is.
    if !login && bus_of(socket, account.uid).is_some() {
        let user = account.name.clone();
        return Some(Ok(Found {
            session: DesktopSession { display, authority: None, user, desktop: name, asks: true },
            account,
        }));
    }
    let (code, reason) = match login {
        true => (LOGIN, format!("The log-in screen (Wayland, {name}) does not let itself be captured by Towline yet.")),
        false => (
            "wayland_withheld",
            format!("This desktop (Wayland, {name}) does not let itself be captured by Towline yet."),
        ),
    };
    Some(Err(Missing { code, reason, desktop: name }))
}

/// The bus of the user's session, beside the compositor's socket or where users have theirs.
pub(crate) fn bus_of(socket: &Path, uid: u32) -> Option<PathBuf> {
    let usual = || Some(Path::new(RUNTIME).join(uid.to_string()));
    let folders = [socket.parent().map(Path::to_owned), usual()];
    folders.into_iter().flatten().map(|folder| folder.join("bus")).find(|bus| {
        // SECURITY: the helper is told of no bus but its own user's, and of no link to another.
        fs::symlink_metadata(bus).is_ok_and(|data| data.file_type().is_socket() && data.uid() == uid)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_beside_a_socket_and_other_names_are_no_compositors_scr_20() {
        for (name, is) in
            [("wayland-0", true), ("wayland-12", true), ("wayland-0.lock", false), ("wayland-", false), ("bus", false)]
        {
            assert_eq!(is_socket_name(name.as_ref()), is, "{name}");
        }
    }

    #[test]
    fn a_file_or_a_link_in_a_sockets_place_is_no_desktop_scr_20() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("wayland-0"), folder.path().join("wayland-1"));
        fs::write(&file, "").unwrap();
        std::os::unix::fs::symlink("/run/dbus/system_bus_socket", &link).unwrap();
        assert!(open(&file).is_none() && open(&link).is_none());
    }

    #[test]
    fn a_bus_is_the_users_own_socket_and_nothing_else_scr_20() {
        let folder = tempfile::tempdir().unwrap();
        let (socket, bus) = (folder.path().join("wayland-0"), folder.path().join("bus"));
        let own = rustix::process::geteuid().as_raw();
        let nobody = 4_000_000_000;
        assert_eq!(bus_of(&socket, nobody), None);
        fs::write(&bus, "").unwrap();
        assert_ne!(bus_of(&socket, own).as_ref(), Some(&bus));
        fs::remove_file(&bus).unwrap();
        let _listens = std::os::unix::net::UnixListener::bind(&bus).unwrap();
        assert_eq!(bus_of(&socket, own).as_ref(), Some(&bus));
        assert_eq!(bus_of(&socket, nobody), None);
    }
}
