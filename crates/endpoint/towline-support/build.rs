//! How the file that customers download is linked (SUP-21: below 8 MB).

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, wanted: &str| env::var(name).is_ok_and(|value| value == wanted);
    // Of the profile `download` only, and where Rust's own linker is the usual one.
    let small = is("OPT_LEVEL", "z") && is("CARGO_CFG_PANIC", "abort");
    let linux = is("CARGO_CFG_TARGET_ARCH", "x86_64")
        && is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu");
    if small && linux {
        // Functions of the same code are one function; nobody unwinds, so nobody looks tables of unwinding up.
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all,--no-eh-frame-hdr");
    }
}
