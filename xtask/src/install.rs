//! Gets what a machine lacks: system packages by apt, web dependencies by npm, Python programs by pip, the test runner by cargo. Does nothing when all is there.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::stage::execute;

/// A program that something needs, and the Debian package that has it.
pub type Need = (&'static str, &'static str);

/// What building needs: libjpeg-turbo is built from source by cmake, with its assembly by nasm. libvpx comes as it is, beside these (`packages`).
pub const BUILD: &[Need] =
    &[("cc", "build-essential"), ("cmake", "cmake"), ("nasm", "nasm"), ("curl", "curl"), ("git", "git")];

/// A virtual desktop with something on it.
pub const DESKTOP: &[Need] = &[
    ("Xvfb", "xvfb"),
    ("xauth", "xauth"),
    ("xterm", "xterm"),
    ("openbox", "openbox"),
    ("xrandr", "x11-xserver-utils"),
    ("setxkbmap", "x11-xkb-utils"),
];

/// A server of sound, and what plays and looks at it.
pub const SOUND: &[Need] = &[("pulseaudio", "pulseaudio"), ("pactl", "pulseaudio-utils")];

/// A compositor of Wayland without a screen, and what looks at it and runs on it.
pub const WAYLAND: &[Need] = &[
    ("sway", "sway"),
    ("swaybg", "swaybg"),
    ("grim", "grim"),
    ("foot", "foot"),
    ("wl-copy", "wl-clipboard"),
    ("setpriv", "util-linux"),
];

/// A compositor of Wayland that shows itself to nobody unasked, without a screen, and what brings its picture.
pub const PORTAL: &[Need] = &[("mutter", "mutter"), ("pipewire", "pipewire"), ("wireplumber", "wireplumber")];

