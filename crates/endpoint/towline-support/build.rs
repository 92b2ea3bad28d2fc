//! How the file that customers download is linked (SUP-21: below 8 MB).

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=small.ld");
    let is = |name: &str, wanted: &str| env::var(name).is_ok_and(|value| value == wanted);
    // Of the profile `download` only, which aborts instead of unwinding, and where Rust's own linker is the usual one. What `panic` is, a build script is not told.
    let small = is("OPT_LEVEL", "z");
    let linux = is("CARGO_CFG_TARGET_ARCH", "x86_64")
        && is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu");
    if small && linux {
        let folder = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
        // Functions of the same code are one function; nobody unwinds, so nobody looks tables of unwinding up.
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all,--no-eh-frame-hdr,-T,{folder}/small.ld");
    }
}
