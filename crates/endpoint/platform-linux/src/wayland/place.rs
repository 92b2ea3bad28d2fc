//! Where a compositor's socket is, by the variables that programs find it by.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The socket that `WAYLAND_DISPLAY` names: a path by itself, or a name below `XDG_RUNTIME_DIR`.
pub fn socket_of(display: &OsStr, runtime: Option<&OsStr>) -> Option<PathBuf> {
    let display = Path::new(display);
    if display.as_os_str().is_empty() {
        return None;
    }
    if display.is_absolute() {
        return Some(display.to_owned());
    }
    let runtime = Path::new(runtime?);
    (runtime.is_absolute() && display.components().count() == 1).then(|| runtime.join(display))
}

/// The socket of the desktop that this process was started on.
pub fn own_socket() -> Option<PathBuf> {
    socket_of(&std::env::var_os("WAYLAND_DISPLAY")?, std::env::var_os("XDG_RUNTIME_DIR").as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_is_found_as_programs_find_it_and_no_name_leads_out_of_its_folder() {
        let of = |display: &str, runtime: Option<&str>| socket_of(display.as_ref(), runtime.map(OsStr::new));
        assert_eq!(of("wayland-1", Some("/run/user/1000")), Some("/run/user/1000/wayland-1".into()));
        assert_eq!(of("/x/wayland-7", None), Some("/x/wayland-7".into()));
        for (display, runtime) in
            [("", Some("/run")), ("wayland-0", None), ("../x", Some("/run")), ("wayland-0", Some("run"))]
        {
            assert_eq!(of(display, runtime), None, "{display}");
        }
    }
}