/// Libraries that the customer client loads when it opens its window, and their packages.
const WINDOW: &[Need] = &[
    ("libX11-xcb.so.1", "libx11-xcb1"),
    ("libXcursor.so.1", "libxcursor1"),
    ("libXi.so.6", "libxi6"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
];

/// What the demo's desktop has on it.
pub const SCENERY: &[Need] = &[("mousepad", "mousepad"), ("feh", "feh")];

/// What the journeys in a real browser need besides.
pub const JOURNEYS: &[Need] = &[
    ("chromium", "chromium"),
    ("xclip", "xclip"),
    ("xdotool", "xdotool"),
    ("xsetroot", "x11-xserver-utils"),
    ("sudo", "sudo"),
    ("pkexec", "pkexec"),
    ("pkttyagent", "polkitd"),
    ("dbus-daemon", "dbus"),
];

/// A directory for people to sign in through, and what fills it.
pub const DIRECTORY: &[Need] = &[("slapd", "slapd"), ("ldapadd", "ldap-utils"), ("openssl", "openssl")];

/// What the documents' examples are written with; they are run as they stand.
pub const EXAMPLES: &[Need] = &[("curl", "curl"), ("jq", "jq")];

/// Installs the packages of those needs that are not met.
pub fn packages(needs: &[&[Need]]) -> Result<()> {
    let mut missing: Vec<&str> = needs
        .iter()
        .flat_map(|list| list.iter())
        .filter(|(program, _)| which(program).is_none())
        .map(|(_, p)| *p)
        .collect();
    if needs.contains(&BUILD) && !Path::new("/usr/include/vpx/vp8cx.h").exists() {
        missing.push("libvpx-dev");
    }
    if needs.contains(&DESKTOP) && !Path::new("/usr/share/fonts/truetype/dejavu").exists() {
        missing.push("fonts-dejavu-core");
    }
    if needs.contains(&DESKTOP) {
        missing.extend(WINDOW.iter().filter(|(library, _)| !has_library(library)).map(|(_, package)| *package));
    }
    missing.sort_unstable();
    missing.dedup();
    if missing.is_empty() {
        return Ok(());
    }
    anyhow::ensure!(
        which("apt-get").is_some(),
        "these packages are missing and this machine has no apt-get: {}",
        missing.join(" ")
    );
    if missing.contains(&"slapd") {
        // Tests start their own; Debian's script starts none where this file is.
        execute(privileged("mkdir").args(["-p", "/etc/ldap"]))?;
        execute(privileged("touch").arg("/etc/ldap/noslapd"))?;
    }
    // An index that is a few weeks old often points at packages that are gone.
    let _stale_index_is_tried = execute(privileged("apt-get").args(["-q", "update"]));
    execute(
        privileged("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["-q", "-y", "install", "--no-install-recommends"])
            .args(&missing),
    )
    .with_context(|| format!("installing {}", missing.join(" ")))
}

fn privileged(program: &str) -> Command {
    if rustix::process::geteuid().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("sudo");
    command.args(["--preserve-env=DEBIAN_FRONTEND", program]);
    command
}

/// Whether a shared library is where a Debian-like system keeps them.
fn has_library(name: &str) -> bool {
    let folders = ["/usr/lib", "/lib", "/usr/local/lib", "/usr/lib64"];
    folders.iter().any(|folder| {
        let below = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        below.chain([PathBuf::from(folder)]).any(|folder| folder.join(name).exists())
    })
}

/// Where a program is, as a shell would find it.
pub fn which(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin"), PathBuf::from("/sbin")])
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// Dependencies of a folder with a package-lock.json, in the locked versions. Skipped when the last run installed the same lock.
///
/// Not `npm ci`: it refuses to work where the registry's mirror lacks the optional packages of platforms that are not this one.
pub fn npm(folder: &Path) -> Result<()> {
    node_is_new_enough()?;
    let lock = std::fs::read(folder.join("package-lock.json"))
        .with_context(|| format!("reading {}", folder.join("package-lock.json").display()))?;
    let mark = folder.join("node_modules/.towline-lock");
    if std::fs::read(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    execute(Command::new("npm").args(["install", "--no-save", "--no-audit", "--no-fund"]).current_dir(folder))?;
    std::fs::write(mark, lock)?;
    Ok(())
}

/// Python programs of a `requirements.txt`, in a folder of their own below `place`; gives the folder of the programs. Skipped when the last run installed the same list.
pub fn python(requirements: &Path, place: &Path) -> Result<PathBuf> {
    let list = std::fs::read(requirements).with_context(|| format!("reading {}", requirements.display()))?;
    let (folder, programs) = (place.join("python"), place.join("python/bin"));
    let mark = folder.join(".towline-list");
    if std::fs::read(&mark).is_ok_and(|installed| installed == list) {
        return Ok(programs);
    }
    let make = || execute(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
    // Debian has the part that makes such folders in a package of its own.
    if make().is_err() {
        execute(privileged("apt-get").args(["-q", "-y", "install", "python3-venv"]))?;
        make()?;
    }
    execute(
        Command::new(programs.join("pip"))
            .args(["--disable-pip-version-check", "install", "--quiet", "--requirement"])
            .arg(requirements),
    )?;
    std::fs::write(mark, list)?;
    Ok(programs)
}

fn node_is_new_enough() -> Result<()> {
    let output = Command::new("node").arg("--version").output().context("Node.js 20 or newer is needed")?;
    let version = String::from_utf8_lossy(&output.stdout).into_owned();
    let major: u32 = version.trim_start_matches('v').split('.').next().unwrap_or_default().parse().unwrap_or(0);
    anyhow::ensure!(major >= 20, "Node.js 20 or newer is needed, this is {}", version.trim());
    Ok(())
}

/// Whether `cargo nextest` can be used; tries to install it once.
pub fn nextest() -> bool {
    let works = || Command::new("cargo").args(["nextest", "--version"]).output().is_ok_and(|o| o.status.success());
    if works() {
        return true;
    }
    let installed = execute(Command::new("cargo").args(["install", "--locked", "cargo-nextest"]));
    installed.is_ok() && works()
}
