//! A dark screen (SCR-3): the ramps between the picture and the outputs are set to zero. The picture that a representative gets is taken before them and stays as it is.
//!
//! Ramps outlive the program that set them, so what they were lies in a property of the root window, where the next program finds it: the guard, a process of its own that waits for ours to be gone,
//! or, when that was killed as well, the next helper.

use x11rb::connection::RequestConnection;
use x11rb::errors::ReplyError;
use x11rb::protocol::randr::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, PropMode, Window};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

const SAVED: &[u8] = b"_TOWLINE_GAMMA";
const HOLDER: &[u8] = b"_TOWLINE_DARK";
/// Largest property that is read, in units of four bytes: 16 outputs with ramps of 1024 values.
const LONGEST: u32 = 16 * (2 + 3 * 1024);
/// Connectors that a screen hangs on, as drivers name them. What else there is, is shown somewhere by a program, which takes the picture before the ramps.
const CONNECTORS: [&str; 10] = ["eDP", "LVDS", "HDMI", "DP-", "DisplayPort", "DVI", "VGA", "DFP", "DSI", "CRT"];

/// Whether an output is a connector of the machine.
pub(super) fn is_connector(name: &str) -> bool {
    CONNECTORS.iter().any(|connector| name.starts_with(connector))
}

/// What lights a screen just now: with its size of ramps and the names of its outputs.
struct Lit {
    crtc: randr::Crtc,
    size: u16,
    outputs: Vec<String>,
}

fn lit(connection: &RustConnection, root: Window) -> Result<Vec<Lit>, ReplyError> {
    let resources = connection.randr_get_screen_resources_current(root)?.reply()?;
    let mut lit = Vec::new();
    for crtc in resources.crtcs {
        let info = connection.randr_get_crtc_info(crtc, resources.config_timestamp)?.reply()?;
        if info.mode == 0 || info.outputs.is_empty() {
            continue;
        }
        let mut outputs = Vec::new();
        for output in info.outputs {
            let info = connection.randr_get_output_info(output, resources.config_timestamp)?.reply()?;
            outputs.push(String::from_utf8_lossy(&info.name).into_owned());
        }
        let size = connection.randr_get_crtc_gamma_size(crtc)?.reply()?.size;
        lit.push(Lit { crtc, size, outputs });
    }
    Ok(lit)
}

/// Whether all that is lit can be made dark; else the code of why not.
pub(super) fn ability(
    connection: &RustConnection,
    root: Window,
    trusted: fn(&str) -> bool,
) -> Result<Result<(), &'static str>, ReplyError> {
    let lit = lit(connection, root)?;
    if lit.is_empty() || lit.iter().any(|lit| lit.size == 0) {
        return Ok(Err("no_gamma"));
    }
    let all = lit.iter().flat_map(|lit| &lit.outputs).all(|name| trusted(name));
    Ok(if all { Ok(()) } else { Err("virtual_output") })
}

/// Whether all that is lit is dark, by what the display server says that it holds.
pub(super) fn is_dark(connection: &RustConnection, root: Window) -> Result<bool, ReplyError> {
    for lit in lit(connection, root)? {
        let ramps = connection.randr_get_crtc_gamma(lit.crtc)?.reply()?;
        let zero = |ramp: &[u16]| ramp.len() == usize::from(lit.size) && ramp.iter().all(|value| *value == 0);
        if lit.size == 0 || !(zero(&ramps.red) && zero(&ramps.green) && zero(&ramps.blue)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Keeps what the ramps are, and sets them to zero. `holder`: a window of ours, by which others know that it is not a leftover. `false`: another program does it already.
pub(super) fn darken(connection: &RustConnection, root: Window, holder: Window) -> Result<bool, ReplyError> {
    let selection = connection.intern_atom(false, HOLDER)?.reply()?.atom;
    connection.grab_server()?;
    let owner = connection.get_selection_owner(selection)?.reply()?.owner;
    if owner != x11rb::NONE && owner != holder {
        connection.ungrab_server()?;
        connection.sync()?;
        return Ok(false);
    }
    connection.set_selection_owner(holder, selection, x11rb::CURRENT_TIME)?;
    connection.ungrab_server()?;
    let lit = lit(connection, root)?;
    let mut saved: Vec<u32> = Vec::new();
    for lit in &lit {
        let ramps = connection.randr_get_crtc_gamma(lit.crtc)?.reply()?;
        saved.extend([lit.crtc, lit.size.into()]);
        saved.extend([ramps.red, ramps.green, ramps.blue].into_iter().flatten().map(u32::from));
    }
    let property = connection.intern_atom(false, SAVED)?.reply()?.atom;
    connection.change_property32(PropMode::REPLACE, root, property, AtomEnum::CARDINAL, &saved)?.check()?;
    for lit in &lit {
        let dark = vec![0; usize::from(lit.size)];
        connection.randr_set_crtc_gamma(lit.crtc, &dark, &dark, &dark)?.check()?;
    }
    Ok(true)
}

/// Sets the ramps to what they were; nothing, when nothing was kept.
pub(super) fn lighten(connection: &RustConnection, root: Window) -> Result<(), ReplyError> {
    let property = connection.intern_atom(false, SAVED)?.reply()?.atom;
    let kept = connection.get_property(false, root, property, AtomEnum::CARDINAL, 0, LONGEST)?.reply()?;
    let values: Vec<u32> = kept.value32().map(Iterator::collect).unwrap_or_default();
    if values.is_empty() {
        return Ok(());
    }
    let mut rest = values.as_slice();
    while let [crtc, size, tail @ ..] = rest {
        let size = usize::try_from(*size).unwrap_or(0);
        let Some((ramps, tail)) = tail.split_at_checked(size.saturating_mul(3)) else { break };
        rest = tail;
        let ramps: Vec<u16> = ramps.iter().map(|value| u16::try_from(*value).unwrap_or(u16::MAX)).collect();
        let mut parts = ramps.chunks(size.max(1));
        if let (Some(red), Some(green), Some(blue)) = (parts.next(), parts.next(), parts.next()) {
            // An output may be gone meanwhile; that is an error of that output alone.
            if let Err(error) = connection.randr_set_crtc_gamma(*crtc, red, green, blue)?.check() {
                tracing::warn!(%error, "an output stays as it is");
            }
        }
    }
    connection.delete_property(root, property)?;
    let selection = connection.intern_atom(false, HOLDER)?.reply()?.atom;
    connection.set_selection_owner(x11rb::NONE, selection, x11rb::CURRENT_TIME)?;
    connection.sync()
}

/// What somebody left dark who was killed with their guard.
pub(super) fn clear_leftover(connection: &RustConnection, root: Window) -> Result<(), ReplyError> {
    if connection.extension_information(randr::X11_EXTENSION_NAME)?.is_none() {
        return Ok(());
    }
    let selection = connection.intern_atom(false, HOLDER)?.reply()?.atom;
    if connection.get_selection_owner(selection)?.reply()?.owner == x11rb::NONE {
        lighten(connection, root)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_connectors_of_the_machine_can_be_shown_to_be_dark_scr_3() {
        for name in ["eDP-1", "HDMI-A-0", "DP-1-2", "DVI-I-1", "VGA1", "LVDS1", "DFP-0"] {
            assert!(is_connector(name), "{name}");
        }
        for name in ["screen", "default", "DUMMY0", "Virtual-1", "VNC-0", "XWAYLAND0", "rdp0", "None-1", ""] {
            assert!(!is_connector(name), "{name}");
        }
    }
}
