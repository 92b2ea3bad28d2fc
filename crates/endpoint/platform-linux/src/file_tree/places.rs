//! Where to begin (FIL-1): the root, the account's own directories as its desktop calls them, and mounted volumes.

use std::os::{fd::AsFd, unix::ffi::OsStrExt};

use rustix::fs::{StatVfsMountFlags, fstatvfs};
use towline_platform::{FileKind, FilePlace, PathRules};

use super::{
    descent::joined,
    hash::read_at,
    reach::{Need, Place, Reach, reopen},
};
use crate::{Account, system::mounts};

/// Volumes that are told.
const VOLUMES: usize = 64;
/// Bytes of the file in which a desktop says what it calls its directories.
const DIRECTORIES: usize = 16 * 1024;

pub(super) fn places(account: &Account, rules: &PathRules) -> Vec<FilePlace> {
    let Ok(reach) = Reach::of(rules, Need::Look) else { return Vec::new() };
    let home = account.home.as_os_str().as_bytes().to_vec();
    let mut places: Vec<FilePlace> = Vec::new();
    let mut add = |place: FilePlace, ask: bool| {
        if let Some(known) = places.iter_mut().find(|known| known.path == place.path) {
            if place.kind == "volume" {
                (known.device, known.file_system) = (place.device, place.file_system);
            }
            return;
        }
        // Of another machine's volume nothing is asked: if that one does not answer, nobody would for long.
        let looked =
            if ask { reach.directory(&place.path).ok().map(|found| with_room(place, &found)) } else { Some(place) };
        places.extend(looked);
    };
    let of = |path: Vec<u8>, kind| FilePlace { path, kind, ..FilePlace::default() };
    add(of(b"/".to_vec(), "root"), true);
    if home.starts_with(b"/") && home != b"/" {
        add(of(home.clone(), "home"), true);
        for (path, kind) in of_desktop(&home) {
            add(of(path, kind), true);
        }
    }
    add(of(b"/tmp".to_vec(), "temporary"), true);
    let everywhere = matches!(reach, Reach::Everywhere);
    for disk in mounts().into_iter().filter(|disk| for_people(&disk.mount_point)).take(VOLUMES) {
        if disk.remote && !everywhere {
            continue;
        }
        let (path, read_only) = (disk.mount_point.into_bytes(), disk.read_only);
        let (device, file_system) = (disk.device, disk.file_system);
        add(FilePlace { path, kind: "volume", device, file_system, read_only, ..FilePlace::default() }, !disk.remote);
    }
    places
}

/// What the system mounts for itself is reached from the root; sticks and discs are mounted below `/run/media`.
fn for_people(mounted: &str) -> bool {
    let systems = ["/run/", "/dev/", "/sys/", "/proc/", "/var/lib/docker/", "/var/lib/containers/", "/snap/"];
    mounted.starts_with("/run/media/") || !systems.iter().any(|system| mounted.starts_with(system))
}

fn with_room(mut place: FilePlace, found: &Place) -> FilePlace {
    if let Ok(room) = fstatvfs(found.handle.as_fd()) {
        place.total_bytes = room.f_blocks.saturating_mul(room.f_frsize);
        place.free_bytes = room.f_bavail.saturating_mul(room.f_frsize);
        place.read_only = room.f_flag.contains(StatVfsMountFlags::RDONLY);
    }
    place
}

/// As `~/.config/user-dirs.dirs` says: `XDG_DESKTOP_DIR="$HOME/Schreibtisch"`; else what they are called everywhere.
fn of_desktop(home: &[u8]) -> Vec<(Vec<u8>, &'static str)> {
    let file = joined(home, b".config/user-dirs.dirs");
    let read = beginning(&file).unwrap_or_default();
    let kinds: [(&[u8], &[u8], &'static str); 3] = [
        (b"XDG_DESKTOP_DIR=", b"Desktop", "desktop"),
        (b"XDG_DOCUMENTS_DIR=", b"Documents", "documents"),
        (b"XDG_DOWNLOAD_DIR=", b"Downloads", "downloads"),
    ];
    let mut found = Vec::new();
    for (field, otherwise, kind) in kinds {
        let value = read.split(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(field));
        let value =
            value.map(|value| value.trim_ascii()).and_then(|value| value.strip_prefix(b"\"")?.strip_suffix(b"\""));
        let path = match value.and_then(|value| value.strip_prefix(b"$HOME")) {
            Some(below) => joined(home, below.strip_prefix(b"/").unwrap_or(below)),
            None => match value {
                Some(path) if path.starts_with(b"/") => path.to_vec(),
                _ => joined(home, otherwise),
            },
        };
        let path = path.strip_suffix(b"/").unwrap_or(&path).to_vec();
        // A desktop without one says that it is the home.
        if path != home {
            found.push((path, kind));
        }
    }
    found
}

fn beginning(path: &[u8]) -> Option<Vec<u8>> {
    let spot = Reach::Everywhere.entry(path).ok()?;
    if spot.kind != FileKind::File {
        return None;
    }
    let file = reopen(spot.handle.as_fd(), FileKind::File).ok()?;
    let mut bytes = vec![0; DIRECTORIES];
    let count = read_at(file.as_fd(), &mut bytes, 0).ok()?;
    bytes.truncate(count);
    Some(bytes)
}
