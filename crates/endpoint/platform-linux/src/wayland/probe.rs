//! What a compositor lets programs do, found out before a helper is started: its list of globals, by hand and with a time limit, for whoever listens there is not trusted to answer.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType};

/// For the whole answer.
const PATIENCE: Duration = Duration::from_millis(400);
/// Longest answer.
const ANSWER: usize = 64 * 1024;
/// What showing and driving a desktop needs; which of its rights is withheld, where it is not there.
const NEEDED: [(&str, &str); 3] = [
    ("zwlr_screencopy_manager_v1", "capture"),
    ("zwlr_virtual_pointer_manager_v1", "pointer"),
    ("zwp_virtual_keyboard_manager_v1", "keyboard"),
];

/// A compositor that answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compositor {
    /// As people know it: "GNOME", "sway".
    pub name: String,
    /// What it does not let programs do: "capture", "pointer", "keyboard"; nothing: the desktop can be shown and driven.
    pub withheld: Vec<&'static str>,
}

/// Asks whoever listens on the socket. `None`: nobody does, or not in this language.
pub fn probe(socket: &Path) -> Option<Compositor> {
    let mut stream = connect(socket)?;
    let interfaces = interfaces(&mut stream)?;
    let missing = |needed: &(&str, &'static str)| (!interfaces.iter().any(|has| has == needed.0)).then_some(needed.1);
    let withheld = NEEDED.iter().filter_map(missing).collect();
    Some(Compositor { name: name(&stream), withheld })
}

/// Only to a socket that is there itself, and to whoever owns it: the folder is its user's, who may have put there what leads elsewhere, and we may be root. Whoever takes nobody in is not waited for.
fn connect(path: &Path) -> Option<UnixStream> {
    let owner = fs::symlink_metadata(path).ok().filter(|found| found.file_type().is_socket())?.uid();
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = rustix::net::socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None).ok()?;
    rustix::net::connect(&socket, &SocketAddrUnix::new(path).ok()?).ok()?;
    let stream = UnixStream::from(socket);
    let peer = rustix::net::sockopt::socket_peercred(&stream).ok()?.uid.as_raw();
    stream.set_nonblocking(false).ok()?;
    (peer == owner).then_some(stream)
}

/// As a program calls itself and, where that is not how its desktop is known, as the desktop does.
fn name(stream: &UnixStream) -> String {
    let process = rustix::net::sockopt::socket_peercred(stream).map(|peer| peer.pid.as_raw_nonzero().get());
    let command = process.ok().and_then(|process| fs::read(format!("/proc/{process}/comm")).ok()).unwrap_or_default();
    let command: String =
        String::from_utf8_lossy(&command).chars().filter(|sign| sign.is_ascii_graphic()).take(32).collect();
    match command.as_str() {
        "gnome-shell" | "mutter" | "gnome-kiosk" => "GNOME".to_owned(),
        "kwin_wayland" => "KDE Plasma".to_owned(),
        "cosmic-comp" => "COSMIC".to_owned(),
        // Not a compositor: systemd listens for one.
        "" | "systemd" => "Wayland".to_owned(),
        _ => command,
    }
}

/// `wl_display.get_registry` and `wl_display.sync`; what the registry says until the latter is answered.
fn interfaces(stream: &mut UnixStream) -> Option<Vec<String>> {
    let message = |opcode: u32, new: u32| [1, 12 << 16 | opcode, new].map(u32::to_ne_bytes).concat();
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    stream.write_all(&[message(1, 2), message(0, 3)].concat()).ok()?;
    let until = Instant::now() + PATIENCE;
    let (mut answer, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() || answer.len() > ANSWER {
            return None;
        }
        stream.set_read_timeout(Some(left)).ok()?;
        match stream.read(&mut piece).ok()? {
            0 => return None,
            read => answer.extend_from_slice(piece.get(..read)?),
        }
        if let Some(interfaces) = read_answer(&answer) {
            return interfaces;
        }
    }
}

/// `None`: there is more to come. `Some(None)`: this is something else.
fn read_answer(mut bytes: &[u8]) -> Option<Option<Vec<String>>> {
    let mut interfaces = Vec::new();
    loop {
        let (object, rest) = number(bytes)?;
        let (head, rest) = number(rest)?;
        let Some(length) = usize::try_from(head >> 16).ok()?.checked_sub(8) else { return Some(None) };
        let (body, rest) = rest.split_at_checked(length)?;
        bytes = rest;
        match (object, head & 0xffff) {
            (2, 0) => match interface(body) {
                Some(interface) => interfaces.push(interface),
                None => return Some(None),
            },
            (3, 0) => return Some(Some(interfaces)),
            // The compositor forgets an object's number.
            (1, 1) => {}
            _ => return Some(None),
        }
    }
}

/// Of `wl_registry.global`: a number, a text with its length and a final zero, a version.
fn interface(body: &[u8]) -> Option<String> {
    let (length, text) = number(body.get(4..)?)?;
    let text = text.get(..usize::try_from(length).ok()?.checked_sub(1)?)?;
    String::from_utf8(text.to_vec()).ok()
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (first, rest) = bytes.split_first_chunk()?;
    Some((u32::from_ne_bytes(*first), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn global(interface: &str) -> Vec<u8> {
        let mut body = [7u32, interface.len() as u32 + 1].map(u32::to_ne_bytes).concat();
        body.extend(interface.bytes());
        body.resize((body.len() + 1).next_multiple_of(4), 0);
        body.extend(3u32.to_ne_bytes());
        let head = [2u32, (body.len() as u32 + 8) << 16].map(u32::to_ne_bytes).concat();
        [head, body].concat()
    }

    #[test]
    fn a_compositors_list_is_read_whole_and_no_bytes_make_the_reader_panic_scr_20() {
        let done = [3u32, 12 << 16, 9].map(u32::to_ne_bytes).concat();
        let answer = [global("wl_shm"), global("zwlr_screencopy_manager_v1"), done].concat();
        let read = read_answer(&answer).unwrap().unwrap();
        assert_eq!(read, ["wl_shm", "zwlr_screencopy_manager_v1"]);
        for cut in 0..answer.len() {
            assert_eq!(read_answer(&answer[..cut]), None);
        }
        for at in 0..answer.len() {
            for value in [0, 1, 0xff] {
                let mut bytes = answer.clone();
                bytes[at] = value;
                let _ = read_answer(&bytes);
            }
        }
    }

    #[test]
    fn whoever_listens_and_says_nothing_is_no_compositor_scr_20() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("wayland-0");
        let _listens = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert_eq!(probe(&socket), None);
        assert_eq!(probe(&folder.path().join("wayland-1")), None);
        // Nor is what is somewhere else, and whoever takes nobody in any more holds nothing up.
        let link = folder.path().join("wayland-2");
        std::os::unix::fs::symlink(&socket, &link).unwrap();
        assert!(connect(&link).is_none());
        let waiting: Vec<_> = std::iter::from_fn(|| connect(&socket)).take(10_000).collect();
        assert!(waiting.len() < 10_000);
    }
}
