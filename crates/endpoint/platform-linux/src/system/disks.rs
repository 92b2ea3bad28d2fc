//! Mounted file systems that hold files of people; what the kernel only shows as files is left out.

use towline_platform::{SystemDisk, SystemRow};

use super::{Take, text_of};

/// File systems of other machines: asking one that does not answer would wait for ever.
const REMOTE: [&str; 10] = ["nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "glusterfs", "fuse.sshfs", "afs", "virtiofs"];
/// File systems without a device that hold files all the same.
const WITHOUT_DEVICE: [&str; 4] = ["tmpfs", "zfs", "btrfs", "overlay"];

pub(super) fn look(take: Take<'_>) {
    for mut disk in mounts() {
        if !disk.remote
            && let Ok(room) = rustix::fs::statvfs(disk.mount_point.as_str())
        {
            disk.total_bytes = room.f_blocks.saturating_mul(room.f_frsize);
            disk.free_bytes = room.f_bavail.saturating_mul(room.f_frsize);
        }
        // Nothing can be stored on it: one of the kernel's own.
        if !disk.remote && disk.total_bytes == 0 {
            continue;
        }
        if take(SystemRow::Disk(disk)).is_break() {
            return;
        }
    }
}

/// The file systems that are mounted and hold files of people; how large they are was not asked.
pub(crate) fn mounts() -> Vec<SystemDisk> {
    mounted(&text_of("/proc/self/mounts", 1024 * 1024).unwrap_or_default())
}

/// What `/proc/self/mounts` lists, without what is not for files.
fn mounted(mounts: &str) -> Vec<SystemDisk> {
    let mut found: Vec<SystemDisk> = Vec::new();
    for line in mounts.lines() {
        let mut words = line.split(' ');
        let (Some(device), Some(place), Some(kind)) = (words.next(), words.next(), words.next()) else { continue };
        let options = words.next().unwrap_or_default();
        let remote = REMOTE.contains(&kind);
        let disk = device.starts_with("/dev/") && !device.starts_with("/dev/loop");
        if !remote && !disk && !WITHOUT_DEVICE.contains(&kind) {
            continue;
        }
        let mount_point = unescaped(place);
        // The later one covers the earlier one.
        found.retain(|known| known.mount_point != mount_point);
        found.push(SystemDisk {
            mount_point,
            device: unescaped(device),
            file_system: kind.to_owned(),
            read_only: options.split(',').any(|option| option == "ro"),
            remote,
            ..SystemDisk::default()
        });
    }
    found
}

/// Spaces and such are written in octal there.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let octal = after.get(..3).filter(|_| *first == b'\\').and_then(|digits| std::str::from_utf8(digits).ok());
        match octal.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(3..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_holds_files_is_listed_and_other_machines_are_not_asked_ses_41() {
        let mounts = "proc /proc proc rw 0 0\n/dev/sda1 / ext4 rw,relatime 0 0\nnas:/x /mnt/my\\040files nfs4 ro 0 0\ntmpfs /run tmpfs rw 0 0\n";
        let found = mounted(mounts);
        let places: Vec<&str> = found.iter().map(|disk| disk.mount_point.as_str()).collect();
        assert_eq!(places, ["/", "/mnt/my files", "/run"]);
        assert!(found[1].remote && found[1].read_only && !found[0].remote);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic_ses_41(text in "(/dev/| |\\\\[0-9]{1,4}|tmpfs|nfs|\n|.){0,60}") {
            let _ = mounted(&text);
        }
    }
}
