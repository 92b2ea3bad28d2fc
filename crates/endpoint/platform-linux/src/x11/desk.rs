//! What a window of ours asks of the X server and its desktop, beyond what window libraries do: not to take the keyboard, and whether the desktop is dark.

use towline_platform::DesktopError;
use x11rb::{
    connection::Connection,
    protocol::xproto::{AtomEnum, ConnectionExt as _, PropMode},
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use super::unavailable;

/// Longest settings that are read, in units of four bytes.
const SETTINGS: u32 = 16 * 1024;

/// Has the window manager show this window without giving it the keyboard. Call it before the window is shown.
///
/// # Errors
/// When the display cannot be reached.
pub fn never_asks_for_keyboard(window: u32) -> Result<(), DesktopError> {
    let (connection, _) = RustConnection::connect(None).map_err(unavailable)?;
    let atom =
        connection.intern_atom(false, b"_NET_WM_USER_TIME").map_err(unavailable)?.reply().map_err(unavailable)?.atom;
    // Zero stands for "do not focus on mapping" (Extended Window Manager Hints).
    let changed = connection.change_property32(PropMode::REPLACE, window, atom, AtomEnum::CARDINAL, &[0]);
    changed.map_err(unavailable)?.check().map_err(unavailable)
}

/// Whether the desktop's theme is a dark one, as it tells programs by XSETTINGS. Not known is no.
pub fn desktop_is_dark() -> bool {
    settings().is_some_and(|settings| theme(&settings).is_some_and(|name| name.to_ascii_lowercase().contains("dark")))
}

fn settings() -> Option<Vec<u8>> {
    let (connection, screen) = RustConnection::connect(None).ok()?;
    let atom = |name: String| Some(connection.intern_atom(false, name.as_bytes()).ok()?.reply().ok()?.atom);
    let owner = connection.get_selection_owner(atom(format!("_XSETTINGS_S{screen}"))?).ok()?.reply().ok()?.owner;
    let property = atom("_XSETTINGS_SETTINGS".to_owned())?;
    let read = connection.get_property(false, owner, property, property, 0, SETTINGS).ok()?.reply().ok()?;
    let _ = connection.flush();
    Some(read.value)
}

/// The value of `Net/ThemeName`.
fn theme(bytes: &[u8]) -> Option<String> {
    let big = match bytes.first()? {
        0 => false,
        1 => true,
        _ => return None,
    };
    let mut reader = Reader { bytes: bytes.get(8..)?, big };
    let count = reader.number()?;
    for _ in 0..count.min(1000) {
        let kind = *reader.take(2)?.first()?;
        let length = reader.short()?;
        let name = reader.padded(length.into())?;
        reader.number()?;
        let value = match kind {
            0 => reader.take(4)?,
            1 => {
                let length = reader.number()?;
                reader.padded(usize::try_from(length).ok()?)?
            }
            2 => reader.take(8)?,
            _ => return None,
        };
        if name == b"Net/ThemeName" {
            return String::from_utf8(value.to_vec()).ok();
        }
    }
    None
}

struct Reader<'a> {
    bytes: &'a [u8],
    big: bool,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    fn padded(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.take(count)?;
        self.take(count.next_multiple_of(4) - count)?;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        let bytes = self.take(4)?.try_into().ok()?;
        Some(if self.big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    fn short(&mut self) -> Option<u16> {
        let bytes = self.take(2)?.try_into().ok()?;
        Some(if self.big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(theme: &str) -> Vec<u8> {
        let mut bytes = vec![0, 0, 0, 0, 7, 0, 0, 0, 3, 0, 0, 0];
        let mut add = |kind: u8, name: &str, value: &[u8]| {
            bytes.extend([kind, 0]);
            bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
            bytes.extend(name.bytes());
            bytes.resize(bytes.len().next_multiple_of(4), 0);
            bytes.extend([9, 0, 0, 0]);
            bytes.extend(value);
            bytes.resize(bytes.len().next_multiple_of(4), 0);
        };
        add(0, "Net/DoubleClickTime", &[1, 2, 3, 4]);
        add(2, "Net/Colour", &[0; 8]);
        let value = [&u32::try_from(theme.len()).unwrap().to_le_bytes()[..], theme.as_bytes()].concat();
        add(1, "Net/ThemeName", &value);
        bytes
    }

    #[test]
    fn the_desktops_theme_is_read_and_no_bytes_make_the_reader_panic() {
        let bytes = settings("Adwaita-dark");
        assert_eq!(theme(&bytes).as_deref(), Some("Adwaita-dark"));
        for cut in 0..bytes.len() {
            assert!(theme(&bytes[..cut]).is_none_or(|name| name == "Adwaita-dark"));
        }
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] = 0xff;
            let _ = theme(&bytes);
        }
    }
}
