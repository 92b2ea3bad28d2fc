//! Compiles `src/vp8.c` against the system's libvpx and links that statically, so that the agent runs on machines without it (ADR 47).

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=src/vp8.c");
    cc::Build::new().file("src/vp8.c").flag_if_supported("-ffunction-sections").compile("towline_vp8");
    let compiler = cc::Build::new().get_compiler();
    let answer = Command::new(compiler.path()).arg("-print-file-name=libvpx.a").output();
    let place = answer.ok().and_then(|answer| String::from_utf8(answer.stdout).ok());
    let folder =
        place.as_deref().map(str::trim).map(Path::new).filter(|file| file.is_absolute()).and_then(Path::parent);
    match folder {
        Some(folder) => println!("cargo::rustc-link-search=native={}", folder.display()),
        None => println!("cargo::error=libvpx.a was not found: install libvpx-dev"),
    }
    println!("cargo::rustc-link-lib=static=vpx");
}
